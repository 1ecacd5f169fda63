"""A fast fit for comparisons: all heads on all rows, no calibration, scored on real news.

Frames are taken as present from a log-odds of -0.8, stances with the neutral shift of the codebook;
so variants differ in nothing but what is compared. Shipped models are calibrated and thus a little
different: see `benchmarks.gold` for their scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.gold import FOLDER, read_gold
from stance.codebook import Codebook
from stance.evaluation import confusion, f1_scores, macro_f1
from stance.features import RECIPE, View
from stance.fitting import answers, design, heads_of
from stance.labels import Example
from stance.linear import SMOOTHING, STRENGTH, fit_outputs
from stance.marking import Lists, Reading, read
from stance.space import fit_space, matrix

__all__ = ["Trial", "gold_of", "header", "line", "score", "unmasked"]

FRAME_LIMIT = -0.8
Floats = npt.NDArray[np.float64]


class Trial(NamedTuple):
    """What is varied.

    Parameters
    ----------
    recipe : tuple of View
    strength, smoothing : float
    shift : float, optional
        Added to the neutral score; what the codebook says by default.
    shared : bool
        Whether heads of several targets share weights beside their own.
    keep : callable, optional
        Changes a reading before it is used.
    """

    recipe: tuple[View, ...] = RECIPE
    strength: float = STRENGTH
    smoothing: float = SMOOTHING
    shift: float | None = None
    shared: bool = True
    keep: Any = None


def gold_of(languages: Sequence[str], folder: Path = FOLDER) -> dict[str, list[Example]]:
    """Return the gold quotes of each language."""
    return {language: read_gold(folder, language).examples for language in languages}


def score(
    trial: Trial,
    examples: Sequence[Example],
    gold: Mapping[str, Sequence[Example]],
    codebook: Codebook,
    classes: Mapping[str, Sequence[str]],
) -> dict[str, tuple[float, float]]:
    """Return for each language the mean macro-F1 of the targets and the mean F1 of the frames."""
    keep = trial.keep or (lambda reading: reading)
    lists = Lists.of(codebook.targets, classes)
    readings = [keep(read(example.quote, lists)) for example in examples]
    asked = {
        language: [keep(read(example.quote, lists)) for example in rows]
        for language, rows in gold.items()
    }
    heads = heads_of(codebook)
    marks = list(dict.fromkeys(head.target for head in heads))
    space = fit_space(readings, trial.recipe, lists, marks)
    targets = [head for head in heads if head.target is not None]
    frames = [head for head in heads if head.target is None]
    groups = [targets] if trial.shared else [[head] for head in targets]
    stance: dict[str, dict[str, Floats]] = {language: {} for language in gold}
    for together in [*groups, *([head] for head in frames)]:
        rows = [matrix(space, readings, head.target) for head in together]
        known, positive = zip(*(answers(examples, head) for head in together), strict=True)
        fitted = fit_outputs(
            design([x[k] for x, k in zip(rows, known, strict=True)]),
            np.vstack([p[k] for p, k in zip(positive, known, strict=True)]),
            strength=trial.strength,
            smoothing=trial.smoothing,
            tolerance=1e-3,
        )
        parts = np.split(fitted[0], len(fitted[0]) // len(space.norms))
        for number, head in enumerate(together):
            own = parts[number + 1] if len(parts) > 1 else 0
            for language, texts in asked.items():
                X = matrix(space, texts, head.target)
                stance[language][head.name] = X @ (parts[0] + own) + fitted[1]
    shift = codebook.neutral_shift if trial.shift is None else trial.shift
    return {
        language: _means(stance[language], rows, codebook, shift) for language, rows in gold.items()
    }


def header(first: Sequence[str], languages: Iterable[str]) -> str:
    """Return the head of a Markdown table whose last columns are the scores by language."""
    columns = [*first, *(f"{name} {what}" for name in languages for what in ("stance", "frames"))]
    return f"| {' | '.join(columns)} |\n" + "|---" * len(columns) + "|"


def line(first: Sequence[str], found: Mapping[str, tuple[float, float]]) -> str:
    """Return one line of that table."""
    cells = [*first, *(f"{value:.3f}" for pair in found.values() for value in pair)]
    return f"| {' | '.join(cells)} |"


def _means(
    scores: Mapping[str, Floats], rows: Sequence[Example], codebook: Codebook, shift: float
) -> tuple[float, float]:
    stances, frames = [], []
    for target in codebook.targets:
        values = scores[target].copy()
        values[:, codebook.stances.index(codebook.neutral)] += shift
        said = [codebook.stances[i] for i in values.argmax(axis=1)]
        table = confusion([row.stance[target] for row in rows], said, codebook.stances)
        stances.append(float(macro_f1(table)))
    for frame in codebook.frames:
        gold = [str(frame in (row.frames or ())) for row in rows]
        found = [str(bool(value)) for value in scores[frame][:, 0] >= FRAME_LIMIT]
        frames.append(float(f1_scores(confusion(gold, found, ("True", "False")))[0]))
    return float(np.mean(stances)), float(np.mean(frames))


def unmasked(reading: Reading) -> Reading:
    """Take the speaker's side away."""
    return reading._replace(speaker=[])
