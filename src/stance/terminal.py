"""How results look in a terminal: tables, quotes in place, explanations. Returns text only."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, groupby
from math import isnan
from typing import TYPE_CHECKING, Any

import click

from stance.codebook import Codebook
from stance.evaluation import Interval
from stance.model import Explanation
from stance.places import Place
from stance.rebuild import Rebuild
from stance.records import Article, Prediction, Quote, Span

if TYPE_CHECKING:
    from stance.prevalence import Share  # needs more of scipy than a table of quotes

__all__ = [
    "colors_of",
    "explanation_lines",
    "in_place",
    "prediction_rows",
    "quote_rows",
    "rebuild_lines",
    "scores_lines",
    "shaded",
    "share_rows",
    "table",
]

COLORS = ("green", "red", "yellow", "blue", "magenta", "cyan")
"""Of the stances that are not neutral, in the order of the codebook."""
NEUTRAL = "·"
SPEAKERS = ("cyan", "yellow", "magenta", "blue", "green", "red")
GAP = "  "
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def colors_of(codebook: Codebook) -> dict[str, str]:
    """Return a color for every stance that is not neutral."""
    stances = (stance for stance in codebook.stances if stance != codebook.neutral)
    return dict(zip(stances, cycle(COLORS), strict=False))


def prediction_rows(predictions: Iterable[Prediction], neutral: str) -> Iterator[list[str]]:
    """Yield a header and one row of cells a prediction; the neutral stance is a dot."""
    shown = {None: "?", neutral: NEUTRAL}
    header = False
    for prediction in predictions:
        if not header:
            yield ["speaker", "quote", *prediction.stance, "frames"]
            header = True
        verdicts = [
            f"{shown.get(verdict.label, verdict.label)} {verdict.probability:.2f}"
            for verdict in prediction.stance.values()
        ]
        speaker = prediction.quote.speaker or "–"
        yield [speaker, prediction.quote.text, *verdicts, ", ".join(prediction.frames) or NEUTRAL]


def quote_rows(quotes: Iterable[Quote]) -> Iterator[list[str]]:
    """Yield a header and one row of cells a quote."""
    for number, quote in enumerate(quotes):
        if number == 0:
            yield ["speaker", "quote", "cue", "kind"]
        yield [quote.speaker or "–", quote.text, quote.cue or "–", quote.kind]


def share_rows(shares: Iterable[Share], by: str) -> Iterator[list[str]]:
    """Yield a header and one row of cells a group and head, with its labels side by side."""
    yield [by, "head", "quotes", "coded", "shares"]
    for (group, head), part in groupby(shares, key=lambda share: (share.group, share.head)):
        labels = list(part)
        cells = (
            f"{one.label} –"
            if isnan(one.share)
            else f"{one.label} {one.share:.3f} [{one.low:.3f}, {one.high:.3f}]"
            for one in labels
        )
        counts = [str(labels[0].quotes), str(labels[0].checked)]
        yield [group or "–", head, *counts, GAP.join(cells)]


def table(
    rows: Sequence[list[str]],
    *,
    colors: Mapping[str, str] | None = None,
    width: int | None = None,
) -> str:
    """Set rows of cells in columns; the second column takes what room is left.

    Parameters
    ----------
    rows : sequence of list of str
        The header first.
    colors : mapping of str to str, optional
        Of cells that hold a word and a number, by the word.
    width : int, optional
        In characters; the terminal's by default.
    """
    if not rows:
        return "no quotes found\n"
    width = width or shutil.get_terminal_size((100, 24)).columns
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    widths[0] = min(widths[0], 26)
    rest = width - sum(widths[:1] + widths[2:]) - len(GAP) * (len(widths) - 1)
    widths[1] = max(16, min(widths[1], rest))
    lines = [
        GAP.join(
            [
                *(_painted(_fit(*p), number, colors) for p in zip(row[:-1], widths, strict=False)),
                _painted(row[-1], number, colors),
            ]
        )
        for number, row in enumerate(rows)
    ]
    return "".join(f"{line}\n" for line in lines)


def in_place(article: Article, quotes: Sequence[Quote]) -> str:
    """Return the article's text with its quotes coloured by speaker, the speaker behind each."""
    speakers = list(dict.fromkeys(quote.speaker for quote in quotes if quote.speaker))
    color = {name: SPEAKERS[i % len(SPEAKERS)] for i, name in enumerate(speakers)}
    spans = sorted((span, quote) for quote in quotes for span in quote.spans)
    parts, done = [], 0
    for (start, end), quote in spans:
        if start < done:  # a quote inside another one is part of it already
            continue
        shade = color.get(quote.speaker or "", "white")
        parts.append(_visible(article.text[done:start]))
        parts.append(click.style(_visible(article.text[start:end]), fg=shade, bold=True))
        if Span(start, end) == quote.spans[-1]:
            named = _visible(f" [{quote.speaker or '?'}]")
            parts.append(click.style(named, fg=shade, dim=True))
        done = end
    return "".join([*parts, _visible(article.text[done:]), "\n"])


def _visible(text: str) -> str:
    """Return a text without the signs that a terminal takes for commands, which pages may hold."""
    return CONTROL.sub("\ufffd", text)


def shaded(quote: Quote, explanation: Explanation) -> tuple[str, str]:
    """Return the quote and its context, green where words add to the score, red where they take.

    A term's weight is shared evenly by its words; those with a fair part of the largest are bold.
    """
    worth: dict[Place, float] = {}
    for term in explanation.terms:
        for place in term.places:
            worth[place] = worth.get(place, 0.0) + term.weight / len(term.places)
    strong = max(map(abs, worth.values()), default=0.0) / 3
    texts = []
    for where, text in (("quote", quote.text), ("context", quote.context)):
        parts, done = [], 0
        for place in sorted(place for place in worth if place.where == where):
            value = worth[place]
            shade = "green" if value > 0 else "red"
            word = click.style(text[place.start : place.end], fg=shade, bold=abs(value) > strong)
            parts += [text[done : place.start], word]
            done = place.end
        texts.append("".join([*parts, text[done:]]))
    return texts[0], texts[1]


def explanation_lines(explanation: Explanation, most: int) -> Iterator[str]:
    """Yield the score, its intercept and its weightiest terms, one a line."""
    yield click.style(f"{explanation.head}: {explanation.label}", bold=True)
    yield f"{explanation.score:+8.3f}  score (log-odds)"
    yield f"{explanation.intercept:+8.3f}  intercept"
    for term in explanation.terms[:most]:
        shade = "green" if term.weight > 0 else "red"
        yield click.style(f"{term.weight:+8.3f}", fg=shade) + f"  {term.term}  ({term.view})"
    if rest := explanation.terms[most:]:
        yield f"{sum(term.weight for term in rest):+8.3f}  {len(rest)} further terms"


def scores_lines(result: dict[str, Any]) -> Iterator[str]:
    """Yield the scores of `evaluate`, one a line."""
    yield f"{result['rows']} quotes in {result['groups']} groups; 95 % intervals by group"
    for name, value in result.items():
        if isinstance(value, Interval):
            yield f"{name:<14} mean       {value}"
        elif isinstance(value, dict) and "macro_f1" in value:
            by_label = ", ".join(f"{label} {f1:.2f}" for label, f1 in value["f1"].items())
            yield f"{name:<14} macro-F1   {value['macro_f1']}  ({by_label})"
            yield from (
                f"{'':<14} surest {share:.0%}: {accuracy} right"
                for share, accuracy in value["surest"].items()
            )
        elif isinstance(value, dict):
            yield f"{name:<14} F1         {value['f1']}  ({value['gold']} in gold)"


def rebuild_lines(found: Rebuild) -> Iterator[str]:
    """Yield what training a model again has shown, one a line."""
    if not found.differing:
        yield "the same bytes: the model is what these rows make"
        return
    yield f"other bytes in {', '.join(found.differing)}"
    yield f"largest difference of a number: {found.difference:.3g}"
    for name, (recorded, here) in found.versions.items():
        yield f"{name}: made with {recorded}, trained again with {here}"


def _fit(cell: str, width: int) -> str:
    cell = _visible(" ".join(cell.split()))
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"


def _painted(cell: str, number: int, colors: Mapping[str, str] | None) -> str:
    if number == 0:
        return click.style(cell, bold=True)
    color = (colors or {}).get(cell.rstrip().rpartition(" ")[0])
    return click.style(cell, fg=color) if color else cell
