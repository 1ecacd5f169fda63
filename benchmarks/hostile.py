"""Read hostile texts: none may raise, and every offset must index its text.

    python -m benchmarks.hostile [--texts 100000] [--seed 7]

Half of the texts are golden cases with characters deleted, doubled, swapped, or replaced by marks
and blanks of every kind; the other half is put together from marks, words of saying, and names.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from stance.quotes import extract_quotes
from stance.records import OMISSION, Quote

CASES = Path(__file__).parents[1] / "tests" / "cases"
KINDS = ("direct", "headline", "indirect")
SIGNS = (
    "„“”\"«»‚‘’'‹›「」『』《》`´()[]{}—–-―.,:;!?…。，：；\n\r\t\v\x00\u00a0\u202f\u2028\u200b"
    "\u0130ßΣ😀"
)
WORDS = """
sagte said déclaré dijo detto powiedział сказал dedi 说 dass that que что 表示 laut according to
selon словам sei habe nannte called Präsident minister Kurt Ott Ukrayna’nın er she wurde von
bezeichnet heißt es in einer Erklärung der das the 5" 6'2" U.S. Dr. l’« a-t-il Frage: A: B: so
wie teilte mit gab bekannt nicht und and ,— … 3. <a href="x"> &quot;
"""


def texts(count: int, chance: random.Random) -> Iterator[tuple[str, str | None]]:
    """Yield hostile texts with the language they are read in."""
    rows = [
        json.loads(line)
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    pool = [*SIGNS, *WORDS.split()]
    languages = [*sorted({row["lang"] for row in rows}), "xx", None]
    for number in range(count):
        if number % 2:
            row = chance.choice(rows)
            yield mutate(row["text"], chance), chance.choice([row["lang"], *languages])
        else:
            pieces = chance.choices(pool, k=chance.randrange(1, 80))
            yield chance.choice(["", " "]).join(pieces), chance.choice(languages)


def mutate(text: str, chance: random.Random) -> str:
    """Return a text with some of its characters changed."""
    signs = list(text)
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(signs) + 1)
        change = chance.randrange(4)
        if change == 0:
            del signs[place : place + chance.randrange(1, 4)]
        elif change == 1:
            signs[place:place] = signs[place : place + chance.randrange(1, 20)]
        elif change == 2:
            signs[place : place + 1] = chance.choice(SIGNS)
        else:
            signs[place:place] = chance.choice(SIGNS)
        if not signs:
            break
    return "".join(signs)


def fault(text: str, quotes: list[Quote]) -> str:
    """Return what is wrong with the quotes of a text; empty where nothing is."""
    if [quote.spans[0] for quote in quotes] != sorted(quote.spans[0] for quote in quotes):
        return "order"
    for quote in quotes:
        place = 0
        for start, end in quote.spans:
            if not place <= start < end <= len(text):
                return "span"
            place = end
        if quote.text != OMISSION.join(text[slice(*span)] for span in quote.spans):
            return "text"
        if quote.context not in text:
            return "context"
        if quote.mention_span and text[slice(*quote.mention_span)] != quote.mention:
            return "mention"
    return ""


def main() -> None:
    """Read them all and print what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    raised = faulty = quotes = characters = 0
    start = time.perf_counter()
    for text, language in texts(options.texts, random.Random(options.seed)):  # noqa: S311
        characters += len(text)
        try:
            found = extract_quotes(text, language=language, kinds=KINDS)
        except Exception as error:  # any is a defect
            raised += 1
            print("raised", repr(error), repr(text), language)
            continue
        quotes += len(found)
        wrong = fault(text, found)
        if wrong:
            faulty += 1
            print("invalid", wrong, repr(text), language)
    seconds = time.perf_counter() - start
    print(f"| texts | characters | quotes | raised | invalid | seconds |\n{'|---' * 6}|")
    print(f"| {options.texts} | {characters} | {quotes} | {raised} | {faulty} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
