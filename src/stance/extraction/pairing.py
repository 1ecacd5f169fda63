"""Quotation marks paired within a paragraph.

One code point plays several roles (U+201C closes in German and opens in English), so a mark is
judged by its neighbours and by what is open already, never by the character alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from stance.records import Span

__all__ = ["CLOSERS", "Mark", "marks_of", "pair", "same_kind"]

_MARK = re.compile("``|''|[\"„“”‟«»‚‘’'‹›「」『』＂〝〞″]")

# Which marks can close what a mark opened, the typical one first.
CLOSERS = {
    "„": ("“", "”", '"', "''", "‟", "″", "»"),
    "“": ("”", '"', "''", "“", "″"),
    "”": ("”", '"'),
    "‟": ("”", "“", '"'),
    '"': ('"', "“", "”", "''", "″"),
    "``": ("''", '"', "”"),
    "''": ("''", '"'),
    "＂": ("＂", '"'),
    "〝": ("〞", "”"),
    "«": ("»", '"', "”"),
    "»": ("«", '"', "»"),
    "「": ("」",),
    "『": ("』",),
    "‚": ("‘", "’", "'"),
    "‘": ("’", "'", "‘"),
    "’": ("’",),
    "'": ("'", "’", "‘"),
    "‹": ("›",),
    "›": ("‹",),
}
_ONLY_OPENS = frozenset("„「『〝‚") | {"``"}
_ONLY_CLOSES = frozenset("」』〞″")
_SINGLE = frozenset("‚‘’'‹›")
_APOSTROPHES = frozenset("'’")
_AFTER_WORD = frozenset(".,;!?)]}%")
_IDEOGRAPHS = 0x2E80  # from here on scripts write no blanks between words
_DEEPEST = 6  # deeper nesting is never meant; the bound also keeps the search for an opener short


class Mark(NamedTuple):
    """A mark with what its neighbours allow it to do."""

    start: int
    end: int
    sign: str
    opens: bool
    closes: bool


def marks_of(text: str, paragraph: Span) -> list[Mark]:
    """Return the marks of a paragraph with what their neighbours allow them to be."""
    marks = []
    for match in _MARK.finditer(text, *paragraph):
        start, end = match.span()
        sign = match[0]
        before = text[start - 1] if start > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        ellipsis = after == "." and text.startswith("...", end)
        allowed = _allowed(before, sign, after, ellipsis)
        if allowed is not None:
            marks.append(Mark(start, end, sign, *allowed))
    return marks


@lru_cache(maxsize=1 << 12)
def _allowed(before: str, sign: str, after: str, ellipsis: bool) -> tuple[bool, bool] | None:
    """Return whether a mark may open and whether it may close; None where it is no mark."""
    if before in _APOSTROPHES and sign == "«":
        before = " "  # d’« un tournant »
    if sign in _SINGLE:
        if before.isalnum() and after.isalnum():
            return None  # an apostrophe
        if sign in "'’" and after.isdigit() and not before.isalnum():
            return None  # the '90s
        if sign in "'’" and before.isdigit() and not after.isalnum():
            return None  # feet, minutes
    gap_before = not _in_word(before) and (before not in _AFTER_WORD or before in CLOSERS)
    gap_before = gap_before or _opens_unspaced(before, sign, after)
    gap_after = not (_in_word(after) or after in "([{")
    # a blank or a sign that never follows an opening mark
    ends_words = after.isspace() or (after in _AFTER_WORD and not ellipsis)
    opens = sign not in _ONLY_CLOSES and gap_before and not ends_words
    closes = sign not in _ONLY_OPENS and (not before.isspace() and gap_after)
    if sign in _ONLY_OPENS:
        opens = True
    if sign == "〞" or sign in "」』":
        closes = True
    if opens and closes:
        # between two signs, as in („…“): a letter on one side decides
        opens = after.isalnum() or not before.isalnum()
        closes = before.isalnum() or before in ".,!?…。，！？；" or not after.isalnum()
    return opens, closes


def _opens_unspaced(before: str, sign: str, after: str) -> bool:
    """Return True for an opening mark that no blank parts from a comma: 他说,“…”."""
    return sign in "“‘" and before in ",;" and ord(after) >= _IDEOGRAPHS


def _in_word(sign: str) -> bool:
    return sign.isalnum() and ord(sign) < _IDEOGRAPHS


def pair(
    text: str, marks: Sequence[Mark]
) -> tuple[list[tuple[Mark, Mark]], list[Mark], list[Mark]]:
    """Return the pairs of a paragraph, openers left over, and closers left over."""
    pairs: list[tuple[Mark, Mark]] = []
    orphans: list[Mark] = []
    stack: list[Mark] = []
    for position, mark in enumerate(marks):
        depth = _opener_of(stack, mark)
        wants_open = mark.opens or not mark.closes
        if depth is not None and (mark.closes or not mark.opens):
            sure = mark.closes and not mark.opens
            if sure or not wants_open or mark.sign not in _ONLY_OPENS:
                if mark.sign in "'’" and _possessive(text, mark, marks, position):
                    continue
                pairs.append((stack[depth], mark))
                del stack[depth:]
                continue
        if mark.opens or (not mark.closes and mark.sign not in _SINGLE):
            if len(stack) < _DEEPEST and mark.sign not in _ONLY_CLOSES and _may_open(text, mark):
                stack.append(mark)
        elif mark.sign not in _SINGLE:
            orphans.append(mark)
    return pairs, [mark for mark in stack if mark.sign not in _SINGLE], orphans


def _opener_of(stack: Sequence[Mark], mark: Mark) -> int | None:
    """Return where on the stack the opener stands that this mark can close."""
    for depth in range(len(stack) - 1, -1, -1):
        if mark.sign in CLOSERS[stack[depth].sign]:
            return depth
        if stack[depth].sign not in _SINGLE and mark.sign in _SINGLE:
            return None  # a single mark never closes over the head of a double one
    return None


def _possessive(text: str, mark: Mark, marks: Sequence[Mark], position: int) -> bool:
    """Tell the apostrophe of a plural (the workers' plan) from a closing mark."""
    follows_s = text[mark.start - 1 : mark.start] in ("s", "S", "x", "z")
    before_word = (
        text[mark.end : mark.end + 1] == " " and text[mark.end + 1 : mark.end + 2].islower()
    )
    if not (follows_s and before_word) or position + 1 >= len(marks):
        return False
    following = marks[position + 1]
    return following.sign == mark.sign and following.closes and not following.opens


def _may_open(text: str, mark: Mark) -> bool:
    """Return False for a measure: 5" and the like."""
    after_digit = mark.start > 0 and text[mark.start - 1].isdigit()
    return not (after_digit and not mark.opens)


def same_kind(one: str, other: str) -> bool:
    """Return True for marks that continue each other at the next paragraph."""
    return one == other or (one not in _SINGLE and other not in _SINGLE and one not in _ONLY_CLOSES)
