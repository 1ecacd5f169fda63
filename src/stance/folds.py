"""Folds for cross-validation: whole groups, like shares of every label.

scikit-learn's ``StratifiedGroupKFold`` deals groups out by the same rule. Its folds have changed
from version to version, and a model must not change with them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["deal"]


def deal(
    labels: npt.NDArray[np.int64], groups: npt.NDArray[np.str_], folds: int, seed: int
) -> npt.NDArray[np.int64]:
    """Return the fold of each row, shape (n,).

    Groups with the most uneven counts of labels are dealt first, in a shuffled order where they are
    alike; each goes where the shares of the labels then vary least between folds, among equals to
    the smallest fold.

    Parameters
    ----------
    labels : ndarray, shape (n,)
    groups : ndarray of str, shape (n,)
    folds, seed : int

    Examples
    --------
    >>> labels = np.array([0, 1, 0, 1, 0, 1])
    >>> deal(labels, np.array(["a", "a", "b", "b", "c", "c"]), 3, seed=1).tolist()
    [0, 0, 2, 2, 1, 1]
    """
    names, label = np.unique(labels, return_inverse=True)
    owners, group = np.unique(groups, return_inverse=True)
    counts = np.zeros((len(owners), len(names)))
    np.add.at(counts, (group, label), 1)
    totals = counts.sum(axis=0)
    order = np.arange(len(owners))
    np.random.RandomState(seed).shuffle(order)  # the same in every version of numpy
    order = order[np.argsort(-counts[order].std(axis=1), kind="stable")]
    held = np.zeros((folds, len(names)))
    fold = np.zeros(len(owners), dtype=np.int64)
    for number in order:
        # What the shares would be if the group went into the first fold, the second, …
        tried = held + np.eye(folds)[:, :, None] * counts[number]
        uneven = (tried / totals).std(axis=1).mean(axis=1)
        fold[number] = _least(uneven.tolist(), held.sum(axis=1).tolist())
        held[fold[number]] += counts[number]
    return fold[group]


def _least(uneven: list[float], sizes: list[float]) -> int:
    best = 0
    for i in range(1, len(uneven)):
        alike = abs(uneven[i] - uneven[best]) <= 1e-8 + 1e-5 * uneven[best]
        if uneven[i] < uneven[best] or (alike and sizes[i] < sizes[best]):
            best = i
    return best
