"""The head for any target, turned to targets that the labels never named."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np

from stance.codebook import Codebook
from stance.errors import InputError
from stance.marking import Lists
from stance.scoring import Head, Scorer
from stance.store import Stored

__all__ = ["scorer_toward", "stored_toward"]


def stored_toward(stored: Stored, targets: Mapping[str, Sequence[str]]) -> Stored:
    """Return a model that answers for `targets` alone; see `stance.model.Model.toward`.

    Its name tells it from the model it came of, and is the same for the same model and words.

    Raises
    ------
    InputError
        If the model has no head for any target or knows one of them already, or a name is no name.
    """
    if stored.pooled is None:
        raise InputError(
            "this model has no head for any target: it came out of `toward` itself, too few of its "
            "rows named one, or it is older. Train it again with `stance train`."
        )
    if not isinstance(targets, Mapping):
        raise InputError("targets are a mapping of names to words, as {'china': ['china*']}.")
    own = stored.codebook
    if known := targets.keys() & own.targets.keys():
        raise InputError(f"the model knows {sorted(known)} already. Leave it out, or rename it.")
    entries = {name: {"names": _listed(name, words)} for name, words in targets.items()}
    data = {**own.as_dict(), "targets": entries, "frames": {}}
    codebook = Codebook.from_dict(data, where="targets")
    scorer = scorer_toward(stored.pooled, codebook.targets, own.targets)
    facts = {"data": {"turned to its targets from": stored.name}}
    digest = sha256(json.dumps([stored.digest, entries], sort_keys=True).encode()).hexdigest()
    return Stored(scorer, codebook, f"{stored.version}.toward", {}, facts, digest)


def scorer_toward(
    pooled: Scorer, targets: Mapping[str, Sequence[str]], others: Mapping[str, Sequence[str]]
) -> Scorer:
    """Return a scorer with one copy of the head for each target.

    Parameters
    ----------
    pooled : Scorer
        From `stance.pooling.fit_pooled`.
    targets, others : mapping of str to sequence of str
        Names of the targets that are asked for, and of those that are only told apart from them.
    """
    lists = Lists.of({**targets, **others}, pooled.space.lists.classes)
    one = pooled.heads[0]
    width = len(one.labels)
    heads = tuple(
        Head(name, name, one.labels, place * width, one.unnamed)
        for place, name in enumerate(targets)
    )
    return Scorer(
        replace(pooled.space, lists=lists),
        heads,
        np.tile(pooled.weights, len(heads)),
        np.tile(pooled.units, len(heads)),
        np.tile(pooled.intercepts, len(heads)),
    )


def _listed(name: str, words: Sequence[str]) -> list[str]:
    if not (isinstance(name, str) and name.isidentifier()):
        raise InputError(f"{name!r} is no name of a target. Name it in one word, as 'china'.")
    listed = isinstance(words, Sequence) and not isinstance(words, str)
    if not listed or not all(isinstance(word, str) for word in words):
        raise InputError(f"the names of {name} must be a list of words, as ['china*', 'beijing'].")
    return list(words)
