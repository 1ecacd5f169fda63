"""Parts of a gold set that may be easier or harder, each told by a function of a quote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from stance.cutting import SPEAKER, cut
from stance.labels import Example
from stance.marking import Lists, tokenize
from stance.records import Quote

__all__ = ["attribution_of", "length_of", "parts", "place_of"]

LENGTHS = (("1–4 words", 4), ("5–14 words", 14), ("15–29 words", 29), ("30 words or more", None))
PLACES = ("in the quote", "only in the context", "nowhere")
ATTRIBUTIONS = ("named", "pronoun or role", "none")


def length_of(quote: Quote) -> str:
    """Return how long a quote is.

    Examples
    --------
    >>> length_of(Quote("We will see"))
    '1–4 words'
    """
    words = sum(token[0].isalnum() for token in tokenize(" ".join(quote.parts)))
    return next(name for name, most in LENGTHS if most is None or words <= most)


def place_of(quote: Quote, target: str, lists: Lists) -> str:
    """Return where a target is named: the speaker's own name and office do not count.

    Examples
    --------
    >>> lists = Lists.of({"russia": ["moscow", "red square"]}, {})
    >>> quote = Quote("a mistake", context="Moscow called it “a mistake”, it was reported.")
    >>> place_of(quote, "russia", lists), place_of(Quote("On Red Square"), "russia", lists)
    ('only in the context', 'in the quote')
    """
    for place, text in zip(PLACES, cut(quote), strict=False):
        if any(lists.target.find(token) == target for token in tokenize(text, lists)):
            return place
    return PLACES[-1]


def attribution_of(quote: Quote) -> str:
    """Return how the context points to the speaker.

    Examples
    --------
    >>> context = "“We will see”, she said."
    >>> attribution_of(Quote("We will see", context=context, speaker="Ada Lind", mention="she"))
    'pronoun or role'
    """
    if SPEAKER in cut(replace(quote, mention=None))[1]:
        return ATTRIBUTIONS[0]
    return ATTRIBUTIONS[1] if SPEAKER in cut(quote)[1] else ATTRIBUTIONS[2]


def parts(
    examples: Sequence[Example], of: Callable[[Example], str], order: Sequence[str] = ()
) -> Iterator[tuple[str, list[int]]]:
    """Yield the name of each part with the places of its examples, those of `order` first."""
    found: dict[str, list[int]] = {name: [] for name in order}
    for number, example in enumerate(examples):
        found.setdefault(of(example), []).append(number)
    yield from ((name, places) for name, places in found.items() if places)
