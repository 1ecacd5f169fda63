"""Files of articles in, a folder of scored quotes out: in parts, by workers, to be gone on with.

A part is a stretch of lines of a ``.jsonl`` file, or any other file as a whole. Whoever scores it
writes it to a temporary name and renames it last, so a part is there whole or not at all. What was
asked stands in ``manifest.json`` before the first part; going on after a crash means to check that
nothing of it has changed, and to make the parts that are missing. All bytes come out the same.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from stance.errors import InputError, MissingExtraError
from stance.io import FORMATS, Reject, dump_rows, read_articles
from stance.model import SHIPPED, Model, load
from stance.quotes import extract_quotes
from stance.records import Article, Prediction

__all__ = ["ENGINES", "Part", "Summary", "Task", "score_files", "score_part"]

ENGINES = ("local", "dask")
OUTPUTS = (".jsonl", ".csv", ".tsv")
PART_BYTES = 16 << 20
STATE = ".parts"  # one JSON a part: what was counted and rejected


class Part(NamedTuple):
    """What one worker does at a time.

    Parameters
    ----------
    number : int
    file : str
    start, stop : int
        Bytes of a ``.jsonl`` file; of other files the whole.
    line : int
        The number of the line before the first.
    """

    number: int
    file: str
    start: int
    stop: int
    line: int


class Task(NamedTuple):
    """How parts are scored: the same for all of them.

    Parameters
    ----------
    out, model : str
        The folder to write to, and the model's.
    suffix : str
        Of the parts.
    language : str or None
    min_probability : float
    """

    out: str
    model: str
    suffix: str
    language: str | None
    min_probability: float


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


def score_files(
    paths: Iterable[str | Path],
    out: str | Path,
    *,
    model: str | Path | None = None,
    jobs: int = 1,
    resume: bool = False,
    language: str | None = None,
    min_probability: float = 0.0,
    suffix: str = ".jsonl",
    part_bytes: int = PART_BYTES,
    engine: str = "local",
    scheduler: str | None = None,
    on_part: Callable[[int, int], None] | None = None,
) -> Summary:
    """Score the quotes of files of articles into a folder.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, folders (all files below with a known suffix), or patterns such as ``"a/*.jsonl"``.
    out : str or Path
        A folder: ``part-00000.jsonl`` and so on, ``rejects.jsonl``, ``manifest.json``,
        ``summary.json``.
    model : str or Path, optional
        A model folder; the shipped model by default.
    jobs : int
        Processes. The result does not depend on it.
    resume : bool
        Go on with what an interrupted run left in `out`.
    language, min_probability
        As in `stance.analyze` and `Model.predict`.
    suffix : str
        ``".jsonl"``, ``".csv"`` or ``".tsv"``.
    part_bytes : int
        About how many bytes of a ``.jsonl`` file make a part.
    engine : str
        ``"local"`` or ``"dask"``.
    scheduler : str, optional
        The address of a Dask scheduler; without one Dask starts workers here.
    on_part : callable, optional
        Called with bytes done and bytes in all after each part.

    Raises
    ------
    InputError
        If there is nothing to read, `out` is in use, or a run is resumed with another input,
        model or option than it began with.
    """
    started = time.perf_counter()
    if suffix not in OUTPUTS or engine not in ENGINES:
        raise InputError(f"{suffix!r}, {engine!r}: write {OUTPUTS}; engines are {ENGINES}.")
    folder = str(Path(model or SHIPPED).resolve())
    task = Task(str(Path(out).resolve()), folder, suffix, language, min_probability)
    files = _files(paths)
    inputs, parts = _plan(files, part_bytes)
    begun = {
        **_identity(load(folder if model else None)),
        "options": {**task._asdict(), "out": None, "model": None, "part_bytes": part_bytes},
        "inputs": inputs,
    }
    _begin(Path(out), begun, resume=resume)
    missing = [part for part in parts if not _done(task, part)]
    whole = sum(part.stop - part.start for part in parts)
    done = whole - sum(part.stop - part.start for part in missing)
    run = _run_dask if engine == "dask" else _run_local
    for part in run(task, missing, jobs, scheduler):
        done += part.stop - part.start
        if on_part is not None:
            on_part(done, whole)
    summary = _close(task, parts)
    summary.seconds = time.perf_counter() - started
    return summary


def score_part(task: Task, part: Part) -> Part:
    """Score one part, unless it is there already, and return it."""
    if _done(task, part):
        return part
    rejects: list[Reject] = []
    counted: Counter[str] = Counter()
    articles = 0

    def read() -> Iterator[Article]:
        nonlocal articles
        span = (part.start, part.stop, part.line)
        for article in read_articles(part.file, on_reject=rejects.append, span=span):
            articles += 1
            yield article

    found = (quote for one in read() for quote in extract_quotes(one, language=task.language))
    predictions = _model(task.model).stream(found, min_probability=task.min_probability)
    rows = (_counted(prediction, counted).as_dict() for prediction in predictions)
    target = _part_file(task, part)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        file.writelines(dump_rows(rows, task.suffix))
        file.flush()
        os.fsync(file.fileno())
    state = {
        "articles": articles,
        "labels": dict(counted),
        "rejects": [reject._asdict() for reject in rejects],
    }
    _write_whole(_state_file(task, part), json.dumps(state, ensure_ascii=False))
    partial.replace(target)  # last: from here on the part counts as done
    return part


def _counted(prediction: Prediction, counted: Counter[str]) -> Prediction:
    counted["quotes"] += 1
    counted.update(f"{target} {v.label or '?'}" for target, v in prediction.stance.items())
    counted.update(prediction.frames)
    return prediction


_LOADED: dict[str, Model] = {}


def _model(folder: str) -> Model:
    """Return the model of a worker, loaded once a process."""
    if folder not in _LOADED:
        _LOADED[folder] = load(None if folder == str(SHIPPED.resolve()) else folder)
    return _LOADED[folder]


def _run_local(
    task: Task, parts: Sequence[Part], jobs: int, _scheduler: str | None
) -> Iterator[Part]:
    if jobs == 1:
        yield from (score_part(task, part) for part in parts)
        return
    from joblib import Parallel, delayed

    work = Parallel(n_jobs=jobs, batch_size=1, return_as="generator_unordered")
    yield from work(delayed(score_part)(task, part) for part in parts)


def _run_dask(
    task: Task, parts: Sequence[Part], jobs: int, scheduler: str | None
) -> Iterator[Part]:
    """Let Dask's workers read and write their parts; a lost worker's part is done again."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtraError(
            "Dask is not installed. pip install 'quote-stance[dask]'."
        ) from error
    options = {"address": scheduler} if scheduler else {"n_workers": jobs, "threads_per_worker": 1}
    with Client(**options, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        futures = client.map(score_part, [task] * len(parts), parts, pure=False, retries=3)
        for future in as_completed(futures, loop=client.loop):  # type: ignore[no-untyped-call]
            yield future.result()


def _files(paths: Iterable[str | Path]) -> list[Path]:
    """Return files in one order, whatever the order of the folder."""
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.suffix.lower() in FORMATS)
        elif any(sign in str(given) for sign in "*?["):
            base = Path(path.anchor)
            found = sorted(base.glob(str(path.relative_to(base))))
        else:
            found = [path]
        if not found:
            raise InputError(f"{given}: no files there. Known suffixes: {', '.join(FORMATS)}.")
        files += found
    for file in files:
        if not file.is_file():
            raise InputError(f"{file}: no such file. A run in parts reads files, not streams.")
    return list(dict.fromkeys(files))


def _plan(files: Sequence[Path], part_bytes: int) -> tuple[list[dict[str, Any]], list[Part]]:
    """Read each file once: its hash, and where its parts begin."""
    inputs: list[dict[str, Any]] = []
    parts: list[Part] = []
    for file in files:
        digest, start, line, lines, position = sha256(), 0, 0, 0, 0
        divisible = file.suffix.lower() == ".jsonl"
        with file.open("rb") as content:
            while chunk := content.readlines(1 << 20) if divisible else [content.read(1 << 20)]:
                if not chunk[0]:
                    break
                for piece in chunk:
                    digest.update(piece)
                    position += len(piece)
                    lines += 1
                    if divisible and position - start >= part_bytes:
                        parts.append(Part(len(parts), str(file.resolve()), start, position, line))
                        start, line = position, lines
        if position > start or position == 0:
            parts.append(Part(len(parts), str(file.resolve()), start, position, line))
        inputs.append({"file": str(file), "bytes": position, "sha256": digest.hexdigest()})
    return inputs, parts


def _identity(model: Model) -> dict[str, Any]:
    from stance import __version__

    return {"stance": __version__, "model": model.name, "codebook": model.codebook.version}


def _begin(out: Path, begun: dict[str, Any], *, resume: bool) -> None:
    """Write the manifest of a new run, or check that of an old one."""
    manifest = out / "manifest.json"
    if manifest.is_file():
        if not resume:
            raise InputError(f"{out} holds a run already. Resume it, or name a new folder.")
        before = json.loads(manifest.read_text(encoding="utf-8"))
        changed = [key for key, value in begun.items() if before.get(key) != value]
        if changed:
            raise InputError(
                f"{manifest}: {', '.join(changed)} changed since the run began, so its parts would "
                "not fit together. Name a new folder."
            )
    elif out.is_dir() and any(not file.name.startswith(".") for file in out.iterdir()):
        raise InputError(f"{out} is not empty and no run. Name a new folder.")
    (out / STATE).mkdir(parents=True, exist_ok=True)
    for partial in [*out.glob(".*.partial"), *(out / STATE).glob(".*.partial")]:
        partial.unlink(missing_ok=True)
    if not manifest.is_file():
        _write_whole(manifest, json.dumps(begun, ensure_ascii=False, indent=1) + "\n")


def _close(task: Task, parts: Sequence[Part]) -> Summary:
    """Put together what the parts counted and rejected."""
    summary, counted, rejects = Summary(parts=len(parts)), Counter[str](), []
    for part in parts:
        state = json.loads(_state_file(task, part).read_text(encoding="utf-8"))
        summary.articles += state["articles"]
        counted.update(state["labels"])
        rejects += state["rejects"]
    summary.rejects, summary.quotes = len(rejects), counted.pop("quotes", 0)
    summary.labels = dict(sorted(counted.items()))
    _write_whole(Path(task.out) / "rejects.jsonl", "".join(dump_rows(rejects, ".jsonl")))
    facts = {key: value for key, value in asdict(summary).items() if key != "seconds"}
    _write_whole(Path(task.out) / "summary.json", json.dumps(facts, indent=1) + "\n")
    return summary


def _done(task: Task, part: Part) -> bool:
    return _part_file(task, part).is_file() and _state_file(task, part).is_file()


def _part_file(task: Task, part: Part) -> Path:
    return Path(task.out) / f"part-{part.number:05}{task.suffix}"


def _state_file(task: Task, part: Part) -> Path:
    return Path(task.out) / STATE / f"{part.number:05}.json"


def _write_whole(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
