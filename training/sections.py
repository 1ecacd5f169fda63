"""Sections of a report: a heading, what is to be known, a table; the same for Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

__all__ = ["Section", "markdown", "table_lines"]


class Section(NamedTuple):
    """One thing that is reported.

    Parameters
    ----------
    title : str
    text : str
        One paragraph.
    header : sequence of str
        Of the table; empty where there is none.
    rows : sequence of sequence of str
    picture : str
        SVG; only a page shows it.
    """

    title: str
    text: str = ""
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    picture: str = ""


def markdown(sections: Iterable[Section], level: int = 2) -> Iterator[str]:
    r"""Yield the lines of sections as Markdown, a blank line before each block.

    Examples
    --------
    >>> section = Section("Pets", "Counted on Monday.", ["pet", "how many"], [["cat", "2"]])
    >>> print("\n".join(markdown([section])))
    <BLANKLINE>
    ## Pets
    <BLANKLINE>
    Counted on Monday.
    <BLANKLINE>
    | pet | how many |
    |---|---|
    | cat | 2 |
    """
    for section in sections:
        yield from ("", f"{'#' * level} {section.title}")
        if section.text:
            yield from ("", section.text)
        if section.header:
            yield ""
            yield from table_lines(section.header, section.rows)


def table_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield _line(header)
    yield "|---" * len(header) + "|"
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
