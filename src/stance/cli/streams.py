"""Rows from files through a command into a file, a pipe or a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from stance.files import expand
from stance.io import Reject, dump_rows, write_rows, writing

if TYPE_CHECKING:
    from stance.model import Model
    from stance.records import Article, Prediction, Quote


class HasDict(Protocol):
    """What can be written as a row."""

    def as_dict(self) -> dict[str, Any]:
        """Return the row."""


Item = TypeVar("Item", bound=HasDict)


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
def reading(
    paths: Iterable[str],
    reader: Callable[..., Iterator[Any]],
    rejects: str | None,
    output: str,
) -> Iterator[Iterator[Any]]:
    """Give what a reader finds in one file after the other; folders and patterns are files.

    Rejected rows go to their file or to standard error. At the end it is said how many there were,
    and if nothing else was found, the exit code is 1.
    """
    path = rejects or ("" if output == "-" else f"{output}.rejects.jsonl")
    found = left_out = 0
    with ExitStack() as stack:
        file = stack.enter_context(writing(rejects)) if rejects else None

        def reject(one: Reject) -> None:
            nonlocal left_out, file
            left_out += 1
            if not path:
                click.echo(f"stance: {one.file}, line {one.line}: {one.reason}", err=True)
                return
            file = file or stack.enter_context(writing(path))
            file.writelines(dump_rows([one._asdict()], ".jsonl"))

        def items() -> Iterator[Any]:
            nonlocal found
            for name in expand(paths):
                for item in reader(name, on_reject=reject):
                    found += 1
                    yield item

        yield items()
    if left_out:
        where = f" See {path}" if path else ""
        click.echo(f"stance: {left_out} unreadable rows left out.{where}", err=True)
        if not found:
            sys.exit(1)
    elif path and not rejects:  # of an earlier time
        Path(path).unlink(missing_ok=True)


def emit(
    items: Iterable[Prediction | Quote], output: str, form: str | None, model: Model | None = None
) -> None:
    """Write to the output as its suffix says, or to the terminal or pipe.

    Predictions come with their model, which says how a table shows them.
    """
    from stance.records import Prediction, Quote

    def show(found: Iterable[Prediction | Quote]) -> str:
        from stance.terminal import colors_of, prediction_rows, quote_rows, table

        items = list(found)
        scored = [item for item in items if isinstance(item, Prediction)]
        if model is not None and scored:
            rows = list(prediction_rows(scored, model.codebook.neutral))
            return table(rows, colors=colors_of(model.codebook))
        return table(list(quote_rows(item for item in items if isinstance(item, Quote))))

    emit_rows(items, output, form, show, Quote("") if model is None else model.predict(""))


def emit_rows(
    items: Iterable[Item],
    output: str,
    form: str | None,
    show: Callable[[Iterable[Item]], str],
    like: HasDict | None = None,
) -> None:
    """Write anything with `as_dict` in the same way.

    `show` makes its table, and `like` names the columns where there is no item.
    """
    columns = None if like is None else like.as_dict()
    if output != "-":
        if form and f".{form}" != Path(output).suffix.lower():
            raise click.UsageError(f"--format {form} does not fit {output}. Leave one of them out.")
        write_rows((item.as_dict() for item in items), output, columns)
        return
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "table":
        click.echo(show(items), nl=False)
        return
    for line in dump_rows((item.as_dict() for item in items), f".{form}", columns):
        click.echo(line, nl=False)
