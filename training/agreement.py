"""Agreement between any number of coders: `python -m training.agreement [ROWS…]`.

Krippendorff's alpha (2004, "Content Analysis", chapter 11; nominal, rows may lack coders) of each
head, label and language, and Cohen's kappa (1960) of each pair of coders, both with percentile
bootstrap intervals over groups, since quotes of one article are not independent. A draft coding and
the adjudication do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from stance.codebook import Codebook, load_codebook
from stance.errors import InputError
from stance.evaluation import Floats, Interval, bootstrap
from training.codes import coders_of, heads_of, read_coded, reporting, said
from training.rows import LABELED, Row
from training.sections import Cell, Section, markdown
from training.sheets import codebook_option

__all__ = [
    "Portion",
    "agreement_sections",
    "alpha",
    "coincidences",
    "kappa",
    "one_label",
    "pair_tables",
    "portions",
]

FLOORS = {"target": 0.80, "frame": 0.65}
"""A portion below these must be coded anew as a whole."""
LEAST = 40
"""So many doubly coded rows a portion needs before its own alpha says anything."""
LEAST_GIVEN = 5
"""In so many of them a coder must have given a label that is not the last: with two, one slip
makes alpha .5."""


def _labels(row: Row, head: str, codebook: Codebook) -> dict[str, int]:
    """Return the label that each coder gave a head, by its number."""
    labels = heads_of(codebook)[head]
    found = {coder: said(code, head, codebook) for coder, code in coders_of(row).items()}
    return {coder: labels.index(label) for coder, label in found.items() if label is not None}


def coincidences(rows: Iterable[Row], head: str, codebook: Codebook) -> Floats:
    """Count which labels of a head were given to the same row by two coders, a table a group.

    Parameters
    ----------
    rows : iterable of mapping
        With `codes` by coder; those with fewer than two codings of the head add nothing.
    head : str
    codebook : Codebook

    Returns
    -------
    ndarray, shape (n_groups, n_labels, n_labels)
        Labels in the order of `heads_of`. A row counts once for each of its codings, however many
        it has: each pair of codings in both directions, divided by the number of others.
    """
    size = len(heads_of(codebook)[head])
    tables: dict[str, Floats] = {}
    for row in rows:
        given = np.bincount(list(_labels(row, head, codebook).values()), minlength=size)
        if given.sum() > 1:
            pairs = np.outer(given, given) - np.diag(given)
            sums = tables.setdefault(str(row["group"]), np.zeros((size, size)))
            sums += pairs / (given.sum() - 1)
    return np.stack(list(tables.values())) if tables else np.zeros((0, size, size))


def alpha(tables: Floats) -> Floats:
    """Return Krippendorff's alpha of tables of coincidences, shape (..., n, n); 1 if all alike.

    Examples
    --------
    >>> float(alpha(np.array([[6.0, 2.0], [2.0, 10.0]])).round(3))
    0.604
    """
    given = tables.sum(axis=-1)
    total = given.sum(axis=-1)
    differing = total - np.trace(tables, axis1=-2, axis2=-1)
    chance = total**2 - (given**2).sum(axis=-1)
    rest = np.where(chance == 0, 1.0, chance)
    return np.asarray(np.where(chance == 0, 1.0, 1 - (total - 1) * differing / rest))


def kappa(tables: Floats) -> Floats:
    """Return Cohen's kappa of square tables of counts, shape (..., n, n); 1 where chance is all."""
    total = tables.sum(axis=(-1, -2))
    agreed = np.trace(tables, axis1=-2, axis2=-1) / total
    chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1) / total**2
    rest = np.where(chance == 1, 1.0, 1 - chance)
    return np.asarray(np.where(chance == 1, 1.0, (agreed - chance) / rest))


def one_label(tables: Floats, label: int) -> Floats:
    """Return tables, shape (..., n, n), of one label against all others, shape (..., 2, 2).

    Examples
    --------
    >>> one_label(np.array([[5, 1, 0], [1, 3, 1], [0, 1, 8]]), 0).tolist()
    [[5, 1], [1, 13]]
    """
    both = tables[..., label, label]
    first, second = tables[..., label, :].sum(axis=-1), tables[..., :, label].sum(axis=-1)
    neither = tables.sum(axis=(-2, -1)) - first - second + both
    return np.stack(
        [np.stack([both, first - both], -1), np.stack([second - both, neither], -1)], axis=-2
    )


def pair_tables(
    rows: Iterable[Row], head: str, codebook: Codebook
) -> dict[tuple[str, str], Floats]:
    """Count the labels of the first of two coders (rows of a table) against those of the second.

    Returns
    -------
    dict of tuple of str to ndarray, shape (n_groups, n_labels, n_labels)
        For each two coders who coded a row both.
    """
    size = len(heads_of(codebook)[head])
    found: dict[tuple[str, str], dict[str, Floats]] = {}
    for row in rows:
        given = _labels(row, head, codebook)
        for pair in combinations(sorted(given), 2):
            groups = found.setdefault(pair, {})
            table = groups.setdefault(str(row["group"]), np.zeros((size, size)))
            table[given[pair[0]], given[pair[1]]] += 1
    return {pair: np.stack(list(groups.values())) for pair, groups in found.items()}


def language_of(row: Row) -> str:
    """Return the language of a row, under either of the names it may have."""
    return str(row.get("lang") or row.get("language") or "")


def agreement_sections(rows: Sequence[Row], codebook: Codebook) -> list[Section]:
    """Return the agreement of all coders on heads and labels by language, and of each pair.

    Raises
    ------
    InputError
        If no row was coded twice.
    """
    languages = sorted({language_of(row) for row in rows if len(coders_of(row)) > 1})
    if not languages:
        raise InputError("no row was coded twice. A row has the labels by coder in 'codes'.")
    parts = {"all": rows}
    if len(languages) > 1:
        parts |= {name: [r for r in rows if language_of(r) == name] for name in languages}
    return [_label_section(parts, codebook), _pair_section(rows, codebook)]


def _label_section(parts: Mapping[str, Sequence[Row]], codebook: Codebook) -> Section:
    table: list[list[Cell]] = []
    for head, labels in heads_of(codebook).items():
        for language, members in parts.items():
            counted = coincidences(members, head, codebook)
            if not len(counted):
                continue
            doubly = sum(len(_labels(row, head, codebook)) > 1 for row in members)
            table.append([head, language, str(doubly), bootstrap(counted, alpha)])
            for number, label in enumerate(labels if head in codebook.targets else ()):
                value = bootstrap(one_label(counted, number), alpha)
                table.append([f"{head}: {label}", language, str(doubly), value])
    return Section(
        "Agreement between coders",
        "Krippendorff's alpha (2004, nominal) with its 95 % interval by group, of the rows that "
        "two or more coders coded; of a single label against all others.",
        ["", "language", "rows", "alpha"],
        table,
    )


def _pair_section(rows: Sequence[Row], codebook: Codebook) -> Section:
    table: list[list[Cell]] = []
    for head in heads_of(codebook):
        for pair, counted in sorted(pair_tables(rows, head, codebook).items()):
            value = bootstrap(counted, kappa)
            table.append([head, " – ".join(pair), str(int(counted.sum())), value])
    return Section(
        "Pairs of coders",
        "Cohen's kappa (1960) with its 95 % interval by group, of the rows that both coded.",
        ["", "coders", "rows", "kappa"],
        table,
    )


class Portion(NamedTuple):
    """The agreement on one head in rows of one language and origin.

    Parameters
    ----------
    name, head : str
    rows : int
        How many two or more coded.
    given : int
        In how many of them somebody gave a label that does not mean "no".
    alpha : Interval
    low : bool
        Whether it is below the floor, so that the portion must be coded anew.
    """

    name: str
    head: str
    rows: int
    given: int
    alpha: Interval
    low: bool


def portions(rows: Iterable[Row], codebook: Codebook) -> Iterator[Portion]:
    """Yield the agreement of each portion that has enough doubly coded rows."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        if len(coders_of(row)) > 1:
            name = f"{language_of(row)} {row.get('origin') or ''}".strip() or "all"
            parts.setdefault(name, []).append(row)
    for name, members in sorted(parts.items()):
        for head, labels in heads_of(codebook).items():
            coded = [_labels(row, head, codebook) for row in members]
            doubly = [{*each.values()} for each in coded if len(each) > 1]
            if len(doubly) < LEAST:
                continue
            given = sum(bool(each - {len(labels) - 1}) for each in doubly)
            value = bootstrap(coincidences(members, head, codebook), alpha)
            floor = FLOORS["frame" if head in codebook.frames else "target"]
            low = given >= LEAST_GIVEN and value.value < floor
            yield Portion(name, head, len(doubly), given, value, low)


def _portion_section(found: Sequence[Portion]) -> Section:
    return Section(
        "Portions",
        f"Alpha by language and origin, where {LEAST} rows or more were coded twice.",
        ["portion", "", "rows", "given in", "alpha", ""],
        [
            [one.name, one.head, str(one.rows), str(one.given), one.alpha, "low" if one.low else ""]
            for one in found
        ],
    )


@click.command()
@click.argument("rows", nargs=-1, type=click.Path(exists=True, path_type=Path))
@codebook_option
@reporting()
def main(rows: tuple[Path, ...], book: Path) -> None:
    """Print how far coders agree on ROWS (default: all of data/labeled).

    Fails if no row was coded twice, or a portion's alpha is below .80 for a target, .65 for a
    frame, where a label was given five times or more.
    """
    codebook, coded = load_codebook(book), read_coded(rows or [LABELED])
    sections = agreement_sections(coded, codebook)
    found = list(portions(coded, codebook))
    if found:
        sections.append(_portion_section(found))
    print("\n".join(markdown(sections)))
    if low := [f"{one.name} {one.head} {one.alpha}" for one in found if one.low]:
        raise InputError("to be coded anew:\n" + "\n".join(low))


if __name__ == "__main__":
    main()
