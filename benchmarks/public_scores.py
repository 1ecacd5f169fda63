"""The scores of the public sets, as their authors define them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from stance.codebook import Codebook
from stance.evaluation import Floats, f1_scores, tables_by_group
from stance.labels import Example
from stance.records import Prediction

__all__ = ["FRAMES", "F_AVG", "MEAN_F1", "Official", "tables"]


class Official(NamedTuple):
    """How a set is scored.

    Parameters
    ----------
    name : str
    measure : callable
        From summed tables, shape (..., n_heads, n_labels, n_labels + 1), to the score.
    """

    name: str
    measure: Callable[[Floats], Floats]


def pooled_f1(tables: Floats) -> Floats:
    """Return the official score of SemEval-2016: mean F1 of favor and against, targets pooled."""
    return np.asarray(f1_scores(tables.sum(axis=-3))[..., :2].mean(axis=-1))


def mean_f1(tables: Floats) -> Floats:
    """Return macro-F1 over the labels, mean over the targets."""
    return np.asarray(f1_scores(tables).mean(axis=(-2, -1)))


def macro_f1_of_frames(tables: Floats) -> Floats:
    """Return the mean F1 of the frames."""
    return np.asarray(f1_scores(tables)[..., 0].mean(axis=-1))


def micro_f1_of_frames(tables: Floats) -> Floats:
    """Return the F1 of all decisions about frames taken together."""
    return np.asarray(f1_scores(tables.sum(axis=-3))[..., 0])


F_AVG = Official("official F_avg", pooled_f1)
MEAN_F1 = Official("mean macro-F1", mean_f1)
FRAMES = (Official("macro-F1", macro_f1_of_frames), Official("micro-F1", micro_f1_of_frames))


def tables(examples: Sequence[Example], said: Sequence[Prediction], book: Codebook) -> Floats:
    """Return the counts of each group and head, shape (n_groups, n_heads, n_labels, ...)."""
    heads = [*book.targets, *book.frames]
    return np.stack([tables_by_group(examples, said, head, book) for head in heads], axis=1)
