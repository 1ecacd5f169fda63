"""Articles for measuring, as many and as long as wanted, the same on every run.

Paragraphs of the project's examples, each followed by a quote of invented words and people, spread
by a power law so that new words keep coming as they do in news.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from stance.io import read_articles
from stance.records import Article

__all__ = ["generate"]

EXAMPLES = Path("examples/articles.jsonl")
SYLLABLES = ("ba", "der", "fin", "gol", "hu", "kar", "lem", "mi", "nor", "os", "pe", "ril", "sa")
SPREAD = 0.3  # of the power law: two million words drawn are 107,000 different ones


def generate(number: int, paragraphs: int = 1) -> Iterator[Article]:
    """Yield so many articles of so many paragraphs."""
    draw = random.Random(number)  # noqa: S311
    known: dict[str, list[str]] = {}
    for article in read_articles(EXAMPLES):
        long = [part for part in article.text.split("\n") if len(part) > 80]
        known.setdefault(article.language or "en", []).extend(long)
    languages, sizes = list(known), [len(found) for found in known.values()]
    for i in range(number):
        [language] = draw.choices(languages, sizes)
        lines = (
            f"{draw.choice(known[language])}\n{_said(draw, language)}" for _ in range(paragraphs)
        )
        yield Article("\n".join(lines), id=str(i), language=language)


def _said(draw: random.Random, language: str) -> str:
    speaker, words = f"{_name(draw)} {_name(draw)}", " ".join(_words(draw))
    return f"„{words}“, sagte {speaker}." if language == "de" else f"“{words},” said {speaker}."


def _name(draw: random.Random) -> str:
    """Return a name, some often, most once."""
    return _word(int(draw.paretovariate(SPREAD))).capitalize()


def _words(draw: random.Random) -> Iterator[str]:
    """Yield words, a few of the matter, the others so spread that their number keeps growing."""
    yield from draw.choices(("Russia", "Ukraine", "peace", "war", "must", "never", "we"), k=4)
    yield from (_word(int(draw.paretovariate(SPREAD))) for _ in range(9))


def _word(rank: int) -> str:
    rest, word = rank % 10**6 + len(SYLLABLES), ""
    while rest:
        rest, last = divmod(rest, len(SYLLABLES))
        word = SYLLABLES[last] + word
    return word
