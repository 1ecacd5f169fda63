"""Minimal pairs: `python -m training.contrast [MODEL] [PAIRS…] [--errors]`.

A pair is two quotes that differ in a few words and, for that reason alone, in a label: Russia and
Ukraine exchanged, a verb negated, a view given as somebody else's. Whoever answers by names, words
or topic gets one member of a pair wrong (contrast sets: Gardner et al. 2020). Two shares of pairs
are printed by kind and language, with bootstrap intervals over pairs:

* *both right*: each label in which the members differ is predicted rightly in both;
* *right way*: each such label is likelier in the member it belongs to than in the other.

Some pairs differ in no label, since what changes (a tense) must not change one. There *both right*
asks for both stances of both members, *right way* for the same prediction of every head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import click
import numpy as np

from stance.codebook import Codebook
from stance.errors import InputError
from stance.fields import quote_of
from stance.intervals import Interval, share_interval
from stance.io import read_rows
from stance.labels import Example, label_files
from stance.model import load
from stance.records import Prediction, Quote
from training.codes import reporting
from training.sections import Cell, Section, table_lines

PAIRS = Path("tests/contrast")
MEMBERS = ("first", "second")
FIELDS = {"id", "kind", "lang", *MEMBERS}
MEMBER_FIELDS = {"text", "context", "speaker", "mention", "frames"}  # and one for each target
MAY_AGREE = ("conditional",)
"""Kinds in which a pair may differ in no label."""


class Predictor(Protocol):
    """What a model must do here."""

    @property
    def codebook(self) -> Codebook:
        """The targets, stances and frames that the model knows."""

    def predict_many(self, quotes: Iterable[str | Quote]) -> list[Prediction]:
        """Predict quotes in their order."""


class Pair(NamedTuple):
    """Two quotes that differ in little."""

    id: str
    kind: str
    lang: str
    first: Example
    second: Example


class Outcome(NamedTuple):
    """What a model made of a pair."""

    pair: Pair
    predictions: tuple[Prediction, Prediction]
    both_right: bool
    right_way: bool


def read_pairs(paths: Iterable[Path], codebook: Codebook) -> list[Pair]:
    """Read pairs and check them; a folder stands for all files below it.

    Raises
    ------
    InputError
        If there is no pair, or one lacks a field, has one too many or a label that the codebook
        lacks, a quote or mention that does not stand in its context, an id that occurred before,
        or members that do not differ.
    """
    pairs: dict[str, Pair] = {}
    for file in (files := label_files(paths)):
        for line, row in read_rows(file):
            where = f"{file}, line {line}"
            if isinstance(row, Exception):
                raise InputError(f"{where}: {row}")
            try:
                pair = _pair(row, codebook)
            except InputError as error:
                raise InputError(f"{where}: {error}") from error
            if pair.id in pairs:
                raise InputError(f"{where}: the id {pair.id} occurred before. Give each its own.")
            pairs[pair.id] = pair
    if not pairs:
        raise InputError(f"no pairs in {', '.join(map(str, files)) or 'nothing'}.")
    return list(pairs.values())


def differing(pair: Pair) -> list[str]:
    """Return the targets and frames whose labels differ between the members."""
    first, second = _labels(pair.first), _labels(pair.second)
    return [head for head in {**first, **second} if first.get(head) != second.get(head)]


def outcomes(pairs: Sequence[Pair], model: Predictor) -> list[Outcome]:
    """Predict all members and judge each pair."""
    quotes = [example.quote for pair in pairs for example in (pair.first, pair.second)]
    predictions = model.predict_many(quotes)
    couples = zip(predictions[::2], predictions[1::2], strict=True)
    return [
        Outcome(pair, couple, _both_right(pair, couple), _right_way(pair, couple))
        for pair, couple in zip(pairs, couples, strict=True)
    ]


def asked(pair: Pair) -> list[str]:
    """Return the heads that must be right: those that differ, or else all targets."""
    return differing(pair) or list(pair.first.stance)


def shares(found: Sequence[Outcome]) -> tuple[Interval, Interval]:
    """Return the shares of pairs with both members right and with the right way, by bootstrap."""
    pairs = [one.pair.id for one in found]
    both, way = np.array([(one.both_right, one.right_way) for one in found], dtype=bool).T
    return share_interval(pairs, both), share_interval(pairs, way)


def _pair(row: Mapping[str, Any], codebook: Codebook) -> Pair:
    _check_fields(row, FIELDS)
    first, second = (_member(row[name], row, codebook) for name in MEMBERS)
    pair = Pair(row["id"], row["kind"], row["lang"], first, second)
    if not differing(pair) and pair.kind not in MAY_AGREE:
        raise InputError(f"the members differ in no label, which {pair.kind} must.")
    if first.quote == second.quote:
        raise InputError("the members are the same quote in the same context.")
    return pair


def _member(member: Any, row: Mapping[str, Any], codebook: Codebook) -> Example:
    _check_fields(member, {*MEMBER_FIELDS, *codebook.targets})
    for field in ("text", "context", "speaker"):
        if not isinstance(member[field], str) or not member[field].strip():
            raise InputError(f"{field} = {member[field]!r} is no text. Write it.")
    for field in ("text", "mention"):
        if member[field] is not None and member[field] not in member["context"]:
            raise InputError(f"the {field} {member[field]!r} does not stand in the context.")
    for target in codebook.targets:
        if member[target] not in codebook.stances:
            raise InputError(f"{target} = {member[target]!r} is not one of {codebook.stances}.")
    for frame in member["frames"]:
        if frame not in codebook.frames:
            raise InputError(f"frame {frame!r} is not one of {codebook.frames}.")
    return Example(
        quote=quote_of({**member, "language": row["lang"]}),
        stance={target: member[target] for target in codebook.targets},
        frames=tuple(member["frames"]),
        group=row["id"],
        id=row["id"],
    )


def _check_fields(row: Any, fields: set[str]) -> None:
    found = set(row) if isinstance(row, Mapping) else set()
    if found != fields:
        raise InputError(
            f"missing {sorted(fields - found)}, not known {sorted(found - fields)}. "
            f"A pair has {sorted(FIELDS)}, each member {sorted(MEMBER_FIELDS)} and its stances."
        )


def _labels(example: Example) -> dict[str, str]:
    """Return the label of each target, and ``present`` for each frame that is."""
    return {**example.stance, **dict.fromkeys(example.frames or (), "present")}


def _predicted(prediction: Prediction) -> dict[str, str | None]:
    stance = {target: verdict.label for target, verdict in prediction.stance.items()}
    return {**stance, **dict.fromkeys(prediction.frames, "present")}


def _both_right(pair: Pair, predictions: tuple[Prediction, Prediction]) -> bool:
    gold = (_labels(pair.first), _labels(pair.second))
    said = [_predicted(prediction) for prediction in predictions]
    return all(
        right.get(head) == answer.get(head)
        for right, answer in zip(gold, said, strict=True)
        for head in asked(pair)
    )


def _right_way(pair: Pair, predictions: tuple[Prediction, Prediction]) -> bool:
    """Tell whether every differing label is likelier where it belongs."""
    heads = differing(pair)
    if not heads:
        return _predicted(predictions[0]) == _predicted(predictions[1])
    return all(
        _probability(own, head, gold.get(head)) > _probability(other, head, gold.get(head))
        for head in heads
        for gold, own, other in (
            (_labels(pair.first), predictions[0], predictions[1]),
            (_labels(pair.second), predictions[1], predictions[0]),
        )
    )


def _probability(prediction: Prediction, head: str, label: str | None) -> float:
    if head in prediction.stance:
        return prediction.stance[head].probabilities[label or ""]
    present = prediction.frame_probabilities[head]
    return present if label else 1 - present


def shares_by_kind(
    found: Sequence[Outcome],
) -> Iterator[tuple[str, str, int, Interval, Interval]]:
    """Yield kind, language, number of pairs and both shares; totals at the end."""
    languages = sorted({one.pair.lang for one in found})
    kinds = sorted({one.pair.kind for one in found})
    for kind in [*kinds, "all"]:
        for language in [*languages, "both"]:
            part = [
                one
                for one in found
                if kind in (one.pair.kind, "all") and language in (one.pair.lang, "both")
            ]
            if part:
                yield kind, language, len(part), *shares(part)


def table(found: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    rows = [[*map(str, row)] for row in shares_by_kind(found)]
    return table_lines(["kind", "language", "pairs", "both right", "right way"], rows)


def pair_section(found: Sequence[Outcome]) -> Section:
    """Return both shares by kind, all languages together."""
    rows: list[list[Cell]] = [
        [kind, str(size), both, way]
        for kind, language, size, both, way in shares_by_kind(found)
        if language == "both"
    ]
    return Section(
        "Minimal pairs",
        "Two quotes that differ in a few words and for that reason in a label (contrast sets: "
        "Gardner et al. 2020). Both right: in both members; right way: each label likelier where "
        "it belongs, which a model that knows nothing reaches in at most half of the pairs.",
        ["kind", "pairs", "both right", "right way"],
        rows,
    )


def failures(found: Sequence[Outcome]) -> Iterator[str]:
    """Yield each pair that is not right in both members or goes the wrong way, with its heads."""
    for one in found:
        if one.both_right and one.right_way:
            continue
        yield f"\n{one.pair.id}: {'right way' if one.right_way else 'wrong way'}"
        members = zip((one.pair.first, one.pair.second), one.predictions, strict=True)
        for example, prediction in members:
            gold, said = _labels(example), _predicted(prediction)
            shown = ", ".join(
                f"{h} {gold.get(h, '-')} > {said.get(h, '-')}" for h in asked(one.pair)
            )
            yield f"  {example.quote.context}\n    {shown}"


@click.command()
@click.argument("model", required=False, type=click.Path(exists=True, file_okay=False))
@click.argument("pairs", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--errors", is_flag=True, help="List the pairs that fail.")
@reporting()
def main(model: str | None, pairs: tuple[Path, ...], errors: bool) -> None:
    """Score MODEL (by default the shipped one) on PAIRS (by default those of the tests)."""
    chosen: Predictor = load(model)
    found = outcomes(read_pairs(pairs or (PAIRS,), chosen.codebook), chosen)
    print("\n".join(table(found)))
    if errors:
        print("\n".join(failures(found)))


if __name__ == "__main__":
    main()
