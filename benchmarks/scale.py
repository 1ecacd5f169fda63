"""How far: `python -m benchmarks.scale [--articles 10000 200000] [--kills 50]`.

Runs in parts over generated archives: two workers against one, the peak memory of a worker over a
short and a long archive, and runs killed at random moments and gone on with. The articles are those
of `benchmarks.corpus`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpus import generate
from stance.batch import score_files

PARTS = 16
PEAK = """
import sys
from pathlib import Path
from stance.batch import score_files
score_files([sys.argv[1]], sys.argv[2])
print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])
"""


def archive(path: Path, number: int) -> Path:
    """Write so many articles, the same on every run."""
    with path.open("w", encoding="utf-8") as file:
        for article in generate(number):
            row = {"id": article.id, "language": article.language, "text": article.text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def workers(folder: Path) -> Iterator[tuple[str, str]]:
    """Measure one and two workers in turns."""
    file = archive(folder / "workers.jsonl", 40_000)
    size = file.stat().st_size // PARTS
    taken: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(3):
        for jobs, times in taken.items():
            start = time.perf_counter()
            score_files([file], folder / f"w{turn}-{jobs}", jobs=jobs, part_bytes=size)
            times.append(time.perf_counter() - start)
    one, two = (statistics.median(times) for times in taken.values())
    yield "two workers against one", f"{one / two:.2f} ({one:.0f} s, {two:.0f} s)"


def memory(numbers: list[int], folder: Path) -> Iterator[tuple[str, str]]:
    """Measure the peak of a worker, as the kernel tells it of the process itself."""
    for number in numbers:
        file = archive(folder / f"{number}.jsonl", number)
        command = [sys.executable, "-c", PEAK, str(file), str(folder / f"m{number}")]
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
        size = file.stat().st_size / 2**20
        peak = int(done.stdout) / 1024
        yield f"peak of a worker, {number:,} articles ({size:.0f} MB)", f"{peak:.0f} MB"
        file.unlink()


def kills(number: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Kill runs of one and two workers at any moment, go on, compare bytes."""
    file, draw, same = archive(folder / "kill.jsonl", 4_000), random.Random(6), 0  # noqa: S311
    options: dict[str, Any] = {"part_bytes": file.stat().st_size // PARTS, "resume": True}
    code = "import sys; from stance.batch import score_files; "
    code += "score_files([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), "
    code += f"part_bytes={options['part_bytes']}, resume=True)"
    command = [sys.executable, "-c", code, str(file)]
    start = time.perf_counter()
    subprocess.run([*command, str(folder / "whole"), "1"], check=True)  # noqa: S603
    whole, before = time.perf_counter() - start, []
    for i in range(number):
        out, jobs = folder / f"kill{i}", 1 + i % 2
        running = subprocess.Popen([*command, str(out), str(jobs)])  # noqa: S603
        time.sleep(draw.uniform(0, whole / jobs))
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        before.append(len([*out.glob("part-*")]))
        score_files([file], out, jobs=jobs, **options)
        same += _bytes(out) == _bytes(folder / "whole")
    between = sum(0 < parts < PARTS for parts in before)
    yield "killed and gone on with: same bytes", f"{same} of {number} ({between} between parts)"


def _bytes(folder: Path) -> dict[str, bytes]:
    """Return all files; of a killed run's worker a hidden one may still be under way."""
    files = [file for file in folder.iterdir() if file.is_file()]
    return {file.name: file.read_bytes() for file in files if not file.name.startswith(".")}


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--kills", type=int, default=50)
    given = parser.parse_args()
    print("| | measured |\n|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stage in (
            workers(folder),
            kills(given.kills, folder),
            memory(given.articles, folder),
        ):
            for what, value in stage:
                print(f"| {what} | {value} |", flush=True)


if __name__ == "__main__":
    main()
