"""Labelled quotes in, a whole scorer out: every head fitted, calibrated out of fold, quantized."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.model_selection import StratifiedGroupKFold

from stance.codebook import Codebook
from stance.errors import InputError
from stance.features import RECIPE, View, read
from stance.labels import Example
from stance.linear import SMOOTHING, STRENGTH, calibration, fit_outputs
from stance.scoring import Head, Scorer, quantize, sigmoid, softmax
from stance.space import fit_space, matrix

__all__ = ["Fitted", "fit_scorer", "heads_of"]

Floats = npt.NDArray[np.float64]
FOLDS = 5
SEED = 20220224


class Fitted(NamedTuple):
    """A scorer and what it said of each row while that row was held out.

    Parameters
    ----------
    scorer : Scorer
    held_out : ndarray, shape (n, n_outputs)
        Calibrated probabilities out of fold; NaN where a row lacks the label.
    """

    scorer: Scorer
    held_out: Floats


def heads_of(codebook: Codebook) -> tuple[Head, ...]:
    """Return one head a target (all stances) and one a frame (a single output)."""
    width = len(codebook.stances)
    stances = [Head(t, t, codebook.stances, i * width) for i, t in enumerate(codebook.targets)]
    first = width * len(stances)
    return (*stances, *(Head(f, None, (f,), first + i) for i, f in enumerate(codebook.frames)))


def fit_scorer(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    recipe: tuple[View, ...] = RECIPE,
    strength: float = STRENGTH,
    smoothing: float = SMOOTHING,
    jobs: int = 1,
) -> Fitted:
    """Fit all heads of a codebook.

    Parameters
    ----------
    examples : sequence of Example
        Rows may lack a target or the frames; each head learns from those that have its label.
    codebook : Codebook
    recipe, strength, smoothing
        As in `StanceClassifier`.
    jobs : int
        Processes; the result does not depend on it.

    Raises
    ------
    InputError
        If there are fewer groups than folds, or a head has no labelled row.
    """
    groups = np.array([example.group for example in examples])
    if len(set(groups)) < FOLDS:
        raise InputError(f"{len(set(groups))} groups: calibration needs at least {FOLDS}.")
    readings = [read(example.quote) for example in examples]
    heads = heads_of(codebook)
    marks = list(dict.fromkeys(head.target for head in heads))
    space = fit_space(readings, recipe, codebook.targets, marks)
    rows = {target: matrix(space, readings, target) for target in marks}
    known = {head.name: answers(examples, head) for head in heads}
    options = {"strength": strength, "smoothing": smoothing}
    fits = Parallel(n_jobs=jobs)(
        delayed(fit_head)(rows[head.target], *known[head.name], groups, options) for head in heads
    )
    weights = np.hstack([fit.weights for fit in fits]) * space.idf[:, None]
    whole, units = quantize(weights)
    intercepts = np.round(np.concatenate([fit.intercepts for fit in fits]), 6)
    scorer = Scorer(space, heads, whole, units, intercepts)
    return Fitted(scorer, np.hstack([fit.held_out for fit in fits]))


class HeadFit(NamedTuple):
    """Weights and intercepts with the calibration folded in, and the held-out probabilities."""

    weights: Floats
    intercepts: Floats
    held_out: Floats


def answers(
    examples: Sequence[Example], head: Head
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which rows have the head's label, and which outputs are right in them.

    Returns
    -------
    known : ndarray of bool, shape (n,)
    positive : ndarray of bool, shape (n, n_outputs)
    """
    if head.target is None:
        known = np.array([example.frames is not None for example in examples])
        positive = np.array([[head.name in (example.frames or ())] for example in examples])
    else:
        labels = np.array([example.stance.get(head.target, "") for example in examples])
        known = labels != ""
        positive = labels[:, None] == np.array(head.labels)
    if not known.any():
        raise InputError(f"no row has a label for {head.name!r}. Code some, or drop it.")
    return known, positive


def fit_head(
    X: sparse.csr_array[Any],
    known: npt.NDArray[np.bool_],
    positive: npt.NDArray[np.bool_],
    groups: npt.NDArray[Any],
    options: dict[str, float],
) -> HeadFit:
    """Fit one head: out of fold for the calibration, then on all rows that have its label."""
    held_out = np.full(positive.shape, np.nan)
    X, positive, groups = X[known], positive[known], groups[known]
    scores = np.zeros(positive.shape)
    answer = positive @ np.arange(1, positive.shape[1] + 1)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for train, test in folds.split(X, answer, groups):
        weights, intercepts = fit_outputs(X[train], positive[train], **options)
        scores[test] = X[test] @ weights + intercepts
    slopes, shifts = calibration(scores, positive)
    calibrated = scores @ slopes + shifts
    held_out[known] = softmax(calibrated) if calibrated.shape[1] > 1 else sigmoid(calibrated)
    weights, intercepts = fit_outputs(X, positive, **options)
    return HeadFit(weights @ slopes, intercepts @ slopes + shifts, held_out)
