"""Sentences as chunks, and who is the subject of a verb: by order, by articles, by commas."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from stance.lexicon import CLASS, Lexicon
from stance.phrases import (
    AUXILIARY,
    DEFINITE,
    DETERMINER,
    NOUN,
    OBLIQUE,
    PRONOUN,
    Chunk,
    chunk,
)
from stance.records import Span
from stance.tokens import CAPITAL, Token

__all__ = [
    "DASHES",
    "FAR",
    "Sentence",
    "backward",
    "clause_start",
    "forward",
    "oblique",
    "personal",
    "subject_of",
    "whole_phrase",
]

_MOOD, _GERUND, _COMPANY = CLASS["reported_mood"], CLASS["gerund"], CLASS["company"]
_ROLE, _DOCUMENT, _LINK = CLASS["role"], CLASS["document"], CLASS["link"]
_GIVEN, _MODAL = CLASS["given"], CLASS["modal"]
_WEAK_MOOD, _ADVERB = CLASS["weak_mood"], CLASS["adverb"]
_ARTICLE = DEFINITE | DETERMINER
_PERSONAL = PRONOUN | NOUN | CLASS["given"]
DASHES = frozenset("–—-―")
_SHORTEST_VERB = 4
FAR = 14
"""Chunks that may stand between a verb and its subject."""

_PASSED_OVER = frozenset({"adverb", "preposition", "word", "auxiliary"})
_PHRASES = ("noun", "pronoun")


class Sentence:
    """A sentence as tokens and chunks."""

    __slots__ = ("_firsts", "chunks", "first", "last", "lexicon", "tokens")

    def __init__(self, tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.first = first
        self.last = last
        self.lexicon = lexicon
        self.chunks = chunk(tokens, first, last, lexicon)
        self._firsts = [piece.first for piece in self.chunks]

    def extent(self) -> Span:
        """Return where the sentence stands in the text."""
        return Span(self.tokens[self.first].start, self.tokens[self.last - 1].end)

    def at(self, place: int) -> str:
        """Return the kind of the chunk at a place; nothing beyond the edges."""
        return self.chunks[place].kind if 0 <= place < len(self.chunks) else ""

    def token(self, place: int) -> Token:
        """Return the first token of the chunk at a place."""
        return self.tokens[self.chunks[place].first]

    def place_at(self, index: int) -> int:
        """Return which chunk holds a token."""
        return bisect_right(self._firsts, index) - 1

    def span(self, piece: Chunk) -> Span:
        """Return where a chunk stands in the text."""
        return Span(self.tokens[piece.first].start, self.tokens[piece.last - 1].end)

    def quoted(self, start: int) -> int | None:
        """Return which chunk the quote is that starts at an offset."""
        for place, piece in enumerate(self.chunks):
            if self.tokens[piece.first].start <= start < self.tokens[piece.last - 1].end:
                return place
        return None

    def _modal(self, place: int) -> bool:
        """Return True where a verb of obligation or wish governs an infinitive."""
        for here in range(place - 1, max(place - FAR, -1), -1):
            if self.at(here) in (",", ":", "conjunction"):
                return False
            if self.token(here).classes & _MODAL:
                return True
        return False

    def reported_mood(self, *, sure: bool = False) -> bool:
        """Return True where a verb stands in the mood of reported speech.

        With `sure` only forms count that nothing else has (habe, sei; not hätten, würden).
        """
        return any(self.in_mood(index, sure=sure) for index in range(self.first, self.last))

    def in_mood(self, index: int, *, sure: bool = False) -> bool:
        """Return True where the token is a verb in the mood of reported speech."""
        token = self.tokens[index]
        if token.classes & (_MOOD if sure else _MOOD | _WEAK_MOOD):
            return True
        if not self.lexicon.mood_endings or not self._mood_ending(token):
            return False
        place = self.place_at(index)
        return (
            place > 0
            and self.chunks[place].first == index
            and self.at(place) in ("word", "adverb", "saying")
            and self.at(place - 1) in _PHRASES
        )

    def _mood_ending(self, token: Token) -> bool:
        """Return True for a form like koste, beruhe: after its subject, and no past tense."""
        word = token.word
        return (
            word.endswith(self.lexicon.mood_endings)
            and not word.endswith(self.lexicon.other_endings)
            and len(word) > _SHORTEST_VERB
            and word.islower()
            and not token.classes & _ADVERB
        )

    def says(self, place: int) -> bool:
        """Return True for a verb of saying; a separable one needs its particle."""
        if self.at(place) != "saying":
            return False
        piece = self.chunks[place]
        if place and self.tokens[piece.first - 1].word == "zu":
            return False
        if self.token(place).word.endswith("en") and self._modal(place):
            return False
        if piece.name != "separable":
            return True
        particles = self.lexicon.particles.get(self.token(place).word.lower(), frozenset())
        return any(token.word in particles for token in self.tokens[piece.last : self.last])


def subject_of(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject of a verb: before it or, where the order is inverted, after it."""
    if sentence.lexicon.verb_second:
        return _second_place(sentence, verb)
    before = sentence.at(verb - 1)
    opening = verb - 1
    while sentence.at(opening) == "," or sentence.at(opening) in DASHES:
        opening -= 1
    if sentence.lexicon.verb_last:
        return backward(sentence, opening if sentence.at(opening) == "quoted" else verb)
    if sentence.at(opening) in ("quoted", ""):
        inverted = forward(sentence, verb + 1, limit=2)
        if inverted is not None:
            return inverted
    if sentence.token(verb).classes & _GERUND:
        return _of_participle(sentence, verb)
    if before == "preposition" and sentence.chunks[verb - 1].name == "clause":
        piece = sentence.chunks[verb - 1]
        if piece.last > piece.first + 1:
            return piece._replace(kind="noun", first=piece.first + 1)
    if before == "conjunction":
        for place in range(verb - 2, max(verb - FAR, -1), -1):
            if sentence.says(place):
                return subject_of(sentence, place)
        return backward(sentence, verb)
    return backward(sentence, verb) or forward(sentence, verb + 1, limit=2)


def _of_participle(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject that a participle shares with its sentence: X left, saying …."""
    piece = sentence.chunks[verb - 1] if verb else None
    if piece is not None and piece.kind == "preposition" and piece.last > piece.first + 1:
        if sentence.tokens[piece.first].classes & _COMPANY:
            return piece._replace(kind="noun", first=piece.first + 1)
    for place in range(verb):
        if sentence.at(place) in _PHRASES:
            return sentence.chunks[place]
    return None


def _second_place(sentence: Sentence, verb: int) -> Chunk | None:
    """The first place of a main clause is the subject's, or else the subject follows the verb."""
    start = clause_start(sentence, verb)
    opening = sentence.at(start)
    if opening in ("subordinator", "as"):
        return forward(sentence, start + 1, stop=verb) or forward(sentence, verb + 1)
    if opening in _PHRASES and start < verb and not oblique(sentence, start):
        first = sentence.chunks[start]
        if personal(sentence, first):
            return first
        other = forward(sentence, verb + 1)
        return other if other is not None and personal(sentence, other) else first
    if opening == "conjunction":
        return _shared(sentence, verb) or forward(sentence, verb + 1)
    after = forward(sentence, verb + 1)
    if after is not None:
        return after
    if opening in ("auxiliary", "saying", "adverb", "word", "preposition", "noun", "pronoun"):
        skip = opening in ("saying", "auxiliary")
        found = forward(sentence, start + skip, stop=verb)
        if found is not None:
            return found
    return _shared(sentence, verb)


def personal(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for a phrase that names somebody who can speak."""
    return any(
        token.classes & _PERSONAL and not token.classes & _ARTICLE
        for token in sentence.tokens[piece.first : piece.last]
    )


def _shared(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject that a second verb shares with the first: X kam und sagte."""
    for place in range(verb - 1, max(verb - FAR, -1), -1):
        if sentence.at(place) in _PHRASES and not oblique(sentence, place):
            if personal(sentence, sentence.chunks[place]):
                return sentence.chunks[place]
    for place in range(verb):
        if sentence.at(place) in _PHRASES and not oblique(sentence, place):
            return sentence.chunks[place]
    return None


def clause_start(sentence: Sentence, verb: int) -> int:
    """Return where the clause of a verb begins."""
    start = verb
    while start > 0:
        kind = sentence.at(start - 1)
        if kind in (",", ":", ";", "quoted") or kind in DASHES:
            opening = _before_insertion(sentence, start - 1) if kind == "," else None
            if opening is None:
                return start
            start = opening
            continue
        start -= 1
    return start


def _before_insertion(sentence: Sentence, comma: int) -> int | None:
    """Return the noun before insertions that end with the comma: X, das …, der …, sagte."""
    found = None
    for place in range(comma - 1, max(comma - FAR, 0) - 1, -1):
        kind = sentence.at(place)
        if kind == ",":
            if sentence.at(place - 1) != "noun" or not _inserted(sentence, place + 1, comma):
                return found
            found = place - 1
            if sentence.at(place - 2) != ",":
                return found
        elif kind in ("quoted", ":", ";"):
            return found
    return found


def _inserted(sentence: Sentence, start: int, end: int) -> bool:
    """Return True for a relative clause or an apposition between two commas."""
    if sentence.at(start) in ("subordinator", "preposition", "as"):
        return True
    return all(
        sentence.at(place) in ("noun", "preposition", "conjunction", "adverb")
        for place in range(start, end)
    )


def forward(
    sentence: Sentence, place: int, limit: int = FAR, stop: int | None = None
) -> Chunk | None:
    """Return the first phrase from a place on that can be a subject."""
    end = min(len(sentence.chunks), place + limit)
    if stop is not None:
        end = min(end, stop)
    fallback: Chunk | None = None
    for here in range(place, end):
        piece = sentence.chunks[here]
        if piece.kind in _PHRASES:
            if not oblique(sentence, here):
                return piece
            fallback = fallback or piece
        elif piece.kind not in _PASSED_OVER:
            break
    return fallback if limit < FAR else None


def backward(sentence: Sentence, place: int) -> Chunk | None:
    """Return the phrase before a place that is the subject of what stands there."""
    here = place - 1
    while here >= 0:
        piece = sentence.chunks[here]
        if piece.kind in _PHRASES:
            return sentence.chunks[_apposition(sentence, here, place)]
        if piece.kind == ",":
            opening = _before_insertion(sentence, here)
            if opening is not None:
                return sentence.chunks[opening]
        elif piece.kind in (":", ";", "quoted"):
            break
        here -= 1
    for here in range(place):
        if sentence.at(here) in _PHRASES:
            return sentence.chunks[here]
    return None


def _apposition(sentence: Sentence, here: int, verb: int) -> int:
    """Return the noun that an apposition right before a verb belongs to: X, the mayor, said."""
    if sentence.at(here + 1) == "," and sentence.at(here - 1) == "," and verb == here + 2:
        return here - 2 if sentence.at(here - 2) == "noun" else here
    return here


def oblique(sentence: Sentence, place: int) -> bool:
    """Return True for a phrase whose article shows that it is no subject."""
    classes = sentence.token(place).classes
    return bool(classes & OBLIQUE) and not classes & (CAPITAL | AUXILIARY)


def whole_phrase(sentence: Sentence, piece: Chunk) -> tuple[int, int]:
    """Return the tokens of a phrase with the name or the author that follows it.

    The minister, Kurt Ott, said · a statement from the ministry said.
    """
    place = sentence.place_at(piece.first)
    following = sentence.chunks[place + 1] if place + 1 < len(sentence.chunks) else None
    words = sentence.tokens[piece.first : piece.last]
    if following is None:
        return piece.first, piece.last
    if following.kind == "preposition" and sentence.tokens[following.first].classes & _LINK:
        if any(token.classes & _DOCUMENT for token in words):
            return piece.first, following.last
        beyond = sentence.tokens[following.first : following.last]
        if any(token.classes & _ROLE for token in words) and any(
            token.classes & _GIVEN for token in beyond
        ):
            return piece.first, following.last
    if following.kind == "," and any(token.classes & _ROLE for token in words):
        name = sentence.chunks[place + 2] if place + 2 < len(sentence.chunks) else None
        if (
            name is not None
            and name.kind == "noun"
            and not any(token.classes & _GIVEN for token in words)
        ):
            opening = sentence.tokens[name.first].classes
            if opening & CAPITAL and (opening & _GIVEN or name.last - name.first > 1):
                return piece.first, name.last
    return piece.first, piece.last
