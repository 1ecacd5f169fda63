"""Probabilities made right on rows coded by hand, as the likelihood of a corpus needs them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stance.quantification import distributions, one_hot

__all__ = ["calibrated", "firmness", "fit_calibration"]

Floats = npt.NDArray[np.float64]

SMALLEST = 1e-12
"""A probability below it counts as this one where its logarithm is taken."""
RIDGES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""How firmly a calibration may be held to the probabilities as they are."""
STEPS, EXACT = 50, 1e-4
"""Newton's method ends after so many steps, or when no coefficient moves by more: the error that is
left is about the square of the last move."""


def fit_calibration(
    probabilities: npt.ArrayLike,
    gold: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    start: npt.ArrayLike | None = None,
    ridge: float = 1.0,
) -> Floats:
    """Fit the map that makes probabilities right on coded rows.

    Parameters
    ----------
    probabilities : array, shape (n, n_classes)
    gold : array of int, shape (n,)
    weights : array, shape (..., n), optional
        How often each row counts; leading axes are separate fits, computed side by side.
    start : array, shape (n_classes + 1, n_classes), optional
        An earlier map to begin with.
    ridge : float
        How firmly the map is held to the identity; `firmness` says what the rows speak for.

    Returns
    -------
    ndarray, shape (..., n_classes + 1, n_classes)
        For `calibrated`: slopes of the log-probabilities, and in the last row the intercepts.

    Raises
    ------
    InputError
        If probabilities and classes are none, or do not fit together.

    Notes
    -----
    Dirichlet calibration (Kull et al. 2019, "Beyond Temperature Scaling"), for two classes beta
    calibration: a multinomial logistic regression on log-probabilities, here with a pull toward
    the identity, by Newton's method with halved steps where a whole one goes too far.
    """
    terms = _logs(distributions(probabilities))
    size = terms.shape[1] - 1
    right = one_hot(gold, size, len(terms))
    many = np.ones(len(terms)) if weights is None else np.asarray(weights, dtype=float)
    pairs = (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)
    identity = np.eye(size + 1, size)
    found = np.broadcast_to(
        identity if start is None else np.asarray(start), (*many.shape[:-1], size + 1, size)
    )

    def look(fitted: Floats) -> tuple[Floats, Floats]:
        chances = _softmax(terms @ fitted)
        missed = -np.log(np.maximum((chances * right).sum(axis=-1), 1e-300))
        pull = ridge / 2 * ((fitted - identity) ** 2).sum(axis=(-2, -1))
        return chances, (many * missed).sum(axis=-1) + pull

    chances, loss = look(found)
    for _ in range(STEPS):
        slope = terms.T @ ((chances - right) * many[..., None]) + ridge * (found - identity)
        step = _solve(_curve(pairs, chances, many, ridge), slope)
        length = np.ones_like(loss)
        while True:
            tried = found - length[..., None, None] * step
            chances, after = look(tried)
            worse = after > loss + 1e-9
            if not worse.any():
                break
            length = np.where(worse, length / 2, length)
        found, loss = tried, after
        if abs(step).max() < EXACT:
            break
    return found


def calibrated(probabilities: npt.ArrayLike, fitted: Floats) -> Floats:
    """Return probabilities as the map of `fit_calibration` corrects them.

    Parameters
    ----------
    probabilities : array, shape (n, n_classes)
    fitted : ndarray, shape (..., n_classes + 1, n_classes)
        One map or several.

    Returns
    -------
    ndarray, shape (..., n, n_classes)

    Examples
    --------
    >>> import numpy as np
    >>> as_they_are = np.eye(3, 2)
    >>> calibrated([[0.25, 0.75]], as_they_are).round(6).tolist()
    [[0.25, 0.75]]
    """
    return _softmax(_logs(distributions(probabilities)) @ fitted)


def firmness(probabilities: npt.ArrayLike, gold: npt.ArrayLike) -> float:
    """Return how firmly rows speak for holding a calibration to the probabilities as they are.

    Parameters
    ----------
    probabilities : array, shape (n, n_classes)
    gold : array of int, shape (n,)

    Returns
    -------
    float
        For `fit_calibration`: much where the probabilities are right already, little where they
        are far off.

    Raises
    ------
    InputError
        If probabilities and classes are none, or do not fit together.

    Notes
    -----
    The prior with the greatest evidence (MacKay 1992, "Bayesian Interpolation"), by Laplace's
    approximation around each fit.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> chance = rng.uniform(0.05, 0.95, 400)
    >>> gold = (rng.random(400) > chance).astype(int)
    >>> right, twisted = (np.stack([p, 1 - p], axis=1) for p in (chance, chance**4))
    >>> firmness(right, gold) > firmness(twisted, gold)
    True
    """
    given = distributions(probabilities)
    terms = _logs(given)
    right = one_hot(gold, given.shape[1], len(given))
    pairs = (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)
    found: list[tuple[float, float]] = []
    for ridge in RIDGES:
        fitted = fit_calibration(given, gold, ridge=ridge)
        chances = _softmax(terms @ fitted)
        likely = np.log(np.maximum((chances * right).sum(axis=1), 1e-300)).sum()
        moved = ridge / 2 * ((fitted - np.eye(*fitted.shape)) ** 2).sum()
        curve = _curve(pairs, chances, np.ones(len(terms)), ridge)
        _, volume = np.linalg.slogdet(curve / ridge)
        found.append((float(likely - moved - volume / 2), ridge))
    return max(found)[1]


def _curve(pairs: Floats, chances: Floats, many: Floats, ridge: float) -> Floats:
    """Return the second derivatives of the loss, coefficients in the order of the map's rows."""
    terms, size = int(np.sqrt(pairs.shape[1])), chances.shape[-1]
    ahead = chances.shape[:-2]
    spread = chances[..., :, None] * (np.eye(size) - chances[..., None, :])
    spread = (spread * many[..., None, None]).reshape(*chances.shape[:-1], size * size)
    curve = (pairs.T @ spread).reshape(*ahead, terms, terms, size, size)
    curve = curve.swapaxes(-3, -2).reshape(*ahead, terms * size, terms * size)
    return np.asarray(curve + ridge * np.eye(terms * size))


def _solve(curve: Floats, slope: Floats) -> Floats:
    """Return the step that leads to the minimum of the local parabola."""
    step = np.linalg.solve(curve, slope.reshape(*slope.shape[:-2], -1, 1))
    return np.asarray(step.reshape(slope.shape))


def _logs(probabilities: Floats) -> Floats:
    """Return log-probabilities and a column of ones, shape (n, n_classes + 1)."""
    logs = np.log(np.maximum(probabilities, SMALLEST))
    return np.hstack([logs, np.ones((len(logs), 1))])


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))
