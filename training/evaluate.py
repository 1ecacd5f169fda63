"""How good a model is, and where not: `python -m training.evaluate [MODEL] [--gold FOLDER | ROWS]`.

The gold is a folder as in `benchmarks.gold`, or a file (or folder) of labelled rows. Markdown
tables are printed, all intervals being bootstraps over groups: the heads by language, shortcuts
beside them (`training.probes`), slices, confusions, and how sure the model may be believed to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np

from benchmarks.gold import FOLDER
from stance.evaluation import evaluate, f1_scores
from stance.labels import Example, read_examples
from stance.marking import Lists
from stance.model import load
from training.certainty import coverages, labels_given, reliabilities
from training.codes import reporting
from training.pictures import heat
from training.probes import PROBES, predictions
from training.scored import (
    LEAST,
    Scored,
    by_language,
    cell,
    head_names,
    means,
    scarce,
    score_gold,
)
from training.sections import Section, markdown
from training.slices import (
    ATTRIBUTIONS,
    LENGTHS,
    PLACES,
    attribution_of,
    length_of,
    parts,
    place_of,
)
from training.train import LABELS

__all__ = ["errors", "heads", "sections", "shortcuts"]


def sections(scored: Scored, rows: Sequence[Example]) -> Iterator[Section]:
    """Yield everything that is measured on gold; `rows`, if there are any, teach the probes."""
    yield heads(scored)
    if rows:
        yield shortcuts(scored, rows)
    yield from errors(scored)


def errors(scored: Scored) -> Iterator[Section]:
    """Yield where the model fails, and how sure it may be believed to be."""
    found = [
        slices(scored),
        places(scored),
        *confusions(scored),
        frame_errors(scored),
        reliabilities(scored),
        coverages(scored),
        labels_given(scored),
    ]
    yield from (section for section in found if section.rows)


def heads(scored: Scored) -> Section:
    """Return the score of each head, all languages together and one by one."""
    languages = dict(by_language(scored.examples))
    columns = [scored.scores(where) for where in languages.values()]
    rows = [
        [name, *(cell(result, name) for result in columns)] for name in head_names(scored.model)
    ]
    if scored.raw is not None:
        whole = scored._replace(predictions=scored.raw)
        raw = [whole.scores(where) for where in languages.values()]
        rows += [
            [f"{name}, from raw articles", *(cell(result, name) for result in raw)]
            for name in means(scored.model)
        ]
    groups = len({example.group for example in scored.examples})
    return Section(
        "Scores by head and language",
        f"Macro-F1 of stances, F1 of frames, 95 % intervals by group ({len(scored.examples)} "
        f"quotes in {groups} groups); the last lines are means over targets and over frames.",
        ["", *(f"{name} ({len(where)})" for name, where in languages.items())],
        rows,
    )


def shortcuts(scored: Scored, rows: Sequence[Example]) -> Section:
    """Return the model's means with those of the probes below."""
    book = scored.model.codebook
    languages = dict(by_language(scored.examples))
    answered = {"the model": scored.predictions}
    for probe in PROBES:
        answered[probe.name] = predictions(probe, rows, scored.examples, book)
    table = []
    for name, said in answered.items():
        whole = scored._replace(predictions=said)
        each = [whole.scores(where) for where in languages.values()]
        table.append([name, *(cell(result, m) for m in means(scored.model) for result in each)])
    return Section(
        "Shortcuts",
        f"What a classifier reaches that sees nothing else, fitted on {len(rows)} labelled rows. "
        "One that came near the model would show what the model decides by.",
        ["", *(f"{mean}, {name}" for mean in means(scored.model) for name in languages)],
        table,
    )


def slices(scored: Scored) -> Section:
    """Return the scores by length, attribution and, where rows have one, origin."""
    of = {
        "length": parts(scored.examples, lambda e: length_of(e.quote), [n for n, _ in LENGTHS]),
        "speaker": parts(scored.examples, lambda e: attribution_of(e.quote), ATTRIBUTIONS),
        "origin": parts(scored.examples, lambda e: e.origin),
    }
    columns = [*scored.model.codebook.targets, *means(scored.model)]
    rows = []
    for kind, found in of.items():
        for name, where in found:
            if kind == "origin" and not name:
                continue
            result = scored.scores(where)
            few = scarce(scored, where)
            cells = ["–" if column in few else cell(result, column) for column in columns]
            rows.append([f"{kind}: {name}", str(len(where)), *cells])
    return Section(
        "Slices",
        "A speaker is named where the context has the name, a pronoun or role where it points to "
        f"the speaker otherwise. A dash: fewer than {LEAST} gold quotes of a label.",
        ["", "quotes", *columns],
        rows,
    )


def places(scored: Scored) -> Section:
    """Return the score of each target by where it is named."""
    book = scored.model.codebook
    lists = Lists.of(book.targets, {})
    rows = []
    for target in book.targets:
        found = [place_of(example.quote, target, lists) for example in scored.examples]
        for place in PLACES:
            where = [number for number, name in enumerate(found) if name == place]
            result = scored.scores(where)
            if target not in result:
                continue
            f1 = [f"{value:.2f}" for value in result[target]["f1"].values()]
            score = "–" if target in scarce(scored, where) else cell(result, target)
            rows.append([target, place, str(len(where)), score, *f1])
    return Section(
        "Where the target is named",
        "Names in the words for the speaker do not count: the model does not see them.",
        ["target", "named", "quotes", "macro-F1", *(f"F1 {label}" for label in book.stances)],
        rows,
    )


def confusions(scored: Scored) -> Iterator[Section]:
    """Yield for each target the counts of gold labels against predicted ones."""
    book = scored.model.codebook
    result = evaluate(scored.examples, scored.predictions, book)
    for target in (name for name in book.targets if name in result):
        counts = np.array(result[target]["confusion"])
        size = len(book.stances)
        right = np.diagonal(counts)
        recall = right / np.maximum(counts.sum(axis=1), 1)
        precision = right / np.maximum(counts[:, :size].sum(axis=0), 1)
        measures = zip(precision, recall, result[target]["f1"].values(), strict=True)
        rows = [
            [f"gold {label}", *map(str, row[:size]), *(f"{value:.2f}" for value in three)]
            for label, row, three in zip(book.stances, counts, measures, strict=True)
        ]
        yield Section(
            f"Confusions, {target}",
            "Gold labels against predicted ones.",
            ["", *(f"said {label}" for label in book.stances), "precision", "recall", "F1"],
            rows,
            partial(heat, f"Confusions, {target}", counts[:, :size], *[book.stances] * 2),
        )


def frame_errors(scored: Scored) -> Section:
    """Return what is found, missed and made up of each frame."""
    rows = []
    for frame in scored.model.codebook.frames:
        pairs = [
            (frame in example.frames, frame in prediction.frames)
            for example, prediction in zip(scored.examples, scored.predictions, strict=True)
            if example.frames is not None
        ]
        hit, missed, extra = (pairs.count(p) for p in ((True, True), (True, False), (False, True)))
        table = np.array([[hit, missed], [extra, 0.0]])
        precision, recall = hit / max(hit + extra, 1), hit / max(hit + missed, 1)
        shown = (f"{value:.2f}" for value in (precision, recall, f1_scores(table)[0]))
        rows.append([frame, str(hit), str(missed), str(extra), *shown])
    header = ["", "found", "missed", "wrongly found", "precision", "recall", "F1"]
    return Section("Frames found and missed", "", header, rows)


@click.command()
@click.argument("model", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--gold", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.option(
    "--labels",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Rows that shortcuts learn from; of the shipped model those of data/labeled.",
)
@reporting()
def main(model: Path | None, gold: Path, labels: tuple[Path, ...]) -> None:
    """Print what MODEL (by default the shipped one) reaches on gold, and where it fails."""
    chosen = load(model)
    scored = score_gold(chosen, gold)
    print(f"# {chosen.name} on {gold.name}")
    known = labels or (() if model else LABELS)
    rows = read_examples(known, chosen.codebook) if known else []
    for section in sections(scored, rows):
        print("\n".join(markdown([section])), flush=True)


if __name__ == "__main__":
    main()
