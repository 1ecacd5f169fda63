"""Whole tables of quotes or articles scored: Arrow in, Arrow out. Needs the extra ``arrow``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stance.arrow import load_arrow, schema_like
from stance.errors import InputError
from stance.fields import ARTICLE_FIELDS, QUOTE_FIELDS, article_of, quote_of
from stance.quotes import extract_quotes
from stance.records import Prediction, Quote

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["score_articles", "score_quotes"]

Predict = Callable[[Sequence[Quote]], list[Prediction]]


def score_quotes(table: pa.Table | pa.RecordBatch, predict: Predict) -> pa.Table:
    """Return a table of quotes with the columns of their predictions added.

    Raises
    ------
    InputError
        If it is no Arrow table with a column `text`.
    """
    table = _checked(table)
    quotes = [quote_of(row) for row in _rows(table, QUOTE_FIELDS)]
    scored = _scored(quotes, predict).drop_columns([*Quote("").as_dict()])
    return _beside(table, scored)


def score_articles(table: pa.Table | pa.RecordBatch, predict: Predict) -> pa.Table:
    """Return the quotes of a table of articles, scored, each beside its article's other columns.

    Raises
    ------
    InputError
        If it is no Arrow table with a column `text`.
    """
    table = _checked(table)
    origins, quotes = [], []
    for number, row in enumerate(_rows(table, ARTICLE_FIELDS)):
        for quote in extract_quotes(article_of(row, str(number + 1))):
            origins.append(number)
            quotes.append(quote)
    arrow = load_arrow()
    return _beside(table.take(arrow.array(origins, arrow.int64())), _scored(quotes, predict))


def _checked(table: pa.Table | pa.RecordBatch) -> pa.Table:
    arrow = load_arrow()
    if isinstance(table, arrow.RecordBatch):
        table = arrow.Table.from_batches([table])
    if not isinstance(table, arrow.Table):
        kind = type(table).__name__
        raise InputError(f"a {kind} is no Arrow table. Pass pyarrow.Table.from_pandas(frame).")
    if "text" not in table.column_names:
        raise InputError(f"no 'text' among {table.column_names}. Rename the column to 'text'.")
    return table


def _rows(table: pa.Table, fields: Sequence[str]) -> list[dict[str, object]]:
    """Return the columns that are read as rows; a text that is not there is an empty one."""
    known = table.select([name for name in table.column_names if name in ("text", *fields)])
    return [
        {**row, "text": "" if row["text"] is None else row["text"]} for row in known.to_pylist()
    ]


def _scored(quotes: Sequence[Quote], predict: Predict) -> pa.Table:
    schema = schema_like(predict([Quote("")])[0].as_dict())
    rows = [prediction.as_dict() for prediction in predict(quotes)]
    return load_arrow().Table.from_pylist(rows, schema=schema)


def _beside(given: pa.Table, scored: pa.Table) -> pa.Table:
    """Return the columns of both; what was scored takes the place of what has its name."""
    given = given.drop_columns([n for n in given.column_names if n in scored.column_names])
    schema = load_arrow().schema([*given.schema, *scored.schema])
    return load_arrow().Table.from_arrays([*given.columns, *scored.columns], schema=schema)
