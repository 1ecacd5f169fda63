"""What each stage costs on the way from an article's line in a file to a scored quote's line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from stance.compiled import Compiled
from stance.extraction.attribution import attribute
from stance.extraction.lexicon import load_lexicon
from stance.extraction.reading import Reading
from stance.io import read_articles, write_predictions
from stance.marking import Lists
from stance.model import Model
from stance.numbering import Numbering
from stance.quotes import extract_quotes
from stance.records import Article

__all__ = ["stages"]

Road = Callable[[], object]


def stages(
    articles: Sequence[Article], model: Model, fast: Compiled, folder: Path
) -> dict[str, Road]:
    """Return what does each stage alone on all articles.

    Of those within one another the larger comes last: attributing includes finding, the quotes'
    records include both, the scores include the numbers.
    """
    source, out = folder / "stages.jsonl", folder / "scored.jsonl"
    rows = ({"id": a.id, "language": a.language, "text": a.text} for a in articles)
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    quotes = [quote for article in articles for quote in extract_quotes(article)]
    predictions = model.predict_many(quotes)
    numbering, lists = Numbering(), Lists.of(model.codebook.targets, model.classes)

    def find(article: Article) -> Reading:
        reading = Reading(article.text, load_lexicon(article.language or "en"))
        reading.find_quotes()
        return reading

    def name(article: Article) -> None:
        attribute(find(article))

    def each(work: Callable[[Article], object]) -> Road:
        def run() -> None:
            for article in articles:
                work(article)

        return run

    return {
        "read": lambda: list(read_articles(source)),
        "find quotes": each(find),
        "find and attribute": each(name),
        "quotes with context": each(extract_quotes),
        "cut and number": lambda: numbering.batch(quotes, lists),
        "scores of all heads": lambda: fast.scores(quotes),
        "predictions": lambda: model.predict_many(quotes),
        "write": lambda: write_predictions(predictions, out),
    }
