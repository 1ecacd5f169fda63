"""The model folder: numbers and JSON, never code.

Format 2 is these files:

* ``model.json``: format, version, codebook, recipe, heads, thresholds, facts, SHA-256 of the others
* ``vocabulary.txt``: a term a line, view after view
* ``weights.npz``: ``weights`` (int16) and ``norms`` (uint16), uncompressed
* ``pooled_vocabulary.txt``, ``pooled_weights.npz``: the same of the head for any target; with its
  recipe and head under ``pooled`` in ``model.json``. A model may lack it.
* ``CARD.md``: for people; written, never read

Format 1 lacks ``side`` in its views and has none of circumstances; its reader is the same.

To change the format: raise `FORMAT`, keep the reader of the old one under its number in `READERS`,
add a folder in the old format to ``tests/models`` and a test that loads it.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from stance.codebook import Codebook
from stance.errors import InputError, ModelError
from stance.features import View
from stance.marking import Lists
from stance.scoring import Head, Scorer
from stance.space import Space

__all__ = ["FORMAT", "Stored", "check_free", "load_folder", "save_folder"]

FORMAT = 2
_UNIX, _MODE = 3, 0o600  # how the headers of arrays say where they were written
REMEDY = "Take a fresh copy of the folder, or train again with `stance train`."


class Stored(NamedTuple):
    """What a model folder holds.

    Parameters
    ----------
    scorer : Scorer
    codebook : Codebook
    version : str
    thresholds : mapping of str to float
        For each frame the probability from which it counts as present.
    facts : mapping
        Data hash, rows, metrics, library versions: for the record.
    digest : str
        SHA-256 over the files' hashes; names the content.
    pooled : Scorer, optional
        The head for any target, see `stance.pooling`.
    """

    scorer: Scorer
    codebook: Codebook
    version: str
    thresholds: Mapping[str, float]
    facts: Mapping[str, Any]
    digest: str = ""
    pooled: Scorer | None = None

    @property
    def name(self) -> str:
        """Version and content hash."""
        return f"{self.version}+{self.digest[:7] or 'unsaved'}"


def save_folder(stored: Stored, folder: str | Path, card: str) -> None:
    """Write a model folder, whole or not at all.

    Raises
    ------
    InputError
        If the folder exists and holds something else than a model.
    """
    target = Path(folder)
    check_free(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        _write(stored, partial, card)
        if target.exists():
            shutil.rmtree(target)
        partial.replace(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    target.chmod(0o755)


def check_free(folder: Path) -> None:
    """Check that a model may be written to a folder.

    Raises
    ------
    InputError
        If it exists and holds something else than a model.
    """
    if not folder.exists() or (folder / "model.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise InputError(f"{folder} is not empty and no model. Name a new folder.")


def load_folder(folder: str | Path) -> Stored:
    """Read a model folder and check it.

    Raises
    ------
    ModelError
        If a file is missing, damaged, does not fit the others, or is of a newer format.
    """
    path = Path(folder)
    try:
        data = json.loads((path / "model.json").read_text(encoding="utf-8"))
        number = data["format"]
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise ModelError(f"{path / 'model.json'}: {what}. Name a model folder.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path / 'model.json'}: no model description ({error}). {REMEDY}"
        ) from error
    reader = READERS.get(number)
    if reader is None:
        raise ModelError(
            f"{path}: model format {number!r}; this version reads {sorted(READERS)}. "
            "Install a newer quote-stance."
        )
    return reader(path, data)


def _write(stored: Stored, folder: Path, card: str) -> None:
    classes = stored.scorer.space.lists.classes
    data = {
        "format": FORMAT,
        "version": stored.version,
        "codebook": stored.codebook.as_dict(),
        "classes": {name: list(words) for name, words in classes.items()},
        **_write_scorer(stored.scorer, folder, ""),
        "thresholds": dict(stored.thresholds),
        "facts": dict(stored.facts),
    }
    if stored.pooled is not None:
        data["pooled"] = _write_scorer(stored.pooled, folder, "pooled_")
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    (folder / "model.json").write_text(text, "utf-8", newline="\n")
    (folder / "CARD.md").write_text(card, "utf-8", newline="\n")


def _write_scorer(scorer: Scorer, folder: Path, prefix: str) -> dict[str, Any]:
    """Write the numbers of a scorer, and return what describes them."""
    space = scorer.space
    words, arrays = folder / f"{prefix}vocabulary.txt", folder / f"{prefix}weights.npz"
    terms = [term for vocabulary in space.vocabularies for term in vocabulary]
    words.write_text("".join(f"{term}\n" for term in terms), "utf-8", newline="\n")
    _write_arrays(arrays, weights=scorer.weights, norms=space.norms)
    return {
        "recipe": [
            {**view._asdict(), "terms": len(vocabulary)}
            for view, vocabulary in zip(space.recipe, space.vocabularies, strict=True)
        ],
        "heads": [
            {
                "name": head.name,
                "target": head.target,
                "labels": list(head.labels),
                "units": scorer.units[head.columns].tolist(),
                "intercepts": scorer.intercepts[head.columns].tolist(),
                **({"unnamed": list(head.unnamed)} if head.unnamed else {}),
            }
            for head in scorer.heads
        ],
        "files": {file.name: _sha256(file) for file in (words, arrays)},
    }


def _write_arrays(path: Path, **arrays: Any) -> None:
    """Write arrays as `numpy.savez` does, but with headers that no version of Python changes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy")  # its date is 1980 unless one is given
            member.create_system, member.external_attr = _UNIX, _MODE << 16
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            archive.writestr(member, content.getvalue())


def _read(folder: Path, data: Mapping[str, Any]) -> Stored:
    try:
        codebook = Codebook.from_dict(data["codebook"], where=str(folder / "model.json"))
        version, thresholds, facts = data["version"], data["thresholds"], data["facts"]
        lists = Lists.of(codebook.targets, data["classes"])
        scorer = _read_scorer(folder, data, lists, "")
        pooled = data.get("pooled") and _read_scorer(folder, data["pooled"], lists, "pooled_")
    except (KeyError, TypeError, AttributeError, InputError) as error:
        raise ModelError(f"{folder / 'model.json'}: incomplete ({error!r}). {REMEDY}") from error
    digest = hashlib.sha256((folder / "model.json").read_bytes()).hexdigest()
    return Stored(scorer, codebook, version, thresholds, facts, digest, pooled)


def _read_scorer(folder: Path, data: Mapping[str, Any], lists: Lists, prefix: str) -> Scorer:
    for name, expected in data["files"].items():
        _check(folder / name, expected)
    recipe = tuple(_view(entry) for entry in data["recipe"])
    sizes = [entry["terms"] for entry in data["recipe"]]
    heads, start = [], 0
    for entry in data["heads"]:
        labels, unnamed = tuple(entry["labels"]), tuple(entry.get("unnamed", ()))
        heads.append(Head(entry["name"], entry["target"], labels, start, unnamed))
        start += len(labels)
    units = np.array([u for entry in data["heads"] for u in entry["units"]])
    intercepts = np.array([b for entry in data["heads"] for b in entry["intercepts"]])
    weights, norms = _arrays(arrays := folder / f"{prefix}weights.npz")
    vocabularies = _vocabularies(folder / f"{prefix}vocabulary.txt", sizes)
    if weights.shape != (sum(sizes), start) or norms.shape != (sum(sizes),):
        raise ModelError(f"{arrays}: shape does not fit model.json. {REMEDY}")
    if len(units) != start or len(intercepts) != start:
        raise ModelError(f"{folder / 'model.json'}: a head lacks units or intercepts. {REMEDY}")
    return Scorer(
        Space(recipe, lists, vocabularies, norms), tuple(heads), weights, units, intercepts
    )


def _view(entry: Mapping[str, Any]) -> View:
    return View(**{key: value for key, value in entry.items() if key != "terms"})


def _arrays(path: Path) -> tuple[Any, Any]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return arrays["weights"], arrays["norms"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: not the arrays of a model ({error}). {REMEDY}") from error


def _vocabularies(path: Path, sizes: list[int]) -> tuple[dict[str, int], ...]:
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    if len(lines) != sum(sizes):
        raise ModelError(f"{path}: {len(lines)} terms, model.json says {sum(sizes)}. {REMEDY}")
    vocabularies, start = [], 0
    for size in sizes:
        columns = range(start, start + size)
        vocabularies.append(dict(zip(lines[start : start + size], columns, strict=True)))
        start += size
    return tuple(vocabularies)


def _check(path: Path, expected: str) -> None:
    try:
        found = _sha256(path)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}. {REMEDY}") from error
    if found != expected:
        raise ModelError(f"{path}: content differs from its hash in model.json. {REMEDY}")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


READERS: dict[int, Callable[[Path, Mapping[str, Any]], Stored]] = {1: _read, 2: _read}
