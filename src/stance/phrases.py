"""Noun phrases, verbs of saying, and what stands between them: a sentence cut into chunks.

No part of speech is tagged and nothing is parsed: classes of words from the lexicon, capital
letters and order suffice to find who may be the subject of a verb of saying.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.lexicon import CLASS, Lexicon
from stance.tokens import CAPITAL, NUMBER, QUOTED, SIGN, Token

__all__ = ["Chunk", "chunk"]

DEFINITE, DETERMINER, OBLIQUE, GENITIVE = (
    CLASS[name] for name in ("definite", "determiner", "oblique", "genitive")
)
PREPOSITION, CONJUNCTION, SUBORDINATOR = (
    CLASS[name] for name in ("preposition", "conjunction", "subordinator")
)
PRONOUN = CLASS["pronoun_female"] | CLASS["pronoun_male"] | CLASS["pronoun_plural"]
THING = CLASS["pronoun_thing"]
ANY_PRONOUN = PRONOUN | THING | CLASS["pronoun_other"]
OPENING, AS_LINK = CLASS["opening"], CLASS["as_link"]
REFLEXIVE, AUXILIARY, ADVERB, TIME = (
    CLASS[name] for name in ("reflexive", "auxiliary", "adverb", "time")
)
PARTICLE, NAME_PARTICLE, TITLE = (CLASS[name] for name in ("particle", "name_particle", "title"))
NOUN = CLASS["role"] | CLASS["body"] | CLASS["document"] | CLASS["medium"] | TITLE
SAYING, SEPARABLE = CLASS["saying"], CLASS["separable"]
_ARTICLE = DEFINITE | DETERMINER
_FUNCTION = (
    _ARTICLE
    | PREPOSITION
    | CONJUNCTION
    | SUBORDINATOR
    | ANY_PRONOUN
    | REFLEXIVE
    | AUXILIARY
    | ADVERB
)
# signs of other scripts under the name of the Latin one
_PLAIN = {"，": ",", "、": ",", "：": ":", "；": ";", "。": ".", "？": "?", "！": "!", "―": "—"}
_MOST_ADJECTIVES = 6
_LONGEST = 12
_POSSESSIVE = ("'s", "’s", "’", "'")
VERBAL, GIVEN = CLASS["verbal"], CLASS["given"]


class Chunk(NamedTuple):
    """A piece of a sentence: tokens `first` to `last` (exclusive) and what they are.

    `kind` is ``"noun"``, ``"pronoun"``, ``"preposition"`` (with its noun phrase), ``"source"``
    (a phrase that introduces one), ``"saying"``, ``"auxiliary"``, ``"conjunction"``,
    ``"subordinator"``, ``"quoted"``, ``"word"``, or the sign itself.
    """

    kind: str
    first: int
    last: int
    name: str = ""


def chunk(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> list[Chunk]:
    """Cut a stretch of tokens into chunks.

    Examples
    --------
    >>> from stance.lexicon import load_lexicon
    >>> from stance.tokens import tokenize
    >>> english = load_lexicon("en")
    >>> tokens = tokenize("The mayor of Kovel said on Monday:", [], english)
    >>> [piece.kind for piece in chunk(tokens, 0, len(tokens), english)]
    ['noun', 'saying', 'preposition', ':']
    """
    pieces: list[Chunk] = []
    place = first
    while place < last:
        piece = _next(tokens, place, last, lexicon, first)
        pieces.append(piece)
        place = piece.last
    return pieces


def _next(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int) -> Chunk:
    """Return the chunk that begins at a place."""
    token = tokens[place]
    classes = token.classes
    if classes & QUOTED:
        return Chunk("quoted", place, place + 1)
    if classes & SIGN:
        return Chunk(_PLAIN.get(token.word, token.word), place, place + 1)
    phrase = _phrase(tokens, place, last, lexicon, first)
    if phrase is not None:
        return phrase
    starts = place == first or bool(tokens[place - 1].classes & (SIGN | QUOTED))
    is_name = classes & CAPITAL and not starts
    if place == first and classes & OPENING:
        return Chunk("adverb", place, place + 1)
    if classes & PREPOSITION and not is_name:
        end = _noun_phrase(tokens, place + 1, last, lexicon)
        return Chunk("preposition", place, max(end, place + 1))
    if (
        classes & (SAYING | SEPARABLE)
        and not (classes & CAPITAL)
        and not _is_noun(tokens, place, first)
    ):
        return Chunk("saying", place, place + 1, "separable" if not classes & SAYING else "")
    if classes & SUBORDINATOR and not is_name:
        if classes & AS_LINK and _bare_noun(tokens, place + 1, last):
            end = _noun_phrase(tokens, place + 1, last, lexicon)
            return Chunk("preposition", place, max(end, place + 1))  # als Begründung
        relative = not classes & _ARTICLE or (
            place > first and tokens[place - 1].word == "," and _relative(tokens, place, last)
        )
        if relative:
            return Chunk("subordinator", place, place + 1)
    if classes & ANY_PRONOUN and not is_name and not classes & _ARTICLE:
        return Chunk("pronoun", place, place + 1)
    end = _noun_phrase(tokens, place, last, lexicon)
    if end > place:
        return Chunk("noun", place, end)
    if classes & ANY_PRONOUN and not is_name:
        return Chunk("pronoun", place, place + 1)
    for kind, mask in _KINDS:
        if classes & mask:
            return Chunk(kind, place, place + 1)
    return Chunk("word", place, place + 1)


_KINDS = (
    ("auxiliary", AUXILIARY),
    ("conjunction", CONJUNCTION),
    ("subordinator", SUBORDINATOR),
    ("adverb", ADVERB | REFLEXIVE | PARTICLE | TIME),
)


def _phrase(
    tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon, first: int
) -> Chunk | None:
    """Return the phrase of the lexicon that begins here: according to, nach Angaben von."""
    phrases = lexicon.phrases.get(tokens[place].word.lower())
    if phrases is None:
        return None
    for kind, words in phrases:
        if kind == "opening" and place > first:
            continue
        end = place + len(words)
        if end <= last and all(
            tokens[place + step].word.lower() == word for step, word in enumerate(words)
        ):
            return Chunk("source" if kind in ("before", "opening") else kind, place, end)
    return None


def _is_noun(tokens: Sequence[Token], place: int, first: int) -> bool:
    """Return True for a verb form that an article or adjective before it makes a noun."""
    if place == first:
        return False
    before = tokens[place - 1].classes
    if before & PREPOSITION and not before & (CONJUNCTION | SUBORDINATOR | PARTICLE):
        return True
    return bool(before & _ARTICLE) and not before & ANY_PRONOUN and not before & SUBORDINATOR


def _bare_noun(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True where a noun without an article follows."""
    return place < last and bool(tokens[place].classes & CAPITAL)


def _relative(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True where an article after a comma has no noun: it is a relative pronoun."""
    if place + 1 >= last:
        return True
    following = tokens[place + 1].classes
    return bool(following & (_FUNCTION | SAYING | SIGN | NUMBER)) and not following & CAPITAL


def _noun_phrase(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> int:
    """Return where the noun phrase that begins here ends; the place itself where there is none."""
    end = _core(tokens, place, last, lexicon)
    if end == place:
        return place
    while end < last:  # what hangs on it: genitives, of-phrases, a party in brackets
        token = tokens[end]
        if token.word == "(":
            close = _bracket(tokens, end, last)
            if close == end:
                return end
            end = close
        elif token.classes & GENITIVE and not token.classes & CAPITAL:
            if end + 1 < last and tokens[end + 1].classes & VERBAL:
                return end
            beyond = _core(tokens, end if token.classes & _ARTICLE else end + 1, last, lexicon)
            if beyond <= end + 1:
                return end
            end = beyond
        else:
            return end
    return end


def _bracket(tokens: Sequence[Token], place: int, last: int) -> int:
    """Return the place after a short bracket, the place itself where none closes."""
    for end in range(place + 1, min(place + 6, last)):
        if tokens[end].word == ")":
            return end + 1
    return place


def _core(tokens: Sequence[Token], place: int, last: int, lexicon: Lexicon) -> int:
    """Return the end of article, adjectives, nouns and names without what hangs on them."""
    here = place
    article = False
    if here < last and tokens[here].classes & _ARTICLE:
        article = True
        here += 1
        while here < last and tokens[here].classes & DETERMINER and here < place + 3:
            here += 1
    if lexicon.capitalised_nouns:
        return _german_core(tokens, place, here, last, article)
    return _plain_core(tokens, place, here, last, article)


def _german_core(tokens: Sequence[Token], place: int, here: int, last: int, article: bool) -> int:
    """Nouns have capitals: lower-case words are adjectives when a capital follows."""
    start = here
    while here < last and here < start + _MOST_ADJECTIVES:
        age = tokens[here].classes & TIME and here > start and tokens[here - 1].classes & NUMBER
        if not _adjective(tokens[here].classes) and not (age and _lower_next(tokens, here, last)):
            break  # der 25 Jahre alte Spieler
        here += 1
    end = _capitals(tokens, here, last)
    if end > here:
        return end
    if article and start < last and tokens[start].classes & QUOTED:
        if tokens[place].classes & DEFINITE and tokens[start].word.lstrip("„“\"»«'")[:1].isupper():
            return start + 1  # der „Neuen Warte“
    return place


def _lower_next(tokens: Sequence[Token], place: int, last: int) -> bool:
    return place + 1 < last and tokens[place + 1].word[:1].islower()


def _adjective(classes: int) -> bool:
    return not classes & (CAPITAL | SIGN | QUOTED | _FUNCTION | SAYING | SEPARABLE)


def _capitals(tokens: Sequence[Token], here: int, last: int) -> int:
    """Return the end of a run of capitalised words with the particles of names between them."""
    end = here
    while end < min(last, here + _LONGEST):
        token = tokens[end]
        if token.classes & CAPITAL:
            if token.classes & TIME and end > here:
                return end
            if token.classes & _FUNCTION and not token.classes & TITLE and end == here:
                return end
            end += 1
        elif end > here and token.classes & NAME_PARTICLE and _next_capital(tokens, end, last):
            if token.classes & (CONJUNCTION | GENITIVE) and not token.classes & NAME_PARTICLE:
                return end
            if token.word in ("und", "der", "den") and tokens[end - 1].word not in ("von", "van"):
                return end
            end += 1
        elif (
            end > here
            and token.word in ("von", "van", "de")
            and end + 2 < last
            and tokens[end + 1].word in ("der", "den", "la")
            and tokens[end + 2].classes & CAPITAL
        ):
            end += 2
        elif (
            token.word == "."
            and end > here
            and len(tokens[end - 1].word) <= 4
            and (
                tokens[end - 1].end == token.start
                and _next_capital(tokens, end, last)
                and (
                    len(tokens[end - 1].word) == 1
                    or tokens[end - 1].classes & TITLE
                    or "." in tokens[end - 1].word
                )
            )
        ):
            end += 1  # the full stop of an initial or a title
        else:
            return end
    return end


def _next_capital(tokens: Sequence[Token], place: int, last: int) -> bool:
    return place + 1 < last and bool(tokens[place + 1].classes & CAPITAL)


def _plain_core(tokens: Sequence[Token], place: int, here: int, last: int, article: bool) -> int:
    """Only names have capitals: a noun is known by its article, its class, or the name it leads to."""
    start = here
    noun = article
    while here < last and here - start < _LONGEST:
        token = tokens[here]
        classes = token.classes
        if classes & CAPITAL and not (classes & _FUNCTION and here == start):
            end = _capitals(tokens, here, last)
            if end == here:
                break
            noun = True
            here = end
            if tokens[here - 1].word.endswith(_POSSESSIVE) or _leads_on(tokens, here, last):
                continue
            break
        if classes & (SIGN | QUOTED | TIME | _FUNCTION):
            break
        if here > start and classes & (SAYING | SEPARABLE | VERBAL):
            owned = tokens[here - 1].word.endswith(_POSSESSIVE)
            if not classes & VERBAL or tokens[here - 1].classes & NOUN or not (article or owned):
                break
        if not article and not classes & NOUN and not noun and not _leads_on(tokens, here, last):
            break
        noun = noun or bool(classes & NOUN)
        here += 1
    return here if here > start and noun else place


def _leads_on(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True where small words lead to a noun of office or to a given name."""
    for here in range(place, min(place + 4, last)):
        classes = tokens[here].classes
        if classes & NOUN and not classes & CAPITAL:
            return True
        if classes & CAPITAL:
            return bool(classes & GIVEN) and here > place
        if classes & (SIGN | QUOTED | TIME | SAYING | SEPARABLE | VERBAL | _FUNCTION):
            return False
    return False
