"""What is handed to a model, told apart: a quote, quotes, or something else by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stance.errors import InputError
from stance.records import Quote

__all__ = ["check_probability", "many", "one"]

TEXTS = ("text", "context", "speaker", "mention")
"""What is read of a quote; the last two may be None."""


def one(item: Any) -> Quote:
    """Return a quote from a quote or a text."""
    if isinstance(item, Quote):
        for name in TEXTS:
            value = getattr(item, name)
            if not isinstance(value, str) and (value is not None or name in TEXTS[:2]):
                raise InputError(f"Quote.{name} is {_kind(value)}. Pass a str, or leave it out.")
        return item
    if isinstance(item, str):
        return Quote(text=item)
    raise InputError(f"{_kind(item)} is no quote. {_remedy(item)}")


def many(quotes: Any) -> Iterator[Quote]:
    """Return the quotes of what may be a list of quotes or texts."""
    if isinstance(quotes, (str, Quote)):
        raise InputError("this is one quote. Use predict, or pass a list.")
    if isinstance(quotes, (bytes, bytearray, Mapping)) or hasattr(quotes, "columns"):
        raise InputError(f"{_kind(quotes)} is no list of quotes. {_remedy(quotes)}")
    if not isinstance(quotes, Iterable) or getattr(quotes, "ndim", 1) != 1:
        raise InputError(f"{_kind(quotes)} is no list of quotes. Pass a list of str or Quote.")
    return _each(quotes)


def check_probability(value: Any) -> None:
    """Raise an `InputError` if what is to be a least probability is none."""
    try:
        if 0 <= value <= 1:
            return
    except (TypeError, ValueError):
        pass
    raise InputError(f"min_probability={value!r}. Pass a number from 0 to 1, such as 0.7.")


def _each(items: Iterable[Any]) -> Iterator[Quote]:
    for number, item in enumerate(items):
        try:
            quote = one(item)
        except InputError as error:
            raise InputError(f"item {number}: {error}") from error
        yield quote


def _kind(item: Any) -> str:
    name = type(item).__name__
    return "None" if item is None else f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _remedy(item: Any) -> str:
    if isinstance(item, (bytes, bytearray)):
        return "Decode it first: text.decode('utf-8')."
    if hasattr(item, "columns"):
        return "Pass its column of texts: frame['text']."
    if isinstance(item, Mapping):
        return "Pass Quote(text=…, context=…), or read files with read_quotes."
    return "Pass a str or a Quote."
