"""What the classifier reads in a quote: views, and the terms each view yields.

A view looks at one part of a quote (its words, its context, the surroundings of the target's name)
and yields terms. In a *marked* view every name of the target in question becomes one token and
every name of another target another, so that what is learned about "[target] is lying" holds for
all of them. The context is read with the quote cut out and the speaker masked: who speaks must not
decide. Only the side that the words for the speaker name ("the Ukrainian minister") is kept, since
it tells whose "we" a quote speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from stance.cutting import QUOTE, SPEAKER, cut
from stance.records import Quote
from stance.words import Matcher, as_one, several_words

__all__ = [
    "RECIPE",
    "SIGNS",
    "Lists",
    "Reading",
    "View",
    "characters",
    "in_classes",
    "is_named",
    "legible",
    "mark",
    "near",
    "normalize",
    "read",
    "source",
    "terms",
    "tokenize",
]

# Tokens that stand for something; private use, so that no text can contain them as words.
BREAK = "\ue001"
TARGET, OTHER, WE = "\ue011", "\ue012", "\ue013"
OF_TARGET, OF_OTHER = "\ue021", "\ue022"  # behind SPEAKER and WE: whose side they are on

SIGNS: dict[str, str] = {
    QUOTE: "[quote]",
    BREAK: "|",
    SPEAKER: "[speaker]",
    TARGET: "[target]",
    OTHER: "[other]",
    WE: "[we]",
    OF_TARGET: "[of target]",
    OF_OTHER: "[of other]",
}
"""How the tokens are shown to people."""

TOKEN = re.compile(r"\w+|[^\w\s]")
# How an outlet sets its marks and dashes is no evidence of a stance.
TYPOGRAPHY = {
    sign: plain
    for plain, signs in (('"', "“”„«»‟″"), ("'", "‘’‚‹›`´"), ("-", "–—‐‑−"))
    for sign in signs
}


class View(NamedTuple):
    """One way of looking at a quote.

    Parameters
    ----------
    name : str
    source : str
        ``"quote"``, ``"context"`` or ``"both"``.
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


RECIPE: tuple[View, ...] = (
    View("quote words", "quote", least=3),
    View("quote characters", "quote", unit="char", low=2, high=5, least=8),
    View("quote around targets", "quote", high=3, marked=True, stem=7),
    View("context around targets", "context", high=3, marked=True, stem=7),
    View("near the target", "both", marked=True, window=5, stem=7),
    View("classes of words", "quote", unit="class", high=3, marked=True),
)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of words that a recipe needs, ready to be asked.

    Parameters
    ----------
    targets : mapping of str to sequence of str
        The names of each target.
    classes : mapping of str to sequence of str
        Words by class; ``first_person`` holds "we", "our" and the like.
    """

    targets: Mapping[str, Sequence[str]]
    classes: Mapping[str, Sequence[str]]
    target: Matcher
    word_class: Matcher
    several: re.Pattern[str] | None = None

    @classmethod
    def of(
        cls, targets: Mapping[str, Sequence[str]], classes: Mapping[str, Sequence[str]]
    ) -> Lists:
        """Prepare lists."""
        several = several_words(name for names in targets.values() for name in names)
        joined = {target: [as_one(name) for name in names] for target, names in targets.items()}
        return cls(targets, classes, Matcher(joined), Matcher(classes), several)

    def joined(self, text: str) -> str:
        """Return a lower-case text in which a name of several words is one word.

        Examples
        --------
        >>> Lists.of({"china": ["xi jinping"]}, {}).joined("president xi jinping’s visit")
        'president xi_jinping’s visit'
        """
        if self.several is None:
            return text
        return self.several.sub(lambda match: as_one(match.group()), text)


class Reading(NamedTuple):
    """The tokens of a quote, of its context (quote cut out, speaker masked) and of the speaker."""

    quote: list[str]
    context: list[str]
    speaker: list[str]


def legible(term: str) -> str:
    """Return a term as it is shown to people.

    Examples
    --------
    >>> legible(f"{TARGET} lies")
    '[target] lies'
    """
    return "".join(SIGNS.get(sign, sign) for sign in term)


def normalize(text: str) -> str:
    """Return a text in lower case with plain marks and dashes."""
    for sign, plain in TYPOGRAPHY.items():  # faster than translate, which looks at each character
        text = text.replace(sign, plain)
    return text.lower()


def tokenize(text: str, lists: Lists | None = None) -> list[str]:
    """Split into lower-case words and single signs; names of several words in `lists` are one.

    Examples
    --------
    >>> tokenize("Das ist „inakzeptabel“.")
    ['das', 'ist', '"', 'inakzeptabel', '"', '.']
    """
    plain = normalize(text)
    return TOKEN.findall(plain if lists is None else lists.joined(plain))


def read(quote: Quote, lists: Lists) -> Reading:
    """Tokenize a quote and its context, the quote cut out and the speaker masked there."""
    said, context = (tokenize(text, lists) for text in cut(quote))
    kept = [t for i, t in enumerate(context) if t != SPEAKER or i == 0 or context[i - 1] != SPEAKER]
    return Reading(said, kept, tokenize(f"{quote.mention or ''} {quote.speaker or ''}", lists))


def mark(reading: Reading, target: str | None, lists: Lists) -> Reading:
    """Replace the names of `target` and of the other targets, and give "we" its side.

    With None all names are marked alike and nobody has a side.

    Examples
    --------
    >>> lists = Lists.of({"russia": ["russia*"], "ukraine": ["ukrain*"]}, {"first_person": ["we"]})
    >>> reading = Reading(["we", "trust", "ukraine"], [], ["russian", "envoy"])
    >>> [SIGNS.get(token[0], token) for token in mark(reading, "russia", lists).quote]
    ['[we]', 'trust', '[other]']
    """
    side = next((name for token in reading.speaker if (name := lists.target.find(token))), None)
    suffix = "" if None in (side, target) else OF_TARGET if side == target else OF_OTHER

    def marked(token: str) -> str:
        name = lists.target.find(token)
        if name is not None:
            return TARGET if target in (None, name) else OTHER
        if suffix and token == SPEAKER:
            return SPEAKER + suffix
        if suffix and lists.word_class.find(token) == "first_person":
            return WE + suffix
        return token

    return Reading([*map(marked, reading.quote)], [*map(marked, reading.context)], reading.speaker)


def is_named(marked: Reading) -> bool:
    """Return whether a target whose names were marked stands in the quote or its context."""
    return TARGET in marked.quote or TARGET in marked.context


def source(reading: Reading, marked: Reading, view: View) -> list[str]:
    """Return the tokens that a view looks at."""
    seen = marked if view.marked else reading
    if view.source == "both":
        return [*seen.quote, BREAK, *seen.context]
    return seen.quote if view.source == "quote" else seen.context


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
