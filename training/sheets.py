"""Coding sheets for a spreadsheet: `python -m training.sheets write QUOTES`, then `read`.

`write` makes a CSV sheet for each coder, a quote in its context a row, a column for each target
and each frame, and beside them ``codebook.csv`` with what may be entered where and what it means.
`read` takes the filled sheets back, checks every cell and joins them to the quotes by their ids, so
that a spreadsheet may do to the texts what it likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from stance.codebook import Codebook, load_codebook
from stance.errors import InputError
from stance.io import dump_rows, read_rows, writing
from training.codes import (
    FRAMES,
    NOTE,
    Code,
    check_coder,
    complain,
    heads_of,
    label_of,
    merged,
    read_pile,
    reporting,
    summary,
    write_coded,
)
from training.rows import LABELED, Row

__all__ = ["cells", "codes_of", "read_sheet", "rows_of_sheet", "write_sheet", "write_sheets"]

PRESENT, ABSENT, UNCODED = ("x", "yes", "1", "true"), ("", "no", "0", "false"), "?"
ALLOWED = "codebook.csv"
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def write_sheets(
    pile: Sequence[Row], folder: Path, coders: Sequence[str], codebook: Codebook
) -> list[Path]:
    """Write an empty sheet for each coder, and what may be entered in it.

    Raises
    ------
    InputError
        If a sheet is there already (it may hold work), or a coder's name cannot be used.
    """
    for coder in coders:
        check_coder(coder)
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [folder / f"{coder}.csv" for coder in coders]
    for sheet in sheets:
        if sheet.exists() or sheet.name == ALLOWED:
            raise InputError(f"{sheet} is there already. Name another folder or another coder.")
    empty = dict.fromkeys((*heads_of(codebook), NOTE), "")
    rows = [{**shown(row), **empty} for row in pile]
    for sheet in sheets:
        write_sheet(rows, sheet)
    write_sheet(list(_allowed(codebook)), folder / ALLOWED)
    return [*sheets, folder / ALLOWED]


def shown(row: Row) -> dict[str, str]:
    """Return the columns of a sheet that a coder reads."""
    texts = {key: str(row.get(key) or "") for key in ("speaker", "context", "text")}
    return {"id": row["id"], **{key: _inert(text) for key, text in texts.items()}}


def write_sheet(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    """Write a CSV that spreadsheets open as it is, whole or not at all."""
    with writing(path) as file:
        file.write(BYTE_ORDER_MARK)
        file.writelines(dump_rows(rows, ".csv"))


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking a quote for a formula, and a row from ending early."""
    line = " ".join(text.splitlines())
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def _allowed(codebook: Codebook) -> Iterator[dict[str, str]]:
    for head, labels in heads_of(codebook).items():
        frame = head in codebook.frames
        yield {
            "column": head,
            "allowed": "x or empty" if frame else ", ".join(labels),
            "meaning": codebook.definitions.get(head, ""),
        }


def rows_of_sheet(path: Path, columns: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a filled sheet, each with where it stands, the header being row 1.

    Raises
    ------
    InputError
        If it cannot be read or lacks a column.
    """
    for number, (_, row) in enumerate(read_rows(path, suffix=".csv"), 2):
        if isinstance(row, Exception):
            raise InputError(f"{path}, row {number}: {row}")
        if missing := [name for name in columns if name not in row]:
            raise InputError(
                f"{path}: no column {', '.join(missing)}. Columns may be moved, not renamed."
            )
        cell = {key: str(value or "").strip() for key, value in row.items()}
        if any(cell.values()):
            yield f"{path}, row {number}", cell


def read_sheet(path: Path, known: Iterable[str], codebook: Codebook) -> dict[str, Code]:
    """Return what a coder filled in, by id; a row with nothing filled in was not coded.

    Raises
    ------
    InputError
        If cells hold what the codebook lacks or ids are unknown or twice: all are named, by row.
    """
    ids, problems = set(known), list[str]()
    codes: dict[str, Code] = {}
    seen: set[str] = set()
    for where, row in rows_of_sheet(path, ("id", *heads_of(codebook))):
        name = row["id"]
        if name not in ids or name in seen:
            why = "twice in the sheet" if name in seen else "not an id of the quotes"
            problems.append(f"{where}: {name!r} is {why}. Leave ids as they were written.")
            continue
        seen.add(name)
        try:
            code = codes_of(row, codebook)
        except InputError as error:
            problems.append(f"{where}: {error}")
            continue
        if code:
            codes[name] = code
    complain(problems)
    return codes


def codes_of(row: Mapping[str, str], codebook: Codebook) -> Code:
    """Return the coding that the cells of a row stand for; empty if nothing was filled in.

    An empty cell of a target says that it was not coded. An empty cell of a frame says that the
    frame is not there, if anything else is filled in; ``?`` that frames were not coded.

    Raises
    ------
    InputError
        If a cell holds something else.

    Examples
    --------
    >>> book = load_codebook("data/labeled/codebook.toml")
    >>> cells = dict.fromkeys(("ukraine", "neutrality", "human_rights"), "")
    >>> codes_of({**cells, "russia": "Against", "alliance": "x"}, book)
    {'russia': 'against', 'frames': ['alliance']}
    >>> codes_of({**cells, "russia": "", "alliance": ""}, book)
    {}
    """
    code: Code = {}
    for target in codebook.targets:
        if row[target] not in ("", UNCODED):
            try:
                code[target] = label_of(row[target], heads_of(codebook)[target])
            except InputError as error:
                raise InputError(f"{target} = {error}") from error
    marks = {frame: row[frame].casefold() for frame in codebook.frames}
    for frame, mark in marks.items():
        if mark not in (*PRESENT, *ABSENT, UNCODED):
            raise InputError(f"{frame} = {row[frame]!r}. Write x where it is there, or nothing.")
    if marks and UNCODED not in marks.values() and (code or any(marks.values())):
        code[FRAMES] = [frame for frame, mark in marks.items() if mark in PRESENT]
    if code and row.get(NOTE):
        code[NOTE] = row[NOTE]
    return code


def cells(code: Mapping[str, Any], codebook: Codebook) -> dict[str, str]:
    """Return the cells that stand for a coding, the inverse of `codes_of`."""
    frames = code.get(FRAMES)
    row = {target: str(code.get(target) or "") for target in codebook.targets}
    for frame in codebook.frames:
        row[frame] = UNCODED if frames is None else "x" if frame in frames else ""
    return row


codebook_option = click.option(
    "--codebook",
    "book",
    type=click.Path(path_type=Path),
    default=LABELED / "codebook.toml",
    show_default=True,
)


@click.group()
def main() -> None:
    """Coding sheets for a spreadsheet."""


@main.command()
@click.argument("quotes", type=click.Path(path_type=Path))
@codebook_option
@click.option("--coder", "coders", multiple=True, required=True, help="A name; once for each.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A folder.")
@reporting()
def write(quotes: Path, book: Path, coders: tuple[str, ...], output: Path) -> None:
    """Write a sheet of QUOTES for each coder."""
    for file in write_sheets(read_pile(quotes), output, coders, load_codebook(book)):
        print(file)


@main.command()
@click.argument("quotes", type=click.Path(path_type=Path))
@click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path))
@codebook_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .jsonl.")
@reporting()
def read(quotes: Path, sheets: tuple[Path, ...], book: Path, output: Path) -> None:
    """Join filled SHEETS, each named like its coder, to the QUOTES they were written of."""
    codebook, pile = load_codebook(book), read_pile(quotes)
    ids = [row["id"] for row in pile]
    codings: dict[str, dict[str, Code]] = {}
    for sheet in sheets:
        check_coder(sheet.stem)
        codings[sheet.stem] = read_sheet(sheet, ids, codebook)
    rows = merged(pile, codings, codebook)
    write_coded(rows, output)
    print(summary(rows, codebook))


if __name__ == "__main__":
    main()
