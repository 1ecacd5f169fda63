"""A sentence cut into chunks: noun phrases, verbs of saying, and what stands between them.

No part of speech is tagged and nothing is parsed: classes of words from the lexicon, capital
letters and order suffice to find who may be the subject of a verb of saying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.extraction.classes import (
    ADVERB,
    ANY_PRONOUN,
    ANY_SAYING,
    ARTICLE,
    AS_LINK,
    AUXILIARY,
    CLASS,
    CONJUNCTION,
    DEFINITE,
    FUNCTION,
    GENITIVE,
    GIVEN,
    PARTICLE,
    PREPOSITION,
    REFLEXIVE,
    SAYING,
    SUBORDINATOR,
    TIME,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.nouns import before_subject, noun_phrase
from stance.extraction.tokens import CAPITAL, NUMBER, QUOTED, SIGN, Token

__all__ = ["Chunk", "chunk", "chunks", "phrase_at"]

# signs of other scripts under the name of the Latin one
_PLAIN = {"，": ",", "、": ",", "：": ":", "；": ";", "。": ".", "？": "?", "！": "!", "―": "—"}
_HOLDING, _PHRASE = CLASS["holding"], CLASS["phrase"]
_OPENING, _OWNER = CLASS["opening"], CLASS["possessive"]
_KINDS = (
    ("auxiliary", AUXILIARY),
    ("conjunction", CONJUNCTION),
    ("subordinator", SUBORDINATOR),
    ("adverb", ADVERB | REFLEXIVE | PARTICLE | TIME),
)
_LITTLE = AUXILIARY | CONJUNCTION | SUBORDINATOR | ADVERB | REFLEXIVE | PARTICLE | TIME
_SIGNS = SIGN | QUOTED
_SMALL = _OPENING | PREPOSITION | ANY_SAYING | _HOLDING | SUBORDINATOR | ANY_PRONOUN


class Chunk(NamedTuple):
    """A piece of a sentence: tokens `first` to `last` (exclusive) and what they are.

    `kind` is ``"noun"``, ``"pronoun"``, ``"preposition"`` (with its noun phrase), ``"source"``
    (a phrase that introduces one), ``"saying"``, ``"auxiliary"``, ``"conjunction"``,
    ``"subordinator"``, ``"quoted"``, ``"word"``, or the sign itself.
    """

    kind: str
    first: int
    last: int
    name: str = ""


_new = tuple.__new__  # the fastest way to make what is made most


def chunk(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> list[Chunk]:
    """Cut a stretch of tokens into chunks.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.tokens import tokenize
    >>> english = load_lexicon("en")
    >>> tokens = tokenize("The mayor of Kovel said on Monday:", [], english)
    >>> [piece.kind for piece in chunk(tokens, 0, len(tokens), english)]
    ['noun', 'saying', 'preposition', ':']
    """
    pieces = []
    place = first
    while place < last:
        piece = _next(tokens, place, last, lexicon, first)
        pieces.append(piece)
        place = piece.last
    return pieces


def chunks(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> Iterator[Chunk]:
    """Yield the chunks one by one: who needs only the first does not wait for the others."""
    place = first
    while place < last:
        piece = _next(tokens, place, last, lexicon, first)
        yield piece
        place = piece.last


def _next(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int) -> Chunk:
    """Return the chunk that begins at a place."""
    token = tokens[place]
    classes = token.classes
    if classes & _SIGNS:
        kind = "quoted" if classes & QUOTED else _PLAIN.get(token.word, token.word)
        return _new(Chunk, (kind, place, place + 1, ""))
    if classes & (_PHRASE | _OWNER):
        phrase = _source(tokens, place, last, lexicon, first)
        if phrase is not None:
            return phrase
    small = not classes & CAPITAL or place == first or bool(tokens[place - 1].classes & _SIGNS)
    if small and classes & _SMALL:
        piece = _small(tokens, place, last, lexicon, first)
        if piece is not None:
            return piece
    end = noun_phrase(tokens, place, last, lexicon)
    if end > place:
        return _new(Chunk, ("noun", place, end, ""))
    if classes & ARTICLE and place + 1 < last and tokens[place + 1].classes & TIME:
        return Chunk("adverb", place, _time(tokens, place, last))
    if classes & ANY_PRONOUN and small:
        return Chunk("pronoun", place, place + 1)
    kind = "word"
    if classes & _LITTLE:
        kind = next(kind for kind, mask in _KINDS if classes & mask)
    return _new(Chunk, (kind, place, place + 1, ""))


def _small(
    tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int
) -> Chunk | None:
    """Return the chunk of a word that is no name: preposition, verb, subordinator, pronoun."""
    classes = tokens[place].classes
    if place == first and classes & _OPENING:
        return Chunk("adverb", place, place + 1)
    if classes & PREPOSITION:
        name = "clause" if classes & SUBORDINATOR else ""
        fused = classes & DEFINITE  # au, al, nella: preposition and article in one
        end = noun_phrase(tokens, place if fused else place + 1, last, lexicon)
        if lexicon.declines:
            end = before_subject(tokens, place + 1, end, lexicon)
        return Chunk("preposition", place, max(end, place + 1), name)
    if classes & (ANY_SAYING | _HOLDING) and not _is_noun(tokens, place, first, lexicon):
        opens = place == first and lexicon.drops_subjects and not classes & GIVEN
        if classes & ANY_SAYING and (opens or not classes & CAPITAL):
            return Chunk("saying", place, place + 1, "" if classes & SAYING else "separable")
        if classes & _HOLDING:
            return Chunk("holding", place, place + 1)
    return _other(tokens, place, last, lexicon, first)


def _other(
    tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int
) -> Chunk | None:
    """Return the chunk of a subordinator or a pronoun."""
    classes = tokens[place].classes
    if classes & SUBORDINATOR:
        capital_next = place + 1 < last and tokens[place + 1].classes & CAPITAL
        if classes & AS_LINK and capital_next:  # als Begründung
            end = noun_phrase(tokens, place + 1, last, lexicon)
            return Chunk("preposition", place, max(end, place + 1))
        if _subordinates(tokens, place, last, first):
            return Chunk("subordinator", place, place + 1)
    if classes & ANY_PRONOUN and not classes & ARTICLE:
        return Chunk("pronoun", place, place + 1)
    return None


def _time(tokens: Sequence[Token], place: int, last: int) -> int:
    """Return the place after a time with its article: el lunes, la scorsa notte."""
    end = place + 1
    while end < last and tokens[end].classes & TIME:
        end += 1
    return end


def _subordinates(tokens: Sequence[Token], place: int, last: int, first: int) -> bool:
    """Return True for a subordinator; an article is one after a comma where no noun follows."""
    if not tokens[place].classes & ARTICLE:
        return True
    if place == first or tokens[place - 1].word != ",":
        return False
    if place + 1 >= last:
        return True
    following = tokens[place + 1].classes
    return bool(following & (FUNCTION | SAYING | SIGN | NUMBER)) and not following & CAPITAL


def _is_noun(tokens: Sequence[Token], place: int, first: int, lexicon: Lexicon) -> bool:
    """Return True for a verb form that an article or preposition before it makes a noun."""
    if place == first:
        return False
    before = tokens[place - 1].classes
    if before & GENITIVE and not lexicon.spaced:
        return True  # 有关会晤的报道
    if before & PREPOSITION and not before & (CONJUNCTION | SUBORDINATOR | PARTICLE):
        return not tokens[place].word.endswith(lexicon.governed_endings)
    if before & REFLEXIVE and tokens[place].word.endswith(lexicon.finite_endings):
        return False  # la oposición la acusó
    object_too = _OWNER if lexicon.declines else 0  # его назвали «…»
    return bool(before & ARTICLE) and not before & (ANY_PRONOUN | SUBORDINATOR | object_too)


def _source(
    tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int
) -> Chunk | None:
    """Return the phrase that introduces a source, or whose words it names: за | його словами."""
    if tokens[place].classes & _PHRASE:
        phrase = phrase_at(tokens, place, last, lexicon, first)
        owned = phrase is None and _owned(tokens, place, last, lexicon)
        return Chunk("source", place, place + 1) if owned else phrase
    owned = place > first and _owned(tokens, place - 1, last, lexicon)
    return Chunk("noun", place, place + 2) if owned else None


def _owned(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> bool:
    """Return True for a phrase that whose words they are stands within: за | його словами."""
    if not lexicon.declines or place + 2 >= last or not tokens[place + 1].classes & _OWNER:
        return False
    words = (tokens[place].word.lower(), tokens[place + 2].word.lower())
    return ("before", words) in lexicon.phrases.get(words[0], ())


def phrase_at(
    tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int
) -> Chunk | None:
    """Return the phrase of the lexicon that begins here: according to, nach Angaben von."""
    second = tokens[place + 1].word.lower() if place + 1 < last else ""
    for kind, words in lexicon.phrases.get(tokens[place].word.lower(), ()):
        if len(words) > 1 and words[1] != second:
            continue
        if kind == "opening" and place > first:
            continue
        end = place + len(words)
        if end <= last and all(
            tokens[place + step].word.lower() == word for step, word in enumerate(words)
        ):
            opens = "opening" if kind == "opening" else ""
            return Chunk("source" if kind in ("before", "opening") else kind, place, end, opens)
    return None
