"""The same numbers as QuaPy, where the method is the same: `pip install --group quapy`."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from stance.quantification import (
    adjusted_count,
    classify_and_count,
    confusion_rates,
    maximum_likelihood,
    one_hot,
    probabilistic_count,
)

methods = pytest.importorskip(
    "quapy.method.aggregative", reason="QuaPy is not installed", exc_type=ImportError
)

SIZES = (2, 3, 5)


class Recited(ClassifierMixin, BaseEstimator):
    """A classifier as QuaPy wants it, whose answers are the features."""

    def __init__(self, size):
        self.size = size
        self.classes_ = np.arange(size)

    def fit(self, X, y):
        raise AssertionError("nothing is to be fitted")

    def predict_proba(self, X):
        return X

    def predict(self, X):
        return X.argmax(axis=1)


def sample(size, seed, shares):
    rng = np.random.default_rng(seed)
    gold = np.concatenate([np.arange(size), rng.choice(size, 600, p=shares)])
    scores = rng.normal(size=(len(gold), size)) + 1.5 * one_hot(gold, size)
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True), gold


def shifted(size):
    return np.arange(1, size + 1) / np.arange(1, size + 1).sum()


@pytest.mark.parametrize("size", SIZES)
def test_counts(size):
    probabilities, _ = sample(size, 1, shifted(size))
    said = probabilities.argmax(axis=1)
    counted = methods.CC(Recited(size), fit_classifier=False).aggregate(said)
    assert np.allclose(classify_and_count(said, size), counted, atol=1e-12)
    averaged = methods.PCC(Recited(size), fit_classifier=False).aggregate(probabilities)
    assert np.allclose(probabilistic_count(probabilities), averaged, atol=1e-12)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["ACC", "PACC"])
def test_adjusted_counts(size, name):
    coded, gold = sample(size, 2, np.full(size, 1 / size))
    corpus, _ = sample(size, 3, shifted(size))
    theirs = getattr(methods, name)(
        Recited(size), fit_classifier=False, val_split=None, solver="exact-raise"
    )
    answers, asked = coded, corpus
    if name == "ACC":
        answers, asked = (one_hot(rows.argmax(axis=1), size) for rows in (coded, corpus))
        theirs.aggregation_fit(coded.argmax(axis=1), gold)
        expected = theirs.aggregate(corpus.argmax(axis=1))
    else:
        theirs.aggregation_fit(coded, gold)
        expected = theirs.aggregate(corpus)
    assert (expected > 0).all()  # inside the simplex least squares are the exact solution
    found = adjusted_count(asked.mean(axis=0), confusion_rates(answers, gold))
    assert np.allclose(found, expected, atol=1e-6)


def test_at_the_border_the_least_squares_are_at_least_as_good():
    rng = np.random.default_rng(5)
    for _ in range(50):
        rates = rng.dirichlet(np.full(3, 2.0), size=3).T
        counted = rng.dirichlet(np.full(3, 0.5))
        theirs = methods.ACC.solve_adjustment(rates, counted, method="inversion", solver="minimize")
        ours = adjusted_count(counted, rates)
        assert (
            np.linalg.norm(rates @ ours - counted)
            <= np.linalg.norm(rates @ theirs - counted) + 1e-9
        )


@pytest.mark.parametrize("size", SIZES)
def test_the_maximum_that_expectation_maximisation_climbs_to(size, monkeypatch):
    monkeypatch.setattr(methods.EMQ, "MAX_ITER", 100_000)
    corpus, _ = sample(size, 4, shifted(size))
    prior = np.full(size, 1 / size)
    expected, _ = methods.EMQ.EM(prior, corpus, epsilon=1e-12)
    assert np.allclose(maximum_likelihood(corpus, prior), expected, atol=1e-6)
