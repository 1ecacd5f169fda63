"""Paragraphs, sentences, context: where they stand in a text, never what they look like cleaned.

All functions return offsets or exact slices, so that what was found can be shown in place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache

from stance.extraction.marks import Marked, find_marked, inner
from stance.records import Span

__all__ = ["context", "context_span", "paragraphs", "sentences"]

_UNBROKEN = "[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]"
_WITHIN_LINE = re.compile(f"{_UNBROKEN}+")
_LINE = re.compile(rf"\S(?:{_UNBROKEN}*\S)?")
_STOP = re.compile("[.!?…。！？]+")
_CLOSING = frozenset(")]}\"”“»«’'›‹」』")
_LAST_SPACED = "\u2e80"  # from here on scripts write no blanks between words
_IDEOGRAPHIC = frozenset("。！？")
_WORD_BEFORE = re.compile(r"[\w.\-]+\Z")
_LONGEST_ABBREVIATION = 24  # characters
_CLAUSE_END = re.compile("([。：:])")
_COLONS = "：:"
_INTRODUCING = "：:，,"
_LONGEST_CLAUSE = 40  # characters of a reporting clause that is written without blanks
_NEXT_WORD = 64  # characters in which the next word must begin
_NETWORK = "x"  # napisał w serwisie X. Dodał …
_LAST_SIGNS = 4  # characters from the last stop of a quote to behind its mark


def paragraphs(text: str) -> list[Span]:
    r"""Return the lines that hold more than blanks, without the blanks at their edges.

    Examples
    --------
    >>> paragraphs("One.\n\n  Two.")
    [Span(start=0, end=4), Span(start=8, end=12)]
    """
    return [Span(*match.span()) for match in _LINE.finditer(text)]


def sentences(
    text: str,
    abbreviations: Collection[str] = frozenset(),
    *,
    ordinals: bool = False,
    reporting: Collection[str] = frozenset(),
    marked: Sequence[Marked] | None = None,
    fences: Sequence[Span] | None = None,
) -> list[Span]:
    """Return the sentences of all paragraphs.

    What stands between quotation marks is never cut: a quote of several sentences belongs to one
    sentence together with its reporting clause.

    Parameters
    ----------
    text : str
    abbreviations : collection of str
        Lower-case words that keep their full stop (``"dr"``, ``"z.b"``) and end no sentence.
    ordinals : bool
        True where a number with a full stop is an ordinal (German ``"am 3. Mai"``).
    reporting : collection of str
        Lower-case words that join a clause to the question or call quoted before it.
    marked : sequence of Marked, optional
        The pairs of marks where they are known already.
    fences : sequence of Span, optional
        The paragraphs where they are known already.

    Examples
    --------
    >>> text = '"I went. I saw," said Dr. Ott. Then she left.'
    >>> [text[slice(*span)] for span in sentences(text, {"dr"})]
    ['"I went. I saw," said Dr. Ott.', 'Then she left.']
    """
    if fences is None:
        fences = paragraphs(text)
    if marked is None:
        marked = find_marked(text, fences)
    held = [one.outer for one in marked if one.whole and not one.nested]
    dashed = {one.span.start for one in marked if one.dashed and not one.continues}
    found: list[Span] = []
    index = 0
    for fence in fences:
        start = fence.start
        for cut in _cuts(text, fence, held, index, dashed, abbreviations, ordinals, reporting):
            found.append(inner(text, start, cut))
            start = cut
        if start < fence.end:
            found.append(inner(text, start, fence.end))
        while index < len(held) and held[index].end <= fence.end:
            index += 1
    return [span for span in found if span.start < span.end]


def _cuts(
    text: str,
    fence: Span,
    held: Sequence[Span],
    index: int,
    dashed: Collection[int],
    abbreviations: Collection[str],
    ordinals: bool,
    reporting: Collection[str],
) -> list[int]:
    """Return the places where one sentence of a paragraph ends and the next begins."""
    cuts = []
    for match in _STOP.finditer(text, *fence):
        end = match.end()
        while index < len(held) and held[index].end <= match.start():
            index += 1
        quoted = index < len(held) and held[index].start < match.start()
        if quoted:
            if held[index].end - end > _LAST_SIGNS or text[end : held[index].end - 1].strip():
                continue  # not the last stop before the closing mark
            end = held[index].end
        end = _past_closing(text, end, fence.end, held, index)
        if end >= fence.end:
            continue
        if not (_new_sentence(text, end, match[0]) or _dash_opens(text, end, dashed)):
            continue
        if quoted:
            before = text[max(held[index].start - 1, fence.start)]
            if match[0][-1] != "." and _reports(text, before, end, fence.end, reporting):
                continue
        elif match[0] == "." and _abbreviated(
            text, match.start(), fence.start, abbreviations, ordinals
        ):
            continue
        cuts.append(end)
    return cuts


def _past_closing(text: str, place: int, end: int, held: Sequence[Span], index: int) -> int:
    """Return the place behind marks and brackets that close; one that opens a quote does not."""
    if text[place : place + 1] not in _CLOSING:
        return place
    opening = {span.start for span in held[index : index + 2]}
    while place < end and text[place] in _CLOSING and place not in opening:
        if _opens_next(text, place, end):
            break
        place += 1
    return place


def _opens_next(text: str, place: int, end: int) -> bool:
    """Return True where the mark belongs to what follows: a blank before, a letter after."""
    return text[place - 1].isspace() and place + 1 < end and text[place + 1].isalnum()


def _new_sentence(text: str, end: int, stop: str) -> bool:
    """Return True where what follows a stop can begin a sentence."""
    if stop[-1] in _IDEOGRAPHIC:
        return text[end] not in "，、；："
    if not text[end].isspace():
        return False
    rest = text[end : end + _NEXT_WORD].lstrip()
    if not rest:
        return False
    first = rest[0]
    if first in "—–-":
        return False
    if not first.isalnum():
        rest = rest.lstrip("„“”\"«»‚‘’'‹›「『([¿¡ \u00a0\u202f")
        first = rest[:1]
    return bool(first) and not first.islower() and (first.isalnum())


def _dash_opens(text: str, end: int, dashed: Collection[int]) -> bool:
    """Return True where a dash opens speech behind a stop: Lis wszedł. – Dość – powiedział."""
    if not dashed:
        return False
    rest = text[end : end + _NEXT_WORD]
    return end + len(rest) - len(rest.lstrip("—–- \u00a0")) in dashed


def _reports(text: str, before: str, start: int, end: int, reporting: Collection[str]) -> bool:
    """Return True where the next few words hold a reporting verb: “Why?” Ott asked.

    `before` is the sign before the quote, which tells that it has been introduced already.
    """
    if text[start : start + 1] > _LAST_SPACED:
        if before in _INTRODUCING:
            return False  # 他说：“…。”他补充说，…
        near = _CLAUSE_END.split(text[start : min(end, start + _LONGEST_CLAUSE)], maxsplit=1)
        introduces = len(near) > 1 and near[1] in _COLONS  # another quote follows
        return not introduces and any(word in near[0] for word in reporting)
    words = text[start : min(end, start + 80)].split()[:6]
    for word in words:
        bare = word.strip(".,;:!?()")
        if bare.lower() in reporting:
            return True
        if bare != word and word[-1] in ".:!?":
            return False
    return False


_PARTED = frozenset(":,/")  # signs within a number that is no ordinal: 1:4


def _abbreviated(
    text: str, stop: int, start: int, abbreviations: Collection[str], ordinals: bool
) -> bool:
    """Return True where a full stop belongs to the word before it."""
    start = max(start, stop - _LONGEST_ABBREVIATION)
    start = max(start, text.rfind(" ", start, stop) + 1)
    match = _WORD_BEFORE.search(text, start, stop)
    if match is None:
        return False
    word = match[0].lower()
    last = word.rpartition(".")[2]
    if len(last) == 1 and last.isalpha():
        return last != _NETWORK  # an initial
    if last.isdigit():
        first = match.end() - len(last)
        return ordinals and len(last) < 3 and text[max(first - 1, 0)] not in _PARTED
    return word in abbreviations or last in abbreviations


def context(
    text: str,
    spans: Sequence[Span],
    abbreviations: Collection[str] = frozenset(),
    *,
    ordinals: bool = False,
    reporting: Collection[str] = frozenset(),
    known: Sequence[Span] | None = None,
) -> str:
    """Return the sentence that holds the spans and the one before it in the same paragraph.

    An exact slice of the text. Spans that reach over several sentences take them all. `known`
    are the sentences where the caller has them; the other parameters are those of `sentences`.

    Examples
    --------
    >>> text = "Night fell. Ott arrived. „Gut“, sagte sie. Dann ging sie."
    >>> context(text, [Span(26, 29)])
    'Ott arrived. „Gut“, sagte sie.'
    """
    if known is None:
        known = _sentences(text, frozenset(abbreviations), ordinals, frozenset(reporting))
    return text[slice(*context_span(text, spans, known))]


def context_span(text: str, spans: Sequence[Span], known: Sequence[Span]) -> Span:
    """Return where the context of the spans stands, the sentences of the text being known.

    Examples
    --------
    >>> context_span("Ott came. “No,” she said.", [Span(11, 14)], [Span(0, 9), Span(10, 25)])
    Span(start=0, end=25)
    """
    if not spans or not known:
        return Span(0, 0)
    beyond = len(text) + 1
    first = max(bisect_right(known, (spans[0].start, beyond)) - 1, 0)
    last = max(bisect_right(known, (max(spans[-1].end - 1, 0), beyond)) - 1, first)
    if first > 0 and _WITHIN_LINE.fullmatch(text, known[first - 1].end - 1, known[first].start + 1):
        first -= 1
    return Span(known[first].start, known[last].end)


@lru_cache(maxsize=8)
def _sentences(
    text: str, abbreviations: frozenset[str], ordinals: bool, reporting: frozenset[str]
) -> tuple[Span, ...]:
    """Keep the sentences of the text at hand: its quotes are asked for one by one."""
    return tuple(sentences(text, abbreviations, ordinals=ordinals, reporting=reporting))
