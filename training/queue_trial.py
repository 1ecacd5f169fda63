"""What the queue gains: `python -m training.queue_trial [--picture FILE]`.

The labelled rows stand for a pile. A quarter of their groups is kept apart to measure on; of the
rest a few rows are coded first, then more in rounds, by `training.queue` or in random order, and
after each round a model is fitted anew. Since many fits are needed it is a fast one: a logistic
regression on latent semantic features (Deerwester et al. 1990) of the library's words and marks,
labels weighted alike, so that nothing is gained by more rows of a rare label alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from stance.codebook import Codebook, load_codebook
from stance.evaluation import Interval, bootstrap, confusion, f1_scores
from stance.features import RECIPE
from stance.fitting import answers, heads_of
from stance.io import writing
from stance.labels import Example, read_examples
from stance.marking import Lists, read
from stance.space import fit_space, matrix
from stance.words import load_lists
from training.pictures import Line, check_extra, lines
from training.queue import pick, worth
from training.sections import Section, markdown
from training.train import CODEBOOK, LABELS, WORDS

__all__ = ["Prepared", "mean_of_runs", "picture_of", "prepare", "reached", "run", "sections"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DIMENSIONS = 150
FIRST, ROUND, LAST = 200, 200, 2400
HELD_OUT = 0.25
SCALE = 3.0
"""Length of a row: the strength of the regression goes with its square."""
ORDERS = ("queue", "random")


class Prepared(NamedTuple):
    """Rows made ready for many fits.

    Parameters
    ----------
    features : dict of str to ndarray, shape (n, n_dimensions)
        For each head what is seen of the rows, each of length 1.
    labels : dict of str to ndarray of int, shape (n,)
    sizes : dict of str to int
        How many labels a head has; of a frame the second means that it is there.
    groups : ndarray of int, shape (n,)
    targets : tuple of str
        Those of the heads that are targets.
    """

    features: dict[str, Floats]
    labels: dict[str, Ints]
    sizes: dict[str, int]
    groups: Ints
    targets: tuple[str, ...]


def prepare(
    examples: Sequence[Example],
    codebook: Codebook,
    classes: Mapping[str, Sequence[str]],
    dimensions: int = DIMENSIONS,
) -> Prepared:
    """Make rows ready that have all labels."""
    lists = Lists.of(codebook.targets, classes)
    readings = [read(example.quote, lists) for example in examples]
    heads = heads_of(codebook)
    marks = list(dict.fromkeys(head.target for head in heads))
    recipe = tuple(view for view in RECIPE if view.unit != "char")
    space = fit_space(readings, recipe, lists, marks)
    seen = {
        target: normalize(
            TruncatedSVD(dimensions, n_iter=3, random_state=0).fit_transform(
                matrix(space, readings, target)
            )
        )
        for target in marks
    }
    positive = {head.name: answers(examples, head)[1] for head in heads}
    return Prepared(
        {head.name: seen[head.target] for head in heads},
        {n: p[:, 0] * 1 if p.shape[1] == 1 else p.argmax(axis=1) for n, p in positive.items()},
        {name: max(2, p.shape[1]) for name, p in positive.items()},
        np.unique([example.group for example in examples], return_inverse=True)[1],
        tuple(codebook.targets),
    )


def run(rows: Prepared, order: str, seed: int, steps: Sequence[int]) -> Floats:
    """Return the score after each round, shape (n_steps, 2): mean of targets, mean of frames.

    Parameters
    ----------
    rows : Prepared
    order : str
        ``"queue"`` or ``"random"``; the first rows are the same in both.
    seed : int
        Draws what is kept apart, and the random order.
    steps : sequence of int
        How many rows are coded in all after each round.
    """
    rng = np.random.default_rng(seed)
    apart = rng.random(rows.groups.max() + 1) < HELD_OUT
    test, pile = np.flatnonzero(apart[rows.groups]), np.flatnonzero(~apart[rows.groups])
    pile = rng.permutation(pile)
    coded, left = pile[: steps[0]], pile[steps[0] :]
    scores = []
    for step, after in zip(steps, [*steps[1:], steps[-1]], strict=True):
        models = _fit(rows, coded)
        scores.append(_score(rows, models, test))
        new = after - step
        places = np.arange(new) if order == "random" else _queue(rows, models, coded, left, new)
        coded, left = np.concatenate([coded, left[places]]), np.delete(left, places)
    return np.array(scores)


def _fit(rows: Prepared, coded: Ints) -> dict[str, LogisticRegression]:
    models = {}
    for head, features in rows.features.items():
        model = LogisticRegression(C=SCALE**3, class_weight="balanced", tol=1e-3, max_iter=500)
        models[head] = model.fit(features[coded], rows.labels[head][coded])
    return models


def _score(rows: Prepared, models: Mapping[str, LogisticRegression], test: Ints) -> list[float]:
    targets, frames = [], []
    for head, model in models.items():
        names = [str(number) for number in range(rows.sizes[head])]
        said = model.predict(rows.features[head][test])
        f1 = f1_scores(confusion([*map(str, rows.labels[head][test])], [*map(str, said)], names))
        if head in rows.targets:
            targets.append(f1.mean())
        else:
            frames.append(f1[1])
    return [float(np.mean(targets)), float(np.mean(frames))]


def _queue(
    rows: Prepared, models: Mapping[str, LogisticRegression], coded: Ints, left: Ints, size: int
) -> Ints:
    """Return the places in what is left that the queue picks, as for a pile without labels."""
    chances, counts = {}, {}
    for head, model in models.items():
        chances[head] = model.predict_proba(rows.features[head][left])
        counts[head] = np.bincount(rows.labels[head][coded], minlength=rows.sizes[head]).astype(
            float
        )
        counts[head] = counts[head][model.classes_]
    vectors = normalize(np.hstack([features[left] for features in rows.features.values()]))
    # What is left stands in random order: its places are as good a draw as any.
    found = pick(worth(chances, counts), np.arange(len(left)) / len(left), vectors, size)
    return np.array([*found.random, *found.teaching], dtype=np.int64)


def reached(steps: Sequence[int], queue: Floats, random: Floats) -> float:
    """Return with which share of the rows the queue has the score that random order ends with.

    Both curves are made monotone first (isotonic regression), so that a lucky round is no gain.

    Parameters
    ----------
    steps : sequence of int
    queue, random : ndarray, shape (n_steps,)

    Examples
    --------
    >>> reached([100, 200, 300], np.array([0.4, 0.6, 0.7]), np.array([0.4, 0.45, 0.5]))
    0.5
    """
    smooth = [IsotonicRegression().fit_transform(steps, curve) for curve in (queue, random)]
    goal = smooth[1][-1]
    if smooth[0][-1] < goal:
        return float("inf")
    after = int(np.argmax(smooth[0] >= goal))
    if after == 0:
        return steps[0] / steps[-1]
    low, high = smooth[0][after - 1 : after + 1]
    rows = steps[after - 1] + (goal - low) / (high - low) * (steps[after] - steps[after - 1])
    return float(rows / steps[-1])


def mean_of_runs(values: Floats) -> Interval:
    """Return the mean of one value a run with its interval over runs."""
    tables = np.stack([values, np.ones(len(values))], axis=1)
    return bootstrap(tables, lambda sums: np.asarray(sums[..., 0] / sums[..., 1]))


def sections(steps: Sequence[int], found: Mapping[str, Floats]) -> Iterator[Section]:
    """Yield the scores of runs by order, each of shape (n_runs, n_steps, 2), and what is gained."""
    names = ("stance, macro-F1", "frames, F1")
    both = {order: np.dstack([curves, curves.mean(axis=2)]) for order, curves in found.items()}
    runs = len(found["queue"])
    yield Section(
        "Score against rows",
        f"Means of {runs} runs, 95 % intervals over runs.",
        ["rows", *(f"{name}, {order}" for name in names for order in ORDERS)],
        [
            [
                str(step),
                *(mean_of_runs(found[o][:, at, n]) for n in range(2) for o in ORDERS),
            ]
            for at, step in enumerate(steps)
        ],
    )
    yield Section(
        "Rows that the queue needs",
        f"As a share of the {steps[-1]} after which random order has the same score.",
        ["score", "share of rows"],
        [
            [
                name,
                mean_of_runs(
                    np.array(
                        [
                            reached(steps, both["queue"][k, :, n], both["random"][k, :, n])
                            for k in range(runs)
                        ]
                    )
                ),
            ]
            for n, name in enumerate((*names, "mean of both"))
        ],
    )


def picture_of(steps: Sequence[int], found: Mapping[str, Floats]) -> str:
    """Return the same scores drawn, as SVG."""
    drawn = {}
    for n, name in enumerate(("stance", "frames")):
        for order in ORDERS:
            values = [mean_of_runs(found[order][:, at, n]) for at in range(len(steps))]
            middle, low, high = ([v[i] for v in values] for i in range(3))
            drawn[f"{name}, {order}"] = Line(steps, middle, low, high)
    return lines("What the queue gains", drawn, x="coded rows", y="score on rows kept apart")


@click.command()
@click.option("--runs", default=10, show_default=True)
@click.option("--picture", type=click.Path(path_type=Path), help="An .svg file.")
def main(runs: int, picture: Path | None) -> None:
    """Print score against rows for the queue and for random order, and draw it."""
    if picture is not None:
        check_extra()
    codebook = load_codebook(CODEBOOK)
    rows = prepare(read_examples(LABELS, codebook), codebook, load_lists(WORDS))
    steps = range(FIRST, LAST + 1, ROUND)
    found = {
        order: np.stack([run(rows, order, seed, steps) for seed in range(runs)]) for order in ORDERS
    }
    print("\n".join(markdown(sections(steps, found))))
    if picture is not None:
        with writing(picture) as file:
            file.write(picture_of(steps, found))


if __name__ == "__main__":
    main()
