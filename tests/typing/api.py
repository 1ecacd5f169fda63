"""The public API as a user writes it, under the type checker; never run."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import stance

article = stance.Article(text="…", id="a1", language="de")
quotes: list[stance.Quote] = stance.extract_quotes(article, language="de")
quotes = stance.extract_quotes("plain text")

one: stance.Prediction = stance.predict("Russia must end its war")
one = stance.predict(quotes[0], min_probability=0.6)
many: list[stance.Prediction] = stance.predict_many(quotes)
many = stance.predict_many(["one", "two"], min_probability=0.6)
many = stance.analyze(article, min_probability=0.6)

verdict: stance.Verdict = one.stance["russia"]
label: str | None = verdict.label
probability: float = verdict.probability
frames: tuple[str, ...] = one.frames
speaker: str | None = one.quote.speaker
span: stance.Span = one.quote.spans[0]
start: int = span.start

model: stance.Model = stance.load()
model = stance.load("some/folder")
lazily: Iterator[stance.Prediction] = model.stream(quotes, min_probability=0.6)
columns: dict[str, npt.NDArray[np.generic]] = model.predict_columns(quotes)
table: pa.Table = model.predict_table(pa.table({"text": ["…"]}), articles=True)
score: float = model.explain("text", "russia").score
terms: list[tuple[str, float]] = [(t.term, t.weight) for t in model.explain("x", "russia").terms]
model.save("folder")
turned: stance.Model = model.toward({"china": ("china*", "beijing")})

articles: Iterator[stance.Article] = stance.read_articles("articles.jsonl")
read: Iterator[stance.Quote] = stance.read_quotes("quotes.csv")
written: int = stance.write_predictions(many, "out.jsonl")
summary: stance.Summary = stance.score_files(["articles/"], "scored", jobs=2, resume=True)
counts: dict[str, int] = summary.labels
summary = stance.score_files("articles.jsonl", "scored")
codebook: stance.Codebook = stance.load_codebook("codebook.toml")

classifier = stance.StanceClassifier({"russia": ["russia*"]}, "russia", strength=3.0)
probabilities: npt.NDArray[np.float64] = classifier.fit(["a", "b"], [0, 1]).predict_proba(["a"])
