"""The strongest terms of each head and label: `python -m training.terms [MODEL] [-o FILE]`.

They are there to be read by people: a name of an outlet or a speaker, a year, a word that tells the
language alone would be a shortcut. A term's weight is what one occurrence adds to the score
(log-odds) of a quote whose view holds nothing else that counts. How common a term
is follows from the idf that the model stores.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from stance.io import writing
from stance.marking import legible
from stance.model import SHIPPED, Model, load
from stance.scoring import Head, Scorer
from stance.space import norm_of
from stance.store import load_folder
from training.codes import reporting
from training.pictures import bars
from training.sections import Section, markdown

__all__ = ["Strong", "strongest", "term_sections"]

MOST = 40
OUTPUT = Path("docs/strongest_terms.md")
LEGEND = """\
To be read for shortcuts: names of outlets or speakers, years, words that tell the language alone.
Weight: what one occurrence adds to the log-odds of the label if nothing else of its view is known;
rows: in what share of the training rows the term stands, from the idf. `[target]` is any name
of the target asked about, `[other]` of another, `[of target]` marks whose side a speaker is on;
`<…>` is a class of words, `·` a blank."""
INTRODUCTION = """\
# Strongest terms

Written by `python -m training.terms` from the model {name}."""


class Strong(NamedTuple):
    """A term that speaks for a label.

    Parameters
    ----------
    term, view : str
    weight : float
        In log-odds.
    rows : float
        The share of training rows that have it.
    """

    term: str
    view: str
    weight: float
    rows: float


def strongest(scorer: Scorer, head: Head, label: int, *, sign: int = 1, most: int) -> list[Strong]:
    """Return the terms that speak most for a label of a head, or with sign -1 most against it."""
    space = scorer.space
    weights = scorer.weights[:, head.columns] * scorer.units[head.columns]
    worth = weights[:, label] / norm_of(space.norms.astype(np.float64))
    order = np.argsort(-sign * worth, kind="stable")[:most]
    names = [
        (term, view.name)
        for view, vocabulary in zip(space.recipe, space.vocabularies, strict=True)
        for term in vocabulary
    ]
    shares = np.exp(1 - space.idf)
    return [
        Strong(_shown(names[i][0]), names[i][1], float(worth[i]), float(shares[i]))
        for i in order
        if sign * worth[i] > 0
    ]


def term_sections(scorer: Scorer, most: int = MOST) -> Iterator[Section]:
    """Yield one section a head and label; a frame also has terms that speak against it."""
    yield Section("How to read the terms", LEGEND)
    for head in scorer.heads:
        if head.target is None:
            yield _section(f"{head.name}: present", strongest(scorer, head, 0, most=most))
            against = strongest(scorer, head, 0, sign=-1, most=most)
            yield _section(f"{head.name}: absent", against)
            continue
        for number, label in enumerate(head.labels):
            yield _section(f"{head.name}: {label}", strongest(scorer, head, number, most=most))


def _section(title: str, terms: list[Strong]) -> Section:
    rows = [
        [strong.term, strong.view, f"{strong.weight:+.2f}", f"{strong.rows:.2%}"]
        for strong in terms
    ]
    drawn = {f"{strong.term} ({strong.view})": strong.weight for strong in terms}
    picture = partial(bars, title, drawn, x="weight (log-odds)")
    return Section(title, "", ["term", "view", "weight", "rows"], rows, picture)


def _shown(term: str) -> str:
    return legible(term).replace(" ", "·")  # a blank at an edge must be seen


def scorer_of(model: Path | None) -> tuple[Model, Scorer]:
    """Return a model and its weights."""
    return load(model), load_folder(model or SHIPPED).scorer


@click.command()
@click.argument("model", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=OUTPUT, show_default=True)
@reporting()
def main(model: Path | None, output: Path) -> None:
    """Write the strongest terms of MODEL (by default the shipped one)."""
    chosen, scorer = scorer_of(model)
    lines = [INTRODUCTION.format(name=chosen.name), *markdown(term_sections(scorer))]
    with writing(output) as file:
        file.write("\n".join(lines) + "\n")
    print(f"{output} written")


if __name__ == "__main__":
    main()
