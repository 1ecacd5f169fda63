"""Speech or not: something said, or a title, a name, a distance kept by the newsroom.

Each sign that speaks for or against has a name and a weight that somebody can read and dispute;
the logistic of their sum is the confidence that a quote carries.
"""

from __future__ import annotations

import math

from stance.extraction.signs import signs
from stance.extraction.stretches import Case

__all__ = ["WEIGHTS", "evidence", "logistic"]

WEIGHTS = {
    # the reporting clause, by the rule that found it
    "verb after": 3.0,
    "colon": 3.0,
    "as clause": 2.5,
    "with the words": 2.5,
    "source after": 2.0,
    "source before": 1.5,
    "label": 1.5,
    "verb before": 1.2,
    "unknown verb after": 1.0,
    "verb further on": 0.8,
    "named": -1.5,
    # where no clause or a weak one was found
    "reported mood": 1.3,
    "nobody says so at the end": -1.0,
    "somebody spoke before": 0.4,
    "short and nobody spoke before": -0.4,
    # the words themselves
    "one word": -0.6,
    "four words": 1.0,
    "seven words": 2.0,
    "twelve words": 3.0,
    "ends like a sentence": 1.5,
    "small letter": 1.5,
    "small letter, one word": 0.8,
    "words of a clause": 1.0,
    "no letters": -3.0,
    "capitals like a name": -2.5,
    "capitals like a name, said": -1.5,
    "headline": 1.0,
    "headline in single marks": 2.5,
    # what stands beside the marks
    "compound": -4.0,
    "abbreviation in brackets": -2.5,
    "year in brackets": -3.0,
    "in brackets": -1.5,
    "subheading": -4.0,
    "value of an attribute": -3.0,
    "so called": -4.0,
    "noun of names": -3.0,
    "noun of names, long": -1.0,
    "noun of names, small letter": -1.0,
    "noun of speech": 0.5,
    "word mentioned": -1.5,
    "on a banner": 4.0,
    "noun and its name": -1.5,
    "before its noun": -1.5,
    "called so": 1.8,
    "article and capital": -1.0,
    "article and small letter": -0.5,
    "heads the subject": -1.5,
    "place of a title": -2.2,
    "capital within a sentence": -1.5,
    "is itself the source": -3.0,
    "place": -1.0,
    "name of a body": -1.5,
    "inside the subject": -2.0,
    "as, without a clause": -0.8,
    "as, with a clause": 0.6,
    "whole sentence": 1.0,
    "next sentence says who": 2.0,
}
"""What each sign adds; the sum is the log odds of speech."""

_PRIOR, _PRIOR_WHERE_NAMES_ARE_MARKED = -0.3, -1.0


def evidence(case: Case) -> float:
    """Return the log odds that a quote is speech."""
    names_are_marked = case.sentence.lexicon.marks_names
    prior = _PRIOR_WHERE_NAMES_ARE_MARKED if names_are_marked else _PRIOR
    return prior + sum(WEIGHTS[sign] for sign in signs(case))


def logistic(total: float) -> float:
    """Return log odds as a probability.

    Examples
    --------
    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))
