"""What may be the subject of a verb: phrases by their place, their case, and whom they name."""

from __future__ import annotations

from stance.extraction.classes import (
    ARTICLE,
    AUXILIARY,
    CLASS,
    DOCUMENT,
    FUNCTION,
    GIVEN,
    NOUN,
    OBLIQUE,
    PRONOUN,
    ROLE,
    TITLE,
)
from stance.extraction.clauses import FAR, PHRASES, Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.tokens import CAPITAL

__all__ = [
    "CLOSING",
    "behind_verb",
    "enclosed",
    "forward",
    "issued",
    "name_further",
    "named",
    "oblique",
    "of_phrase",
    "opened",
    "personal",
    "within",
]

CLOSING = CLASS["closing"]
"""Words that end what a preposition opened: 在…时."""

_INSIDE = CLASS["inside"]
_PAPER = CLASS["medium"] | CLASS["names"]
_PERSONAL = PRONOUN | NOUN | GIVEN
_PASSED_OVER = frozenset({"adverb", "preposition", "word", "auxiliary"})


def forward(
    sentence: Sentence, place: int, limit: int = FAR, stop: int | None = None
) -> Chunk | None:
    """Return the first phrase from a place on that can be a subject."""
    end = min(len(sentence.chunks), place + limit)
    if stop is not None:
        end = min(end, stop)
    fallback: Chunk | None = None
    for here in range(place, end):
        piece = sentence.chunks[here]
        if piece.kind in PHRASES:
            if not oblique(sentence, here):
                return piece
            fallback = fallback or piece
        elif piece.kind not in _PASSED_OVER:
            break
    return fallback if limit < FAR else None


def behind_verb(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject of an inverted clause: whom it names before what it speaks of."""
    found = _past_paper(sentence, verb) or forward(sentence, verb + 1, limit=2)
    if found is None:
        return _past_partner(sentence, verb) or _past_place(sentence, verb)
    if found.kind == "pronoun" or personal(sentence, found) or named(sentence, found):
        return name_further(sentence, found)
    further = forward(sentence, sentence.place_at(found.first) + 1, limit=1)
    return further if further is not None and personal(sentence, further) else found


def name_further(sentence: Sentence, office: Chunk) -> Chunk:
    """Return the name behind the house of an office: директор завода «…» | Иван Лось."""
    place = sentence.place_at(office.first)
    opens = sentence.lexicon.declines and sentence.token(place).classes & ROLE
    if not opens or sentence.classes_of(office) & GIVEN:
        return office
    if sentence.at(place + 1) not in ("quoted", "conjunction") or sentence.at(place + 2) != "noun":
        return office
    name = sentence.chunks[place + 2]
    return name if sentence.classes_of(name) & GIVEN else office


def _past_paper(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject behind the paper that somebody speaks to: сказала газете «…» мэр X."""
    place = verb + 1
    if sentence.at(place) in ("noun", "word") and sentence.token(place).classes & _PAPER:
        place += 1
    if not sentence.lexicon.declines or sentence.at(place) != "quoted":
        return None
    return forward(sentence, place + 1, limit=1)


def _past_place(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the name right behind where it was said: déclara devant la commission | Kurt Ott."""
    piece = sentence.chunks[verb + 1] if verb + 1 < len(sentence.chunks) else None
    if piece is None or piece.kind != "preposition":
        return None
    tokens, first = sentence.tokens, piece.last
    while first > piece.first and tokens[first - 1].classes & CAPITAL:
        first -= 1
    before = tokens[first - 1]
    if piece.last - first < 2 or first < piece.first + 2:
        return None
    known = before.classes & (NOUN & ~ROLE) or tokens[first].classes & GIVEN
    if not known or before.classes & (ROLE | TITLE | FUNCTION):
        return None
    return Chunk("noun", first, piece.last)


def _past_partner(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject behind whom somebody speaks with: said in a talk with «…» X."""
    place = verb + 1
    while sentence.at(place) in ("preposition", "adverb") or (
        sentence.at(place - 1) == "preposition" and sentence.at(place) in ("quoted", "word")
    ):
        place += 1
    named = sentence.at(place - 1) == "word" and sentence.token(place - 1).classes & _PAPER
    partner = place > verb + 1 and not named  # napisał w serwisie X
    return forward(sentence, place, limit=1) if partner else None


def personal(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for a phrase that names somebody who can speak."""
    return any(
        token.classes & _PERSONAL and not token.classes & ARTICLE
        for token in sentence.tokens[piece.first : piece.last]
    )


def named(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for a phrase with a capital."""
    return bool(sentence.classes_of(piece) & CAPITAL)


def oblique(sentence: Sentence, place: int) -> bool:
    """Return True for a phrase whose article shows that it is no subject."""
    classes = sentence.token(place).classes
    return bool(classes & OBLIQUE) and not classes & (CAPITAL | AUXILIARY)


def within(sentence: Sentence, place: int) -> Chunk | None:
    """Return where several say something, which tells who: В Кремле назвали это …."""
    if sentence.at(place) != "preposition" or not sentence.token(place).classes & _INSIDE:
        return None
    return of_phrase(sentence.chunks[place])


def of_phrase(piece: Chunk) -> Chunk | None:
    """Return the noun phrase of a preposition."""
    if piece.last - piece.first < 2:
        return None
    return piece._replace(kind="noun", first=piece.first + 1)


def opened(sentence: Sentence, closing: int) -> int:
    """Return where the phrase opens that a word behind its noun ends: 在接受…采访时, 回答…时."""
    verb = closing
    for place in range(closing - 1, max(closing - FAR, -1), -1):
        kind = sentence.at(place)
        if kind == "preposition":
            return place
        if kind in (",", ":", ";", "quoted"):
            break
        if kind in ("auxiliary", "saying"):
            verb = place
    return verb


def enclosed(sentence: Sentence, verb: int) -> bool:
    """Return True for a verb within such a phrase: 在回答提问时，X说."""
    for place in range(verb + 1, min(verb + FAR, len(sentence.chunks))):
        if sentence.at(place) in (",", ":", ";", "quoted"):
            return False
        if sentence.token(place).classes & CLOSING:
            return opened(sentence, place) <= verb
    return False


def issued(sentence: Sentence, place: int) -> bool:
    """Return True for a paper that its author gives out and lets speak: X发布公告称."""
    paper = sentence.tokens[sentence.chunks[place].last - 1].classes & DOCUMENT
    return bool(paper) and not sentence.lexicon.spaced and sentence.at(place - 1) == "auxiliary"
