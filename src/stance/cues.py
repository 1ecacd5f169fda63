"""Which words of a sentence say that something was said, and who is the subject of them.

A sentence is seen as chunks (`phrases`), each quote as one of them. What stands right after a
quote is asked first („…“, sagte X), then what leads up to it (X sagte: „…“), then the rest of the
sentence. Every answer carries the name of the rule that found it.
"""

from __future__ import annotations

from typing import NamedTuple

from stance.clauses import (
    DASHES,
    FAR,
    Sentence,
    clause_start,
    forward,
    oblique,
    personal,
    subject_of,
    whole_phrase,
)
from stance.lexicon import CLASS
from stance.phrases import Chunk
from stance.records import Span

__all__ = [
    "Cue",
    "find_cue",
    "find_topic",
    "find_voice",
    "points_back",
    "reporting_at",
    "source_at",
]

_QUOTING, _DEMONSTRATIVE = CLASS["quoting"], CLASS["demonstrative"]
_IMPERSONAL, _INSIDE = CLASS["impersonal"], CLASS["inside"]
_AGENT, _PASSIVE, _NAMING = CLASS["agent"], CLASS["passive"], CLASS["naming"]
_NAMED, _IS_CALLED = CLASS["named"], CLASS["is_called"]


class Cue(NamedTuple):
    """A reporting clause: its cue word, and the tokens of the one who speaks."""

    rule: str
    cue: Span
    first: int = 0  # tokens of the mention; none where first == last
    last: int = 0

    @property
    def named(self) -> bool:
        """Whether the clause has a subject."""
        return self.first < self.last


def find_cue(sentence: Sentence, place: int) -> Cue | None:
    """Return the reporting clause of the quote that is the chunk at a place."""
    return (
        (_trailing(sentence, place) if sentence.reported_mood() else None)
        or _after(sentence, place)
        or _before_colon(sentence, place)
        or _source(sentence, place)
        or _verb_before(sentence, place)
        or _verb_after(sentence, place)
        or _label(sentence, place)
    )


def find_voice(sentence: Sentence) -> Cue | None:
    """Return the reporting clause of a sentence without regard to quotes."""
    if sentence.reported_mood():
        found = _trailing(sentence, -1)
        if found is not None:
            return found
    for place in range(len(sentence.chunks)):
        if sentence.at(place) in ("source", "after_comma", "as"):
            subject = forward(sentence, place + 1, limit=1)
            if subject is not None:
                return _cue(sentence, "source before", place, subject)
        if sentence.says(place):
            found = _with_subject(sentence, "verb before", place)
            if found.named:
                return found
    return None


def find_topic(sentence: Sentence) -> Chunk | None:
    """Return the phrase that a sentence is about: the first that can be a subject."""
    for place, piece in enumerate(sentence.chunks):
        if piece.kind in ("noun", "pronoun"):
            return piece
        if piece.kind == "saying":
            return forward(sentence, place + 1)
    return None


def reporting_at(sentence: Sentence, verb: int) -> Cue | None:
    """Return the reporting clause of a verb of saying."""
    before = sentence.at(verb - 1)
    if before == "," or before in DASHES:
        subject = forward(sentence, verb + 1)
        if subject is not None:
            return _cue(sentence, "verb after", verb, subject)
    return _with_subject(sentence, "verb before", verb)


def source_at(sentence: Sentence, place: int) -> Cue | None:
    """Return the clause that names a source: laut X, X zufolge, wie X sagte."""
    if sentence.at(place) == "as":
        return _as_clause(sentence, place)
    return _source_at(sentence, place, "source before")


def points_back(sentence: Sentence) -> bool:
    """Return True for a sentence that says who said what stands before it: Das sagte X."""
    if not sentence.chunks:
        return False
    opening = sentence.token(0)
    return bool(opening.classes & _DEMONSTRATIVE) and any(
        sentence.says(place) for place in range(1, min(4, len(sentence.chunks)))
    )


def _cue(sentence: Sentence, rule: str, verb: int, subject: Chunk | None) -> Cue:
    span = sentence.span(sentence.chunks[verb])
    if subject is None:
        return Cue(rule, span)
    return Cue(rule, span, *whole_phrase(sentence, subject))


def _with_subject(sentence: Sentence, rule: str, verb: int) -> Cue:
    """Return the cue of a verb with its subject, its agent, or whom it quotes."""
    token = sentence.token(verb)
    if token.classes & _QUOTING:
        quoted = _whom_it_quotes(sentence, verb)
        if quoted is not None:
            return _cue(sentence, rule, verb, quoted)
    passive, agent = _passive(sentence, verb)
    if token.classes & _NAMED and not passive and not _active(sentence, verb):
        return _cue(sentence, "named", verb, None)
    if passive and (agent is not None or token.classes & _NAMING):
        return _cue(sentence, rule if agent is not None else "named", verb, agent)
    if token.classes & _NAMING and _reflexive(sentence, verb):
        return _cue(sentence, "named", verb, None)
    subject = subject_of(sentence, verb)
    if subject is not None and sentence.tokens[subject.first].classes & _IMPERSONAL:
        subject = _inside(sentence, verb) or subject
    elif subject is not None and token.classes & _NAMING and _generic(sentence, subject):
        return _cue(sentence, "named", verb, None)
    elif token.classes & _IS_CALLED and not _expresses(sentence, subject):
        return _cue(sentence, "named", verb, None)
    return _cue(sentence, rule, verb, subject)


def _expresses(sentence: Sentence, subject: Chunk | None) -> bool:
    """Return True for a subject that consists of words: die Frage lautete „…“."""
    return subject is not None and any(
        token.classes & (CLASS["expressing"] | CLASS["document"])
        for token in sentence.tokens[subject.first : subject.last]
    )


def _generic(sentence: Sentence, subject: Chunk) -> bool:
    """Return True for nobody in particular: this is what one calls „…“."""
    classes = sentence.tokens[subject.first].classes
    return (
        subject.kind == "pronoun"
        and bool(classes & CLASS["pronoun_other"])
        and not (classes & CLASS["pronoun_thing"])
    )


def _active(sentence: Sentence, verb: int) -> bool:
    """Return True for a participle with a form of have: hat sie so genannt."""
    start = verb
    while start > max(verb - FAR, 0) and sentence.at(start - 1) not in (",", ":", ";", "("):
        start -= 1
    near = range(start, min(verb + 2, len(sentence.chunks)))
    return any(
        sentence.at(place) == "auxiliary" and not sentence.token(place).classes & _PASSIVE
        for place in near
    )


def _inside(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the document of: heißt es in einer Erklärung der G20 · in dem Antrag heißt es."""
    start = clause_start(sentence, verb)
    order = (*range(verb + 1, min(verb + FAR, len(sentence.chunks))), *range(start, verb))
    for place in order:
        piece = sentence.chunks[place]
        if piece.kind == "preposition" and piece.last > piece.first + 1:
            if sentence.token(place).classes & _INSIDE:
                return piece._replace(first=piece.first + 1)
        if piece.kind in ("quoted", ":") and place > verb:
            return None if start == verb else _inside_before(sentence, start, verb)
    return None


def _inside_before(sentence: Sentence, start: int, verb: int) -> Chunk | None:
    for place in range(start, verb):
        piece = sentence.chunks[place]
        if piece.kind == "preposition" and piece.last > piece.first + 1:
            if sentence.token(place).classes & _INSIDE:
                return piece._replace(first=piece.first + 1)
    return None


def _whom_it_quotes(sentence: Sentence, verb: int) -> Chunk | None:
    """Return whom an agency quotes: AFP quoted the minister as saying."""
    nouns = [
        piece
        for piece in sentence.chunks[verb + 1 : verb + FAR]
        if piece.kind in ("noun", "pronoun")
    ]
    before = sentence.chunks[verb - 1] if verb else None
    if before is not None and before.kind in ("noun", "pronoun"):
        return nouns[0] if nouns else None
    return nouns[1] if len(nouns) > 1 else (nouns[0] if nouns else None)


def _reflexive(sentence: Sentence, verb: int) -> bool:
    """Return True for: nennt sich „…“."""
    return any(
        sentence.token(place).classes & CLASS["reflexive"]
        for place in range(max(verb - 3, 0), min(verb + 3, len(sentence.chunks)))
    )


def _passive(sentence: Sentence, verb: int) -> tuple[bool, Chunk | None]:
    """Return whether a verb is passive, and its agent: wurde von der Opposition … genannt."""
    start = verb
    while start > max(verb - FAR, 0) and sentence.at(start - 1) not in (",", ":", ";"):
        start -= 1
    near = range(start, min(verb + 2, len(sentence.chunks)))
    gerund = sentence.token(verb).classes & CLASS["gerund"]
    if gerund or not any(sentence.token(place).classes & _PASSIVE for place in near):
        return False, None
    for place in range(start, min(verb + 3, len(sentence.chunks))):
        piece = sentence.chunks[place]
        if piece.kind == "preposition" and sentence.token(place).classes & _AGENT:
            if piece.last > piece.first + 1:
                return True, piece._replace(first=piece.first + 1)
    return True, None


def _after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“, sagte X · “…,” X said · „…“, so X · “…,” according to X · „…“, wie X sagte."""
    place = quote + 1
    comma = False
    while sentence.at(place) == "," or sentence.at(place) in DASHES:
        comma = True
        place += 1
    if sentence.lexicon.verb_last:
        while sentence.at(place) in ("adverb", "word") and place < quote + 4:
            place += 1  # diye konuştu
    kind = sentence.at(place)
    if kind in ("source", "after_comma"):
        if kind == "after_comma" and not comma:
            return None
        subject = forward(sentence, place + 1, limit=2 if kind == "source" else 1)
        return _cue(sentence, "source after", place, subject) if subject else None
    if kind == "as":
        return _as_clause(sentence, place)
    if sentence.says(place):
        return _with_subject(sentence, "verb after", place)
    if kind == "auxiliary":
        verb = _participle(sentence, place)
        if verb is not None:
            subject = forward(sentence, verb + 1, limit=2) or forward(sentence, place + 1)
            return _cue(sentence, "verb after", verb, subject)
    if kind in ("noun", "pronoun"):
        return _subject_then_verb(sentence, place, comma)
    if comma and kind == "word" and sentence.at(place + 1) in ("noun", "pronoun"):
        if sentence.token(place).word.endswith(("te", "ed")):
            subject = forward(sentence, place + 1, limit=1)
            return _cue(sentence, "unknown verb after", place, subject)
    return None


def _participle(sentence: Sentence, place: int) -> int | None:
    """Return the verb of saying that belongs to an auxiliary: a déclaré, hat X gesagt."""
    for verb in range(place + 1, min(place + 6, len(sentence.chunks))):
        if sentence.at(verb) in (",", ".", ":", "quoted"):
            return None
        if sentence.says(verb):
            return verb
    return None


def _subject_then_verb(sentence: Sentence, place: int, comma: bool) -> Cue | None:
    """“…,” X said · “…,” X, who came later, told Y · „…“, X zufolge."""
    subject = sentence.chunks[place]
    commas = 0
    for verb in range(place + 1, min(place + FAR, len(sentence.chunks))):
        kind = sentence.at(verb)
        if kind == "after":
            return _cue(sentence, "source after", verb, subject)
        if sentence.says(verb):
            if not comma and sentence.lexicon.verb_second:
                return None
            if sentence.token(verb).classes & _QUOTING:
                subject = _whom_it_quotes(sentence, verb) or subject
            return _cue(sentence, "verb after", verb, subject)
        if kind in ("quoted", ":", ".", ";", "conjunction"):
            return None
        if kind == "subordinator" and commas == 0:
            return None
        commas += kind == ","
    return None


def _as_clause(sentence: Sentence, place: int) -> Cue | None:
    """Wie X mitteilte · as X put it."""
    subject = forward(sentence, place + 1)
    if subject is None:
        return None
    for verb in range(place + 1, min(place + FAR, len(sentence.chunks))):
        if sentence.at(verb) in ("quoted", ":"):
            return None
        if sentence.says(verb):
            return _cue(sentence, "as clause", verb, subject)
    return None


def _before_colon(sentence: Sentence, quote: int) -> Cue | None:
    """X sagte am Abend: „…“."""
    if sentence.at(quote - 1) != ":":
        return None
    for verb in range(quote - 2, -1, -1):
        if sentence.at(verb) == "quoted" and verb < quote - 2:
            break
        if sentence.says(verb):
            return _with_subject(sentence, "colon", verb)
    return None


def _source(sentence: Sentence, quote: int) -> Cue | None:
    """Laut X … „…“ · X zufolge … „…“ · „…“ …, according to X."""
    for place in range(quote - 1, -1, -1):
        found = _source_at(sentence, place, "source before")
        if found is not None:
            return found
        if sentence.at(place) in ("quoted", ";"):
            break
    for place in range(quote + 1, len(sentence.chunks)):
        if sentence.at(place) == "source":
            return _source_at(sentence, place, "source after")
        if sentence.at(place) in ("quoted", ";"):
            break
    return None


def _source_at(sentence: Sentence, place: int, rule: str) -> Cue | None:
    kind = sentence.at(place)
    if kind == "source":
        subject = forward(sentence, place + 1, limit=2)
        return _cue(sentence, rule, place, subject) if subject else None
    if kind == "after_comma" and sentence.at(place - 1) == ",":
        subject = forward(sentence, place + 1, limit=1)
        return _cue(sentence, rule, place, subject) if subject else None
    if kind == "after" and sentence.at(place - 1) in ("noun", "pronoun"):
        return _cue(sentence, rule, place, sentence.chunks[place - 1])
    return None


def _verb_before(sentence: Sentence, quote: int) -> Cue | None:
    """X warnte am Abend vor „…“ · X said it was “…”."""
    best: Cue | None = None
    for verb in range(quote - 1, -1, -1):
        if sentence.says(verb):
            found = _with_subject(sentence, "verb before", verb)
            if found.named:
                return found
            best = best or found
    return best


def _trailing(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X: the clause that ends a sentence of reported speech."""
    for verb in range(len(sentence.chunks) - 1, max(quote, len(sentence.chunks) - FAR), -1):
        if sentence.at(verb) == "quoted":
            return None
        if sentence.says(verb) and (
            sentence.at(verb - 1) == "," or sentence.at(verb - 1) in DASHES
        ):
            rule = "verb after" if verb <= quote + 2 else "verb further on"
            if sentence.token(verb).classes & _QUOTING:
                return _with_subject(sentence, rule, verb)
            subject = forward(sentence, verb + 1)
            return _cue(sentence, rule, verb, subject) if subject is not None else None
    return None


def _verb_after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X · … als „…“ bezeichnet."""
    for verb in range(quote + 1, len(sentence.chunks)):
        if sentence.at(verb) in ("subordinator", "conjunction") and sentence.at(verb - 1) == ",":
            return None
        if not sentence.says(verb):
            continue
        before = sentence.at(verb - 1)
        if before in (",", "quoted") or before in DASHES:
            subject = forward(sentence, verb + 1) or forward(sentence, 0)
            return _cue(sentence, "verb further on", verb, subject)
        return _with_subject(sentence, "verb further on", verb)
    return None


def _label(sentence: Sentence, quote: int) -> Cue | None:
    """X: „…“ · X beim Gipfel: Das Bündnis ist „…“ · Auch X griff ihn an: „…“."""
    for place in range(quote - 1, 0, -1):
        kind = sentence.at(place)
        if kind == ":":
            return _cue(sentence, "label", place, _who_acts(sentence, place))
        if kind in ("quoted", ".", ";"):
            break
    return None


def _who_acts(sentence: Sentence, end: int) -> Chunk | None:
    """Return who does what a clause without a verb of saying tells before its colon."""
    start = clause_start(sentence, end)
    phrases = [
        piece
        for place, piece in enumerate(sentence.chunks[start:end], start)
        if piece.kind in ("noun", "pronoun") and not oblique(sentence, place)
    ]
    for piece in phrases:
        if personal(sentence, piece):
            return piece
    return phrases[0] if phrases else None
