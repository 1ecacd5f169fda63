"""Targets that no label names: the head for any target, turned to them."""

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stance
from benchmarks.new_target import answers, mean_score
from stance.compiled import Compiled
from stance.marking import TARGET, Lists, is_named, mark, read
from stance.pooling import fit_pooled
from stance.records import Quote
from stance.scoring import scores
from stance.words import as_one, several_words
from tests.strategies import quotes

ASKED = {"china": ["china*", "chines*", "xi jinping", "peking"], "nato": ["nato*", "al-alliance*"]}
SAID = "Xi Jinping ist ein verlässlicher Partner"


@pytest.fixture(scope="module")
def turned(small):
    return small.toward(ASKED)


def test_a_name_of_several_words_is_found_as_one():
    lists = Lists.of(ASKED, {})
    reading = read(Quote(text="Xi\nJinping, Xi Jinpings and XI  JINPING met al-Alliances"), lists)
    assert reading.quote == [
        "xi_jinping", ",", "xi", "jinpings", "and", "xi_jinping", "met", "al_alliances",
    ]  # fmt: skip
    assert mark(reading, "china", lists).quote.count(TARGET) == 2
    assert several_words(["china*", "peking"]) is None
    assert as_one("st. petersburg*") == "st_petersburg*"


def test_further_targets_stand_beside_the_models_own(small):
    found = small.predict(SAID, targets=ASKED)
    assert list(found.stance) == [*small.codebook.targets, *ASKED]
    alone = small.toward(ASKED).predict(SAID)
    assert found.stance["china"] == alone.stance["china"]
    own = {target: found.stance[target] for target in small.codebook.targets}
    assert replace(found, stance=own, model=small.name) == small.predict(SAID)
    assert found.model == f"{small.name} {alone.model}"
    assert alone.frames == ()
    assert alone.frame_probabilities == {}


def test_predictions_tell_a_turned_model_from_the_one_it_came_of(turned, small, tmp_path):
    assert turned.name.startswith("0.0.1.toward+")
    assert turned.name == small.toward(ASKED).name == turned.predict(SAID).model
    assert turned.name != small.toward({"china": ASKED["china"]}).name
    assert small.name in turned.card()
    turned.save(tmp_path / "turned")
    assert stance.load(tmp_path / "turned").name.startswith("0.0.1.toward+")


def test_a_quote_that_does_not_name_the_target_gets_the_neutral_share(turned, small):
    silent = turned.predict("A wise and reliable partner")
    assert silent.stance["nato"].label == small.codebook.neutral
    assert silent.stance["nato"] == turned.predict(SAID).stance["nato"]
    assert silent.stance["nato"] != turned.predict("Nato is wise").stance["nato"]
    why = turned.explain(SAID, "nato")
    assert why.terms == ()
    assert why.score == why.intercept


@given(quotes, st.sampled_from([*ASKED]))
def test_an_explanation_adds_up(turned, quote, target):
    said = replace(quote, text=f"Xi Jinping {quote.text}")
    found = turned.explain(said, target)
    total = found.intercept + math.fsum(term.weight for term in found.terms)
    assert math.isclose(total, found.score, abs_tol=1e-9)


@given(st.lists(quotes, max_size=8))
def test_any_batch_gives_the_same_bits(turned, batch):
    scorer = turned._stored.scorer
    named = [replace(q, text=f"{q.text} Xi Jinping’s Nato") for q in batch[::2]]
    readings = [read(quote, scorer.space.lists) for quote in [*batch, *named]]
    assert np.array_equal(Compiled(scorer).scores([*batch, *named]), scores(scorer, readings))


def test_it_survives_saving_and_copying(small, tmp_path):
    small.save(tmp_path / "model")
    for again in (stance.load(tmp_path / "model"), pickle.loads(pickle.dumps(small))):  # noqa: S301
        assert again.toward(ASKED).predict(SAID).stance == small.toward(ASKED).predict(SAID).stance


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ({"russia": ["russia"]}, "knows .'russia'. already"),
        ({"china": "china"}, "must be a list of words"),
        ({"china": []}, "no names"),
        ({"china": ["!!"]}, "is no name"),
        ({"text": ["china"]}, "taken by a column"),
        ({}, "no target"),
        ({"china": None}, "must be a list of words"),
        (["china"], "a mapping of names to words"),
        ({"": ["china*"]}, "no name of a target"),
        ({5: ["china*"]}, "no name of a target"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(small, targets, message):
    with pytest.raises(stance.InputError, match=message):
        small.toward(targets)


def test_a_model_without_the_head_says_so(small):
    bare = stance.model.Model(small._stored._replace(pooled=None))
    with pytest.raises(stance.InputError, match="Train it again"):
        bare.toward(ASKED)


def test_too_few_rows_make_no_head(examples, codebook):
    assert fit_pooled(examples[:10], codebook) is None


def test_a_target_left_out_is_measured(examples, codebook):
    found = dict(answers("ukraine", examples, examples[:60], codebook, {}))
    assert set(found) == {"head for any target", "name decides", "always neutral"}
    whole = mean_score({"ukraine": found["always neutral"]}, examples[:60], codebook.stances)
    assert 0 < whole.value < 0.5
    lists = Lists.of(codebook.targets, {})
    for example, label in zip(examples[:60], found["head for any target"], strict=True):
        named = is_named(mark(read(example.quote, lists), "ukraine", lists))
        assert named or label == codebook.neutral
