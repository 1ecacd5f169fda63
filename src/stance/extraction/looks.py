"""How a word looks and what it is: its classes, those of its ending included, and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.extraction.classes import (
    CLASS,
    LOOKS,
    NAMES,
    NOUN,
    OBLIQUE,
    REFLEXIVE,
    TITLE,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.unspaced import pieces

__all__ = [
    "CAPITAL",
    "GLUED",
    "LETTERS",
    "NUMBER",
    "QUOTED",
    "SIGN",
    "UNKNOWN",
    "Part",
    "bare",
    "look_at",
    "split",
    "undeclined",
]

_GIVEN, _PLACE = CLASS["given"], CLASS["place"]
_DECLINED = NOUN | NAMES
_POSSESSIVE = ("'s", "’s")
_APOSTROPHES = frozenset("'’ʼ")
_LONGEST_ELIDED = 6  # letters before the apostrophe of an elided word
_IDEOGRAPHS = "\u2e80"  # from here on scripts write no blanks between words

CAPITAL, NUMBER, SIGN, QUOTED, LETTERS, UNKNOWN, GLUED = (1 << bit for bit in range(LOOKS))
"""Bits beside those of the lexicon: how a token looks; no blank stands before a glued one."""

Part = tuple[str, int, int]
"""A part of what is written together: the word, its classes, where it starts."""


def bare(word: str) -> str:
    """Return the lower-case word without a possessive ending.

    Examples
    --------
    >>> bare("Minister’s")
    'minister'
    """
    low = word.lower()
    return low[:-2] if low.endswith(_POSSESSIVE) else low


def look_at(word: str, lexicon: Lexicon) -> int:
    """Return the classes of a word or sign, how it looks included."""
    first = word[0]
    if not first.isalpha():
        if first.isdigit():
            mixed = UNKNOWN if word[-1] >= _IDEOGRAPHS and not lexicon.spaced else 0
            return NUMBER | mixed | (CAPITAL if "-" in word and not word.islower() else 0)
        return SIGN
    low = word.replace("İ", "i").lower()
    classes = lexicon.classes.get(low)
    if classes is None:
        classes = lexicon.classes_of(bare(word)) | UNKNOWN
        if lexicon.case_endings:  # Ankara'ya, Bakanlığından
            classes |= _declined(low, lexicon)
    if classes & TITLE and classes & REFLEXIVE:  # Me Ott, avocate; je me demande
        classes &= ~(REFLEXIVE if first.isupper() else TITLE)
    if first.isupper():
        return classes | LETTERS | CAPITAL
    return (classes | LETTERS) & ~_GIVEN  # Will and Grant are names, will is none


def _declined(word: str, lexicon: Lexicon) -> int:
    """Return the classes of a noun that stands in a case other than the first."""
    stem = word.partition("'")[0].partition("’")[0]
    if stem != word:
        return lexicon.classes.get(stem, 0) & (_PLACE | _DECLINED)
    noun = undeclined(word, lexicon)
    return lexicon.classes[noun] & _DECLINED | OBLIQUE if noun else 0


def undeclined(word: str, lexicon: Lexicon) -> str:
    """Return the noun that the lexicon has for a lower-case word with an ending; empty for none.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> undeclined("bakanlığından", load_lexicon("tr"))
    'bakanlığı'
    """
    for ending in lexicon.noun_endings:
        if word.endswith(ending):
            noun = word[: -len(ending)]
            if lexicon.classes.get(noun, 0) & _DECLINED:
                return noun
    return ""


def split(word: str, lexicon: Lexicon) -> Sequence[Part]:
    """Return the parts of a word that is several: l’alliance, a-t-il, unspaced writing."""
    if not lexicon.spaced and max(word) >= _IDEOGRAPHS:
        return [*_unspaced(word, lexicon)]
    for cut, sign in enumerate(word[:_LONGEST_ELIDED]):
        if sign in _APOSTROPHES:
            head = word[:cut].lower() + "'"
            if head not in lexicon.classes:
                break
            rest = _part(word[cut + 1 :], cut + 1, lexicon)
            return _part(word[: cut + 1], 0, lexicon, lexicon.classes[head]), rest
    for clitic in lexicon.clitics:
        if word.endswith(clitic) and len(word) > len(clitic):
            pronoun = clitic.rpartition("-")[2]
            classes = lexicon.classes.get(pronoun, 0)
            behind = _part(pronoun, len(word) - len(pronoun), lexicon, classes)
            return _part(word[: len(word) - len(clitic)], 0, lexicon), behind
    return ()


def _part(word: str, start: int, lexicon: Lexicon, classes: int | None = None) -> Part:
    if classes is None:
        classes = lexicon.classes_of(word.lower())
    return word, classes | LETTERS | (CAPITAL if word[:1].isupper() else 0), start


def _unspaced(word: str, lexicon: Lexicon) -> Iterator[Part]:
    """Yield the words of a stretch without blanks, and the names between them."""
    for piece in pieces(word, lexicon):
        looks = (CAPITAL if piece.named else 0) | (NUMBER if piece.number else LETTERS)
        yield word[piece.start : piece.end], piece.classes | looks, piece.start
