"""Inputs cut into parts: what one worker does at a time.

Nothing is read ahead: a part is there as soon as its last byte was seen, so that a run begins at
once, and an endless input is cut as well. With each stretch goes the SHA-256 of its file up to the
stretch's end; a later run knows by it whether the input is still the same.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

from stance.errors import InputError
from stance.extras import load_extra
from stance.files import STDIN, Stretch, format_of, is_url, opened, packing_of, remote

__all__ = ["PART_BYTES", "Cut", "Part", "check_formats", "plan", "size_of"]

PART_BYTES = 16 << 20
NEEDED = {
    ".parquet": ("pyarrow", "arrow"),
    ".html": ("trafilatura", "html"),
    ".htm": ("trafilatura", "html"),
    ".warc": ("warcio", "warc"),
    ".zst": ("zstandard", "zst"),
}
"""By suffix the package that reads it, and the extra that brings it."""


class Cut(NamedTuple):
    """A stretch of a file as it was planned.

    Parameters
    ----------
    stretch : Stretch
    size : int
        Bytes, about.
    digest : str
        SHA-256 of the file from its first byte to the end of the stretch; of a URL what its store
        tells of the file's state.
    fault : str
        Why the file cannot be opened, where it cannot: it is left out, and told.
    """

    stretch: Stretch
    size: int
    digest: str
    fault: str = ""


class Part(NamedTuple):
    """What one worker does at a time: a stretch of a large file, or several small files.

    Parameters
    ----------
    number : int
    cuts : tuple of Cut
    """

    number: int
    cuts: tuple[Cut, ...]

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(cut.size for cut in self.cuts)


def plan(files: Iterable[str], part_bytes: int = PART_BYTES) -> Iterator[Part]:
    """Yield the parts of files: each at least `part_bytes`, but for the last.

    A ``.jsonl`` and standard input are cut between lines, a ``.parquet`` between row groups; any
    other file stays whole.
    """
    number, size, held = 0, 0, list[Cut]()
    for file in files:
        fault = _fault(file)
        left_out = Cut(Stretch(str(Path(file).absolute())), 0, "", fault)
        for cut in [left_out] if fault else _cuts(file, part_bytes):
            held.append(cut)
            size += cut.size
            if size >= part_bytes:
                yield Part(number, tuple(held))
                number, size, held = number + 1, 0, []
    if held or number == 0:
        yield Part(number, tuple(held))


def size_of(file: str) -> int:
    """Return the bytes of a file, 0 where nobody can tell or it is not there.

    Raises
    ------
    InputError
        If a store does not have the file.
    """
    if file == STDIN:
        return 0
    if not is_url(file):
        with suppress(OSError):  # told when it is the file's turn
            return Path(file).stat().st_size
        return 0
    try:
        system, path = remote(file)
        return int(system.size(path) or 0)
    except OSError as error:
        raise InputError(f"{file}: {error}. Name an existing, readable file.") from error


def check_formats(files: Iterable[str]) -> None:
    """Check that all files can be read here, before a night of work on the first of them.

    Raises
    ------
    InputError
        If a suffix is unknown.
    MissingExtraError
        If a format needs a package that is not installed.
    """
    found = {suffix for file in files for suffix in (format_of(file), packing_of(file))}
    for suffix in found & NEEDED.keys():
        load_extra(*NEEDED[suffix])


def _fault(file: str) -> str:
    """Return why a file cannot be opened; a trouble of disk or network is no fault of the file."""
    if file == STDIN or is_url(file):
        return ""
    try:
        with Path(file).open("rb"):
            return ""
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.ENOENT, errno.EISDIR, errno.ELOOP):
            raise InputError(f"{file}: {error.strerror}. Resume when it can be read.") from error
        return f"{error.strerror}. Make the file readable."


def _cuts(file: str, part_bytes: int) -> Iterator[Cut]:
    kind = format_of(file)
    if kind == ".jsonl" and not packing_of(file) and not is_url(file):
        yield from _cut_lines(file, part_bytes)
        return
    size, digest = size_of(file), _digest(file)
    if kind == ".parquet" and not packing_of(file):
        yield from _cut_groups(file, part_bytes, size, digest)
    else:
        yield Cut(Stretch(_lasting(file)), size, digest)


def _cut_lines(file: str, part_bytes: int) -> Iterator[Cut]:
    stream, name = file == STDIN, _lasting(file)
    digest, held = sha256(), list[bytes]()
    start = position = line = lines = 0

    def cut() -> Cut:
        data = b"".join(held) if stream else None
        size = position - start
        return Cut(Stretch(name, start, position, line, data), size, digest.hexdigest())

    with opened(file) as content:
        for one in content:
            digest.update(one)
            position += len(one)
            lines += 1
            if stream:
                held.append(one)
            if position - start >= part_bytes:
                yield cut()
                start, line, held = position, lines, []
        if position > start or position == 0:
            yield cut()


def _cut_groups(file: str, part_bytes: int, size: int, digest: str) -> Iterator[Cut]:
    from stance.arrow import parquet_groups

    try:
        with opened(file) as content:
            groups = parquet_groups(content)
    except InputError:  # left to the reader, which puts it among the rejects
        groups = []
    whole = max(1, sum(weight for _, weight in groups))
    first = line = lines = weight = 0
    for number, (rows, heavy) in enumerate(groups, 1):
        lines, weight = lines + rows, weight + heavy
        if weight * size >= part_bytes * whole or number == len(groups):
            yield Cut(Stretch(_lasting(file), first, number, line), weight * size // whole, digest)
            first, line, weight = number, lines, 0
    if not groups:
        yield Cut(Stretch(_lasting(file)), size, digest)


def _lasting(file: str) -> str:
    """Return a name that another process understands as well."""
    return file if file == STDIN or is_url(file) else str(Path(file).resolve())


def _digest(file: str) -> str:
    if is_url(file):
        system, path = remote(file)
        return str(system.ukey(path))
    with Path(file).open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
