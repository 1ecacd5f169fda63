"""The clause that holds what a verb of saying reports: governed by it, or followed by it."""

from __future__ import annotations

from stance.extraction.classes import CLASS, PARTICLE
from stance.extraction.clauses import DASHES, Sentence
from stance.extraction.cues import Cue
from stance.extraction.lexicon import Lexicon
from stance.extraction.subjects import behind_insertion

__all__ = ["Stretch", "clause_after", "clause_before", "nominal_clause"]

_CLAUSE, _ASKING = CLASS["clause"], CLASS["asking"]
_REPORTED_ENDING = CLASS["reported_ending"]
_BARE, _TO = CLASS["bare_clause"], CLASS["infinitive"]
_TO_VERBS = CLASS["infinitive_verb"]
_VERBS = frozenset({"auxiliary", "word", "saying", "holding", "quoted"})
_LONGEST_PARTICLE = 10  # letters
_LONGEST_NOUN = 6  # words; more hold a verb that no list has

Stretch = tuple[int, int]
"""The chunks of a sentence from one to before another."""


def clause_after(sentence: Sentence, verb: int, cue: Cue) -> Stretch | None:
    """Return the clause that a verb governs: said that …; sagte, … sei …; kündigte an, … zu …."""
    start = _opening(sentence, verb, cue)
    if start is None:
        return None
    end = _closing(sentence, start)
    return (start, end) if end > start else None


def _opening(sentence: Sentence, verb: int, cue: Cue) -> int | None:
    """Return where the clause begins that a verb governs."""
    german = sentence.lexicon.verb_second
    last = len(sentence.chunks)
    subject = max(verb, sentence.place_at(cue.last - 1))
    if not sentence.lexicon.spaced:
        return _plain_clause(sentence, verb)
    for place in range(verb + 1, last):
        kind = sentence.at(place)
        if kind in (":", ";", ".", "?", "!"):
            return None
        if kind == "subordinator" and _governed(sentence, verb, place):
            return place
        if kind == "," and place >= subject and german:
            return place + 1 if _reports(sentence, place + 1) else None
        if german:
            continue
        bare = sentence.token(verb).classes & _BARE and place > verb
        if bare and kind in ("noun", "pronoun") and place > subject - (subject > verb):
            return _bare(sentence, verb, place, subject)
        if kind == "quoted":
            return None
        if sentence.token(place).classes & _TO and sentence.token(verb).classes & _TO_VERBS:
            return (
                place if sentence.chunks[place].last - sentence.chunks[place].first == 1 else None
            )
    return None


def _plain_clause(sentence: Sentence, verb: int) -> int | None:
    """Return where a clause begins that no word introduces: 他说，…."""
    place = verb + 1 + (sentence.at(verb + 1) == ",")
    follows = sentence.at(place) not in ("quoted", ":", ";", ".", "")
    return place if follows and sentence.token(verb).classes & _BARE else None


def _governed(sentence: Sentence, verb: int, place: int) -> bool:
    """Return True where a subordinator opens what a verb reports: said that …; asked why …."""
    near = sentence.lexicon.verb_second or place == verb + 1
    if sentence.token(place).classes & _CLAUSE and (near or sentence.at(place + 1) != "auxiliary"):
        return True
    return bool(sentence.token(verb).classes & _ASKING) and place < verb + 3


def _bare(sentence: Sentence, verb: int, place: int, subject: int) -> int | None:
    """Return where a clause without that begins: said the talks …; told reporters the talks …."""
    if place <= subject and subject > verb:
        place = subject + 1
    if sentence.at(place + 1) in ("noun", "pronoun"):
        place += 1
    if place >= len(sentence.chunks):
        return None
    long = sentence.chunks[place].last - sentence.chunks[place].first > _LONGEST_NOUN
    return place if long or _has_verb(sentence, place + 1, place + 5) else None


def nominal_clause(sentence: Sentence, verb: int, cue: Cue) -> Stretch | None:
    """Return the clause that stands as a noun before its verb: X, …dığını söyledi."""
    if verb == 0:
        return None
    end = verb
    while sentence.at(end - 1) == "adverb" and sentence.token(end - 1).classes & PARTICLE:
        end -= 1  # ifade etti
    last = sentence.tokens[sentence.chunks[end - 1].last - 1]
    if not last.classes & _REPORTED_ENDING:
        return None
    start = sentence.place_at(cue.last - 1) + 1
    return (start, end) if start < end else None


def _has_verb(sentence: Sentence, start: int, end: int) -> bool:
    """Return True where a verb stands before the next comma."""
    for place in range(start, min(end, len(sentence.chunks))):
        kind = sentence.at(place)
        if kind in _VERBS:
            return True
        if kind in (",", ":", ";", "."):
            return False
    return False


def _reports(sentence: Sentence, start: int) -> bool:
    """Return True where a clause after a comma is reported: dass, the mood, or zu with a verb."""
    if sentence.at(start) == "subordinator":
        return bool(sentence.token(start).classes & _CLAUSE)
    first = sentence.chunks[start].first if start < len(sentence.chunks) else sentence.last
    for index in range(first, sentence.last):
        token = sentence.tokens[index]
        if token.word in (":", ";"):
            return False
        if sentence.in_mood(index):
            return True
        if _to_infinitive(sentence, index):
            return True
    return False


def _to_infinitive(sentence: Sentence, index: int) -> bool:
    """Return True for zu with its verb behind it or around it: zu gehen, abzuschaffen."""
    token, lexicon = sentence.tokens[index], sentence.lexicon
    if token.classes & _TO and index + 1 < sentence.last:
        return sentence.tokens[index + 1].word[:1].islower()
    return token.word.endswith(lexicon.infinitive_endings) and _joined(token.word, lexicon)


def _joined(word: str, lexicon: Lexicon) -> bool:
    """Return True for an infinitive with its particle inside: abzuschaffen, zurückzulegen."""
    classes = lexicon.classes
    return any(
        classes.get(word[start:end], 0) & _TO and classes.get(word[:start], 0) & PARTICLE
        for start in range(2, min(len(word) - 3, _LONGEST_PARTICLE))
        for end in (start + 1, start + 2)
    )


def _closing(sentence: Sentence, start: int) -> int:
    """Return where a clause ends: with the sentence, or where another verb of saying goes on."""
    for place in range(start + 1, len(sentence.chunks)):
        kind = sentence.at(place)
        if kind in (":", ";"):
            return place
        if kind == "," and sentence.at(place + 1) == "conjunction":
            near = range(place + 2, min(place + 5, len(sentence.chunks)))
            if any(sentence.says(verb) for verb in near):
                return place
    return len(sentence.chunks)


def clause_before(sentence: Sentence, verb: int) -> Stretch | None:
    """Return the clause that a verb follows: …, sagte X; …, X said."""
    comma = verb - 1
    if not sentence.lexicon.verb_second:
        while comma > 0 and sentence.at(comma) in ("noun", "pronoun", "adverb", "preposition"):
            comma -= 1
    if comma < 1 or not (sentence.at(comma) == "," or sentence.at(comma) in DASHES):
        return None
    if behind_insertion(sentence, verb):
        return None
    start = comma
    while start > 0 and sentence.at(start - 1) not in (":", ";"):
        start -= 1
    if not sentence.lexicon.verb_second:
        ends = sentence.at(verb + 1) in ("", ".", ",", "preposition", "adverb", "noun", "pronoun")
        object_ = comma < verb - 1 and sentence.at(verb + 1) in ("noun", "pronoun")
        if sentence.token(verb).classes & _BARE and sentence.token(verb).classes & _TO_VERBS:
            object_ = object_ and sentence.at(verb + 2) not in ("", ".", "preposition", "adverb")
        if object_ or not ends or not _any_verb(sentence, start, comma):
            return None
    return start, comma


def _any_verb(sentence: Sentence, start: int, end: int) -> bool:
    return any(sentence.at(place) in _VERBS for place in range(start, end))
