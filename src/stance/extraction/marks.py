"""Stretches between quotation marks, in all paragraphs of a text.

A paragraph is the fence: nothing is paired across it, save quotes whose mark is set again at the
next paragraph and quotes that visibly close there. Every mark is looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.extraction.pairing import CLOSERS, Mark, marks_of, pair, same_kind
from stance.records import Span

__all__ = ["Marked", "find_marked", "inner"]

_SHARED = frozenset("«„")  # a closing mark of these may serve two opening ones
_new = tuple.__new__  # the fastest way to make what is made most
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
    return _new(Span, (start, end))


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
    waiting: Mark | None = None  # the opener that the paragraph before left open
    for index, paragraph in enumerate(paragraphs):
        marks = marks_of(text, paragraph)
        if not marks:
            waiting = None
            continue
        crossing = _crossing(text, waiting, marks)
        if crossing is not None:
            found = _without(found, crossing.outer.start)
            found.append(crossing)
            marks = marks[1:]
        pairs, open_marks, orphans = pair(text, marks)
        continues = (
            waiting is not None
            and crossing is None
            and bool(marks)
            and marks[0].start == paragraph.start
            and same_kind(marks[0].sign, waiting.sign)
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


def _continue(text: str, found: list[Marked], waiting: Mark, paragraph: Span) -> None:
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


def _marked(text: str, left: Mark, right: Mark, continues: bool) -> Marked:
    return Marked(
        inner(text, left.end, right.start),
        Span(left.start, right.end),
        left.sign,
        continues=continues,
    )


def _unclosed(
    text: str,
    left: Mark,
    pairs: Sequence[tuple[Mark, Mark]],
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
    text: str, right: Mark, pairs: Sequence[tuple[Mark, Mark]], paragraph: Span
) -> Marked:
    """Return what a closer without an opener may hold: from the last pair or the start on."""
    start = max((two.end for _, two in pairs if two.end <= right.start), default=paragraph.start)
    return Marked(inner(text, start, right.start), Span(start, right.end), right.sign, opened=False)


def _crossing(text: str, waiting: Mark | None, marks: Sequence[Mark]) -> Marked | None:
    """Return the quote that was opened in the paragraph before and closes in this one."""
    if waiting is None or not marks or marks[0].opens or not marks[0].closes:
        return None
    last = marks[0]
    if last.sign not in CLOSERS[waiting.sign] or last.start - waiting.start > _LONGEST_CROSSING:
        return None
    return _marked(text, waiting, last, continues=False)


def _layered(marked: list[Marked]) -> list[Marked]:
    """Sort by place and tell the nested ones; a stretch without its closer holds nothing."""
    layered: list[Marked] = []
    reach = -1
    for one in sorted(marked, key=lambda each: (each.outer.start, -each.outer.end)):
        nested = one.outer.start < reach
        layered.append(one._replace(nested=nested) if nested != one.nested else one)
        if one.closed and one.opened:
            reach = max(reach, one.outer.end)
    return layered
