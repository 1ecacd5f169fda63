"""Words and signs of a text with their classes; a quoted stretch counts as one sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from stance.lexicon import CLASS, Lexicon
from stance.marks import Marked

__all__ = ["CAPITAL", "LETTERS", "NUMBER", "QUOTED", "SIGN", "Token", "bare", "tokenize"]

_UNIT = re.compile(r"[^\W_]+(?:[.'’ʼ\-‑&][^\W_]+)*|\n|[^\w\s]|_")
_POSSESSIVE = ("'s", "’s")

_FREE = 1 << (max(CLASS.values()).bit_length())
CAPITAL, NUMBER, SIGN, QUOTED, LETTERS = (_FREE << bit for bit in range(5))
"""Bits beside those of the lexicon: how a token looks."""


class Token(NamedTuple):
    """A word, a sign, or a quoted stretch; `classes` are bits."""

    start: int
    end: int
    word: str
    classes: int


def bare(word: str) -> str:
    """Return the lower-case word without a possessive ending.

    Examples
    --------
    >>> bare("Minister’s")
    'minister'
    """
    low = word.lower()
    return low[:-2] if low.endswith(_POSSESSIVE) else low


def tokenize(text: str, quoted: Sequence[Marked], lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a text; what stands in the given marks becomes one each.

    Examples
    --------
    >>> [token.word for token in tokenize("Yes, he said.", [], Lexicon())]
    ['Yes', ',', 'he', 'said', '.']
    """
    tokens: list[Token] = []
    place = 0
    for one in quoted:
        if one.outer.start < place:
            continue
        _read(text, place, one.outer.start, lexicon, tokens)
        start, end = one.outer
        tokens.append(Token(start, end, text[start:end], QUOTED))
        place = end
    _read(text, place, len(text), lexicon, tokens)
    return tokens


def _read(text: str, start: int, end: int, lexicon: Lexicon, tokens: list[Token]) -> None:
    """Append the tokens of a stretch without marks."""
    known = lexicon.classes
    append = tokens.append
    for match in _UNIT.finditer(text, start, end):
        word = match[0]
        first = word[0]
        if first.isalpha():
            low = word.lower()
            classes = known.get(low)
            if classes is None:
                classes = lexicon.classes_of(bare(word))
            classes |= LETTERS | (CAPITAL if first.isupper() else 0)
        elif first.isdigit():
            classes = NUMBER | (CAPITAL if "-" in word and not word.islower() else 0)
        else:
            classes = SIGN
        append(Token(match.start(), match.end(), word, classes))
