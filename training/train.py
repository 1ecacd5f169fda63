"""Train the shipped model: `python -m training.train [LABELS…] [-o FOLDER]`.

The same as `stance train`, with this project's rows, codebook and classes of words.
"""

from __future__ import annotations

from pathlib import Path

import click

from stance.codebook import load_codebook
from stance.model import SHIPPED
from stance.training import train
from stance.words import load_lists
from training.codes import reporting

CODEBOOK = Path("data/labeled/codebook.toml")
WORDS = Path("data/words.toml")
LABELS = (Path("data/labeled/de"), Path("data/labeled/en"))


@click.command()
@click.argument("labels", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--codebook", type=click.Path(path_type=Path), default=CODEBOOK, show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=SHIPPED)
@click.option("--jobs", default=2, show_default=True, help="Processes.")
@reporting()
def main(labels: tuple[Path, ...], codebook: Path, output: Path, jobs: int) -> None:
    """Train on LABELS (default: all of data/labeled) and write a model folder."""
    classes = load_lists(WORDS)
    model = train(labels or LABELS, load_codebook(codebook), classes=classes, jobs=jobs)
    model.save(output)
    print(model.card())


if __name__ == "__main__":
    main()
