"""Validation in one document: `python -m training.report MODEL --gold GOLD -o FOLDER`.

Writes ``VALIDATION.md`` and ``validation.html``, a page that needs nothing beside it and shows the
tables as pictures too. The chapters follow the steps of ValiText (Birkenmaier, Lechner & Wagner
2024): is the concept coded soundly (substantive), does the model decide by what it should
(structural), does it agree with people on texts that it has not seen (external). What was not given
is named at the top, since a validation with gaps must show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks.gold import FOLDER
from stance.io import writing
from stance.labels import Example, read_examples
from stance.model import SHIPPED, Model, load
from stance.store import load_folder
from stance.training import data_hash, library_versions
from training.agreement import agreement_sections
from training.codes import read_coded, reporting
from training.contrast import outcomes, pair_section, read_pairs
from training.curve import curve_section, read_curve
from training.drift import corpus_of, drift
from training.evaluate import errors, heads, shortcuts
from training.page import page
from training.pictures import check_extra
from training.scored import Scored, score_gold
from training.sections import Cell, Section, markdown
from training.terms import term_sections

__all__ = ["Given", "chapters"]

MOST = 10
"""So many terms a label; `training.terms` lists more."""
Chapter = tuple[str, list[Section]]


class Given(NamedTuple):
    """What a validation is made from beside the model and its answers on gold.

    Parameters
    ----------
    labels : tuple of Path
        The rows that the model was trained on: they teach the shortcuts.
    coded : Path, optional
        Rows with the labels of each coder.
    pairs : tuple of Path
        Minimal pairs.
    curve : Path, optional
        A learning curve, from `training.curve`.
    corpora : tuple of Path
        Quotes of texts that the model is used on.
    """

    labels: tuple[Path, ...] = ()
    coded: Path | None = None
    pairs: tuple[Path, ...] = ()
    curve: Path | None = None
    corpora: tuple[Path, ...] = ()

    @property
    def missing(self) -> list[str]:
        """What a reader must know was not looked at."""
        named = {
            "agreement between coders (--coded)": self.coded,
            "shortcuts (--labels)": self.labels,
            "minimal pairs (--pairs)": self.pairs,
            "what more rows are worth (--curve)": self.curve,
            "drift (--corpus)": self.corpora,
        }
        return [name for name, value in named.items() if not value]


def chapters(folder: Path, gold: Path, given: Given) -> Iterator[Chapter]:
    """Yield the chapters of the validation of a model folder on gold."""
    stored = load_folder(folder)
    model, scorer = Model(stored), stored.scorer
    scored = score_gold(model, gold)
    rows = read_examples(given.labels, model.codebook) if given.labels else []
    yield "What was validated", [facts(scored, gold, given, rows), codes(model)]
    if given.coded:
        yield "Coding (substantive)", agreement_sections(read_coded([given.coded]), model.codebook)
    structure = [shortcuts(scored, rows)] if rows else []
    if given.pairs:
        found = outcomes(read_pairs(given.pairs, model.codebook), model)
        structure.append(pair_section(found))
    yield "What decides (structural)", [*structure, *term_sections(scorer, MOST)]
    curve = [curve_section(read_curve(given.curve))] if given.curve else []
    yield "On texts not seen (external)", [heads(scored), *curve, *errors(scored)]
    if given.corpora:
        corpora = [corpus_of(scored, model), *(corpus_of(c, model) for c in given.corpora)]
        yield "Texts it is used on", [drift(corpora, model, scorer)]


def facts(scored: Scored, gold: Path, given: Given, labels: Sequence[Example]) -> Section:
    """Return what another person needs to make the same numbers."""
    model, examples = scored.model, scored.examples
    recorded = model.facts.get("data", {})
    here = library_versions()
    rows: list[list[Cell]] = [
        ["model", model.name],
        ["trained on", f"{recorded.get('rows', '?')} rows in {recorded.get('groups', '?')} groups"],
        ["hash of these rows (SHA-256)", str(recorded.get("sha256", "not recorded"))],
        ["made with", _versions(model.facts.get("made_with", {}))],
        ["gold", f"{len(examples)} quotes in {len({e.group for e in examples})} groups"],
        ["gold quotes that the labels have too", _common(examples, labels)],
        ["hash of the gold (SHA-256)", data_hash([gold])],
        ["measured with", _versions(here)],
        ["codebook", model.codebook.version],
    ]
    rows += [[f"{frame} counts from", f"{limit:.2f}"] for frame, limit in model.thresholds.items()]
    gaps = f" Not given, so not looked at: {'; '.join(given.missing)}." if given.missing else ""
    return Section(
        "The model, the gold, the code",
        f"`stance model verify` makes the model again from its rows and compares.{gaps}",
        ["", ""],
        rows,
    )


def codes(model: Model) -> Section:
    """Return what the labels mean."""
    book = model.codebook
    rows = [
        *(
            [name, f"one of {', '.join(book.stances)}", book.definitions.get(name, "")]
            for name in book.targets
        ),
        *([name, "present or absent", book.definitions.get(name, "")] for name in book.frames),
    ]
    return Section("The codebook", f"Neutral: {book.neutral}.", ["", "labels", "definition"], rows)


def _common(gold: Sequence[Example], labels: Sequence[Example]) -> str:
    """Return how many gold quotes are rows to learn from, which makes their scores worthless."""
    known = {(example.quote.text, example.quote.context) for example in labels}
    shared = sum((example.quote.text, example.quote.context) in known for example in gold)
    return str(shared) if labels else "not known: no --labels"


def _versions(found: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in found.items()) or "not recorded"


def write(folder: Path, title: str, found: Sequence[Chapter], *, pictures: bool) -> None:
    """Write the document, and the page if there are to be pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"# {title}"]
    for name, sections in found:
        lines += ["", f"## {name}", *markdown(sections, level=3)]
    with writing(folder / "VALIDATION.md") as file:
        file.write("\n".join(lines) + "\n")
    if pictures:
        with writing(folder / "validation.html") as file:
            file.write(page(title, found))


def _paths(name: str, text: str) -> Callable[..., Any]:
    return click.option(
        name, multiple=True, type=click.Path(exists=True, path_type=Path), help=text
    )


@click.command()
@click.argument("model", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--gold", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A folder.")
@_paths("--labels", "Rows that the model was trained on: they teach the shortcuts.")
@click.option(
    "--coded",
    type=click.Path(exists=True, path_type=Path),
    help="Rows with the labels of each coder.",
)
@_paths("--pairs", "Minimal pairs, as in tests/contrast.")
@click.option(
    "--curve",
    type=click.Path(exists=True, path_type=Path),
    help="What training.curve has written.",
)
@_paths("--corpus", "Quotes of texts that the model is used on.")
@click.option("--text-only", is_flag=True, help="VALIDATION.md alone, without pictures.")
def main(
    model: Path | None,
    gold: Path,
    output: Path,
    labels: tuple[Path, ...],
    coded: Path | None,
    pairs: tuple[Path, ...],
    curve: Path | None,
    corpus: tuple[Path, ...],
    text_only: bool,
) -> None:
    """Validate MODEL (by default the shipped one) on gold and write what a reviewer asks for."""
    folder = model or SHIPPED
    with reporting():
        if not text_only:
            check_extra()
        found = list(chapters(folder, gold, Given(labels, coded, pairs, curve, corpus)))
        title = f"Validation of {load(folder).name} on {gold.name}"
        write(output, title, found, pictures=not text_only)
    print(f"{output} written")


if __name__ == "__main__":
    main()
