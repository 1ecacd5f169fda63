"""A phrase with the name or the author that follows it: the minister, Kurt Ott."""

from __future__ import annotations

from stance.extraction.classes import (
    ARTICLE,
    CLASS,
    DEFINITE,
    DETERMINER,
    DOCUMENT,
    EXPRESSING,
    GIVEN,
    NAMES,
    ROLE,
    TITLE,
)
from stance.extraction.clauses import Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.tokens import CAPITAL

__all__ = ["whole_phrase"]

_LINK = CLASS["link"]
_LONGEST_NAME = 24  # letters


def whole_phrase(sentence: Sentence, piece: Chunk) -> tuple[int, int]:
    """Return the tokens of a phrase with the name or the author that follows it.

    The minister, Kurt Ott, said · a statement from the ministry said.
    """
    place = sentence.place_at(piece.first)
    if sentence.lexicon.declines:
        piece = _past_agency(sentence, piece)
    following = sentence.chunks[place + 1 : place + 3]
    if piece.kind == "pronoun" and sentence.at(place + 1) == "preposition":
        name = sentence.chunks[place + 3] if sentence.at(place + 3) == "noun" else None
        if name is not None and sentence.at(place + 2) == "," and _is_given(sentence, name):
            return name.first, name.last  # one of the nurses, Ida Ott
    if (
        sentence.lexicon.declines
        and piece.kind == "pronoun"
        and sentence.at(place + 1) == "preposition"
    ):
        return piece.first, _of_many(sentence, place)
    if following and following[0].kind == "quoted" and _is_named(sentence, piece, following[0]):
        return piece.first, following[0].last  # das Branchenblatt „Variety“
    if following and following[0].kind == "preposition" and _belongs(sentence, piece, following[0]):
        return piece.first, following[0].last
    if following and following[0].kind == "preposition":  # the ambassador in Berlin, Kurt Ott
        following = sentence.chunks[place + 2 : place + 4]
    if len(following) == 2 and following[0].kind == "," and _names(sentence, piece, following[1]):
        return piece.first, following[1].last
    return piece.first, piece.last


def _past_agency(sentence: Sentence, piece: Chunk) -> Chunk:
    """Return the phrase without the agency that hears or passes on what somebody says.

    Сообщил ТАСС | источник в мэрии · cytuje słowa | prezydenta | agencja PAP.
    """
    tokens, first = sentence.tokens, piece.first
    if tokens[first].classes & EXPRESSING:
        papers = range(first + 2, piece.last)
        last = next((at for at in papers if tokens[at].classes & CLASS["medium"]), None)
        return piece if last is None else piece._replace(first=first + 1, last=last)
    while first + 1 < piece.last and tokens[first].classes & CLASS["medium"]:
        first += 1
    office = tokens[first].classes & ROLE and not tokens[first].classes & CAPITAL
    return piece._replace(first=first) if office else piece


def _of_many(sentence: Sentence, place: int) -> int:
    """Return where a phrase ends that names one of many: jedna z mieszkanek."""
    piece, group = sentence.chunks[place], sentence.chunks[place + 1]
    if not sentence.tokens[piece.first].classes & DETERMINER:
        return piece.last
    bare = group.last - group.first == 1 and sentence.at(place + 2) == "word"
    return sentence.chunks[place + 1 + bare].last


def _is_given(sentence: Sentence, name: Chunk) -> bool:
    return bool(sentence.tokens[name.first].classes & GIVEN)


def _is_named(sentence: Sentence, piece: Chunk, marked: Chunk) -> bool:
    """Return True for what marks give a name to: das Blatt „Variety“, der Blogger „Rybar“."""
    noun = sentence.tokens[piece.last - 1].classes
    if noun & (NAMES | CLASS["medium"]):
        return True
    name = sentence.tokens[marked.first].word[1:]
    short = name[:1].isupper() and len(name) < _LONGEST_NAME
    return bool(noun & ROLE) and sentence.lexicon.marks_names and short


def _belongs(sentence: Sentence, piece: Chunk, link: Chunk) -> bool:
    """Return True for a statement from X, and for a commissioner for Y, Kurt Ott."""
    if not sentence.tokens[link.first].classes & _LINK:
        return False
    classes = sentence.classes_of(piece)
    return bool(classes & DOCUMENT) or bool(classes & ROLE and sentence.classes_of(link) & GIVEN)


def _names(sentence: Sentence, piece: Chunk, name: Chunk) -> bool:
    """Return True where a name follows an office: the minister, Kurt Ott."""
    classes = sentence.classes_of(piece)
    opening = sentence.tokens[name.first].classes
    if name.kind == "noun" and classes & ROLE and not classes & CAPITAL and _titled(sentence, name):
        return True
    office = classes & ROLE and opening & (ROLE | TITLE)  # przewodniczący komisji, sędzia X Y
    if office and (sentence.lexicon.declines or sentence.lexicon.incises):
        return name.kind == "noun" and bool(sentence.classes_of(name) & GIVEN)
    if name.kind != "noun" or classes & GIVEN or not opening & CAPITAL:
        return False
    if opening & GIVEN:
        return bool(classes & (ROLE | ARTICLE))
    return bool(classes & ROLE) and name.last - name.first > 1


def _titled(sentence: Sentence, name: Chunk) -> bool:
    """Return True for a title with its name: le porte-parole, le colonel Kurt Ott."""
    words = sentence.tokens[name.first : name.last]
    title = next((at for at, token in enumerate(words) if token.classes & (ROLE | TITLE)), None)
    if title is None or not words[0].classes & DEFINITE:
        return False
    behind = words[title + 1 :]
    return len(behind) > 1 and all(token.classes & CAPITAL for token in behind)
