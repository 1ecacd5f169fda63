"""Files by name: which format they have, where they lie, how they are opened and written."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from stance.errors import InputError, MissingExtraError
from stance.extras import load_extra
from stance.packing import PACKED, unpacked

__all__ = [
    "FORMATS",
    "RUN",
    "STDIN",
    "Stretch",
    "check_folder",
    "expand",
    "format_of",
    "is_url",
    "opened",
    "packing_of",
    "remote",
    "stem_of",
    "writing",
]

STDIN = "-"
FORMATS = (".jsonl", ".csv", ".tsv", ".txt", ".html", ".htm", ".warc", ".parquet")
RUN = ".parts"
"""The folder in which a run keeps its state; what holds it is results, and no input."""


class Stretch(NamedTuple):
    """What is read of a file: by default all of it.

    Parameters
    ----------
    file : str
        A path, a URL, or ``-`` for standard input.
    start, stop : int
        First and behind the last byte of a ``.jsonl``, row group of a ``.parquet``.
    line : int
        How many lines or rows stand before the first.
    data : bytes or None
        The content itself, where it was taken from standard input.
    """

    file: str
    start: int = 0
    stop: int | None = None
    line: int = 0
    data: bytes | None = None


def format_of(path: str | Path, suffix: str | None = None) -> str:
    """Return the suffix that names the format, without that of the compression.

    Raises
    ------
    InputError
        If it is not one of `FORMATS`.
    """
    found = suffix or (".jsonl" if str(path) == STDIN else _suffixes(str(path))[0])
    if found not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(f"{path}: suffix {found!r} is not one of {known}, also with .gz or .zst.")
    return found


def packing_of(path: str) -> str:
    """Return the suffix of the compression; of a file that is not packed nothing."""
    return _suffixes(path)[1]


def is_url(path: str) -> bool:
    """Tell whether a path is the address of a store, such as ``s3://bucket/articles.jsonl``."""
    return "://" in path


def stem_of(path: str | Path) -> str:
    """Return the name of a file without folder and suffixes; of standard input nothing."""
    suffix, packing = _suffixes(str(path))
    name = str(path).replace("\\", "/").rsplit("/", 1)[-1]
    return "" if str(path) == STDIN else name[: len(name) - len(suffix) - len(packing)]


def expand(paths: str | Path | Iterable[str | Path]) -> list[str]:
    """Return the files that paths, folders and patterns stand for, each once, in a fixed order.

    Of folders and patterns only files with a known suffix; folders of runs are passed by.

    Raises
    ------
    InputError
        If one of them is not there or stands for nothing, or a folder cannot be read.
    """
    files: list[str] = []
    for path in [paths] if isinstance(paths, (str, Path)) else paths:
        name = str(path)
        if name == STDIN:
            found = [name]
        elif is_url(name):
            found = _expand_url(name)
        elif Path(name).is_dir():
            found = [*_below(name)]
        elif _is_pattern(name) and not Path(name).exists():
            base = Path(Path(name).anchor)
            there = sorted(base.glob(str(Path(name).relative_to(base))))
            below = (_below(str(one)) if one.is_dir() else [str(one)] for one in there)
            found = [file for part in below for file in part if _is_input(Path(file).name)]
        else:
            found = [name]
            if not Path(name).exists():
                raise InputError(f"{name}: no such file. Name files, folders or patterns.")
        if not found:
            raise InputError(f"{name}: no files there. Known suffixes: {', '.join(FORMATS)}.")
        files += found
    return list(dict.fromkeys(files))


def remote(url: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path in it.

    Raises
    ------
    InputError
        If no file system of this kind is known or installed.
    """
    try:
        found: tuple[Any, str] = load_extra("fsspec.core", "url").url_to_fs(url)
    except MissingExtraError:
        raise
    except (ValueError, ImportError) as error:
        raise InputError(f"{url}: {error}. See fsspec's list of file systems.") from error
    return found


@contextmanager
def opened(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file, a URL or standard input to read its bytes, unpacked.

    Raises
    ------
    InputError
        If it cannot be opened, or, while it is read, turns out to be damaged.
    """
    name = str(path)
    if name == STDIN:
        if sys.stdin is None:
            raise InputError("standard input is closed. Pipe something in, or name a file.")
        yield sys.stdin.buffer
        return
    try:
        with _raw(name) as file, unpacked(file, packing_of(name)) as content:
            yield content
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror or error}. Name an existing, readable file."
        ) from error


def check_folder(path: Path) -> None:
    """Raise an `InputError` if the folder that a file is to be written to does not exist."""
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder. Create it first.")


@contextmanager
def writing(path: str | Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when the block ends without an error.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written to, or there is no room.
    """
    from secrets import token_hex  # not for those who only read

    target = Path(path)
    check_folder(target)
    # No process number: workers on several machines may have the same.
    partial = target.with_name(f".{target.name}.{token_hex(6)}.partial")
    # A half character, which UTF-8 cannot hold, is escaped as JSON has it.
    text = {"encoding": "utf-8", "errors": "backslashreplace", "newline": ""} if mode == "w" else {}
    try:
        with partial.open(mode, **text) as file:  # type: ignore[call-overload]
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        if error.filename == str(partial):
            raise InputError(
                f"{target}: {error.strerror}. Name a place that can be written to."
            ) from error
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise InputError(
            f"{target}: {error.strerror}. Nothing of it was kept: make room and start again."
        ) from error
    finally:
        with suppress(OSError):  # nothing is there, or never could be
            partial.unlink()


def _suffixes(name: str) -> tuple[str, str]:
    """Return the suffix of the format and that of the compression."""
    path = Path(name)
    last = path.suffix.lower()
    return (path.with_suffix("").suffix.lower(), last) if last in PACKED else (last, "")


def _is_pattern(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def _below(folder: str) -> Iterator[str]:
    for where, folders, names in os.walk(folder, onerror=_refuse):
        if RUN in folders:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(where, name)) for name in sorted(names) if _is_input(name))


def _is_input(name: str) -> bool:
    return not name.startswith(".") and _suffixes(name)[0] in FORMATS


def _refuse(error: OSError) -> None:
    raise InputError(f"{error.filename}: {error.strerror}. Make the folder readable.") from error


def _expand_url(url: str) -> list[str]:
    system, path = remote(url)
    if _is_pattern(path):
        names = system.glob(path)
    elif system.isdir(path):
        names = [name for name in system.find(path) if _suffixes(name)[0] in FORMATS]
    else:
        return [url]
    return sorted(map(system.unstrip_protocol, names))


def _raw(name: str) -> Any:
    if not is_url(name):
        return Path(name).open("rb")
    system, path = remote(name)
    return system.open(path, "rb")
