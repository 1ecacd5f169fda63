"""Quotes with one mark missing: the reporting clause tells where they end or begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from stance.extraction.classes import ADVERB, CLASS
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked, inner
from stance.records import Span

__all__ = ["repair"]

_SAYING = CLASS["saying"] | CLASS["separable"]
_COMMA_WORD = re.compile(r",\s+([^\W\d_]+)")
_WORD_NEXT = re.compile(r"\s*,?\s*([^\W\d_]+)")
_SENTENCE_START = re.compile(r"[.!?…:]\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 60  # characters before the end of a paragraph
_LEAST = 30  # characters of a paragraph that is taken as quoted to its end


def repair(
    text: str, marked: Sequence[Marked], paragraphs: Sequence[Span], lexicon: Lexicon
) -> list[Marked]:
    """Return the marked stretches with the broken ones completed or left out.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.marks import find_marked
    >>> text = "„Der Deich hält, sagte sie am Abend."
    >>> fence = [Span(0, len(text))]
    >>> [one] = repair(text, find_marked(text, fence), fence, load_lexicon("de"))
    >>> text[slice(*one.span)]
    'Der Deich hält'
    """
    if all(one.whole for one in marked):
        return [*marked]
    whole = [one for one in marked if one.whole and not one.nested]
    starts = [one.outer.start for one in whole]
    repaired = []
    reach = -1  # where the last completed stretch ends
    for one in marked:
        if one.whole:
            repaired.append(one)
            continue
        index = bisect_right(paragraphs, (one.outer.start, len(text))) - 1
        complete = _close if one.opened else _open
        mended = complete(text, one, paragraphs[index], lexicon)
        if mended is None or mended.nested or mended.outer.start < reach:
            continue
        following = bisect_right(starts, mended.outer.start)
        after = whole[following - 1].outer.end if following else -1
        before = starts[following] if following < len(starts) else len(text)
        if after <= mended.outer.start and mended.outer.end <= before:
            repaired.append(mended)
            reach = mended.outer.end
    return repaired


def _close(text: str, one: Marked, paragraph: Span, lexicon: Lexicon) -> Marked | None:
    """End a quote at the comma before a verb of saying, or with its paragraph."""
    for match in _COMMA_WORD.finditer(text, one.span.start, one.outer.end):
        if lexicon.classes_of(match[1]) & _SAYING:
            end = match.start()
            return one._replace(
                span=inner(text, one.span.start, end), outer=Span(one.outer.start, end), closed=True
            )
    before = _before_last_verb(text, one, lexicon) if lexicon.verb_last else None
    if before is not None:
        span = inner(text, one.span.start, before)
        return one._replace(span=span, outer=Span(one.outer.start, before), closed=True)
    starts = one.outer.start == paragraph.start or text[one.outer.start - 2] == ":"
    if starts and one.outer.end == paragraph.end and one.outer.end - one.outer.start > _LEAST:
        return one._replace(closed=True)
    return None


def _before_last_verb(text: str, one: Marked, lexicon: Lexicon) -> int | None:
    """Return where the words of saying begin that end a paragraph: “… dedi."""
    end, says = one.outer.end, 0
    for match in reversed(list(_WORD.finditer(text, max(one.span.start, end - _NEAR), end))):
        classes = lexicon.classes_of(match[0].lower())
        if not classes & (_SAYING | ADVERB):
            break
        end, says = match.start(), says | classes & _SAYING
    return end if says and end > one.span.start else None


def _open(text: str, one: Marked, paragraph: Span, lexicon: Lexicon) -> Marked | None:
    """Begin a quote with the sentence that its reporting clause follows."""
    match = _WORD_NEXT.match(text, one.outer.end, paragraph.end)
    if match is None or not lexicon.classes_of(match[1]) & _SAYING:
        return None
    start = one.outer.start
    for cut in _SENTENCE_START.finditer(text, start, one.span.end):
        start = cut.end()
    return one._replace(
        span=inner(text, start, one.span.end), outer=Span(start, one.outer.end), opened=True
    )
