"""Files of quotes as a scored corpus, with the column that it is grouped by.

Quotes may have been scored before (`stance score`, `stance predict`) or be scored on the way. The
column may be their own or their article's; a month or year is taken from a date where need be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

from stance.errors import InputError
from stance.fields import number_of, quote_of
from stance.files import expand
from stance.io import read_articles, read_rows
from stance.labels import Example
from stance.model import Model
from stance.prevalence import ALL, Scored, scored
from stance.records import Prediction, Quote, Verdict
from stance.rows import Row
from stance.runs import parts_of

__all__ = ["check_examples", "read_corpus", "read_groups"]

DATES = {"year": 4, "month": 7}
"""How many characters of a date name its year or month."""
DATE = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?")
"""Dates as ISO 8601 has them; of others the first characters would be no month."""


def read_groups(articles: Iterable[str | Path], by: str) -> dict[str, str]:
    """Return the group of each article by its id.

    Parameters
    ----------
    articles : iterable of str or Path
        Files of articles.
    by : str
        A column: `source`, `month`, or whatever the files have.

    Raises
    ------
    InputError
        If a file cannot be read, an id comes twice with different groups, or a month or year is
        asked for and a date is none.

    Examples
    --------
    >>> read_groups(["examples/articles.jsonl"], "month")["de-01"]
    '2024-09'
    """
    found: dict[str, str] = {}
    for file in expand(articles):
        for article in read_articles(file):
            name, group = article.id, _group(article.as_dict(), by)
            if (before := found.setdefault(name, group)) != group:
                raise InputError(
                    f"{file}: there are two articles {name!r}, with {by} {before!r} and {group!r}. "
                    "Give each an id of its own, and score them again."
                )
    return found


def read_corpus(
    paths: Iterable[str | Path],
    model: Model,
    *,
    by: str | None = None,
    groups: Mapping[str, str] | None = None,
) -> Scored:
    """Read files of quotes as a scored corpus.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, folders or patterns; rows with `text`, scored or not. The folder of a run stands for
        its scored parts.
    model : Model
        Scores what is not scored, and must be the one that scored the rest.
    by : str, optional
        The column to group by; without it all quotes are the group ``"all"``.
    groups : mapping of str to str, optional
        Of `read_groups`, for a column that the articles have and the quotes have not.

    Raises
    ------
    InputError
        If a row cannot be used, was scored by another model, or no quote has the column, or a run
        was not finished.
    """
    given = ([*map(str, parts_of(Path(path)))] or [str(path)] for path in paths)
    files = expand(chain.from_iterable(given))
    found: list[str] = []

    def rows() -> Iterator[tuple[str, Row]]:
        for where, row in chain.from_iterable(map(_rows, files)):
            try:
                found.append(_group(row, by, groups))
            except InputError as error:
                raise InputError(f"{where}: {error}") from error
            yield where, row

    def predictions() -> Iterator[Prediction]:
        for is_scored, part in groupby(rows(), key=lambda pair: "model" in pair[1]):
            if is_scored:
                yield from (_prediction(row, model, where) for where, row in part)
            else:
                yield from model.stream(_quote(row, where) for where, row in part)

    corpus = scored(predictions(), model.codebook, groups=found)  # filled while they are read
    return _checked(corpus, by)


def check_examples(
    examples: Sequence[Example],
    model: Model,
    *,
    by: str | None = None,
    groups: Mapping[str, str] | None = None,
) -> Scored:
    """Score rows that were coded by hand.

    Parameters
    ----------
    examples : sequence of Example
    model, by, groups
        As in `read_corpus`.

    Raises
    ------
    InputError
        If no row has the column.
    """
    predictions = model.predict_many(example.quote for example in examples)
    rows = ({**example.quote.as_dict(), **example.meta} for example in examples)
    found = [_group(row, by, groups) for row in rows]
    return _checked(scored(predictions, model.codebook, groups=found), by)


def _rows(file: str) -> Iterator[tuple[str, Row]]:
    for line, row in read_rows(file):
        where = f"{file}, line {line}"
        if isinstance(row, Exception):
            raise InputError(f"{where}: {row}")
        if not isinstance(row, Mapping):
            raise InputError(f"{where}: not an object. Each line is a JSON object with a 'text'.")
        yield where, row


def _group(row: Row, by: str | None, groups: Mapping[str, str] | None = None) -> str:
    """Return a row's own value, else the date's part, else the article's; "" if there is none."""
    if by is None:
        return ALL
    value = row.get(by)
    if value in (None, "") and by in DATES:
        value = _part(str(row.get("date") or ""), by)
    if value in (None, "") and groups is not None:
        value = groups.get(str(row.get("article") or ""))
    return "" if value is None else str(value)


def _part(date: str, by: str) -> str:
    """Return the year or month of a date; "" if it has none."""
    if date and DATE.fullmatch(date) is None:
        raise InputError(
            f"date {date!r}: no {by} can be read off it. Write dates as 2024-09-17, "
            f"or add a column {by!r}."
        )
    part = date[: DATES[by]]
    return part if len(part) == DATES[by] else ""


def _checked(corpus: Scored, by: str | None) -> Scored:
    if not any(corpus.groups):
        raise InputError(
            f"no quote has a {by!r}. Name a column of the quotes, or the files of articles that "
            "have it: the quotes' 'article' is the articles' 'id'."
        )
    return corpus


def _quote(row: Row, where: str) -> Quote:
    try:
        return quote_of(row)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _prediction(row: Row, model: Model, where: str) -> Prediction:
    """Read a scored row back."""
    if row["model"] != model.name:
        raise InputError(
            f"{where}: scored by {row['model']}, not by {model.name}. "
            "Name that model's folder, or score the quotes again."
        )
    book = model.codebook
    try:
        stance = {
            target: Verdict(
                row[target] or None,
                number_of(row[f"{target}_probability"]),
                {label: number_of(row[f"{target}_{label}"]) for label in book.stances},
            )
            for target in book.targets
        }
        frames = {frame: number_of(row[f"frame_{frame}"]) for frame in book.frames}
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{where}: no scored row ({error!r}). Score the quotes again.") from error
    there = row.get("frames") or ()
    names = there.split(";") if isinstance(there, str) else there
    return Prediction(_quote(row, where), stance, tuple(names), frames, model.name)
