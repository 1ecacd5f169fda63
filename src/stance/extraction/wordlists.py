"""The file of a language turned into tables: verbs spelled out, phrases by their first word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stance.extraction.classes import CLASS

__all__ = ["tables"]

_ENDINGS = (
    "name_endings",
    "case_endings",
    "noun_endings",
    "owner_endings",
    "object_endings",
    "abstract_endings",
    "adjective_endings",
    "clause_endings",
    "mood_endings",
    "other_endings",
    "first_particles",
    "second_particles",
    "infinitive_endings",
    "past_endings",
    "governed_endings",
    "plural_endings",
    "finite_endings",
)
_SWITCHES = (
    "capitalised_nouns",
    "ordinals",
    "verb_second",
    "verb_last",
    "marks_names",
    "dashes",
    "incises",
    "plain_titles",
    "drops_subjects",
    "spaced",
    "elides",
)


def tables(language: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a lexicon: the lists of a file turned into one table of words."""
    words = data.get("words", {})
    saying = frozenset(_forms(data.get("verbs", [])))
    classes: dict[str, int] = {}
    for kind, listed in _lists(data, saying):
        for word in listed.lower().split():
            classes[word] = classes.get(word, 0) | CLASS[kind]
    given = dict(_given(data))
    for word in given:
        classes[word] = classes.get(word, 0) | CLASS["given"]
    gerunds = _endings(data.get("suffixes", {}).get("gerund", ""))
    for word in saying:
        if gerunds and word.endswith(gerunds):
            classes[word] |= CLASS["gerund"]
    suffixes = _suffixes(data.get("suffixes", {}))
    phrases = _phrases(data.get("sources", {}))
    for word in phrases:
        classes[word] = classes.get(word, 0) | CLASS["phrase"]
    settings: dict[str, Any] = {kind: _endings(data.get(kind, "")) for kind in _ENDINGS}
    settings.update({switch: data[switch] for switch in _SWITCHES if switch in data})
    return dict(
        language=language,
        name=data["name"],
        classes=classes,
        gender=given | _genders(words, data.get("given", {})),
        named=frozenset(" ".join(data.get("given", {}).values()).split()),
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
        surnames=frozenset(data.get("surnames", "")),
        sounds=frozenset(data.get("sounds", "")),
        more_sounds=frozenset(data.get("more_sounds", "")),
        articles="definite" in words,
        fleeting=_fleeting(data.get("fleeting", "")),
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


def _given(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the given names in all cases, with their gender: Иван, Ивана, Ивану."""
    cases = [ending.partition(">") for ending in data.get("given_cases", "").split()]
    for kind, names in data.get("given", {}).items():
        for name in names.split():
            yield name, kind[0]
            found = next((one for one in cases if name.endswith(one[0])), ("", "", ""))
            for ending in found[2].split(",") if found[2] else ():
                yield name[: len(name) - len(found[0])] + ending, kind[0]


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


def _fleeting(words: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of: ec>c ek>k."""
    pairs = (word.partition(">") for word in words.split())
    return tuple((full, short) for full, _, short in pairs)


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
            for words in {tuple(phrase.split()), tuple(phrase.replace("'", "’").split())}:
                if words:
                    found.setdefault(words[0], []).append((kind, words))
    return {
        first: tuple(sorted(phrases, key=lambda each: -len(each[1])))
        for first, phrases in found.items()
    }


def _groups(groups: list[dict[str, str]]) -> dict[str, frozenset[int]]:
    """Return for each word the numbers of the groups that hold it.

    Each `narrow` word makes a group of its own with all the `broad` ones: an expert may be an
    economist or a lawyer, but an economist is no lawyer.
    """
    found: dict[str, frozenset[int]] = {}
    for number, stems in enumerate(_same(groups)):
        for word in stems:
            found[word] = found.get(word, frozenset()) | {number}
    return found


def _same(groups: list[dict[str, str]]) -> Iterator[list[str]]:
    """Yield the words of each group in all their forms."""
    for group in groups:
        broad = group.get("broad", group.get("words", "")).lower()
        for narrow in group.get("narrow", "").lower().split() or [""]:
            stems = f"{broad} {narrow}"
            yield [*_forms([{"stems": stems, "endings": group.get("endings", "-")}])]
