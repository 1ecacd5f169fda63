"""The forward pass for batches: the same whole numbers as `scoring.scores`, many times faster.

A batch becomes one array of token numbers (`stance.numbering`). Every view looks at a part of it
and finds all its n-grams at once (`stance.trie`); what the characters of a word are worth is added
up when the word is first seen and kept. Under the marks of a target few tokens differ from those
under the marks of all, so only what stands around them is looked up again. All sums are of whole
numbers, so the road makes no difference to a bit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.features import (
    BREAK,
    OF_OTHER,
    OF_TARGET,
    OTHER,
    SIGNS,
    SPEAKER,
    TARGET,
    WE,
    View,
    tokenize,
)
from stance.numbering import NUMBER, Batch, Numbering
from stance.pieces import EDGE, stretches
from stance.records import Quote
from stance.scoring import Scorer, columns_by_target
from stance.space import norm_of
from stance.trie import Trie, pad

__all__ = ["Compiled"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[Any]

DROPPED = -1  # the symbol of a token of no class
REMEMBERED = 18_000
"""Pieces of text of which is kept what was found (0.8 kB each); then the younger half goes."""
SPEAKERS = 1 << 12
"""Speakers whose side is kept."""


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


class Compiled:
    """A scorer made ready for batches.

    Parameters
    ----------
    scorer : Scorer
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._lock = Lock()
        split = columns_by_target(scorer.heads)
        self._targets = [target for target, _ in split if target is not None]
        # How each group of outputs sees a marked view: under the marks of a target, or of all.
        self._groups = [
            (len(self._targets) if target is None else self._targets.index(target), _run(columns))
            for target, columns in split
        ]
        space = scorer.space
        self._sights = [
            Sight(view, vocabulary, scorer)
            for view, vocabulary in zip(space.recipe, space.vocabularies, strict=True)
        ]
        self._names = {name: i for i, name in enumerate(space.lists.targets)}
        self._numbering = Numbering()
        self._sides: dict[str, int] = {}
        self._kinds = np.zeros(0, dtype=np.int32)
        self._learn()

    def scores(self, quotes: Sequence[Quote]) -> Floats:
        """Return the score of every output for every quote, shape (n, n_outputs)."""
        with self._lock:
            self._forget()
            return self._scores(quotes)

    def _scores(self, quotes: Sequence[Quote]) -> Floats:
        scorer = self._scorer
        result = np.tile(scorer.intercepts, (len(quotes), 1))
        batch = self._numbering.batch(quotes, scorer.space.lists)
        self._learn()
        sides = np.array(self._sides_of(quotes), dtype=np.int32)
        plain = Rows(batch.tokens, np.concatenate([[0], batch.stops + 1]), ())
        marked = self._marked(plain, batch, sides)
        seen = {
            (source, is_marked): _source(rows, batch, source)
            for source, is_marked in {(s.view.source, s.view.marked) for s in self._sights}
            for rows in (marked if is_marked else plain,)
        }
        for sight in self._sights:
            sums = sight.sums(seen[sight.view.source, sight.view.marked])
            if not sight.view.marked:
                result += _scaled(sums[0], slice(-1), scorer.units)
                continue
            for number, columns in self._groups:
                result[:, columns] += _scaled(sums[number], columns, scorer.units[columns])
        for head in scorer.heads:
            if head.unnamed:
                result[self._silent(batch, head.target), head.columns] = head.unnamed
        return result

    def _silent(self, batch: Batch, target: str | None) -> npt.NDArray[np.bool_]:
        """Return which rows do not name a target, shape (n,)."""
        places = np.flatnonzero(self._kinds[batch.tokens] == self._names[str(target)])
        silent = np.ones(len(batch.stops), dtype=np.bool_)
        silent[np.searchsorted(batch.stops, places)] = False
        return silent

    def _sides_of(self, quotes: Sequence[Quote]) -> list[int]:
        """Return which target the words for each speaker name first, -1 if none."""
        speakers = [f"{quote.mention or ''} {quote.speaker or ''}" for quote in quotes]
        lists = self._scorer.space.lists
        for words in speakers:
            if words not in self._sides:
                names = (lists.target.find(token) for token in tokenize(words, lists))
                name = next(filter(None, names), None)
                self._sides[words] = -1 if name is None else self._names[name]
        return [*map(self._sides.__getitem__, speakers)]

    def _marked(self, plain: Rows, batch: Batch, sides: Ints) -> Rows:
        """Replace names of targets by marks; each target changes others' names and gives sides."""
        kinds = self._kinds[batch.tokens]
        places = np.flatnonzero(kinds != PLAIN)
        kinds = kinds[places]
        named = kinds >= 0
        tokens = batch.tokens.copy()
        tokens[places[named]] = NUMBER[TARGET]
        side = sides[np.searchsorted(batch.stops, places)]
        changes = []
        for target in self._targets:
            number = self._names[target]
            seen = np.zeros(len(places), dtype=np.int32)
            seen[named & (kinds != number)] = NUMBER[OTHER]
            for kind, sign in ((SPEAKING, SPEAKER), (OURS, WE)):
                sided = (kinds == kind) & (side >= 0)
                seen[sided & (side == number)] = NUMBER[sign + OF_TARGET]
                seen[sided & (side != number)] = NUMBER[sign + OF_OTHER]
            changes.append((places[seen > 0], seen[seen > 0]))
        return Rows(tokens, plain.ends, tuple(changes))

    def _forget(self) -> None:
        """Keep the tables small."""
        if len(self._sides) > SPEAKERS:
            self._sides.clear()
        self._numbering.forget(REMEMBERED)
        left = len(self._numbering.tokens)
        if left < len(self._kinds):
            self._kinds = self._kinds[:left].copy()
            for sight in self._sights:
                sight.kept = sight.kept[:left].copy()

    def _learn(self) -> None:
        """Take up the tokens that were not seen before."""
        known = self._numbering.tokens
        new = known.since(len(self._kinds))
        if not new:
            return
        lists = self._scorer.space.lists
        kinds = np.array([_kind(token, lists, self._names) for token in new], dtype=np.int32)
        self._kinds = np.concatenate([self._kinds, kinds])
        for sight in self._sights:
            sight.kept = np.concatenate([sight.kept, sight.learn(new, self._scorer)])


def _run(columns: npt.NDArray[np.int64]) -> Any:
    """Return columns as a slice if they stand side by side, which is faster."""
    first, last = int(columns[0]), int(columns[-1])
    return slice(first, last + 1) if last - first + 1 == len(columns) else columns


PLAIN, SPEAKING, OURS = -1, -2, -3  # kinds of tokens; a target's name has the target's number


def _kind(token: str, lists: Any, names: dict[str, int]) -> int:
    name = lists.target.find(token)
    if name is not None:
        return names[name]
    if token == SPEAKER:
        return SPEAKING
    return OURS if lists.word_class.find(token) == "first_person" else PLAIN


def _splitter(view: View, scorer: Scorer) -> Any:
    """Return what takes a term of the view apart into symbols."""
    if view.unit == "char":
        return list
    if view.unit == "word":
        return str.split
    names = sorted((f"<{name}>" for name in scorer.space.lists.classes), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, names), r"\S+"])).findall


def _source(rows: Rows, batch: Batch, source: str) -> Rows:
    """Return the tokens of one source, each row with an edge behind it."""
    if source == "both":
        values = rows.values.copy()
        values[batch.middles] = NUMBER[BREAK]
        return Rows(values, rows.ends, rows.changes)
    if source == "quote":
        starts, sizes = rows.ends[:-1], batch.middles + 1 - rows.ends[:-1]
    else:
        starts, sizes = batch.middles + 1, batch.stops - batch.middles
    ends = np.concatenate([[0], np.cumsum(sizes)])
    changes = []
    for places, values in rows.changes:
        row = np.searchsorted(batch.stops, places)
        inside = places - starts[row]
        here = (inside >= 0) & (inside < sizes[row])
        changes.append((inside[here] + ends[row[here]], values[here]))
    return Rows(rows.values[stretches(starts, sizes)], ends, tuple(changes))


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


def _scaled(sums: Floats, columns: Any, units: Floats) -> Floats:
    return np.asarray(sums[:, columns] * units / norm_of(sums[:, -1])[:, None])


def _summed(
    indices: Ints, ends: Ints, worth: Floats, times: npt.NDArray[np.float64] | None = None
) -> Floats:
    """Return for each row the sum of the rows of `worth` that it points to."""
    from scipy import sparse

    ones = np.ones(len(indices)) if times is None else times
    shape = (len(ends) - 1, len(worth))
    product = sparse.csr_array((ones, indices, ends), shape=shape) @ worth
    return np.asarray(product)
