"""Speech or not: is a stretch between marks something said, or a title, a name, a distance kept?

A sum of plain evidence, each piece with a weight that somebody can read and dispute; the logistic
of the sum is the confidence that a quote carries.
"""

from __future__ import annotations

import math

from stance.clauses import Sentence
from stance.cues import Cue
from stance.lexicon import CLASS
from stance.phrases import ANY_PRONOUN, AUXILIARY, DEFINITE, DETERMINER, PREPOSITION
from stance.records import Span
from stance.tokens import CAPITAL, LETTERS, NUMBER, QUOTED, SIGN, Token, tokenize

__all__ = ["confidence"]

_NAMES, _MENTION, _SO_CALLED = CLASS["names"], CLASS["mention"], CLASS["so_called"]
_EXPRESSING, _NAMING, _SLOGAN = CLASS["expressing"], CLASS["naming"], CLASS["slogan"]
_AS_LINK, _SAYING = CLASS["as_link"], CLASS["saying"] | CLASS["separable"]
_ARTICLE = DEFINITE | DETERMINER
_SMALL = (
    _ARTICLE
    | PREPOSITION
    | CLASS["conjunction"]
    | CLASS["genitive"]
    | CLASS["name_particle"]
    | CLASS["link"]
)
_CLAUSE = ANY_PRONOUN | AUXILIARY | CLASS["adverb"] | CLASS["subordinator"] | CLASS["reflexive"]

# How much each rule that found a reporting clause speaks for speech.
_RULES = {
    "verb after": 3.0,
    "unknown verb after": 1.0,
    "colon": 3.0,
    "label": 1.5,
    "as clause": 2.5,
    "source after": 2.0,
    "source before": 1.5,
    "verb before": 1.2,
    "verb further on": 0.8,
    "named": -1.5,
}
_WEAK = frozenset({"label", "source before", "verb further on", "named"})
_SUPPORT = 0.4  # that somebody spoke just before speaks for short quotes without a cue
_SHORT = 40
_SINGLE = ("‘", "'", "‚", "‹", "›")
_ENDS = frozenset(".!?…,")


def confidence(
    text: str, sentence: Sentence, place: int, cue: Cue | None, span: Span, *, voiced: bool
) -> float:
    """Return how surely the quote that is the chunk at a place is speech.

    `voiced` tells that somebody spoke before in the same paragraph.
    """
    total = -1.0 if sentence.lexicon.marks_names else -0.3
    total += _inside(text, sentence, cue, span) + _around(text, sentence, place, cue, span)
    if cue is not None:
        total += _RULES[cue.rule]
    if cue is None or cue.rule in _WEAK:
        total += 1.0 if sentence.reported_mood() else 0.0
        total += _SUPPORT if voiced else -_SUPPORT if span.end - span.start < _SHORT else 0.0
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def _inside(text: str, sentence: Sentence, cue: Cue | None, span: Span) -> float:
    """Return the evidence of the quoted words themselves."""
    said = text[slice(*span)]
    words = [
        token for token in tokenize(said, [], sentence.lexicon) if not token.classes & SIGN
    ]
    total = _length(len(words))
    ends = said[-1:] in _ENDS
    typographic = not sentence.lexicon.capitalised_nouns and said[-1:] in ",."
    if ends and not (typographic and (cue is None or cue.rule in _WEAK) and len(words) < 6):
        total += 1.5
    if _starts_low(said):
        return total + (1.5 if len(words) > 1 else 0.8) + (0.7 if _clausal(words) else 0.0)
    if _clausal(words):
        return total + 1.0
    if not any(token.classes & LETTERS for token in words):
        return total - 3.0
    if text[span.start - 1 : span.start] in _SINGLE and _title_case(sentence):
        return total + 2.5  # a headline: there capitals tell nothing, and such marks hold speech
    if cue is not None and cue.rule != "named" and _calls(sentence, cue):
        return total
    if len(words) > 1 and (typographic or not ends) and _name_shaped(words):
        if _title_case(sentence):
            return total + 1.0
        strong = cue is not None and cue.rule not in _WEAK
        if strong and not sentence.lexicon.capitalised_nouns:
            strong = cue is not None and cue.rule in ("verb after", "colon")
        total -= 1.5 if strong else 2.5
    return total


def _title_case(sentence: Sentence) -> bool:
    """Return True where nearly all words around the quotes have capitals."""
    if sentence.lexicon.capitalised_nouns:
        return False
    words = [
        token
        for token in sentence.tokens[sentence.first : min(sentence.last, sentence.first + 30)]
        if not token.classes & (SIGN | QUOTED | _SMALL)
    ]
    return len(words) > 1 and sum(bool(token.classes & CAPITAL) for token in words) > 0.8 * len(words)


def _length(count: int) -> float:
    if count >= 12:
        return 3.0
    if count >= 7:
        return 2.0
    if count >= 4:
        return 1.0
    return 0.0 if count > 1 else -0.6


def _starts_low(said: str) -> bool:
    """Return True for a small letter at the start; iPod and the like do not count."""
    return said[:1].islower() and not said[1:2].isupper()


def _clausal(words: list[Token]) -> bool:
    """Return True where a word stands that titles and names seldom have."""
    return any(
        token.classes & _CLAUSE and not token.classes & _ARTICLE for token in words[1:]
    ) or bool(words and words[0].classes & (ANY_PRONOUN | AUXILIARY) & ~_ARTICLE)


def _name_shaped(words: list[Token]) -> bool:
    """Return True where only little words have no capital."""
    return all(token.classes & (CAPITAL | NUMBER | _SMALL) for token in words)


def _around(text: str, sentence: Sentence, place: int, cue: Cue | None, span: Span) -> float:
    """Return the evidence of the words right before and after the marks."""
    index = _index(sentence, place, span)
    quoted = sentence.tokens[index]
    count = text.count(" ", *span) + 1
    total = _behind(text, sentence, index, quoted, count)
    if index == sentence.first and index + 1 >= sentence.last:
        total += 1.0  # the marks hold the whole sentence
    if sentence.at(place - 1) in ("(", "["):
        total -= 1.5
    before = sentence.tokens[index - 1] if index > sentence.first else None
    if before is None or before.classes & SIGN:
        return total - (3.0 if before is not None and before.word == "=" else 0.0)
    low = _starts_low(text[slice(*span)])
    if _title_place(sentence, index, before) and _title_like(text[slice(*span)]):
        total -= 0.0 if _title_case(sentence) else 1.5
    if before.classes & _SO_CALLED:
        return total - 4.0
    if before.classes & _NAMES:
        return total - (3.0 if count < 8 else 1.0)
    if before.classes & (_EXPRESSING | _SLOGAN | _MENTION):
        return total + (0.5 if before.classes & _EXPRESSING else 0.0)
    noun = before.classes & CAPITAL and not before.classes & (_SMALL | _CLAUSE | _AS_LINK)
    if noun and not low and sentence.lexicon.capitalised_nouns and count < 8:
        return total - 1.5  # a noun and its name
    if cue is not None and cue.rule != "named" and _names(sentence, cue, before):
        return total + 1.8
    if before.classes & _ARTICLE and count < 4:
        total -= 0.5 if low else 1.0
        if not low and _heads_subject(sentence, index):
            total -= 1.5
    return total


def _title_place(sentence: Sentence, index: int, before: Token) -> bool:
    """Return True where titles and nicknames stand: on “…”, her “…”, Marcia “Cia” Price."""
    if sentence.lexicon.capitalised_nouns:
        return False
    if before.classes & (PREPOSITION | CLASS["genitive"]) or before.word.endswith(("'s", "’s")):
        return True
    after = sentence.tokens[index + 1] if index + 1 < sentence.last else None
    return bool(after is not None and before.classes & CAPITAL and after.classes & CAPITAL)


def _title_like(said: str) -> bool:
    """Return True where every longer word has a capital."""
    return all(word[:1].isupper() or len(word) < 5 for word in said.split()) and said[:1].isupper()


def _index(sentence: Sentence, place: int, span: Span) -> int:
    """Return which token the marks are; they may stand inside a noun phrase."""
    piece = sentence.chunks[place]
    for index in range(piece.first, piece.last):
        if sentence.tokens[index].start < span.end and sentence.tokens[index].end >= span.end:
            return index
    return piece.first


def _behind(text: str, sentence: Sentence, index: int, quoted: Token, count: int) -> float:
    """Return the evidence of what follows: „Bild“-Zeitung, „…“ (ABC), kurz „…“."""
    if text[quoted.end : quoted.end + 1] in ("-", "‑"):
        return -4.0 if text[quoted.end + 1 : quoted.end + 2].isalpha() else 0.0
    if index + 2 < sentence.last and sentence.tokens[index + 1].word in ("(", "["):
        inside = sentence.tokens[index + 2]
        if count < 12 and inside.word.isupper() and len(inside.word) > 1:
            return -2.5
    return 0.0


def _names(sentence: Sentence, cue: Cue, before: Token) -> bool:
    """Return True for a verb that calls things names: nannte es einen „…“, described as “…”."""
    if before.start == cue.cue.start:
        return True
    return bool(before.classes & (_AS_LINK | _SMALL)) and _calls(sentence, cue)


def _calls(sentence: Sentence, cue: Cue) -> bool:
    """Return True where the cue is a verb of naming."""
    for token in sentence.tokens[sentence.first : sentence.last]:
        if token.start == cue.cue.start:
            return bool(token.classes & _NAMING)
    return False


def _heads_subject(sentence: Sentence, index: int) -> bool:
    """Return True where the marks are the noun of a subject: der „…“ soll."""
    if index - 1 != sentence.first and not sentence.tokens[index - 2].classes & SIGN:
        return False
    if index + 1 >= sentence.last:
        return False
    return bool(sentence.tokens[index + 1].classes & (AUXILIARY | _SAYING))
