import doctest
import gc
import json
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.quotes import KINDS, extract_quotes
from stance.records import OMISSION, Article, Quote, Span

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[2] / "shared"
ALL = ("direct", "headline", "indirect")
EDGE = " .,;:!?…，。！？"
LANGUAGES = st.sampled_from(["de", "en", "fr", "ru", "tr", "zh", "xx", None])
PIECES = st.sampled_from(
    [
        *"„“”\"«»‚‘’'()[]—–-.,:;!?…\n",
        "''",
        "``",
        "sagte",
        "said",
        "laut",
        "dass",
        "that",
        "sei",
        "Präsident",
        "Kurt Ott",
        "er",
        "сказал",
        "dedi",
        "说",
        "nannte",
        "the",
        "wurde von",
        "\u2028",
        "İ",
        "ß",
        "😀",
    ]
)
HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.lists(PIECES, max_size=60).map("".join),
)


def rows() -> list[object]:
    found = []
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(pytest.param(row, id=row["id"]))
    return found


def trimmed(text: str, spans: list[list[int]] | tuple[Span, ...]) -> tuple[str, ...]:
    return tuple(text[start:end].strip(EDGE) for start, end in spans)


@pytest.mark.parametrize("row", rows())
def test_golden_cases(row: dict):
    text = row["text"]
    kinds = {quote["kind"] for quote in row["quotes"]}
    wanted = ("indirect",) if kinds == {"indirect"} else ("direct", "headline")
    got = extract_quotes(text, language=row["lang"], kinds=wanted)
    assert [(trimmed(text, quote.spans), quote.speaker) for quote in got] == [
        (trimmed(text, quote["spans"]), quote["speaker"]) for quote in row["quotes"]
    ]


def test_every_language_has_golden_cases():
    languages = [param.values[0]["lang"] for param in rows()]
    assert {language for language in languages if languages.count(language) >= 12} == {
        *("de", "en", "es", "fr", "it", "pl", "ru", "tr", "uk", "zh")
    }


def check(text: str, quotes: list[Quote]) -> None:
    starts = [quote.spans[0] for quote in quotes]
    assert starts == sorted(starts)
    for quote in quotes:
        end = 0
        for span in quote.spans:
            assert end <= span.start < span.end <= len(text)
            end = span.end
            assert text[slice(*span)] == text[slice(*span)].strip()
        assert quote.text == OMISSION.join(text[slice(*span)] for span in quote.spans)
        assert quote.context in text
        assert 0 <= quote.confidence <= 1
        assert quote.kind in ALL
        if quote.mention_span is None:
            assert quote.mention is None
        else:
            assert text[slice(*quote.mention_span)] == quote.mention
        assert quote.cue is None or quote.cue in text


@given(HOSTILE, LANGUAGES)
def test_no_text_raises_and_all_offsets_index_it(text: str, language: str | None):
    check(text, extract_quotes(text, language=language, kinds=ALL))


def test_a_headline_may_end_with_who_says_it():
    text = "The dam will hold, says the mayor\nIt rained."
    [quote] = extract_quotes(text, language="en", kinds=ALL)
    assert (quote.text, quote.speaker) == ("The dam will hold", "mayor")


@given(HOSTILE)
def test_indirect_speech_changes_nothing_about_the_direct_kind(text: str):
    alone = [quote.spans for quote in extract_quotes(text, language="de")]
    both = extract_quotes(text, language="de", kinds=ALL)
    assert [quote.spans for quote in both if quote.kind != "indirect"] == alone


@given(st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map(" ".join))
def test_reading_is_the_same_every_time(one: str, two: str):
    text = f"{one}\n{two}"
    assert extract_quotes(text, language="de") == extract_quotes(text, language="de")


def test_what_a_quote_carries():
    article = Article(
        text="Es war spät. „Wir fahren“, sagte Kapitänin Ina Holm.", id="a7", language="de"
    )
    [quote] = extract_quotes(article)
    assert quote == Quote(
        text="Wir fahren",
        spans=(Span(14, 24),),
        context=article.text,
        speaker="Ina Holm",
        mention="Kapitänin Ina Holm",
        mention_span=Span(33, 51),
        cue="sagte",
        kind="direct",
        confidence=quote.confidence,
        language="de",
        article="a7",
        role="Kapitänin",
    )
    assert quote.confidence > 0.9


def test_the_language_of_the_caller_comes_first():
    article = Article(text="“It was a long day for all of us,” Kurt Ott said.", language="en")
    assert extract_quotes(article, language="de")[0].language == "de"
    assert extract_quotes(article)[0].language == "en"


@pytest.mark.parametrize("language", ["DE", "de-CH", "de_AT", "De-Latn-DE"])
def test_a_code_may_have_a_region(language):
    text = "“It was long,” sagte Kurt Ott."
    for quote in (
        *extract_quotes(text, language=language),
        *extract_quotes(Article(text=text, language=language)),
    ):
        assert (quote.language, quote.speaker) == ("de", "Kurt Ott")


def test_what_is_no_code_is_refused_but_in_an_article_where_the_language_is_guessed():
    with pytest.raises(InputError, match="ISO 639-1 code, such as 'de'"):
        extract_quotes("“Ja”, sagte er.", language="German")
    article = Article(text="Das ist nicht wahr. „Ja“, sagte Kurt Ott.", language="German")
    assert [quote.language for quote in extract_quotes(article)] == ["de"]


@pytest.mark.parametrize(
    "given", [None, b"text", ["text"], {"text": "a"}, 5, Article(text=None), Article(text=b"a")]
)
def test_what_is_no_article_is_refused(given):
    with pytest.raises(InputError, match="Pass a str"):
        extract_quotes(given)


def test_a_language_without_a_lexicon_is_read_by_its_marks():
    [quote] = extract_quotes("„Szép napot kívánok mindenkinek itt“, mondta Kis Pál.", language="hu")
    assert quote.text == "Szép napot kívánok mindenkinek itt"
    assert (quote.speaker, quote.cue, quote.language) == (None, None, "hu")


def test_kinds_choose():
    text = "„Wir bleiben“\nKurt Ott sagte, der Zug sei weg. „Ja“, sagte er."
    kinds = [quote.kind for quote in extract_quotes(text, language="de", kinds=ALL)]
    assert kinds == ["headline", "indirect", "direct"]
    assert [q.kind for q in extract_quotes(text, language="de", kinds=["headline"])] == ["headline"]
    assert extract_quotes(text, language="de", kinds=()) == []
    for kinds in ("indirect", ("direct", "indrect")):
        with pytest.raises(InputError, match="Pass a collection of some of"):
            extract_quotes(text, kinds=kinds)


def test_a_first_line_with_a_full_stop_is_no_headline():
    assert [quote.kind for quote in extract_quotes("„Ja“, sagte sie.\nEnde.", language="de")] == [
        "direct"
    ]


def test_parts_are_joined_by_the_omission():
    [quote] = extract_quotes("„Ja“, sagte Kurt Ott, „aber später“.", language="de")
    assert quote.text == "Ja […] aber später"
    assert quote.parts == ("Ja ", " aber später")


HARD_UNITS = [
    "„Wir kommen“, sagte Minister Kurt Ott. ",
    "„Ja“ und „nein“, sagte er, dass die Lage, wie Ott sagte, ",
    '"',
    "„ a ",
    "stellte ",
    "Kurt Ott ",
    "Kurt Ott sagte, Ida Holm sagte, ",
    "Mann, ",
    'sei "x" ',
    "« x\n« y\n",
    "— да, — сказал он. ",
    "A: b.\n",
    "„x. y. z. ",
]


def steps(text: str) -> int:
    """Lines of Python run while the quotes of a text are taken: the same number on any machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract_quotes(text, language="de", kinds=ALL)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", HARD_UNITS)
def test_work_is_linear_in_the_text(unit: str):
    count = 4_000 // len(unit)
    extract_quotes(unit, language="de", kinds=ALL)  # what is read and kept at first use
    assert steps(2 * count * unit) < 2.2 * steps(count * unit)


@pytest.mark.parametrize("unit", HARD_UNITS)
def test_no_regular_expression_explodes(unit: str):
    # What a pattern does inside counts no step. Sixteen times the text would take 256 times as long
    # if one of them were quadratic; the bound leaves a busy machine a factor of four.
    def seconds(count: int) -> float:
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            extract_quotes("„Ja“, sagte sie. " + unit * count, language="de", kinds=ALL)
            best = min(best, time.process_time() - start)
        return best

    count = 4_000 // len(unit)
    assert seconds(16 * count) < 16 * 4 * seconds(count) + 0.1


def test_reading_quotes_imports_nothing_but_the_standard_library():
    heavy = "('numpy', 'sklearn', 'nltk')"
    code = f"import stance.quotes, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seed").exists(), reason="nothing beside the repository")
def test_the_first_article():
    gold = json.loads((SHARED / "seed" / "gold.json").read_text(encoding="utf-8"))
    text = (SHARED / "seed" / gold["file"]).read_text(encoding="utf-8")
    got = extract_quotes(text, language=gold["lang"])
    assert [([list(span) for span in quote.spans], quote.speaker) for quote in got] == [
        (quote["spans"], quote["speaker"]) for quote in gold["quotes"]
    ]


def test_the_examples_of_the_documentation():
    page = Path(__file__).parents[1] / "docs" / "quotes.md"
    assert doctest.testfile(str(page), module_relative=False).failed == 0


def test_nothing_behind_the_colon_of_a_quote_is_no_speaker():
    for text in ("«Дамба удержит воду»:", "«Дамба удержит воду до весны», «и дольше»:"):
        check(text, extract_quotes(text, language="ru", kinds=ALL))


def test_nothing_of_an_article_waits_for_the_garbage_collector():
    text = "Lea Vogt kam. Sie lachte. „Gut“, sagte die Ministerin. Jan Uhl ging. „Ja“, sagte er."
    extract_quotes(text, language="de")
    gc.collect()
    gc.disable()
    try:
        quotes = extract_quotes(text, language="de", kinds=KINDS)
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert len(quotes) == 2
