"""Who speaks within an adverbial beside the verb: where several say something, what it took in.

In languages that decline, В Кремле назвали это … has no other subject than the Kremlin, and no
article tells where w oświadczeniu ends and Związek begins.
"""

from __future__ import annotations

from stance.extraction.candidates import personal, within
from stance.extraction.classes import CLASS, GIVEN, ROLE
from stance.extraction.clauses import DASHES, Sentence
from stance.extraction.phrases import Chunk

__all__ = ["place_before", "taken_in"]

_OBJECT = ("noun", "word", "adverb")
_INSERTED = ("conjunction", "adverb", "word")


def place_before(sentence: Sentence, verb: int) -> Chunk | None:
    """Return where several say something, at the start: В Кремле предложение назвали «…»."""
    place = verb - 1
    if sentence.at(place) == "quoted" and sentence.at(place - 1) == "preposition":
        place -= 1  # в компании «…» сообщили
    while place > 0 and _passed(sentence, place):
        place -= 3 if sentence.at(place) == "," else 1
    opens = sentence.at(place - 1) in ("", ",", "quoted", *DASHES)
    return within(sentence, place) if opens else None


def _passed(sentence: Sentence, place: int) -> bool:
    """Return True for what may stand between a place and its verb: в Москве | на это | ответили."""
    piece, classes = sentence.chunks[place], sentence.token(place).classes
    if piece.kind == ",":  # в Вене, однако, говорят
        return sentence.at(place - 2) == "," and sentence.at(place - 1) in _INSERTED
    if piece.kind == "preposition":
        return piece.last - piece.first == 1
    if piece.kind == "noun" and classes & CLASS["possessive"]:
        return not sentence.classes_of(piece) & (ROLE | GIVEN)
    pointing = piece.kind == "pronoun" and classes & CLASS["demonstrative"]
    return bool(pointing) or (piece.kind in _OBJECT and not personal(sentence, piece))


def taken_in(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject that a preposition has taken in: w oświadczeniu | Związek X | napisał."""
    if not sentence.lexicon.declines or sentence.of_several(verb):
        return None
    for place in (verb - 1, verb + 1):
        if sentence.at(place) != "preposition":
            continue
        piece, tokens = sentence.chunks[place], sentence.tokens
        for index in range(piece.first + 2, piece.last):
            if tokens[index].classes & (ROLE | CLASS["body"]):
                return piece._replace(kind="noun", first=index)
    return None
