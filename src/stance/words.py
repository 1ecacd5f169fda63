"""Lists of words as data: which entry of a list a token falls under."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from stance.errors import InputError

__all__ = ["BETWEEN", "Matcher", "as_one", "load_lists", "several_words"]

CACHED = 1 << 13
BETWEEN = r"[ \ '.-]{1,2}"
"""What may stand between the words of one name: Xi Jinping, al-Assad, St. Petersburg."""


class Matcher:
    """Finds the name under which a token is listed.

    Parameters
    ----------
    lists : mapping of str to sequence of str
        For each name its lower-case words; a trailing ``*`` takes any ending. A whole word goes
        before an ending, a longer beginning before a shorter one, an earlier list before a later.

    Examples
    --------
    >>> matcher = Matcher({"russia": ["russia*", "moscow"], "ukraine": ["ukrain*"]})
    >>> [matcher.find(token) for token in ("russian", "moscow", "moscows", "ukraine")]
    ['russia', 'russia', None, 'ukraine']
    """

    __slots__ = ("_beginnings", "_cache", "_shortest", "_words")

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._words: dict[str, str] = {}
        names: dict[str, str] = {}
        for name, entries in lists.items():
            for entry in entries:
                if entry.endswith("*"):
                    names.setdefault(entry[:-1], name)
                else:
                    self._words.setdefault(entry, name)
        # By the letters that all beginnings have at least, so that few are tried.
        self._shortest = min(map(len, names), default=0)
        self._beginnings: dict[str, list[tuple[str, str]]] = {}
        for beginning in sorted(names, key=len, reverse=True):
            tried = self._beginnings.setdefault(beginning[: self._shortest], [])
            tried.append((beginning, names[beginning]))
        self._cache: dict[str, str | None] = {}

    def find(self, token: str) -> str | None:
        """Return the name of the list that has the token, or None."""
        try:
            return self._cache[token]
        except KeyError:
            found = self._words.get(token)
            if found is None:
                for beginning, name in self._beginnings.get(token[: self._shortest], ()):
                    if token.startswith(beginning):
                        found = name
                        break
            if len(self._cache) >= CACHED:
                self._cache.clear()  # a bound is enough: the words of news come back at once
            self._cache[token] = found
            return found


def as_one(name: str) -> str:
    """Write a name of several words as one word.

    Examples
    --------
    >>> as_one("xi jinping"), as_one("russia*")
    ('xi_jinping', 'russia*')
    """
    return re.sub(rf"(?<=\w){BETWEEN}(?=\w)", "_", name)


def several_words(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the names of several words in a lower-case text; None if there are none."""
    found = sorted({name for name in names if as_one(name) != name}, key=lambda n: (-len(n), n))
    if not found:
        return None
    ways = (BETWEEN.join(re.findall(r"\w+", name)) + r"\b" * (name[-1] != "*") for name in found)
    return re.compile(rf"\b(?:{'|'.join(ways)})")


def load_lists(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Read lists of words from TOML: a table a list, in it an array of words a language.

    Raises
    ------
    InputError
        If the file is missing, is no TOML, or holds something else than lists of words.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return {
            name: tuple(dict.fromkeys(word.lower() for words in parts.values() for word in words))
            for name, parts in data.items()
        }
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name an existing file.") from error
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise InputError(f"{path}: no lists of words ({error}). See data/words.toml.") from error
