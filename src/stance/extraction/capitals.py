"""Runs of capitalised words, and what joins them: particles of names, full stops of initials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.extraction.classes import CLASS, FUNCTION, GIVEN, NAME_PARTICLE, NOUN, ROLE, TIME, TITLE
from stance.extraction.lexicon import Lexicon
from stance.extraction.tokens import CAPITAL, GLUED, Token

__all__ = ["LONGEST", "initial", "joins", "past_capitals", "runs"]

LONGEST = 12
"""Words that a run of capitalised words may have."""

_SHORTEST_INITIALS = 3  # letters
_LONGEST_TITLE = 4  # letters of a title or of initials before their full stop
_INFINITIVE, _MEDIUM = CLASS["infinitive"], CLASS["medium"]
_NO_SURNAME = NOUN & ~ROLE & ~TITLE


def runs(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words, the particles of names among them."""
    end, last = 0, len(tokens)
    for place in [place for place, token in enumerate(tokens) if token.classes & CAPITAL]:
        if place < end:
            continue
        end, limit = place + 1, min(last, place + LONGEST)
        while end < limit and joins(tokens, end, last, lexicon):
            end += 1
        yield place, end


def past_capitals(
    tokens: Sequence[Token], here: int, last: int, lexicon: Lexicon, *, article: bool = False
) -> int:
    """Return the end of a run of capitalised words with what joins them."""
    if here >= last or not tokens[here].classes & CAPITAL:
        return here
    function = tokens[here].classes & FUNCTION and not tokens[here].classes & TITLE
    if function and not article and not initial(tokens, here):
        return here  # but: lo Stato maggiore
    end = here + 1
    while end < min(last, here + LONGEST) and joins(tokens, end, last, lexicon):
        surname = lexicon.plain_titles and tokens[end - 1].classes & GIVEN  # Plácido Domingo
        if tokens[end].classes & CAPITAL and tokens[end].classes & TIME and not surname:
            break
        office = here > 0 and tokens[here - 1].classes & ROLE
        if not office and end == here + 1 and _agency(tokens[here], tokens[end]):
            break
        end += 1
    return end


def _agency(token: Token, following: Token) -> bool:
    """Return True for an agency that a name does not belong to: told AFP | Olga Stern."""
    if not token.classes & CAPITAL or not following.classes & CAPITAL:
        return False
    initials = token.word.isupper() and len(token.word) >= _SHORTEST_INITIALS
    if following.classes & GIVEN:
        return initials or bool(token.classes & _MEDIUM)
    return initials and bool(token.classes & _MEDIUM)


def joins(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> bool:
    """Return True where a token continues a run: a capital, a particle of names, a full stop.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.tokens import tokenize
    >>> german = load_lexicon("de")
    >>> tokens = tokenize("Ursula von der Leyen", [], german)
    >>> [joins(tokens, place, 4, german) for place in (1, 2, 3)]
    [True, True, True]
    """
    token = tokens[place]
    if token.classes & CAPITAL:  # but: Ankara'nın | Berlin Büyükelçisi
        return not tokens[place - 1].word.endswith(lexicon.case_endings)
    following = tokens[place + 1] if place + 1 < last else None
    if following is None:
        return False
    if token.word == "&":
        return bool(following.classes & CAPITAL)
    if token.word == ".":
        before = tokens[place - 1]
        title = len(before.word) == 1 or "." in before.word or before.classes & TITLE
        ends = token.classes & GLUED and len(before.word) <= _LONGEST_TITLE
        return bool(title and ends and following.classes & CAPITAL)
    second = lexicon.second_particles
    if token.word in second:  # von der Leyen, but not: Merkel der Presse
        return tokens[place - 1].word.lower() in lexicon.first_particles and _surname(following)
    if not token.classes & NAME_PARTICLE:
        return False
    if token.classes & _INFINITIVE and not tokens[place - 1].classes & GIVEN:
        return False  # Thiel zu Sanktionen, but: Anton zu Thiel
    whole = (
        place > 1 and tokens[place - 2].classes & GIVEN and not tokens[place - 1].classes & GIVEN
    )
    if whole and lexicon.capitalised_nouns and token.word.islower():
        return False  # Kurt Ott vom Institut, but: Kurt vom Ott
    beyond = tokens[place + 2] if place + 2 < last else None
    if token.word.lower() in lexicon.first_particles and following.word in second:
        return beyond is not None and _surname(beyond)
    return _surname(following)


def initial(tokens: Sequence[Token], place: int) -> bool:
    """Return True for the first letter of a name, whatever word it may be as well: И. Лось."""
    token = tokens[place]
    if len(token.word) > 1 or not token.classes & CAPITAL or place + 1 >= len(tokens):
        return False
    return tokens[place + 1].word == "." and bool(tokens[place + 1].classes & GLUED)


def _surname(token: Token) -> bool:
    """Return True for what may follow a particle: von Ahn, but not: von der Universität."""
    if not token.classes & CAPITAL or token.classes & _NO_SURNAME:
        return False
    return len(token.word) == 1 or not token.word.isupper()
