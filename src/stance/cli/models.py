"""`stance evaluate`, `model`: how good a model is, and what it is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from stance.cli.group import command, loaded, model_option


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
        click.echo(json.dumps(result, ensure_ascii=False, default=lambda item: item._asdict()))
    else:
        click.echo("\n".join(scores_lines(result)))


@command()
@click.option("--json", "as_json", is_flag=True, help="Facts and thresholds as JSON.")
@model_option
def model(as_json: bool, folder: Path | None) -> None:
    """Show the model's card."""
    shown = loaded(folder)
    if as_json:
        facts = {"name": shown.name, "thresholds": shown.thresholds, **shown.facts}
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        click.echo(shown.card())
