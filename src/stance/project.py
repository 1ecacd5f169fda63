"""A project of one's own laid out: codebook, rows to learn from, gold, articles, commands."""

from __future__ import annotations

import shutil
from pathlib import Path

from stance.errors import InputError

__all__ = ["init_project"]

TEMPLATE = Path(__file__).with_name("templates") / "project"


def init_project(folder: str | Path) -> list[Path]:
    """Lay out a project that runs as it is, for one's own targets, frames and rows to enter.

    Parameters
    ----------
    folder : str or Path
        Must not exist, or be empty.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    InputError
        If the folder holds something already.

    Examples
    --------
    >>> import tempfile
    >>> files = init_project(Path(tempfile.mkdtemp()) / "study")
    >>> [file.name for file in files]
    ['README.md', 'example.jsonl', 'codebook.toml', 'quotes.csv', 'quotes.csv']
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} is there already. Name a new or an empty folder.")
    shutil.copytree(TEMPLATE, target, dirs_exist_ok=True)
    return sorted(file for file in target.rglob("*") if file.is_file())
