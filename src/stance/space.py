"""The feature space: which terms there are, what they weigh, and quotes as rows of counts.

A row is made view by view. Within a view the value of a term is ``count * idf / norm`` with
``norm = sqrt(sum of count * idf ** 2)``: TF-IDF (Spärck Jones 1972) whose length norm is additive,
so that a text's score is a sum over its terms divided by one number, which can be cached by word
and summed in any order. (With sublinear counts and the Euclidean norm the accuracy is the same; see
docs/model.md.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stance.features import View, terms
from stance.marking import Lists, Reading, mark

if TYPE_CHECKING:  # scipy is imported where it is used: a single quote is scored without it
    from scipy import sparse

__all__ = [
    "NORM_UNIT",
    "Space",
    "compact",
    "counts",
    "fit_space",
    "lengths",
    "matrix",
    "norm_of",
]

NORM_UNIT = 1 / 256
"""Squared idf are kept as multiples of this, so that their sums are exact in any order."""


@dataclass(frozen=True, slots=True)
class Space:
    """The terms of a recipe in one fixed order.

    Parameters
    ----------
    recipe : tuple of View
    lists : Lists
        The names that marked views replace, and the classes of words.
    vocabularies : tuple of dict
        For each view its terms with their column.
    norms : ndarray of uint16, shape (n_terms,)
        Squared idf in multiples of `NORM_UNIT`.
    """

    recipe: tuple[View, ...]
    lists: Lists
    vocabularies: tuple[dict[str, int], ...]
    norms: npt.NDArray[np.uint16]

    @property
    def idf(self) -> npt.NDArray[np.float64]:
        """The idf of each term, shape (n_terms,)."""
        return np.asarray(np.sqrt(self.norms * NORM_UNIT))


def fit_space(
    readings: Sequence[Reading],
    recipe: tuple[View, ...],
    lists: Lists,
    marks: Sequence[str | None],
) -> Space:
    """Collect the terms that occur often enough, with their idf.

    Parameters
    ----------
    readings : sequence of Reading, length n
    recipe : tuple of View
    lists : Lists
    marks : sequence of str or None
        The targets (None: all alike) under which the rows will be seen.
    """
    marked = [[mark(r, target, lists) for r in readings] for target in marks]
    vocabularies: list[dict[str, int]] = []
    norms: list[npt.NDArray[np.uint16]] = []
    offset = 0
    for view in recipe:
        frequency: Counter[str] = Counter()
        seen = marked if view.marked else marked[:1]
        for copy in seen:
            for plain, with_marks in zip(readings, copy, strict=True):
                frequency.update(set(terms(plain, with_marks, view, lists)))
        # A term seen once in a row is seen once under every mark: ask for as many rows, not copies.
        least = view.least * len(seen)
        kept = sorted(term for term, count in frequency.items() if count >= least)
        vocabularies.append({term: offset + i for i, term in enumerate(kept)})
        documents = len(readings) * len(seen)
        shares = np.array([frequency[term] for term in kept], dtype=np.float64)
        idf = np.log((1 + documents) / (1 + shares)) + 1
        norms.append(np.round(idf**2 / NORM_UNIT).astype(np.uint16))
        offset += len(kept)
    return Space(recipe, lists, tuple(vocabularies), np.concatenate(norms))


def counts(
    space: Space, view: int, readings: Sequence[Reading], marked: Sequence[Reading]
) -> sparse.csr_array[Any]:
    """Return how often each row has each term of one view, shape (n, n_terms).

    A term that occurs twice has two entries; sparse products add them.
    """
    from scipy import sparse

    vocabulary = space.vocabularies[view]
    indices: list[int] = []
    ends = [0]
    for plain, with_marks in zip(readings, marked, strict=True):
        found = map(vocabulary.get, terms(plain, with_marks, space.recipe[view], space.lists))
        indices += [column for column in found if column is not None]
        ends.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float64)
    shape = (len(readings), len(space.norms))
    columns = np.array(indices, dtype=np.int32)
    return sparse.csr_array((ones, columns, np.array(ends, dtype=np.int32)), shape=shape)


def compact(
    block: sparse.csr_array[Any],
) -> tuple[sparse.csr_array[Any], npt.NDArray[np.intp]]:
    """Drop the columns that no row uses.

    Returns
    -------
    block : csr_array, shape (n, n_used)
    used : ndarray, shape (n_used,)
        The columns that were kept.
    """
    from scipy import sparse

    used, columns = np.unique(block.indices, return_inverse=True)
    shape = (block.shape[0], len(used))
    return sparse.csr_array((block.data, columns, block.indptr), shape=shape), used


def lengths(block: sparse.csr_array[Any], norms: npt.NDArray[np.uint16]) -> npt.NDArray[np.float64]:
    """Return the length norm of each row of one view's counts, shape (n,); 1 where it is empty."""
    return norm_of(block @ norms.astype(np.float64))


def norm_of(squares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the length norms that belong to sums of count * squared idf; 1 for an empty text."""
    return np.asarray(np.sqrt(np.where(squares == 0, 1 / NORM_UNIT, squares) * NORM_UNIT))


def matrix(
    space: Space, readings: Sequence[Reading], target: str | None = None
) -> sparse.csr_array[Any]:
    """Return the rows that a head is fitted on, shape (n, n_terms)."""
    from scipy import sparse

    marked = [mark(reading, target, space.lists) for reading in readings]
    total = sparse.csr_array((len(readings), len(space.norms)), dtype=np.float64)
    for view in range(len(space.recipe)):
        block = counts(space, view, readings, marked)
        total = total + sparse.diags_array(1 / lengths(block, space.norms)) @ block
    return sparse.csr_array(total @ sparse.diags_array(space.idf))
