import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks import floors
from benchmarks import prevalence as benchmark
from stance import InputError, Prediction, Quote, Verdict, load, score_files
from stance.cli import main
from stance.corpora import check_examples, read_corpus, read_groups
from stance.corrections import METHODS
from stance.io import write_predictions
from stance.labels import Example
from stance.prevalence import prevalence, scored
from tests.walkthrough import run_page

ROOT = Path(__file__).parent.parent
SHIFTED = {"favor": 0.7, "against": 0.2, "none": 0.1}


def coded_quotes(codebook, size, shares, seed):
    """Make quotes with known labels, and what a middling model would say of them."""
    rng = np.random.default_rng(seed)
    examples, predictions = [], []
    for number in range(size):
        stance, verdicts = {}, {}
        for target in codebook.targets:
            place = rng.choice(len(codebook.stances), p=list(shares.values()))
            scores = rng.normal(size=len(codebook.stances))
            scores[place] += 1.5
            values = np.exp(scores) / np.exp(scores).sum()
            stance[target] = codebook.stances[place]
            pairs = dict(zip(codebook.stances, values.tolist(), strict=True))
            label = max(pairs, key=pairs.__getitem__)
            verdicts[target] = Verdict(label, pairs[label], pairs)
        there = [f for f in codebook.frames if rng.random() < shares["favor"]]
        chances = {
            f: float(1 / (1 + np.exp(-rng.normal(2 * (f in there) - 1)))) for f in codebook.frames
        }
        quote = Quote(f"q{number}", article=f"{seed}-{number // 2}")
        examples.append(Example(quote, stance, tuple(there), f"{seed}-{number // 2}"))
        found = tuple(f for f, p in chances.items() if p >= 0.5)
        predictions.append(Prediction(quote, verdicts, found, chances, "m"))
    return examples, predictions


@pytest.fixture(scope="module")
def coded(codebook):
    return coded_quotes(codebook, 400, dict.fromkeys(codebook.stances, 1 / 3), 1)


@pytest.fixture(scope="module")
def corpus(codebook):
    return coded_quotes(codebook, 600, SHIFTED, 2)


def by_label(shares):
    return {(one.group, one.head, one.label): one for one in shares}


def test_corrected_shares_are_nearer_than_counts(codebook, coded, corpus):
    everything = scored(corpus[1], codebook)
    checked = scored(coded[1], codebook)
    errors = {}
    for method in ("count", "probabilistic", "adjusted", "likelihood"):
        found = prevalence(everything, checked, coded[0], method=method, resamples=50)
        assert all(0 <= one.low <= one.share <= one.high <= 1 for one in found)
        assert {one.quotes for one in found} == {600}
        shares = by_label(found)
        assert len(shares) == len(codebook.targets) * 3 + len(codebook.frames)
        errors[method] = np.mean(
            [
                abs(shares["all", target, label].share - share)
                for target in codebook.targets
                for label, share in SHIFTED.items()
            ]
        )
    assert errors["adjusted"] < errors["count"] / 2
    assert errors["likelihood"] < errors["count"] / 2


def test_by_group_and_by_design(codebook, corpus):
    examples, predictions = corpus
    months = ["2023-01" if number % 3 else "2023-02" for number in range(len(predictions))]
    everything = scored(predictions, codebook, groups=months)
    drawn = np.random.default_rng(1).choice(len(predictions), 200, replace=False)
    checked = scored([predictions[i] for i in drawn], codebook, groups=[months[i] for i in drawn])
    found = prevalence(everything, checked, [examples[i] for i in drawn], method="design")
    shares = by_label(found)
    assert [one.group for one in found] == sorted(one.group for one in found)
    for month in ("2023-01", "2023-02"):
        mine = [example for example, m in zip(examples, months, strict=True) if m == month]
        for target in codebook.targets:
            for label in codebook.stances:
                one = shares[month, target, label]
                truth = np.mean([example.stance[target] == label for example in mine])
                assert one.low - 0.05 < truth < one.high + 0.05
                assert one.checked == sum(months[i] == month for i in drawn)
    few = drawn[[months[i] == "2023-02" for i in drawn]][:5]
    checked = scored([predictions[i] for i in few], codebook, groups=[months[i] for i in few])
    found = prevalence(everything, checked, [examples[i] for i in few], method="design")
    assert all(np.isnan(one.share) and one.as_dict()["share"] is None for one in found)


def test_the_same_rows_give_the_same_intervals(codebook, coded, corpus):
    arguments = scored(corpus[1], codebook), scored(coded[1], codebook), coded[0]
    assert prevalence(*arguments, resamples=30) == prevalence(*arguments, resamples=30)
    wide, narrow = (prevalence(*arguments, level=level, resamples=99) for level in (0.95, 0.5))
    assert all(a.low <= b.low and b.high <= a.high for a, b in zip(wide, narrow, strict=True))


def test_an_interval_reaches_as_far_to_both_sides(codebook, coded, corpus):
    everything, checked = scored(corpus[1], codebook), scored(coded[1], codebook)
    for method in ("adjusted", "likelihood"):
        for one in prevalence(everything, checked, coded[0], method=method, resamples=50):
            reach = max(one.share - one.low, one.high - one.share)
            assert reach > 0
            assert one.low == pytest.approx(max(one.share - reach, 0))
            assert one.high == pytest.approx(min(one.share + reach, 1))


def test_partly_coded_rows_serve_the_heads_they_have(codebook, coded, corpus):
    examples = [
        Example(e.quote, {"russia": e.stance["russia"]} if i % 2 else e.stance, None, e.group)
        for i, e in enumerate(coded[0])
    ]
    arguments = scored(corpus[1], codebook), scored(coded[1], codebook), examples
    found = prevalence(*arguments, heads=["russia", "ukraine"], resamples=20)
    assert {one.head: one.checked for one in found} == {"russia": 400, "ukraine": 200}
    with pytest.raises(InputError, match="alliance: 0 coded rows are 'present'"):
        prevalence(*arguments, heads=["alliance"])


def test_what_cannot_be_estimated(codebook, coded, corpus):
    everything, checked = scored(corpus[1], codebook), scored(coded[1], codebook)
    with pytest.raises(InputError, match="coded by hand"):
        prevalence(everything, method="adjusted")
    with pytest.raises(InputError, match="not one of count"):
        prevalence(everything, method="guess")
    with pytest.raises(InputError, match="no head 'china'"):
        prevalence(everything, heads=["china"])
    with pytest.raises(InputError, match="need as many"):
        prevalence(everything, checked, coded[0][1:])
    with pytest.raises(InputError, match="10 articles"):
        prevalence(scored(corpus[1][:10], codebook))
    with pytest.raises(InputError, match="nothing to count"):
        scored([], codebook)
    with pytest.raises(InputError, match="2 groups for 3"):
        scored(corpus[1][:3], codebook, groups=["a", "b"])
    odd = [
        Example(e.quote, e.stance, e.frames, e.group, meta={"sampling_probability": "often"})
        for e in coded[0]
    ]
    with pytest.raises(InputError, match="'often' is no number"):
        prevalence(everything, checked, odd, method="design")


def test_the_benchmark_tells_methods_apart(codebook, coded):
    examples, predictions = coded
    answers = scored(predictions, codebook).heads["russia"]
    gold = np.array([answers.labels.index(e.stance["russia"]) for e in examples])
    population = benchmark.Population(answers, gold, {})
    shares = np.array(list(SHIFTED.values()))
    found = benchmark.trials(population, shares, None, 4, 1)
    error = {method: np.mean([trial[method][0] for trial in found]) for method in METHODS}
    held = {method: np.mean([trial[method][1] for trial in found]) for method in METHODS}
    for method in ("adjusted", "likelihood", "design"):
        assert error[method] < error["count"] / 2
        assert held[method] > 0.6 > held["count"]
    lines = list(benchmark.report(dict.fromkeys(benchmark.SHIFTS, found)))
    assert sum(line.startswith("| many against") for line in lines) == 2


def test_floors_are_below_what_is_reached(codebook, coded):
    examples, predictions = coded
    answers = scored(predictions, codebook).heads["russia"]
    gold = np.array([answers.labels.index(e.stance["russia"]) for e in examples])
    population, rng = benchmark.Population(answers, gold, {}), np.random.default_rng(1)
    truth = np.array(list(SHIFTED.values()))
    found = [dict(floors.trial(population, truth, rng)) for _ in range(8)]
    error = {way: np.mean([abs(one[way] - truth) for one in found]) for way in found[0]}
    assert error["the corpus coded without a mistake"] < error["likelihood"] < error["count"]
    assert error["likelihood, all answers known"] < error["likelihood, 1000 coded rows"]
    assert all(error[way] < error["count"] for way in error if way != "count")


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_scored_rows_and_rows_to_be_scored_are_the_same_corpus(tmp_path, small, examples):
    quotes = [example.quote for example in examples[:60]]
    rows = [{**quote.as_dict(), "date": f"2024-0{i % 2 + 1}-05"} for i, quote in enumerate(quotes)]
    plain = read_corpus([write(tmp_path / "plain.jsonl", rows)], small, by="month")
    predictions = small.predict_many(quotes)
    write_predictions(predictions, tmp_path / "scored.jsonl")
    write_predictions(predictions, tmp_path / "scored.csv")
    for name in ("scored.jsonl", "scored.csv"):
        back = read_corpus([tmp_path / name], small)
        for head, answers in plain.heads.items():
            assert np.array_equal(answers.probabilities, back.heads[head].probabilities)
            assert np.array_equal(answers.said, back.heads[head].said)
    assert set(plain.groups) == {"2024-01", "2024-02"}
    assert set(back.groups) == {"all"}


def test_a_spreadsheet_may_write_decimal_commas(tmp_path, small):
    said = [prediction.as_dict() for prediction in small.predict_many(["Russia lies", "We met"])]
    rows = [{k: v for k, v in row.items() if k not in ("spans", "frames")} for row in said]
    plain, saved = tmp_path / "plain.csv", tmp_path / "saved.csv"
    for path, point, sign in ((plain, ".", ","), (saved, ",", ";")):
        lines = [sign.join(rows[0])]
        for row in rows:
            cells = (
                str(v).replace(".", point) if isinstance(v, float) else v for v in row.values()
            )
            lines.append(sign.join(str(cell or "") for cell in cells))
        path.write_text("\ufeff" + "\n".join(lines) + "\n", "utf-8")
    one, other = (read_corpus([path], small) for path in (plain, saved))
    for head, answers in one.heads.items():
        assert np.array_equal(answers.probabilities, other.heads[head].probabilities)


def test_groups_of_articles(tmp_path, small):
    articles = [{"id": f"a{i}", "text": "x", "date": f"202{i}-01-01"} for i in range(3)]
    groups = read_groups([write(tmp_path / "articles.jsonl", articles)], "year")
    rows = [{"text": "Peace", "article": f"a{i}"} for i in range(4)]
    corpus = read_corpus([write(tmp_path / "quotes.jsonl", rows)], small, by="year", groups=groups)
    assert corpus.groups.tolist() == ["2020", "2021", "2022", ""]


def test_the_folder_of_a_run_is_a_corpus(tmp_path, small):
    small.save(tmp_path / "model")
    model = load(tmp_path / "model")
    rows = [{"id": "a", "text": "Ada Lind said: “We met.” She said: “We left.”"}, {"id": "b"}]
    articles = write(tmp_path / "articles.jsonl", rows)
    assert score_files([articles], tmp_path / "run", model=tmp_path / "model").rejects == 1
    assert read_corpus([tmp_path / "run"], model).articles.tolist() == ["a", "a"]
    (tmp_path / "run/summary.json").unlink()
    with pytest.raises(InputError, match="was not finished"):
        read_corpus([tmp_path / "run"], model)


def test_a_date_that_is_no_date_makes_no_month(tmp_path, small):
    path = tmp_path / "rows.jsonl"
    rows = [{"text": "x", "date": date} for date in ("2024-09-17", "2024-09", "2024", "")]
    assert read_corpus([write(path, rows)], small, by="month").groups.tolist() == [
        *["2024-09"] * 2,
        *[""] * 2,
    ]
    for date in ("17.09.2024", "20240917"):
        write(path, [{"text": "x", "date": date}])
        with pytest.raises(InputError, match=f"line 1: date '{date}': no month"):
            read_corpus([path], small, by="month")


def test_an_article_that_is_there_twice_has_one_group(tmp_path):
    rows = [{"id": "a", "text": "x", "source": source} for source in ("north", "south")]
    assert read_groups([write(tmp_path / "one.jsonl", rows[:1] * 2)], "source") == {"a": "north"}
    with pytest.raises(InputError, match="two articles 'a', with source 'north' and 'south'"):
        read_groups([write(tmp_path / "two.jsonl", rows)], "source")


def test_rows_that_do_not_fit(tmp_path, small):
    path = tmp_path / "rows.jsonl"
    for row, message in (
        ({"text": "x", "model": "other"}, "line 1: scored by other"),
        ({"text": "x", "model": small.name}, "no scored row"),
        ({"says": "x"}, "no 'text'"),
        ([], "not an object"),
    ):
        with pytest.raises(InputError, match=message):
            read_corpus([write(path, [row])], small)
    with pytest.raises(InputError, match="no quote has a 'month'"):
        read_corpus([write(path, [{"text": "x"}])], small, by="month")
    path.write_text("{oops\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: not JSON"):
        read_corpus([path], small)
    example = Example(Quote("x"), {}, None, "g")
    with pytest.raises(InputError, match="no quote has a 'month'"):
        check_examples([example], small, by="month")


def run(*arguments, code=0):
    result = CliRunner().invoke(main, ["prevalence", *map(str, arguments)])
    assert result.exit_code == code, result.output + result.stderr
    return result


def test_the_command(tmp_path, small, examples):
    small.save(tmp_path / "model")
    rows = [
        {
            "text": e.quote.text,
            "context": e.quote.context,
            "source": "north" if i % 2 else "south",
            **e.stance,
            "frames": list(e.frames),
            "group": e.group,
        }
        for i, e in enumerate(examples[:200])
    ]
    quotes = write(tmp_path / "q.jsonl", [{"text": r["text"], "source": r["source"]} for r in rows])
    gold = write(tmp_path / "gold.jsonl", rows)
    model = ("--model", tmp_path / "model", "--head", "russia")
    plain = run(quotes, *model)
    assert "not corrected" in plain.stderr
    [one, *_] = map(json.loads, plain.stdout.splitlines())
    assert (one["method"], one["group"], one["quotes"]) == ("probabilistic", "all", 200)
    shown = run(quotes, *model, "--gold", gold, "--by", "source", "--format", "table").stdout
    header, north, south = shown.splitlines()
    assert header.split() == ["source", "head", "quotes", "coded", "shares"]
    assert north.split()[:4] == ["north", "russia", "100", "200"]
    assert "against 0." in south
    table = run(
        quotes, *model, "--gold", gold, "--by", "source", "--method", "design", "--format", "csv"
    ).stdout
    assert {row["checked"] for row in csv.DictReader(io.StringIO(table))} == {"100"}
    run(quotes, *model, "-o", tmp_path / "shares.csv", "--picture", tmp_path / "shares.png")
    assert (tmp_path / "shares.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "shares.csv").read_text(encoding="utf-8").startswith("group,head,label")
    few = write(tmp_path / "few.jsonl", [{"text": "x", "source": "tiny"}, *rows])
    assert "1 groups of too few" in run(few, *model, "--by", "source").stderr
    assert "--by" in run("--help").stdout
    assert "'moon'" in run(quotes, *model, "--by", "moon", code=1).stderr
    assert "without --by" in run(quotes, *model, "--articles", quotes, code=1).stderr
    early = run(quotes, *model, "--picture", "shares.gif", code=1)
    assert "a picture is" in early.stderr
    assert not early.stdout
    for name, message in (("a.xlsx", "Write to one of"), ("none/a.csv", "no such folder")):
        assert message in run("none.jsonl", *model, "-o", tmp_path / name, code=1).stderr


def test_the_guide(tmp_path, monkeypatch):
    lines = (ROOT / "examples/articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = list(map(json.loads, lines))
    speakers = {
        "text": "Ada Lind sagte: „Wir stehen fest an der Seite der Ukraine.“",
        "date": "2024",
    }
    archive = [{**a, "id": f"{a['id']}-{i}"} for i in range(10) for a in articles]
    archive += [{**speakers, "id": f"s{i}"} for i in range(12)]
    write(tmp_path / "archive.jsonl", archive)
    coded = (ROOT / "data/labeled/en/en_u.jsonl").read_text(encoding="utf-8").splitlines()
    write(tmp_path / "coded.jsonl", map(json.loads, coded[:200]))
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    said = dict(run_page((ROOT / "docs/prevalence.md").read_text(encoding="utf-8")))
    assert len(said) == 4
    assert "Ada Lind" in [*said.values()][-1]
    assert Path("shares.pdf").is_file()
