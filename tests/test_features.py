from hypothesis import given

from stance.cutting import QUOTE as CUT
from stance.cutting import SPEAKER
from stance.features import RECIPE, View, characters, length, terms
from stance.marking import OF_OTHER, OF_TARGET, OTHER, TARGET, WE, Lists, Reading, mark, read
from stance.records import OMISSION, Quote
from tests.strategies import quotes

LISTS = Lists.of(
    {"russia": ("russia*", "moscow"), "ukraine": ("ukrain*",)},
    {"first_person": ("we", "our"), "praise": ("good", "wise*")},
)


def test_the_quote_is_cut_out_of_its_context_and_the_speaker_masked():
    reading = read(
        Quote(
            text="We will go on,",
            context="“We will go on,” the Ukrainian leader Oleh Koval said. Koval left.",
            speaker="Oleh Koval",
            mention="the Ukrainian leader Oleh Koval",
        ),
        LISTS,
    )
    assert reading.quote == ["we", "will", "go", "on", ","]
    assert reading.context == ['"', CUT, ",", '"', SPEAKER, "said", ".", SPEAKER, "left", "."]


def test_both_parts_of_a_split_quote_are_cut():
    quote = Quote(text=f"Yes{OMISSION}but no", context='"Yes", he said, "but no".')
    assert read(quote, LISTS).context.count(CUT) == 2


def test_an_office_behind_a_comma_is_no_name():
    quote = Quote(text="No", context="Russia said: No", speaker="Ann Lee, envoy to Russia")
    assert "russia" in read(quote, LISTS).context


def test_typography_is_no_evidence():
    a = read(Quote(text="“It’s” – so"), LISTS)
    assert a == read(Quote(text='"It\'s" - so'), LISTS)


def test_names_of_all_targets_are_marked_alike_where_no_target_is_asked():
    marked = mark(Reading(["moscow", "and", "ukrainians"], [], []), None, LISTS)
    assert marked.quote == [TARGET, "and", TARGET]


def test_we_is_on_the_side_that_the_words_for_the_speaker_name():
    reading = Reading(["our", "land"], [SPEAKER, "said"], ["the", "ukrainian", "envoy"])
    assert mark(reading, "ukraine", LISTS)[:2] == (
        [WE + OF_TARGET, "land"],
        [SPEAKER + OF_TARGET, "said"],
    )
    assert mark(reading, "russia", LISTS).quote == [WE + OF_OTHER, "land"]
    assert mark(reading, None, LISTS) == reading._replace(speaker=[])
    assert mark(reading._replace(speaker=["envoy"]), "russia", LISTS).quote == ["our", "land"]


def test_a_view_of_one_side_sees_only_its_speakers():
    reading = Reading(["peace"], [], ["the", "ukrainian", "envoy"])
    own = View("own", "quote", high=1, marked=True, side="target")
    others = own._replace(side="other")
    for target, view, seen in (
        ("ukraine", own, ["peace"]),
        ("ukraine", others, []),
        ("russia", own, []),
        ("russia", others, ["peace"]),
        (None, own, []),
        (None, others, []),
    ):
        assert [*terms(reading, mark(reading, target, LISTS), view, LISTS)] == seen


def test_circumstances_are_where_targets_are_named_whose_side_speaks_and_how_long():
    reading = Reading(["moscow", "lies", "again", "!"], ["of", "ukraine"], ["russian", "envoy"])
    view = View("circumstances", "circumstances", high=1, marked=True)
    for target, seen in (
        ("russia", [f"{TARGET}@quote", f"{OTHER}@context", SPEAKER + OF_TARGET, "quote<=8"]),
        ("ukraine", [f"{TARGET}@context", f"{OTHER}@quote", SPEAKER + OF_OTHER, "quote<=8"]),
        (None, [f"{TARGET}@quote", f"{OTHER}@nowhere", SPEAKER, "quote<=8"]),
    ):
        assert [*terms(reading, mark(reading, target, LISTS), view, LISTS)] == seen


def test_every_length_has_a_statement():
    found = [*map(length, (0, 3, 4, 32, 33, 900))]
    assert found == ["quote<=3", "quote<=3", "quote<=8", "quote<=32", "quote>32", "quote>32"]


def test_a_window_keeps_what_stands_near_the_target():
    reading = Reading([*"abcdefg", TARGET, "x"], [], [])
    view = View("near", "both", low=1, high=1, marked=True, window=2)
    assert list(terms(reading, reading, view, LISTS)) == ["f", "g", TARGET, "x", "\ue001"]


def test_classes_pass_over_words_of_no_class():
    reading = Reading(["a", "good", "and", "wisest", TARGET], [], [])
    view = View("classes", "quote", unit="class", low=2, high=2, marked=True)
    assert list(terms(reading, reading, view, LISTS)) == ["<praise> <praise>", f"<praise> {TARGET}"]


def test_characters_stay_within_words():
    assert characters("ab", 2, 3) == (" a", "ab", "b ", " ab", "ab ")


@given(quotes)
def test_any_quote_can_be_read(quote):
    reading = read(quote, LISTS)
    for view in RECIPE:
        assert all(isinstance(term, str) and term for term in terms(reading, reading, view, LISTS))
