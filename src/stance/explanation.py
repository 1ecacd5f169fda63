"""A score taken apart: which terms of a quote and its context made it, and how much each adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from stance.errors import InputError
from stance.marking import Reading, is_named, legible, mark, read
from stance.places import Place, placed_terms, places
from stance.records import Quote
from stance.scoring import Scorer, scores
from stance.space import NORM_UNIT

__all__ = ["Contribution", "Explanation", "explain"]


class Contribution(NamedTuple):
    """What one term adds to a score.

    Parameters
    ----------
    term : str
        As it stands in the text, names of targets as ``[target]`` and ``[other]``.
    view : str
        The view of the recipe that saw it.
    weight : float
        In log-odds, all occurrences together.
    places : tuple of Place
        The words that it was read from, in order.
    """

    term: str
    view: str
    weight: float
    places: tuple[Place, ...] = ()


class Explanation(NamedTuple):
    """A score taken apart: ``score = intercept + sum of the terms' weights``.

    Parameters
    ----------
    head, label : str
    score, intercept : float
        In log-odds.
    terms : tuple of Contribution
        The weightiest first, whatever their sign.
    """

    head: str
    label: str
    score: float
    intercept: float
    terms: tuple[Contribution, ...]


def explain(scorer: Scorer, quote: Quote, head: str, label: str | None = None) -> Explanation:
    """Take the score of one head apart; see `stance.model.Model.explain`.

    Raises
    ------
    InputError
        If there is no such head or label.
    """
    chosen = next((one for one in scorer.heads if one.name == head), None)
    if chosen is None:
        raise InputError(f"no head {head!r}. There are {[one.name for one in scorer.heads]}.")
    reading = read(quote, scorer.space.lists)
    values = scores(scorer, [reading])[0, chosen.columns]
    label = label or chosen.labels[int(values.argmax())]
    if label not in chosen.labels:
        raise InputError(f"{head} has no label {label!r}. There are {chosen.labels}.")
    output = chosen.start + chosen.labels.index(label)
    score = float(values[output - chosen.start])
    marked = mark(reading, chosen.target, scorer.space.lists)
    if chosen.unnamed and not is_named(marked):
        return Explanation(head, label, score, score, ())
    found = [*_contributions(scorer, quote, reading, marked, output)]
    found.sort(key=lambda part: (-abs(part.weight), part.term, part.view))
    return Explanation(head, label, score, float(scorer.intercepts[output]), tuple(found))


def _contributions(
    scorer: Scorer, quote: Quote, reading: Reading, marked: Reading, output: int
) -> Iterator[Contribution]:
    """Yield every known term of one quote for one output."""
    space = scorer.space
    where = places(quote, space.lists)
    for view, vocabulary in zip(space.recipe, space.vocabularies, strict=True):
        found: dict[str, list[tuple[Place, ...]]] = {}
        for term, spots in placed_terms(reading, marked, where, view, space.lists):
            if term in vocabulary:
                found.setdefault(term, []).append(spots)
        squares = sum(
            len(all_) * int(space.norms[vocabulary[term]]) for term, all_ in found.items()
        )
        unit = scorer.units[output] / np.sqrt(squares * NORM_UNIT) if squares else 0.0
        for term, all_ in found.items():
            weight = len(all_) * int(scorer.weights[vocabulary[term], output]) * unit
            spots = tuple(sorted({spot for spots in all_ for spot in spots}))
            yield Contribution(legible(term), view.name, float(weight), spots)
