"""The pieces between blanks of long texts, found by arrays: no string is made of a known one.

A piece is known again by twelve of its characters, read as three whole numbers, and by its length.
They point to one place in a table; what stands there is taken for the piece only if numbers and
length are the same and, in longer pieces, all characters. A piece that is new, or whose place
belongs to another, is looked up as a string, so the way makes no difference to what is found.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

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
LETTERS = 0x7F - ord(" ")  # so far no sign above the blank is another blank
TAIL = 4 * " "  # behind a text, so that the last window ends within
WINDOW = 4  # characters in a number of 64 bits
INSIDE = np.array([(1 << 16 * n) - 1 for n in range(WINDOW)] + [2**64 - 1], dtype=np.uint64)
MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
SIZE = len(MIX)  # the column of keys with the size
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
        known = len(self._keys)
        new = self.numbers.since(known)
        if new:
            codes, starts, sizes = self._cut(f" {' '.join(new)}{TAIL}", "replace")
            keys = _keys(codes, starts, sizes)
            self._keys = np.concatenate([self._keys, keys])
            self._characters = self._characters.and_then(codes[stretches(starts, sizes)], sizes)
            halved = np.fromiter((HALF.search(piece) is not None for piece in new), np.bool_)
            self._place(np.flatnonzero(~halved).astype(np.int32) + known)
        return new

    def forget(self, left: int) -> None:
        """Keep only the first few."""
        self.numbers.cut_back(left)
        self._keys = self._keys[:left].copy()
        self._characters = self._characters.first(left)
        self._slots[self._slots >= left] = NOTHING

    def _known(self, codes: Codes, starts: Ints, keys: Whole) -> Ints:
        """Return the number of each piece that has a place in the table."""
        slots = _slots(keys)
        numbers = self._slots[slots]
        left = self._others(numbers, codes, starts, keys)
        for _ in range(1, TRIES):
            left = left[numbers[left] != NOTHING]
            slots[left] = (slots[left] + 1) & (SLOTS - 1)
            numbers[left] = self._slots[slots[left]]
            left = left[self._others(numbers[left], codes, starts[left], keys[left])]
        numbers[left] = NOTHING
        return numbers

    def _others(
        self, numbers: Ints, codes: Codes, starts: Ints, keys: Whole
    ) -> npt.NDArray[np.int64]:
        """Return where the piece is another than that of its number."""
        differ = keys ^ self._keys.take(numbers, axis=0, mode="wrap")
        other = differ[:, 0] | differ[:, 1] | differ[:, 2] | differ[:, 3]
        other[numbers == NOTHING] = 1
        sizes = keys[:, SIZE]
        long = np.flatnonzero((sizes > len(MIX) * WINDOW) & (other == 0))
        wide = sizes[long].astype(np.int32)
        characters = codes[stretches(starts[long], wide)]
        unlike = np.flatnonzero(characters != self._characters.joined(numbers[long]))
        other[long[np.searchsorted(np.cumsum(wide), unlike, "right")]] = 1
        return np.flatnonzero(other)

    def _place(self, numbers: Ints) -> None:
        """Give pieces a place in the table, as far as there is one."""
        slots = _slots(self._keys[numbers])
        for _ in range(TRIES):
            free = np.flatnonzero(self._slots[slots] == NOTHING)[::-1]
            self._slots[slots[free]] = numbers[free]  # of several that share a place the first
            left = self._slots[slots] != numbers
            slots, numbers = (slots[left] + 1) & (SLOTS - 1), numbers[left]

    def _looked_up(self, text: str) -> Ints:
        found = PIECE.findall(text)
        return np.fromiter(map(self.numbers.__getitem__, found), np.int32, len(found))

    def _cut(self, text: str, halves: str) -> tuple[Codes, Ints, Ints]:
        """Return a text as UTF-16, and where its pieces begin and how long they are."""
        codes = np.frombuffer(text.encode("utf-16-le", halves), np.dtype("<u2"))
        above = codes - np.dtype("<u2").type(ord(" "))
        solid = above != 0
        rare = np.flatnonzero(above > LETTERS)  # signs, or what stands below the blank
        solid[rare] = self._solid.take(codes[rare])
        edges = np.flatnonzero(solid[1:] != solid[:-1]).astype(np.int32) + 1
        return codes, edges[::2], edges[1::2] - edges[::2]


def _keys(codes: Codes, starts: Ints, sizes: Ints) -> Whole:
    """Return what pieces are known by, shape (n, 4): three windows and the size."""
    # Each place's window: eight bytes from every second byte on.
    windows = np.ndarray((len(codes) - WINDOW + 1,), np.dtype("<u8"), codes.data, 0, (2,))
    inside = INSIDE[np.minimum(sizes, WINDOW)]
    last = starts + np.maximum(sizes - WINDOW, 0)
    keys = np.empty((len(starts), SIZE + 1), dtype=np.uint64)
    for column, at in enumerate((starts, np.minimum(starts + WINDOW, last), last)):
        np.bitwise_and(windows[at], inside, out=keys[:, column])
    keys[:, SIZE] = sizes
    return keys


def _slots(keys: Whole) -> npt.NDArray[np.int64]:
    """Return the first place of each piece in the table."""
    mixed = keys[:, 0] * MIX[0] ^ keys[:, 1] * MIX[1] ^ keys[:, 2] * MIX[2]
    mixed = (mixed ^ (mixed >> np.uint64(32))) * MIX[0]
    return np.asarray((mixed >> np.uint64(64 - BITS)).view(np.int64))


def stretches(starts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> Ints:
    """Return the places of stretches, one stretch after another."""
    ends = np.cumsum(sizes, dtype=np.int32)
    places = np.arange(ends[-1] if len(ends) else 0, dtype=np.int32)
    return np.asarray(places + np.repeat(starts - ends + sizes, sizes))
