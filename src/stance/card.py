"""The model card: what a model is, what it was trained on, what it reaches, where it fails."""

from __future__ import annotations

from collections.abc import Mapping

from stance.store import Stored

__all__ = ["write_card"]

TEMPLATE = """\
# Model card: stance {version}

Quotes from news in, stance toward {targets} and framing ({frames}) out.
Labels follow codebook {codebook}; the score of every label is an intercept plus a sum of named
terms, so every prediction can be taken apart (`stance explain`).

## Data
{data}

## Scores in grouped cross-validation on these rows
Macro-F1 of a target's three labels, F1 of a frame. On real news the scores are lower; see README.

{metrics}

## Intended use
Measuring many quotes: shares, trends, comparisons, the choice of what to read next. For statements
about a single quote or person the error is too high; read the quote.

## Limits
* Irony, quotes whose target is named far away, and polarity that stands only in the reporting verb
  are often missed.
* What the codebook leaves out (other targets, other frames, other wars) the model has not learned.
* Probabilities are calibrated on the training rows, out of fold; news with other proportions of
  stances shifts them.

## Made with
{made_with}
"""


def write_card(stored: Stored) -> str:
    """Return the card of a model as Markdown.

    Parameters
    ----------
    stored : Stored
        Its `facts` may hold ``data`` and ``made_with`` as flat mappings, and ``metrics`` as a
        mapping of head to slice to score.
    """
    book = stored.codebook
    return TEMPLATE.format(
        version=stored.version,
        targets=" and ".join(book.targets),
        frames=", ".join(book.frames),
        codebook=book.version,
        data=_lines(stored.facts.get("data", {})),
        metrics=_table(stored.facts.get("metrics", {})),
        made_with=_lines(stored.facts.get("made_with", {})),
    )


def _lines(facts: dict[str, object]) -> str:
    return "\n".join(f"* {name}: {value}" for name, value in facts.items()) or "* not recorded"


def _table(metrics: Mapping[str, Mapping[str, float]]) -> str:
    if not metrics:
        return "not recorded"
    slices = list(next(iter(metrics.values())))
    lines = ["| | " + " | ".join(slices) + " |", "|---" * (len(slices) + 1) + "|"]
    for head, scores in metrics.items():
        lines.append(f"| {head} | " + " | ".join(f"{scores[s]:.3f}" for s in slices) + " |")
    return "\n".join(lines)
