import sys
from xml.etree import ElementTree

import pytest

from stance import InputError
from stance.errors import MissingExtraError
from stance.pictures import draw_shares
from stance.prevalence import Share

NAN = float("nan")
SHARES = [
    Share(month, head, label, share, low, high, 90, 30, "design")
    for month in ("2024-01", "2024-02")
    for head, label, share, low, high in (
        ("russia", "favor", 0.1, 0.05, 0.2),
        ("russia", "against", 0.4, 0.3, 0.5),
        ("alliance", "present", *((NAN,) * 3 if month == "2024-02" else (0.2, 0.1, 0.3))),
    )
]


def test_a_picture_names_what_it_shows(tmp_path):
    long = [
        share._replace(group=f"a week of {share.group} and one half of another") for share in SHARES
    ]
    draw_shares(SHARES + long, tmp_path / "shares.svg", by="month")
    page = ElementTree.parse(tmp_path / "shares.svg")  # noqa: S314 - our own file
    texts = ["".join(text.itertext()) for text in page.iter("{http://www.w3.org/2000/svg}text")]
    for name in ("russia", "favor", "against", "frames", "alliance", "2024-01", "month"):
        assert texts.count(name) == 1, name


def test_a_dollar_is_a_dollar(tmp_path):
    name = r"$5 and \more$"
    draw_shares([share._replace(group=name) for share in SHARES[:1]], tmp_path / "shares.svg")
    assert name in (tmp_path / "shares.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", ["pdf", "png", "svg"])
def test_the_same_shares_give_the_same_bytes(tmp_path, suffix):
    for name in ("one", "two"):
        draw_shares(SHARES, tmp_path / f"{name}.{suffix}")
    one, two = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("one", "two"))
    assert one == two


def test_what_cannot_be_drawn_leaves_nothing(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="a picture is a"):
        draw_shares(SHARES, tmp_path / "shares.jpg")
    with pytest.raises(InputError, match="nothing to draw"):
        draw_shares([], tmp_path / "shares.svg")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"quote-stance\[picture\]"):
        draw_shares(SHARES, tmp_path / "shares.svg")
    assert not list(tmp_path.iterdir())
