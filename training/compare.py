"""An old model against a new one on the same rows: `python -m training.compare OLD NEW [GOLD…]`.

OLD and NEW are model folders, GOLD labelled rows that neither was trained on; without them the real
news that this project measures on, where it is at hand. Printed is what the section *Changed
models* of the changelog needs: for each head how many predictions changed, how many of them for the
better or the worse, and the difference of the scores with the interval of a paired bootstrap over
groups; then the rows that changed most. As in McNemar's test (1947), only rows on which the models
disagree tell them apart; drawing whole groups allows for rows that are not independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.gold import FOLDER, gold_languages, read_gold
from stance.codebook import Codebook
from stance.errors import InputError
from stance.evaluation import Floats, Interval, bootstrap, first_f1, macro_f1, tables_by_group
from stance.labels import Example, read_examples
from stance.model import Model, load
from stance.records import Prediction
from training.codes import reporting

SHOWN = 60
"""Characters of a quote in the list of examples."""


class Row(NamedTuple):
    """A coded row on whose head two models disagree.

    Parameters
    ----------
    example : Example
    gold, old, new : str
    gain : float
        By how much the new model finds the gold label likelier.
    """

    example: Example
    gold: str
    old: str
    new: str
    gain: float


class Change(NamedTuple):
    """What a new model does differently with one head.

    Parameters
    ----------
    head : str
    rows : int
        How many have the head's label.
    improved, worsened, other : tuple of Row
        Now right, no longer right, wrong in another way; the largest change first.
    old, new : float
        Macro-F1 of a target, F1 of a frame.
    difference : Interval
        Of these scores, new less old.
    net : Interval
        Improved less worsened rows, as a share of all.
    """

    head: str
    rows: int
    improved: tuple[Row, ...]
    worsened: tuple[Row, ...]
    other: tuple[Row, ...]
    old: float
    new: float
    difference: Interval
    net: Interval


def shared_codebook(old: Model, new: Model) -> Codebook:
    """Return the codebook of the new model less the heads that the old one does not have.

    Raises
    ------
    InputError
        If their stances differ, or nothing is left.
    """
    ours, theirs = new.codebook, old.codebook
    targets = {name: words for name, words in ours.targets.items() if name in theirs.targets}
    if ours.stances != theirs.stances or not targets:
        raise InputError("the models answer other questions: no targets or stances in common.")
    frames = tuple(frame for frame in ours.frames if frame in theirs.frames)
    return replace(ours, targets=targets, frames=frames)


def compare(old: Model, new: Model, examples: Sequence[Example]) -> list[Change]:
    """Return what changed, a head each; heads of which no row has a label are left out."""
    book = shared_codebook(old, new)
    before, after = (m.predict_many(example.quote for example in examples) for m in (old, new))
    changes = []
    for head in (*book.targets, *book.frames):
        tables = np.stack(
            [tables_by_group(examples, said, head, book) for said in (before, after)], axis=1
        )
        if tables.any():
            rows = list(_disagreements(examples, before, after, head))
            changes.append(_change(head, tables, rows, frame=head in book.frames))
    return changes


def _change(head: str, tables: Floats, rows: Sequence[Row], *, frame: bool) -> Change:
    score = first_f1 if frame else macro_f1

    def gained(sums: Floats) -> Floats:
        values = score(sums)
        return np.asarray(values[..., 1] - values[..., 0])

    def net(sums: Floats) -> Floats:
        right = np.trace(sums, axis1=-2, axis2=-1)
        total = np.maximum(sums[..., 0, :, :].sum(axis=(-2, -1)), 1)
        return np.asarray((right[..., 1] - right[..., 0]) / total)

    old, new = score(tables.sum(axis=0)).tolist()
    return Change(
        head=head,
        rows=int(tables[:, 0].sum()),
        improved=tuple(sorted((r for r in rows if r.new == r.gold), key=lambda r: -r.gain)),
        worsened=tuple(sorted((r for r in rows if r.old == r.gold), key=lambda r: r.gain)),
        other=tuple(row for row in rows if row.gold not in (row.old, row.new)),
        old=old,
        new=new,
        difference=bootstrap(tables, gained),
        net=bootstrap(tables, net),
    )


def _disagreements(
    examples: Sequence[Example],
    before: Sequence[Prediction],
    after: Sequence[Prediction],
    head: str,
) -> Iterator[Row]:
    for example, old, new in zip(examples, before, after, strict=True):
        if head in example.stance:
            gold = example.stance[head]
            said = [str(p.stance[head].label) for p in (old, new)]
            likely = [p.stance[head].probabilities[gold] for p in (old, new)]
        elif head in new.frame_probabilities and example.frames is not None:
            gold = _presence(head, example.frames)
            said = [_presence(head, p.frames) for p in (old, new)]
            sign = 1 if head in example.frames else -1
            likely = [sign * p.frame_probabilities[head] for p in (old, new)]
        else:
            continue
        if said[0] != said[1]:
            yield Row(example, gold, said[0], said[1], likely[1] - likely[0])


def _presence(frame: str, frames: Sequence[str]) -> str:
    return frame if frame in frames else f"no {frame}"


def lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield a Markdown table of changes, one row a head."""
    yield "| | rows | changed | better | worse | old | new | difference | net share better |"
    yield "|---" * 9 + "|"
    for change in changes:
        better, worse, other = map(len, (change.improved, change.worsened, change.other))
        cells = [change.head, change.rows, better + worse + other, better, worse]
        scores = [f"{change.old:.3f}", f"{change.new:.3f}", change.difference, change.net]
        yield f"| {' | '.join(map(str, [*cells, *scores]))} |"


def example_lines(change: Change, most: int) -> Iterator[str]:
    """Yield the rows of a head that changed most."""
    for title, rows in (("better", change.improved), ("worse", change.worsened)):
        for row in rows[:most]:
            text = " ".join(row.example.quote.text.split())
            shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
            gold = "" if row.gold in (row.old, row.new) else f", coded {row.gold}"
            yield f"* {title}: {row.old} → {row.new}{gold}: “{shown}”"


def real_news(folder: Path = FOLDER) -> list[Example]:
    """Return the gold of real news, all languages.

    Raises
    ------
    InputError
        If it is not at hand.
    """
    languages = gold_languages(folder)
    if not languages:
        raise InputError(f"no gold in {folder}. Name labelled rows that neither model has seen.")
    return [example for name in languages for example in read_gold(folder, name).examples]


@click.command()
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.argument("gold", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--examples", "most", default=3, show_default=True, help="Rows a head and direction.")
@reporting()
def main(old: Path, new: Path, gold: tuple[Path, ...], most: int) -> None:
    """Compare the model folders OLD and NEW on GOLD."""
    models = load(old), load(new)
    examples = read_examples(gold, models[1].codebook) if gold else real_news()
    changes = compare(*models, examples)
    groups = len({example.group for example in examples})
    print(f"{models[0].name} → {models[1].name}, {len(examples)} rows in {groups} groups\n")
    print("\n".join(lines(changes)))
    for change in changes:
        if shown := list(example_lines(change, most)):
            print(f"\n{change.head}\n" + "\n".join(shown))


if __name__ == "__main__":
    main()
