"""The reporting clause right behind a quote: „…“, sagte X · “…,” X said · « … », a dit X."""

from __future__ import annotations

from stance.extraction.candidates import behind_verb, forward, named, personal, within
from stance.extraction.classes import (
    AUXILIARY,
    CLASS,
    DETERMINER,
    EXPRESSING,
    FUNCTION,
    GENITIVE,
    NOUN,
    REFLEXIVE,
)
from stance.extraction.clauses import DASHES, FAR, Sentence
from stance.extraction.phrases import Chunk
from stance.extraction.sources import as_clause, plain_words
from stance.extraction.verbs import Cue, cue_at, whom_it_quotes, with_subject
from stance.extraction.wholes import whole_phrase

__all__ = ["behind", "ends_inside"]

_QUOTING = CLASS["quoting"]
_IMPERSONAL = CLASS["impersonal"]
_DEMONSTRATIVE = CLASS["demonstrative"]
_ENDS = frozenset(",?!…，？！")
_LATE_OWNER = 4  # chunks from a quote to the words that tell whose it is
_LATE_VERB = 4  # chunks from a quote to its verb where verbs come last


def behind(sentence: Sentence, quote: int) -> Cue | None:
    """„…“, sagte X · “…,” X said · „…“, so X · “…,” according to X · „…“, wie X sagte."""
    if not sentence.lexicon.spaced and _led(sentence, quote):
        return None
    place = quote + 1
    while sentence.at(place) == "," or sentence.at(place) in DASHES:
        place += 1
    comma = place > quote + 1 or ends_inside(sentence, quote)
    if comma and sentence.at(place) == "adverb" and sentence.token(place).classes & REFLEXIVE:
        place += 1  # «…», se burló X
    while sentence.lexicon.verb_last and sentence.at(place) in ("adverb", "word"):
        place += 1  # diye konuştu
        if place > quote + _LATE_VERB:
            break
    kind = sentence.at(place)
    if kind == "source" or (kind == "after_comma" and comma):
        subject = forward(sentence, place + 1, limit=2 if kind == "source" else 1)
        return cue_at(sentence, "source after", place, subject) if subject else None
    if kind == "as":
        return as_clause(sentence, place)
    if kind == "words" and comma:
        return _with_words(sentence, place)
    if sentence.says(place) and (comma or not _governed(sentence, quote)):
        return _verb_next(sentence, place)
    return (
        _closed(sentence, quote + 1)
        or _owned(sentence, place, comma)
        or _by_order(sentence, place, comma)
    )


def _governed(sentence: Sentence, quote: int) -> bool:
    """Return True for words that go on with the sentence: власти «республик» объявили …."""
    low = sentence.token(quote).word[1:2].islower() if quote >= 0 else False
    return low and sentence.lexicon.declines


def _with_words(sentence: Sentence, place: int) -> Cue | None:
    """«…» — с таким заявлением выступил X: whatever verb follows has the speaker for a subject."""
    subject = forward(sentence, place + 1, limit=2)
    if subject is None:
        return None
    verb = sentence.tokens[subject.first]
    if verb.word.islower() and not verb.classes & NOUN and subject.last - subject.first > 1:
        subject = subject._replace(first=subject.first + 1)
    return cue_at(sentence, "with the words", place, subject)


def _owned(sentence: Sentence, place: int, comma: bool) -> Cue | None:
    """«…», è la risposta di X · “…”, son las palabras de X: whose words those were."""
    colon = place == 1 and sentence.at(place) == ":"
    place += colon
    if not (comma or colon) or not sentence.lexicon.incises or place >= len(sentence.chunks):
        return None
    if not sentence.token(place).classes & (_DEMONSTRATIVE | AUXILIARY):
        return None
    for here in range(place, min(place + _LATE_OWNER, len(sentence.chunks))):
        piece = sentence.chunks[here]
        if piece.kind not in ("noun", "auxiliary", "pronoun", "word", "adverb"):
            return None
        if piece.kind == "noun":
            words = sentence.classes_of(piece) & EXPRESSING and named(sentence, piece)
            return cue_at(sentence, "verb after", place, _owner(sentence, piece)) if words else None
    return None


def _owner(sentence: Sentence, piece: Chunk) -> Chunk:
    """Return whose words a phrase names: l'appello del | Papa."""
    places = range(piece.first + 1, piece.last - 1)
    link = next((at for at in places if sentence.tokens[at].classes & GENITIVE), piece.first - 1)
    return piece._replace(first=link + 1)


def _led(sentence: Sentence, quote: int) -> bool:
    """Return True for words within a clause that another follows: X警告“…”，Y则说 …."""
    if sentence.at(quote + 1) != ",":
        return False
    for place in range(quote - 1, -1, -1):
        if sentence.says(place):
            return True
        if sentence.at(place) in (",", ":", ";", "quoted"):
            break
    return False


def _closed(sentence: Sentence, place: int) -> Cue | None:
    """“…” diye güldü: the clause of a word that closes what was said, whatever verb follows."""
    if not sentence.lexicon.verb_last:
        return None
    if place >= len(sentence.chunks) or not sentence.token(place).classes & CLASS["clause"]:
        return None
    goes_on = sentence.at(place + 1) in ("word", "adverb")
    if not goes_on or sentence.token(place + 1).classes & (CLASS["named"] | DETERMINER):
        return None
    return with_subject(sentence, "verb after", place)


def _by_order(sentence: Sentence, place: int, comma: bool) -> Cue | None:
    """Return the clause of a verb that its place or its subject tells."""
    kind = sentence.at(place)
    if kind == "auxiliary" and (comma or not sentence.lexicon.declines):
        return _compound_tense(sentence, place)
    if kind == ":" and place == 1 and not sentence.first:
        return _subject_then_verb(sentence, place + 1, comma=True)  # «…»: X предупредил о …
    back = place + (kind == "preposition")
    if comma and sentence.says(back + 1) and sentence.token(back).classes & _DEMONSTRATIVE:
        return _verb_next(sentence, back + 1)  # «…», об этом сообщил X
    if comma and kind in ("noun", "word", "saying"):
        found = _second(sentence, place)
        if found is not None:
            return found
    if kind in ("noun", "pronoun"):
        return _subject_then_verb(sentence, place, comma)
    if kind == "word" and comma:
        return (
            _plain_subject(sentence, place)
            or _two_verbs(sentence, place)
            or _unknown_verb(sentence, place)
        )
    return None


def _two_verbs(sentence: Sentence, place: int) -> Cue | None:
    """«…», volvió a insistir X · «…», tiene a precisare X: a verb that governs one of saying."""
    verb = place + 1
    if sentence.at(verb) == "preposition" and _bare(sentence, verb):
        verb += 1
    governed = sentence.says(verb) and sentence.token(verb).word.endswith(
        sentence.lexicon.governed_endings
    )
    return cue_at(sentence, "verb after", verb, behind_verb(sentence, verb)) if governed else None


def _second(sentence: Sentence, place: int) -> Cue | None:
    """„…“, spottete X: where the verb is second, it is the small word behind the comma.

    Elsewhere its ending must tell it from an adjective of the name: «…», — подытожил Иван X.
    """
    piece = sentence.chunks[place]
    token = sentence.tokens[piece.first]
    if not token.word[:1].islower() or token.classes & (FUNCTION | NOUN):
        return None
    swallowed = piece.kind == "noun" and token.word.endswith(sentence.lexicon.past_endings)
    if not (sentence.lexicon.verb_second or swallowed):
        return None
    if token.classes & _IMPERSONAL:  # „…“, steht in dem Brief
        found = with_subject(sentence, "verb after", place)
        return found if found.named else None
    subject: Chunk | None
    if piece.kind == "noun":  # its subject has no article: spottete Ministerin Ott
        subject = piece._replace(first=piece.first + 1)
    else:
        reflexive = place + 1 < len(sentence.chunks) and sentence.token(place + 1).classes
        subject = forward(sentence, place + 1 + bool(reflexive & REFLEXIVE), limit=1)
    if subject is None or subject.first == subject.last:
        return None
    rule = "verb after" if personal(sentence, subject) else "unknown verb after"
    return Cue(
        rule, sentence.span(piece._replace(last=piece.first + 1)), *whole_phrase(sentence, subject)
    )


def ends_inside(sentence: Sentence, quote: int) -> bool:
    """Return True where the comma or the question mark stands inside the marks: “…,” X said."""
    return quote >= 0 and sentence.token(quote).word[-2:-1] in _ENDS


def _verb_next(sentence: Sentence, verb: int) -> Cue:
    """«…», кричали демонстранты · «…», сообщили в мэрии: what several say."""
    found = with_subject(sentence, "verb after", verb)
    if found.named or not sentence.of_several(verb):
        return found
    subject = within(sentence, verb + 1) or plain_words(sentence, verb + 1)
    return cue_at(sentence, "verb after", verb, subject)


def _plain_subject(sentence: Sentence, place: int) -> Cue | None:
    """“…,” protesters shouted: a subject without article or capital right before its verb."""
    subject = None if sentence.lexicon.verb_second else plain_words(sentence, place)
    verb = place if subject is None else sentence.place_at(subject.last - 1) + 1
    if subject is None or not sentence.says(verb):
        return None
    return cue_at(sentence, "verb after", verb, subject)


def _compound_tense(sentence: Sentence, place: int) -> Cue | None:
    """« … », a déclaré X · „…“, hat X gesagt."""
    if sentence.at(place + 1) == "subordinator":  # “…” was how X put it
        subject = forward(sentence, place + 2, limit=1)
        named = subject is not None and personal(sentence, subject)
        return cue_at(sentence, "as clause", place + 1, subject) if named else None
    verb = _participle(sentence, place)
    if verb is None:
        unknown = sentence.at(place + 1) == "word"
        return _unknown_verb(sentence, place + 1) if unknown else None
    if sentence.token(verb).classes & _IMPERSONAL:  # « … », peut-on lire dans la lettre
        return with_subject(sentence, "verb after", verb)
    subject = behind_verb(sentence, verb) or forward(sentence, place + 1)
    return cue_at(sentence, "verb after", verb, subject)


def _participle(sentence: Sentence, place: int) -> int | None:
    """Return the verb of saying that belongs to an auxiliary: a déclaré, hat X gesagt."""
    for verb in range(place + 1, min(place + 6, len(sentence.chunks))):
        if sentence.at(verb) in (",", ".", ":", "quoted"):
            return None
        if sentence.at(verb) == "noun" and not sentence.lexicon.verb_second:
            return None  # “…” is the likelier term
        if sentence.says(verb):
            return verb
    return None


def _bare(sentence: Sentence, place: int) -> bool:
    """Return True for a preposition without a noun."""
    return sentence.chunks[place].last - sentence.chunks[place].first == 1


def _unknown_verb(sentence: Sentence, place: int) -> Cue | None:
    """„…“, unkte X: a verb that no list has, told by its place and its ending."""
    endings = sentence.lexicon.past_endings
    if not endings or not sentence.token(place).word.endswith(endings):
        return None
    addressed = sentence.at(place + 1) in ("preposition", "adverb")  # adelantó a este diario X
    subject = forward(sentence, place + 1 + addressed, limit=1)
    return None if subject is None else cue_at(sentence, "unknown verb after", place, subject)


def _subject_then_verb(sentence: Sentence, place: int, comma: bool) -> Cue | None:
    """“…,” X said · “…,” X, who came later, told Y · „…“, X zufolge."""
    if place >= len(sentence.chunks):
        return None
    subject = sentence.chunks[place]
    commas, second = 0, sentence.lexicon.verb_second
    for verb in range(place + 1, min(place + FAR, len(sentence.chunks))):
        kind = sentence.at(verb)
        if kind == "after":
            return cue_at(sentence, "source after", verb, subject)
        if sentence.says(verb):
            if second and (not comma or verb == place + 1):
                return None  # „…“, X wies das zurück
            if sentence.lexicon.declines and not comma:
                return None  # директор завода «…» X сказал
            if sentence.token(verb).classes & _QUOTING:
                subject = whom_it_quotes(sentence, verb) or subject
            return cue_at(sentence, "verb after", verb, subject)
        if kind in ("quoted", ":", ".", ";", "conjunction"):
            return None
        if kind == "subordinator" and commas == 0:
            return None
        commas += kind == ","
    return None
