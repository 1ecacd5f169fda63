"""Where the terms of an explanation stand in the quote and its context."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import example, given

from stance.cli import main
from stance.cutting import cut
from stance.features import terms
from stance.marking import Lists, mark, read
from stance.places import Place, placed_terms, places
from stance.records import OMISSION, Quote
from stance.terminal import shaded
from tests.strategies import quotes
from tests.test_speed_parity import CLASSES, VIEWS

NAMES = {"russia": ["russ*", "putin", "st. petersburg*"], "ukraine": ["kyiv*", "xi jinping"]}
LISTS = Lists.of(NAMES, CLASSES)
SPLIT = Quote(
    text=f"İ, Xi Jinping{OMISSION}St. Petersburg",
    context="İ “İ, Xi Jinping”, she said\nof St. Petersburgs, “St. Petersburg”. Ada Lind’s left.",
    mention="she",
    speaker="Ada Lind",
)


@given(quotes)
@example(SPLIT)
def test_every_token_has_a_place_in_its_text(quote):
    reading, where = read(quote, LISTS), places(quote, LISTS)
    assert [len(part) for part in where] == [len(reading.quote), len(reading.context)]
    for place in (*where[0], *where[1]):
        text = quote.text if place.where == "quote" else quote.context
        assert 0 <= place.start < place.end <= len(text)
    for tokens, spots, text in zip(reading[:2], where, (quote.text, quote.context), strict=True):
        for token, spot in zip(tokens, spots, strict=True):
            here = text[slice(*spot[1:])]
            if token.isascii() and token.isalnum() and here.isascii():
                assert here.lower() == token


@given(quotes)
@example(SPLIT)
def test_placed_terms_are_the_terms(quote):
    reading, where = read(quote, LISTS), places(quote, LISTS)
    for target in (None, "russia"):
        marked = mark(reading, target, LISTS)
        for view in VIEWS:
            found = [term for term, _ in placed_terms(reading, marked, where, view, LISTS)]
            assert sorted(found) == sorted(terms(reading, marked, view, LISTS))


@given(quotes)
def test_cutting_keeps_every_place(quote):
    assert [len(text) for text in cut(quote)] == [len(quote.text), len(quote.context)]


def test_a_pronoun_is_masked_as_a_word_and_not_within_words():
    context = "The other minister met them. “We go on,” he said."
    quote = Quote(text="We go on", context=context, mention="he", speaker="Ada Lind")
    masked = context.replace("We go on", "   \ue000    ").replace(" he ", " \ue010  ")
    assert cut(quote)[1] == masked


def test_a_name_of_several_words_has_one_place():
    where = places(SPLIT, LISTS)
    assert Place("quote", 3, 13) in where[0]
    assert SPLIT.text[3:13] == "Xi Jinping"
    assert SPLIT.text[where[0][-1].start :] == "St. Petersburg"


def test_an_explanation_says_where(small):
    quote = Quote(text="Putin lies", context="“Putin lies,” she said.", mention="she")
    found = {(t.term, t.view): t for t in small.explain(quote, "russia").terms}
    assert found["[target]", "near the target"].places == (Place("quote", 0, 5),)


def test_words_are_shaded_by_what_they_add(small):
    quote = Quote(text="Putin is lying", context="“Putin is lying,” the judge said.")
    said, around = shaded(quote, small.explain(quote, "russia"))
    assert said != quote.text
    from click import unstyle

    assert [unstyle(said), unstyle(around)] == [quote.text, quote.context]


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_the_command_shows_them(extra):
    text = ["explain", "Putin must end this war", "--head", "russia", *extra]
    result = CliRunner().invoke(main, text)
    assert result.exit_code == 0
    if extra:
        term = json.loads(result.output)["terms"][0]
        assert {"where", "start", "end"} == set(term["places"][0])
    else:
        assert "Putin must end this war" in result.output


def test_a_quote_alone_has_no_context_to_show(small):
    bare = replace(SPLIT, context="")
    assert shaded(bare, small.explain(bare, "russia"))[1] == ""
