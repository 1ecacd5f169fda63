"""How near any method could come to shifted shares: `python -m benchmarks.floors [--trials N]`.

The same populations and shifts as `benchmarks.prevalence`. Beside the library's `likelihood` stand
other ways to use the same coded rows, more of these rows, and two floors: the error that is left if
it is known exactly how the model answers quotes of each label, and the one that is left if every
quote of the corpus is coded without a mistake, since a corpus is a sample too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from benchmarks.gold import FOLDER
from benchmarks.prevalence import (
    CODED,
    CORPUS,
    SHIFTS,
    Population,
    held_out,
    real_news,
    scenarios,
)
from stance.codebook import load_codebook
from stance.corrections import Answers
from stance.labels import read_examples
from stance.quantification import (
    adjusted_count,
    confusion_rates,
    maximum_likelihood,
    one_hot,
    probabilistic_count,
)
from stance.recalibration import SMALLEST, calibrated, firmness, fit_calibration
from training.train import CODEBOOK, LABELS

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int_]

LOOSE, FIRM = 1.0, 30.0
"""How firmly a calibration is held where it is not asked of the rows."""
PRIOR = 50
"""So many quotes with the shares of the coded rows are added to the corpus."""
BINS = 8
ROUNDS = 30
"""Of expectation maximisation, where no closed form is at hand."""
SMOOTHING = 5
"""So many rows that are answered like all others are added to the coded ones of each label."""
MORE = (2, 4)


def likelihood(
    corpus: Answers, coded: Answers, gold: Whole, *, ridge: float | None = None
) -> Floats:
    """Estimate as the library does, or with the calibration held as firmly as said."""
    held = firmness(coded.probabilities, gold) if ridge is None else ridge
    fitted = fit_calibration(coded.probabilities, gold, ridge=held)
    prior = calibrated(coded.probabilities, fitted).mean(axis=0)
    return maximum_likelihood(calibrated(corpus.probabilities, fitted), prior)


def shrunk(corpus: Answers, coded: Answers, gold: Whole) -> Floats:
    """Estimate with a Dirichlet prior around the shares of the coded rows."""
    fitted = fit_calibration(coded.probabilities, gold)
    prior = calibrated(coded.probabilities, fitted).mean(axis=0)
    right = calibrated(corpus.probabilities, fitted)
    shares = maximum_likelihood(right, prior)
    for _ in range(ROUNDS):
        likely = right * shares / prior
        counts = (likely / likely.sum(axis=1, keepdims=True)).sum(axis=0) + PRIOR * prior
        shares = counts / counts.sum()
    return shares


def binned(corpus: Answers, coded: Answers, gold: Whole) -> Floats:
    """Estimate from histograms of the calibrated log-odds instead of the log-odds themselves."""
    size = len(corpus.labels)
    fitted = fit_calibration(coded.probabilities, gold)
    both = calibrated(np.vstack([coded.probabilities, corpus.probabilities]), fitted)
    odds = np.log(both[:, :-1] / both[:, -1:])
    edges = np.quantile(odds, np.linspace(0, 1, BINS + 1)[1:-1], axis=0)
    cells = (odds[:, None, :] > edges).sum(axis=1)
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    place, many = cell.ravel()[: len(gold)], int(cell.max()) + 1
    seen = np.zeros((many, size))
    np.add.at(seen, place, one_hot(gold, size) + both[: len(gold)])  # smoothed by what is expected
    rates = np.maximum(seen / seen.sum(axis=0), SMALLEST)
    right = rates / rates.sum(axis=1, keepdims=True)
    return maximum_likelihood(right[cell.ravel()[len(gold) :]], np.full(size, 1 / size))


def pooled(corpus: Answers, coded: Answers, gold: Whole) -> Floats:
    """Fit calibration and shares together, so that the corpus tells of the calibration too.

    Anderson (1979), Qin (1999): a logistic regression on both, what is not coded by halves.
    """
    size, many = len(corpus.labels), len(corpus.said)
    rows = np.vstack([coded.probabilities, np.repeat(corpus.probabilities, size, axis=0)])
    labels = np.concatenate([gold, np.tile(np.arange(size), many)])
    fitted = fit_calibration(coded.probabilities, gold, ridge=LOOSE)
    prior = calibrated(coded.probabilities, fitted).mean(axis=0)
    shares = maximum_likelihood(calibrated(corpus.probabilities, fitted), prior)
    for _ in range(ROUNDS):
        likely = calibrated(corpus.probabilities, fitted) * shares / prior
        likely /= likely.sum(axis=1, keepdims=True)
        weights = np.concatenate([np.ones(len(gold)), likely.ravel()])
        fitted = fit_calibration(rows, labels, weights=weights, start=fitted, ridge=LOOSE)
        shares = likely.mean(axis=0)
        prior = np.bincount(labels, weights=weights) / weights.sum()
    return shares


def uncalibrated(corpus: Answers, coded: Answers) -> Floats:
    """Estimate from the model's probabilities as they are."""
    given, prior = (
        np.maximum(rows, SMALLEST) for rows in (corpus.probabilities, coded.probabilities)
    )
    return maximum_likelihood(given / given.sum(axis=1, keepdims=True), prior.mean(axis=0))


def adjusted(corpus: Answers, coded: Answers, gold: Whole, *, smoothing: float = 0.0) -> Floats:
    """Adjust the count, the rows of each label filled up with the answers to all of them."""
    size = len(corpus.labels)
    said, many = one_hot(coded.said, size), np.bincount(gold, minlength=size)
    rates = confusion_rates(said, gold) * many + smoothing * said.mean(axis=0)[:, None]
    return adjusted_count(one_hot(corpus.said, size).mean(axis=0), rates / (many + smoothing))


def trial(
    population: Population, truth: Floats, rng: np.random.Generator
) -> Iterator[tuple[str, Floats]]:
    """Yield the shares that each way finds in one corpus."""
    said, gold, _ = population
    size = len(said.labels)
    sizes = rng.multinomial(CORPUS, truth)
    places = [rng.choice(np.flatnonzero(gold == i), many) for i, many in enumerate(sizes)]
    corpus = said.of(np.concatenate(places))
    rows = rng.choice(len(gold), CODED)
    coded, right = said.of(rows), gold[rows]
    ours, plain = likelihood(corpus, coded, right), adjusted(corpus, coded, right)
    yield "count", one_hot(corpus.said, size).mean(axis=0)
    yield "likelihood", ours
    yield "not recalibrated", uncalibrated(corpus, coded)
    for name, ridge in (("loosely", LOOSE), ("firmly", FIRM)):
        held = likelihood(corpus, coded, right, ridge=ridge)
        yield f"calibration held {name} ({ridge:g})", held
    yield "shares drawn toward those of the coded rows", shrunk(corpus, coded, right)
    yield "histograms of log-odds", binned(corpus, coded, right)
    yield "calibrated on coded rows and corpus together", pooled(corpus, coded, right)
    yield "adjusted", plain
    yield "adjusted, rates smoothed", adjusted(corpus, coded, right, smoothing=SMOOTHING)
    rates = confusion_rates(coded.probabilities, right)
    yield (
        "adjusted by probabilities",
        adjusted_count(probabilistic_count(corpus.probabilities), rates),
    )
    yield "mean of adjusted and likelihood", (plain + ours) / 2
    for times in MORE:
        more = rng.choice(len(gold), times * CODED)
        yield (
            f"likelihood, {times * CODED} coded rows",
            likelihood(corpus, said.of(more), gold[more]),
        )
    yield "likelihood, all answers known", likelihood(corpus, said, gold)
    yield "the corpus coded without a mistake", sizes / CORPUS


@click.command()
@click.option("--trials", "number", default=20, show_default=True, help="By scenario and head.")
@click.option("--news", type=click.Path(path_type=Path), is_flag=False, flag_value=str(FOLDER))
def main(number: int, news: Path | None) -> None:
    """Print the error of each way as a part of that of a count."""
    if news is not None:
        populations = real_news(news)
    else:
        codebook = load_codebook(CODEBOOK)
        populations = held_out(read_examples(LABELS, codebook), codebook)
    errors: dict[str, dict[str, list[float]]] = {}
    for seed, (name, head, truth) in enumerate(scenarios(populations)):
        if truth is None:
            continue
        rng = np.random.default_rng(seed)
        for _ in range(number):
            for way, shares in trial(populations[head], truth, rng):
                error = float(abs(shares - truth).mean())
                errors.setdefault(way, {}).setdefault(name, []).append(error)
    shifted = [name for name, shares in SHIFTS.items() if shares is not None]
    print(f"{CODED} coded rows, corpora of {CORPUS}; {number * len(populations)} trials a cell\n")
    print(f"| error as a part of that of a count | {' | '.join(shifted)} |")
    print("|---" * (1 + len(shifted)) + "|")
    for way, found in errors.items():
        cells = (f"{np.mean(found[name]) / np.mean(errors['count'][name]):.2f}" for name in shifted)
        print(f"| {way} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
