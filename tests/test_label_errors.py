"""Labels planted wrong are the first that are doubted."""

import random
from collections import Counter

import numpy as np
import pytest
from click.testing import CliRunner

from stance import Codebook, MissingExtraError, Quote
from stance.fitting import answers, heads_of
from stance.io import read_rows, write_rows
from stance.labels import Example
from training import label_errors
from training.label_errors import found_share, plant, second_look, suspects

BOOK = Codebook.from_dict(
    {
        "version": "1",
        "stances": ["yes", "no", "open"],
        "neutral": "open",
        "targets": {"dam": {"names": ["dam"]}},
        "frames": {"cost": {}},
    }
)
WORDS = {"yes": "good fine proud", "no": "bad awful harmful", "open": "tuesday report meeting"}


def rows_of(size: int) -> list[Example]:
    """Return rows whose labels their words give away."""
    rng = random.Random(4)
    rows = []
    for number in range(size):
        stance, dear = rng.choice(BOOK.stances), rng.random() < 0.4
        words = ["the", "dam", "is", *rng.choices(WORDS[stance].split(), k=2)]
        words += rng.choices(["price", "money", "billion"] if dear else ["water", "river"], k=2)
        stances = {"dam": stance} if number % 20 else {}
        rows.append(
            Example(Quote(" ".join(words)), stances, ("cost",) if dear else (), f"g{number // 2}")
        )
    return rows


def test_planted_labels_come_first():
    pytest.importorskip("cleanlab")
    clean = rows_of(240)
    rows, planted = plant(clean, BOOK, 0.05)
    heads = Counter(head for _, head in planted)
    assert heads == {"dam": 11, "cost": 12}
    changed = sum(one != other for one, other in zip(rows, clean, strict=True))
    assert changed == len({row for row, _ in planted})
    found = suspects(rows, BOOK, {})
    assert len(found) == 240 + 228
    assert found_share(found[: len(planted)], planted, rows).value > 0.8
    doubted = {(one.row, one.head) for one in found if one.issue}
    assert len(doubted & planted) > 0.8 * len(planted)
    first = found[0]
    head = next(head for head in heads_of(BOOK) if head.name == first.head)
    right = answers([clean[first.row]], head)[1][0]
    names = head.labels if head.target else ("cost",)
    assert first.likely == (names[right.argmax()] if right.any() else "no cost")


def test_the_program_lists_what_is_doubted(tmp_path, monkeypatch):
    pytest.importorskip("cleanlab")
    rows, planted = plant(rows_of(160), BOOK, 0.05)
    monkeypatch.setattr(label_errors, "load_codebook", lambda _: BOOK)
    lines = (
        {"text": e.quote.text, "group": e.group, "frames": e.frames, **e.stance, "id": f"r{i}"}
        for i, e in enumerate(rows)
    )
    write_rows(lines, tmp_path / "rows.jsonl")
    call = [str(tmp_path / "rows.jsonl"), "-o", str(tmp_path / "suspects.csv")]
    done = CliRunner().invoke(label_errors.main, call)
    assert "labels are doubted" in done.output
    listed = [row for _, row in read_rows(tmp_path / "suspects.csv")]
    wrong = {(f"r{row}", head) for row, head in planted}
    assert len({(row["id"], row["head"]) for row in listed} & wrong) > 0.8 * len(wrong)
    told = CliRunner().invoke(label_errors.main, [call[0], "--plant", "0.03"])
    assert "| all | 312 |" in told.output
    assert CliRunner().invoke(label_errors.main, call[:1]).exit_code == 2


def test_without_cleanlab_the_extra_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    with pytest.raises(MissingExtraError, match=r"quote-stance\[cleanlab\]"):
        suspects(rows_of(60), BOOK, {})


def test_every_label_gets_probabilities_and_no_other():
    rows = rows_of(120)
    held_out = np.random.default_rng(0).dirichlet(np.ones(4), len(rows))
    held_out[[not row.stance for row in rows], :3] = np.nan
    found = {
        head.name: (known, chances) for head, known, chances in second_look(rows, held_out, BOOK)
    }
    assert found["dam"][0].sum() == len(found["dam"][1]) == 114
    assert found["cost"][0].all()
    assert all(chances.sum(axis=1) == pytest.approx(1) for _, chances in found.values())
