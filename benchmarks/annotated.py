"""Read annotated articles: cases, gold passages, and two corpora, each in its own form.

Every file is JSON lines with `text` and `quotes` (spans, speaker, kind or type); the gold
passages keep their quotes in a second file.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from stance.extraction.marks import find_marked
from stance.extraction.text import paragraphs

EDGE = " \t\n\u00a0\u202f.,;:!?…“”„\"'«»‘’‚‹›()[]-–—"
DIRECT = frozenset({"direct", "headline"})
INDIRECT = frozenset({"direct", "headline", "indirect"})
GNQA_ALL = frozenset({"direct", "indirect", "freeindirect", "indirectfreeindirect"})


class Truth(NamedTuple):
    """A quote as a file has it."""

    spans: tuple[tuple[int, int], ...]
    speakers: tuple[str, ...]
    kind: str = "direct"


@dataclass(slots=True)
class Text:
    """An article with its true quotes and with stretches that are none."""

    id: str
    text: str
    language: str
    quotes: list[Truth]
    traps: list[tuple[int, int]] = field(default_factory=list)
    whole: bool = False  # the file has all that one clause reports as one quote
    by_pair: bool = False  # the file has every pair of marks as a quote of its own


def read(path: Path, kinds: frozenset[str]) -> list[Text]:
    """Read a file of cases, a corpus, or gold passages."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    if path.name.endswith("_articles.jsonl"):
        return _read_gold(path, rows)
    texts = []
    for row in rows:
        quotes = [_true(quote, kinds) for quote in row["quotes"]]
        texts.append(
            Text(
                row["id"],
                row["text"],
                row["lang"],
                [quote for quote in quotes if quote is not None],
                [tuple(trap["span"]) for trap in row.get("not_quotes", [])],
            )
        )
    return texts


def once(text: Text) -> Text:
    """Keep words once that a file has twice: as the speaker's and as those of who relays them."""
    kept: dict[tuple[tuple[int, int], ...], Truth] = {}
    for quote in text.quotes:
        spans = tuple(strip(text.text, span) for span in quote.spans)
        old = kept.get(spans)
        names = quote.speakers if old is None else old.speakers + quote.speakers
        kept[spans] = quote._replace(speakers=names)
    return dataclasses.replace(text, quotes=list(kept.values()))


def _true(quote: dict[str, Any], kinds: frozenset[str]) -> Truth | None:
    kind = str(quote.get("kind") or quote["type"]).lower()
    if kind not in kinds:
        return None
    speakers = quote.get("speaker") or []
    if isinstance(speakers, str):
        speakers = [speakers]
    mention = quote.get("mention")
    return Truth(
        tuple(sorted((start, end) for start, end in quote["spans"])),
        tuple(filter(None, [*speakers, mention])),
        kind,
    )


def _read_gold(path: Path, rows: Iterable[dict[str, Any]]) -> list[Text]:
    texts = {row["id"]: Text(row["id"], row["text"], row["lang"], []) for row in rows}
    quotes = path.with_name(path.name.replace("_articles", "_quotes"))
    for line in quotes.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        true = _true({**row, "kind": "direct"}, frozenset({"direct"}))
        assert true is not None  # noqa: S101
        texts[row["article"]].quotes.append(true)
    return list(texts.values())


def read_seed(folder: Path) -> list[Text]:
    """Read the one article with a gold file of its own."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    text = (folder / gold["file"]).read_text(encoding="utf-8")
    quotes = [_true({**quote, "kind": "direct"}, frozenset({"direct"})) for quote in gold["quotes"]]
    return [Text(gold["file"], text, gold["lang"], [quote for quote in quotes if quote])]


def attributions(texts: Iterable[Text], wanted: bool) -> list[Text]:
    """Keep the attributions of a corpus that have (or need not have) quotation marks.

    PolNeAR marks whole attributions: one is direct where marks stand in its content, and then it
    is what stands between them.
    """
    kept = []
    for text in texts:
        if not wanted:
            kept.append(dataclasses.replace(text, whole=True))
            continue
        outer = [
            one.span
            for one in find_marked(text.text, paragraphs(text.text))
            if not one.nested and one.whole
        ]
        quotes: dict[tuple[int, int], Truth] = {}
        for quote in text.quotes:
            for span in outer:
                if any(
                    min(end, span.end) - max(start, span.start) >= 0.5 * (span.end - span.start)
                    for start, end in quote.spans
                ):
                    old = quotes.get(span)
                    if old is None or not old.speakers:
                        quotes[span] = Truth(((span.start, span.end),), quote.speakers)
        kept.append(Text(text.id, text.text, text.language, sorted(quotes.values()), by_pair=True))
    return kept


def strip(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the span without marks, blanks and punctuation at its edges."""
    start, end = span
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def materials(shared: Path) -> Iterator[tuple[str, list[Text], frozenset[str], bool]]:
    """Yield name, texts, kinds to extract, and whether spans must be exact."""
    direct = frozenset({"direct"})
    seed = shared / "seed"
    if seed.exists():
        yield "seed", read_seed(seed), DIRECT, True
    cases = shared / "cases" / "quotes.jsonl"
    if cases.exists():
        texts = read(cases, direct)
        for language in dict.fromkeys(text.language for text in texts):
            own = [text for text in texts if text.language == language]
            yield f"cases {language}", own, DIRECT, True
    for language in ("de", "en"):
        path = shared / "gold" / f"{language}_articles.jsonl"
        if path.exists():
            yield f"gold {language}", read(path, direct), DIRECT, False
    data = shared / "data"
    for part in ("train", "dev"):
        path = data / "gnqa2024" / f"{part}.jsonl"
        if path.exists():
            texts = read(path, direct)
            yield f"GNQA {part}, direct", texts, DIRECT, False
            pairs = [once(dataclasses.replace(text, by_pair=True)) for text in texts]
            yield f"GNQA {part}, direct by pairs", pairs, DIRECT, False
            yield f"GNQA {part}, all", read(path, GNQA_ALL), INDIRECT, False
    for part in ("train_part", "dev"):
        path = data / "polnear" / f"{part}.jsonl"
        if path.exists():
            texts = read(path, frozenset({"attr"}))
            yield f"PolNeAR {part}, direct", attributions(texts, True), DIRECT, False
            yield f"PolNeAR {part}, all", attributions(texts, False), INDIRECT, False
