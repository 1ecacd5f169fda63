"""Quotes go out as sheets and come back as rows with the codes of each coder."""

import csv
import doctest
import json
from io import BytesIO

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from stance import Codebook, InputError
from stance.labels import read_examples
from stance.rows import csv_rows, dump_rows
from tests.strategies import texts
from training import codes, sheets

BOOK = Codebook.from_dict(
    {
        "version": "3",
        "stances": ["for", "against", "open"],
        "neutral": "open",
        "targets": {"dam": {"names": ["dam"]}, "road": {"names": ["road"]}},
        "frames": {"cost": {"definition": "What it takes."}, "nature": {}},
    }
)
PILE = [
    {"text": "Build it", "context": "“Build it,” she said.", "article": "a", "speaker": "Ada Lind"},
    {"text": "=Never; “no”", "context": "He said: “=Never; “no””\nand left.", "article": "a"},
    {"text": "Too dear", "context": "“Too dear.”", "article": "b", "language": "en"},
    {"text": "Too dear", "context": "“Too dear.”", "article": "b", "language": "en"},
]


@pytest.fixture
def folder(tmp_path):
    lines = [json.dumps(row) + "\n" for row in PILE]
    (tmp_path / "quotes.jsonl").write_text("".join(lines), encoding="utf-8")
    table = {"version": BOOK.version, "stances": list(BOOK.stances), "neutral": BOOK.neutral}
    text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
    text += '[targets.dam]\nnames = ["dam"]\n[targets.road]\nnames = ["road"]\n'
    text += '[frames.cost]\ndefinition = "What it takes."\n[frames.nature]\n'
    (tmp_path / "codebook.toml").write_text(text, encoding="utf-8")
    return tmp_path


def run(main, folder, *arguments):
    names = (str(folder / a) if "." in a or a == "out" else a for a in arguments)
    return CliRunner().invoke(main, [*names, "--codebook", str(folder / "codebook.toml")])


def fill(path, answers, **options):
    """Fill a sheet as a spreadsheet would save it, with semicolons."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        for row, answer in zip(rows, answers, strict=True):
            writer.writerow({**row, **answer})
    return rows


def test_two_coders_and_back(folder):
    done = run(
        sheets.main,
        folder,
        "write",
        "quotes.jsonl",
        "--coder",
        "ann",
        "--coder",
        "ben",
        "-o",
        "out",
    )
    assert done.exit_code == 0, done.output
    ann, ben = folder / "out/ann.csv", folder / "out/ben.csv"
    assert "What it takes." in (folder / "out/codebook.csv").read_text(encoding="utf-8-sig")
    rows = fill(ann, [{"dam": "For", "cost": "x"}, {"dam": "open"}, {"road": "open"}])
    assert [row["text"] for row in rows] == ["Build it", "'=Never; “no”", "Too dear"]
    fill(ben, [{"dam": "for", "cost": "yes"}, {"dam": "against", "note": "rule 3"}, {}])
    done = run(
        sheets.main,
        folder,
        "read",
        "quotes.jsonl",
        "out/ann.csv",
        "out/ben.csv",
        "-o",
        "coded.jsonl",
    )
    assert "rows coded: 3 (ann 3, ben 2); coders differ in 1" in done.output
    found = [
        json.loads(line)
        for line in (folder / "coded.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert found[0]["dam"] == "for"
    assert found[0]["road"] is None
    assert found[0]["frames"] == ["cost"]
    assert found[1]["text"] == "=Never; “no”"
    assert found[1]["dam"] is None
    assert found[1]["codes"]["ben"] == {"dam": "against", "frames": [], "note": "rule 3"}
    examples = read_examples([folder / "coded.jsonl"], BOOK)
    assert [dict(example.stance) for example in examples] == [{"dam": "for"}, {}, {"road": "open"}]
    assert [example.group for example in examples] == ["a", "a", "b"]


def test_what_cannot_be_used_is_named_by_row(folder):
    run(sheets.main, folder, "write", "quotes.jsonl", "--coder", "ann", "-o", "out")
    fill(folder / "out/ann.csv", [{"dam": "fro"}, {"id": "q1"}, {"cost": "maybe"}])
    done = run(sheets.main, folder, "read", "quotes.jsonl", "out/ann.csv", "-o", "coded.jsonl")
    assert done.exit_code == 1
    for piece in (
        "row 2: dam = 'fro' is not one of for, against, open",
        "row 3: 'q1'",
        "row 4: cost",
    ):
        assert piece in done.output
    assert not (folder / "coded.jsonl").exists()


def test_a_sheet_that_may_hold_work_is_not_overwritten(folder):
    for text in ("ann.csv", "is there already"):
        done = run(sheets.main, folder, "write", "quotes.jsonl", "--coder", "ann", "-o", "out")
        assert text in done.output


def test_an_empty_sheet_makes_no_rows(folder):
    run(sheets.main, folder, "write", "quotes.jsonl", "--coder", "ann", "-o", "out")
    done = run(sheets.main, folder, "read", "quotes.jsonl", "out/ann.csv", "-o", "coded.jsonl")
    assert "nobody coded anything" in done.output


@pytest.mark.parametrize("name", ["adjudicated", "draft", " "])
def test_names_that_rows_use_otherwise_are_refused(folder, name):
    with pytest.raises(InputError, match="Rename"):
        sheets.write_sheets(PILE, folder, [name], BOOK)


def test_a_lost_column_is_named(folder):
    (folder / "ann.csv").write_text("id,dam\nq1,for\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column road, cost, nature"):
        sheets.read_sheet(folder / "ann.csv", ["q1"], BOOK)


def test_two_rows_of_one_id_are_refused(folder):
    rows = [{"id": "1", "text": "a"}, {"id": "1", "text": "b"}]
    path = folder / "twice.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(InputError, match="that of another row"):
        codes.read_pile(path)


def test_an_adjudicator_decides_and_a_draft_does_not_count():
    first, second = {"dam": "for", "frames": []}, {"dam": "open", "frames": ["cost"]}
    row = {"codes": {"draft": second, "ann": first, "ben": second}}
    assert codes.differing(row, BOOK) == ["dam", "cost"]
    assert codes.settled(row, BOOK)["frames"] is None
    decided = {"codes": {**row["codes"], "adjudicated": {**second, "rule": "price named"}}}
    assert codes.differing(decided, BOOK) == []
    assert codes.settled(decided, BOOK)["dam"] == "open"
    assert codes.settled(decided, BOOK)["frames"] == ["cost"]
    assert codes.settled({"codes": {"draft": first, "ann": second}}, BOOK)["dam"] == "open"


coding = st.fixed_dictionaries(
    {},
    optional={
        "dam": st.sampled_from(BOOK.stances),
        "road": st.sampled_from(BOOK.stances),
        "frames": st.sampled_from([[], ["cost"], ["nature"], ["cost", "nature"]]),
    },
)


@given(coding)
def test_cells_of_a_coding_read_back_as_that_coding(code):
    found = sheets.codes_of(sheets.cells(code, BOOK), BOOK)
    # A row in which every cell is empty was not coded.
    assert found == ({} if code in ({"frames": []}, {}) else code)


@given(st.lists(st.tuples(texts, texts), max_size=6))
def test_any_quote_survives_the_sheet(pairs):
    rows = [{"id": f"q{i}", **sheets.cells({"dam": "for"}, BOOK)} for i in range(len(pairs))]
    full = [
        {**sheets.shown({"id": row["id"], "text": text, "context": context}), **row}
        for row, (text, context) in zip(rows, pairs, strict=True)
    ]
    content = "".join(dump_rows(full, ".csv")).encode("utf-8", errors="replace")
    read = [row for _, row in csv_rows(BytesIO(content), ",")]
    assert [row["id"] for row in read] == [row["id"] for row in rows]
    assert all(row["dam"] == "for" for row in read)


@pytest.mark.parametrize("module", [codes, sheets])
def test_examples_in_docstrings(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
