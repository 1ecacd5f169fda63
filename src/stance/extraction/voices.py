"""Who speaks in a sentence, whatever quotes it holds: its voice, its topic, whose words those were.

A sentence beside a quote is asked this when the quote has no clause of its own („…“ Das sagte X),
and every verb is whose clause reports speech without marks.
"""

from __future__ import annotations

from stance.extraction.candidates import (
    CLOSING,
    behind_verb,
    enclosed,
    forward,
    named,
    personal,
)
from stance.extraction.classes import AUXILIARY, CLASS, EXPRESSING, GIVEN
from stance.extraction.clauses import DASHES, PHRASES, Sentence
from stance.extraction.cues import trailing
from stance.extraction.phrases import Chunk, chunks
from stance.extraction.subjects import behind_insertion
from stance.extraction.verbs import Cue, cue_at, is_told, with_subject

__all__ = ["find_owner", "find_topic", "find_voice", "points_back", "reporting_at"]

_DEMONSTRATIVE, _IMPERSONAL = CLASS["demonstrative"], CLASS["impersonal"]
_VERBAL, _GERUND = CLASS["verbal"], CLASS["gerund"]
_BACK = 5  # chunks in which a sentence that points back names its verb


def find_voice(sentence: Sentence) -> Cue | None:
    """Return the reporting clause of a sentence without regard to quotes."""
    if not sentence.may_say():
        return None
    if sentence.reported_mood():
        found = trailing(sentence, -1)
        if found is not None:
            return found
    last = len(sentence.chunks) - 1
    last -= sentence.at(last) == "."
    parted = sentence.at(last - 2) == "," and sentence.at(last - 1) in PHRASES
    if parted and sentence.says(last):  # he would not comment, his spokesman said
        return cue_at(sentence, "verb after", last, sentence.chunks[last - 1])
    for place in range(len(sentence.chunks)):
        voice = _voice_at(sentence, place)
        if voice is not None and voice.named:
            return voice
    return None


def _voice_at(sentence: Sentence, place: int) -> Cue | None:
    """Return the clause of the source or the verb that stands at a place."""
    kind = sentence.at(place)
    if kind in ("source", "after_comma", "as"):
        return cue_at(sentence, "source before", place, forward(sentence, place + 1, limit=1))
    if kind == "words" and not place:
        speaker = behind_verb(sentence, place + 1) or forward(sentence, place + 1, limit=3)
        return cue_at(sentence, "with the words", place, speaker)
    if kind == "after" and sentence.at(place - 1) == "noun":
        return cue_at(sentence, "source after", place, sentence.chunks[place - 1])
    if not sentence.says(place) or is_told(sentence, place) or enclosed(sentence, place):
        return None
    return _closing(sentence, place) or with_subject(sentence, "verb before", place)


def _closing(sentence: Sentence, verb: int) -> Cue | None:
    """Return the clause that ends a sentence with a name: Мост закрыт, заявил мэр X."""
    lexicon = sentence.lexicon
    before = verb - 1 - (lexicon.incises and sentence.at(verb - 1) == "auxiliary")  # a indiqué X
    subject = forward(sentence, verb + 1, limit=2)
    if not (lexicon.declines or lexicon.incises) or sentence.at(before) != "," or subject is None:
        return None
    known = named(sentence, subject) or (lexicon.incises and personal(sentence, subject))
    return cue_at(sentence, "verb after", verb, subject) if known else None


def find_topic(sentence: Sentence) -> Chunk | None:
    """Return the phrase that a sentence is about: the first that can be a subject."""
    tokens, first, last = sentence.tokens, sentence.first, sentence.last
    opening = tokens[first].classes
    if opening & (_VERBAL | _GERUND) and not opening & GIVEN:  # Speaking in …, X laughed
        commas = (place for place in range(first, last) if tokens[place].word == ",")
        first = next(commas, first - 1) + 1
    for place, piece in enumerate(chunks(tokens, first, last, sentence.lexicon)):
        if piece.kind in PHRASES and not _aside(sentence, piece):
            return _past_participle(sentence, piece) or piece
        if piece.kind == "saying":
            return _behind_opening(sentence, place) or forward(sentence, place + 1)
    return None


def _past_participle(sentence: Sentence, opening: Chunk) -> Chunk | None:
    """Return the name behind an opening that describes it: Arrivée en tête, X a remercié …."""
    known = opening.last - opening.first > 1 or opening.first > sentence.first
    if known or not sentence.lexicon.incises or personal(sentence, opening):
        return None
    place = 1
    while sentence.at(place) in ("preposition", "adverb"):
        place += 1
    if place == 1 or sentence.at(place) != "," or sentence.at(place + 1) != "noun":
        return None
    name = sentence.chunks[place + 1]
    return name if sentence.tokens[name.first].classes & GIVEN else None


def _behind_opening(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the phrase behind an opening participle: Preguntado por su futuro, X calló."""
    place = verb + 1
    while sentence.at(place) == "preposition":
        place += 1
    opened = verb == 0 and place > 1 and sentence.at(place) == ","
    return sentence.chunks[place + 1] if opened and sentence.at(place + 1) == "noun" else None


def _aside(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for a phrase that the word behind it makes an adverbial: 站在田埂上."""
    return piece.last < sentence.last and bool(sentence.tokens[piece.last].classes & CLOSING)


def reporting_at(sentence: Sentence, verb: int) -> Cue:
    """Return the reporting clause of a verb of saying."""
    before = sentence.at(verb - 1)
    if (before == "," or before in DASHES) and not behind_insertion(sentence, verb):
        subject = forward(sentence, verb + 1)
        nobody = subject is not None and sentence.tokens[subject.first].classes & _IMPERSONAL
        if subject is not None and not nobody and not _acts(sentence, subject):
            return cue_at(sentence, "verb after", verb, subject)
    return with_subject(sentence, "verb before", verb)


def _acts(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for the subject of another verb: Ott, the mayor, said the dam had held."""
    behind = sentence.at(sentence.place_at(piece.first) + 1)
    return not sentence.lexicon.verb_second and behind in ("auxiliary", "word")


def points_back(sentence: Sentence) -> bool:
    """Return True for a sentence that says who said what stands before it: Das sagte X."""
    if not sentence.chunks:
        return False
    if sentence.at(0) == "words":  # С таким заявлением выступил X
        return True
    opening = sentence.token(0)
    return bool(opening.classes & _DEMONSTRATIVE) and any(
        sentence.says(place) for place in range(1, min(_BACK, len(sentence.chunks)))
    )


def find_owner(sentence: Sentence) -> Chunk | None:
    """Return whose words those before were: Sono le parole di X · C'est le constat que fait X."""
    if not sentence.chunks or not sentence.token(0).classes & (_DEMONSTRATIVE | AUXILIARY):
        return None
    for place, piece in enumerate(sentence.chunks[: _BACK + 1]):
        if piece.kind not in ("noun", "preposition"):
            continue
        if not sentence.classes_of(piece) & EXPRESSING:
            continue
        if named(sentence, piece):
            return piece
        later = sentence.chunks[place + 1 : place + 1 + _BACK]
        return next((each for each in later if each.kind == "noun" and named(sentence, each)), None)
    return None
