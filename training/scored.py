"""A gold set with what a model says of it, and the parts and names that its tables are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.gold import from_articles, gold_languages, read_gold
from stance.errors import InputError
from stance.evaluation import Interval, evaluate
from stance.labels import Example, read_examples
from stance.model import Model
from stance.records import Prediction
from training.sections import Cell
from training.slices import parts

__all__ = [
    "Scored",
    "by_language",
    "cell",
    "head_names",
    "heads_of",
    "means",
    "scarce",
    "score_gold",
]

LEAST = 5
"""A slice needs so many gold quotes of each label, or its score would be that of a handful."""


class Scored(NamedTuple):
    """Gold examples with what a model says of them.

    Parameters
    ----------
    model : Model
    examples : list of Example, length n
    predictions : list of Prediction, length n
    raw : list of Prediction, length n, or None
        The same quotes as extracted from the articles, where those are at hand; a quote that was
        not found has no label.
    """

    model: Model
    examples: list[Example]
    predictions: list[Prediction]
    raw: list[Prediction] | None

    def part(self, places: Sequence[int]) -> tuple[list[Example], list[Prediction]]:
        """Return some of the examples and their predictions."""
        return [self.examples[i] for i in places], [self.predictions[i] for i in places]

    def scores(self, places: Sequence[int]) -> dict[str, Any]:
        """Evaluate some of the examples; empty where none of them has a label."""
        examples, predictions = self.part(places)
        if not any(example.stance or example.frames is not None for example in examples):
            return {}
        return evaluate(examples, predictions, self.model.codebook)


def score_gold(model: Model, gold: Path) -> Scored:
    """Read a gold set and let the model answer.

    Raises
    ------
    InputError
        If there is no gold there.
    """
    if not gold.exists():
        raise InputError(f"{gold}: no such gold. Name a folder or labelled rows with --gold.")
    languages = gold_languages(gold)
    if not languages:
        examples = read_examples([gold], model.codebook)
        return Scored(model, examples, model.predict_many(e.quote for e in examples), None)
    examples, raw = [], []
    for language in languages:
        found = read_gold(gold, language)
        examples += found.examples
        raw += from_articles(found, model)
    return Scored(model, examples, model.predict_many(e.quote for e in examples), raw)


def by_language(examples: Sequence[Example]) -> Iterator[tuple[str, list[int]]]:
    """Yield all places, then those of each language if there are several."""
    yield "all", [*range(len(examples))]
    found = dict(parts(examples, lambda e: e.quote.language or "no language"))
    if len(found) > 1:
        yield from sorted(found.items())


def scarce(scored: Scored, where: Sequence[int]) -> set[str]:
    """Return the heads, and means over heads, that lack gold quotes of a label."""
    book = scored.model.codebook
    examples = [scored.examples[i] for i in where]
    few: set[str] = set()
    for target in book.targets:
        counts = Counter(example.stance.get(target) for example in examples)
        if any(counts[label] < LEAST for label in book.stances):
            few |= {target, "stance"}
    counts = Counter(frame for example in examples for frame in example.frames or ())
    for frame in book.frames:
        if counts[frame] < LEAST:
            few |= {frame, "frames"}
    return few


def heads_of(model: Model) -> list[str]:
    """Return the targets and frames."""
    return [*model.codebook.targets, *model.codebook.frames]


def means(model: Model) -> list[str]:
    """Return the names of the means that `evaluate` gives."""
    return ["stance", "frames"] if model.codebook.frames else ["stance"]


def head_names(model: Model) -> list[str]:
    """Return targets, frames and their means."""
    return [*heads_of(model), *means(model)]


def cell(result: Mapping[str, Any], name: str) -> Cell:
    """Return the score of a head or a mean, or a dash where there is none."""
    entry = result.get(name)
    if isinstance(entry, Mapping):
        entry = entry.get("macro_f1") or entry["f1"]
    return entry if isinstance(entry, Interval) else "–"
