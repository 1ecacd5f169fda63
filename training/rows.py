"""Labelled rows as they stand in the files, for the programs that look at more than labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["LABELED", "SHARED", "load_rows", "runs", "words"]

LABELED = Path("data/labeled")
SHARED = Path("../shared")
"""Real news to measure on, where it is present; never part of the project."""

Row = dict[str, Any]


def load_rows(path: Path = LABELED) -> list[Row]:
    """Return the rows of a file, or all below a folder, each with its file under ``"_file"``."""
    return [
        {**json.loads(line), "_file": str(file)}
        for file in ([path] if path.is_file() else sorted(path.rglob("*.jsonl")))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def words(text: str) -> list[str]:
    """Return the lower-case words of a text without signs."""
    return re.findall(r"\w+", text.lower())


def runs(texts: Iterable[str], length: int) -> Iterator[tuple[int, str]]:
    """Yield (number of the text, run) for every run of `length` words."""
    for number, text in enumerate(texts):
        tokens = words(text)
        for start in range(len(tokens) - length + 1):
            yield number, " ".join(tokens[start : start + length])
