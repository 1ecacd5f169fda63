"""Somebody whom an article names, with what it says of them."""

from __future__ import annotations

from typing import NamedTuple

from stance.records import Span

__all__ = ["Person", "stem"]

_STEM = 4  # letters


class Person(NamedTuple):
    """Somebody whom the article names: where, with which roles, of which gender.

    `sure` is False for names that may as well be those of a place or a paper. `introduced` is
    where the article first says what they are; `counterpart` tells hosts and guests, whose office
    goes unsaid.
    """

    name: str
    place: int
    roles: frozenset[str] = frozenset()
    origin: frozenset[str] = frozenset()
    gender: str = ""
    sure: bool = False
    introduced: Span | None = None
    counterpart: bool = False


def stem(word: str) -> str:
    """Return what tells a country in noun and adjective: Kasachstans, kasachische.

    Examples
    --------
    >>> stem("Kasachstans") == stem("kasachische")
    True
    """
    return word[:_STEM].lower()
