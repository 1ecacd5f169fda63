"""Forms of one name: the last name whatever its case, given names that may be cases of one."""

from __future__ import annotations

import re
from functools import lru_cache

from stance.extraction.lexicon import Lexicon
from stance.extraction.tokens import bare
from stance.extraction.unspaced import DOTS

__all__ = ["DOT", "in_full", "last_name", "same_given"]

DOT = re.compile(f"[{DOTS}]")
"""The sign that parts a given name from a last one where no blank does."""

_SHORTEST_STEM = 3  # letters
_LONGEST_CASE = 2  # letters by which two cases of a given name differ


def in_full(name: str) -> bool:
    """Return True for more than a last name: Kurt Ott, 让·莫雷尔."""
    return " " in name or DOT.search(name) is not None


@lru_cache(maxsize=1 << 12)
def last_name(word: str, lexicon: Lexicon) -> str:
    """Return the form under which a last name is found again, whatever its case.

    A vowel may fall out with the ending: Кравець, Кравця.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> german = load_lexicon("de")
    >>> last_name("Merkels", german) == last_name("Merkel", german)
    True
    """
    low = bare(word).strip("'’").removesuffix(".")
    if not lexicon.spaced:
        low = DOT.split(low)[-1]
    for ending in lexicon.name_endings:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST_STEM:
            low = low[: -len(ending)]
            break
    for full, short in lexicon.fleeting:
        if low.endswith(full) and len(low) > _SHORTEST_STEM:
            return low[: -len(full)] + short
    return low


def same_given(name: str, other: str, lexicon: Lexicon) -> bool:
    """Return True where the given names of two full names may be cases of one.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> same_given("Сергея Лося", "Сергей Лось", load_lexicon("ru"))
    True
    """
    stems = (last_name(full.split()[0].replace("ё", "е"), lexicon) for full in (name, other))
    short, long = sorted(stems, key=len)
    if long.startswith(short):
        return len(long) - len(short) <= _LONGEST_CASE
    return len(long) - len(short) <= 1 and long.startswith(short[:-1])
