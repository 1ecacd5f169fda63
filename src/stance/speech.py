"""Speech or not: is a stretch between marks something said, or a title, a name, a distance kept?

A sum of plain evidence, each piece with a weight of one decimal; the logistic of the sum is the
confidence that a quote carries.
"""

from __future__ import annotations

import math

from stance.clauses import Sentence
from stance.cues import Cue
from stance.lexicon import CLASS, Lexicon
from stance.phrases import ANY_PRONOUN, AUXILIARY, DEFINITE, DETERMINER
from stance.tokens import CAPITAL, SIGN, Token, tokenize

__all__ = ["confidence"]

_NAMES, _MENTION, _SO_CALLED = CLASS["names"], CLASS["mention"], CLASS["so_called"]
_SLOGAN = CLASS["slogan"]
_LOWER = DEFINITE | DETERMINER | ANY_PRONOUN | AUXILIARY
_RULES = {
    "verb after": 3.0,
    "unknown verb after": 1.0,
    "colon": 3.0,
    "label": 2.5,
    "as clause": 2.5,
    "source after": 2.0,
    "source before": 2.0,
    "verb before": 1.2,
    "verb further on": 0.8,
    "continues": 2.0,
    "reported": 1.2,
}


def confidence(
    text: str,
    sentence: Sentence,
    place: int,
    cue: Cue | None,
    lexicon: Lexicon,
    span: tuple[int, int],
) -> float:
    """Return how surely the quote that is the chunk at a place is speech."""
    total = evidence(text, sentence, place, cue, lexicon, span)
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def evidence(
    text: str,
    sentence: Sentence,
    place: int,
    cue: Cue | None,
    lexicon: Lexicon,
    span: tuple[int, int],
) -> float:
    said = text[slice(*span)]
    words = tokenize(said, [], lexicon)
    count = sum(not token.classes & SIGN for token in words)
    total = -1.0
    total += _RULES[cue.rule] if cue is not None else 0.0
    total += _length(count)
    if said[-1:] in ".!?…,":
        total += 1.5
    if said[:1].islower():
        total += 1.5 if count > 1 else 0.8
    if any(token.classes & _LOWER and not token.classes & CAPITAL for token in words):
        total += 1.0
    elif count > 1 and all(token.classes & (CAPITAL | SIGN) for token in words):
        total -= 1.5
    total += _surroundings(sentence, place, count)
    return total


def _length(count: int) -> float:
    if count >= 12:
        return 3.0
    if count >= 7:
        return 2.0
    if count >= 4:
        return 1.0
    return 0.0 if count > 1 else -0.6


def _surroundings(sentence: Sentence, place: int, count: int) -> float:
    """Return the evidence of the words right before and after."""
    before = _word_before(sentence, place)
    if before is None:
        return 0.0
    if before.classes & _SO_CALLED:
        return -4.0
    if before.classes & _SLOGAN:
        return 0.0
    if before.classes & _NAMES:
        return -3.0 if count < 8 else -1.0
    if before.classes & (DEFINITE | DETERMINER) and count < 4:
        return -0.8
    return 0.0


def _word_before(sentence: Sentence, place: int) -> Token | None:
    index = sentence.chunks[place].first - 1
    return sentence.tokens[index] if index >= sentence.first else None
