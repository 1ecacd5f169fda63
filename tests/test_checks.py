"""The programs that guard labels and model must see what they are there to see."""

import copy
import json

import pytest

from training import check, gate
from training.rows import load_rows


@pytest.fixture(scope="module")
def rows():
    return load_rows()[:300]


def broken(rows, **changes):
    first = copy.deepcopy(rows[0])
    first.update(changes)
    return [first, *rows[1:]]


def test_good_rows_pass(rows, codebook):
    for one in (check.wrong_fields, check.wrong_offsets, check.wrong_codes, check.doubled):
        assert list(one(rows, codebook)) == []
    assert list(check.real_speakers(rows, codebook)) == []


@pytest.mark.parametrize(
    ("one", "changes"),
    [
        (check.wrong_fields, {"russia": "love"}),
        (check.wrong_fields, {"frames": ["war"]}),
        (check.wrong_fields, {"speaker": None}),
        (check.wrong_fields, {"codebook": "1.0"}),
        (check.wrong_offsets, {"text": "something else"}),
        (check.wrong_codes, {"codes": {}}),
        (check.real_speakers, {"speaker": "Wladimir Putin, Präsident"}),
    ],
)
def test_a_bad_row_is_seen(rows, codebook, one, changes):
    assert list(one(broken(rows, **changes), codebook))


def test_repeats_are_seen(rows, codebook):
    again = {**rows[0], "id": "other", "group": "other"}
    assert list(check.doubled([*rows, again], codebook))
    assert list(check.leaking([*rows, again], codebook))


def test_coders_who_differ_need_an_adjudication(rows, codebook):
    code = {"russia": "none", "ukraine": "none", "frames": []}
    codes = {"writer": code, "second": {**code, "russia": "favor"}}
    row = {**rows[0], **code, "codes": codes}
    assert "not adjudicated" in next(check.wrong_codes([row], codebook))
    settled = {**row, "codes": {**codes, "adjudicated": {**code, "rule": "own side"}}}
    assert list(check.wrong_codes([settled], codebook)) == []


def test_the_gate_sees_what_falls_below_or_was_not_measured():
    assert gate.below({"a": 0.6}, {"a": 0.5}) == []
    assert gate.below({"a": 0.4}, {"a": 0.5})
    assert gate.below({}, {"a": 0.5})
    assert gate.lowered({"a": 0.4}, {"a": 0.5})
    assert gate.lowered({}, {"a": 0.5})


def test_an_empty_gate_fails(tmp_path, monkeypatch):
    from click.testing import CliRunner

    monkeypatch.setattr(gate, "on_real_news", lambda *_: {})
    for floors in ({}, {"data": "another", "labels": {"russia, all": 0.1}, "gold": {}}):
        (tmp_path / "floors.json").write_text(json.dumps(floors), encoding="utf-8")
        monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
        assert CliRunner().invoke(gate.main, []).exit_code == 1
