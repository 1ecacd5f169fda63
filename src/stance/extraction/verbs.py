"""The clause of one verb of saying: who is its subject, or whom does it quote or call names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stance.extraction.candidates import personal
from stance.extraction.classes import (
    ARTICLE,
    CLASS,
    DEFINITE,
    DETERMINER,
    DOCUMENT,
    EXPRESSING,
    NAMING,
    OBLIQUE,
    REFLEXIVE,
    THING,
)
from stance.extraction.clauses import FAR, Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.subjects import clause_start, subject_of
from stance.extraction.tokens import CAPITAL
from stance.extraction.wholes import whole_phrase
from stance.records import Span

__all__ = [
    "Cue",
    "cue_at",
    "first_object",
    "is_told",
    "tells_name",
    "whom_it_quotes",
    "with_subject",
]

_QUOTING, _IMPERSONAL, _INSIDE = CLASS["quoting"], CLASS["impersonal"], CLASS["inside"]
_AGENT, _PASSIVE, _GERUND = CLASS["agent"], CLASS["passive"], CLASS["gerund"]
_NAMED, _IS_CALLED, _OTHER = CLASS["named"], CLASS["is_called"], CLASS["pronoun_other"]
_LATE_AGENT = 5  # chunks from a passive verb: qualifié de « … » par X
_NEAR = 3  # chunks
_LONGEST_DOCUMENT = 3  # words
_BACK = CLASS["demonstrative"]
_PHRASES = ("noun", "preposition")


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


def cue_at(sentence: Sentence, rule: str, verb: int, subject: Chunk | None) -> Cue:
    """Return the cue that stands at a place with the phrase that is its subject."""
    span = sentence.span(sentence.chunks[verb])
    if subject is None:
        return Cue(rule, span)
    return Cue(rule, span, *whole_phrase(sentence, subject))


def with_subject(sentence: Sentence, rule: str, verb: int) -> Cue:
    """Return the cue of a verb with its subject, its agent, or whom it quotes."""
    classes = sentence.token(verb).classes
    if classes & _QUOTING:
        passive, _ = _passive(sentence, verb)
        quoted = subject_of(sentence, verb) if passive else whom_it_quotes(sentence, verb)
        if quoted is not None:
            return cue_at(sentence, rule, verb, quoted)
    if classes & _IMPERSONAL:
        document = _inside(sentence, verb)
        if document is not None:
            return cue_at(sentence, rule, verb, document)
    passive, agent = _passive(sentence, verb)
    if passive and agent is not None:
        return cue_at(sentence, rule, verb, agent)
    subject = subject_of(sentence, verb)
    if subject is not None and _object(sentence, verb, subject):
        subject = None
    if _only_names(sentence, verb, subject, passive=passive):
        return cue_at(sentence, "named", verb, None)
    if subject is not None and sentence.tokens[subject.first].classes & _IMPERSONAL:
        subject = _past_it(sentence, verb, subject) or _inside(sentence, verb)
    return cue_at(sentence, rule, verb, subject)


def _past_it(sentence: Sentence, verb: int, it: Chunk) -> Chunk | None:
    """Return the subject behind an it that is the object: so fasste es X zusammen."""
    place = sentence.place_at(it.first) + 1
    if place != verb + 2 or sentence.at(place) != "noun":
        return None
    return sentence.chunks[place] if personal(sentence, sentence.chunks[place]) else None


def _object(sentence: Sentence, verb: int, piece: Chunk) -> bool:
    """Return True for what is called names, behind a verb without a subject: Nazwał to „…“."""
    classes = sentence.tokens[piece.first].classes
    behind = piece.first > sentence.chunks[verb].first and sentence.lexicon.declines
    counted = classes & DETERMINER and not classes & _BACK  # napisała jedna z mieszkanek
    return behind and piece.kind == "pronoun" and bool(classes & _OTHER) and not counted


def tells_name(sentence: Sentence, verb: int) -> bool:
    """Return True for: wie X genannt wird · wie sich X nennt."""
    naming = sentence.token(verb).classes & NAMING
    return bool(naming) and (_passive(sentence, verb)[0] or _reflexive(sentence, verb))


def _only_names(sentence: Sentence, verb: int, subject: Chunk | None, *, passive: bool) -> bool:
    """Return True for a verb that tells a name: nennt sich, is known as, der Titel lautet."""
    classes = sentence.token(verb).classes
    if classes & _NAMED and not (passive or _active(sentence, verb) or _acted(sentence, verb)):
        return True
    if classes & NAMING and (passive or _reflexive(sentence, verb)):
        return True
    if subject is None:
        return bool(classes & _IS_CALLED)
    if sentence.tokens[subject.first].classes & _IMPERSONAL:
        return False
    if classes & NAMING and _generic(sentence, subject):
        return True
    return bool(classes & _IS_CALLED) and not _expresses(sentence, subject)


def _expresses(sentence: Sentence, subject: Chunk) -> bool:
    """Return True for a subject that consists of words: die Frage lautete „…“."""
    return bool(sentence.classes_of(subject) & (EXPRESSING | DOCUMENT))


def _generic(sentence: Sentence, subject: Chunk) -> bool:
    """Return True for nobody in particular: this is what one calls „…“."""
    classes = sentence.tokens[subject.first].classes
    return subject.kind == "pronoun" and bool(classes & _OTHER) and not (classes & THING)


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
    end = verb + 1
    while end < min(verb + FAR, len(sentence.chunks)) and sentence.at(end) not in ("quoted", ":"):
        end += 1
    for place in (*range(verb + 1, end), *range(clause_start(sentence, verb), verb)):
        piece = sentence.chunks[place]
        inside = piece.kind == "preposition" and sentence.token(place).classes & (_INSIDE | _AGENT)
        if inside and piece.last > piece.first + 1:
            document: Chunk = piece._replace(first=piece.first + 1)
            return document
        if inside and sentence.lexicon.declines and sentence.at(place + 1) == "word":
            last = place + 1  # говорится в первом пункте протокола ООН
            while sentence.at(last + 1) == "word" and last < place + _LONGEST_DOCUMENT:
                last += 1
            owner = sentence.at(last + 1) == "noun"
            return Chunk("noun", piece.last, sentence.chunks[last + owner].last)
    return _opening_document(sentence)


def _opening_document(sentence: Sentence) -> Chunk | None:
    """Return the document that a sentence opens with: w projekcie, do którego …, zapisano."""
    opening = sentence.chunks[0]
    first = opening.first + 1
    inside = opening.kind == "preposition" and sentence.token(0).classes & _INSIDE
    if not inside or not sentence.tokens[first].classes & DOCUMENT:
        return None
    return Chunk("noun", first, max(opening.last, first + 1))


def whom_it_quotes(sentence: Sentence, verb: int) -> Chunk | None:
    """Return whom an agency quotes: AFP quoted the minister as saying."""
    if sentence.at(verb + 1) == "quoted" and not sentence.lexicon.verb_second:
        return None  # the club cited “…”
    nouns = [*_objects(sentence, verb)]
    for piece in nouns:
        if piece.kind == "pronoun" and sentence.tokens[piece.first].classes & OBLIQUE:
            return piece  # zitierte ihn die Agentur, the agency quoted him as saying
    before = sentence.chunks[verb - 1] if verb else None
    if before is not None and before.kind in ("noun", "pronoun"):
        if sentence.tokens[before.first].classes & EXPRESSING and before.last - before.first > 1:
            return before._replace(first=before.first + 1)  # слова мэра приводит ТАСС
        return nouns[0] if nouns else None
    found = nouns[1] if len(nouns) > 1 else (nouns[0] if nouns else None)
    return found if found is None else _past_words(sentence, found)


def _past_words(sentence: Sentence, piece: Chunk) -> Chunk:
    """Return whose words a phrase names with who passes them on: ТАСС слова | мэра."""
    tokens = sentence.tokens
    if tokens[piece.first].classes & (CLASS["possessive"] | DETERMINER):
        return piece
    for index in range(piece.first + 1, piece.last - 1):
        if tokens[index].classes & EXPRESSING:
            return piece._replace(first=index + 1)
    return piece


def first_object(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the first noun behind a verb: citant le maire, que cita al alcalde."""
    return next(_objects(sentence, verb), None)


def _objects(sentence: Sentence, verb: int) -> Iterator[Chunk]:
    """Yield the nouns and pronouns behind a verb, those with a fused article included."""
    for piece in sentence.chunks[verb + 1 : verb + FAR]:
        if piece.kind in (",", ":"):
            return
        if piece.kind in ("noun", "pronoun"):
            yield piece
        elif _fused(sentence, piece):
            yield piece._replace(kind="noun", first=piece.first + 1)


def _fused(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for an object whose article is in its preposition: citó al ministro."""
    fused = piece.kind == "preposition" and sentence.tokens[piece.first].classes & DEFINITE
    return bool(fused) and piece.last > piece.first + 1


def _reflexive(sentence: Sentence, verb: int) -> bool:
    """Return True for: nennt sich „…“; but not for: „…“, beklagte sich."""
    return sentence.at(verb - 1) != "," and any(
        sentence.at(place) not in _PHRASES
        and sentence.token(place).classes & REFLEXIVE
        and not sentence.token(place).classes & (ARTICLE | _BACK)
        for place in range(max(verb - _NEAR, 0), min(verb + _NEAR, len(sentence.chunks)))
    )


def _passive(sentence: Sentence, verb: int) -> tuple[bool, Chunk | None]:
    """Return whether a verb is passive, and its agent: wurde von der Opposition … genannt."""
    if not sentence.classes & _PASSIVE:
        return False, None
    start = verb
    while start > max(verb - FAR, 0) and not _parts(sentence, start - 1):
        start -= 1
    near = range(start, min(verb + 2, len(sentence.chunks)))
    gerund = sentence.token(verb).classes & _GERUND or _acted(sentence, verb)
    if gerund or not any(sentence.token(place).classes & _PASSIVE for place in near):
        return False, None
    for place in range(start, min(verb + _LATE_AGENT, len(sentence.chunks))):
        piece = sentence.chunks[place]
        if piece.kind != "preposition" or not sentence.token(place).classes & _AGENT:
            continue
        if piece.last > piece.first + 1:
            return True, piece._replace(first=piece.first + 1)
        if sentence.lexicon.declines and sentence.at(place + 1) == "word":
            return True, sentence.chunks[place + 1]._replace(kind="noun")
    return True, None


def _past_adverbs(sentence: Sentence, verb: int) -> int:
    """Return what stands before a verb and its adverbs; -1 where nothing does."""
    return next((at for at in range(verb - 1, -1, -1) if sentence.at(at) != "adverb"), -1)


def _acted(sentence: Sentence, verb: int) -> bool:
    """Return True right behind who acts: they were upset after Ott called them “…”."""
    before = _past_adverbs(sentence, verb)
    if sentence.lexicon.verb_second or sentence.lexicon.declines or before < 0:
        return False
    if sentence.at(before) == "auxiliary":
        return not sentence.token(before).classes & _PASSIVE
    piece = sentence.chunks[before]
    phrase = piece.kind == "noun" or piece.name == "clause"
    named = phrase and sentence.tokens[piece.last - 1].classes & CAPITAL
    return piece.kind == "pronoun" or bool(named)


def is_told(sentence: Sentence, verb: int) -> bool:
    """Return True for a passive that names nobody who speaks: four people are thought missing."""
    if _passive(sentence, verb) != (True, None) or sentence.token(verb).classes & _QUOTING:
        return False
    if sentence.lexicon.verb_second:  # its participle ends the clause
        return sentence.at(verb + 1) in ("", ".", ",", "auxiliary")
    before = _past_adverbs(sentence, verb)
    return before >= 0 and bool(sentence.token(before).classes & _PASSIVE)


def _parts(sentence: Sentence, place: int) -> bool:
    """Return True for what parts clauses: a sign, or a conjunction behind a verb."""
    if sentence.at(place) == "conjunction":
        return sentence.at(place - 1) in ("word", "saying")
    return sentence.at(place) in (",", ":", ";")
