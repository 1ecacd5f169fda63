"""Measure quotes and speakers on annotated files: one table, intervals by article.

    python -m benchmarks.quotes [FILE …] [--shared FOLDER] [--only NAME] [--errors N]

Without a file it measures what lies in the shared folder beside the repository. Spans are
stripped of marks, blanks and edge punctuation; a found quote matches a true one at an overlap
(intersection over union) of at least one half, greedily one to one; case files ask for the exact
span. "By pairs" compares part by part, as GNQA marks most pairs of marks on their own, and
counts words once that it has twice. A speaker is right when its resolved name or its mention
shares a content word with what the file names.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import stance.quotes
from benchmarks.annotated import DIRECT, EDGE, Text, Truth, materials, read, strip
from stance.extraction.classes import CLASS
from stance.extraction.lexicon import load_lexicon
from stance.extraction.tokens import bare
from stance.records import Article, Quote

SHARED = Path(os.environ.get("STANCE_SHARED", Path(__file__).parents[2] / "shared"))
_RESAMPLES = 1000
_OVERLAP = 0.5
_LEAST_TIMED = 100_000  # characters
_FOLLOWS = 60  # characters to a quote that follows on


class Counts(NamedTuple):
    """What happened in one article."""

    hits: int
    found: int
    true: int
    spoken: int  # hits whose speaker the file names
    right: int  # of them with the right speaker
    named: int  # true quotes whose speaker the file names
    traps: int

    def __add__(self, other: tuple[int, ...]) -> Counts:  # type: ignore[override]
        return Counts(*(one + two for one, two in zip(self, other, strict=True)))


ZERO = Counts(0, 0, 0, 0, 0, 0, 0)


def overlap(one: Sequence[tuple[int, int]], two: Sequence[tuple[int, int]]) -> float:
    """Return intersection over union of two lists of spans, counted in characters."""
    shared = sum(
        max(0, min(end, end_) - max(start, start_)) for start, end in one for start_, end_ in two
    )
    total = sum(end - start for start, end in one) + sum(end - start for start, end in two)
    return shared / (total - shared) if total > shared else 0.0


def content_words(name: str, language: str) -> set[str]:
    """Return the words of a name that say something."""
    lexicon = load_lexicon(language)
    empty = sum(
        CLASS[kind]
        for kind in ("definite", "determiner", "preposition", "conjunction", "genitive", "title")
    )
    words = [word.strip(EDGE) for word in name.replace("-", " ").split()]
    kept = {bare(word) for word in words if word and not lexicon.classes_of(bare(word)) & empty}
    if not lexicon.spaced:
        return {name}
    return kept or {bare(word) for word in words if word}


def same_speaker(quote: Quote, true: Truth, language: str) -> bool:
    """Return True where name or mention share a content word with what the file names."""
    wanted: set[str] = set()
    for name in true.speakers:
        wanted |= content_words(name, language)
    for found in (quote.speaker, quote.mention):
        name = found or ""
        if name and content_words(name, language) & wanted:
            return True
        if (
            name
            and not load_lexicon(language).spaced
            and any(name in other or other in name for other in true.speakers)
        ):
            return True
    return False


def pieces(quotes: Iterable[Quote]) -> list[Quote]:
    """Return a quote for each part of a split one."""
    return [dataclasses.replace(quote, spans=(span,)) for quote in quotes for span in quote.spans]


def whole(quotes: Iterable[Quote]) -> list[Quote]:
    """Join what one reporting clause reports, and what follows on without a clause of its own."""
    joined: list[Quote] = []
    for quote in quotes:
        before = joined[-1] if joined else None
        follows = before is not None and (
            (quote.mention_span is not None and quote.mention_span == before.mention_span)
            or (
                quote.mention_span is None
                and quote.speaker == before.speaker
                and quote.spans[0].start - before.spans[-1].end < _FOLLOWS
            )
        )
        if before is not None and follows:
            joined[-1] = dataclasses.replace(before, spans=before.spans + quote.spans)
        else:
            joined.append(quote)
    return joined


def score(text: Text, kinds: frozenset[str], exact: bool) -> tuple[Counts, list[str]]:
    """Score one article and describe what went wrong."""
    got = stance.quotes.extract_quotes(Article(text=text.text, language=text.language), kinds=kinds)
    if text.by_pair:
        got = pieces(got)
    if text.whole:
        got = whole(got)
    matched = match(text, got, exact=exact)
    errors = [
        _describe("speaker", text, got[here], text.quotes[there])
        for here, there in matched.items()
        if text.quotes[there].speakers
        and not same_speaker(got[here], text.quotes[there], text.language)
    ]
    spoken = sum(bool(text.quotes[there].speakers) for there in matched.values())
    right = spoken - len(errors)
    false = set(range(len(got))) - set(matched)
    missed = set(range(len(text.quotes))) - set(matched.values())
    errors += [_describe("false", text, got[here], None) for here in sorted(false)]
    errors += [_describe("missed", text, None, text.quotes[there]) for there in sorted(missed)]
    traps = sum(
        any(overlap([trap], [span]) >= _OVERLAP for quote in got for span in quote.spans)
        for trap in text.traps
    )
    named = sum(bool(quote.speakers) for quote in text.quotes)
    counts = Counts(len(matched), len(got), len(text.quotes), spoken, right, named, traps)
    return counts, errors


def match(text: Text, got: Sequence[Quote], *, exact: bool) -> dict[int, int]:
    """Return which found quote is which true one: greedily, the best overlap first."""
    true = [[strip(text.text, span) for span in quote.spans] for quote in text.quotes]
    found = [[strip(text.text, span) for span in quote.spans] for quote in got]
    pairs = sorted(
        (
            (overlap(one, two), here, there)
            for here, one in enumerate(found)
            for there, two in enumerate(true)
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for share, here, there in pairs:
        if share < (1.0 if exact else _OVERLAP):
            break
        if here not in matched and there not in taken:
            matched[here] = there
            taken.add(there)
    return matched


def _describe(kind: str, text: Text, got: Quote | None, true: Truth | None) -> str:
    spans: Sequence[tuple[int, int]] = (got.spans if got else ()) or (true.spans if true else ())
    spans = spans or [(0, 0)]
    start, end = spans[0][0], spans[-1][1]
    around = text.text[max(0, start - 160) : start] + "⟦" + text.text[start:end][:150] + "⟧"
    around += text.text[end : end + 110]
    row: dict[str, Any] = {"kind": kind, "id": text.id[:34], "text": around}
    if got:
        row["got"] = (got.speaker, got.mention, got.cue, got.confidence)
    if true:
        row["true"] = (true.speakers, true.kind)
    return json.dumps(row, ensure_ascii=False)


def f_score(counts: Counts) -> float:
    """Return F1 of the spans."""
    return 2 * counts.hits / max(counts.found + counts.true, 1)


def interval(counts: Sequence[Counts], seed: int = 20) -> tuple[float, float]:
    """Return the bootstrap interval of F1 by article."""
    if len(counts) < 5:
        return (0.0, 1.0)
    chance = random.Random(seed)  # noqa: S311
    values = []
    for _ in range(_RESAMPLES):
        sample = [counts[chance.randrange(len(counts))] for _ in counts]
        values.append(f_score(sum(sample, ZERO)))
    values.sort()
    return values[int(0.025 * _RESAMPLES)], values[int(0.975 * _RESAMPLES)]


def speed(texts: Sequence[Text], kinds: frozenset[str]) -> float:
    """Return the characters read a second on one thread; 0 where there is too little text."""
    characters = sum(len(text.text) for text in texts)
    if characters < _LEAST_TIMED:
        return 0.0
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            stance.quotes.extract_quotes(text.text, language=text.language, kinds=kinds)
        best = min(best, time.process_time() - start)
    return characters / best


def row_of(name: str, counts: Sequence[Counts]) -> str:
    """Return one row of the table."""
    total = sum(counts, ZERO)
    low, high = interval(counts)
    return (
        f"| {name} | {total.true} | {total.hits / max(total.found, 1):.3f} "
        f"| {total.hits / max(total.true, 1):.3f} | {f_score(total):.3f} [{low:.3f}, {high:.3f}] "
        f"| {total.right / max(total.spoken, 1):.3f} | {total.right / max(total.named, 1):.3f} "
        f"| {total.traps} |"
    )


HEAD = (
    "| material | quotes | precision | recall | F1 | speaker on matched | right quote and speaker "
    "of all | non-speech taken |\n|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", default="", help="materials whose name holds this")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors each")
    options = parser.parse_args()
    chosen: Iterable[tuple[str, list[Text], frozenset[str], bool]] = [
        (path.stem, read(path, frozenset({"direct"})), DIRECT, True) for path in options.files
    ] or materials(options.shared)
    speeds: list[tuple[str, float]] = []
    print(HEAD)
    for name, texts, kinds, exact in chosen:
        if options.only not in name:
            continue
        scored = [score(text, kinds, exact) for text in texts]
        print(row_of(name, [counts for counts, _ in scored]), flush=True)
        errors = [error for _, found in scored for error in found]
        for error in errors[: options.errors]:
            print("   ", error)
        speeds.append((name, speed(texts, kinds)))
    print("\n| material | characters a second |\n|---|---|")
    for name, characters in speeds:
        if characters:
            print(f"| {name} | {characters / 1e6:.2f} M |")


if __name__ == "__main__":
    main()
