"""The verbs for those who need no model of their own: they ask the one that ships."""

from __future__ import annotations

from collections.abc import Iterable

from stance.model import load
from stance.records import Article, Prediction, Quote

__all__ = ["analyze", "predict", "predict_many"]


def predict(quote: str | Quote, *, min_probability: float = 0.0) -> Prediction:
    """Predict one quote with the shipped model.

    Parameters
    ----------
    quote : str or Quote
        A `Quote` with its context says more than the bare words.
    min_probability : float
        Below it, from 0 to 1, the model abstains: the label is None.

    Returns
    -------
    Prediction
        With a `Verdict` for each target in `stance`, and the `frames` that were found.

    Raises
    ------
    InputError
        As of `Model.predict`.

    Examples
    --------
    >>> import stance
    >>> found = stance.predict("Russia must end this criminal war")
    >>> found.stance["russia"].label, found.stance["ukraine"].label, found.frames
    ('against', 'none', ())
    >>> sorted(found.stance["russia"].probabilities)
    ['against', 'favor', 'none']
    >>> row = found.as_dict()
    >>> row["russia"], row["russia_probability"] == row["russia_against"], row["frames"]
    ('against', True, [])
    """
    return load().predict(quote, min_probability=min_probability)


def predict_many(
    quotes: Iterable[str | Quote], *, min_probability: float = 0.0
) -> list[Prediction]:
    """Predict any number of quotes with the shipped model, in their order.

    Parameters
    ----------
    quotes : iterable of str or Quote
    min_probability : float
        As in `predict`.

    Raises
    ------
    InputError
        As of `Model.predict_many`.

    Examples
    --------
    >>> import stance
    >>> found = stance.predict_many(["Russia must end this criminal war", "We met in the evening"])
    >>> [prediction.stance["russia"].label for prediction in found]
    ['against', 'none']
    """
    return load().predict_many(quotes, min_probability=min_probability)


def analyze(
    article: str | Article, *, language: str | None = None, min_probability: float = 0.0
) -> list[Prediction]:
    """Extract the quotes of an article and predict each with the shipped model.

    With a model of one's own: ``model.predict_many(extract_quotes(article))``.

    Parameters
    ----------
    article : str or Article
    language : str, optional
        ISO 639-1 code; otherwise the article's own, otherwise guessed.
    min_probability : float
        As in `predict`.

    Raises
    ------
    InputError
        As of `extract_quotes` and `Model.predict`.

    Examples
    --------
    >>> import stance
    >>> found = stance.analyze('Minister Ada Lind said: "Russia must end this criminal war."')
    >>> found[0].quote.speaker, found[0].stance["russia"].label
    ('Ada Lind', 'against')
    """
    from stance.quotes import extract_quotes

    quotes = extract_quotes(article, language=language)
    return predict_many(quotes, min_probability=min_probability)
