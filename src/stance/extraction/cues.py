"""Which words of a sentence say that something was said, and who is the subject of them.

A sentence is seen as chunks (`phrases`), each quote as one of them. What stands right after a
quote is asked first („…“, sagte X), then what leads up to it (X sagte: „…“), then the rest of the
sentence. Every answer carries the name of the rule that found it.
"""

from __future__ import annotations

from stance.extraction.classes import CLASS
from stance.extraction.clauses import DASHES, FAR, Sentence
from stance.extraction.phrases import Chunk, chunks
from stance.extraction.sources import as_clause, plain_words, relayed, source_of
from stance.extraction.subjects import (
    clause_start,
    forward,
    named_again,
    oblique,
    of_several,
    personal,
    within,
)
from stance.extraction.verbs import Cue, cue_at, whom_it_quotes, with_subject

__all__ = [
    "Cue",
    "find_cue",
    "find_topic",
    "find_voice",
    "points_back",
    "reporting_at",
]

_QUOTING, _DEMONSTRATIVE = CLASS["quoting"], CLASS["demonstrative"]
_ENDS = frozenset(",?!…")
_BACK = 5  # chunks in which a sentence that points back names its verb
_LATE_VERB = 4  # chunks from a quote to its verb where verbs come last


def find_cue(sentence: Sentence, place: int) -> Cue | None:
    """Return the reporting clause of the quote that is the chunk at a place."""
    found = _reporting(sentence, place)
    return found if found is None else relayed(sentence, place, found)


def _reporting(sentence: Sentence, place: int) -> Cue | None:
    """Return the clause that stands nearest: behind the quote, before it, or further on."""
    return (
        (_trailing(sentence, place) if sentence.reported_mood() else None)
        or _after(sentence, place)
        or _with_words(sentence, place)
        or _before_colon(sentence, place)
        or source_of(sentence, place)
        or _verb_before(sentence, place)
        or _verb_after(sentence, place)
        or _label(sentence, place)
    )


def find_voice(sentence: Sentence) -> Cue | None:
    """Return the reporting clause of a sentence without regard to quotes."""
    if not sentence.may_say():
        return None
    if sentence.reported_mood():
        found = _trailing(sentence, -1)
        if found is not None:
            return found
    for place in range(len(sentence.chunks)):
        if sentence.at(place) in ("source", "after_comma", "as"):
            subject = forward(sentence, place + 1, limit=1)
            if subject is not None:
                return cue_at(sentence, "source before", place, subject)
        if sentence.says(place):
            found = with_subject(sentence, "verb before", place)
            if found.named:
                return found
    return None


def find_topic(sentence: Sentence) -> Chunk | None:
    """Return the phrase that a sentence is about: the first that can be a subject."""
    tokens, first, last = sentence.tokens, sentence.first, sentence.last
    for place, piece in enumerate(chunks(tokens, first, last, sentence.lexicon)):
        if piece.kind in ("noun", "pronoun"):
            return piece
        if piece.kind == "saying":
            return forward(sentence, place + 1)
    return None


def reporting_at(sentence: Sentence, verb: int) -> Cue | None:
    """Return the reporting clause of a verb of saying."""
    before = sentence.at(verb - 1)
    if before == "," or before in DASHES:
        subject = forward(sentence, verb + 1)
        if subject is not None and not _acts(sentence, subject):
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
    opening = sentence.token(0)
    return bool(opening.classes & _DEMONSTRATIVE) and any(
        sentence.says(place) for place in range(1, min(_BACK, len(sentence.chunks)))
    )


def _after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“, sagte X · “…,” X said · „…“, so X · “…,” according to X · „…“, wie X sagte."""
    place = quote + 1
    while sentence.at(place) == "," or sentence.at(place) in DASHES:
        place += 1
    comma = place > quote + 1 or _ends_inside(sentence, quote)
    while sentence.lexicon.verb_last and sentence.at(place) in ("adverb", "word"):
        place += 1  # diye konuştu
        if place > quote + _LATE_VERB:
            break
    kind = sentence.at(place)
    if kind == "source" or (kind == "after_comma" and comma):
        subject = forward(sentence, place + 1, limit=2 if kind == "source" else 1)
        return cue_at(sentence, "source after", place, subject) if subject else None
    if kind == "as":
        return as_clause(sentence, place)
    if sentence.says(place):
        return _verb_next(sentence, place)
    if kind == "auxiliary":
        return _compound_tense(sentence, place)
    if kind in ("noun", "pronoun"):
        return _subject_then_verb(sentence, place, comma)
    if kind == "word" and comma:
        return _plain_subject(sentence, place) or _unknown_verb(sentence, place)
    return None


def _ends_inside(sentence: Sentence, quote: int) -> bool:
    """Return True where the comma or the question mark stands inside the marks: “…,” X said."""
    return quote >= 0 and sentence.token(quote).word[-2:-1] in _ENDS


def _verb_next(sentence: Sentence, verb: int) -> Cue:
    """«…», кричали демонстранты · «…», сообщили в мэрии: what several say."""
    found = with_subject(sentence, "verb after", verb)
    if found.named or not of_several(sentence, verb):
        return found
    subject = within(sentence, verb + 1) or plain_words(sentence, verb + 1)
    return cue_at(sentence, "verb after", verb, subject)


def _plain_subject(sentence: Sentence, place: int) -> Cue | None:
    """“…,” protesters shouted: a subject without article or capital right before its verb."""
    subject = None if sentence.lexicon.verb_second else plain_words(sentence, place)
    verb = place if subject is None else sentence.place_at(subject.last - 1) + 1
    if subject is None or not sentence.says(verb):
        return None
    return cue_at(sentence, "verb after", verb, subject)


def _with_words(sentence: Sentence, quote: int) -> Cue | None:
    """Mit den Worten „…“ eröffnete X das Fest · X schloss mit den Worten: „…“."""
    place = quote - 1 - (sentence.at(quote - 1) == ":")
    if sentence.at(place) != "words":
        return None
    subject = _who_acts(sentence, place) or forward(sentence, quote + 1)
    return cue_at(sentence, "with the words", place, subject)


def _compound_tense(sentence: Sentence, place: int) -> Cue | None:
    """« … », a déclaré X · „…“, hat X gesagt."""
    verb = _participle(sentence, place)
    if verb is None:
        unknown = sentence.at(place + 1) == "word"
        return _unknown_verb(sentence, place + 1) if unknown else None
    subject = forward(sentence, verb + 1, limit=2) or forward(sentence, place + 1)
    return cue_at(sentence, "verb after", verb, subject)


def _unknown_verb(sentence: Sentence, place: int) -> Cue | None:
    """„…“, unkte X: a verb that no list has, told by its place and its ending."""
    endings = sentence.lexicon.past_endings
    if not endings or not sentence.token(place).word.endswith(endings):
        return None
    subject = forward(sentence, place + 1, limit=1)
    return None if subject is None else cue_at(sentence, "unknown verb after", place, subject)


def _participle(sentence: Sentence, place: int) -> int | None:
    """Return the verb of saying that belongs to an auxiliary: a déclaré, hat X gesagt."""
    for verb in range(place + 1, min(place + 6, len(sentence.chunks))):
        if sentence.at(verb) in (",", ".", ":", "quoted"):
            return None
        if sentence.says(verb):
            return verb
    return None


def _subject_then_verb(sentence: Sentence, place: int, comma: bool) -> Cue | None:
    """“…,” X said · “…,” X, who came later, told Y · „…“, X zufolge."""
    subject = sentence.chunks[place]
    commas = 0
    for verb in range(place + 1, min(place + FAR, len(sentence.chunks))):
        kind = sentence.at(verb)
        if kind == "after":
            return cue_at(sentence, "source after", verb, subject)
        if sentence.says(verb):
            if not comma and sentence.lexicon.verb_second:
                return None
            if sentence.token(verb).classes & _QUOTING:
                subject = whom_it_quotes(sentence, verb) or subject
            return cue_at(sentence, "verb after", verb, subject)
        if kind in ("quoted", ":", ".", ";", "conjunction"):
            return None
        if kind == "subordinator" and commas == 0:
            return None
        commas += kind == ","
    return None


def _before_colon(sentence: Sentence, quote: int) -> Cue | None:
    """X sagte am Abend: „…“."""
    if sentence.at(quote - 1) != ":":
        return None
    for verb in range(quote - 2, -1, -1):
        if sentence.at(verb) == "quoted" and verb < quote - 2:
            break
        if sentence.says(verb):
            return with_subject(sentence, "colon", verb)
    return None


def _verb_before(sentence: Sentence, quote: int) -> Cue | None:
    """X warnte am Abend vor „…“ · X said it was “…”."""
    best: Cue | None = None
    for verb in range(quote - 1, -1, -1):
        if sentence.says(verb):
            gapped = _gapped(sentence, verb, quote)
            if gapped is not None:
                return cue_at(sentence, "verb before", verb, gapped)
            found = with_subject(sentence, "verb before", verb)
            if found.named:
                return found
            best = best or found
    subject = forward(sentence, quote + 1, limit=1)
    if best is None or subject is None or not personal(sentence, subject):
        return best
    return best._replace(first=subject.first, last=subject.last)  # prometió «…» el alcalde


def _gapped(sentence: Sentence, verb: int, quote: int) -> Chunk | None:
    """Return the subject of a clause that leaves its verb out: X spricht von „A“, Y von „B“."""
    last = quote - 1
    while last > verb and sentence.at(last) in ("preposition", "word"):
        last -= 1
    piece = sentence.chunks[last]
    parted = sentence.at(last - 1) in (",", "conjunction") and sentence.at(last - 2) == "quoted"
    return piece if piece.kind == "noun" and parted and last < quote - 1 else None


def _trailing(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X: the clause that ends a sentence of reported speech."""
    for verb in range(len(sentence.chunks) - 1, max(quote, len(sentence.chunks) - FAR), -1):
        before = sentence.at(verb - 1)
        if sentence.at(verb) == "quoted":
            return None
        if not sentence.says(verb) or not (before == "," or before in DASHES):
            continue
        rule = "verb after" if verb <= quote + 2 else "verb further on"
        if sentence.token(verb).classes & _QUOTING:
            return with_subject(sentence, rule, verb)
        subject = forward(sentence, verb + 1)
        return None if subject is None else cue_at(sentence, rule, verb, subject)
    return None


def _verb_after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X · … als „…“ bezeichnet."""
    for verb in range(quote + 1, len(sentence.chunks)):
        if sentence.at(verb) in ("subordinator", "conjunction") and sentence.at(verb - 1) == ",":
            return None
        if not sentence.says(verb):
            continue
        start = verb - (sentence.at(verb - 1) == "auxiliary")
        before = sentence.at(start - 1)
        if before in (",", "quoted") or before in DASHES:
            subject = forward(sentence, verb + 1) or forward(sentence, 0)
            return cue_at(sentence, "verb further on", verb, subject)
        return with_subject(sentence, "verb further on", verb)
    return None


def _label(sentence: Sentence, quote: int) -> Cue | None:
    """X: „…“ · X beim Gipfel: Das Bündnis ist „…“ · Auch X griff ihn an: „…“."""
    for place in range(quote - 1, 0, -1):
        kind = sentence.at(place)
        if kind == ":":
            return cue_at(sentence, "label", place, _who_acts(sentence, place))
        if kind in ("quoted", ".", ";"):
            break
    return _headline(sentence, quote)


def _headline(sentence: Sentence, quote: int) -> Cue | None:
    """Ucraina, Renti “…”: a name right before the quote that ends a headline."""
    last = quote - 1
    capitals = sentence.lexicon.capitalised_nouns
    if (
        sentence.first
        or capitals
        or quote + 1 < len(sentence.chunks)
        or sentence.at(last) != "noun"
    ):
        return None
    if any(piece.kind not in ("noun", ",") for piece in sentence.chunks[:quote]):
        return None
    name = sentence.chunks[last]
    return cue_at(sentence, "label", last, name) if named_again(sentence, name) else None


def _who_acts(sentence: Sentence, end: int) -> Chunk | None:
    """Return who does what a clause without a verb of saying tells before its colon."""
    start = clause_start(sentence, end)
    phrases = [
        piece
        for place, piece in enumerate(sentence.chunks[start:end], start)
        if piece.kind in ("noun", "pronoun") and not oblique(sentence, place)
    ]
    for piece in phrases:
        if personal(sentence, piece):
            return piece
    return phrases[0] if phrases else None
