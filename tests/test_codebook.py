import pytest

from stance import Codebook, InputError, load_codebook

GOOD = """
version = "9"
stances = ["pro", "contra", "open"]
neutral = "open"
[targets.china]
names = ["China*", "Peking"]
[targets.taiwan]
names = { de = ["taiwan*"], en = ["taiwan*", "taipei"] }
[frames.economy]
definition = "Trade and money."
"""


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_another_codebook(tmp_path):
    book = load_codebook(write(tmp_path / "codebook.toml", GOOD))
    assert book.targets == {"china": ("china*", "peking"), "taiwan": ("taiwan*", "taipei")}
    assert book.definitions["economy"] == "Trade and money."
    assert Codebook.from_dict(book.as_dict()) == book


def test_frames_may_be_missing(tmp_path):
    text = GOOD[: GOOD.index("[frames")]
    assert load_codebook(write(tmp_path / "codebook.toml", text)).frames == ()


def test_the_projects_own(codebook):
    assert codebook.version == "2.1"
    assert codebook.stances == ("favor", "against", "none")
    assert list(codebook.targets) == ["russia", "ukraine"]
    assert all(codebook.definitions.values())


def test_a_target_may_say_how_sure_a_model_should_be(tmp_path):
    text = GOOD.replace("names = [", "certainty = 0.8\nnames = [")
    book = load_codebook(write(tmp_path / "codebook.toml", text))
    assert book.certainty == {"china": 0.8}
    assert Codebook.from_dict(book.as_dict()) == book


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "not TOML"),
        ('version = "1"', "stances"),
        (GOOD.replace('"open"\n', '"shut"\n'), "not one of"),
        (GOOD.replace('names = ["China*", "Peking"]', ""), "names"),
        (GOOD.replace("frames.economy", "frames.china"), "'china' is taken"),
        (GOOD.replace("targets.china", "targets.speaker"), "'speaker' is taken"),
        (GOOD.replace('["pro", "contra", "open"]', '["open"]'), "two or more"),
        (GOOD.replace('"Peking"', '"Hong, Kong"'), "'hong, kong' .china. is no name"),
        (GOOD.replace('["China*", "Peking"]', "[]"), "no names"),
        (GOOD[: GOOD.index("[targets")] + "[targets]", "no target"),
        (GOOD.replace("neutral =", 'neutral_shift = "much"\nneutral ='), "much"),
        (GOOD.replace("names = [", "certainty = 0\nnames = ["), "not above 0"),
    ],
)
def test_a_bad_codebook_is_named(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        load_codebook(write(tmp_path / "codebook.toml", text))


def test_a_missing_codebook(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load_codebook(tmp_path / "codebook.toml")
