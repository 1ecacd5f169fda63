"""What several coders said of a quote, and what they settled on.

A coding is a dictionary: a label for each target, ``frames`` as a list, perhaps a ``note``; what
was not coded is absent. A row keeps the codings under ``codes`` by coder, as `data/labeled` does,
and as its own labels what the coders agree on or an adjudicator decided. Where neither is the case
the label is None, and nothing learns from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from stance.codebook import Codebook
from stance.errors import InputError, StanceError
from stance.fields import quote_of
from stance.io import read_rows, write_rows
from stance.labels import label_files
from stance.records import Quote
from training.rows import Row

__all__ = [
    "ADJUDICATED",
    "FRAMES",
    "NOTE",
    "RULE",
    "SAID",
    "Code",
    "check_coder",
    "coders_of",
    "complain",
    "differing",
    "heads_of",
    "label_of",
    "merged",
    "name_of",
    "read_coded",
    "read_pile",
    "reporting",
    "said",
    "settled",
    "summary",
    "write_coded",
]

ADJUDICATED = "adjudicated"
NOT_CODERS = ("draft", ADJUDICATED)
"""An earlier coding that was replaced, and the decision where coders differ."""
FRAMES, NOTE, RULE = "frames", "note", "rule"
SAID = " said"
"""Ends the name of a column that shows what coders said."""
TAKEN = (NOTE, RULE, "codes")
SHOWN = 10
"""So many problems are named at once; more would hide the first."""

Code = dict[str, Any]


def read_pile(path: str | Path) -> list[Row]:
    """Read quotes to be coded: rows with `text`, better also `context`, `speaker`, `article`.

    A row without `id` is named after its text and context, so that sheets of one file find back to
    it whatever happens to its order; the same quote in the same context is kept once. A row without
    `group` has its article as group.

    Raises
    ------
    InputError
        If the file cannot be read, holds no quote, or two rows have the same id.
    """
    rows: dict[str, Row] = {}
    for line, row in read_rows(path):
        where = f"{path}, line {line}"
        if isinstance(row, Exception):
            raise InputError(f"{where}: {row}")
        try:
            quote = quote_of(row)
        except InputError as error:
            raise InputError(f"{where}: {error}") from error
        made = name_of(quote)
        name = str(row.get("id") or made)
        group = str(row.get("group") or row.get("article") or name)
        before = rows.setdefault(name, {**row, "id": name, "group": group})
        if name != made and (before["text"], before.get("context")) != (
            row["text"],
            row.get("context"),
        ):
            raise InputError(f"{where}: id {name!r} is that of another row. Give each its own.")
    if not rows:
        raise InputError(f"{path}: no quotes. `stance quotes ARTICLES -o {path}` makes them.")
    return list(rows.values())


def name_of(quote: Quote) -> str:
    """Return the id of a quote that was given none: made of its text and context."""
    content = f"{quote.text}\0{quote.context}"
    return f"q{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def read_coded(paths: Iterable[str | Path]) -> list[Row]:
    """Read rows with the codes of several coders; a folder stands for all files of rows below it.

    Raises
    ------
    InputError
        If a file cannot be read, or no row has codes.
    """
    rows = []
    files = label_files(paths)
    for file in files:
        for line, row in read_rows(file):
            if isinstance(row, Exception):
                raise InputError(f"{file}, line {line}: {row}")
            if not isinstance(row, Mapping) or not isinstance(row.get("codes") or {}, Mapping):
                raise InputError(
                    f"{file}, line {line}: no coded row. A row is a JSON object, its 'codes' one "
                    "with a coding by coder, as `python -m training.sheets read` writes them."
                )
            name = str(row.get("id") or f"{file.stem} {line}")
            group = str(row.get("group") or row.get("article") or name)
            rows.append({**row, "id": name, "group": group})
    if not any(row.get("codes") for row in rows):
        raise InputError(
            f"no row of {', '.join(map(str, files)) or 'nothing'} has 'codes' by coder. "
            "`python -m training.sheets read` makes such rows."
        )
    return rows


def heads_of(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Return what is coded, targets then frames, each with its labels; the last means "no".

    Raises
    ------
    InputError
        If one has the name of something else that coders or adjudicators write.
    """
    rest = tuple(stance for stance in codebook.stances if stance != codebook.neutral)
    heads = dict.fromkeys(codebook.targets, (*rest, codebook.neutral))
    heads |= {frame: (frame, f"no {frame}") for frame in codebook.frames}
    for name in (*TAKEN, *(f"{head}{SAID}" for head in heads)):
        if name in heads:
            raise InputError(f"no target or frame can be called {name!r}. Rename it.")
    return heads


def said(code: Mapping[str, Any], head: str, codebook: Codebook) -> str | None:
    """Return the label that a coding has for a head, one of `heads_of`; None if it was not coded.

    Examples
    --------
    >>> from stance.codebook import load_codebook
    >>> book = load_codebook("data/labeled/codebook.toml")
    >>> code = {"russia": "favor", "frames": ["alliance"]}
    >>> [said(code, head, book) for head in ("russia", "ukraine", "alliance", "neutrality")]
    ['favor', None, 'alliance', 'no neutrality']
    """
    if head not in codebook.frames:
        return code.get(head)
    frames = code.get(FRAMES)
    return None if frames is None else head if head in frames else f"no {head}"


def coders_of(row: Row) -> dict[str, Code]:
    """Return the codings of a row by coder, drafts and adjudications apart."""
    codes: dict[str, Code] = row.get("codes") or {}
    return {name: code for name, code in codes.items() if name not in NOT_CODERS}


def differing(row: Row, codebook: Codebook) -> list[str]:
    """Return the heads on which coders differ and nobody decided."""
    decision = (row.get("codes") or {}).get(ADJUDICATED, {})
    return [
        head
        for head in heads_of(codebook)
        if said(decision, head, codebook) is None
        and len({said(code, head, codebook) for code in coders_of(row).values()} - {None}) > 1
    ]


def settled(row: Row, codebook: Codebook) -> Row:
    """Return a row whose labels are what its coders agree on or an adjudicator decided."""
    open_heads = set(differing(row, codebook))
    codes = [(row.get("codes") or {}).get(ADJUDICATED, {}), *coders_of(row).values()]
    labels: Row = {
        target: None
        if target in open_heads
        else next((code[target] for code in codes if target in code), None)
        for target in codebook.targets
    }
    if codebook.frames:
        known = next((code[FRAMES] for code in codes if FRAMES in code), None)
        labels[FRAMES] = None if open_heads & set(codebook.frames) else known
    return {**row, **labels, "codebook": codebook.version}


def merged(
    pile: Iterable[Row], codings: Mapping[str, Mapping[str, Code]], codebook: Codebook
) -> list[Row]:
    """Put the codings of several coders into the rows that they coded.

    Parameters
    ----------
    pile : iterable of mapping
        Rows with an `id`; codings that they have already are kept.
    codings : mapping of str to mapping of str to Code
        By coder, then by id.
    codebook : Codebook

    Returns
    -------
    list of dict
        The rows that somebody coded, with `codes` by coder and the labels settled.
    """
    rows = []
    for row in pile:
        codes = {**(row.get("codes") or {})}
        codes |= {coder: done[row["id"]] for coder, done in codings.items() if row["id"] in done}
        if codes:
            rows.append(settled({**row, "codes": codes}, codebook))
    return rows


def check_coder(name: str) -> None:
    """Raise an `InputError` if a coder cannot be called so."""
    if name in NOT_CODERS or not name.strip():
        raise InputError(
            f"no coder can be called {name!r}: rows use it otherwise. Rename the coder."
        )


def label_of(value: str, labels: Sequence[str]) -> str:
    """Return the label that somebody meant who did not mind case and blanks.

    Raises
    ------
    InputError
        If there is none.
    """
    for label in labels:
        if label.casefold() == value.strip().casefold():
            return label
    raise InputError(f"{value!r} is not one of {', '.join(labels)}.")


def complain(problems: Sequence[str]) -> None:
    """Raise an `InputError` that names the first problems, if there are any."""
    if problems:
        more = f"\n… and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise InputError("\n".join(problems[:SHOWN]) + more)


def summary(rows: Sequence[Row], codebook: Codebook) -> str:
    """Return how many rows each coder coded, and in how many they differ."""
    counts: dict[str, int] = {}
    for row in rows:
        for coder in coders_of(row):
            counts[coder] = counts.get(coder, 0) + 1
    coders = ", ".join(f"{coder} {count}" for coder, count in counts.items())
    differ = sum(bool(differing(row, codebook)) for row in rows)
    return f"rows coded: {len(rows)} ({coders}); coders differ in {differ}"


def write_coded(rows: Sequence[Row], path: Path) -> None:
    """Write coded rows, which only JSONL can hold.

    Raises
    ------
    InputError
        If the path has another suffix or there is nothing to write.
    """
    if path.suffix.lower() != ".jsonl":
        raise InputError(f"{path}: coded rows are JSONL, since each has several codings.")
    if not rows:
        raise InputError("nobody coded anything. Fill in a label or more, then read again.")
    write_rows(rows, path)


@contextmanager
def reporting() -> Iterator[None]:
    """Tell an error of the library as problem and remedy, exit code 1."""
    try:
        yield
    except StanceError as error:
        raise click.ClickException(str(error)) from error
