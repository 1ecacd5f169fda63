"""Pairs of quotation marks: which mark opens, which closes, and what to do when one is missing.

One code point plays several roles (U+201C closes in German and opens in English), so a mark is
judged by its neighbours and by what is open already, never by the character alone. A paragraph is
the fence: nothing is paired across it, save quotes whose mark is set again at the next paragraph
and quotes that visibly close there. Every mark is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from stance.records import Span

__all__ = ["APOSTROPHES", "Marked", "find_marked", "inner"]

_MARK = re.compile("``|''|[\"„“”‟«»‚‘’'‹›「」『』＂〝〞″]")

# Which marks can close what a mark opened, the typical one first.
_CLOSERS = {
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
_SHARED = frozenset("«„")  # a closing mark of these may serve two opening ones
_SINGLE = frozenset("‚‘’'‹›")
APOSTROPHES = frozenset("’'ʼ‘`´")
_AFTER_WORD = frozenset(".,;!?)]}%")
_IDEOGRAPHS = 0x2E80  # from here on scripts write no blanks between words
_DEEPEST = 6  # deeper nesting is never meant; the bound also keeps the search for an opener short
_LONGEST_CROSSING = 2000  # characters of a quote that closes only in the next paragraph


class Marked(NamedTuple):
    """A stretch between marks.

    `outer` includes the marks. `closed` is False where the closing mark is missing, `opened`
    where the opening one is; `continues` where the mark is set again at the start of a paragraph
    inside a quote that the paragraph before left open, `continued` where the next one does so.
    `dashed` parts are told by dashes; they continue the part before in the same paragraph.
    """

    span: Span
    outer: Span
    mark: str
    nested: bool = False
    closed: bool = True
    opened: bool = True
    continues: bool = False
    continued: bool = False
    dashed: bool = False

    @property
    def whole(self) -> bool:
        """Whether both ends are known."""
        return self.opened and (self.closed or self.continued)


class _Mark(NamedTuple):
    start: int
    end: int
    sign: str
    opens: bool
    closes: bool


def inner(text: str, start: int, end: int) -> Span:
    """Return the stretch without the blanks at its edges.

    Examples
    --------
    >>> inner("« oui »", 1, 6)
    Span(start=2, end=5)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def find_marked(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    r"""Return all stretches between quotation marks, in text order.

    Examples
    --------
    >>> text = "„Ja“, sagte sie. Der Stab ist 5\" lang."
    >>> found = find_marked(text, [Span(0, len(text))])
    >>> [text[slice(*one.span)] for one in found if one.whole]
    ['Ja']
    """
    found: list[Marked] = []
    waiting: _Mark | None = None  # the opener that the paragraph before left open
    for index, paragraph in enumerate(paragraphs):
        marks = _marks(text, paragraph)
        crossing = _crossing(text, waiting, marks)
        if crossing is not None:
            found = _without(found, crossing.outer.start)
            found.append(crossing)
            marks = marks[1:]
        pairs, open_marks, orphans = _pair(text, marks)
        continues = (
            waiting is not None
            and crossing is None
            and bool(marks)
            and marks[0].start == paragraph.start
            and _same_kind(marks[0].sign, waiting.sign)
        )
        if continues and waiting is not None:
            _continue(text, found, waiting, paragraphs[index - 1])
        here = [_marked(text, left, right, continues and left is marks[0]) for left, right in pairs]
        waiting = open_marks[0] if open_marks else None
        if waiting is not None:
            again = continues and waiting is marks[0]
            here.append(_unclosed(text, waiting, pairs, paragraph, again))
        here.extend(_unopened(text, orphan, pairs, paragraph) for orphan in orphans[:1])
        found.extend(_layered(here))
    return found


def _without(found: list[Marked], start: int) -> list[Marked]:
    """Take out the half that closes only in the next paragraph."""
    kept = len(found)
    while kept and found[kept - 1].outer.start > start:
        kept -= 1
    if kept and found[kept - 1].outer.start == start and not found[kept - 1].closed:
        nested = [one._replace(nested=True) for one in found[kept:]]
        return found[: kept - 1] + nested
    return found


def _continue(text: str, found: list[Marked], waiting: _Mark, paragraph: Span) -> None:
    """Let the quote that waits reach to the end of its paragraph: the next one goes on."""
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        if one.outer.start < waiting.start:
            return
        if one.outer.start == waiting.start:
            found[place] = one._replace(
                span=inner(text, waiting.end, paragraph.end),
                outer=Span(waiting.start, paragraph.end),
                continued=True,
            )
        else:
            found[place] = one._replace(nested=True)


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    """Return the marks of a paragraph with what their neighbours allow them to be."""
    marks = []
    for match in _MARK.finditer(text, *paragraph):
        start, end = match.span()
        sign = match[0]
        before = text[start - 1] if start > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if sign in _SINGLE:
            if before.isalnum() and after.isalnum():
                continue  # an apostrophe
            if sign in "'’" and after.isdigit() and not before.isalnum():
                continue  # the '90s
            if sign in "'’" and before.isdigit() and not after.isalnum():
                continue  # feet, minutes
        gap_before = not _in_word(before) and (before not in _AFTER_WORD or before in _CLOSERS)
        gap_after = not (_in_word(after) or after in "([{")
        opens = (
            sign not in _ONLY_CLOSES and gap_before and not _ends_words(text, end, paragraph.end)
        )
        closes = sign not in _ONLY_OPENS and (not before.isspace() and gap_after)
        if sign in _ONLY_OPENS:
            opens = True
        if sign == "〞" or sign in "」』":
            closes = True
        if opens and closes:
            # between two signs, as in („…“): a letter on one side decides
            opens = after.isalnum() or not before.isalnum()
            closes = before.isalnum() or before in ".,!?…。，！？；" or not after.isalnum()
        marks.append(_Mark(start, end, sign, opens, closes))
    return marks


def _in_word(sign: str) -> bool:
    return sign.isalnum() and ord(sign) < _IDEOGRAPHS


def _ends_words(text: str, place: int, end: int) -> bool:
    """Return True where a blank or a sign stands that never follows an opening mark."""
    if place >= end or text[place].isspace():
        return True
    return text[place] in _AFTER_WORD and text[place : place + 3] != "..."


def _pair(
    text: str, marks: Sequence[_Mark]
) -> tuple[list[tuple[_Mark, _Mark]], list[_Mark], list[_Mark]]:
    """Return the pairs of a paragraph, openers left over, and closers left over."""
    pairs: list[tuple[_Mark, _Mark]] = []
    orphans: list[_Mark] = []
    stack: list[_Mark] = []
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


def _opener_of(stack: Sequence[_Mark], mark: _Mark) -> int | None:
    """Return where on the stack the opener stands that this mark can close."""
    for depth in range(len(stack) - 1, -1, -1):
        if mark.sign in _CLOSERS[stack[depth].sign]:
            return depth
        if stack[depth].sign not in _SINGLE and mark.sign in _SINGLE:
            return None  # a single mark never closes over the head of a double one
    return None


def _possessive(text: str, mark: _Mark, marks: Sequence[_Mark], position: int) -> bool:
    """Tell the apostrophe of a plural (the workers' plan) from a closing mark."""
    follows_s = text[mark.start - 1 : mark.start] in ("s", "S", "x", "z")
    before_word = (
        text[mark.end : mark.end + 1] == " " and text[mark.end + 1 : mark.end + 2].islower()
    )
    if not (follows_s and before_word) or position + 1 >= len(marks):
        return False
    following = marks[position + 1]
    return following.sign == mark.sign and following.closes and not following.opens


def _may_open(text: str, mark: _Mark) -> bool:
    """Return False for a measure: 5" and the like."""
    after_digit = mark.start > 0 and text[mark.start - 1].isdigit()
    return not (after_digit and not mark.opens)


def _same_kind(one: str, other: str) -> bool:
    """Return True for marks that continue each other at the next paragraph."""
    return one == other or (one not in _SINGLE and other not in _SINGLE and one not in _ONLY_CLOSES)


def _marked(text: str, left: _Mark, right: _Mark, continues: bool) -> Marked:
    return Marked(
        inner(text, left.end, right.start),
        Span(left.start, right.end),
        left.sign,
        continues=continues,
    )


def _unclosed(
    text: str,
    left: _Mark,
    pairs: Sequence[tuple[_Mark, _Mark]],
    paragraph: Span,
    continues: bool,
) -> Marked:
    """Return what an opener without a closer holds: up to the next pair or the paragraph's end.

    Where two marks open and one closes, the one serves both: «He reads the «Herald», she said.
    """
    inside = [pair for pair in pairs if pair[0].start > left.start]
    if left.sign in _SHARED and inside and inside[-1][0].sign == left.sign:
        right = inside[-1][1]
        if text[right.end : right.end + 1] in (",", "."):
            return _marked(text, left, right, continues)
    end = min((one.start for one, _ in inside), default=paragraph.end)
    return Marked(
        inner(text, left.end, end),
        Span(left.start, end),
        left.sign,
        closed=False,
        continues=continues,
    )


def _unopened(
    text: str, right: _Mark, pairs: Sequence[tuple[_Mark, _Mark]], paragraph: Span
) -> Marked:
    """Return what a closer without an opener may hold: from the last pair or the start on."""
    start = max((two.end for _, two in pairs if two.end <= right.start), default=paragraph.start)
    return Marked(inner(text, start, right.start), Span(start, right.end), right.sign, opened=False)


def _crossing(text: str, waiting: _Mark | None, marks: Sequence[_Mark]) -> Marked | None:
    """Return the quote that was opened in the paragraph before and closes in this one."""
    if waiting is None or not marks or marks[0].opens or not marks[0].closes:
        return None
    last = marks[0]
    if last.sign not in _CLOSERS[waiting.sign] or last.start - waiting.start > _LONGEST_CROSSING:
        return None
    return _marked(text, waiting, last, continues=False)


def _layered(marked: list[Marked]) -> list[Marked]:
    """Sort by place and tell the nested ones; a stretch without its closer holds nothing."""
    layered: list[Marked] = []
    reach = -1
    for one in sorted(marked, key=lambda each: (each.outer.start, -each.outer.end)):
        nested = one.outer.start < reach
        layered.append(one._replace(nested=nested))
        if one.closed and one.opened:
            reach = max(reach, one.outer.end)
    return layered
