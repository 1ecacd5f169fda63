import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from stance import InputError, ModelError, load
from stance.model import SHIPPED

STORED = Path(__file__).parent / "models" / "format1"


@pytest.fixture
def folder(small, tmp_path):
    small.save(tmp_path / "model")
    return tmp_path / "model"


def test_what_is_read_equals_what_was_written(small, folder, examples):
    again = load(folder)
    items = [example.quote for example in examples[:30]]
    assert again.codebook == small.codebook
    assert again.thresholds == small.thresholds
    before = small.predict_columns(items)
    after = again.predict_columns(items)
    assert all(np.array_equal(before[key], after[key]) for key in before)


def test_writing_twice_gives_the_same_bytes(small, folder, tmp_path):
    small.save(tmp_path / "second")
    for file in folder.iterdir():
        assert file.read_bytes() == (tmp_path / "second" / file.name).read_bytes()


def test_headers_of_arrays_do_not_hang_on_the_version_of_python(folder):
    """Before 3.11.4 zipfile wrote other headers for the streams that savez writes."""
    bare = (20, 20, 0, 0, 3, b"", (1980, 1, 1, 0, 0, 0))
    for path in (*folder.glob("*.npz"), *SHIPPED.glob("*.npz")):
        for one in zipfile.ZipFile(path).infolist():
            versions = (one.create_version, one.extract_version)
            rest = (one.flag_bits, one.compress_type, one.create_system, one.extra, one.date_time)
            assert versions + rest == bare


def test_a_saved_model_may_be_replaced_but_nothing_else(small, folder, tmp_path):
    small.save(folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("dear diary")
    with pytest.raises(InputError, match="not empty"):
        small.save(tmp_path / "mine")
    assert (tmp_path / "mine" / "diary.txt").read_text() == "dear diary"


def test_no_half_written_folder_is_left(small, tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        small.save(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["model.json", "weights.npz", "vocabulary.txt"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        load(folder)


@pytest.mark.parametrize("name", ["model.json", "weights.npz", "vocabulary.txt"])
def test_a_truncated_file_is_named(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=name):
        load(folder)


def test_a_changed_file_is_named(folder):
    text = (folder / "vocabulary.txt").read_text(encoding="utf-8")
    (folder / "vocabulary.txt").write_text(text.replace("e", "f"), encoding="utf-8")
    with pytest.raises(ModelError, match="hash"):
        load(folder)


def test_a_newer_format_says_what_to_do(folder):
    data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**data, "format": 99}))
    with pytest.raises(ModelError, match="newer quote-stance"):
        load(folder)


@pytest.mark.parametrize("key", ["heads", "recipe", "codebook", "thresholds", "files"])
def test_an_incomplete_description(folder, key):
    data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    del data[key]
    (folder / "model.json").write_text(json.dumps(data))
    with pytest.raises(ModelError, match=r"model\.json"):
        load(folder)


def test_no_folder_at_all(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        load(tmp_path / "nowhere")


def test_a_model_written_long_ago_gives_its_old_numbers(tmp_path):
    """The folder was written by 1.0.0; every later version must read it to the same numbers."""
    expected = json.loads((STORED / "expected.json").read_text(encoding="utf-8"))
    shutil.copytree(STORED, tmp_path / "model")
    model = load(tmp_path / "model")
    for row in expected:
        found = model.predict(row["text"]).as_dict()
        for key, value in row["numbers"].items():
            assert found[key] == pytest.approx(value, abs=1e-6)


def test_the_shipped_model_is_small():
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 5_000_000
