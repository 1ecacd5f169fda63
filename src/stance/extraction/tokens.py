"""Words and signs of a text with their classes; a quoted stretch counts as one sign."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from stance.extraction.classes import ANY_SAYING, CLASS, FUNCTION, LOOKS, NAMES, NOUN, OBLIQUE
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked
from stance.extraction.unspaced import DOTS, pieces

__all__ = [
    "CAPITAL",
    "LETTERS",
    "NUMBER",
    "QUOTED",
    "SIGN",
    "Token",
    "bare",
    "classes_between",
    "lower_title",
    "tokenize",
    "undeclined",
]

_UNIT = re.compile(rf"[^\W_]+(?:(?:[.'’ʼ\-‑&{DOTS}]|(?<=\d):(?=\d))[^\W_]+)*|\n|[^\w\s]|_")
_GIVEN, _PLACE = CLASS["given"], CLASS["place"]
_DECLINED = NOUN | NAMES
_POSSESSIVE = ("'s", "’s")
_APOSTROPHES = frozenset("'’ʼ")
_LONGEST_ELIDED = 6  # letters before the apostrophe of an elided word
_IDEOGRAPHS = "\u2e80"  # from here on scripts write no blanks between words
_TITLE_CASE = 0.8  # of the words of a headline have capitals
_KEPT, _LONGEST_KEPT = 1 << 14, 40  # words of a language kept in memory, letters of one

CAPITAL, NUMBER, SIGN, QUOTED, LETTERS, UNKNOWN = (1 << bit for bit in range(LOOKS))
"""Bits beside those of the lexicon: how a token looks."""


class Token(NamedTuple):
    """A word, a sign, or a quoted stretch; `classes` are bits."""

    start: int
    end: int
    word: str
    classes: int


_new = tuple.__new__  # every word of a text becomes a token: this is the fastest way to make one


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


def classes_between(text: str, start: int, end: int, lexicon: Lexicon) -> list[int]:
    """Return the classes of the words of a stretch, signs left out.

    Examples
    --------
    >>> [bool(each & CAPITAL) for each in classes_between("Yes, he did.", 0, 12, Lexicon())]
    [True, False, False]
    """
    every: Iterable[int]
    if not lexicon.splits:
        every = map(_looks(lexicon).__getitem__, _UNIT.findall(text, start, end))
    else:
        tokens: list[Token] = []
        _read(text, start, end, lexicon, tokens)
        every = (token.classes for token in tokens)
    return [classes for classes in every if not classes & SIGN]


def lower_title(tokens: list[Token], end: int) -> None:
    """Take the capitals of a headline for small letters where its words are no names.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> tokens = tokenize("Ott Says It Will Rain", [], load_lexicon("en"))
    >>> lower_title(tokens, 21)
    >>> [bool(token.classes & CAPITAL) for token in tokens]
    [True, False, False, False, True]
    """
    last = bisect_left(tokens, (end,))
    words = [token for token in tokens[:last] if token.classes & LETTERS]
    if sum(bool(token.classes & CAPITAL) for token in words) <= _TITLE_CASE * len(words):
        return
    for place in range(1, last):
        token = tokens[place]
        if token.classes & CAPITAL and token.classes & (FUNCTION | ANY_SAYING):
            tokens[place] = token._replace(classes=token.classes & ~(CAPITAL | _GIVEN))


def _read(text: str, start: int, end: int, lexicon: Lexicon, tokens: list[Token]) -> None:
    """Append the tokens of a stretch without marks."""
    append, splits, looks = tokens.append, lexicon.splits, _looks(lexicon)
    for match in _UNIT.finditer(text, start, end):
        word = match[0]
        classes = looks[word]
        first, last = match.span()
        if splits and classes & UNKNOWN and _split(word, first, lexicon, tokens):
            continue
        append(_new(Token, (first, last, word, classes)))


class _Looks(dict[str, int]):
    """The classes of words of one language that were looked at; emptied when full."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __missing__(self, word: str) -> int:
        classes = _look_at(word, self._lexicon)
        if len(word) < _LONGEST_KEPT:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = classes
        return classes


_looks = lru_cache(maxsize=64)(_Looks)


def _look_at(word: str, lexicon: Lexicon) -> int:
    """Return the classes of a word or sign, how it looks included."""
    first = word[0]
    if not first.isalpha():
        if first.isdigit():
            mixed = UNKNOWN if word[-1] >= _IDEOGRAPHS and not lexicon.spaced else 0
            return NUMBER | mixed | (CAPITAL if "-" in word and not word.islower() else 0)
        return SIGN
    low = word.replace("İ", "i").lower()
    classes = lexicon.classes.get(low)
    if classes is None:
        classes = lexicon.classes_of(bare(word)) | UNKNOWN
        if lexicon.case_endings:  # Ankara'ya, Bakanlığından
            classes |= _declined(low, lexicon)
    if first.isupper():
        return classes | LETTERS | CAPITAL
    return (classes | LETTERS) & ~_GIVEN  # Will and Grant are names, will is none


def _declined(word: str, lexicon: Lexicon) -> int:
    """Return the classes of a noun that stands in a case other than the first."""
    stem = word.partition("'")[0].partition("’")[0]
    if stem != word:
        return lexicon.classes.get(stem, 0) & (_PLACE | _DECLINED)
    noun = undeclined(word, lexicon)
    return lexicon.classes[noun] & _DECLINED | OBLIQUE if noun else 0


def undeclined(word: str, lexicon: Lexicon) -> str:
    """Return the noun that the lexicon has for a lower-case word with an ending; empty for none.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> undeclined("bakanlığından", load_lexicon("tr"))
    'bakanlığı'
    """
    for ending in lexicon.noun_endings:
        if word.endswith(ending):
            noun = word[: -len(ending)]
            if lexicon.classes.get(noun, 0) & _DECLINED:
                return noun
    return ""


def _split(word: str, start: int, lexicon: Lexicon, tokens: list[Token]) -> bool:
    """Append the parts of a word that is several: l’alliance, a-t-il, unspaced writing."""
    if not lexicon.spaced and max(word) >= _IDEOGRAPHS:
        tokens.extend(_unspaced(word, start, lexicon))
        return True
    for cut, sign in enumerate(word[:_LONGEST_ELIDED]):
        if sign in _APOSTROPHES:
            head = word[:cut].lower() + "'"
            if head not in lexicon.classes:
                break
            _append(word[: cut + 1], start, lexicon.classes[head], tokens)
            _append(word[cut + 1 :], start + cut + 1, None, tokens, lexicon)
            return True
    for clitic in lexicon.clitics:
        if word.endswith(clitic) and len(word) > len(clitic):
            cut = len(word) - len(clitic)
            _append(word[:cut], start, None, tokens, lexicon)
            pronoun = clitic.rpartition("-")[2]
            place = start + len(word) - len(pronoun)
            _append(pronoun, place, lexicon.classes.get(pronoun, 0), tokens)
            return True
    return False


def _append(
    word: str, start: int, classes: int | None, tokens: list[Token], lexicon: Lexicon | None = None
) -> None:
    if classes is None and lexicon is not None:
        classes = lexicon.classes_of(word.lower())
    bits = (classes or 0) | LETTERS | (CAPITAL if word[:1].isupper() else 0)
    tokens.append(Token(start, start + len(word), word, bits))


def _unspaced(word: str, start: int, lexicon: Lexicon) -> Iterator[Token]:
    """Yield the words of a stretch without blanks, and the names between them."""
    for piece in pieces(word, lexicon):
        looks = (CAPITAL if piece.named else 0) | (NUMBER if piece.number else LETTERS)
        part = word[piece.start : piece.end]
        yield Token(start + piece.start, start + piece.end, part, piece.classes | looks)
