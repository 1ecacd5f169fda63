import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.extraction.lexicon import load_lexicon
from stance.extraction.names import name_within
from stance.extraction.reading import Reading
from stance.extraction.register import Register
from stance.extraction.speakers import People
from stance.extraction.surnames import last_name
from stance.extraction.tokens import read_words
from stance.quotes import extract_quotes

NAMED = ["Kurt", "Kern", "Ott", "Otts", "Orr", "O"]
PHRASES = [
    "minister Ida Kern",
    "the minister Ott",
    "minister Orr",
    "Minister Kurt Kern",
    "der Minister Ott",
    "Kurt Ott, the mayor,",
    "Ott said",
    "Orr Kurt",
    "sagte Otts Kern.",
    "minister O’s word.",
]


def speakers(text: str, language: str = "de") -> list[str | None]:
    return [quote.speaker for quote in extract_quotes(text, language=language)]


def name(phrase: str, language: str) -> str:
    lexicon = load_lexicon(language)
    tokens, starts, ends = read_words(phrase, [], lexicon)
    first, last = name_within(tokens, 0, len(tokens), lexicon)
    return phrase[starts[first] : ends[last - 1]] if first < last else ""


@pytest.mark.parametrize(
    ("phrase", "language", "found"),
    [
        ("der Außenminister Kurt von Ahn (FDP)", "de", "Kurt von Ahn"),
        ("Kommissionschefin Ursula von der Aue", "de", "Ursula von der Aue"),
        ("Polens Außenminister Jan Wilk", "de", "Jan Wilk"),
        ("Kasachstans Präsident", "de", ""),
        ("die Hilfsorganisation Offene Hand", "de", "Offene Hand"),
        ("der Reeder Hauke Brix", "de", "Hauke Brix"),
        ("Foreign Minister Petra Lind", "en", "Petra Lind"),
        ("Rep. G.K. Butler (D-N.C.)", "en", "G.K. Butler"),
        ("Clinton senior policy adviser Jake Sully", "en", "Jake Sully"),
        ("the Russian president", "en", ""),
        ("Engineer Lou Ott", "en", "Lou Ott"),
    ],
)
def test_the_name_within_a_phrase(phrase: str, language: str, found: str):
    assert name(phrase, language) == found


@pytest.mark.parametrize(
    ("one", "two", "language"),
    [("Merks", "Merk", "de"), ("Lamb's", "Lamb", "en"), ("Велина", "Велин", "ru")],
)
def test_last_names_are_found_again_in_another_case(one: str, two: str, language: str):
    lexicon = load_lexicon(language)
    assert last_name(one, lexicon) == last_name(two, lexicon)


def test_people_have_roles_and_gender():
    german = load_lexicon("de")
    text = "Ministerin Lea Vogt traf Jan Wilk, Bürgermeister von Kiel."
    people = People(Reading(text, german).words, german)
    vogt, wilk = people.person("Lea Vogt"), people.person("Jan Wilk")
    assert vogt is not None
    assert wilk is not None
    assert (vogt.gender, set(vogt.roles)) == ("f", {"ministerin"})
    assert (wilk.gender, set(wilk.roles)) == ("m", {"bürgermeister"})


def test_gender_decides_between_two():
    text = "Ministerin Lea Vogt sprach mit Bürgermeister Jan Wilk. „Ja“, sagte {}."
    assert speakers(text.format("sie")) == ["Lea Vogt"]
    assert speakers(text.format("er")) == ["Jan Wilk"]


def test_a_role_with_an_origin_finds_its_holder():
    text = (
        "Der kasachische Präsident Kasim Tolan empfing den polnischen Präsidenten Jan Wilk. "
        "„Wir danken“, sagte der {} Präsident."
    )
    assert speakers(text.format("kasachische")) == ["Kasim Tolan"]
    assert speakers(text.format("polnische")) == ["Jan Wilk"]


def test_the_office_that_passes_words_on_does_not_speak():
    assert speakers("„Nein“, sagte Präsident Kasim Tolan nach Angaben seines Büros.") == [
        "Kasim Tolan"
    ]
    assert speakers("“We know,” Lamb told the Coastal News agency.", "en") == ["Lamb"]


def test_whom_an_agency_quotes_speaks():
    text = "“The road is open,” Coastal News quoted the minister as saying."
    assert speakers(text, "en") == ["minister"]
    assert speakers("„Die Straße ist frei“, zitiert die Agentur DNA den Minister.") == ["Minister"]


def test_a_letter_speaks_for_who_wrote_it():
    assert speakers("„Wir schließen“, heißt es in einem Schreiben der Reederei Nordmeer.") == [
        "Nordmeer"
    ]


def test_nobody_is_named_without_support():
    assert speakers("„Das war ein langer Tag für uns alle hier am Deich.“") == [None]
    assert speakers("„Das war ein langer Tag“, sagte er.") == [None]


def test_a_pronoun_may_be_named_later():
    text = "“It was a long day,” he said.\nTom Hale, a ranger, closed the road at noon."
    assert speakers(text, "en") == ["Tom Hale"]


def test_a_speaker_is_carried_over_paragraphs_by_follow_on_quotes():
    text = "“It rains,” Tom Hale said.\n“It will rain tomorrow as well, and the day after.”"
    assert speakers(text, "en") == ["Tom Hale", "Tom Hale"]


def test_a_new_subject_ends_the_carrying():
    text = "„Es regnet“, sagte Ida Holm. Kurt Ott nannte das „übertrieben“."
    assert speakers(text) == ["Ida Holm", "Kurt Ott"]


def test_an_apposition_names_the_office():
    text = "“It rains,” the ranger, Tom Hale, said."
    assert speakers(text, "en") == ["Tom Hale"]


def test_participles_share_the_subject_of_their_sentence():
    text = "Minister Carla Zech left the room, calling the plan “a joke”."
    assert speakers(text, "en") == ["Carla Zech"]


@pytest.mark.parametrize(
    ("text", "language", "speaker", "role"),
    [
        (
            "Elin Dahl, the Ukrainian foreign minister, arrived. “We will go,” she said.",
            "en",
            "Elin Dahl",
            "the Ukrainian foreign minister",
        ),
        (
            "Der frühere ukrainische Minister Jan Uhl kam. „Wir gehen“, sagte Uhl.",
            "de",
            "Jan Uhl",
            "Der frühere ukrainische Minister",
        ),
        (
            "«Мы готовы», — сказал министр иностранных дел Украины Дмитрий Велин.",
            "ru",
            "Дмитрий Велин",
            "министр иностранных дел Украины",
        ),
        ("Der Minister lobte Kurt Ott. „Schön“, sagte Ott.", "de", "Kurt Ott", None),
        ("Kurt Ott, die Ministerin habe recht. „Schön“, sagte Ott.", "de", "Kurt Ott", None),
        ("„Schön“, sagte die Ministerin.", "de", "Ministerin", None),
        (
            "Gast Ana Gil traf Chef Wim Tor. Da empfing der Chef Gil. „Gut“, sagte Gil.",
            "de",
            "Ana Gil",
            "Gast",
        ),
        (
            "Dort bot dem Minister einen langen Abend Jan Uhl. „Gut“, sagte Uhl.",
            "de",
            "Jan Uhl",
            None,
        ),
        (
            "Jan Uhl, der dem Minister einen Orden gab, schwieg. „Gut“, sagte Uhl.",
            "de",
            "Jan Uhl",
            None,
        ),
        (
            "Es kam der Leiter von Weiden Herr Jan Uhl. „Gut“, sagte Uhl.",
            "de",
            "Jan Uhl",
            "der Leiter von Weiden",
        ),
        (
            "LONG COLD NIGHT Finnish President Ida Aho spoke. “Yes,” Aho said.",
            "en",
            "Ida Aho",
            "Finnish President",
        ),
    ],
)
def test_how_the_article_introduces_the_speaker(
    text: str, language: str, speaker: str, role: str | None
):
    [quote] = extract_quotes(text, language=language)
    assert (quote.speaker, quote.role) == (speaker, role)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Präsident Jan Wilk kam. Gastgeber Nur Seit war froh. „Gut“, sagte der Präsident.",
            "Präsident",
        ),
        (
            "Ministerin Lea Vogt traf ihren Amtskollegen Jan Uhl. „Gut“, sagte die Ministerin.",
            "Lea Vogt",
        ),
        ("„Gut“, sagte Beat Furrer von der Universität Bern.", "Beat Furrer"),
        ("„Gut“, sagte Anna von der Aue.", "Anna von der Aue"),
    ],
)
def test_better_nobody_than_somebody_else(text: str, speaker: str):
    assert speakers(text) == [speaker]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_pronoun_reaches_back_over_any_number_of_pronouns(language: str):
    opening, again, quote = {
        "de": ("Ida Ott sprach. ", "Sie sagte das. ", "„Ja“, sagte sie."),
        "en": ("Ida Ott spoke. ", "She said so. ", "“Yes,” she said."),
    }[language]
    [found] = extract_quotes(opening + 2000 * again + quote, language=language)
    assert found.speaker == "Ida Ott"


@given(st.lists(st.sampled_from(PHRASES), max_size=12), st.sampled_from(["de", "en", "ru", "zh"]))
def test_what_is_known_of_somebody_does_not_hang_on_who_was_asked_for_before(
    phrases: list[str], language: str
):
    lexicon = load_lexicon(language)
    words = read_words(" ".join(phrases), [], lexicon)
    whole = Register(words, lexicon)
    people = whole.between(-1, len(words.tokens) * 20)
    for first in NAMED:
        one = Register(words, lexicon)
        for name in (first, *reversed(NAMED)):
            assert list(one.namesakes(name)) == list(whole.namesakes(name))
        assert one.between(-1, len(words.tokens) * 20) == people
