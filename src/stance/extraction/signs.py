"""The signs by which speech is told from titles, names, and distance kept by the newsroom."""

from __future__ import annotations

from collections.abc import Iterator

from stance.extraction.stretches import Case, as_reported
from stance.extraction.surroundings import neighbour_signs
from stance.extraction.wording import word_signs

__all__ = ["signs"]

_SHORT = 40  # characters


def signs(case: Case) -> Iterator[str]:
    """Yield the signs that a case shows."""
    yield from _clause_signs(case)
    yield from word_signs(case)
    yield from neighbour_signs(case)


def _clause_signs(case: Case) -> Iterator[str]:
    """Yield what the reporting clause says, or the sentence where there is none."""
    if case.rule and not as_reported(case):
        yield case.rule
    if not case.weak:
        return
    if case.sentence.reported_mood():
        yield "reported mood"
    voiced = case.voiced()
    if not case.rule and not voiced and case.low and case.sentence.lexicon.verb_last:
        yield "nobody says so at the end"
    if voiced:
        yield "somebody spoke before"
    elif case.span.end - case.span.start < _SHORT:
        yield "short and nobody spoke before"
