"""Quotes that dashes mark: speech after a leading dash, and reporting clauses inside the marks.

In Russian, Ukrainian, Polish, French, and Spanish a paragraph that begins with a dash may be
speech: — We are ready, — said the mayor. — But not at any price. In the same way a reporting
clause may stand inside quotation marks: «We are ready, — said the mayor, — but not at any price».
Both are told by the verb of saying between the dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from stance.extraction.classes import (
    ARTICLE,
    AUXILIARY,
    CLASS,
    FUNCTION,
    PRONOUN,
    REFLEXIVE,
    ROLE,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked, inner
from stance.extraction.text import sentences
from stance.records import Span

__all__ = ["find_dashed", "split_at_clauses"]

_LEADING = re.compile(r"[—–―-]\s*(?=\S)")
_AFTER_STOP = re.compile(r"(?<=[.!?…])\s+[—–-]\s+(?=\S)")
# a dash with a blank on one side at least; a hyphen needs both
_DASH = re.compile(r"(?:(?<=\s)[—–―]+|[—–―]+(?=[\s,.;]))\s*|(?<=[\s,])-+\s+")
_SENTENCE_END = re.compile(r"[.!?…]\s")
_STOP = re.compile(r",\s+|(?<=[.!?…])\s+")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SAYING = CLASS["saying"] | CLASS["separable"]
_EARLY = 4  # words of a clause in which its verb must stand
_LONGEST_CLAUSE = 250  # characters
_LONGEST_AGE = 12  # characters
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
            parts = _until_comma(text, body, lexicon)
        if leading is not None and not parts and asked:
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
    for one in marked:
        parts = [] if one.nested else _speech_parts(text, one.span, lexicon)
        if len(parts) < 2 and lexicon.incises and not one.nested:
            parts = _around_incises(text, one.span, lexicon)
        if len(parts) < 2 and not (parts and _stands_alone(text, one)):
            cut.append(one)
            continue
        for number, part in enumerate(parts):
            start = one.outer.start if number == 0 else part.start
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
        if number and _is_clause(text, piece, lexicon):
            parts.append(_without_comma(text, start, pieces[number - 1][0].end))
            start = end
            reported = True
        del piece
    if not reported:
        return []
    last = pieces[-1][0]
    if start < body.end and not _is_clause(text, last, lexicon):
        parts.append(inner(text, start, body.end))
    return [part for part in parts if part.start < part.end]


def _turns(text: str, between: Span, lexicon: Lexicon) -> bool:
    """Return True where more than its clause stands before a part: – A – mówi X. Y dodał: – B."""
    clause, kept = text[slice(*between)], lexicon.abbreviations
    return len(sentences(clause, kept, ordinals=lexicon.ordinals, marked=())) > 1


def _around_incises(text: str, body: Span, lexicon: Lexicon) -> list[Span]:
    """Return what clauses within the marks leave: « Oui, dit X, mais … », « Qui ? dit X. Moi »."""
    stops = list(_STOP.finditer(text, *body))
    parts: list[Span] = []
    start = body.start
    for number, opening in enumerate(stops):
        if opening.start() < start or text[opening.start() - 1] == ".":
            continue
        closing = stops[number + 1] if number + 1 < len(stops) else None
        end = closing.start() if closing else body.end
        if not _reports(text, Span(opening.end(), end), lexicon):
            continue
        beyond = stops[number + 2] if number + 2 < len(stops) else None
        if (
            closing
            and beyond
            and _is_apposition(text, Span(closing.end(), beyond.start()), lexicon)
        ):
            closing = beyond
        parts.append(inner(text, start, opening.start()))
        start = closing.end() if closing else body.end
    if not parts:
        return []
    parts.append(inner(text, start, body.end))
    return [part for part in parts if part.start < part.end]


def _is_apposition(text: str, piece: Span, lexicon: Lexicon) -> bool:
    """Return True for what stands beside a name or an office: 42 ans, maire de la commune, X Y."""
    if text[piece.start].isdigit():
        return piece.end - piece.start < _LONGEST_AGE
    words = [match[0] for match in _WORD.finditer(text, *piece)]
    if 1 < len(words) < _EARLY and all(word[:1].isupper() for word in words):
        return True
    classes = [lexicon.classes_of(word.lower()) for word in words]
    opening = classes[1:2] if classes and classes[0] & ARTICLE else classes[:1]
    office = bool(opening and opening[0] & ROLE)
    return office and not any(each & (AUXILIARY | PRONOUN | _SAYING) for each in classes)


def _reports(text: str, piece: Span, lexicon: Lexicon) -> bool:
    """Return True for a verb of saying with its subject: a dit le maire, lui a-t-il répondu."""
    words = [match[0] for match in _WORD.finditer(text, *piece)][: _EARLY + 1]
    place = 0
    if words and lexicon.elides:
        head, apostrophe, rest = words[0].replace("’", "'").partition("'")
        if apostrophe and lexicon.classes_of(head + apostrophe) & REFLEXIVE:
            words[0] = rest  # s'indigne X
    if len(words) > 1 and lexicon.classes_of(words[0]) & (REFLEXIVE | PRONOUN):
        place = 1
    helper, _, subject = words[place].partition("-") if place < len(words) else ("", "", "")
    compound = bool(lexicon.classes_of(helper) & AUXILIARY)
    place += compound
    if place >= len(words):
        return False
    said, _, clitic = words[place].partition("-")
    classes = lexicon.classes_of(said)
    if not classes & _SAYING:
        participle = said.endswith(lexicon.past_endings) and not classes & FUNCTION
        return compound and bool(subject) and participle
    if clitic or (compound and subject):
        return said.islower()
    following = words[place + 1] if place + 1 < len(words) else ""
    return said.islower() and _names_speaker(following, lexicon)


def _names_speaker(word: str, lexicon: Lexicon) -> bool:
    """Return True for what a subject may begin with: a name, an article, an office, a pronoun."""
    if lexicon.elides:
        head, apostrophe, _ = word.replace("’", "'").partition("'")
        word = head + apostrophe
    known = lexicon.classes_of(word.lower()) & (ARTICLE | ROLE | PRONOUN)
    return word[:1].isupper() or bool(known)


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


def _is_clause(text: str, piece: Span, lexicon: Lexicon) -> bool:
    """Return True where a verb of saying stands early in a short piece."""
    if not text[piece.start].islower() or not _is_short(text, piece):
        return False
    words = [
        match[0] for match in _WORD.finditer(text, piece.start, min(piece.end, piece.start + 60))
    ]
    if any(lexicon.classes_of(word.lower()) & _SAYING for word in words[:_EARLY]):
        return True
    return len(words) > 1 and _unknown_verb(words[0], words[1:3], lexicon)


def _is_short(text: str, piece: Span) -> bool:
    """Return True where a piece ends early, or its first sentence does."""
    near = min(piece.end, piece.start + _LONGEST_CLAUSE)
    return near == piece.end or _SENTENCE_END.search(text, piece.start, near) is not None


def _unknown_verb(verb: str, subject: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a verb that no list has, told by its ending and its subject: kwituje Ott."""
    classes = lexicon.classes_of(verb.lower())
    if classes & FUNCTION or not verb.endswith(lexicon.past_endings):
        return False
    if subject[0][:1].isupper() or lexicon.classes_of(subject[0].lower()) & ROLE:
        return True
    plain = not lexicon.classes_of(subject[0].lower()) & FUNCTION
    return lexicon.declines and plain and subject[-1][:1].isupper()  # burknął ślusarz Ott


def _without_comma(text: str, start: int, end: int) -> Span:
    span = inner(text, start, end)
    if span.end > span.start and text[span.end - 1] in ",;":
        return inner(text, span.start, span.end - 1)
    return span


def _until_comma(text: str, body: Span, lexicon: Lexicon) -> list[Span]:
    """Return the speech before its reporting clause: — Oui, répond X · — Oui ? dit X."""
    for comma in _STOP.finditer(text, *body):
        if _is_clause(text, Span(comma.end(), min(body.end, comma.end() + 60)), lexicon):
            first = inner(text, body.start, comma.start())
            return [first, *_behind(text, comma.end(), body, lexicon)]
    return []


def _behind(text: str, start: int, body: Span, lexicon: Lexicon) -> list[Span]:
    """Return the speech behind a clause between commas: — Oui, ordonne X, et vite."""
    stops = list(islice(_STOP.finditer(text, start, body.end), 2))
    if not lexicon.incises or not stops or not stops[0][0].startswith(","):
        return []
    closing = stops[0]
    rest = Span(closing.end(), stops[1].start() if len(stops) > 1 else body.end)
    beside = rest.start < rest.end and _is_apposition(text, rest, lexicon)
    if beside or not _reports(text, Span(start, closing.start()), lexicon):
        return []
    return [inner(text, closing.end(), body.end)]
