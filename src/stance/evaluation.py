"""Gold labels and predictions in, scores with intervals out.

Intervals are percentile bootstraps over groups (articles, passages), since quotes of one article
are not independent: Efron & Tibshirani (1993), chapter 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.codebook import Codebook
from stance.errors import InputError
from stance.labels import Example
from stance.records import Prediction

__all__ = [
    "Interval",
    "bootstrap",
    "calibration_error",
    "confusion",
    "evaluate",
    "f1_scores",
    "macro_f1",
]

Floats = npt.NDArray[np.float64]
RESAMPLES = 2000
SEED = 7


class Interval(NamedTuple):
    """A score with its 95 % interval.

    Parameters
    ----------
    value, low, high : float
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def confusion(
    gold: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str]
) -> Floats:
    """Count gold labels (rows) against predicted ones (columns), shape (n_labels, n_labels).

    A prediction that is no label (None: the model abstained) counts in the last, extra column.
    """
    place = {label: i for i, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels) + 1))
    for right, said in zip(gold, predicted, strict=True):
        table[place[right], place.get(said or "", len(labels))] += 1
    return table


def f1_scores(table: Floats) -> Floats:
    """Return the F1 of each label from confusion counts, shape (..., n_labels); 0 if undefined."""
    size = table.shape[-2]
    right = np.diagonal(table[..., :size], axis1=-2, axis2=-1)
    total = table.sum(axis=-1) + table[..., :size].sum(axis=-2)
    f1 = np.divide(2 * right, total, out=np.zeros_like(right), where=total > 0)
    return np.asarray(f1)


def macro_f1(table: Floats) -> Floats:
    """Return the mean F1 over labels, shape (...)."""
    return np.asarray(f1_scores(table).mean(axis=-1))


def bootstrap(
    tables: Floats, statistic: Callable[[Floats], Floats], *, resamples: int = RESAMPLES
) -> Interval:
    """Return a statistic of summed counts with its interval over resampled groups.

    Parameters
    ----------
    tables : ndarray, shape (n_groups, ...)
        One table of counts a group; whatever is added up over groups.
    statistic : callable
        Takes summed tables, shape (..., *table), and returns one number each.
    resamples : int
        The seed is fixed: the same tables give the same interval.
    """
    value = float(statistic(tables.sum(axis=0)))
    rng = np.random.default_rng(SEED)
    draws = rng.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=resamples)
    sums = np.tensordot(draws.astype(float), tables, axes=1)
    low, high = np.quantile(statistic(sums), [0.025, 0.975])
    return Interval(value, float(low), float(high))


def calibration_error(probability: Floats, right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error with bins of equal size.

    Parameters
    ----------
    probability : ndarray, shape (n,)
        What the model gave the label it chose.
    right : ndarray of bool, shape (n,)
    bins : int

    Notes
    -----
    Naeini, Cooper & Hauskrecht (2015); equal-size bins keep sparse regions from ruling it.
    """
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    gaps = [len(p) * abs(probability[p].mean() - right[p].mean()) for p in parts]
    return float(sum(gaps) / len(order))


def evaluate(
    examples: Sequence[Example], predictions: Sequence[Prediction], codebook: Codebook
) -> dict[str, Any]:
    """Score predictions against gold labels.

    Parameters
    ----------
    examples : sequence of Example, length n
    predictions : sequence of Prediction, length n
        In the same order.
    codebook : Codebook

    Returns
    -------
    dict
        ``rows``, ``groups``; for each target ``macro_f1`` (an `Interval`), ``f1`` by label,
        ``confusion`` and ``calibration_error``; for each frame ``f1`` and ``gold`` (how many);
        ``stance`` and ``frames``, the means over targets and over frames.

    Raises
    ------
    InputError
        If the lengths differ or nothing is given.
    """
    if len(examples) != len(predictions) or not examples:
        raise InputError(f"{len(examples)} examples, {len(predictions)} predictions: need as many.")
    groups = list(dict.fromkeys(example.group for example in examples))
    targets = {
        target: _by_group(
            examples,
            groups,
            [example.stance.get(target) for example in examples],
            [prediction.stance[target].label for prediction in predictions],
            codebook.stances,
        )
        for target in codebook.targets
    }
    frames = {
        frame: _by_group(
            examples,
            groups,
            [None if e.frames is None else str(frame in e.frames) for e in examples],
            [str(frame in prediction.frames) for prediction in predictions],
            ("True", "False"),
        )
        for frame in codebook.frames
    }
    result: dict[str, Any] = {"rows": len(examples), "groups": len(groups)}
    for target, tables in targets.items():
        result[target] = _target_scores(examples, predictions, target, tables, codebook.stances)
    for frame, tables in frames.items():
        gold = int(tables.sum(axis=0)[0].sum())
        result[frame] = {"f1": bootstrap(tables, _first_f1), "gold": gold}
    result["stance"] = _mean_over(targets, macro_f1)
    if frames:
        result["frames"] = _mean_over(frames, _first_f1)
    return result


def _by_group(
    examples: Sequence[Example],
    groups: Sequence[str],
    gold: Sequence[str | None],
    said: Sequence[str | None],
    labels: Sequence[str],
) -> Floats:
    place = {group: i for i, group in enumerate(groups)}
    pairs: list[tuple[list[str], list[str | None]]] = [([], []) for _ in groups]
    for example, right, answer in zip(examples, gold, said, strict=True):
        if right is not None:
            pairs[place[example.group]][0].append(right)
            pairs[place[example.group]][1].append(answer)
    return np.stack([confusion(right, answer, labels) for right, answer in pairs])


def _target_scores(
    examples: Sequence[Example],
    predictions: Sequence[Prediction],
    target: str,
    tables: Floats,
    labels: Sequence[str],
) -> dict[str, Any]:
    coded = [
        (example.stance[target], prediction.stance[target])
        for example, prediction in zip(examples, predictions, strict=True)
        if target in example.stance
    ]
    probability = np.array([verdict.probability for _, verdict in coded])
    likeliest = [max(v.probabilities, key=v.probabilities.__getitem__) for _, v in coded]
    right = np.array([gold == said for (gold, _), said in zip(coded, likeliest, strict=True)])
    total = tables.sum(axis=0)
    return {
        "macro_f1": bootstrap(tables, macro_f1),
        "f1": dict(zip(labels, f1_scores(total).tolist(), strict=True)),
        "confusion": total.astype(int).tolist(),
        "calibration_error": calibration_error(probability, right) if len(right) else None,
    }


def _first_f1(table: Floats) -> Floats:
    return f1_scores(table)[..., 0]


def _mean_over(tables: Mapping[str, Floats], statistic: Callable[[Floats], Floats]) -> Interval:
    """Bootstrap the mean of a statistic over several tables, resampling the same groups in each."""
    stacked = np.stack(list(tables.values()), axis=1)
    return bootstrap(stacked, lambda sums: np.asarray(statistic(sums).mean(axis=-1)))
