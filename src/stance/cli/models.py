"""`stance evaluate`, `model`: how good a model is, what it is, and whether it is its rows'."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from stance.cli.group import command, loaded, main, model_option, reporting


@command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@model_option
def evaluate(gold: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Score the model against labelled quotes in GOLD files or folders."""
    from stance.evaluation import evaluate as score_against
    from stance.labels import read_examples
    from stance.terminal import scores_lines

    model = loaded(folder)
    examples = read_examples(gold, model.codebook)
    predictions = model.predict_many(example.quote for example in examples)
    result = score_against(examples, predictions, model.codebook)
    if as_json:
        click.echo(json.dumps(_plain(result), ensure_ascii=False))
    else:
        click.echo("\n".join(scores_lines(result)))


def _plain(value: Any) -> Any:
    """Make mappings of the intervals in a result; as tuples they would be lists without names."""
    from stance.intervals import Interval

    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return value.as_dict() if isinstance(value, Interval) else value


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Facts and thresholds as JSON.")
@model_option
@click.pass_context
@reporting
def model(context: click.Context, as_json: bool, folder: Path | None) -> None:
    """Show the model's card, or prove what it was made of."""
    if context.invoked_subcommand is not None:
        return
    shown = loaded(folder)
    if as_json:
        facts = {"name": shown.name, "thresholds": shown.thresholds, **shown.facts}
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        click.echo(shown.card())


@command(model)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--labels",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="What it was trained on; may be repeated.",
)
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def verify(folder: Path | None, labels: tuple[Path, ...], jobs: int) -> None:
    """Train FOLDER (default: the shipped model) again on its labels and compare.

    Exit code 0 if no number differs by more than 1e-9.
    """
    from stance.rebuild import CLOSE
    from stance.rebuild import verify as rebuild
    from stance.terminal import rebuild_lines

    found = rebuild(folder, labels, jobs=jobs)
    click.echo("\n".join(rebuild_lines(found)))
    if found.difference > CLOSE:
        sys.exit(1)
