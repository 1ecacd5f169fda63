"""The classes of words of the shipped recipe: each word in one class, in both languages."""

import tomllib
from collections import Counter
from pathlib import Path

from stance.io import read_rows
from stance.labels import label_files
from stance.marking import tokenize
from stance.words import Matcher

LISTS = tomllib.loads(Path("data/words.toml").read_text(encoding="utf-8"))
LANGUAGES = ("de", "en")
OFTEN = 20
"""In so many labelled quotes a word is frequent."""
KNOWN = {("de", "war"), ("de", "stand")}
"""German for *was* and *stood*; English has few words of their classes that are as common."""


def test_no_word_is_listed_in_two_classes():
    owners: dict[str, set[str]] = {}
    for name, parts in LISTS.items():
        for words in parts.values():
            for word in words:
                owners.setdefault(word, set()).add(name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


def test_no_frequent_word_of_a_language_is_in_a_class_of_the_other():
    seen: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
    for file in label_files("data/labeled"):
        for _, row in read_rows(file):
            seen[row["lang"]].update(set(tokenize(row["text"])))
    own, others = (_matchers(languages) for languages in (LANGUAGES, LANGUAGES[::-1]))
    taken = {
        (language, word, own[language].find(word), others[language].find(word))
        for language in LANGUAGES
        for word, count in seen[language].items()
        if count >= OFTEN and others[language].find(word) not in (None, own[language].find(word))
    }
    assert {found for found in taken if found[:2] not in KNOWN} == set()


def _matchers(languages: tuple[str, ...]) -> dict[str, Matcher]:
    lists = (
        {name: parts.get(language, []) for name, parts in LISTS.items()} for language in languages
    )
    return dict(zip(LANGUAGES, map(Matcher, lists), strict=True))
