"""Who is the subject of a verb: found by order, by articles, by commas."""

from __future__ import annotations

from stance.extraction.adverbials import place_before, taken_in
from stance.extraction.candidates import (
    CLOSING,
    behind_verb,
    forward,
    issued,
    name_further,
    oblique,
    of_phrase,
    opened,
    personal,
)
from stance.extraction.classes import (
    ANY_PRONOUN,
    AS_LINK,
    CLASS,
)
from stance.extraction.clauses import DASHES, FAR, PHRASES, Sentence
from stance.extraction.finals import subject_behind, topic_before
from stance.extraction.phrases import Chunk
from stance.extraction.relatives import antecedent, described, head_of
from stance.extraction.tokens import NUMBER

__all__ = ["behind_insertion", "clause_start", "subject_of"]

_GERUND, _COMPANY = CLASS["gerund"], CLASS["company"]


def subject_of(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject of a verb: before it or, where the order is inverted, after it."""
    if sentence.lexicon.verb_second:
        return _second_place(sentence, verb)
    if sentence.lexicon.verb_last:
        if sentence.token(verb).classes & _GERUND:
            return subject_behind(sentence, verb)  # “…” diyen X
        return topic_before(sentence, verb) or subject_behind(sentence, verb)
    if sentence.lexicon.drops_subjects and verb == 0:
        after = behind_verb(sentence, verb)
        return after if after is not None and personal(sentence, after) else None
    opening = verb - 1
    while sentence.at(opening) == "," or sentence.at(opening) in DASHES:
        opening -= 1
    inverted = None
    behind = ("quoted", "words", "", "as" if sentence.lexicon.declines else "")  # как сказал X
    if sentence.at(opening) in behind and not _entitled(sentence, opening):
        inverted = behind_verb(sentence, verb)
    who = sentence.at(verb - 1) == "subordinator" and sentence.token(verb - 1).classes & ANY_PRONOUN
    head = head_of(sentence, verb - 1) if who else described(sentence, verb)
    return head or inverted or _before(sentence, verb)


def _entitled(sentence: Sentence, quote: int) -> bool:
    """Return True for a title between subject and verb: the report, titled “…”, says."""
    return quote > 0 and bool(sentence.token(quote - 1).classes & CLASS["named"])


def _joined(sentence: Sentence, verb: int) -> int:
    """Return the conjunction before a verb: X a reconnu sa défaite et | lui a souhaité …."""
    place = verb - 1
    while sentence.lexicon.incises and sentence.at(place) in ("auxiliary", "adverb"):
        place -= 1
    return place if sentence.at(place) == "conjunction" else 0


def _before(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject before a verb: X said · after X said · X came, saying."""
    if sentence.token(verb).classes & _GERUND:
        return _of_participle(sentence, verb)
    kind = sentence.at(verb - 1)
    if kind == "preposition" and sentence.chunks[verb - 1].name == "clause":
        return of_phrase(sentence.chunks[verb - 1])
    if sentence.of_several(verb):
        inside = place_before(sentence, verb)
        if inside is not None:
            return inside
    joined = _joined(sentence, verb)
    if joined:
        for place in range(joined - 1, max(verb - FAR, -1), -1):
            if sentence.says(place):
                verb = place
                break
        else:
            return _backward(sentence, verb)
        if sentence.token(verb).classes & _GERUND:
            return _of_participle(sentence, verb)
    found = _backward(sentence, verb) or taken_in(sentence, verb)
    if found is None:
        found = forward(sentence, verb + 1, limit=2)
        return name_further(sentence, found) if found else None
    return found


def _of_participle(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject that a participle shares with its sentence: X left, saying …."""
    piece = sentence.chunks[verb - 1] if verb else None
    if (
        piece is not None
        and piece.kind == "preposition"
        and sentence.tokens[piece.first].classes & _COMPANY
    ):
        return of_phrase(piece)
    start = next((at for at in range(verb - 1, -1, -1) if sentence.at(at) == ";"), 0)
    phrases = [
        piece
        for here, piece in enumerate(sentence.chunks[start:verb], start)
        if piece.kind in PHRASES and not _after_preposition(sentence, here)
    ]
    quoted = piece is not None and bool(sentence.token(verb - 1).classes & AS_LINK)
    if quoted and phrases:
        return phrases[-1]  # quoted X as saying
    spoken = _spoken_before(sentence, verb)
    return spoken or (phrases[0] if phrases else None)


def _spoken_before(sentence: Sentence, participle: int) -> Chunk | None:
    """Return who said what a participle adds to: the deal is off, X said, adding …."""
    verb = participle - 2
    if sentence.at(verb + 1) != "," or not sentence.says(verb) or verb < 3:
        return None
    spoken = sentence.at(verb - 1) in PHRASES and sentence.at(verb - 2) == ","
    return sentence.chunks[verb - 1] if spoken else None


def _second_place(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject where the verb is second: in the first place, or else behind the verb."""
    start = clause_start(sentence, verb)
    opening = sentence.at(start)
    after = forward(sentence, verb + 1)
    if opening in ("subordinator", "as"):
        inner = forward(sentence, start + 1, stop=verb)
        return antecedent(sentence, start, inner) or inner or after
    if opening in PHRASES and start < verb and not oblique(sentence, start):
        first = sentence.chunks[start]
        second = sentence.at(verb - 1) == "conjunction"  # X kam und sagte
        swapped = after is not None and personal(sentence, after) and not second
        return after if swapped and not personal(sentence, first) else first
    if opening == "conjunction":
        return _shared(sentence, verb) or after
    if after is not None:
        return after
    if sentence.at(verb - 1) == "quoted":  # X, der die Wahl „…“ nannte
        opens = clause_start(sentence, verb - 1)
        if sentence.at(opens) == "subordinator":
            inner = forward(sentence, opens + 1, stop=verb - 1)
            return antecedent(sentence, opens, inner) or inner
    skip = opening in ("saying", "auxiliary")
    return forward(sentence, start + skip, stop=verb) or _shared(sentence, verb)


def _shared(sentence: Sentence, verb: int) -> Chunk | None:
    """Return the subject that a second verb shares with the first: X kam und sagte."""
    near = range(verb - 1, max(verb - FAR, -1), -1)
    phrases = [
        sentence.chunks[place]
        for place in (*near, *range(verb))
        if sentence.at(place) in PHRASES and not oblique(sentence, place)
    ]
    people = (piece for piece in phrases if personal(sentence, piece))
    return next(people, phrases[-1] if phrases else None)


def clause_start(sentence: Sentence, verb: int) -> int:
    """Return where the clause of a verb begins."""
    start = verb
    while start > 0:
        kind = sentence.at(start - 1)
        if kind == ",":
            opening = _before_insertion(sentence, start - 1)
            if opening is None:
                return start
            start = opening
        elif kind in (":", ";", "quoted") or kind in DASHES:
            return start
        else:
            start -= 1
    return start


def behind_insertion(sentence: Sentence, verb: int) -> bool:
    """Return True for a verb whose subject opens the clause before it: X, the mayor, said …."""
    noun = _before_insertion(sentence, verb - 1) if sentence.at(verb - 1) == "," else None
    if noun is None:
        return False
    while noun and sentence.at(noun - 1) in ("noun", "preposition", "adverb", "conjunction"):
        noun -= 1
    return sentence.at(noun - 1) in ("", ",", ":", ";", "quoted")


def _before_insertion(sentence: Sentence, comma: int) -> int | None:
    """Return the noun before insertions that end with the comma: X, das …, der …, sagte."""
    found = None
    for place in range(comma - 1, max(comma - FAR, 0) - 1, -1):
        kind = sentence.at(place)
        if kind == ",":
            if _age(sentence, place - 1):
                continue
            noun = place - 1
            while sentence.at(noun) == "preposition":
                noun -= 1  # the ambassador in Berlin, X, said
            if sentence.at(noun) != "noun" or not _inserted(sentence, place + 1, comma):
                return found
            found = noun
            if sentence.at(noun - 1) != ",":
                return found
        elif kind in ("quoted", ":", ";"):
            return found
    return found


def _inserted(sentence: Sentence, start: int, end: int) -> bool:
    """Return True for a relative clause or an apposition between two commas."""
    if sentence.at(start) in ("subordinator", "preposition", "as"):
        return True
    if sentence.at(start) == "noun":
        relative = start + 1 + (sentence.at(start + 1) == "preposition")
        if sentence.at(relative) == "subordinator":
            return True  # X, a baker who …, said · the report, a copy of which …, says
    if _age(sentence, start):
        start += 2
    return all(
        sentence.at(place) in ("noun", "preposition", "conjunction", "adverb")
        for place in range(start, end)
    )


def _age(sentence: Sentence, place: int) -> bool:
    """Return True for a number between commas: Tom Hale, 61, a ferryman, said."""
    between = sentence.at(place - 1) == "," and sentence.at(place + 1) == ","
    return between and bool(sentence.token(place).classes & NUMBER)


def _backward(sentence: Sentence, place: int) -> Chunk | None:
    """Return the phrase before a place that is the subject of what stands there."""
    outside = place  # of what a preposition opens
    for here in range(place - 1, -1, -1):
        piece = sentence.chunks[here]
        if here >= outside or _after_preposition(sentence, here):
            continue
        if sentence.token(here).classes & CLOSING:
            outside = opened(sentence, here)
            continue
        if issued(sentence, here):
            continue
        if piece.kind in PHRASES:
            return sentence.chunks[_apposition(sentence, here, place)]
        if piece.kind == ",":
            opening = _before_insertion(sentence, here)
            if opening is not None:
                return sentence.chunks[opening]
        elif piece.kind in (":", ";", "quoted"):
            break
    phrases = (
        piece
        for here, piece in enumerate(sentence.chunks[:place])
        if piece.kind in PHRASES and not _after_preposition(sentence, here)
    )
    return next(phrases, None)


def _after_preposition(sentence: Sentence, place: int) -> bool:
    """Return True for a pronoun that a preposition governs: про це."""
    before = sentence.chunks[place - 1] if place else None
    bare = before is not None and before.kind == "preposition" and before.last - before.first == 1
    return bare and sentence.at(place) == "pronoun"


def _apposition(sentence: Sentence, here: int, verb: int) -> int:
    """Return the noun that an apposition right before a verb belongs to: X, the mayor, said."""
    if sentence.at(here + 1) == "," and sentence.at(here - 1) == "," and verb == here + 2:
        return here - 2 if sentence.at(here - 2) == "noun" else here
    return here
