"""The fast road against the plain one: the same bits, whatever the recipe, the text, the batch."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance import compiled, model
from stance.compiled import Compiled
from stance.cutting import SPEAKER
from stance.features import View
from stance.fitting import heads_of
from stance.marking import Lists, read
from stance.pieces import PIECE, TAIL, Pieces
from stance.records import Quote
from stance.scoring import Scorer, quantize, scores, sigmoid, softmax
from stance.space import fit_space, matrix
from stance.trie import Trie, pad
from tests.strategies import quotes, texts

VIEWS = (
    View("words", "quote", high=3),
    View("long words only", "context", low=2, high=3, stem=1),
    View("characters", "quote", unit="char", low=2, high=5),
    View("marked characters", "both", unit="char", low=1, high=3, marked=True),
    View("marked", "quote", high=3, marked=True, stem=7),
    View("near", "both", marked=True, window=1, stem=4),
    View("near, unmarked", "both", window=2),
    View("classes", "both", unit="class", high=3),
    View("marked classes", "context", unit="class", high=4, marked=True, window=3),
    View("classes of stems", "both", unit="class", marked=True, stem=2),
    View("circumstances", "circumstances", high=1, marked=True),
    View("own side", "quote", high=2, marked=True, stem=7, side="target"),
    View("other side's classes", "both", unit="class", marked=True, window=2, side="other"),
    View("other side's characters", "quote", unit="char", marked=True, side="other"),
)
CLASSES = {"first_person": ("we", "our"), "two words": ("said", "sagte"), "two": ("not", "peace")}
SEEDS = [
    Quote(
        text=f"{a} we said Putin is not {b}",
        context=f"Our {b} said: {a}. Kyiv’s {a}, we said.",
        speaker=f"an envoy from {b}",
    )
    for a in ("peace", "Krieg", "Ukraine", "die Russland", "said", "not Kyiv")
    for b in ("support", "Putin", "we", "Frieden in Kyiv")
]


def scorer_of(codebook, recipe, seeds=SEEDS):
    """Return a scorer with made-up weights whose recipe uses everything that a view can do."""
    lists = Lists.of(codebook.targets, CLASSES)
    heads = heads_of(codebook)
    views = tuple(view._replace(least=1) for view in recipe)
    marks = list(dict.fromkeys(head.target for head in heads))
    space = fit_space([read(quote, lists) for quote in seeds], views, lists, marks)
    outputs = heads[-1].columns.stop
    drawn = np.random.default_rng(7).normal(size=(len(space.norms), outputs))
    weights, units = quantize(drawn)
    return Scorer(space, heads, weights, units, np.linspace(-1, 1, outputs))


@pytest.fixture(scope="module")
def every_view(codebook):
    scorer = scorer_of(codebook, VIEWS)
    return scorer, Compiled(scorer)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_each_view_gives_the_same_bits(codebook, view):
    scorer = scorer_of(codebook, (view,))
    assert np.array_equal(
        Compiled(scorer).scores(SEEDS),
        scores(scorer, [read(quote, scorer.space.lists) for quote in SEEDS]),
    )


@given(st.lists(quotes, max_size=12))
def test_any_text_gives_the_same_bits(every_view, batch):
    scorer, fast = every_view
    assert np.array_equal(
        fast.scores(batch), scores(scorer, [read(quote, scorer.space.lists) for quote in batch])
    )


@given(st.lists(quotes, min_size=1, max_size=8))
def test_any_text_gives_what_the_training_matrix_gives(every_view, batch):
    """The measure in scikit-learn's terms: rows times coefficients, within 1e-9."""
    scorer, fast = every_view
    found = fast.scores(batch)
    readings = [read(quote, scorer.space.lists) for quote in batch]
    for head in scorer.heads:
        coefficients = scorer.weights[:, head.columns] * scorer.units[head.columns]
        rows = matrix(scorer.space, readings, head.target)
        slow = rows @ (coefficients / scorer.space.idf[:, None]) + scorer.intercepts[head.columns]
        turn = softmax if len(head.labels) > 1 else sigmoid
        assert np.abs(turn(found[:, head.columns]) - turn(slow)).max() <= 1e-9


@given(st.lists(texts, max_size=30), st.integers(1, 30))
def test_batch_sizes_change_nothing(every_view, batch, size):
    _, fast = every_view
    items = [Quote(text=text, context=text) for text in batch]
    parts = [fast.scores(items[i : i + size]) for i in range(0, len(items), size)]
    assert np.array_equal(fast.scores(items), np.vstack(parts or [fast.scores([])]))


KNOWN = Pieces()
LOOKALIKES = st.text("ab\n \u2009\ud83d\ude00\U0001f600é", max_size=60)


@given(st.lists(st.one_of(LOOKALIKES, st.text("ab", min_size=12)), max_size=9), st.integers(1, 40))
def test_pieces_are_what_stands_between_blanks(parts, left):
    text = " ".join(["", *parts, TAIL]).replace("\n", " \n ")  # an edge stands between blanks
    for _ in range(2):  # as strings, then as arrays
        found = KNOWN.find(text)
        names = list(KNOWN.numbers)
        assert [names[number] for number in found] == PIECE.findall(text)
        assert set(KNOWN.learn()) <= set(PIECE.findall(text))
    KNOWN.forget(left)


def test_signs_of_the_recipe_in_a_text(every_view):
    scorer, fast = every_view
    odd = [Quote(text=f"we {SPEAKER} {chr(c)}", context=chr(c) * 3) for c in range(0xE000, 0xE030)]
    odd.append(
        Quote(text=f"a {SPEAKER} {SPEAKER} b", context=f"{SPEAKER}{SPEAKER} we", speaker="X")
    )
    assert np.array_equal(
        fast.scores(odd), scores(scorer, [read(quote, scorer.space.lists) for quote in odd])
    )


def test_forgetting_changes_nothing(every_view, monkeypatch):
    scorer, _ = every_view
    monkeypatch.setattr(compiled, "REMEMBERED", 40)
    fast = Compiled(scorer)
    straight = scores(scorer, [read(quote, scorer.space.lists) for quote in SEEDS])
    assert np.array_equal(np.vstack([fast.scores([quote]) for quote in SEEDS]), straight)


def test_threads_change_nothing(small, examples):
    items = [example.quote for example in examples]
    expected = small.predict_columns(items)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(small.predict_columns, [items] * 8):
            assert all(np.array_equal(found[key], expected[key]) for key in expected)


def test_a_copied_model_says_the_same(small, examples):
    items = [example.quote for example in examples[:100]]
    assert pickle.loads(pickle.dumps(small)).predict_many(items) == small.predict_many(items)  # noqa: S301


def test_few_and_many_take_roads_that_agree(small, examples, monkeypatch):
    items = [example.quote for example in examples[:100]]
    many = small.predict_many(items)
    monkeypatch.setattr(model, "FEW", len(items))
    assert small.predict_many(items) == many


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), max_size=60))
def test_a_trie_finds_every_term(terms):
    distinct = sorted({tuple(term) for term in terms})
    trie = Trie(pad(distinct), 6)
    worth = trie.add_up(np.arange(1, len(distinct) + 1)[:, None])
    value = {term: i for i, term in enumerate(distinct, 1)}
    sequence = [symbol for term in terms for symbol in (*term, 0)]
    for place, node in enumerate(trie.deepest(np.array(sequence, dtype=np.int64))):
        inside = [tuple(sequence[place : place + n]) for n in range(1, 5)]
        longest = trie.depth
        assert worth[node, 0] == sum(value.get(term, 0) for term in set(inside[:longest]))
