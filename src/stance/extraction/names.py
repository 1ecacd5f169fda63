"""Names within phrases: which of the capitalised words are somebody's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.extraction.capitals import initial, joins
from stance.extraction.classes import (
    ANY_SAYING,
    CLASS,
    DEFINITE,
    FUNCTION,
    GENITIVE,
    GIVEN,
    NAME_PARTICLE,
    NAMES,
    NOUN,
    OBLIQUE,
    PREPOSITION,
    ROLE,
    TIME,
    TITLE,
)
from stance.extraction.lexicon import Lexicon
from stance.extraction.nouns import POSSESSIVE
from stance.extraction.tokens import CAPITAL, GLUED, QUOTED, SIGN, Token, undeclined

__all__ = ["NO_NAME", "clean", "name_within"]

_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_PLACE, _ORIGIN = CLASS["place"], CLASS["origin"]
_WHERE = _PLACE | _ORIGIN
_HANGING = GENITIVE | PREPOSITION
NO_NAME = NOUN | TIME | FUNCTION | NAMES | CLASS["mention"] | CLASS["phrase"]
"""Words that begin no name unless they are given names."""

_OFFICE = ROLE | CLASS["body"] | TITLE
_SHORTEST_ABSTRACT = 6
_MARKS = '„“”"»«'


def name_within(
    tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon
) -> tuple[int, int]:
    """Return the tokens of a phrase that are a name: what follows the last role or noun.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.tokens import tokenize
    >>> german = load_lexicon("de")
    >>> tokens = tokenize("der Außenminister Kurt von Ahn (FDP)", [], german)
    >>> name_within(tokens, 0, len(tokens), german)
    (2, 5)
    """
    if last - first == 1:
        return (first, last) if _is_name(tokens, first, lexicon) else (first, first)
    found: list[tuple[int, int]] = []
    start = -1
    core = last  # where the phrase ends and what hangs on it begins
    for place in range(first, last + 1):
        inside = place < last and _in_name(tokens, place, start, last, lexicon)
        if inside and start < 0:
            start = place
        elif not inside and start >= 0:
            found.append((_behind_title(tokens, start, place, lexicon), place))
            start = -1
        if place < last and place > first and core == last and _hangs(tokens, place, lexicon):
            core = place
    return _best(tokens, found, first, core) if found else (first, first)


def _is_name(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Return True for a word alone that is a name, of a place too, and no office."""
    classes = tokens[place].classes
    if classes & ROLE and (not classes & GIVEN or classes & _WHERE):
        return False
    return _in_name(tokens, place, -1, place + 1, lexicon)


def _behind_title(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the name begins in a run that may open with an unknown title.

    It begins with a given name that stands later; else a first word is a title where an article
    precedes it (der Reeder Brix), or where it opens a run of three (Engineer Lou Ott said).
    """
    if tokens[start].classes & GIVEN or end - start < 2:
        return start
    for place in range(start + 1, end - 1):
        if tokens[place].classes & GIVEN:
            return place
    particle = tokens[start + 1].classes & NAME_PARTICLE  # Alban Le Dréau, but: Italy's La Gazza
    if particle and not tokens[start].word.endswith(POSSESSIVE):
        return start
    if not tokens[start + 1].classes & CAPITAL:
        return start
    before = tokens[start - 1] if start else None
    if end - start > 2 and _ends_office(tokens, start, lexicon):
        return start + 1
    if lexicon.capitalised_nouns:
        article = before is not None and before.classes & DEFINITE
        word = tokens[start].word  # die IG Metall has no title
        noun = not (word.isupper() or word.endswith(lexicon.adjective_endings))
        return start + 1 if noun and (article or end - start == 3) else start
    opens = before is None or bool(before.classes & (SIGN | QUOTED))
    return start + 1 if opens and end - start == 3 else start


def _ends_office(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> bool:
    """Return True for a capital that an office ends with: secrétaire d'État | Kurt Ott."""
    linked = start > 1 and tokens[start - 1].classes & (GENITIVE | DEFINITE)
    if lexicon.capitalised_nouns or not linked:
        return False
    near = tokens[max(start - 3, 0) : start - 1]
    return any(token.classes & ROLE for token in near)


def _hangs(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Return True where a genitive, a preposition, a comma or a bracket ends the core."""
    token = tokens[place]
    if token.word in (",", "("):
        return True
    if token.classes & CAPITAL or not token.classes & _HANGING:
        return False
    particle = token.classes & NAME_PARTICLE and token.word not in lexicon.second_particles
    return not (particle and tokens[place - 1].classes & CAPITAL)


def _best(
    tokens: Sequence[Token], found: Sequence[tuple[int, int]], first: int, core: int
) -> tuple[int, int]:
    """Prefer the last name of the core, then one with a given name, then the last of all."""
    kept = [span for span in found if not _is_place(tokens, *span)]
    roles = [place for place in range(first, core) if tokens[place].classes & ROLE]
    for span in reversed(kept):  # what stands before the office only modifies it
        modifies = roles and span[0] <= roles[0] and not tokens[span[0]].classes & GIVEN
        if span[0] < core and not modifies and not _possessive(tokens, span):
            return span
    beside = [span for span in kept if _beside(tokens, first, span[0])]
    if beside:
        return beside[0]
    given = [span for span in kept if tokens[span[0]].classes & GIVEN]
    if given:
        return given[0]
    if kept and not roles:
        return kept[0]
    places = [span for span in found if span[0] < core and span not in kept]
    return places[-1] if places and not roles else (first, first)


def _is_place(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return True for a name of places and origins alone."""
    return all(token.classes & _WHERE for token in tokens[start:end])


def _beside(tokens: Sequence[Token], first: int, name: int) -> bool:
    """Return True for a name, with or without a title, behind an office: the minister, Kurt Ott."""
    for place in range(name - 1, first, -1):
        if tokens[place].word == ",":
            return not any(token.word == "(" for token in tokens[first:place])
        if not tokens[place].classes & (DEFINITE | ROLE | TITLE):
            return False
    return False


def _possessive(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Return True for a name in the possessive before a noun: Putin's spokesman."""
    end = span[1]
    if end >= len(tokens) or not tokens[end - 1].word.endswith(POSSESSIVE):
        return False
    return not tokens[end].classes & CAPITAL and tokens[end].word[:1].isalpha()


def _in_name(tokens: Sequence[Token], place: int, start: int, last: int, lexicon: Lexicon) -> bool:
    """Return True where a token begins a name, or goes on with the one that began at `start`."""
    classes = tokens[place].classes
    if not classes & CAPITAL:
        return start >= 0 and joins(tokens, place, last, lexicon)
    if classes & GIVEN or (start < 0 and _function_name(tokens, place, last)):
        return True
    parts = lexicon.case_endings or lexicon.declines
    if start >= 0 and place - start > 1 and classes & _PLACE and parts:
        return False  # Kemal Aydın Ankara'ya; według Kyryła Bondarczuka Moskwa
    if start >= 0:
        given = tokens[place - 1].classes & GIVEN
        if lexicon.plain_titles and given:
            return True  # Plácido Domingo
        return not classes & (TIME if lexicon.plain_titles or given else NOUN | TIME)
    if initial(tokens, place) and not classes & TITLE:
        return True
    if classes & NO_NAME or _modifies(tokens, place, last):
        return False
    if lexicon.declines and place and _of_office(tokens, place, lexicon):
        return False
    word = tokens[place].word
    return len(word) <= _SHORTEST_ABSTRACT or not word.endswith(lexicon.abstract_endings)


def _function_name(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True for a given name that is a small word as well: l'oppositrice Alla Ott."""
    if not tokens[place].classes & FUNCTION or not 0 < place < last - 1:
        return False
    before = tokens[place - 1].classes
    return bool(before & ROLE and not before & CAPITAL and tokens[place + 1].classes & CAPITAL)


def _modifies(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True for an adjective of origin before a noun: Russian President, Russian troops."""
    if not tokens[place].classes & _ORIGIN or place + 1 >= last:
        return False
    following = tokens[place + 1].classes
    return bool(following & _OFFICE) or not following & CAPITAL


def _of_office(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Return True for what belongs to an office: посол Литвы | Иван Лось, сухопутних військ."""
    token, before = tokens[place], tokens[place - 1]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if following is None or before.classes & (SIGN | QUOTED):
        return False
    if before.classes & PREPOSITION:  # коллега из Ирана | Аббас Лось
        names = tokens[place + 1 : place + 3]
        return bool(token.classes & _PLACE) and sum(one.classes & CAPITAL > 0 for one in names) > 1
    if token.classes & _PLACE:
        return bool(following.classes & CAPITAL) and not following.classes & _PLACE
    if before.classes & ROLE and token.word.isupper() and len(token.word) > 1:
        return not following.classes & CAPITAL  # analitycy ISW
    goes_on = following.word.islower() and not following.classes & (FUNCTION | ANY_SAYING)
    return bool(before.classes & _OFFICE) and goes_on and _adjective(token.word, lexicon)


def _adjective(word: str, lexicon: Lexicon) -> bool:
    """Return True for an adjective that describes several: сухопутных войск."""
    return word.endswith(lexicon.adjective_endings)


def clean(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> str:
    """Return the words of a phrase as the text has them, without an ending behind an apostrophe.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.tokens import tokenize
    >>> turkish = load_lexicon("tr")
    >>> clean(tokenize("İnci Kara'ya", [], turkish), 0, 2, turkish)
    'İnci Kara'
    """
    parts: list[str] = []
    for place in range(first, last):
        if place > first and not tokens[place].classes & GLUED:
            parts.append(" ")
        parts.append(tokens[place].word)
    name = "".join(parts).strip(_MARKS)
    if name.endswith(("'s", "’s")):
        return name[:-2]
    for ending in lexicon.case_endings:
        if name.endswith(ending):
            return name[: -len(ending)]
    if last > first and tokens[last - 1].classes & OBLIQUE and lexicon.noun_endings:
        word = tokens[last - 1].word.lower()
        return name[: len(name) - len(word) + len(undeclined(word, lexicon) or word)]
    return name.rstrip("'’") + _stop(tokens, last)


def _stop(tokens: Sequence[Token], last: int) -> str:
    """Return the full stop that belongs to initials: Thomas M. said."""
    if not 0 < last < len(tokens) or not _INITIALS.fullmatch(tokens[last - 1].word):
        return ""
    return "." if tokens[last].word == "." and tokens[last].classes & GLUED else ""
