"""Which words of a sentence say that a quote was said, and who is the subject of them.

A sentence is seen as chunks (`phrases`), each quote as one of them. What stands right after a
quote is asked first („…“, sagte X), then what leads up to it (X sagte: „…“), then the rest of the
sentence. Every answer carries the name of the rule that found it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.lexicon import Lexicon
from stance.phrases import (
    AUXILIARY,
    OBLIQUE,
    Chunk,
    chunk,
)
from stance.records import Span
from stance.tokens import CAPITAL, Token

__all__ = ["Cue", "Sentence", "find_cue"]

_DASHES = frozenset("–—-―")
_SKIPPED = frozenset({"adverb", "preposition", "word", "auxiliary"})
_FAR = 14  # chunks that may stand between a verb and its subject


class Cue(NamedTuple):
    """A reporting clause: its cue word, and the tokens of the one who speaks."""

    rule: str
    cue: Span
    first: int = 0  # tokens of the mention; none where first == last
    last: int = 0


class Sentence:
    """A sentence as tokens and chunks."""

    __slots__ = ("chunks", "first", "last", "lexicon", "tokens")

    def __init__(
        self, tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon
    ) -> None:
        self.tokens = tokens
        self.first = first
        self.last = last
        self.lexicon = lexicon
        self.chunks = chunk(tokens, first, last, lexicon)

    def span(self, piece: Chunk) -> Span:
        return Span(self.tokens[piece.first].start, self.tokens[piece.last - 1].end)

    def at(self, place: int) -> str:
        """Return the kind of the chunk at a place; nothing beyond the edges."""
        return self.chunks[place].kind if 0 <= place < len(self.chunks) else ""

    def quoted(self, start: int) -> int | None:
        """Return which chunk the quote that starts at an offset is."""
        for place, piece in enumerate(self.chunks):
            here = self.tokens[piece.first].start
            if here <= start < self.tokens[piece.last - 1].end:
                return place
        return None


def find_cue(sentence: Sentence, place: int) -> Cue | None:
    """Return the reporting clause of the quote that is the chunk at a place."""
    return (
        _after(sentence, place)
        or _before_colon(sentence, place)
        or _source(sentence, place)
        or _verb_before(sentence, place)
        or _verb_after(sentence, place)
        or _label(sentence, place)
    )


def _cue(sentence: Sentence, rule: str, verb: int, subject: Chunk | None) -> Cue:
    span = sentence.span(sentence.chunks[verb])
    if subject is None:
        return Cue(rule, span)
    return Cue(rule, span, subject.first, subject.last)


def _is_saying(sentence: Sentence, place: int) -> bool:
    """Return True for a verb of saying; a separable one needs its particle."""
    piece = sentence.chunks[place] if 0 <= place < len(sentence.chunks) else None
    if piece is None or piece.kind != "saying":
        return False
    if piece.name != "separable":
        return True
    verb = sentence.tokens[piece.first].word.lower()
    particles = sentence.lexicon.particles.get(verb, frozenset())
    for token in sentence.tokens[piece.last : sentence.last]:
        if token.word in particles:
            return True
    return False


def _after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“, sagte X · “…,” X said · „…“, so X · “…,” according to X · „…“, wie X sagte."""
    place = quote + 1
    comma = False
    while sentence.at(place) == "," or sentence.at(place) in _DASHES:
        comma = True
        place += 1
    kind = sentence.at(place)
    if kind in ("source", "after_comma"):
        if kind == "after_comma" and not comma:
            return None
        subject = _forward(sentence, place + 1)
        return _cue(sentence, "source after", place, subject) if subject else None
    if kind == "as":
        return _as_clause(sentence, place)
    if _is_saying(sentence, place) and (comma or sentence.lexicon.verb_second or True):
        subject = _forward(sentence, place + 1)
        if subject is None and not sentence.lexicon.verb_second:
            subject = _backward(sentence, quote, quote)
        return _cue(sentence, "verb after", place, subject)
    if kind == "auxiliary":
        verb = _participle(sentence, place)
        if verb is not None:
            subject = _forward(sentence, verb + 1, limit=2) or _forward(sentence, place + 1)
            return _cue(sentence, "verb after", verb, subject)
    if kind in ("noun", "pronoun"):
        return _subject_then_verb(sentence, place, comma)
    if comma and kind == "word" and sentence.at(place + 1) in ("noun", "pronoun"):
        following = _forward(sentence, place + 1, limit=1)
        if following is not None and sentence.tokens[sentence.chunks[place].first].word[-2:] in (
            "te", "ed",
        ):
            return _cue(sentence, "unknown verb after", place, following)
    return None


def _participle(sentence: Sentence, place: int) -> int | None:
    """Return the verb of saying that belongs to an auxiliary: a déclaré, hat X gesagt."""
    for verb in range(place + 1, min(place + 6, len(sentence.chunks))):
        if sentence.chunks[verb].kind in (",", ".", ":", "quoted"):
            return None
        if _is_saying(sentence, verb):
            return verb
    return None


def _subject_then_verb(sentence: Sentence, place: int, comma: bool) -> Cue | None:
    """“…,” X said · “…,” X, who came later, told Y · „…“, X zufolge."""
    subject = sentence.chunks[place]
    depth = 0
    for verb in range(place + 1, min(place + _FAR, len(sentence.chunks))):
        kind = sentence.chunks[verb].kind
        if kind == "after":
            return _cue(sentence, "source after", verb, subject)
        if _is_saying(sentence, verb):
            if not comma and sentence.lexicon.verb_second:
                return None
            return _cue(sentence, "verb after", verb, subject)
        if kind in ("quoted", ":", ".", ";", "conjunction"):
            return None
        if kind == "subordinator" and depth == 0:
            return None
        if kind == ",":
            depth += 1
    return None


def _as_clause(sentence: Sentence, place: int) -> Cue | None:
    """Wie X mitteilte · as X put it."""
    subject = _forward(sentence, place + 1)
    if subject is None:
        return None
    for verb in range(place + 1, min(place + _FAR, len(sentence.chunks))):
        if sentence.chunks[verb].kind in ("quoted", ":"):
            return None
        if _is_saying(sentence, verb):
            return _cue(sentence, "as clause", verb, subject)
    return None


def _before_colon(sentence: Sentence, quote: int) -> Cue | None:
    """X sagte am Abend: „…“."""
    if sentence.at(quote - 1) != ":":
        return None
    for verb in range(quote - 2, -1, -1):
        if sentence.chunks[verb].kind == "quoted" and verb < quote - 2:
            break
        if _is_saying(sentence, verb):
            return _cue(sentence, "colon", verb, _subject(sentence, verb, quote - 1))
    return None


def _source(sentence: Sentence, quote: int) -> Cue | None:
    """Laut X … „…“ · X zufolge … „…“ · wie X sagte, … „…“."""
    for place in range(quote - 1, -1, -1):
        kind = sentence.chunks[place].kind
        if kind == "source":
            subject = _forward(sentence, place + 1, limit=1)
            if subject is not None:
                return _cue(sentence, "source before", place, subject)
        if kind == "after":
            subject = sentence.chunks[place - 1] if place else None
            if subject is not None and subject.kind in ("noun", "pronoun"):
                return _cue(sentence, "source before", place, subject)
        if kind in ("quoted", ";"):
            break
    for place in range(quote + 1, len(sentence.chunks)):
        kind = sentence.chunks[place].kind
        if kind == "source":
            subject = _forward(sentence, place + 1, limit=1)
            if subject is not None:
                return _cue(sentence, "source after", place, subject)
        if kind in ("quoted", ";"):
            break
    return None


def _verb_before(sentence: Sentence, quote: int) -> Cue | None:
    """X warnte am Abend vor „…“ · X said it was “…”."""
    best: Cue | None = None
    for verb in range(quote - 1, -1, -1):
        if _is_saying(sentence, verb):
            found = _cue(sentence, "verb before", verb, _subject(sentence, verb, quote))
            if found.first < found.last:
                return found
            best = best or found
    return best


def _verb_after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X."""
    for verb in range(quote + 1, len(sentence.chunks)):
        if _is_saying(sentence, verb):
            before = sentence.at(verb - 1)
            if before in (",", "–", "—", "-", "quoted"):
                subject = _forward(sentence, verb + 1)
            else:
                subject = _subject(sentence, verb, len(sentence.chunks))
            return _cue(sentence, "verb further on", verb, subject)
    return None


def _label(sentence: Sentence, quote: int) -> Cue | None:
    """X: „…“."""
    if sentence.at(quote - 1) != ":":
        return None
    subject = _forward(sentence, 0, limit=1) or _backward(sentence, quote - 1, quote - 1)
    return _cue(sentence, "label", quote - 1, subject)


def _subject(sentence: Sentence, verb: int, end: int) -> Chunk | None:
    """Return the subject of a verb: before it or, where the order is inverted, after it."""
    if sentence.lexicon.verb_second:
        return _german_subject(sentence, verb)
    return _backward(sentence, verb, end) or _forward(sentence, verb + 1, limit=2)


def _german_subject(sentence: Sentence, verb: int) -> Chunk | None:
    """The first place of a main clause is the subject's, or else it follows the verb."""
    start = _clause_start(sentence, verb)
    opening = sentence.at(start)
    if opening in ("subordinator", "as"):
        return _forward(sentence, start + 1, stop=verb)
    if sentence.at(verb - 1) in ("noun", "pronoun") and not _oblique(sentence, verb - 1):
        if opening in ("noun", "pronoun", "conjunction", "adverb", "word", "auxiliary") or (
            verb - 1 == start
        ):
            return sentence.chunks[verb - 1]
    if opening in ("noun", "pronoun") and not _oblique(sentence, start):
        return sentence.chunks[start]
    after = _forward(sentence, verb + 1)
    if after is not None:
        return after
    return _backward(sentence, verb, verb)


def _clause_start(sentence: Sentence, verb: int) -> int:
    """Return where the clause of a verb begins."""
    start = verb
    while start > 0:
        kind = sentence.chunks[start - 1].kind
        if kind in (",", ":", ";", "quoted") or kind in _DASHES:
            # an apposition or relative clause between commas belongs to the subject
            if kind == "," and start - 1 > 0:
                opening = _before_insertion(sentence, start - 1)
                if opening is not None:
                    start = opening
                    continue
            return start
        start -= 1
    return start


def _before_insertion(sentence: Sentence, comma: int) -> int | None:
    """Return the chunk before an insertion that ends with the comma: X, der …, sagte."""
    for place in range(comma - 1, max(comma - _FAR, 0) - 1, -1):
        if sentence.chunks[place].kind == ",":
            if sentence.at(place - 1) == "noun":
                return place - 1
            return None
        if sentence.chunks[place].kind in ("quoted", ":", ";"):
            return None
    return None


def _forward(
    sentence: Sentence, place: int, limit: int = _FAR, stop: int | None = None
) -> Chunk | None:
    """Return the first phrase from a place on that can be a subject."""
    end = min(len(sentence.chunks), place + limit)
    if stop is not None:
        end = min(end, stop)
    fallback: Chunk | None = None
    for here in range(place, end):
        piece = sentence.chunks[here]
        if piece.kind in ("noun", "pronoun"):
            if _oblique(sentence, here) and fallback is None:
                fallback = piece
                continue
            return piece
        if piece.kind not in _SKIPPED:
            break
    return fallback if limit < _FAR else None


def _backward(sentence: Sentence, place: int, end: int) -> Chunk | None:
    """Return the phrase before a place that is the subject of what stands there."""
    here = place - 1
    while here >= 0:
        piece = sentence.chunks[here]
        if piece.kind in ("noun", "pronoun"):
            opening = _apposition(sentence, here, place)
            return sentence.chunks[opening]
        if piece.kind == ",":
            opening = _before_insertion(sentence, here)
            if opening is not None:
                return sentence.chunks[opening]
        elif piece.kind in (":", ";", "quoted"):
            break
        here -= 1
    for here in range(place):
        if sentence.chunks[here].kind in ("noun", "pronoun"):
            return sentence.chunks[here]
    del end
    return None


def _apposition(sentence: Sentence, here: int, verb: int) -> int:
    """Return the noun that an apposition right before the verb belongs to: X, the mayor, said."""
    if sentence.at(here + 1) == "," and sentence.at(here - 1) == "," and verb == here + 2:
        if sentence.at(here - 2) == "noun":
            return here - 2
    return here


def _oblique(sentence: Sentence, place: int) -> bool:
    """Return True for a phrase whose article shows that it is no subject."""
    piece = sentence.chunks[place]
    classes = sentence.tokens[piece.first].classes
    return bool(classes & OBLIQUE) and not classes & CAPITAL and not classes & AUXILIARY
