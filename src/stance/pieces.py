"""The pieces between blanks of long texts, found by arrays: no string is made of a known one.

A piece is known again by twelve of its characters, read as three whole numbers, and by its length.
They point to one place in a table; what stands there is taken for the piece only if numbers and
length are the same and, in longer pieces, all characters. A piece that is new, or whose place
belongs to another, is looked up as a string, so the way makes no difference to what is found.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["EDGE", "TAIL", "Numbers", "Pieces", "Segments", "stretches"]

Ints = npt.NDArray[np.int32]
Whole = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint16]

EDGE = "\n"  # a piece of its own, number 0
PIECE = re.compile(r"\n|\S+")
HALF = re.compile("[\ud800-\udfff]")  # of a pair of surrogates, which a string may hold alone
MANY = 8  # from this part of unknown pieces on, all are looked up as strings
LAST_BLANK = 0x3000
TAIL = 4 * " "  # behind a text, so that the last window ends within
WINDOW = 4  # characters in a number of 64 bits
INSIDE = np.array([(1 << 16 * n) - 1 for n in range(WINDOW)] + [2**64 - 1], dtype=np.uint64)
MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
BITS = 17
SLOTS = 1 << BITS
TRIES = 4  # places behind one another, any of which may be a piece's own
NOTHING = -1


class Numbers(dict[str, int]):
    """Numbers of strings in the order in which they were first seen."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number

    def since(self, number: int) -> list[str]:
        """Return the strings from a number on."""
        return [*islice(reversed(self), len(self) - number)][::-1]

    def cut_back(self, size: int) -> None:
        """Keep only the first few."""
        while len(self) > size:
            self.popitem()


class Segments:
    """Many short sequences behind one another.

    Parameters
    ----------
    values : ndarray
    starts : ndarray of int32
        Where each begins, and the last one ends.
    """

    def __init__(self, values: Any, starts: Ints) -> None:
        self.values = values
        self.starts = starts

    def joined(self, numbers: Ints) -> Any:
        """Return sequences in a row."""
        starts = self.starts[numbers]
        sizes = self.starts[numbers + 1] - starts
        return self.values[stretches(starts, sizes)]

    def first(self, number: int) -> Segments:
        """Return the first few sequences."""
        starts = self.starts[: number + 1].copy()
        return Segments(self.values[: starts[-1]].copy(), starts)

    def and_then(self, values: Any, sizes: npt.NDArray[Any]) -> Segments:
        """Return these sequences and more behind them."""
        more = np.cumsum(sizes, dtype=np.int32) + self.starts[-1]
        return Segments(np.concatenate([self.values, values]), np.concatenate([self.starts, more]))


class Keys(NamedTuple):
    """What pieces are known by, each of shape (n,)."""

    head: Whole
    middle: Whole
    tail: Whole
    sizes: Ints

    def slots(self) -> npt.NDArray[np.int64]:
        """Return the first place of each piece in the table."""
        mixed = self.head * MIX[0] ^ self.middle * MIX[1] ^ self.tail * MIX[2]
        mixed = (mixed ^ (mixed >> np.uint64(32))) * MIX[0]
        return np.asarray((mixed >> np.uint64(64 - BITS)).view(np.int64))

    def at(self, places: npt.NDArray[Any]) -> Keys:
        """Return some of them."""
        return Keys(self.head[places], self.middle[places], self.tail[places], self.sizes[places])

    def and_then(self, more: Keys) -> Keys:
        """Return these and more behind them."""
        return Keys(
            np.concatenate([self.head, more.head]),
            np.concatenate([self.middle, more.middle]),
            np.concatenate([self.tail, more.tail]),
            np.concatenate([self.sizes, more.sizes]),
        )

    def same(self, other: Keys) -> npt.NDArray[np.bool_]:
        """Return where both are the same."""
        return np.asarray(
            (self.head == other.head)
            & (self.middle == other.middle)
            & (self.tail == other.tail)
            & (self.sizes == other.sizes)
        )


class Pieces:
    """The pieces seen so far, with their numbers.

    Attributes
    ----------
    numbers : dict of str to int
    """

    def __init__(self) -> None:
        self.numbers = Numbers({EDGE: 0})
        self._slots = np.full(SLOTS, NOTHING, dtype=np.int32)
        self._solid = np.ones(1 << 16, dtype=np.bool_)
        blanks = (code for code in range(LAST_BLANK + 1) if chr(code).isspace())
        self._solid[[code for code in blanks if chr(code) != EDGE]] = False
        self._keys = _keys(*self._cut(f" {EDGE}{TAIL}", "strict"))
        self._characters = Segments(np.array([ord(EDGE)], "<u2"), np.array([0, 1], np.int32))
        self._place(np.zeros(1, dtype=np.int32))

    def find(self, text: str) -> Ints:
        """Return the numbers of the pieces of a text; new ones get the next numbers.

        Parameters
        ----------
        text : str
            It begins with a blank and ends with `TAIL`.
        """
        try:
            codes, starts, sizes = self._cut(text, "strict")
        except UnicodeEncodeError:
            return self._looked_up(text)
        numbers = self._known(codes, starts, _keys(codes, starts, sizes))
        unknown = np.flatnonzero(numbers == NOTHING)
        if len(unknown) > len(numbers) // MANY:
            return self._looked_up(text)
        bounds = zip(starts[unknown].tolist(), sizes[unknown].tolist(), strict=True)
        strings = (codes[at : at + size].tobytes().decode("utf-16-le") for at, size in bounds)
        numbers[unknown] = [*map(self.numbers.__getitem__, strings)]
        return numbers

    def learn(self) -> list[str]:
        """Return the pieces that are new since this was last called, and find them by arrays."""
        known = len(self._keys.sizes)
        new = self.numbers.since(known)
        if new:
            codes, starts, sizes = self._cut(f" {' '.join(new)}{TAIL}", "replace")
            keys = _keys(codes, starts, sizes)
            self._keys = self._keys.and_then(keys)
            self._characters = self._characters.and_then(codes[stretches(starts, sizes)], sizes)
            halved = np.fromiter((HALF.search(piece) is not None for piece in new), np.bool_)
            self._place(np.flatnonzero(~halved).astype(np.int32) + known)
        return new

    def forget(self, left: int) -> None:
        """Keep only the first few."""
        self.numbers.cut_back(left)
        self._keys = self._keys.at(np.arange(len(self.numbers)))
        self._characters = self._characters.first(left)
        self._slots[self._slots >= left] = NOTHING

    def _known(self, codes: Codes, starts: Ints, keys: Keys) -> Ints:
        """Return the number of each piece that has a place in the table."""
        numbers = np.full(len(starts), NOTHING, dtype=np.int32)
        left, slots = np.arange(len(starts)), keys.slots()
        for step in range(TRIES):
            held = self._slots[(slots[left] + step) & (SLOTS - 1)]
            same = keys.at(left).same(self._keys.at(held)) & (held != NOTHING)
            long = np.flatnonzero(same & (keys.sizes[left] > len(MIX) * WINDOW))
            sizes = keys.sizes[left[long]]
            characters = codes[stretches(starts[left[long]], sizes)]
            differ = np.flatnonzero(characters != self._characters.joined(held[long]))
            same[long[np.searchsorted(np.cumsum(sizes), differ, "right")]] = False
            numbers[left[same]] = held[same]
            left = left[~same & (held != NOTHING)]
        return numbers

    def _place(self, numbers: Ints) -> None:
        """Give pieces a place in the table, as far as there is one."""
        slots = self._keys.at(numbers).slots()
        for step in range(TRIES):
            tried = (slots + step) & (SLOTS - 1)
            free = np.flatnonzero(self._slots[tried] == NOTHING)[::-1]
            self._slots[tried[free]] = numbers[free]  # of several that share a place the first
            left = self._slots[tried] != numbers
            slots, numbers = slots[left], numbers[left]

    def _looked_up(self, text: str) -> Ints:
        found = PIECE.findall(text)
        return np.fromiter(map(self.numbers.__getitem__, found), np.int32, len(found))

    def _cut(self, text: str, halves: str) -> tuple[Codes, Ints, Ints]:
        """Return a text as UTF-16, and where its pieces begin and how long they are."""
        codes = np.frombuffer(text.encode("utf-16-le", halves), np.dtype("<u2"))
        solid = self._solid.take(codes)
        edges = np.flatnonzero(solid[1:] != solid[:-1]).astype(np.int32) + 1
        return codes, edges[::2], edges[1::2] - edges[::2]


def _keys(codes: Codes, starts: Ints, sizes: Ints) -> Keys:
    windows = np.ndarray((len(codes) - WINDOW + 1,), np.dtype("<u8"), codes.data, 0, (2,))
    inside = INSIDE[np.minimum(sizes, WINDOW)]
    last = starts + np.maximum(sizes - WINDOW, 0)
    middle = np.minimum(starts + WINDOW, last)
    head, between, tail = (windows[at] & inside for at in (starts, middle, last))
    return Keys(head, between, tail, sizes)


def stretches(starts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> Ints:
    """Return the places of stretches, one stretch after another."""
    ends = np.cumsum(sizes, dtype=np.int32)
    places = np.arange(ends[-1] if len(ends) else 0, dtype=np.int32)
    return np.asarray(places + np.repeat(starts - ends + sizes, sizes))
