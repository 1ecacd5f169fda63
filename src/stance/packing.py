"""Packed files as they are read: gzip, and zstandard with the extra ``zst``."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from stance.errors import InputError
from stance.extras import load_extra

__all__ = ["PACKED", "unpacked"]

PACKED = (".gz", ".zst")
CHUNK = 1 << 18


@contextmanager
def unpacked(file: IO[bytes], packing: str) -> Iterator[IO[bytes]]:
    """Give the content of a file that is packed as one of `PACKED`, or not at all.

    Raises
    ------
    InputError
        While it is read, where the file turns out to be damaged.
    """
    if not packing:
        yield file
        return
    chunks = _gunzip(file) if packing == ".gz" else _unzstd(file)
    with io.BufferedReader(_Chunks(chunks), CHUNK) as content:
        yield content


def _gunzip(file: IO[bytes]) -> Iterator[bytes]:
    from gzip import GzipFile

    with GzipFile(fileobj=file) as unpacked:
        while chunk := unpacked.read1(CHUNK):  # all there is before a damage
            yield chunk


def _unzstd(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack frame by frame: the library's own reader takes a cut file for a whole one."""
    zstandard = load_extra("zstandard", "zst")
    frame = None
    while chunk := file.read(CHUNK):
        while chunk:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            try:
                yield frame.decompress(chunk)
            except zstandard.ZstdError as error:
                raise EOFError(str(error)) from error
            chunk = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame is not None:
        raise EOFError("it ends in the middle")


class _Chunks(io.RawIOBase):
    """Chunks as a file; damage is told as an error of the input."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._rest:
                self._rest = next(self._chunks)
        except StopIteration:
            return 0
        except (EOFError, OSError, zlib.error) as error:
            raise InputError(f"damaged ({error}). Make the file anew.") from error
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
