"""Rows from files through a command into a file, a pipe or a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from stance.files import expand
from stance.io import Reject, dump_rows, write_rows, writing

if TYPE_CHECKING:
    from stance.codebook import Codebook
    from stance.records import Article, Prediction, Quote


class HasDict(Protocol):
    """What can be written as a row."""

    def as_dict(self) -> dict[str, Any]:
        """Return the row."""


Item = TypeVar("Item", bound=HasDict)


def each(
    paths: Iterable[str], reader: Callable[..., Iterator[Any]], reject: Callable[[Reject], None]
) -> Iterator[Any]:
    """Yield what a reader finds in one file after the other; folders and patterns are files."""
    for path in expand(paths):
        yield from reader(path, on_reject=reject)


def quotes_of(articles: Iterator[Article], language: str | None) -> Iterator[Quote]:
    """Yield the quotes of one article after the other, the articles counted."""
    from stance.quotes import extract_quotes

    for article in counted(articles, "articles"):
        yield from extract_quotes(article, language=language)


def counted(items: Iterator[Any], unit: str) -> Iterator[Any]:
    """Count on standard error while somebody watches, after a second of waiting."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return iter(tqdm(items, unit=f" {unit}", delay=1.0, leave=False))


@contextmanager
def collecting(path: str | None, output: str) -> Iterator[Callable[[Reject], None]]:
    """Send rejected rows to their file or to standard error; at the end say how many there were."""
    path = path or ("" if output == "-" else f"{output}.rejects.jsonl")
    number, file = 0, None
    with ExitStack() as stack:

        def reject(one: Reject) -> None:
            nonlocal number, file
            number += 1
            if not path:
                click.echo(f"stance: {one.file}, line {one.line}: {one.reason}", err=True)
                return
            file = file or stack.enter_context(writing(path))
            file.writelines(dump_rows([one._asdict()], ".jsonl"))

        yield reject
    if number:
        where = f" See {path}" if path else ""
        click.echo(f"stance: {number} unreadable rows left out.{where}", err=True)


def emit(
    items: Iterable[Prediction | Quote],
    output: str,
    form: str | None,
    codebook: Codebook | None = None,
) -> None:
    """Write to the output as its suffix says, or to the terminal or pipe.

    Predictions come with their codebook, which says how a table shows them.
    """

    def show(found: Iterable[Prediction | Quote]) -> str:
        from stance.records import Prediction, Quote
        from stance.terminal import colors_of, prediction_rows, quote_rows, table

        items = list(found)
        scored = [item for item in items if isinstance(item, Prediction)]
        if codebook is not None and scored:
            rows = list(prediction_rows(scored, codebook.neutral))
            return table(rows, colors=colors_of(codebook))
        return table(list(quote_rows(item for item in items if isinstance(item, Quote))))

    emit_rows(items, output, form, show)


def emit_rows(
    items: Iterable[Item], output: str, form: str | None, show: Callable[[Iterable[Item]], str]
) -> None:
    """Write anything with `as_dict` in the same way; `show` makes its table."""
    if output != "-":
        write_rows((item.as_dict() for item in items), output)
        return
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "table":
        click.echo(show(items), nl=False)
        return
    for line in dump_rows((item.as_dict() for item in items), f".{form}"):
        click.echo(line, nl=False)
