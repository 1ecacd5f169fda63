"""Train the shipped model: `python -m training.train [LABELS…] [-o FOLDER]`.

Everything is decided by the labelled rows and this code: the same rows give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import scipy
import sklearn

import stance
from stance.codebook import Codebook, load_codebook
from stance.evaluation import f1_scores, macro_f1
from stance.fitting import Fitted, answers, fit_scorer
from stance.labels import Example, read_examples
from stance.model import SHIPPED, Model
from stance.scoring import Head
from stance.store import Stored
from stance.words import load_lists

CODEBOOK = Path("data/labeled/codebook.toml")
WORDS = Path("data/words.toml")
LABELS = (Path("data/labeled/de"), Path("data/labeled/en"))


def data_hash(paths: Sequence[Path]) -> str:
    """Return one SHA-256 over the names and contents of all label files."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def held_out_scores(
    fitted: Fitted, examples: Sequence[Example], limits: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return the cross-validated score of each head, over all rows and by language.

    The score of a target is macro-F1, that of a frame F1 at its threshold.
    """
    languages = np.array([example.quote.language or "" for example in examples])
    slices = {"all": np.ones(len(examples), dtype=bool)}
    slices |= {str(language): languages == language for language in np.unique(languages)}
    return {
        head.name: {
            name: round(_score(fitted, examples, head, rows, limits), 4)
            for name, rows in slices.items()
        }
        for head in fitted.scorer.heads
    }


def thresholds(fitted: Fitted, examples: Sequence[Example]) -> dict[str, float]:
    """Return for each frame the probability from which its held-out F1 is best."""
    frames = [head for head in fitted.scorer.heads if head.target is None]
    return {head.name: _best(fitted, examples, head)[0] for head in frames}


def train(paths: Sequence[Path], codebook: Codebook, jobs: int) -> Model:
    """Fit all heads on the rows below `paths`."""
    examples = read_examples(paths, codebook)
    fitted = fit_scorer(examples, codebook, classes=load_lists(WORDS), jobs=jobs)
    limits = thresholds(fitted, examples)
    facts = {
        "data": {
            "rows": len(examples),
            "groups": len({example.group for example in examples}),
            "sha256": data_hash(paths),
        },
        "metrics": held_out_scores(fitted, examples, limits),
        "made_with": {
            "quote-stance": stance.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }
    return Model(Stored(fitted.scorer, codebook, stance.__version__, limits, facts))


def _score(
    fitted: Fitted,
    examples: Sequence[Example],
    head: Head,
    rows: npt.NDArray[np.bool_],
    limits: Mapping[str, float],
) -> float:
    known, positive = answers(examples, head)
    known = known & rows
    probability = fitted.held_out[known][:, head.columns]
    if head.target is None:
        return _f1(positive[known, 0], probability[:, 0] >= limits[head.name])
    table = np.zeros((len(head.labels), len(head.labels) + 1))
    np.add.at(table, (positive[known].argmax(axis=1), probability.argmax(axis=1)), 1)
    return float(macro_f1(table))


def _best(fitted: Fitted, examples: Sequence[Example], head: Head) -> tuple[float, float]:
    """Return the threshold with the best F1, and that F1."""
    known, positive = answers(examples, head)
    probability = fitted.held_out[known, head.start]
    tried = [
        (step / 100, _f1(positive[known, 0], probability >= step / 100)) for step in range(10, 91)
    ]
    return max(tried, key=lambda pair: (round(pair[1], 6), -abs(pair[0] - 0.5)))


def _f1(gold: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> float:
    table = np.array([[(gold & said).sum(), (gold & ~said).sum()], [(~gold & said).sum(), 0]])
    return float(f1_scores(table.astype(float))[0])


@click.command()
@click.argument("labels", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--codebook", type=click.Path(path_type=Path), default=CODEBOOK, show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=SHIPPED)
@click.option("--jobs", default=2, show_default=True, help="Processes.")
def main(labels: tuple[Path, ...], codebook: Path, output: Path, jobs: int) -> None:
    """Train on LABELS (default: all of data/labeled) and write a model folder."""
    model = train(labels or LABELS, load_codebook(codebook), jobs)
    model.save(output)
    print(model.card())


if __name__ == "__main__":
    main()
