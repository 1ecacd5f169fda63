"""The codebook: which targets, stances and frames there are, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError

__all__ = ["Codebook", "load_codebook"]


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
    """

    version: str
    stances: tuple[str, ...]
    neutral: str
    targets: Mapping[str, tuple[str, ...]]
    frames: tuple[str, ...]
    definitions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "codebook") -> Codebook:
        """Build from the shape of ``codebook.toml`` or of a model's JSON.

        Raises
        ------
        InputError
            If a key is missing or `neutral` is not one of the stances.
        """
        try:
            targets = {name: _names(entry["names"]) for name, entry in data["targets"].items()}
            entries = {**data["targets"], **data["frames"]}
            book = cls(
                version=str(data["version"]),
                stances=tuple(data["stances"]),
                neutral=data["neutral"],
                targets=targets,
                frames=tuple(data["frames"]),
                definitions={name: entry.get("definition", "") for name, entry in entries.items()},
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{where}: {error!r}. A codebook needs version, stances, neutral, "
                "[targets.NAME] with names, [frames.NAME]; see data/labeled/codebook.toml."
            ) from error
        if book.neutral not in book.stances:
            raise InputError(f"{where}: neutral = {book.neutral!r} is not one of {book.stances}.")
        return book

    def as_dict(self) -> dict[str, Any]:
        """Return the shape that `from_dict` reads."""
        return {
            "version": self.version,
            "stances": list(self.stances),
            "neutral": self.neutral,
            "targets": {
                name: {"definition": self.definitions.get(name, ""), "names": list(words)}
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
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file. Name an existing codebook.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not TOML in UTF-8 ({error}).") from error
    return Codebook.from_dict(data, where=str(path))


def _names(names: Mapping[str, list[str]] | list[str]) -> tuple[str, ...]:
    """Flatten names per language; a word means the same target in every language."""
    words = names if isinstance(names, list) else [w for part in names.values() for w in part]
    return tuple(dict.fromkeys(word.lower() for word in words))
