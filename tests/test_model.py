import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stance
from stance import InputError, Quote
from stance.marking import read
from stance.scoring import scores
from stance.space import matrix
from tests.strategies import quotes, texts


def numbers(prediction):
    return [v for verdict in prediction.stance.values() for v in verdict.probabilities.values()] + [
        *prediction.frame_probabilities.values()
    ]


@given(st.lists(quotes, max_size=12))
def test_a_batch_says_what_each_alone_says(small, batch):
    assert small.predict_many(batch) == [small.predict(quote) for quote in batch]


def test_order_and_batch_size_change_nothing(small, examples):
    items = [example.quote for example in examples[:100]]
    straight = small.predict_many(items)
    shuffled = random.Random(1).sample(items, len(items))
    again = {id(p.quote): p for p in small.stream(shuffled)}
    assert [again[id(p.quote)] for p in straight] == straight


@given(texts)
def test_probabilities_are_probabilities(small, text):
    prediction = small.predict(text)
    for verdict in prediction.stance.values():
        assert math.isclose(sum(verdict.probabilities.values()), 1)
        assert verdict.probability == max(verdict.probabilities.values())
        assert verdict.probabilities[verdict.label] == verdict.probability
    assert all(0 <= value <= 1 for value in numbers(prediction))


@given(quotes, st.sampled_from(["russia", "ukraine", "neutrality", "alliance"]))
def test_an_explanation_adds_up(small, quote, head):
    found = small.explain(quote, head)
    total = found.intercept + math.fsum(term.weight for term in found.terms)
    assert math.isclose(total, found.score, abs_tol=1e-9)


def test_the_forward_pass_is_the_matrix_that_was_fitted_on(small, fitted, examples):
    """What is computed without scikit-learn equals the training matrix times the stored weights."""
    scorer = fitted.scorer
    readings = [read(example.quote, scorer.space.lists) for example in examples[:80]]
    fast = scores(scorer, readings)
    for head in scorer.heads:
        weights = scorer.weights[:, head.columns] * scorer.units[head.columns]
        X = matrix(scorer.space, readings, head.target) / scorer.space.idf
        slow = X @ weights + scorer.intercepts[head.columns]
        assert np.abs(fast[:, head.columns] - slow).max() < 1e-9


def test_columns_hold_what_predictions_hold(small, examples):
    items = [example.quote for example in examples[:50]]
    columns = pd.DataFrame(small.predict_columns(items))
    single = small.predict(items[0]).as_dict()
    named = {name for name in columns if name in single}
    assert {name: columns[name][0] for name in named} == {name: single[name] for name in named}
    assert {f"frame_{frame}" for frame in small.codebook.frames} <= named
    predictions = small.predict_many(items)
    assert columns["russia"].tolist() == [p.stance["russia"].label for p in predictions]
    assert columns["alliance"].tolist() == ["alliance" in p.frames for p in predictions]
    assert columns["ukraine_favor"].tolist() == [
        p.stance["ukraine"].probabilities["favor"] for p in predictions
    ]
    assert small.predict_columns([])["russia"].shape == (0,)


def test_abstaining(small):
    assert small.predict("Guten Tag", min_probability=1.0).stance["russia"].label is None


def test_any_iterable_of_quotes(small):
    items = ["peace", "war"]
    expected = small.predict_many(items)
    for given_as in (tuple(items), iter(items), pd.Series(items), np.array(items)):
        assert small.predict_many(given_as) == expected
    assert small.predict_many([]) == []


@pytest.mark.parametrize(
    ("item", "remedy"),
    [
        (b"text", "decode"),
        (None, "str or a Quote"),
        ({"text": "x"}, "read_quotes"),
        (pd.DataFrame({"text": ["x"]}), "column"),
        (3, "str or a Quote"),
        (np.array("Russia"), "str or a Quote"),
        (np.array([["a", "b"]]), "str or a Quote"),
        (Quote(text=None), r"Quote.text is None. Pass a str"),  # type: ignore[arg-type]
        (Quote(text="a", context=math.nan), r"Quote.context is a float"),  # type: ignore[arg-type]
        (Quote(text="a", speaker=5), r"Quote.speaker is an int"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_quote_is_refused_with_a_remedy(small, item, remedy):
    with pytest.raises(InputError, match=f"(?i){remedy}"):
        small.predict(item)
    with pytest.raises(InputError):
        small.predict_many(item)
    with pytest.raises(InputError):
        small.predict_many(["a", item])


def test_one_text_where_many_belong(small):
    with pytest.raises(InputError, match="predict"):
        small.predict_many("one text")
    with pytest.raises(InputError, match="item 1: None is no quote"):
        small.predict_many(["a", None])


@pytest.mark.parametrize("least", [70, -0.1, math.nan, "0.7", None])
def test_what_is_no_probability_is_refused(small, least):
    with pytest.raises(InputError, match="from 0 to 1"):
        small.predict("a", min_probability=least)
    with pytest.raises(InputError, match="from 0 to 1"):
        small.predict_many(["a"], min_probability=least)


def test_a_model_tells_what_it_is(small):
    assert (
        repr(small) == f"<Model {small.name}: russia, ukraine, neutrality, alliance, human_rights>"
    )


def test_unknown_head_or_label(small):
    with pytest.raises(InputError, match="russia"):
        small.explain("x", "china")
    with pytest.raises(InputError, match="favor"):
        small.explain("x", "russia", "love")


def test_flat_dictionary(small):
    row = small.predict(Quote(text="peace", speaker="A")).as_dict()
    assert row["text"] == "peace"
    assert row["russia"] in ("favor", "against", "none")
    assert {"russia_probability", "ukraine_none", "frames", "frame_alliance", "model"} <= set(row)


def test_the_shipped_model_reads_an_article():
    article = "Minister Ada Lind said: “Russia must end this criminal war.”\nNo one answered."
    [found] = stance.analyze(article)
    assert found.stance["russia"].label == "against"
    assert found.quote.speaker == "Ada Lind"
    assert article[slice(*found.quote.spans[0])] == found.quote.text


def test_module_functions_use_the_shipped_model():
    assert stance.predict("x") == stance.load().predict("x")
    assert stance.predict_many(["x", "y"]) == stance.load().predict_many(["x", "y"])
