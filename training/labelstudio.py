"""Coding in Label Studio: `python -m training.labelstudio write QUOTES`, then `read`.

`write` makes the two files that a project there needs: its labelling interface, generated from the
codebook, and a task a quote, in its context. `read` takes the JSON that Label Studio exports, with
the annotations of several coders, and joins it to the quotes by their ids. See
https://labelstud.io/guide for the server; this program needs nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import click

from stance.codebook import Codebook, load_codebook
from stance.errors import InputError
from stance.io import writing
from training.codes import (
    FRAMES,
    NOTE,
    Code,
    check_coder,
    complain,
    heads_of,
    label_of,
    merged,
    read_pile,
    reporting,
    summary,
    write_coded,
)
from training.rows import Row
from training.sheets import codebook_option

__all__ = ["codes_of", "interface", "read_export", "tasks"]

TASKS, INTERFACE = "tasks.json", "interface.xml"
TEXT = "text"
"""What the interface calls the text to be coded; no target can have that name."""


def interface(codebook: Codebook) -> str:
    """Return the labelling interface of a codebook, as XML.

    Examples
    --------
    >>> book = load_codebook("data/labeled/codebook.toml")
    >>> [element.get("name") for element in Xml.fromstring(interface(book)).iter("Choices")]
    ['russia', 'ukraine', 'frames']
    """
    view = Xml.Element("View")
    for title, field in (("Context", "context"), ("Speaker", "speaker"), ("Quote", TEXT)):
        Xml.SubElement(view, "Header", value=title, size="5")
        Xml.SubElement(view, "Text", name=field, value=f"${field}")
    heads = heads_of(codebook)
    for target in codebook.targets:
        _choices(view, target, dict.fromkeys(heads[target], ""), codebook, single=True)
    if codebook.frames:
        meanings = {frame: codebook.definitions.get(frame, "") for frame in codebook.frames}
        _choices(view, FRAMES, meanings, codebook, single=False)
    Xml.SubElement(view, "Header", value="Note", size="5")
    Xml.SubElement(view, "TextArea", name=NOTE, toName=TEXT, maxSubmissions="1")
    Xml.indent(view)
    return Xml.tostring(view, encoding="unicode") + "\n"


def _choices(
    view: Xml.Element, name: str, labels: Mapping[str, str], codebook: Codebook, *, single: bool
) -> None:
    """Add a question with its labels, each with what it means."""
    definition = codebook.definitions.get(name, "")
    Xml.SubElement(view, "Header", value=f"{name}: {definition}".rstrip(": "), size="5")
    settings = {"choice": "single", "required": "true", "requiredMessage": f"{name} is not coded."}
    settings = settings if single else {"choice": "multiple"}
    about = {"name": name, "toName": TEXT, "showInline": "true", **settings}
    question = Xml.SubElement(view, "Choices", about)
    for label, meaning in labels.items():
        Xml.SubElement(
            question, "Choice", {"value": label, **({"hint": meaning} if meaning else {})}
        )


def tasks(pile: Iterable[Row]) -> list[dict[str, dict[str, str]]]:
    """Return a task for each quote, as Label Studio imports them."""
    fields = ("id", TEXT, "context", "speaker")
    return [{"data": {field: str(row.get(field) or "") for field in fields}} for row in pile]


def read_export(
    path: Path, known: Iterable[str], names: Mapping[str, str], codebook: Codebook
) -> dict[str, dict[str, Code]]:
    """Return the codings of a JSON export, by coder and by id.

    Parameters
    ----------
    path : Path
    known : iterable of str
        The ids of the quotes.
    names : mapping of str to str
        What to call the coders, by the number of their account.
    codebook : Codebook

    Returns
    -------
    dict of str to dict of str to Code
        Skipped tasks are left out. Of two annotations by one coder the one changed last counts.

    Raises
    ------
    InputError
        If the file is no such export, or annotations are of another codebook or other quotes.
    """
    ids, problems = set(known), list[str]()
    codings: dict[str, dict[str, Code]] = {}
    for name, annotation in _annotations(path):
        account = _account(annotation)
        coder = names.get(account, f"coder{account}")
        if name not in ids:
            problems.append(f"{path}: {name!r} is not an id of the quotes.")
            continue
        try:
            check_coder(coder)
            code = codes_of(annotation.get("result", []), codebook)
        except InputError as error:
            problems.append(f"{path}, {name}, {coder}: {error}")
            continue
        if code:
            codings.setdefault(coder, {})[name] = code
    complain(problems)
    return codings


def _annotations(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the id of a quote and an annotation of it, those changed last coming last."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        for task in found:
            done = [one for one in task["annotations"] if not one.get("was_cancelled")]
            for one in sorted(done, key=lambda one: str(one.get("updated_at", ""))):
                yield str(task["data"]["id"]), one
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file. Export the project as JSON.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: no export of these tasks ({error!r}). Choose JSON, not JSON-MIN or CSV."
        ) from error


def _account(annotation: Mapping[str, Any]) -> str:
    """Return the number of a coder's account; some exports have the whole account instead."""
    account = annotation.get("completed_by")
    return str(account.get("id", "") if isinstance(account, Mapping) else account)


def codes_of(results: Sequence[Mapping[str, Any]], codebook: Codebook) -> Code:
    """Return the coding that the results of an annotation stand for.

    Frames that were not chosen are not there, if anything else was answered.

    Raises
    ------
    InputError
        If an answer is not in the codebook.

    Examples
    --------
    >>> book = load_codebook("data/labeled/codebook.toml")
    >>> answer = {"from_name": "russia", "type": "choices", "value": {"choices": ["against"]}}
    >>> codes_of([answer], book)
    {'russia': 'against', 'frames': []}
    """
    code: Code = {}
    for result in results:
        name, value = str(result.get("from_name")), result.get("value", {})
        chosen = [str(choice) for choice in value.get("choices", [])]
        if name in codebook.targets and chosen:
            code[name] = label_of(chosen[0], codebook.stances)
        elif name == FRAMES:
            code[FRAMES] = [label_of(choice, codebook.frames) for choice in chosen]
        elif name == NOTE and value.get("text"):
            text = value["text"]
            code[NOTE] = text if isinstance(text, str) else " ".join(text)
        elif chosen:
            raise InputError(f"{name!r} is no target of the codebook.")
    if code.keys() <= {NOTE}:
        return {}
    if codebook.frames:
        code[FRAMES] = [frame for frame in codebook.frames if frame in code.get(FRAMES, ())]
    return code


def _names(pairs: Sequence[str]) -> dict[str, str]:
    names = dict(pair.partition("=")[::2] for pair in pairs)
    if not all(names.values()) or len(set(names.values())) < len(pairs):
        raise InputError(f"--coder {' '.join(pairs)}: write a number and a name, as in 1=ann.")
    return names


@click.group()
def main() -> None:
    """Coding in Label Studio."""


@main.command()
@click.argument("quotes", type=click.Path(path_type=Path))
@codebook_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A folder.")
@reporting()
def write(quotes: Path, book: Path, output: Path) -> None:
    """Write the interface, and a task for each of the QUOTES."""
    pile, codebook = read_pile(quotes), load_codebook(book)
    output.mkdir(parents=True, exist_ok=True)
    with writing(output / INTERFACE) as file:
        file.write(interface(codebook))
    with writing(output / TASKS) as file:
        file.write(json.dumps(tasks(pile), ensure_ascii=False, indent=1) + "\n")
    print(f"{output / INTERFACE}\n{output / TASKS}: {len(pile)} tasks")


@main.command()
@click.argument("quotes", type=click.Path(path_type=Path))
@click.argument("export", type=click.Path(path_type=Path))
@codebook_option
@click.option("--coder", "pairs", multiple=True, help="Account and name, as in 1=ann.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .jsonl.")
@reporting()
def read(quotes: Path, export: Path, book: Path, pairs: tuple[str, ...], output: Path) -> None:
    """Join a JSON EXPORT to the QUOTES that its tasks were written of."""
    codebook, pile = load_codebook(book), read_pile(quotes)
    ids = [row["id"] for row in pile]
    rows = merged(pile, read_export(export, ids, _names(pairs), codebook), codebook)
    write_coded(rows, output)
    print(summary(rows, codebook))


if __name__ == "__main__":
    main()
