"""Labelled quotes in, a whole scorer out: every head fitted, calibrated out of fold, quantized."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse

from stance.codebook import Codebook
from stance.errors import InputError
from stance.features import RECIPE, View
from stance.folds import deal
from stance.labels import Example
from stance.linear import FLOOR, SMOOTHING, STRENGTH, calibration, fit_outputs
from stance.marking import Lists, read
from stance.scoring import Head, Scorer, quantize, sigmoid, softmax
from stance.space import fit_space, matrix

__all__ = ["Fitted", "Task", "fit_scorer", "fit_task", "heads_of"]

Floats = npt.NDArray[np.float64]
FOLDS = 5
LEAST_ROWS, LEAST_GROUPS = 5, 2
"""What it takes to learn of a label at all; to learn it well takes some hundred rows."""
SEED = 20220224


class Fitted(NamedTuple):
    """A scorer and what it said of each row while that row was held out.

    Parameters
    ----------
    scorer : Scorer
    held_out : ndarray, shape (n, n_outputs)
        Calibrated probabilities out of fold; NaN where a row lacks the label.
    """

    scorer: Scorer
    held_out: Floats


def check_enough(examples: Sequence[Example], codebook: Codebook) -> None:
    """Check that there is something to learn of everything that the codebook has.

    Targets share what they learn of a stance, so a stance may be rare or missing for one of them.

    Raises
    ------
    InputError
        If there are fewer groups than folds, or too few rows of a target, a stance or a frame; all
        of them are named.
    """
    groups = {example.group for example in examples}
    if len(groups) < FOLDS:
        raise InputError(
            f"{len(groups)} group{'s' * (len(groups) > 1)} of rows: calibration needs {FOLDS} or "
            "more. A group is what may leak, such as an article; say it in a column 'group'."
        )
    absent = {frame: f"no {frame}" for frame in codebook.frames}
    owners: dict[str, list[str]] = {
        name: [] for name in (*codebook.targets, *codebook.stances, *absent, *absent.values())
    }
    for example in examples:
        names = [*example.stance, *example.stance.values()]
        if example.frames is not None:
            names += [f if f in example.frames else absent[f] for f in codebook.frames]
        for name in owners.keys() & set(names):
            owners[name].append(example.group)
    few = [
        f"{name} ({len(rows)} in {len(set(rows))})"
        for name, rows in owners.items()
        if len(rows) < LEAST_ROWS or len(set(rows)) < LEAST_GROUPS
    ]
    if few:
        raise InputError(
            f"too few rows (in groups) of: {', '.join(few)}. Each needs {LEAST_ROWS} in "
            f"{LEAST_GROUPS}: code more of them, or take it out of the codebook."
        )


def heads_of(codebook: Codebook) -> tuple[Head, ...]:
    """Return one head a target (all stances) and one a frame (a single output)."""
    width = len(codebook.stances)
    stances = [Head(t, t, codebook.stances, i * width) for i, t in enumerate(codebook.targets)]
    first = width * len(stances)
    return (*stances, *(Head(f, None, (f,), first + i) for i, f in enumerate(codebook.frames)))


def fit_scorer(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    recipe: tuple[View, ...] = RECIPE,
    strength: float = STRENGTH,
    smoothing: float = SMOOTHING,
    floor: float = FLOOR,
    classes: Mapping[str, Sequence[str]] | None = None,
    jobs: int = 1,
) -> Fitted:
    """Fit all heads of a codebook.

    Parameters
    ----------
    examples : sequence of Example
        Rows may lack a target or the frames; each head learns from those that have its label.
    codebook : Codebook
    recipe, strength, smoothing, floor
        As in `StanceClassifier`.
    classes : mapping of str to sequence of str, optional
        Words by class; they become part of the model.
    jobs : int
        Processes; the result does not depend on it.

    Raises
    ------
    InputError
        If there are fewer groups than folds, or a label has too few rows.
    """
    check_enough(examples, codebook)
    groups = np.array([example.group for example in examples])
    lists = Lists.of(codebook.targets, classes or {})
    readings = [read(example.quote, lists) for example in examples]
    heads = heads_of(codebook)
    marks = list(dict.fromkeys(head.target for head in heads))
    space = fit_space(readings, recipe, lists, marks)
    frames = [head for head in heads if head.target is None]
    plain = [matrix(space, readings, None)] if frames else []
    tasks = [Task([head], plain, *_answers(examples, [head])) for head in frames]
    stances = [head for head in heads if head.target is not None]
    rows = [matrix(space, readings, head.target) for head in stances]
    if stances:
        tasks.insert(0, Task(stances, rows, *_answers(examples, stances)))
    options = {"strength": strength, "smoothing": smoothing, "floor": floor}
    fits = [fit for task in tasks for fit in fit_task(task, groups, options, jobs)]
    weights = np.hstack([fit.weights for fit in fits]) * space.idf[:, None]
    intercepts = np.concatenate([fit.intercepts for fit in fits])
    for head in stances:
        factor = codebook.certainty.get(head.name, 1.0)
        weights[:, head.columns] *= factor
        intercepts[head.columns] *= factor
        intercepts[head.start + head.labels.index(codebook.neutral)] += codebook.neutral_shift
    whole, units = quantize(weights)
    scorer = Scorer(space, heads, whole, units, np.round(intercepts, 6))
    return Fitted(scorer, np.hstack([fit.held_out for fit in fits]))


class Task(NamedTuple):
    """Heads that are fitted together, because they ask the same of different targets.

    Parameters
    ----------
    heads : list of Head, length n_heads
    rows : list of csr_array, each of shape (n, n_terms)
        What each head sees of the rows.
    known : list of ndarray of bool, each of shape (n,)
        Which rows have the head's label.
    positive : list of ndarray of bool, each of shape (n, n_outputs)
    """

    heads: list[Head]
    rows: list[sparse.csr_array[Any]]
    known: list[npt.NDArray[np.bool_]]
    positive: list[npt.NDArray[np.bool_]]


class HeadFit(NamedTuple):
    """Weights and intercepts with the calibration folded in, and the held-out probabilities."""

    weights: Floats
    intercepts: Floats
    held_out: Floats


def answers(
    examples: Sequence[Example], head: Head
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which rows have the head's label, and which outputs are right in them.

    Returns
    -------
    known : ndarray of bool, shape (n,)
    positive : ndarray of bool, shape (n, n_outputs)
    """
    if head.target is None:
        known = np.array([example.frames is not None for example in examples])
        positive = np.array([[head.name in (example.frames or ())] for example in examples])
    else:
        labels = np.array([example.stance.get(head.target, "") for example in examples])
        known = labels != ""
        positive = labels[:, None] == np.array(head.labels)
    return known, positive


def _answers(examples: Sequence[Example], heads: Sequence[Head]) -> tuple[Any, Any]:
    pairs = [answers(examples, head) for head in heads]
    return [known for known, _ in pairs], [positive for _, positive in pairs]


def fit_task(
    task: Task, groups: npt.NDArray[Any], options: dict[str, float], jobs: int
) -> list[HeadFit]:
    """Fit the heads of a task: out of fold for the calibration, then on all rows with labels.

    Each head has weights of its own and shares others with the heads of the same task; a row's
    score is the sum of both (Daumé III 2007, "Frustratingly Easy Domain Adaptation", with targets
    as domains). What is learned of one target so helps with the next.
    """
    X = design([rows[known] for rows, known in zip(task.rows, task.known, strict=True)])
    positive = np.vstack([p[k] for p, k in zip(task.positive, task.known, strict=True)])
    owners = np.concatenate([groups[known] for known in task.known])
    answer = positive.astype(np.int64) @ np.arange(1, positive.shape[1] + 1)
    fold = deal(answer, owners, FOLDS, SEED)
    kept = [np.flatnonzero(fold != number) for number in (*range(FOLDS), -1)]  # the last: all
    fits = Parallel(n_jobs=jobs)(
        delayed(fit_outputs)(X[rows], positive[rows], **options) for rows in kept
    )
    scores = np.zeros(positive.shape)
    for number, (weights, intercepts) in enumerate(fits[:-1]):
        scores[fold == number] = X[fold == number] @ weights + intercepts
    return list(_calibrated(task, scores, *fits[-1]))


def _calibrated(
    task: Task, scores: Floats, weights: Floats, intercepts: Floats
) -> Iterator[HeadFit]:
    """Take the heads apart again and fold each one's calibration into its weights."""
    parts = np.split(weights, len(weights) // task.rows[0].shape[1])
    own = parts[1:] or [np.zeros_like(parts[0])]
    start = 0
    for known, positive, extra in zip(task.known, task.positive, own, strict=True):
        mine = slice(start, start + int(known.sum()))
        start = mine.stop
        slopes, shifts = calibration(scores[mine], positive[known])
        logits = scores[mine] @ slopes + shifts
        held_out = np.full(positive.shape, np.nan)
        held_out[known] = softmax(logits) if logits.shape[1] > 1 else sigmoid(logits)
        yield HeadFit((parts[0] + extra) @ slopes, intercepts @ slopes + shifts, held_out)


def design(rows: Sequence[sparse.csr_array[Any]]) -> sparse.csr_array[Any]:
    """Set the rows of several heads below each other: shared columns first, then each one's own."""
    if len(rows) == 1:
        return rows[0]
    own = sparse.block_diag(rows, format="csr")
    return sparse.csr_array(sparse.hstack([sparse.vstack(rows), own], format="csr"))
