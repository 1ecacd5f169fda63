"""Sections as one self-contained HTML page: style and pictures inside, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from stance.intervals import Interval
from training.pictures import picture_of
from training.sections import Cell, Section, shown

__all__ = ["page"]

CODE = re.compile("`([^`]+)`")

STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff; }
h1, h2, h3 { line-height: 1.2; }
h2 { margin-top: 3rem; border-bottom: 1px solid #ccc; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; }
th, td { padding: .15rem .6rem; border-bottom: 1px solid #ddd; text-align: left;
  vertical-align: top; font-variant-numeric: tabular-nums; }
td.score { white-space: nowrap; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
nav li { display: inline; margin-right: 1rem; }
"""


def page(title: str, chapters: Iterable[tuple[str, Sequence[Section]]]) -> str:
    """Return the HTML of chapters, each with its sections.

    Examples
    --------
    >>> text = page("Pets", [("Indoors", [Section("Cats & dogs", rows=[["cat"]], header=["pet"])])])
    >>> "<h3>Cats &amp; dogs</h3>" in text, "<td>cat</td>" in text, "http" in text
    (True, True, False)
    """
    return "\n".join(_lines(title, list(chapters))) + "\n"


def _lines(title: str, chapters: Sequence[tuple[str, Sequence[Section]]]) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{escape(title)}</h1>\n<nav><ul>"
    for number, (name, _) in enumerate(chapters):
        yield f'<li><a href="#chapter{number}">{escape(name)}</a></li>'
    yield "</ul></nav>"
    for number, (name, sections) in enumerate(chapters):
        yield f'<h2 id="chapter{number}">{escape(name)}</h2>'
        for section in sections:
            yield from _section(section)
    yield "</body>\n</html>"


def _section(section: Section) -> Iterator[str]:
    yield f"<h3>{escape(section.title)}</h3>"
    if section.text:
        text = CODE.sub(r"<code>\1</code>", escape(section.text))
        yield f"<p>{text}</p>"
    if picture := picture_of(section):
        label = escape(f"{section.title}, the table below as a picture")
        yield f'<figure role="img" aria-label="{label}">{picture}</figure>'
    if section.header:
        yield '<div class="wide"><table>\n<thead><tr>'
        yield "".join(f"<th>{escape(name)}</th>" for name in section.header)
        yield "</tr></thead>\n<tbody>"
        for row in section.rows:
            yield f"<tr>{''.join(map(_cell, row))}</tr>"
        yield "</tbody></table></div>"


def _cell(cell: Cell) -> str:
    kind = ' class="score"' if isinstance(cell, Interval) else ""
    return f"<td{kind}>{escape(shown(cell))}</td>"
