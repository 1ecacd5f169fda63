"""Speech or not: is a stretch between marks something said, or a title, a name, a distance kept?

A sum of plain evidence, each piece with a weight that somebody can read and dispute; the logistic
of the sum is the confidence that a quote carries.
"""

from __future__ import annotations

import math

from stance.clauses import Sentence
from stance.cues import Cue
from stance.lexicon import CLASS
from stance.phrases import ANY_PRONOUN, AUXILIARY, DEFINITE, DETERMINER, NOUN, PREPOSITION
from stance.records import Span
from stance.tokens import CAPITAL, NUMBER, SIGN, Token, tokenize

__all__ = ["confidence"]

_NAMES, _MENTION, _SO_CALLED = CLASS["names"], CLASS["mention"], CLASS["so_called"]
_EXPRESSING, _NAMING, _SLOGAN = CLASS["expressing"], CLASS["naming"], CLASS["slogan"]
_GIVEN, _SAYING = CLASS["given"], CLASS["saying"]
_ARTICLE = DEFINITE | DETERMINER
_SMALL = (
    _ARTICLE | PREPOSITION | CLASS["conjunction"] | CLASS["genitive"] | CLASS["name_particle"]
    | CLASS["link"]
)
_CLAUSE = ANY_PRONOUN | AUXILIARY | CLASS["adverb"] | CLASS["subordinator"] | CLASS["reflexive"]

# How much each rule that found a reporting clause speaks for speech.
_RULES = {
    "verb after": 3.0,
    "unknown verb after": 1.0,
    "colon": 3.0,
    "label": 1.5,
    "as clause": 2.5,
    "source after": 2.0,
    "source before": 1.5,
    "verb before": 1.2,
    "verb further on": 0.8,
    "named": -1.5,
}


def confidence(text: str, sentence: Sentence, place: int, cue: Cue | None, span: Span) -> float:
    """Return how surely the quote that is the chunk at a place is speech."""
    total = -1.0 + _inside(text, sentence, cue, span) + _around(text, sentence, place, cue, span)
    if cue is not None:
        total += _RULES[cue.rule]
    elif sentence.reported_mood():
        total += 1.0
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def _inside(text: str, sentence: Sentence, cue: Cue | None, span: Span) -> float:
    """Return the evidence of the quoted words themselves."""
    said = text[slice(*span)]
    words = [
        token
        for token in tokenize(said, [], sentence.lexicon)
        if not token.classes & SIGN
    ]
    total = _length(len(words))
    ends = said[-1:] in (".", "!", "?", "…", ",")
    if ends:
        total += 1.5
    if said[:1].islower():
        return total + (1.5 if len(words) > 1 else 0.8) + (0.7 if _clausal(words) else 0.0)
    if _clausal(words):
        return total + 1.0
    if len(words) > 1 and not ends and _name_shaped(words):
        weak = cue is None or cue.rule in ("label", "source before", "verb further on", "named")
        total -= 2.5 if weak else 1.5
    return total


def _length(count: int) -> float:
    if count >= 12:
        return 3.0
    if count >= 7:
        return 2.0
    if count >= 4:
        return 1.0
    return 0.0 if count > 1 else -0.6


def _clausal(words: list[Token]) -> bool:
    """Return True where a word stands that titles and names seldom have."""
    return any(
        token.classes & _CLAUSE and not token.classes & _ARTICLE
        for token in words[1:]
    ) or bool(words and words[0].classes & (ANY_PRONOUN | AUXILIARY) & ~_ARTICLE)


def _name_shaped(words: list[Token]) -> bool:
    """Return True where only little words have no capital."""
    return all(token.classes & (CAPITAL | NUMBER | _SMALL) for token in words)


def _around(text: str, sentence: Sentence, place: int, cue: Cue | None, span: Span) -> float:
    """Return the evidence of the words right before and after the marks."""
    piece = sentence.chunks[place]
    quoted = sentence.tokens[piece.first]
    total = 0.0
    if text[quoted.end : quoted.end + 1] in ("-", "‑") and text[
        quoted.end + 1 : quoted.end + 2
    ].isalpha():
        total -= 4.0  # „Bild“-Zeitung
    if sentence.at(place - 1) in ("(", "["):
        total -= 1.5
    before = sentence.tokens[piece.first - 1] if piece.first > sentence.first else None
    if before is None or before.classes & SIGN:
        return total
    count = text.count(" ", *span) + 1
    capital = text[span.start : span.start + 1].isupper()
    naming = cue is not None and cue.rule != "named" and _names(sentence, cue)
    if before.classes & _SO_CALLED:
        return total - 4.0
    if before.classes & _NAMES:
        return total - (3.0 if count < 8 else 1.0)
    if before.classes & (_EXPRESSING | _SLOGAN | _MENTION):
        return total + (0.5 if before.classes & _EXPRESSING else 0.0)
    if naming:
        return total + 1.5
    if before.classes & CAPITAL and capital and sentence.lexicon.capitalised_nouns and count < 8:
        return total - 1.5  # a noun and its name
    if before.classes & _ARTICLE and count < 4:
        return total - (1.0 if capital else 0.5)
    return total


def _names(sentence: Sentence, cue: Cue) -> bool:
    """Return True for a verb that calls things names: nannte es „…“."""
    for token in sentence.tokens[sentence.first : sentence.last]:
        if token.start == cue.cue.start:
            return bool(token.classes & _NAMING)
    return False
