"""Gold labels and predictions in, scores with intervals over groups out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.codebook import Codebook
from stance.confidence import accuracy_interval, calibration_interval
from stance.errors import InputError
from stance.intervals import Interval, bootstrap
from stance.labels import Example
from stance.records import Prediction

__all__ = [
    "Interval",
    "answers",
    "bootstrap",
    "confusion",
    "evaluate",
    "f1_scores",
    "first_f1",
    "macro_f1",
    "tables_by_group",
]

Floats = npt.NDArray[np.float64]
PRESENCE = ("present", "absent")
SURE = (0.5, 0.7, 0.9)
"""The surest shares of answers whose accuracy is told."""


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
        ``confusion``, and of all answers, also those withheld, ``calibration_error`` and
        ``surest``, the accuracy by share; for each frame ``f1``, ``gold`` (how many) and
        ``calibration_error``; ``stance`` and ``frames``, the means over targets and over frames.
        A head of which no row has a label is left out.

    Raises
    ------
    InputError
        If the lengths differ, or nothing or no label is given.
    """
    if len(examples) != len(predictions) or not examples:
        raise InputError(f"{len(examples)} examples, {len(predictions)} predictions: need as many.")
    tables = {
        head: found
        for head in (*codebook.targets, *codebook.frames)
        if (found := tables_by_group(examples, predictions, head, codebook)).any()
    }
    if not tables:
        raise InputError(
            f"no row has a label of {', '.join((*codebook.targets, *codebook.frames))}."
        )
    targets = {name: tables[name] for name in codebook.targets if name in tables}
    frames = {name: tables[name] for name in codebook.frames if name in tables}
    result: dict[str, Any] = {
        "rows": len(examples),
        "groups": len({example.group for example in examples}),
    }
    for target, counts in targets.items():
        result[target] = _target_scores(examples, predictions, target, counts, codebook.stances)
    for frame, counts in frames.items():
        result[frame] = _frame_scores(examples, predictions, frame, counts)
    if targets:
        result["stance"] = _mean_over(targets, macro_f1)
    if frames:
        result["frames"] = _mean_over(frames, first_f1)
    return result


def answers(
    examples: Sequence[Example], predictions: Sequence[Prediction], head: str
) -> tuple[Floats, npt.NDArray[np.bool_], list[str]]:
    """Return what `stance.confidence` asks for, of the examples that have the head's label.

    Parameters
    ----------
    examples, predictions
        As in `evaluate`.
    head : str
        A target: how sure the likeliest label is, and whether it is right. A frame: how sure it is
        that the frame is there, and whether it is there.

    Returns
    -------
    probability : ndarray, shape (n_known,)
    right : ndarray of bool, shape (n_known,)
    groups : list of str, length n_known
    """
    found: list[tuple[float, bool, str]] = []
    for example, prediction in zip(examples, predictions, strict=True):
        if head in prediction.frame_probabilities:
            if example.frames is not None:
                value = prediction.frame_probabilities[head]
                found.append((value, head in example.frames, example.group))
        elif head in example.stance:
            verdict = prediction.stance[head]
            likeliest = max(verdict.probabilities, key=verdict.probabilities.__getitem__)
            found.append((verdict.probability, likeliest == example.stance[head], example.group))
    values = np.array([value for value, _, _ in found], dtype=np.float64)
    return values, np.array([right for _, right, _ in found], dtype=bool), [g for *_, g in found]


def tables_by_group(
    examples: Sequence[Example], predictions: Sequence[Prediction], head: str, codebook: Codebook
) -> Floats:
    """Count gold labels of one head against predicted ones, a table a group.

    Parameters
    ----------
    examples, predictions, codebook
        As in `evaluate`.
    head : str
        A target, whose labels are the stances; a frame, which is there or not.

    Returns
    -------
    ndarray, shape (n_groups, n_labels, n_labels + 1)
        Groups in order of their first row, labels as in `confusion`.
    """
    labels = PRESENCE if head in codebook.frames else codebook.stances
    pairs: dict[str, tuple[list[str], list[str | None]]] = {e.group: ([], []) for e in examples}
    for example, prediction in zip(examples, predictions, strict=True):
        if head in codebook.frames:
            right = None if example.frames is None else _presence(head, example.frames)
            said: str | None = _presence(head, prediction.frames)
        else:
            right, said = example.stance.get(head), prediction.stance[head].label
        if right is not None:
            pairs[example.group][0].append(right)
            pairs[example.group][1].append(said)
    return np.stack([confusion(gold, found, labels) for gold, found in pairs.values()])


def _presence(frame: str, frames: Sequence[str]) -> str:
    return PRESENCE[0] if frame in frames else PRESENCE[1]


def _target_scores(
    examples: Sequence[Example],
    predictions: Sequence[Prediction],
    target: str,
    tables: Floats,
    labels: Sequence[str],
) -> dict[str, Any]:
    probability, right, owners = answers(examples, predictions, target)
    total = tables.sum(axis=0)
    return {
        "macro_f1": bootstrap(tables, macro_f1),
        "f1": dict(zip(labels, f1_scores(total).tolist(), strict=True)),
        "confusion": total.astype(int).tolist(),
        "calibration_error": calibration_interval(probability, right, owners),
        "surest": {s: accuracy_interval(probability, right, owners, s) for s in SURE},
    }


def _frame_scores(
    examples: Sequence[Example], predictions: Sequence[Prediction], frame: str, tables: Floats
) -> dict[str, Any]:
    probability, right, owners = answers(examples, predictions, frame)
    return {
        "f1": bootstrap(tables, first_f1),
        "gold": int(tables.sum(axis=0)[0].sum()),
        "calibration_error": calibration_interval(probability, right, owners),
    }


def first_f1(table: Floats) -> Floats:
    """Return the F1 of the first label, which in a frame's table says that it is there."""
    return f1_scores(table)[..., 0]


def _mean_over(tables: Mapping[str, Floats], statistic: Callable[[Floats], Floats]) -> Interval:
    """Bootstrap the mean of a statistic over several tables, resampling the same groups in each."""
    stacked = np.stack(list(tables.values()), axis=1)
    return bootstrap(stacked, lambda sums: np.asarray(statistic(sums).mean(axis=-1)))
