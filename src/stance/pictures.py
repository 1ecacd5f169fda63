"""Shares with their intervals as a picture, ready for a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.extras import load_extra
from stance.files import check_folder, writing
from stance.prevalence import PRESENT, Share

__all__ = ["check_picture", "draw_shares"]

FORMATS = ("pdf", "png", "svg")
MARKERS = "osD^vPX*"
"""Series differ by shape as well as by colour: pictures get printed in grey."""
SPREAD = 0.6
"""Of the room between two groups, what the series of a panel take up."""

LETTERS, ROOM_FOR_LETTER = 60, 0.07
"""Names of groups with more letters in a row are slanted; the inches each letter then needs."""
STYLE = {"svg.hashsalt": "stance", "svg.fonttype": "none", "text.parse_math": False}
"""Names in an SVG that repeat, and text that stays text, dollars too."""

Series = Mapping[str, Sequence[Share]]
"""For each label, or each frame, its shares by group."""


def check_picture(path: str | Path) -> None:
    """Check that a picture can be drawn to a path, before any work is done for it.

    Raises
    ------
    InputError
        If the path has another suffix than .pdf, .png or .svg, or its folder does not exist.
    MissingExtraError
        If matplotlib is not installed.
    """
    if _format(path) not in FORMATS:
        raise InputError(f"{path}: a picture is a .pdf, .png or .svg file.")
    check_folder(Path(path))
    load_extra("matplotlib", "picture")


def draw_shares(shares: Iterable[Share], path: str | Path, *, by: str = "") -> None:
    """Draw shares by group: a panel for each target, and one for all frames.

    Parameters
    ----------
    shares : iterable of Share
        Of `prevalence`. A share that is NaN leaves a gap.
    path : str or Path
        A .pdf, .png or .svg file; the same shares give the same bytes.
    by : str
        What stands below the groups.

    Raises
    ------
    InputError
        If the path has another suffix, or there are no shares.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> from stance.prevalence import Share
    >>> draw_shares([Share("2024", "russia", "against", 0.4, 0.3, 0.5, 90, 0, "count")], "a.gif")
    Traceback (most recent call last):
    stance.errors.InputError: a.gif: a picture is a .pdf, .png or .svg file.
    """
    check_picture(path)
    found = list(shares)
    if not found:
        raise InputError("no shares: there is nothing to draw.")
    matplotlib = load_extra("matplotlib", "picture")
    form = _format(path)
    date = {"pdf": "CreationDate", "svg": "Date"}.get(form)
    with matplotlib.rc_context(STYLE), writing(path, "wb") as file:
        figure = _figure(found, by)
        figure.savefig(file, format=form, metadata=date and {date: None}, dpi=200)


def _format(path: str | Path) -> str:
    return Path(path).suffix.lower().lstrip(".")


def _figure(found: Sequence[Share], by: str) -> Any:
    groups = list(dict.fromkeys(share.group for share in found))
    names = [group or "–" for group in groups]
    longest = max(map(len, names))
    slanted = longest * len(names) > LETTERS
    panels = _panels(found)
    figures = load_extra("matplotlib.figure", "picture")
    height = 2.4 * len(panels) + (ROOM_FOR_LETTER * longest if slanted else 0)
    figure = figures.Figure(figsize=(4 + 0.5 * len(groups), height), layout="constrained")
    column = figure.subplots(len(panels), squeeze=False, sharex=True)[:, 0]
    for axes, (title, series) in zip(column, panels.items(), strict=True):
        _draw_panel(axes, title, series, groups)
    lowest = column[-1]
    lowest.set_xlabel(by)
    lowest.set_xlim(-0.5, len(groups) - 0.5)
    lowest.set_xticks(range(len(groups)), names)
    if slanted:
        for text in lowest.get_xticklabels():
            text.set(rotation=45, ha="right", rotation_mode="anchor")
    return figure


def _draw_panel(axes: Any, title: str, series: Series, groups: Sequence[str]) -> None:
    for place, (label, rows) in enumerate(series.items()):
        shift = SPREAD * ((place + 0.5) / len(series) - 0.5)
        axes.errorbar(
            [groups.index(row.group) + shift for row in rows],
            [row.share for row in rows],
            [[row.share - row.low for row in rows], [row.high - row.share for row in rows]],
            fmt=MARKERS[place % len(MARKERS)],
            markersize=4,
            capsize=2,
            label=label,
        )
    axes.set_ylim(0, None)
    axes.set_ylabel("share of quotes")
    axes.set_title(title, loc="left", fontsize="medium")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)


def _panels(shares: Iterable[Share]) -> dict[str, Series]:
    panels: dict[str, dict[str, list[Share]]] = {}
    for share in shares:
        frame = share.label == PRESENT
        title, label = ("frames", share.head) if frame else (share.head, share.label)
        panels.setdefault(title, {}).setdefault(label, []).append(share)
    return dict(panels)
