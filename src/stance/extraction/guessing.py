"""Which language a text is in: told by its little words, in short texts by how words are spelled.

What a language looks like is learned from the words of its lexicon, so that a new file is enough.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from stance.extraction.classes import CLASS
from stance.extraction.lexicon import FOLDER, Lexicon, languages, load_lexicon

__all__ = ["guess_language"]

_WORD = re.compile(r"[^\W\d_]+")
_LITTLE_FROM, _SPELLED_FROM = 200, 60  # words of a text that are looked at
_LEAST, _TIMES = 5, 2  # little words that settle it, and how many more than of any other language
_UNSPACED = "\u2e80"  # from here on scripts write no blanks between words
_LEAST_KNOWN = 0.4  # of the signs of such a text
_NAMES = CLASS["given"] | CLASS["place"]
_MOST_WORDS = 1500  # of a lexicon; common ones count more
_COMMON_TIMES, _COMMON_BONUS, _KNOWN_BONUS = 5, 6.0, 3.0
_SMOOTHING, _TRIGRAMS = 0.3, 8000
_STRANGE = 4.0  # what a letter costs that a language does not have


def guess_language(text: str, folder: Path = FOLDER) -> str | None:
    """Return the language of a text; None where it has no word, or none that looks like any.

    A text with many little words (der, the, le) is settled by counting them. A short one is taken
    to be in the language whose words have its letters in threes most often (Dunning 1994), where
    a word that only few lexica have counts more.

    Examples
    --------
    >>> guess_language("Das ist nicht die Antwort auf die Frage.")
    'de'
    >>> guess_language("Koncern wycofuje się.")
    'pl'
    """
    words = [match[0].lower() for match in islice(_WORD.finditer(text), _LITTLE_FROM)]
    if not words:
        return None
    return (
        _by_little_words(words, folder)
        or _unspaced("".join(words[:_SPELLED_FROM]), folder)
        or _by_spelling(words[:_SPELLED_FROM], folder)
    )


def _by_little_words(words: Sequence[str], folder: Path) -> str | None:
    """Return the language whose common words stand far more often than any other's."""
    common = _common_words(folder)
    counts = Counter(language for word in words for language in common.get(word, ()))
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= max(_LEAST, _TIMES * second) else None


def _unspaced(letters: str, folder: Path) -> str | None:
    """Return the language without blanks whose signs these are."""
    if 2 * sum(letter >= _UNSPACED for letter in letters) < len(letters):
        return None
    shares = {
        language: sum(letter in signs for letter in letters) / len(letters)
        for language, signs in _signs(folder).items()
    }
    best = max(shares, key=lambda language: shares[language], default=None)
    return best if best is not None and shares[best] >= _LEAST_KNOWN else None


def _by_spelling(words: Sequence[str], folder: Path) -> str | None:
    """Return the language in which words like these are likeliest."""
    spelling = _spelling(folder)
    scores = [0.0] * len(spelling.languages)
    seen = False
    for word in words:
        for place, gain in spelling.words.get(word, ()):
            scores[place] += gain
        for three in _threes(word):
            gains = spelling.threes.get(three, ())
            seen = seen or bool(gains)
            for place, gain in gains:
                scores[place] += gain
            for place, floor in enumerate(spelling.floors):
                scores[place] += floor
        for letter in word if not word.isascii() else ():
            for place, alphabet in enumerate(spelling.alphabets):
                scores[place] -= 0.0 if letter in alphabet else _STRANGE
    return spelling.languages[scores.index(max(scores))] if seen else None


class _Spelling(NamedTuple):
    """How likely letters in threes are in each language, against one that has never been seen."""

    languages: tuple[str, ...]
    alphabets: tuple[frozenset[str], ...]
    floors: tuple[float, ...]
    threes: dict[str, list[tuple[int, float]]]
    words: dict[str, list[tuple[int, float]]]


@lru_cache(maxsize=8)
def _spelling(folder: Path) -> _Spelling:
    """Return what the words of all lexica with blanks look like."""
    lexica = [one for one in _lexica(folder) if one.spaced]
    threes: dict[str, list[tuple[int, float]]] = {}
    words: dict[str, list[tuple[int, float]]] = {}
    floors, alphabets = [], []
    for place, lexicon in enumerate(lexica):
        known = _words(lexicon)
        spelled = [*known[:: max(1, len(known) // _MOST_WORDS)], *[*lexicon.common] * _COMMON_TIMES]
        alphabets.append(frozenset("".join(known)) | frozenset(string.ascii_lowercase))
        counts = Counter(three for word in spelled for three in _threes(word))
        total = counts.total() + _SMOOTHING * _TRIGRAMS
        floors.append(math.log(_SMOOTHING / total))
        for three, count in counts.items():
            gain = math.log(count / _SMOOTHING + 1)
            threes.setdefault(three, []).append((place, gain))
        for word in {*known, *lexicon.common}:
            common = word in lexicon.common
            words.setdefault(word, []).append((place, _COMMON_BONUS if common else _KNOWN_BONUS))
    shared = {
        word: [(place, bonus / len(holders)) for place, bonus in holders]
        for word, holders in words.items()
    }
    return _Spelling(
        tuple(one.language for one in lexica), tuple(alphabets), tuple(floors), threes, shared
    )


def _threes(word: str) -> Iterator[str]:
    """Yield the letters of a word in threes, its edges included."""
    edged = f" {word} "
    for place in range(len(edged) - 2):
        yield edged[place : place + 3]


def _words(lexicon: Lexicon) -> list[str]:
    """Return the words of a lexicon that are no names, in a fixed order."""
    return sorted(word for word, bits in lexicon.classes.items() if bits & ~_NAMES)


def _lexica(folder: Path) -> list[Lexicon]:
    return [load_lexicon(language, folder) for language in languages(folder)]


@lru_cache(maxsize=8)
def _common_words(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return for each common word the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for lexicon in _lexica(folder):
        for word in lexicon.common:
            found[word] = (*found.get(word, ()), lexicon.language)
    return found


@lru_cache(maxsize=8)
def _signs(folder: Path) -> dict[str, frozenset[str]]:
    """Return the signs with which the words of each language without blanks are written."""
    return {
        lexicon.language: frozenset("".join([*lexicon.classes, *lexicon.common]))
        for lexicon in _lexica(folder)
        if not lexicon.spaced
    }
