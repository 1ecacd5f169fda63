"""Pictures of a report as SVG, drawn by matplotlib (the extra `picture`).

The same input gives the same bytes. Letters stay letters, so that a picture can be searched and
takes little room.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.extras import load_extra
from stance.intervals import Interval
from training.sections import Cell, Section, shown

__all__ = ["Line", "bars", "check_extra", "dots", "heat", "lines", "picture_of"]

WIDTH = 6.4
MARKED = 20
"""Lines of more points are drawn without a mark for each."""
STYLE = {
    "svg.fonttype": "none",
    "font.size": 9,
    "font.family": "sans-serif",
    "text.parse_math": False,  # a dollar is a dollar
}
UNUSED_ID = re.compile(r' id="[A-Za-z]+[A-Za-z0-9.]*_\d+"')


class Line(NamedTuple):
    """One line of a picture, with the ends of its intervals where it has some.

    Parameters
    ----------
    x, y : sequence of float, length n
    low, high : sequence of float, length n, optional
    """

    x: Sequence[float] | npt.NDArray[np.float64]
    y: Sequence[float] | npt.NDArray[np.float64]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def check_extra() -> None:
    """Check that pictures can be drawn.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    load_extra("matplotlib.figure", "picture")


def picture_of(section: Section) -> str:
    """Return the picture of a section as SVG; empty where there is nothing to draw."""
    if section.picture is not None:
        return section.picture()
    scores = any(isinstance(cell, Interval) for row in section.rows for cell in row)
    return dots(section) if scores else ""


def dots(section: Section) -> str:
    """Draw the scores of a table with their intervals, a row a row and a column a colour."""
    first, *others = [
        number
        for number in range(len(section.header))
        if any(isinstance(row[number], Interval) for row in section.rows)
    ]
    columns = [first, *others]
    rows = [row for row in section.rows if any(isinstance(cell, Interval) for cell in row)]
    height = 0.6 + len(rows) * (0.12 + 0.1 * len(columns))
    with _drawing(section.title, height) as (axes, picture):
        for place, column in enumerate(columns):
            found = [(y, row[column]) for y, row in enumerate(rows)]
            points = [(y, cell) for y, cell in found if isinstance(cell, Interval)]
            values = np.array([cell for _, cell in points])
            at = np.array([y for y, _ in points]) + (place + 1) / (len(columns) + 1) - 0.5
            sides = [values[:, 0] - values[:, 1], values[:, 2] - values[:, 0]]
            axes.errorbar(
                values[:, 0],
                at,
                xerr=np.maximum(sides, 0),  # a correction may leave a value at an end
                fmt="o",
                markersize=3,
                linewidth=1,
                label=section.header[column],
            )
        axes.set_yticks(range(len(rows)), [_name(row, first) for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.grid(axis="x", linewidth=0.4)
        _legend(axes, len(columns))
    return picture[0]


def _name(row: Sequence[Cell], first: int) -> str:
    name, *more = [shown(cell) for cell in row[:first]]
    return f"{name} ({', '.join(more)})" if more else name


def lines(
    title: str,
    found: Mapping[str, Line],
    *,
    x: str,
    y: str,
    diagonal: bool = False,
    log: bool = False,
) -> str:
    """Draw lines by name; the diagonal is what even probabilities should lie on."""
    with _drawing(title, 3.6) as (axes, picture):
        for name, line in found.items():
            mark = "o" if len(line.x) <= MARKED else ""
            axes.plot(line.x, line.y, marker=mark, markersize=2.5, linewidth=1, label=name)
            if len(line.low):
                axes.fill_between(line.x, line.low, line.high, alpha=0.15, linewidth=0)
        if diagonal:
            axes.plot([0, 1], [0, 1], linestyle=":", linewidth=0.8, color="black")
        if log:
            marks = sorted({float(value) for line in found.values() for value in line.x})
            axes.set_xscale("log", base=2)
            axes.set_xticks(marks, [f"{mark:g}" for mark in marks])
            axes.minorticks_off()
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        axes.grid(linewidth=0.4)
        _legend(axes, len(found))
    return picture[0]


def heat(title: str, counts: npt.NDArray[Any], rows: Sequence[str], columns: Sequence[str]) -> str:
    """Draw a table of counts, dark where a large share of its row is."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    with _drawing(title, 0.9 + 0.5 * len(rows)) as (axes, picture):
        axes.pcolormesh(shares, cmap="Blues", vmin=0, vmax=1)
        axes.invert_yaxis()
        for (i, j), count in np.ndenumerate(counts):
            color = "white" if shares[i, j] > 0.6 else "black"
            axes.text(j + 0.5, i + 0.5, f"{count:g}", ha="center", va="center", color=color)
        axes.set_yticks(np.arange(len(rows)) + 0.5, [f"gold {name}" for name in rows])
        axes.set_xticks(np.arange(len(columns)) + 0.5, [f"said {name}" for name in columns])
    return picture[0]


def bars(title: str, found: Mapping[str, float], *, x: str) -> str:
    """Draw values by name, the first on top."""
    with _drawing(title, 0.7 + 0.19 * len(found)) as (axes, picture):
        # The names as marks of the axis: a name that comes twice would else be one bar.
        axes.barh(range(len(found)), [*found.values()], height=0.6)
        axes.set_yticks(range(len(found)), [*found])
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.set_xlabel(x)
        axes.grid(axis="x", linewidth=0.4)
    return picture[0]


def _legend(axes: Any, size: int) -> None:
    if size > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)


@contextmanager
def _drawing(title: str, height: float) -> Iterator[tuple[Any, list[str]]]:
    """Give axes to draw on, and a list that holds the SVG when the block ends."""
    figures = load_extra("matplotlib.figure", "picture")
    matplotlib = load_extra("matplotlib", "picture")
    picture: list[str] = []
    # What a picture refers to inside has names made from its content and this: none comes twice.
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": title}):
        figure = figures.Figure(figsize=(WIDTH, height))
        yield figure.subplots(), picture
        file = io.StringIO()
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    written = file.getvalue()
    picture.append(UNUSED_ID.sub("", written[written.index("<svg") :]))
