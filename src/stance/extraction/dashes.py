"""Quotes that dashes mark: speech after a leading dash, and reporting clauses inside the marks.

In Russian, Ukrainian, Polish, French, and Spanish a paragraph that begins with a dash may be
speech: — We are ready, — said the mayor. — But not at any price. In the same way a reporting
clause may stand inside quotation marks: «We are ready, — said the mayor, — but not at any price».
Both are told by the verb of saying between the dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stance.extraction.classes import ANY_SAYING
from stance.extraction.insertions import (
    LONGEST_CLAUSE,
    SENTENCE_END,
    WORD,
    around_incises,
    is_clause,
    until_comma,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked, inner
from stance.extraction.text import sentences
from stance.records import Span

__all__ = ["find_dashed", "split_at_clauses"]

_LEADING = re.compile(r"[—–―-]\s*(?=\S)")
_AFTER_STOP = re.compile(r"(?<=[.!?…:])\s+[—–-]\s+(?=\S)")
# a dash with a blank on one side at least; a hyphen needs both
_DASH = re.compile(r"(?:(?<=\s)[—–―]+|[—–―]+(?=[\s,.;]))\s*|(?<=[\s,])-+\s+")
_LONGEST_END = 3  # characters of what is stripped from the end of a quote


def find_dashed(text: str, paragraphs: Sequence[Span], lexicon: Lexicon) -> list[Marked]:
    """Return the speech that leading dashes mark.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> text = "— Мы готовы, — сказал он. — Но не сегодня."
    >>> found = find_dashed(text, [Span(0, len(text))], load_lexicon("ru"))
    >>> [text[slice(*one.span)] for one in found]
    ['Мы готовы', 'Но не сегодня.']
    """
    if not lexicon.dashes:
        return []
    found: list[Marked] = []
    answered = asked = False  # whether the lines just before are turns of an interview
    for paragraph in paragraphs:
        leading = _LEADING.match(text, *paragraph)
        inside = leading or _AFTER_STOP.search(text, *paragraph)
        if inside is None:
            answered = asked = False
            continue
        body = Span(inside.end(), paragraph.end)
        parts = _speech_parts(text, body, lexicon)
        if leading is not None and not parts:
            parts = until_comma(text, body, lexicon)
        if not parts and (asked if leading is not None else _announced(text, inside, lexicon)):
            parts = [body]
        asked = answered and not parts and text[paragraph.end - 1] == "?"
        answered = bool(leading is not None and parts) or asked
        before = body.start
        for number, part in enumerate(parts):
            start = part.start if number or leading is None else leading.start()
            goes_on = number > 0 and not _turns(text, Span(before, part.start), lexicon)
            found.append(Marked(part, Span(start, part.end), "—", continues=goes_on, dashed=True))
            before = part.end
    return found


def split_at_clauses(text: str, marked: Sequence[Marked], lexicon: Lexicon) -> list[Marked]:
    """Cut quotes at the reporting clauses inside their marks.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.marks import find_marked
    >>> text = "«Queremos la paz —dijo Ruiz—, pero no así»."
    >>> marked = find_marked(text, [Span(0, len(text))])
    >>> found = split_at_clauses(text, marked, load_lexicon("es"))
    >>> [text[slice(*one.span)] for one in found]
    ['Queremos la paz', 'pero no así']
    """
    if not lexicon.dashes:
        return list(marked)
    cut: list[Marked] = []
    clause = Span(0, 0)  # what stands between the parts of the last quote
    for one in marked:
        if one.nested and clause.start <= one.outer.start < clause.end:
            one = one._replace(nested=False)  # «…, — отрезал тренер «Ротора» Бояр. — …»
            cut.append(one)
            continue
        parts = [] if one.nested else _speech_parts(text, one.span, lexicon)
        if len(parts) < 2 and lexicon.incises and not one.nested:
            parts = around_incises(text, one.span, lexicon)
        if len(parts) < 2 and not (parts and _stands_alone(text, one)):
            cut.append(one)
            continue
        for number, part in enumerate(parts):
            start = one.outer.start if number == 0 else part.start
            if number == 1:
                clause = Span(parts[0].end, part.start)
            last = number == len(parts) - 1 and part.end > one.span.end - _LONGEST_END
            end = one.outer.end if last else part.end
            cut.append(
                one._replace(span=part, outer=Span(start, end), continues=number > 0, dashed=True)
            )
    return cut


def _speech_parts(text: str, body: Span, lexicon: Lexicon) -> list[Span]:
    """Return the parts of a stretch that are speech: what reporting clauses do not take."""
    pieces = list(_pieces(text, body))
    parts: list[Span] = []
    reported = False
    start = body.start
    for number, (piece, end) in enumerate(pieces):
        if number and is_clause(text, piece, lexicon):
            parts.append(_without_comma(text, start, pieces[number - 1][0].end))
            start = end
            reported = True
        del piece
    if not reported:
        return []
    last = pieces[-1][0]
    if start < body.end and not is_clause(text, last, lexicon):
        parts.append(inner(text, start, body.end))
    return [part for part in parts if part.start < part.end]


def _announced(text: str, dash: re.Match[str], lexicon: Lexicon) -> bool:
    """Return True where a verb of saying leads to a dash: Doktor X radzi: – Każda minuta ….."""
    before = text[max(dash.start() - LONGEST_CLAUSE, 0) : dash.start()].rpartition("\n")[2]
    if not before.endswith(":"):
        return False
    words = WORD.findall(SENTENCE_END.split(before)[-1])
    return any(lexicon.classes_of(word.lower()) & ANY_SAYING for word in words)


def _turns(text: str, between: Span, lexicon: Lexicon) -> bool:
    """Return True where more than its clause stands before a part: – A – mówi X. Y dodał: – B."""
    clause, kept = text[slice(*between)], lexicon.abbreviations
    return len(sentences(clause, kept, ordinals=lexicon.ordinals, marked=())) > 1


def _stands_alone(text: str, one: Marked) -> bool:
    """Return True where no clause can follow the marks: « Oui, dit X »."""
    following = text[one.outer.end : one.outer.end + 4].lstrip(" .")[:1]
    return not following or following == "\n" or following.isupper()


def _pieces(text: str, body: Span) -> Iterator[tuple[Span, int]]:
    """Yield what stands between the dashes of a stretch, with the place after the dash."""
    start = body.start
    for dash in _DASH.finditer(text, *body):
        if dash.start() > start:
            yield Span(start, dash.start()), _past_comma(text, dash.end(), body.end)
        start = _past_comma(text, dash.end(), body.end)
    if start < body.end:
        yield Span(start, body.end), body.end


def _past_comma(text: str, place: int, end: int) -> int:
    """Return the place after the comma that follows a closing dash: —dijo Ruiz—, pero …."""
    if text[place : place + 1] in (",", ";"):
        place += 1
    while place < end and text[place].isspace():
        place += 1
    return place


def _without_comma(text: str, start: int, end: int) -> Span:
    span = inner(text, start, end)
    if span.end > span.start and text[span.end - 1] in ",;":
        return inner(text, span.start, span.end - 1)
    return span
