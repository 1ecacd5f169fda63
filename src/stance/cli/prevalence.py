"""`stance prevalence`: shares of stances and frames in a corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from stance.cli.group import (
    PATH,
    command,
    format_option,
    loaded,
    model_option,
    output_option,
)
from stance.cli.streams import emit_rows
from stance.errors import InputError
from stance.io import check_output

if TYPE_CHECKING:
    from stance.corrections import Method
    from stance.prevalence import Share


@command()
@click.argument("quotes", nargs=-1, required=True, type=PATH)
@click.option(
    "--gold", multiple=True, type=PATH, help="Quotes coded by hand, not used in training."
)
@click.option("--by", help="A column, such as speaker, source, month: shares for each value.")
@click.option("--articles", multiple=True, type=PATH, help="Articles that have this column.")
@click.option(
    "--method",
    type=click.Choice(["count", "probabilistic", "adjusted", "likelihood", "design"]),
    help="By default likelihood with --gold, else probabilistic.",
)
@click.option("--head", "heads", multiple=True, help="A target or frame; all by default.")
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help="Of the intervals.",
)
@click.option("--picture", type=PATH, help="Draw them into a .pdf, .png or .svg file as well.")
@output_option
@format_option
@model_option
def prevalence(
    quotes: tuple[str, ...],
    gold: tuple[str, ...],
    by: str | None,
    articles: tuple[str, ...],
    method: str | None,
    heads: tuple[str, ...],
    level: float,
    picture: str | None,
    output: str,
    form: str | None,
    folder: Path | None,
) -> None:
    """Estimate the shares of stances and frames in QUOTES, scored or not, with intervals.

    Shares are corrected for the model's mistakes where --gold shows them: docs/prevalence.md says
    which method is right when.
    """
    from stance.corpora import check_examples, read_corpus, read_groups
    from stance.labels import read_examples
    from stance.prevalence import prevalence as estimate
    from stance.prevalence import unlike
    from stance.terminal import share_rows, table

    if articles and not by:
        raise InputError("--articles without --by. Name the column that quotes are grouped by.")
    if output != "-":
        check_output(output)
    if picture:
        from stance.pictures import check_picture, draw_shares

        check_picture(picture)
    model = loaded(folder)
    groups = read_groups(articles, by) if by else None
    corpus = read_corpus(quotes, model, by=by, groups=groups)
    examples = read_examples(gold, model.codebook) if gold else []
    checked = None
    if examples:
        where = by if method == "design" else None
        checked = check_examples(examples, model, by=where, groups=groups)
    shares = estimate(
        corpus, checked, examples, method=cast("Method | None", method), heads=heads, level=level
    )

    def show(found: Iterable[Share]) -> str:
        return table(list(share_rows(found, by or "group")))

    emit_rows(shares, output, form, show)
    if picture:
        draw_shares(shares, picture, by=by or "")
    left_out = len(set(corpus.groups.tolist())) - len({share.group for share in shares})
    if left_out:
        click.echo(f"stance: {left_out} groups of too few articles left out.", err=True)
    for head, names in unlike(shares).items():
        where = f" in {', '.join(names)}" if by else ""
        click.echo(
            f"stance: {head}{where}: these quotes differ from the coded ones in more than their "
            "shares, so the shares may be wrong and the intervals too narrow. Code a random sample "
            "of them and take --method design.",
            err=True,
        )
    if not gold:
        click.echo("stance: not corrected for the model's mistakes: see --gold.", err=True)
