"""Reporting clauses in the middle of speech, told from the text before it is cut into words.

A clause stands between dashes, in French, Spanish and Italian also between commas: « Oui, dit le
maire, mais pas ici ». Its verb of saying stands early in it, and its subject follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from stance.extraction.classes import (
    ANY_SAYING,
    ARTICLE,
    AUXILIARY,
    CLASS,
    FUNCTION,
    PRONOUN,
    REFLEXIVE,
    ROLE,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import inner
from stance.records import Span

__all__ = [
    "LONGEST_CLAUSE",
    "SENTENCE_END",
    "WORD",
    "around_incises",
    "is_clause",
    "until_comma",
]

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
"""A word, those with a hyphen or an apostrophe in it included."""

SENTENCE_END = re.compile(r"[.!?…]\s")
"""Where a sentence may end."""

LONGEST_CLAUSE = 250
"""Characters of a reporting clause."""

_STOP = re.compile(r",\s+|(?<=[.!?…])\s+")
_EARLY = 4  # words of a clause in which its verb must stand
_LONGEST_AGE = 12  # characters


def is_clause(text: str, piece: Span, lexicon: Lexicon) -> bool:
    """Return True where a verb of saying stands early in a short piece."""
    if not text[piece.start].islower() or not _is_short(text, piece):
        return False
    words = [
        match[0] for match in WORD.finditer(text, piece.start, min(piece.end, piece.start + 60))
    ]
    opening = lexicon.classes_of(words[0].lower()) if lexicon.incises and words else 0
    if opening & ARTICLE and not opening & REFLEXIVE:
        return False  # – le mot est lâché –
    if any(lexicon.classes_of(word.lower()) & ANY_SAYING for word in words[:_EARLY]):
        return True
    return len(words) > 1 and _unknown_verb(words[0], words[1:3], lexicon)


def _is_short(text: str, piece: Span) -> bool:
    """Return True where a piece ends early, or its first sentence does."""
    near = min(piece.end, piece.start + LONGEST_CLAUSE)
    return near == piece.end or SENTENCE_END.search(text, piece.start, near) is not None


def _unknown_verb(verb: str, subject: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a verb that no list has, told by its ending and its subject: kwituje Ott."""
    classes = lexicon.classes_of(verb.lower())
    if classes & FUNCTION or not verb.endswith(lexicon.past_endings):
        return False
    if len(subject) > 1 and lexicon.classes_of(subject[0].lower()) & CLASS["possessive"]:
        subject = subject[1:]  # подхватывает его товарищ
    if subject[0][:1].isupper() or lexicon.classes_of(subject[0].lower()) & ROLE:
        return True
    plain = not lexicon.classes_of(subject[0].lower()) & FUNCTION
    return lexicon.declines and plain and subject[-1][:1].isupper()  # burknął ślusarz Ott


def until_comma(text: str, body: Span, lexicon: Lexicon) -> list[Span]:
    """Return the speech before its reporting clause: — Oui, répond X · — Oui ? dit X."""
    for comma in _STOP.finditer(text, *body):
        if is_clause(text, Span(comma.end(), min(body.end, comma.end() + 60)), lexicon):
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


def around_incises(text: str, body: Span, lexicon: Lexicon) -> list[Span]:
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
    words = [match[0] for match in WORD.finditer(text, *piece)]
    if 1 < len(words) < _EARLY and all(word[:1].isupper() for word in words):
        return True
    classes = [lexicon.classes_of(word.lower()) for word in words]
    opening = classes[1:2] if classes and classes[0] & ARTICLE else classes[:1]
    office = bool(opening and opening[0] & ROLE)
    return office and not any(each & (AUXILIARY | PRONOUN | ANY_SAYING) for each in classes)


def _reports(text: str, piece: Span, lexicon: Lexicon) -> bool:
    """Return True for a verb of saying with its subject: a dit le maire, lui a-t-il répondu."""
    words = [match[0] for match in WORD.finditer(text, *piece)][: _EARLY + 1]
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
    if not classes & ANY_SAYING:
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
