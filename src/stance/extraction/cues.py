"""Which words of a sentence say who said a quote in it, and who is the subject of them.

A sentence is seen as chunks (`phrases`), each quote as one of them. What stands right after a
quote is asked first („…“, sagte X), then what leads up to it (X sagte: „…“), then the rest of the
sentence. Every answer carries the name of the rule that found it.
"""

from __future__ import annotations

from stance.extraction.behind import behind, ends_inside
from stance.extraction.candidates import forward, oblique, personal
from stance.extraction.classes import CLASS, EXPRESSING, GENITIVE
from stance.extraction.clauses import DASHES, FAR, PHRASES, Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.sources import is_paper, passes_on, plain_words, relayed, source_of
from stance.extraction.subjects import clause_start
from stance.extraction.tokens import CAPITAL
from stance.extraction.verbs import Cue, cue_at, whom_it_quotes, with_subject

__all__ = ["Cue", "find_cue", "trailing"]

_QUOTING, _MEDIUM = CLASS["quoting"], CLASS["medium"]
_IMPERSONAL = CLASS["impersonal"]
_OWNED = CLASS["possessive"]


def find_cue(sentence: Sentence, place: int) -> Cue | None:
    """Return the reporting clause of the quote that is the chunk at a place."""
    found = _reporting(sentence, place)
    if found is None:
        return None
    source = relayed(sentence, place, found)
    if source is found and passes_on(sentence, found):
        return _passed_on(sentence, place, found)
    return source


def _passed_on(sentence: Sentence, place: int, found: Cue) -> Cue:
    """Return who speaks where a paper only passes it on: X призвал «…», передаёт ТАСС."""
    before = _verb_before(sentence, place) if place else None
    if before is not None and before.named and before.cue != found.cue:
        return before
    paper = sentence.classes_of(found) & _MEDIUM
    return Cue(found.rule, found.cue) if paper else found


def _reporting(sentence: Sentence, place: int) -> Cue | None:
    """Return the clause that stands nearest: behind the quote, before it, or further on."""
    return (
        (trailing(sentence, place) if sentence.reported_mood() else None)
        or behind(sentence, place)
        or _with_words(sentence, place)
        or _whose_words(sentence, place)
        or _before_colon(sentence, place)
        or _source(sentence, place)
        or _verb_before(sentence, place)
        or _verb_after(sentence, place)
        or _label(sentence, place)
    )


def _source(sentence: Sentence, place: int) -> Cue | None:
    """Return the source of a quote; where a paper relays it, who speaks: 据新华社消息，X说，“…”."""
    found = source_of(sentence, place)
    if found is None or found.rule != "source before" or not is_paper(sentence, found):
        return found
    speaks = _verb_before(sentence, place)
    later = speaks is not None and speaks.named and speaks.first >= found.last
    return speaks if later else found


def _with_words(sentence: Sentence, quote: int) -> Cue | None:
    """Mit den Worten „…“ eröffnete X das Fest · X schloss mit den Worten: „…“."""
    place = quote - 1 - (sentence.at(quote - 1) == ":")
    if sentence.at(place) != "words":
        return None
    quoting = [at for at in range(place) if sentence.token(at).classes & _QUOTING]
    quoted = whom_it_quotes(sentence, quoting[-1]) if quoting else None
    subject = quoted or _who_acts(sentence, place) or forward(sentence, quote + 1)
    return cue_at(sentence, "with the words", place, subject)


def _whose_words(sentence: Sentence, quote: int) -> Cue | None:
    """Return whose words the noun right before the quote names: X的一句“…”."""
    noun = quote - 1
    if noun < 2 or not sentence.token(noun).classes & EXPRESSING:
        return None
    owner = sentence.chunks[noun - 2]
    if not sentence.token(noun - 1).classes & GENITIVE or owner.kind not in PHRASES:
        return None
    return cue_at(sentence, "with the words", noun, owner)


def _before_colon(sentence: Sentence, quote: int) -> Cue | None:
    """X sagte am Abend: „…“."""
    if sentence.at(quote - 1) != ":":
        return None
    for verb in range(quote - 2, -1, -1):
        if sentence.at(verb) == "quoted" and verb < quote - 2:
            break
        if sentence.says(verb):
            return with_subject(sentence, "colon", verb)
    return None


def _verb_before(sentence: Sentence, quote: int) -> Cue | None:
    """X warnte am Abend vor „…“ · X said it was “…”."""
    best: Cue | None = None
    for verb in range(quote - 1, -1, -1):
        if sentence.says(verb):
            gapped = _gapped(sentence, verb, quote)
            if gapped is not None:
                return cue_at(sentence, "verb before", verb, gapped)
            found = with_subject(sentence, "verb before", verb)
            if found.named:
                return found
            best = best or found
    subject = forward(sentence, quote + 1, limit=1)
    if best is None or subject is None or not personal(sentence, subject):
        return best
    return best._replace(first=subject.first, last=subject.last)  # prometió «…» el alcalde


def _gapped(sentence: Sentence, verb: int, quote: int) -> Chunk | None:
    """Return the subject of a clause that leaves its verb out: X spricht von „A“, Y von „B“."""
    last = quote - 1
    while last > verb and sentence.at(last) in ("preposition", "word"):
        last -= 1
    piece = sentence.chunks[last]
    parted = sentence.at(last - 1) in (",", "conjunction") and sentence.at(last - 2) == "quoted"
    return piece if piece.kind == "noun" and parted and last < quote - 1 else None


def trailing(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X: the clause that ends a sentence of reported speech."""
    for verb in range(len(sentence.chunks) - 1, max(quote, len(sentence.chunks) - FAR), -1):
        before = sentence.at(verb - 1)
        if sentence.at(verb) == "quoted":
            return None
        ends = verb + 3 >= len(sentence.chunks)
        if ends and sentence.at(verb) == "after_comma" and before == ",":
            source = forward(sentence, verb + 1, limit=1)
            return None if source is None else cue_at(sentence, "source after", verb, source)
        if not sentence.says(verb) or not (before == "," or before in DASHES):
            continue
        rule = "verb after" if verb <= quote + 2 else "verb further on"
        subject = forward(sentence, verb + 1)
        classes = 0 if subject is None else sentence.tokens[subject.first].classes
        if sentence.token(verb).classes & _QUOTING or classes & _IMPERSONAL:
            return with_subject(sentence, rule, verb)
        return None if subject is None else cue_at(sentence, rule, verb, subject)
    return None


def _verb_after(sentence: Sentence, quote: int) -> Cue | None:
    """„…“ wäre falsch, sagte X · … als „…“ bezeichnet."""
    for verb in range(quote + 1, len(sentence.chunks)):
        if sentence.at(verb) in ("subordinator", "conjunction") and sentence.at(verb - 1) == ",":
            return None
        if not sentence.says(verb) and not _finds(sentence, verb):
            continue
        start = verb - (sentence.at(verb - 1) == "auxiliary")
        before = sentence.at(start - 1)
        if before in (",", "quoted") or before in DASHES:
            subject = forward(sentence, verb + 1) or _bare_role(sentence, verb + 1)
            subject = subject or forward(sentence, 0)
            if subject is not None and sentence.tokens[subject.first].classes & _IMPERSONAL:
                return with_subject(sentence, "verb further on", verb)
            return cue_at(sentence, "verb further on", verb, subject)
        ends = not sentence.lexicon.spaced and sentence.at(verb + 1) in (",", ".", "")
        rule = "verb after" if ends and ends_inside(sentence, quote) else "verb further on"
        return with_subject(sentence, rule, verb)
    return None


def _finds(sentence: Sentence, verb: int) -> bool:
    """Return True for the clause behind what was found: …, the inquiry found."""
    return (
        sentence.at(verb) == "holding"
        and sentence.at(verb - 1) == "noun"
        and sentence.at(verb - 2) == ","
        and sentence.at(verb + 1) in ("", ".")
    )


def _bare_role(sentence: Sentence, place: int) -> Chunk | None:
    """Return the role without an article that a headline ends with: …, says mayor."""
    subject = plain_words(sentence, place)
    return subject if subject is not None and personal(sentence, subject) else None


def _label(sentence: Sentence, quote: int) -> Cue | None:
    """X: „…“ · X beim Gipfel: Das Bündnis ist „…“ · Auch X griff ihn an: „…“."""
    for place in range(quote - 1, 0, -1):
        kind = sentence.at(place)
        if kind == ":":
            return cue_at(sentence, "label", place, _who_acts(sentence, place))
        if kind in ("quoted", ".", ";"):
            break
    return _headline(sentence, quote)


def _headline(sentence: Sentence, quote: int) -> Cue | None:
    """Ucraina, Renti “…”: a name right before the quote that ends a headline."""
    last = quote - 1
    capitals = sentence.lexicon.capitalised_nouns
    if (
        sentence.first
        or capitals
        or quote + 1 < len(sentence.chunks)
        or sentence.at(last) != "noun"
    ):
        return None
    if any(piece.kind not in ("noun", ",") for piece in sentence.chunks[:quote]):
        return None
    name = sentence.chunks[last]
    return cue_at(sentence, "label", last, name) if sentence.named_again(name) else None


def _announces(sentence: Sentence, piece: Chunk) -> bool:
    """Return True for what announces words without saying whose: Poi l'affondo: «…»."""
    classes = sentence.classes_of(piece)
    return bool(classes & EXPRESSING) and not classes & (CAPITAL | _OWNED)


def _who_acts(sentence: Sentence, end: int) -> Chunk | None:
    """Return who does what a clause without a verb of saying tells before its colon."""
    start = clause_start(sentence, end)
    phrases = [
        piece
        for place, piece in enumerate(sentence.chunks[start:end], start)
        if piece.kind in PHRASES
        and not oblique(sentence, place)
        and not _announces(sentence, piece)
    ]
    for piece in phrases:
        if personal(sentence, piece):
            return piece
    return phrases[0] if phrases else None
