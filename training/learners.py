"""What the alternatives see of a quote, and what learns from it.

All see quote and context. Everything is imported where it is used, so that the memory measured for
an alternative is its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from stance.codebook import Codebook
from stance.extras import load_extra
from stance.features import RECIPE
from stance.labels import Example
from stance.marking import Lists, read, tokenize
from stance.records import Quote
from stance.words import load_lists
from training.embed import Store, find

__all__ = [
    "FastText",
    "Features",
    "Learner",
    "See",
    "boosting",
    "embedding",
    "logistic",
    "naive_bayes",
    "standardised",
    "support_vectors",
    "token_lines",
    "views",
    "words_and_characters",
]

WORDS = Path("data/words.toml")
TERMS = 500
"""Gradient boosting needs dense columns: so many terms a head, those with the highest chi²."""

See = Callable[[Sequence[Quote], str | None], Any]
"""Quotes and the target asked about (None for frames) in, one row a quote out."""
Features = Callable[[Sequence[Example], Codebook], See]
"""What is learned of the rows before they are seen, such as a vocabulary."""
Learner = Callable[[], Any]
"""Makes something with scikit-learn's ``fit`` and ``predict``."""


def words_and_characters(rows: Sequence[Example], codebook: Codebook) -> See:  # noqa: ARG001
    """See words and characters of the quote and words of its context, as plain TF-IDF."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    words, around = (
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True) for _ in range(2)
    )
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True
    )
    words.fit(row.quote.text for row in rows)
    characters.fit(row.quote.text for row in rows)
    around.fit(row.quote.context for row in rows)

    def see(quotes: Sequence[Quote], target: str | None) -> Any:  # noqa: ARG001
        said, context = [q.text for q in quotes], [q.context for q in quotes]
        parts = [words.transform(said), characters.transform(said), around.transform(context)]
        return sparse.csr_matrix(sparse.hstack(parts))

    return see


def views(rows: Sequence[Example], codebook: Codebook) -> See:
    """See what this library's model sees: the six views of its recipe."""
    from scipy import sparse

    from stance.space import fit_space, matrix

    lists = Lists.of(codebook.targets, load_lists(WORDS))
    space = fit_space(
        [read(row.quote, lists) for row in rows], RECIPE, lists, [*codebook.targets, None]
    )

    def see(quotes: Sequence[Quote], target: str | None) -> Any:
        return sparse.csr_matrix(matrix(space, [read(quote, lists) for quote in quotes], target))

    return see


def token_lines(rows: Sequence[Example], codebook: Codebook) -> See:  # noqa: ARG001
    """See the tokens of the quote and then, told apart by a sign, those of its context."""

    def see(quotes: Sequence[Quote], target: str | None) -> Any:  # noqa: ARG001
        lines = [
            " ".join([*tokenize(q.text), *(f"_{token}" for token in tokenize(q.context))])
            for q in quotes
        ]
        return np.array(lines, dtype=object)

    return see


def embedding(kept: Store) -> Features:
    """See the embeddings of the quote and of its context, taken from where they are kept."""

    def see(quotes: Sequence[Quote], target: str | None) -> Any:  # noqa: ARG001
        texts = [q.text for q in quotes], [q.context for q in quotes]
        return np.hstack([kept.vectors[find(kept, part)] for part in texts])

    return lambda rows, codebook: see  # noqa: ARG005


def logistic(weight: str | None) -> Any:
    """Return a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(class_weight=weight, max_iter=1000)


def support_vectors(weight: str | None) -> Any:
    """Return a linear support vector machine."""
    from sklearn.svm import LinearSVC

    return LinearSVC(C=0.1, class_weight=weight)


def naive_bayes() -> Any:
    """Return a complement naive Bayes classifier (Rennie et al. 2003)."""
    from sklearn.naive_bayes import ComplementNB

    return ComplementNB()


def boosting(weight: str | None) -> Any:
    """Return gradient boosted trees on the terms that differ most between the labels."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.feature_selection import SelectKBest, chi2
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    return make_pipeline(
        SelectKBest(chi2, k=TERMS),
        FunctionTransformer(lambda X: X.toarray(), accept_sparse=True),
        HistGradientBoostingClassifier(class_weight=weight, random_state=0),
    )


def standardised(weight: str | None) -> Any:
    """Return a logistic regression on standardised columns, C as the rows themselves want it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        StandardScaler(), LogisticRegression(C=0.003, class_weight=weight, max_iter=1000)
    )


class FastText:
    """FastText's classifier (Joulin et al. 2017) as scikit-learn would have it.

    Parameters
    ----------
    epochs : int
    """

    def __init__(self, epochs: int = 10) -> None:
        self.epochs = epochs

    def fit(self, X: npt.NDArray[Any], y: npt.NDArray[Any]) -> Self:
        """Learn from lines of tokens."""
        fasttext = load_extra("fasttext", "peers")
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            file.writelines(f"__label__{label} {line}\n" for label, line in zip(y, X, strict=True))
            file.flush()
            self.model = fasttext.train_supervised(
                file.name, dim=30, lr=0.5, epoch=self.epochs, wordNgrams=2, minn=3, maxn=5,
                bucket=200_000, minCount=2, thread=1, seed=1, verbose=0,
            )  # fmt: skip
        return self

    def predict(self, X: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the likeliest label of each line, shape (n,)."""
        labels, _ = self.model.predict([*X])
        return np.array([int(found[0].removeprefix("__label__")) for found in labels])
