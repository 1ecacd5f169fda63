"""Agreement is that of the textbooks, for any number of coders, and low agreement is seen."""

import doctest
import json

import numpy as np
import pytest
from click.testing import CliRunner
from nltk.metrics.agreement import AnnotationTask

from stance import InputError
from training import agreement
from training.codes import said

CODERS = ("ann", "ben", "cyd", "dan")


def coded(size, *, right=0.8, missing=0.3, seed=3, origin="x"):
    """Return rows that up to four coders coded, each right so often."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(size):
        truth = rng.choice(["favor", "against", "none"])
        codes = {}
        for coder in CODERS:
            label = truth if rng.random() < right else rng.choice(["favor", "against", "none"])
            if rng.random() >= missing:
                frames = ["alliance"] if rng.random() < 0.3 else []
                codes[coder] = {"russia": str(label), "frames": frames}
        rows.append({"id": str(number), "group": str(number // 3), "lang": "en", "codes": codes})
        rows[-1]["origin"] = origin
    return rows


def triples(rows, head, codebook):
    return [
        (coder, row["id"], said(code, head, codebook))
        for row in rows
        for coder, code in row["codes"].items()
        if len(row["codes"]) > 1
    ]


@pytest.mark.parametrize("head", ["russia", "alliance"])
@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_alpha_is_nltks_for_any_number_of_coders(codebook, head, missing):
    rows = coded(120, missing=missing)
    found = agreement.alpha(agreement.coincidences(rows, head, codebook).sum(axis=0))
    wanted = AnnotationTask(triples(rows, head, codebook)).alpha()
    assert float(found) == pytest.approx(wanted)


def test_alpha_of_one_label_is_that_of_the_label_and_the_rest(codebook):
    rows = coded(90)
    counted = agreement.coincidences(rows, "russia", codebook)
    task = AnnotationTask([(c, i, s == "favor") for c, i, s in triples(rows, "russia", codebook)])
    table = agreement.one_label(counted, 0).sum(axis=0)
    assert float(agreement.alpha(table)) == pytest.approx(task.alpha())


def test_kappa_of_a_pair_is_nltks(codebook):
    rows = coded(200)
    tables = agreement.pair_tables(rows, "russia", codebook)
    assert len(tables) == 6
    both = [row for row in rows if {"ann", "cyd"} <= row["codes"].keys()]
    task = AnnotationTask(
        [(c, row["id"], row["codes"][c]["russia"]) for row in both for c in ("ann", "cyd")]
    )
    found = agreement.kappa(tables["ann", "cyd"].sum(axis=0))
    assert float(found) == pytest.approx(task.kappa())


def test_a_draft_and_a_decision_are_no_coders(codebook):
    code = {"russia": "none", "frames": []}
    row = {"id": "1", "group": "1", "codes": {"draft": code, "adjudicated": code, "ann": code}}
    assert len(agreement.coincidences([row], "russia", codebook)) == 0
    with pytest.raises(InputError, match="no row was coded twice"):
        agreement.agreement_sections([row], codebook)


def test_sections_have_heads_labels_languages_and_pairs(codebook):
    rows = [*coded(40), *({**row, "lang": "de"} for row in coded(40, seed=4))]
    labels, pairs = agreement.agreement_sections(rows, codebook)
    table = {tuple(row[:2]): row[3] for row in labels.rows}
    assert {("russia", "all"), ("russia: favor", "de"), ("alliance", "en")} <= table.keys()
    assert "ukraine" not in {name for name, _ in table}  # nobody coded it
    assert all(value.low <= value.value <= value.high for value in table.values())
    assert len(pairs.rows) == 6 * 4


def test_a_portion_counts_what_two_coded_of_the_head(codebook):
    rows = coded(60, missing=0)
    for row in rows[20:]:
        for coder in CODERS[1:]:
            del row["codes"][coder]["russia"]
    found = {one.head: one.rows for one in agreement.portions(rows, codebook)}
    assert found == dict.fromkeys(codebook.frames, 60)


@pytest.mark.parametrize("line", ['["a"]', '{"text": "x", "codes": "yes"}'])
def test_a_row_that_is_not_coded_is_named(tmp_path, line):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    done = CliRunner().invoke(agreement.main, [str(path)])
    assert "line 1: no coded row" in done.output


def test_a_portion_with_little_agreement_fails(tmp_path, codebook):
    rows = [*coded(60, right=0.95, missing=0), *coded(60, right=0.3, missing=0, origin="y")]
    low = {one.name for one in agreement.portions(rows, codebook) if one.low}
    assert low == {"en x", "en y"}  # frames are drawn at random in both
    russia = [one for one in agreement.portions(rows, codebook) if one.head == "russia"]
    assert [one.low for one in russia] == [False, True]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = CliRunner().invoke(agreement.main, [str(path)])
    assert done.exit_code == 1
    assert "to be coded anew" in done.output
    assert "en y russia" in done.output


def test_examples_in_docstrings():
    found = doctest.testmod(agreement)
    assert found.attempted
    assert not found.failed
