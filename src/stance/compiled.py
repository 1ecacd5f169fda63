"""The forward pass for batches: the same whole numbers as `scoring.scores`, many times faster.

A batch becomes one array of token numbers (`stance.numbering`). Every view looks at a part of it
and finds all its n-grams at once (`stance.sights`); what the characters of a word are worth is
added up when the word is first seen and kept. All sums are of whole numbers, so the road makes no
difference to a bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.cutting import SPEAKER
from stance.features import LENGTHS, NAMED, SIDES, SIZES
from stance.marking import BREAK, OF_OTHER, OF_TARGET, OTHER, TARGET, WE, tokenize
from stance.numbering import NUMBER, Batch, Numbering
from stance.pieces import stretches
from stance.records import Quote
from stance.scoring import Scorer, columns_by_target
from stance.sights import Rows, Sight
from stance.space import norm_of

__all__ = ["Compiled"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[Any]

REMEMBERED = 18_000
"""Pieces of text of which is kept what was found (0.8 kB each); then the younger half goes."""
SPEAKERS = 1 << 12
"""Speakers whose side is kept."""
STATED = "circumstances"


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
            if source != STATED
        }
        if any(sight.view.source == STATED for sight in self._sights):
            seen[STATED, True] = self._circumstances(batch, marked, sides)
        for sight in self._sights:
            sums = sight.sums(seen[sight.view.source, sight.view.marked])
            if not sight.view.marked:
                result += _scaled(sums[0], slice(-1), scorer.units)
                continue
            for number, columns in self._groups:
                found = _scaled(sums[number], columns, scorer.units[columns])
                if sight.view.side:
                    found *= self._on_side(sides, number, sight.view.side)[:, None]
                result[:, columns] += found
        for head in scorer.heads:
            if head.unnamed:
                result[self._silent(batch, head.target), head.columns] = head.unnamed
        return result

    def _on_side(self, sides: Ints, number: int, side: str) -> npt.NDArray[np.bool_]:
        """Return which speakers are on the side of a target or of another, shape (n,)."""
        if number == len(self._targets):
            return np.zeros(len(sides), dtype=np.bool_)
        own = np.asarray(sides == self._names[self._targets[number]])
        return own if side == "target" else ~own & (sides >= 0)

    def _circumstances(self, batch: Batch, marked: Rows, sides: Ints) -> Rows:
        """Return what the view of the circumstances sees of each row."""
        tokens = [*map(marked.changed, range(len(self._targets))), marked.values]
        *seen, plain = (self._stated(*pair, batch, sides) for pair in enumerate(tokens))
        sizes = batch.middles - marked.ends[:-1]
        numbers = np.array([NUMBER[size] for size in LENGTHS], dtype=np.int32)
        lengths = numbers[np.searchsorted(SIZES, sizes)]
        rows = np.column_stack([plain, lengths, np.zeros_like(lengths)])
        ends = np.arange(0, rows.size + 1, rows.shape[1])
        at = (ends[:-1, None] + np.arange(plain.shape[1])).ravel()
        return Rows(rows.ravel(), ends, tuple((at, one.ravel()) for one in seen))

    def _stated(self, number: int, tokens: Ints, batch: Batch, sides: Ints) -> Ints:
        """Return where a target and others are named and whose side the speaker is on."""
        stated = []
        for sign, at in NAMED.items():
            in_quote, in_context, nowhere = (NUMBER[one] for one in at)
            places = np.flatnonzero(tokens == NUMBER[sign])
            row = np.searchsorted(batch.stops, places)
            early = places < batch.middles[row]
            where = np.full(len(sides), nowhere, dtype=np.int32)
            where[row[~early]] = in_context
            where[row[early]] = in_quote
            stated.append(where)
        on_side = [self._on_side(sides, number, side) for side in SIDES]
        signs = [NUMBER[SPEAKER + sign] for sign in SIDES.values()]
        speaker = np.select(on_side, signs, NUMBER[SPEAKER]).astype(np.int32)
        return np.column_stack([*stated, speaker])

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


def _scaled(sums: Floats, columns: Any, units: Floats) -> Floats:
    return np.asarray(sums[:, columns] * units / norm_of(sums[:, -1])[:, None])
