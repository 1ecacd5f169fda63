"""Where the terms of a quote stand: each term's words in the quote and its context.

The forward pass needs no places and makes none; an explanation does. Tests hold the two ways of
reading together: the same tokens, the same terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.cutting import SPEAKER, cut
from stance.features import View, characters, in_classes, near, source
from stance.marking import TOKEN, Lists, Reading, normalize
from stance.records import Quote
from stance.words import as_one

__all__ = ["Place", "placed_terms", "places"]


class Place(NamedTuple):
    """A stretch of a quote's text or of its context.

    Parameters
    ----------
    where : str
        ``"quote"`` or ``"context"``.
    start, end : int
        Offsets into `Quote.text` or `Quote.context`.
    """

    where: str
    start: int
    end: int


def places(quote: Quote, lists: Lists) -> tuple[list[Place], list[Place]]:
    """Return where each token stands that `stance.marking.read` finds in quote and context."""
    said, context = cut(quote)
    found = [*_places("context", context, lists)]
    again = (name == before == SPEAKER for (name, _), (before, _) in _pairs(found))
    kept = [place for (_, place), twice in zip(found, again, strict=True) if not twice]
    return [place for _, place in _places("quote", said, lists)], kept


def placed_terms(
    reading: Reading,
    marked: Reading,
    where: tuple[Sequence[Place], Sequence[Place]],
    view: View,
    lists: Lists,
) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield the terms of one view as `stance.features.terms` does, each with its places.

    Parameters
    ----------
    reading, marked : Reading
        As read, and with targets marked.
    where : pair of sequences of Place
        From `places`.
    view : View
    lists : Lists
    """
    tokens = source(reading, marked, view)
    spots = _spots(where, view, len(tokens))
    if view.unit == "char":
        for token, spot in zip(tokens, spots, strict=True):
            yield from ((term, _known([spot])) for term in characters(token, view.low, view.high))
        return
    if view.stem:
        tokens = [token[: view.stem] for token in tokens]
    if view.window:
        kept = near(tokens, view.window)
        tokens, spots = [tokens[i] for i in kept], [spots[i] for i in kept]
    if view.unit == "class":
        pairs = [*in_classes(tokens, lists)]
        tokens, spots = [name for _, name in pairs], [spots[i] for i, _ in pairs]
    for n in range(view.low, view.high + 1):
        for i in range(len(tokens) - n + 1):
            yield " ".join(tokens[i : i + n]), _known(spots[i : i + n])


def _spots(
    where: tuple[Sequence[Place], Sequence[Place]], view: View, size: int
) -> list[Place | None]:
    """Return where each token stands that a view looks at; circumstances stand nowhere."""
    if view.source == "circumstances" or not size:
        return [None] * size
    if view.source == "both":
        return [*where[0], None, *where[1]]
    return [*(where[1] if view.source == "context" else where[0])]


def _known(spots: Sequence[Place | None]) -> tuple[Place, ...]:
    """Leave out the break between quote and context, which stands nowhere."""
    return tuple(spot for spot in spots if spot is not None)


def _pairs(
    found: Sequence[tuple[str, Place]],
) -> Iterator[tuple[tuple[str, Place], tuple[str, Place]]]:
    nothing = ("", Place("context", 0, 0))
    return zip(found, [nothing, *found], strict=False)


def _places(where: str, text: str, lists: Lists) -> Iterator[tuple[str, Place]]:
    """Yield the tokens of a text with their places in it."""
    plain, origin = normalize(text), [*range(len(text) + 1)]
    if len(plain) != len(text):  # a letter whose small form is two characters, as İ
        origin = [i for i, letter in enumerate(text) for _ in letter.lower()] + [len(text)]
    if lists.several is not None:
        joined, moved, done = "", [], 0
        for match in lists.several.finditer(plain):
            name = as_one(match.group())
            joined += plain[done : match.start()] + name
            moved += origin[done : match.start()]
            moved += [origin[match.start()]] * (len(name) - 1) + [origin[match.end() - 1]]
            done = match.end()
        plain, origin = joined + plain[done:], moved + origin[done:]
    for match in TOKEN.finditer(plain):
        end = max(origin[match.end() - 1] + 1, origin[match.start()] + 1)
        yield match.group(), Place(where, origin[match.start()], end)
