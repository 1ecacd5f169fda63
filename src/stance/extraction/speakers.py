"""Who a mention points to: names, roles and pronouns resolved by what the article introduces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from stance.extraction.classes import (
    ANY_PRONOUN,
    ARTICLE,
    CLASS,
    DEFINITE,
    DETERMINER,
    DOCUMENT,
    EXPRESSING,
    GIVEN,
    NOUN,
    PRONOUN,
    ROLE,
    THING,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.mentions import (
    before_bracket,
    body_before,
    gender_of_role,
    has_role,
    head_office,
    is_age,
    name_in_marks,
    names_body,
    stands_alone,
    unnamed_before,
    unnamed_office,
    without_case,
)
from stance.extraction.names import clean, name_within
from stance.extraction.nouns import POSSESSIVE
from stance.extraction.persons import Person, stem
from stance.extraction.register import Register
from stance.extraction.surnames import in_full
from stance.extraction.tokens import SIGN, Token, Words, bare
from stance.extraction.turns import REMEMBERED

__all__ = ["People"]

_NEAR_ROLE = 300  # characters before a role
_RECENT = 3  # speakers who come first where several hold an office
_POINTING = DEFINITE | CLASS["demonstrative"]
_POSSESSIVE, _BODY, _PLACE = CLASS["possessive"], CLASS["body"], CLASS["place"]
_LATTER, _MEDIUM = CLASS["latter"], CLASS["medium"]

About = Callable[[], str | None]


def _nobody() -> str | None:
    return None


class People:
    """The people of one article, and which of them a mention points to."""

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self._tokens, self._starts, _ = words
        self._lexicon = lexicon
        self._register = Register(words, lexicon)

    def person(self, name: str) -> Person | None:
        """Return the latest record of a name."""
        return self._register.person(name)

    def may_be(self, first: int, last: int, name: str) -> bool:
        """Return True for a pronoun that somebody of this name may be called by."""
        token = self._tokens[first]
        if last - first > 1 or not token.classes & PRONOUN:
            return False
        person = self.person(name)
        gender = self._lexicon.gender.get(token.word.lower(), "")
        return person is not None and (not person.gender or person.gender == gender)

    # what a mention points to

    def resolve(
        self, first: int, last: int, spoke: Iterable[str], about: About = _nobody
    ) -> str | None:
        """Return the name that the tokens of a mention point to.

        `spoke` are the names of who spoke before, the last first; `about` tells whom the same
        sentence is about, where that stands before the mention.
        """
        tokens = self._tokens
        if last - first == 1 and tokens[first].classes & ANY_PRONOUN:
            return self._pronoun(first, spoke, about)
        last = before_bracket(tokens, first, last)
        if tokens[first].classes & DEFINITE and is_age(tokens[last - 1]):
            return next((person.name for person in self._in_focus(spoke, about)), None)
        first, last = head_office(tokens, first, last, self._lexicon)
        start, end = name_within(tokens, first, last, self._lexicon)
        person = has_role(tokens[first:last]) or stands_alone(tokens, start, end)
        if tokens[first].classes & _POSSESSIVE and not person:
            owner = self._owner(tokens[first], spoke, about)  # his words, seine Sicht der Dinge
            words = tokens[last - 1].classes & EXPRESSING
            if owner is not None or words or tokens[last - 1].word in self._lexicon.sources:
                return owner
        owner = self._whose(first, last) or name_in_marks(tokens, first, last, self._lexicon)
        if owner is not None:
            return owner
        if end > start and not names_body(tokens, first, last, start, end, self._lexicon):
            name = self._full_name(start, end)
            return without_case(name, tokens, start, end, self._lexicon)
        named = self._role(first, last, spoke, about)
        if named is not None:
            return named
        while first < last - 1 and tokens[first].classes & DEFINITE:
            first += 1
        return clean(tokens, first, last, self._lexicon)

    def voice(
        self, first: int, last: int, spoke: Iterable[str], about: About = _nobody
    ) -> str | None:
        """Return who speaks; None where the mention may as well name a thing."""
        name = self.resolve(first, last, spoke, about)
        tokens = self._tokens[first:last]
        vague = self._lexicon.capitalised_nouns and tokens[0].classes & (DEFINITE | DETERMINER)
        if vague and not any(token.classes & (NOUN | GIVEN) for token in tokens):
            return name if name and self.person(name) is not None else None
        return name

    def topic(self, first: int, last: int, spoke: Iterable[str]) -> str | None:
        """Return the person that a phrase points to; None for a thing."""
        tokens = self._tokens
        if last - first == 1 and tokens[first].classes & ANY_PRONOUN:
            return self._pronoun(first, spoke)
        start, end = name_within(tokens, first, last, self._lexicon)
        if end > start and not is_age(tokens[start]):
            name = self._full_name(start, end)
            return name if self.person(name) is not None else None
        return self._role(first, last, spoke) or unnamed_office(
            self._tokens, first, last, self._lexicon, ROLE
        )

    def only_one(self, start: int, end: int) -> str | None:
        """Return the one person who is named behind one offset and up to another."""
        names = {person.name for person in self._register.between(start - 1, end) if person.sure}
        return names.pop() if len(names) == 1 else None

    def is_office(self, first: int, last: int, name: str | None) -> bool:
        """Return True for an office whose holder is not found: Fed chief."""
        return has_role(self._tokens[first:last]) and (name is None or self.person(name) is None)

    def body(self, first: int, last: int) -> str | None:
        """Return the body that a phrase points to: Die Polizei war „überrascht“."""
        return unnamed_office(self._tokens, first, last, self._lexicon, _BODY | DOCUMENT)

    def _full_name(self, first: int, last: int) -> str:
        """Return the longest form in which the article names somebody."""
        name = clean(self._tokens, first, last, self._lexicon)
        if last - first > 1:
            return self._known_part(first, last) or self._register.form(name)
        known = self._register.namesakes(self._tokens[first].word)
        if not any(in_full(person.name) for person in known):
            person = not self._tokens[first].classes & _PLACE
            called = self._register.by_first_name(name) if person else None
            if called or not known:
                return called or name
        place = bisect_right(known, self._starts[first], key=lambda person: person.place)
        near = (
            *known[max(place - REMEMBERED, 0) : place][::-1],
            *known[place : place + REMEMBERED],
        )
        return next((person.name for person in near if in_full(person.name)), near[0].name)

    def _known_part(self, first: int, last: int) -> str | None:
        """Return the person in a run that goes on into the next noun: Kurt Ott Vorwürfe."""
        for end in range(last - 1, first, -1):
            short = clean(self._tokens, first, end, self._lexicon)
            if self.person(short) is not None:
                return (not in_full(short) and self._register.by_first_name(short)) or short
        owner = self._tokens[first].word
        held = self._register.namesakes(owner) if owner.endswith("s") else ()
        return held[-1].name if held else None

    def _pronoun(self, place: int, spoke: Iterable[str], about: About = _nobody) -> str | None:
        token = self._tokens[place]
        if token.classes & THING:
            return self._thing(spoke, about) or body_before(self._tokens, place, self._lexicon)
        if not token.classes & PRONOUN:
            return None
        gender = self._lexicon.gender.get(token.word.lower(), "")
        owner = self._owner(token, spoke, about)
        if owner is not None:
            return owner
        for person in reversed(self._register.between(-1, self._starts[place])):
            if person.sure and (not gender or person.gender in ("", gender)):
                return person.name
        return None

    def _latter(self, place: int) -> str | None:
        """Return whoever was named last: ce dernier, quest'ultimo."""
        gender = self._lexicon.gender.get(self._tokens[place].word.lower(), "")
        for person in reversed(self._register.between(-1, self._starts[place])):
            if (person.sure or person.counterpart) and person.gender in ("", gender):
                return person.name
        return None

    def _owner(self, token: Token, spoke: Iterable[str], about: About) -> str | None:
        """Return the one in focus whom a pronoun or possessive fits: he, his."""
        gender = self._lexicon.gender.get(token.word.lower(), "")
        for person in self._in_focus(spoke, about):
            paper = person.place < 0 and self._lexicon.classes_of(person.name.lower()) & _MEDIUM
            if not paper and (not person.gender or not gender or person.gender == gender):
                return person.name
        return None

    def _in_focus(self, spoke: Iterable[str], about: About = _nobody) -> Iterator[Person]:
        """Yield whom the sentence is about, then who spoke before, the last first."""
        local = about()
        for name in chain([local] if local else (), spoke):
            known = self.person(name)
            yield known or Person(name, -1, gender=gender_of_role(name.lower(), self._lexicon))

    def _thing(self, spoke: Iterable[str], about: About) -> str | None:
        """Return the body or paper that spoke last."""
        for person in self._in_focus(spoke, about):
            if not person.sure:
                return person.name
        return None

    def _whose(self, first: int, last: int) -> str | None:
        """Return whose words a label announces: Thiels Fazit: „…“."""
        owner, endings = self._tokens[first].word, self._lexicon.name_endings
        words = last - first == 2 and self._tokens[last - 1].classes & EXPRESSING
        name = owner[:1].isupper() and not self._tokens[first].classes & ARTICLE
        if not (words and name and self._lexicon.capitalised_nouns and owner.endswith(endings)):
            return None
        return self._known_part(first, last) or owner[:-1]

    def _role(
        self, first: int, last: int, spoke: Iterable[str], about: About = _nobody
    ) -> str | None:
        """Return who holds the role that a mention names, or whoever was named last."""
        tokens = self._tokens
        if tokens[last - 1].classes & _LATTER and last - first < 3:
            return self._latter(last - 1)
        if tokens[first].classes & DETERMINER and not tokens[first].classes & _POINTING:
            return None
        roles = [bare(token.word) for token in tokens[first:last] if token.classes & ROLE]
        if not roles:
            return None
        role, place = roles[0], self._starts[first]
        article = self._lexicon.gender.get(tokens[first].word.lower(), "")  # la porte-parole
        gender = gender_of_role(role, self._lexicon) or article
        holders = self._register.holders(role, place)
        if len(holders) > 1:
            recent = [*islice(spoke, _RECENT)]
            holders.sort(key=lambda person: person.name not in recent)
        origin = {
            stem(token.word)
            for token in tokens[first:last]
            if not token.classes & (ROLE | DEFINITE | SIGN)
        }
        same = [person for person in holders if origin & person.origin]
        fitting = [
            person
            for person in holders
            if not gender or person.gender in ("", gender) or role in person.roles
        ]
        known = any(role in person.roles for person in holders)
        if not known and (unnamed := unnamed_before(tokens, first, role, self._lexicon)):
            return unnamed
        if same or fitting:
            holder = (same or fitting)[0]
            other = not same and self._met_another(holder, place, gender, origin)
            return None if other else holder.name
        told = self._lexicon.articles or not self._lexicon.spaced
        if told and not tokens[first].classes & _POINTING:
            return None
        if any(token.word.endswith(POSSESSIVE[:2]) for token in tokens[first : last - 1]):
            return None  # the victim's mother
        return self._described(place, gender, origin, spoke, about)

    def _described(
        self, place: int, gender: str, origin: set[str], spoke: Iterable[str], about: About
    ) -> str | None:
        """Return whoever was named last and may be called by a role that nobody holds."""
        local = (person for person in self._in_focus((), about) if person.sure)
        for person in chain(self._of_origin(origin, place), local, self._in_focus(spoke)):
            if person.place >= 0 and (not gender or person.gender in ("", gender)):
                return person.name
        near = self._register.between(place - _NEAR_ROLE, place)
        return next((one.name for one in reversed(near) if gender and one.gender == gender), None)

    def _of_origin(self, origin: set[str], place: int) -> Iterator[Person]:
        """Yield who was introduced with the country of an office: польский коллега X."""
        known = self._register.between(-1, place) if self._lexicon.declines and origin else ()
        return (person for person in reversed(known) if origin & person.origin)

    def _met_another(self, holder: Person, place: int, gender: str, origin: set[str]) -> bool:
        """Return True where a host or guest who may be meant comes after the holder of a role."""
        return any(
            one.counterpart
            and one.name != holder.name
            and (not gender or one.gender in ("", gender))
            and (not origin or not one.origin or bool(origin & one.origin))
            for one in self._register.between(holder.place, place)
        )
