"""Who a mention points to: names, roles and pronouns resolved by what the article introduces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from stance.extraction.classes import (
    ANY_PRONOUN,
    ANY_SAYING,
    CLASS,
    DEFINITE,
    DETERMINER,
    GIVEN,
    NOUN,
    PRONOUN,
    ROLE,
    THING,
    TITLE,
)
from stance.extraction.introductions import beside, introduction
from stance.extraction.lexicon import Lexicon
from stance.extraction.names import clean, last_name, name_within, runs
from stance.extraction.tokens import CAPITAL, QUOTED, SIGN, Token, bare
from stance.records import Span

__all__ = ["People", "Person"]

_PLACE, _POSSESSIVE = CLASS["place"], CLASS["possessive"]
_COUNTERPART = CLASS["counterpart"]
_ROLE_STEM = 7  # letters by which two cases of a role are one
_REMEMBERED = 12  # speakers and topics that a pronoun may reach back to
_NAMESAKES, _ROLES = 40, 60  # how many of them are looked through
_STEM = 4  # letters that tell a country: "kasa" in Kasachstans and kasachische


class Person(NamedTuple):
    """Somebody whom the article names: where, with which roles, of which gender.

    `sure` is False for names that may as well be those of a place or a paper. `introduced` is
    where the article first says what they are; `counterpart` tells hosts and guests, whose office
    goes unsaid.
    """

    name: str
    place: int
    roles: frozenset[str] = frozenset()
    origin: frozenset[str] = frozenset()
    gender: str = ""
    sure: bool = False
    introduced: Span | None = None
    counterpart: bool = False


class People:
    """The people of one article, in the order in which it names them."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lexicon = lexicon
        self._people: list[Person] = []
        self._by_last: dict[str, list[Person]] = {}
        self._by_role: dict[str, list[Person]] = {}
        self._focus: list[Person] = []
        for first, last in runs(tokens, lexicon):
            self._add(first, last)
        self._places = [person.place for person in self._people]

    def _add(self, first: int, last: int) -> None:
        """Take a run of capitalised words as a name where it looks like one."""
        tokens = self._tokens
        start, end = name_within(tokens, first, last, self._lexicon)
        if end == start:
            return
        near = beside(tokens, start, end)
        words = [tokens[place] for part in (near.before, near.after) for place in part]
        roles = frozenset(bare(token.word) for token in words if token.classes & (ROLE | TITLE))
        given = bool(tokens[start].classes & GIVEN)
        met = frozenset(bare(token.word) for token in words if token.classes & _COUNTERPART) - roles
        known = roles or met or (given and end - start > 1) or self._acts(start, end)
        if not known and (self._lexicon.capitalised_nouns or end - start < 2):
            return
        if all(token.classes & _PLACE for token in tokens[start:end]):
            return
        namesakes = self._by_last.setdefault(last_name(tokens[end - 1].word, self._lexicon), [])
        name = clean(tokens, start, end)
        origin = frozenset(
            token.word[:_STEM].lower() for token in words if not token.classes & (ROLE | SIGN)
        )
        gender = self._gender(tokens[start].word, roles or met)
        introduced = introduction(tokens, near, self._lexicon)
        if end - start == 1 and namesakes:
            name = namesakes[-1].name
        for other in namesakes[:-_REMEMBERED:-1]:
            if other.name == name:
                roles, origin = roles | other.roles, origin | other.origin
                gender = gender or other.gender
                introduced = other.introduced or introduced
                break
        sure = given or bool(roles)
        person = Person(
            name,
            tokens[start].start,
            roles,
            origin,
            gender,
            sure,
            introduced,
            bool(met and not roles),
        )
        self._people.append(person)
        namesakes.append(person)
        for role in roles:
            self._by_role.setdefault(role, []).append(person)

    def _acts(self, first: int, last: int) -> bool:
        """Return True for a name that says something: sagte Merz, Merz said, so Merz."""
        tokens = self._tokens
        before = tokens[first - 1] if first else None
        after = tokens[last] if last < len(tokens) else None
        if (
            before is not None
            and not before.classes & CAPITAL
            and (before.classes & ANY_SAYING or before.word.lower() in self._lexicon.sources)
        ):
            return True
        opens = before is None or bool(before.classes & (SIGN | QUOTED))
        return opens and after is not None and bool(after.classes & ANY_SAYING)

    def _gender(self, first_word: str, roles: frozenset[str]) -> str:
        gender = self._lexicon.gender
        for word in (first_word.lower(), *sorted(roles)):
            if word in gender:
                return gender[word]
        if self._lexicon.capitalised_nouns and roles:
            return "f" if any(role.endswith("in") for role in roles) else "m"
        return ""

    # who is being talked about

    def remember(self, name: str | None) -> None:
        """Put somebody into focus: later pronouns and roles reach back to them."""
        if not name:
            return
        person = self.person(name) or Person(name, -1)
        self._focus.append(person)
        del self._focus[:-_REMEMBERED]

    def person(self, name: str) -> Person | None:
        """Return the latest record of a name."""
        words = name.split() or [""]
        for person in self._by_last.get(last_name(words[-1], self._lexicon), [])[:-_NAMESAKES:-1]:
            if person.name == name:
                return person
        return None

    def may_be(self, first: int, last: int, name: str) -> bool:
        """Return True for a pronoun that somebody of this name may be called by."""
        token = self._tokens[first]
        if last - first > 1 or not token.classes & PRONOUN:
            return False
        person = self.person(name)
        gender = self._lexicon.gender.get(token.word.lower(), "")
        return person is not None and (not person.gender or person.gender == gender)

    # what a mention points to

    def resolve(self, first: int, last: int, local: str | None = None) -> str | None:
        """Return the name that the tokens of a mention point to.

        `local` is whom the same sentence is about, where that stands before the mention.
        """
        tokens = self._tokens
        if last - first == 1 and tokens[first].classes & ANY_PRONOUN:
            return self._pronoun(tokens[first], local)
        start, end = name_within(tokens, first, last, self._lexicon)
        if tokens[first].classes & _POSSESSIVE and not self._has_role(first, last):
            owner = self._owner(tokens[first], local)  # his words, seine Sicht der Dinge
            if owner is not None:
                return owner
        if end > start:
            return self._full_name(start, end)
        named = self._role(first, last)
        if named is not None:
            return named
        while first < last - 1 and tokens[first].classes & DEFINITE:
            first += 1
        return clean(tokens, first, last)

    def voice(self, first: int, last: int, local: str | None = None) -> str | None:
        """Return who speaks; None where the mention may as well name a thing."""
        name = self.resolve(first, last, local)
        tokens = self._tokens[first:last]
        vague = self._lexicon.capitalised_nouns and tokens[0].classes & (DEFINITE | DETERMINER)
        if vague and not any(token.classes & (NOUN | GIVEN) for token in tokens):
            return name if name and self.person(name) is not None else None
        return name

    def topic(self, first: int, last: int) -> str | None:
        """Return the person that a phrase points to; None for a thing."""
        tokens = self._tokens
        if last - first == 1 and tokens[first].classes & ANY_PRONOUN:
            return self._pronoun(tokens[first])
        start, end = name_within(tokens, first, last, self._lexicon)
        if end > start:
            name = self._full_name(start, end)
            return name if self.person(name) is not None else None
        return self._role(first, last)

    def _full_name(self, first: int, last: int) -> str:
        """Return the longest form in which the article names somebody."""
        name = clean(self._tokens, first, last)
        if last - first > 1:
            return self._known_part(first, last) or name
        known = self._by_last.get(last_name(self._tokens[first].word, self._lexicon))
        if not known:
            return name
        place = bisect_right(known, self._tokens[first].start, key=lambda person: person.place)
        near = (
            *known[max(place - _REMEMBERED, 0) : place][::-1],
            *known[place : place + _REMEMBERED],
        )
        return next((person.name for person in near if " " in person.name), near[0].name)

    def _known_part(self, first: int, last: int) -> str | None:
        """Return the person in a run that goes on into the next noun: Kurt Ott Vorwürfe."""
        for end in range(last - 1, first, -1):
            short = clean(self._tokens, first, end)
            if self.person(short) is not None:
                return short
        owner = self._tokens[first].word
        held = self._by_last.get(last_name(owner, self._lexicon)) if owner.endswith("s") else None
        return held[-1].name if held else None

    def _pronoun(self, token: Token, local: str | None = None) -> str | None:
        if token.classes & THING:
            return self._thing(local)
        if not token.classes & PRONOUN:
            return None
        gender = self._lexicon.gender.get(token.word.lower(), "")
        near = [self.person(local) or Person(local, -1)] if local else []
        for person in (*near, *reversed(self._focus)):
            if not person.gender or not gender or person.gender == gender:
                return person.name
        index = bisect_right(self._places, token.start)
        for person in reversed(self._people[max(index - _REMEMBERED, 0) : index]):
            if person.sure and (not gender or person.gender in ("", gender)):
                return person.name
        return None

    def _has_role(self, first: int, last: int) -> bool:
        return any(token.classes & ROLE for token in self._tokens[first:last])

    def _owner(self, token: Token, local: str | None) -> str | None:
        """Return whose words they are."""
        gender = self._lexicon.gender.get(token.word.lower(), "")
        near = [self.person(local) or Person(local, -1)] if local else []
        for person in (*near, *reversed(self._focus)):
            if not person.gender or not gender or person.gender == gender:
                return person.name
        return None

    def _thing(self, local: str | None) -> str | None:
        """Return the body or paper that spoke last."""
        near = [self.person(local) or Person(local, -1)] if local else []
        for person in (*near, *reversed(self._focus)):
            if not person.sure:
                return person.name
        return None

    def _role(self, first: int, last: int) -> str | None:
        """Return who holds the role that a mention names."""
        tokens = self._tokens
        if tokens[first].classes & DETERMINER and not tokens[first].classes & DEFINITE:
            return None
        roles = [bare(token.word) for token in tokens[first:last] if token.classes & ROLE]
        if not roles:
            return None
        role = roles[0]
        gender = self._gender_of_role(role)
        holders = self._holders(role, tokens[first].start)
        recent = [person.name for person in self._focus[-3:]]
        holders.sort(key=lambda person: person.name not in recent)
        origin = {
            token.word[:_STEM].lower()
            for token in tokens[first:last]
            if not token.classes & (ROLE | DEFINITE | SIGN)
        }
        same = [person for person in holders if origin & person.origin]
        fitting = [person for person in holders if not gender or person.gender in ("", gender)]
        if same or fitting:
            holder = (same or fitting)[0]
            other = not same and self._met_another(holder, tokens[first].start, gender, origin)
            return None if other else holder.name
        if not tokens[first].classes & DEFINITE:
            return None
        for person in reversed(self._focus):
            if person.place >= 0 and (not gender or person.gender in ("", gender)):
                return person.name
        return None

    def _met_another(self, holder: Person, place: int, gender: str, origin: set[str]) -> bool:
        """Return True where a host or guest who may be meant comes after the holder of a role."""
        first = bisect_right(self._places, holder.place)
        between = self._people[first : bisect_right(self._places, place)][-_REMEMBERED:]
        return any(
            one.counterpart
            and one.name != holder.name
            and (not gender or one.gender in ("", gender))
            and (not origin or not one.origin or bool(origin & one.origin))
            for one in between
        )

    def _gender_of_role(self, role: str) -> str:
        known = self._lexicon.gender.get(role, "")
        return "f" if self._lexicon.capitalised_nouns and role.endswith("in") else known

    def _holders(self, role: str, place: int) -> list[Person]:
        """Return who holds a role: those named before a place, the last first, then the others."""
        groups = self._lexicon.same_role
        own = groups.get(role, frozenset())
        held = [
            person
            for other in islice(reversed(self._by_role), _ROLES)
            if role == other
            or role.endswith(other)
            or other.endswith(role)
            or (len(role) >= _ROLE_STEM and other.startswith(role))
            or (len(other) >= _ROLE_STEM and role.startswith(other))
            or own & groups.get(other, frozenset())
            for person in self._by_role[other][-_REMEMBERED:]
        ]
        before = sorted((one for one in held if one.place <= place), key=lambda one: -one.place)
        after = sorted((one for one in held if one.place > place), key=lambda one: one.place)
        return before + after
