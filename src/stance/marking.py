"""The tokens of a quote and its context, and the names of targets as marks.

What stands around the name of one target means the same around another's; so every name of the
target in question becomes one token, and every name of another target another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stance.cutting import QUOTE, SPEAKER, cut
from stance.records import Quote
from stance.words import Matcher, as_one, several_words

__all__ = [
    "BREAK",
    "OF_OTHER",
    "OF_TARGET",
    "OTHER",
    "SIGNS",
    "TARGET",
    "TOKEN",
    "WE",
    "Lists",
    "Reading",
    "is_named",
    "legible",
    "mark",
    "normalize",
    "read",
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
    """The tokens of a quote, of its context (quote cut out, speaker masked) and of the speaker.

    With names marked, of the speaker only the side is left, or nothing.
    """

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

    quote, context = ([*map(marked, tokens)] for tokens in (reading.quote, reading.context))
    return Reading(quote, context, [suffix] if suffix else [])


def is_named(marked: Reading) -> bool:
    """Return whether a target whose names were marked stands in the quote or its context."""
    return TARGET in marked.quote or TARGET in marked.context
