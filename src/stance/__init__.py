"""Quotes from news, their speakers, their stance toward Russia and Ukraine, and their framing.

Names are loaded when first used; importing the package does no work.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.batch import score_files
    from stance.codebook import Codebook, load_codebook
    from stance.errors import InputError, MissingExtraError, ModelError, StanceError
    from stance.io import read_articles, read_quotes, write_predictions
    from stance.linear import StanceClassifier
    from stance.model import Model, load
    from stance.quotes import extract_quotes
    from stance.records import Article, Prediction, Quote, Span, Verdict
    from stance.runs import Summary
    from stance.shipped import analyze, predict, predict_many

__version__ = "1.0.0"

_WHERE = {
    "Article": "records",
    "Codebook": "codebook",
    "InputError": "errors",
    "MissingExtraError": "errors",
    "Model": "model",
    "ModelError": "errors",
    "Prediction": "records",
    "Quote": "records",
    "Span": "records",
    "StanceClassifier": "linear",
    "StanceError": "errors",
    "Summary": "runs",
    "Verdict": "records",
    "analyze": "shipped",
    "extract_quotes": "quotes",
    "load": "model",
    "load_codebook": "codebook",
    "predict": "shipped",
    "predict_many": "shipped",
    "read_articles": "io",
    "read_quotes": "io",
    "score_files": "batch",
    "write_predictions": "io",
}

__all__ = [
    "Article",
    "Codebook",
    "InputError",
    "MissingExtraError",
    "Model",
    "ModelError",
    "Prediction",
    "Quote",
    "Span",
    "StanceClassifier",
    "StanceError",
    "Summary",
    "Verdict",
    "analyze",
    "extract_quotes",
    "load",
    "load_codebook",
    "predict",
    "predict_many",
    "read_articles",
    "read_quotes",
    "score_files",
    "write_predictions",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'stance' has no attribute {name!r}")
    value: object = getattr(import_module(f"stance.{_WHERE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
