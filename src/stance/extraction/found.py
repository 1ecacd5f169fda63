"""A stretch of speech on its way to a quote, and which stretches belong to one quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.extraction.classes import ANY_PRONOUN, DEFINITE, DETERMINER
from stance.extraction.clauses import DASHES, Sentence
from stance.extraction.cues import Cue
from stance.extraction.marks import Marked
from stance.extraction.phrases import Chunk
from stance.records import Span

__all__ = ["Found", "lists", "merged"]

_STOPS = frozenset(".!?")
_PARTING = frozenset(",–—")
_BEHIND = ("verb after", "source after", "as clause")  # rules of a clause between two parts


@dataclass(slots=True)
class Found:
    """A stretch of speech on its way to a quote."""

    spans: list[Span]
    place: int
    cue: Cue | None
    confidence: float
    continues: bool = False
    kind: str = "direct"
    speaker: str | None = None
    role: Span | None = None


def lists(
    sentence: Sentence, weighed: Sequence[tuple[Marked, Found]]
) -> list[list[tuple[Marked, Found]]]:
    """Group the stretches of a list, and the parts of what a reporting clause splits."""
    groups: list[list[tuple[Marked, Found]]] = []
    end = -1
    for item in weighed:
        between = sentence.chunks[end + 1 : item[1].place]
        if groups and (
            _splits(sentence, between, groups[-1][-1][1], item[1])
            or _listed(sentence, between, item[1])
        ):
            groups[-1].append(item)
        else:
            groups.append([item])
        end = item[1].place
    return groups


def merged(text: str, sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Join the parts of split quotes."""
    joined: list[Found] = []
    for one in found:
        if joined and _goes_on(text, sentence, joined[-1], one):
            before = joined[-1]
            before.spans += one.spans
            before.place = one.place
            before.cue = _clearer(sentence, before.cue, one.cue)
            before.confidence = max(before.confidence, one.confidence)
        else:
            joined.append(one)
    return joined


def _goes_on(text: str, sentence: Sentence, before: Found, one: Found) -> bool:
    """Return True for the second part of a split quote, or of a list of fragments."""
    if _another_speaks(sentence, before, one):
        return False
    if one.continues:
        return True
    if sentence.at(one.place) != "quoted":
        return sentence.at(one.place - 1) == "conjunction"
    between = sentence.chunks[before.place + 1 : one.place]
    kinds = [piece.kind for piece in between if piece.kind not in (",", "–", "—", "-")]
    if not kinds or kinds == ["conjunction"]:
        return True
    return (
        (between[-1].kind == "," or between[-1].kind in DASHES)
        and text[before.spans[-1].end - 1] not in _STOPS
        and any(kind in ("saying", "source", "after_comma") for kind in kinds)
        and "quoted" not in kinds
        and before.cue is not None
        and before.cue.rule in _BEHIND
    )


def _clearer(sentence: Sentence, one: Cue | None, other: Cue | None) -> Cue | None:
    """Return the clause that names somebody: he spoke of „A“ and „B“, so Ott."""
    if one is None or other is None or not other.named:
        return one or other
    vague = not one.named or sentence.tokens[one.first].classes & ANY_PRONOUN
    return other if vague and not sentence.tokens[other.first].classes & ANY_PRONOUN else one


def _another_speaks(sentence: Sentence, before: Found, one: Found) -> bool:
    """Return True where each part has a clause and a subject of its own: – A – mówi X. – B – …."""
    if before.cue is None or one.cue is None or not (before.cue.named and one.cue.named):
        return False
    if one.cue.rule != "verb after" or one.cue.cue == before.cue.cue:
        return False
    names = sentence.tokens[one.cue.first].classes | sentence.tokens[before.cue.first].classes
    return not names & ANY_PRONOUN


def _splits(sentence: Sentence, between: Sequence[Chunk], before: Found, one: Found) -> bool:
    """Return True where only their common clause stands between two parts: „A“, so X, „b“."""
    if not between or before.cue is None or one.cue is None:
        return False
    if sentence.at(one.place) != "quoted":
        return False  # sagte X, der „Zeitung“ zufolge
    parted = between[0].kind in _PARTING and between[-1].kind in _PARTING
    return parted and before.cue.rule in _BEHIND and before.cue.cue == one.cue.cue


def _listed(sentence: Sentence, between: Sequence[Chunk], one: Found) -> bool:
    """Return True where only commas, conjunctions and articles part two stretches."""
    if len(between) > 3 or _relative(between, one):
        return False
    return all(
        piece.kind in (",", "conjunction")
        or sentence.tokens[piece.first].classes & (DEFINITE | DETERMINER)
        for piece in between
    )


def _relative(between: Sequence[Chunk], one: Found) -> bool:
    """Return True where a relative clause begins: „X“, die „eine neue Zeit“ …."""
    opens = len(between) == 2 and between[0].kind == ","
    return opens and between[1].kind == "subordinator" and one.cue is not None
