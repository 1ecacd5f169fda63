"""Who is named as a source: laut X, X zufolge, according to X, wie X sagte, citing X."""

from __future__ import annotations

from stance.extraction.candidates import forward, personal
from stance.extraction.classes import CLASS, ROLE
from stance.extraction.clauses import FAR, Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.verbs import Cue, cue_at, first_object, tells_name

__all__ = ["as_clause", "is_paper", "passes_on", "plain_words", "relayed", "source_at", "source_of"]

_MEDIUM, _RELAYING = CLASS["medium"], CLASS["relaying"]
_PHRASE = CLASS["phrase"]
_QUOTING = CLASS["quoting"]
_SHORTEST_SOURCE = 4  # letters


def source_at(sentence: Sentence, place: int) -> Cue | None:
    """Return the clause that names a source: laut X, X zufolge, wie X sagte."""
    if sentence.at(place) == "as":
        return as_clause(sentence, place)
    return _named_at(sentence, place, "source before")


def relayed(sentence: Sentence, place: int, found: Cue) -> Cue:
    """Return the source that a paper names where the paper is the subject: …, citing X."""
    if not is_paper(sentence, found):
        return found
    for source in range(place + 1, len(sentence.chunks)):
        if sentence.chunks[source].first < found.last:
            continue
        if sentence.at(source) == "source":
            return _named_at(sentence, source, "source after") or found
        if sentence.says(source) and sentence.token(source).classes & _QUOTING:
            whom = first_object(sentence, source)
            return found if whom is None else cue_at(sentence, "source after", source, whom)
    return found


def passes_on(sentence: Sentence, found: Cue) -> bool:
    """Return True for a verb by which a paper passes on what another said: …, передаёт ТАСС."""
    return bool(sentence.classes_from(found.cue.start) & _RELAYING)


def is_paper(sentence: Sentence, found: Cue) -> bool:
    """Return True where a newspaper or an agency is the source."""
    words = sentence.tokens[found.first : found.last]
    return any(token.classes & _MEDIUM and not token.classes & ROLE for token in words)


def as_clause(sentence: Sentence, place: int) -> Cue | None:
    """Wie X mitteilte · as X put it."""
    subject = forward(sentence, place + 1)
    if subject is None:
        return None
    for verb in range(place + 1, min(place + FAR, len(sentence.chunks))):
        if sentence.at(verb) in ("quoted", ":"):
            return None
        if sentence.says(verb):
            rule = "named" if tells_name(sentence, verb) else "as clause"
            return cue_at(sentence, rule, verb, subject)
    return None


def source_of(sentence: Sentence, quote: int) -> Cue | None:
    """Laut X … „…“ · X zufolge … „…“ · „…“ …, according to X."""
    if not sentence.classes & _PHRASE:
        return None
    for place in range(quote - 1, -1, -1):
        inserted = sentence.at(place) == "as" and sentence.at(place - 1) == ","
        if inserted and not sentence.lexicon.verb_second:  # the bill, as X put it, is “…”
            return as_clause(sentence, place)
        found = _named_at(sentence, place, "source before")
        if found is not None:
            return found
        if sentence.at(place) in ("quoted", ";"):
            break
    for place in range(quote + 1, len(sentence.chunks)):
        if sentence.at(place) in ("source", "after_comma"):
            found = _named_at(sentence, place, "source after")
            if found is not None:
                return found
        if sentence.at(place) in ("quoted", ";"):
            break
    return None


def _named_at(sentence: Sentence, place: int, rule: str) -> Cue | None:
    kind = sentence.at(place)
    if kind == "source":
        subject = (
            forward(sentence, place + 1, limit=1)
            or forward(sentence, place + 1, limit=2)
            or plain_words(sentence, place + 1)
        )
        if sentence.chunks[place].name and sentence.lexicon.capitalised_nouns:
            subject = subject if subject and personal(sentence, subject) else None
        return cue_at(sentence, rule, place, subject) if subject else None
    if kind == "after_comma" and sentence.at(place - 1) == ",":
        subject = forward(sentence, place + 1, limit=1)
        return cue_at(sentence, rule, place, subject) if subject else None
    if kind == "after" and sentence.at(place - 1) in ("noun", "pronoun"):
        return cue_at(sentence, rule, place, sentence.chunks[place - 1])
    return None


def plain_words(sentence: Sentence, place: int) -> Chunk | None:
    """Return the words that name a source without article or capital: exit polling data."""
    if sentence.at(place) != "word" or len(sentence.token(place).word) < _SHORTEST_SOURCE:
        return None
    end = place + 1
    while sentence.at(end) == "word":
        end += 1
    return Chunk("noun", sentence.chunks[place].first, sentence.chunks[end - 1].last)
