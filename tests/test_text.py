from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.extraction.lexicon import load_lexicon
from stance.extraction.marks import find_marked
from stance.extraction.text import context, context_span, paragraphs, sentences
from stance.extraction.tokens import GLUED, read_words
from stance.records import Span

GERMAN, ENGLISH = load_lexicon("de"), load_lexicon("en")
SIGNS = st.text(alphabet="ab AB1.!?…,:;\n „“”\"«»‚‘’'()-–。？”“", max_size=120)


def cut(text: str, language: str = "en") -> list[str]:
    lexicon = load_lexicon(language)
    spans = sentences(
        text, lexicon.abbreviations, ordinals=lexicon.ordinals, reporting=lexicon.reporting
    )
    return [text[slice(*span)] for span in spans]


def test_paragraphs_are_lines_without_their_blanks():
    text = " Eins.\r\n\r\n\tZwei. \u2028Drei"
    assert [text[slice(*span)] for span in paragraphs(text)] == ["Eins.", "Zwei.", "Drei"]


def test_a_quote_of_several_sentences_belongs_to_one_sentence():
    text = "„Es regnet. Wir bleiben. Morgen auch“, sagte sie. Dann schwieg sie."
    assert cut(text, "de") == [
        "„Es regnet. Wir bleiben. Morgen auch“, sagte sie.",
        "Dann schwieg sie.",
    ]


def test_a_closing_mark_stays_with_its_sentence():
    assert cut("“It rains.” Then she left.") == ["“It rains.”", "Then she left."]


def test_a_question_and_its_reporting_clause_are_one_sentence():
    assert cut("“Why now?” Ott asked. Nobody knew.") == ["“Why now?” Ott asked.", "Nobody knew."]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Am 3. Mai kam Dr. K. Lund zur GmbH, bzw. zur Bank.", "de"),
        ("Mr. J. Hale of the U.S. Navy met Gov. Lamb at 5 p.m. sharp.", "en"),
        ("Das kostet 3.500 Euro, z.B. im Jahr.", "de"),
    ],
)
def test_abbreviations_initials_ordinals_and_numbers_end_nothing(text: str, language: str):
    assert cut(text, language) == [text]


def test_unspaced_writing_is_cut_at_its_own_stops():
    assert cut("今天下雨。我们留下。", "zh") == ["今天下雨。", "我们留下。"]


def test_context_is_the_sentence_and_the_one_before_in_the_paragraph():
    text = "Eins.\nZwei kam. „Drei“, sagte vier. Fünf."
    start = text.index("Drei")
    assert context(text, [Span(start, start + 4)]) == "Zwei kam. „Drei“, sagte vier."


def test_context_does_not_reach_over_a_line_break():
    text = "Zwei kam.\n„Drei“, sagte vier."
    start = text.index("Drei")
    assert context(text, [Span(start, start + 4)]) == "„Drei“, sagte vier."


def test_context_of_several_spans_takes_all_their_sentences():
    text = "„Ja“, sagte sie. Es war still. „Nein“, sagte er. Ende."
    first, last = text.index("Ja"), text.index("Nein")
    spans = [Span(first, first + 2), Span(last, last + 4)]
    assert context(text, spans) == "„Ja“, sagte sie. Es war still. „Nein“, sagte er."


def test_context_without_spans_is_empty():
    assert context("Text.", []) == ""
    assert context("", [Span(0, 0)]) == ""


@given(SIGNS)
def test_sentences_index_the_text_in_order_and_stay_in_their_line(text: str):
    spans = sentences(text, GERMAN.abbreviations, ordinals=True, reporting=GERMAN.reporting)
    assert spans == sorted(spans)
    for one, two in pairwise(spans):
        assert one.end <= two.start
    for span in spans:
        piece = text[slice(*span)]
        assert piece == piece.strip() != ""
    kept = "".join("".join(text[slice(*span)].split()) for span in spans)
    assert kept == "".join(text.split())


@given(SIGNS, st.integers(0, 120), st.integers(0, 120))
def test_context_is_a_slice_that_holds_the_span(text: str, start: int, end: int):
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    found = context(text, [Span(start, end)])
    assert found in text
    known = sentences(text)
    around = context_span(text, [Span(start, end)], known)
    assert text[slice(*around)] == found


@given(SIGNS)
def test_marked_stretches_are_valid_and_in_order(text: str):
    found = find_marked(text, paragraphs(text))
    for one in found:
        assert 0 <= one.outer.start <= one.span.start <= one.span.end <= one.outer.end <= len(text)
    top = [one for one in found if not one.nested and one.whole]
    for one, two in pairwise(top):
        assert one.outer.end <= two.outer.start


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("„A b“ c", ["A b"]),
        ('„A b" c', ["A b"]),
        ('"A b“ c', ["A b"]),
        ("»A b« c", ["A b"]),
        ("«A b» c", ["A b"]),
        ("« A b » c", ["A b"]),
        ("``A b'' c", ["A b"]),
        ("''A b'' c", ["A b"]),
        ("「甲乙」丙", ["甲乙"]),
        ('" A b " c', ["A b"]),
        ("‘A's b’ c", ["A's b"]),
        ('The 6\'2" guard said: "A b."', ["A b."]),
        ("„A ‚b‘ c“ d", ["A ‚b‘ c"]),
        ('"A "b", c", d', ['A "b", c']),
        ("l’«A b» c", ["A b"]),
        ("It's Lukas' cat.", []),
        ('5" lang.', []),
    ],
)
def test_marks_pair_by_type_and_neighbours(text: str, held: list[str]):
    found = find_marked(text, paragraphs(text))
    assert [text[slice(*one.span)] for one in found if not one.nested and one.whole] == held


@given(st.text("ab.’'-1:« \n\t\u00a0\u3000“說", max_size=40), st.sampled_from(["en", "fr", "zh"]))
def test_tokens_stand_where_the_text_has_them(text: str, language: str):
    words = read_words(text, [], load_lexicon(language))
    found = zip(words.tokens, words.starts, words.ends, strict=True)
    assert all(text[start:end] == token.word for token, start, end in found)
    assert words.starts == sorted(words.starts)
    glued = [place for place, token in enumerate(words.tokens) if token.classes & GLUED]
    assert all(words.ends[place - 1] == words.starts[place] for place in glued)
    assert "".join(token.word.strip() for token in words.tokens) == "".join(text.split())
