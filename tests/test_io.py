import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stance
from stance import Article, InputError
from stance.io import dump_rows, read_rows, writing
from tests.strategies import texts


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_articles_from_jsonl(tmp_path):
    rows = '{"text": "a", "id": 7, "title": "T", "outlet": "X"}\n\n{"text": ""}\n'
    first, second = stance.read_articles(write(tmp_path / "a.jsonl", rows))
    assert first == Article(text="a", id="7", title="T")
    assert first.meta == {"outlet": "X"}
    assert second == Article(text="", id="a-3")


def test_articles_from_csv_with_a_byte_order_mark(tmp_path):
    path = write(tmp_path / "a.csv", '\ufefftext,language\n"one, two\nthree",de\n')
    assert [a.text for a in stance.read_articles(path)] == ["one, two\nthree"]


def test_an_article_from_plain_text(tmp_path):
    [article] = stance.read_articles(write(tmp_path / "mine.txt", "one\ntwo"))
    assert (article.text, article.id) == ("one\ntwo", "mine")


def test_quotes(tmp_path):
    row = '{"text": "a", "context": "He said a", "speaker": "B", "spans": [[1, 2]], "russia": "x"}'
    [quote] = stance.read_quotes(write(tmp_path / "q.jsonl", row))
    assert (quote.context, quote.speaker, quote.spans) == ("He said a", "B", ((1, 2),))
    [quote, whole] = stance.read_quotes(write(tmp_path / "q.csv", "text,spans\na,1-2;4-7\nb,\n"))
    assert (quote.spans, whole.spans) == (((1, 2), (4, 7)), ())
    with pytest.raises(InputError, match=r"line 1: 'spans' is \[3\]. Write pairs"):
        list(stance.read_quotes(write(tmp_path / "q.jsonl", '{"text": "a", "spans": [3]}')))
    lines = stance.read_quotes(write(tmp_path / "q.txt", "one\n\ntwo\n"))
    assert [q.text for q in lines] == ["one", "two"]


BROKEN = [
    ("a.jsonl", b'{"text": "good"}\n{broken\n{"text": "good"}\n', 2, "JSON"),
    ("a.jsonl", b'{"text": "good"}\n["text"]\n{"text": "good"}\n', 2, "not an object"),
    ("a.jsonl", b'{"text": "good"}\n{"body": "x"}\n{"text": "good"}\n', 2, "no 'text'"),
    ("a.jsonl", b'{"text": "good"}\n{"text": 3}\n{"text": "good"}\n', 2, "not a string"),
    ("a.jsonl", b'{"text": "good"}\n{"text": "\xff"}\n{"text": "good"}\n', 2, "UTF-8"),
    ("a.jsonl", b'{"text": "good"}\n{"text": null}\n{"text": "good"}\n', 2, "'text' is null"),
    ("a.csv", b"text,id\ngood,1\nbad,2,3\ngood,4\n", 3, "more cells"),
    ("a.csv", b'text,id\n"a "b" c",2\ngood,1\ngood,4\n', 2, "not a CSV row"),
    ("a.csv", b'text,id\ngood,1\ngood,4\n"open,2\nbad,3\n', 4, "unexpected end"),
    ("a.csv", b"text,id\ngood,1\nb\xff,2\ngood,4\n", 3, "UTF-8"),
    ("a.tsv", b"text\tid\ngood\t1\nb\t2\t3\ngood\t4\n", 3, "more cells"),
]


@pytest.mark.parametrize(("name", "content", "line", "reason"), BROKEN)
def test_a_bad_row_is_named_or_collected(tmp_path, name, content, line, reason):
    path = write(tmp_path / name, content)
    with pytest.raises(InputError, match=f"line {line}.*{reason}"):
        list(stance.read_articles(path))
    rejects = []
    kept = list(stance.read_articles(path, on_reject=rejects.append))
    assert [article.text for article in kept] == ["good", "good"]
    assert [(r.file, r.line) for r in rejects] == [(str(path), line)]
    assert reason in rejects[0].reason


def test_what_is_too_long_for_an_article_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("stance.io.LONGEST", 5)
    path = write(tmp_path / "a.jsonl", '{"text": "short"}\n{"text": "longer"}\n')
    rejects = []
    assert [a.text for a in stance.read_articles(path, on_reject=rejects.append)] == ["short"]
    assert "'text' has 6 characters. Cut it into articles." in rejects[0].reason
    assert [quote.text for quote in stance.read_quotes(path)] == ["short", "longer"]


def test_a_wrong_column_names_the_right_one(tmp_path):
    path = write(tmp_path / "a.csv", "body,id\nx,1\n")
    with pytest.raises(InputError, match="Rename the column to 'text'"):
        list(stance.read_articles(path))


@pytest.mark.parametrize("name", ["missing.jsonl", "missing.txt", "photo.png"])
def test_an_unusable_file(tmp_path, name):
    with pytest.raises(InputError, match=name):
        list(stance.read_articles(tmp_path / name))


@given(st.lists(st.fixed_dictionaries({"text": texts, "number": st.integers()}), max_size=5))
def test_jsonl_read_after_write(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("rows") / "a.jsonl"
    with writing(path) as file:
        file.writelines(dump_rows(rows, ".jsonl"))
    assert [row for _, row in read_rows(path)] == rows


@given(st.lists(st.text('a \r\n",;\té', min_size=1), min_size=1, max_size=5))
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_table_read_after_write(tmp_path_factory, suffix, cells):
    path = tmp_path_factory.mktemp("rows") / f"a{suffix}"
    with writing(path) as file:
        file.writelines(dump_rows([{"text": cell, "number": "1"} for cell in cells], suffix))
    assert [row["text"] for _, row in read_rows(path)] == cells
    assert path.read_bytes().split(b"\n")[0] in (b"text,number", b"text\tnumber")


def test_articles_without_an_id_are_named_by_file_and_line(tmp_path):
    for name in ("north", "south"):
        write(
            tmp_path / f"{name}.jsonl",
            '{"text": "x"}\n\n{"text": "y", "id": "own"}\n{"text": "z"}\n',
        )
    found = [
        a.id
        for name in ("north", "south")
        for a in stance.read_articles(tmp_path / f"{name}.jsonl")
    ]
    assert found == ["north-1", "own", "north-4", "south-1", "own", "south-4"]


def test_predictions_as_jsonl_and_csv(small, tmp_path):
    predictions = small.predict_many(["peace", "war, and\nlies"])
    assert stance.write_predictions(predictions, tmp_path / "p.jsonl") == 2
    lines = (tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [p.as_dict() for p in predictions]
    stance.write_predictions(predictions, tmp_path / "p.csv")
    table = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text(encoding="utf-8"))))
    assert [row["text"] for row in table] == ["peace", "war, and\nlies"]
    assert float(table[0]["russia_none"]) == predictions[0].stance["russia"].probabilities["none"]


def test_predictions_come_before_the_path_and_as_a_list(small, tmp_path):
    found = small.predict("x")
    for mixed in (("p.jsonl", [found]), (found, tmp_path / "p.jsonl")):
        with pytest.raises(InputError, match="list of predictions first"):
            stance.write_predictions(*mixed)


def test_a_half_character_is_written_as_json_has_it(small, tmp_path):
    stance.write_predictions([small.predict("a \udcff")], tmp_path / "p.jsonl")
    assert json.loads((tmp_path / "p.jsonl").read_text(encoding="utf-8"))["text"] == "a \udcff"


def test_rows_of_one_table_have_its_columns(small, tmp_path):
    more = small.predict("x", targets={"china": ["china*"]})
    with pytest.raises(InputError, match=r"'china'.* Write \.jsonl"):
        stance.write_predictions([small.predict("x"), more], tmp_path / "p.csv")


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    with pytest.raises(InputError, match=r"too long\. Name a place"):
        stance.write_predictions([], tmp_path / f"{'x' * 300}.jsonl")


def test_a_failed_write_leaves_nothing(small, tmp_path):
    def broken():
        yield small.predict("x")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        stance.write_predictions(broken(), tmp_path / "p.jsonl")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="no such folder"):
        stance.write_predictions([], tmp_path / "no" / "p.jsonl")
    with pytest.raises(InputError, match=r"\.jsonl"):
        stance.write_predictions([], tmp_path / "p.txt")
