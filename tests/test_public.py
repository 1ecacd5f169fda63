import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from benchmarks.public import SETS, Set, Setting, fit, measured, one_or_two
from benchmarks.public_scores import F_AVG, FRAMES, tables
from benchmarks.public_sets import Part, gvfc, ruw, semeval2016, spell_out
from stance.codebook import Codebook
from stance.features import View
from stance.labels import Example
from stance.records import Prediction, Quote, Verdict

WORDS = (Setting("words", (View("words", "quote", high=1, least=1),)),)
STANCES = ("favor", "against", "none")
BOOK = Codebook("demo", STANCES, "none", {"tea": ("tea",), "beer": ("beer",)}, ())


def tweets(count):
    said = {"favor": "lovely", "against": "awful", "none": "brown"}
    for number in range(count):
        target, label = ["tea", "beer"][number % 2], STANCES[number % 3]
        text = f"{target} is {said[label]} {number}"
        yield Example(Quote(text), {target: label}, None, str(number))


def headlines(count):
    words = {"law": "court senate", "grief": "tears funeral"}
    for number in range(count):
        frames = [("law",), ("grief",), ("law", "grief")][number % 3]
        text = " ".join(words[frame] for frame in frames)
        yield Example(Quote(f"{text} {number}"), {}, frames, str(number))


def test_stances_are_learned_and_scored():
    part = Part([*tweets(60)], [*tweets(12)], BOOK)
    found = measured(Set(lambda _: [part], WORDS, (F_AVG,)))
    assert (found.train, found.test, found.settings) == (60, 12, ["words"])
    assert found.scores["official F_avg"].value == 1.0


def test_frames_without_any_target_are_learned_and_scored():
    book = Codebook("demo", (), "", {}, ("law", "grief"))
    rows = [*headlines(60)]
    parts = [Part(rows[6:], rows[:6], book), Part(rows[:-6], rows[-6:], book)]
    found = measured(Set(lambda _: parts, WORDS, FRAMES))
    assert (found.train, found.test) == (54, 12)
    assert [score.value for score in found.scores.values()] == [1.0, 1.0]


def test_shifts_only_help_where_they_were_found():
    part = Part([*tweets(60)], [], BOOK)
    trial = fit(part, WORDS[0], F_AVG)
    assert trial.score == 1.0
    assert not trial.shifts.any()  # nothing to win: nothing is shifted


@given(st.lists(st.tuples(st.sampled_from(STANCES), st.sampled_from(STANCES)), min_size=1))
def test_the_official_score_is_that_of_pooled_targets(pairs):
    gold = [
        Example(Quote("x"), {("tea", "beer")[i % 2]: right}, None, str(i))
        for i, (right, _) in enumerate(pairs)
    ]
    verdicts = [Verdict(said, 1.0, {}) for _, said in pairs]
    answers = [Prediction(Quote("x"), {"tea": v, "beer": v}, (), {}, "") for v in verdicts]
    ours = F_AVG.measure(tables(gold, answers, BOOK).sum(axis=0))
    right, said = zip(*pairs, strict=True)
    theirs = f1_score(right, said, labels=STANCES[:2], average="macro", zero_division=0)
    assert ours == pytest.approx(theirs)


@given(st.lists(st.tuples(*[st.booleans()] * 4), min_size=1))
def test_micro_f1_counts_all_frames_together(rows):
    book = Codebook("demo", (), "", {}, ("law", "grief"))
    chosen = [
        [
            [f for f, there in zip(book.frames, half, strict=True) if there]
            for half in (r[:2], r[2:])
        ]
        for r in rows
    ]
    gold = [Example(Quote("x"), {}, tuple(g), str(i)) for i, (g, _) in enumerate(chosen)]
    said = [Prediction(Quote("x"), {}, tuple(s), {}, "") for _, s in chosen]
    ours = FRAMES[1].measure(tables(gold, said, book).sum(axis=0))
    flat = np.array(rows)
    theirs = f1_score(flat[:, :2], flat[:, 2:], average="micro", zero_division=0)
    assert ours == pytest.approx(theirs)


@given(st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, 0.99), min_size=1))
def test_one_or_two_frames_the_likeliest_first(probabilities):
    limits = dict.fromkeys("abcd", 0.5)
    found = one_or_two(probabilities, limits)
    assert 1 <= len(found) <= 2
    assert probabilities[found[0]] == max(probabilities.values())
    assert all(probabilities[name] >= 0.5 for name in found[1:])


def test_hashtags_are_spelled_out():
    assert spell_out("so #StopTheWar now") == "so #StopTheWar Stop The War now"
    assert spell_out("#peace") == "#peace"


@pytest.mark.shared
def test_no_test_row_is_learned_from(shared):
    folder = shared / "data"
    sizes = {}
    for name, read in {"semeval2016": semeval2016, "ruw": ruw, "gvfc": gvfc}.items():
        parts = read(folder)
        sizes[name] = [(len(part.train), len(part.test)) for part in parts]
        for part in parts:
            assert not {e.group for e in part.train} & {e.group for e in part.test}
    assert sizes["semeval2016"] == [(2914, 1249)]
    assert sizes["ruw"][0][1] == 1200
    assert sum(test for _, test in sizes["gvfc"]) == 1297
    assert {*sizes} == {*SETS}


def test_settings_differ_in_more_than_their_name():
    for chosen in SETS.values():
        assert len({replace_name(s) for s in chosen.settings}) == len(chosen.settings)


def replace_name(setting):
    return setting._replace(name="")
