"""Score on real news: `python -m benchmarks.gold [FOLDER] [--model MODEL]`.

FOLDER holds ``<lang>_articles.jsonl`` and ``<lang>_quotes.jsonl`` with adjudicated labels. Two
tables are printed for each language: the gold quotes classified as they are, and the same from raw
articles, where a quote whose span was not found counts as missed. Intervals are bootstraps by
article. Beside them stand two rows that any model must beat: always none, and *names decide* (a
quote that names a target gets that target's commonest stance in the training labels).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from stance.codebook import Codebook
from stance.evaluation import evaluate
from stance.labels import Example
from stance.marking import tokenize
from stance.model import Model, load
from stance.quotes import extract_quotes
from stance.records import Article, Prediction, Quote, Span, Verdict
from stance.words import Matcher

FOLDER = Path("../shared/gold")
COMMONEST = {"russia": "against", "ukraine": "favor"}
OVERLAP = 0.5


class Gold(NamedTuple):
    """The gold of one language, and what the library finds in the same articles."""

    examples: list[Example]
    found: list[Quote | None]
    extra: int


def gold_languages(folder: Path) -> list[str]:
    """Return the languages that a folder has gold of, sorted; none where nothing is there."""
    return [file.name.split("_")[0] for file in sorted(folder.glob("*_quotes.jsonl"))]


def read_gold(folder: Path, language: str) -> Gold:
    """Read gold quotes and pair each with the extracted quote that overlaps it most."""
    articles = {row["id"]: row for row in _rows(folder / f"{language}_articles.jsonl")}
    extracted = {
        key: extract_quotes(Article(text=row["text"], id=key, language=language))
        for key, row in articles.items()
    }
    examples, found = [], []
    for row in _rows(folder / f"{language}_quotes.jsonl"):
        spans = tuple(Span(*span) for span in row["spans"])
        match = best_match(spans, extracted[row["article"]])
        if match is not None:
            extracted[row["article"]].remove(match)
        quote = Quote(
            text=row["text"],
            spans=spans,
            context=row["context"],
            speaker=row["speaker"],
            mention=match.mention if match else None,
            language=language,
            article=row["article"],
        )
        stance = {target: row[target] for target in COMMONEST}
        examples.append(Example(quote, stance, tuple(row["frames"]), row["article"], row["id"]))
        found.append(match)
    return Gold(examples, found, sum(map(len, extracted.values())))


def best_match(spans: Sequence[Span], quotes: Iterable[Quote]) -> Quote | None:
    """Return the quote with the largest overlap (intersection over union of at least one half)."""
    wanted = _places(spans)
    scored = [(len(wanted & (p := _places(q.spans))) / len(wanted | p), q) for q in quotes]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= OVERLAP else None


def always_none(quote: Quote, codebook: Codebook) -> Prediction:
    """Answer the neutral label to everything."""
    return _answer(quote, dict.fromkeys(codebook.targets, codebook.neutral), codebook)


def names_decide(quote: Quote, codebook: Codebook) -> Prediction:
    """Answer a target's commonest stance wherever quote or context names it."""
    names = Matcher(codebook.targets)
    named = {names.find(token) for token in tokenize(f"{quote.text} {quote.context}")}
    labels = {
        target: COMMONEST[target] if target in named else codebook.neutral
        for target in codebook.targets
    }
    return _answer(quote, labels, codebook)


def from_articles(gold: Gold, model: Model) -> list[Prediction]:
    """Predict what was extracted; a quote that was not found gets no label at all."""
    found = [quote for quote in gold.found if quote is not None]
    predictions = iter(model.predict_many(found))
    missing = dict.fromkeys(model.codebook.targets)
    return [
        next(predictions) if quote is not None else _answer(example.quote, missing, model.codebook)
        for example, quote in zip(gold.examples, gold.found, strict=True)
    ]


def report(folder: Path, language: str, model: Model) -> dict[str, dict[str, Any]]:
    """Return the scores of every row of the table for one language."""
    gold = read_gold(folder, language)
    quotes = [example.quote for example in gold.examples]
    trivial: dict[str, Callable[[Quote, Codebook], Prediction]] = {
        "always none": always_none,
        "names decide": names_decide,
    }
    answers = {
        name: [rule(quote, model.codebook) for quote in quotes] for name, rule in trivial.items()
    }
    answers["stance, gold quotes"] = model.predict_many(quotes)
    answers["stance, from articles"] = from_articles(gold, model)
    return {
        name: evaluate(gold.examples, predictions, model.codebook)
        for name, predictions in answers.items()
    }


def _answer(quote: Quote, labels: dict[str, Any], codebook: Codebook) -> Prediction:
    stance = {
        target: Verdict(label, 1.0, {s: float(s == label) for s in codebook.stances})
        for target, label in labels.items()
    }
    return Prediction(quote, stance, (), dict.fromkeys(codebook.frames, 0.0), "rule")


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


@click.command()
@click.argument("folder", default=FOLDER, type=click.Path(exists=True, path_type=Path))
@click.option("--model", "model_folder", type=click.Path(path_type=Path))
@click.option("--lang", "languages", multiple=True, default=("de", "en"))
def main(folder: Path, model_folder: Path | None, languages: tuple[str, ...]) -> None:
    """Print the tables for the gold in FOLDER."""
    model = load(model_folder)
    for language in languages:
        results = report(folder, language, model)
        first = next(iter(results.values()))
        heads = [*model.codebook.targets, *model.codebook.frames]
        size = f"{first['rows']} quotes in {first['groups']} articles"
        print(f"\n{language}: {size}, model {model.name}")
        columns = " ".join(f"{head:<12}" for head in heads)
        print(f"{'':<22} {'stance (mean)':<21} {'frames (mean)':<21} {columns}")
        for name, result in results.items():
            cells = [result[h].get("macro_f1") or result[h]["f1"] for h in heads]
            shown = " ".join(f"{cell.value:<12.3f}" for cell in cells)
            print(f"{name:<22} {result['stance']!s:<21} {result['frames']!s:<21} {shown}")


if __name__ == "__main__":
    main()
