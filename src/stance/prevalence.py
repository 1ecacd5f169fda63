"""Scored quotes in, shares of stances and frames out: corrected, by group, with intervals."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.codebook import Codebook
from stance.corrections import ASSUMING, Answers, Coded, Method, estimator
from stance.errors import InputError
from stance.fields import number_of
from stance.labels import Example
from stance.likeness import likeness
from stance.records import Prediction

__all__ = ["ALL", "Scored", "Share", "prevalence", "scored", "unlike"]

Names = npt.NDArray[np.str_]
ALL = "all"
"""The group of every quote where none is asked for."""
PRESENT = "present"
FRAME = (PRESENT, "absent")
SAMPLING = "sampling_probability"
"""The column of a coded row that says with which probability it was drawn from the corpus."""
RESAMPLES = 500
CHANCE = 0.01
"""With this probability one group and head or more are said to be unlike although none is."""


class Scored(NamedTuple):
    """A scored corpus as arrays.

    Parameters
    ----------
    heads : mapping of str to Answers
        What the model said, for each target and frame.
    groups : ndarray of str, shape (n,)
        What shares are asked for: a month, an outlet, a speaker.
    articles : ndarray of str, shape (n,)
        Quotes of one article are no independent evidence; a quote without one stands alone.
    """

    heads: Mapping[str, Answers]
    groups: Names
    articles: Names


class Share(NamedTuple):
    """The share of one label in one group.

    Parameters
    ----------
    group, head, label : str
    share, low, high : float
        NaN where a group has too few coded rows for the design-based estimate.
    quotes : int
        How many the group has.
    checked : int
        How many rows coded by hand the correction rests on.
    method : str
    likeness : float
        How probable it is that the group's quotes are like the coded ones, as ``"adjusted"`` and
        ``"likelihood"`` assume (`stance.likeness`). NaN for other methods and of too few quotes.
    """

    group: str
    head: str
    label: str
    share: float
    low: float
    high: float
    quotes: int
    checked: int
    method: str
    likeness: float = nan

    def as_dict(self) -> dict[str, Any]:
        """Return the fields, JSON-ready: None stands for NaN."""
        row = self._asdict()
        return {key: None if value != value else value for key, value in row.items()}


def scored(
    predictions: Iterable[Prediction], codebook: Codebook, *, groups: Iterable[str] | None = None
) -> Scored:
    """Set predictions as arrays.

    Parameters
    ----------
    predictions : iterable of Prediction
    codebook : Codebook
        Of the model that made them.
    groups : iterable of str, optional
        One for each prediction; by default all are the group ``"all"``.

    Raises
    ------
    InputError
        If there is no prediction, or not as many groups.
    """
    cells = array("d")  # of millions of quotes: lists would take four times the memory
    frames: list[tuple[str, ...]] = []
    articles: list[str] = []
    for number, prediction in enumerate(predictions):
        cells.extend(_probabilities(prediction, codebook))
        frames.append(prediction.frames)
        articles.append(prediction.quote.article or f"\0{number}")
    if not articles:
        raise InputError("no predictions: there is nothing to count.")
    names = [ALL] * len(articles) if groups is None else list(groups)
    if len(names) != len(articles):
        raise InputError(f"{len(names)} groups for {len(articles)} predictions: need as many.")
    table, width, start = np.array(cells).reshape(len(articles), -1), len(codebook.stances), 0
    heads = {}
    for target in codebook.targets:
        part = table[:, start : start + width]
        heads[target] = Answers(codebook.stances, part, part.argmax(axis=1))
        start += width
    for column, frame in enumerate(codebook.frames, start):
        part = np.stack([table[:, column], 1 - table[:, column]], axis=1)
        heads[frame] = Answers(FRAME, part, np.array([int(frame not in f) for f in frames]))
    return Scored(heads, np.array(names), np.array(articles))


def prevalence(
    corpus: Scored,
    checked: Scored | None = None,
    examples: Sequence[Example] = (),
    *,
    method: Method | None = None,
    heads: Sequence[str] | None = None,
    level: float = 0.95,
    fewest: int = 10,
    resamples: int = RESAMPLES,
) -> list[Share]:
    """Estimate the shares of stances and frames in a corpus.

    Parameters
    ----------
    corpus : Scored
    checked : Scored, optional
        What the same model says of rows that were coded by hand and that it was not trained on.
    examples : sequence of Example
        These rows with their labels, in the same order. For ``"design"`` they may have a column
        ``sampling_probability``.
    method : str, optional
        ``"count"`` or ``"probabilistic"``, both uncorrected; ``"adjusted"``, ``"likelihood"`` or
        ``"design"``. By default ``"likelihood"`` with coded rows and ``"probabilistic"`` without.
    heads : sequence of str, optional
        Targets and frames; all by default.
    level : float
        Of the intervals.
    fewest : int
        Groups with quotes from fewer articles are left out, since no interval would hold.
    resamples : int
        The seed is fixed: the same rows give the same intervals.

    Returns
    -------
    list of Share
        By group in sorted order, then by head and label; of a frame only ``"present"``.

    Raises
    ------
    InputError
        If no group has enough articles, a head is unknown, or the method needs other coded rows.

    Examples
    --------
    >>> import stance
    >>> from stance.prevalence import prevalence, scored
    >>> model = stance.load()
    >>> said = ["Russia must end this criminal war", "The talks go on", "We saw nothing"]
    >>> corpus = scored(model.predict_many(said * 10), model.codebook)
    >>> found = prevalence(corpus, method="count", heads=["russia"])
    >>> [(row.label, round(row.share, 2)) for row in found]
    [('favor', 0.0), ('against', 0.33), ('none', 0.67)]
    """
    method = method or ("probabilistic" if checked is None else "likelihood")
    groups = list(_groups(corpus, fewest))
    if not groups:
        raise InputError(f"no group has quotes from {fewest} articles: too few for an interval.")
    found: list[tuple[int, list[Share]]] = []
    for head in heads or corpus.heads:
        if head not in corpus.heads:
            raise InputError(f"no head {head!r}. There are {', '.join(corpus.heads)}.")
        coded = None if checked is None else _coded(checked, examples, head)
        estimate = estimator(method, head, coded, level=level, resamples=resamples)
        for number, (name, rows) in enumerate(groups):
            answers = corpus.heads[head].of(rows)
            articles = corpus.articles[rows]
            shares, low, high, used = estimate(answers, articles, name)
            alike = likeness(coded, answers, articles) if coded and method in ASSUMING else nan
            table = np.stack([shares, low, high], axis=1).tolist()
            lines = [
                Share(name, head, label, share, least, most, len(rows), used, method, alike)
                for label, (share, least, most) in zip(answers.labels, table, strict=True)
            ]
            found.append((number, lines[:1] if answers.labels == FRAME else lines))
    found.sort(key=lambda pair: pair[0])
    return [share for _, lines in found for share in lines]


def unlike(shares: Sequence[Share]) -> dict[str, list[str]]:
    """Return for each head the groups whose quotes are not like the coded ones.

    Their shares by ``"adjusted"`` and ``"likelihood"`` may be wrong, their intervals too narrow.

    Parameters
    ----------
    shares : sequence of Share
        Of `prevalence`. The more groups and heads they are of, the more must be seen of each, so
        that all of them together raise one false alarm in a hundred.

    Examples
    --------
    >>> row = Share("2024", "russia", "favor", 0.1, 0.0, 0.2, 900, 300, "likelihood", 0.0001)
    >>> unlike([row, row._replace(group="2025", likeness=0.4)])
    {'russia': ['2024']}
    """
    tested = {(one.head, one.group): one.likeness for one in shares if not isnan(one.likeness)}
    found: dict[str, list[str]] = {}
    for (head, group), likely in tested.items():
        if likely * len(tested) < CHANCE:
            found.setdefault(head, []).append(group)
    return found


def _probabilities(prediction: Prediction, codebook: Codebook) -> Iterator[float]:
    for target in codebook.targets:
        yield from (prediction.stance[target].probabilities[label] for label in codebook.stances)
    yield from (prediction.frame_probabilities[frame] for frame in codebook.frames)


def _groups(corpus: Scored, fewest: int) -> Iterator[tuple[str, npt.NDArray[np.int_]]]:
    names, place = np.unique(corpus.groups, return_inverse=True)
    order = np.argsort(place, kind="stable")
    for name, rows in zip(names, np.split(order, np.cumsum(np.bincount(place))[:-1]), strict=True):
        if len(np.unique(corpus.articles[rows])) >= fewest:
            yield str(name), rows


def _coded(checked: Scored, examples: Sequence[Example], head: str) -> Coded:
    """Take those of the coded rows that have a label for this head."""
    if len(checked.groups) != len(examples):
        raise InputError(f"{len(examples)} examples, {len(checked.groups)} scored: need as many.")
    answers = checked.heads[head]
    gold = np.array([_gold(example, head, answers.labels) for example in examples])
    known = np.flatnonzero(gold >= 0)
    return Coded(
        answers.of(known),
        gold[known],
        np.array([example.group for example in examples])[known],
        checked.groups[known],
        np.array([_sampling(example) for example in examples])[known],
    )


def _gold(example: Example, head: str, labels: tuple[str, ...]) -> int:
    if labels == FRAME:
        return -1 if example.frames is None else int(head not in example.frames)
    return labels.index(example.stance[head]) if head in example.stance else -1


def _sampling(example: Example) -> float:
    value = example.meta.get(SAMPLING)
    try:
        return 1.0 if value in (None, "") else number_of(value)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{example.id or example.quote.text[:40]!r}: {SAMPLING} = {value!r} is no number. "
            "Write one above 0 and up to 1, such as 0.25."
        ) from error
