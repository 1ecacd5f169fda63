"""Every error this library raises on purpose.

* StanceError
  * InputError: a text, a row, a file, an argument cannot be used
  * ModelError: a model folder is missing, damaged, or newer than this version reads
  * MissingExtraError: an optional dependency is not installed

Each message names the problem and the remedy.
"""

from __future__ import annotations

__all__ = ["InputError", "MissingExtraError", "ModelError", "StanceError"]


class StanceError(Exception):
    """Base of all errors that this library raises on purpose."""


class InputError(StanceError, ValueError):
    """What was handed in cannot be used; the message says what would be."""


class ModelError(StanceError):
    """A model folder cannot be read; the message names the file."""


class MissingExtraError(StanceError, ImportError):
    """An optional dependency is missing; the message names the extra to install."""
