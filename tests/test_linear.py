import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from threadpoolctl import threadpool_limits

from stance import InputError, Quote, StanceClassifier
from stance.features import View
from stance.linear import fit_outputs, log_count_ratio, with_floor
from stance.scoring import quantize

GOOD = ["a lasting peace", "a just peace", "peace and trust", "we trust them", "a fair deal"]
BAD = ["a cruel war", "an unjust war", "war and lies", "they lie", "a foul trick"]
TEXTS = (GOOD + BAD) * 4
LABELS = (["favor"] * 5 + ["against"] * 5) * 4
NAMES = {"russia": ["russia*"]}


def test_learns_and_predicts():
    model = StanceClassifier(NAMES, "russia").fit(TEXTS, LABELS)
    assert model.predict(["a peace", "a war"]).tolist() == ["favor", "against"]
    probabilities = model.predict_proba(TEXTS)
    assert probabilities.shape == (40, 2)
    assert np.allclose(probabilities.sum(axis=1), 1)


def test_parameters_survive_cloning():
    model = StanceClassifier(NAMES, "russia", strength=2.0, smoothing=0.5, floor=1.0)
    assert clone(model).get_params() == model.get_params()


def test_a_floor_is_as_every_term_twice():
    rng = np.random.default_rng(3)
    X = sparse.csr_array(rng.poisson(0.6, size=(80, 12)).astype(float))
    wanted = X[:, 2].toarray().ravel() + rng.normal(size=80) > 1
    ratio = log_count_ratio(X, wanted, 1.0)
    twice = sparse.hstack([X * ratio[None, :], X * 0.7], format="csr")
    peer = LogisticRegression(solver="liblinear", tol=1e-8, max_iter=1000).fit(twice, wanted)
    expected = peer.coef_[0, :12] * ratio + peer.coef_[0, 12:] * 0.7
    weights, _ = fit_outputs(X, wanted[:, None], floor=0.7, tolerance=1e-8)
    assert np.allclose(weights[:, 0], expected, atol=1e-4)


def test_without_a_floor_a_ratio_stays_as_it_is():
    ratio = np.random.default_rng(1).normal(size=1000)
    assert (with_floor(ratio, 0.0) == ratio).all()


def test_grid_search():
    grid = GridSearchCV(StanceClassifier(), {"strength": [0.1, 10.0]}, cv=2)
    assert grid.fit(TEXTS, LABELS).best_score_ > 0.8


def test_cross_validated_probabilities():
    found = cross_val_predict(StanceClassifier(), TEXTS, LABELS, cv=2, method="predict_proba")
    assert found.shape == (40, 2)


def test_in_a_pipeline_on_a_series():
    steps = [
        ("strip", FunctionTransformer(lambda X: [t.strip() for t in X])),
        ("stance", StanceClassifier()),
    ]
    model = Pipeline(steps).fit(pd.Series(TEXTS), pd.Series(LABELS))
    assert model.score(TEXTS, LABELS) == 1.0


def test_inside_a_calibrator():
    model = CalibratedClassifierCV(StanceClassifier(), cv=2).fit(TEXTS, LABELS)
    assert model.predict(["a war"]).tolist() == ["against"]


def test_takes_quotes_with_context():
    quotes = [Quote(text=text, context=f"He said {text}") for text in TEXTS]
    assert StanceClassifier().fit(quotes, LABELS).predict(quotes).tolist() == LABELS


def test_another_recipe():
    words = (View("words", "quote", low=1, high=1, least=1),)
    assert StanceClassifier(recipe=words).fit(TEXTS, LABELS).score(TEXTS, LABELS) == 1.0


def test_threads_do_not_show():
    rng = np.random.RandomState(1)
    X = sparse.random_array((300, 60_000), density=0.002, format="csr", rng=rng)
    wanted = rng.random_sample((300, 1)) < 0.5
    found = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads, user_api="blas"):
            found.append(fit_outputs(X, wanted)[0])
    assert found[0].any()
    assert np.array_equal(*found)


def test_not_fitted():
    with pytest.raises(NotFittedError):
        StanceClassifier().predict(["text"])


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ("one text", LABELS, "pass a list"),
        ([None, "x"], [0, 1], "item 0: None"),
        (["a", "b"], [1, 1], "two or more"),
    ],
)
def test_bad_input_is_named(texts, labels, message):
    with pytest.raises(InputError, match=message):
        StanceClassifier().fit(texts, labels)


def test_a_target_without_names():
    with pytest.raises(InputError, match="china"):
        StanceClassifier(NAMES, "china").fit(TEXTS, LABELS)


def test_a_label_that_never_occurs_gets_no_weight():
    from scipy import sparse

    weights, intercepts = fit_outputs(sparse.csr_array(np.eye(4)), np.zeros((4, 1), dtype=bool))
    assert not weights.any()
    assert intercepts[0] < -5


def test_quantized_weights_are_near():
    weights = np.random.default_rng(0).normal(size=(50, 3)) * [1e-3, 1, 1e3]
    whole, units = quantize(weights)
    assert np.all(np.abs(whole * units - weights) <= units / 2)
    assert np.all(np.log2(units) % 1 == 0)
