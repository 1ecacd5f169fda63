"""Turn coded passages into labelled rows: `python -m training.passages FILE --lang en`.

Rows are written as they stand in news: a passage with its quotes in place. In the file a passage
starts with ``== id``; every quote stands in its marks and, inside them, between ``⟦`` and ``⟧`` (a
second part of a split quote starts with ``⟦+``); below the passage follows one line a quote::

    == p001
    “⟦We support a just peace⟧,” President Marek Dobrin said, “⟦+and we always have.⟧”
    -- n n - | Marek Dobrin, president | plain

The line gives the stance toward each target in the codebook's order by its first letter, the frames
(``-`` or joined by commas), the speaker with office, and ``plain`` or ``hard``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from stance.codebook import Codebook, load_codebook
from stance.errors import InputError
from stance.extraction.lexicon import load_lexicon
from stance.extraction.text import context
from stance.io import dump_rows, writing
from stance.quotes import extract_quotes
from stance.records import OMISSION, Article, Span

CODEBOOK = Path("data/labeled/codebook.toml")
CODES = re.compile(r"-- ((?:\w )+)(\S+) \| (.+?) \| (plain|hard)\s*")
BRACKET = re.compile(r"⟦(\+?)|⟧")


class Coded(NamedTuple):
    """One quote of a passage as its writer coded it."""

    spans: tuple[Span, ...]
    stance: dict[str, str]
    frames: list[str]
    speaker: str
    hard: bool


class Passage(NamedTuple):
    """A passage without its brackets, and its quotes."""

    id: str
    text: str
    quotes: list[Coded]


def read_passages(path: Path, codebook: Codebook) -> Iterator[Passage]:
    """Yield the passages of a file.

    Raises
    ------
    InputError
        With the passage's id, if brackets and code lines do not fit.
    """
    blocks = re.split(r"(?m)^== ", path.read_text(encoding="utf-8"))
    for block in blocks[1:]:
        head, *lines = block.rstrip().split("\n")
        codes = [line for line in lines if line.startswith("-- ")]
        text = "\n".join(line.rstrip() for line in lines if line.strip() and line not in codes)
        plain, groups = strip_brackets(text)
        if len(groups) != len(codes):
            raise InputError(f"{path}, {head}: {len(groups)} quotes, {len(codes)} code lines.")
        pairs = zip(groups, codes, strict=True)
        yield Passage(head.strip(), plain, [_coded(s, line, codebook) for s, line in pairs])


def strip_brackets(text: str) -> tuple[str, list[tuple[Span, ...]]]:
    """Return the text without brackets and the spans of each quote.

    Examples
    --------
    >>> strip_brackets('He said "⟦no⟧".')
    ('He said "no".', [(Span(start=9, end=11),)])
    """
    kept, groups = "", list[tuple[Span, ...]]()
    done = start = 0
    continued = False
    for match in BRACKET.finditer(text):
        kept += text[done : match.start()]
        done = match.end()
        if match.group().startswith("⟦"):
            start, continued = len(kept), match.group(1) == "+"
        elif continued and groups:
            groups[-1] = (*groups[-1], Span(start, len(kept)))
        else:
            groups.append((Span(start, len(kept)),))
    return kept + text[done:], groups


def rows_of(
    passage: Passage, language: str, origin: str, codebook: Codebook
) -> Iterator[dict[str, Any]]:
    """Yield one labelled row a quote, with its context and the words that name the speaker."""
    lexicon = load_lexicon(language)
    found = extract_quotes(Article(text=passage.text, language=language))
    for number, quote in enumerate(passage.quotes, 1):
        around = context(
            passage.text,
            quote.spans,
            lexicon.abbreviations,
            ordinals=lexicon.ordinals,
            reporting=lexicon.reporting,
        )
        offset = passage.text.index(around)
        mention = mention_of(quote.spans, found)
        yield {
            "id": f"{origin}-{passage.id}-{number}",
            "lang": language,
            "text": OMISSION.join(passage.text[slice(*span)] for span in quote.spans),
            "spans": [[start - offset, end - offset] for start, end in quote.spans],
            "context": around,
            "speaker": quote.speaker,
            "mention": mention if mention and mention in around else None,
            **quote.stance,
            "frames": quote.frames,
            "kind": "hard" if quote.hard else "plain",
            "group": f"{origin}-{passage.id}",
            "origin": origin,
            "codebook": codebook.version,
            "codes": {"writer": {**quote.stance, "frames": quote.frames}},
        }


def mention_of(spans: Sequence[Span], found: Sequence[Any]) -> str | None:
    """Return the mention of the extracted quote that overlaps the spans, if there is one."""
    first = spans[0]
    for quote in found:
        if any(span.start < first.end and first.start < span.end for span in quote.spans):
            mention: str | None = quote.mention
            return mention
    return None


def _coded(spans: tuple[Span, ...], line: str, codebook: Codebook) -> Coded:
    match = CODES.fullmatch(line)
    if match is None:
        raise InputError(f"no code line: {line!r}. Write '-- n n - | speaker | plain'.")
    letters = match[1].split()
    by_letter = {label[0]: label for label in codebook.stances}
    stance = {t: by_letter[x] for t, x in zip(codebook.targets, letters, strict=True)}
    frames = [] if match[2] == "-" else match[2].split(",")
    if unknown := set(frames) - set(codebook.frames):
        raise InputError(f"{line!r}: frames {sorted(unknown)} are not in the codebook.")
    return Coded(spans, stance, frames, match[3].strip(), match[4] == "hard")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--lang", required=True, help="ISO 639-1 code.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
def main(path: Path, lang: str, output: Path) -> None:
    """Turn the coded passages of PATH into labelled rows."""
    codebook = load_codebook(CODEBOOK)
    rows = [r for p in read_passages(path, codebook) for r in rows_of(p, lang, path.stem, codebook)]
    with writing(output) as file:
        file.writelines(dump_rows(rows, ".jsonl"))
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
