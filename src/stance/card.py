"""The model card: what a model is, what it was trained on, what it reaches, where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stance.store import Stored

__all__ = ["write_card"]

TEMPLATE = """\
# Model card: stance {version}

Quotes from news in, {answers} out.
Labels follow codebook {codebook}; the score of every label is an intercept plus a sum of named
terms, so every prediction can be taken apart (`stance explain`).

## Data
{data}

## Scores in grouped cross-validation on these rows
Macro-F1 over a target's labels, F1 of a frame. On texts of another kind the scores are lower:
measure them there (`stance evaluate`).

{metrics}

## How sure
{certainty}

## Intended use
Measuring many quotes: shares, trends, comparisons, the choice of what to read next. For statements
about a single quote or person the error is too high; read the quote.

## Limits
* Irony, quotes whose target is named far away, and polarity that stands only in the reporting verb
  are often missed.
* What the codebook leaves out (other frames or events) the model has not learned; other targets
  only as far as `Model.toward` answers for them.
* Probabilities are calibrated on the training rows, out of fold; news with other proportions of
  stances shifts them.

## Made with
{made_with}
"""

CERTAINTY = """\
From the same cross-validation, before shift and certainty of the codebook: the expected calibration
error (ECE), and how often the answers are right if only the surest share is given
(`min_probability`).

{table}

Mean probability → share that was right, in bins of equal size:

{curves}{limits}"""


def write_card(stored: Stored) -> str:
    """Return the card of a model as Markdown.

    Parameters
    ----------
    stored : Stored
        Its `facts` may hold ``data`` and ``made_with`` as flat mappings, ``metrics`` as a mapping
        of head to slice to score, ``certainty`` as from `stance.training.held_out_certainty`.
    """
    book = stored.codebook
    framing = f" and framing ({', '.join(book.frames)})" if book.frames else ""
    return TEMPLATE.format(
        version=stored.version,
        answers=f"stance toward {' and '.join(book.targets)}{framing}",
        codebook=book.version,
        data=_lines(stored.facts.get("data", {})),
        metrics=_table(stored.facts.get("metrics", {})),
        certainty=_certainty(stored),
        made_with=_lines(stored.facts.get("made_with", {})),
    )


def _certainty(stored: Stored) -> str:
    found: Mapping[str, Any] = stored.facts.get("certainty", {})
    if not found:
        return "not recorded"
    rows = {
        head: {
            "ECE": entry["ECE"],
            **{f"surest {s}": v for s, v in entry.get("surest", {}).items()},
        }
        for head, entry in found.items()
    }
    curves = [
        f"* {head}: {', '.join(f'{said:.2f} → {seen:.2f}' for said, seen in entry['reliability'])}"
        for head, entry in found.items()
    ]
    limits = ", ".join(f"{frame} {limit:.2f}" for frame, limit in stored.thresholds.items())
    return CERTAINTY.format(
        table=_table(rows),
        curves="\n".join(curves),
        limits=f"\n\nA frame counts as present from its threshold: {limits}." if limits else "",
    )


def _lines(facts: dict[str, object]) -> str:
    return "\n".join(f"* {name}: {value}" for name, value in facts.items()) or "* not recorded"


def _table(metrics: Mapping[str, Mapping[str, float]]) -> str:
    if not metrics:
        return "not recorded"
    slices = list(dict.fromkeys(name for scores in metrics.values() for name in scores))
    lines = ["| | " + " | ".join(slices) + " |", "|---" * (len(slices) + 1) + "|"]
    for head, scores in metrics.items():
        cells = (f"{scores[name]:.3f}" if name in scores else "–" for name in slices)
        lines.append(f"| {head} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
