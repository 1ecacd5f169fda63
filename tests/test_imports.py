import subprocess
import sys

import pytest

import stance

COMMAND = "from stance.cli import main; main([{}], standalone_mode=False)"
HEAVY = ("sklearn", "nltk", "joblib", "pandas", "tqdm")


def loaded_after(code: str) -> set[str]:
    listing = f"{code}\nimport sys; print('MODULES', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


def test_importing_loads_nothing():
    modules = loaded_after("import stance")
    assert not {
        name for name in modules if name.split(".")[0] in (*HEAVY, "numpy", "scipy", "click")
    }


@pytest.mark.parametrize(
    "code",
    [
        "import stance; stance.predict('Peace')",
        "import stance; stance.analyze('He said: “Peace.”')",
        COMMAND.format("'predict', '--text', 'Peace'"),
        COMMAND.format("'quotes', 'examples/articles.jsonl'"),
    ],
)
def test_predicting_needs_no_scikit_learn(code):
    assert not {name for name in loaded_after(code) if name.split(".")[0] in HEAVY}


def test_quotes_need_the_standard_library_alone():
    modules = loaded_after("import stance; stance.extract_quotes('He said: “Peace.”')")
    assert not {
        name for name in modules if name.split(".")[0] in (*HEAVY, "numpy", "scipy", "click")
    }


def test_every_public_name_is_there():
    for name in stance.__all__:
        assert getattr(stance, name).__doc__
    assert set(stance.__all__) <= set(dir(stance))
    with pytest.raises(AttributeError, match="nothing"):
        stance.nothing  # noqa: B018
