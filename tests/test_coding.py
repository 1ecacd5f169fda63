from pathlib import Path

from tests.walkthrough import run_page

PAGE = Path(__file__).parent.parent / "docs/coding.md"


def test_the_round_trip_of_coding_runs_from_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = {command[:60]: printed for command, printed in run_page(PAGE.read_text("utf-8"))}
    read = next(printed for command, printed in said.items() if "sheets read" in command)
    assert "6 rows coded (ann 6, ben 6); coders differ in 2" in read
