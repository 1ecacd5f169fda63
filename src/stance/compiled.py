"""The forward pass for batches: the same whole numbers as `scoring.scores`, many times faster.

A batch becomes one array of token numbers. Every view looks at a part of it and finds all its
n-grams at once (`stance.trie`); what the characters of a word are worth is added up when the word
is first seen and kept. All sums are of whole numbers, so the road makes no difference to a bit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, islice
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.features import (
    BREAK,
    OF_OTHER,
    OF_TARGET,
    OTHER,
    QUOTE,
    SIGNS,
    SPEAKER,
    TARGET,
    WE,
    View,
    cut,
    normalize,
    tokenize,
)
from stance.records import Quote
from stance.scoring import Scorer, columns_by_target
from stance.space import norm_of
from stance.trie import Trie, pad

__all__ = ["Compiled"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TOKEN = re.compile(r"\w+|[^\w\s]|\n")
EDGE = "\n"  # ends a quote and a context; no other line break reaches the tokens
# Token numbers that are the same in every table; the edge is 0 and stands in no term.
SIDED = [sign + side for sign in (SPEAKER, WE) for side in (OF_TARGET, OF_OTHER)]
RESERVED = (EDGE, QUOTE, BREAK, SPEAKER, TARGET, OTHER, WE, *SIDED)
NUMBER = {token: number for number, token in enumerate(RESERVED)}
DROPPED = -1  # the symbol of a token of no class
REMEMBERED = 1 << 15
"""Tokens of which is kept what was found; then the younger half is forgotten."""
SPEAKERS = 1 << 12
"""Speakers whose side is kept."""


class Batch(NamedTuple):
    """Quotes as token numbers.

    Parameters
    ----------
    tokens : ndarray of int64, shape (n_tokens,)
        Quote, edge, context, edge, and so on.
    middles, stops : ndarray, shape (n,)
        Where each row's two edges stand.
    """

    tokens: Ints
    middles: Ints
    stops: Ints


class Tokens(dict[str, int]):
    """Numbers of tokens in the order in which they were first seen."""

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        return number


class Sight:
    """One view made ready: the trie of its terms, and what its nodes are worth.

    Parameters
    ----------
    view : View
    vocabulary : mapping of str to int
    scorer : Scorer
    groups : list of (target, columns)
        Which outputs see the rows under which marks.
    """

    def __init__(
        self, view: View, vocabulary: dict[str, int], scorer: Scorer, groups: list[Any]
    ) -> None:
        self.view = view
        self.groups = groups
        self.alphabet: dict[str, int] = {}
        self.splits = _splitter(view, scorer)
        number = self.alphabet.setdefault
        spelled = [
            [number(symbol, len(self.alphabet) + 1) for symbol in self.splits(term)]
            for term in vocabulary
        ]
        self.trie = Trie(pad(spelled), len(self.alphabet) + 1)
        rows = np.fromiter(vocabulary.values(), np.int64, len(vocabulary))
        norms = scorer.space.norms[rows, None]
        self.worth = [
            self.trie.add_up(np.hstack([scorer.weights[rows][:, columns], norms]))
            for _, columns in groups
        ]

    def learn(self, tokens: Sequence[str], scorer: Scorer) -> list[npt.NDArray[Any]]:
        """Return what is kept of each token: its symbol, or what its characters are worth."""
        view = self.view
        if view.unit == "char":
            text = "".join(f" {token} \n" for token in tokens)
            symbols = np.array([self.alphabet.get(c, 0) for c in text], dtype=np.int64)
            nodes = self.trie.deepest(symbols)
            sizes = np.array([len(token) + 3 for token in tokens])
            ends = np.concatenate([[0], np.cumsum(sizes)])
            nodes[np.repeat([token == EDGE for token in tokens], sizes)] = 0
            return [_summed(nodes, ends, worth) for worth in self.worth]
        cuts = [token[: view.stem] for token in tokens] if view.stem else tokens
        if view.unit == "word":
            return [np.array([self.alphabet.get(token, 0) for token in cuts], dtype=np.int64)]
        found = (self._class(token, scorer) for token in cuts)
        return [np.array([*found], dtype=np.int64)]

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
        self._targets = [target for target, _ in split]
        whole = [(None, np.arange(scorer.weights.shape[1]))]
        space = scorer.space
        self._sights = [
            Sight(view, vocabulary, scorer, split if view.marked else whole)
            for view, vocabulary in zip(space.recipe, space.vocabularies, strict=True)
        ]
        self._names = {name: i for i, name in enumerate(space.lists.targets)}
        self._tokens = Tokens(NUMBER)
        self._sides: dict[str, int] = {}
        self._kinds = np.zeros(0, dtype=np.int64)
        self._kept: list[list[npt.NDArray[Any]]] = [[] for _ in self._sights]
        self._learn()

    def scores(self, quotes: Sequence[Quote]) -> Floats:
        """Return the score of every output for every quote, shape (n, n_outputs)."""
        with self._lock:
            self._forget()
            return self._scores(quotes)

    def _scores(self, quotes: Sequence[Quote]) -> Floats:
        scorer = self._scorer
        result = np.tile(scorer.intercepts, (len(quotes), 1))
        batch = self._batch(quotes)
        sides = np.array([self._side(quote) for quote in quotes], dtype=np.int64)
        marked = [self._marked(batch, target, sides) for target in self._targets]
        for sight, kept in zip(self._sights, self._kept, strict=True):
            for group, (target, columns) in enumerate(sight.groups):
                seen = marked[self._targets.index(target)] if sight.view.marked else batch.tokens
                sums = self._sums(sight, kept, group, batch, seen)
                scaled = sums[:, :-1] * scorer.units[columns] / norm_of(sums[:, -1])[:, None]
                result[:, columns] += scaled
        return result

    def _sums(
        self, sight: Sight, kept: list[npt.NDArray[Any]], group: int, batch: Batch, seen: Ints
    ) -> Floats:
        """Return the summed weights and squared norms of one view, shape (n, n_columns + 1)."""
        tokens, ends = _source(sight.view.source, batch, seen)
        if sight.view.unit == "char":
            return _summed(tokens, ends, kept[group])
        if sight.view.window:
            tokens, ends = _compress(tokens, ends, _near(tokens, ends, sight.view.window))
        symbols = kept[0][tokens]
        if sight.view.unit == "class":
            symbols, ends = _compress(symbols, ends, symbols != DROPPED)
        return _summed(sight.trie.deepest(symbols), ends, sight.worth[group])

    def _batch(self, quotes: Sequence[Quote]) -> Batch:
        texts = chain.from_iterable(map(cut, quotes))
        whole = EDGE.join([text.replace(EDGE, " ") for text in texts] + [""])
        found = TOKEN.findall(normalize(whole))
        tokens = np.fromiter(map(self._tokens.__getitem__, found), np.int64, len(found))
        self._learn()
        # A speaker masked twice in a row, as first name and last name, is one speaker.
        again = np.flatnonzero((tokens[1:] == tokens[:-1]) & (tokens[1:] == NUMBER[SPEAKER])) + 1
        edges = np.flatnonzero(tokens == 0)
        if len(again):
            tokens = np.delete(tokens, again[np.searchsorted(edges, again) % 2 == 1])
            edges = np.flatnonzero(tokens == 0)
        return Batch(tokens, edges[::2], edges[1::2])

    def _side(self, quote: Quote) -> int:
        """Return which target the words for the speaker name first, -1 if none."""
        words = f"{quote.mention or ''} {quote.speaker or ''}"
        side = self._sides.get(words)
        if side is None:
            find = self._scorer.space.lists.target.find
            names = (find(token) for token in tokenize(words))
            side = self._names[name] if (name := next(filter(None, names), None)) else -1
            self._sides[words] = side
        return side

    def _marked(self, batch: Batch, target: str | None, sides: Ints) -> Ints:
        """Replace names of targets by marks, and give "we" and the speaker a side."""
        tokens = batch.tokens.copy()
        special = np.flatnonzero(self._kinds[tokens] != PLAIN)
        kinds = self._kinds[tokens[special]]
        named = kinds >= 0
        mine = named if target is None else kinds == self._names[target]
        tokens[special[mine]] = NUMBER[TARGET]
        tokens[special[named & ~mine]] = NUMBER[OTHER]
        if target is None:
            return tokens
        rows = np.searchsorted(batch.stops, special)
        side = sides[rows]
        for kind, sign in ((SPEAKING, SPEAKER), (OURS, WE)):
            ours = (kinds == kind) & (side == self._names[target])
            others = (kinds == kind) & (side >= 0) & (side != self._names[target])
            tokens[special[ours]] = NUMBER[sign + OF_TARGET]
            tokens[special[others]] = NUMBER[sign + OF_OTHER]
        return tokens

    def _forget(self) -> None:
        """Keep the tables small; the words seen first are those that come most often."""
        if len(self._sides) > SPEAKERS:
            self._sides.clear()
        if len(self._tokens) <= REMEMBERED:
            return
        left = REMEMBERED // 2
        while len(self._tokens) > left:
            self._tokens.popitem()
        self._kinds = self._kinds[:left].copy()
        self._kept = [[array[:left].copy() for array in kept] for kept in self._kept]

    def _learn(self) -> None:
        """Take up the tokens that were not seen before."""
        new = [*islice(reversed(self._tokens), len(self._tokens) - len(self._kinds))][::-1]
        if not new:
            return
        lists = self._scorer.space.lists
        kinds = [_kind(token, lists, self._names) for token in new]
        fresh = [sight.learn(new, self._scorer) for sight in self._sights]
        self._kept = [
            [np.concatenate(pair) for pair in zip(old, more, strict=True)] if old else more
            for old, more in zip(self._kept, fresh, strict=True)
        ]
        self._kinds = np.concatenate([self._kinds, kinds])


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


def _source(source: str, batch: Batch, seen: Ints) -> tuple[Ints, Ints]:
    """Return the tokens of one source, each row with an edge behind it, and where rows end."""
    starts = np.concatenate([[0], batch.stops[:-1] + 1]).astype(np.int64)[: len(batch.stops)]
    if source == "both":
        tokens = seen.copy()
        tokens[batch.middles] = NUMBER[BREAK]
        return tokens, np.concatenate([[0], batch.stops + 1])
    first, last = (starts, batch.middles) if source == "quote" else (batch.middles + 1, batch.stops)
    sizes = last + 1 - first
    ends = np.concatenate([[0], np.cumsum(sizes)])
    places = np.arange(ends[-1]) + np.repeat(first - ends[:-1], sizes)
    return seen[places], ends


def _near(tokens: Ints, ends: Ints, window: int) -> npt.NDArray[np.bool_]:
    """Return which tokens stand within `window` of a target's mark in their row, and all edges."""
    places = np.flatnonzero(tokens == NUMBER[TARGET])
    rows = np.searchsorted(ends, places, side="right") - 1
    change = np.zeros(len(tokens) + 1, dtype=np.int64)
    np.add.at(change, np.maximum(ends[rows], places - window), 1)
    np.add.at(change, np.minimum(ends[rows + 1], places + window + 1), -1)
    near = np.cumsum(change[:-1]) > 0
    near[ends[1:] - 1] = True
    return near


def _compress(values: Ints, ends: Ints, keep: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Drop values; edges are always kept, so no row runs into the next."""
    before = np.concatenate([[0], np.cumsum(keep)])
    return values[keep], before[ends]


def _summed(indices: Ints, ends: Ints, worth: Floats) -> Floats:
    """Return for each row the sum of the rows of `worth` that it points to."""
    from scipy import sparse

    ones = np.ones(len(indices))
    shape = (len(ends) - 1, len(worth))
    product = sparse.csr_array((ones, indices, ends), shape=shape) @ worth
    return np.asarray(product)
