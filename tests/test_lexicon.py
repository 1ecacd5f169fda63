from pathlib import Path

import pytest

from stance.errors import InputError
from stance.extraction.classes import CLASS, CLASSES
from stance.extraction.guessing import guess_language
from stance.extraction.lexicon import FOLDER, languages, load_lexicon
from stance.quotes import extract_quotes

TEN = ("de", "en", "es", "fr", "it", "pl", "ru", "tr", "uk", "zh")
TOY = """
name = "Toy"
common = "lo la"
[words]
definite = "lo"
conjunction = "eh"
role = "kapo"
[sources]
before = "vu"
[[verbs]]
stems = "parl dikt"
endings = "is as"
[suffixes]
"""


def test_the_languages_are_the_files_that_exist():
    assert languages() == TEN
    assert set(languages()) == {path.stem for path in FOLDER.glob("*.toml")}


@pytest.mark.parametrize("language", TEN)
def test_every_lexicon_loads_with_the_least_that_quotes_need(language: str):
    lexicon = load_lexicon(language)
    assert lexicon.language == language
    assert lexicon.name
    assert lexicon.common
    assert lexicon.reporting
    kinds = {kind for kind in CLASS if any(bits & CLASS[kind] for bits in lexicon.classes.values())}
    assert {"saying", "role", "body", "names", "so_called", "document", "auxiliary"} <= kinds


def test_a_language_without_a_file_is_empty():
    assert not load_lexicon("xx").classes
    assert not load_lexicon(None).language


def test_every_class_says_what_belongs_to_it():
    assert all(CLASSES.values())
    assert len(set(CLASS.values())) == len(CLASSES)


def test_compounds_have_the_class_of_their_last_part():
    german = load_lexicon("de")
    assert german.classes_of("hafenministerin") & CLASS["role"]
    assert german.classes_of("oppositionspartei") & CLASS["body"]


def test_a_separable_verb_needs_its_particle():
    german = load_lexicon("de")
    assert "mit" in german.particles["teilte"]
    assert not german.classes["teilte"] & CLASS["saying"]
    assert german.classes["mitteilte"] & CLASS["saying"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Rat hat sich nicht auf einen Termin geeinigt.", "de"),
        ("The council has not agreed on a date.", "en"),
        ("Le conseil n'a pas encore choisi la date de la réunion.", "fr"),
        ("El consejo no ha elegido la fecha de la reunión.", "es"),
        ("Il consiglio non ha ancora scelto la data della riunione.", "it"),
        ("Rada nie wybrała jeszcze daty tego spotkania.", "pl"),
        ("Совет ещё не выбрал дату для этой встречи.", "ru"),
        ("Рада ще не обрала дату для цієї зустрічі.", "uk"),
        ("Konsey bu toplantı için henüz bir tarih seçmedi.", "tr"),
        ("理事会还没有选定会议的日期。", "zh"),
        ("", None),
        ("12345 ---", None),
    ],
)
def test_the_language_of_a_text_is_guessed(text: str, language: str | None):
    assert guess_language(text) == language


@pytest.mark.parametrize("language", TEN)
def test_the_language_of_one_or_two_sentences_is_guessed(language: str):
    lines = (Path(__file__).parent / "short_passages.tsv").read_text(encoding="utf-8").splitlines()
    texts = [text for own, text in (line.split("\t") for line in lines) if own == language]
    wrong = [text for text in texts if guess_language(text) != language]
    assert len(texts) >= 40
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    "text",
    [
        "Η Μόσχα απορρίπτει τις κατηγορίες.",
        "총리는 지원을 계속하겠다고 말했다.",
        "首相はそう述べた。",
    ],
)
def test_a_script_that_no_lexicon_has_is_no_language(text: str):
    assert guess_language(text) is None


def test_an_eleventh_language_can_be_guessed_from_its_words(tmp_path: Path):
    (tmp_path / "ty.toml").write_text(TOY, encoding="utf-8")
    (tmp_path / "de.toml").write_bytes((FOLDER / "de.toml").read_bytes())
    assert guess_language("Kapo diktas parlis.", tmp_path) == "ty"
    assert guess_language("Das Wasser steigt.", tmp_path) == "de"


def test_an_eleventh_language_is_one_more_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "ty.toml").write_text(TOY, encoding="utf-8")
    assert languages(tmp_path) == ("ty",)
    toy = load_lexicon("ty", tmp_path)
    assert toy.classes["parlis"] & CLASS["saying"]
    monkeypatch.setattr("stance.quotes.load_lexicon", lambda _: toy)
    [quote] = extract_quotes("“Ni venkos,” parlis lo kapo Zan Mir.", language="ty")
    assert (quote.text, quote.speaker, quote.cue) == ("Ni venkos,", "Zan Mir", "parlis")
    [quote] = extract_quotes("Vu kapo Zan Mir la tago estas “tre longa”.", language="ty")
    assert (quote.text, quote.speaker) == ("tre longa", "Zan Mir")


@pytest.mark.parametrize("content", ["name = ", "[words]\nwrong_class = 'a'\n", "[words]\n"])
def test_a_damaged_lexicon_is_named(tmp_path: Path, content: str):
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.toml"):
        load_lexicon("bad", tmp_path)
