"""Quotes as arrays of token numbers, for batches.

A piece of text between blanks ("Frieden", "Frieden,") is taken apart into tokens when it is seen
for the first time; later its token numbers are looked up (`stance.pieces`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stance.cutting import QUOTE, SPEAKER, cut
from stance.features import LENGTHS, NAMED
from stance.marking import BREAK, OF_OTHER, OF_TARGET, OTHER, TARGET, WE, Lists, normalize
from stance.pieces import EDGE, TAIL, Numbers, Pieces, Segments
from stance.records import Quote

__all__ = ["EDGE", "NUMBER", "Batch", "Numbering"]

Ints = npt.NDArray[np.int32]

TOKEN = re.compile(r"\w+|[^\w\s]|\n")
# Token numbers that are the same in every table; the edge is 0 and stands in no term.
SIDED = [sign + side for sign in (SPEAKER, WE) for side in (OF_TARGET, OF_OTHER)]
STATED = [*NAMED[TARGET], *NAMED[OTHER], *LENGTHS]
RESERVED = (EDGE, QUOTE, BREAK, SPEAKER, TARGET, OTHER, WE, *SIDED, *STATED)
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


class Numbering:
    """The tokens seen so far, with their numbers.

    Attributes
    ----------
    tokens : dict of str to int
        Numbers run from 0 in the order of the keys.
    """

    def __init__(self) -> None:
        self.tokens = Numbers(NUMBER)
        self._pieces = Pieces()
        none = np.zeros(1, dtype=np.int32)
        self._spelled = Segments(none, np.array([0, 1], dtype=np.int32))

    def batch(self, quotes: Sequence[Quote], lists: Lists) -> Batch:
        """Return quotes and contexts as numbers, the quote cut out and the speaker masked there."""
        texts = [text for quote in quotes for text in cut(quote)]
        if lists.several is not None:
            texts = [lists.joined(normalize(text)) for text in texts]
        pieces = self._pieces.find(f" {EDGE} ".join(["", *texts, TAIL]))
        self._learn()
        tokens = self._spelled.joined(pieces[1:])
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
        if len(self._pieces.numbers) <= bound:
            return
        self._pieces.forget(bound // 2)
        self._spelled = self._spelled.first(bound // 2)
        self.tokens.cut_back(max(len(NUMBER), int(self._spelled.values.max()) + 1))

    def _learn(self) -> None:
        new = self._pieces.learn()
        if not new:
            return
        found = TOKEN.findall(normalize(EDGE.join([*new, ""])))
        tokens = np.fromiter(map(self.tokens.__getitem__, found), np.int32, len(found))
        sizes = np.diff(np.flatnonzero(tokens == 0), prepend=-1) - 1
        self._spelled = self._spelled.and_then(tokens[tokens > 0], sizes)
