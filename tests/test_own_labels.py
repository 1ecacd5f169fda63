from pathlib import Path

from stance import load
from tests.walkthrough import run_page

PAGE = Path(__file__).parent.parent / "docs/own_labels.md"


def test_the_walk_through_runs_from_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = dict(run_page(PAGE.read_text(encoding="utf-8")))
    assert len([command for command in said if command.startswith("stance")]) >= 9
    assert "technology" in said["stance evaluate gold --model model"]
    assert "the same bytes" in said["stance model verify model --labels labels"]
    assert set(load("other").classes) == {"first_person", "blame"}
    assert {path.name for path in Path().iterdir()} >= {"sheet.csv", "scored.csv", "model"}
