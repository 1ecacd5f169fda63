"""The shares of one head in one group, by any method, with their intervals.

Intervals are bootstraps (Efron & Tibshirani 1993) that draw the articles of the group anew, and
with them the groups of the rows coded by hand: they cover both what the corpus happens to hold and
how well the model's mistakes are known. Where few rows of a label are coded, what is drawn spreads
too little and may lean to one side: so the percentiles are set apart as Hesterberg (2015), "What
Teachers Should Know About the Bootstrap", expands them, and an interval reaches as far to both
sides as they do to one. The design-based interval is in closed form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import ndtr, stdtrit

from stance.design import design_based, wilson_interval
from stance.errors import InputError
from stance.quantification import (
    adjusted_count,
    confusion_rates,
    maximum_likelihood,
    one_hot,
    project,
)
from stance.recalibration import SMALLEST, calibrated, firmness, fit_calibration

__all__ = ["ASSUMING", "METHODS", "Answers", "Coded", "Estimate", "Method", "estimator"]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int_]
Names = npt.NDArray[np.str_]

Method = Literal["count", "probabilistic", "adjusted", "likelihood", "design"]
METHODS: tuple[Method, ...] = get_args(Method)
ASSUMING = ("adjusted", "likelihood")
"""These hold only if quotes of a label are alike in the corpus and among the coded rows."""

SEEDS = (7, 11)
"""Of what is drawn from the rows coded by hand, and of what is drawn from the corpus."""
FEWEST = 10
"""So many rows must be coded: of each label, or of each group for the design-based estimate."""
CELLS = 300_000
"""So many probabilities are worked on at once: what fits a processor's cache."""
STEP = 0.25
"""Quotes whose log-odds do not differ by more are drawn as if the model had answered them alike."""


class Answers(NamedTuple):
    """What the model said of n quotes for one head.

    Parameters
    ----------
    labels : tuple of str, length n_labels
    probabilities : ndarray, shape (n, n_labels)
    said : ndarray of int, shape (n,)
        The label that the model decided for.
    """

    labels: tuple[str, ...]
    probabilities: Floats
    said: Whole

    def of(self, rows: Whole) -> Answers:
        """Return the answers for some of the quotes."""
        return Answers(self.labels, self.probabilities[rows], self.said[rows])


class Coded(NamedTuple):
    """Rows that were coded by hand for one head.

    Parameters
    ----------
    answers : Answers
        What the model says of them.
    gold : ndarray of int, shape (m,)
        The right label.
    clusters, groups : ndarray of str, shape (m,)
        What is drawn together; the group of the corpus that the row belongs to.
    sampling : ndarray, shape (m,)
        The probability with which the row was drawn from the corpus.
    """

    answers: Answers
    gold: Whole
    clusters: Names
    groups: Names
    sampling: Floats


class Estimate(NamedTuple):
    """Shares with their intervals, each of shape (n_labels,), and the rows they rest on."""

    shares: Floats
    low: Floats
    high: Floats
    checked: int


Estimator = Callable[[Answers, Names, str], Estimate]
"""Takes a group's answers, their articles and its name."""
Correction = Callable[[Answers, Floats, slice, Floats | None], Floats]
"""Takes answers, weights of shape (n_draws, n), which draws they are, and shares that are near;
returns shares of shape (n_draws, n_labels)."""


def estimator(
    method: Method, head: str, coded: Coded | None, *, level: float, resamples: int
) -> Estimator:
    """Learn from the coded rows of a head what is needed to estimate its shares in any group.

    Raises
    ------
    InputError
        If the method is unknown, or needs coded rows that are not there.
    """
    if method not in METHODS:
        raise InputError(f"method {method!r} is not one of {', '.join(METHODS)}.")
    if method == "count":
        return partial(_bootstrapped, _counting, None, level, resamples)
    if method == "probabilistic":
        return partial(_bootstrapped, _averaging, None, level, resamples)
    if coded is None:
        raise InputError(f"method {method!r} needs rows that were coded by hand.")
    if method == "design":
        return partial(_by_design, coded, level)
    labels = coded.answers.labels
    for label, many in zip(labels, np.bincount(coded.gold, minlength=len(labels)), strict=True):
        if many < FEWEST:
            raise InputError(
                f"{head}: {many} coded rows are {label!r}, {method!r} needs {FEWEST}. Code more "
                "rows, estimate other heads only, or take method 'design' with a random sample."
            )
    learn = _adjusting if method == "adjusted" else _maximising
    _, place = np.unique(coded.clusters, return_inverse=True)
    weights = _draws(place, resamples, np.random.default_rng(SEEDS[0]))
    correct = learn(coded, np.vstack([np.ones(len(coded.gold)), weights]))
    return partial(_bootstrapped, correct, coded, level, resamples)


def _bootstrapped(
    correct: Correction,
    coded: Coded | None,
    level: float,
    resamples: int,
    corpus: Answers,
    articles: Names,
    _group: str,
) -> Estimate:
    shares = correct(corpus, np.ones((1, len(articles))), slice(0, 1), None)[0]
    rng = np.random.default_rng(SEEDS[1])
    alike, held = _alike(corpus, articles)
    chunk = max(1, CELLS // max(alike.probabilities.size, held.shape[1]))
    drawn = []
    for start in range(1, 1 + resamples, chunk):
        draws = slice(start, min(start + chunk, 1 + resamples))
        weights = (held @ _times(held.shape[1], draws.stop - draws.start, rng).T).T
        drawn.append(correct(alike, weights, draws, shares))
    tail = (1 - level) / 2
    if coded is None:
        low, high = np.quantile(np.vstack(drawn), [tail, 1 - tail], axis=0)
        return Estimate(shares, np.minimum(low, shares), np.maximum(high, shares), 0)
    rarest = np.bincount(coded.gold).min()
    tail = ndtr(np.sqrt(rarest / (rarest - 1)) * stdtrit(rarest - 1, tail))
    low, high = np.quantile(np.vstack(drawn), [tail, 1 - tail], axis=0)
    farther = np.maximum(np.maximum(shares - low, high - shares), 0)
    low, high = np.maximum(shares - farther, 0), np.minimum(shares + farther, 1)
    return Estimate(shares, low, high, len(coded.gold))


def _by_design(
    coded: Coded, level: float, corpus: Answers, articles: Names, group: str
) -> Estimate:
    mine = coded.groups == group
    checked = int(mine.sum())
    if checked < FEWEST:
        nothing = np.full(len(corpus.labels), np.nan)
        return Estimate(nothing, nothing, nothing, checked)
    shares, errors = design_based(
        corpus.probabilities,
        coded.answers.probabilities[mine],
        coded.gold[mine],
        sampling=coded.sampling[mine],
        clusters=articles,
        checked_clusters=coded.clusters[mine],
    )
    low, high = wilson_interval(shares, errors, len(np.unique(coded.clusters[mine])), level)
    shares = project(shares)
    return Estimate(shares, np.minimum(low, shares), np.maximum(high, shares), checked)


def _counting(corpus: Answers, weights: Floats, _draws: slice, _near: Floats | None) -> Floats:
    return _mean(one_hot(corpus.said, len(corpus.labels)), weights)


def _averaging(corpus: Answers, weights: Floats, _draws: slice, _near: Floats | None) -> Floats:
    return _mean(corpus.probabilities, weights)


def _adjusting(coded: Coded, weights: Floats) -> Correction:
    size = len(coded.answers.labels)
    said = one_hot(coded.answers.said, size)
    rows = [coded.gold == label for label in range(size)]
    counts = np.stack([weights[:, mine] @ said[mine] for mine in rows], axis=2)
    many = counts.sum(axis=1, keepdims=True)
    everything = np.broadcast_to(confusion_rates(said, coded.gold), counts.shape).copy()
    rates = np.divide(counts, many, out=everything, where=many > 0)  # a label may miss a draw

    def correct(corpus: Answers, weights: Floats, draws: slice, near: Floats | None) -> Floats:
        pairs = zip(_counting(corpus, weights, draws, near), rates[draws], strict=True)
        return np.array([adjusted_count(counted, table) for counted, table in pairs])

    return correct


def _maximising(coded: Coded, weights: Floats) -> Correction:
    given = coded.answers.probabilities
    ridge = firmness(given, coded.gold)
    first = fit_calibration(given, coded.gold, ridge=ridge)
    chunk = max(1, CELLS // (given.size * given.shape[1]))
    parts = [weights[i : i + chunk] for i in range(0, len(weights), chunk)]
    maps = np.vstack(
        [
            fit_calibration(given, coded.gold, weights=part, start=first, ridge=ridge)
            for part in parts
        ]
    )
    priors = np.stack(
        [
            row @ calibrated(given, fitted) / row.sum()
            for row, fitted in zip(weights, maps, strict=True)
        ]
    )

    def correct(corpus: Answers, weights: Floats, draws: slice, near: Floats | None) -> Floats:
        probabilities = calibrated(corpus.probabilities, maps[draws])
        return maximum_likelihood(probabilities, priors[draws], weights=weights, start=near)

    return correct


def _mean(rows: Floats, weights: Floats) -> Floats:
    return np.asarray(weights @ rows / weights.sum(axis=1, keepdims=True))


def _alike(corpus: Answers, articles: Names) -> tuple[Answers, csr_array]:
    """Put quotes together that the model answered alike, since no share depends on which is which.

    Returns the answers, each with the mean probabilities of its quotes, and how many of each an
    article has, shape (n_answers, n_articles).
    """
    logs = np.log(np.maximum(corpus.probabilities, SMALLEST))
    steps = np.rint((logs[:, :-1] - logs[:, -1:]) / STEP)
    key = np.column_stack([steps, corpus.said])
    _, first, answer = np.unique(key, axis=0, return_index=True, return_inverse=True)
    names, article = np.unique(articles, return_inverse=True)
    answer = answer.ravel()  # numpy 2.0 gave it the shape of the rows
    shape = len(first), len(names)
    held = csr_array((np.ones(len(answer)), (answer, article)), shape=shape)
    sums = np.stack(
        [np.bincount(answer, weights=column) for column in corpus.probabilities.T], axis=1
    )
    means = sums / sums.sum(axis=1, keepdims=True)
    return Answers(corpus.labels, means, corpus.said[first]), held


def _draws(clusters: Whole, times: int, rng: np.random.Generator) -> Floats:
    """Draw whole clusters with replacement: how often each row counts, shape (times, n)."""
    return _times(int(clusters.max()) + 1, times, rng)[:, clusters]


def _times(size: int, times: int, rng: np.random.Generator) -> Floats:
    """Draw `size` things with replacement: how often each comes, shape (times, size)."""
    drawn = rng.integers(size, size=(times, size)) + size * np.arange(times)[:, None]
    counted = np.bincount(drawn.ravel(), minlength=times * size)  # a multinomial, much the faster
    return counted.reshape(times, size).astype(float)
