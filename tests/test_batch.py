"""Nothing lost, nothing twice: parts, rejects, resuming after a kill, workers, Dask."""

import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256

import pytest

from stance import InputError, MissingExtraError, ModelError, StanceError, extras, score_files
from stance.batch import Task, score_part
from stance.io import read_articles, read_rows
from stance.model import SHIPPED
from stance.parts import plan
from tests.test_formats import PAGE, write_as

ARTICLES = "examples/articles.jsonl"
SMALL = 2000  # bytes a part


@pytest.fixture(scope="module")
def rows():
    """Return articles, enough for many parts."""
    return [article.as_dict() for article in read_articles(ARTICLES)] * 12


@pytest.fixture(scope="module")
def source(rows, tmp_path_factory):
    """Return a file of articles with two broken rows."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines[3], lines[50] = "{broken", json.dumps({"body": "no text"})
    path = tmp_path_factory.mktemp("source") / "articles.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def content(folder):
    assert not [*folder.rglob("*.partial")]
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.is_file()}


def joined(folder, suffix=".jsonl"):
    return b"".join(f.read_bytes() for f in sorted(folder.glob(f"part-*{suffix}")))


@pytest.fixture(scope="module")
def undisturbed(source, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "whole"
    score_files([source], out, part_bytes=SMALL)
    return content(out)


def test_parts_hold_what_one_file_holds(source, undisturbed, tmp_path):
    summary = score_files([source], tmp_path / "one", part_bytes=1 << 30)
    parts = [undisturbed[n] for n in sorted(undisturbed) if n.startswith("part-")]
    assert len(parts) > 10
    assert b"".join(parts) == (tmp_path / "one/part-000000.jsonl").read_bytes()
    assert undisturbed["rejects.jsonl"] == (tmp_path / "one/rejects.jsonl").read_bytes()
    rejects = [json.loads(line) for line in undisturbed["rejects.jsonl"].splitlines()]
    assert [reject["line"] for reject in rejects] == [4, 51]
    assert (summary.rejects, summary.parts, summary.articles) == (2, 1, 12 * 14 - 2)
    assert summary.quotes == b"".join(parts).count(b"\n")
    labels = [json.loads(line)["russia"] for line in b"".join(parts).splitlines()]
    assert summary.labels["russia against"] == labels.count("against")
    assert json.loads(undisturbed["summary.json"])["labels"] == summary.labels
    [listed] = undisturbed["inputs.jsonl"].splitlines()
    assert json.loads(listed) == {
        "file": str(source),
        "bytes": source.stat().st_size,
        "sha256": sha256(source.read_bytes()).hexdigest(),
    }


def test_workers_change_nothing(source, undisturbed, tmp_path):
    score_files([source], tmp_path / "two", part_bytes=SMALL, jobs=2)
    assert content(tmp_path / "two") == undisturbed


RUN = "import sys; from stance import score_files; "
RUN += f"score_files([sys.argv[1]], sys.argv[2], part_bytes={SMALL}, resume=True)"


def test_a_kill_at_any_moment_and_a_resume_give_the_same_bytes(source, undisturbed, tmp_path):
    draw = random.Random(6)
    for number in range(3):
        out = tmp_path / str(number)
        running = subprocess.Popen([sys.executable, "-c", RUN, str(source), str(out)])
        time.sleep(draw.uniform(0.1, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
        score_files([source], out, part_bytes=SMALL, resume=True)
        assert content(out) == undisturbed


def test_a_full_disk_leaves_nothing_half_and_a_resume_gives_the_same_bytes(
    source, undisturbed, tmp_path
):
    longest = max(len(part) for name, part in undisturbed.items() if name.startswith("part-"))

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest - 100, longest - 100))

    command = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out")]
    done = subprocess.run(command, preexec_fn=little_room, capture_output=True, text=True)
    assert "too large" in done.stderr
    assert "make room" in done.stderr
    left = content(tmp_path / "out")
    assert 2 < len(left) < len(undisturbed)
    assert left.items() <= undisturbed.items()
    score_files([source], tmp_path / "out", part_bytes=SMALL, resume=True)
    assert content(tmp_path / "out") == undisturbed


def test_what_changed_refuses_to_resume(source, small, tmp_path):
    copy, out = tmp_path / "a.jsonl", tmp_path / "out"
    copy.write_bytes(source.read_bytes())
    score_files([copy], out)
    with pytest.raises(InputError, match="new folder"):
        score_files([copy], out)
    small.save(tmp_path / "model")
    with pytest.raises(InputError, match="model changed"):
        score_files([copy], out, resume=True, model=tmp_path / "model")
    with pytest.raises(InputError, match="options changed"):
        score_files([copy], out, resume=True, min_probability=0.5)
    copy.write_bytes(source.read_bytes() + b"\n")
    with pytest.raises(InputError, match="inputs changed"):
        score_files([copy], out, resume=True)
    copy.write_bytes(b" " + source.read_bytes()[1:])
    with pytest.raises(InputError, match=r"a\.jsonl: it changed"):
        score_files([copy], out, resume=True)


def test_every_worker_must_have_the_same_model(source, tmp_path):
    task = Task(str(tmp_path), str(SHIPPED.resolve()), "2.0+other", ".jsonl", None, 0.0)
    [part] = plan([str(source)])
    (tmp_path / ".parts").mkdir()
    with pytest.raises(ModelError, match="begun with 2"):
        score_part(task, part)
    assert [*tmp_path.rglob("*.*l")] == []


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".csv.zst", ".parquet"])
def test_every_format_gives_the_same_parts(rows, tmp_path, suffix):
    plain, other = write_as(tmp_path, ".jsonl", rows), write_as(tmp_path, suffix, rows)
    score_files([plain], tmp_path / "plain")
    score_files([other], tmp_path / "other")
    assert joined(tmp_path / "other") == joined(tmp_path / "plain")


def test_parquet_is_cut_between_row_groups(rows, tmp_path):
    arrow = pytest.importorskip("pyarrow")
    table = arrow.Table.from_pylist([{"text": row["text"]} for row in rows])
    pytest.importorskip("pyarrow.parquet").write_table(
        table, tmp_path / "a.parquet", row_group_size=20
    )
    size = (tmp_path / "a.parquet").stat().st_size
    summary = score_files([tmp_path / "a.parquet"], tmp_path / "parts", part_bytes=size // 4)
    assert 3 <= summary.parts <= 5
    assert summary.articles == len(rows)
    score_files([tmp_path / "a.parquet"], tmp_path / "one")
    assert joined(tmp_path / "parts") == joined(tmp_path / "one")


def test_a_damaged_file_is_a_reject_and_the_rest_goes_on(rows, tmp_path):
    good, bad = write_as(tmp_path, ".csv", rows), write_as(tmp_path, ".jsonl.gz", rows)
    bad.write_bytes(bad.read_bytes()[:-40])
    (tmp_path / "c.parquet").write_bytes(b"nothing of the kind")
    paths = [good, bad, tmp_path / "c.parquet"]
    summary = score_files(paths, tmp_path / "out")
    assert summary.rejects == 2
    assert len(rows) < summary.articles < 2 * len(rows)
    rejects = [row for _, row in read_rows(tmp_path / "out/rejects.jsonl")]
    assert [row["file"] for row in rejects] == [str(path) for path in paths[1:]]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_other_outputs_hold_the_same_rows(source, undisturbed, tmp_path, suffix):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    score_files([source], tmp_path / "out", part_bytes=SMALL, suffix=suffix)
    for name, plain in undisturbed.items():
        if name.startswith("part-"):
            found = [r for _, r in read_rows((tmp_path / "out" / name).with_suffix(suffix))]
            wanted = [json.loads(line) for line in plain.splitlines()]
            assert [r["text"] for r in found] == [r["text"] for r in wanted]
            if suffix == ".parquet":
                assert found == wanted


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_part_without_quotes_has_its_columns(tmp_path, suffix):
    (tmp_path / "a.txt").write_text("Nobody said a word.")
    score_files([tmp_path / "a.txt"], tmp_path / "out", suffix=suffix)
    part = tmp_path / f"out/part-000000{suffix}"
    if suffix == ".csv":
        columns = part.read_text().rstrip("\n").split(",")
    else:
        columns = pytest.importorskip("pyarrow.parquet").read_schema(part).names
    assert {"text", "speaker", "russia", "frames", "model"} <= set(columns)
    assert [*read_rows(part)] == []


def test_small_files_share_a_part_and_keep_their_order(tmp_path):
    pytest.importorskip("trafilatura")
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/deep/a.txt").write_text("He said: “Peace.”")
    (tmp_path / "in/b.csv").write_text("text\nShe said: “War.”\n")
    (tmp_path / "in/c.html").write_text(PAGE)
    summary = score_files([tmp_path / "in"], tmp_path / "x")
    assert (summary.quotes, summary.parts) == (3, 1)
    found = [json.loads(line)["article"] for line in joined(tmp_path / "x").splitlines()]
    assert found == ["b-2", "c", "a"]
    assert len((tmp_path / "x/inputs.jsonl").read_text().splitlines()) == 3
    assert score_files([f"{tmp_path}/in/*.csv"], tmp_path / "y").quotes == 1
    assert score_files([f"file://{tmp_path}/in"], tmp_path / "u").quotes == 3
    assert joined(tmp_path / "u") == joined(tmp_path / "x")


def test_a_run_inside_its_own_input_does_not_read_itself(tmp_path):
    (tmp_path / "a.txt").write_text("He said: “Peace.”")
    for _ in range(2):
        assert score_files([tmp_path], tmp_path / "out", resume=True).articles == 1


def test_what_cannot_be_run(source, tmp_path):
    with pytest.raises(InputError, match="no files"):
        score_files([f"{tmp_path}/*.tsv"], tmp_path / "z")
    with pytest.raises(InputError, match="no such file"):
        score_files([tmp_path / "no.jsonl"], tmp_path / "z")
    with pytest.raises(InputError, match="all of it lies in"):
        score_files([source], source.parent)
    with pytest.raises(InputError, match="no input"):
        score_files([], tmp_path / "z")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").touch()
    with pytest.raises(InputError, match="not empty"):
        score_files([source], tmp_path / "full")
    with pytest.raises(InputError, match="Name a folder that can be written to"):
        score_files([source], tmp_path / "full/mine.txt")
    (tmp_path / "a.docx").touch()
    with pytest.raises(InputError, match=r"'\.docx' is not one of"):
        score_files([source, tmp_path / "a.docx"], tmp_path / "z")
    for wrong in ({"language": "German"}, {"min_probability": 70}):
        with pytest.raises(InputError, match="such as"):
            score_files([source], tmp_path / "z", **wrong)
    assert not (tmp_path / "z").exists()


def test_a_missing_extra_is_told_before_any_work(source, tmp_path, monkeypatch):
    def missing(module):
        raise ImportError(module)

    monkeypatch.setattr(extras, "import_module", missing)
    (tmp_path / "b.jsonl.zst").touch()
    with pytest.raises(MissingExtraError, match="zst"):
        score_files([source, tmp_path / "b.jsonl.zst"], tmp_path / "z")
    assert not (tmp_path / "z").exists()


def test_one_path_needs_no_list(source, undisturbed, tmp_path):
    score_files(source, tmp_path / "out", part_bytes=SMALL)
    assert content(tmp_path / "out") == undisturbed


def test_a_file_that_cannot_be_opened_is_told_and_the_rest_goes_on(source, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_bytes(source.read_bytes())
    (tmp_path / "in/b.jsonl").symlink_to("nowhere.jsonl")
    (tmp_path / "in/c.txt").symlink_to("c.txt")
    summary = score_files(tmp_path / "in", tmp_path / "out")
    assert (summary.articles, summary.rejects) == (12 * 14 - 2, 4)
    rejects = [row for _, row in read_rows(tmp_path / "out/rejects.jsonl")][2:]
    assert [row["reason"].split(".")[0] for row in rejects] == [
        "No such file or directory",
        "Too many levels of symbolic links",
    ]
    assert score_files(tmp_path / "in", tmp_path / "out", resume=True).rejects == 4


def test_results_are_no_input(tmp_path):
    (tmp_path / "a.txt").write_text("He said: “Peace.”")
    score_files(tmp_path, tmp_path / "monday")
    assert score_files(tmp_path, tmp_path / "tuesday").articles == 1


def test_half_a_character_is_replaced(tmp_path):
    line = r'{"id": "\udcff", "text": "She said: “Peace \ud83d \ud83d\ude00.”"}'
    (tmp_path / "a.jsonl").write_text(line + "\n", encoding="utf-8")
    score_files(tmp_path / "a.jsonl", tmp_path / "out")
    [row] = (json.loads(line) for line in joined(tmp_path / "out").splitlines())
    assert (row["article"], row["text"]) == ("\ufffd", "Peace \ufffd 😀.")
    with pytest.raises(InputError, match=r"\.parquet"):
        score_files([source], tmp_path / "z", suffix=".txt")


def piped(source, out, size=None):
    command = [sys.executable, "-c", RUN, "-", str(out)]
    given = source.read_bytes()[:size]
    return subprocess.run(command, input=given, capture_output=True, check=False)


def test_standard_input_is_cut_into_parts_and_resumed(source, undisturbed, tmp_path):
    out = tmp_path / "out"
    assert piped(source, out).returncode == 0
    parts = {name for name in undisturbed if name.startswith("part-")}
    whole = content(out)
    assert {name: whole[name] for name in parts} == {name: undisturbed[name] for name in parts}
    (out / "part-000002.jsonl").unlink()
    assert piped(source, out).returncode == 0
    assert content(out) == whole
    assert b"changed" in piped(source, out, source.stat().st_size // 2).stderr


def test_an_endless_input_is_read_no_further_than_needed(rows, tmp_path, monkeypatch):
    line, taken = json.dumps(rows[0]).encode() + b"\n", 0

    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            nonlocal taken
            buffer[: len(line)] = line
            taken += len(line)
            return len(line)

    class Stdin:
        buffer = io.BufferedReader(Endless())

    class EnoughError(Exception):
        pass

    done = []

    def watch(size, whole):
        assert whole == 0
        done.append(size)
        if len(done) == 12:
            raise EnoughError

    monkeypatch.setattr(sys, "stdin", Stdin)
    with pytest.raises(EnoughError):
        score_files(["-"], tmp_path / "out", part_bytes=SMALL, on_part=watch, jobs=2)
    assert taken < done[-1] + 6 * (SMALL + len(line)) + io.DEFAULT_BUFFER_SIZE


@pytest.mark.filterwarnings("ignore")
def test_dask_gives_the_same_bytes_though_a_worker_is_killed(source, undisturbed, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        options = {"engine": "dask", "scheduler": cluster.scheduler_address}
        score_files([source], tmp_path / "plain", part_bytes=SMALL, **options)
        assert content(tmp_path / "plain") == undisturbed
        victim = cluster.workers[0].pid
        seen = []

        def watch(*sizes):
            seen.append(sizes)
            if len(seen) == 3:
                os.kill(victim, signal.SIGKILL)

        score_files([source], tmp_path / "killed", part_bytes=SMALL, on_part=watch, **options)
        assert cluster.workers[0].pid != victim
    assert content(tmp_path / "killed") == undisturbed


def test_a_killed_local_worker_is_told_and_the_run_resumed(source, undisturbed, tmp_path):
    psutil = pytest.importorskip("psutil")

    def kill(*_):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):  # gone already
                if "popen_loky" in " ".join(child.cmdline()):
                    child.kill()

    out = tmp_path / "out"
    with pytest.raises(StanceError, match="killed"):
        score_files([source], out, part_bytes=SMALL, jobs=2, on_part=kill)
    score_files([source], out, part_bytes=SMALL, resume=True)
    assert content(out) == undisturbed
