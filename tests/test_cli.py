import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from stance import Article, extract_quotes
from stance.cli import main
from stance.terminal import in_place, table

ROOT = Path(__file__).parent.parent
ARTICLES = str(ROOT / "examples/articles.jsonl")


def run(*arguments, given=None, code=0):
    result = CliRunner().invoke(main, arguments, input=given)
    assert result.exit_code == code, result.output + result.stderr
    return result


def rows(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_score_writes_jsonl_into_a_pipe():
    found = rows(run("score", ARTICLES))
    assert len(found) > 30
    assert {"speaker", "text", "russia", "ukraine", "frames", "article"} <= set(found[0])


def test_score_into_a_file(tmp_path):
    run("score", ARTICLES, "-o", str(tmp_path / "out.csv"))
    content = (tmp_path / "out.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(content)))
    assert [row["text"] for row in table] == [row["text"] for row in rows(run("score", ARTICLES))]


def test_a_table():
    lines = run("score", ARTICLES, "--format", "table").stdout.splitlines()
    assert lines[0].split()[:2] == ["speaker", "quote"]
    assert len(lines) == 1 + len(rows(run("score", ARTICLES)))
    assert all(line == line.rstrip() for line in lines)


def test_a_terminal_gets_a_table():
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "stance", "score", ARTICLES]
    subprocess.run(command, stdout=terminal, stderr=subprocess.DEVNULL, check=True)
    os.close(terminal)
    assert b"speaker" in os.read(controller, 4096)
    os.close(controller)


def test_a_folder_is_filled_and_summed_up(tmp_path):
    out = str(tmp_path / "out")
    told = run("score", ARTICLES, "-o", out, "--format", "csv").stderr
    assert "14 articles, " in told
    assert "0 rejects" in told
    assert "articles a second. " in told
    assert "russia against " in told
    assert (tmp_path / "out/part-000000.csv").is_file()
    assert "new folder" in run("score", ARTICLES, "-o", out, code=1).stderr
    assert "14 articles" in run("score", ARTICLES, "-o", out, "--resume", "--format", "csv").stderr
    assert "-o FOLDER" in run("score", ARTICLES, "--resume", code=2).stderr
    assert "FILE.parquet" in run("score", ARTICLES, "--format", "parquet", code=2).stderr
    assert "for a folder" in run("score", ARTICLES, "-o", out, "--format", "table", code=2).stderr
    assert "for a folder" in run("score", ARTICLES, "-o", out, "--rejects", "r", code=2).stderr


def test_a_terminal_sees_how_far_a_run_is(tmp_path):
    controller, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 100))
    command = [sys.executable, "-m", "stance", "score", ARTICLES, "-o", str(tmp_path / "out")]
    subprocess.run(command, stderr=terminal, check=True)
    os.close(terminal)
    shown = b""
    with suppress(OSError):  # the terminal is gone once all of it was read
        while chunk := os.read(controller, 4096):
            shown += chunk
    os.close(controller)
    assert b"B/s]" in shown
    assert b"articles a second" in shown


def test_nothing_but_results_on_standard_error():
    command = [sys.executable, "-m", "stance", "score", ARTICLES]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""


def test_standard_input():
    line = json.dumps({"text": "He said: “Russia must end this criminal war.”", "language": "en"})
    [row] = rows(run("score", "-", given=line))
    assert row["russia"] == "against"
    [quote] = rows(run("predict", "-", given='{"text": "Peace"}'))
    assert quote["text"] == "Peace"


def test_bad_rows_are_reported_and_the_rest_goes_on(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_text(
        '{"text": "He said: “Peace.”"}\n{oops\n{"text": "She said: “War.”"}\n', encoding="utf-8"
    )
    result = run("score", str(source))
    assert [row["text"] for row in rows(result)] == ["Peace.", "War."]
    assert "line 2" in result.stderr
    run("score", str(source), "-o", str(tmp_path / "out.jsonl"))
    [reject] = (tmp_path / "out.jsonl.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(reject)["line"] == 2
    run("score", ARTICLES, "-o", str(tmp_path / "out.jsonl"))
    assert not (tmp_path / "out.jsonl.rejects.jsonl").exists()
    run("score", ARTICLES, "--rejects", str(tmp_path / "none.jsonl"))
    assert (tmp_path / "none.jsonl").read_text(encoding="utf-8") == ""


def test_if_no_row_can_be_read_the_command_has_failed(tmp_path):
    (tmp_path / "a.csv").write_text("body\nHe said: “Peace.”\n", encoding="utf-8")
    told = run("score", str(tmp_path / "a.csv"), code=1).stderr
    assert "Rename the column to 'text'" in told
    run("score", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out"), code=1)
    assert "'text'" in (tmp_path / "out/rejects.jsonl").read_text(encoding="utf-8")
    run("predict", "-", given="plain words", code=1)


@pytest.mark.parametrize("command", ["score", "quotes"])
def test_no_quotes_leave_a_table_with_its_columns(tmp_path, command):
    (tmp_path / "a.txt").write_text("Nobody said a word.", encoding="utf-8")
    run(command, str(tmp_path / "a.txt"), "-o", str(tmp_path / "out.csv"))
    header = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert header == run(command, str(tmp_path / "a.txt"), "--format", "csv").stdout
    assert header == run(command, ARTICLES, "--format", "csv").stdout.splitlines(True)[0]


def started(*arguments, **options):
    command = [sys.executable, "-m", "stance", *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **options)


@pytest.mark.parametrize("form", ["jsonl", "table"])
def test_a_pipe_is_utf_8_whatever_the_locale(form):
    given = {"env": {**os.environ, "PYTHONIOENCODING": "cp1252"}, "stdout": subprocess.PIPE}
    done = started("predict", "--text", "„Łódź“ 和平 \udcff", "--format", form, **given)
    assert done.returncode == 0, done.stderr
    assert "„Łódź“ 和平 \\udcff" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_swallows_what_is_written(tmp_path, closed):
    line = f"{sys.executable} -m stance score {ARTICLES} -o {tmp_path}/out {closed}>&-"
    subprocess.run(["/bin/sh", "-c", line], stderr=subprocess.DEVNULL, check=True)
    assert (tmp_path / "out/summary.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_told():
    with Path("/dev/full").open("wb") as full:
        done = started("predict", "--text", "x", stdout=full)
        assert done.returncode != 0
        assert b"stance: [Errno 28] No space left" in done.stderr
        assert b"Traceback" not in done.stderr


def test_an_ended_command_leaves_nothing_half(tmp_path):
    command = [sys.executable, "-m", "stance", "score", "-", "-o", str(tmp_path / "out.csv")]
    running = subprocess.Popen(command, stdin=subprocess.PIPE)
    while not [*tmp_path.glob(".*.partial")]:
        time.sleep(0.01)
    running.terminate()
    running.communicate()
    assert running.returncode == 128 + signal.SIGTERM
    assert [*tmp_path.iterdir()] == []


def test_quotes():
    found = rows(run("quotes", ARTICLES))
    assert {"text", "speaker", "spans", "cue", "kind"} <= set(found[0])
    shown = run("quotes", ARTICLES, "--format", "text").stdout
    assert "[Karin Lindqvist]" in shown
    assert "cue" in run("quotes", ARTICLES, "--format", "table").stdout


def test_predict_texts():
    found = rows(run("predict", "--text", "Russia is a terrorist state", "--text", "Guten Tag"))
    assert found[0]["russia"] == "against"
    assert rows(run("predict", "--text", "x", "--min-probability", "1"))[0]["russia"] is None


def test_explain():
    shown = run("explain", "Russia is a terrorist state", "--head", "russia").stdout
    assert "intercept" in shown
    [row] = rows(run("explain", "Russia is a terrorist state", "--head", "russia", "--json"))
    total = row["intercept"] + sum(term["weight"] for term in row["terms"])
    assert total == pytest.approx(row["score"])


def test_evaluate(tmp_path):
    row = {"text": "x", "russia": "none", "ukraine": "none", "frames": [], "group": "g"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert "macro-F1" in run("evaluate", str(gold)).stdout
    [found] = rows(run("evaluate", str(gold), "--json"))
    assert found["rows"] == 1
    assert found["stance"] == {"value": found["stance"]["value"], "low": None, "high": None}
    assert "[one group]" in run("evaluate", str(gold)).stdout
    gold.write_text(json.dumps({**row, "russia": "love"}) + "\n", encoding="utf-8")
    assert "'love' is not one of" in run("evaluate", str(gold), code=1).stderr


def test_model():
    assert "Model card" in run("model").stdout
    assert rows(run("model", "--json"))[0]["thresholds"]


def test_errors_name_problem_and_remedy(tmp_path):
    assert "no such" in run("score", "nowhere.jsonl", code=1).stderr.lower()
    assert "photo.png" in run("score", "photo.png", code=1).stderr
    assert "--text" in run("predict", code=2).stderr
    out = str(tmp_path / "o.csv")
    assert "fit" in run("quotes", ARTICLES, "-o", out, "--format", "jsonl", code=2).stderr
    run("quotes", ARTICLES, "-o", out, "--format", "csv")
    nowhere = str(tmp_path / "no/r.jsonl")
    assert "no such folder" in run("quotes", ARTICLES, "--rejects", nowhere, code=1).stderr
    assert "model.json" in run("model", "--model", str(tmp_path), code=1).stderr
    assert "Traceback" not in run("score", "nowhere.jsonl", code=1).stderr
    assert run("score", code=2).stderr
    debugged = CliRunner().invoke(main, ["--debug", "score", "nowhere.jsonl"])
    assert debugged.exception is not None
    assert not isinstance(debugged.exception, SystemExit)


def test_what_a_page_holds_commands_no_terminal():
    article = Article("\x1b]0;owned\x07 She said: “Peace \x1b[2J now.”\r\n\x9b")
    shown = in_place(article, extract_quotes(article))
    assert "\ufffd]0;owned\ufffd She said: “" in shown
    assert "Peace \ufffd[2J now." in shown
    assert shown.endswith("”\r\n\ufffd\n")
    assert "\x1b[2J" not in table([["speaker", "quote", "kind"], ["A", "x \x1b[2J", "direct"]])


def test_every_command_says_what_it_does():
    for name, command in main.commands.items():
        assert command.help, name
        assert run(name, "--help").stdout
