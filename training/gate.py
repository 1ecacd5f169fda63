"""The quality gate: `python -m training.gate [--update [--allow-regression]]`.

The shipped model's scores must reach the floors in ``floors.json``: those of cross-validation on
the labelled rows, which the model folder records and a rebuild proves, and, where real gold is at
hand, those on real news. The floors name the data they were set on; other data need new ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.gold import FOLDER as GOLD
from benchmarks.gold import gold_languages, report
from stance.io import writing
from stance.model import Model, load
from stance.training import data_hash
from training.train import LABELS

FLOORS = Path("training/floors.json")
SLACK = 0.005
"""Floors are set this much below what was measured."""

Scores = dict[str, float]


def cross_validated(model: Model) -> Scores:
    """Return the recorded cross-validation scores, one a head and slice."""
    metrics: dict[str, Scores] = model.facts.get("metrics", {})
    return {
        f"{head}, {part}": value for head, parts in metrics.items() for part, value in parts.items()
    }


def on_real_news(model: Model, folder: Path) -> Scores:
    """Return the scores on gold, one a head, language and road; empty where there is no gold."""
    found: Scores = {}
    for language in gold_languages(folder):
        for road, result in report(folder, language, model).items():
            if road.startswith("stance"):
                for name in ("stance", "frames"):
                    found[f"{name}, {language}, {road}"] = result[name].value
    return found


def below(scores: Scores, floors: Scores) -> list[str]:
    """Return what misses its floor or was not measured at all."""
    return [
        f"{name}: {scores.get(name, 'not measured')} < {floor}"
        for name, floor in floors.items()
        if scores.get(name, -1.0) < floor
    ]


def lowered(new: Scores, old: Scores) -> list[str]:
    """Return the floors that an update would lower or drop."""
    return [
        f"{name}: {old[name]} -> {new.get(name)}" for name in old if new.get(name, -1) < old[name]
    ]


@click.command()
@click.option("--update", is_flag=True, help="Set the floors to what is measured now.")
@click.option("--allow-regression", is_flag=True, help="Let an update lower floors.")
def main(update: bool, allow_regression: bool) -> None:
    """Hold the shipped model against its floors."""
    model = load()
    measured = {"labels": cross_validated(model), "gold": on_real_news(model, GOLD)}
    floors: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    if update:
        _update(measured, floors, allow_regression)
        return
    if not floors.get("labels"):
        sys.exit(f"{FLOORS} holds no floors: an empty gate lets everything through")
    if floors["data"] != data_hash(LABELS) or floors["data"] != model.facts["data"]["sha256"]:
        sys.exit("the labelled rows, the model and the floors are not of one make: train, --update")
    missed = below(measured["labels"], floors["labels"])
    if measured["gold"]:
        missed += below(measured["gold"], floors["gold"])
    else:
        print("real news: SKIPPED, no gold at hand")
    checked = len(floors["labels"]) + (len(floors["gold"]) if measured["gold"] else 0)
    if missed:
        sys.exit("below the floor:\n" + "\n".join(missed))
    print(f"{checked} floors held")


def _update(measured: dict[str, Scores], floors: dict[str, Any], allow_regression: bool) -> None:
    new: dict[str, Any] = {"data": data_hash(LABELS)}
    for part, scores in measured.items():
        fresh = {name: round(value - SLACK, 3) for name, value in scores.items()}
        new[part] = fresh or floors.get(part, {})
        worse = lowered(new[part], floors.get(part, {}))
        if worse and not allow_regression:
            sys.exit(
                "would lower floors; --allow-regression if that is meant:\n" + "\n".join(worse)
            )
    with writing(FLOORS) as file:
        file.write(json.dumps(new, indent=1) + "\n")
    print(f"{FLOORS} written")


if __name__ == "__main__":
    main()
