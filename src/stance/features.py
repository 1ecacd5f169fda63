"""What the classifier reads in a quote: views, and the terms each view yields.

A view looks at one part of a quote (its words, its context, the surroundings of the target's name)
and yields terms. In a *marked* view every name of the target in question becomes one token and
every name of another target another, so that what is learned about "[target] is lying" holds for
all of them. The context is read with the quote cut out and the speaker masked: who speaks must not
decide. Only the side that the words for the speaker name ("the Ukrainian minister") is kept, since
the same words mean another thing from the target's own mouth, or from the other side's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from stance.cutting import SPEAKER
from stance.marking import BREAK, OF_OTHER, OF_TARGET, OTHER, SIGNS, TARGET, Lists, Reading

__all__ = [
    "LENGTHS",
    "NAMED",
    "RECIPE",
    "SIDES",
    "SIZES",
    "View",
    "characters",
    "in_classes",
    "length",
    "near",
    "source",
    "terms",
]

NAMED = {
    sign: tuple(f"{sign}@{where}" for where in ("quote", "context", "nowhere"))
    for sign in (TARGET, OTHER)
}
"""What the circumstances say of where a target, or another, is named."""
SIZES = (3, 8, 16, 32)
LENGTHS = (*(f"quote<={size}" for size in SIZES), f"quote>{SIZES[-1]}")
"""What they say of how many tokens a quote has: at most so many, or more."""
SIDES = {"target": OF_TARGET, "other": OF_OTHER}
"""What the mark says of whose side a speaker is on, by how a view names it."""


class View(NamedTuple):
    """One way of looking at a quote.

    Parameters
    ----------
    name : str
    source : str
        ``"quote"``, ``"context"``, ``"both"``, or ``"circumstances"``: where the target and others
        are named, whose side the speaker is on, how long the quote is. Other views divide what they
        see by its length; here each has its full weight.
    unit : str
        ``"word"``, ``"char"`` (within words, a blank at each end) or ``"class"`` (the listed class
        of each word; words of no class are passed over).
    low, high : int
        Shortest and longest n-gram.
    marked : bool
        Whether names of targets become marks.
    window : int
        Keep only tokens this near to the target's name; 0 keeps all.
    stem : int
        Cut words to so many letters, so that forms and derivations of a word fall together; 0 cuts
        nothing.
    least : int
        In how many rows a term must occur to be kept in training.
    side : str
        Look only if the speaker is on the side of the ``"target"`` or of an ``"other"``.
    """

    name: str
    source: str
    unit: str = "word"
    low: int = 1
    high: int = 2
    marked: bool = False
    window: int = 0
    stem: int = 0
    least: int = 4
    side: str = ""


RECIPE: tuple[View, ...] = (
    View("quote words", "quote", least=3),
    View("quote characters", "quote", unit="char", low=2, high=5, least=8),
    View("quote around targets", "quote", high=3, marked=True, stem=7),
    View("context around targets", "context", high=3, marked=True, stem=7),
    View("near the target", "both", marked=True, window=5, stem=7),
    View("classes of words", "quote", unit="class", high=3, marked=True),
    View("circumstances", "circumstances", high=1, marked=True),
    View("words of the target's side", "quote", high=1, marked=True, stem=7, side="target"),
    View("words of the other side", "quote", high=1, marked=True, stem=7, side="other"),
)


def source(reading: Reading, marked: Reading, view: View) -> list[str]:
    """Return the tokens that a view looks at."""
    seen = marked if view.marked else reading
    if view.side and SIDES[view.side] not in seen.speaker:
        return []
    if view.source == "circumstances":
        return [*_circumstances(seen)]
    if view.source == "both":
        return [*seen.quote, BREAK, *seen.context]
    return seen.quote if view.source == "quote" else seen.context


def length(tokens: int) -> str:
    """Return what the circumstances say of a quote of so many tokens."""
    return LENGTHS[bisect_left(SIZES, tokens)]


def _circumstances(marked: Reading) -> Iterator[str]:
    for sign, (in_quote, in_context, nowhere) in NAMED.items():
        elsewhere = in_context if sign in marked.context else nowhere
        yield in_quote if sign in marked.quote else elsewhere
    yield SPEAKER + "".join(marked.speaker)
    yield length(len(marked.quote))


def terms(reading: Reading, marked: Reading, view: View, lists: Lists) -> Iterator[str]:
    """Yield the terms of one view, repeated as often as they occur.

    Parameters
    ----------
    reading, marked : Reading
        As read, and with targets marked.
    view : View
    lists : Lists
    """
    tokens = source(reading, marked, view)
    if view.unit == "char":
        for token in tokens:
            yield from characters(token, view.low, view.high)
        return
    if view.stem:
        tokens = [token[: view.stem] for token in tokens]
    if view.window:
        tokens = [tokens[i] for i in near(tokens, view.window)]
    if view.unit == "class":
        tokens = [name for _, name in in_classes(tokens, lists)]
    if view.low == 1:
        yield from tokens
    for n in range(max(2, view.low), view.high + 1):
        yield from map(" ".join, zip(*(tokens[i:] for i in range(n)), strict=False))


@lru_cache(maxsize=1 << 15)
def characters(token: str, low: int, high: int) -> tuple[str, ...]:
    """Return the character n-grams of one token with a blank at each end."""
    padded = f" {token} "
    return tuple(
        padded[i : i + n] for n in range(low, high + 1) for i in range(len(padded) - n + 1)
    )


def near(tokens: Sequence[str], window: int) -> list[int]:
    """Return which tokens stand within `window` of a target's mark, in order."""
    kept: list[int] = []
    last = -1
    for i, token in enumerate(tokens):
        if token == TARGET:
            start = max(last + 1, i - window)
            last = min(len(tokens) - 1, i + window)
            kept += range(start, last + 1)
    return kept


def in_classes(tokens: Sequence[str], lists: Lists) -> Iterator[tuple[int, str]]:
    """Yield the tokens that are signs or words of a class, each as its number and its class."""
    for number, token in enumerate(tokens):
        if token[0] in SIGNS:
            yield number, token
        elif (name := lists.word_class.find(token)) is not None:
            yield number, f"<{name}>"
