import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from stance import InputError, Prediction, Quote, Verdict
from stance.confidence import (
    accuracy_at,
    accuracy_interval,
    calibration_error,
    calibration_interval,
    probability_at,
    reliability,
    risk_coverage,
    surest,
)
from stance.evaluation import bootstrap, confusion, evaluate, f1_scores, macro_f1
from stance.intervals import sums_by_group
from stance.labels import Example

LABELS = ("favor", "against", "none")
labels = st.sampled_from(LABELS)


def test_heads_that_nobody_coded_are_left_out(small):
    rows = [Example(Quote("Peace"), {"russia": "none"}, None, str(i)) for i in range(3)]
    result = evaluate(rows, small.predict_many(row.quote for row in rows), small.codebook)
    assert set(result) == {"rows", "groups", "russia", "stance"}
    bare = [Example(Quote("Peace"), {}, None, "g")]
    with pytest.raises(InputError, match="no row has a label of russia, ukraine, neutrality"):
        evaluate(bare, small.predict_many(["Peace"]), small.codebook)


@given(st.lists(st.tuples(labels, labels), min_size=1))
def test_f1_is_scikit_learns(pairs):
    gold, said = zip(*pairs, strict=True)
    expected = f1_score(gold, said, labels=LABELS, average=None, zero_division=0)
    assert np.allclose(f1_scores(confusion(gold, said, LABELS)), expected)


def test_an_abstention_is_never_right_but_no_false_alarm():
    table = confusion(["favor", "none"], [None, "none"], LABELS)
    assert f1_scores(table).tolist() == [0, 0, 1]


def test_an_interval_holds_its_value_and_is_the_same_each_time():
    tables = np.random.default_rng(1).integers(0, 5, size=(30, 3, 4)).astype(float)
    interval = bootstrap(tables, macro_f1)
    assert interval.low < interval.value < interval.high
    assert bootstrap(tables, macro_f1) == interval


def test_calibration_error():
    sure, right = np.full(100, 0.8), np.arange(100) % 5 > 0
    assert calibration_error(sure, right, bins=1) == pytest.approx(0)
    assert calibration_error(sure, np.zeros(100, dtype=bool)) == pytest.approx(0.8)


sure = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1)
share = st.floats(0.01, 1)


def arrays(answers):
    return np.array([p for p, _ in answers]), np.array([right for _, right in answers])


@given(sure, st.randoms())
def test_the_order_of_answers_decides_nothing(answers, random):
    mixed = random.sample(answers, len(answers))
    for of in (calibration_error, lambda p, right: accuracy_at(p, right, 0.7)):
        assert of(*arrays(answers)) == pytest.approx(of(*arrays(mixed)))


@given(sure)
def test_a_reliability_curve_counts_every_answer_once_and_rises(answers):
    curve = reliability(*arrays(answers))
    assert curve.counts.sum() == len(answers)
    assert (np.diff(curve.predicted) > 0).all()
    gaps = np.abs(curve.predicted - curve.observed) @ curve.counts / len(answers)
    assert gaps == pytest.approx(calibration_error(*arrays(answers)))


@given(sure, share)
def test_risk_coverage_and_accuracy_at_a_coverage_are_one(answers, coverage):
    probability, right = arrays(answers)
    curve = risk_coverage(probability, right)
    assert curve.coverage[-1] == 1
    assert curve.risk[-1] == pytest.approx(1 - right.mean())
    for covered, risk, least in zip(*curve, strict=True):
        assert accuracy_at(probability, right, covered) == pytest.approx(1 - risk)
        assert probability_at(probability, covered) == least
    assert surest(probability, coverage).sum() == pytest.approx(coverage * len(answers))


def test_intervals_hold_what_they_are_intervals_of():
    rng = np.random.default_rng(5)
    probability = rng.uniform(0.4, 1, 300)
    right, groups = rng.random(300) < probability, [str(n // 3) for n in range(300)]
    ece = calibration_interval(probability, right, groups)
    assert ece.value == pytest.approx(calibration_error(probability, right))
    half = accuracy_interval(probability, right, groups, 0.5)
    assert half.value == pytest.approx(accuracy_at(probability, right, 0.5))
    assert half.low < half.value < half.high
    assert sums_by_group(groups, np.ones((300, 2))).shape == (100, 2)


def test_confidence_in_nothing_is_refused():
    for wrong in (reliability, risk_coverage, calibration_error):
        with pytest.raises(InputError, match="as many"):
            wrong(np.ones(0), np.ones(0, dtype=bool))
    with pytest.raises(InputError, match="share"):
        surest(np.ones(3), 0.0)
    with pytest.raises(InputError, match="no answers"):
        probability_at(np.ones(0), 0.5)


def test_evaluate(codebook):
    def case(gold, said, frames, found, group):
        stance = {
            t: Verdict(said, 0.9, {s: 0.9 if s == said else 0.05 for s in LABELS})
            for t in codebook.targets
        }
        example = Example(Quote("x"), dict.fromkeys(codebook.targets, gold), frames, group)
        return example, Prediction(
            Quote("x"), stance, found, dict.fromkeys(codebook.frames, 0.0), "m"
        )

    pairs = [
        case("favor", "favor", ("alliance",), ("alliance",), "a"),
        case("against", "none", ("alliance",), (), "a"),
        case("none", "none", None, ("alliance",), "b"),
    ]
    result = evaluate([e for e, _ in pairs], [p for _, p in pairs], codebook)
    assert (result["rows"], result["groups"]) == (3, 2)
    assert result["russia"]["f1"] == pytest.approx({"favor": 1, "against": 0, "none": 2 / 3})
    assert result["russia"]["macro_f1"].value == pytest.approx(5 / 9)
    assert result["alliance"]["f1"].value == pytest.approx(2 / 3)
    assert result["alliance"]["gold"] == 2
    assert result["stance"].value == pytest.approx(5 / 9)
    assert result["russia"]["surest"][0.5].value == pytest.approx(2 / 3)
    assert result["russia"]["calibration_error"].value == pytest.approx(0.9 - 2 / 3)
    assert result["alliance"]["calibration_error"].value == pytest.approx(1)
    with pytest.raises(InputError):
        evaluate([], [], codebook)
