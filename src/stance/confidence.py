"""How sure a model may be believed to be: reliability, calibration error, risk and coverage.

All take what the model gave each answer (its probability) and whether the answer was right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stance.errors import InputError
from stance.intervals import Interval, bootstrap, share_interval, sums_by_group

__all__ = [
    "Reliability",
    "RiskCoverage",
    "accuracy_at",
    "accuracy_interval",
    "calibration_error",
    "calibration_interval",
    "probability_at",
    "reliability",
    "risk_coverage",
    "surest",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
BINS = 10


class Reliability(NamedTuple):
    """What was promised against what came true, in bins of equal size, least sure first.

    Parameters
    ----------
    predicted : ndarray, shape (n_bins,)
        The mean probability of each bin.
    observed : ndarray, shape (n_bins,)
        The share of right answers in it.
    counts : ndarray of int, shape (n_bins,)
    """

    predicted: Floats
    observed: Floats
    counts: npt.NDArray[np.intp]


class RiskCoverage(NamedTuple):
    """What share of answers is wrong if only the surest are given.

    Parameters
    ----------
    coverage : ndarray, shape (n_points,)
        Rising to 1; one point for each distinct probability.
    risk : ndarray, shape (n_points,)
        The share of wrong answers among those given.
    probability : ndarray, shape (n_points,)
        The least probability that is still answered: what `min_probability` has to be.
    """

    coverage: Floats
    risk: Floats
    probability: Floats


def reliability(probability: Floats, right: Bools, *, bins: int = BINS) -> Reliability:
    """Return the reliability curve with bins of equal size.

    Parameters
    ----------
    probability : ndarray, shape (n,)
        What the model gave the answer.
    right : ndarray of bool, shape (n,)
        Whether the answer was right.
    bins : int
        Fewer where there are fewer answers, or many are equally sure.

    Raises
    ------
    InputError
        If there is no answer, or the arrays differ in length.

    Notes
    -----
    Naeini, Cooper & Hauskrecht (2015, "Obtaining Well Calibrated Probabilities Using Bayesian
    Binning"); bins of equal size keep a handful of answers from filling a bin of its own.

    Examples
    --------
    >>> import numpy as np
    >>> curve = reliability(np.array([0.5, 0.6, 0.9, 1.0]), np.array([0, 1, 1, 1]) > 0, bins=2)
    >>> curve.predicted.round(2).tolist(), curve.observed.tolist(), curve.counts.tolist()
    ([0.55, 0.95], [0.5, 1.0], [2, 2])
    """
    sums = _bin_sums(probability, right, bins).sum(axis=0)
    return Reliability(sums[:, 1] / sums[:, 0], sums[:, 2] / sums[:, 0], sums[:, 0].astype(np.intp))


def calibration_error(probability: Floats, right: Bools, bins: int = BINS) -> float:
    """Return the expected calibration error (ECE): the mean gap of the reliability curve.

    Parameters
    ----------
    probability, right, bins
        As in `reliability`.

    Raises
    ------
    InputError
        As in `reliability`.

    Notes
    -----
    Naeini, Cooper & Hauskrecht (2015). Even probabilities that are exactly right have an error
    above 0 on a sample, the more so the smaller it is.

    Examples
    --------
    >>> import numpy as np
    >>> round(calibration_error(np.full(4, 0.9), np.array([True, True, False, False])), 3)
    0.4
    """
    return float(_mean_gap(_bin_sums(probability, right, bins).sum(axis=0)))


def calibration_interval(
    probability: Floats, right: Bools, groups: Sequence[str], *, bins: int = BINS
) -> Interval:
    """Return the expected calibration error with its interval over resampled groups.

    Parameters
    ----------
    probability, right, bins
        As in `reliability`.
    groups : sequence of str, length n
        The bins stay those of the whole sample.

    Raises
    ------
    InputError
        As in `reliability`.

    Examples
    --------
    >>> import numpy as np
    >>> right = np.array([True, True, False, False])
    >>> str(calibration_interval(np.full(4, 0.9), right, ["a", "b", "c", "d"], bins=1))
    '0.400 [0.100, 0.900]'
    """
    return bootstrap(sums_by_group(groups, _bin_sums(probability, right, bins)), _mean_gap)


def risk_coverage(probability: Floats, right: Bools) -> RiskCoverage:
    """Return the risk at every coverage: how wrong the answers are if only the surest are given.

    Parameters
    ----------
    probability, right
        As in `reliability`.

    Raises
    ------
    InputError
        As in `reliability`.

    Notes
    -----
    El-Yaniv & Wiener (2010); Geifman & El-Yaniv (2017, "Selective Classification for Deep Neural
    Networks").

    Examples
    --------
    >>> import numpy as np
    >>> curve = risk_coverage(np.array([0.9, 0.5, 0.8, 0.5]), np.array([1, 0, 1, 1]) > 0)
    >>> curve.coverage.tolist(), curve.risk.tolist(), curve.probability.tolist()
    ([0.25, 0.5, 1.0], [0.0, 0.0, 0.25], [0.9, 0.8, 0.5])
    """
    _check(probability, right)
    order = np.argsort(-probability, kind="stable")
    falling = probability[order]
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)
    given = last + 1.0
    wrong = np.cumsum(~right[order])[last]
    return RiskCoverage(given / len(falling), wrong / given, falling[last])


def surest(probability: Floats, coverage: float) -> Floats:
    """Return how much each answer counts among the surest share: 1, 0, or for a tie between.

    Parameters
    ----------
    probability : ndarray, shape (n,)
    coverage : float
        The share of answers, above 0 and at most 1.

    Returns
    -------
    ndarray, shape (n,)
        Sums to ``coverage * n``; answers at the edge that are equally sure share what is left.

    Raises
    ------
    InputError
        If the coverage is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> surest(np.array([0.9, 0.5, 0.8, 0.5]), 0.75).tolist()
    [1.0, 0.5, 1.0, 0.5]
    """
    limit = probability_at(probability, coverage)
    above, tied = probability > limit, probability == limit
    rest = coverage * len(probability) - above.sum()
    return np.asarray(above + tied * (rest / tied.sum()))


def probability_at(probability: Floats, coverage: float) -> float:
    """Return the `min_probability` that gives the surest share of answers.

    Parameters
    ----------
    probability, coverage
        As in `surest`.

    Raises
    ------
    InputError
        If the coverage is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> probability_at(np.array([0.9, 0.5, 0.8, 0.6]), 0.5)
    0.8
    """
    if not 0 < coverage <= 1:
        raise InputError(f"coverage {coverage}: a share above 0 and at most 1, as 0.7.")
    if not len(probability):
        raise InputError("no answers. Nothing can be said of none.")
    kept = max(1, int(np.ceil(round(coverage * len(probability), 6))))
    return float(np.sort(probability)[-kept])


def accuracy_at(probability: Floats, right: Bools, coverage: float) -> float:
    """Return the share of right answers among the surest.

    Parameters
    ----------
    probability, right
        As in `reliability`.
    coverage : float
        As in `surest`.

    Raises
    ------
    InputError
        As in `reliability`, and if the coverage is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> accuracy_at(np.array([0.9, 0.5, 0.8, 0.5]), np.array([1, 0, 1, 1]) > 0, 0.5)
    1.0
    """
    _check(probability, right)
    weights = surest(probability, coverage)
    return float(weights @ right / weights.sum())


def accuracy_interval(
    probability: Floats, right: Bools, groups: Sequence[str], coverage: float
) -> Interval:
    """Return the accuracy among the surest answers with its interval over resampled groups.

    Parameters
    ----------
    probability, right, coverage
        As in `accuracy_at`.
    groups : sequence of str, length n
        Which answers count as the surest is decided once, on the whole sample.

    Raises
    ------
    InputError
        As in `accuracy_at`.

    Examples
    --------
    >>> import numpy as np
    >>> right = np.array([True, True, False, True])
    >>> str(accuracy_interval(np.array([0.9, 0.8, 0.7, 0.6]), right, ["a", "a", "b", "b"], 1.0))
    '0.750 [0.500, 1.000]'
    """
    _check(probability, right)
    return share_interval(groups, right, surest(probability, coverage))


def _check(probability: Floats, right: Bools) -> None:
    if len(probability) != len(right) or not len(right):
        raise InputError(f"{len(probability)} probabilities, {len(right)} answers: need as many.")


def _bin_sums(probability: Floats, right: Bools, bins: int) -> Floats:
    """Return for each answer, in its bin, 1, its probability and whether it is right.

    Answers that are equally sure share a bin, so that their order decides nothing.
    """
    _check(probability, right)
    before = np.searchsorted(np.sort(probability), probability)
    kept, number = np.unique(before * bins // len(before), return_inverse=True)
    sums = np.zeros((len(right), len(kept), 3))
    row = np.stack([np.ones(len(right)), probability, right], axis=1)
    sums[np.arange(len(right)), number] = row
    return sums


def _mean_gap(sums: Floats) -> Floats:
    gaps = np.abs(sums[..., 1] - sums[..., 2]).sum(axis=-1)
    return np.asarray(gaps / sums[..., 0].sum(axis=-1))
