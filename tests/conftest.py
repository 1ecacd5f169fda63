import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from stance.codebook import Codebook, load_codebook
from stance.fitting import Fitted, fit_scorer
from stance.labels import Example, read_examples
from stance.model import Model
from stance.pooling import fit_pooled
from stance.store import Stored

collect_ignore = ["typing"]  # for the type checker only

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile(
    "ci", deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook(ROOT / "data/labeled/codebook.toml")


@pytest.fixture(scope="session")
def examples(codebook: Codebook) -> list[Example]:
    rows = read_examples([ROOT / "data/labeled/de", ROOT / "data/labeled/en"], codebook)
    return rows[:: max(1, len(rows) // 400)]


@pytest.fixture(scope="session")
def fitted(examples: list[Example], codebook: Codebook) -> Fitted:
    return fit_scorer(examples, codebook)


@pytest.fixture(scope="session")
def small(fitted: Fitted, examples: list[Example], codebook: Codebook) -> Model:
    """Return a model of a few hundred rows, quickly made."""
    thresholds = dict.fromkeys(codebook.frames, 0.4)
    facts = {"data": {"rows": 400}}
    pooled = fit_pooled(examples, codebook)
    return Model(Stored(fitted.scorer, codebook, "0.0.1", thresholds, facts, pooled=pooled))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of material that is measured on but not part of the project."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there")
    return SHARED
