"""What is handed to a model, told apart: a quote, quotes, or something else by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stance.errors import InputError
from stance.records import Quote

__all__ = ["many", "one"]


def one(item: Any) -> Quote:
    """Return a quote from a quote or a text."""
    if isinstance(item, Quote):
        return item
    if isinstance(item, str):
        return Quote(text=item)
    raise InputError(f"{_kind(item)} is no quote. {_remedy(item)}")


def many(quotes: Any) -> Iterator[Quote]:
    """Return the quotes of what may be a list of quotes or texts."""
    if isinstance(quotes, (str, Quote)):
        raise InputError("this is one quote. Use predict, or pass a list.")
    if isinstance(quotes, (bytes, dict)) or hasattr(quotes, "columns") or quotes is None:
        raise InputError(f"{_kind(quotes)} is no list of quotes. {_remedy(quotes)}")
    if not isinstance(quotes, Iterable):
        raise InputError(f"{_kind(quotes)} is no list of quotes. Pass a list of str or Quote.")
    return map(one, quotes)


def _kind(item: Any) -> str:
    return "None" if item is None else f"a {type(item).__name__}"


def _remedy(item: Any) -> str:
    if isinstance(item, bytes):
        return "Decode it first: text.decode('utf-8')."
    if hasattr(item, "columns"):
        return "Pass its column of texts: frame['text']."
    if isinstance(item, dict):
        return "Pass Quote(text=…, context=…), or read files with read_quotes."
    return "Pass a str or a Quote."
