"""Sections of a report: a heading, what is to be known, a table, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from stance.intervals import Interval

__all__ = ["Cell", "Section", "markdown", "shown", "table_lines"]

Cell: TypeAlias = "str | Interval"


class Section(NamedTuple):
    """One thing that is reported.

    Parameters
    ----------
    title : str
    text : str
        One paragraph.
    header : sequence of str
        Of the table; empty where there is none.
    rows : sequence of sequence of str or Interval
    picture : callable, optional
        Draws it as SVG; only a page does. Where there is none, scores are drawn as in the table.
    """

    title: str
    text: str = ""
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    picture: Callable[[], str] | None = None


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


def table_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield _line(header)
    yield "|---" * len(header) + "|"
    yield from map(_line, rows)


def shown(cell: Cell) -> str:
    """Return what a table shows: of a score also its interval.

    Examples
    --------
    >>> shown(Interval(0.7, 0.625, 0.75))
    '0.70 [0.62, 0.75]'
    """
    return cell.shown(2) if isinstance(cell, Interval) else cell


def _line(cells: Iterable[Cell]) -> str:
    # No sign of a cell may end it or be taken for a tag.
    texts = (shown(cell).replace("|", "&#124;").replace("<", "&lt;") for cell in cells)
    return f"| {' | '.join(texts)} |"
