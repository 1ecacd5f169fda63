"""What is known of a language: one file of words each, read once.

A language is supported when its file exists. The files hold plain lists of words; what they mean
for quotes and speakers is the business of the modules that read them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.extraction.classes import CLASS

__all__ = ["FOLDER", "Lexicon", "guess_language", "languages", "load_lexicon"]

FOLDER = Path(__file__).with_name("lexica")
"""Where the shipped files are."""

_GUESSED_FROM = 200  # words of a text that tell its language
_WORD = re.compile(r"[^\W\d_]+")

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
    capitalised_nouns, ordinals, verb_second, verb_last, marks_names : bool
    dashes, spaced, elides : bool
        How the language is written; the files say what each means.
    clitics : tuple of str
        Pronouns that hang on a verb (``"-t-il"``).
    name_endings : tuple of str
        Case endings of names, the longest first.
    abstract_endings, adjective_endings : tuple of str
        Endings of nouns that are no names, and of adjectives.
    first_particles, second_particles : tuple of str
        Particles of names in the order in which two may follow each other: von, der.
    infinitive_endings, past_endings : tuple of str
        Endings of infinitives, and of verbs of the past that no list has.
    mood_endings, other_endings : tuple of str
        Endings of verbs in the mood of reported speech, and longer ones that are none.
    """

    language: str = ""
    name: str = ""
    classes: Mapping[str, int] = field(default_factory=dict)
    gender: Mapping[str, str] = field(default_factory=dict)
    particles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    same_role: Mapping[str, frozenset[int]] = field(default_factory=dict)
    suffixes: Mapping[str, int] = field(default_factory=dict)
    longest_suffix: int = 0
    sources: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    capitalised_nouns: bool = False
    ordinals: bool = False
    verb_second: bool = False
    verb_last: bool = False
    marks_names: bool = False
    clitics: tuple[str, ...] = ()
    name_endings: tuple[str, ...] = ()
    abstract_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    first_particles: tuple[str, ...] = ()
    second_particles: tuple[str, ...] = ()
    infinitive_endings: tuple[str, ...] = ()
    past_endings: tuple[str, ...] = ()
    mood_endings: tuple[str, ...] = ()
    other_endings: tuple[str, ...] = ()
    dashes: bool = False
    spaced: bool = True
    elides: bool = False

    @property
    def splits(self) -> bool:
        """Whether one written word may be several."""
        return bool(self.clitics) or self.elides or not self.spaced

    def classes_of(self, word: str) -> int:
        """Return the classes of a lower-case word, those of its ending included.

        Examples
        --------
        >>> load_lexicon("de").classes_of("hafenministerin") == CLASS["role"]
        True
        """
        known = self.classes.get(word)
        return _by_ending(self, word) if known is None else known


@lru_cache(maxsize=1 << 13)
def _by_ending(lexicon: Lexicon, word: str) -> int:
    """Return the classes that the ending of an unknown word tells, the longest ending first."""
    longest = _LONGEST_HEAD if lexicon.capitalised_nouns else lexicon.longest_suffix
    for cut in range(max(len(word) - longest, 1), len(word)):
        ending = word[cut:]
        classes = lexicon.suffixes.get(ending, 0)
        if not classes and lexicon.capitalised_nouns and len(ending) > _SHORTEST_HEAD:
            classes = lexicon.classes.get(ending, 0) & _HEADS  # a compound is its last part
        if classes:
            return classes
    return 0


_ENDINGS = (
    "name_endings",
    "abstract_endings",
    "adjective_endings",
    "mood_endings",
    "other_endings",
    "first_particles",
    "second_particles",
    "infinitive_endings",
    "past_endings",
)


_SWITCHES = (
    "capitalised_nouns",
    "ordinals",
    "verb_second",
    "verb_last",
    "marks_names",
    "dashes",
    "spaced",
    "elides",
)


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
        return _build(str(language), tomllib.loads(path.read_text(encoding="utf-8")))
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


def guess_language(text: str, folder: Path = FOLDER) -> str | None:
    """Return the language whose most common words occur most; None where none does.

    Examples
    --------
    >>> guess_language("Das ist nicht die Antwort auf die Frage.")
    'de'
    """
    counts = dict.fromkeys(languages(folder), 0)
    common = _common_words(folder)
    for match in islice(_WORD.finditer(text), _GUESSED_FROM):
        for language in common.get(match[0].lower(), ()):
            counts[language] += 1
    if not any(counts.values()):
        return _language_of_script(text, folder)
    return max(counts, key=lambda language: counts[language])


@lru_cache(maxsize=8)
def _common_words(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return for each common word the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for language in languages(folder):
        for word in load_lexicon(language, folder).common:
            found[word] = (*found.get(word, ()), language)
    return found


def _language_of_script(text: str, folder: Path) -> str | None:
    """Return the language whose common words stand inside unspaced writing."""
    head = text[:1000]
    for language in languages(folder):
        lexicon = load_lexicon(language, folder)
        if not lexicon.spaced and any(word in head for word in lexicon.common):
            return language
    return None


def _build(language: str, data: dict[str, Any]) -> Lexicon:
    """Turn the lists of a file into one table of words."""
    words = data.get("words", {})
    saying = frozenset(_forms(data.get("verbs", [])))
    classes: dict[str, int] = {}
    for kind, listed in _lists(data, saying):
        for word in listed.lower().split():
            classes[word] = classes.get(word, 0) | CLASS[kind]
    gerunds = _endings(data.get("suffixes", {}).get("gerund", ""))
    for word in saying:
        if gerunds and word.endswith(gerunds):
            classes[word] |= CLASS["gerund"]
    suffixes = _suffixes(data.get("suffixes", {}))
    phrases = _phrases(data.get("sources", {}))
    settings: dict[str, Any] = {kind: _endings(data.get(kind, "")) for kind in _ENDINGS}
    settings.update({switch: data[switch] for switch in _SWITCHES if switch in data})
    return Lexicon(
        language=language,
        name=data["name"],
        classes=classes,
        gender=_genders(words, data.get("given", {})),
        particles=_particles(data.get("separable", {})),
        phrases=phrases,
        sources=frozenset(
            words[-1]
            for listed in phrases.values()
            for kind, words in listed
            if kind in ("before", "after_comma")
        ),
        same_role=_groups(data.get("same_role", [])),
        suffixes=suffixes,
        longest_suffix=max(map(len, suffixes), default=0),
        common=frozenset(data.get("common", "").split()),
        abbreviations=frozenset(data.get("abbreviations", "").lower().split()),
        reporting=saying,
        clitics=tuple(data.get("clitics", "").split()),
        **settings,
    )


def _lists(data: dict[str, Any], saying: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the lists of a file with their classes."""
    for kind, words in data.get("words", {}).items():
        if kind not in ("female", "male"):
            yield kind, words
    yield "reported_mood", data.get("reported_mood", "")
    yield "saying", " ".join(saying)
    for group in data.get("forms", []):
        yield group["class"], " ".join(_forms([group]))
    for particle, forms in data.get("separable", {}).items():
        yield "separable", forms
        yield "saying", " ".join(particle + form for form in forms.split())
    for given in data.get("given", {}).values():
        yield "given", given


def _suffixes(listed: dict[str, str]) -> dict[str, int]:
    """Return the endings of words with their classes."""
    found: dict[str, int] = {}
    for kind, endings in listed.items():
        for ending in endings.split() if kind != "gerund" else ():
            found[ending] = found.get(ending, 0) | CLASS[kind]
    return found


def _particles(separable: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return for each verb form the particles that make it a verb of saying."""
    found: dict[str, frozenset[str]] = {}
    for particle, forms in separable.items():
        for form in forms.split():
            found[form] = found.get(form, frozenset()) | {particle}
    return found


def _genders(words: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Return the gender that a given name, a title or a pronoun tells."""
    found: dict[str, str] = {}
    for letter, kind in (("f", "female"), ("m", "male")):
        listed = f"{given.get(kind, '')} {words.get(kind, '')} {words.get(f'pronoun_{kind}', '')}"
        found.update(dict.fromkeys(listed.lower().split(), letter))
    return found


def _endings(words: str) -> tuple[str, ...]:
    """Return endings, the longest first."""
    return tuple(sorted(words.split(), key=len, reverse=True))


def _forms(groups: list[dict[str, str]]) -> Iterator[str]:
    """Spell out the verbs: every stem with every ending, with the prefix as well."""
    for group in groups:
        endings = [ending.strip("-") for ending in group["endings"].split()]
        prefix = group.get("prefix", "")
        for stem in group["stems"].split():
            for ending in endings:
                yield stem + ending
                if prefix:
                    yield prefix + stem + ending


def _phrases(
    sources: dict[str, str],
) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for kind, phrases in sources.items():
        for phrase in phrases.lower().split("|"):
            words = tuple(phrase.split())
            if words:
                found.setdefault(words[0], []).append((kind, words))
    return {
        first: tuple(sorted(phrases, key=lambda each: -len(each[1])))
        for first, phrases in found.items()
    }


def _groups(groups: list[dict[str, str]]) -> dict[str, frozenset[int]]:
    """Return for each word the numbers of the groups that hold it."""
    found: dict[str, frozenset[int]] = {}
    for number, group in enumerate(groups):
        for word in group["words"].lower().split():
            found[word] = found.get(word, frozenset()) | {number}
    return found
