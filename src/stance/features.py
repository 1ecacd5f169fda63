"""What the classifier reads in a quote: views, and the terms each view yields.

A view looks at one part of a quote (its words, its context, the surroundings of the target's name)
and yields terms. In a *marked* view every name of the target in question becomes one token and
every name of another target another, so that what is learned about "TARGET is lying" holds for all
of them. The context is read with the quote cut out and the speaker masked: who speaks must not
decide, and a president's title is no mention of his country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from stance.records import Quote

__all__ = ["RECIPE", "Reading", "View", "mark", "read", "target_of", "terms", "tokenize"]

QUOTE, SPEAKER, BREAK = (
    "\ue000",
    "\ue001",
    "\ue002",
)  # private use: no text can contain them as words
TARGET, OTHER = "\ue010", "\ue011"

TOKEN = re.compile(r"\w+|[^\w\s]")
# How an outlet sets its marks and dashes is no evidence of a stance.
TYPOGRAPHY = str.maketrans(
    dict.fromkeys("“”„«»‟″", '"') | dict.fromkeys("‘’‚‹›`´", "'") | dict.fromkeys("–—‐‑−", "-")
)


class View(NamedTuple):
    """One way of looking at a quote.

    Parameters
    ----------
    name : str
    source : str
        ``"quote"``, ``"context"`` or ``"both"``.
    unit : str
        ``"word"`` or ``"char"`` (within words, a blank at each end).
    low, high : int
        Shortest and longest n-gram.
    marked : bool
        Whether names of targets become marks.
    window : int
        Keep only tokens this near to the target's name; 0 keeps all.
    least : int
        In how many rows a term must occur to be kept in training.
    """

    name: str
    source: str
    unit: str = "word"
    low: int = 1
    high: int = 2
    marked: bool = False
    window: int = 0
    least: int = 2


RECIPE: tuple[View, ...] = (
    View("quote words", "quote"),
    View("quote characters", "quote", unit="char", low=2, high=5, least=3),
    View("quote around targets", "quote", high=3, marked=True),
    View("context around targets", "context", high=3, marked=True),
    View("near the target", "both", marked=True, window=5),
)


class Reading(NamedTuple):
    """The tokens of a quote and of its context, quote cut out and speaker masked there."""

    quote: list[str]
    context: list[str]


def tokenize(text: str) -> list[str]:
    """Split into lower-case words and single signs.

    Examples
    --------
    >>> tokenize("Das ist „inakzeptabel“.")
    ['das', 'ist', '"', 'inakzeptabel', '"', '.']
    """
    return TOKEN.findall(text.translate(TYPOGRAPHY).lower())


def read(quote: Quote) -> Reading:
    """Tokenize a quote and its context, the quote cut out and the speaker masked there."""
    context = quote.context
    for part in quote.parts:
        context = context.replace(part.strip().rstrip(",.;"), f" {QUOTE} ", 1)
    if quote.mention:
        context = context.replace(quote.mention, f" {SPEAKER} ")
    for word in _name_words(quote.speaker or ""):
        context = re.sub(rf"\b{re.escape(word)}(?:['’]?s)?\b", f" {SPEAKER} ", context)
    tokens = tokenize(context)
    kept = [t for i, t in enumerate(tokens) if t != SPEAKER or i == 0 or tokens[i - 1] != SPEAKER]
    return Reading([t for part in quote.parts for t in tokenize(part)], kept)


def _name_words(speaker: str) -> list[str]:
    """Return the words of a name; an office after a comma ("X, deputy minister") is no name."""
    words = re.findall(r"[^\W\d_][\w’'-]+", speaker.split(",")[0])
    return [word for word in words if word[0].isupper() and len(word) > 2]


def mark(
    tokens: Sequence[str], target: str | None, targets: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Replace names of `target` and of the other targets by marks; None marks all alike.

    Examples
    --------
    >>> names = {"russia": ("russia*", "moscow"), "ukraine": ("ukrain*",)}
    >>> ["T" if t == TARGET else "O" if t == OTHER else t
    ...  for t in mark(["russian", "troops", "left", "ukraine"], "russia", names)]
    ['T', 'troops', 'left', 'O']
    """
    key = tuple(targets.items())
    named = ((token, target_of(token, key)) for token in tokens)
    if target is None:
        return [TARGET if name else token for token, name in named]
    return [token if not name else TARGET if name == target else OTHER for token, name in named]


@lru_cache(maxsize=1 << 16)
def target_of(token: str, targets: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """Return the target that a token names, if any."""
    for target, names in targets:
        for name in names:
            if token.startswith(name[:-1]) if name.endswith("*") else token == name:
                return target
    return None


def terms(reading: Reading, marked: Reading, view: View) -> Iterator[str]:
    """Yield the terms of one view, repeated as often as they occur.

    Parameters
    ----------
    reading, marked : Reading
        As read, and with targets marked.
    view : View
    """
    source = marked if view.marked else reading
    if view.unit == "char":
        for token in source.quote if view.source == "quote" else source.context:
            yield from characters(token, view.low, view.high)
        return
    if view.source == "both":
        tokens = [*source.quote, BREAK, *source.context]
    else:
        tokens = source.quote if view.source == "quote" else source.context
    if view.window:
        tokens = _near(tokens, view.window)
    yield from tokens if view.low == 1 else ()
    for n in range(max(2, view.low), view.high + 1):
        yield from map(" ".join, zip(*(tokens[i:] for i in range(n)), strict=False))


@lru_cache(maxsize=1 << 15)
def characters(token: str, low: int, high: int) -> tuple[str, ...]:
    """Return the character n-grams of one token with a blank at each end."""
    padded = f" {token} "
    return tuple(
        padded[i : i + n] for n in range(low, high + 1) for i in range(len(padded) - n + 1)
    )


def _near(tokens: list[str], window: int) -> list[str]:
    """Keep the tokens within `window` of a target's mark, in order."""
    kept: list[str] = []
    last = -1
    for i, token in enumerate(tokens):
        if token == TARGET:
            start = max(last + 1, i - window)
            last = min(len(tokens) - 1, i + window)
            kept += tokens[start : last + 1]
    return kept
