"""Other classifiers of texts on the same quotes, for `benchmarks.speed`, as far as installed.

Each is fitted on some labelled rows with one output a label, as their manuals have it for several
labels at once, and reads quote and context as one text: fastText (words, word pairs, 2 to 5
characters), Vowpal Wabbit (words and word pairs, by its own driver over a file), spaCy's bag of
words. How well they do is not the matter here. What they need is no part of this project:
`pip install fasttext-numpy2-wheel vowpalwabbit spacy`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from stance.labels import Example
from stance.records import Quote

__all__ = ["roads"]

Road = Callable[[], object]


def roads(
    examples: Sequence[Example], quotes: Sequence[Quote], folder: Path
) -> Iterator[tuple[str, Road | None]]:
    """Yield (name, what predicts all quotes), with None for a peer that is not installed."""
    makers = {"fastText": _fasttext, "Vowpal Wabbit": _vowpal, "spaCy textcat": _spacy}
    for name, make in makers.items():
        try:
            yield name, make(examples, quotes, folder)
        except ModuleNotFoundError:
            yield name, None


def _fasttext(examples: Sequence[Example], quotes: Sequence[Quote], folder: Path) -> Road:
    fasttext = importlib.import_module("fasttext")
    file, texts = folder / "fasttext.txt", [_text(quote) for quote in quotes]
    rows = (
        " ".join([*(f"__label__{label}" for label in _labels(one)), _text(one.quote)])
        for one in examples
    )
    file.write_text("\n".join(rows), encoding="utf-8")
    model = fasttext.train_supervised(
        str(file), loss="ova", wordNgrams=2, minn=2, maxn=5, epoch=1, thread=1, verbose=0
    )
    return lambda: model.predict(texts, k=-1)


def _vowpal(examples: Sequence[Example], quotes: Sequence[Quote], folder: Path) -> Road:
    workspace = importlib.import_module("vowpalwabbit").Workspace
    names = sorted({label for one in examples for label in _labels(one)})
    files = [folder / name for name in ("vowpal.train", "vowpal.test", "vowpal.model")]
    learn, test, model = map(str, files)
    rows = [
        f"{','.join(str(names.index(label)) for label in _labels(one))} | {_bare(one.quote)}"
        for one in examples
    ]
    Path(learn).write_text("\n".join(rows) + "\n", encoding="utf-8")
    Path(test).write_text("".join(f"| {_bare(q)}\n" for q in quotes), encoding="utf-8")

    def run(options: str) -> None:
        made = workspace(f"--quiet -b 18 {options}")
        made.run_parser()
        made.finish()

    run(f"--multilabel_oaa {len(names)} --ngram 2 -d {learn} -f {model}")
    return lambda: run(f"-t -i {model} -d {test} -p {folder / 'vowpal.out'}")


def _spacy(examples: Sequence[Example], quotes: Sequence[Quote], _: Path) -> Road:
    spacy = importlib.import_module("spacy")
    example_of = importlib.import_module("spacy.training").Example.from_dict
    names = sorted({label for one in examples for label in _labels(one)})
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 2,
        "no_output_layer": False,
    }
    pipe = spacy.blank("xx")
    pipe.add_pipe("textcat_multilabel", config={"model": model})
    learned = [
        example_of(
            pipe.make_doc(_text(one.quote)),
            {"cats": {name: float(name in _labels(one)) for name in names}},
        )
        for one in examples[:500]
    ]
    pipe.initialize(lambda: learned)
    pipe.update(learned)
    texts = [_text(quote) for quote in quotes]
    return lambda: [doc.cats for doc in pipe.pipe(texts)]


def _labels(example: Example) -> list[str]:
    stances = [f"{target}-{label}" for target, label in example.stance.items()]
    return [*stances, *(example.frames or ())]


def _text(quote: Quote) -> str:
    return " ".join(f"{quote.text} {quote.context}".lower().split())


def _bare(quote: Quote) -> str:
    """Return a text without the two signs that mean something in Vowpal Wabbit's files."""
    return _text(quote).replace(":", " ").replace("|", " ")
