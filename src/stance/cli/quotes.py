"""`stance quotes`, `predict`, `explain`: quotes without scores, scores of quotes, and why."""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli.group import (
    FORMATS,
    PATH,
    command,
    format_option,
    language_option,
    least_option,
    loaded,
    model_option,
    output_option,
    rejects_option,
)
from stance.cli.streams import counted, emit, quotes_of, reading
from stance.io import read_articles, read_quotes

if TYPE_CHECKING:
    from stance.explanation import Explanation


@command()
@click.argument("articles", nargs=-1, required=True, type=PATH)
@output_option
@click.option("--format", "form", type=click.Choice(("text", *FORMATS)), help="Of what is printed.")
@language_option
@rejects_option
def quotes(
    articles: tuple[str, ...],
    output: str,
    form: str | None,
    language: str | None,
    rejects: str | None,
) -> None:
    """Take the quotes out of ARTICLES; in a terminal they are shown in place."""
    with reading(articles, read_articles, rejects, output) as texts:
        if output == "-" and (form or ("text" if sys.stdout.isatty() else "jsonl")) == "text":
            from stance.quotes import extract_quotes
            from stance.terminal import in_place

            for article in texts:
                click.echo(in_place(article, extract_quotes(article, language=language)))
            return
        emit(quotes_of(texts, language), output, form)


@command()
@click.argument("quotes", nargs=-1, type=PATH)
@click.option("--text", "texts", multiple=True, help="A quote, as it is; may be repeated.")
@output_option
@format_option
@model_option
@least_option
@rejects_option
def predict(
    quotes: tuple[str, ...],
    texts: tuple[str, ...],
    output: str,
    form: str | None,
    folder: Path | None,
    min_probability: float,
    rejects: str | None,
) -> None:
    """Predict stance and frames of QUOTES (files with a column "text", or one quote a line)."""
    if not quotes and not texts:
        raise click.UsageError("nothing to predict. Name a file, '-', or give --text.")
    model = loaded(folder)
    with reading(quotes, read_quotes, rejects, output) as found:
        given = counted(chain(texts, found), "quotes")
        scored = model.stream(given, min_probability=min_probability)
        emit(scored, output, form, model)


@command()
@click.argument("text")
@click.option("--context", default="", help="The sentence that reports the quote.")
@click.option("--speaker", help="Who said it.")
@click.option("--head", help="A target or frame; all by default.")
@click.option("--label", help="A stance; the predicted one by default.")
@click.option(
    "--most",
    type=click.IntRange(min=0),
    default=12,
    show_default=True,
    help="How many terms to show.",
)
@click.option("--json", "as_json", is_flag=True, help="All terms as JSON, a head a line.")
@model_option
def explain(
    text: str,
    context: str,
    speaker: str | None,
    head: str | None,
    label: str | None,
    most: int,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Show the words in TEXT and its context that made the scores.

    They are green where they add to the score and red where they take from it.
    """
    from stance.records import Quote
    from stance.terminal import explanation_lines, shaded

    model = loaded(folder)
    quote = Quote(text=text, context=context, speaker=speaker)
    for name in [head] if head else [h.name for h in model.heads]:
        explanation = model.explain(quote, name, label)
        if as_json:
            click.echo(json.dumps(_as_dict(explanation), ensure_ascii=False))
        else:
            click.echo("\n".join(filter(None, shaded(quote, explanation))))
            click.echo("\n".join(explanation_lines(explanation, most)) + "\n")


def _as_dict(explanation: Explanation) -> dict[str, Any]:
    terms = [
        {**term._asdict(), "places": [place._asdict() for place in term.places]}
        for term in explanation.terms
    ]
    return {**explanation._asdict(), "terms": terms}
