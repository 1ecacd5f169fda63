"""Whom a relative clause is about: she met X, who called it “…” · X, der die Wahl „…“ nannte."""

from __future__ import annotations

from stance.extraction.candidates import of_phrase, personal
from stance.extraction.classes import ARTICLE, GIVEN, OBLIQUE
from stance.extraction.clauses import Sentence
from stance.extraction.phrases import Chunk

__all__ = ["antecedent", "described", "head_of"]


def antecedent(sentence: Sentence, start: int, inner: Chunk | None) -> Chunk | None:
    """Return whom a relative clause is about with a thing in it: X, der die Wahl … nannte."""
    relative = sentence.token(start).classes
    if not relative & ARTICLE or relative & OBLIQUE:
        return None
    thing = inner is None or sentence.tokens[inner.first].classes & ARTICLE
    if not thing or (inner is not None and personal(sentence, inner)):
        return None
    return head_of(sentence, start)


def head_of(sentence: Sentence, relative: int) -> Chunk | None:
    """Return the phrase before the comma of a relative clause; a verb may stand between."""
    place = relative - 2
    if place < 0 or sentence.at(relative - 1) != ",":
        return None
    if sentence.lexicon.verb_second and place and sentence.at(place) in ("word", "saying"):
        place -= 1  # er hat mit X telefoniert, der …
    if sentence.at(place) == "preposition":
        return of_phrase(sentence.chunks[place])
    return sentence.chunks[place] if sentence.at(place) == "noun" else None


def described(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the person whom a relative clause is about: criticato da X, che ha parlato di «…»."""
    place = verb - 1
    while sentence.lexicon.incises and sentence.at(place) in ("auxiliary", "adverb"):
        place -= 1
    if not sentence.lexicon.incises or sentence.at(place) != "subordinator":
        return None
    head = head_of(sentence, place)
    return head if head is not None and sentence.classes_of(head) & GIVEN else None
