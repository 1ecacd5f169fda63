"""The quote cut out of its context, and the words for the speaker masked there.

Who speaks must not decide what is said, and what is said must not be read twice.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stance.records import OMISSION, Quote

__all__ = ["QUOTE", "SPEAKER", "cut"]

QUOTE, SPEAKER = "\ue000", "\ue010"
"""What stands for the quote and for its speaker; private use, so that no text can contain them."""
NAME_WORD = re.compile(r"[^\W\d_][\w’'-]+")
_BEFORE, _BEHIND = " (", " ,.:"


def cut(quote: Quote) -> tuple[str, str]:
    """Return what is said, and the context with the quote cut out and the speaker masked.

    Both are one line and as long as before, so that a place in them is a place in the quote's.
    """
    context, parts = quote.context, quote.parts
    for part in parts:
        if said := part.strip().rstrip(",.;"):
            context = context.replace(said, QUOTE.center(len(said)), 1)
    for words in (quote.mention, *_name_words(quote.speaker or "")):
        if words and words in context:
            context = _masked(context, words)
    blank = " " * len(OMISSION)
    return quote.text.replace(OMISSION, blank).replace("\n", " "), context.replace("\n", " ")


@lru_cache(maxsize=1 << 12)
def _name_words(speaker: str) -> tuple[str, ...]:
    """Return the words of a name; an office after a comma ("X, deputy minister") is no name."""
    words = NAME_WORD.findall(speaker.split(",")[0])
    return tuple(word for word in words if word[0].isupper() and len(word) > 2)


def _masked(context: str, word: str) -> str:
    r"""Mask words for the speaker, with a genitive s.

    The pattern would be ``\bWORDS(?:['’]?s)?\b``. Searching first and looking at the edges then
    is many times faster, because no pattern has to be compiled for each name.
    """
    parts, done, start = [], 0, context.find(word)
    plain = word[-1].isalnum()
    while start >= 0:
        end = start + len(word)
        if plain and context[end : end + 1] in _BEHIND and context[start - 1 : start] in _BEFORE:
            stop = end  # what follows from below, in the commonest case
        else:
            stop = _stop(context, start, end)
        if stop:
            parts += [context[done:start], SPEAKER.center(stop - start)]
            done = stop
        start = context.find(word, stop or start + 1)
    return "".join([*parts, context[done:]])


def _stop(text: str, start: int, end: int) -> int:
    """Return where the word at a place ends with its genitive, 0 if it is part of another word."""
    if start and _in_word(text[start - 1]):
        return 0
    genitive = text[end : end + 2]
    if genitive in ("'s", "’s") and not _in_word(text[end + 2 : end + 3]):
        return end + 2
    if genitive[:1] == "s" and not _in_word(genitive[1:]):
        return end + 1
    return end if _in_word(text[end - 1]) != _in_word(genitive[:1]) else 0


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
