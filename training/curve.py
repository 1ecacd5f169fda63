"""What more rows are worth: `python -m training.curve LABELS… --model MODEL --gold GOLD -o FILE`.

Fits whole models, with the codebook and classes of words of MODEL, on growing shares of the
labelled rows (whole groups, in a fixed random order) and scores each on the gold. What is written
is a table that `training.report` draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from benchmarks.gold import FOLDER
from stance import __version__
from stance.errors import InputError
from stance.evaluation import evaluate
from stance.fitting import fit_scorer
from stance.intervals import Interval
from stance.io import check_output, read_rows, write_rows, writing
from stance.labels import Example, read_examples
from stance.model import Model, load
from stance.store import Stored
from stance.training import thresholds
from training.codes import reporting
from training.pictures import Line, check_extra, lines
from training.scored import means, score_gold
from training.sections import Section, table_lines
from training.train import LABELS

__all__ = ["Point", "curve_section", "learning_curve", "read_curve"]

SHARES = (0.125, 0.25, 0.5, 1.0)
SEED = 11


class Point(NamedTuple):
    """The score of a model that learned from so many rows."""

    rows: int
    score: str
    value: Interval


def shares(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """Yield growing parts of the rows."""
    groups = np.unique([example.group for example in examples])
    np.random.RandomState(SEED).shuffle(groups)
    for share in SHARES:
        kept = set(groups[: round(len(groups) * share)].tolist())
        yield [example for example in examples if example.group in kept]


def learning_curve(
    examples: Sequence[Example], gold: Sequence[Example], model: Model, jobs: int = 1
) -> Iterator[Point]:
    """Yield the scores of models fitted on growing parts; parts too small to learn from are not.

    Raises
    ------
    InputError
        If all of the rows are too few.
    """
    for part in shares(examples):
        try:
            fitted = fit_scorer(part, model.codebook, classes=model.classes, jobs=jobs)
        except InputError:
            if len(part) == len(examples):
                raise
            continue
        limits = thresholds(fitted, part)
        learned = Model(Stored(fitted.scorer, model.codebook, __version__, limits, {}))
        said = learned.predict_many(example.quote for example in gold)
        result = evaluate(gold, said, model.codebook)
        for name in means(model):
            if name in result:
                yield Point(len(part), name, result[name])


def read_curve(path: Path) -> list[Point]:
    """Read what the command has written.

    Raises
    ------
    InputError
        If that is not what the file holds.
    """
    rows = [row for _, row in read_rows(path) if not isinstance(row, Exception)]
    try:
        return [Point(int(r["rows"]), r["score"], Interval(*map(float, _ends(r)))) for r in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: no learning curve. `python -m training.curve` writes one."
        ) from error


def _ends(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in Interval._fields]


def curve_section(points: Sequence[Point]) -> Section:
    """Return a learning curve as a table."""
    scores = list(dict.fromkeys(point.score for point in points))
    found = {(point.rows, point.score): point.value for point in points}
    sizes = sorted({point.rows for point in points})
    return Section(
        "What more rows are worth",
        "Models fitted on growing shares of the labelled rows, scored on the same gold. A curve "
        "that still rises at its end says that more rows would help.",
        ["labelled rows", *scores],
        [[str(size), *(found.get((size, score), "–") for score in scores)] for size in sizes],
        partial(_draw, points),
    )


def _draw(points: Sequence[Point]) -> str:
    found = {}
    for score in dict.fromkeys(point.score for point in points):
        sizes, values = zip(*((p.rows, p.value) for p in points if p.score == score), strict=True)
        found[score] = Line(sizes, *zip(*values, strict=True))
    return lines("What more rows are worth", found, x="labelled rows", y="score", log=True)


@click.command()
@click.argument("labels", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--model",
    type=click.Path(exists=True, path_type=Path),
    help="Its codebook and classes of words are used; the shipped one by default.",
)
@click.option("--gold", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A .csv file.")
@click.option("--picture", type=click.Path(path_type=Path), help="An .svg file.")
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def main(
    labels: tuple[Path, ...],
    model: Path | None,
    gold: Path,
    output: Path,
    picture: Path | None,
    jobs: int,
) -> None:
    """Write the learning curve of LABELS (default: all of data/labeled) on gold, and print it."""
    with reporting():
        check_output(output)
        if picture is not None:
            check_extra()
        chosen = load(model)
        examples = read_examples(labels or LABELS, chosen.codebook)
        points = list(learning_curve(examples, score_gold(chosen, gold).examples, chosen, jobs))
        write_rows(
            [{"rows": p.rows, "score": p.score, **p.value._asdict()} for p in points], output
        )
        if picture is not None:
            with writing(picture) as file:
                file.write(_draw(points))
    section = curve_section(points)
    print("\n".join(table_lines(section.header, section.rows)))


if __name__ == "__main__":
    main()
