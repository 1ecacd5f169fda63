"""Measured on material beside the repository; skipped, visibly, where it is absent."""

import json

import pytest

import stance

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def seed(shared):
    [text] = (shared / "seed").glob("*.txt")
    gold = json.loads((shared / "seed/gold.json").read_text(encoding="utf-8"))["quotes"]
    return text.read_text(encoding="utf-8"), gold


def test_the_seed_article_gives_exactly_its_quotes_and_speakers(seed):
    text, gold = seed
    found = stance.extract_quotes(stance.Article(text=text, language="de"))
    assert [[list(span) for span in quote.spans] for quote in found] == [q["spans"] for q in gold]
    assert [quote.speaker for quote in found] == [q["speaker"] for q in gold]


def test_most_of_the_seeds_stances_and_frames_are_right(seed):
    text, gold = seed
    found = stance.analyze(text, language="de")
    right = [
        (p.stance["russia"].label, p.stance["ukraine"].label, {*p.frames})
        == (q["russia"], q["ukraine"], {*q["frames"]})
        for p, q in zip(found, gold, strict=True)
    ]
    assert sum(right) >= 5
