"""Whom an article names, with roles, origin and gender; found again by name or by role."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from stance.extraction.capitals import runs
from stance.extraction.classes import CLASS, DEFINITE, GIVEN, ROLE, TITLE
from stance.extraction.introductions import Beside, acts, aged, beside, introduction
from stance.extraction.lexicon import Lexicon
from stance.extraction.names import NO_NAME, clean, name_within
from stance.extraction.persons import Person, stem
from stance.extraction.surnames import DOT, in_full, last_name, same_given
from stance.extraction.tokens import SIGN, Token, Words, bare
from stance.extraction.turns import REMEMBERED
from stance.records import Span

__all__ = ["Register"]

_PLACE, _COUNTERPART, _MEDIUM = CLASS["place"], CLASS["counterpart"], CLASS["medium"]
_ROLE = ROLE | TITLE
_OFFICE = _ROLE | _COUNTERPART
_ROLE_STEM = 7  # letters by which two cases of a role are one
_NAMESAKES, _ROLES = 39, 60
_LETTERS = 2  # by which the runs are kept that may hold a name


def _may_name(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return False for a single word that is no name."""
    classes = tokens[first].classes
    return last - first > 1 or not classes & NO_NAME or bool(classes & GIVEN)


class Register:
    """The people of one article, in the order in which it names them.

    A run of capitalised words is read once, and only when somebody asks for a name that it may
    hold; who asks for an office or a place has all of them read. Each is read after those before
    it that hold the same last name, so what it says does not hang on who asked.
    """

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self._words = words
        self._tokens = tokens = words.tokens
        self._lexicon = lexicon
        self._runs = [run for run in runs(tokens, lexicon) if _may_name(tokens, *run)]
        self._names: list[tuple[int, int] | None] = [None] * len(self._runs)
        self._known: dict[int, Person | None] = {}  # by run, as far as they are read
        self._holding: dict[str, list[int]] = {}  # by first letters, until somebody asks for them
        for number, (first, last) in enumerate(self._runs):
            for token in tokens[first:last]:
                self._holding.setdefault(token.word[:_LETTERS].lower(), []).append(number)
        self._by_last: dict[str, list[Person]] = {}
        self._passed = 0  # runs up to which the following hold everybody
        self._people: list[Person] = []
        self._places: list[int] = []
        self._by_role: dict[str, list[Person]] = {}
        self._forms: dict[str, str] = {}
        self._opening: dict[str, list[int]] = {}  # runs by the words that may begin their names
        if lexicon.declines or not lexicon.spaced:
            self._pass(len(self._runs))
        if lexicon.declines:
            self._forms = self._cases()
        if self._forms:
            self._people = self._united(self._people)
            self._by_last = {last: self._united(held) for last, held in self._by_last.items()}
            self._by_role = {role: self._united(held) for role, held in self._by_role.items()}

    def form(self, name: str) -> str:
        """Return the form of a name that the article introduces: of Ивана Лося, Иван Лось."""
        return self._forms.get(name, name)

    def person(self, name: str) -> Person | None:
        """Return the latest record of a name."""
        words = name.split() or [""]
        for person in islice(reversed(self.namesakes(words[-1])), _NAMESAKES):
            if person.name == name:
                return person
        return None

    def namesakes(self, word: str) -> Sequence[Person]:
        """Return the people of a last name, whatever its case, in the order of the text."""
        last = last_name(word, self._lexicon)
        if len(last) < _LETTERS:
            self._pass(len(self._runs))
        for number in self._holding.pop(last[:_LETTERS], ()):
            start, end = self._name(number)
            own = last_name(self._tokens[end - 1].word, self._lexicon) if start < end else ""
            if own[:_LETTERS] == last[:_LETTERS]:
                self._read(number)
        return self._by_last.get(last, ())

    def by_first_name(self, word: str) -> str | None:
        """Return the only full name that begins with a word: Olena, for Olena Hryn."""
        if not self._opening:
            for number, (first, last) in enumerate(self._runs):
                for token in self._tokens[first:last]:
                    opening = token.word if token.word.isalnum() else DOT.split(token.word)[0]
                    self._opening.setdefault(opening, []).append(number)
        names = set()
        for number in self._opening.get(word, ())[:_NAMESAKES]:
            start, end = self._name(number)
            if start < end and DOT.split(self._tokens[start].word)[0] == word:
                self.namesakes(self._tokens[end - 1].word)
                person = self._read(number)
                names |= {person.name} if person is not None and in_full(person.name) else set()
        return names.pop() if len(names) == 1 else None

    def between(self, start: int, end: int) -> Sequence[Person]:
        """Return the last people named behind one offset and up to another."""
        self._pass(len(self._runs))
        first, last = bisect_right(self._places, start), bisect_right(self._places, end)
        return self._people[max(first, last - REMEMBERED) : last]

    def holders(self, role: str, place: int) -> list[Person]:
        """Return who holds a role: those named before a place, the last first, then the others."""
        self._pass(len(self._runs))
        groups = self._lexicon.same_role
        own = groups.get(role, frozenset())
        held = [
            person
            for other in islice(reversed(self._by_role), _ROLES)
            if role == other
            or (
                self._lexicon.declines
                and last_name(role, self._lexicon) == last_name(other, self._lexicon)
            )
            or role.endswith(other)
            or other.endswith(role)
            or (len(role) >= _ROLE_STEM and other.startswith(role))
            or (len(other) >= _ROLE_STEM and role.startswith(other))
            or own & groups.get(other, frozenset())
            for person in self._by_role[other][-REMEMBERED:]
        ]
        before = sorted((one for one in held if one.place <= place), key=lambda one: -one.place)
        after = sorted((one for one in held if one.place > place), key=lambda one: one.place)
        return before + after

    def _cases(self) -> dict[str, str]:
        """Return for full names the nominative, or where none stands the form that came first."""
        lexicon, forms = self._lexicon, dict[str, str]()
        for namesakes in self._by_last.values():
            names = dict.fromkeys(one.name for one in namesakes if " " in one.name)
            plain = {name for name in names if lexicon.nominative(name.split()[0])}
            kept: list[str] = []
            for name in sorted(names, key=lambda name: name not in plain):
                near = kept[-REMEMBERED:]
                same = next((one for one in near if same_given(name, one, lexicon)), None)
                if same is None or (name in plain and same in plain):
                    kept.append(name)
                else:
                    forms[name] = same
        return forms

    def _united(self, people: Sequence[Person]) -> list[Person]:
        return [person._replace(name=self.form(person.name)) for person in people]

    def _name(self, number: int) -> tuple[int, int]:
        """Return the tokens of a run that are a name."""
        found = self._names[number]
        if found is None:
            found = self._names[number] = name_within(
                self._tokens, *self._runs[number], self._lexicon
            )
        return found

    def _pass(self, number: int) -> None:
        """Read all runs before one, and keep whom they name in order and by role."""
        while self._passed < number:
            person = self._read(self._passed)
            self._passed += 1
            if person is not None:
                self._people.append(person)
                self._places.append(person.place)
                for role in person.roles:
                    self._by_role.setdefault(role, []).append(person)

    def _read(self, number: int) -> Person | None:
        """Return whom a run names; None where it does not look like a name."""
        if number not in self._known:
            start, end = self._name(number)
            person = self._person(number, start, end) if start < end else None
            self._known[number] = person
        return self._known[number]

    def _person(self, number: int, start: int, end: int) -> Person | None:
        """Return whom a name of the run stands for, with what the article said of them before."""
        tokens = self._tokens
        alone = end - start == 1
        if all(token.classes & _PLACE for token in tokens[start:end]):
            return None
        paper = self._lexicon.declines and alone and start and tokens[start - 1].classes & _MEDIUM
        if paper and not tokens[start].classes & GIVEN:
            return None  # agencja Interfax
        near = beside(tokens, start, end)
        words = [tokens[place] for place in near.before]
        if not (alone and start and tokens[start - 1].classes & DEFINITE):
            words += [tokens[place] for place in near.after]
        # but: in the Bundestag, the chancellor said
        offices = [token for token in words if token.classes & _OFFICE]
        roles = frozenset([bare(one.word) for one in offices if one.classes & _ROLE])
        met = frozenset([bare(one.word) for one in offices if one.classes & _COUNTERPART]) - roles
        given = bool(tokens[start].classes & GIVEN)
        whole = not (alone and self._lexicon.spaced) or aged(tokens, end)
        whole = whole or (self._lexicon.capitalised_nouns and self._only_given(start))
        known = roles or met or (given and whole) or acts(tokens, start, end, self._lexicon)
        if not known and (self._lexicon.capitalised_nouns or not whole):
            return None
        if alone and self._held_by_another(number, near.before, tokens[start].word):
            return None
        namesakes = self._by_last.setdefault(last_name(tokens[end - 1].word, self._lexicon), [])
        name = clean(tokens, start, end, self._lexicon)
        origin = frozenset(stem(token.word) for token in words if not token.classes & (ROLE | SIGN))
        gender = self._gender(tokens[start].word, roles or met)
        introduced = self._introduced(near) if near.before or near.after else None
        if alone and namesakes:
            name = namesakes[-1].name
        for other in namesakes[:-REMEMBERED:-1]:
            if other.name == name:
                roles, origin = roles | other.roles, origin | other.origin
                gender = gender or other.gender
                introduced = other.introduced or introduced
                break
        sure = given or bool(roles)
        person = Person(
            name,
            self._words.starts[start],
            roles,
            origin,
            gender,
            sure,
            introduced,
            bool(met and not roles),
        )
        namesakes.append(person)
        return person

    def _introduced(self, near: Beside) -> Span | None:
        """Return where the text says what somebody is."""
        words = introduction(self._tokens, near, self._lexicon)
        if words is None:
            return None
        return Span(self._words.starts[words[0]], self._words.ends[words[-1]])

    def _only_given(self, place: int) -> bool:
        """Return True for a given name that is no other word: die achtjährige Mia."""
        classes = self._tokens[place].classes
        return bool(classes & GIVEN) and not classes & (NO_NAME | _PLACE)

    def _held_by_another(self, number: int, words: range, name: str) -> bool:
        """Return True for two phrases side by side: traf der Kremlchef Guterres.

        The office alone, with its article or before somebody who is known already, is that of
        another whom the article has named with it.
        """
        if len(words) != 1:
            return False
        before = self._tokens[words.start - 1] if words.start else None
        last = last_name(name, self._lexicon)
        if not (last in self._by_last or (before is not None and before.classes & DEFINITE)):
            return False
        self._pass(number)
        held = self._by_role.get(bare(self._tokens[words.start].word), ())
        names = {last_name(person.name.split()[-1], self._lexicon) for person in held}
        return bool(names) and last not in names

    def _gender(self, first_word: str, roles: frozenset[str]) -> str:
        gender = self._lexicon.gender
        for word in (first_word.lower(), *sorted(roles)):
            if word in gender:
                return gender[word]
        if self._lexicon.capitalised_nouns and roles:
            return "f" if any(role.endswith("in") for role in roles) else "m"
        return ""
