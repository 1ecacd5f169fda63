"""Who is the subject where the verb comes last: X, …, “…” dedi; endings tell who is none."""

from __future__ import annotations

from collections.abc import Iterator

from stance.extraction.classes import (
    ADVERB,
    CLASS,
    DOCUMENT,
    EXPRESSING,
    FUNCTION,
    GIVEN,
    NOUN,
    OBLIQUE,
)
from stance.extraction.clauses import PHRASES, Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.tokens import CAPITAL

__all__ = ["declined", "subject_behind", "topic_before"]

_POSTPOSITION, _AGENT = CLASS["postposition"], CLASS["agent"]
_EMPTY = FUNCTION | CLASS["demonstrative"]
_PERSONAL = NOUN & ~DOCUMENT | GIVEN


def topic_before(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject of a verb behind it: the phrase in the first case that ends its part.

    A quote right before the verb stands between the two. What a comma, an adverb or the quote
    follows comes before what stands inside a clause.
    """
    end = verb
    while end and sentence.at(end - 1) in ("adverb", "word", "quoted", ",", "saying"):
        end -= 1
        if sentence.at(end) == "quoted":
            break
    else:
        end = verb
    if sentence.at(end - 1) == ":":
        end -= 1
    start = end
    while start and sentence.at(start - 1) not in (":", ";", "quoted"):
        start -= 1
    agent = _agent(sentence, start, end)
    if agent is not None:
        return agent
    found = None
    if sentence.token(verb).classes & EXPRESSING:
        found = _whose_words(sentence, verb, start, end)
    found = found or _likeliest(sentence, start, end)
    return None if found is None else _owner(sentence, found)


def subject_behind(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject behind a verb that the quote comes before: “…” dedi çiftçi X."""
    found = None
    for place in range(verb + 1, len(sentence.chunks)):
        kind = sentence.at(place)
        if kind in (",", ":", ";", "quoted"):
            break
        if kind in PHRASES and not declined(sentence, place):
            found = sentence.chunks[place]
    return found


def declined(sentence: Sentence, place: int) -> bool:
    """Return True for a phrase whose last ending, or the word behind it, shows it is no subject."""
    last = sentence.tokens[sentence.chunks[place].last - 1]
    if last.classes & OBLIQUE or last.word.endswith(sentence.lexicon.case_endings):
        return True
    if _object(sentence, sentence.chunks[place]):
        return True
    behind = sentence.at(place + 1) in ("word", "adverb", "after")
    return behind and bool(sentence.token(place + 1).classes & _POSTPOSITION)


def _object(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for a noun alone with the ending of an object: hükümeti; but: X hükümeti."""
    word = sentence.tokens[piece.first].word
    if (
        word[0].isupper()
        or piece.last - piece.first > 1
        or not word.endswith(sentence.lexicon.object_endings)
    ):
        return False
    return bool(sentence.lexicon.classes.get(word[:-1], 0) & NOUN)


def _whose_words(sentence: Sentence, verb: int, start: int, end: int) -> Chunk | None:
    """Return whose words a noun names: X'in “…” sözleri, X'ten “…” mesajı; X sözlerine … ekledi."""
    beside = end - 1 - (sentence.at(end - 1) == ",")
    if beside >= start and sentence.at(beside) in PHRASES:
        piece = sentence.chunks[beside]
        person = sentence.classes_of(piece) & _PERSONAL
        if _owns(sentence, beside) or (person and not declined(sentence, beside)):
            return piece
    if sentence.at(verb + 1) in ("saying", "auxiliary"):
        return None  # X, …, “…” açıklamasında bulundu
    owners = (place for place in _phrases(sentence, start, end) if _owns(sentence, place))
    return next((sentence.chunks[place] for place in owners), None)


def _agent(sentence: Sentence, start: int, end: int) -> Chunk | None:
    """Return by whom something is called names: X tarafından “…” olarak tanımlandı."""
    for place in range(end - 1, start, -1):
        agent = sentence.at(place) == "word" and sentence.token(place).classes & _AGENT
        if agent and sentence.at(place - 1) in PHRASES:
            return sentence.chunks[place - 1]
    return None


def _likeliest(sentence: Sentence, start: int, end: int) -> Chunk | None:
    """Return the phrase that a comma follows or the clause ends with; else the nearest person."""
    places = [place for place in _phrases(sentence, start, end) if not declined(sentence, place)]
    people = [place for place in places if _speaks(sentence, place)]
    for place in people:
        if _set_off(sentence, place, end):
            return sentence.chunks[place]
    if people:
        return sentence.chunks[people[0]]
    owners = [place for place in _phrases(sentence, start, end) if _owns(sentence, place)]
    if owners:
        return sentence.chunks[owners[0]]
    return next(
        (sentence.chunks[place] for place in places if _set_off(sentence, place, end)), None
    )


def _phrases(sentence: Sentence, start: int, end: int) -> Iterator[int]:
    """Yield the places of noun phrases and pronouns, the last first."""
    for place in range(end - 1, start - 1, -1):
        piece = sentence.chunks[place]
        words = sentence.tokens[piece.first : piece.last]
        if piece.kind == "pronoun" or (
            piece.kind == "noun" and not all(token.classes & _EMPTY for token in words)
        ):
            yield place


def _speaks(sentence: Sentence, place: int) -> bool:
    """Return True for what may speak: a person, a body, a name; no paper and no first word."""
    piece = sentence.chunks[place]
    words = sentence.tokens[piece.first : piece.last]
    classes = sentence.classes_of(piece)
    if piece.kind == "pronoun" or classes & _PERSONAL:
        return True
    if words[-1].classes & DOCUMENT:
        return False
    named = bool(classes & CAPITAL)
    opens = piece.first == sentence.first and len(words) == 1
    if not opens or words[0].word.endswith(sentence.lexicon.case_endings):
        return named
    return named and sentence.at(place + 1) not in ("word", "noun")


def _owns(sentence: Sentence, place: int) -> bool:
    """Return True for whom a paper comes from: Kremlin'den yapılan açıklamada."""
    last = sentence.tokens[sentence.chunks[place].last - 1]
    endings = sentence.lexicon.owner_endings
    return last.word.endswith(endings) and declined(sentence, place) and _speaks(sentence, place)


def _owner(sentence: Sentence, piece: Chunk) -> Chunk:
    """Return whose paper a phrase names: Komisyonunun raporunda."""
    if sentence.tokens[piece.last - 1].classes & DOCUMENT:
        for index in range(piece.last - 2, piece.first - 1, -1):
            token = sentence.tokens[index]
            ends = token.classes & OBLIQUE or token.word.endswith(sentence.lexicon.case_endings)
            if ends and token.word.endswith(sentence.lexicon.owner_endings):
                return piece._replace(last=index + 1)
    return piece


def _set_off(sentence: Sentence, place: int, end: int) -> bool:
    """Return True where a comma or the end of the clause follows, adverbs aside."""
    before = place - 1
    place += 1
    while place < end and sentence.token(place).classes & ADVERB and sentence.at(place) != "noun":
        place += 1
    if place < end and sentence.at(place) == "," and sentence.at(before) == ",":
        listed = sentence.at(before - 1) in PHRASES and sentence.at(place + 1) in PHRASES
        return not (listed and sentence.at(place + 2) == "conjunction")  # X, A, B ve C'nin …
    return place >= end or sentence.at(place) == ","
