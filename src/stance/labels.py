"""Labelled quotes: what a coder decided about a quote, read from JSONL or CSV and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.codebook import Codebook
from stance.errors import InputError
from stance.io import quote_of, read_rows
from stance.records import Quote

__all__ = ["Example", "read_examples"]


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
    """

    quote: Quote
    stance: Mapping[str, str] = field(hash=False)
    frames: tuple[str, ...] | None
    group: str
    id: str = ""
    origin: str = ""


def read_examples(paths: Iterable[str | Path], codebook: Codebook) -> list[Example]:
    """Read labelled rows; a folder stands for all ``.jsonl`` and ``.csv`` files below it.

    A row has `text`, better also `context` and `speaker`, a label in a column named like each
    target, `frames` as a list (in CSV joined by ``;``), and a `group`.

    Raises
    ------
    InputError
        If a file is missing or empty, or a row has a label that the codebook lacks.
    """
    examples = []
    for path in paths:
        for file in _files(Path(path)):
            examples += [
                _example(row, codebook, f"{file}, line {line}") for line, row in read_rows(file)
            ]
    if not examples:
        raise InputError(f"no labelled rows in {', '.join(map(str, paths)) or 'nothing'}.")
    return examples


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in (".jsonl", ".csv"))


def _example(row: Mapping[str, Any] | Exception, codebook: Codebook, where: str) -> Example:
    if isinstance(row, Exception):
        raise InputError(f"{where}: {row}")
    try:
        quote = quote_of({**row, "language": row.get("language") or row.get("lang")})
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
    stance = {target: row[target] for target in codebook.targets if row.get(target)}
    frames = row.get("frames")
    if isinstance(frames, str):
        frames = [frame.strip() for frame in frames.split(";") if frame.strip()]
    for target, label in stance.items():
        if label not in codebook.stances:
            raise InputError(f"{where}: {target} = {label!r} is not one of {codebook.stances}.")
    for frame in frames or ():
        if frame not in codebook.frames:
            raise InputError(f"{where}: frame {frame!r} is not one of {codebook.frames}.")
    group = row.get("group") or row.get("article") or row.get("id") or where
    return Example(
        quote=quote,
        stance=stance,
        frames=None if frames is None else tuple(frames),
        group=str(group),
        id=str(row.get("id") or ""),
        origin=str(row.get("origin") or ""),
    )
