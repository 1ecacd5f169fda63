"""A project of one's own laid out, trained, measured, proved; on subjects far from the shipped."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from threadpoolctl import threadpool_limits

from stance import InputError, load, load_codebook
from stance.cli import main
from stance.labels import read_examples
from stance.model import Model
from stance.project import TEMPLATE, init_project
from stance.rebuild import verify
from stance.store import load_folder
from stance.training import train

SPANISH = """
version = "1"
stances = ["a favor", "en contra", "ninguna"]
neutral = "ninguna"
[targets.presa]
names = { es = ["presa*", "embalse*"] }
[targets.alcaldesa]
names = { es = ["alcaldesa", "ayuntamiento", "rocío"] }
[frames.agua]
"""
SPANISH_ROWS = {
    ("a favor", "ninguna", "agua"): "La presa nos dará agua en los años secos, la necesitamos",
    ("a favor", "ninguna", ""): "Gracias a la presa el pueblo volverá a vivir",
    ("en contra", "ninguna", "agua"): "Esa presa roba el agua del valle y es una vergüenza",
    ("en contra", "en contra", ""): "La alcaldesa miente y la presa es un desastre",
    ("ninguna", "en contra", ""): "El ayuntamiento no escucha a nadie, es una vergüenza",
    ("ninguna", "a favor", ""): "Nuestra alcaldesa cumple lo que promete, gracias a ella",
    ("ninguna", "ninguna", "agua"): "El nivel del agua bajó tres centímetros en julio",
    ("ninguna", "ninguna", ""): "El pleno se reúne el lunes por la tarde",
}


def run(*arguments, code=0):
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == code, result.output + result.stderr
    return result


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / "strait"
    init_project(folder)
    book = load_codebook(folder / "codebook.toml")
    with threadpool_limits(1):
        train([folder / "labels"], book).save(folder / "model")
    return folder


def test_the_commands_of_a_new_project_run(tmp_path, monkeypatch):
    run("init-project", tmp_path / "strait")
    monkeypatch.chdir(tmp_path / "strait")
    [block] = re.findall(r"```sh\n(.*?)```", Path("README.md").read_text("utf-8"), re.DOTALL)
    said = [run(*words[1:]).stdout for line in block.splitlines() if (words := _words(line))]
    assert len(said) == 5
    assert "toward china and taiwan" in said[0]
    assert "20 quotes in 10 groups" in said[1]
    assert "Chou Pei-shan" in Path("scored.csv").read_text("utf-8")
    assert "china: " in said[3]
    assert "the same bytes" in said[4]


def _words(line):
    words = shlex.split(line, comments=True)
    assert not words or words[0] == "stance"
    return words


def test_a_project_is_laid_out_only_where_nothing_is(tmp_path):
    (tmp_path / "empty").mkdir()
    files = init_project(tmp_path / "empty")
    assert {f.relative_to(tmp_path / "empty").parts[0] for f in files} == {
        path.name for path in TEMPLATE.iterdir()
    }
    with pytest.raises(InputError, match="Name a new or an empty folder"):
        init_project(tmp_path / "empty")
    assert "is there already" in run("init-project", tmp_path / "empty", code=1).stderr


def test_gold_and_labels_share_nothing(project):
    book = load_codebook(project / "codebook.toml")
    parts = [read_examples([project / name], book) for name in ("labels", "gold")]
    for key in ("group", "id"):
        one, other = ({getattr(example, key) for example in part} for part in parts)
        assert not one & other
    for example in (*parts[0], *parts[1]):
        assert example.quote.text in example.quote.context


def test_nothing_of_the_shipped_subject_is_left(project):
    model = load(project / "model")
    row = model.predict("China is a bully, and Taiwan is free").as_dict()
    assert {"china", "taiwan_supportive", "frame_sovereignty"} <= set(row)
    assert not any(name in key for key in row for name in ("russia", "ukraine", "favor"))
    table = run("predict", "--text", "Peace", "--model", project / "model", "--format", "table")
    assert "china" in table.stdout
    assert "·" in table.stdout


def test_another_language(tmp_path):
    (tmp_path / "codebook.toml").write_text(SPANISH, encoding="utf-8")
    rows = [
        {
            "text": text,
            "context": f"«{text}», dijo un vecino de la calle {number}.",
            "presa": dam,
            "alcaldesa": mayor,
            "frames": frame,
            "group": f"{number}",
            "language": "es",
        }
        for number in range(7)
        for (dam, mayor, frame), text in SPANISH_ROWS.items()
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run("train", path, "--codebook", tmp_path / "codebook.toml", "-o", tmp_path / "model")
    model = load(tmp_path / "model")
    assert model.predict("El embalse roba el agua").stance["presa"].label == "en contra"
    assert model.predict("El pleno se reúne el martes").stance["presa"].label == "ninguna"
    assert model.predict("Falta agua en el valle").frames == ("agua",)
    assert model.facts["metrics"]["presa"]["es"] > 0.9


def test_training_needs_a_free_place_before_it_starts(tmp_path, project):
    (tmp_path / "notes.txt").touch()
    arguments = ("train", project / "labels", "--codebook", project / "codebook.toml", "-o")
    assert "no model. Name a new folder" in run(*arguments, tmp_path, code=1).stderr


def test_own_classes_of_words(tmp_path, project):
    (tmp_path / "words.toml").write_text('[first_person]\nen = ["we", "our"]\n', encoding="utf-8")
    options = ("--codebook", project / "codebook.toml", "--words", tmp_path / "words.toml")
    run("train", project / "labels", *options, "-o", tmp_path / "model")
    assert load(tmp_path / "model").classes == {"first_person": ("we", "our")}


def test_a_second_thread_changes_no_byte(tmp_path, project):
    """Nor does a second process: the shipped model is rebuilt with two."""
    with threadpool_limits(2):
        train([project / "labels"], load_codebook(project / "codebook.toml")).save(
            tmp_path / "model"
        )
    for file in (project / "model").iterdir():
        assert (tmp_path / "model" / file.name).read_bytes() == file.read_bytes()


def changed(folder, target, **changes):
    """Save a model with other content than its rows make."""
    Model(load_folder(folder)._replace(**changes)).save(target)
    return target


def test_verified_numbers_and_versions(tmp_path, project):
    stored = load_folder(project / "model")
    facts = dict(stored.facts)
    facts["made_with"] = {**facts["made_with"], "numpy": "0.9"}
    older = changed(project / "model", tmp_path / "older", facts=facts)
    shown = run("model", "verify", older, "--labels", project / "labels").stdout
    assert "other bytes in CARD.md, model.json" in shown
    assert "largest difference of a number: 0\n" in shown
    assert "numpy: made with 0.9, trained again with" in shown
    limits = {name: limit + 0.01 for name, limit in stored.thresholds.items()}
    other = changed(project / "model", tmp_path / "other", thresholds=limits)
    assert verify(other, [project / "labels"]).difference == pytest.approx(0.01)
    shown = run("model", "verify", other, "--labels", project / "labels", code=1).stdout
    assert "other bytes in CARD.md, model.json" in shown


def test_a_model_is_verified_with_its_own_rows_only(project):
    said = run("model", "verify", project / "model", "--labels", project / "gold", code=1)
    assert "Give the same files in the same order" in said.stderr
