"""Who a mention points to: names, roles and pronouns resolved by what the article introduces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from stance.lexicon import CLASS, Lexicon
from stance.phrases import DEFINITE, DETERMINER, NOUN, PRONOUN, ANY_PRONOUN
from stance.tokens import CAPITAL, SIGN, QUOTED, Token, bare

__all__ = ["People", "Person"]

_ROLE, _GIVEN, _TIME = CLASS["role"], CLASS["given"], CLASS["time"]
_TITLE, _NAME_PARTICLE = CLASS["title"], CLASS["name_particle"]
_BODY = CLASS["body"] | CLASS["document"] | CLASS["medium"]
_FUNCTION = (
    DEFINITE | DETERMINER | CLASS["preposition"] | CLASS["conjunction"] | CLASS["subordinator"]
    | ANY_PRONOUN | CLASS["auxiliary"] | CLASS["adverb"] | CLASS["reflexive"]
)


class Person(NamedTuple):
    """Somebody whom the article names: where, with which roles, of which gender."""

    name: str
    place: int  # offset of the mention
    roles: frozenset[str]
    gender: str


class People:
    """The people of one article, in the order in which it names them."""

    __slots__ = ("_by_last", "_lexicon", "_people", "_places", "_tokens")

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lexicon = lexicon
        self._people: list[Person] = []
        self._by_last: dict[str, list[Person]] = {}
        self._collect()
        self._places = [person.place for person in self._people]

    def _collect(self) -> None:
        tokens = self._tokens
        place = 0
        while place < len(tokens):
            if not tokens[place].classes & CAPITAL:
                place += 1
                continue
            end = place + 1
            while end < len(tokens) and _joins(tokens, end):
                end += 1
            self._add(place, end)
            place = end

    def _add(self, first: int, last: int) -> None:
        """Take the run of capitalised words as a name where it looks like one."""
        name_first, name_last = name_within(self._tokens, first, last, self._lexicon)
        if name_last - name_first < 2:
            return
        words = [token.word for token in self._tokens[name_first:name_last]]
        name = clean_name(self._tokens, name_first, name_last)
        roles = frozenset(
            bare(token.word)
            for token in self._around(name_first, name_last)
            if token.classes & (_ROLE | _TITLE)
        )
        gender = self._gender(words, roles)
        known = [one for one in self._by_last.get(last_key(words[-1]), ()) if one.name == name]
        if known:
            roles |= known[-1].roles
            gender = gender or known[-1].gender
        person = Person(name, self._tokens[name_first].start, roles, gender)
        self._people.append(person)
        self._by_last.setdefault(last_key(words[-1]), []).append(person)

    def _around(self, first: int, last: int) -> list[Token]:
        """Return the words beside a name that may say who it is."""
        tokens = self._tokens
        before = []
        for place in range(first - 1, max(first - 7, -1), -1):
            if tokens[place].classes & QUOTED or tokens[place].word in ".:;(":
                break
            before.append(tokens[place])
        after = []
        if last < len(tokens) and tokens[last].word in (",", "("):
            for place in range(last + 1, min(last + 7, len(tokens))):
                if tokens[place].classes & QUOTED or tokens[place].word in ".:;,":
                    break
                after.append(tokens[place])
        return before + after

    def _gender(self, words: Sequence[str], roles: frozenset[str]) -> str:
        gender = self._lexicon.gender
        for word in (*words[:1], *roles):
            known = gender.get(word.lower())
            if known:
                return known
        if self._lexicon.capitalised_nouns:
            if any(role.endswith("in") for role in roles):
                return "f"
            if roles:
                return "m"
        return ""

    def resolve(self, first: int, last: int, before: Person | None = None) -> str | None:
        """Return the name that the tokens of a mention point to."""
        tokens = self._tokens
        mention = tokens[first:last]
        if len(mention) == 1 and mention[0].classes & ANY_PRONOUN and (
            not mention[0].classes & CAPITAL or True
        ):
            return self._pronoun(mention[0], before)
        name_first, name_last = name_within(tokens, first, last, self._lexicon)
        if name_last > name_first:
            return self.full_name(name_first, name_last)
        return self._role(first, last)

    def full_name(self, first: int, last: int) -> str:
        """Return the longest form in which the article names somebody."""
        words = [token.word for token in self._tokens[first:last]]
        name = clean_name(self._tokens, first, last)
        if len(words) > 1:
            return name
        known = self._by_last.get(last_key(words[0]))
        if known:
            return self._nearest(known, self._tokens[first].start).name
        return name

    @staticmethod
    def _nearest(known: Sequence[Person], place: int) -> Person:
        """Return the last one named before a place, or else the first one after it."""
        index = bisect_right([person.place for person in known], place)
        return known[max(index - 1, 0)]

    def _pronoun(self, token: Token, before: Person | None) -> str | None:
        if not token.classes & PRONOUN:
            return None
        gender = self._lexicon.gender.get(token.word.lower(), "")
        if before is not None and (not before.gender or before.gender == gender or not gender):
            return before.name
        index = bisect_right(self._places, token.start)
        for person in reversed(self._people[max(index - 12, 0) : index]):
            if not gender or not person.gender or person.gender == gender:
                if person.gender or person.roles:
                    return person.name
        return None

    def _role(self, first: int, last: int) -> str | None:
        """Return who holds the role that a mention names; else the mention without its article."""
        tokens = self._tokens
        roles = [
            bare(token.word) for token in tokens[first:last] if token.classes & _ROLE
        ]
        if roles and not tokens[first].classes & DETERMINER:
            index = bisect_right(self._places, tokens[first].start)
            for person in (*reversed(self._people[:index]), *self._people[index:]):
                if any(self._same(role, other) for role in roles[:1] for other in person.roles):
                    return person.name
        while first < last - 1 and tokens[first].classes & DEFINITE:
            first += 1
        return _slice(tokens, first, last)

    def person(self, name: str | None) -> Person | None:
        """Return the latest record of a name."""
        if not name:
            return None
        for person in reversed(self._by_last.get(last_key(name.split()[-1]), [])):
            if person.name == name:
                return person
        return None

    def _same(self, role: str, other: str) -> bool:
        if role == other or role.endswith(other) or other.endswith(role):
            return True
        groups = self._lexicon.same_role
        return bool(groups.get(role, frozenset()) & groups.get(other, frozenset()))


def _joins(tokens: Sequence[Token], place: int) -> bool:
    """Return True where a token continues a run of capitalised words."""
    token = tokens[place]
    if token.classes & CAPITAL:
        return True
    following = place + 1 < len(tokens) and tokens[place + 1].classes & CAPITAL
    if not following:
        return False
    if token.word == ".":
        previous = tokens[place - 1]
        return previous.end == token.start and (
            len(previous.word) == 1 or bool(previous.classes & _TITLE)
        )
    return bool(token.classes & _NAME_PARTICLE) and token.word not in ("und", "der", "den", "vom", "y")


def last_key(word: str) -> str:
    """Return the form under which a last name is found again, its genitive included."""
    low = bare(word).strip("'’")
    return low[:-1] if low.endswith("s") and len(low) > 4 else low


def clean_name(tokens: Sequence[Token], first: int, last: int) -> str:
    """Return the name in the text without a possessive ending."""
    name = _slice(tokens, first, last)
    if name.endswith(("'s", "’s")):
        return name[:-2]
    return name.rstrip("'’")


def name_within(
    tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon
) -> tuple[int, int]:
    """Return the tokens of a phrase that are a name: what follows the last role, title or noun."""
    best = (first, first)
    start = -1
    for place in range(first, last + 1):
        token = tokens[place] if place < last else None
        inside = token is not None and _in_name(tokens, place, start, last)
        if inside and start < 0:
            start = place
        elif not inside and start >= 0:
            if place - start >= 1 and (best[0] == best[1] or _better(tokens, start, place, best)):
                best = (start, place)
            start = -1
    if lexicon.capitalised_nouns:
        return _without_nouns(tokens, *best)
    return best


def _better(tokens: Sequence[Token], start: int, end: int, best: tuple[int, int]) -> bool:
    """Prefer the run with a given name, then the later one of more words."""
    old = tokens[best[0]].classes & _GIVEN
    new = tokens[start].classes & _GIVEN
    if bool(old) != bool(new):
        return bool(new)
    return end - start > best[1] - best[0]


def _in_name(tokens: Sequence[Token], place: int, start: int, last: int) -> bool:
    token = tokens[place]
    classes = token.classes
    if classes & CAPITAL:
        if classes & _GIVEN:
            return True
        return not classes & (NOUN | _TIME | _BODY) and not (classes & _FUNCTION and start < 0)
    if start < 0 or place + 1 >= last or not tokens[place + 1].classes & CAPITAL:
        return False
    if token.word == ".":
        return tokens[place - 1].end == token.start
    return bool(classes & _NAME_PARTICLE)


def _without_nouns(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Drop what is no name where all nouns have capitals: only the lexicon can tell."""
    return first, last


def _slice(tokens: Sequence[Token], first: int, last: int) -> str:
    """Return the words of a phrase as the text has them."""
    parts: list[str] = []
    for place in range(first, last):
        if place > first and tokens[place].start > tokens[place - 1].end:
            parts.append(" ")
        parts.append(tokens[place].word)
    return "".join(parts)
