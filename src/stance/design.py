"""Estimates that rest on how the coded rows were drawn, whatever the classifier is worth.

Design-based supervised learning (Egami, Hinck, Stewart & Wei 2023, "Using Imperfect Surrogates for
Downstream Inference"): the model's answer everywhere, plus its error in a random sample weighted by
the inverse probability of being drawn. A better model gives smaller errors, none gives wrong ones.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, stdtrit

from stance.errors import InputError
from stance.quantification import distributions, one_hot

__all__ = ["Regression", "by_cluster", "corrected_regression", "design_based", "wilson_interval"]

Floats = npt.NDArray[np.float64]

STEPS, EXACT = 100, 1e-9
"""Newton's method ends after so many steps, or when no coefficient moves by more."""


def design_based(
    probabilities: npt.ArrayLike,
    checked: npt.ArrayLike,
    gold: npt.ArrayLike,
    *,
    sampling: npt.ArrayLike | None = None,
    clusters: npt.ArrayLike | None = None,
    checked_clusters: npt.ArrayLike | None = None,
) -> tuple[Floats, Floats]:
    """Return the shares corrected by a random sample of the corpus, and their standard errors.

    Parameters
    ----------
    probabilities : array, shape (n, n_classes)
        Of the whole corpus.
    checked : array, shape (m, n_classes)
        Of the rows drawn from it.
    gold : array of int, shape (m,)
        Their right classes.
    sampling : array, shape (m,), optional
        The probability with which each row was drawn; by default all the same.
    clusters, checked_clusters : arrays, shapes (n,) and (m,), optional
        Rows of one cluster (an article) are not independent. The same name in both is the same
        cluster.

    Returns
    -------
    shares, errors : ndarray, each of shape (n_classes,)
        Shares sum to 1, but one near 0 may come out below it.

    Raises
    ------
    InputError
        If the input does not fit together, or a sampling probability is none.

    Notes
    -----
    For a mean the same as prediction-powered inference (Angelopoulos et al. 2023) and as the
    difference estimator of survey sampling. Errors are by linearisation.

    Examples
    --------
    >>> everything = [[0.8, 0.2]] * 100
    >>> shares, errors = design_based(everything, everything[:4], [0, 0, 1, 1])
    >>> shares.round(2).tolist()
    [0.5, 0.5]
    """
    everything, drawn = distributions(probabilities), distributions(checked)
    _check_sizes(everything.shape[1], classes=drawn[0])
    _check_sizes(len(drawn), sampling=sampling, checked_clusters=checked_clusters)
    _check_sizes(len(everything), clusters=clusters)
    wrong = one_hot(gold, everything.shape[1], len(drawn)) - drawn
    weight = 1 / _chances(np.ones(len(drawn)) if sampling is None else sampling)
    weight = weight / weight.sum()
    mean, error = everything.mean(axis=0), weight @ wrong
    parts = np.vstack([(everything - mean) / len(everything), weight[:, None] * (wrong - error)])
    names = np.concatenate(
        [
            np.arange(len(everything)) if clusters is None else np.asarray(clusters),
            -1 - np.arange(len(drawn)) if checked_clusters is None else checked_clusters,
        ]
    )
    return mean + error, np.sqrt((by_cluster(parts, names) ** 2).sum(axis=0))


def wilson_interval(
    shares: npt.ArrayLike, errors: npt.ArrayLike, checked: int, level: float
) -> tuple[Floats, Floats]:
    """Return intervals of shares that stay between 0 and 1 and hold near both.

    Parameters
    ----------
    shares, errors : array, shape (n_classes,)
        Of `design_based`.
    checked : int
        How many independent coded rows they rest on.
    level : float

    Returns
    -------
    low, high : ndarray, each of shape (n_classes,)

    Notes
    -----
    Wilson (1927) with the effective sample size that the standard error implies: Franco, Little,
    Louis & Slud (2019), "Comparative Study of Confidence Intervals for Proportions in Complex
    Sample Surveys".

    Examples
    --------
    >>> low, high = wilson_interval([0.0, 1.0], [0.0, 0.0], 50, 0.9)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.95], [0.05, 1.0])
    """
    middle = np.clip(np.asarray(shares, dtype=float), 0, 1)
    # Where no error was seen there may still be some: nothing is surer than half a coded row.
    spread = np.maximum(np.asarray(errors, dtype=float) ** 2, 1 / (4 * checked**2))
    rows = np.maximum(middle * (1 - middle), 1 / (4 * checked)) / spread
    bound = stdtrit(max(checked - 1, 1), (1 + level) / 2) ** 2
    center = (middle + bound / (2 * rows)) / (1 + bound / rows)
    half = np.sqrt(bound * middle * (1 - middle) / rows + (bound / (2 * rows)) ** 2)
    half = half / (1 + bound / rows)
    return np.clip(center - half, 0, 1), np.clip(center + half, 0, 1)


class Regression(NamedTuple):
    """Coefficients with their standard errors and intervals.

    Parameters
    ----------
    coefficients, errors, low, high : ndarray, each of shape (n_covariates,)
    """

    coefficients: Floats
    errors: Floats
    low: Floats
    high: Floats


def corrected_regression(
    covariates: npt.ArrayLike,
    predicted: npt.ArrayLike,
    gold: npt.ArrayLike,
    *,
    sampling: npt.ArrayLike | None = None,
    clusters: npt.ArrayLike | None = None,
    logistic: bool = True,
    level: float = 0.95,
) -> Regression:
    """Regress a label on covariates, corrected by a random sample of coded rows.

    Parameters
    ----------
    covariates : array, shape (n, n_covariates)
        With a column of ones where an intercept is wanted.
    predicted : array, shape (n,)
        The model's probability of the label.
    gold : array, shape (n,)
        1 where a coder gave the label, 0 where not, NaN where the row was not coded.
    sampling : array, shape (n,), optional
        The probability with which each row was drawn to be coded; by default all the same.
    clusters : array, shape (n,), optional
        Rows of one cluster (an article) are not independent.
    logistic : bool
        False regresses linearly.
    level : float
        Of the intervals.

    Raises
    ------
    InputError
        If the input does not fit together, no row is coded, or the covariates are collinear.

    Examples
    --------
    >>> import numpy as np
    >>> month = np.repeat([0.0, 1.0], 50)
    >>> truth = np.tile([1.0, 0.0, 0.0, 0.0, 1.0], 20)
    >>> coded = np.where(np.arange(100) % 2 == 0, truth, np.nan)
    >>> table = np.column_stack([np.ones(100), month])
    >>> found = corrected_regression(table, np.full(100, 0.9), coded, logistic=False)
    >>> (abs(found.coefficients - [0.4, 0.0]) < 1e-9).tolist()
    [True, True]
    """
    X, answers = np.asarray(covariates, dtype=float), np.asarray(predicted, dtype=float)
    right = np.asarray(gold, dtype=float)
    coded = ~np.isnan(right)
    if X.ndim != 2 or answers.shape != (len(X),) or right.shape != answers.shape:
        raise InputError(f"shapes {X.shape}, {answers.shape}, {right.shape}: need as many rows.")
    _check_sizes(len(X), sampling=sampling, clusters=clusters)
    if not coded.any() or not np.isfinite(X).all() or not np.isfinite(answers).all():
        raise InputError("no row is coded, or a covariate or prediction is no number.")
    chance = _chances(np.full(len(X), coded.mean()) if sampling is None else sampling)
    corrected = answers + np.where(coded, np.nan_to_num(right) - answers, 0) / chance
    try:
        if np.linalg.matrix_rank(X) < X.shape[1]:
            raise np.linalg.LinAlgError
        coefficients, bread = _solve(X, corrected, logistic)
    except np.linalg.LinAlgError as error:
        raise InputError("covariates are collinear, or one of them decides the label.") from error
    fitted = expit(X @ coefficients) if logistic else X @ coefficients
    names = np.arange(len(X)) if clusters is None else np.asarray(clusters)
    scores = by_cluster(X * (corrected - fitted)[:, None], names)
    errors = np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread))
    half = errors * stdtrit(max(len(scores) - 1, 1), (1 + level) / 2)
    return Regression(coefficients, errors, coefficients - half, coefficients + half)


def _solve(X: Floats, wanted: Floats, logistic: bool) -> tuple[Floats, Floats]:
    """Return the coefficients at which the residuals are orthogonal to X, and the inverse slope."""
    coefficients = np.zeros(X.shape[1])
    for _ in range(STEPS if logistic else 1):
        fitted = expit(X @ coefficients) if logistic else X @ coefficients
        slope = fitted * (1 - fitted) if logistic else np.ones(len(X))
        bread: Floats = np.linalg.inv(X.T @ (X * slope[:, None])).astype(float)
        step = bread @ (X.T @ (wanted - fitted))
        coefficients = coefficients + step
        if not logistic or abs(step).max() < EXACT:
            return coefficients, bread
    raise np.linalg.LinAlgError


def _check_sizes(size: int, **given: npt.ArrayLike | None) -> None:
    for name, values in given.items():
        if values is not None and len(np.asarray(values)) != size:
            raise InputError(f"{name}: {len(np.asarray(values))} values, need {size}.")


def _chances(values: npt.ArrayLike) -> Floats:
    found = np.asarray(values, dtype=float)
    if not ((found > 0) & (found <= 1)).all():
        raise InputError("a sampling probability is not above 0 and at most 1.")
    return found


def by_cluster(parts: Floats, names: npt.NDArray[np.generic]) -> Floats:
    """Sum rows of the same name, shape (n_clusters, n_columns)."""
    _, place = np.unique(names, return_inverse=True)
    sums = np.zeros((place.max() + 1, parts.shape[1]))
    np.add.at(sums, place, parts)
    return sums
