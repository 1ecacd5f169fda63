"""A target never trained on: `python -m benchmarks.new_target [FOLDER]`.

The head for any target is fitted without the labels of one target and asked of that target on real
news, for each target in turn: what to expect of `Model.toward`. FOLDER holds the gold as for
`benchmarks.gold`. Beside it stand two answers without learning: always neutral, and always the
commonest stance of the other target where this one is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from benchmarks.gold import FOLDER, gold_languages, read_gold
from stance.codebook import Codebook, load_codebook
from stance.evaluation import confusion, macro_f1
from stance.intervals import Interval, bootstrap
from stance.labels import Example, read_examples
from stance.marking import Lists, is_named, mark, read
from stance.pooling import fit_pooled
from stance.scoring import scores
from stance.toward import scorer_toward
from stance.words import load_lists
from training.train import CODEBOOK, LABELS, WORDS

Classes = Mapping[str, Sequence[str]]


def without(codebook: Codebook, target: str) -> Codebook:
    """Return the codebook as if nobody had thought of a target."""
    return replace(codebook, targets={t: w for t, w in codebook.targets.items() if t != target})


def answers(
    target: str,
    examples: Sequence[Example],
    gold: Sequence[Example],
    codebook: Codebook,
    classes: Classes,
) -> Iterator[tuple[str, list[str]]]:
    """Yield (method, its label for each gold quote) for a target whose labels were not used."""
    others = without(codebook, target)
    pooled = fit_pooled(examples, others, classes=classes)
    if pooled is None:
        return
    names = {target: codebook.targets[target]}
    scorer = scorer_toward(pooled, names, others.targets)
    lists = Lists.of({**names, **others.targets}, classes)
    readings = [read(example.quote, lists) for example in gold]
    found = scores(scorer, readings).argmax(axis=1)
    yield "head for any target", [codebook.stances[label] for label in found]
    seen = Counter(label for e in examples for t, label in e.stance.items() if t in others.targets)
    del seen[codebook.neutral]
    commonest = seen.most_common(1)[0][0]
    named = [is_named(mark(reading, target, lists)) for reading in readings]
    yield "name decides", [commonest if here else codebook.neutral for here in named]
    yield "always neutral", [codebook.neutral] * len(gold)


def mean_score(
    said: Mapping[str, Sequence[str]], gold: Sequence[Example], stances: Sequence[str]
) -> Interval:
    """Return the mean macro-F1 over targets and languages, with its interval over articles."""
    parts = [(target, language) for target in said for language in languages_of(gold)]
    place = {group: i for i, group in enumerate(dict.fromkeys(e.group for e in gold))}
    tables = np.zeros((len(place), len(parts), len(stances), len(stances) + 1))
    for number, (target, language) in enumerate(parts):
        for example, label in zip(gold, said[target], strict=True):
            if (example.quote.language or "") == language:
                one = confusion([example.stance[target]], [label], stances)
                tables[place[example.group], number] += one
    return bootstrap(tables, lambda sums: np.asarray(macro_f1(sums).mean(axis=-1)))


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=FOLDER)
def main(folder: Path) -> None:
    """Print how well the stance toward a target is told that no label named."""
    codebook, classes = load_codebook(CODEBOOK), load_lists(WORDS)
    examples = read_examples(LABELS, codebook)
    gold = [e for language in gold_languages(folder) for e in read_gold(folder, language).examples]
    found: dict[str, dict[str, list[str]]] = {}
    for target in codebook.targets:
        for method, labels in answers(target, examples, gold, codebook, classes):
            found.setdefault(method, {})[target] = labels
    languages = languages_of(gold)
    print(f"| mean macro-F1, each target left out of training | all | {' | '.join(languages)} |")
    print("|---" * (2 + len(languages)) + "|")
    for method, said in found.items():
        cells = [mean_score(said, gold, codebook.stances)]
        for language in languages:
            rows = [i for i, e in enumerate(gold) if (e.quote.language or "") == language]
            part = {target: [labels[i] for i in rows] for target, labels in said.items()}
            cells.append(mean_score(part, [gold[i] for i in rows], codebook.stances))
        print(f"| {method} | {' | '.join(map(str, cells))} |")


def languages_of(gold: Sequence[Example]) -> list[str]:
    """Return the languages of the gold, in its order."""
    return list(dict.fromkeys(example.quote.language or "" for example in gold))


if __name__ == "__main__":
    main()
