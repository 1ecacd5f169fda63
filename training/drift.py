"""Whether texts are like others: what a model was measured on, and what it is used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from stance.codebook import Codebook
from stance.errors import InputError
from stance.folds import deal
from stance.intervals import Interval, bootstrap, sums_by_group
from stance.io import read_quotes
from stance.marking import Lists, tokenize
from stance.model import Model
from stance.records import Prediction, Quote
from stance.scoring import Scorer
from training.scored import Scored
from training.sections import Cell, Section
from training.slices import PLACES, place_of

__all__ = ["Corpus", "corpus_of", "drift", "told_apart"]

FOLDS, SEED = 5, 7


class Corpus(NamedTuple):
    """Quotes with what a model says of them.

    Parameters
    ----------
    name : str
    quotes : list of Quote, length n
    groups : list of str, length n
        The articles, or each quote for itself.
    predictions : list of Prediction, length n
    """

    name: str
    quotes: list[Quote]
    groups: list[str]
    predictions: list[Prediction]


def corpus_of(source: Path | Scored, model: Model) -> Corpus:
    """Return the quotes of a file, or of the gold.

    Raises
    ------
    InputError
        If there is none.
    """
    if isinstance(source, Scored):
        examples = source.examples
        groups = [example.group for example in examples]
        return Corpus("gold", [e.quote for e in examples], groups, source.predictions)
    quotes = list(read_quotes(source))
    if not quotes:
        raise InputError(f"{source}: no quotes. Name a file of rows with a column 'text'.")
    groups = [quote.article or str(number) for number, quote in enumerate(quotes)]
    return Corpus(source.stem, quotes, groups, model.predict_many(quotes))


def drift(corpora: Sequence[Corpus], model: Model, scorer: Scorer) -> Section:
    """Compare corpora, each in a column."""
    rows: list[list[Cell]] = [
        ["quotes", *(str(len(corpus.quotes)) for corpus in corpora)],
        ["words a quote", *(f"{np.mean([*map(len, map(words, c.quotes))]):.1f}" for c in corpora)],
        ["told from the column before", "–", *(told_apart(*pair) for pair in pairwise(corpora))],
    ]
    columns = [measures(corpus, model.codebook, scorer) for corpus in corpora]
    rows += [
        [name, *(_mean(c, column[name]) for c, column in zip(corpora, columns, strict=True))]
        for name in columns[0]
    ]
    return Section(
        "Drift",
        "Means with 95 % intervals by article. Words known: the share of a quote's words that the "
        "model has seen in training; how sure: the probability of its answer; labels: the shares "
        "as predicted, not corrected for the model's mistakes. Told from the column before: the "
        "area under the ROC curve of a classifier of words that was to tell the two apart on held "
        "out articles (Lopez-Paz & Oquab 2017); 0.5 is chance, 1 are different worlds, and what "
        "was measured in one then says little of the other.",
        ["", *(corpus.name for corpus in corpora)],
        rows,
    )


def words(quote: Quote, lists: Lists | None = None) -> list[str]:
    """Return the words of a quote; with the lists of a model as it sees them."""
    return [token for token in tokenize(" ".join(quote.parts), lists) if token[0].isalnum()]


def known_words(scorer: Scorer) -> Mapping[str, int]:
    """Return the words that have a weight of their own."""
    return next(
        vocabulary
        for view, vocabulary in zip(scorer.space.recipe, scorer.space.vocabularies, strict=True)
        if (view.source, view.unit, view.marked) == ("quote", "word", False)
    )


def measures(corpus: Corpus, book: Codebook, scorer: Scorer) -> dict[str, list[float]]:
    """Return what is compared, a value a quote."""
    known, lists = known_words(scorer), scorer.space.lists
    found: dict[str, list[float]] = {}
    found["words known"] = [
        sum(word in known for word in said) / max(len(said), 1)
        for said in (words(quote, lists) for quote in corpus.quotes)
    ]
    for target in book.targets:
        places = [place_of(quote, target, lists) for quote in corpus.quotes]
        verdicts = [prediction.stance[target] for prediction in corpus.predictions]
        found[f"{target}: named"] = [float(place != PLACES[-1]) for place in places]
        found[f"{target}: how sure"] = [verdict.probability for verdict in verdicts]
        for label in book.stances:
            found[f"{target}: {label}"] = [float(v.label == label) for v in verdicts]
    for frame in book.frames:
        found[frame] = [float(frame in p.frames) for p in corpus.predictions]
    return found


def told_apart(one: Corpus, other: Corpus) -> str:
    """Return how well a classifier of words tells two corpora apart, or a dash if few articles."""
    groups = np.array([f"{i} {g}" for i, c in enumerate((one, other)) for g in c.groups])
    label = np.repeat([0, 1], [len(one.quotes), len(other.quotes)])
    if min(len(set(corpus.groups)) for corpus in (one, other)) < FOLDS:
        return "–"
    said = [words(quote) for quote in (*one.quotes, *other.quotes)]
    X = CountVectorizer(analyzer=list, binary=True).fit_transform(said)
    fold = deal(label, groups, FOLDS, SEED)
    score = np.zeros(len(label))
    for number in range(FOLDS):
        held = fold == number
        fit = LogisticRegression(class_weight="balanced", max_iter=1000)
        score[held] = fit.fit(X[~held], label[~held]).decision_function(X[held])
    return f"{roc_auc_score(label, score):.2f}"


def _mean(corpus: Corpus, values: Sequence[float]) -> Interval:
    sums = sums_by_group(corpus.groups, np.stack([np.ones(len(values)), values], axis=1))
    return bootstrap(sums, lambda found: np.asarray(found[..., 1] / found[..., 0]))
