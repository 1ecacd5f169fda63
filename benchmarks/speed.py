"""How fast: `python -m benchmarks.speed [ARTICLES.jsonl] [--quotes 2500]`.

All roads take turns in one run and the median counts; what runs in one thread is measured in
processor time. So a busy machine slows all of them alike. Absolute times are the machine's; the
ratios are the result. The measure is scikit-learn's own pipeline of the shipped recipe: a
CountVectorizer a view, TF-IDF with the recipe's norm, one LogisticRegression a head, with the
shipped weights. Views that do not depend on the target are made once for all heads.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

import stance
from benchmarks import peers
from benchmarks.corpus import generate
from benchmarks.stages import stages
from stance.compiled import Compiled
from stance.features import terms
from stance.io import read_articles
from stance.labels import Example, read_examples
from stance.marking import mark, read
from stance.model import SHIPPED
from stance.quotes import extract_quotes
from stance.records import Article, Quote
from stance.scoring import Scorer, columns_by_target, sigmoid, softmax
from stance.space import lengths
from stance.store import load_folder

LABELED = Path("data/labeled")
ARTICLES, PARAGRAPHS = 300, 3
ROUNDS = 5
ONE_BY_ONE = 50
PEERS_LEARN = 3000  # labelled rows; enough to time what they predict


class Pipeline:
    """The recipe in scikit-learn's terms, with the weights of a scorer."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        space = scorer.space
        self.views = [
            CountVectorizer(analyzer=_analyzer(scorer, view), vocabulary=_local(vocabulary))
            for view, vocabulary in zip(space.recipe, space.vocabularies, strict=True)
        ]
        starts = np.cumsum([0, *(len(vocabulary) for vocabulary in space.vocabularies)])
        self.norms = [space.norms[a:b] for a, b in pairwise(starts)]
        self.heads = [_logistic(scorer, head) for head in scorer.heads]

    def predict_proba(self, quotes: Sequence[Quote]) -> list[Any]:
        """Return the probabilities of each head."""
        space = self.scorer.space
        readings = [read(quote, space.lists) for quote in quotes]
        unmarked: dict[int, Any] = {}  # what does not depend on the target is made once
        rows = {}
        for target, _ in columns_by_target(self.scorer.heads):
            pairs = [(r, mark(r, target, space.lists)) for r in readings]
            blocks = []
            for number, view in enumerate(space.recipe):
                block = unmarked.get(number)
                if block is None:
                    block = self._block(number, pairs)
                if not view.marked:
                    unmarked[number] = block
                blocks.append(block)
            rows[target] = sparse.csr_matrix(sparse.hstack(blocks) @ sparse.diags_array(space.idf))
        return [
            model.predict_proba(rows[head.target])
            for model, head in zip(self.heads, self.scorer.heads, strict=True)
        ]

    def _block(self, number: int, pairs: Sequence[Any]) -> Any:
        block = sparse.csr_array(self.views[number].transform(pairs).astype(np.float64))
        return sparse.diags_array(1 / lengths(block, self.norms[number])) @ block


def _analyzer(scorer: Scorer, view: Any) -> Callable[[Any], list[str]]:
    return lambda pair: [*terms(pair[0], pair[1], view, scorer.space.lists)]


def _local(vocabulary: dict[str, int]) -> dict[str, int]:
    return {term: column for column, term in enumerate(vocabulary)}


def _logistic(scorer: Scorer, head: Any) -> Any:
    model = LogisticRegression()
    weights = scorer.weights[:, head.columns] * scorer.units[head.columns]
    model.coef_ = (weights / scorer.space.idf[:, None]).T
    model.intercept_ = scorer.intercepts[head.columns]
    model.classes_ = np.arange(max(2, len(head.labels)))
    return model


def interleaved(
    roads: dict[str, Callable[[], object]],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """Return the median seconds of each road, all of them taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in roads}
    for _ in range(rounds):
        for name, road in roads.items():
            start = clock()
            road()
            taken[name].append(clock() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def parity(pipeline: Pipeline, fast: Compiled, quotes: Sequence[Quote]) -> float:
    """Return the largest difference in probability."""
    found, worst = fast.scores(quotes), 0.0
    for head, slow in zip(pipeline.scorer.heads, pipeline.predict_proba(quotes), strict=True):
        part = found[:, head.columns]
        mine = softmax(part) if len(head.labels) > 1 else sigmoid(part)[:, 0]
        worst = max(
            worst, float(np.abs(mine - (slow if slow.shape == mine.shape else slow[:, 1])).max())
        )
    return worst


def heads(quotes: Sequence[Quote], scorer: Scorer) -> Iterator[tuple[str, str]]:
    """Measure quotes to probabilities."""
    pipeline, fast, model = Pipeline(scorer), Compiled(scorer), stance.load()
    yield "largest difference to scikit-learn", f"{parity(pipeline, fast, quotes):.1e}"
    unseen = iter([Compiled(scorer) for _ in range(ROUNDS)])
    batch = interleaved(
        {
            "scikit-learn": lambda: pipeline.predict_proba(quotes),
            "new words": lambda: next(unseen).scores(quotes),
            "fast": lambda: fast.scores(quotes),
        }
    )
    for name in ("fast", "new words"):
        ratio = batch["scikit-learn"] / batch[name]
        each = batch[name] / len(quotes) * 1e6
        yield f"heads, batch, {name}: times scikit-learn", f"{ratio:.1f} ({each:.1f} µs a quote)"
    some = quotes[:ONE_BY_ONE]
    single = interleaved(
        {
            "scikit-learn": lambda: [pipeline.predict_proba([quote]) for quote in some],
            "one": lambda: [model.predict(quote) for quote in some],
        }
    )
    ratio = single["scikit-learn"] / single["one"]
    each = single["one"] / len(some) * 1e6
    yield "one quote, warm: times scikit-learn", f"{ratio:.1f} ({each:.0f} µs)"


def others(
    examples: Sequence[Example], quotes: Sequence[Quote], scorer: Scorer, folder: Path
) -> Iterator[tuple[str, str]]:
    """Measure other classifiers on the same quotes, as far as they are installed."""
    fast = Compiled(scorer)
    found = dict(peers.roads(examples, quotes, folder))
    roads = {name: road for name, road in found.items() if road is not None}
    taken = interleaved({**roads, "fast": lambda: fast.scores(quotes)}) if roads else {}
    for name in found:
        what = f"heads, batch: times {name}"
        if name not in taken:
            yield what, "not installed"
            continue
        each = taken[name] / len(quotes) * 1e6
        yield what, f"{taken[name] / taken['fast']:.1f} ({each:.0f} µs a quote)"


def start(quotes: Sequence[Quote], scorer: Scorer, folder: Path) -> Iterator[tuple[str, str]]:
    """Measure whole processes."""
    # How scikit-learn's models are commonly kept; what is loaded below was written right here.
    joblib.dump((scorer, quotes[0]), folder / "model.joblib")
    peer = (
        "import joblib; from benchmarks.speed import Pipeline; "
        f"scorer, quote = joblib.load({str(folder / 'model.joblib')!r}); "
        "Pipeline(scorer).predict_proba([quote])"
    )
    commands = {
        "numpy": [sys.executable, "-c", "import numpy"],
        "stance": [sys.executable, "-m", "stance", "predict", "--text", quotes[0].text],
        "scikit-learn": [sys.executable, "-c", peer],
    }
    taken = interleaved(
        {
            name: lambda command=command: subprocess.run(command, capture_output=True, check=True)  # type: ignore[misc]  # noqa: S603
            for name, command in commands.items()
        },
        clock=time.perf_counter,
    )
    yield "predict, cold: times import numpy", f"{taken['stance'] / taken['numpy']:.2f}"
    yield "predict, cold: part of scikit-learn", f"{taken['stance'] / taken['scikit-learn']:.2f}"


def articles(texts: Sequence[Article], scorer: Scorer, folder: Path) -> Iterator[tuple[str, str]]:
    """Measure articles to scored quotes, stage by stage and with either classifier."""
    pipeline, model, fast = Pipeline(scorer), stance.load(), Compiled(scorer)
    roads: dict[str, Callable[[], object]] = {
        **stages(texts, model, fast, folder),
        "ours": lambda: model.predict_columns(q for text in texts for q in extract_quotes(text)),
        "peer": lambda: pipeline.predict_proba([q for t in texts for q in extract_quotes(t)]),
    }
    taken = {name: each / len(texts) * 1e6 for name, each in interleaved(roads, 3).items()}
    length = statistics.mean(len(text.text) for text in texts)
    number = sum(len(extract_quotes(text)) for text in texts) / len(texts)
    yield "articles: characters, quotes each", f"{length:.0f}, {number:.1f}"
    for stage, each in taken.items():
        if stage not in ("ours", "peer"):
            yield f"{stage}: µs an article", f"{each:.0f}"
    yield "articles to columns: µs an article", f"{taken['ours']:.0f}"
    yield "the same: times scikit-learn", f"{taken['peer'] / taken['ours']:.1f}"


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=Path, help="instead of generated ones")
    parser.add_argument("--quotes", type=int, default=2500)
    given = parser.parse_args()
    examples = read_examples([LABELED], stance.load().codebook)
    random.Random(1).shuffle(examples)  # noqa: S311
    quotes = [example.quote for example in examples[: given.quotes]]
    texts = [*islice(read_articles(given.articles), ARTICLES)] if given.articles else None
    scorer = load_folder(SHIPPED).scorer
    print("| | measured |\n|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stages = [
            heads(quotes, scorer),
            others(examples[-PEERS_LEARN:], quotes, scorer, folder),
            start(quotes, scorer, folder),
            articles(texts or [*generate(ARTICLES, PARAGRAPHS)], scorer, folder),
        ]
        for stage in stages:
            for what, value in stage:
                print(f"| {what} | {value} |", flush=True)


if __name__ == "__main__":
    main()
