"""Optional dependencies, imported where they are needed and named where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from stance.errors import MissingExtraError

__all__ = ["load_extra"]


def load_extra(module: str, extra: str) -> Any:
    """Import a module of an optional dependency.

    Raises
    ------
    MissingExtraError
        If it is not installed; the message says which extra brings it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{module.split('.')[0]} is not installed. pip install 'quote-stance[{extra}]'."
        ) from error
