"""Names within phrases: which of the capitalised words are somebody's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.lexicon import CLASS, Lexicon
from stance.phrases import ANY_PRONOUN, DEFINITE, DETERMINER, NOUN
from stance.tokens import CAPITAL, QUOTED, SIGN, Token, bare

__all__ = ["LONGEST", "ROLE", "TITLE", "clean", "last_name", "name_within", "runs"]

LONGEST = 12
"""Words that a name with its titles may have."""

ROLE, TITLE = CLASS["role"], CLASS["title"]
_PLACE, _ORIGIN = CLASS["place"], CLASS["origin"]
_GIVEN, _TIME, _PARTICLE = CLASS["given"], CLASS["time"], CLASS["name_particle"]
_FUNCTION = (
    DEFINITE
    | DETERMINER
    | ANY_PRONOUN
    | CLASS["preposition"]
    | CLASS["conjunction"]
    | CLASS["subordinator"]
    | CLASS["auxiliary"]
    | CLASS["adverb"]
    | CLASS["reflexive"]
    | CLASS["names"]
    | CLASS["mention"]
)
_DOUBLE, _AFTER_DOUBLE = frozenset({"von", "van", "de"}), frozenset({"der", "den", "la", "las"})
_SHORTEST_STEM, _SHORTEST_ABSTRACT = 3, 6
_NOT_BETWEEN = frozenset({"und", "der", "den", "vom", "y"})


def runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words, the particles of names among them."""
    place = 0
    while place < len(tokens):
        if not tokens[place].classes & CAPITAL:
            place += 1
            continue
        end = place + 1
        while end < min(len(tokens), place + LONGEST) and _joins(tokens, end, len(tokens)):
            end += 1
        yield place, end
        place = end


def name_within(
    tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon
) -> tuple[int, int]:
    """Return the tokens of a phrase that are a name: what follows the last role or noun.

    Examples
    --------
    >>> from stance.lexicon import load_lexicon
    >>> from stance.tokens import tokenize
    >>> german = load_lexicon("de")
    >>> tokens = tokenize("der Außenminister Kurt von Ahn (FDP)", [], german)
    >>> name_within(tokens, 0, len(tokens), german)
    (2, 5)
    """
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
        if place < last and place > first and core == last and _hangs(tokens, place):
            core = place
    return _best(tokens, found, first, core)


def _behind_title(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the name begins in a run that may open with an unknown title.

    It begins with a given name that stands later; else a first word is a title where an article
    precedes it (der Reeder Brix), or where it opens a run of three (Engineer Lou Ott said).
    """
    if tokens[start].classes & _GIVEN or end - start < 2:
        return start
    for place in range(start + 1, end - 1):
        if tokens[place].classes & _GIVEN:
            return place
    before = tokens[start - 1] if start else None
    if lexicon.capitalised_nouns:
        article = before is not None and before.classes & DEFINITE
        noun = not tokens[start].word.endswith(lexicon.adjective_endings)
        return start + 1 if noun and (article or end - start == 3) else start
    opens = before is None or bool(before.classes & (SIGN | QUOTED))
    return start + 1 if opens and end - start == 3 else start


def _hangs(tokens: Sequence[Token], place: int) -> bool:
    """Return True where a genitive, a preposition, a comma or a bracket ends the core."""
    token = tokens[place]
    if token.word in (",", "("):
        return True
    return (
        not token.classes & CAPITAL
        and bool(token.classes & (CLASS["genitive"] | CLASS["preposition"]))
        and not (
            token.classes & _PARTICLE
            and token.word not in _NOT_BETWEEN
            and tokens[place - 1].classes & CAPITAL
        )
    )


def _best(
    tokens: Sequence[Token], found: Sequence[tuple[int, int]], first: int, core: int
) -> tuple[int, int]:
    """Prefer the last name of the core, then one with a given name, then the last of all."""
    kept = [
        span
        for span in found
        if not all(token.classes & (_PLACE | _ORIGIN) for token in tokens[slice(*span)])
    ]
    roles = [place for place in range(first, core) if tokens[place].classes & ROLE]
    inner = [span for span in kept if span[0] < core and not _possessive(tokens, span)]
    if roles:  # what stands before the office only modifies it
        inner = [span for span in inner if span[0] > roles[0] or tokens[span[0]].classes & _GIVEN]
    if inner:
        return inner[-1]
    given = [span for span in kept if tokens[span[0]].classes & _GIVEN]
    if given:
        return given[0]
    if kept and not roles:
        return kept[0]
    places = [span for span in found if span[0] < core and span not in kept]
    return places[-1] if places and not roles else (first, first)


def _possessive(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Return True for a name in the possessive before a noun: Putin's spokesman."""
    word = tokens[span[1] - 1].word
    return (
        word.endswith(("'s", "’s", "s’", "s'"))
        and span[1] < len(tokens)
        and not (tokens[span[1]].classes & CAPITAL or not tokens[span[1]].word[:1].isalpha())
    )


def _in_name(tokens: Sequence[Token], place: int, start: int, last: int, lexicon: Lexicon) -> bool:
    token = tokens[place]
    classes = token.classes
    if classes & CAPITAL:
        if classes & _GIVEN:
            return True
        if start >= 0 and tokens[place - 1].classes & _GIVEN:
            return not classes & _TIME
        if (
            classes & _ORIGIN
            and start < 0
            and place + 1 < last
            and (
                tokens[place + 1].classes & (ROLE | CLASS["body"] | TITLE)
                or not tokens[place + 1].classes & CAPITAL
            )
        ):
            return False
        if classes & (NOUN | _TIME) or (classes & _FUNCTION and start < 0):
            return False
        return start >= 0 or not (
            len(token.word) > _SHORTEST_ABSTRACT and token.word.endswith(lexicon.abstract_endings)
        )
    return start >= 0 and _joins(tokens, place, last)


def _joins(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Return True where a token continues a run of capitalised words."""
    token = tokens[place]
    if token.classes & CAPITAL:
        return True
    if place + 2 < last and token.word.lower() in _DOUBLE and tokens[place + 2].classes & CAPITAL:
        if tokens[place + 1].word in _AFTER_DOUBLE:
            return True  # von der Leyen
    if place + 1 >= last or not tokens[place + 1].classes & CAPITAL:
        return False
    if tokens[place - 1].word.lower() in _DOUBLE and token.word in _AFTER_DOUBLE:
        return True
    if token.word == ".":
        before = tokens[place - 1]
        return before.end == token.start and (len(before.word) == 1 or bool(before.classes & TITLE))
    return bool(token.classes & _PARTICLE) and token.word not in _NOT_BETWEEN


def last_name(word: str, lexicon: Lexicon) -> str:
    """Return the form under which a last name is found again, whatever its case.

    Examples
    --------
    >>> from stance.lexicon import load_lexicon
    >>> german = load_lexicon("de")
    >>> last_name("Merkels", german) == last_name("Merkel", german)
    True
    """
    low = bare(word).strip("'’")
    for ending in lexicon.name_endings:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST_STEM:
            return low[: -len(ending)]
    return low


def clean(tokens: Sequence[Token], first: int, last: int) -> str:
    """Return the words of a phrase as the text has them, without a possessive ending."""
    parts: list[str] = []
    for place in range(first, last):
        if place > first and tokens[place].start > tokens[place - 1].end:
            parts.append(" ")
        parts.append(tokens[place].word)
    name = "".join(parts)
    if name.endswith(("'s", "’s")):
        return name[:-2]
    return name.rstrip("'’")
