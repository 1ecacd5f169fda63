import json
import re
from dataclasses import replace

import pytest

from stance import InputError, load_codebook
from stance.labels import label_files, read_examples

BOOK = """
version = "1"
stances = ["pro", "contra", "open"]
neutral = "open"
[targets.china]
names = ["chin*", "beijing"]
[targets.taiwan]
names = ["taiwan*", "taipei"]
[frames.economy]
[frames.sovereignty]
"""
HEADER = "text;context;china;taiwan;frames;group"
LINES = (
    "Zölle nützen niemandem;„Zölle nützen niemandem“, sagte er.;contra;;economy;a1",
    "friedlich;Man wolle es „friedlich“.;open;pro;sovereignty, economy;a1",
    '"zwei\nZeilen";;open;?;;a2',
    ";;;;;",
    "offen;;open;;?;a2",
    "ohne;;open;;-;a3",
)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "codebook.toml").write_text(BOOK, encoding="utf-8")
    return load_codebook(tmp_path / "codebook.toml")


def write(path, *lines, encoding="utf-8", end="\n"):
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def failing(path, book):
    with pytest.raises(InputError) as caught:
        read_examples([path], book)
    return str(caught.value)


def test_a_spreadsheets_export(tmp_path, book):
    path = write(tmp_path / "rows.csv", HEADER, *LINES, encoding="utf-8-sig", end="\r\n")
    first, second, third, fourth, fifth = read_examples([path], book)
    assert first.quote.text == "Zölle nützen niemandem"
    assert first.stance == {"china": "contra"}
    assert first.frames == ("economy",)
    assert second.stance == {"china": "open", "taiwan": "pro"}
    assert second.frames == ("sovereignty", "economy")
    assert third.quote.text == "zwei\nZeilen"
    assert third.stance == {"china": "open"}
    assert [third.frames, fourth.frames, fifth.frames] == [(), None, ()]
    assert [e.group for e in (first, second, third)] == ["a1", "a1", "a2"]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_any_separator(tmp_path, book, sign, suffix):
    path = write(tmp_path / f"rows{suffix}", f"text{sign}china", f"a{sign}pro", f"b{sign}")
    assert [e.stance for e in read_examples([path], book)] == [{"china": "pro"}, {}]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"china": "Pro"}, "row 2: china = 'Pro' is not one of pro, contra, open. Correct it"),
        ({"frames": "trade"}, "row 2: frame 'trade' is not one of economy, sovereignty"),
        ({"text": " "}, "row 2: 'text' is empty"),
        ({"context": "Something else was said by her."}, "row 2: the quote 'free trade for all'"),
    ],
)
def test_a_bad_row_of_a_table_is_named(tmp_path, book, changed, message):
    row = {"text": "free trade for all", "context": "", "china": "pro", "frames": ""} | changed
    path = write(tmp_path / "rows.csv", ",".join(row), ",".join(row.values()))
    assert message in failing(path, book)


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path, book):
    path = write(tmp_path / "rows.csv", HEADER, *LINES, "x;;maybe;;;")
    assert "rows.csv, row 8: china = 'maybe'" in failing(path, book)


def test_all_bad_rows_are_named_at_once(tmp_path, book):
    lines = [json.dumps({"text": "x", "china": f"no {i}"}) for i in range(12)]
    message = failing(write(tmp_path / "rows.jsonl", *lines), book)
    assert "line 1: china = 'no 0'" in message
    assert "line 10: " in message
    assert message.endswith("… and 2 more")


def test_a_path_that_is_not_there_is_named_and_one_needs_no_list(tmp_path, book):
    with pytest.raises(InputError, match=r"nowhere: no such file"):
        read_examples(tmp_path / "nowhere", book)
    (tmp_path / "a.jsonl").write_text('{"text": "x", "china": "pro"}\n', encoding="utf-8")
    assert len(read_examples(str(tmp_path), book)) == len(read_examples([tmp_path], book)) == 1


def test_missing_columns(tmp_path, book):
    message = failing(write(tmp_path / "a.csv", "quote,china", "x,pro"), book)
    assert "its columns are quote, china. It needs 'text' and at least one of china" in message
    message = failing(write(tmp_path / "b.csv", "text,label", "x,pro"), book)
    assert "at least one of china, taiwan, frames" in message


def test_text_that_is_not_utf_8(tmp_path, book):
    message = failing(write(tmp_path / "rows.csv", HEADER, LINES[0], encoding="cp1252"), book)
    assert "row 2: not UTF-8" in message
    assert "CSV UTF-8" in message


@pytest.mark.parametrize("row", [["x"], {"text": "x", "frames": 5}, {"text": "x", "china": 1}])
def test_other_json_than_rows(tmp_path, book, row):
    assert "line 1: " in failing(write(tmp_path / "rows.jsonl", json.dumps(row)), book)


def test_an_edited_quote_still_stands_in_its_context(tmp_path, book):
    row = {"text": "The island is ours", "context": "“the island […] is ours”, he said."}
    [example] = read_examples([write(tmp_path / "rows.jsonl", json.dumps(row))], book)
    assert example.quote.text == "The island is ours"


def test_parquet(tmp_path, book):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [
        {"text": "a", "china": "pro", "frames": ["economy"]},
        {"text": "b", "china": None, "frames": None},
        {"text": "c", "china": "maybe", "frames": []},
    ]
    path = tmp_path / "rows.parquet"
    parquet.write_table(arrow.Table.from_pylist(rows[:2]), path)
    first, second = read_examples([tmp_path / "rows.parquet"], book)
    assert (first.stance, first.frames) == ({"china": "pro"}, ("economy",))
    assert (second.stance, second.frames) == ({}, None)
    parquet.write_table(arrow.Table.from_pylist(rows), path)
    assert "rows.parquet, line 3: china = 'maybe'" in failing(path, book)


def test_a_folder_stands_for_its_files(tmp_path, book):
    for name in ("b.csv", "a.jsonl", "notes.md", "c.TSV"):
        (tmp_path / name).touch()
    assert [file.name for file in label_files([tmp_path])] == ["a.jsonl", "b.csv", "c.TSV"]
    with pytest.raises(InputError, match=re.escape("no labelled rows in ")):
        read_examples([tmp_path], replace(book))
