"""Signs of speech in the quoted words themselves: their number, capitals and small words."""

from __future__ import annotations

from collections.abc import Iterator

from stance.extraction.classes import ARTICLE, CLASS, GIVEN, NAMES, PREPOSITION, ROLE
from stance.extraction.stretches import (
    Case,
    called,
    clausal,
    indefinite,
    name_shaped,
    title_case,
    title_place,
)
from stance.extraction.tokens import CAPITAL, LETTERS

__all__ = ["word_signs"]

_BODY = NAMES | CLASS["body"] | CLASS["document"]
_SINGLE = frozenset("‘'‚‹›")
_ENDS = frozenset(".!?…,")
_POINTS = ".,!?"


def word_signs(case: Case) -> Iterator[str]:
    """Yield what the quoted words say themselves."""
    count = len(case.words)
    # in English a comma or full stop moves inside the marks whatever they hold
    moved = not case.nouns_have_capitals and case.said[-1:] in ",."
    ends = case.said[-1:] in _ENDS and not _abbreviated(case.said)
    titled = case.before is not None and title_place(case, case.before)
    early = case.weak or case.rule == "verb before" or titled
    if ends and not (moved and early and count < 6):
        yield "ends like a sentence"
    of_clause = clausal(case.words)
    if of_clause:
        yield "words of a clause"
    if case.low:
        yield "small letter" if count > 1 else "small letter, one word"
    named = not case.low and not of_clause and count > 1 and (moved or not ends)
    named = named and name_shaped(case.words) and case.sentence.lexicon.spaced
    if case.rule != "named" and not (named and case.nouns_have_capitals):
        yield from _length(count)
    if not (case.low or of_clause):
        yield from _name_signs(case, named)
        if case.rule in ("", "named") and not ends and count > 1 and case.words[0] & _BODY:
            yield "name of a body"


def _name_signs(case: Case, named: bool) -> Iterator[str]:
    """Yield what capitals say: a name, or a headline where they say nothing."""
    single = case.text[case.span.start - 1 : case.span.start] in _SINGLE
    if not any(classes & LETTERS for classes in case.words) or len(case.said.strip(_POINTS)) < 2:
        yield "no letters"
    elif single and title_case(case.sentence):
        yield "headline in single marks"
    elif not named or called(case) or _labelled(case):
        return
    elif title_case(case.sentence):
        yield "headline"
    elif case.rule and case.rule != "named" and (indefinite(case) or _governed(case)):
        return  # a name has the definite article or none
    elif case.weak or not (case.nouns_have_capitals or case.rule in ("verb after", "colon")):
        yield "capitals like a name"
    else:
        yield "capitals like a name, said"


def _governed(case: Case) -> bool:
    """Return True where what is said is a noun phrase: forderte „Mut zur Lücke“."""
    before, cue = case.before, case.cue
    if not case.nouns_have_capitals or case.rule != "verb before" or before is None:
        return False
    if before.classes & CAPITAL or not before.classes & LETTERS:
        return False
    near = case.sentence.starts[max(case.index - 2, case.sentence.first) : case.index]
    if cue is not None and cue.cue.start in near:
        return called(case, CLASS["demanding"])
    led = before.classes & (ARTICLE | PREPOSITION)
    return not led and case.sentence.reported_mood()  # er habe „Blut an den Händen“


def _abbreviated(said: str) -> bool:
    """Return True where the last full stop is that of initials: e.V."""
    return said[-1:] == "." and said[-3:-2] in (".", " ") and said[-2:-1].isalpha()


def _labelled(case: Case) -> bool:
    """Return True right behind a colon that follows who speaks: Kanzler Ott: „Kein Krieg“."""
    cue = case.cue
    return (
        case.rule == "label"
        and cue is not None
        and case.sentence.at(case.place - 1) == ":"
        and bool(case.sentence.classes_of(cue) & (ROLE | GIVEN))
    )


def _length(count: int) -> Iterator[str]:
    if count >= 12:
        yield "twelve words"
    elif count >= 7:
        yield "seven words"
    elif count >= 4:
        yield "four words"
    elif count == 1:
        yield "one word"
