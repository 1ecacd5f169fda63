"""Noun phrases: articles, adjectives, nouns, names, and what hangs on them."""

from __future__ import annotations

from collections.abc import Sequence

from stance.extraction.capitals import LONGEST, initial, past_capitals
from stance.extraction.classes import (
    ANY_SAYING,
    ARTICLE,
    AS_LINK,
    CLASS,
    DEFINITE,
    DETERMINER,
    DOCUMENT,
    FUNCTION,
    GENITIVE,
    GIVEN,
    NOUN,
    OBLIQUE,
    ROLE,
    TIME,
    TITLE,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.tokens import CAPITAL, GLUED, NUMBER, QUOTED, SIGN, Token

__all__ = ["POSSESSIVE", "before_subject", "noun_phrase"]

POSSESSIVE = ("'s", "’s", "’", "'")
_OWNER = (*POSSESSIVE, ".")
_MOST_ADJECTIVES = 6
_NAMED = CLASS["named"]
_POSTPOSITION = CLASS["postposition"]
_VERBAL, _HOLDING, _MEDIUM = CLASS["verbal"], CLASS["holding"], CLASS["medium"]
_PLACE, _ORIGIN, _BODY = CLASS["place"], CLASS["origin"], CLASS["body"]
_MAY_OPEN = ARTICLE | CAPITAL
_NO_PART = SIGN | QUOTED | TIME | FUNCTION | GENITIVE | CLASS["closing"]
_VERB = ANY_SAYING | _VERBAL | _HOLDING
_LEADS_NOWHERE = SIGN | QUOTED | TIME | ANY_SAYING | _VERBAL | FUNCTION | _POSTPOSITION
_NO_ADJECTIVE = CAPITAL | SIGN | QUOTED | FUNCTION | ANY_SAYING
_ASIDE = ("(", ",")
_MARKS = "„“”\"»«'‘’‚‹›"


def noun_phrase(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> int:
    """Return where the noun phrase that begins here ends; the place itself where there is none."""
    if place < last:
        classes = tokens[place].classes
        if classes & FUNCTION and not classes & _MAY_OPEN:
            return place
    end = _core(tokens, place, last, lexicon)
    if end == place:
        return place
    while end < last:  # what hangs on it: genitives, of-phrases, a party in brackets
        token = tokens[end]
        if token.word in _ASIDE:
            close = _aside(tokens, end, last, lexicon)
            if close == end:
                return end
            end = close
        elif token.classes & GENITIVE and not token.classes & CAPITAL:
            if end + 1 < last and tokens[end + 1].classes & _VERBAL:
                return end
            beyond = _core(tokens, end if token.classes & ARTICLE else end + 1, last, lexicon)
            if beyond <= end + 1:
                return end
            end = beyond
        else:
            return end
    return end


def before_subject(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> int:
    """Return where a phrase in another case ends and a subject begins: w Onecie | poseł Jan Lis.

    A given name in the nominative tells it, with the office before the name; so does an office
    behind a paper.
    """
    for place in range(first + 1, last):
        token = tokens[place]
        if token.classes & ROLE and tokens[place - 1].classes & _MEDIUM:
            return place  # в интервью РБК | депутат Иван Лось
        if first > 1 and tokens[first - 2].classes & ROLE and _opens_name(tokens, place, last):
            return place  # кандидат от оппозиции | Стево Лось
        near = tokens[max(place - 2, first) : place]
        if token.classes & NUMBER and any(one.classes & DOCUMENT for one in near):
            return place  # w liście otwartym | 40 noblistów
        if not token.classes & GIVEN or tokens[place - 1].classes & (GIVEN | SIGN):
            continue
        if not lexicon.nominative(token.word):
            continue
        start = here = place
        while here - 1 > first and not tokens[here - 1].classes & (CAPITAL | SIGN):
            here -= 1
            start = here if tokens[here].classes & ROLE else start
        return start
    return last


def _opens_name(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True for two capitalised words behind a small one."""
    if place + 2 != last or tokens[place - 1].classes & (CAPITAL | SIGN):
        return False
    return all(
        token.classes & CAPITAL and not token.classes & _PLACE for token in tokens[place:last]
    )


def _aside(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> int:
    """Return the place behind a short bracket, or behind a party and state: , D-Ohio."""
    if tokens[place].word == "(":
        near = range(place + 1, min(place + 6, last))
        return next((end + 1 for end in near if tokens[end].word == ")"), place)
    word = tokens[place + 1].word if place + 1 < last else ""
    if word[1:2] != "-" or not word[2:3].isupper() or lexicon.capitalised_nouns:
        return place
    return place + 2 + (place + 2 < last and tokens[place + 2].word == ".")


def _core(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> int:
    """Return the end of article, adjectives, nouns and names without what hangs on them."""
    here = place
    if here < last and tokens[here].classes & ARTICLE:
        here += 1
        while here < last and tokens[here].classes & DETERMINER and here < place + 3:
            here += 1
    if lexicon.capitalised_nouns:
        return _core_of_capitals(tokens, place, here, last, lexicon)
    return _core_of_names(tokens, place, here, last, lexicon)


def _core_of_capitals(
    tokens: Sequence[Token], place: int, here: int, last: int, lexicon: Lexicon
) -> int:
    """Return the end where nouns have capitals: small words before one are adjectives."""
    start = here
    while here < last and here < start + _MOST_ADJECTIVES and _adjective(tokens, here, start, last):
        here += 1
    end = past_capitals(tokens, here, last, lexicon)
    if end > here:
        return end
    if place < start < last and tokens[start].classes & QUOTED and tokens[place].classes & DEFINITE:
        named = tokens[start].word.lstrip(_MARKS)[:1].isupper()
        return start + 1 if named else place  # der „Neuen Warte“
    return place


def _adjective(tokens: Sequence[Token], here: int, start: int, last: int) -> bool:
    """Return True for a small word, and for the years of: der 25 Jahre alte Spieler."""
    classes = tokens[here].classes
    if not classes & _NO_ADJECTIVE:
        return True
    years = classes & TIME and here > start and tokens[here - 1].classes & NUMBER
    return bool(years) and here + 1 < last and tokens[here + 1].word[:1].islower()


def _core_of_names(
    tokens: Sequence[Token], place: int, here: int, last: int, lexicon: Lexicon
) -> int:
    """Return the end where only names have capitals: an article, a noun or a name tells."""
    start, article = here, here > place
    noun = article
    while here < last and here - start < LONGEST:
        classes = tokens[here].classes
        opens = here == start and not article
        function = opens and classes & FUNCTION and not initial(tokens, here)
        if classes & CAPITAL and not function:
            end = past_capitals(tokens, here, last, lexicon, article=article)
            if end == here:
                break
            noun, here = True, _past_initials(tokens, end, last)
            if article or tokens[here - 1].classes & _BODY:
                here = _past_adjectives(tokens, here, last, lexicon)
            owner = tokens[here - 1].word.endswith(_OWNER)
            if not owner and not (
                _leads_on(tokens, here, last) and _open(tokens[here - 1], lexicon)
            ):
                here = _past_plural(tokens, here, last)
                break
        elif here > start and _after_title(tokens, here, last):
            here += 1
        elif _ends_core(tokens, here, start, article, lexicon):
            break
        elif article or noun or classes & NOUN or _leads_on(tokens, here, last):
            noun = noun or bool(classes & NOUN)
            here += 1
            if classes & NOUN and lexicon.verb_last and not _leads_on(tokens, here, last):
                break  # the head ends its phrase
        else:
            break
    return here if here > start and noun else place


def _open(token: Token, lexicon: Lexicon) -> bool:
    """Return False for a name in a case that ends its phrase: Ankara'da, Bakanlığından."""
    if not lexicon.case_endings or not (
        token.classes & OBLIQUE or token.word.endswith(lexicon.case_endings)
    ):
        return True
    return token.word.endswith(lexicon.owner_endings) and not token.classes & _PLACE


def _past_adjectives(tokens: Sequence[Token], end: int, last: int, lexicon: Lexicon) -> int:
    """Return the place after the adjectives of a name: la Commission européenne."""
    while end < last and not tokens[end - 1].classes & GIVEN:
        token = tokens[end]
        adjective = token.classes & _ORIGIN or token.word.endswith(lexicon.adjective_endings)
        if not adjective or token.classes & (CAPITAL | FUNCTION | ANY_SAYING | TIME | NOUN):
            return end
        end += 1
    return end


def _after_title(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True for the full stop of a title before a name: prof. Jan Lis, ген. Сан."""
    if tokens[place].word != "." or place + 1 >= last:
        return False
    titled = tokens[place - 1].classes & TITLE and tokens[place].classes & GLUED
    return bool(titled) and bool(tokens[place + 1].classes & (CAPITAL | TITLE))


def _past_initials(tokens: Sequence[Token], end: int, last: int) -> int:
    """Return the place after the full stop of initials that a noun follows: the U.S. approach."""
    if end + 1 >= last or tokens[end].word != "." or "." not in tokens[end - 1].word:
        return end
    following = tokens[end + 1]
    goes_on = following.word[:1].islower() and not following.classes & (
        FUNCTION | ANY_SAYING | TIME
    )
    return end + 1 if goes_on and tokens[end].classes & GLUED else end


def _past_plural(tokens: Sequence[Token], end: int, last: int) -> int:
    """Return the place after the noun that an adjective of origin leads to: Iranian pilots."""
    if end == last or not tokens[end - 1].classes & _ORIGIN:
        return end
    noun = tokens[end].word[:1].islower() and not tokens[end].classes & (
        FUNCTION | ANY_SAYING | TIME | _HOLDING | _VERBAL
    )
    return end + 1 if noun else end


def _ends_core(
    tokens: Sequence[Token], here: int, start: int, article: bool, lexicon: Lexicon
) -> bool:
    """Return True for a small word that cannot go on with a noun phrase."""
    classes = tokens[here].classes
    if classes & _NO_PART:
        return True
    if here > start and tokens[here].word.endswith(lexicon.finite_endings):
        return True  # el alcalde | visitó
    if classes & _NAMED and tokens[here - 1].classes & NOUN:
        return True  # the blogger known as
    if here == start:
        finite = tokens[here].word.endswith(lexicon.finite_endings)  # la oposición la acusó
        verb = not lexicon.articles or finite or _as_it(tokens, here)  # про це заявив X
        return bool(classes & ANY_SAYING) and verb
    if not classes & _VERB:
        return False
    if classes & NOUN and article and not tokens[here - 1].classes & NOUN:
        return False  # the new report said
    owned = tokens[here - 1].word.endswith(POSSESSIVE)
    adjective = classes & _VERBAL and not tokens[here - 1].classes & NOUN and (article or owned)
    return not adjective


def _as_it(tokens: Sequence[Token], verb: int) -> bool:
    """Return True for an object that looks like an article: comme l'écrivait Ida Ott."""
    if verb < 2 or verb + 1 >= len(tokens) or not tokens[verb - 2].classes & AS_LINK:
        return False
    return bool(tokens[verb + 1].classes & (DEFINITE | CAPITAL))


def _leads_on(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True where small words lead to a noun of office or to a given name."""
    for here in range(place, min(place + 4, last)):
        classes = tokens[here].classes
        if classes & NOUN and not classes & CAPITAL:
            verb = here == place and classes & ANY_SAYING and here + 1 < last
            return not (verb and tokens[here + 1].classes & DEFINITE)  # Ida Ott juge l'objectif
        if classes & CAPITAL and here > place and classes & _BODY and here + 1 < last:
            return bool(tokens[here + 1].classes & CAPITAL)  # generalny NATO Per Holm
        if classes & CAPITAL:
            return bool(classes & GIVEN) and here > place
        if classes & _LEADS_NOWHERE:
            return False
    return False
