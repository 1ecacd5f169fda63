"""From what a classifier says of single quotes to the shares of its classes in a corpus.

A count of labels is biased wherever the classifier errs more in one direction than in the other.
The corrections differ in what they hold fixed between the rows that were checked by hand and the
corpus: the look of each class (`adjusted_count`, `maximum_likelihood`: *prior shift*), or
nothing at all, if the checked rows are a random part of the corpus (`design_based`).

All functions take arrays: probabilities of shape (n, n_classes) whose rows sum to 1, and classes as
whole numbers from 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from stance.errors import InputError

__all__ = [
    "adjusted_count",
    "classify_and_count",
    "confusion_rates",
    "distributions",
    "maximum_likelihood",
    "one_hot",
    "probabilistic_count",
    "project",
]

Floats = npt.NDArray[np.float64]

SUM_WEIGHT = 1e5
"""Weight of the equation "shares sum to 1" in least squares: so large that it holds exactly."""
STEPS, EXACT = 500, 1e-7
"""The maximum is taken as found after so many steps, or when no share moves by more."""


def classify_and_count(said: npt.ArrayLike, n_classes: int) -> Floats:
    """Return the share of each class among the classifier's decisions, shape (n_classes,).

    Parameters
    ----------
    said : array of int, shape (n,)
    n_classes : int

    Raises
    ------
    InputError
        If `said` is empty or holds something else than classes.

    Examples
    --------
    >>> classify_and_count([0, 1, 1, 2], 3).tolist()
    [0.25, 0.5, 0.25]
    """
    return np.asarray(one_hot(said, n_classes).mean(axis=0))


def probabilistic_count(probabilities: npt.ArrayLike) -> Floats:
    """Return the mean probability of each class, shape (n_classes,).

    Right for a corpus like the one that the probabilities were calibrated on: Bella, Ferri,
    Hernández-Orallo & Ramírez-Quintana (2010), "Quantification via Probability Estimators".

    Raises
    ------
    InputError
        If `probabilities` is empty, or a row is no distribution.

    Examples
    --------
    >>> probabilistic_count([[0.9, 0.1], [0.3, 0.7]]).round(6).tolist()
    [0.6, 0.4]
    """
    return np.asarray(distributions(probabilities).mean(axis=0))


def confusion_rates(answers: npt.ArrayLike, gold: npt.ArrayLike) -> Floats:
    """Return how a class is answered, column by column, shape (n_classes, n_classes).

    Parameters
    ----------
    answers : array, shape (n, n_classes)
        Of each checked row the probabilities, or 1 for the class decided for and 0 for the others.
    gold : array of int, shape (n,)

    Returns
    -------
    ndarray
        Entry (i, j) is the mean answer i where class j is right; columns sum to 1.

    Raises
    ------
    InputError
        If a class has no checked row, or the input does not fit together.

    Examples
    --------
    >>> confusion_rates([[1, 0], [1, 0], [0, 1], [1, 0]], [0, 0, 1, 1]).tolist()
    [[1.0, 0.5], [0.0, 0.5]]
    """
    rows = distributions(answers)
    right = one_hot(gold, rows.shape[1], len(rows))
    sizes = right.sum(axis=0)
    if not sizes.all():
        missing = np.flatnonzero(sizes == 0).tolist()
        raise InputError(f"no checked row of class {missing}. Each class needs some.")
    return np.asarray(rows.T @ right / sizes)


def adjusted_count(counted: npt.ArrayLike, rates: npt.ArrayLike) -> Floats:
    """Return the shares that explain a count best, given how each class is answered.

    Parameters
    ----------
    counted : array, shape (n_classes,)
        Of `classify_and_count`, or of `probabilistic_count` with rates of probabilities.
    rates : array, shape (n_classes, n_classes)
        Of `confusion_rates`.

    Returns
    -------
    ndarray, shape (n_classes,)
        Where ``rates @ shares`` comes nearest to `counted` among shares that sum to 1.

    Notes
    -----
    Forman (2008), "Quantifying Counts and Costs via Classification", for two classes; the least
    squares of Hopkins & King (2010) and Bunse (2022) for more.

    Examples
    --------
    >>> adjusted_count([0.4, 0.6], [[0.8, 0.3], [0.2, 0.7]]).round(6).tolist()
    [0.2, 0.8]
    """
    wanted = np.asarray(counted, dtype=float)
    table = np.asarray(rates, dtype=float)
    if table.shape != (len(wanted), len(wanted)):
        raise InputError(f"rates of shape {table.shape} for {len(wanted)} classes.")
    return _least_squares(table, wanted)


def project(shares: npt.ArrayLike) -> Floats:
    """Return the nearest shares that are none below 0 and sum to 1, shape (n_classes,).

    Examples
    --------
    >>> project([1.02, -0.02]).tolist()
    [1.0, 0.0]
    """
    return adjusted_count(shares, np.eye(len(np.asarray(shares))))


def maximum_likelihood(
    probabilities: npt.ArrayLike,
    prior: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    start: npt.ArrayLike | None = None,
) -> Floats:
    """Return the shares under which the corpus is most likely.

    Parameters
    ----------
    probabilities : array, shape (..., n, n_classes)
        Calibrated for a corpus with the shares `prior`.
    prior : array, shape (..., n_classes)
        The shares where the probabilities were calibrated, all above 0.
    weights : array, shape (..., n), optional
        How often each row counts, as a whole number.
    start : array, shape (n_classes,), optional
        Shares that are thought to be near; the prior by default.

    Returns
    -------
    ndarray, shape (..., n_classes)
        Leading axes are separate corpora, computed side by side.

    Raises
    ------
    InputError
        If probabilities are none, or a share of the prior is not above 0.

    Notes
    -----
    The estimate of Saerens, Latinne & Decaestecker (2002), "Adjusting the Outputs of a Classifier
    to New a Priori Probabilities". Their expectation maximisation takes thousands of steps where a
    share is near 0; Newton's method on the simplex, damped as Tran-Dinh, Kyrillidis & Cevher (2015)
    do for self-concordant functions, ends at the same maximum in about ten.

    Examples
    --------
    >>> sure = [[0.99, 0.01]] * 3 + [[0.01, 0.99]]
    >>> maximum_likelihood(sure, [0.5, 0.5]).round(2).tolist()
    [0.76, 0.24]
    """
    given = np.asarray(prior, dtype=float)
    if not (given > 0).all():
        raise InputError(f"prior {given.tolist()}: every class needs a share above 0.")
    likely = distributions(probabilities, leading=True) / given[..., None, :]
    many = np.ones(likely.shape[:-1]) if weights is None else np.asarray(weights, dtype=float)
    total = many.sum(axis=-1)[..., None]
    near = given if start is None else (99 * np.asarray(start) + given) / 100
    shares = np.broadcast_to(near, (*likely.shape[:-2], likely.shape[-1]))
    for _ in range(STEPS):
        mixture = np.maximum((likely @ shares[..., None])[..., 0], 1e-300)
        slope = ((many / mixture)[..., None, :] @ likely)[..., 0, :] / total
        curve = likely.swapaxes(-1, -2) @ (likely * (many / mixture**2)[..., None])
        step = _best_on_simplex(curve / total[..., None], slope) - shares
        bend = np.sqrt(np.maximum(step * (curve @ step[..., None])[..., 0], 0).sum(axis=-1))
        shares = shares + step / (1 + bend)[..., None]
        if abs(step).max() < EXACT:
            break
    return shares


def _best_on_simplex(curve: Floats, slope: Floats) -> Floats:
    """Return where the parabola of a log-likelihood that `curve` and `slope` give is highest."""
    size = slope.shape[-1]
    firm = 1e-10 * (1 + np.trace(curve, axis1=-2, axis2=-1))[..., None, None] * np.eye(size)
    root = np.linalg.cholesky(curve + firm).astype(float).swapaxes(-1, -2)
    wanted = np.linalg.solve(root.swapaxes(-1, -2), 2 * slope[..., None])[..., 0].astype(float)
    pairs = zip(root.reshape(-1, size, size), wanted.reshape(-1, size), strict=True)
    return np.array([_least_squares(*pair) for pair in pairs]).reshape(slope.shape)


def _least_squares(table: Floats, wanted: Floats) -> Floats:
    """Return the shares that bring ``table @ shares`` nearest to `wanted`."""
    whole = np.full((1, table.shape[1]), SUM_WEIGHT)
    shares, _ = nnls(np.vstack([table, whole]), np.append(wanted, SUM_WEIGHT))
    return np.asarray(shares / shares.sum())


def distributions(rows: npt.ArrayLike, *, leading: bool = False) -> Floats:
    """Return rows of probabilities as an array, shape (n, n_classes), or with leading axes.

    Raises
    ------
    InputError
        If there is no row, or a row does not sum to 1.
    """
    found = np.asarray(rows, dtype=float)
    if found.ndim < 2 or (found.ndim > 2 and not leading) or not found.size:
        raise InputError(f"shape {found.shape}: need (n, n_classes), at least one row.")
    if not (found >= 0).all() or not np.allclose(found.sum(axis=-1), 1, atol=1e-6):
        raise InputError("a row is no distribution: values from 0 that sum to 1.")
    return found


def one_hot(values: npt.ArrayLike, n_classes: int, length: int | None = None) -> Floats:
    """Return classes as rows of one 1 and zeros, shape (n, n_classes).

    Raises
    ------
    InputError
        If `values` are no classes, or not `length` of them.
    """
    found: npt.NDArray[Any] = np.asarray(values)
    if found.ndim != 1 or not found.size or found.dtype.kind not in "iu":
        raise InputError("classes are whole numbers from 0, one a row, at least one row.")
    if found.min() < 0 or found.max() >= n_classes:
        raise InputError(f"class {found.min()} or {found.max()}: there are 0 to {n_classes - 1}.")
    if length is not None and len(found) != length:
        raise InputError(f"{len(found)} classes for {length} rows: need as many.")
    return np.asarray(np.eye(n_classes)[found])
