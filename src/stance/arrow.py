"""Rows as Arrow: Parquet read by row group, rows written as Parquet. Needs the extra ``arrow``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, Any

from stance.errors import InputError
from stance.extras import load_extra
from stance.rows import Numbered, Row

__all__ = ["load_arrow", "parquet_groups", "parquet_rows", "schema_like", "write_parquet"]

READ = 256  # rows at a time
WRITTEN = 1 << 13  # rows a group


def load_arrow(module: str = "pyarrow") -> Any:
    """Import pyarrow or a module of it."""
    return load_extra(module, "arrow")


def parquet_rows(
    file: IO[bytes], first: int = 0, stop: int | None = None, before: int = 0
) -> Iterator[Numbered]:
    """Yield the rows of some row groups, numbered from `before` + 1.

    Raises
    ------
    InputError
        If the file is not Parquet, or damaged.
    """
    try:
        source = _parquet(file)
        groups = range(first, source.num_row_groups if stop is None else stop)
        batches = source.iter_batches(batch_size=READ, row_groups=[*groups], use_threads=False)
        rows = chain.from_iterable(batch.to_pylist() for batch in batches)
        yield from enumerate(rows, before + 1)
    except (load_arrow().ArrowException, OSError) as error:
        raise InputError(f"damaged ({error}). Make the file anew.") from error


def parquet_groups(file: IO[bytes]) -> list[tuple[int, int]]:
    """Return the rows and the bytes of each row group.

    Raises
    ------
    InputError
        If the file is not Parquet.
    """
    about = _parquet(file).metadata
    groups = map(about.row_group, range(about.num_row_groups))
    return [(group.num_rows, group.total_byte_size) for group in groups]


def schema_like(row: Row) -> Any:
    """Return the Arrow schema of rows such as a scored quote's.

    Parameters
    ----------
    row : mapping
        A value of each column; what is None there holds strings.
    """
    arrow = load_arrow()
    pair = arrow.list_(arrow.int64())
    lists = {
        "spans": arrow.list_(pair),
        "mention_span": pair,
        "frames": arrow.list_(arrow.string()),
    }

    def kind(key: str, value: Any) -> Any:
        return lists.get(key) or (arrow.string() if value is None else arrow.infer_type([value]))

    return arrow.schema([(key, kind(key, value)) for key, value in row.items()])


def write_parquet(rows: Iterable[Row], file: IO[bytes], like: Row | None = None) -> None:
    """Write rows as Parquet, a group at a time.

    Parameters
    ----------
    rows : iterable of mapping
    file : binary file
    like : mapping, optional
        A row that names the columns; without it the first one does.
    """
    rows = iter(rows)
    if like is None:
        first = [*islice(rows, 1)]
        like, rows = (first[0] if first else {}), chain(first, rows)
    schema = schema_like(like)
    with load_arrow("pyarrow.parquet").ParquetWriter(file, schema) as writer:
        while group := [*islice(rows, WRITTEN)]:
            writer.write_table(load_arrow().Table.from_pylist(group, schema=schema))


def _parquet(file: IO[bytes]) -> Any:
    if not file.seekable():
        raise InputError("Parquet cannot be read from a stream. Name a file.")
    try:
        return load_arrow("pyarrow.parquet").ParquetFile(file)
    except load_arrow().ArrowException as error:
        raise InputError(f"not Parquet ({error}). Make the file anew.") from error
