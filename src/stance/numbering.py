"""Quotes as arrays of token numbers, for batches.

A batch is split at blanks, which is fast. A piece between blanks ("Frieden", "Frieden,") is taken
apart into tokens only when it is seen for the first time; later its token numbers are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stance.features import (
    BREAK,
    OF_OTHER,
    OF_TARGET,
    OTHER,
    QUOTE,
    SPEAKER,
    TARGET,
    WE,
    cut,
    normalize,
)
from stance.records import Quote

__all__ = ["EDGE", "NUMBER", "Batch", "Numbering"]

Ints = npt.NDArray[np.int32]

TOKEN = re.compile(r"\w+|[^\w\s]|\n")
EDGE = "\n"  # ends a quote and a context; what is split at blanks cannot hold it
# Token numbers that are the same in every table; the edge is 0 and stands in no term.
SIDED = [sign + side for sign in (SPEAKER, WE) for side in (OF_TARGET, OF_OTHER)]
RESERVED = (EDGE, QUOTE, BREAK, SPEAKER, TARGET, OTHER, WE, *SIDED)
NUMBER = {token: number for number, token in enumerate(RESERVED)}


class Batch(NamedTuple):
    """Quotes as token numbers.

    Parameters
    ----------
    tokens : ndarray of int32, shape (n_tokens,)
        Quote, edge, context, edge, and so on.
    middles, stops : ndarray, shape (n,)
        Where each row's two edges stand.
    """

    tokens: Ints
    middles: npt.NDArray[np.int64]
    stops: npt.NDArray[np.int64]


class Numbers(dict[str, int]):
    """Numbers of strings in the order in which they were first seen."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


class Numbering:
    """The tokens seen so far, with their numbers.

    Attributes
    ----------
    tokens : dict of str to int
        Numbers run from 0 in the order of the keys.
    """

    def __init__(self) -> None:
        self.tokens = Numbers(NUMBER)
        self._pieces = Numbers({EDGE: 0})
        self._flat = np.zeros(1, dtype=np.int32)  # the tokens of all pieces
        self._starts = np.array([0, 1], dtype=np.int32)  # where in `_flat` each piece begins

    def batch(self, quotes: Sequence[Quote]) -> Batch:
        """Return quotes and contexts as numbers, the quote cut out and the speaker masked there."""
        found: list[str] = []
        for quote in quotes:
            said, context = cut(quote)
            found += said.split()
            found.append(EDGE)
            found += context.split()
            found.append(EDGE)
        pieces = np.fromiter(map(self._pieces.__getitem__, found), np.int32, len(found))
        self._learn()
        tokens = self._spelled(pieces)
        edges = np.flatnonzero(tokens == 0)
        # A speaker masked twice in a row, as first name and last name, is one speaker.
        masks = np.flatnonzero(tokens == NUMBER[SPEAKER])
        again = masks[1:][np.diff(masks) == 1]
        again = again[np.searchsorted(edges, again) % 2 == 1]
        if len(again):
            tokens = np.delete(tokens, again)
            edges -= np.searchsorted(again, edges)
        return Batch(tokens, edges[::2], edges[1::2])

    def forget(self, bound: int) -> None:
        """Forget the younger half if there is more than `bound`; the older half comes most often.

        Tokens are numbered as pieces are learned, so the older pieces have the smaller numbers.
        """
        if len(self._pieces) <= bound:
            return
        left = bound // 2
        _cut_back(self._pieces, left)
        self._starts = self._starts[: left + 1].copy()
        self._flat = self._flat[: self._starts[-1]].copy()
        _cut_back(self.tokens, max(len(NUMBER), int(self._flat.max()) + 1))

    def _learn(self) -> None:
        known = len(self._starts) - 1
        new = [*islice(reversed(self._pieces), len(self._pieces) - known)][::-1]
        if not new:
            return
        found = TOKEN.findall(normalize(EDGE.join([*new, ""])))
        flat = np.fromiter(map(self.tokens.__getitem__, found), np.int32, len(found))
        ends = np.flatnonzero(flat == 0) - np.arange(len(new)) + len(self._flat)
        self._flat = np.concatenate([self._flat, flat[flat > 0]])
        self._starts = np.concatenate([self._starts, ends.astype(np.int32)])

    def _spelled(self, pieces: Ints) -> Ints:
        """Return the tokens of pieces in a row."""
        starts = self._starts[pieces]
        sizes = self._starts[pieces + 1] - starts
        ends = np.cumsum(sizes, dtype=np.int32)
        places = np.arange(ends[-1] if len(ends) else 0, dtype=np.int32)
        return np.asarray(self._flat[places + np.repeat(starts - ends + sizes, sizes)])


def _cut_back(numbers: Numbers, size: int) -> None:
    while len(numbers) > size:
        numbers.popitem()
