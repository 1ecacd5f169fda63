"""What a handful of rows does: it trains without a warning, or says what is missing."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import Codebook, InputError, Quote
from stance.fitting import fit_scorer
from stance.labels import Example

BOOK = Codebook.from_dict(
    {
        "version": "1",
        "stances": ["yes", "no", "open"],
        "neutral": "open",
        "targets": {"dam": {"names": ["dam"]}, "road": {"names": ["road"]}},
        "frames": {"cost": {}},
    }
)
WORDS = ["the", "dam", "road", "is", "good", "bad", "dear", "we"]


def draw(seed: int, size: int, groups: int) -> list[Example]:
    """Return rows without sense, some partly coded."""
    rng = random.Random(seed)
    return [
        Example(
            Quote(" ".join(rng.choices(WORDS, k=rng.randrange(6)))),
            {t: rng.choice(BOOK.stances) for t in BOOK.targets if rng.random() < 0.8},
            rng.choice([None, (), ("cost",)]),
            str(rng.randrange(groups)),
        )
        for _ in range(size)
    ]


@settings(max_examples=15)
@given(st.integers(0, 9999), st.integers(30, 70), st.integers(5, 40))
def test_sixty_rows_train_without_a_warning(seed, size, groups):
    rows = draw(seed, size, groups)
    try:
        fitted = fit_scorer(rows, BOOK, classes={"praise": ("good",)})
    except InputError as error:
        if "too few rows" in str(error):
            return
        raise
    assert np.isfinite(fitted.scorer.intercepts).all()
    held = fitted.held_out[~np.isnan(fitted.held_out)]
    assert held.min() >= 0
    assert held.max() <= 1


@settings(max_examples=15)
@given(st.integers(0, 9999), st.integers(1, 9))
def test_nine_rows_are_too_few(seed, size):
    with pytest.raises(InputError, match=r"calibration needs 5 or more|too few rows"):
        fit_scorer(draw(seed, size, 9), BOOK)
