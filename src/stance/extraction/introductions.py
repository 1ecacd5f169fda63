"""How a text introduces somebody: the title before a name, or the apposition beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.extraction.classes import (
    ADVERB,
    ANY_PRONOUN,
    ANY_SAYING,
    ARTICLE,
    AUXILIARY,
    CLASS,
    CONJUNCTION,
    DEFINITE,
    DETERMINER,
    FUNCTION,
    GENITIVE,
    GIVEN,
    NAME_PARTICLE,
    NOUN,
    PREPOSITION,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.nouns import POSSESSIVE
from stance.extraction.phrases import phrase_at
from stance.extraction.tokens import CAPITAL, NUMBER, QUOTED, SIGN, Token

__all__ = ["Beside", "acts", "aged", "beside", "introduction"]

_PLACE, _LINK = CLASS["place"], CLASS["link"]
_ORIGIN = CLASS["origin"] | _PLACE
_DESCRIBING = DEFINITE | DETERMINER | GENITIVE | _LINK
_NOT_DESCRIBING = (
    ANY_PRONOUN | ANY_SAYING | PREPOSITION | CONJUNCTION | SUBORDINATOR | AUXILIARY | ADVERB | TIME
)
_BARRING = SIGN | QUOTED | _NOT_DESCRIBING
_OFFICE = ROLE | CLASS["counterpart"]
_LONGEST_INITIALS = 5  # letters
_LONGEST_PHRASE = 6  # words
_BESIDE = 9  # words beside a name that may say who it is


class Beside(NamedTuple):
    """What may say who somebody is: the tokens before the name and those of an apposition."""

    before: range
    after: range
    behind: int  # the token right behind the name


def beside(tokens: Sequence[Token], first: int, last: int) -> Beside:
    """Return the tokens of a title before the name `first` to `last` and of an apposition."""
    end = first
    if end and tokens[end - 1].word == "," and (last - first > 1 or _only_given(tokens, first)):
        end -= 1
    elif last < len(tokens) and tokens[last].word == ",":
        end = _past_title(tokens, first)
    start = end
    least = max(first - _BESIDE, 0)
    least = end if end and _leads_away(tokens[end - 1]) else least  # the mayor of | Hebden Bridge
    if end > 1 and tokens[end - 1].classes & QUOTED and last - first > 1:
        start -= _describes(tokens[end - 2])  # аналитик банка «…» Иван Лось
    while start > least and _describes(tokens[start - 1]):
        place = start - 1
        if last - first == 1 and tokens[place].classes & _DESCRIBING:
            break
        if place < first - 1 and _named_already(tokens, place):
            break
        start = place
    behind = last
    if last < len(tokens) and tokens[last].word in (",", "("):
        behind = last + 1
        while behind < min(last + _BESIDE, len(tokens)) and _describes(tokens[behind]):
            behind += 1
    if end < first and last - first > 1 and tokens[first - 1].word != ",":
        end = first
    return Beside(range(start, end), range(min(last + 1, behind), behind), last)


def _past_title(tokens: Sequence[Token], first: int) -> int:
    """Return where an office ends that a comma and a title part from the name: X, prof. | Y, …."""
    place = first
    while place and (tokens[place - 1].classes & (ROLE | TITLE) or tokens[place - 1].word == "."):
        place -= 1
    return place - 1 if 0 < place < first and tokens[place - 1].word == "," else first


def _leads_away(token: Token) -> bool:
    """Return True for a preposition right before a name: it is that of a place or a house."""
    return bool(token.classes & _LINK) and not token.classes & NAME_PARTICLE


def _only_given(tokens: Sequence[Token], first: int) -> bool:
    """Return True for: his mother, Tetiana."""
    return bool(first > 1 and tokens[first].classes & GIVEN and tokens[first - 2].classes & ROLE)


def aged(tokens: Sequence[Token], end: int) -> bool:
    """Return True for a name that the age follows: Olha, 71, left · Olga, de 71 años, llegó."""
    if end + 2 >= len(tokens) or tokens[end].word != ",":
        return False
    number = end + 1 + bool(tokens[end + 1].classes & GENITIVE)
    return bool(tokens[number].classes & NUMBER)


def introduction(tokens: Sequence[Token], near: Beside, lexicon: Lexicon) -> range | None:
    """Return the tokens that say what somebody is; None where none do.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.tokens import tokenize
    >>> english = load_lexicon("en")
    >>> tokens = tokenize("Elin Dahl, the Ukrainian foreign minister, left.", [], english)
    >>> found = introduction(tokens, beside(tokens, 0, 2), english)
    >>> [tokens[place].word for place in found]
    ['the', 'Ukrainian', 'foreign', 'minister']
    """
    found = _title(tokens, near, lexicon) or _apposition(tokens, near.after, lexicon)
    if not found or tokens[found[-1]].classes & _DESCRIBING:
        return None
    return found


def _title(tokens: Sequence[Token], near: Beside, lexicon: Lexicon) -> range | None:
    """Return the title that ends right before a name: der ukrainische Außenminister."""
    words = near.before
    roles = [place for place in words if tokens[place].classes & _OFFICE]
    if not roles:
        return None
    between = range(roles[-1] + 1, words.stop)
    if not (_says(tokens, near) or _hangs_together(tokens, between, lexicon)):
        return None
    start = roles[-1]
    least = max(start - _BESIDE, 0)
    while start > least and _leads_to(tokens, start - 1, lexicon):
        start -= 1
    stop = words.stop
    while stop - 1 > roles[-1] and tokens[stop - 1].classes & TITLE:
        stop -= 1  # der Bürgermeister von Bern, Herr Ott
    if start > least and tokens[start - 1].classes & ARTICLE:
        return range(start - 1, stop)
    while lexicon.capitalised_nouns and tokens[start].word[:1].islower():
        start += 1  # without an article it is a verb: verzichtete Papst …
    return range(start, stop)


def _says(tokens: Sequence[Token], near: Beside) -> bool:
    """Return True where a verb of saying stands next to a name and its title."""
    edges = (near.before.start - 1, near.behind)
    return any(0 <= at < len(tokens) and tokens[at].classes & ANY_SAYING for at in edges)


def _leads_to(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Return True for a word before a role that belongs to it: Ukrainian, foreign, Russlands."""
    token, following = tokens[place], tokens[place + 1]
    if token.classes & (SIGN | QUOTED | TIME | ANY_SAYING | GIVEN | ARTICLE):
        return False
    if token.word.isupper() and len(token.word) > _LONGEST_INITIALS:
        return following.word.isupper()  # the capitals of a heading
    if token.classes & (ROLE | CLASS["origin"]) or token.word.endswith(POSSESSIVE):
        return True
    if lexicon.capitalised_nouns:
        owner = token.classes & _PLACE and token.word.endswith(lexicon.name_endings)
        adjective = token.word.endswith(lexicon.adjective_endings)
        return bool(owner) or (adjective and not token.classes & _NOT_DESCRIBING)
    if token.classes & (_NOT_DESCRIBING | _LINK):
        return False
    return bool(token.classes & CAPITAL or not following.classes & CAPITAL)


def _apposition(tokens: Sequence[Token], words: range, lexicon: Lexicon) -> range | None:
    """Return the apposition behind a name: Ministerin für Küstenschutz, the mayor of Bern."""
    role = next((place for place in words if tokens[place].classes & _OFFICE), None)
    if role is None or any(_begins(tokens, place) for place in range(words.start + 1, role)):
        return None
    if words.stop - words.start == _BESIDE - 1:
        return None
    closing = tokens[words.stop].classes if words.stop < len(tokens) else SIGN
    indefinite = tokens[words.start].classes & (DEFINITE | DETERMINER) == DETERMINER
    if not closing & (SIGN | QUOTED | ANY_SAYING | (PREPOSITION if indefinite else 0)):
        return None  # said Ott, the mayor has …
    following = tokens[role + 1].classes if role + 1 < words.stop else 0
    another = following & CAPITAL and not following & (_ORIGIN | NOUN | GENITIVE)
    if another or not _hangs_together(tokens, range(role + 1, words.stop), lexicon):
        return None
    return words


def _hangs_together(tokens: Sequence[Token], words: range, lexicon: Lexicon) -> bool:
    """Return True where no verb can be among the words behind a role."""
    linked = False
    for place in words:
        token = tokens[place]
        if _begins(tokens, place):
            return False
        linked = linked or bool(token.classes & _DESCRIBING)
        known = token.classes & (CAPITAL | _DESCRIBING | ROLE | NOUN)
        adjective = lexicon.capitalised_nouns and token.word.endswith(lexicon.adjective_endings)
        if not (known or adjective or (linked and not lexicon.capitalised_nouns)):
            return False
    return True


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """Return True where another phrase begins: dem Präsidenten | einen Empfang; der | dem Gast."""
    classes = tokens[place].classes
    linked = tokens[place - 1].classes & (_LINK | PREPOSITION)
    return bool(classes & ARTICLE and not classes & GENITIVE) and not linked


def _named_already(tokens: Sequence[Token], place: int) -> bool:
    """Return True for an office whose holder stands right behind it, and for a given name."""
    token, following = tokens[place], tokens[place + 1]
    if token.classes & CAPITAL and token.classes & GIVEN:
        return True
    named = following.classes & CAPITAL and not following.classes & (ROLE | TITLE | _PLACE)
    return bool(token.classes & (ROLE | TITLE) and named)


def _describes(token: Token) -> bool:
    """Return True for a word that may belong to the description of somebody."""
    if token.classes & _BARRING:
        return bool(token.classes & _DESCRIBING)
    return True


def acts(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return True for a name that says something: sagte Merz, Merz said, so Merz."""
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    if (
        before is not None
        and not before.classes & CAPITAL
        and (before.classes & ANY_SAYING or _is_source(tokens, first, lexicon))
    ):
        return True
    opens = before is None or bool(before.classes & (SIGN | QUOTED))
    if opens and after is not None and after.word == "," and lexicon.verb_last:
        return True  # Kaya, …
    if opens and after is not None and after.word == "," and lexicon.declines:
        return bool(tokens[first].classes & GIVEN)  # Swietłana, która …
    return opens and after is not None and _is_verb(after, lexicon)


def _is_verb(token: Token, lexicon: Lexicon) -> bool:
    """Return True for a verb of saying, and for a past tense that no list has."""
    if token.classes & ANY_SAYING or lexicon.capitalised_nouns:
        return bool(token.classes & ANY_SAYING)
    past = token.word.islower() and token.word.endswith(lexicon.past_endings)
    several = lexicon.declines and token.word.endswith(lexicon.plural_endings)
    return past and not several and not token.classes & FUNCTION


def _is_source(tokens: Sequence[Token], name: int, lexicon: Lexicon) -> bool:
    """Return True right behind a phrase that introduces a source."""
    if tokens[name - 1].word.lower() not in lexicon.sources:
        return False
    pieces = (
        phrase_at(tokens, start, name, lexicon, start)
        for start in range(max(name - _LONGEST_PHRASE, 0), name)
    )
    return any(piece is not None and piece.last == name for piece in pieces)
