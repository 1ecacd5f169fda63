"""Words and signs of a text with their classes; a quoted stretch counts as one sign."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from stance.extraction.classes import ANY_SAYING, CLASS, FUNCTION
from stance.extraction.lexicon import Lexicon
from stance.extraction.looks import (
    CAPITAL,
    GLUED,
    LETTERS,
    NUMBER,
    QUOTED,
    SIGN,
    UNKNOWN,
    Part,
    bare,
    look_at,
    split,
    undeclined,
)
from stance.extraction.marks import Marked
from stance.extraction.unspaced import DOTS

__all__ = [
    "CAPITAL",
    "GLUED",
    "LETTERS",
    "NUMBER",
    "QUOTED",
    "SIGN",
    "Token",
    "Words",
    "bare",
    "classes_between",
    "lower_title",
    "read_words",
    "tokenize",
    "undeclined",
]

_UNIT = re.compile(rf"[^\W_]+(?:(?:[.'’ʼ\-‑&{DOTS}]|(?<=\d):(?=\d))[^\W_]+)*|\n|[^\w\s]|_")
_GIVEN = CLASS["given"]
_TITLE_CASE = 0.8  # of the words of a headline have capitals
_KEPT, _LONGEST_KEPT = 1 << 14, 40  # words of a language kept in memory, letters of one


class Token(NamedTuple):
    """A word, a sign, or a quoted stretch; `classes` are bits."""

    word: str
    classes: int


class Words(NamedTuple):
    """The tokens of a text in order, and where each starts and ends in it."""

    tokens: list[Token]
    starts: list[int]
    ends: list[int]

    def add(self, token: Token, start: int) -> None:
        """Add a token."""
        self.tokens.append(token)
        self.starts.append(start)
        self.ends.append(start + len(token.word))
        self.glue(len(self.tokens) - 1)

    def glue(self, place: int) -> None:
        """Mark a token as glued where it starts right behind the one before."""
        if place and place < len(self.starts) and self.ends[place - 1] == self.starts[place]:
            token = self.tokens[place]
            self.tokens[place] = Token(token.word, token.classes | GLUED)


def tokenize(text: str, quoted: Sequence[Marked], lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a text; what stands in the given marks becomes one each.

    Examples
    --------
    >>> [token.word for token in tokenize("Yes, he said.", [], Lexicon())]
    ['Yes', ',', 'he', 'said', '.']
    """
    return read_words(text, quoted, lexicon).tokens


def read_words(text: str, quoted: Sequence[Marked], lexicon: Lexicon) -> Words:
    """Return the tokens of a text with their places.

    Examples
    --------
    >>> read_words("Yes, he said.", [], Lexicon()).starts
    [0, 3, 5, 8, 12]
    """
    words = Words([], [], [])
    place = 0
    for one in quoted:
        start, end = one.outer
        if start < place:
            continue
        _read(text, place, start, lexicon, words)
        words.add(Token(text[start:end], QUOTED), start)
        place = end
    _read(text, place, len(text), lexicon, words)
    return words


def classes_between(text: str, start: int, end: int, lexicon: Lexicon) -> list[int]:
    """Return the classes of the words of a stretch, signs left out.

    Examples
    --------
    >>> [bool(each & CAPITAL) for each in classes_between("Yes, he did.", 0, 12, Lexicon())]
    [True, False, False]
    """
    pieces = map(_pieces(lexicon).__getitem__, text[start:end].split())
    return [classes for piece in pieces for classes in piece.classes]


def lower_title(words: Words, end: int) -> None:
    """Take the capitals of a headline for small letters where its words are no names.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> words = read_words("Ott Says It Will Rain", [], load_lexicon("en"))
    >>> lower_title(words, 21)
    >>> [bool(token.classes & CAPITAL) for token in words.tokens]
    [True, False, False, False, True]
    """
    tokens, last = words.tokens, bisect_left(words.starts, end)
    letters = [token for token in tokens[:last] if token.classes & LETTERS]
    if sum(bool(token.classes & CAPITAL) for token in letters) <= _TITLE_CASE * len(letters):
        return
    for place in range(1, last):
        token = tokens[place]
        if token.classes & CAPITAL and token.classes & (FUNCTION | ANY_SAYING):
            tokens[place] = token._replace(classes=token.classes & ~(CAPITAL | _GIVEN))


def _read(text: str, start: int, end: int, lexicon: Lexicon, words: Words) -> None:
    """Append the tokens of a stretch without marks; what stands between blanks is looked up."""
    tokens, starts, ends = words
    stretch = text[start:end].lstrip(" ")
    start = end - len(stretch)
    written = stretch.rstrip(" ").replace("\n", " \n").split(" ")
    first, steps = len(tokens), list[int]()
    for some, far, _ in map(_pieces(lexicon).__getitem__, written):
        tokens += some
        steps += far
    edges = [*accumulate(steps, initial=start - 1)]
    if len(steps) == 2 * (len(tokens) - first):
        starts += edges[1::2]
        ends += edges[2::2]
    else:  # nothing stands between two blanks side by side
        pairs = [pair for pair in zip(edges[1::2], edges[2::2], strict=True) if pair[0] < pair[1]]
        starts += [start for start, _ in pairs]
        ends += [end for _, end in pairs]
    words.glue(first)


class _Piece(NamedTuple):
    """What stands between two blanks, as tokens; how far it is from edge to edge."""

    tokens: tuple[Token, ...]
    steps: tuple[int, ...]
    classes: tuple[int, ...]  # of the words without the signs


class _Pieces(dict[str, _Piece]):
    """The pieces of one language that were looked at; emptied when full."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._looks = _Looks(lexicon)

    def __missing__(self, written: str) -> _Piece:
        tokens: list[Token] = []
        steps: list[int] = []
        place = 0 if written.startswith("\n") else -1  # of the blank before it
        for word, classes, start in self._parts(written):
            tokens.append(Token(word, classes | GLUED if steps and start == place else classes))
            steps += (start - place, len(word))
            place = start + len(word)
        if place < len(written):  # more blanks
            steps += (len(written) - place, 0)
        plain = [token.classes for token in tokens if not token.classes & SIGN]
        piece = _Piece(tuple(tokens), tuple(steps), tuple(plain))
        if len(written) < _LONGEST_KEPT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = piece
        return piece

    def _parts(self, written: str) -> Iterator[Part]:
        lexicon, looks = self._lexicon, self._looks
        for match in _UNIT.finditer(written):
            word, start = match[0], match.start()
            classes = looks[word]
            parts = split(word, lexicon) if lexicon.splits and classes & UNKNOWN else ()
            if parts:
                for part, bits, place in parts:
                    yield part, bits, start + place
            else:
                yield word, classes, start


_pieces = lru_cache(maxsize=64)(_Pieces)


class _Looks(dict[str, int]):
    """The classes of words of one language that were looked at; emptied when full."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __missing__(self, word: str) -> int:
        classes = look_at(word, self._lexicon)
        if len(word) < _LONGEST_KEPT:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = classes
        return classes
