"""The command line: each command a thin shell over one call of the library."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance import __version__
from stance.errors import InputError, StanceError
from stance.io import Reject, dump_rows, read_articles, read_quotes, writing

if TYPE_CHECKING:
    from stance.model import Model
    from stance.records import Prediction, Quote

FORMATS = ("table", "jsonl", "csv")
PATH = click.Path(path_type=str, allow_dash=True)


def command(*, name: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command that reports an error of the library as problem and remedy, exit code 1."""

    def wrap(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except StanceError as error:
                if click.get_current_context().find_root().params["debug"]:
                    raise
                click.echo(f"stance: {error}", err=True)
                sys.exit(1)

        return main.command(name=name or function.__name__.replace("_", "-"))(run)

    return wrap


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="quote-stance")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Quotes from news, their speakers, their stance toward Russia and Ukraine, their framing.

    Files end in .jsonl, .csv, .tsv (rows with a column "text") or .txt; "-" is standard input.
    Results go to the terminal as a table, into a pipe as JSONL. Exit codes: 0 done, 1 failed,
    2 wrong usage.
    """


model_option = click.option(
    "--model",
    "folder",
    type=click.Path(path_type=Path),
    help="A model folder, not the shipped one.",
)
output_option = click.option(
    "-o", "--output", type=PATH, default="-", help="A .jsonl, .csv or .tsv file."
)
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="On standard output."
)
language_option = click.option("--language", help="Language of all texts, such as de.")
rejects_option = click.option("--rejects", type=PATH, help="A .jsonl file for unreadable rows.")
least_option = click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Give no stance below this probability.",
)


@command()
@click.argument("articles", nargs=-1, required=True, type=PATH)
@output_option
@format_option
@language_option
@model_option
@least_option
@rejects_option
@click.option("--jobs", default=1, show_default=True, help="Processes, with a folder as output.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run in a folder.")
@click.option("--engine", type=click.Choice(("local", "dask")), default="local")
@click.option("--scheduler", help="Address of a Dask scheduler.")
def score(
    articles: tuple[str, ...],
    output: str,
    form: str | None,
    language: str | None,
    folder: Path | None,
    min_probability: float,
    rejects: str | None,
    jobs: int,
    resume: bool,
    engine: str,
    scheduler: str | None,
) -> None:
    """Take the quotes out of ARTICLES and score each.

    An output without a suffix is a folder: it is filled part by part, --jobs processes at a time,
    and a run that was interrupted goes on with --resume. ARTICLES may then be folders and patterns.
    """
    from stance.quotes import extract_quotes

    if output != "-" and not Path(output).suffix:
        from stance.batch import score_files

        with _watching() as watch:
            summary = score_files(
                articles,
                output,
                model=folder,
                jobs=jobs,
                resume=resume,
                language=language,
                min_probability=min_probability,
                suffix=".csv" if form == "csv" else ".jsonl",
                engine=engine,
                scheduler=scheduler,
                on_part=watch,
            )
        rate = summary.articles / max(summary.seconds, 1e-9)
        labels = ", ".join(f"{label} {count:,}" for label, count in summary.labels.items())
        click.echo(
            f"stance: {summary.articles:,} articles, {summary.quotes:,} quotes, "
            f"{summary.rejects:,} rejects, {rate:,.0f} articles a second. {labels}",
            err=True,
        )
        return
    if resume or jobs != 1 or engine != "local" or scheduler:
        raise InputError("--jobs, --resume, --engine need a folder as output: -o FOLDER.")
    model = _model(folder)
    with _collecting(rejects, output) as reject:
        found = (
            quote
            for article in _progress(_each(articles, read_articles, reject), "articles")
            for quote in extract_quotes(article, language=language)
        )
        _emit(model.stream(found, min_probability=min_probability), output, form)


@command()
@click.argument("articles", nargs=-1, required=True, type=PATH)
@output_option
@click.option("--format", "form", type=click.Choice(("text", *FORMATS)), help="On standard output.")
@language_option
@rejects_option
def quotes(
    articles: tuple[str, ...],
    output: str,
    form: str | None,
    language: str | None,
    rejects: str | None,
) -> None:
    """Take the quotes out of ARTICLES; in a terminal they are shown in place."""
    from stance.quotes import extract_quotes

    with _collecting(rejects, output) as reject:
        texts = _each(articles, read_articles, reject)
        if output == "-" and (form or ("text" if sys.stdout.isatty() else "jsonl")) == "text":
            from stance.terminal import in_place

            for article in texts:
                click.echo(in_place(article, extract_quotes(article, language=language)))
            return
        found = (
            quote
            for article in _progress(texts, "articles")
            for quote in extract_quotes(article, language=language)
        )
        _emit(found, output, form)


@command()
@click.argument("quotes", nargs=-1, type=PATH)
@click.option("--text", "texts", multiple=True, help="A quote, as it is; may be repeated.")
@output_option
@format_option
@model_option
@least_option
@rejects_option
def predict(
    quotes: tuple[str, ...],
    texts: tuple[str, ...],
    output: str,
    form: str | None,
    folder: Path | None,
    min_probability: float,
    rejects: str | None,
) -> None:
    """Predict stance and frames of QUOTES (files with a column "text", or one quote a line)."""
    if not quotes and not texts:
        raise InputError("nothing to predict. Name a file, '-', or give --text.")
    model = _model(folder)
    with _collecting(rejects, output) as reject:
        given: Iterator[str | Quote] = _chain(texts, _each(quotes, read_quotes, reject))
        counted = _progress(given, "quotes")
        _emit(model.stream(counted, min_probability=min_probability), output, form)


@command()
@click.argument("text")
@click.option("--context", default="", help="The sentence that reports the quote.")
@click.option("--speaker", help="Who said it.")
@click.option("--head", help="A target or frame; all by default.")
@click.option("--label", help="A stance; the predicted one by default.")
@click.option("--most", default=12, show_default=True, help="How many terms to show.")
@click.option("--json", "as_json", is_flag=True, help="All terms as JSON, a head a line.")
@model_option
def explain(
    text: str,
    context: str,
    speaker: str | None,
    head: str | None,
    label: str | None,
    most: int,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Show the words in TEXT and its context that made the scores."""
    from stance.records import Quote
    from stance.terminal import explanation_lines

    model = _model(folder)
    quote = Quote(text=text, context=context, speaker=speaker)
    for name in [head] if head else [h.name for h in model.heads]:
        explanation = model.explain(quote, name, label)
        if as_json:
            row = {**explanation._asdict(), "terms": [t._asdict() for t in explanation.terms]}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo("\n".join(explanation_lines(explanation, most)) + "\n")


@command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@model_option
def evaluate(gold: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Score the model against labelled quotes in GOLD files or folders."""
    from stance.evaluation import evaluate as score_against
    from stance.labels import read_examples
    from stance.terminal import scores_lines

    model = _model(folder)
    examples = read_examples(gold, model.codebook)
    predictions = model.predict_many(example.quote for example in examples)
    result = score_against(examples, predictions, model.codebook)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, default=lambda item: item._asdict()))
    else:
        click.echo("\n".join(scores_lines(result)))


@command()
@click.option("--json", "as_json", is_flag=True, help="Facts and thresholds as JSON.")
@model_option
def model(as_json: bool, folder: Path | None) -> None:
    """Show the model's card."""
    loaded = _model(folder)
    if as_json:
        facts = {"name": loaded.name, "thresholds": loaded.thresholds, **loaded.facts}
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        click.echo(loaded.card())


def _model(folder: Path | None) -> Model:
    from stance.model import load

    return load(folder)


def _chain(texts: Iterable[str], quotes: Iterable[Quote]) -> Iterator[str | Quote]:
    yield from texts
    yield from quotes


def _each(
    paths: Iterable[str], reader: Callable[..., Iterator[Any]], reject: Callable[[Reject], None]
) -> Iterator[Any]:
    for path in paths:
        yield from reader(path, on_reject=reject)


def _progress(items: Iterator[Any], unit: str) -> Iterator[Any]:
    """Count on standard error while somebody watches, after a second of waiting."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return iter(tqdm(items, unit=f" {unit}", delay=1.0, leave=False))


@contextmanager
def _watching() -> Iterator[Callable[[int, int], None] | None]:
    """Show bytes done and an estimate on standard error while somebody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, leave=False) as bar:

        def watch(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        yield watch


class _collecting:  # noqa: N801 - reads as the verb it is
    """Collect rejected rows; at the end write them to their file and say how many there were."""

    def __init__(self, path: str | None, output: str) -> None:
        self.path = path or ("" if output == "-" else f"{output}.rejects.jsonl")
        self.rejects: list[Reject] = []

    def __enter__(self) -> Callable[[Reject], None]:
        return self.rejects.append

    def __exit__(self, *_exception: object) -> None:
        for reject in self.rejects if not self.path else ():
            click.echo(f"stance: {reject.file}, line {reject.line}: {reject.reason}", err=True)
        if self.rejects and self.path:
            with writing(self.path) as file:
                file.writelines(dump_rows((r._asdict() for r in self.rejects), ".jsonl"))
        if self.rejects:
            where = f" See {self.path}" if self.path else ""
            click.echo(f"stance: {len(self.rejects)} unreadable rows left out.{where}", err=True)


def _emit(items: Iterable[Prediction | Quote], output: str, form: str | None) -> None:
    if output != "-":
        rows = (item.as_dict() for item in items)
        suffix = Path(output).suffix.lower()
        if suffix not in (".jsonl", ".csv", ".tsv"):
            raise InputError(f"{output}: suffix {suffix!r}. Write to .jsonl, .csv or .tsv.")
        with writing(output) as file:
            file.writelines(dump_rows(rows, suffix))
        return
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "table":
        from stance.records import Prediction
        from stance.terminal import prediction_rows, quote_rows, table

        found = list(items)
        scored = [item for item in found if isinstance(item, Prediction)]
        plain = [item for item in found if not isinstance(item, Prediction)]
        click.echo(table(list(prediction_rows(scored) if scored else quote_rows(plain))), nl=False)
        return
    for line in dump_rows((item.as_dict() for item in items), f".{form}"):
        click.echo(line, nl=False)
