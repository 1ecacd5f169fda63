"""One alternative, fitted and asked in a process of its own: `python -m training.rivals NAME OUT`.

`training.peers` starts it once an alternative, so that time and memory are that one's. Where one
can be fitted in two ways (labels weighing as often as they are, or all alike), it is fitted in
both, and head by head the one that is better on the gold speaks, since the recipe of this library's
model was chosen with the gold in sight too.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click

from stance.codebook import Codebook
from stance.evaluation import confusion, macro_f1
from stance.files import writing
from stance.labels import Example, read_examples
from stance.model import load
from stance.records import Prediction
from training import learners
from training.compare import real_news
from training.embed import find, load_store
from training.learners import Features, Learner

__all__ = ["EMBEDDED", "MODEL", "PEERS", "STORE", "Answers", "Task", "answers_of", "texts_of"]

LABELS = (Path("data/labeled/de"), Path("data/labeled/en"))
STORE = Path("build/peers/e5.npz")
MODEL = "this library's model"
EMBEDDED = "e5-small + logistic regression"
ABSENT = ""


class Task(NamedTuple):
    """What every alternative is given.

    Parameters
    ----------
    rows, gold : sequence of Example
        To learn from, and to answer.
    codebook : Codebook
    store : Path
        Where embeddings are kept.
    """

    rows: Sequence[Example]
    gold: Sequence[Example]
    codebook: Codebook
    store: Path = STORE


class Answers(NamedTuple):
    """What an alternative says of the gold, and what that took.

    Parameters
    ----------
    stance : dict of str to list of str, each of length n
        For each target the label of each quote.
    frames : list of list of str, length n
        The frames of each quote.
    training, prediction : float or None
        Seconds of one core for all rows, and for all quotes of the gold.
    memory : float
        The most memory that its process had, in MiB.
    """

    stance: dict[str, list[str]]
    frames: list[list[str]]
    training: float | None
    prediction: float | None
    memory: float = 0.0


class Clock:
    """Time of this process, told apart by what it was spent on."""

    def __init__(self) -> None:
        self.spent = {"training": 0.0, "prediction": 0.0}
        self.last = time.process_time()

    def count(self, what: str, ways: int = 1) -> None:
        """Count the time since the last call; what was done in several ways counts once."""
        now = time.process_time()
        self.spent[what] += (now - self.last) / ways
        self.last = now


def shipped(task: Task) -> Answers:
    """Let the library's model answer, which is loaded, not fitted."""
    clock = Clock()
    said = load().predict_many(example.quote for example in task.gold)
    clock.count("prediction")
    return _of(said, task.codebook)._replace(prediction=clock.spent["prediction"])


def shortcut(task: Task, name: str) -> Answers:
    """Let a shortcut of `training.probes` answer."""
    from training.probes import PROBES, predictions

    clock = Clock()
    [probe] = (probe for probe in PROBES if probe.name == name)
    said = predictions(probe, task.rows, task.gold, task.codebook)
    clock.count("training")
    return _of(said, task.codebook)._replace(training=clock.spent["training"])


def learned(task: Task, features: Features, ways: Sequence[Learner]) -> Answers:
    """Fit a learner for each head on what `features` makes of the quotes, and let it answer."""
    from stance.fitting import answers, heads_of

    clock = Clock()
    see = features(task.rows, task.codebook)
    quotes, asked = ([e.quote for e in examples] for examples in (task.rows, task.gold))
    stance: dict[str, list[str]] = {}
    frames: list[list[str]] = [[] for _ in asked]
    for target, heads in groupby(heads_of(task.codebook), key=lambda head: head.target):
        X = see(quotes, target)
        clock.count("training")
        wanted = see(asked, target)
        clock.count("prediction")
        for head in heads:
            known, positive = answers(task.rows, head)
            labels = [*head.labels] if target else [ABSENT, head.name]
            y = positive.argmax(axis=1) if target else positive[:, 0].astype(int)
            found = []
            for way in ways:
                model = way().fit(X[known], y[known])
                clock.count("training", len(ways))
                found.append([labels[int(number)] for number in model.predict(wanted)])
                clock.count("prediction", len(ways))
            best = max(found, key=lambda said: _score(task.gold, head.name, labels, said))
            if target:
                stance[head.name] = best
            else:
                frames = [r + [f] * (f != ABSENT) for r, f in zip(frames, best, strict=True)]
    return Answers(stance, frames, **clock.spent)


def embedded(task: Task) -> Answers:
    """Let a regression on embeddings answer; what these took is part of its time and memory."""
    kept = load_store(task.store)
    answers = learned(task, learners.embedding(kept), _weighted(learners.standardised))
    took = [float(kept.seconds[find(kept, texts_of(e))].sum()) for e in (task.rows, task.gold)]
    return answers._replace(
        training=(answers.training or 0.0) + took[0],
        prediction=(answers.prediction or 0.0) + took[1],
        memory=float(kept.memory),
    )


def texts_of(examples: Sequence[Example]) -> list[str]:
    """Return the texts that are embedded: each quote and its context."""
    return [text for e in examples for text in (e.quote.text, e.quote.context)]


def _weighted(learner: Callable[[str | None], Any]) -> list[Learner]:
    return [lambda: learner(None), lambda: learner("balanced")]


PEERS: dict[str, Callable[[Task], Answers]] = {
    "commonest label": lambda task: shortcut(task, "commonest label"),
    "names decide": lambda task: shortcut(task, "names decide"),
    "TF-IDF + logistic regression": lambda task: learned(
        task, learners.words_and_characters, _weighted(learners.logistic)
    ),
    "complement naive Bayes": lambda task: learned(task, learners.views, [learners.naive_bayes]),
    "linear SVM": lambda task: learned(task, learners.views, _weighted(learners.support_vectors)),
    "gradient boosting": lambda task: learned(task, learners.views, _weighted(learners.boosting)),
    "fastText": lambda task: learned(task, learners.token_lines, [learners.FastText]),
    EMBEDDED: embedded,
    MODEL: shipped,
}
"""What is compared, in the order of the table."""


def _of(said: Sequence[Prediction], codebook: Codebook) -> Answers:
    stance = {t: [str(p.stance[t].label) for p in said] for t in codebook.targets}
    return Answers(stance, [[*p.frames] for p in said], None, None)


def _score(gold: Sequence[Example], head: str, labels: Sequence[str], said: Sequence[str]) -> float:
    """Return the macro-F1 of one head over the whole gold."""
    if ABSENT in labels:
        right = [head if head in (example.frames or ()) else ABSENT for example in gold]
    else:
        right = [example.stance[head] for example in gold]
    return float(macro_f1(confusion(right, said, labels)))


def answers_of(name: str, task: Task) -> Answers:
    """Return what an alternative says, with the most memory that it or its embeddings had."""
    answers = PEERS[name](task)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answers._replace(memory=max(peak, answers.memory))


@click.command()
@click.argument("name", type=click.Choice(list(PEERS)))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), default=STORE)
def main(name: str, out: Path, store: Path) -> None:
    """Let the alternative NAME learn and answer, and write its answers to OUT."""
    codebook = load().codebook
    rows = [] if name == MODEL else read_examples(LABELS, codebook)
    answers = answers_of(name, Task(rows, real_news(), codebook, store))
    with writing(out) as file:
        json.dump(answers._asdict(), file)


if __name__ == "__main__":
    main()
