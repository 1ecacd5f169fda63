from pathlib import Path

from tests.walkthrough import run_page

PAGE = Path(__file__).parent.parent / "docs/coding.md"


def test_the_round_trip_of_coding_runs_from_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed = {}
    for command, output in run_page(PAGE.read_text("utf-8")):
        printed[" ".join(command.split()[2:4])] = output
    assert "| china | ann – ben | 6 |" in printed["training.agreement coded.jsonl"]
    assert "rows coded: 6 (ann 6, ben 6); coders differ in 2" in printed["training.sheets read"]
    assert "rows coded: 1 (ann 1, ben 1)" in printed["training.labelstudio read"]
    assert "2 rows decided, 0 still open" in printed["training.adjudicate read"]
    assert "4 quotes, 1 of them at random" in printed["training.queue pile.jsonl"]
    assert "labels are doubted" in printed["training.label_errors labels"]
