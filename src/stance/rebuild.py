"""Proof that a model is what its labelled rows make: train again and compare."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from stance.errors import InputError
from stance.model import SHIPPED
from stance.scoring import Scorer
from stance.store import Stored, load_folder
from stance.training import data_hash, library_versions, train

__all__ = ["CLOSE", "Rebuild", "difference", "verify"]

CLOSE = 1e-9
"""Models that differ by no more, in log-odds, predict the same."""


class Rebuild(NamedTuple):
    """What training again has shown.

    Parameters
    ----------
    differing : tuple of str
        The files whose bytes differ.
    difference : float
        The largest difference of a weight, an intercept (log-odds) or a threshold; infinite where
        the two do not have the same terms or heads.
    versions : mapping of str to (str, str)
        For each library that is not the same: the version recorded, the version here.
    """

    differing: tuple[str, ...]
    difference: float
    versions: Mapping[str, tuple[str, str]]


def verify(
    folder: str | Path | None, labels: str | Path | Sequence[str | Path], *, jobs: int = 1
) -> Rebuild:
    """Train on the rows that a model was trained on, with its codebook, and compare.

    Parameters
    ----------
    folder : str or Path, optional
        A model folder; the shipped model by default.
    labels : str, Path or sequence of them
        The files and folders it was trained on, in that order.
    jobs : int
        Processes; the result does not depend on it.

    Raises
    ------
    InputError
        If these are not the rows that the model records.
    """
    path = SHIPPED if folder is None else Path(folder)
    old = load_folder(path)
    recorded, found = old.facts.get("data", {}).get("sha256"), data_hash(labels)
    if recorded != found:
        raise InputError(
            f"the model was trained on rows with hash {str(recorded)[:12]}, these have "
            f"{found[:12]}. Give the same files in the same order, unchanged."
        )
    model = train(labels, old.codebook, classes=old.scorer.space.lists.classes, jobs=jobs)
    with tempfile.TemporaryDirectory() as place:
        model.save(Path(place) / "model")
        files = sorted((Path(place) / "model").iterdir())
        differing = tuple(f.name for f in files if f.read_bytes() != _bytes(path / f.name))
        new = load_folder(Path(place) / "model")
    made_with = old.facts.get("made_with", {})
    versions = {
        name: (made_with.get(name, "not recorded"), here)
        for name, here in library_versions().items()
        if made_with.get(name) != here
    }
    return Rebuild(differing, difference(old, new), versions)


def difference(old: Stored, new: Stored) -> float:
    """Return the largest difference of a number in two models, see `Rebuild`."""
    if old.thresholds.keys() != new.thresholds.keys():
        return float("inf")
    limits = [abs(old.thresholds[name] - new.thresholds[name]) for name in old.thresholds]
    pairs = ((old.scorer, new.scorer), (old.pooled, new.pooled))
    return max(*limits, *(_apart(*pair) for pair in pairs), 0.0)


def _apart(old: Scorer | None, new: Scorer | None) -> float:
    if old is None or new is None:
        return 0.0 if old is new else float("inf")
    if (old.heads, old.space.vocabularies) != (new.heads, new.space.vocabularies):
        return float("inf")
    weights = old.weights * old.units - new.weights * new.units
    norms = old.space.norms.astype(float) - new.space.norms
    parts = (weights, norms, old.intercepts - new.intercepts)
    return float(max(np.abs(part).max(initial=0.0) for part in parts))


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
