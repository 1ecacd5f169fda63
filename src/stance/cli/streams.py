"""Rows from files through a command into a file, a pipe or a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.errors import InputError
from stance.io import Reject, dump_rows, writing

if TYPE_CHECKING:
    from stance.records import Prediction, Quote


def each(
    paths: Iterable[str], reader: Callable[..., Iterator[Any]], reject: Callable[[Reject], None]
) -> Iterator[Any]:
    """Yield what a reader finds in one file after the other."""
    for path in paths:
        yield from reader(path, on_reject=reject)


def counted(items: Iterator[Any], unit: str) -> Iterator[Any]:
    """Count on standard error while somebody watches, after a second of waiting."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return iter(tqdm(items, unit=f" {unit}", delay=1.0, leave=False))


class collecting:  # noqa: N801 - reads as the verb it is
    """Collect rejected rows; at the end write them to their file and say how many there were."""

    def __init__(self, path: str | None, output: str) -> None:
        self.path = path or ("" if output == "-" else f"{output}.rejects.jsonl")
        self.rejects: list[Reject] = []

    def __enter__(self) -> Callable[[Reject], None]:
        return self.rejects.append

    def __exit__(self, *_exception: object) -> None:
        for reject in self.rejects if not self.path else ():
            click.echo(f"stance: {reject.file}, line {reject.line}: {reject.reason}", err=True)
        if self.rejects and self.path:
            with writing(self.path) as file:
                file.writelines(dump_rows((r._asdict() for r in self.rejects), ".jsonl"))
        if self.rejects:
            where = f" See {self.path}" if self.path else ""
            click.echo(f"stance: {len(self.rejects)} unreadable rows left out.{where}", err=True)


def emit(items: Iterable[Prediction | Quote], output: str, form: str | None) -> None:
    """Write to the output as its suffix says, or to the terminal or pipe."""
    if output != "-":
        rows = (item.as_dict() for item in items)
        suffix = Path(output).suffix.lower()
        if suffix not in (".jsonl", ".csv", ".tsv"):
            raise InputError(f"{output}: suffix {suffix!r}. Write to .jsonl, .csv or .tsv.")
        with writing(output) as file:
            file.writelines(dump_rows(rows, suffix))
        return
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "table":
        from stance.records import Prediction
        from stance.terminal import prediction_rows, quote_rows, table

        found = list(items)
        scored = [item for item in found if isinstance(item, Prediction)]
        plain = [item for item in found if not isinstance(item, Prediction)]
        click.echo(table(list(prediction_rows(scored) if scored else quote_rows(plain))), nl=False)
        return
    for line in dump_rows((item.as_dict() for item in items), f".{form}"):
        click.echo(line, nl=False)
