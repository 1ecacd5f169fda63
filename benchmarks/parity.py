"""Is it the same: `python -m benchmarks.parity [--texts 100000]`.

The largest difference in probability between the batches of `stance.compiled` and scikit-learn's
pipeline of the same recipe (`benchmarks.speed`), over texts of any script: words of the examples,
words of random letters of one script or of all Unicode, random signs, blanks and breaks of every
kind, in the quote, the context, the speaker.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from itertools import islice

from benchmarks.corpus import generate
from benchmarks.speed import Pipeline, parity
from stance.compiled import Compiled
from stance.model import SHIPPED
from stance.records import Quote
from stance.store import load_folder

BATCH = 1000
BLANKS = [code for code in range(0x3001) if chr(code).isspace()]
SURROGATES = range(0xD800, 0xE000)
BLOCK = 96  # code points of a script, roughly


def texts(seed: int) -> Iterator[Quote]:
    """Yield quotes without end."""
    draw = random.Random(seed)  # noqa: S311
    known = [word for article in generate(500) for word in article.text.split()]
    while True:
        script = draw.choice([draw.randrange(0x20, 0x3000), draw.randrange(sys.maxunicode)])

        def words(most: int, script: int = script) -> str:
            return "".join(
                draw.choice([draw.choice(known), _letters(draw, script), _letters(draw, None)])
                + chr(draw.choice([32, 32, 32, draw.choice(BLANKS)]))
                for _ in range(draw.randrange(most))
            )

        said, speaker = words(20), words(3)
        context = f"{words(15)} {draw.choice([said, ''])} {draw.choice([speaker, ''])} {words(15)}"
        yield Quote(
            text=said, context=context, speaker=speaker, mention=draw.choice([speaker, None])
        )


def _letters(draw: random.Random, script: int | None) -> str:
    """Return up to 20 characters, from one stretch of Unicode or from all of it."""
    first, size = (0, sys.maxunicode + 1) if script is None else (script, BLOCK)
    codes = (first + draw.randrange(size) for _ in range(draw.randrange(20)))
    return "".join(chr(c) for c in codes if c <= sys.maxunicode and c not in SURROGATES)


def main() -> None:
    """Print the largest difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    given = parser.parse_args()
    scorer = load_folder(SHIPPED).scorer
    pipeline, fast, found, worst = Pipeline(scorer), Compiled(scorer), texts(6), 0.0
    for done in range(0, given.texts, BATCH):
        batch = [*islice(found, min(BATCH, given.texts - done))]
        worst = max(worst, parity(pipeline, fast, batch))
    print(f"largest difference in probability over {given.texts:,} texts: {worst:.1e}")


if __name__ == "__main__":
    main()
