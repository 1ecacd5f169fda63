"""Where coders differ: `python -m training.adjudicate write ROWS`, then `read`.

`write` makes a sheet of the rows in which coders differ: beside each label who gave which, what
they agree on filled in already, and ``?`` where they do not. An adjudicator replaces each ``?`` and
notes the rule of the codebook that decides. `read` puts the decisions into the rows as the codes of
``adjudicated``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from stance.codebook import Codebook, load_codebook
from stance.errors import InputError
from training.codes import (
    ADJUDICATED,
    NOTE,
    RULE,
    SAID,
    Code,
    coders_of,
    complain,
    differing,
    heads_of,
    read_coded,
    reporting,
    said,
    settled,
    write_coded,
)
from training.rows import Row
from training.sheets import (
    UNCODED,
    cells,
    codebook_option,
    codes_of,
    rows_of_sheet,
    shown,
    write_sheet,
)

__all__ = ["decided", "read_decisions", "sheet_rows"]


def sheet_rows(rows: Sequence[Row], codebook: Codebook) -> list[dict[str, str]]:
    """Return a row of a sheet for each row in which coders differ.

    Examples
    --------
    >>> book = load_codebook("data/labeled/codebook.toml")
    >>> ann, ben = {"russia": "favor", "ukraine": "none"}, {"russia": "none", "ukraine": "none"}
    >>> [row] = sheet_rows([{"id": "1", "codes": {"ann": ann, "ben": ben}}], book)
    >>> row["russia said"], row["russia"], row["ukraine"]
    ('favor: ann; none: ben', '?', 'none')
    """
    return [_sheet_row(row, codebook) for row in rows if differing(row, codebook)]


def _sheet_row(row: Row, codebook: Codebook) -> dict[str, str]:
    found = shown(row)
    open_heads = differing(row, codebook)
    agreed = cells(_agreed(row), codebook)
    for head in heads_of(codebook):
        names: dict[str, list[str]] = {}
        for coder, code in coders_of(row).items():
            if (label := said(code, head, codebook)) is not None:
                names.setdefault(label, []).append(coder)
        votes = [f"{label}: {', '.join(coders)}" for label, coders in names.items()]
        found[f"{head}{SAID}"] = "; ".join(votes)
        found[head] = UNCODED if head in open_heads else agreed[head]
    notes = [f"{coder}: {code[NOTE]}" for coder, code in coders_of(row).items() if NOTE in code]
    return {**found, "notes": "; ".join(notes), RULE: ""}


def _agreed(row: Row) -> Code:
    """Return what some coder said of each head, for those on which nobody said otherwise."""
    code: Code = {}
    for each in coders_of(row).values():
        code = {**each, **code}
    return code


def read_decisions(path: Path, rows: Sequence[Row], codebook: Codebook) -> dict[str, Code]:
    """Return the decisions of a filled sheet by id; rows left as they were are not decided yet.

    Raises
    ------
    InputError
        If a decision lacks its rule or leaves something open, cells hold what the codebook lacks,
        or an id is not that of a row in which coders differ: all are named, by row.
    """
    asked = {row["id"]: differing(row, codebook) for row in rows}
    decisions: dict[str, Code] = {}
    problems: list[str] = []
    for where, row in rows_of_sheet(path, ("id", *heads_of(codebook), RULE)):
        if not asked.get(row["id"]):
            problems.append(f"{where}: {row['id']!r} is not an id of a row in which coders differ.")
            continue
        try:
            code = codes_of(row, codebook)
        except InputError as error:
            problems.append(f"{where}: {error}")
            continue
        left = [head for head in asked[row["id"]] if said(code, head, codebook) is None]
        if row[RULE] and left:
            problems.append(f"{where}: a rule but no decision on {', '.join(left)}.")
        elif not row[RULE] and not left:
            problems.append(f"{where}: decided without a rule. Note which one of the codebook.")
        elif not left:
            decisions[row["id"]] = {**code, RULE: row[RULE]}
    complain(problems)
    return decisions


def decided(rows: Sequence[Row], decisions: dict[str, Code], codebook: Codebook) -> list[Row]:
    """Return all rows, those with a decision settled by it."""
    return [
        settled({**row, "codes": {**row["codes"], ADJUDICATED: decisions[row["id"]]}}, codebook)
        if row["id"] in decisions
        else row
        for row in rows
    ]


@click.group()
def main() -> None:
    """Adjudicate where coders differ."""


@main.command()
@click.argument("rows", type=click.Path(path_type=Path))
@codebook_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .csv.")
@reporting()
def write(rows: Path, book: Path, output: Path) -> None:
    """Write a sheet of those ROWS in which coders differ."""
    found = sheet_rows(read_coded([rows]), load_codebook(book))
    if not found:
        raise InputError(f"{rows}: coders differ in no row. There is nothing to decide.")
    if output.exists():
        raise InputError(f"{output} is there already and may hold decisions. Name another file.")
    write_sheet(found, output)
    print(f"{output}: {len(found)} rows to decide")


@main.command()
@click.argument("rows", type=click.Path(path_type=Path))
@click.argument("sheet", type=click.Path(path_type=Path))
@codebook_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .jsonl.")
@reporting()
def read(rows: Path, sheet: Path, book: Path, output: Path) -> None:
    """Put the decisions of a filled SHEET into the ROWS it was written of."""
    codebook, coded = load_codebook(book), read_coded([rows])
    decisions = read_decisions(sheet, coded, codebook)
    done = decided(coded, decisions, codebook)
    write_coded(done, output)
    left = sum(bool(differing(row, codebook)) for row in done)
    print(f"{len(decisions)} rows decided, {left} still open")


if __name__ == "__main__":
    main()
