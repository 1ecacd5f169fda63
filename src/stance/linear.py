"""Fitting: log-count-ratio weights and logistic regression, and the scikit-learn estimator.

The recipe of Wang & Manning (2012, "Baselines and Bigrams"): each feature is multiplied by the log
ratio of its share in one class to its share in the others (naive Bayes), then a logistic regression
is fitted on the product. Both are linear, so a fitted head is one weight a term. Where rows are few
the ratios are noisy, and a floor under their size lets the regression correct them: with it the
fit is the same as on every term twice, once times its ratio and once times the floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_consistent_length, check_is_fitted
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from stance.errors import InputError
from stance.features import RECIPE, View
from stance.inputs import many
from stance.marking import Lists, read
from stance.records import Quote
from stance.scoring import softmax
from stance.space import fit_space, matrix

__all__ = ["FLOOR", "SMOOTHING", "STRENGTH", "StanceClassifier", "calibration", "fit_outputs"]

Floats = npt.NDArray[np.float64]

STRENGTH = 1.0
"""Inverse regularisation of the logistic regression (scikit-learn's C)."""
SMOOTHING = 1.0
"""What is added to every count before the log ratio."""
FLOOR = 0.0
"""What is put under the size of every log ratio."""
TOLERANCE = 1e-6
"""Far below what is stored, so that another machine's rounding cannot show in the model."""


def fit_outputs(
    X: sparse.csr_array[Any],
    positive: npt.NDArray[np.bool_],
    *,
    strength: float = STRENGTH,
    smoothing: float = SMOOTHING,
    floor: float = FLOOR,
    tolerance: float = TOLERANCE,
) -> tuple[Floats, Floats]:
    """Fit one binary output a column of `positive`.

    Parameters
    ----------
    X : csr_array, shape (n, n_terms)
    positive : ndarray of bool, shape (n, n_outputs)
    strength, smoothing, floor
        As in `StanceClassifier`.
    tolerance : float
        Of the solver.

    Returns
    -------
    weights : ndarray, shape (n_terms, n_outputs)
    intercepts : ndarray, shape (n_outputs,)
    """
    weights = np.zeros((X.shape[1], positive.shape[1]))
    intercepts = np.zeros(positive.shape[1])
    for output, wanted in enumerate(positive.T):
        if wanted.all() or not wanted.any():
            intercepts[output] = 10.0 if wanted.any() else -10.0  # seen only one way: say so
            continue
        ratio = with_floor(log_count_ratio(X, wanted, smoothing), floor)
        model = LogisticRegression(C=strength, solver="liblinear", tol=tolerance, max_iter=1000)
        _fit(model, sparse.csr_matrix(X @ sparse.diags_array(ratio)), wanted)
        weights[:, output] = model.coef_[0] * ratio
        intercepts[output] = model.intercept_[0]
    return weights, intercepts


def _fit(model: LogisticRegression, X: Any, y: npt.NDArray[Any]) -> None:
    """Fit on one thread: a sum taken in parts has other last bits, and these may reach a model."""
    with threadpool_limits(limits=1, user_api="blas"):
        model.fit(X, y)


def log_count_ratio(
    X: sparse.csr_array[Any], wanted: npt.NDArray[np.bool_], smoothing: float
) -> Floats:
    """Return log(share in the wanted rows / share in the others) of each term, shape (n_terms,)."""
    inside = smoothing + np.asarray(X[wanted].sum(axis=0)).ravel()
    outside = smoothing + np.asarray(X[~wanted].sum(axis=0)).ravel()
    return np.log((inside / inside.sum()) / (outside / outside.sum()))  # type: ignore[no-any-return]


def with_floor(ratio: Floats, floor: float) -> Floats:
    """Return ``sqrt(ratio ** 2 + floor ** 2)`` with the sign of each ratio.

    Examples
    --------
    >>> with_floor(np.array([-4.0, 0.0]), 3.0).tolist()
    [-5.0, 3.0]
    """
    return np.copysign(np.hypot(ratio, floor), ratio)


def calibration(scores: Floats, positive: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Fit the linear map from out-of-fold scores to calibrated log-odds.

    For one output this is Platt's sigmoid (1999), for several its multinomial form. Being linear,
    it is folded into the weights, and contributions still add up to the score.

    Parameters
    ----------
    scores : ndarray, shape (n, n_outputs)
        Of rows that their own model has not seen.
    positive : ndarray of bool, shape (n, n_outputs)

    Returns
    -------
    slopes : ndarray, shape (n_outputs, n_outputs)
    shifts : ndarray, shape (n_outputs,)
    """
    outputs = scores.shape[1]
    answer = positive[:, 0] if outputs == 1 else positive.argmax(axis=1)
    seen = np.unique(answer)
    if len(seen) < max(2, outputs):
        return np.eye(outputs), np.zeros(outputs)
    model = LogisticRegression(C=1.0, solver="newton-cg", tol=TOLERANCE, max_iter=1000)
    _fit(model, scores, answer)
    if outputs == 2:  # fitted as one number: half speaks for one label, half against the other
        half = np.array([[-0.5, 0.5]])
        return model.coef_.T @ half, model.intercept_ @ half
    return model.coef_.T, model.intercept_


class StanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One head as a scikit-learn classifier: quotes or plain texts in, labels out.

    Parameters
    ----------
    names : mapping of str to sequence of str, optional
        The words of each target; a trailing ``*`` takes any ending.
    target : str, optional
        The one of `names` whose stance is asked; None marks all names alike.
    strength : float, default=1.0
        Inverse regularisation.
    smoothing : float, default=1.0
        Added to every count before the log ratio.
    floor : float, default=0.0
        Put under the size of every log ratio. The larger, the nearer to a plain logistic
        regression; 1 or 2 helps where there are a few thousand rows or less.
    recipe : tuple of View, optional
        What is read; the library's own by default.
    classes : mapping of str to sequence of str, optional
        Words by class, for views that look at classes; see `stance.words.load_lists`.

    Attributes
    ----------
    classes_ : ndarray
        The labels, sorted.
    space_ : Space
        The terms.
    coef_ : ndarray, shape (n_terms, n_classes)
    intercept_ : ndarray, shape (n_classes,)

    Examples
    --------
    >>> from stance import StanceClassifier
    >>> texts = ["a lasting peace", "a just peace", "a cruel war", "an unjust war"] * 3
    >>> labels = ["favor", "favor", "against", "against"] * 3
    >>> StanceClassifier().fit(texts, labels).predict(["a long war", "peace at last"]).tolist()
    ['against', 'favor']
    """

    def __init__(
        self,
        names: Mapping[str, Sequence[str]] | None = None,
        target: str | None = None,
        *,
        strength: float = STRENGTH,
        smoothing: float = SMOOTHING,
        floor: float = FLOOR,
        recipe: tuple[View, ...] | None = None,
        classes: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.names = names
        self.target = target
        self.strength = strength
        self.smoothing = smoothing
        self.floor = floor
        self.recipe = recipe
        self.classes = classes

    def fit(self, X: Iterable[str | Quote], y: Sequence[Any]) -> Self:
        """Learn from quotes and their labels.

        Parameters
        ----------
        X : sequence of str or Quote, length n
        y : sequence of labels, length n

        Raises
        ------
        InputError
            If an element of `X` is neither a text nor a quote, or `y` has one label only.
        """
        quotes = list(many(X))
        check_consistent_length(quotes, y)
        self.classes_, answer = np.unique(np.asarray(y), return_inverse=True)
        if len(self.classes_) < 2:
            raise InputError(f"y has only the label {self.classes_}. Fitting needs two or more.")
        names = {name: tuple(words) for name, words in (self.names or {}).items()}
        if self.target is not None and self.target not in names:
            raise InputError(f"target {self.target!r} has no entry in names ({list(names)}).")
        lists = Lists.of(names, self.classes or {})
        readings = [read(quote, lists) for quote in quotes]
        self.space_ = fit_space(readings, self.recipe or RECIPE, lists, [self.target])
        positive = answer[:, None] == np.arange(len(self.classes_))
        self.coef_, self.intercept_ = fit_outputs(
            matrix(self.space_, readings, self.target),
            positive,
            strength=self.strength,
            smoothing=self.smoothing,
            floor=self.floor,
        )
        return self

    def predict_proba(self, X: Iterable[str | Quote]) -> Floats:
        """Return the probability of each class, shape (n, n_classes)."""
        check_is_fitted(self)
        readings = [read(quote, self.space_.lists) for quote in many(X)]
        return softmax(matrix(self.space_, readings, self.target) @ self.coef_ + self.intercept_)

    def predict(self, X: Iterable[str | Quote]) -> npt.NDArray[Any]:
        """Return the likeliest class of each quote, shape (n,)."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[likeliest])
