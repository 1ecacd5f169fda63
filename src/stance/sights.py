"""One view made ready for batches: rows of numbers, and what the terms found in them are worth.

Under the marks of a target few tokens differ from those under the marks of all, so rows keep what
is the same once, and only what stands around a difference is looked up again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.features import View
from stance.marking import SIGNS, TARGET
from stance.numbering import NUMBER
from stance.pieces import EDGE, stretches
from stance.scoring import Scorer
from stance.trie import Trie, pad

__all__ = ["Rows", "Sight"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[Any]

DROPPED = -1  # the symbol of a token of no class


class Rows(NamedTuple):
    """Rows of numbers (tokens, or symbols of a view), and where they differ from one another.

    Parameters
    ----------
    values : ndarray of int
        An edge, 0, stands behind each row.
    ends : ndarray, shape (n + 1,)
        Where each row begins, and the last one ends.
    changes : tuple of (places, values)
        For each target what is seen in other places than `values` says.
    """

    values: Ints
    ends: Ints
    changes: tuple[tuple[Ints, Ints], ...]

    def changed(self, number: int) -> Ints:
        """Return the values as one target sees them."""
        values = self.values.copy()
        places, seen = self.changes[number]
        values[places] = seen
        return values

    def stacked(self) -> Rows:
        """Return the rows as each target sees them, one target below the other, and unchanged."""
        seen = [*map(self.changed, range(len(self.changes))), self.values]
        ends = [self.ends[1:] + number * len(self.values) for number in range(len(seen))]
        return Rows(np.concatenate(seen), np.concatenate([[0], *ends]), ())

    def mapped(self, numbers: Ints) -> Rows:
        """Look every value up in a table."""
        changes = tuple((places, numbers[values]) for places, values in self.changes)
        return Rows(numbers[self.values], self.ends, changes)

    def keeping(self, keep: npt.NDArray[np.bool_]) -> Rows:
        """Drop values; edges are always kept, so no row runs into the next."""
        before = np.zeros(len(keep) + 1, dtype=np.int32)
        np.cumsum(keep, out=before[1:])
        changes = tuple(
            (before[places[stay]], values[stay])
            for places, values in self.changes
            for stay in (keep[places],)
        )
        return Rows(self.values[keep], before[self.ends], changes)


class Sight:
    """One view made ready: the trie of its terms, and what its nodes are worth.

    Parameters
    ----------
    view : View
    vocabulary : mapping of str to int
    scorer : Scorer
    """

    def __init__(self, view: View, vocabulary: dict[str, int], scorer: Scorer) -> None:
        self.view = view
        self.alphabet: dict[str, int] = {}
        splits = _splitter(view, scorer)
        number = self.alphabet.setdefault
        spelled = [
            [number(symbol, len(self.alphabet) + 1) for symbol in splits(term)]
            for term in vocabulary
        ]
        self.trie = Trie(pad(spelled), len(self.alphabet) + 1)
        rows = np.fromiter(vocabulary.values(), np.int64, len(vocabulary))
        self.worth = self.trie.add_up(
            np.hstack([scorer.weights[rows], scorer.space.norms[rows, None]])
        )
        self.kept = self.learn([], scorer)

    def learn(self, tokens: Sequence[str], scorer: Scorer) -> npt.NDArray[Any]:
        """Return what is kept of each token: its symbol, or what its characters are worth."""
        view = self.view
        if view.unit == "char":
            text = "".join(f" {token} \n" for token in tokens)
            symbols = np.array([self.alphabet.get(c, 0) for c in text], dtype=np.int64)
            nodes = self.trie.deepest(symbols)
            sizes = np.array([len(token) + 3 for token in tokens], dtype=np.int64)
            ends = np.concatenate([[0], np.cumsum(sizes)])
            edges = np.array([token == EDGE for token in tokens], dtype=np.bool_)
            nodes[np.repeat(edges, sizes)] = 0
            return _summed(nodes, ends, self.worth)
        cuts = [token[: view.stem] for token in tokens] if view.stem else tokens
        if view.unit == "word":
            return np.array([self.alphabet.get(token, 0) for token in cuts], dtype=np.int32)
        found = (self._class(token, scorer) for token in cuts)
        return np.array([*found], dtype=np.int32)

    def sums(self, rows: Rows) -> list[Floats]:
        """Return the summed weights and squared norms as each target sees them, and unchanged.

        Returns
        -------
        list of ndarray, each of shape (n, n_outputs + 1)
            One for each of the rows' changes, and last one of the values as they are.
        """
        # What is kept of a row may depend on the marks; then nothing is shared.
        if self.view.window or (self.view.unit == "class" and self.view.stem):
            seen = rows.stacked()
            near = _near(seen, self.view.window)
            return np.split(self._found(near)[0], len(rows.changes) + 1)
        return self._found(rows)

    def _found(self, rows: Rows) -> list[Floats]:
        if self.view.unit == "char":
            return _all_sums(rows, rows.values, self.kept, 1, lambda values, places: values[places])
        rows = rows.mapped(self.kept)
        if self.view.unit == "class":
            rows = rows.keeping(rows.values != DROPPED)
        nodes = self.trie.deepest(rows.values)
        return _all_sums(rows, nodes, self.worth, self.trie.depth, self.trie.deepest)

    def _class(self, token: str, scorer: Scorer) -> int:
        if token == EDGE:
            return 0
        if token[0] in SIGNS:
            return self.alphabet.get(token, 0)
        name = scorer.space.lists.word_class.find(token)
        return DROPPED if name is None else self.alphabet.get(f"<{name}>", 0)


def _splitter(view: View, scorer: Scorer) -> Any:
    """Return what takes a term of the view apart into symbols."""
    if view.unit == "char":
        return list
    if view.unit == "word":
        return str.split
    names = sorted((f"<{name}>" for name in scorer.space.lists.classes), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, names), r"\S+"])).findall


def _near(rows: Rows, window: int) -> Rows:
    """Keep what stands within `window` of a target's mark, and all edges; 0 keeps everything."""
    if not window:
        return rows
    values, ends = rows.values, rows.ends
    marks = np.flatnonzero(values == NUMBER[TARGET])
    edges = ends[1:] - 1
    row = np.searchsorted(edges, marks)
    first = np.maximum(ends[row], marks - window)
    stop = np.minimum(edges[row], marks + window + 1)
    first[1:] = np.maximum(first[1:], stop[:-1])  # what two windows share is kept once
    starts = np.concatenate([first, edges])
    sizes = np.concatenate([stop - first, np.ones(len(edges), dtype=np.int64)])
    order = np.argsort(starts, kind="stable")
    last = np.cumsum(sizes[order])[order >= len(marks)]
    kept = stretches(starts[order], sizes[order])
    return Rows(values[kept], np.concatenate([[0], last]), ())


def _all_sums(
    rows: Rows, nodes: Ints, worth: Floats, depth: int, find: Callable[[Ints, Ints], Ints]
) -> list[Floats]:
    """Return the sums of what nodes are worth, for each of the rows' changes and for none.

    Parameters
    ----------
    rows : Rows
    nodes : ndarray, shape of rows.values
    worth : ndarray, shape (n_nodes, n_outputs + 1)
    depth : int
        How many values a node looks at.
    find : callable
        Values and places to nodes.
    """
    found, times, ends, before = list[Ints](), list[Floats](), [np.zeros(1, dtype=np.int64)], 0
    for number, (changed, _) in enumerate(rows.changes):
        around = np.zeros(len(nodes) + depth, dtype=np.bool_)
        for back in range(depth):
            around[changed + (depth - 1 - back)] = True
        places = np.flatnonzero(around[depth - 1 : len(nodes) + depth - 1])
        # What is there now comes to the sum, what was there goes from it.
        found.append(np.stack([find(rows.changed(number), places), nodes[places]], axis=1).ravel())
        times.append(np.tile([1.0, -1.0], len(places)))
        ends.append(before + 2 * np.searchsorted(places, rows.ends[1:]))
        before += 2 * len(places)
    found.append(nodes)
    times.append(np.ones(len(nodes)))
    ends.append(before + rows.ends[1:])
    sums = _summed(np.concatenate(found), np.concatenate(ends), worth, np.concatenate(times))
    *more, plain = np.split(sums, len(found))
    return [*(plain + part for part in more), plain]


def _summed(
    indices: Ints, ends: Ints, worth: Floats, times: npt.NDArray[np.float64] | None = None
) -> Floats:
    """Return for each row the sum of the rows of `worth` that it points to."""
    from scipy import sparse

    ones = np.ones(len(indices)) if times is None else times
    shape = (len(ends) - 1, len(worth))
    product = sparse.csr_array((ones, indices, ends), shape=shape) @ worth
    return np.asarray(product)
