"""How time grows: `python -m benchmarks.growth [--picture FILE.svg]`.

With the number of articles, their length, the number of heads and the vocabulary; everything else
stays. Sizes take turns and the median of the processor time counts. A line that stays level means
that time grows as the size does (articles, length) or not at all (heads, vocabulary).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import stance
from benchmarks.corpus import generate
from benchmarks.speed import interleaved
from stance.compiled import Compiled
from stance.model import SHIPPED
from stance.quotes import extract_quotes
from stance.records import Article, Quote
from stance.scoring import Head, Scorer
from stance.space import Space
from stance.store import load_folder
from training.pictures import Line, lines

Road = Callable[[], object]

DOUBLED = (1, 2, 4, 8)
FEWEST_ARTICLES = 100
PARTS_OF_VOCABULARY = (8, 4, 2, 1)
QUOTES = 2000


def measured() -> Iterator[tuple[str, str, list[float], list[float]]]:
    """Yield what grows, in which unit time is told, the sizes, and microseconds a unit."""
    articles = [*generate(FEWEST_ARTICLES * DOUBLED[-1])]
    counts = [FEWEST_ARTICLES * times for times in DOUBLED]
    roads = [_scored(articles[:count]) for count in counts]
    yield "articles", "1 article", [*map(float, counts)], _times(roads, counts)

    longer = [[*generate(FEWEST_ARTICLES, times)] for times in DOUBLED]
    characters = [sum(len(article.text) for article in some) for some in longer]
    roads = [_scored(some) for some in longer]
    sizes = [round(count / FEWEST_ARTICLES) for count in characters]
    yield (
        "characters an article",
        "1,000 characters",
        [*map(float, sizes)],
        _times(roads, [count / 1000 for count in characters]),
    )

    quotes = [q for article in generate(QUOTES // 2) for q in extract_quotes(article)][:QUOTES]
    scorer = load_folder(SHIPPED).scorer
    wider = [with_heads(scorer, times) for times in DOUBLED]
    outputs = [float(len(one.intercepts)) for one in wider]
    yield "outputs of heads", "1 quote", outputs, _times(*_classified(wider, quotes))

    smaller = [with_part(scorer, part) for part in PARTS_OF_VOCABULARY]
    terms = [float(len(one.space.norms)) for one in smaller]
    yield "terms", "1 quote", terms, _times(*_classified(smaller, quotes))


def _scored(articles: list[Article]) -> Road:
    model = stance.load()
    return lambda: model.predict_columns(q for one in articles for q in extract_quotes(one))


def _classified(scorers: list[Scorer], quotes: list[Quote]) -> tuple[list[Road], list[int]]:
    made = [Compiled(scorer) for scorer in scorers]
    roads: list[Road] = [lambda fast=fast: fast.scores(quotes) for fast in made]  # type: ignore[misc]
    return roads, [len(quotes)] * len(roads)


def _times(roads: list[Road], units: list[int] | list[float]) -> list[float]:
    for road in roads:
        road()  # what is kept of words is kept
    taken = interleaved({str(number): road for number, road in enumerate(roads)})
    return [each / unit * 1e6 for each, unit in zip(taken.values(), units, strict=True)]


def with_heads(scorer: Scorer, times: int) -> Scorer:
    """Return a scorer that answers every question so many times."""
    width = len(scorer.intercepts)
    heads = tuple(
        Head(f"{head.name}{copy}", head.target, head.labels, head.start + copy * width)
        for copy in range(times)
        for head in scorer.heads
    )
    return Scorer(
        scorer.space,
        heads,
        np.tile(scorer.weights, (1, times)),
        np.tile(scorer.units, times),
        np.tile(scorer.intercepts, times),
    )


def with_part(scorer: Scorer, part: int) -> Scorer:
    """Return a scorer that knows every so manieth term."""
    space = scorer.space
    kept = [column for words in space.vocabularies for column in [*words.values()][::part]]
    place = {column: number for number, column in enumerate(kept)}
    vocabularies = tuple(
        {term: place[column] for term, column in words.items() if column in place}
        for words in space.vocabularies
    )
    smaller = Space(space.recipe, space.lists, vocabularies, space.norms[kept])
    return Scorer(smaller, scorer.heads, scorer.weights[kept], scorer.units, scorer.intercepts)


def main() -> None:
    """Print a Markdown table, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    found: dict[str, Line] = {}
    print("| what grows | size | processor time |\n|---|---|---|")
    for name, unit, sizes, times in measured():
        for size, each in zip(sizes, times, strict=True):
            print(f"| {name} | {size:,.0f} | {each:.0f} µs for {unit} |", flush=True)
        found[f"{name}: µs for {unit}"] = Line(
            [size / sizes[0] for size in sizes], [each / times[0] for each in times]
        )
    if given.picture:
        picture = lines("growth", found, x="times the smallest size", y="times its µs", log=True)
        given.picture.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
