"""Are the quotes that are counted like those that were coded? What the corrections assume.

If only the shares differ, the model's answers for the corpus are a mixture of its answers for the
coded rows of each label. With more kinds of answers than labels that can fail, and then it shows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc

from stance.corrections import Answers, Coded
from stance.design import by_cluster
from stance.quantification import adjusted_count, confusion_rates, one_hot

__all__ = ["likeness"]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int_]

SLICES, LEAST = 3, 10
"""Answers of one label are told apart by how sure they are: so many kinds, of so many quotes."""
STEPS = 3
"""Shares and the weights that depend on them are found in turns."""


def likeness(coded: Coded, corpus: Answers, articles: npt.NDArray[np.str_]) -> float:
    """Return how probable it is that answers differ so much if only the shares differ.

    Parameters
    ----------
    coded : Coded
        At least one row of each label.
    corpus : Answers
        Of the quotes that are counted, shape (n, n_labels).
    articles : ndarray of str, shape (n,)
        Quotes of one article are no independent evidence.

    Returns
    -------
    float
        Near 0 if the quotes cannot be like the coded ones; NaN if they are too few to tell. A high
        value proves nothing.

    Notes
    -----
    The test of overidentifying restrictions of Hansen (1982), "Large Sample Properties of
    Generalized Method of Moments Estimators", on the equations that Hopkins & King (2010) solve.

    Examples
    --------
    >>> import numpy as np
    >>> sure = np.linspace(0.5, 1, 300)
    >>> said = np.tile([0, 1], 150)
    >>> rows = Answers(("a", "b"), np.stack([abs(said - sure), abs(1 - said - sure)], axis=1), said)
    >>> names = np.arange(300).astype(str)
    >>> coded = Coded(rows, np.where(sure > 0.6, said, 1 - said), names, names, np.ones(300))
    >>> likeness(coded, rows, names) > 0.9
    True
    >>> unsure = Answers(rows.labels, rows.probabilities**0.5 / 2 + 0.1, said)
    >>> likeness(coded, unsure, names) < 0.001
    True
    """
    size = len(corpus.labels)
    cuts = [_cuts(_surest(corpus)[corpus.said == label]) for label in range(size)]
    kinds = sum(len(cut) + 1 for cut in cuts)
    if kinds <= size:
        return float("nan")
    found = one_hot(_kinds(corpus, cuts), kinds)
    answered = one_hot(_kinds(coded.answers, cuts), kinds)
    right = one_hot(coded.gold, size)
    many, mean = right.sum(axis=0), found.mean(axis=0)
    rates = (answered.T @ right + mean[:, None]) / (many + 1)  # no kind is impossible for a label
    missed = (answered - rates.T[coded.gold]) / many[coded.gold][:, None]
    apart = by_cluster((found - mean) / len(found), articles)
    spread = np.diag(mean) - np.outer(mean, mean)
    shares = adjusted_count(
        np.bincount(corpus.said, minlength=size) / len(found),
        confusion_rates(one_hot(coded.answers.said, size), coded.gold),
    )
    table, wanted = rates[:-1, :-1] - rates[:-1, -1:], mean[:-1] - rates[:-1, -1]
    for _ in range(STEPS):
        errors = by_cluster(missed * shares[coded.gold][:, None], coded.clusters)
        noise = apart.T @ apart + errors.T @ errors + ((shares / many) ** 2).sum() * spread
        weights = np.linalg.pinv(noise[:-1, :-1], hermitian=True)
        some = np.linalg.lstsq(table.T @ weights @ table, table.T @ weights @ wanted)[0]
        shares = np.clip(np.append(some, 1 - some.sum()), 0, 1)
    rest = wanted - table @ some
    parts, sizes = np.append(shares**2 / many, 1 / len(found)), np.append(many, len(found))
    freedom = parts.sum() ** 2 / (parts**2 / sizes).sum() - (kinds - size)
    if freedom <= 0:
        return float("nan")
    ratio = rest @ weights @ rest * freedom / (freedom + kinds - size) / (kinds - size)
    return float(fdtrc(kinds - size, freedom, ratio))


def _surest(answers: Answers) -> Floats:
    """Return the probability of the label decided for."""
    return np.asarray(answers.probabilities[np.arange(len(answers.said)), answers.said])


def _cuts(sure: Floats) -> Floats:
    """Return what parts a label's answers into kinds of about as many quotes."""
    number = min(SLICES, len(sure) // LEAST)
    return np.unique(np.quantile(sure, np.arange(1, number) / number)) if number > 1 else sure[:0]


def _kinds(answers: Answers, cuts: list[Floats]) -> Whole:
    sure, start = _surest(answers), 0
    kinds = np.empty(len(sure), dtype=int)
    for label, cut in enumerate(cuts):
        mine = answers.said == label
        kinds[mine] = start + np.searchsorted(cut, sure[mine])
        start += len(cut) + 1
    return kinds
