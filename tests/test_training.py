import json
from dataclasses import replace
from pathlib import Path

import pytest

import stance
from stance import InputError, load_codebook
from stance.fitting import fit_scorer
from stance.labels import read_examples
from stance.training import data_hash, train
from training.passages import read_passages, rows_of

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
    codebook = replace(codebook, frames=("alliance",))
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
    assert fitted.held_out.shape == (30, 7)
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
    with pytest.raises(InputError, match="1 group of rows"):
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
        train([path], codebook, jobs=jobs).save(tmp_path / f"model{jobs}")
    for file in (tmp_path / "model1").iterdir():
        assert file.read_bytes() == (tmp_path / "model2" / file.name).read_bytes()
    assert len(data_hash([path])) == 64


def toy(tmp_path, texts, *, targets=("dam",), frames=("cost",), groups=8):
    """Write a codebook and rows made of `texts`, a text a stance, in so many groups."""
    book = tmp_path / "codebook.toml"
    book.write_text(
        f'version = "1"\nstances = {list(texts)}\nneutral = "{list(texts)[-1]}"\n'
        + "".join(f'[targets.{t}]\nnames = ["{t}*"]\n' for t in targets)
        + "".join(f"[frames.{f}]\n" for f in frames),
        encoding="utf-8",
    )
    rows = [
        {
            "text": text.format(target),
            target: stance,
            "frames": list(frames[:1]) if "money" in text else [],
            "group": f"g{number}",
        }
        for number in range(groups)
        for target in targets
        for stance, text in texts.items()
    ]
    return [write_rows(tmp_path / "rows.jsonl", rows)], load_codebook(book)


YES, NO = "we want the {} and its power", "the {} must never be built with our money"
PARTLY, OPEN = "a smaller {} would do", "the {} was discussed on Monday"


@pytest.mark.parametrize(
    "texts",
    [
        {"opposes": NO, "supports": YES},
        {"no": NO, "unclear": OPEN, "partly": PARTLY, "yes": YES, "open": "nobody asked"},
    ],
)
@pytest.mark.parametrize("frames", [(), ("cost",)])
def test_any_number_of_stances_with_or_without_frames(tmp_path, texts, frames):
    rows, book = toy(tmp_path, texts, targets=("dam", "road", "port"), frames=frames)
    model = train(rows, book, classes={})
    for target in book.targets:
        for label, text in texts.items():
            verdict = model.predict(text.format(target)).stance[target]
            assert verdict.label == label
            assert list(verdict.probabilities) == list(texts)
            assert sum(verdict.probabilities.values()) == pytest.approx(1)
    assert model.predict(NO.format("dam")).frames == frames
    assert set(model.facts["metrics"]["dam"]) == {"all"}
    certainty = model.facts["certainty"]
    assert set(certainty) == {*book.targets, *frames}
    assert certainty["dam"]["surest"]["50%"] >= certainty["dam"]["surest"]["100%"]
    assert all(0 <= entry["ECE"] <= 1 for entry in certainty.values())
    assert "Model card" in model.card()
    assert ("counts as present from its threshold: cost" in model.card()) == bool(frames)


def test_a_stance_may_be_missing_for_one_target(tmp_path):
    rows, book = toy(tmp_path, {"no": NO, "yes": YES, "open": OPEN}, targets=("dam", "road"))
    kept = [json.loads(line) for line in rows[0].read_text("utf-8").splitlines()]
    write_rows(rows[0], [row for row in kept if row.get("road") != "no"])
    model = train(rows, book, classes={})
    assert model.predict(NO.format("road")).stance["road"].label == "no"


def test_too_few_rows_are_named(tmp_path):
    rows, book = toy(tmp_path, {"no": NO, "yes": YES, "open": OPEN}, frames=("cost", "nature"))
    with pytest.raises(InputError, match=r"nature \(0 in 0\)\. Each needs 5 in 2: code more"):
        train(rows, book)


def test_what_is_added_to_the_neutral_score_stands_in_the_codebook(tmp_path):
    rows, book = toy(tmp_path, {"no": NO, "yes": YES, "open": OPEN})
    plain, shifted = (
        train(rows, replace(book, neutral_shift=shift), classes={}).explain("x", "dam", "open")
        for shift in (0.0, -0.5)
    )
    assert shifted.intercept == pytest.approx(plain.intercept - 0.5)


def test_how_sure_a_model_is_of_a_target_stands_in_the_codebook(tmp_path):
    rows, book = toy(tmp_path, {"no": NO, "yes": YES, "open": OPEN})
    plain, doubtful = (
        train(rows, replace(book, certainty=factors), classes={}).explain("the dam", "dam", "open")
        for factors in ({}, {"dam": 0.5})
    )
    assert doubtful.score == pytest.approx(plain.score / 2, rel=1e-3)


def test_the_words_of_the_shipped_model_are_looked_at_by_default(tmp_path):
    rows, book = toy(tmp_path, {"no": NO, "yes": YES})
    assert train(rows, book).classes == stance.load().classes
    assert train(rows, book, classes={"building": ("built",)}).classes == {"building": ("built",)}
