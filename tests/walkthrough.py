"""Runs the blocks of a Markdown page as a reader would type them."""

import doctest
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from click.testing import CliRunner

from stance.cli import main

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run_page(text: str) -> Iterator[tuple[str, str]]:
    """Run the blocks of a page one after the other, yielding each command with what it printed."""
    names: dict[str, object] = {}
    for kind, block in BLOCK.findall(text):
        if kind == "python":
            _check(block, names)
        else:
            for command in _commands(block):
                yield command, _run(command)


def _commands(block: str) -> Iterator[str]:
    """Yield commands, a here-document with its lines."""
    lines = iter(block.splitlines())
    for line in lines:
        if "<<" in line:
            end = line.rpartition("<<")[2].strip("'")
            body = list(iter(lambda: next(lines), end))
            yield "\n".join([line, *body, end])
        elif shlex.split(line, comments=True):
            yield line


def _run(command: str) -> str:
    """Run a command or program of this library, or one of the others in pages: cd, cp, cat."""
    first, _, rest = command.partition("\n")
    words = shlex.split(first, comments=True)
    if words[0] == "stance" or words[:2] == ["python", "-m"]:
        own = words[0] == "stance"
        program = main if own else import_module(words[2]).main
        done = CliRunner().invoke(program, words[1 if own else 3 :])
        assert done.exit_code == 0, f"{command}\n{done.output}"
        return done.output
    if words[0] == "cd":
        os.chdir(words[1])
    elif words[0] == "cp":
        shutil.copy(words[1], words[2])
    else:
        assert words[0] == "cat", f"not a command of a page: {first}"
        body = rest.rpartition("END")[0]
        with Path(words[2]).open({">": "w", ">>": "a"}[words[1]], encoding="utf-8") as file:
            file.write(body)
    return ""


def _check(block: str, names: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(block, names, "page", None, 0)
    report: list[str] = []
    found = doctest.DocTestRunner().run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    assert not found.failed, "".join(report)
