"""Shortcuts as classifiers of their own: what names, language, speaker or reporting verb decide.

A model that reads quotes must be far better than any of them; one that is not has learned the
shortcut. Each probe is a logistic regression that sees nothing else, fitted on the labelled rows
both as they are and with every label weighing alike. Whichever is better on the gold speaks, head
by head: a shortcut gets the benefit of the doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from benchmarks.gold import best_match
from stance.codebook import Codebook
from stance.labels import Example
from stance.marking import Lists, tokenize
from stance.quotes import extract_quotes
from stance.records import Article, Prediction, Quote, Span, Verdict
from training.slices import place_of

__all__ = ["PROBES", "Probe", "cue_of", "predictions"]

Seen = Callable[[Quote, Lists], list[str]]
Label = Callable[[Example], str | None]


ALWAYS = "any quote"
"""A term of every quote, since there may be none else: rows without speakers, for instance."""


class Probe(NamedTuple):
    """One shortcut.

    Parameters
    ----------
    name : str
    seen : callable
        What it sees of a quote, as terms; it is handed the names of the targets.
    """

    name: str
    seen: Seen


def named(quote: Quote, lists: Lists) -> list[str]:
    """Return where each target is named."""
    return [f"{target} {place_of(quote, target, lists)}" for target in lists.targets]


def spoken(quote: Quote) -> list[str]:
    """Return the words for the speaker."""
    return tokenize(f"{quote.mention or ''} {quote.speaker or ''} {quote.role or ''}")


def cue_of(quote: Quote) -> str:
    """Return the reporting verb or sign, looked up in the context where the quote does not say.

    Examples
    --------
    >>> cue_of(Quote("We will see", context="“We will see”, she warned.", language="en"))
    'warned'
    """
    if quote.cue:
        return quote.cue.lower()
    starts = [(quote.context.find(part), len(part)) for part in quote.parts]
    spans = [Span(start, start + length) for start, length in starts if start >= 0]
    if not spans:
        return ""
    found = extract_quotes(Article(text=quote.context, language=quote.language))
    match = best_match(spans, found)
    return (match.cue or "").lower() if match else ""


PROBES = (
    Probe("commonest label", lambda *_: []),
    Probe("names decide", named),
    Probe("language decides", lambda quote, _: [quote.language or ""]),
    Probe("speaker decides", lambda quote, _: spoken(quote)),
    Probe("reporting verb decides", lambda quote, _: [cue_of(quote)]),
)
"""The shortcuts that are tried; the first knows nothing."""


def predictions(
    probe: Probe, rows: Sequence[Example], gold: Sequence[Example], codebook: Codebook
) -> list[Prediction]:
    """Return what a shortcut, learned from labelled rows, says of the quotes of the gold."""
    lists = Lists.of(codebook.targets, {})
    seen = [[ALWAYS, *probe.seen(example.quote, lists)] for example in rows]
    asked = [[ALWAYS, *probe.seen(example.quote, lists)] for example in gold]

    def answers(label: Label) -> list[dict[str, float]]:
        return _probabilities(seen, asked, [*map(label, rows)], [*map(label, gold)])

    stance = {
        target: [_verdict(found, codebook) for found in answers(_stance(target))]
        for target in codebook.targets
    }
    frames = {
        frame: [found.get("True", 0.0) for found in answers(_frame(frame))]
        for frame in codebook.frames
    }
    return [
        Prediction(
            example.quote,
            {target: verdicts[i] for target, verdicts in stance.items()},
            tuple(frame for frame, values in frames.items() if values[i] >= 0.5),
            {frame: values[i] for frame, values in frames.items()},
            probe.name,
        )
        for i, example in enumerate(gold)
    ]


def _stance(target: str) -> Label:
    return lambda example: example.stance.get(target)


def _frame(frame: str) -> Label:
    return lambda e: None if e.frames is None else str(frame in e.frames)


def _probabilities(
    seen: Sequence[list[str]],
    asked: Sequence[list[str]],
    labels: Sequence[str | None],
    gold: Sequence[str | None],
) -> list[dict[str, float]]:
    """Return the probability of each label for each list of terms asked about."""
    known = [number for number, label in enumerate(labels) if label is not None]
    y = [label for label in labels if label is not None]
    if len(set(y)) < 2:
        return [dict.fromkeys(y, 1.0) for _ in asked]
    words = CountVectorizer(analyzer=list)
    X = words.fit_transform([seen[number] for number in known])
    wanted = words.transform(asked)
    fits = [
        LogisticRegression(class_weight=weight, max_iter=1000).fit(X, y)
        for weight in (None, "balanced")
    ]
    coded = [number for number, label in enumerate(gold) if label is not None]
    right = [gold[number] for number in coded]
    best = max(fits, key=lambda fit: _macro_f1(right, fit.predict(wanted)[coded]))
    values = best.predict_proba(wanted).tolist()
    return [dict(zip(best.classes_.tolist(), row, strict=True)) for row in values]


def _macro_f1(gold: Sequence[str | None], said: Sequence[str]) -> float:
    return float(f1_score(gold, said, average="macro", zero_division=0)) if gold else 0.0


def _verdict(found: dict[str, float], codebook: Codebook) -> Verdict:
    values = {label: found.get(label, 0.0) for label in codebook.stances}
    label = max(values, key=values.__getitem__)
    return Verdict(label, values[label], values)
