"""Rows to records: which columns make an article or a quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stance.errors import InputError
from stance.records import Article, Quote, Span
from stance.rows import Row

__all__ = ["ARTICLE_FIELDS", "QUOTE_FIELDS", "article_of", "quote_of"]

ARTICLE_FIELDS = ("id", "title", "language", "date", "source")
QUOTE_FIELDS = ("context", "speaker", "mention", "language", "article", "kind", "cue", "role")


def article_of(row: Row, name: str) -> Article:
    """Build an article from a row with `text`; without an id it gets the name."""
    text = _text_of(row)
    known = {key: _string(row.get(key)) for key in ARTICLE_FIELDS}
    known["id"] = known["id"] or name
    meta = {key: value for key, value in row.items() if key not in (*ARTICLE_FIELDS, "text")}
    return Article(text=text, meta=meta, **known)  # type: ignore[arg-type]


def quote_of(row: Row, _line: int = 0) -> Quote:
    """Build a quote from a row with `text`, and what it has of `QUOTE_FIELDS` and spans."""
    text = _text_of(row)
    known = {key: _string(row.get(key)) for key in QUOTE_FIELDS}
    return Quote(
        text=text,
        spans=_spans(row.get("spans")),
        **{key: value for key, value in known.items() if value is not None},  # type: ignore[arg-type]
    )


def _text_of(row: Row) -> str:
    if not isinstance(row, Mapping):
        raise InputError("not an object. Each line is a JSON object with a 'text'.")
    text = row.get("text")
    if text is None and "text" in row:
        raise InputError("'text' is null. Give the row a string, or leave it out.")
    if text is None:
        raise InputError(f"no 'text' among {sorted(row)[:8]}. Rename the column to 'text'.")
    if not isinstance(text, str):
        raise InputError(f"'text' is {type(text).__name__}, not a string.")
    return text


def _spans(value: Any) -> tuple[Span, ...]:
    """Read spans as JSON has them, or as CSV is written here."""
    try:
        if isinstance(value, str):
            value = [pair.split("-") for pair in value.split(";") if pair]
        return tuple(Span(int(start), int(end)) for start, end in value or ())
    except (TypeError, ValueError) as error:
        raise InputError(f"'spans' is {value!r}. Write pairs of offsets: [[12, 34]].") from error


def _string(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def number_of(value: Any) -> float:
    """Return the number in a cell, also with the decimal comma that many spreadsheets write.

    Raises
    ------
    ValueError, TypeError
        If it is none.

    Examples
    --------
    >>> number_of("0,25"), number_of(1)
    (0.25, 1.0)
    """
    return float(value.replace(",", ".") if isinstance(value, str) else value)
