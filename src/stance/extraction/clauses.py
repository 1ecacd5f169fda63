"""A sentence as tokens and chunks, and what its verbs are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import attrgetter
from typing import Protocol

from stance.extraction.classes import ADVERB, ANY_SAYING, CLASS
from stance.extraction.lexicon import Lexicon
from stance.extraction.phrases import Chunk, chunk, phrase_at
from stance.extraction.tokens import CAPITAL, Token, Words
from stance.records import Span

__all__ = ["DASHES", "FAR", "PHRASES", "Sentence"]

DASHES = frozenset("–—-―")
FAR = 14
"""Chunks that may stand between a verb and its subject."""
PHRASES = ("noun", "pronoun")
"""The kinds of chunks that can be a subject."""

_FIRST = attrgetter("first")
_MOOD, _WEAK_MOOD = CLASS["reported_mood"], CLASS["weak_mood"]
_PHRASE = CLASS["phrase"]
_MODAL, _INFINITIVE = CLASS["modal"], CLASS["infinitive"]
_SHORTEST_VERB = 4
_NEAR = 300  # tokens below a headline in which its names are given in full


class Stretch(Protocol):
    """Tokens from a first one up to a last one."""

    @property
    def first(self) -> int:
        """The first token."""

    @property
    def last(self) -> int:
        """The token behind the last."""


class Sentence:
    """A sentence as tokens and chunks."""

    def __init__(self, words: Words, first: int, last: int, lexicon: Lexicon) -> None:
        self.tokens, self.starts, self.ends = words
        self.first = first
        self.last = last
        self.lexicon = lexicon

    @cached_property
    def chunks(self) -> list[Chunk]:
        """The chunks, made when somebody asks: most sentences have no quotes."""
        return chunk(self.tokens, self.first, self.last, self.lexicon)

    @cached_property
    def classes(self) -> int:
        """The classes of all tokens together."""
        return self.classes_of(self)

    def classes_of(self, piece: Stretch) -> int:
        """Return the classes of all tokens of a stretch together."""
        classes = 0
        for token in self.tokens[piece.first : piece.last]:
            classes |= token.classes
        return classes

    def named_again(self, piece: Chunk) -> bool:
        """Return True where the text gives a name in full further on."""
        tokens, name = self.tokens, self.tokens[piece.last - 1]
        near = range(self.last + 1, min(self.last + _NEAR, len(tokens)))
        return not name.classes & CLASS["place"] and any(
            tokens[index].word == name.word and tokens[index - 1].classes & CAPITAL
            for index in near
        )

    def may_say(self) -> bool:
        """Return False where no verb of saying stands and no phrase introduces a source."""
        if self.classes & ANY_SAYING:
            return True
        return bool(self.classes & _PHRASE) and any(
            phrase_at(self.tokens, place, self.last, self.lexicon, self.first)
            for place in range(self.first, self.last)
            if self.tokens[place].classes & _PHRASE
        )

    def extent(self) -> Span:
        """Return where the sentence stands in the text."""
        return self.span(self)

    def at(self, place: int) -> str:
        """Return the kind of the chunk at a place; nothing beyond the edges."""
        return self.chunks[place].kind if 0 <= place < len(self.chunks) else ""

    def token(self, place: int) -> Token:
        """Return the first token of the chunk at a place."""
        return self.tokens[self.chunks[place].first]

    def place_at(self, index: int) -> int:
        """Return which chunk holds a token."""
        return bisect_right(self.chunks, index, key=_FIRST) - 1

    def span(self, piece: Stretch) -> Span:
        """Return where a stretch stands in the text."""
        return Span(self.starts[piece.first], self.ends[piece.last - 1])

    def classes_from(self, start: int) -> int:
        """Return the classes of the token that starts at an offset; none where none does."""
        index = bisect_left(self.starts, start, self.first, self.last)
        known = index < self.last and self.starts[index] == start
        return self.tokens[index].classes if known else 0

    def quoted(self, start: int) -> int | None:
        """Return which chunk the quote is that starts at an offset."""
        index = bisect_left(self.starts, start + 1, self.first, self.last) - 1
        if index < self.first or start >= self.ends[index]:
            return None
        return self.place_at(index)

    def _is_infinitive(self, place: int) -> bool:
        """Return True for an infinitive: zu sagen, will sagen; it says nothing yet."""
        piece = self.chunks[place]
        if place and self.tokens[piece.first - 1].classes & _INFINITIVE:
            return True
        if not self.tokens[piece.first].word.endswith(self.lexicon.infinitive_endings):
            return False
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
        return self._in_sure_mood if sure else self._in_mood

    @cached_property
    def _in_mood(self) -> bool:
        return self._has_mood(sure=False)

    @cached_property
    def _in_sure_mood(self) -> bool:
        return self._has_mood(sure=True)

    def _has_mood(self, *, sure: bool) -> bool:
        if not (self.lexicon.mood_endings or self.classes & (_MOOD | _WEAK_MOOD)):
            return False
        mood, endings = (_MOOD if sure else _MOOD | _WEAK_MOOD), self.lexicon.mood_endings
        for index in range(self.first, self.last):
            token = self.tokens[index]
            if token.classes & mood:
                return True
            if token.word.endswith(endings) and self.in_mood(index, sure=sure):
                return True
        return False

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
            and self.at(place - 1) in PHRASES
        )

    def _mood_ending(self, token: Token) -> bool:
        """Return True for a form like koste, beruhe: after its subject, and no past tense."""
        word = token.word
        return (
            word.endswith(self.lexicon.mood_endings)
            and not word.endswith(self.lexicon.other_endings)
            and len(word) > _SHORTEST_VERB
            and word.islower()
            and not token.classes & ADVERB
        )

    def of_several(self, verb: int) -> bool:
        """Return True for a verb whose ending tells that its subject is several."""
        return self.token(verb).word.endswith(self.lexicon.plural_endings)

    def says(self, place: int) -> bool:
        """Return True for a verb of saying; a separable one needs its particle."""
        if self.at(place) != "saying":
            return False
        piece = self.chunks[place]
        if self.lexicon.infinitive_endings and self._is_infinitive(place):
            return False
        if piece.name != "separable":
            return True
        particles = self.lexicon.particles.get(self.token(place).word.lower(), frozenset())
        return any(token.word in particles for token in self.tokens[piece.last : self.last])
