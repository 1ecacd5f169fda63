"""Agreement between coders: `python -m training.agreement`.

For each label, language and portion: Cohen's kappa (1960) and Krippendorff's alpha (2004, nominal)
as nltk computes them, with percentile bootstrap intervals of kappa over groups. Only rows that were
coded twice under the same codebook count; a draft coding and the adjudication do not.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from nltk.metrics.agreement import AnnotationTask

from stance.codebook import Codebook, load_codebook
from stance.errors import InputError
from stance.evaluation import Floats, Interval, bootstrap
from training.rows import LABELED, Row, load_rows
from training.sections import Cell, Section

NOT_CODERS = ("draft", "adjudicated")
FLOORS = {"target": 0.80, "frame": 0.65}
"""A portion below these must be coded anew as a whole."""
LEAST = 40
"""So many doubly coded rows a portion needs before its own kappa says anything."""
LEAST_GIVEN = 5
"""In so many of them a coder must have given the label: with two, one slip makes kappa .5."""


class Pair(NamedTuple):
    """What two coders said of one row."""

    row: Row
    first: dict[str, Any]
    second: dict[str, Any]


def pairs_of(rows: Sequence[Row]) -> list[Pair]:
    """Return the rows with two codings, the first and the second by order of coding."""
    found = []
    for row in rows:
        codes = [c for name, c in row.get("codes", {}).items() if name not in NOT_CODERS]
        if len(codes) >= 2:
            found.append(Pair(row, codes[0], codes[1]))
    return found


def kappa(tables: Floats) -> Floats:
    """Return Cohen's kappa of square tables of counts, shape (..., n, n); 1 where chance is all."""
    total = tables.sum(axis=(-1, -2))
    agreed = np.trace(tables, axis1=-2, axis2=-1) / total
    chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1) / total**2
    rest = np.where(chance == 1, 1.0, 1 - chance)
    return np.asarray(np.where(chance == 1, 1.0, (agreed - chance) / rest))


def agreement(
    pairs: Sequence[Pair], code: Callable[[dict[str, Any]], str], labels: Sequence[str]
) -> tuple[Interval, float]:
    """Return kappa with its interval over groups, and Krippendorff's alpha."""
    groups = list(dict.fromkeys(pair.row["group"] for pair in pairs))
    tables = np.zeros((len(groups), len(labels), len(labels)))
    place = {group: i for i, group in enumerate(groups)}
    for pair in pairs:
        at = (place[pair.row["group"]], labels.index(code(pair.first)))
        tables[(*at, labels.index(code(pair.second)))] += 1
    triples = [
        (coder, pair.row["id"], code(said))
        for pair in pairs
        for coder, said in (("first", pair.first), ("second", pair.second))
    ]
    alpha = 1.0 if len({label for _, _, label in triples}) < 2 else AnnotationTask(triples).alpha()
    return bootstrap(tables, kappa), float(alpha)


def heads(codebook: Codebook) -> Iterator[tuple[str, str, Callable[..., str], Sequence[str]]]:
    """Yield (name, "target" or "frame", what a coding says of it, its labels)."""
    for target in codebook.targets:
        yield target, "target", lambda code, t=target: code[t], codebook.stances
    for frame in codebook.frames:
        yield frame, "frame", lambda code, f=frame: str(f in code["frames"]), ("True", "False")


def agreement_section(rows: Sequence[Row], codebook: Codebook) -> Section:
    """Return the agreement on each label, all languages together and one by one.

    Raises
    ------
    InputError
        If no row was coded twice.
    """
    pairs = pairs_of(rows)
    if not pairs:
        raise InputError("no row was coded twice. A row has the labels by coder in 'codes'.")
    table: list[list[Cell]] = []
    languages = sorted({str(pair.row.get("lang", "")) for pair in pairs})
    for name, kind, code, labels in heads(codebook):
        key = name if kind == "target" else "frames"
        coded = [pair for pair in pairs if key in pair.first and key in pair.second]
        for language in ["all", *languages] if len(languages) > 1 else ["all"]:
            members = [pair for pair in coded if language in ("all", pair.row.get("lang"))]
            if not members:
                continue
            value, alpha = agreement(members, code, labels)
            table.append([name, language, str(len(members)), value, f"{alpha:.2f}"])
    return Section(
        "Agreement between coders",
        "Cohen's kappa (1960) with its 95 % interval by group, and Krippendorff's alpha (2004, "
        "nominal), of the rows that were coded twice under one codebook.",
        ["", "language", "rows", "kappa", "alpha"],
        table,
    )


def main() -> None:
    """Print agreement by language and portion; fail if there is none or a portion is below."""
    codebook = load_codebook(LABELED / "codebook.toml")
    pairs = pairs_of(load_rows())
    if not pairs:
        sys.exit("no row was coded twice: nothing to compare")
    parts: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        parts[f"{pair.row['lang']} all"].append(pair)
        parts[f"{pair.row['lang']} {pair.row['origin']}"].append(pair)
    low = []
    print(f"{len(pairs)} rows coded twice; kappa [95 % interval by group], alpha")
    for part, members in sorted(parts.items()):
        if len(members) < LEAST:
            continue
        print(f"\n{part} ({len(members)})")
        for name, kind, code, labels in heads(codebook):
            value, alpha = agreement(members, code, labels)
            rest = codebook.neutral if kind == "target" else "False"
            given = sum({code(pair.first), code(pair.second)} != {rest} for pair in members)
            print(f"  {name:<14} {value}  {alpha:.3f}  given in {given}")
            if given >= LEAST_GIVEN and value.value < FLOORS[kind]:
                low.append(f"{part} {name} {value.value:.2f} < {FLOORS[kind]}")
    if low:
        sys.exit("to be coded anew:\n" + "\n".join(low))


if __name__ == "__main__":
    main()
