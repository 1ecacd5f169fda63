"""Files of articles in, a folder of scored quotes out: in parts, by workers, to be gone on with.

Whoever scores a part writes it to a temporary name and renames it last, so a part is there whole or
not at all. Going on after a crash means to check that nothing has changed since the run began, and
to make the parts that are missing. All bytes come out the same.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from stance.errors import InputError, ModelError, StanceError
from stance.extras import load_extra
from stance.files import expand, writing
from stance.inputs import check_probability
from stance.io import OUTPUTS, Reject, read_stretch, write_rows
from stance.model import SHIPPED, Model, load
from stance.parts import PART_BYTES, Part, check_formats, plan, size_of
from stance.quotes import extract_quotes, language_code
from stance.records import Article
from stance.rows import Row, dump_rows
from stance.runs import Summary, begin, finish, is_done, part_file, state_file

__all__ = ["ENGINES", "Summary", "Task", "score_files", "score_part"]

ENGINES = ("local", "dask")
IDLE = 60
"""Seconds after which a worker without work ends itself, as when its run was killed."""


class Task(NamedTuple):
    """How parts are scored: the same for all of them.

    Parameters
    ----------
    out : str
        The folder to write to.
    model, name : str
        The model's folder, and its name, which holds its hash.
    suffix : str
        Of the parts.
    language : str or None
    min_probability : float
    """

    out: str
    model: str
    name: str
    suffix: str
    language: str | None
    min_probability: float


def score_files(
    paths: str | Path | Iterable[str | Path],
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
    paths : str, Path or iterable of them
        What `read_articles` reads, folders (all files below with a known suffix), or patterns such
        as ``"a/*.jsonl"``.
    out : str or Path
        A folder: ``part-000000.jsonl`` and so on, ``rejects.jsonl``, ``inputs.jsonl``,
        ``manifest.json``, ``summary.json``.
    model : str or Path, optional
        A model folder; the shipped model by default.
    jobs : int
        Processes. The result does not depend on it.
    resume : bool
        Go on with what an interrupted run left in `out`.
    language, min_probability
        As in `stance.analyze` and `Model.predict`.
    suffix : str
        ``".jsonl"``, ``".csv"``, ``".tsv"`` or ``".parquet"``.
    part_bytes : int
        About how many bytes make a part.
    engine : str
        ``"local"`` or ``"dask"``.
    scheduler : str, optional
        The address of a Dask scheduler; without one Dask starts workers here.
    on_part : callable, optional
        Called with bytes done and bytes in all (0 if unknown), at the start and after each part.

    Returns
    -------
    Summary
        How many articles, quotes, rejects, and how many quotes have each label.

    Raises
    ------
    InputError
        If there is nothing to read, an argument cannot be used, `out` is in use or full, or a run
        is resumed with another input, model or option than it began with.
    MissingExtraError
        If a format or the engine needs a package that is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from stance import score_files
    >>> with TemporaryDirectory() as folder:
    ...     summary = score_files(["examples/articles.jsonl"], f"{folder}/scored")
    >>> summary.articles, summary.rejects
    (14, 0)
    """
    started = time.perf_counter()
    if suffix not in OUTPUTS or engine not in ENGINES:
        raise InputError(f"{suffix!r}, {engine!r}: write {OUTPUTS}; engines are {ENGINES}.")
    check_probability(min_probability)
    language = language_code(language)
    folder = Path(out).resolve()
    chosen, asked = str(Path(model or SHIPPED).resolve()), load(model)
    task = Task(str(folder), chosen, asked.name, suffix, language, min_probability)
    files = _inputs(paths, folder)
    whole = sum(map(size_of, files))
    options = {
        "suffix": suffix,
        "language": language,
        "min_probability": min_probability,
        "part_bytes": part_bytes,
    }
    begin(folder, {**_made_with(asked), "options": options, **_named(files, whole)}, resume=resume)
    planned, done = 0, 0

    def report(size: int) -> None:
        nonlocal done
        done += size
        if on_part is not None:
            on_part(done, whole)

    def missing() -> Iterator[Part]:
        nonlocal planned
        for part in plan(files, part_bytes):
            planned += 1
            if is_done(folder, suffix, part):
                report(part.size)
            else:
                yield part

    report(0)
    if engine == "local" and jobs == 1:
        for part in missing():
            report(score_part(task, part))
    else:
        with _dask(jobs, scheduler) if engine == "dask" else _processes(jobs) as (executor, width):
            for size in _scored(executor, width, task, missing()):
                report(size)
    summary = finish(folder, suffix, planned)
    summary.seconds = time.perf_counter() - started
    return summary


def score_part(task: Task, part: Part) -> int:
    """Score one part, unless it is there already, and return its size."""
    out = Path(task.out)
    if is_done(out, task.suffix, part):
        return part.size
    model, labels = _model(task.model, task.name), Counter[str]()
    articles = quotes = 0
    with writing(state_file(out, part.number)) as state:

        def reject(one: Reject) -> None:
            state.writelines(dump_rows([one._asdict()], ".jsonl"))

        def read() -> Iterator[Article]:
            nonlocal articles
            for cut in part.cuts:
                if cut.fault:
                    reject(Reject(cut.stretch.file, 0, cut.fault))
                    continue
                for article in read_stretch(cut.stretch, on_reject=reject):
                    articles += 1
                    yield article

        def rows() -> Iterator[Row]:
            nonlocal quotes
            found = (
                quote for one in read() for quote in extract_quotes(one, language=task.language)
            )
            for prediction in model.stream(found, min_probability=task.min_probability):
                quotes += 1
                labels.update(f"{to} {v.label or '?'}" for to, v in prediction.stance.items())
                labels.update(prediction.frames)
                yield prediction.as_dict()

        columns = model.predict("").as_dict()
        write_rows(rows(), part_file(out, task.suffix, part.number), columns)
        inputs = [(cut.stretch.file, cut.size, cut.digest) for cut in part.cuts]
        counted = {"articles": articles, "quotes": quotes, "labels": labels, "inputs": inputs}
        state.write(json.dumps(counted, ensure_ascii=False) + "\n")
    return part.size


def _inputs(paths: str | Path | Iterable[str | Path], folder: Path) -> list[str]:
    """Return the files to be read; what the run itself has written is none of them."""
    files = [file for file in expand(paths) if not Path(file).absolute().is_relative_to(folder)]
    if not files:
        raise InputError(f"no input, or all of it lies in {folder}. Name a new folder for results.")
    check_formats(files)
    return files


def _made_with(model: Model) -> dict[str, str]:
    from stance import __version__

    return {"stance": __version__, "model": model.name, "codebook": model.codebook.version}


def _named(files: list[str], whole: int) -> dict[str, object]:
    names = sha256("\n".join(files).encode()).hexdigest()
    return {"inputs": {"files": len(files), "bytes": whole, "names": names}}


@cache
def _model(folder: str, name: str) -> Model:
    """Return the model of a worker, loaded once a process."""
    model = load(None if folder == str(SHIPPED.resolve()) else folder)
    if model.name != name:
        raise ModelError(f"{folder}: this is {model.name}, and the run was begun with {name}.")
    return model


Width = Callable[[], int]
"""How many parts are to be under way: enough to keep all busy, so few that memory stays small."""


def _scored(executor: Executor, width: Width, task: Task, parts: Iterable[Part]) -> Iterator[int]:
    """Yield the sizes of parts as workers finish them."""
    running: set[Future[int]] = set()
    try:
        for part in parts:
            running.add(executor.submit(score_part, task, part))
            while len(running) >= width():
                ready, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in ready)
        while running:
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in ready)
    except BrokenProcessPool as error:
        raise StanceError(
            "A worker was killed, perhaps for lack of memory. Resume, with fewer jobs."
        ) from error


@contextmanager
def _processes(jobs: int) -> Iterator[tuple[Executor, Width]]:
    from joblib import cpu_count
    from joblib.externals.loky import ProcessPoolExecutor

    number = jobs if jobs > 0 else cpu_count()
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    executor = ProcessPoolExecutor(number, timeout=IDLE, env=threads)
    try:
        yield executor, lambda: number + 2
    except BaseException:  # what is half done is done again: nobody has to wait for it
        executor.shutdown(kill_workers=True)
        raise
    executor.shutdown()


@contextmanager
def _dask(jobs: int, scheduler: str | None) -> Iterator[tuple[Executor, Width]]:
    """Let Dask's workers read and write their parts; a lost worker's part is done again."""
    client_of = load_extra("distributed", "dask").Client
    options = {"address": scheduler} if scheduler else {"n_workers": jobs, "threads_per_worker": 1}
    with client_of(**options, set_as_default=False) as client:
        executor = client.get_executor(pure=False, retries=3)
        try:
            yield executor, lambda: 2 + sum(client.nthreads().values())
        finally:
            executor.shutdown(wait=False)  # what is left after an error is taken back
