"""What more rows are worth: `python -m training.curve [--picture FILE]`.

Fits on growing shares of the labelled rows (whole groups, in a fixed random order) and on the rows
of single origins, and scores each fit on real news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from stance.codebook import load_codebook
from stance.errors import MissingExtraError
from stance.labels import Example, read_examples
from stance.words import load_lists
from training.quick import Trial, gold_of, header, line, score
from training.train import CODEBOOK, LABELS, WORDS

SHARES = (0.125, 0.25, 0.5, 1.0)
FIRST = "abcde"
"""Portions written first, as single sayings; the later ones are passages after real news."""


def shares(examples: Sequence[Example]) -> Iterator[tuple[str, list[Example]]]:
    """Yield (name, rows) of growing parts, then the first and the later portions."""
    groups = np.unique([example.group for example in examples])
    np.random.default_rng(11).shuffle(groups)
    for share in SHARES:
        kept = set(groups[: int(len(groups) * share)])
        yield f"{share:g} of the rows", [e for e in examples if e.group in kept]
    early = [e for e in examples if e.origin.startswith("pilot") or e.origin[3:] in FIRST]
    known = {e.id for e in early}
    yield "sayings only", early
    yield "passages only", [e for e in examples if e.id not in known]


@click.command()
@click.option("--picture", type=click.Path(path_type=Path), help="A .svg or .png file.")
def main(picture: Path | None) -> None:
    """Print the learning curve on real news, and draw it."""
    codebook = load_codebook(CODEBOOK)
    examples, classes = read_examples(LABELS, codebook), load_lists(WORDS)
    gold = gold_of([path.name for path in LABELS])
    print(header(["rows", ""], gold))
    curve: list[tuple[int, dict[str, tuple[float, float]]]] = []
    for name, rows in shares(examples):
        found = score(Trial(), rows, gold, codebook, classes)
        print(line([str(len(rows)), name], found), flush=True)
        if "of the rows" in name:
            curve.append((len(rows), found))
    if picture is not None:
        _draw(curve, picture)


def _draw(curve: Sequence[tuple[int, dict[str, tuple[float, float]]]], picture: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("pictures need matplotlib: pip install matplotlib") from error
    figure = Figure(figsize=(6, 4))
    axes = figure.subplots()
    for language in curve[0][1]:
        for place, what in enumerate(("stance, macro-F1", "frames, F1")):
            heights = [found[language][place] for _, found in curve]
            axes.plot([n for n, _ in curve], heights, marker="o", label=f"{language} {what}")
    axes.set_xscale("log", base=2)
    axes.set_xticks([n for n, _ in curve], [str(n) for n, _ in curve])
    axes.set_xlabel("labelled rows")
    axes.set_ylabel("score on real news")
    axes.legend()
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None} if picture.suffix == ".svg" else None)


if __name__ == "__main__":
    main()
