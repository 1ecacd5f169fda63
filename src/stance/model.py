"""The model: quotes in, predictions, columns or explanations out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stance.codebook import Codebook
from stance.explanation import Contribution, Explanation, explain
from stance.inputs import check_probability, many, one
from stance.marking import read
from stance.records import Prediction, Quote, Verdict
from stance.scoring import Head, scores, sigmoid, softmax
from stance.store import Stored, load_folder, save_folder
from stance.toward import stored_toward

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.compiled import Compiled

__all__ = ["SHIPPED", "Contribution", "Explanation", "Model", "load"]

SHIPPED = Path(__file__).with_name("models") / "default"
BATCH = 2048
FEW = 24
"""Up to so many quotes are scored one by one: making the model ready for batches takes a while."""


class Model:
    """A fitted model: made by `load` or by training, never changed afterwards.

    Examples
    --------
    >>> import stance
    >>> model = stance.load()
    >>> model.codebook.frames
    ('neutrality', 'alliance', 'human_rights')
    >>> verdict = model.predict("Russia must end this criminal war").stance["russia"]
    >>> verdict.label
    'against'
    """

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def __repr__(self) -> str:
        return f"<Model {self.name}: {', '.join(head.name for head in self.heads)}>"

    @property
    def codebook(self) -> Codebook:
        """The targets, stances and frames that the model knows."""
        return self._stored.codebook

    @property
    def name(self) -> str:
        """Version and content hash, as every prediction carries it."""
        return self._stored.name

    @property
    def facts(self) -> dict[str, Any]:
        """What was recorded in training: data hash, rows, metrics, library versions."""
        return dict(self._stored.facts)

    @property
    def heads(self) -> tuple[Head, ...]:
        """The questions that the model answers, targets first."""
        return self._stored.scorer.heads

    @property
    def classes(self) -> dict[str, tuple[str, ...]]:
        """The classes of words that views of the recipe look at, such as words of praise."""
        return {name: tuple(w) for name, w in self._stored.scorer.space.lists.classes.items()}

    @property
    def thresholds(self) -> dict[str, float]:
        """For each frame the probability from which it counts as present."""
        return dict(self._stored.thresholds)

    def predict(
        self,
        quote: str | Quote,
        *,
        min_probability: float = 0.0,
        targets: Mapping[str, Sequence[str]] | None = None,
    ) -> Prediction:
        """Predict one quote.

        Parameters
        ----------
        quote : str or Quote
            A `Quote` with its context says more than the bare words.
        min_probability : float
            Below it, from 0 to 1, the model abstains: the label is None.
        targets : mapping of str to sequence of str, optional
            Further targets, see `toward`; for many quotes call that once.

        Raises
        ------
        InputError
            If `quote` is no text or `Quote` of texts, or another argument cannot be used.

        Examples
        --------
        >>> import stance
        >>> asked = {"china": ["china*", "chinese", "beijing", "xi jinping"]}
        >>> quote = "We condemn the brutal crackdown of the Chinese leadership"
        >>> stance.load().predict(quote, targets=asked).stance["china"].label
        'against'
        """
        found = self._predict([one(quote)], min_probability)[0]
        if targets is None:
            return found
        more = self.toward(targets).predict(quote, min_probability=min_probability)
        made_by = f"{found.model} {more.model}"
        return replace(found, stance={**found.stance, **more.stance}, model=made_by)

    def toward(self, targets: Mapping[str, Sequence[str]]) -> Model:
        """Return a model of the stance toward targets that the labels never named.

        It looks at a quote only where the target is named in it or its context, and judges by what
        is said around the name, as learned of all targets together. It errs more often than a
        model trained for its target: see docs/model.md, and `stance train` for own labels.

        Parameters
        ----------
        targets : mapping of str to sequence of str
            The words that name each target; a trailing ``*`` takes any ending.

        Raises
        ------
        InputError
            If the model knows one of the targets already or was trained without a head for any
            target, or a name cannot be used.

        Examples
        --------
        >>> import stance
        >>> model = stance.load().toward({"china": ["china*", "chinese", "xi jinping"]})
        >>> quotes = ["Xi Jinping is a wise and reliable partner", "We met in the evening"]
        >>> [p.stance["china"].label for p in model.predict_many(quotes)]
        ['favor', 'none']
        """
        return Model(stored_toward(self._stored, targets))

    def predict_many(
        self, quotes: Iterable[str | Quote], *, min_probability: float = 0.0
    ) -> list[Prediction]:
        """Predict any number of quotes, in their order.

        Raises
        ------
        InputError
            If `quotes` is a single string, a table, a mapping, or holds something else than
            strings and quotes.
        """
        return list(self.stream(quotes, min_probability=min_probability))

    def stream(
        self, quotes: Iterable[str | Quote], *, min_probability: float = 0.0
    ) -> Iterator[Prediction]:
        """Predict lazily, a batch at a time, in memory that does not grow."""
        items = many(quotes)
        while batch := list(islice(items, BATCH)):
            yield from self._predict(batch, min_probability)

    def predict_columns(self, quotes: Iterable[str | Quote]) -> dict[str, npt.NDArray[Any]]:
        """Predict into columns, for pandas and polars.

        Returns
        -------
        dict of str to ndarray, each of shape (n,)
            Named as in the rows of `Prediction.as_dict`: for each target its label, its probability
            and one column a label; for each frame its probability, and by its bare name whether it
            is present.
        """
        items = list(many(quotes))
        values = self._probabilities(items)
        columns: dict[str, npt.NDArray[Any]] = {}
        for head in self.heads:
            part = values[:, head.columns]
            if head.target is None:
                columns[head.name] = part[:, 0] >= self._stored.thresholds[head.name]
                columns[f"frame_{head.name}"] = part[:, 0]
                continue
            columns[head.name] = np.array(head.labels)[part.argmax(axis=1)]
            columns[f"{head.name}_probability"] = part.max(axis=1)
            for label, column in zip(head.labels, part.T, strict=True):
                columns[f"{head.name}_{label}"] = column
        return columns

    def predict_table(
        self,
        table: pa.Table | pa.RecordBatch,
        *,
        articles: bool = False,
        min_probability: float = 0.0,
    ) -> pa.Table:
        """Predict an Arrow table, for engines that map a function over batches (extra ``arrow``).

        Parameters
        ----------
        table : pyarrow.Table or RecordBatch
            A column `text`, where null counts as empty; of quotes better also `context`, `speaker`,
            `mention`, `language`; of articles `id`, `language`.
        articles : bool
            The texts are articles: take the quotes out first.
        min_probability : float
            As in `predict`.

        Returns
        -------
        pyarrow.Table
            Of quotes the given table with the columns of `Prediction.as_dict` added; of articles a
            row a quote with all those columns, beside the article's columns of other names.

        Raises
        ------
        InputError
            If it is no Arrow table with a column `text`.

        Examples
        --------
        >>> import pyarrow, stance
        >>> texts = ["Minister Ada Lind said: “Russia must end this criminal war.”"]
        >>> table = pyarrow.table({"id": ["a1"], "text": texts, "paper": ["The Paper"]})
        >>> found = stance.load().predict_table(table, articles=True)
        >>> found.select(["paper", "article", "speaker", "russia"]).to_pylist()
        [{'paper': 'The Paper', 'article': 'a1', 'speaker': 'Ada Lind', 'russia': 'against'}]
        """
        from stance.tables import score_articles, score_quotes

        predict = partial(self.predict_many, min_probability=min_probability)
        return score_articles(table, predict) if articles else score_quotes(table, predict)

    def explain(self, quote: str | Quote, head: str, label: str | None = None) -> Explanation:
        """Take a score apart into the terms that made it.

        Parameters
        ----------
        quote : str or Quote
        head : str
            A target or a frame.
        label : str, optional
            Which stance; by default the one that was predicted.

        Raises
        ------
        InputError
            If the model has no such head or label.

        Examples
        --------
        >>> import stance
        >>> why = stance.load().explain("Russia must end this criminal war", "russia")
        >>> why.label
        'against'
        >>> abs(why.intercept + sum(term.weight for term in why.terms) - why.score) < 1e-9
        True
        """
        return explain(self._stored.scorer, one(quote), head, label)

    def card(self) -> str:
        """Return the model card as Markdown."""
        from stance.card import write_card

        return write_card(self._stored)

    def save(self, folder: str | Path) -> None:
        """Write the model folder, whole or not at all.

        Raises
        ------
        InputError
            If the folder exists and holds something else than a model.
        """
        save_folder(self._stored, folder, self.card())

    @cached_property
    def _compiled(self) -> Compiled:
        from stance.compiled import Compiled

        return Compiled(self._stored.scorer)

    def __getstate__(self) -> dict[str, Any]:
        return {"_stored": self._stored}

    def _scores(self, quotes: Sequence[Quote]) -> npt.NDArray[np.float64]:
        scorer = self._stored.scorer
        if len(quotes) <= FEW:
            return scores(scorer, [read(quote, scorer.space.lists) for quote in quotes])
        return self._compiled.scores(quotes)

    def _probabilities(self, quotes: Sequence[Quote]) -> npt.NDArray[np.float64]:
        if len(quotes) > BATCH:
            starts = range(0, len(quotes), BATCH)
            return np.vstack([self._probabilities(quotes[i : i + BATCH]) for i in starts])
        values = self._scores(quotes)
        for head in self.heads:
            part = values[:, head.columns]
            values[:, head.columns] = softmax(part) if len(head.labels) > 1 else sigmoid(part)
        return values

    def _predict(self, quotes: Sequence[Quote], least: float) -> list[Prediction]:
        check_probability(least)
        rows = self._probabilities(quotes).tolist()
        pairs = zip(quotes, rows, strict=True)
        return [self._prediction(quote, row, least) for quote, row in pairs]

    def _prediction(self, quote: Quote, row: list[float], least: float) -> Prediction:
        stance, frames = {}, {}
        for head in self.heads:
            values = row[head.columns]
            if head.target is None:
                frames[head.name] = values[0]
                continue
            probability = max(values)
            label = head.labels[values.index(probability)] if probability >= least else None
            pairs = dict(zip(head.labels, values, strict=True))
            stance[head.name] = Verdict(label, probability, pairs)
        present = tuple(f for f, p in frames.items() if p >= self._stored.thresholds[f])
        return Prediction(quote, stance, present, frames, self.name)


def load(folder: str | Path | None = None) -> Model:
    """Load a model folder; without one the model that ships with the library.

    Raises
    ------
    ModelError
        If the folder is missing, damaged, or of a newer format.

    Examples
    --------
    >>> import stance
    >>> stance.load() is stance.load()
    True
    """
    return _shipped() if folder is None else Model(load_folder(folder))


@cache
def _shipped() -> Model:
    return Model(load_folder(SHIPPED))
