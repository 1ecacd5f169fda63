"""`stance score`: articles in, scored quotes out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from stance.cli.group import (
    FORMATS,
    PATH,
    command,
    language_option,
    least_option,
    loaded,
    model_option,
    output_option,
    rejects_option,
)
from stance.cli.streams import emit, quotes_of, reading
from stance.io import read_articles


@command()
@click.argument("articles", nargs=-1, required=True, type=PATH)
@output_option
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, "parquet")),
    help="Of what is printed, or of the parts in a folder.",
)
@language_option
@model_option
@least_option
@rejects_option
@click.option("--jobs", default=1, show_default=True, help="Processes, with a folder as output.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run in a folder.")
@click.option(
    "--engine",
    type=click.Choice(("local", "dask")),
    default="local",
    show_default=True,
    help="Who runs the processes.",
)
@click.option("--scheduler", help="Address of a Dask scheduler.")
def score(
    articles: tuple[str, ...],
    output: str,
    form: str | None,
    language: str | None,
    folder: Path | None,
    min_probability: float,
    rejects: str | None,
    jobs: int,
    resume: bool,
    engine: str,
    scheduler: str | None,
) -> None:
    """Take the quotes out of ARTICLES and score each.

    An output without a suffix is a folder: it is filled part by part, --jobs processes at a time,
    and a run that was interrupted goes on with --resume.
    """
    if output != "-" and not Path(output).suffix:
        from stance.batch import score_files

        if rejects or form == "table":
            raise click.UsageError("--rejects and --format table are not for a folder as output.")
        with _watching() as watch:
            summary = score_files(
                articles,
                output,
                model=folder,
                jobs=jobs,
                resume=resume,
                language=language,
                min_probability=min_probability,
                suffix=f".{form}" if form in ("csv", "parquet") else ".jsonl",
                engine=engine,
                scheduler=scheduler,
                on_part=watch,
            )
        rate = summary.articles / max(summary.seconds, 1e-9)
        labels = ", ".join(f"{label} {count:,}" for label, count in summary.labels.items())
        click.echo(
            f"stance: {summary.articles:,} articles, {summary.quotes:,} quotes, "
            f"{summary.rejects:,} rejects, {rate:,.0f} articles a second. {labels}",
            err=True,
        )
        if summary.rejects and not summary.articles:
            sys.exit(1)
        return
    if resume or jobs != 1 or engine != "local" or scheduler:
        raise click.UsageError("--jobs, --resume, --engine need a folder as output: -o FOLDER.")
    if form == "parquet":
        raise click.UsageError(
            "--format parquet needs a folder as output, or name a file: -o FILE.parquet."
        )
    model = loaded(folder)
    with reading(articles, read_articles, rejects, output) as found:
        scored = model.stream(quotes_of(found, language), min_probability=min_probability)
        emit(scored, output, form, model)


@contextmanager
def _watching() -> Iterator[Callable[[int, int], None] | None]:
    """Show bytes done and an estimate on standard error while somebody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, leave=False) as bar:

        def watch(done: int, whole: int) -> None:
            bar.total = whole or None
            bar.update(done - bar.n)
            bar.refresh()

        yield watch
