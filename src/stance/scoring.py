"""The forward pass: quotes in, one score an output out, without scikit-learn.

Weights are stored as whole multiples of a power of two. Their sums are therefore exact, and a
quote gets the same score to the last bit alone, in any batch, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.features import terms
from stance.marking import Reading, is_named, mark
from stance.space import Space, norm_of

__all__ = [
    "Head",
    "Scorer",
    "columns_by_target",
    "quantize",
    "scores",
    "sigmoid",
    "softmax",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """One question to a quote and the columns that answer it.

    Parameters
    ----------
    name : str
        A target or a frame of the codebook.
    target : str or None
        Whose names the marked views mark; None marks all targets alike.
    labels : tuple of str
        Several labels share one softmax; a single one has a sigmoid of its own.
    start : int
        The first of the head's columns.
    unnamed : tuple of float
        The scores of a quote that does not name the target; empty for a head that reads it anyway.
    """

    name: str
    target: str | None
    labels: tuple[str, ...]
    start: int
    unnamed: tuple[float, ...] = ()

    @property
    def columns(self) -> slice:
        """The head's columns in weights and scores."""
        return slice(self.start, self.start + len(self.labels))


@dataclass(frozen=True, slots=True)
class Scorer:
    """Everything the forward pass needs.

    Parameters
    ----------
    space : Space
    heads : tuple of Head
    weights : ndarray of int16, shape (n_terms, n_outputs)
        In multiples of `units`.
    units : ndarray of float64, shape (n_outputs,)
        Powers of two.
    intercepts : ndarray of float64, shape (n_outputs,)
    """

    space: Space
    heads: tuple[Head, ...]
    weights: npt.NDArray[np.int16]
    units: Floats
    intercepts: Floats


def quantize(weights: Floats) -> tuple[npt.NDArray[np.int16], Floats]:
    """Round each column to multiples of the smallest power of two that int16 can hold.

    Returns
    -------
    whole : ndarray of int16, shape of `weights`
    units : ndarray of float64, shape (n_outputs,)
    """
    largest = np.abs(weights).max(axis=0, initial=0.0)
    units = np.exp2(np.ceil(np.log2(np.where(largest == 0, 1.0, largest) / 32767)))
    return np.round(weights / units).astype(np.int16), units


def scores(scorer: Scorer, readings: Sequence[Reading]) -> Floats:
    """Return the score (log-odds) of every output for every quote, shape (n, n_outputs).

    One quote after the other, term by term: the plain road, for a few quotes and as the measure of
    the fast one (`stance.compiled`).
    """
    groups = columns_by_target(scorer.heads)
    every = np.arange(len(scorer.intercepts))
    views = enumerate(scorer.space.recipe)
    seen = [
        (number, target, columns)
        for number, view in views
        for target, columns in (groups if view.marked else [(None, every)])
    ]
    result = np.tile(scorer.intercepts, (len(readings), 1))
    for row, reading in zip(result, readings, strict=True):
        marked = {target: mark(reading, target, scorer.space.lists) for target, _ in groups}
        found = _view_scores(scorer, reading, [(n, marked.get(t, reading)) for n, t, _ in seen])
        for scaled, (_, _, columns) in zip(found, seen, strict=True):
            row[columns] += scaled[columns]
        for head in scorer.heads:
            if head.unnamed and not is_named(marked[head.target]):
                row[head.columns] = head.unnamed
    return result


def columns_by_target(
    heads: Sequence[Head],
) -> list[tuple[str | None, npt.NDArray[np.int64]]]:
    """Return which outputs see a quote under the marks of which target."""
    targets = dict.fromkeys(head.target for head in heads)
    return [
        (
            target,
            np.concatenate(
                [np.arange(h.columns.start, h.columns.stop) for h in heads if h.target == target]
            ),
        )
        for target in targets
    ]


def _view_scores(scorer: Scorer, reading: Reading, seen: Sequence[tuple[int, Reading]]) -> Floats:
    """Return what views give to each output, shape (n_views, n_outputs).

    Parameters
    ----------
    scorer : Scorer
    reading : Reading
    seen : sequence of (number of the view, reading with marks)
    """
    space, rows, ends = scorer.space, list[int](), [0]
    for view, marked in seen:
        vocabulary = space.vocabularies[view]
        found = map(vocabulary.get, terms(reading, marked, space.recipe[view], space.lists))
        rows += [column for column in found if column is not None]
        ends.append(len(rows))
    places = np.array(rows, dtype=np.intp)
    whole = np.zeros((len(rows) + 1, scorer.weights.shape[1] + 1), dtype=np.int64)
    whole[1:, :-1] = scorer.weights[places]
    whole[1:, -1] = space.norms[places]
    # Whole numbers: the difference of two running sums is exactly the sum between them.
    sums = np.diff(whole.cumsum(axis=0)[ends], axis=0).astype(np.float64)
    return np.asarray(sums[:, :-1] * scorer.units / norm_of(sums[:, -1])[:, None])


def softmax(values: Floats) -> Floats:
    """Return probabilities along the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function without overflow."""
    return np.exp(-np.logaddexp(0.0, -values))
