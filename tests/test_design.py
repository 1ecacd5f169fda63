import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from stance import InputError
from stance.design import corrected_regression, design_based, wilson_interval


def corpus(rng, size, slope=1.0):
    """Draw a covariate, the truth, and a model that is wrong in a way that depends on both."""
    X = np.column_stack([np.ones(size), rng.normal(size=size)])
    truth = (rng.random(size) < expit(X @ [-1.0, slope])).astype(float)
    said = expit(2.5 * truth - 1.5 + 0.8 * X[:, 1])
    return X, truth, said


@given(st.integers(0, 2**32 - 1))
def test_everything_coded_is_the_truth(seed):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet([1, 1, 1], size=40)
    gold = rng.integers(3, size=40)
    names = np.arange(40)
    shares, errors = design_based(
        probabilities, probabilities, gold, clusters=names, checked_clusters=names
    )
    truth = np.bincount(gold, minlength=3) / 40
    assert shares.sum() == pytest.approx(1)
    assert np.allclose(shares, truth)
    assert np.allclose(errors, np.sqrt(truth * (1 - truth) / 40))


def test_unequal_sampling_is_undone():
    rng = np.random.default_rng(1)
    found = []
    for _ in range(300):
        _, truth, said = corpus(rng, 2000)
        chance = np.where(said > 0.5, 0.2, 0.05)
        drawn = rng.random(2000) < chance
        table = np.column_stack([said, 1 - said])
        shares, _ = design_based(
            table, table[drawn], 1 - truth[drawn].astype(int), sampling=chance[drawn]
        )
        found.append(shares[0] - truth.mean())
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(300)


def test_rows_of_one_article_count_as_one():
    rng = np.random.default_rng(2)
    probabilities = np.repeat(rng.dirichlet([1, 1], size=30), 4, axis=0)
    gold = np.repeat(rng.integers(2, size=30), 4)
    articles = np.repeat(np.arange(30), 4)
    _, alone = design_based(probabilities, probabilities, gold)
    _, together = design_based(
        probabilities, probabilities, gold, clusters=articles, checked_clusters=articles
    )
    _, few = design_based(
        probabilities[::4],
        probabilities[::4],
        gold[::4],
        clusters=np.arange(30),
        checked_clusters=np.arange(30),
    )
    assert np.allclose(together, few)
    assert (alone < together).all()


@given(st.integers(10, 500), st.floats(0, 1), st.floats(0, 0.2), st.floats(0.5, 0.99))
def test_an_interval_stays_inside_and_holds_its_share(checked, share, error, level):
    low, high = wilson_interval([share], [error], checked, level)
    assert 0 <= low[0] <= share + 1e-9
    assert share - 1e-9 <= high[0] <= 1
    assert high[0] > low[0]


def test_a_regression_with_everything_coded_is_the_usual_one():
    X, truth, said = corpus(np.random.default_rng(3), 3000)
    found = corrected_regression(X, said, truth)
    usual = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(X, truth)
    assert np.allclose(found.coefficients, usual.coef_[0], atol=1e-4)
    linear = corrected_regression(X, said, truth, logistic=False)
    assert np.allclose(linear.coefficients, np.linalg.lstsq(X, truth, rcond=None)[0])


@pytest.mark.parametrize("logistic", [True, False])
def test_a_corrected_regression_is_right_where_the_naive_one_is_not(logistic):
    rng = np.random.default_rng(4)
    many = corpus(rng, 200_000)
    truth = corrected_regression(many[0], many[2], many[1], logistic=logistic).coefficients[1]
    covered, found, naive = [], [], []
    for _ in range(200):
        X, right, said = corpus(rng, 1500)
        coded = np.where(rng.random(1500) < 0.2, right, np.nan)
        result = corrected_regression(
            X, said, coded, sampling=np.full(1500, 0.2), logistic=logistic, level=0.9
        )
        covered.append(result.low[1] <= truth <= result.high[1])
        found.append(result.coefficients[1])
        naive.append(corrected_regression(X, said, said, logistic=logistic).coefficients[1])
    assert abs(np.mean(found) - truth) < 0.05 * truth < abs(np.mean(naive) - truth)
    assert 0.85 <= np.mean(covered) <= 0.95


def test_clusters_widen_a_regression():
    X, truth, said = corpus(np.random.default_rng(5), 400)
    twice = corrected_regression(
        np.vstack([X, X]), np.tile(said, 2), np.tile(truth, 2), clusters=np.tile(np.arange(400), 2)
    )
    once = corrected_regression(X, said, truth)
    assert np.allclose(twice.errors, once.errors)


@pytest.mark.parametrize("logistic", [True, False])
def test_covariates_that_are_multiples_but_for_rounding_are_collinear(logistic):
    X, truth, said = corpus(np.random.default_rng(6), 100)
    twice = np.column_stack([X, 3.1 * X[:, 1]])
    with pytest.raises(InputError, match="collinear"):
        corrected_regression(twice, said, truth, logistic=logistic)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: design_based([[1, 0]], [[1, 0]], [0], sampling=[0]), "sampling"),
        (lambda: design_based([[1, 0]], [[1, 0]], [0, 1]), "as many"),
        (lambda: corrected_regression([[1]], [0.5], [np.nan]), "no row is coded"),
        (lambda: corrected_regression([[1]], [0.5, 0.5], [1]), "as many"),
        (lambda: corrected_regression([[1, 1]] * 4, [0.5] * 4, [1, 0, 1, 0]), "collinear"),
        (lambda: design_based([[1, 0]], [[1, 0]], [0], sampling=[1, 1]), "sampling: 2 values"),
        (lambda: design_based([[1, 0]], [[1, 0]], [0], clusters=["a", "b"]), "clusters: 2 values"),
        (lambda: design_based([[1, 0]], [[1, 0, 0]], [0]), "classes: 3 values, need 2"),
        (lambda: corrected_regression([[1]], [0.5], [1], clusters=[1, 2]), "clusters: 2 values"),
    ],
)
def test_input_that_cannot_be_used(call, message):
    with pytest.raises(InputError, match=message):
        call()
