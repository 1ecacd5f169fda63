"""Scores with intervals: percentile bootstraps over groups (articles, passages).

Quotes of one article are not independent, so whole groups are drawn: Efron & Tibshirani (1993),
chapter 8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import isnan, nan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Interval", "bootstrap", "share_interval", "sums_by_group"]

Floats = npt.NDArray[np.float64]
RESAMPLES = 2000
SEED = 7
AT_ONCE = 100
"""So many resamples are held in memory; thousands of groups make each one large."""


class Interval(NamedTuple):
    """A score with its 95 % interval.

    Parameters
    ----------
    value, low, high : float
        Without a bound (NaN) where all counts are of one group: nothing says how groups differ.

    Examples
    --------
    >>> str(Interval(0.7, 0.625, 0.75)), str(Interval(0.7, nan, nan))
    ('0.700 [0.625, 0.750]', '0.700 [one group]')
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return self.shown(3)

    def shown(self, digits: int) -> str:
        """Return it with so many digits."""
        value, low, high = (f"{number:.{digits}f}" for number in self)
        return f"{value} [{'one group' if isnan(self.low) else f'{low}, {high}'}]"

    def as_dict(self) -> dict[str, float | None]:
        """Return the numbers, JSON-ready: None stands for NaN."""
        return {key: None if isnan(value) else value for key, value in self._asdict().items()}


def bootstrap(
    tables: Floats, statistic: Callable[[Floats], Floats], *, resamples: int = RESAMPLES
) -> Interval:
    """Return a statistic of summed counts with its interval over resampled groups.

    Parameters
    ----------
    tables : ndarray, shape (n_groups, ...)
        One table of counts a group; whatever is added up over groups.
    statistic : callable
        Takes summed tables, shape (..., *table), and returns one number each.
    resamples : int
        The seed is fixed: the same tables give the same interval.

    Examples
    --------
    >>> import numpy as np
    >>> right_of_all = np.array([[8, 10], [9, 10], [7, 10], [10, 10]], dtype=float)
    >>> str(bootstrap(right_of_all, lambda sums: sums[..., 0] / sums[..., 1]))
    '0.850 [0.750, 0.950]'
    >>> str(bootstrap(right_of_all[:1], lambda sums: sums[..., 0] / sums[..., 1]))
    '0.800 [one group]'
    """
    value = float(statistic(tables.sum(axis=0)))
    if np.count_nonzero(tables.reshape(len(tables), -1).any(axis=1)) == 1:
        return Interval(value, nan, nan)
    draws = _draws(len(tables), resamples)
    found = [
        statistic(np.tensordot(draws[start : start + AT_ONCE].astype(float), tables, axes=1))
        for start in range(0, resamples, AT_ONCE)
    ]
    low, high = np.quantile(np.concatenate(found), [0.025, 0.975])
    return Interval(value, float(low), float(high))


@lru_cache(maxsize=1)
def _draws(groups: int, resamples: int) -> npt.NDArray[np.int16]:
    """Return how often each resample has each group; kept, as one table follows another."""
    rng = np.random.default_rng(SEED)
    draws = np.empty((resamples, groups), dtype=np.int16)
    for start in range(0, resamples, AT_ONCE):
        size = min(AT_ONCE, resamples - start)
        draws[start : start + size] = rng.multinomial(groups, np.full(groups, 1 / groups), size)
    return draws


def sums_by_group(groups: Sequence[str], values: Floats) -> Floats:
    """Add up the values of each group's rows, groups in order of their first row.

    Parameters
    ----------
    groups : sequence of str, length n
    values : ndarray, shape (n, ...)

    Returns
    -------
    ndarray, shape (n_groups, ...)

    Examples
    --------
    >>> import numpy as np
    >>> sums_by_group(["a", "b", "a"], np.array([1.0, 2.0, 4.0])).tolist()
    [5.0, 2.0]
    """
    place = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    sums = np.zeros((len(place), *values.shape[1:]))
    np.add.at(sums, [place[group] for group in groups], values)
    return sums


def share_interval(
    groups: Sequence[str], hits: npt.NDArray[np.bool_], weights: Floats | None = None
) -> Interval:
    """Return the share of rows that are hits with its interval over resampled groups.

    Parameters
    ----------
    groups : sequence of str, length n
    hits : ndarray of bool, shape (n,)
    weights : ndarray, shape (n,), optional
        How much each row counts; all alike by default.

    Examples
    --------
    >>> import numpy as np
    >>> str(share_interval(["a", "a", "b", "b"], np.array([True, True, False, True])))
    '0.750 [0.500, 1.000]'
    """
    counted = np.ones(len(hits)) if weights is None else weights
    return bootstrap(sums_by_group(groups, np.stack([counted, counted * hits], axis=1)), _share)


def _share(sums: Floats) -> Floats:
    """Return the second of two sums as a share of the first; 0 of nothing."""
    whole, hits = sums[..., 0], sums[..., 1]
    return np.asarray(np.divide(hits, whole, out=np.zeros(whole.shape), where=whole > 0))
