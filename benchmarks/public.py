"""The library's estimator on public ground: `python -m benchmarks.public [SET …]`.

Each set's own training part teaches the library's recipe through `stance.fitting.fit_scorer`, its
test part is scored as its authors do. Which of a few settings is taken, and how far the neutral
score is shifted, is decided by the cross-validation that fitting does anyway, on the training part
alone. Nothing of these sets is part of the library or of its model.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.public_scores import F_AVG, FRAMES, MEAN_F1, Official, tables
from benchmarks.public_sets import DATA, Part, gvfc, ruw, semeval2016
from stance.codebook import Codebook
from stance.evaluation import Floats, Interval, bootstrap
from stance.features import View
from stance.fitting import Fitted, answers, fit_scorer, heads_of
from stance.labels import Example
from stance.model import Model
from stance.records import Prediction, Verdict
from stance.store import Stored
from stance.words import load_lists

__all__ = ["SETS", "Setting", "measured"]

WORDS = Path("data/words.toml")
STEPS = np.arange(-10, 11) / 10
"""By how much the score of a label may be shifted."""
LIMITS = [step / 100 for step in range(10, 91, 2)]
"""The thresholds that are tried."""


class Setting(NamedTuple):
    """How the library's recipe is set up.

    Parameters
    ----------
    name : str
    recipe : tuple of View
    strength, smoothing, floor : float
        As in `stance.fitting.fit_scorer`.
    """

    name: str
    recipe: tuple[View, ...]
    strength: float = 1.0
    smoothing: float = 0.1
    floor: float = 1.0


def _words(least: int) -> View:
    return View("words", "quote", least=least)


def _characters(low: int, least: int, high: int = 5) -> View:
    return View(f"characters {low}", "quote", unit="char", low=low, high=high, least=least)


AROUND = View("around targets", "quote", high=3, marked=True, stem=7, least=2)
NEAR = View("near the target", "quote", marked=True, window=5, stem=7, least=2)
TEXTS = Setting("words and characters", (_words(1), _characters(2, 2)))
MARKED = Setting("marked targets too", (*TEXTS.recipe, AROUND, NEAR))
LONGER = Setting("longer characters", (_words(1), _characters(3, 2, 4), _characters(4, 2, 6)))


class Set(NamedTuple):
    """A public set, the settings tried on its training part, and how it is scored.

    Parameters
    ----------
    parts : callable
        Its training and test part; several for official folds.
    settings : tuple of Setting
    scores : tuple of Official
        The first decides which setting is taken.
    """

    parts: Callable[[Path], list[Part]]
    settings: tuple[Setting, ...]
    scores: tuple[Official, ...]


SETS = {
    "semeval2016": Set(semeval2016, (TEXTS._replace(strength=0.3),), (F_AVG,)),
    "ruw": Set(ruw, (MARKED._replace(strength=0.3),), (MEAN_F1,)),
    "gvfc": Set(gvfc, (LONGER._replace(floor=2.0),), FRAMES),
}


class Trial(NamedTuple):
    """A setting fitted on a training part.

    Parameters
    ----------
    setting : Setting
    model : Model
    shifts : ndarray, shape (n_stances,)
        What is added to the score of each label.
    score : float
        Official score of the cross-validated answers.
    """

    setting: Setting
    model: Model
    shifts: Floats
    score: float


def fit(part: Part, setting: Setting, official: Official) -> Trial:
    """Fit a setting; find shifts and thresholds on the answers given to held-out rows."""
    book = part.codebook
    fitted = fit_scorer(
        part.train,
        book,
        recipe=setting.recipe,
        strength=setting.strength,
        smoothing=setting.smoothing,
        floor=setting.floor,
        classes=load_lists(WORDS),
    )
    shifts = best_shifts(part.train, fitted, book, official)
    limit = best_threshold(part.train, fitted, book)
    limits = dict.fromkeys(book.frames, limit)
    model = Model(Stored(fitted.scorer, book, "0", limits, {}))
    said = decided(held_out(part.train, fitted, book), model, shifts)
    score = official.measure(tables(part.train, said, book).sum(axis=0))
    return Trial(setting, model, shifts, float(score))


def best_shifts(
    examples: Sequence[Example], fitted: Fitted, book: Codebook, official: Official
) -> Floats:
    """Return the shifts of the first label and the neutral one that serve the official score best.

    Probabilities serve accuracy; a mean of F1 over labels wants rare ones given more often.
    """
    size = len(book.stances)
    none = np.zeros(size)
    if not book.targets:
        return none
    known, gold = zip(*(answers(examples, head) for head in heads_of(book)), strict=True)
    scores = np.log(np.maximum(fitted.held_out, 1e-12)).reshape(len(examples), -1, size)

    def reached(shifts: Floats) -> float:
        counts = np.zeros((len(book.targets), size, size + 1))
        said = (scores + shifts).argmax(axis=-1)
        for number, (rows, right) in enumerate(zip(known, gold, strict=True)):
            np.add.at(counts[number], (right[rows].argmax(axis=1), said[rows, number]), 1)
        return round(float(official.measure(counts)), 9)

    first, neutral = np.eye(size)[0], np.eye(size)[book.stances.index(book.neutral)]
    tried = [a * first + b * neutral for a, b in product(STEPS, STEPS)]
    return max(tried, key=lambda shifts: (reached(shifts), -np.abs(shifts).sum()))


def best_threshold(examples: Sequence[Example], fitted: Fitted, book: Codebook) -> float:
    """Return the threshold for all frames that serves the mean of macro- and micro-F1 best.

    One for each frame would follow the chance in the few rows of a rare frame.
    """
    if not book.frames:
        return 0.5
    said = held_out(examples, fitted, book)

    def reached(limit: float) -> float:
        limits = dict.fromkeys(book.frames, limit)
        frames = [one_or_two(one.frame_probabilities, limits) for one in said]
        made = [replace(one, frames=f) for one, f in zip(said, frames, strict=True)]
        counts = tables(examples, made, book).sum(axis=0)
        return round(float(np.mean([official.measure(counts) for official in FRAMES])), 9)

    return max(LIMITS, key=lambda limit: (reached(limit), -abs(limit - 0.5)))


def held_out(examples: Sequence[Example], fitted: Fitted, book: Codebook) -> list[Prediction]:
    """Return what was said of each row while it was held out; NaN where it has no label."""
    found = []
    for example, values in zip(examples, fitted.held_out, strict=True):
        stance, frames = {}, {}
        for head in fitted.scorer.heads:
            if head.target is None:
                frames[head.name] = float(values[head.start])
            else:
                likely = dict(zip(head.labels, values[head.columns].tolist(), strict=True))
                stance[head.name] = Verdict(None, 0.0, likely)
        found.append(Prediction(example.quote, stance, (), frames, book.version))
    return found


def decided(said: Sequence[Prediction], model: Model, shifts: Floats) -> list[Prediction]:
    """Return predictions with the labels that shifts and thresholds make of the probabilities."""
    return [
        replace(
            one,
            stance={name: _shifted(verdict, shifts) for name, verdict in one.stance.items()},
            frames=one_or_two(one.frame_probabilities, model.thresholds),
        )
        for one in said
    ]


def _shifted(verdict: Verdict, shifts: Floats) -> Verdict:
    labels, values = zip(*verdict.probabilities.items(), strict=True)
    place = int((np.log(np.maximum(values, 1e-12)) + shifts).argmax())
    return replace(verdict, label=labels[place], probability=values[place])


def one_or_two(probabilities: Mapping[str, float], limits: Mapping[str, float]) -> tuple[str, ...]:
    """Return the frames above their thresholds, at least one and at most two, as the corpus has.

    Examples
    --------
    >>> one_or_two({"a": 0.4, "b": 0.1, "c": 0.2}, {"a": 0.5, "b": 0.5, "c": 0.5})
    ('a',)
    """
    margins = {
        name: np.log(p / (1 - p)) - np.log(limits[name] / (1 - limits[name]))
        for name, p in probabilities.items()
    }
    first, *others = sorted(margins, key=lambda name: -margins[name])[:2] or [""]
    kept = [first, *(name for name in others if margins[name] >= 0)]
    return tuple(filter(None, kept))


class Measured(NamedTuple):
    """What was reached on the test part.

    Parameters
    ----------
    train, test : int
        Rows; of several folds the mean and the sum.
    settings : list of str
        Which were taken, one a fold.
    scores : dict of str to Interval
    """

    train: int
    test: int
    settings: list[str]
    scores: dict[str, Interval]


def measured(chosen: Set, folder: Path = DATA) -> Measured:
    """Learn from the training part of each fold, and score all test parts together."""
    counts, taken, sizes = [], [], []
    for part in chosen.parts(folder):
        trials = [fit(part, setting, chosen.scores[0]) for setting in chosen.settings]
        for trial in trials:
            print(f"  {trial.setting.name}: {trial.score:.4f} cross-validated", file=sys.stderr)
        best = max(trials, key=lambda trial: trial.score)
        said = best.model.predict_many(example.quote for example in part.test)
        counts.append(tables(part.test, decided(said, best.model, best.shifts), part.codebook))
        taken.append(best.setting.name)
        sizes.append((len(part.train), len(part.test)))
    scores = {
        official.name: bootstrap(np.concatenate(counts), official.measure)
        for official in chosen.scores
    }
    return Measured(round(np.mean([n for n, _ in sizes])), sum(n for _, n in sizes), taken, scores)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SETS)))
@click.option("--folder", type=click.Path(path_type=Path), default=DATA, show_default=True)
def main(names: tuple[str, ...], folder: Path) -> None:
    """Print what the library's estimator reaches on public sets."""
    print("| set | learned from | scored | setting | score | reached |\n" + "|---" * 6 + "|")
    for name in names or SETS:
        found = measured(SETS[name], folder)
        folds = Counter(found.settings)
        setting = ", ".join(f"{s} ({n})" if len(folds) > 1 else s for s, n in folds.items())
        for score, value in found.scores.items():
            cells = [name, found.train, found.test, setting, score, value]
            print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
