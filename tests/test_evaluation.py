import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from stance import InputError, Prediction, Quote, Verdict
from stance.evaluation import bootstrap, calibration_error, confusion, evaluate, f1_scores, macro_f1
from stance.labels import Example

LABELS = ("favor", "against", "none")
labels = st.sampled_from(LABELS)


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
    with pytest.raises(InputError):
        evaluate([], [], codebook)
