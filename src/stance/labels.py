"""Labelled quotes: what a coder decided about a quote, read from files and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.codebook import RESERVED, Codebook
from stance.errors import InputError
from stance.fields import quote_of
from stance.files import format_of
from stance.io import read_rows
from stance.marking import tokenize
from stance.records import Quote

__all__ = ["Example", "label_files", "read_examples"]

SUFFIXES = (".jsonl", ".csv", ".tsv", ".parquet")
UNCODED = ("", "?")
NO_FRAME = "-"
SHOWN = 10
"""So many problems are named at once; more would hide the first."""


@dataclass(frozen=True, slots=True)
class Example:
    """A quote with the labels a coder gave it.

    Parameters
    ----------
    quote : Quote
    stance : mapping of str to str
        For each target coded its label; a target may be missing.
    frames : tuple of str or None
        None where frames were not coded.
    group : str
        What may leak: rows of one group never stand on both sides of a split.
    id, origin : str
        Where the row comes from.
    meta : mapping
        The row's further columns, handed through, no part of equality.
    """

    quote: Quote
    stance: Mapping[str, str] = field(hash=False)
    frames: tuple[str, ...] | None
    group: str
    id: str = ""
    origin: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict, compare=False)


def read_examples(paths: str | Path | Iterable[str | Path], codebook: Codebook) -> list[Example]:
    """Read labelled rows; a folder stands for all files of rows below it.

    A row has `text`, better also `context` and `speaker`, a label in a column named like each
    target, `frames` as a list, and a `group`. In a table frames are joined by ``;`` or ``,``; an
    empty cell there or ``-`` means none. A target that was not coded is left empty; frames that
    were not coded, and targets too, may be marked ``?``.

    Raises
    ------
    InputError
        If a file is missing or empty, lacks a column, or rows cannot be used: they are named by
        their number, the header of a table being row 1.
    """
    files = label_files(paths)
    examples: list[Example] = []
    problems: list[str] = []
    for file in files:
        for where, row in _rows(file, codebook):
            try:
                examples.append(_example(row, codebook, where))
            except InputError as error:
                problems.append(f"{where}: {error}")
    if problems:
        more = f"\n… and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise InputError("\n".join(problems[:SHOWN]) + more)
    if not examples:
        raise InputError(f"no labelled rows in {', '.join(map(str, files)) or 'nothing'}.")
    return examples


def label_files(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """Return the files of rows that paths stand for: a file itself, those below a folder sorted.

    Raises
    ------
    InputError
        If one is not there.
    """
    files: list[Path] = []
    for path in map(Path, [paths] if isinstance(paths, (str, Path)) else paths):
        if path.is_dir():
            files += sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
        elif path.exists():
            files.append(path)
        else:
            raise InputError(f"{path}: no such file. Name files or folders of labelled rows.")
    return files


def _rows(file: Path, codebook: Codebook) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the rows of a file that are not empty, each with where it stands."""
    kind = format_of(file)
    for number, (line, row) in enumerate(read_rows(file)):
        # A cell may hold line breaks: a spreadsheet counts rows, the header among them.
        place = f"row {number + 2}" if kind in (".csv", ".tsv") else f"line {line}"
        where = f"{file}, {place}"
        if isinstance(row, Exception):
            raise InputError(f"{where}: {row}")
        if kind != ".jsonl" and number == 0:
            _check_columns(file, row, codebook)
        if kind == ".jsonl" or any(value not in (None, "") for value in row.values()):
            yield where, row


def _check_columns(file: Path, row: Mapping[str, Any], codebook: Codebook) -> None:
    labels = [*codebook.targets, *(["frames"] if codebook.frames else [])]
    if "text" not in row or not any(name in row for name in labels):
        raise InputError(
            f"{file}: its columns are {', '.join(row)}. It needs 'text' and at least one of "
            f"{', '.join(labels)}; rename them, or name the codebook or model they were coded for."
        )


def _example(row: Mapping[str, Any], codebook: Codebook, where: str) -> Example:
    if not isinstance(row, Mapping):
        raise InputError("not an object. Each line is a JSON object with a 'text'.")
    quote = quote_of({**row, "language": row.get("language") or row.get("lang")})
    if not quote.text.strip():
        raise InputError("'text' is empty. Give the quote, or delete the row.")
    if not _stands_in_context(quote):
        raise InputError(
            f"the quote {_short(quote.text)} does not stand in its context. "
            "Give the sentence that holds it, or leave the context empty."
        )
    group = row.get("group") or row.get("article") or row.get("id") or where
    return Example(
        quote=quote,
        stance={
            target: label
            for target in codebook.targets
            if (label := _label(row.get(target), target, codebook)) is not None
        },
        frames=_frames(row.get("frames"), codebook),
        group=str(group),
        id=str(row.get("id") or ""),
        origin=str(row.get("origin") or ""),
        meta={
            key: value
            for key, value in row.items()
            if key not in RESERVED and key not in codebook.targets
        },
    )


def _label(value: Any, target: str, codebook: Codebook) -> str | None:
    label = "" if value is None else str(value).strip()
    if label in UNCODED:
        return None
    if label not in codebook.stances:
        raise InputError(
            f"{target} = {label!r} is not one of {', '.join(codebook.stances)}. "
            "Correct it; leave empty what was not coded."
        )
    return label


def _frames(value: Any, codebook: Codebook) -> tuple[str, ...] | None:
    if value is None or value == "?":
        return None
    if isinstance(value, str):
        value = [part.strip() for part in re.split("[;,]", value) if part.strip() != NO_FRAME]
    if not isinstance(value, (list, tuple)):
        raise InputError(f"frames = {value!r} is no list of frames. Write [] or names.")
    frames = tuple(str(frame) for frame in value if frame)
    for frame in frames:
        if frame not in codebook.frames:
            raise InputError(
                f"frame {frame!r} is not one of {', '.join(codebook.frames) or '(no frames)'}. "
                "Correct it, or add it to the codebook."
            )
    return frames


def _stands_in_context(quote: Quote) -> bool:
    """Tell an edited quote (a capital, an omission) from one that slipped into another row."""
    if not quote.context or all(
        part.strip().rstrip(",.;") in quote.context for part in quote.parts
    ):
        return True
    words = [token for part in quote.parts for token in tokenize(part) if token.isalnum()]
    return 2 * sum(map(set(tokenize(quote.context)).__contains__, words)) >= len(words)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
