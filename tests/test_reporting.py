"""What is said of a model: tables on gold, shortcuts beside it, terms, one report."""

import doctest
import json
import re
import sys

import pytest
from click.testing import CliRunner

from stance import InputError, MissingExtraError, Quote
from stance.evaluation import evaluate as score_against
from stance.intervals import Interval
from stance.io import write_rows
from stance.labels import Example, read_examples
from stance.marking import Lists
from stance.model import load
from stance.training import train
from training import (
    agreement,
    curve,
    drift,
    evaluate,
    page,
    pictures,
    probes,
    report,
    sections,
    slices,
    terms,
)
from training.codes import read_coded
from training.scored import score_gold


@pytest.mark.parametrize("module", [page, probes, sections, slices])
def test_examples_in_docstrings(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def invoke(command, *arguments):
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert not done.exception, done.output
    return done.stdout


@pytest.fixture(scope="module")
def rows(tmp_path_factory, examples, codebook):
    """Write some labelled rows to a file, of each frame enough to learn it."""
    path = tmp_path_factory.mktemp("gold") / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        chosen = [*examples[:30], *examples[-30:]]
        for frame in codebook.frames:
            chosen += [example for example in examples if frame in example.frames][:5]
        for example in dict.fromkeys(chosen):
            labels = {**example.stance, "frames": example.frames, "group": example.group}
            row = {**example.quote.as_dict(), **labels, "origin": example.origin}
            file.write(json.dumps(row) + "\n")
    return path


def test_tables_on_labelled_rows(rows):
    printed = invoke(evaluate.main, "--gold", rows, "--labels", rows)
    lines = printed.splitlines()
    count = len(rows.read_text("utf-8").splitlines())
    for title in ("Scores by head and language", "Shortcuts", "Slices", "Reliability"):
        assert f"## {title}" in lines
    assert f"|  | all ({count}) | de (" in printed
    assert "| names decide | 0." in printed
    assert "from raw articles" not in printed
    assert "| origin: pilot_en | " in printed
    start = lines.index("## Confusions, russia")
    cells = [line.split(" | ")[1:4] for line in lines[start + 6 : start + 9]]
    assert sum(int(cell) for row in cells for cell in row) == count


@pytest.mark.parametrize("kept", ["russia", "frames"])
def test_tables_on_partly_coded_rows(tmp_path, rows, small, kept):
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for line in rows.read_text("utf-8").splitlines()[:8]:
            row = {
                "russia": None,
                "ukraine": None,
                "frames": None,
                "text": json.loads(line)["text"],
            }
            file.write(json.dumps({**row, kept: json.loads(line)[kept]}) + "\n")
    scored = score_gold(small, path)
    found = {section.title: section for section in evaluate.sections(scored, scored.examples)}
    scores = {row[0]: row[1] for row in found["Scores by head and language"].rows}
    coded = {"russia": {"russia", "stance"}, "frames": {"alliance", "human_rights", "neutrality"}}
    assert {name for name, score in scores.items() if score != "–"} >= coded[kept]
    assert scores["ukraine"] == "–"
    assert ("Risk and coverage" in found) == (kept == "russia")


def test_a_folder_of_gold_is_also_scored_from_its_articles(tmp_path, small):
    text = "Minister Ada Lind spoke. “Russia must end this criminal war,” she said."
    start = text.index("Russia")
    span = [start, text.index(",”")]
    article = {"id": "a", "text": text}
    row = {
        "id": "q",
        "article": "a",
        "spans": [span],
        "text": text[slice(*span)],
        "context": text,
        "speaker": "Ada Lind",
        "russia": "against",
        "ukraine": "none",
        "frames": [],
    }
    for name, value in (("articles", article), ("quotes", row)):
        (tmp_path / f"en_{name}.jsonl").write_text(json.dumps(value) + "\n", encoding="utf-8")
    scored = score_gold(small, tmp_path)
    [raw] = scored.raw
    assert raw.quote.mention == "she"
    assert [line[0] for line in evaluate.heads(scored).rows][-2:] == [
        "stance, from raw articles",
        "frames, from raw articles",
    ]
    with pytest.raises(InputError, match="no such gold"):
        score_gold(small, tmp_path / "none")


def test_a_shortcut_is_seen(codebook):
    """Labels that follow the reporting verb are found by that probe and by no other."""

    def row(number):
        cue, stance = (("praised", "favor"), ("said", "none"), ("raged", "against"))[number % 3]
        quote = Quote(f"text {number}", language="en", speaker="Ada Lind", cue=cue)
        return Example(quote, dict.fromkeys(codebook.targets, stance), (), str(number))

    rows = [row(number) for number in range(30)]
    found = {
        probe.name: score_against(rows, probes.predictions(probe, rows, rows, codebook), codebook)
        for probe in probes.PROBES
    }
    assert found["reporting verb decides"]["stance"].value == 1
    assert max(r["stance"].value for n, r in found.items() if "verb" not in n) < 0.4


def test_the_strongest_terms_are_those_that_add_most(tmp_path, fitted):
    scorer = fitted.scorer
    for head in scorer.heads[:1] + scorer.heads[-1:]:
        found = terms.strongest(scorer, head, 0, most=5)
        weights = scorer.weights[:, head.start] * scorer.units[head.start] / scorer.space.idf
        assert found[0].weight == pytest.approx(weights.max())
        assert [term.weight for term in found] == sorted((t.weight for t in found), reverse=True)
        assert all(0 < term.rows <= 1 for term in found)
    assert all(t.weight < 0 for t in terms.strongest(scorer, scorer.heads[-1], 0, sign=-1, most=5))
    titles = [section.title for section in terms.term_sections(scorer, 3)]
    assert titles[1:4] == ["russia: favor", "russia: against", "russia: none"]
    assert titles[-2:] == ["human_rights: present", "human_rights: absent"]


def test_the_list_of_terms_names_its_model(tmp_path):
    invoke(terms.main, "-o", tmp_path / "terms.md")
    written = (tmp_path / "terms.md").read_text("utf-8")
    assert load().name in " ".join(written.split())
    assert written.count("\n## ") == 13


def test_where_a_speaker_and_a_target_stand():
    quote = Quote(
        "no", context="“No,” said Ada Lind of Kyiv.", speaker="Ada Lind", mention="Ada Lind"
    )
    assert slices.attribution_of(quote) == "named"
    assert slices.attribution_of(Quote("no", context="“No.”")) == "none"
    lists = Lists.of({"china": ["xi jinping"]}, {})
    met = Quote("a pity", context="Xi Jinping left. “A pity,” they said.")
    assert slices.place_of(met, "china", lists) == slices.PLACES[1]
    assert probes.PROBES[1].seen(met, lists) == ["china only in the context"]
    assert slices.length_of(Quote("one two three four five")) == "5–14 words"


@pytest.fixture(scope="module")
def model(tmp_path_factory, small):
    folder = tmp_path_factory.mktemp("model") / "model"
    small.save(folder)
    return folder


@pytest.fixture(scope="module")
def coded(tmp_path_factory, rows):
    """Write rows that two coders coded, of whom the second says `none` of the first rows."""
    folder = tmp_path_factory.mktemp("coded")
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
        for number, line in enumerate(rows.read_text("utf-8").splitlines()):
            row = json.loads(line)
            first = {name: row[name] for name in ("russia", "ukraine", "frames")}
            second = {**first, "russia": "none"} if number < 10 else first
            row |= {"id": str(number), "lang": row["language"]}
            file.write(json.dumps({**row, "codes": {"anna": first, "ben": second}}) + "\n")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory, model, rows, coded):
    """Write a validation from everything that one can be made from."""
    points = [
        {"rows": size, "score": name, "value": 0.5, "low": 0.4, "high": 0.6}
        for size in (30, 60)
        for name in ("stance", "frames")
    ]
    folder = tmp_path_factory.mktemp("validation")
    write_rows(points, folder / "curve.csv")
    options = ["--gold", rows, "--labels", rows, "--corpus", rows, "--coded", coded]
    options += ["--pairs", "tests/contrast/negated.jsonl", "--curve", folder / "curve.csv"]
    invoke(report.main, model, *options, "-o", folder / "out")
    return folder / "out"


def test_a_validation_holds_all_that_a_reviewer_asks_for(written, rows):
    text = (written / "VALIDATION.md").read_text("utf-8")
    for title in (
        "The model, the gold, the code",
        "The codebook",
        "Agreement between coders",
        "Shortcuts",
        "Minimal pairs",
        "russia: favor",
        "What more rows are worth",
        "Slices",
        "Confusions, ukraine",
        "Reliability",
        "Risk and coverage",
        "Drift",
    ):
        assert f"\n### {title}\n" in text
    count = len(rows.read_text("utf-8").splitlines())
    assert f"| gold quotes that the labels have too | {count} |" in text
    assert "Not given" not in text


def test_its_page_needs_nothing_beside_it_and_shows_the_same(written):
    text = (written / "validation.html").read_text("utf-8")
    body = re.sub(r"<svg.*?</svg>", "<svg/>", text, flags=re.DOTALL)
    assert body.count("<svg/>") > 15
    assert not re.search(r'(src|href)="(?!#)', body)
    assert not re.search(r'<(script|image|link)|href="(?!#)', text)
    marked = set(
        re.findall(r"-?\d\.\d\d \[[^]]+\]", (written / "VALIDATION.md").read_text("utf-8"))
    )
    assert marked == set(re.findall(r"-?\d\.\d\d \[[^]]+\]", body))
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))


def test_the_same_validation_has_the_same_bytes(tmp_path, model, rows):
    options = ("--gold", rows, "--text-only", "-o")
    for name in "ab":
        invoke(report.main, model, *options, tmp_path / name)
    texts = [(tmp_path / name / "VALIDATION.md").read_bytes() for name in "ab"]
    assert texts[0] == texts[1]
    line = pictures.Line([1, 2], [0.5, 0.6], [0.4, 0.5], [0.6, 0.7])
    drawn = {pictures.lines("T", {"a": line}, x="rows", y="score", log=True) for _ in "ab"}
    assert len(drawn) == 1


def test_without_pictures_the_document_says_what_was_not_looked_at(
    tmp_path, monkeypatch, model, rows
):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match=r"quote-stance\[picture\]"):
        pictures.check_extra()
    invoke(report.main, model, "--gold", rows, "--text-only", "-o", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["VALIDATION.md"]
    assert "not looked at: agreement between coders" in (tmp_path / "VALIDATION.md").read_text(
        "utf-8"
    )


def test_a_picture_shows_the_numbers_of_its_table():
    table = [["a", "3", Interval(0.5, 0.25, 0.75), "–"], ["b", "9", "–", Interval(0.1, 0.1, 0.2)]]
    table.append(["nothing", "0", "–", "–"])
    drawn = pictures.dots(sections.Section("T", "", ["", "n", "one", "other"], table))
    for text in ("a (3)", "b (9)", "one", "other"):
        assert f">{text}</text>" in drawn
    assert "nothing" not in drawn
    assert not pictures.picture_of(sections.Section("T", "words"))


def test_agreement_counts_only_what_two_have_coded(coded, codebook, rows):
    found, pairs = agreement.agreement_sections(read_coded([coded]), codebook)
    table = {tuple(row[:2]): row for row in found.rows}
    assert table["ukraine", "all"][3].value == 1
    assert table["russia", "all"][3].value < 1
    assert {language for _, language in table} == {"all", "de", "en"}
    assert len({row[1] for row in pairs.rows}) == 1
    with pytest.raises(InputError, match="no row was coded twice"):
        agreement.agreement_sections([{"id": "x"}], codebook)


def test_the_learning_curve_ends_with_all_rows(tmp_path, model, rows, small, codebook):
    table, picture = tmp_path / "curve.csv", tmp_path / "curve.svg"
    invoke(curve.main, rows, "--model", model, "--gold", rows, "-o", table, "--picture", picture)
    assert "<svg" in picture.read_text()
    points = curve.read_curve(tmp_path / "curve.csv")
    count = len(rows.read_text("utf-8").splitlines())
    assert points[-1].rows == count
    whole = train([rows], codebook, classes=small.classes)
    gold = read_examples([rows], codebook)
    result = score_against(gold, whole.predict_many(e.quote for e in gold), codebook)
    assert {p.score: p.value for p in points if p.rows == count} == {
        name: pytest.approx(result[name]) for name in ("stance", "frames")
    }
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no learning curve"):
        curve.read_curve(tmp_path / "other.csv")


def test_corpora_of_other_words_are_told_apart(tmp_path, small):
    near, far = (
        [Quote(f"{word} {number} peace talks", article=str(number)) for number in range(30)]
        for word in ("good", "bad")
    )
    alike, other = (
        drift.Corpus(name, quotes, [q.article for q in quotes], small.predict_many(quotes))
        for name, quotes in (("near", near), ("far", far))
    )
    assert float(drift.told_apart(alike, other)) > 0.95
    few = alike._replace(groups=["a"] * 30)
    assert drift.told_apart(few, other) == "–"
    write_rows([{"text": "Peace"}], tmp_path / "one.csv")
    assert drift.corpus_of(tmp_path / "one.csv", small).groups == ["0"]


def test_a_model_of_ones_own_is_measured_without_this_projects_rows(tmp_path, model, rows):
    printed = invoke(evaluate.main, model, "--gold", rows)
    assert "## Scores by head and language" in printed
    assert "## Shortcuts" not in printed
    done = CliRunner().invoke(evaluate.main, ["--gold", str(tmp_path / "none.csv")])
    assert done.exit_code == 1
    assert "no such gold" in done.output
