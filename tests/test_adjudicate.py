"""Where coders differ somebody decides, by a rule, and the rows are settled by it."""

import doctest
import json

import pytest
from click.testing import CliRunner

from tests.test_sheets import BOOK, fill, folder  # noqa: F401 - the fixture
from training import adjudicate
from training.codes import differing
from training.rows import load_rows

ROWS = [
    {"id": "a", "text": "x", "context": "x", "codes": {"ann": {"dam": "for", "frames": ["cost"]}}},
    {
        "id": "b",
        "text": "=y",
        "context": "=y",
        "codes": {
            "ann": {"dam": "for", "road": "open", "frames": ["cost"]},
            "ben": {"dam": "against", "road": "open", "frames": ["cost", "nature"], "note": "odd"},
            "cyd": {"dam": "for"},
        },
    },
    {
        "id": "c",
        "text": "z",
        "context": "z",
        "codes": {"ann": {"dam": "for", "frames": []}, "ben": {"dam": "open", "frames": []}},
    },
]


@pytest.fixture
def run(folder):  # noqa: F811
    (folder / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in ROWS), "utf-8")

    def invoke(*arguments):
        names = [str(folder / a) if "." in a else a for a in arguments]
        book = str(folder / "codebook.toml")
        return CliRunner().invoke(adjudicate.main, [*names, "--codebook", book]).output

    assert "2 rows to decide" in invoke("write", "rows.jsonl", "-o", "sheet.csv")
    return invoke


def test_decisions_settle_rows_and_what_is_left_stays_open(run, folder):  # noqa: F811
    asked = fill(folder / "sheet.csv", [{"dam": "For", "nature": "", "rule": "naming"}, {}])
    assert asked[0]["dam said"] == "for: ann, cyd; against: ben"
    assert asked[0]["nature said"] == "no nature: ann; nature: ben"
    assert [asked[0][head] for head in ("dam", "road", "cost", "nature")] == ["?", "open", "x", "?"]
    assert asked[0]["notes"] == "ben: odd"
    said = run("read", "rows.jsonl", "sheet.csv", "-o", "done.jsonl")
    assert "1 rows decided, 1 still open" in said
    first, second, third = load_rows(folder / "done.jsonl")
    assert first["codes"] == ROWS[0]["codes"]
    decision = {"dam": "for", "road": "open", "frames": ["cost"], "rule": "naming"}
    assert second["codes"]["adjudicated"] == decision
    assert (second["dam"], second["road"], second["frames"]) == ("for", "open", ["cost"])
    assert differing(third, BOOK) == ["dam"]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"dam": "for", "nature": ""}, "without a rule"),
        ({"dam": "for", "rule": "naming"}, "no decision on nature"),
        ({"dam": "fro", "rule": "naming"}, "dam = 'fro'"),
        ({"id": "a"}, "'a' is not an id"),
    ],
)
def test_half_a_decision_is_refused(run, folder, answers, problem):  # noqa: F811
    fill(folder / "sheet.csv", [answers, {}])
    said = run("read", "rows.jsonl", "sheet.csv", "-o", "done.jsonl")
    assert problem in said
    assert "row 2" in said
    assert not (folder / "done.jsonl").exists()


def test_a_sheet_is_not_overwritten_and_nothing_to_decide_is_said(run, folder):  # noqa: F811
    assert "may hold decisions" in run("write", "rows.jsonl", "-o", "sheet.csv")
    (folder / "rows.jsonl").write_text(json.dumps(ROWS[0]) + "\n", "utf-8")
    assert "nothing to decide" in run("write", "rows.jsonl", "-o", "other.csv")


def test_rows_without_codes_are_refused(run, folder):  # noqa: F811
    (folder / "rows.jsonl").write_text('{"text": "x"}\n', "utf-8")
    assert "has 'codes' by coder" in run("write", "rows.jsonl", "-o", "other.csv")


def test_examples_in_docstrings():
    found = doctest.testmod(adjudicate)
    assert found.attempted
    assert not found.failed
