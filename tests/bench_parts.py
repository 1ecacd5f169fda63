"""The parts one by one, by pytest-benchmark: `pytest tests/bench_parts.py` (group `benchmark`)."""

import pytest

import stance
from benchmarks.corpus import generate
from stance.compiled import Compiled
from stance.marking import read
from stance.model import SHIPPED
from stance.numbering import Numbering
from stance.quotes import extract_quotes
from stance.scoring import scores
from stance.store import load_folder

pytest.importorskip("pytest_benchmark")

ARTICLES = [*generate(100)]
QUOTES = [quote for article in ARTICLES for quote in extract_quotes(article)]


@pytest.fixture(scope="module")
def scorer():
    return load_folder(SHIPPED).scorer


def test_load_model(benchmark):
    assert benchmark(load_folder, SHIPPED).scorer.heads


def test_prepare_for_batches(benchmark, scorer):
    assert benchmark(Compiled, scorer)


def test_extract_quotes(benchmark):
    assert benchmark(lambda: [extract_quotes(article) for article in ARTICLES])


def test_cut_and_number(benchmark):
    assert len(benchmark(Numbering().batch, QUOTES).stops) == len(QUOTES)


def test_scores_of_a_batch(benchmark, scorer):
    assert len(benchmark(Compiled(scorer).scores, QUOTES)) == len(QUOTES)


def test_scores_of_one(benchmark, scorer):
    assert len(benchmark(lambda: scores(scorer, [read(QUOTES[0], scorer.space.lists)]))) == 1


def test_predictions_as_rows(benchmark):
    model = stance.load()
    assert benchmark(lambda: [made.as_dict() for made in model.predict_many(QUOTES)])
