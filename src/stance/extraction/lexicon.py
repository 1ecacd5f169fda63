"""What is known of a language: one file of words each, read once.

A language is supported when its file exists. The files hold plain lists of words; what they mean
for quotes and speakers is the business of the modules that read them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from stance.errors import InputError
from stance.extraction.classes import CLASS
from stance.extraction.wordlists import tables

__all__ = ["FOLDER", "Lexicon", "languages", "load_lexicon"]

FOLDER = Path(__file__).with_name("lexica")
"""Where the shipped files are."""

_HEADS = CLASS["role"] | CLASS["body"] | CLASS["document"] | CLASS["medium"] | CLASS["names"]
_SHORTEST_HEAD, _LONGEST_HEAD = 4, 20  # letters


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of one language.

    Parameters
    ----------
    language : str
        ISO 639-1 code; empty for the lexicon without words.
    name : str
    classes : mapping of str to int
        The classes of each lower-case word, as bits of `CLASS`.
    gender : mapping of str to str
        ``"f"`` or ``"m"`` for the words that tell the gender of a person.
    named : frozenset of str
        The given names in the form that a subject has.
    particles : mapping of str to frozenset of str
        For each separable verb form the particles that make it a verb of saying.
    phrases : mapping of str to tuple
        Phrases that introduce a source, by their first word: (kind, words).
    same_role : mapping of str to frozenset of int
        The groups of words that may name one office.
    suffixes : mapping of str to int
        Endings of compounds with their classes; `longest_suffix` has the most letters.
    sources : frozenset of str
        The last words of the phrases that introduce a source: so, laut, to.
    common, abbreviations, reporting : frozenset of str
    surnames, sounds, more_sounds : frozenset of str
        The signs that surnames are written with, those that spell the sounds of foreign names, and
        those that do so in names with a dot.
    capitalised_nouns, ordinals, verb_second, verb_last, marks_names : bool
    dashes, incises, plain_titles, drops_subjects, spaced, elides : bool
        How the language is written; the files say what each means.
    articles : bool
        Whether the language has a definite article.
    splits, declines : bool
        Told by the others: whether one written word may be several, and whether the ending of a
        name tells its case and no article does.
    clitics : tuple of str
        Pronouns that hang on a verb (``"-t-il"``).
    name_endings : tuple of str
        Case endings of names, the longest first.
    fleeting : tuple of tuple
        Endings of stems that lose a vowel in other cases, with what is left (``"ec", "c"``).
    case_endings : tuple of str
        Those that an apostrophe parts from a name.
    noun_endings : tuple of str
        Those that hang on a noun, where the file lists nouns without them.
    owner_endings : tuple of str
        Those of whom something belongs to or comes from: X’in açıklaması, X’ten açıklama.
    object_endings : tuple of str
        Those of an object, where the noun stands alone.
    abstract_endings, adjective_endings : tuple of str
        Endings of nouns that are no names, and of adjectives.
    first_particles, second_particles : tuple of str
        Particles of names in the order in which two may follow each other: von, der.
    infinitive_endings, past_endings : tuple of str
        Endings of infinitives, and of verbs that no list has.
    governed_endings : tuple of str
        Endings of verbs that stay verbs behind a preposition: vient d'annoncer, en disant.
    plural_endings : tuple of str
        Endings of verbs whose subject is several: a bare noun, or nobody who is named.
    finite_endings : tuple of str
        Endings that verbs have and no nouns: they end a noun phrase (el alcalde visitó).
    clause_endings : tuple of str
        Those of participles that end a clause before the noun it describes.
    mood_endings, other_endings : tuple of str
        Endings of verbs in the mood of reported speech, and longer ones that are none.
    """

    language: str = ""
    name: str = ""
    classes: Mapping[str, int] = field(default_factory=dict)
    gender: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    particles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    same_role: Mapping[str, frozenset[int]] = field(default_factory=dict)
    suffixes: Mapping[str, int] = field(default_factory=dict)
    longest_suffix: int = 0
    sources: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()
    more_sounds: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    capitalised_nouns: bool = False
    ordinals: bool = False
    verb_second: bool = False
    verb_last: bool = False
    marks_names: bool = False
    clitics: tuple[str, ...] = ()
    name_endings: tuple[str, ...] = ()
    fleeting: tuple[tuple[str, str], ...] = ()
    case_endings: tuple[str, ...] = ()
    noun_endings: tuple[str, ...] = ()
    owner_endings: tuple[str, ...] = ()
    object_endings: tuple[str, ...] = ()
    abstract_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    first_particles: tuple[str, ...] = ()
    second_particles: tuple[str, ...] = ()
    infinitive_endings: tuple[str, ...] = ()
    past_endings: tuple[str, ...] = ()
    governed_endings: tuple[str, ...] = ()
    plural_endings: tuple[str, ...] = ()
    finite_endings: tuple[str, ...] = ()
    clause_endings: tuple[str, ...] = ()
    mood_endings: tuple[str, ...] = ()
    other_endings: tuple[str, ...] = ()
    dashes: bool = False
    incises: bool = False
    plain_titles: bool = False
    drops_subjects: bool = False
    spaced: bool = True
    elides: bool = False
    articles: bool = False

    splits: bool = field(init=False)
    declines: bool = field(init=False)

    def __post_init__(self) -> None:
        splits = bool(self.clitics) or self.elides or not self.spaced
        declines = bool(self.name_endings) and not (self.articles or self.case_endings)
        object.__setattr__(self, "splits", splits)
        object.__setattr__(self, "declines", declines)

    def nominative(self, given: str) -> bool:
        """Return True for a given name that is no other case of another: Анна, not Валентина.

        Examples
        --------
        >>> russian = load_lexicon("ru")
        >>> russian.nominative("Анна"), russian.nominative("Валентина")
        (True, False)
        """
        low = given.lower()
        if low not in self.named:
            return False
        others = {low[:-1], *(low[:-1] + ending for ending in self.name_endings)} & self.named
        return self.gender[low] == "m" or all(self.gender[one] != "m" for one in others)

    def classes_of(self, word: str) -> int:
        """Return the classes of a lower-case word, those of its ending included.

        Examples
        --------
        >>> load_lexicon("de").classes_of("hafenministerin") == CLASS["role"]
        True
        """
        known = self.classes.get(word)
        return _by_ending(self, word) if known is None else known


def _by_ending(lexicon: Lexicon, word: str) -> int:
    """Return the classes that the ending of an unknown word tells, the longest ending first."""
    endings, longest = _endings(lexicon)
    for cut in range(max(len(word) - longest, 1), len(word)):
        classes = endings.get(word[cut:])
        if classes:
            return classes
    return 0


@lru_cache(maxsize=64)
def _endings(lexicon: Lexicon) -> tuple[Mapping[str, int], int]:
    """Return what ends an unknown word with its classes, and the letters that may be the most."""
    if not lexicon.capitalised_nouns:
        return lexicon.suffixes, lexicon.longest_suffix
    heads = {  # a compound is its last part
        word: classes & _HEADS
        for word, classes in lexicon.classes.items()
        if classes & _HEADS and len(word) > _SHORTEST_HEAD
    }
    return heads | dict(lexicon.suffixes), _LONGEST_HEAD


@lru_cache(maxsize=64)
def load_lexicon(language: str | None, folder: Path = FOLDER) -> Lexicon:
    """Return the lexicon of a language; one without words where no file exists.

    Examples
    --------
    >>> load_lexicon("de").name
    'Deutsch'
    >>> load_lexicon("tlh").name
    ''
    """
    path = folder / f"{language}.toml"
    if language not in languages(folder):
        return Lexicon()
    try:
        return Lexicon(**tables(str(language), tomllib.loads(path.read_text(encoding="utf-8"))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        message = f"The lexicon {path} cannot be read ({error}). Compare it with de.toml."
        raise InputError(message) from error


@lru_cache(maxsize=8)
def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the codes of the languages that have a lexicon.

    Examples
    --------
    >>> {"de", "en"} <= set(languages())
    True
    """
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))
