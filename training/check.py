"""Check the labelled rows: `python -m training.check`; exit code 1 if anything is wrong.

Prints the proportions beside those of real news and, where real news is at hand, how well a word
classifier can tell the rows from it (0.5: not at all).
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from stance.codebook import Codebook, load_codebook
from stance.marking import tokenize
from stance.records import OMISSION
from stance.words import Matcher
from training.rows import LABELED, SHARED, Row, load_rows, runs, words

RUN = 8
"""So many words in a row are no coincidence."""
REAL = {
    "de": "russia 6/22/72, ukraine 14/6/80, neutrality 4, alliance 17, human_rights 7, "
    "no label 37, fragments 26, split 6",
    "en": "russia 16/26/58, ukraine 12/8/79, neutrality 6, alliance 14, human_rights 15, "
    "no label 33, fragments 26, split 4",
}
FIELDS = {
    "id": str,
    "lang": str,
    "text": str,
    "spans": list,
    "context": str,
    "speaker": str,
    "frames": list,
    "kind": str,
    "group": str,
    "origin": str,
    "codebook": str,
    "codes": dict,
}


def wrong_fields(rows: Sequence[Row], codebook: Codebook) -> Iterator[str]:
    """Yield rows that do not have the schema or whose labels the codebook lacks."""
    for row in rows:
        bad = [key for key, kind in FIELDS.items() if not isinstance(row.get(key), kind)]
        bad += [t for t in codebook.targets if row.get(t) not in codebook.stances]
        bad += [f for f in row.get("frames") or () if f not in codebook.frames]
        if row.get("codebook") != codebook.version:
            bad.append(f"codebook {row.get('codebook')}")
        if bad:
            yield f"{row['_file']} {row.get('id')}: {', '.join(bad)}"


def wrong_offsets(rows: Sequence[Row], _codebook: Codebook) -> Iterator[str]:
    """Yield rows whose spans do not cut the quote out of its context."""
    for row in rows:
        cut = OMISSION.join(row["context"][start:end] for start, end in row["spans"])
        if cut != row["text"] or not row["text"].strip():
            yield f"{row['id']}: {cut[:40]!r} is not {row['text'][:40]!r}"


def wrong_codes(rows: Sequence[Row], codebook: Codebook) -> Iterator[str]:
    """Yield rows whose labels are not what their coders settled on."""
    for row in rows:
        codes = {name: _settled(code, codebook) for name, code in row["codes"].items()}
        draft = codes.pop("draft", None)
        if not codes:
            yield f"{row['id']}: no coder{'' if draft is None else ' but the draft'}"
        elif "adjudicated" not in codes and len(set(codes.values())) > 1:
            yield f"{row['id']}: coders differ, not adjudicated"
        elif _settled(row, codebook) != codes.get("adjudicated", next(iter(codes.values()))):
            yield f"{row['id']}: its labels are not its codes"


def _settled(code: Row, codebook: Codebook) -> tuple[str, ...]:
    return (*(code[target] for target in codebook.targets), *sorted(code["frames"]))


def doubled(rows: Sequence[Row], _codebook: Codebook) -> Iterator[str]:
    """Yield ids, long quotes and quotes in context that occur twice."""
    keys: dict[str, Callable[[Row], Any]] = {
        "id": lambda row: row["id"],
        "quote": lambda row: " ".join(words(row["text"])) if len(words(row["text"])) > 4 else None,
        "quote in context": lambda row: (row["text"], row["context"]),
    }
    for name, key in keys.items():
        seen: dict[Any, str] = {}
        for row in rows:
            value = key(row)
            if value is None:
                continue
            if value in seen:
                yield f"{row['id']}: {name} as in {seen[value]}"
            seen.setdefault(value, row["id"])


def leaking(rows: Sequence[Row], _codebook: Codebook) -> Iterator[str]:
    """Yield rows of different groups that share a run of words: their groups must be one."""
    owner: dict[str, Row] = {}
    reported: set[tuple[str, str]] = set()
    for number, run in runs((row["context"] for row in rows), RUN):
        row = rows[number]
        first = owner.setdefault(run, row)
        pair = (first["group"], row["group"])
        if first["group"] != row["group"] and pair not in reported:
            reported.add(pair)
            yield f"{row['id']} ({row['group']}) and {first['id']} ({first['group']}): {run!r}"


def copied(rows: Sequence[Row], _codebook: Codebook) -> Iterator[str]:
    """Yield rows that share a run of words with the real texts, where those are at hand."""
    texts = list(_real_texts())
    known = {run for _, run in runs(texts, RUN)}
    reported: set[int] = set()
    for number, run in runs((row["context"] for row in rows), RUN):
        if run in known and number not in reported:
            reported.add(number)
            yield f"{rows[number]['id']}: {run!r} stands in a real text"


def real_speakers(rows: Sequence[Row], _codebook: Codebook) -> Iterator[str]:
    """Yield rows whose speaker is a real person of public life."""
    names = {
        tuple(words(line))
        for line in (LABELED / "real_people.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    longest = max(map(len, names))
    for row in rows:
        spoken = words(row["speaker"].split(",")[0])
        parts = {
            tuple(spoken[i : i + n]) for n in range(1, longest + 1) for i in range(len(spoken))
        }
        if found := parts & names:
            yield f"{row['id']}: {' '.join(next(iter(found)))} is a real person"


CHECKS = (wrong_fields, wrong_offsets, wrong_codes, doubled, leaking, copied, real_speakers)


def proportions(rows: Sequence[Row], codebook: Codebook) -> Iterator[str]:
    """Yield the shares of labels and forms, one a line."""
    total = len(rows)
    names = Matcher(codebook.targets)
    for target in codebook.targets:
        shares = "/".join(_share(row[target] == s for row in rows) for s in codebook.stances)
        named = [r for r in rows if target in map(names.find, tokenize(r["text"]))]
        calm = _share(row[target] == codebook.neutral for row in named)
        counts = Counter(row[target] for row in rows)
        yield f"  {target} {shares} % {dict(counts)}; named in the quote and none: {calm} %"
    for frame in codebook.frames:
        count = sum(frame in row["frames"] for row in rows)
        yield f"  {frame} {100 * count / total:.0f} % ({count})"
    calm_rows = [all(row[t] == codebook.neutral for t in codebook.targets) for row in rows]
    silent = [c and not row["frames"] for c, row in zip(calm_rows, rows, strict=True)]
    sizes = [len(words(row["text"])) for row in rows]
    yield (
        f"  neither stance {_share(calm_rows)} %, no label {_share(silent)} %, "
        f"hard {_share(row['kind'] == 'hard' for row in rows)} %, "
        f"fragments {_share(n < 5 for n in sizes)} %, "
        f"25 words and more {_share(n >= 25 for n in sizes)} %, "
        f"split {_share(len(row['spans']) > 1 for row in rows)} %, "
        f"median {np.median(sizes):.0f} words"
    )


def realism(rows: Sequence[Row], real: Sequence[Row], key: str) -> float:
    """Return the cross-validated AUC of a word classifier that tells rows from real ones."""
    texts = [row[key] for row in (*rows, *real)]
    groups = [row["group"] for row in rows] + [row["article"] for row in real]
    answer = np.array([0] * len(rows) + [1] * len(real))
    model = make_pipeline(
        CountVectorizer(ngram_range=(1, 2), min_df=2, binary=True),
        LogisticRegression(C=0.1, class_weight="balanced", max_iter=1000, solver="liblinear"),
    )
    said = cross_val_predict(
        model, texts, answer, groups=groups, cv=GroupKFold(5), method="predict_proba"
    )
    return float(roc_auc_score(answer, said[:, 1]))


def _real_texts() -> Iterator[str]:
    for file in sorted((SHARED / "gold").glob("*.jsonl")) + sorted(SHARED.glob("data/*/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line).get("text") or ""


def _share(values: Any) -> str:
    kept = list(values)
    return f"{100 * sum(kept) / max(1, len(kept)):.0f}"


def _by_language(rows: Sequence[Row]) -> dict[str, list[Row]]:
    parts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row["lang"]].append(row)
    return dict(sorted(parts.items()))


def main() -> None:
    """Run all checks, print the proportions, and fail if a check found something."""
    codebook, rows = load_codebook(LABELED / "codebook.toml"), load_rows()
    if not rows:
        sys.exit(f"no rows below {LABELED}")
    failed = False
    for check in CHECKS:
        found = list(check(rows, codebook))
        print(f"{check.__name__:<14} {len(found) or 'ok'}")
        for line in found[:10]:
            print(f"    {line}")
        failed = failed or bool(found)
    for language, part in _by_language(rows).items():
        print(f"\n{language}: {len(part)} rows in {len({row['group'] for row in part})} groups")
        print("\n".join(proportions(part, codebook)))
        print(f"  real news: {REAL.get(language, 'not counted')}")
        _print_realism(part, SHARED / "gold" / f"{language}_quotes.jsonl")
    sys.exit(1 if failed else 0)


def _print_realism(rows: Sequence[Row], gold: Path) -> None:
    if not gold.is_file():
        print("  realism: skipped, no real quotes at hand")
        return
    real = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    scores = ", ".join(f"{key} {realism(rows, real, key):.3f}" for key in ("text", "context"))
    print(f"  realism (AUC of telling rows from real ones): {scores}")


if __name__ == "__main__":
    main()
