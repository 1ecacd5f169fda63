"""The codebook: which targets, stances and frames there are, as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.records import Quote
from stance.words import BETWEEN

__all__ = ["Codebook", "load_codebook"]

RESERVED = {*Quote.__dataclass_fields__, "id", "lang", "frames", "group", "origin", "model"}
"""Columns of labelled and of scored rows, which no target or frame may be named like."""
NAME = re.compile(rf"\w+(?:{BETWEEN}\w+)*\*?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Codebook:
    """Targets, stances and frames with their definitions.

    Parameters
    ----------
    version : str
        Bumped whenever a meaning changes.
    stances : tuple of str
        The labels toward a target, in the order of all probability columns.
    neutral : str
        The one of `stances` that means no attitude.
    targets : mapping of str to tuple of str
        The words that name each target, all languages together; a trailing ``*`` takes any ending.
    frames : tuple of str
        The terms in which a quote may treat its matter.
    definitions : mapping of str to str
        What each target and frame means, for coders and cards.
    neutral_shift : float
        Added to the neutral score of every target in training, where it was found on texts of the
        kind to be scored that the labelled rows make a model too neutral or not neutral enough.
    new_target_shift : float
        The same for targets that no row is labelled for (`stance.pooling`).
    certainty : mapping of str to float
        What the log-odds of a target are multiplied by in training, 1 where nothing is said: below
        1 where a model was found to be surer than right on texts of the kind to be scored.
    """

    version: str
    stances: tuple[str, ...]
    neutral: str
    targets: Mapping[str, tuple[str, ...]]
    frames: tuple[str, ...]
    definitions: Mapping[str, str] = field(default_factory=dict)
    neutral_shift: float = 0.0
    new_target_shift: float = 0.0
    certainty: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "codebook") -> Codebook:
        """Build from the shape of ``codebook.toml`` or of a model's JSON.

        Raises
        ------
        InputError
            If a key is missing, `neutral` is not one of the stances, a name is taken twice or by a
            column, or a target is named by something else than words.
        """
        try:
            targets = {name: _names(entry["names"]) for name, entry in data["targets"].items()}
            frames = data.get("frames", {})
            entries = {**data["targets"], **frames}
            book = cls(
                version=str(data["version"]),
                stances=tuple(data["stances"]),
                neutral=data["neutral"],
                targets=targets,
                frames=tuple(frames),
                definitions={name: entry.get("definition", "") for name, entry in entries.items()},
                neutral_shift=float(data.get("neutral_shift", 0.0)),
                new_target_shift=float(data.get("new_target_shift", 0.0)),
                certainty={
                    name: float(entry["certainty"])
                    for name, entry in data["targets"].items()
                    if "certainty" in entry
                },
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"{where}: {error!r}. A codebook needs version, stances, neutral, "
                "[targets.NAME] with names, and may have [frames.NAME]; "
                "`stance init-project` writes one."
            ) from error
        for problem in _problems(book):
            raise InputError(f"{where}: {problem}")
        return book

    def as_dict(self) -> dict[str, Any]:
        """Return the shape that `from_dict` reads."""
        return {
            "version": self.version,
            "stances": list(self.stances),
            "neutral": self.neutral,
            "neutral_shift": self.neutral_shift,
            "new_target_shift": self.new_target_shift,
            "targets": {
                name: {
                    "definition": self.definitions.get(name, ""),
                    "names": list(words),
                    **({"certainty": self.certainty[name]} if name in self.certainty else {}),
                }
                for name, words in self.targets.items()
            },
            "frames": {
                name: {"definition": self.definitions.get(name, "")} for name in self.frames
            },
        }


def load_codebook(path: str | Path) -> Codebook:
    """Read a codebook from TOML.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, or lacks a key.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise InputError(f"{path}: {what}. Name an existing codebook.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not TOML in UTF-8 ({error}).") from error
    return Codebook.from_dict(data, where=str(path))


def _names(names: Mapping[str, list[str]] | list[str]) -> tuple[str, ...]:
    """Flatten names per language; a word means the same target in every language."""
    words = names if isinstance(names, list) else [w for part in names.values() for w in part]
    return tuple(dict.fromkeys(word.lower() for word in words))


def _problems(book: Codebook) -> Iterator[str]:
    """Yield what would go wrong later, each with its remedy."""
    if not book.targets:
        yield 'no target. Add [targets.NAME] with names = ["…"].'
    if len(set(book.stances)) < max(2, len(book.stances)):
        yield f"stances = {list(book.stances)}. Name two or more, each once."
    if book.neutral not in book.stances:
        yield f"neutral = {book.neutral!r} is not one of {book.stances}."
    for name in (*book.targets, *book.frames):
        if name in RESERVED or (name in book.targets and name in book.frames):
            yield f"{name!r} is taken by a column of rows or by a target. Choose another name."
    yield from _target_problems(book)


def _target_problems(book: Codebook) -> Iterator[str]:
    for target, factor in book.certainty.items():
        if not factor > 0:
            yield f"certainty = {factor} ({target}) is not above 0. Leave it out, or say 0.8 or so."
    for target, words in book.targets.items():
        if not words:
            yield f"target {target!r} has no names. List the words that name it."
        for word in words:
            if NAME.fullmatch(word) is None:
                yield f"{word!r} ({target}) is no name. Write words alone, as news* or xi jinping."
