"""What to code next: `python -m training.queue PILE -o next.jsonl`.

From a pile of quotes that nobody has coded those that would teach a model most: of which it is
unsure (margin sampling, Scheffer, Decomain & Wrobel 2001), of labels that the coded rows have
seldom, and not much alike (maximal marginal relevance, Carbonell & Goldstein 1998). A share is
drawn at random, whatever the model says: only that one is good for estimating how much of the pile
has a label. What the rest gains is measured by `training.queue_trial`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import click
import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.codebook import Codebook
from stance.errors import InputError
from stance.fields import quote_of
from stance.io import write_rows
from stance.labels import Example, read_examples
from stance.marking import tokenize
from stance.model import Model, load
from training.codes import FRAMES, heads_of, name_of, read_pile, reporting, said
from training.rows import Row

__all__ = ["Pick", "draw_of", "next_rows", "pick", "spread", "worth"]

Floats = npt.NDArray[np.float64]
Vectors: TypeAlias = "Floats | sparse.csr_matrix"
AT_RANDOM = 0.2
"""The share that is drawn at random, if nothing else is said."""
CANDIDATES = 4
"""So many times the rows wanted are looked at for being alike."""
UNLIKE = 0.5
"""What being alike to a picked row takes off, where values go from 0 to 1."""
RAREST = 0.02
"""Labels that are rarer than this count as this rare."""


def worth(chances: Mapping[str, Floats], counts: Mapping[str, Floats]) -> Floats:
    """Return how much each row would teach: unsure heads, the more where a rare label is likely.

    Parameters
    ----------
    chances : mapping of str to ndarray, shape (n, n_labels)
        For each head the probabilities of its labels.
    counts : mapping of str to ndarray, shape (n_labels,)
        How often the coded rows have each label.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> sure, unsure, rare = [0.98, 0.02], [0.55, 0.45], [0.45, 0.55]
    >>> chances = {"alliance": np.array([sure, unsure, rare])}
    >>> worth(chances, {"alliance": np.array([90.0, 10.0])}).argsort().tolist()
    [0, 1, 2]
    """
    total = np.zeros(len(next(iter(chances.values()))))
    for head, values in chances.items():
        two = np.sort(values, axis=1)[:, -2:]
        share = counts[head] / max(counts[head].sum(), 1)
        weight = 1 / np.maximum(share, RAREST)
        total += (1 - (two[:, 1] - two[:, 0])) * (values @ (weight / weight.mean()))
    return total


def spread(values: Floats, vectors: Vectors, size: int) -> list[int]:
    """Return the places of rows of high value that are not much alike, the first one first.

    Parameters
    ----------
    values : ndarray, shape (n,)
    vectors : ndarray or sparse matrix, shape (n, n_features)
        Rows of length 1, whose products say how much two rows are alike.
    size : int

    Examples
    --------
    >>> vectors = np.array([[1.0, 0.0], [0.9, 0.436], [0.0, 1.0]])
    >>> spread(np.array([0.9, 0.8, 0.75]), vectors, 2)
    [0, 2]
    """
    scaled = (values - values.min()) / max(float(np.ptp(values)), 1e-12)
    nearest = np.zeros(len(values))
    free = np.ones(len(values), dtype=bool)
    picked: list[int] = []
    while len(picked) < min(size, len(values)):
        best = int(np.where(free, scaled - UNLIKE * nearest, -np.inf).argmax())
        picked.append(best)
        free[best] = False
        alike = vectors @ vectors[[best]].T
        alike = alike if isinstance(alike, np.ndarray) else alike.toarray()
        nearest = np.maximum(nearest, alike.ravel())
    return picked


class Pick(NamedTuple):
    """Which rows of a pile to code next, by their place."""

    random: list[int]
    teaching: list[int]


def pick(
    values: Floats, draws: Floats, vectors: Vectors, size: int, at_random: float = AT_RANDOM
) -> Pick:
    """Pick rows: a share by their draw alone, the rest by what they would teach.

    Parameters
    ----------
    values : ndarray, shape (n,)
        As `worth` returns them.
    draws : ndarray, shape (n,)
        A number for each row that has nothing to do with it; the lowest are the random share.
    vectors : ndarray or sparse matrix, shape (n, n_features)
        As in `spread`.
    size : int
    at_random : float
        The share that is drawn at random.
    """
    lowest = round(at_random * size)
    order = np.argsort(draws, kind="stable")
    rest = order[lowest:]
    best = rest[np.argsort(-values[rest], kind="stable")[: CANDIDATES * (size - lowest)]]
    if not len(best):
        return Pick(order[:lowest].tolist(), [])
    chosen = spread(values[best], vectors[best], size - lowest)
    return Pick(order[:lowest].tolist(), best[chosen].tolist())


def draw_of(name: str) -> float:
    """Return the permanent random number of a row (Ohlsson 1995), between 0 and 1, from its id.

    The rows below some number are a simple random sample of the pile, in whatever round and for
    whatever reason they were coded.
    """
    return int.from_bytes(hashlib.sha256(f"draw {name}".encode()).digest()[:7], "big") / 2**56


def next_rows(
    pile: Sequence[Row],
    coded: Sequence[Row],
    model: Model,
    size: int,
    at_random: float = AT_RANDOM,
) -> tuple[list[Row], float]:
    """Return rows to code next, and below which draw all rows of the pile are then coded.

    Parameters
    ----------
    pile : sequence of mapping
        All quotes, as `read_pile` returns them; those that are coded are left out.
    coded : sequence of mapping
        Rows coded before: their `id` and labels.
    model : Model
        Says how sure it is.
    size : int
    at_random : float
        The share that is drawn at random.

    Returns
    -------
    rows : list of dict
        With `picked` ("random" or "teaching") and `draw`, in the order of the pile, and without
        what a model said of them.
    limit : float

    Raises
    ------
    InputError
        If everything is coded.
    """
    done = {row["id"] for row in coded}
    left = [row for row in pile if row["id"] not in done]
    if not left:
        raise InputError("every quote of the pile is coded. Add quotes to it.")
    quotes = [quote_of(row) for row in left]
    chances = _chances(model, left)
    counts = _counts(coded, model.codebook) if coded else {h: v.sum(0) for h, v in chances.items()}
    vectors = TfidfVectorizer(analyzer=tokenize).fit_transform(
        [f"{quote.text} {quote.context}" for quote in quotes]
    )
    draws = np.array([draw_of(row["id"]) for row in left])
    found = pick(worth(chances, counts), draws, vectors, size, at_random)
    why = dict.fromkeys(found.teaching, "teaching") | dict.fromkeys(found.random, "random")
    rows = [
        {**_unscored(left[i], model.codebook), "picked": why[i], "draw": float(draws[i])}
        for i in sorted(why)
    ]
    # Where the random share ends, and not where the first open row is: what was picked to teach
    # must not move the bound, or the rows below it are no random sample.
    beyond = np.sort(draws)[len(found.random) :]
    return rows, float(beyond[0]) if len(beyond) and len(why) < len(left) else 1.0


def _unscored(row: Row, codebook: Codebook) -> Row:
    """Leave out predictions, which coders must not see and nobody must take for labels."""
    if "model" not in row:
        return row
    names = {"model", FRAMES, *codebook.targets}
    starts = ("frame_", *(f"{target}_" for target in codebook.targets))
    return {k: v for k, v in row.items() if k not in names and not k.startswith(starts)}


def _chances(model: Model, rows: Sequence[Row]) -> dict[str, Floats]:
    """Return the probabilities of each head's labels, in the order of `heads_of`."""
    columns = model.predict_columns([quote_of(row) for row in rows])
    found = {}
    for head, labels in heads_of(model.codebook).items():
        if head in model.codebook.frames:
            present = columns[f"frame_{head}"]
            found[head] = np.stack([present, 1 - present], axis=1)
        else:
            found[head] = np.stack([columns[f"{head}_{label}"] for label in labels], axis=1)
    return found


def _counts(coded: Sequence[Row], codebook: Codebook) -> dict[str, Floats]:
    """Count the settled labels of coded rows, in the order of `heads_of`."""
    return {
        head: np.array(
            [sum(said(row, head, codebook) == label for row in coded) for label in labels]
        )
        for head, labels in heads_of(codebook).items()
    }


def _coded(example: Example) -> Row:
    name = example.id or name_of(example.quote)
    return {"id": name, **example.stance, FRAMES: example.frames}


@click.command()
@click.argument("pile", type=click.Path(path_type=Path))
@click.option("--coded", multiple=True, type=click.Path(exists=True, path_type=Path), help="Rows.")
@click.option("--model", "folder", type=click.Path(path_type=Path), help="Not the shipped one.")
@click.option("-n", "--size", type=click.IntRange(1), default=100, show_default=True)
@click.option(
    "--random",
    "at_random",
    type=click.FloatRange(0, 1),
    default=AT_RANDOM,
    show_default=True,
    help="The share that is drawn at random; 1 draws a simple random sample.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .jsonl.")
@reporting()
def main(
    pile: Path,
    coded: tuple[Path, ...],
    folder: Path | None,
    size: int,
    at_random: float,
    output: Path,
) -> None:
    """Pick what to code next from the quotes of PILE."""
    if output.suffix.lower() != ".jsonl":
        raise InputError(f"{output}: rows to code next are JSONL. Name a .jsonl file.")
    model = load(folder)
    before = [_coded(example) for example in read_examples(coded, model.codebook)] if coded else []
    rows, limit = next_rows(read_pile(pile), before, model, size, at_random)
    write_rows(rows, output)
    random = sum(row["picked"] == "random" for row in rows)
    print(f"{output}: {len(rows)} quotes, {random} of them at random")
    print(f"Once coded, all rows with draw < {limit:.6f} are a random sample of the pile.")


if __name__ == "__main__":
    main()
