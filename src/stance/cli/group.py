"""The group that all commands belong to, and the options that several of them have."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance import __version__
from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.model import Model

FORMATS = ("table", "jsonl", "csv")
PATH = click.Path(path_type=str, allow_dash=True)


def reporting(function: Callable[..., None]) -> Callable[..., None]:
    """Report an error of the library or the system as problem and remedy, exit code 1."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except BrokenPipeError:  # as of `| head`: no error, and click ends quietly
            raise
        except (StanceError, OSError) as error:
            if click.get_current_context().find_root().params["debug"]:
                raise
            click.echo(f"stance: {error}", err=True)
            sys.exit(1)

    return run


def command(group: click.Group | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of the main group or another one, named like its function."""

    def wrap(function: Callable[..., None]) -> click.Command:
        name = function.__name__.replace("_", "-")
        return (group or main).command(name=name)(reporting(function))

    return wrap


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="quote-stance")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Quotes from news, their speakers, their stance toward Russia and Ukraine, their framing.

    Files end in .jsonl, .csv, .tsv, .parquet (rows with a column "text"), .txt, .html or .warc,
    packed also in .gz or .zst; folders, patterns and URLs stand for files, "-" for standard input.
    Results go to the terminal as a table, into a pipe as JSONL. Exit codes: 0 done, though perhaps
    with rejected rows; 1 failed, or no row could be read; 2 wrong usage.
    """


model_option = click.option(
    "--model",
    "folder",
    type=click.Path(path_type=Path),
    help="A model folder; the shipped model by default.",
)
output_option = click.option(
    "-o",
    "--output",
    type=PATH,
    default="-",
    help="A .jsonl, .csv, .tsv or .parquet file; else printed.",
)
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Of what is printed."
)
language_option = click.option(
    "--language", help="Language of all texts, such as de; else guessed."
)
rejects_option = click.option(
    "--rejects",
    type=PATH,
    help="A .jsonl file for unreadable rows; else they are named beside the output.",
)
least_option = click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Give no stance below this probability.",
)


def loaded(folder: Path | None) -> Model:
    """Load the model of `model_option`."""
    from stance.model import load

    return load(folder)
