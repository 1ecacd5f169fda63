"""Readers and writers: articles and quotes in, scored quotes out; the suffix names the format.

``.jsonl`` holds one object a line, ``.csv`` and ``.tsv`` a header and one row a line, separated by
commas, semicolons or tabs, ``.txt`` a whole article (or, for quotes, one quote a line); ``-`` is
standard input, read as JSONL.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

from stance.errors import InputError
from stance.records import Article, Prediction, Quote, Span

__all__ = [
    "Reject",
    "dump_rows",
    "quote_of",
    "read_articles",
    "read_quotes",
    "read_rows",
    "write_predictions",
    "writing",
]

ARTICLE_FIELDS = ("id", "title", "language", "date", "source")
QUOTE_FIELDS = ("context", "speaker", "mention", "language", "article", "kind", "cue", "role")
FORMATS = (".jsonl", ".csv", ".tsv", ".txt")

csv.field_size_limit(1 << 27)  # an article may be longer than the default 131,072 characters


class Reject(NamedTuple):
    """A row that could not be read, and why."""

    file: str
    line: int
    reason: str


OnReject = Callable[[Reject], None]


def read_articles(
    path: str | Path,
    *,
    on_reject: OnReject | None = None,
    suffix: str | None = None,
    span: tuple[int, int, int] | None = None,
) -> Iterator[Article]:
    """Yield the articles of a file, one at a time.

    Parameters
    ----------
    path : str or Path
        ``.jsonl``, ``.csv``, ``.tsv`` with a `text` column; ``.txt`` as one article; ``-`` for
        standard input.
    on_reject : callable, optional
        Takes each unreadable row as a `Reject`; without it the first one raises.
    suffix : str, optional
        Overrides the suffix of `path`, for standard input.
    span : tuple of int, optional
        Of a ``.jsonl`` file read only these bytes: first, behind the last, and how many lines stand
        before them.

    Raises
    ------
    InputError
        If the file is missing, its suffix unknown, or (without `on_reject`) a row unreadable.

    Examples
    --------
    >>> from stance import read_articles
    >>> next(read_articles("examples/articles.jsonl")).language
    'de'
    """
    if _suffix(path, suffix) == ".txt":
        text = _read_text(path)
        yield Article(text=text, id="" if str(path) == "-" else Path(path).stem)
        return
    yield from _read_records(path, _article, on_reject, suffix, span)


def read_quotes(
    path: str | Path, *, on_reject: OnReject | None = None, suffix: str | None = None
) -> Iterator[Quote]:
    """Yield the quotes of a file: rows with `text`, better also `context` and `speaker`.

    Parameters
    ----------
    path, on_reject, suffix
        As in `read_articles`; a ``.txt`` holds one quote a line.

    Raises
    ------
    InputError
        As in `read_articles`.
    """
    if _suffix(path, suffix) == ".txt":
        yield from (Quote(text=line) for line in _read_text(path).splitlines() if line.strip())
        return
    yield from _read_records(path, quote_of, on_reject, suffix)


def read_rows(
    path: str | Path, *, suffix: str | None = None, span: tuple[int, int, int] | None = None
) -> Iterator[tuple[int, Mapping[str, Any] | Exception]]:
    """Yield (line number, row) of a JSONL, CSV or TSV file; a broken line yields its error."""
    kind = _suffix(path, suffix)
    with _opened(path) as lines:
        if kind == ".jsonl" and span is not None:
            start, stop, before = span
            lines.seek(start)
            yield from _json_rows(_until(lines, stop - start), before)
        elif kind == ".jsonl":
            yield from _json_rows(lines)
        else:
            yield from _csv_rows(lines, "\t" if kind == ".tsv" else ",")


def dump_rows(rows: Iterable[Mapping[str, Any]], suffix: str) -> Iterator[str]:
    """Yield the lines of a JSONL, CSV or TSV file, each with its line end."""
    if suffix == ".jsonl":
        for row in rows:
            yield json.dumps(row, ensure_ascii=False, default=str) + "\n"
        return
    writer: Any = None
    for row in rows:
        cells = {key: _cell(value) for key, value in row.items()}
        if writer is None:
            line = _Line()
            delimiter = "\t" if suffix == ".tsv" else ","
            writer = csv.DictWriter(line, list(cells), delimiter=delimiter, lineterminator="\n")
            writer.writeheader()
            yield line.take()
        writer.writerow(cells)
        yield line.take()


def write_predictions(predictions: Iterable[Prediction], path: str | Path) -> int:
    """Write predictions as ``.jsonl``, ``.csv`` or ``.tsv``, whole or not at all.

    Returns
    -------
    int
        How many were written.

    Raises
    ------
    InputError
        If the suffix is unknown or the folder does not exist.
    """
    suffix = _suffix(path, None)
    if suffix == ".txt":
        raise InputError(f"{path}: predictions are rows. Write .jsonl, .csv or .tsv.")
    count = 0

    def rows() -> Iterator[Mapping[str, Any]]:
        nonlocal count
        for prediction in predictions:
            count += 1
            yield prediction.as_dict()

    with writing(path) as file:
        file.writelines(dump_rows(rows(), suffix))
    return count


@contextmanager
def writing(path: str | Path) -> Iterator[IO[str]]:
    """Open a file that appears under its name only when the block ends without an error."""
    target = Path(path)
    if not target.parent.is_dir():
        raise InputError(f"{target.parent}: no such folder. Create it first.")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _read_records(
    path: str | Path,
    build: Callable[[Mapping[str, Any], int], Any],
    on_reject: OnReject | None,
    suffix: str | None,
    span: tuple[int, int, int] | None = None,
) -> Iterator[Any]:
    for line, row in read_rows(path, suffix=suffix, span=span):
        try:
            if isinstance(row, Exception):
                raise row
            record = build(row, line)
        except (InputError, ValueError) as error:
            reject = Reject(str(path), line, str(error))
            if on_reject is None:
                raise InputError(f"{path}, line {line}: {error}") from error
            on_reject(reject)
            continue
        yield record


def _article(row: Mapping[str, Any], line: int) -> Article:
    text = _text_of(row)
    known = {key: _string(row.get(key)) for key in ARTICLE_FIELDS}
    known["id"] = known["id"] or str(line)
    meta = {key: value for key, value in row.items() if key not in (*ARTICLE_FIELDS, "text")}
    return Article(text=text, meta=meta, **known)  # type: ignore[arg-type]


def quote_of(row: Mapping[str, Any], _line: int = 0) -> Quote:
    """Build a quote from a row with `text`, and whatever else of a quote the row has."""
    text = _text_of(row)
    known = {key: _string(row.get(key)) for key in QUOTE_FIELDS}
    spans = row.get("spans")
    pairs = spans if isinstance(spans, list) else []
    return Quote(
        text=text,
        spans=tuple(Span(int(start), int(end)) for start, end in pairs),
        **{key: value for key, value in known.items() if value is not None},  # type: ignore[arg-type]
    )


def _text_of(row: Mapping[str, Any]) -> str:
    if not isinstance(row, Mapping):
        raise InputError("not an object. Each line is a JSON object with a 'text'.")
    text = row.get("text")
    if text is None:
        raise InputError(f"no 'text' among {sorted(row)[:8]}. Rename the column to 'text'.")
    if not isinstance(text, str):
        raise InputError(f"'text' is {type(text).__name__}, not a string.")
    return text


def _string(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _until(lines: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the lines that begin in the next `size` bytes."""
    for line in lines:
        if size <= 0:
            return
        size -= len(line)
        yield line


def _json_rows(
    lines: Iterable[bytes], before: int = 0
) -> Iterator[tuple[int, Mapping[str, Any] | Exception]]:
    for number, line in enumerate(lines, before + 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:  # a decoding error is a ValueError
            yield number, InputError(f"not JSON in UTF-8 ({error}).")


def _csv_rows(
    lines: Iterable[bytes], delimiter: str
) -> Iterator[tuple[int, Mapping[str, Any] | Exception]]:
    # A broken byte must not end the run: it is replaced, and the row it stands in rejected.
    text = (line.decode("utf-8-sig", errors="replace").replace("\0", "") for line in lines)
    header = next(text, "")
    # A spreadsheet separates by what its country does: German ones by semicolons.
    delimiter = max((delimiter, ",", ";", "\t"), key=header.count)
    reader = csv.DictReader(chain([header], text), delimiter=delimiter, restkey="\0")
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, InputError(f"not a CSV row ({error}).")
            continue
        if "\0" in row:
            yield reader.line_num, InputError("more cells than the header has columns.")
        elif any("\ufffd" in (value or "") for value in row.values()):
            yield (
                reader.line_num,
                InputError("not UTF-8. Save the file as UTF-8 (Excel: CSV UTF-8)."),
            )
        else:
            yield reader.line_num, row


def _suffix(path: str | Path, override: str | None) -> str:
    suffix = override or (".jsonl" if str(path) == "-" else Path(path).suffix.lower())
    if suffix not in FORMATS:
        raise InputError(f"{path}: suffix {suffix!r} is not one of {', '.join(FORMATS)}.")
    return suffix


@contextmanager
def _opened(path: str | Path) -> Iterator[IO[bytes]]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(path).open("rb") as file:
            yield file
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name an existing, readable file.") from error


def _read_text(path: str | Path) -> str:
    with _opened(path) as file:
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8 ({error}). Save the file as UTF-8.") from error


def _cell(value: Any) -> Any:
    """Make one cell of a list: spans as 12-34, items joined by a semicolon."""
    if isinstance(value, (list, tuple)):
        items = ("-".join(map(str, v)) if isinstance(v, (list, tuple)) else str(v) for v in value)
        return ";".join(items)
    return value


class _Line:
    """The one-line buffer that the csv module writes into."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def take(self) -> str:
        text, self.text = self.text, ""
        return text
