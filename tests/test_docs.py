"""Every block of code of every page is run as it stands."""

import hashlib
import re
from pathlib import Path

import pytest

import stance
from stance import __version__
from stance.training import data_hash
from tests.walkthrough import BLOCK, run_page
from training.train import LABELS, WORDS

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
OTHERS = {
    "another_question.md": "test_another_question.py",
    "coding.md": "test_coding.py",
    "own_labels.md": "test_own_labels.py",
    "prevalence.md": "test_prevalence.py",
}
"""Pages that another test runs, which looks at what they made."""


def text_of(page):
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name not in OTHERS and BLOCK.search(text_of(page))],
    ids=lambda page: page.stem,
)
def test_a_page_runs_from_a_clone(page, tmp_path, monkeypatch):
    for name in ("data", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    if page.name == "scale.md":
        (tmp_path / "archive").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    for _ in run_page(text_of(page)):
        pass


def test_the_other_pages_are_run_elsewhere():
    for page, test in OTHERS.items():
        assert f"docs/{page}" in text_of(ROOT / "tests" / test)


def test_no_block_is_left_out():
    for page in PAGES:
        for kind in re.findall(r"^```(\S*)\n.*?^```$", text_of(page), re.DOTALL | re.MULTILINE):
            assert kind in ("sh", "python", ""), f"{page.name}: nothing runs {kind}"


def test_the_site_has_every_page():
    listed = re.findall(r"- (\w+\.md)$", text_of(ROOT / "mkdocs.yml"), re.MULTILINE)
    assert sorted(listed) == [page.name for page in PAGES]


def test_the_validation_is_of_the_shipped_model():
    title = text_of(ROOT / "docs" / "VALIDATION.md").splitlines()[0]
    assert title == f"# Validation of {stance.load().name} on gold", (
        "python -m training.report -o docs --text-only --labels data/labeled "
        "--coded data/labeled --pairs tests/contrast"
    )


def test_figures_are_of_the_rows_that_the_page_says():
    here = sum(
        text_of(file).count("\n") for part in LABELS for file in (ROOT / part).glob("*.jsonl")
    )
    rows = data_hash([ROOT / part for part in LABELS])[:12]
    words = hashlib.sha256((ROOT / WORDS).read_bytes()).hexdigest()[:12]
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text_of(ROOT / "docs" / "figures.md").splitlines()
        if line.startswith("|")
    ]
    assert len(table) > 2
    for figure, page, command, number, *hashes, of in table[2:]:
        assert command.split()[0].strip("`") in text_of(ROOT / "docs" / page), figure
        today = (number, *hashes) == (str(here), rows, words)
        assert today == (of == "now"), f"{figure}: measure it anew ({rows}, {words}), or say 'then'"


def test_the_citation_names_this_version():
    assert f"\nversion: {__version__}\n" in text_of(ROOT / "CITATION.cff")
