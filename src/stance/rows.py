"""Rows of text files: JSONL, CSV and TSV, read and written one at a time."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from stance.errors import InputError

__all__ = ["Numbered", "Row", "csv_rows", "dump_rows", "json_rows"]

Row = Mapping[str, Any]
Numbered = tuple[int, Row | Exception]
"""The number of a line and what it holds, or why it cannot be read."""

HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Half a character beyond the first 65,536, as JSON may write it: mostly the other half follows."""

csv.field_size_limit(1 << 27)  # an article may be longer than the default 131,072 characters


def json_rows(lines: Iterable[bytes], before: int = 0) -> Iterator[Numbered]:
    """Yield the objects of JSONL; a broken line yields its error."""
    for number, line in enumerate(lines, before + 1):
        if not line.strip():
            continue
        try:
            text = line.decode("utf-8-sig")
            row = json.loads(text)
        except UnicodeDecodeError as error:
            yield number, InputError(f"not UTF-8 ({error}). Save the file as UTF-8.")
        except (ValueError, RecursionError) as error:
            yield number, InputError(f"not JSON ({error}). A line is one object with a 'text'.")
        else:
            yield number, _whole(row) if HALF.search(text) else row


def _whole(row: Any) -> Any:
    """Put the replacement character for halves that stand alone, which no UTF-8 file can hold."""
    text = json.dumps(row, ensure_ascii=False)
    return json.loads(re.sub("[\ud800-\udfff]", "\ufffd", text))


def csv_rows(lines: Iterable[bytes], delimiter: str) -> Iterator[Numbered]:
    """Yield the rows of CSV under a header; a broken row yields its error."""
    # A broken byte must not end the run: it is replaced, and the row it stands in rejected.
    text = (line.decode("utf-8-sig", errors="replace").replace("\0", "") for line in lines)
    header = next(text, "")
    # A spreadsheet separates by what its country does: German ones by semicolons.
    delimiter = max((delimiter, ",", ";", "\t"), key=header.count)
    # Strict, or a quotation mark that is not closed takes the rows behind it for one cell.
    whole = chain([header], text)
    reader = csv.DictReader(whole, delimiter=delimiter, restkey="\0", strict=True)
    while True:
        before = max(1, reader.reader.line_num)  # the header is read with the first row
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield before + 1, InputError(f'not a CSV row ({error}). Look for a stray ".')
            continue
        if "\0" in row:
            yield reader.line_num, InputError("more cells than the header has columns.")
        elif any("\ufffd" in (value or "") for value in row.values()):
            broken = InputError("not UTF-8. Save the file as UTF-8 (Excel: CSV UTF-8).")
            yield reader.line_num, broken
        else:
            yield reader.line_num, row


def dump_rows(rows: Iterable[Row], suffix: str, like: Row | None = None) -> Iterator[str]:
    """Yield the lines of a JSONL, CSV or TSV file, each with its line end.

    Parameters
    ----------
    rows : iterable of mapping
    suffix : str
    like : mapping, optional
        A row that names the columns; without it the first one does, and no rows have no header.
    """
    if suffix == ".jsonl":
        for row in rows:
            yield json.dumps(row, ensure_ascii=False, default=str) + "\n"
        return
    line = _Line()
    writer: Any = None
    if like is not None:
        writer = _writer(line, like, suffix)
        yield line.take()
    for row in rows:
        if writer is None:
            writer = _writer(line, row, suffix)
            yield line.take()
        try:
            writer.writerow({key: _cell(value) for key, value in row.items()})
        except ValueError as error:
            raise InputError(f"unlike the first row: {error}. Write .jsonl.") from error
        yield line.take()


def _writer(line: _Line, row: Row, suffix: str) -> Any:
    delimiter = "\t" if suffix == ".tsv" else ","
    writer = csv.DictWriter(line, list(row), delimiter=delimiter, lineterminator=_Line.END)
    writer.writeheader()
    return writer


def _cell(value: Any) -> Any:
    """Make one cell of a list: spans as 12-34, items joined by a semicolon."""
    if isinstance(value, (list, tuple)):
        items = ("-".join(map(str, v)) if isinstance(v, (list, tuple)) else str(v) for v in value)
        return ";".join(items)
    return value


class _Line:
    """The one-line buffer that the csv module writes into.

    The module quotes what ends a line, under Python 3.11 nothing else: with a line feed alone a
    carriage return in a cell would stand bare, and end the row for whoever reads it.
    """

    END = "\r\n"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def take(self) -> str:
        text, self.text = self.text.removesuffix(self.END), ""
        return f"{text}\n"
