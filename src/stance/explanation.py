"""A score taken apart: which terms of a quote and its context made it, and how much each adds."""

from __future__ import annotations

from typing import NamedTuple

from stance.errors import InputError
from stance.features import SIGNS, read
from stance.records import Quote
from stance.scoring import Scorer, scores, term_weights

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
    """

    term: str
    view: str
    weight: float


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
    reading = read(quote)
    values = scores(scorer, [reading])[0, chosen.columns]
    label = label or chosen.labels[int(values.argmax())]
    if label not in chosen.labels:
        raise InputError(f"{head} has no label {label!r}. There are {chosen.labels}.")
    output = chosen.start + chosen.labels.index(label)
    found = [
        Contribution(_legible(term), view, weight)
        for term, view, weight in term_weights(scorer, reading, chosen.target, output)
    ]
    found.sort(key=lambda part: (-abs(part.weight), part.term, part.view))
    score = float(values[output - chosen.start])
    return Explanation(head, label, score, float(scorer.intercepts[output]), tuple(found))


def _legible(term: str) -> str:
    return "".join(SIGNS.get(sign, sign) for sign in term)
