"""Readers and writers: articles and quotes in, scored quotes out; the suffix names the format.

| suffix | holds |
|---|---|
| ``.jsonl`` | an object a line |
| ``.csv``, ``.tsv`` | a header and a row a line, separated by commas, semicolons or tabs |
| ``.parquet`` | rows (extra ``arrow``) |
| ``.txt`` | an article, or a quote a line |
| ``.html``, ``.htm`` | a page with an article (extra ``html``) |
| ``.warc`` | the pages of a crawl (extra ``warc``) |

Each but ``.parquet`` may be packed as ``.gz`` or ``.zst`` (extra ``zst``); a path may be a URL of a
store (extra ``url``); ``-`` is standard input, read as JSONL. Nothing is read ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple

from stance.errors import InputError
from stance.fields import article_of, quote_of
from stance.files import Stretch, check_folder, format_of, opened, packing_of, stem_of, writing
from stance.records import Article, Prediction, Quote
from stance.rows import Numbered, Row, csv_rows, dump_rows, json_rows

__all__ = [
    "OUTPUTS",
    "Reject",
    "check_output",
    "dump_rows",
    "read_articles",
    "read_quotes",
    "read_rows",
    "read_stretch",
    "write_predictions",
    "write_rows",
    "writing",
]

OUTPUTS = (".jsonl", ".csv", ".tsv", ".parquet")
LONGEST = 10_000_000
"""Characters: what is longer is no article, and would take the memory of a whole worker."""


class Reject(NamedTuple):
    """A row that could not be read, and why."""

    file: str
    line: int
    reason: str


OnReject = Callable[[Reject], None]


def read_articles(
    path: str | Path, *, on_reject: OnReject | None = None, suffix: str | None = None
) -> Iterator[Article]:
    """Yield the articles of a file, one at a time.

    Parameters
    ----------
    path : str or Path
        A file or URL. ``.jsonl``, ``.csv``, ``.tsv``, ``.parquet`` with a column `text`; ``.txt``,
        ``.html`` as one article; ``.warc``; ``-`` for standard input. Packed also as ``.gz``,
        ``.zst``.
    on_reject : callable, optional
        Takes each unreadable row as a `Reject`; without it the first one raises.
    suffix : str, optional
        Overrides the suffix of `path`, for standard input.

    Raises
    ------
    InputError
        If the file is missing, its suffix unknown, or (without `on_reject`) a row unreadable.
    MissingExtraError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> from stance import read_articles
    >>> next(read_articles("examples/articles.jsonl")).language
    'de'
    """
    return read_stretch(Stretch(str(path)), on_reject=on_reject, suffix=suffix)


def read_stretch(
    stretch: Stretch, *, on_reject: OnReject | None = None, suffix: str | None = None
) -> Iterator[Article]:
    """Yield the articles of a stretch of a file, as `read_articles` does of the whole.

    One without an id is named by file and line, so that those of several files are told apart.
    """
    numbered, stem = _numbered(stretch, format_of(stretch.file, suffix)), stem_of(stretch.file)

    def build(row: Row, line: int) -> Article:
        article = article_of(row, f"{stem}-{line}" if stem else str(line))
        if len(article.text) > LONGEST:
            raise InputError(f"'text' has {len(article.text):,} characters. Cut it into articles.")
        return article

    return _records(numbered, stretch.file, build, on_reject)


def read_quotes(
    path: str | Path, *, on_reject: OnReject | None = None, suffix: str | None = None
) -> Iterator[Quote]:
    """Yield the quotes of a file: rows with `text`, better also `context` and `speaker`.

    Parameters
    ----------
    path, on_reject, suffix
        As in `read_articles`; a ``.txt`` holds one quote a line, and web pages hold none.

    Raises
    ------
    InputError
        As in `read_articles`.
    """
    return _records(read_rows(path, suffix=suffix), str(path), quote_of, on_reject)


def read_rows(path: str | Path, *, suffix: str | None = None) -> Iterator[Numbered]:
    """Yield (line number, row) of a file of rows; a broken line yields its error."""
    kind = format_of(path, suffix)
    if kind in (".html", ".htm", ".warc"):
        raise InputError(f"{path}: pages hold articles, not rows. Use read_articles.")
    if kind == ".txt":
        return _lines(path)
    return _numbered(Stretch(str(path)), kind)


def check_output(path: str | Path) -> str:
    """Check that rows can be written to a path, before any work is done for it.

    Returns
    -------
    str
        The suffix.

    Raises
    ------
    InputError
        If the suffix is unknown or the folder does not exist.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in OUTPUTS:
        raise InputError(f"{path}: suffix {suffix!r}. Write to one of {', '.join(OUTPUTS)}.")
    check_folder(Path(path))
    return suffix


def write_rows(rows: Iterable[Row], path: str | Path, like: Row | None = None) -> None:
    """Write rows as ``.jsonl``, ``.csv``, ``.tsv`` or ``.parquet``, whole or not at all.

    Parameters
    ----------
    rows : iterable of mapping
    path : str or Path
    like : mapping, optional
        A row that names the columns, in case there is none; else the first one does.

    Raises
    ------
    InputError
        If the suffix is unknown, the folder does not exist, or there is no room.
    """
    suffix = check_output(path)
    if suffix == ".parquet":
        from stance.arrow import write_parquet

        with writing(path, "wb") as file:
            write_parquet(rows, file, like)
        return
    with writing(path) as file:
        file.writelines(dump_rows(rows, suffix, like))


def write_predictions(predictions: Iterable[Prediction], path: str | Path) -> int:
    """Write predictions as ``.jsonl``, ``.csv``, ``.tsv`` or ``.parquet``, whole or not at all.

    Returns
    -------
    int
        How many were written.

    Raises
    ------
    InputError
        If the suffix is unknown, the folder does not exist, or `predictions` is no list of them.
    """
    if isinstance(predictions, (str, Path, Prediction)):
        raise InputError("pass a list of predictions first, and then the path.")
    count = 0

    def rows() -> Iterator[Row]:
        nonlocal count
        for prediction in predictions:
            count += 1
            yield prediction.as_dict()

    write_rows(rows(), path)
    return count


def _records(
    numbered: Iterable[Numbered],
    file: str,
    build: Callable[[Row, int], Any],
    on_reject: OnReject | None,
) -> Iterator[Any]:
    for line, row in numbered:
        try:
            if isinstance(row, Exception):
                raise row
            record = build(row, line)
        except (InputError, ValueError) as error:
            if on_reject is None:
                raise InputError(f"{file}, line {line}: {error}") from error
            on_reject(Reject(file, line, str(error)))
            continue
        yield record


def _numbered(stretch: Stretch, kind: str) -> Iterator[Numbered]:
    """Yield what a stretch holds; where the file is damaged the error stands for the rest."""
    if kind == ".parquet" and packing_of(stretch.file):
        raise InputError(f"{stretch.file}: Parquet packs its columns itself. Unpack the file.")
    if stretch.data is not None:
        yield from json_rows(BytesIO(stretch.data), stretch.line)
        return
    line = stretch.line
    with opened(stretch.file) as file:
        try:
            for line, row in _rows(stretch, kind, file):
                yield line, row
        except InputError as error:
            yield line + 1, error


def _rows(stretch: Stretch, kind: str, file: IO[bytes]) -> Iterator[Numbered]:
    if kind == ".jsonl":
        if stretch.start:
            file.seek(stretch.start)
        stop = stretch.stop
        lines = file if stop is None else _until(file, stop - stretch.start)
        yield from json_rows(lines, stretch.line)
    elif kind == ".parquet":
        from stance.arrow import parquet_rows

        yield from parquet_rows(file, stretch.start, stretch.stop, stretch.line)
    elif kind == ".warc":
        from stance.pages import warc_rows

        yield from warc_rows(file)
    elif kind in (".html", ".htm"):
        from stance.pages import page_row

        yield 1, page_row(file.read(), stem_of(stretch.file))
    elif kind == ".txt":
        yield 1, {"id": stem_of(stretch.file), "text": _decoded(file.read())}
    else:
        yield from csv_rows(file, "\t" if kind == ".tsv" else ",")


def _lines(path: str | Path) -> Iterator[Numbered]:
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                if line.strip():
                    yield number, {"text": _decoded(line).rstrip("\r\n")}
            except InputError as error:
                yield number, error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 ({error}). Save the file as UTF-8.") from error


def _until(lines: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the lines that begin in the next `size` bytes."""
    for line in lines:
        if size <= 0:
            return
        size -= len(line)
        yield line
