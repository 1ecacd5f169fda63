"""What the words of a mention tell by themselves: an office, a body, a paper, an age, a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stance.extraction.classes import (
    ARTICLE,
    CLASS,
    DEFINITE,
    DETERMINER,
    DOCUMENT,
    EXPRESSING,
    FUNCTION,
    GENITIVE,
    GIVEN,
    NAMES,
    NOUN,
    PREPOSITION,
    ROLE,
    SUBORDINATOR,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.names import clean
from stance.extraction.tokens import CAPITAL, NUMBER, QUOTED, SIGN, Token, bare

__all__ = [
    "before_bracket",
    "body_before",
    "gender_of_role",
    "has_role",
    "head_office",
    "is_age",
    "name_in_marks",
    "names_body",
    "stands_alone",
    "unnamed_before",
    "unnamed_office",
    "without_case",
]

_NEAR = 60  # tokens before a pronoun
_NEAR_ROLE = 100  # tokens before a role
_LONGEST = 4  # words of a role with its article
_POSSESSIVE = CLASS["possessive"]
_PLACE, _BODY, _MEDIUM = CLASS["place"], CLASS["body"], CLASS["medium"]


def has_role(words: Iterable[Token]) -> bool:
    """Return True where one of the words is an office."""
    together = 0
    for token in words:
        together |= token.classes
    return bool(together & ROLE)


def is_age(token: Token) -> bool:
    """Return True for: der 45-Jährige, the 45-year-old."""
    return bool(token.classes & NUMBER) and "-" in token.word


def gender_of_role(role: str, lexicon: Lexicon) -> str:
    """Return the gender that the word for an office tells; nothing where it tells none."""
    known = lexicon.gender.get(role) or lexicon.gender.get(role.rpartition("-")[2], "")
    return "f" if lexicon.capitalised_nouns and role.endswith("in") else known


def unnamed_before(tokens: Sequence[Token], place: int, role: str, lexicon: Lexicon) -> str | None:
    """Return whom the article has introduced by a role alone: an EU diplomat … the diplomat."""
    for at in range(place - 1, max(place - _NEAR_ROLE, 1), -1):
        if not tokens[at].classes & ROLE or bare(tokens[at].word) != role:
            continue
        if at + 1 < len(tokens) and tokens[at + 1].classes & CAPITAL:
            return None
        for article in range(at - 1, max(at - _LONGEST, -1), -1):
            classes = tokens[article].classes
            if classes & (DEFINITE | _POSSESSIVE | SIGN):
                return None
            if classes & DETERMINER:
                return clean(tokens, article + 1, at + 1, lexicon)
    return None


def stands_alone(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return True for a name that needs no owner: sa collègue Ida Ott."""
    return end - start > 1 or (end > start and bool(tokens[start].classes & GIVEN))


def unnamed_office(
    tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon, kinds: int
) -> str | None:
    """Return an office whose holder goes unnamed: Die Kanzlerin kam. „Ja“, sagte sie."""
    article = 1 if lexicon.articles else 0
    if not article and last - first > 1 and tokens[first].classes & kinds:
        behind = tokens[first + 1 : last]  # ambasador Rosji, matka żołnierza
        whole = all(token.classes & _PLACE or token.word.islower() for token in behind)
        return clean(tokens, first, last, lexicon) if whole else None
    aged = kinds == ROLE and is_age(tokens[last - 1])  # ein 23-Jähriger
    if last - first < 1 + article or not (aged or tokens[last - 1].classes & kinds):
        return None
    described = tokens[first + article : last - 1]
    if any(token.classes & (CAPITAL | FUNCTION) for token in described):
        return None
    noun, opening = bare(tokens[last - 1].word), tokens[first].classes
    tells = kinds == ROLE and (lexicon.capitalised_nouns or gender_of_role(noun, lexicon))
    known = DEFINITE | DETERMINER if tells else DEFINITE
    owned = opening & _POSSESSIVE and not lexicon.capitalised_nouns
    if article and (owned or not opening & known):
        return None
    return clean(tokens, first + article, last, lexicon)


def before_bracket(tokens: Sequence[Token], first: int, last: int) -> int:
    """Return where a phrase ends without the bracket that closes it: the agency (ABC)."""
    if tokens[last - 1].word != ")":
        return last
    places = (place for place in range(first + 1, last) if tokens[place].word == "(")
    return next(places, last)


def without_case(name: str, tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> str:
    """Return one noun without the ending that only its article explains: des Netzbetreibers."""
    if end - start > 1 or not start or not lexicon.capitalised_nouns:
        return name
    case = tokens[start - 1].classes & (GENITIVE | ARTICLE | SUBORDINATOR)
    if case & SUBORDINATOR or not (case & GENITIVE and case & ARTICLE):
        return name  # der is of other cases too
    for ending in lexicon.name_endings:
        name = name.removesuffix(ending)
    return name


def head_office(
    tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon
) -> tuple[int, int]:
    """Return the office that a genitive or a clause leads to: 不愿透露姓名的 | 官员 | 的话."""
    if lexicon.clause_endings:
        return _past_clause(tokens, first, last, lexicon), last
    if lexicon.spaced:
        return first, last
    if last - first > 2 and tokens[last - 1].classes & EXPRESSING:
        last -= 1 + bool(tokens[last - 2].classes & GENITIVE)
    for place in range(last - 2, first, -1):
        if tokens[place].classes & GENITIVE:
            office = any(token.classes & NOUN for token in tokens[place + 1 : last])
            return (place + 1, last) if office else (first, last)
    return first, last


def _past_clause(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> int:
    """Return where a noun begins that a clause describes: göle bakan | emekli balıkçı."""
    for place in range(last - 2, first - 1, -1):
        token = tokens[place]
        if token.word.endswith(lexicon.clause_endings) and not token.classes & (NOUN | CAPITAL):
            return place + 1
    return first


def name_in_marks(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> str | None:
    """Return the paper whose name stands in marks: das Branchenblatt „Variety“."""
    noun = tokens[last - 2].classes & (NAMES | _MEDIUM | ROLE) if last > 1 else 0
    if not tokens[last - 1].classes & QUOTED or (last - first > 2 and not noun):
        return None
    return clean(tokens, last - 1, last, lexicon)


def names_body(
    tokens: Sequence[Token], first: int, last: int, start: int, end: int, lexicon: Lexicon
) -> bool:
    """Return True where a name only tells which body speaks: Defense Ministry.

    Behind the body it is the body's own name (the charity Open Hand), unless a genitive or a
    preposition leads to it (ministère de la Défense).
    """
    if any(token.classes & (ROLE | GIVEN) for token in tokens[first:last]):
        return False
    places = [place for place in range(first, last) if _is_body(tokens[place])]
    if not places or start <= places[-1] < end:
        return False
    if all(token.classes & _PLACE for token in tokens[start:end]):
        return True
    between = tokens[places[-1] + 1 : start]
    linked = any(token.classes & (GENITIVE | PREPOSITION) for token in between)
    if places[-1] >= end:  # but not: Holm der Presse-Agentur
        hung = tokens[end : places[-1]]
        return not any(token.classes & (ARTICLE | GENITIVE | PREPOSITION) for token in hung)
    return linked or not lexicon.articles


def body_before(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> str | None:
    """Return the body that is named last before a token: Nato released …, it said."""
    for place in range(end - 1, max(end - _NEAR, -1), -1):
        if _is_body(tokens[place]):
            first = place
            while first and tokens[first - 1].classes & CAPITAL:
                first -= 1
            return clean(tokens, first, place + 1, lexicon)
    return None


def _is_body(token: Token) -> bool:
    return bool(token.classes & _BODY) and not token.classes & (DOCUMENT | _PLACE)
