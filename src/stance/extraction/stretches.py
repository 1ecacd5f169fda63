"""A stretch between marks, and what the rules for and against speech ask of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stance.extraction.classes import (
    ADVERB,
    ANY_PRONOUN,
    ANY_SAYING,
    ARTICLE,
    AS_LINK,
    AUXILIARY,
    CLASS,
    CONJUNCTION,
    DEFINITE,
    DETERMINER,
    EXPRESSING,
    GENITIVE,
    NAME_PARTICLE,
    NAMING,
    PREPOSITION,
    REFLEXIVE,
    SUBORDINATOR,
)
from stance.extraction.clauses import Sentence
from stance.extraction.cues import Cue
from stance.extraction.nouns import POSSESSIVE
from stance.extraction.tokens import CAPITAL, NUMBER, QUOTED, SIGN, Token, classes_between
from stance.records import Span

__all__ = [
    "CLAUSE",
    "NO_NOUN",
    "SMALL",
    "Case",
    "as_reported",
    "called",
    "clausal",
    "cue_before",
    "indefinite",
    "look_at",
    "name_shaped",
    "title_case",
    "title_like",
    "title_place",
]

_LONGEST = 240  # characters of a quote whose words are looked at
_WEAK = frozenset({"label", "source before", "verb further on", "named"})
SMALL = ARTICLE | PREPOSITION | CONJUNCTION | GENITIVE | NAME_PARTICLE | CLASS["link"]
"""Words that have no capital within a title or a name."""

_NAME_SHAPED = CAPITAL | NUMBER | SMALL
CLAUSE = ANY_PRONOUN | AUXILIARY | ADVERB | SUBORDINATOR | REFLEXIVE
"""Words that clauses have, and titles and names seldom."""

_OPENS_CLAUSE = (ANY_PRONOUN | AUXILIARY) & ~ARTICLE
NO_NOUN = SMALL | CLAUSE | AS_LINK | ANY_SAYING
"""Words that are no nouns."""


@dataclass(slots=True)
class Case:
    """A stretch between marks with what the signs look at."""

    text: str
    sentence: Sentence
    place: int
    cue: Cue | None
    span: Span
    index: int  # which token the marks are
    words: list[int]  # the classes of the quoted words
    before: Token | None
    after: Token | None
    said: str  # the quoted words
    low: bool  # whether a small letter begins them; iPod and the like do not count
    rule: str  # the rule that found the reporting clause; empty where none did
    weak: bool  # whether there is no clause or one that says little
    voiced: Callable[[], bool]  # whether somebody spoke just before

    @property
    def nouns_have_capitals(self) -> bool:
        """Whether a capital tells a noun and not a name."""
        return self.sentence.lexicon.capitalised_nouns


def look_at(
    text: str,
    sentence: Sentence,
    place: int,
    cue: Cue | None,
    span: Span,
    voiced: Callable[[], bool],
) -> Case:
    """Return the case of the quote that is the chunk at a place."""
    index = _index(sentence, place, span)
    said = text[slice(*span)]
    rule = cue.rule if cue is not None else ""
    return Case(
        text=text,
        sentence=sentence,
        place=place,
        cue=cue,
        span=span,
        index=index,
        words=classes_between(
            text, span.start, min(span.end, span.start + _LONGEST), sentence.lexicon
        ),
        before=_before(sentence, index),
        after=sentence.tokens[index + 1] if index + 1 < sentence.last else None,
        said=said,
        low=said[:1].islower() and not said[1:2].isupper(),
        rule=rule,
        weak=not rule or rule in _WEAK,
        voiced=voiced,
    )


def _before(sentence: Sentence, index: int) -> Token | None:
    """Return the token before the marks, past the full stop of: tzw. „…“."""
    if index <= sentence.first:
        return None
    before = sentence.tokens[index - 1]
    shortened = before.word == "." and index - 2 >= sentence.first
    if shortened and sentence.tokens[index - 2].classes & CLASS["so_called"]:
        return sentence.tokens[index - 2]
    return before


def _index(sentence: Sentence, place: int, span: Span) -> int:
    """Return which token the marks are; they may stand inside a noun phrase."""
    piece = sentence.chunks[place]
    for index in range(piece.first, piece.last):
        if sentence.ends[index] >= span.end:
            return index
    return piece.first


def clausal(words: list[int]) -> bool:
    """Return True where a word stands that titles and names seldom have."""
    if words and words[0] & _OPENS_CLAUSE:
        return True
    return any(classes & CLAUSE and not classes & ARTICLE for classes in words[1:])


def name_shaped(words: list[int]) -> bool:
    """Return True where only little words have no capital."""
    return all(classes & _NAME_SHAPED for classes in words)


def title_case(sentence: Sentence) -> bool:
    """Return True where nearly all words around the quotes have capitals."""
    if sentence.lexicon.capitalised_nouns:
        return False
    words = [
        token
        for token in sentence.tokens[sentence.first : min(sentence.last, sentence.first + 30)]
        if not token.classes & (SIGN | QUOTED | SMALL)
    ]
    capitals = sum(token.word[:1].isupper() for token in words)
    return len(words) > 1 and capitals > 0.8 * len(words)


def title_place(case: Case, before: Token) -> bool:
    """Return True where titles and nicknames stand: on “…”, her “…”, Marcia “Cia” Price."""
    if case.nouns_have_capitals or not title_like(case.said):
        return False
    if before.classes & AS_LINK and case.rule:
        return False  # dismissed it as “Orwellian”
    if before.classes & GENITIVE and _of_words(case):
        return False  # chants of “Let Them Stay”
    if before.classes & (PREPOSITION | GENITIVE) or before.word.endswith(POSSESSIVE):
        return True
    after = case.after
    return bool(after is not None and before.classes & CAPITAL and after.classes & CAPITAL)


def _of_words(case: Case) -> bool:
    """Return True behind a noun of words and its preposition."""
    noun = case.index - 2
    return noun >= case.sentence.first and bool(case.sentence.tokens[noun].classes & EXPRESSING)


def title_like(said: str) -> bool:
    """Return True where every longer word has a capital."""
    return said[:1].isupper() and all(word[:1].isupper() or len(word) < 5 for word in said.split())


def cue_before(case: Case) -> bool:
    """Return True where the cue is the token right before the marks."""
    before = case.index - 1
    return case.cue is not None and case.sentence.starts[before] == case.cue.cue.start


def called(case: Case, verbs: int = NAMING) -> bool:
    """Return True where the cue is a verb of naming."""
    cue = case.cue
    if cue is None or cue.rule == "named":
        return False
    return bool(case.sentence.classes_from(cue.cue.start) & verbs)


def indefinite(case: Case) -> bool:
    """Return True after an indefinite article, with or without an adjective."""
    tokens = case.sentence.tokens
    for place in range(case.index - 1, max(case.index - 3, case.sentence.first - 1), -1):
        classes = tokens[place].classes
        if classes & DETERMINER and not classes & DEFINITE:
            return True
        if classes & (SIGN | CAPITAL | NO_NOUN):
            return False
    return False


def as_reported(case: Case) -> bool:
    """Return True for: wie „…“ berichtet · как пишет «…»."""
    sentence = case.sentence
    before = case.place - 1
    if sentence.at(before) == "as":
        return sentence.says(case.place + 1)
    return sentence.at(before - 1) == "as" and sentence.says(before)
