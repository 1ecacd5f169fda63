"""Marks that hold a name: of who speaks, of the paper that relays it, of where it was said."""

from __future__ import annotations

from stance.extraction.classes import (
    ANY_SAYING,
    ARTICLE,
    AUXILIARY,
    CLASS,
    DEFINITE,
    PREPOSITION,
    ROLE,
)
from stance.extraction.clauses import DASHES
from stance.extraction.stretches import Case, as_reported, clausal, name_shaped
from stance.extraction.tokens import CAPITAL, SIGN, Token

__all__ = ["heads_subject", "is_source", "located", "within_subject"]

_LONGEST_PLACE = 5  # words
_LATEST = 4  # chunks before the name of a paper that a sentence opens with
_LEADING = ("preposition", "noun", "word")
_STOPS = frozenset(".!?…。")
_LINK, _RELAYING = CLASS["link"], CLASS["relaying"]
_INSIDE = CLASS["inside"] | CLASS["company"]


def is_source(case: Case) -> bool:
    """Return True where the marks hold who speaks: laut „…“, wie „…“ berichtet, „…“ meldet."""
    cue = case.cue
    if cue is not None and cue.first <= case.index < cue.last:
        return True
    kind = case.sentence.at(case.place - 1)
    if _opens_in(case) or _passes_on(case):
        return True
    if len(case.words) > 5 or clausal(case.words):
        return False
    if kind == "source" or as_reported(case):
        return True
    if case.low:
        return False
    if cue is None or cue.named or cue.rule not in ("verb after", "verb before"):
        return False
    behind = case.sentence.at(case.place + 1)
    dropped = behind in DASHES and case.sentence.lexicon.drops_subjects  # „Wrócę” – dodała
    parted = cue.rule == "verb after" and (behind == "," or dropped)
    return name_shaped(case.words) and kind != ":" and not parted


def located(case: Case, before: Token) -> bool:
    """Return True where something is said or shown: im „Anzeiger“, in der „Halle Nord“."""
    if case.low or len(case.words) > _LONGEST_PLACE or not case.nouns_have_capitals:
        return False
    if before.classes & DEFINITE and case.index - 2 >= case.sentence.first:
        before = case.sentence.tokens[case.index - 2]
    return bool(before.classes & _INSIDE)


def heads_subject(case: Case) -> bool:
    """Return True where the marks are the noun of a subject: der „…“ soll."""
    first = case.sentence.first
    if case.index - 1 != first and not case.sentence.tokens[case.index - 2].classes & SIGN:
        return False
    return case.after is not None and bool(case.after.classes & (AUXILIARY | ANY_SAYING))


def within_subject(case: Case, before: Token) -> bool:
    """Return True for: ein Sprecher der „…“ sagte."""
    tokens, place = case.sentence.tokens, case.index - 2
    if case.sentence.lexicon.declines and before.classes & ROLE and not case.low:
        return len(case.words) < _LONGEST_PLACE and not clausal(case.words)  # глава «Нафты» X
    if place < case.sentence.first or case.after is None:
        return False
    if case.nouns_have_capitals and before.classes & _LINK and tokens[place].classes & ROLE:
        return not case.low  # der Leiter von „Ostwind“, Kurt Ott
    if not before.classes & ARTICLE or (case.low and len(case.words) > 1):
        return False
    if tokens[place].classes & PREPOSITION and place > case.sentence.first:
        place -= 1
    behind = case.after.classes & (AUXILIARY | ANY_SAYING)
    return bool(behind and tokens[place].classes & CAPITAL) and len(case.words) < 6


def _passes_on(case: Case) -> bool:
    """Return True for the paper that relays a sentence: …, пише «Дзеркало тижня»."""
    sentence, verb = case.sentence, case.place - 1
    if case.low or len(case.words) > _LONGEST_PLACE or not sentence.says(verb):
        return False
    parted = sentence.at(verb - 1) == "," or sentence.at(verb - 1) in DASHES
    return parted and bool(sentence.token(verb).classes & _RELAYING)


def _opens_in(case: Case) -> bool:
    """Return True for: In der „Abendschau“ sagte X … · В интервью «Вестнику» X сказал …."""
    sentence = case.sentence
    if case.place > _LATEST or case.low or len(case.words) > _LONGEST_PLACE:
        return False
    if case.said[-1:] in _STOPS or not case.place:
        return False
    opening = sentence.token(0).classes & CLASS["inside"]
    before = range(case.place)
    if not opening or any(sentence.at(at) not in _LEADING for at in before):
        return False
    behind = range(case.place + 1, len(sentence.chunks))
    return sentence.says(case.place + 1) or any(sentence.at(at) == "quoted" for at in behind)
