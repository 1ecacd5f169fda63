import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from stance import InputError, load
from stance.model import SHIPPED, Model
from stance.store import load_folder
from training.compare import compare, example_lines, lines, main, real_news, shared_codebook


def renamed(**changes):
    """Return the shipped model under another codebook."""
    stored = load_folder(SHIPPED)
    return Model(stored._replace(codebook=replace(stored.codebook, **changes)))


def test_a_model_does_not_differ_from_itself(small, examples):
    for change in compare(small, small, examples[:40]):
        assert change.improved == change.worsened == change.other == ()
        assert change.difference == change.net == (0, 0, 0)


def test_counts_scores_and_intervals_belong_together(small, examples):
    shipped = load()
    changes = {change.head: change for change in compare(small, shipped, examples)}
    assert list(changes) == [*small.codebook.targets, *small.codebook.frames]
    for head, change in changes.items():
        right = [
            sum(
                (p.stance[head].label == e.stance[head])
                if head in e.stance
                else ((head in p.frames) == (head in e.frames))
                for e, p in zip(examples, m.predict_many(e.quote for e in examples), strict=True)
            )
            for m in (small, shipped)
        ]
        assert change.rows == len(examples)
        assert len(change.improved) - len(change.worsened) == right[1] - right[0]
        assert change.net.value == pytest.approx((right[1] - right[0]) / len(examples))
        assert change.difference.value == pytest.approx(change.new - change.old)
        assert change.difference.low <= change.difference.value <= change.difference.high
        gains = [row.gain for row in change.improved]
        assert gains == sorted(gains, reverse=True)
    [_, _, first, *rest] = lines(list(changes.values()))
    assert first.startswith(f"| russia | {len(examples)} |")
    assert len(rest) == len(changes) - 1
    shown = list(example_lines(changes["russia"], 1))
    assert all(line.startswith(("* better: ", "* worse: ")) for line in shown)


def test_only_what_both_answer_is_compared():
    fewer = renamed(frames=("alliance",))
    assert shared_codebook(load(), fewer).frames == ("alliance",)
    with pytest.raises(InputError, match="other questions"):
        shared_codebook(load(), renamed(stances=("yes", "no", "none")))


def test_the_program(tmp_path, small):
    small.save(tmp_path / "old")
    row = {"text": "Russia must end this criminal war", "russia": "against", "group": "g"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    said = CliRunner().invoke(main, [str(tmp_path / "old"), str(SHIPPED), str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert "1 rows in 1 groups" in said.output
    assert "| russia | 1 |" in said.output
    assert "ukraine" not in said.output


def test_without_gold_there_is_nothing_to_compare_on(tmp_path):
    with pytest.raises(InputError, match="Name labelled rows"):
        real_news(tmp_path)
