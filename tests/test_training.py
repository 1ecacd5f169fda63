import json
from pathlib import Path

import pytest

from stance import InputError
from stance.fitting import fit_scorer
from stance.labels import read_examples
from training.passages import read_passages, rows_of
from training.train import data_hash, train

PASSAGE = """\
== p1
Night fell. “⟦We support peace⟧,” President Marek Dorin said, “⟦+and we always have.⟧”
-- n f alliance,neutrality | Marek Dorin, president | hard
== p2
Moscow was »⟦to blame⟧«, she said.
-- a n - | she | plain
"""


def test_passages_become_rows(tmp_path, codebook):
    path = tmp_path / "demo.txt"
    path.write_text(PASSAGE, encoding="utf-8")
    rows = [r for p in read_passages(path, codebook) for r in rows_of(p, "en", "demo", codebook)]
    first, second = rows
    assert first["text"] == "We support peace […] and we always have."
    assert [first["context"][slice(*s)] for s in first["spans"]] == first["text"].split(" […] ")
    assert first["context"].startswith("Night fell.")
    assert (first["russia"], first["ukraine"]) == ("none", "favor")
    assert first["frames"] == ["alliance", "neutrality"]
    assert first["mention"] == "President Marek Dorin"
    assert (second["russia"], second["group"]) == ("against", "demo-p2")


@pytest.mark.parametrize(
    "text",
    [
        PASSAGE.replace("-- a n - | she | plain\n", ""),
        PASSAGE.replace("-- a n -", "-- a n peace"),
        PASSAGE.replace("| plain", "| dull"),
    ],
)
def test_codes_that_do_not_fit(tmp_path, codebook, text):
    path = tmp_path / "demo.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        list(read_passages(path, codebook))


def write_rows(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_partly_coded_rows_train_what_they_can(tmp_path, codebook):
    rows = [
        {
            "text": f"Russia {word}",
            "russia": label,
            "group": str(i),
            "frames": ["alliance"] * (i % 2),
        }
        for i, (word, label) in enumerate(
            [("lies", "against"), ("helps", "favor"), ("is", "none")] * 8
        )
    ]
    rows += [{"text": f"Ukraine wins {i}", "ukraine": "favor", "group": f"u{i}"} for i in range(6)]
    examples = read_examples([write_rows(tmp_path / "rows.jsonl", rows)], codebook)
    fitted = fit_scorer(examples, codebook)
    assert fitted.held_out.shape == (30, 9)
    assert fitted.scorer.weights.any()


def test_labels_from_csv(tmp_path, codebook):
    path = tmp_path / "rows.csv"
    path.write_text("text,russia,frames,group\nx,none,alliance;neutrality,g\n", encoding="utf-8")
    [example] = read_examples([path], codebook)
    assert example.frames == ("alliance", "neutrality")
    assert example.stance == {"russia": "none"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": "x", "russia": "love"}, "love"),
        ({"text": "x", "frames": ["war"]}, "war"),
        ({"russia": "none"}, "no 'text'"),
    ],
)
def test_a_bad_label_names_file_and_line(tmp_path, codebook, row, message):
    with pytest.raises(InputError, match=f"line 1.*{message}"):
        read_examples([write_rows(tmp_path / "rows.jsonl", [row])], codebook)


def test_too_few_groups(tmp_path, codebook):
    rows = [{"text": "x", "russia": "none", "group": "one"}] * 9
    with pytest.raises(InputError, match="groups"):
        fit_scorer(read_examples([write_rows(tmp_path / "rows.jsonl", rows)], codebook), codebook)


def test_the_same_rows_give_the_same_bytes_on_one_or_two_processes(tmp_path, examples, codebook):
    rows = [
        {
            "text": e.quote.text,
            "context": e.quote.context,
            **e.stance,
            "frames": e.frames,
            "group": e.group,
        }
        for e in examples[:120]
    ]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    for jobs in (1, 2):
        train([path], codebook, jobs).save(tmp_path / f"model{jobs}")
    for file in (tmp_path / "model1").iterdir():
        assert file.read_bytes() == (tmp_path / "model2" / file.name).read_bytes()
    assert len(data_hash([path])) == 64
