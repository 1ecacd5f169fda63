"""One head for any target: what is said around a target's name, learned of all targets together.

The rows of all targets are set below each other, each with its target's names marked, and one head
is fitted on those that name it. Only views that know no name but the marks are read: what stands
near the mark, and the classes of words of the quote and its context. So nothing is learned that
holds for one target alone, and the head can be asked of another (`stance.toward`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stance.codebook import Codebook
from stance.features import View
from stance.fitting import FOLDS, LEAST_ROWS, Task, answers, fit_task
from stance.labels import Example
from stance.linear import SMOOTHING
from stance.marking import Lists, is_named, mark, read
from stance.scoring import Head, Scorer, quantize
from stance.space import fit_space, matrix

__all__ = ["POOLED", "fit_pooled"]

POOLED: tuple[View, ...] = (
    View("near the target", "both", high=3, marked=True, window=5, stem=7),
    View("classes of words", "quote", unit="class", high=3, marked=True),
    View("classes near the target", "both", unit="class", high=3, marked=True, window=5),
    View("classes of the context", "context", unit="class", high=2, marked=True),
)
STRENGTH = 0.1
"""Less than where the target is known: what holds for all targets is simpler."""


def fit_pooled(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    classes: Mapping[str, Sequence[str]] | None = None,
    jobs: int = 1,
) -> Scorer | None:
    """Fit the head for any target.

    Parameters
    ----------
    examples : sequence of Example
    codebook : Codebook
        Its targets are learned from; all rows of the others are read with the names of these.
    classes : mapping of str to sequence of str, optional
        Words by class.
    jobs : int
        Processes; the result does not depend on it.

    Returns
    -------
    Scorer or None
        With one head, whose name and target are empty; None where too few rows name a target.
    """
    lists = Lists.of(codebook.targets, classes or {})
    readings = [read(example.quote, lists) for example in examples]
    space = fit_space(readings, POOLED, lists, [*codebook.targets])
    groups = np.array([example.group for example in examples])
    rows, positive, owners, elsewhere = [], [], [], []
    for target in codebook.targets:
        known, answer = answers(examples, Head(target, target, codebook.stances, 0))
        named = np.array([is_named(mark(reading, target, lists)) for reading in readings])
        rows.append(matrix(space, readings, target)[known & named])
        positive.append(answer[known & named])
        owners.append(groups[known & named])
        elsewhere.append(answer[known & ~named])
    right = np.vstack(positive)
    owner = np.concatenate(owners)
    if (right.sum(axis=0) < LEAST_ROWS).any() or len(set(owner)) < FOLDS:
        return None
    head = Head("", "", codebook.stances, 0, _log_shares(np.vstack(elsewhere)))
    everyone = np.ones(len(right), dtype=bool)
    task = Task([head], [sparse.csr_array(sparse.vstack(rows))], [everyone], [right])
    options = {"strength": STRENGTH, "smoothing": SMOOTHING}
    fit = fit_task(task, owner, options, jobs)[0]
    weights, units = quantize(fit.weights * space.idf[:, None])
    intercepts = fit.intercepts + _even(right, codebook)
    return Scorer(space, (head,), weights, units, np.round(intercepts, 6))


def _log_shares(positive: npt.NDArray[np.bool_]) -> tuple[float, ...]:
    """Return the log share of each stance, each counted once more than it occurs."""
    counts = positive.sum(axis=0) + 1
    return tuple(np.round(np.log(counts / counts.sum()), 6).tolist())


def _even(positive: npt.NDArray[np.bool_], codebook: Codebook) -> npt.NDArray[np.float64]:
    """Return what to add to the scores so that no stance is expected more than another.

    Whom the labelled rows praise or blame says nothing about another target (correction for other
    priors: Saerens, Latinne & Decaestecker 2002). The neutral label gets the codebook's shift.
    """
    shares = np.log(positive.mean(axis=0))
    attitude = np.array([label != codebook.neutral for label in codebook.stances])
    return np.where(attitude, shares[attitude].mean() - shares, codebook.new_target_shift)
