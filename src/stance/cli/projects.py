"""`stance init-project`, `train`: from a codebook and coded quotes to a model."""

from __future__ import annotations

from pathlib import Path

import click

from stance.cli.group import command


@command()
@click.argument("folder", type=click.Path(path_type=Path))
def init_project(folder: Path) -> None:
    """Lay out a project in FOLDER: codebook, coded quotes, gold, articles, commands.

    It runs as it is; put your own subject in its place.
    """
    from stance.project import init_project as lay_out

    for file in lay_out(folder):
        click.echo(file)


@command()
@click.argument("labels", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--codebook",
    required=True,
    type=click.Path(path_type=Path),
    help="Targets, stances and frames (TOML).",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="A model folder."
)
@click.option(
    "--words",
    type=click.Path(path_type=Path),
    help="Classes of words (TOML); those of the shipped model by default.",
)
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def train(
    labels: tuple[Path, ...], codebook: Path, output: Path, words: Path | None, jobs: int
) -> None:
    """Train a model on LABELS, files or folders of coded quotes, and show its card."""
    from stance.codebook import load_codebook
    from stance.store import check_free
    from stance.training import train as train_on
    from stance.words import load_lists

    check_free(output)
    classes = None if words is None else load_lists(words)
    model = train_on(labels, load_codebook(codebook), classes=classes, jobs=jobs)
    model.save(output)
    click.echo(model.card())
