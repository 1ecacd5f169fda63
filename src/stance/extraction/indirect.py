"""Indirect speech: what somebody is reported to have said, in the words of the report.

Taken are the clause that a verb of saying governs (said that …; sagte, … sei …), the clause it
follows (…, X said), what a source is named for (laut X …; …, according to X), and sentences that
stand in the mood of reported speech while somebody is speaking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from stance.extraction.candidates import personal
from stance.extraction.classes import CLASS
from stance.extraction.clauses import Sentence
from stance.extraction.contents import Stretch, clause_after, clause_before, nominal_clause
from stance.extraction.cues import Cue
from stance.extraction.sources import source_at
from stance.extraction.tokens import QUOTED, SIGN
from stance.extraction.verbs import cue_at
from stance.extraction.voices import reporting_at
from stance.records import Span

__all__ = ["Reported", "find_indirect", "find_labelled", "is_free_indirect"]

_BARE, _GERUND = CLASS["bare_clause"], CLASS["gerund"]
_NAMING = CLASS["naming"] | CLASS["named"] | CLASS["is_called"]
_CALLING = CLASS["calling"] | CLASS["named"]
_IMPERSONAL = CLASS["impersonal"]
_LEAST, _LEAST_AROUND_QUOTES = 2, 3  # words of reported speech


class Reported(NamedTuple):
    """Reported speech: where it stands and the clause that reports it."""

    spans: tuple[Span, ...]
    cue: Cue


def find_indirect(sentence: Sentence, speech: Collection[int]) -> list[Reported]:
    """Return the reported speech of a sentence; `speech` are the chunks that are direct quotes."""
    found: list[Reported] = []
    taken = -1
    for place in range(len(sentence.chunks)):
        if place <= taken:
            continue
        reported = _at(sentence, place, speech)
        if reported is None:
            continue
        stretches, cue, taken = reported
        spans = tuple(
            span for first, last in stretches for span in _trim(sentence, first, last, speech)
        )
        least = _LEAST_AROUND_QUOTES if speech else _LEAST
        if sum(_words(sentence, span) for span in spans) >= least:
            found.append(Reported(spans, cue))
    return found


def find_labelled(sentence: Sentence) -> Reported | None:
    """Return what a headline lets somebody say behind a colon: Ott: The dam will hold."""
    colon = 2 if sentence.at(1) == "preposition" else 1
    if sentence.at(colon) != ":" or sentence.at(0) != "noun":
        return None
    speaker = sentence.chunks[0]
    if not (personal(sentence, speaker) or sentence.named_again(speaker)):
        return None
    spans = tuple(_trim(sentence, colon + 1, len(sentence.chunks), ()))
    cue = cue_at(sentence, "label", colon, speaker)
    enough = sum(_words(sentence, span) for span in spans) >= _LEAST_AROUND_QUOTES
    return Reported(spans, cue) if enough else None


def is_free_indirect(sentence: Sentence) -> bool:
    """Return True for a sentence in the mood of reported speech that no clause reports."""
    return sentence.reported_mood(sure=True)


def _at(
    sentence: Sentence, place: int, speech: Collection[int]
) -> tuple[list[Stretch], Cue, int] | None:
    """Return what the clause reports whose cue stands at a place, and where to look on."""
    kind = sentence.at(place)
    if kind in ("source", "after_comma", "after", "as"):
        return _of_source(sentence, place, speech)
    classes = sentence.token(place).classes
    if not (sentence.says(place) or kind == "holding"):
        return None
    names = classes & (_CALLING if sentence.lexicon.verb_second else _NAMING)
    if names and not classes & _BARE:
        return None
    cue = reporting_at(sentence, place)
    if not (cue.named or _impersonal(sentence, place)):
        return None
    if sentence.lexicon.verb_last:
        nominal = nominal_clause(sentence, place, cue)
        return None if nominal is None else ([nominal], cue, place)
    content = clause_after(sentence, place, cue)
    if content is not None:
        return [content], cue, content[1] - 1
    if place - 1 in speech or place - 2 in speech or sentence.token(place).classes & _GERUND:
        return None
    before = clause_before(sentence, place)
    if before is not None:
        return [before], cue, place
    return None


def _impersonal(sentence: Sentence, verb: int) -> bool:
    """Return True for a clause that says nobody speaks: …, hieß es."""
    behind = verb + 1 < len(sentence.chunks) and sentence.at(verb - 1) == ","
    return behind and bool(sentence.token(verb + 1).classes & _IMPERSONAL)


def _of_source(
    sentence: Sentence, place: int, speech: Collection[int]
) -> tuple[list[Stretch], Cue, int] | None:
    """Laut X … · … nach Angaben von X … · …, according to X."""
    cue = source_at(sentence, place)
    if cue is None:
        return None
    start, end = _around(sentence, place, cue)
    stretches = []
    opening, closing = _limits(sentence, place)
    first = next((at for at in range(opening, start) if _bears(sentence, at, speech)), start)
    if first < start and not sentence.says(first):
        stretches.append((first, start))
    if end < closing:
        stretches.append((end, closing))
    return (stretches, cue, closing - 1) if stretches else None


def _around(sentence: Sentence, place: int, cue: Cue) -> Stretch:
    """Return the chunks of the phrase that names a source, the cue included."""
    places = [
        index
        for index in range(len(sentence.chunks))
        if sentence.chunks[index].last > cue.first and sentence.chunks[index].first < cue.last
    ]
    start, end = min([place, *places]), max([place, *places]) + 1
    if sentence.at(place) == "as":
        while end < len(sentence.chunks) and not sentence.says(end - 1):
            end += 1
        behind = end
        while sentence.at(behind) in ("pronoun", "preposition", "adverb"):
            behind += 1  # as X put it on Monday, …
        end = behind if sentence.at(behind) == "," else end
    if sentence.at(end) == "saying" and sentence.at(end + 1) == ",":
        end += 1  # 据…报道，
    return start, end


def _limits(sentence: Sentence, place: int) -> Stretch:
    """Return the sentence around a place between its strong signs."""
    start, end = place, place
    while start > 0 and sentence.at(start - 1) not in (":", ";"):
        start -= 1
    while end < len(sentence.chunks) and sentence.at(end) not in (":", ";"):
        end += 1
    return start, end


def _trim(sentence: Sentence, first: int, last: int, speech: Collection[int]) -> Iterator[Span]:
    """Yield the stretch without signs and direct quotes at its edges."""
    while first < last and not _bears(sentence, first, speech):
        first += 1
    while last > first and not _bears(sentence, last - 1, speech):
        last -= 1
    if first < last:
        start = sentence.starts[sentence.chunks[first].first]
        yield Span(start, sentence.ends[sentence.chunks[last - 1].last - 1])


def _bears(sentence: Sentence, place: int, speech: Collection[int]) -> bool:
    """Return True for what may begin or end reported speech: no direct quote and no sign."""
    return place not in speech and not _is_sign(sentence, place)


def _is_sign(sentence: Sentence, place: int) -> bool:
    piece = sentence.chunks[place]
    token = sentence.tokens[piece.first]
    return piece.last - piece.first == 1 and bool(token.classes & SIGN) and token.word not in "([)]"


def _words(sentence: Sentence, span: Span) -> int:
    return sum(
        not sentence.tokens[index].classes & (SIGN | QUOTED)
        for index in range(sentence.first, sentence.last)
        if span.start <= sentence.starts[index] < span.end
    )
