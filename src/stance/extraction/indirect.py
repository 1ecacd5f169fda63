"""Indirect speech: what somebody is reported to have said, in the words of the report.

Taken are the clause that a verb of saying governs (said that …; sagte, … sei …), the clause it
follows (…, X said), what a source is named for (laut X …; …, according to X), and sentences that
stand in the mood of reported speech while somebody is speaking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from stance.extraction.candidates import personal
from stance.extraction.classes import CLASS, PARTICLE
from stance.extraction.clauses import DASHES, Sentence
from stance.extraction.cues import Cue
from stance.extraction.sources import source_at
from stance.extraction.tokens import QUOTED, SIGN
from stance.extraction.verbs import cue_at
from stance.extraction.voices import reporting_at
from stance.records import Span

__all__ = ["Reported", "find_indirect", "find_labelled", "is_free_indirect"]

_CLAUSE, _CONJUNCTION = CLASS["clause"], CLASS["conjunction"]
_REPORTED_ENDING = CLASS["reported_ending"]
_BARE, _TO = CLASS["bare_clause"], CLASS["infinitive"]
_TO_VERBS, _GERUND = CLASS["infinitive_verb"], CLASS["gerund"]
_ASKING = CLASS["asking"]
_NAMING = CLASS["naming"] | CLASS["named"] | CLASS["is_called"]
_VERBS = frozenset({"auxiliary", "word", "saying", "holding", "quoted"})
_OBJECT_FIRST = 6  # chunks that may stand between a verb of saying and its clause
_LONGEST_NOUN = 6  # words; more hold a verb that no list has
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


_Stretch = tuple[int, int]  # chunks


def _at(
    sentence: Sentence, place: int, speech: Collection[int]
) -> tuple[list[_Stretch], Cue, int] | None:
    """Return what the clause reports whose cue stands at a place, and where to look on."""
    kind = sentence.at(place)
    if kind in ("source", "after_comma", "after", "as"):
        return _of_source(sentence, place, speech)
    classes = sentence.token(place).classes
    if not (sentence.says(place) or kind == "holding"):
        return None
    if classes & _NAMING and not classes & _BARE:
        return None
    cue = reporting_at(sentence, place)
    if cue is None or not cue.named:
        return None
    if sentence.lexicon.verb_last:
        nominal = _nominal(sentence, place, cue)
        return None if nominal is None else ([nominal], cue, place)
    content = _clause_after(sentence, place, cue)
    if content is not None:
        return [content], cue, content[1] - 1
    if place - 1 in speech or place - 2 in speech or sentence.token(place).classes & _GERUND:
        return None
    before = _clause_before(sentence, place)
    if before is not None:
        return [before], cue, place
    return None


def _of_source(
    sentence: Sentence, place: int, speech: Collection[int]
) -> tuple[list[_Stretch], Cue, int] | None:
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


def _around(sentence: Sentence, place: int, cue: Cue) -> _Stretch:
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
    if sentence.at(end) == "saying" and sentence.at(end + 1) == ",":
        end += 1  # 据…报道，
    return start, end


def _limits(sentence: Sentence, place: int) -> _Stretch:
    """Return the sentence around a place between its strong signs."""
    start, end = place, place
    while start > 0 and sentence.at(start - 1) not in (":", ";"):
        start -= 1
    while end < len(sentence.chunks) and sentence.at(end) not in (":", ";"):
        end += 1
    return start, end


def _clause_after(sentence: Sentence, verb: int, cue: Cue) -> _Stretch | None:
    """Return the clause that a verb governs: said that …; sagte, … sei …; kündigte an, … zu …."""
    start = _opening(sentence, verb, cue)
    if start is None:
        return None
    end = _closing(sentence, start)
    return (start, end) if end > start else None


def _opening(sentence: Sentence, verb: int, cue: Cue) -> int | None:
    """Return where the clause begins that a verb governs."""
    german = sentence.lexicon.verb_second
    last = len(sentence.chunks)
    subject = max(verb, sentence.place_at(cue.last - 1))
    if not sentence.lexicon.spaced:
        return _plain_clause(sentence, verb)
    for place in range(verb + 1, last):
        kind = sentence.at(place)
        if kind in (":", ";", ".", "?", "!"):
            return None
        if kind == "subordinator" and _governed(sentence, verb, place):
            return place
        if kind == "," and place >= subject and german:
            return place + 1 if _reports(sentence, place + 1) else None
        if german:
            continue
        bare = sentence.token(verb).classes & _BARE and place > verb
        if bare and kind in ("noun", "pronoun") and place > subject - (subject > verb):
            return _bare(sentence, verb, place, subject)
        if kind == "quoted":
            return None
        if sentence.token(place).classes & _TO and sentence.token(verb).classes & _TO_VERBS:
            return (
                place if sentence.chunks[place].last - sentence.chunks[place].first == 1 else None
            )
    return None


def _plain_clause(sentence: Sentence, verb: int) -> int | None:
    """Return where a clause begins that no word introduces: 他说，…."""
    place = verb + 1 + (sentence.at(verb + 1) == ",")
    follows = sentence.at(place) not in ("quoted", ":", ";", ".", "")
    return place if follows and sentence.token(verb).classes & _BARE else None


def _governed(sentence: Sentence, verb: int, place: int) -> bool:
    """Return True where a subordinator opens what a verb reports: said that …; asked why …."""
    near = sentence.lexicon.verb_second or place == verb + 1
    if sentence.token(place).classes & _CLAUSE and (near or sentence.at(place + 1) != "auxiliary"):
        return True
    return bool(sentence.token(verb).classes & _ASKING) and place < verb + 3


def _bare(sentence: Sentence, verb: int, place: int, subject: int) -> int | None:
    """Return where a clause without that begins: said the talks …; told reporters the talks …."""
    if place <= subject and subject > verb:
        place = subject + 1
    if sentence.at(place + 1) in ("noun", "pronoun"):
        place += 1
    if place >= len(sentence.chunks):
        return None
    long = sentence.chunks[place].last - sentence.chunks[place].first > _LONGEST_NOUN
    return place if long or _has_verb(sentence, place + 1, place + 5) else None


def _nominal(sentence: Sentence, verb: int, cue: Cue) -> _Stretch | None:
    """Return the clause that stands as a noun before its verb: X, …dığını söyledi."""
    if verb == 0:
        return None
    end = verb
    while sentence.at(end - 1) == "adverb" and sentence.token(end - 1).classes & PARTICLE:
        end -= 1  # ifade etti
    last = sentence.tokens[sentence.chunks[end - 1].last - 1]
    if not last.classes & _REPORTED_ENDING:
        return None
    start = sentence.place_at(cue.last - 1) + 1
    return (start, end) if start < end else None


def _has_verb(sentence: Sentence, start: int, end: int) -> bool:
    """Return True where a verb stands before the next comma."""
    for place in range(start, min(end, len(sentence.chunks))):
        kind = sentence.at(place)
        if kind in _VERBS:
            return True
        if kind in (",", ":", ";", "."):
            return False
    return False


def _reports(sentence: Sentence, start: int) -> bool:
    """Return True where a clause after a comma is reported: dass, the mood, or zu with a verb."""
    if sentence.at(start) == "subordinator":
        return bool(sentence.token(start).classes & _CLAUSE)
    first = sentence.chunks[start].first if start < len(sentence.chunks) else sentence.last
    for index in range(first, sentence.last):
        token = sentence.tokens[index]
        if token.word in (":", ";"):
            return False
        if sentence.in_mood(index):
            return True
        if token.classes & _TO and index + 1 < sentence.last:
            return sentence.tokens[index + 1].word[:1].islower()
    return False


def _closing(sentence: Sentence, start: int) -> int:
    """Return where a clause ends: with the sentence, or where another verb of saying goes on."""
    for place in range(start + 1, len(sentence.chunks)):
        kind = sentence.at(place)
        if kind in (":", ";"):
            return place
        if kind == "," and sentence.at(place + 1) == "conjunction":
            near = range(place + 2, min(place + 5, len(sentence.chunks)))
            if any(sentence.says(verb) for verb in near):
                return place
    return len(sentence.chunks)


def _clause_before(sentence: Sentence, verb: int) -> _Stretch | None:
    """Return the clause that a verb follows: …, sagte X; …, X said."""
    comma = verb - 1
    if not sentence.lexicon.verb_second:
        while comma > 0 and sentence.at(comma) in ("noun", "pronoun", "adverb"):
            comma -= 1
    if comma < 1 or not (sentence.at(comma) == "," or sentence.at(comma) in DASHES):
        return None
    start = comma
    while start > 0 and sentence.at(start - 1) not in (":", ";"):
        start -= 1
    if not sentence.lexicon.verb_second:
        ends = sentence.at(verb + 1) in ("", ".", ",", "preposition", "adverb", "noun", "pronoun")
        object_ = comma < verb - 1 and sentence.at(verb + 1) in ("noun", "pronoun")
        if object_ or not ends or not _any_verb(sentence, start, comma):
            return None
    return start, comma


def _any_verb(sentence: Sentence, start: int, end: int) -> bool:
    return any(sentence.at(place) in _VERBS for place in range(start, end))


def _trim(sentence: Sentence, first: int, last: int, speech: Collection[int]) -> Iterator[Span]:
    """Yield the stretch without signs and direct quotes at its edges."""
    while first < last and not _bears(sentence, first, speech):
        first += 1
    while last > first and not _bears(sentence, last - 1, speech):
        last -= 1
    if first < last:
        start = sentence.tokens[sentence.chunks[first].first].start
        yield Span(start, sentence.tokens[sentence.chunks[last - 1].last - 1].end)


def _bears(sentence: Sentence, place: int, speech: Collection[int]) -> bool:
    """Return True for what may begin or end reported speech: no direct quote and no sign."""
    return place not in speech and not _is_sign(sentence, place)


def _is_sign(sentence: Sentence, place: int) -> bool:
    piece = sentence.chunks[place]
    token = sentence.tokens[piece.first]
    return piece.last - piece.first == 1 and bool(token.classes & SIGN) and token.word not in "([)]"


def _words(sentence: Sentence, span: Span) -> int:
    return sum(
        not token.classes & (SIGN | QUOTED)
        for token in sentence.tokens[sentence.first : sentence.last]
        if span.start <= token.start < span.end
    )
