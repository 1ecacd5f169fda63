"""What to code next: what teaches, what differs, and a share drawn whatever the model says."""

import doctest
import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from stance.fields import quote_of
from training import queue, queue_trial
from training.codes import read_pile
from training.rows import load_rows


@pytest.fixture(scope="module")
def pile(tmp_path_factory):
    path = tmp_path_factory.mktemp("pile") / "pile.jsonl"
    rows = load_rows()[::60]
    keep = ("id", "text", "context", "speaker", "group")
    lines = [json.dumps({key: row[key] for key in keep}) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def run(*arguments):
    done = CliRunner().invoke(queue.main, [str(argument) for argument in arguments])
    return done.output


def test_rows_to_code_next_and_a_random_share(pile, tmp_path):
    said = run(pile, "-n", "40", "-o", tmp_path / "next.jsonl")
    assert "40 quotes, 8 of them at random" in said
    rows = load_rows(tmp_path / "next.jsonl")
    everything = read_pile(pile)
    order = [row["id"] for row in everything]
    assert [row["id"] for row in rows] == sorted((r["id"] for r in rows), key=order.index)
    lowest = sorted(order, key=queue.draw_of)[:8]
    assert {row["id"] for row in rows if row["picked"] == "random"} == set(lowest)


def test_what_is_coded_is_left_out_and_the_sample_grows(pile, tmp_path, small):
    everything = read_pile(pile)
    code = {"ann": {"russia": "none", "ukraine": "none", "frames": []}}
    coded = [{**row, "codes": code, "russia": "none"} for row in everything[:50]]
    rows, limit = queue.next_rows(everything, coded, small, 30)
    ids = {row["id"] for row in rows}
    assert not ids & {row["id"] for row in coded}
    known = ids | {row["id"] for row in coded}
    sample = [row["id"] for row in everything if queue.draw_of(row["id"]) < limit]
    assert set(sample) <= known
    assert len(sample) >= 6
    assert queue.next_rows(everything[:20], [], small, 30)[1] == 1.0


def test_nothing_left_and_a_wrong_suffix_are_said(pile, tmp_path):
    (tmp_path / "coded.jsonl").write_text(
        "".join(json.dumps({**row, "codes": {"a": {}}}) + "\n" for row in read_pile(pile)), "utf-8"
    )
    output = tmp_path / "next.jsonl"
    assert "has 'codes'" not in run(pile, "--coded", tmp_path / "coded.jsonl", "-o", output)
    assert "every quote" in run(pile, "--coded", tmp_path / "coded.jsonl", "-o", output)
    assert "JSONL" in run(pile, "-o", tmp_path / "next.csv")


def test_rows_coded_in_a_table_count_and_are_left_out(pile, tmp_path):
    labels = tmp_path / "mine.csv"
    rows = read_pile(pile)[:30]
    lines = [f"{row['id']};{row['text'].replace(';', ',')};against;;\n" for row in rows]
    labels.write_text("\ufeffid;text;russia;ukraine;frames\n" + "".join(lines), "utf-8")
    said = run(pile, "--coded", labels, "-n", "20", "-o", tmp_path / "next.jsonl")
    assert "20 quotes" in said
    ids = {row["id"] for row in load_rows(tmp_path / "next.jsonl")}
    assert not ids & {row["id"] for row in rows}


def test_a_random_sample_shows_nothing_of_what_the_model_said(pile, tmp_path, small):
    everything = read_pile(pile)
    scored = [
        {**row, **small.predict(quote_of(row)).as_dict(), "id": row["id"]} for row in everything
    ]
    rows, limit = queue.next_rows(scored, [], small, 25, 1.0)
    lowest = sorted((row["id"] for row in everything), key=queue.draw_of)[:25]
    assert {row["id"] for row in rows} == set(lowest)
    assert {row["id"] for row in everything if queue.draw_of(row["id"]) < limit} == set(lowest)
    assert not {key for key in rows[0] if key.startswith(("russia", "ukraine", "frame", "model"))}
    assert rows[0]["context"]


def test_the_model_is_surer_of_what_is_left(pile, small):
    rows, _ = queue.next_rows(read_pile(pile), [], small, 60)
    picked = {row["id"] for row in rows if row["picked"] == "teaching"}
    sure = {True: [], False: []}
    for row in read_pile(pile):
        verdicts = small.predict(quote_of(row)).stance.values()
        sure[row["id"] in picked].append(min(verdict.probability for verdict in verdicts))
    assert np.mean(sure[True]) < np.mean(sure[False])


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 99))
def test_as_many_as_wanted_each_once(rows, size, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.random((rows, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = queue.pick(rng.random(rows), rng.random(rows), vectors, size)
    picked = [*found.random, *found.teaching]
    assert len(picked) == len(set(picked)) == min(rows, size)


@given(st.lists(st.text(max_size=8), unique=True, min_size=1))
def test_draws_are_between_nought_and_one(names):
    assert all(0 <= queue.draw_of(name) < 1 for name in names)
    assert len({queue.draw_of(name) for name in names}) == len(names)


def test_the_trial_compares_both_orders_on_the_same_rows(examples, codebook, small):
    rows = queue_trial.prepare(examples, codebook, small.classes, dimensions=20)
    curves = {
        order: queue_trial.run(rows, order, 3, [80, 120, 160]) for order in queue_trial.ORDERS
    }
    assert curves["queue"][0].tolist() == curves["random"][0].tolist()
    assert curves["queue"][2].tolist() != curves["random"][2].tolist()
    found = {order: np.stack([curve, curve]) for order, curve in curves.items()}
    score, needed = queue_trial.sections([80, 120, 160], found)
    assert [row[0] for row in score.rows] == ["80", "120", "160"]
    assert [row[0] for row in needed.rows][-1] == "mean of both"
    assert "<svg" in queue_trial.picture_of([80, 120, 160], found)


def test_a_queue_that_never_gets_there_is_not_counted_as_if_it_did():
    curve = np.array([0.1, 0.2, 0.3])
    assert queue_trial.reached([1, 2, 3], curve, curve + 0.1) == float("inf")
    assert queue_trial.reached([1, 2, 3], curve + 0.5, curve) == 1 / 3


@pytest.mark.parametrize("module", [queue, queue_trial])
def test_examples_in_docstrings(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
