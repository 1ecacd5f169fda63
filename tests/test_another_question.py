import re
from hashlib import sha256
from pathlib import Path

import pytest

import stance
from stance import load
from tests.walkthrough import run_page

ROOT = Path(__file__).parent.parent
LIBRARY = Path(stance.__file__).parent


def fingerprint(folder):
    files = (file for file in folder.rglob("*") if file.suffix in (".py", ".toml", ".json", ".txt"))
    return {file: sha256(file.read_bytes()).digest() for file in files}


def test_from_an_empty_folder_to_a_model_scores_and_pictures(tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    before = fingerprint(LIBRARY)
    page = (ROOT / "docs/another_question.md").read_text(encoding="utf-8")
    said = dict(run_page(page.replace("CLONE", str(ROOT))))
    assert fingerprint(LIBRARY) == before
    scores = said["stance evaluate gold.csv --model model"]
    assert all(f"\n{head} " in scores for head in ("nuclear", "wind", "cost", "safety"))
    assert "24 quotes in 8 groups" in scores
    assert "solar" not in said["stance evaluate gold.csv --model model-2"]
    assert set(load("model-2").codebook.targets) == {"nuclear", "wind", "solar"}
    document = Path("validation/VALIDATION.md").read_text(encoding="utf-8")
    assert "| gold quotes that the labels have too | 0 |" in document
    assert "### Drift" in document
    [model, names] = (
        float(re.search(rf"\| {name} \| (\S+) ", document)[1])
        for name in ("the model", "names decide")
    )
    assert names > model - 0.2
    assert Path("validation/validation.html").read_text(encoding="utf-8").count("<svg") > 15
