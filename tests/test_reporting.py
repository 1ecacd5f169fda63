"""What is said of a model: tables on gold, shortcuts beside it, terms, one report."""

import doctest
import json

import pytest
from click.testing import CliRunner

from stance import InputError, Quote
from stance.evaluation import evaluate as score_against
from stance.labels import Example
from stance.model import load
from training import evaluate, probes, sections, slices, terms
from training.scored import score_gold


@pytest.mark.parametrize("module", [probes, sections, slices])
def test_examples_in_docstrings(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def invoke(command, *arguments):
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert not done.exception, done.exception
    return done.stdout


@pytest.fixture(scope="module")
def rows(tmp_path_factory, examples):
    """Write some labelled rows to a file."""
    path = tmp_path_factory.mktemp("gold") / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for example in (*examples[:30], *examples[-30:]):
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
        for probe in probes.probes(codebook)
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
    assert titles[:3] == ["russia: favor", "russia: against", "russia: none"]
    assert titles[-2:] == ["human_rights: present", "human_rights: absent"]


def test_the_list_of_terms_names_its_model(tmp_path):
    invoke(terms.main, "-o", tmp_path / "terms.md")
    written = (tmp_path / "terms.md").read_text("utf-8")
    assert load().name in " ".join(written.split())
    assert written.count("\n## ") == 12


def test_where_a_speaker_and_a_target_stand():
    quote = Quote(
        "no", context="“No,” said Ada Lind of Kyiv.", speaker="Ada Lind", mention="Ada Lind"
    )
    assert slices.attribution_of(quote) == "named"
    assert slices.attribution_of(Quote("no", context="“No.”")) == "none"
    assert slices.length_of(Quote("one two three four five")) == "5–14 words"
