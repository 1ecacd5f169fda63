"""Whether quotes are like those that were coded, as two of the methods assume."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from stance import corrections, load
from stance.cli import main
from stance.corrections import Answers, Coded, estimator
from stance.io import write_predictions
from stance.likeness import likeness
from stance.prevalence import prevalence, scored, unlike
from tests.test_prevalence import SHIFTED, coded_quotes


def answers(seed, size, shares, *, sure=1.5):
    """Make answers of a classifier whose errors do not depend on the shares, with what is right."""
    rng = np.random.default_rng(seed)
    gold = rng.choice(len(shares), size, p=shares)
    logits = rng.normal(size=(size, len(shares))) + sure * np.eye(len(shares))[gold]
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return Answers(tuple("abc"[: len(shares)]), chances, chances.argmax(axis=1)), gold


def coded(seed, size=500, shares=(0.2, 0.3, 0.5)):
    rows, gold = answers(seed, size, shares)
    names = np.arange(size).astype(str)
    return Coded(rows, gold, names, np.full(size, "all"), np.ones(size))


def test_other_shares_are_no_difference_and_other_quotes_are():
    shares, same, other = (0.6, 0.2, 0.2), [], []
    for seed in range(40):
        names = np.arange(1000).astype(str)
        rows = coded(seed)
        same.append(likeness(rows, answers(100 + seed, 1000, shares)[0], names))
        other.append(likeness(rows, answers(100 + seed, 1000, shares, sure=0.7)[0], names))
    assert np.mean(np.array(same) < 0.05) < 0.2
    assert min(same) > 0.001
    assert np.mean(np.array(other) < 0.01) > 0.8


def test_quotes_of_one_article_are_no_further_evidence():
    rows, names = coded(1), np.arange(300).astype(str)
    corpus, _ = answers(2, 300, (0.3, 0.3, 0.4), sure=1.0)
    ten_times = corpus.of(np.repeat(np.arange(300), 10))
    assert likeness(rows, ten_times, np.repeat(names, 10)) > 0.001
    assert likeness(rows, ten_times, np.arange(3000).astype(str)) < 1e-6


def test_too_few_quotes_tell_nothing():
    corpus, _ = answers(2, 12, (0.3, 0.3, 0.4))
    assert np.isnan(likeness(coded(1), corpus, np.arange(12).astype(str)))


@pytest.mark.parametrize("method", ["adjusted", "likelihood"])
def test_answers_that_are_nearly_alike_may_be_drawn_as_one(monkeypatch, method):
    corpus, _ = answers(3, 2000, (0.3, 0.3, 0.4))
    names = np.array([str(i // 3) for i in range(2000)])
    found = []
    for step in (corrections.STEP, 1e-9):
        monkeypatch.setattr(corrections, "STEP", step)
        found.append(
            estimator(method, "head", coded(4), level=0.9, resamples=60)(corpus, names, "")
        )
    assert np.array_equal(found[0].shares, found[1].shares)
    width = (found[1].high - found[1].low).min()
    for bound in ("low", "high"):
        assert np.allclose(*(getattr(one, bound) for one in found), atol=width / 50)


def test_more_groups_need_more_evidence(codebook):
    examples, predictions = coded_quotes(codebook, 400, dict.fromkeys(codebook.stances, 1 / 3), 1)
    corpus = scored(coded_quotes(codebook, 600, SHIFTED, 2)[1], codebook)
    found = prevalence(corpus, scored(predictions, codebook), examples, resamples=20)
    assert unlike(found) == {}
    first = found[0]._replace(likeness=0.004)
    assert unlike([first]) == {"russia": ["all"]}
    assert unlike([first, *(first._replace(group=str(i), likeness=1.0) for i in range(5))]) == {}
    for method in ("count", "design"):
        rows = prevalence(corpus, scored(predictions, codebook), examples, method=method)
        assert all(row.as_dict()["likeness"] is None for row in rows)


def test_the_command_says_that_quotes_differ(tmp_path, small, examples):
    small.save(tmp_path / "model")
    name = load(tmp_path / "model").name
    gold = tmp_path / "gold.jsonl"
    with gold.open("w", encoding="utf-8") as file:
        for e in examples[:200]:
            row = {"text": e.quote.text, "context": e.quote.context, **e.stance, "group": e.group}
            file.write(json.dumps(row) + "\n")
    made = coded_quotes(small.codebook, 300, SHIFTED, 3)[1]  # of no such quotes
    write_predictions((replace(one, model=name) for one in made), tmp_path / "scored.jsonl")
    options = ("--model", tmp_path / "model", "--gold", gold, "--head", "russia")
    command = ["prevalence", tmp_path / "scored.jsonl", *options]
    for method, said in (("adjusted", True), ("count", False)):
        done = CliRunner().invoke(main, list(map(str, [*command, "--method", method])))
        assert done.exit_code == 0, done.stderr
        assert ("stance: russia: these quotes differ" in done.stderr) == said
