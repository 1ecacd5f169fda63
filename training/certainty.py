"""How sure a model may be believed to be on gold: its reliability, its risk at a coverage."""

from __future__ import annotations

from functools import partial

import numpy as np

from stance.confidence import accuracy_interval, probability_at, reliability, risk_coverage
from stance.evaluation import SURE, answers, evaluate
from stance.intervals import share_interval
from training.pictures import Line, lines
from training.scored import Scored, by_language, heads_of
from training.sections import Section, shown

__all__ = ["coverages", "labels_given", "reliabilities"]

BINS = 10


def reliabilities(scored: Scored) -> Section:
    """Return the reliability curve of each target and the calibration error of each head."""
    result = evaluate(scored.examples, scored.predictions, scored.model.codebook)
    rows, drawn = [], {}
    for head in heads_of(scored.model):
        probability, right, _ = answers(scored.examples, scored.predictions, head)
        if not len(right):
            continue
        curve = reliability(probability, right, bins=BINS)
        drawn[head] = Line(curve.predicted, curve.observed)
        bins = [
            f"{said:.2f} → {seen:.2f}"
            for said, seen in zip(curve.predicted, curve.observed, strict=True)
        ]
        bins += [""] * (BINS - len(bins))
        rows.append([head, str(result[head]["calibration_error"]), *bins])
    return Section(
        "Reliability",
        "Expected calibration error (Naeini et al. 2015), and in bins of equal size the mean "
        "probability → the share that was right. Of a target: the likeliest label; of a frame: "
        "that it is there. On a sample the error is above 0 even of perfect probabilities.",
        ["", "ECE", *(str(number) for number in range(1, BINS + 1))],
        rows,
        partial(lines, "Reliability", drawn, x="probability", y="share right", diagonal=True),
    )


def coverages(scored: Scored) -> Section:
    """Return for each target and language how right the surest answers are."""
    targets = [*scored.model.codebook.targets]
    rows, drawn = [], {}
    for name, asked in [*((target, [target]) for target in targets), ("all targets", targets)]:
        for language, where in by_language(scored.examples):
            found = [answers(*scored.part(where), target) for target in asked]
            probability = np.concatenate([values for values, _, _ in found])
            right = np.concatenate([hits for _, hits, _ in found])
            groups = [group for *_, owners in found for group in owners]
            if language == "all" and len(right):
                curve = risk_coverage(probability, right)
                drawn[name] = Line(curve.coverage, curve.risk)
            cells = [
                f"{shown(accuracy_interval(probability, right, groups, share))} "
                f"from {probability_at(probability, share):.2f}"
                for share in (*SURE, 1.0)
                if len(right)
            ]
            rows.append([name, language, *cells])
    return Section(
        "Risk and coverage",
        "Accuracy if only the surest answers are given (Geifman & El-Yaniv 2017), and the least "
        "probability among them, which is the `min_probability` to ask for.",
        ["target", "language", *(f"surest {share:.0%}" for share in (*SURE, 1.0))],
        [row for row in rows if len(row) > 2],
        partial(lines, "Risk and coverage", drawn, x="share of answers given", y="share wrong"),
    )


def labels_given(scored: Scored) -> Section:
    """Return how often each label is right where it is given, all answers and the surest."""
    given = [
        (verdict.probability, verdict.label, example.stance[target], example.group)
        for example, prediction in zip(scored.examples, scored.predictions, strict=True)
        for target, verdict in prediction.stance.items()
        if target in example.stance
    ]
    probability = np.array([value for value, *_ in given])
    rows = []
    for label in scored.model.codebook.stances if given else ():
        cells = []
        for share in (1.0, *reversed(SURE)):
            limit = probability_at(probability, share)
            kept = [(said == gold, g) for p, said, gold, g in given if p >= limit and said == label]
            hits = np.array([right for right, _ in kept], dtype=bool)
            precision = shown(share_interval([g for _, g in kept], hits)) if kept else "–"
            cells.append(f"{precision} of {len(kept)}")
        rows.append([label, *cells])
    return Section(
        "Labels given",
        "How often a label is right where it is given (precision), all targets together.",
        ["", "all answers", *(f"surest {share:.0%}" for share in reversed(SURE))],
        rows,
    )
