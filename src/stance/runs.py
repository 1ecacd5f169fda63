"""The folder of a run: what was asked, which parts are done, what they counted and rejected.

| file | holds |
|---|---|
| ``manifest.json`` | versions, model, options, inputs: written before the first part |
| ``part-000000.jsonl`` … | the scored quotes |
| ``.parts/000000.jsonl`` … | of each part: a line for each row rejected, then what was counted |
| ``rejects.jsonl``, ``inputs.jsonl``, ``summary.json`` | put together at the end |

A part is done when both its files are there; each appears whole or not at all.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.files import RUN, is_url, writing
from stance.parts import Part

__all__ = ["Summary", "begin", "finish", "is_done", "part_file", "parts_of", "state_file"]


@dataclass(slots=True)
class Summary:
    """What a run counted.

    Parameters
    ----------
    articles, quotes, rejects, parts : int
    labels : dict of str to int
        For each stance and frame, such as ``"russia against"``, how many quotes have it.
    seconds : float
        Of this run alone; what an earlier run had done costs none.
    """

    articles: int = 0
    quotes: int = 0
    rejects: int = 0
    parts: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def begin(out: Path, asked: dict[str, Any], *, resume: bool) -> None:
    """Write the manifest of a new run, or check that of an old one.

    Raises
    ------
    InputError
        If the folder is in use or cannot be made, or the run was begun with something else.
    """
    manifest = out / "manifest.json"
    if manifest.is_file():
        if not resume:
            raise InputError(f"{out} holds a run already. Resume it, or name a new folder.")
        before = _manifest(manifest)
        changed = [key for key, value in asked.items() if before.get(key) != value]
        if changed:
            raise _changed(str(manifest), ", ".join(changed))
    elif out.is_dir() and any(not file.name.startswith(".") for file in out.iterdir()):
        raise InputError(f"{out} is not empty and no run. Name a new folder.")
    try:
        (out / RUN).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "Name a folder that can be written to."
        raise InputError(f"{out}: {error.strerror}. {remedy}") from error
    _tidy(out)
    if not manifest.is_file():
        with writing(manifest) as file:
            file.write(json.dumps(asked, ensure_ascii=False, indent=1) + "\n")


def is_done(out: Path, suffix: str, part: Part) -> bool:
    """Tell whether a part is there.

    Raises
    ------
    InputError
        If it is, but was made from another input.
    """
    state = state_file(out, part.number)
    if not (state.is_file() and part_file(out, suffix, part.number).is_file()):
        return False
    made_of = {(file, digest) for file, _, digest in _counted(state)["inputs"]}
    changed = made_of ^ {(cut.stretch.file, cut.digest) for cut in part.cuts}
    if changed:
        raise _changed(min(changed)[0], "it")
    return True


def finish(out: Path, suffix: str, parts: int) -> Summary:
    """Put together what the parts counted and rejected.

    Raises
    ------
    InputError
        If there are more parts than the input has.
    """
    found = sum(1 for _ in out.glob(f"part-*{suffix}"))
    if found != parts:
        raise _changed(str(out), f"the input ({parts} parts, not {found})")
    _tidy(out)  # a worker that was killed while others went on
    summary, labels = Summary(parts=parts), Counter[str]()
    states = [state_file(out, number) for number in range(parts)]
    with writing(out / "rejects.jsonl") as rejects:
        for state in states:
            for line in _rejected(state):
                rejects.write(line)
                summary.rejects += 1
    with writing(out / "inputs.jsonl") as inputs:
        inputs.writelines(_input_lines(cut for s in states for cut in _counted(s)["inputs"]))
    for counted in map(_counted, states):
        summary.articles += counted["articles"]
        summary.quotes += counted["quotes"]
        labels.update(counted["labels"])
    summary.labels = dict(sorted(labels.items()))
    facts = {key: value for key, value in asdict(summary).items() if key != "seconds"}
    with writing(out / "summary.json") as file:
        file.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    return summary


def parts_of(out: Path) -> list[Path]:
    """Return the scored parts of a finished run; none where a folder is no run.

    Raises
    ------
    InputError
        If the run was not finished.
    """
    if not (out / "manifest.json").is_file():
        return []
    if not (out / "summary.json").is_file():
        raise InputError(f"{out}: this run was not finished. Resume it, then use what it has made.")
    return sorted(out.glob("part-*"))


def part_file(out: Path, suffix: str, number: int) -> Path:
    """Return where the quotes of a part stand."""
    return out / f"part-{number:06}{suffix}"


def state_file(out: Path, number: int) -> Path:
    """Return where stands what a part counted and rejected."""
    return out / RUN / f"{number:06}.jsonl"


def _manifest(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    except ValueError:
        pass
    raise InputError(f"{file} is of no run. Name a new folder.")


def _tidy(out: Path) -> None:
    """Remove what killed processes left half written."""
    for partial in [*out.glob(".*.partial"), *(out / RUN).glob(".*.partial")]:
        partial.unlink(missing_ok=True)


def _counted(state: Path) -> dict[str, Any]:
    with state.open(encoding="utf-8") as lines:
        counted: dict[str, Any] = json.loads(deque(lines, maxlen=1).pop())
    return counted


def _rejected(state: Path) -> Iterator[str]:
    with state.open(encoding="utf-8", newline="") as lines:
        held = next(lines)
        for line in lines:
            yield held
            held = line


def _input_lines(cuts: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """Yield a line a file: its last stretch has the digest of the whole."""
    for file, stretches in groupby(cuts, key=itemgetter(0)):
        held = [*stretches]
        size = sum(size for _, size, _ in held)
        known_by = "state" if is_url(file) else "sha256"
        row = {"file": file, "bytes": size, known_by: held[-1][2]}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _changed(where: str, what: str) -> InputError:
    return InputError(
        f"{where}: {what} changed since the run began, so its parts would not fit together. "
        "Name a new folder."
    )
