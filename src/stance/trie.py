"""All n-grams of a sequence found at once: a trie that is walked by arrays, not by a loop.

A term is a sequence of small integers (words, or characters). Each node below the root is found by
one number, ``parent * symbols + symbol``, in a hash table with open addresses. Because the keys are
exact, no two terms can be taken for each other.

What a node is worth is added up along its path. So the n-grams that begin at a place are worth what
the deepest node reached from there is worth, and one look-up a place is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Trie", "pad"]

Ints = npt.NDArray[np.int64]

MIX = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 over the golden ratio: spreads neighbours apart
SPARSE = 4  # places in the table for each key
NOTHING = -1


class Trie:
    """The terms of one view.

    Parameters
    ----------
    terms : ndarray of int64, shape (n_terms, longest)
        A term a row; behind its end stand zeros. Symbol 0 stands in no term.
    symbols : int
        One more than the largest symbol.

    Attributes
    ----------
    ends : ndarray, shape (n_terms,)
        The node at which each term ends; node 0 is the root.
    size : int
        How many nodes there are.

    Examples
    --------
    >>> import numpy as np
    >>> trie = Trie(np.array([[1, 0], [1, 2]]), 3)
    >>> trie.ends.tolist(), trie.deepest(np.array([1, 2, 1, 0])).tolist()
    ([1, 2], [2, 0, 1, 0])
    """

    def __init__(self, terms: Ints, symbols: int) -> None:
        self.symbols = max(symbols, 1)
        self.depth = terms.shape[1]
        self.parents: list[Ints] = []
        self.ends = np.zeros(len(terms), dtype=np.int64)
        self.size = 1
        keys: list[Ints] = []
        nodes = np.zeros(len(terms), dtype=np.int64)
        for level in range(self.depth):
            alive = terms[:, level] > 0
            key = nodes[alive] * self.symbols + terms[alive, level]
            new, which = np.unique(key, return_inverse=True)
            nodes[alive] = self.size + which
            self.ends[alive] = nodes[alive]
            self.parents.append(new // self.symbols)
            self.size += len(new)
            keys.append(new)
        self._first = np.zeros(self.symbols, dtype=np.int32)
        if keys:
            self._first[keys[0]] = np.arange(1, 1 + len(keys[0]))
        below = np.concatenate([np.zeros(0, dtype=np.int64), *keys[1:]])
        # The key by which each node is found: few places in memory, since tables are sparse.
        self._keys = np.concatenate([np.full(self.size - len(below), NOTHING), below])
        self._nodes = _table(below, self.size - len(below))
        self._shift = np.uint64(64 - (len(self._nodes) - 1).bit_length())
        # Most places end after one look: nothing goes on from there, or not with what follows.
        self._goes_on = np.zeros(self.size, dtype=np.bool_)
        self._goes_on[below // self.symbols] = True
        self._follows = np.zeros(self.symbols, dtype=np.bool_)
        self._follows[below % self.symbols] = True

    def add_up(self, columns: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return what each node is worth with all nodes above it, shape (size, n_columns).

        Parameters
        ----------
        columns : ndarray, shape (n_terms, n_columns)
            What each term is worth.
        """
        total = np.zeros((self.size, columns.shape[1]))
        total[self.ends] = columns
        total[0] = 0
        start = 1
        for parents in self.parents:
            total[start : start + len(parents)] += total[parents]
            start += len(parents)
        return total

    def deepest(
        self, sequence: npt.NDArray[Any], places: npt.NDArray[Any] | None = None
    ) -> npt.NDArray[np.int32]:
        """Return the deepest node reached from each place of a sequence, shape of `places`.

        Parameters
        ----------
        sequence : ndarray of int
        places : ndarray of int, optional
            Ascending; by default all.
        """
        reached: npt.NDArray[np.int32] = self._first[
            sequence if places is None else sequence[places]
        ]
        alive = np.flatnonzero(self._goes_on[reached])
        nodes, at = reached[alive], alive if places is None else places[alive]
        for level in range(1, self.depth):
            inside = np.searchsorted(at, len(sequence) - level)
            symbols = sequence[at[:inside] + level]
            follows = np.flatnonzero(self._follows[symbols])
            alive, at = alive[follows], at[follows]
            nodes = self._find(nodes[follows].astype(np.int64) * self.symbols + symbols[follows])
            found = np.flatnonzero(nodes)
            alive, at, nodes = alive[found], at[found], nodes[found]
            reached[alive] = nodes
            if level + 1 < self.depth:
                more = np.flatnonzero(self._goes_on[nodes])
                alive, at, nodes = alive[more], at[more], nodes[more]
        return reached

    def _find(self, keys: Ints) -> npt.NDArray[np.int32]:
        """Return the node of each key, 0 where there is none."""
        slots = _slots(keys, self._shift)
        nodes = self._nodes[slots]
        others = np.flatnonzero(self._keys[nodes] != keys)
        others = others[nodes[others] > 0]
        while len(others):
            slots[others] = (slots[others] + 1) & (len(self._nodes) - 1)
            nodes[others] = self._nodes[slots[others]]
            others = others[self._keys[nodes[others]] != keys[others]]
            others = others[nodes[others] > 0]
        return nodes


def _slots(keys: Ints, shift: np.uint64) -> Ints:
    return ((keys.view(np.uint64) * MIX) >> shift).view(np.int64)


def _table(keys: Ints, first: int) -> npt.NDArray[np.int32]:
    """Lay nodes into a table of a power of two; the key at index i belongs to node `first` + i."""
    size = 1 << max(4, (SPARSE * len(keys) - 1).bit_length())
    nodes = np.zeros(size, dtype=np.int32)
    waiting = np.arange(len(keys))
    slots = _slots(keys, np.uint64(64 - (size - 1).bit_length()))
    while len(waiting):
        free = waiting[nodes[slots[waiting]] == 0]
        _, winners = np.unique(slots[free], return_index=True)  # one key a place, the first
        placed = free[winners]
        nodes[slots[placed]] = first + placed
        waiting = np.setdiff1d(waiting, placed, assume_unique=True)
        slots[waiting] = (slots[waiting] + 1) & (size - 1)
    return nodes


def pad(terms: Sequence[Sequence[int]]) -> Ints:
    """Return sequences of different length as rows, zeros behind their ends."""
    sizes = np.array([len(term) for term in terms], dtype=np.int64)
    rows = np.zeros((len(terms), int(sizes.max(initial=1))), dtype=np.int64)
    inside = np.arange(rows.shape[1]) < sizes[:, None]
    rows[inside] = [symbol for term in terms for symbol in term]
    return rows
