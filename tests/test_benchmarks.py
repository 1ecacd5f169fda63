"""What the benchmarks measure on: articles made up, scorers made larger and smaller."""

import numpy as np
import pytest

from benchmarks.corpus import generate
from benchmarks.growth import with_heads, with_part
from benchmarks.speed import Pipeline, parity
from stance.compiled import Compiled
from stance.model import SHIPPED
from stance.quotes import extract_quotes
from stance.store import load_folder

ARTICLES = [*generate(20, 2)]


@pytest.fixture(scope="module")
def scorer():
    return load_folder(SHIPPED).scorer


@pytest.fixture(scope="module")
def quotes():
    return [quote for article in ARTICLES for quote in extract_quotes(article)]


def test_articles_are_the_same_on_every_run_and_hold_quotes(quotes):
    assert [*generate(20, 2)] == ARTICLES
    assert {article.language for article in ARTICLES} == {"de", "en"}
    assert len(quotes) >= 2 * len(ARTICLES)


def test_the_measure_gives_the_same_probabilities(scorer, quotes):
    assert parity(Pipeline(scorer), Compiled(scorer), quotes) <= 1e-9


def test_copied_heads_give_copied_scores(scorer, quotes):
    once = Compiled(scorer).scores(quotes)
    assert np.array_equal(Compiled(with_heads(scorer, 2)).scores(quotes), np.hstack([once, once]))


def test_a_part_of_the_vocabulary_is_a_scorer(scorer, quotes):
    smaller = with_part(scorer, 8)
    assert len(smaller.space.norms) < len(scorer.space.norms) / 7
    assert parity(Pipeline(smaller), Compiled(smaller), quotes) <= 1e-9
