"""Tasks go out to Label Studio and annotations come back: by the shapes it documents, and for real.

The real server is started where the program `label-studio` is on the path (or named by the variable
LABEL_STUDIO); elsewhere that test is skipped.
"""

import doctest
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.parse
from dataclasses import replace
from http.cookiejar import CookieJar
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner

from stance import InputError
from tests.test_sheets import BOOK, folder  # noqa: F401 - the fixture
from training import labelstudio
from training.agreement import agreement_sections
from training.codes import coders_of, read_pile
from training.rows import load_rows

PROGRAM = os.environ.get("LABEL_STUDIO") or shutil.which("label-studio")
PATIENCE = 300
"""Seconds: a first start lays out a data base."""


def run(folder, *arguments):  # noqa: F811
    names = [str(folder / a) if "." in a or a == "out" else a for a in arguments]
    done = CliRunner().invoke(
        labelstudio.main, [*names, "--codebook", str(folder / "codebook.toml")]
    )
    assert done.exit_code == 0, done.output
    return done.output


def result(name, *chosen):
    return {
        "from_name": name,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": list(chosen)},
    }


ANSWERS = {
    "ann": [
        [result("dam", "for"), result("road", "open"), result("frames", "nature", "cost")],
        [result("dam", "open"), result("road", "open")],
        [],
    ],
    "ben": [
        [result("dam", "for"), result("road", "open"), result("frames", "cost", "nature")],
        [
            result("dam", "against"),
            result("road", "open"),
            {"from_name": "note", "type": "textarea", "value": {"text": ["unsure"]}},
        ],
        [result("dam", "open"), result("road", "against")],
    ],
}


def check(rows):
    """The labels of both coders are those that they gave."""
    first, second, third = rows
    assert first["codes"]["ann"] == {"dam": "for", "road": "open", "frames": ["cost", "nature"]}
    assert first["codes"]["ben"] == first["codes"]["ann"]
    assert (first["dam"], first["frames"]) == ("for", ["cost", "nature"])
    assert second["codes"]["ben"]["note"] == "unsure"
    assert (second["dam"], second["road"], second["frames"]) == (None, "open", [])
    assert list(third["codes"]) == ["ben"]
    assert [len(coders_of(row)) for row in rows] == [2, 2, 1]


def check_read_back(place, coders):
    """The export gives every coder's labels back, and agreement is computed of them."""
    said = run(place, "read", "quotes.jsonl", "export.json", *coders, "-o", "coded.jsonl")
    assert "rows coded: 3 (ann 2, ben 3); coders differ in 1" in said
    rows = load_rows(place / "coded.jsonl")
    check(rows)
    labels, pairs = agreement_sections(rows, BOOK)
    assert {tuple(row[:3]) for row in labels.rows} >= {("dam", "all", "2"), ("cost", "all", "2")}
    assert {row[1] for row in pairs.rows} == {"ann – ben"}


def test_the_interface_asks_what_the_codebook_asks():
    view = Xml.fromstring(labelstudio.interface(BOOK))  # noqa: S314 - made by this library
    asked = {
        element.get("name"): [choice.get("value") for choice in element]
        for element in view.iter("Choices")
    }
    assert asked == {
        "dam": ["for", "against", "open"],
        "road": ["for", "against", "open"],
        "frames": ["cost", "nature"],
    }
    named = {element.get("name") for element in view.iter("Text")}
    assert {element.get("toName") for element in view.iter("Choices")} <= named


def test_an_export_of_two_coders_becomes_rows(folder):  # noqa: F811
    run(folder, "write", "quotes.jsonl", "-o", "out")
    tasks = json.loads((folder / "out/tasks.json").read_text(encoding="utf-8"))
    assert [list(task["data"]) for task in tasks] == [["id", "text", "context", "speaker"]] * 3
    for number, task in enumerate(tasks):
        task["annotations"] = [
            {"completed_by": 1, "result": ANSWERS["ann"][number], "was_cancelled": number == 2},
            {"completed_by": {"id": 2, "email": "b@x.org"}, "result": ANSWERS["ben"][number]},
        ]
    early = {"completed_by": 2, "updated_at": "2026-01-01", "result": [result("dam", "against")]}
    tasks[0]["annotations"][1]["updated_at"] = "2026-01-02"
    tasks[0]["annotations"].append(early)  # changed earlier, so it does not count
    (folder / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    coders = ("--coder", "1=ann", "--coder", "2=ben")
    check_read_back(folder, coders)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nothing", "Choose JSON"),
        ('[{"id": 1, "dam": "for"}]', "Choose JSON"),
        ('[{"data": {"id": "q"}, "annotations": [{"completed_by": 1}]}]', "not an id"),
    ],
)
def test_another_file_is_refused(tmp_path, content, message):
    path = tmp_path / "export.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        labelstudio.read_export(path, [], {}, BOOK)


@pytest.mark.parametrize("name", ["note", "rule", "cost said"])
def test_names_that_coding_needs_itself_are_refused(name):
    with pytest.raises(InputError, match="Rename it"):
        labelstudio.interface(replace(BOOK, frames=("cost", name)))


def test_answers_of_another_codebook_are_refused():
    for wrong in (result("dam", "perhaps"), result("bridge", "for"), result("frames", "war")):
        with pytest.raises(InputError):
            labelstudio.codes_of([wrong], BOOK)


def test_examples_in_docstrings():
    found = doctest.testmod(labelstudio)
    assert found.attempted
    assert not found.failed


class Person:
    """Somebody with an account at the server."""

    def __init__(self, base, email):
        self.base, self.cookies = base, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.opener.open(f"{base}/user/signup/").close()
        form = {"email": email, "password": "a-long-password-9", "csrfmiddlewaretoken": self.token}
        data = urllib.parse.urlencode(form).encode()
        page = Request(f"{base}/user/signup/", data, {"Referer": base})  # noqa: S310
        self.opener.open(page).close()
        self.account = self.call("/api/current-user/whoami")["id"]

    @property
    def token(self):
        return next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        head = {
            "Content-Type": "application/json",
            "X-CSRFToken": self.token,
            "Referer": self.base,
        }
        with self.opener.open(Request(self.base + path, data, head)) as answer:  # noqa: S310
            return json.load(answer)


@pytest.fixture
def server(tmp_path):
    if PROGRAM is None:
        pytest.skip("label-studio is not installed (dependency group labelstudio)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAM, "start", "--no-browser", "--port", str(port)]
    settings = {"HOME": str(tmp_path), "LABEL_STUDIO_BASE_DATA_DIR": str(tmp_path / "data")}
    settings |= {"LATEST_VERSION_CHECK": "0", "COLLECT_ANALYTICS": "0"}
    keep = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    with (tmp_path / "log.txt").open("w") as log:
        started = subprocess.Popen(command, env=keep | settings, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(base, started)
            yield base
        finally:
            started.terminate()
            started.wait(timeout=60)


def _wait(base, started):
    for _ in range(PATIENCE):
        assert started.poll() is None, "the server ended"
        try:
            build_opener().open(f"{base}/user/login/").close()
        except (URLError, ConnectionError):
            time.sleep(1)
        else:
            return
    pytest.fail("the server does not answer")


def test_the_round_trip_with_a_real_server(folder, server):  # noqa: F811
    run(folder, "write", "quotes.jsonl", "-o", "out")
    ann, ben = Person(server, "ann@example.org"), Person(server, "ben@example.org")
    view = (folder / "out/interface.xml").read_text(encoding="utf-8")
    settings = {"title": "Dam and road", "label_config": view, "maximum_annotations": 2}
    project = ann.call("/api/projects/", settings)["id"]
    tasks = json.loads((folder / "out/tasks.json").read_text(encoding="utf-8"))
    assert ann.call(f"/api/projects/{project}/import", tasks)["task_count"] == 3
    listed = ben.call(f"/api/tasks?project={project}")["tasks"]
    order = [row["id"] for row in read_pile(folder / "quotes.jsonl")]
    for task in listed:
        number = order.index(task["data"]["id"])
        for person, answers in ((ann, ANSWERS["ann"]), (ben, ANSWERS["ben"])):
            if answers[number]:
                person.call(f"/api/tasks/{task['id']}/annotations/", {"result": answers[number]})
    export = ben.call(f"/api/projects/{project}/export?exportType=JSON")
    (folder / "export.json").write_text(json.dumps(export), encoding="utf-8")
    coders = ("--coder", f"{ann.account}=ann", "--coder", f"{ben.account}=ben")
    check_read_back(folder, coders)
