"""How near estimated shares come to the true ones: `python -m benchmarks.prevalence [--trials N]`.

A model is fitted on half of the labelled rows and calibrated on a sixth; the rest, which it has not
seen, is the population. From it come, again and again, rows coded by hand and a corpus whose shares
are shifted. For each method two tables say how far its shares are from those the corpus was drawn
with, and how often its 90 % interval holds them. In the first scenarios only the shares shift, as
all corrections but the design-based one assume; in the last ones the quotes themselves differ.

With --news the population is the real news beside the repository, scored by the shipped model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from benchmarks.gold import FOLDER, read_gold
from stance.codebook import Codebook, load_codebook
from stance.corrections import METHODS, Answers, Coded, Method, estimator
from stance.features import RECIPE
from stance.fitting import answers, heads_of
from stance.intervals import Interval, bootstrap
from stance.labels import Example, read_examples
from stance.linear import calibration, fit_outputs
from stance.marking import Lists, read
from stance.model import load
from stance.prevalence import FRAME, scored
from stance.scoring import Head, sigmoid, softmax
from stance.space import fit_space, matrix
from training.train import CODEBOOK, LABELS

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int_]

VIEWS = ("quote words", "near the target", "context around targets")
"""Of the recipe: enough for a model that errs as the shipped one does, and quickly fitted."""
CORPUS, CODED, DRAWN = 1000, 500, 200
"""Quotes in a corpus, rows coded beside it, rows drawn from it for the design-based estimate."""
LEVEL, RESAMPLES = 0.9, 200

SHIFTS: dict[str, tuple[tuple[float, ...], float] | None] = {
    "as in the coded rows": None,
    "few stances, few frames": ((0.05, 0.10, 0.85), 0.05),
    "many in favor, more frames": ((0.40, 0.15, 0.45), 0.30),
    "many against, many frames": ((0.10, 0.50, 0.40), 0.45),
    "even, most with frames": ((1 / 3, 1 / 3, 1 / 3), 0.60),
}
"""Shares of the stances, and of a frame."""
OTHERS = {"coded German, corpus English": "language", "coded plain, corpus hard": "kind"}
"""The coded rows are of the first kind, the corpus of the second."""


class Population(NamedTuple):
    """Quotes with what a model says of them and what is right, for one head."""

    answers: Answers
    gold: Whole
    sides: Mapping[str, npt.NDArray[np.bool_]]


Trial = dict[Method, tuple[float, float]]
"""For each method the mean absolute error over labels, and the share of intervals that hold."""


def held_out(examples: Sequence[Example], codebook: Codebook) -> dict[str, Population]:
    """Fit a small model on half of the groups and return what it says of a third."""
    names = np.unique([example.group for example in examples])
    np.random.default_rng(1).shuffle(names)
    fitted, tuned = set(names[: len(names) // 2]), set(names[len(names) // 2 : len(names) * 2 // 3])
    parts: tuple[list[Example], list[Example], list[Example]] = ([], [], [])
    for example in examples:
        parts[0 if example.group in fitted else 1 if example.group in tuned else 2].append(example)
    lists = Lists.of(codebook.targets, {})
    readings = [[read(example.quote, lists) for example in part] for part in parts]
    recipe = tuple(view for view in RECIPE if view.name in VIEWS)
    heads = heads_of(codebook)
    marks = list(dict.fromkeys(head.target for head in heads))
    space = fit_space(readings[0], recipe, lists, marks)
    found = {}
    for head in heads:
        rows = [matrix(space, reading, head.target) for reading in readings]
        known, positive = zip(*(answers(part, head) for part in parts), strict=True)
        weights, intercepts = fit_outputs(rows[0][known[0]], positive[0][known[0]], tolerance=1e-2)
        scores = [X @ weights + intercepts for X in rows]
        slopes, shifts = calibration(scores[1][known[1]], positive[1][known[1]])
        logits = [values @ slopes + shifts for values in scores]
        limit = _limit(logits[1][known[1]], positive[1][known[1]]) if head.target is None else 0.0
        found[head.name] = _population(head, logits[2], positive[2], known[2], limit, parts[2])
    return found


def real_news(folder: Path) -> dict[str, Population]:
    """Return what the shipped model says of the gold of real news."""
    model = load()
    examples = [e for language in ("de", "en") for e in read_gold(folder, language).examples]
    corpus = scored(model.predict_many(e.quote for e in examples), model.codebook)
    german = np.array([example.quote.language == "de" for example in examples])
    found = {}
    for head, said in corpus.heads.items():
        labels = [
            said.labels[head not in (e.frames or ())] if said.labels == FRAME else e.stance[head]
            for e in examples
        ]
        gold = np.array([said.labels.index(label) for label in labels])
        found[head] = Population(said, gold, {"language": german})
    return found


def trials(
    population: Population,
    shares: Floats | None,
    side: str | None,
    number: int,
    seed: int,
    methods: Sequence[Method] = METHODS,
) -> list[Trial]:
    """Draw coded rows and corpora and estimate the shares of each corpus by every method."""
    rng = np.random.default_rng(seed)
    return [_trial(population, shares, side, rng, methods) for _ in range(number)]


def _trial(
    population: Population,
    shares: Floats | None,
    side: str | None,
    rng: np.random.Generator,
    methods: Sequence[Method],
) -> Trial:
    said, gold, sides = population
    first = np.flatnonzero(sides[side]) if side else np.arange(len(gold))
    second = np.flatnonzero(~sides[side]) if side else first
    truth = np.bincount(gold[second], minlength=len(said.labels)) / len(second)
    coded = rng.choice(first, CODED)
    if shares is None:
        corpus = rng.choice(second, CORPUS)
    else:
        truth = shares
        sizes = rng.multinomial(CORPUS, shares)
        places = [rng.choice(np.flatnonzero(gold == i), size) for i, size in enumerate(sizes)]
        corpus = np.concatenate(places)
    names = np.array([f"quote {i}" for i in range(CORPUS)])
    drawn = rng.choice(CORPUS, DRAWN, replace=False)
    result: Trial = {}
    for method in methods:
        rows = corpus[drawn] if method == "design" else coded
        clusters = names[drawn] if method == "design" else np.arange(CODED).astype(str)
        known = Coded(
            said.of(rows), gold[rows], clusters, np.full(len(rows), "all"), np.ones(len(rows))
        )
        estimate = estimator(method, "head", known, level=LEVEL, resamples=RESAMPLES)
        found = estimate(said.of(corpus), names, "all")
        hits = (found.low <= truth) & (truth <= found.high)
        result[method] = float(abs(found.shares - truth).mean()), float(hits.mean())
    return result


def _limit(logits: Floats, positive: npt.NDArray[np.bool_]) -> float:
    """Return the log-odds from which a frame is taken as present with the best F1."""
    tried = np.unique(np.quantile(logits[:, 0], np.linspace(0.5, 0.99, 50)))
    wanted = positive[:, 0]

    def f1(limit: float) -> float:
        there = logits[:, 0] >= limit
        return float(2 * (there & wanted).sum() / (there.sum() + wanted.sum()))

    return float(max(tried.tolist(), key=f1))


def _population(
    head: Head,
    logits: Floats,
    positive: npt.NDArray[np.bool_],
    known: npt.NDArray[np.bool_],
    limit: float,
    examples: Sequence[Example],
) -> Population:
    sides = {
        "language": np.array([example.quote.language == "de" for example in examples])[known],
        "kind": np.array([example.quote.kind == "plain" for example in examples])[known],
    }
    logits, positive = logits[known], positive[known]
    if head.target is not None:
        chances = softmax(logits)
        return Population(
            Answers(head.labels, chances, chances.argmax(axis=1)), positive.argmax(axis=1), sides
        )
    there = sigmoid(logits[:, 0])
    chances = np.stack([there, 1 - there], axis=1)
    said = (logits[:, 0] < limit).astype(int)
    return Population(Answers(FRAME, chances, said), 1 - positive[:, 0].astype(int), sides)


def scenarios(populations: Mapping[str, Population]) -> Iterator[tuple[str, str, Floats | None]]:
    """Yield (name, head, shares of the corpus) for every shift of the shares."""
    for name, shares in SHIFTS.items():
        for head, population in populations.items():
            if shares is None:
                yield name, head, None
            else:
                frame = (shares[1], 1 - shares[1])
                chosen = frame if population.answers.labels == FRAME else shares[0]
                yield name, head, np.array(chosen)


def mean(values: Sequence[float]) -> Interval:
    """Return the mean over trials with its 95 % interval."""
    table = np.array([(value, 1.0) for value in values])
    return bootstrap(table, lambda sums: np.asarray(sums[..., 0] / sums[..., 1]))


def report(results: Mapping[str, Sequence[Trial]]) -> Iterator[str]:
    """Yield the tables of errors and of coverage, one line a scenario."""
    methods = list(next(iter(results.values()))[0])
    for place, title in enumerate(("mean absolute error", f"{LEVEL:.0%} intervals that hold")):
        yield f"| {title} | {' | '.join(methods)} |"
        yield "|---" * (1 + len(methods)) + "|"
        for name, found in results.items():
            cells = [str(mean([trial[method][place] for trial in found])) for method in methods]
            yield f"| {name} | {' | '.join(cells)} |"
        yield ""
    shifted = [trial for name in list(SHIFTS)[1:] for trial in results[name]]
    yield "Error as a part of that of count, over all shifts of the shares alone:"
    for method in methods[1:]:
        table = np.array([(trial[method][0], trial["count"][0]) for trial in shifted])
        part = bootstrap(table, lambda sums: np.asarray(sums[..., 0] / sums[..., 1]))
        held = mean([trial[method][1] for trial in shifted])
        yield f"* {method}: {part}; intervals that hold {held}"


@click.command()
@click.option("--trials", "number", default=5, show_default=True, help="By scenario and head.")
@click.option("--news", type=click.Path(path_type=Path), is_flag=False, flag_value=str(FOLDER))
@click.option("--method", "also", multiple=True, type=click.Choice(METHODS[1:]), help="Only.")
@click.option("--jobs", default=2, show_default=True, help="Processes.")
def main(number: int, news: Path | None, also: tuple[Method, ...], jobs: int) -> None:
    """Print how near each method comes, and how often its intervals hold."""
    if news is not None:
        populations = real_news(news)
    else:
        codebook = load_codebook(CODEBOOK)
        populations = held_out(read_examples(LABELS, codebook), codebook)
    tasks: list[tuple[str, str, Floats | None, str | None]]
    tasks = [(name, head, shares, None) for name, head, shares in scenarios(populations)]
    for name, side in OTHERS.items():
        tasks += [(name, head, None, side) for head, p in populations.items() if side in p.sides]
    methods: tuple[Method, ...] = ("count", *also) if also else METHODS
    found = Parallel(n_jobs=jobs)(
        delayed(trials)(populations[head], shares, side, number, seed, methods)
        for seed, (_, head, shares, side) in enumerate(tasks)
    )
    results: dict[str, list[Trial]] = {}
    for (name, *_), part in zip(tasks, found, strict=True):
        results.setdefault(name, []).extend(part)
    first = next(iter(populations.values()))
    print(
        f"{len(first.gold)} quotes as population; corpora of {CORPUS}, {CODED} coded rows, "
        f"or {DRAWN} of the corpus for design; {number * len(populations)} trials a line\n"
    )
    print("\n".join(report(results)))


if __name__ == "__main__":
    main()
