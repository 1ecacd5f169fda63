"""Public sets as labelled examples: SemEval-2016 task 6 A, RUW, and the Gun Violence Frame Corpus.

They stand beside the repository (``../shared/data``, where each keeps its licence) and are for
measuring only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stance.codebook import Codebook, load_codebook
from stance.labels import Example
from stance.records import Quote

__all__ = ["DATA", "Part", "gvfc", "ruw", "semeval2016", "spell_out"]

DATA = Path("../shared/data")
CODEBOOK = Path("data/labeled/codebook.toml")
STANCES = ("favor", "against", "none")
NAMES: dict[str, tuple[str, ...]] = {
    "abortion": ("abort*", "prolife*", "prochoice*", "unborn", "fetus*", "womb"),
    "atheism": ("atheis*", "god", "gods", "relig*", "faith*", "christ*", "jesus", "bible"),
    "climate": ("climat*", "warming", "globalwarming", "environment*", "carbon", "emission*"),
    "feminist": ("femin*", "patriarch*", "misogyn*", "sexis*", "equality", "yesallwomen"),
    "hillary": ("hillary*", "clinton*", "hrc", "readyforhillary"),
}
"""The words that name each target of SemEval-2016."""
HASHTAG = re.compile(r"#(\w+)")
JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\D)(?=\d)|(?<=\d)(?=\D)|_")


class Part(NamedTuple):
    """What is learned from and what is scored.

    Parameters
    ----------
    train, test : list of Example
    codebook : Codebook
    """

    train: list[Example]
    test: list[Example]
    codebook: Codebook


def semeval2016(folder: Path = DATA) -> list[Part]:
    """Return the tweets of SemEval-2016 task 6 A, each labelled for one of five targets."""

    def examples(*names: str) -> list[Example]:
        return [
            _example(row, {row["target"]: row["stance"]})
            for row in _rows(folder / "semeval2016", names)
        ]

    book = Codebook("semeval2016", STANCES, "none", NAMES, ())
    return [Part(examples("train", "val"), examples("test"), book)]


def ruw(folder: Path = DATA) -> list[Part]:
    """Return the tweets of RUW, labelled for Russia and Ukraine.

    A tweet that comes twice in the training part counts once; one of the test is taken out there.
    """
    ours = load_codebook(CODEBOOK)
    book = Codebook("ruw", STANCES, "none", ours.targets, ())

    def examples(*names: str) -> list[Example]:
        rows = _rows(folder / "ruw", names)
        return [_example(row, {target: row[target] for target in book.targets}) for row in rows]

    test = examples("test")
    seen = {example.group for example in test}
    train = {e.group: e for e in reversed(examples("train", "val")) if e.group not in seen}
    return [Part([*reversed(train.values())], test, book)]


def gvfc(folder: Path = DATA) -> list[Part]:
    """Return the headlines of the Gun Violence Frame Corpus, a part for each official fold."""
    rows = [*_rows(folder / "gvfc", ["en"])]
    frames = tuple(f"frame {number}" for number in sorted({n for r in rows for n in r["frames"]}))
    book = Codebook("gvfc", (), "", {}, frames)

    def example(row: dict[str, Any]) -> Example:
        quote = Quote(row["text"], language="en")
        return Example(quote, {}, tuple(f"frame {n}" for n in row["frames"]), row["id"], row["id"])

    return [
        Part(
            [example(row) for row in rows if row["fold"] != fold],
            [example(row) for row in rows if row["fold"] == fold],
            book,
        )
        for fold in sorted({row["fold"] for row in rows})
    ]


def spell_out(text: str) -> str:
    """Set the words of each hashtag behind it.

    Examples
    --------
    >>> spell_out("No #CleanCoal2030 for us")
    'No #CleanCoal2030 Clean Coal 2030 for us'
    """

    def words(tag: re.Match[str]) -> str:
        parts = [part for part in JOINT.split(tag[1]) if part]
        return " ".join([tag[0], *parts]) if len(parts) > 1 else tag[0]

    return HASHTAG.sub(words, text)


def _example(row: dict[str, Any], stance: dict[str, str]) -> Example:
    quote = Quote(spell_out(row["text"]), language="en")
    return Example(quote, stance, None, " ".join(row["text"].lower().split()), row["id"])


def _rows(folder: Path, names: Iterable[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
