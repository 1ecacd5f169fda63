"""Labels that are most likely wrong: `python -m training.label_errors LABELS… -o suspects.csv`.

Confident learning (Northcutt, Jiang & Chuang 2021), as cleanlab does it: how sure is a model that
has not seen the row of the label that the row has? The model is the library's own, out of fold by
group, and a second look that knows what a reader would: the labels of the row's other heads, and
those of the other quotes of its group. With `--plant 0.03` so many labels of each head are replaced
by wrong ones first, and it is told how many of those are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from stance.codebook import Codebook, load_codebook
from stance.extras import load_extra
from stance.fitting import FOLDS, SEED, answers, fit_scorer, heads_of
from stance.folds import deal
from stance.intervals import Interval, share_interval
from stance.io import write_rows
from stance.labels import Example, read_examples
from stance.model import load
from stance.scoring import Head
from training.codes import reporting
from training.sheets import codebook_option
from training.train import LABELS

__all__ = ["Suspect", "found_share", "plant", "second_look", "suspects"]

Floats = npt.NDArray[np.float64]
LEAST = 1e-4
"""Probabilities below are taken for this, so that their logarithm stays finite."""


class Suspect(NamedTuple):
    """A label of a row and how far it is believed.

    Parameters
    ----------
    row : int
        Its place among the examples.
    head, given, likely : str
        The label that it has, and the one that it would most likely have.
    probability : float
        Of the given label.
    issue : bool
        Whether confident learning counts it among the wrong ones.
    """

    row: int
    head: str
    given: str
    likely: str
    probability: float
    issue: bool


def suspects(
    examples: Sequence[Example], codebook: Codebook, classes: Mapping[str, Sequence[str]]
) -> list[Suspect]:
    """Return all labels of all rows, the least believed first.

    Parameters
    ----------
    examples : sequence of Example
    codebook : Codebook
    classes : mapping of str to sequence of str
        Words by class, as for training.

    Raises
    ------
    InputError
        If there are too few rows to learn from.
    MissingExtraError
        If cleanlab is not installed.
    """
    filters, ranks = (
        load_extra("cleanlab.filter", "cleanlab"),
        load_extra("cleanlab.rank", "cleanlab"),
    )
    held_out = fit_scorer(examples, codebook, classes=classes).held_out
    found: list[Suspect] = []
    for head, known, chances in second_look(examples, held_out, codebook):
        labels = _numbers(examples, head)[known]
        names = _names(head)
        believed = ranks.get_self_confidence_for_each_label(labels, chances)
        wrong = filters.find_label_issues(labels, chances, n_jobs=1)
        likely = chances.argmax(axis=1)
        for place, row in enumerate(np.flatnonzero(known).tolist()):
            pair = names[labels[place]], names[likely[place]]
            found.append(Suspect(row, head.name, *pair, float(believed[place]), bool(wrong[place])))
    return sorted(found, key=lambda one: (one.probability, one.row, one.head))


def second_look(
    examples: Sequence[Example], held_out: Floats, codebook: Codebook
) -> Iterator[tuple[Head, npt.NDArray[np.bool_], Floats]]:
    """Yield for each head which rows have its label, and the probabilities of their labels.

    The mean of a logistic regression and of boosted trees on the held-out probabilities of all
    heads, the row's labels of the other heads, and the mean labels and probabilities of the other
    rows of its group; again out of fold.

    Parameters
    ----------
    examples : sequence of Example, length n
    held_out : ndarray, shape (n, n_outputs)
        As `fit_scorer` returns them.
    codebook : Codebook

    Yields
    ------
    head : Head
    known : ndarray of bool, shape (n,)
    chances : ndarray, shape (n_known, n_labels)
        Of a frame: absent, present.
    """
    heads = heads_of(codebook)
    groups = np.array([example.group for example in examples])
    middle = np.nanmean(held_out, axis=0)
    seen = np.where(np.isnan(held_out), middle, held_out)
    given = np.hstack(
        [np.where(k[:, None], p, False) for k, p in (answers(examples, h) for h in heads)]
    )
    around = _others(np.hstack([given, seen]), groups)
    shown = np.hstack([np.log(np.maximum(seen, LEAST)), around])
    for head in heads:
        known, _ = answers(examples, head)
        labels = _numbers(examples, head)
        if len(np.unique(labels[known])) < len(_names(head)):
            continue  # a label that nobody gave cannot be learned
        rest = np.delete(given, np.arange(given.shape[1])[head.columns], axis=1)
        X = np.hstack([shown, rest])[known]
        fold = deal(labels[known], groups[known], FOLDS, SEED)
        chances = np.zeros((len(X), len(_names(head))))
        for number in range(FOLDS):
            with threadpool_limits(limits=1):  # the trees are small: threads wait for each other
                model = _second().fit(X[fold != number], labels[known][fold != number])
                found = model.predict_proba(X[fold == number])
            chances[np.ix_(fold == number, model.classes_)] = found
        yield head, known, chances


def _second() -> VotingClassifier:
    linear = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    trees = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=80,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        early_stopping=False,
        random_state=SEED,
    )
    return VotingClassifier([("linear", linear), ("trees", trees)], voting="soft")


def _others(values: Floats, groups: npt.NDArray[np.str_]) -> Floats:
    """Return the mean over the other rows of each row's group; over all where it has no other."""
    group = np.unique(groups, return_inverse=True)[1]
    sums = np.zeros((group.max() + 1, values.shape[1]))
    np.add.at(sums, group, values)
    count = np.bincount(group)[group][:, None] - 1
    means = (sums[group] - values) / np.maximum(count, 1)
    return np.where(count > 0, means, values.mean(axis=0))


def _names(head: Head) -> tuple[str, ...]:
    return (f"no {head.name}", head.name) if head.target is None else head.labels


def _numbers(examples: Sequence[Example], head: Head) -> npt.NDArray[np.int64]:
    """Return the number of each row's label among the names of a head."""
    _, positive = answers(examples, head)
    found = positive[:, 0] if head.target is None else positive.argmax(axis=1)
    return np.asarray(found, dtype=np.int64)


def plant(
    examples: Sequence[Example], codebook: Codebook, share: float, seed: int = 5
) -> tuple[list[Example], set[tuple[int, str]]]:
    """Replace a share of the labels of each head by others, drawn at random.

    Returns
    -------
    examples : list of Example
    planted : set of tuple of int and str
        Row and head of each wrong label.
    """
    rng = np.random.default_rng(seed)
    rows = list(examples)
    planted: set[tuple[int, str]] = set()
    for head in heads_of(codebook):
        known = np.flatnonzero(answers(examples, head)[0])
        for row in rng.choice(known, round(share * len(known)), replace=False).tolist():
            rows[row] = _miscoded(rows[row], head, rng)
            planted.add((row, head.name))
    return rows, planted


def _miscoded(example: Example, head: Head, rng: np.random.Generator) -> Example:
    if head.target is not None:
        others = [label for label in head.labels if label != example.stance[head.target]]
        return replace(example, stance={**example.stance, head.target: str(rng.choice(others))})
    frames = example.frames or ()
    without = tuple(frame for frame in frames if frame != head.name)
    return replace(example, frames=without if head.name in frames else (*frames, head.name))


def found_share(
    listed: Sequence[Suspect], planted: set[tuple[int, str]], examples: Sequence[Example]
) -> Interval:
    """Return which share of the labels listed was planted, with its interval over groups."""
    hits = np.array([(one.row, one.head) in planted for one in listed])
    return share_interval([examples[one.row].group for one in listed], hits)


def _row(suspect: Suspect, example: Example) -> dict[str, Any]:
    quote = example.quote
    return {
        "id": example.id,
        **suspect._asdict(),
        "row": suspect.row + 1,
        "probability": round(suspect.probability, 4),
        "speaker": quote.speaker,
        "context": quote.context,
        "text": quote.text,
    }


def _report(
    found: Sequence[Suspect], planted: set[tuple[int, str]], rows: Sequence[Example]
) -> None:
    print(
        "| | labels | wrong ones planted | of as many least believed, planted |\n|---|---|---|---|"
    )
    for head in ("all", *dict.fromkeys(one.head for one in found)):
        part = [one for one in found if head in ("all", one.head)]
        wrong = sum((one.row, one.head) in planted for one in part)
        print(f"| {head} | {len(part)} | {wrong} | {found_share(part[:wrong], planted, rows)} |")


@click.command()
@click.argument("labels", nargs=-1, type=click.Path(exists=True, path_type=Path))
@codebook_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A .csv or .jsonl.")
@click.option("--plant", "share", type=click.FloatRange(0, 0.5, min_open=True), help="To measure.")
@reporting()
def main(labels: tuple[Path, ...], book: Path, output: Path | None, share: float | None) -> None:
    """List the LABELS (default: all of data/labeled) that are most likely wrong."""
    if output is None and share is None:
        raise click.UsageError("say where to write the list with -o, or measure with --plant.")
    codebook = load_codebook(book)
    examples = read_examples(labels or LABELS, codebook)
    if share is not None:
        rows, planted = plant(examples, codebook, share)
        _report(suspects(rows, codebook, load().classes), planted, rows)
        return
    found = suspects(examples, codebook, load().classes)
    doubted = [one for one in found if one.issue]
    if output is not None:
        like = _row(found[0], examples[found[0].row])
        write_rows((_row(one, examples[one.row]) for one in doubted), output, like)
    print(f"{len(doubted)} of {len(found)} labels are doubted")


if __name__ == "__main__":
    main()
