"""Nothing lost, nothing twice: parts, rejects, resuming after a kill, workers, Dask."""

import json
import random
import signal
import subprocess
import sys
import time

import pytest

from stance import InputError, batch
from stance.batch import score_files
from stance.io import read_articles

ARTICLES = "examples/articles.jsonl"
SMALL = 2000  # bytes a part


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a file of articles with two broken rows, enough for many parts."""
    lines = [json.dumps(a.as_dict(), ensure_ascii=False) for a in read_articles(ARTICLES)] * 12
    lines[3], lines[50] = "{broken", json.dumps({"body": "no text"})
    path = tmp_path_factory.mktemp("source") / "articles.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def content(folder):
    names = [f.name for f in folder.iterdir() if f.is_file()]
    assert not [name for name in names if name.endswith(".partial")]
    return {name: (folder / name).read_bytes() for name in names}


@pytest.fixture(scope="module")
def undisturbed(source, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "whole"
    score_files([source], out, part_bytes=SMALL)
    return content(out)


def test_parts_hold_what_one_file_holds(source, undisturbed, tmp_path):
    summary = score_files([source], tmp_path / "one", part_bytes=1 << 30)
    parts = [undisturbed[n] for n in sorted(undisturbed) if n.startswith("part-")]
    assert len(parts) > 10
    assert b"".join(parts) == (tmp_path / "one/part-00000.jsonl").read_bytes()
    assert undisturbed["rejects.jsonl"] == (tmp_path / "one/rejects.jsonl").read_bytes()
    rejects = [json.loads(line) for line in undisturbed["rejects.jsonl"].splitlines()]
    assert [reject["line"] for reject in rejects] == [4, 51]
    assert (summary.rejects, summary.parts) == (2, 1)
    assert summary.quotes == b"".join(parts).count(b"\n")


def test_workers_change_nothing(source, undisturbed, tmp_path):
    score_files([source], tmp_path / "two", part_bytes=SMALL, jobs=2)
    assert content(tmp_path / "two") == undisturbed


RUN = "import sys; from stance.batch import score_files; "
RUN += f"score_files([sys.argv[1]], sys.argv[2], part_bytes={SMALL}, resume=True)"


def test_a_kill_at_any_moment_and_a_resume_give_the_same_bytes(source, undisturbed, tmp_path):
    draw = random.Random(6)
    for number in range(8):
        out = tmp_path / str(number)
        running = subprocess.Popen([sys.executable, "-c", RUN, str(source), str(out)])
        time.sleep(draw.uniform(0.1, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
        score_files([source], out, part_bytes=SMALL, resume=True)
        assert content(out) == undisturbed


def test_a_full_disk_and_a_resume_give_the_same_bytes(source, undisturbed, tmp_path, monkeypatch):
    whole, calls = batch._write_whole, []

    def full(path, text):
        calls.append(path)
        if len(calls) == 5:
            raise OSError(28, "No space left on device")
        whole(path, text)

    monkeypatch.setattr(batch, "_write_whole", full)
    with pytest.raises(OSError, match="No space"):
        score_files([source], tmp_path / "out", part_bytes=SMALL)
    score_files([source], tmp_path / "out", part_bytes=SMALL, resume=True)
    assert content(tmp_path / "out") == undisturbed


def test_what_changed_refuses_to_resume(source, small, tmp_path):
    copy = tmp_path / "a.jsonl"
    copy.write_bytes(source.read_bytes())
    score_files([copy], tmp_path / "out")
    with pytest.raises(InputError, match="new folder"):
        score_files([copy], tmp_path / "out")
    small.save(tmp_path / "model")
    with pytest.raises(InputError, match="model changed"):
        score_files([copy], tmp_path / "out", resume=True, model=tmp_path / "model")
    with pytest.raises(InputError, match="options changed"):
        score_files([copy], tmp_path / "out", resume=True, min_probability=0.5)
    copy.write_bytes(source.read_bytes() + b"\n")
    with pytest.raises(InputError, match="inputs changed"):
        score_files([copy], tmp_path / "out", resume=True)


def test_folders_patterns_and_other_formats(source, tmp_path):
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/deep/a.txt").write_text("He said: “Peace.”")
    (tmp_path / "in/b.csv").write_text("text\nShe said: “War.”\n")
    assert score_files([tmp_path / "in"], tmp_path / "x", suffix=".csv").quotes == 2
    assert score_files([f"{tmp_path}/in/*.csv"], tmp_path / "y").quotes == 1
    with pytest.raises(InputError, match="no files"):
        score_files([f"{tmp_path}/in/*.tsv"], tmp_path / "z")
    with pytest.raises(InputError, match="no such file"):
        score_files([tmp_path / "no.jsonl"], tmp_path / "z")
    with pytest.raises(InputError, match="not empty"):
        score_files([source], tmp_path / "in")


@pytest.mark.filterwarnings("ignore")
def test_dask_gives_the_same_bytes(source, undisturbed, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        options = {"engine": "dask", "scheduler": cluster.scheduler_address}
        score_files([source], tmp_path / "out", part_bytes=SMALL, **options)
    assert content(tmp_path / "out") == undisturbed
