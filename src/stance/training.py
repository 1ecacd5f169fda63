"""From labelled rows to a model: fitted, thresholds set, scores and origins recorded.

Everything is decided by the rows, the codebook and this code: the same give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
import sklearn

from stance import __version__
from stance.codebook import Codebook
from stance.confidence import accuracy_at, calibration_error, reliability
from stance.evaluation import SURE, f1_scores, macro_f1
from stance.fitting import Fitted, answers, fit_scorer
from stance.labels import Example, label_files, read_examples
from stance.model import Model, load
from stance.pooling import fit_pooled
from stance.scoring import Head
from stance.store import Stored

__all__ = [
    "data_hash",
    "held_out_certainty",
    "held_out_scores",
    "library_versions",
    "thresholds",
    "train",
]


def train(
    paths: str | Path | Sequence[str | Path],
    codebook: Codebook,
    *,
    classes: Mapping[str, Sequence[str]] | None = None,
    jobs: int = 1,
) -> Model:
    """Fit a model on labelled rows.

    Parameters
    ----------
    paths : str, Path or sequence of them
        Files and folders, as in `stance.labels.read_examples`.
    codebook : Codebook
    classes : mapping of str to sequence of str, optional
        Words by class, see `stance.words.load_lists`; those of the shipped model by default.
    jobs : int
        Processes; the result does not depend on it.

    Raises
    ------
    InputError
        If a row cannot be used, or there are too few of them.
    """
    examples = read_examples(paths, codebook)
    if classes is None:
        classes = load().classes
    fitted = fit_scorer(examples, codebook, classes=classes, jobs=jobs)
    pooled = fit_pooled(examples, codebook, classes=classes, jobs=jobs)
    limits = thresholds(fitted, examples)
    facts = {
        "data": {
            "rows": len(examples),
            "groups": len({example.group for example in examples}),
            "sha256": data_hash(paths),
        },
        "metrics": held_out_scores(fitted, examples, limits),
        "certainty": held_out_certainty(fitted, examples),
        "made_with": library_versions(),
    }
    return Model(Stored(fitted.scorer, codebook, __version__, limits, facts, pooled=pooled))


def data_hash(paths: str | Path | Sequence[str | Path]) -> str:
    """Return one SHA-256 over the names and contents of all label files."""
    digest = hashlib.sha256()
    for file in label_files(paths):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Return what a model is made with: this code and the libraries whose arithmetic it uses."""
    return {
        "quote-stance": __version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }


def held_out_scores(
    fitted: Fitted, examples: Sequence[Example], limits: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return the cross-validated score of each head, over all rows and by language.

    The score of a target is macro-F1, that of a frame F1 at its threshold.
    """
    languages = np.array([example.quote.language or "" for example in examples])
    slices = {"all": np.ones(len(examples), dtype=bool)}
    slices |= {str(name): languages == name for name in np.unique(languages) if name}
    return {
        head.name: {
            name: round(_score(fitted, examples, head, rows, limits), 4)
            for name, rows in slices.items()
            if (rows & answers(examples, head)[0]).any()
        }
        for head in fitted.scorer.heads
    }


def held_out_certainty(fitted: Fitted, examples: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """Return how far the cross-validated probabilities of each head may be believed.

    They are those from before the codebook's neutral shift and certainty.

    Returns
    -------
    dict
        For each head ``ECE``, the calibration error, and ``reliability``, pairs of the mean
        probability and the share that was right in bins of equal size; for a target also ``surest``
        with the accuracy by share of answers. Rounded, so that another machine's last bits do not
        show.
    """
    found: dict[str, dict[str, Any]] = {}
    for head in fitted.scorer.heads:
        known, positive = answers(examples, head)
        if not known.any():
            continue
        values = fitted.held_out[known][:, head.columns]
        if head.target is None:
            probability, right = values[:, 0], positive[known, 0]
        else:
            probability = values.max(axis=1)
            right = values.argmax(axis=1) == positive[known].argmax(axis=1)
        curve = reliability(probability, right)
        found[head.name] = {
            "ECE": round(calibration_error(probability, right), 3),
            "reliability": np.round([curve.predicted, curve.observed], 3).T.tolist(),
        }
        if head.target is not None:
            shares = (*SURE, 1.0)
            accuracy = {f"{s:.0%}": round(accuracy_at(probability, right, s), 3) for s in shares}
            found[head.name]["surest"] = accuracy
    return found


def thresholds(fitted: Fitted, examples: Sequence[Example]) -> dict[str, float]:
    """Return for each frame the probability from which its held-out F1 is best."""
    frames = [head for head in fitted.scorer.heads if head.target is None]
    return {head.name: _best(fitted, examples, head)[0] for head in frames}


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
