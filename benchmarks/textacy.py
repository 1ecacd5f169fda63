"""Compare speed and reach with textacy's quotations: one process, the same English text.

    python -m benchmarks.textacy [FILE.jsonl …] [--model en_core_web_sm] [--texts 60]

Needs textacy and a spaCy model with a parser, which are no part of this project. Each round reads
every text with both, one after the other; the fastest round of each counts. textacy refuses a text
with an odd number of marks; what it refuses is left out of its time and of ours.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from stance.quotes import extract_quotes

SHARED = Path(os.environ.get("STANCE_SHARED", Path(__file__).parents[2] / "shared"))
DEFAULT = SHARED / "data" / "polnear" / "dev.jsonl"
_ROUNDS = 3


def fastest(rounds: int, *tasks: Callable[[], object]) -> list[float]:
    """Return the seconds of the fastest round of each task; the tasks take turns."""
    best = [float("inf")] * len(tasks)
    for _ in range(rounds):
        for place, task in enumerate(tasks):
            start = time.process_time()
            task()
            best[place] = min(best[place], time.process_time() - start)
    return best


def accepted(texts: Sequence[str], read: Callable[[str], object]) -> list[str]:
    """Return the texts that a reader does not refuse."""
    kept = []
    for text in texts:
        try:
            read(text)
        except ValueError:
            continue
        kept.append(text)
    return kept


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--model", default="en_core_web_sm")
    parser.add_argument("--texts", type=int, default=60)
    given = parser.parse_args()
    textacy, spacy = importlib.import_module("textacy"), importlib.import_module("spacy")
    parse = spacy.load(given.model)
    lines = [line for path in given.files for line in path.read_text("utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines][: given.texts]

    def peer(text: str) -> object:
        return list(textacy.extract.direct_quotations(parse(text)))

    def ours(text: str) -> object:
        return extract_quotes(text, language="en")

    kept = accepted(texts, peer)
    theirs, own = fastest(
        _ROUNDS, lambda: [peer(text) for text in kept], lambda: [ours(text) for text in kept]
    )
    characters = sum(map(len, kept))
    print("| | characters a second | texts read |\n|---|---|---|")
    print(f"| textacy {textacy.__version__} | {characters / theirs:,.0f} | {len(kept)} |")
    print(f"| stance | {characters / own:,.0f} | {len(texts)} |")
    print(f"\ntimes textacy: {theirs / own:.0f}")


if __name__ == "__main__":
    main()
