import json
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

import pytest
from click.testing import CliRunner

from stance import InputError, Prediction, Verdict
from training import check, contrast
from training.contrast import PAIRS, asked, differing, outcomes, read_pairs, shares
from training.rows import load_rows, runs, words


@pytest.fixture(scope="module")
def pairs(codebook):
    return read_pairs([PAIRS], codebook)


def member(text, russia="none", ukraine="none", frames=()):
    context = f"“{text},” a clerk said."
    labels = {"russia": russia, "ukraine": ukraine, "frames": list(frames)}
    return {
        "text": text,
        "context": context,
        "speaker": "a clerk",
        "mention": "a clerk",
        **labels,
    }


def row(first, second, kind="negated", number=1):
    return {
        "id": f"{kind}-{number}",
        "kind": kind,
        "lang": "en",
        "first": first,
        "second": second,
    }


def written(path, *rows):
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return [path]


class Stub:
    """Say of each quote what it was told to, with the probability it was told."""

    def __init__(self, codebook, russia, alliance):
        self.codebook, self.russia, self.alliance = codebook, russia, alliance

    def predict_many(self, quotes):
        return [self._answer(quote) for quote in quotes]

    def _answer(self, quote):
        stances = {
            "russia": self.russia.get(quote.text, (0.1, 0.1, 0.8)),
            "ukraine": (0.1, 0.1, 0.8),
        }
        verdicts = {}
        for target, values in stances.items():
            probabilities = dict(zip(self.codebook.stances, values, strict=True))
            label = max(probabilities, key=probabilities.__getitem__)
            verdicts[target] = Verdict(label, probabilities[label], probabilities)
        present = self.alliance.get(quote.text, 0.1)
        frames = {**dict.fromkeys(self.codebook.frames, 0.1), "alliance": present}
        shown = tuple(f for f, p in frames.items() if p >= 0.5)
        return Prediction(quote, verdicts, shown, frames, "stub")


def test_the_pairs_are_as_many_as_promised_and_balanced(pairs):
    assert len(pairs) >= 420
    counts = Counter((pair.kind, pair.lang) for pair in pairs)
    assert len(counts) == 16
    assert min(counts.values()) >= 26
    same = [pair for pair in pairs if not differing(pair)]
    assert len(same) * 3 <= sum(pair.kind == "conditional" for pair in pairs)


def test_a_file_holds_one_kind():
    for file in PAIRS.glob("*.jsonl"):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert {r["kind"] for r in rows} == {file.stem}


def test_members_differ_in_few_words(pairs):
    near = []
    for pair in pairs:
        first, second = (words(e.quote.context) for e in (pair.first, pair.second))
        near.append(SequenceMatcher(None, first, second, autojunk=False).ratio())
        assert near[-1] > 0.4, pair.id
    assert median(near) > 0.8


def test_no_pair_repeats_a_labelled_row_or_another_pair(pairs):
    known = {run for _, run in runs((r["context"] for r in load_rows()), check.RUN)}
    contexts = [e.quote.context for pair in pairs for e in (pair.first, pair.second)]
    owner = {}
    for number, run in runs(contexts, check.RUN):
        assert run not in known, run
        assert owner.setdefault(run, number // 2) == number // 2, run


def test_no_speaker_is_a_real_person(pairs, codebook):
    rows = [
        {"id": pair.id, "speaker": e.quote.speaker}
        for pair in pairs
        for e in (pair.first, pair.second)
    ]
    assert list(check.real_speakers(rows, codebook)) == []


def test_targets_are_swapped_in_their_kind(pairs):
    for pair in pairs:
        if pair.kind == "targets_swapped":
            first, second = pair.first.stance, pair.second.stance
            assert (first["russia"], first["ukraine"]) == (second["ukraine"], second["russia"])


def test_two_pairs_are_judged(tmp_path, codebook):
    path = written(
        tmp_path / "toy.jsonl",
        row(member("It lied", russia="against"), member("It did not lie", russia="favor")),
        row(member("States ally", frames=["alliance"]), member("Shops ally"), number=2),
    )
    # The second member is wrong, but nearer to its label than the first; then the frame is right.
    russia = {"It lied": (0.1, 0.8, 0.1), "It did not lie": (0.2, 0.6, 0.2)}
    found = outcomes(
        read_pairs(path, codebook),
        Stub(codebook, russia, {"States ally": 0.7, "Shops ally": 0.3}),
    )
    assert [(one.both_right, one.right_way) for one in found] == [(False, True), (True, True)]
    both, way = shares(found)
    assert (both.value, way.value) == (0.5, 1.0)
    assert (both.low, both.high) == (0.0, 1.0)
    # A frame found in both members is wrong, and likelier where it does not belong: the wrong way.
    found = outcomes(
        read_pairs(path, codebook),
        Stub(codebook, russia, {"States ally": 0.7, "Shops ally": 0.9}),
    )
    assert [(one.both_right, one.right_way) for one in found] == [(False, True), (False, False)]


def test_one_differing_label_that_goes_the_wrong_way_spoils_a_pair(tmp_path, codebook):
    pair = row(member("One", russia="against", frames=["alliance"]), member("Two"))
    path = written(tmp_path / "toy.jsonl", pair)
    [one] = outcomes(
        read_pairs(path, codebook),
        Stub(codebook, {"One": (0.1, 0.8, 0.1)}, {"One": 0.2, "Two": 0.3}),
    )
    assert differing(one.pair) == ["russia", "alliance"]
    assert not one.right_way


def test_a_pair_without_a_difference_asks_for_the_same_answer(tmp_path, codebook):
    first, second = member("We sent it", "favor"), member("We will send it", "favor")
    pairs = read_pairs(written(tmp_path / "toy.jsonl", row(first, second, "conditional")), codebook)
    assert asked(pairs[0]) == ["russia", "ukraine"]
    right, neutral = (0.8, 0.1, 0.1), (0.1, 0.1, 0.8)
    cases = [
        ((right, right), (True, True)),
        ((neutral, neutral), (False, True)),
        ((right, neutral), (False, False)),
    ]
    for values, expected in cases:
        texts = dict(zip(("We sent it", "We will send it"), values, strict=True))
        [one] = outcomes(pairs, Stub(codebook, texts, {}))
        assert (one.both_right, one.right_way) == expected


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"russia": "love"}, {}, "love"),
        ({"frames": ["war"]}, {}, "war"),
        ({"context": "Nothing was said."}, {}, "does not stand in the context"),
        ({"mention": "a judge"}, {}, "does not stand in the context"),
        ({"speaker": None}, {}, "speaker = None"),
        ({"text": ""}, {}, "text = ''"),
        ({"note": "x"}, {}, "not known .*note"),
        ({}, {"russia": "against"}, "differ in no label"),
    ],
)
def test_a_bad_pair_names_file_and_line(tmp_path, codebook, first, second, message):
    bad = row({**member("A", "against"), **first}, {**member("B"), **second})
    with pytest.raises(InputError, match=rf"line 1: .*{message}"):
        read_pairs(written(tmp_path / "bad.jsonl", bad), codebook)


def test_an_id_stands_once(tmp_path, codebook):
    good = row(member("A", "against"), member("B"))
    with pytest.raises(InputError, match="line 2: the id negated-1 occurred before"):
        read_pairs(written(tmp_path / "bad.jsonl", good, good), codebook)


def test_the_command_prints_a_table_and_what_fails(tmp_path, codebook, monkeypatch):
    stub = Stub(codebook, {"A": (0.1, 0.8, 0.1)}, {})
    monkeypatch.setattr(contrast, "load", lambda _: stub)
    good = row(member("A", "against"), member("B"))
    bad = row(member("C", "against"), member("D"), "denied", 2)
    [path] = written(tmp_path / "pairs.jsonl", good, bad)
    shown = CliRunner().invoke(contrast.main, [str(tmp_path), str(path), "--errors"])
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0] == "| kind | language | pairs | both right | right way |"
    starts = [line.rsplit(" | ", 2)[0] for line in lines[2:8]]
    assert starts == [
        f"| {kind} | {part} | {count}"
        for kind, count in (("denied", 1), ("negated", 1), ("all", 2))
        for part in ("en", "both")
    ]
    assert "denied-2: wrong way" in lines
    assert "negated-1" not in shown.output
    assert any("russia against > none" in below for _, below in pairwise(lines))
