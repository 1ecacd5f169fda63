"""The command as a process of its own: its streams, and how it is ended."""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from stance.cli.group import main

__all__ = ["run"]


def run() -> None:
    """Run the command.

    Pipes get UTF-8 whatever the locale says, streams that are closed swallow what is written, and
    SIGTERM is an orderly end like Ctrl-C: nothing half written stays, no worker goes on.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - for good
        elif isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, _end)
    main()


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
