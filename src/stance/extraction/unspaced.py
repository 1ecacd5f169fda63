"""Words of writing without blanks: the longest ones of the lexicon, and names between them.

A foreign name is spelled with the few signs that spell sounds, its parts joined by a dot; a name
of the language begins with one of its surnames; what an office ends with tells an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from stance.extraction.classes import (
    ADVERB,
    AUXILIARY,
    CLASS,
    CONJUNCTION,
    GENITIVE,
    GIVEN,
    NOUN,
    PREPOSITION,
    ROLE,
    SAYING,
    TIME,
    TITLE,
)
from stance.extraction.lexicon import Lexicon

__all__ = ["DOTS", "Piece", "pieces"]

DOTS = "·・‧•∙"
"""What joins the parts of a foreign name."""

_DOTS = tuple(DOTS)
_NUMBER = re.compile(r"[0-9０-９]+(?:[.:：％%][0-9０-９]*)*")
_PLACE = CLASS["place"]
_BEHIND_NAME = SAYING | ADVERB | TIME | AUXILIARY | PREPOSITION | CONJUNCTION | GENITIVE
_LONGEST_WORD, _LONGEST_NAME, _LONGEST_OWN = 6, 7, 4  # characters
_LONGEST_PART = 10  # characters of a part of a foreign name


class Piece(NamedTuple):
    """A stretch of a word with its classes, and whether it is a name or a number."""

    start: int
    end: int
    classes: int
    named: bool = False
    number: bool = False
    foreign: bool = False


def pieces(word: str, lexicon: Lexicon) -> Iterator[Piece]:
    """Yield the pieces of a stretch that is written without blanks.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> text = "总统让·莫雷尔4日说"
    >>> [text[piece.start : piece.end] for piece in pieces(text, load_lexicon("zh"))]
    ['总统', '让·莫雷尔', '4日', '说']
    """
    place = pending = 0
    before: Piece | None = None
    while place < len(word):
        known = before.classes if before is not None else 0
        heads = pending == place and (place == 0 or bool(known & (ROLE | TITLE)))
        found = (_own_name(word, place, lexicon) if heads else None) or _at(word, place, lexicon)
        if found is None:
            place += 1
            continue
        if pending < place:
            if before is not None and _goes_on(before, pending, place, found):
                before, pending = before._replace(end=place), place
            elif place - pending == 1 and found.foreign and (before is None or known & ROLE):
                found, place = found._replace(start=pending), pending
        if before is not None:
            yield before
        if pending < place:
            yield from _unknown(word, pending, place, known, found.classes, lexicon)
        before = found
        place = pending = found.end
    if before is not None:
        yield before
    if pending < len(word):
        known = before.classes if before is not None else 0
        yield from _unknown(word, pending, len(word), known, 0, lexicon)


def _own_name(word: str, place: int, lexicon: Lexicon) -> Piece | None:
    """Return the name that begins with a surname and ends where a little word or a verb begins."""
    known = _longest(word, place, lexicon)
    family = known if lexicon.classes.get(word[place : place + known], 0) & GIVEN else 1
    if family == 1 and (known or word[place] not in lexicon.surnames):
        return None
    longest = place + family - 1 + _LONGEST_OWN
    for end in range(place + family + 1, min(longest, len(word)) + 1):
        if word[end - 1].isdigit():
            return None
        length = _longest(word, end, lexicon)
        following = _BEHIND_NAME if length else _BEHIND_NAME & ~TIME  # 沈伯年指出
        if (
            word[end : end + 1].isdigit()
            or lexicon.classes.get(word[end : end + max(length, 1)], 0) & following
        ):
            return Piece(place, end, GIVEN, named=True)
    return None


def _longest(word: str, place: int, lexicon: Lexicon) -> int:
    """Return the length of the longest word of two signs or more that begins at a place."""
    for length in range(min(_LONGEST_WORD, len(word) - place), 1, -1):
        if word[place : place + length] in lexicon.classes:
            return length
    return 0


def _goes_on(name: Piece, start: int, end: int, behind: Piece) -> bool:
    """Return True for signs between a foreign name and its verb that belong to the name."""
    dotted = name.classes & GIVEN
    return name.foreign and end - start < 3 and bool(dotted or behind.classes & SAYING)


def _at(word: str, place: int, lexicon: Lexicon) -> Piece | None:
    """Return the number, the word, or the foreign name that begins at a place."""
    number = _NUMBER.match(word, place)
    if number is not None:
        unit = lexicon.classes.get(word[number.end() : number.end() + 1], 0) & TIME
        return Piece(place, number.end() + bool(unit), unit, number=True)
    foreign = _foreign(lexicon)
    length = _longest(word, place, lexicon)
    if length and word[place + length : place + length + 1] not in _DOTS:
        end = place + length
        classes = lexicon.classes[word[place:end]]
        several = classes & ROLE and lexicon.suffixes.get(word[end : end + 1], 0) & ROLE
        return Piece(place, end + bool(several), classes, bool(classes & _PLACE))  # 观察员们
    name = foreign.match(word, place)
    if name is not None:
        dotted = any(dot in name[0] for dot in DOTS)
        return Piece(place, name.end(), GIVEN if dotted else 0, named=True, foreign=True)
    single = lexicon.classes.get(word[place])
    return None if single is None else Piece(place, place + 1, single, bool(single & _PLACE))


@lru_cache(maxsize=4)
def _foreign(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what finds a foreign name: two signs that spell sounds, or more."""
    if not lexicon.sounds:
        return re.compile(r"[^\s\S]")
    sounds = "".join(sorted(lexicon.sounds))
    more = "".join(sorted(lexicon.more_sounds))
    part = f"[{sounds}{more}]{{1,{_LONGEST_PART}}}"
    return re.compile(f"{part}(?:[{DOTS}]{part}){{1,5}}|[{sounds}]{{2,}}(?:[{more}][{sounds}]+)*")


def _unknown(
    word: str, start: int, end: int, before: int, behind: int, lexicon: Lexicon
) -> Iterator[Piece]:
    """Yield what no lexicon has: an office with the name behind it, an office, a name."""
    for split in range(end - 2, max(start + 1, end - _LONGEST_NAME - 1), -1):
        classes = _by_suffix(word[start:split][-_LONGEST_NAME:], lexicon)
        if classes & ROLE:
            yield Piece(start, split, classes)
            yield Piece(split, end, 0, named=True)
            return
    classes = _by_suffix(word[start:end], lexicon)
    yield Piece(
        start, end, classes, not classes and _named(word, start, end, before, behind, lexicon)
    )


def _by_suffix(part: str, lexicon: Lexicon) -> int:
    """Return the classes that the last signs of a word tell."""
    for place in range(max(len(part) - lexicon.longest_suffix, 1), len(part)):
        classes = lexicon.suffixes.get(part[place:], 0)
        if classes:
            return classes & NOUN
    return 0


def _named(word: str, start: int, end: int, before: int, behind: int, lexicon: Lexicon) -> bool:
    """Return True for what may be a name: by its surname, behind an office, or where one speaks."""
    length = end - start
    if not 2 <= length <= _LONGEST_NAME:
        return False
    spelled = (sign in lexicon.sounds or sign in lexicon.more_sounds for sign in word[start:end])
    if length > 2 and word[start] in lexicon.sounds and all(spelled):
        return True  # 伊万卡
    if before & ROLE or (word[start] in lexicon.surnames and length <= _LONGEST_OWN):
        return True
    return start == 0 and bool(behind & SAYING)
