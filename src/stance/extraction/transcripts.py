"""Interviews in print: lines that begin with who speaks, and no marks at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from stance.extraction.classes import CLASS, ROLE, SAYING
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked, find_marked, inner
from stance.extraction.tokens import CAPITAL, tokenize
from stance.records import Span

__all__ = ["find_transcript"]

_LABEL = re.compile(r"([^\W\d_][^:：„“\"«»]{0,38}?)\s?(?::\s+|：\s*)(?=\S)")
_QUESTION, _PLACE = CLASS["question_label"], CLASS["place"]
_COLONS, _LONGEST_LABEL = ":：", 41  # characters, the colon included
_SHORTEST = 4  # characters
_LEAST = 2  # lines of one speaker
_MOST_WORDS = 5
_NEAR = 20  # characters before a colon that may be its verb


def find_transcript(text: str, paragraphs: Sequence[Span], lexicon: Lexicon) -> list[Marked]:
    r"""Return what is said in the lines of an interview, the questions left out.

    Examples
    --------
    >>> from stance.extraction.lexicon import load_lexicon
    >>> from stance.extraction.text import paragraphs
    >>> text = "Frage: Und nun?\nIda Ott: Wir warten.\nFrage: Worauf?\nIda Ott: Auf Regen."
    >>> found = find_transcript(text, paragraphs(text), load_lexicon("de"))
    >>> [text[slice(*one.span)] for one in found]
    ['Wir warten.', 'Auf Regen.']
    """
    labelled = []
    for paragraph in paragraphs:
        start = paragraph.start
        if all(text.find(colon, start, start + _LONGEST_LABEL) < 0 for colon in _COLONS):
            continue
        match = _LABEL.match(text, *paragraph)
        if match is not None and _is_label(match[1]):
            labelled.append((match[1], Span(match.end(), paragraph.end)))
    lines = Counter(label for label, _ in labelled)
    if len(lines) < 2 or 2 * len(labelled) < len(paragraphs):
        if lexicon.spaced:
            return []
        return _unmarked(text, labelled, lexicon) + _below(text, paragraphs, lexicon)
    return [
        Marked(inner(text, *said), said, ":", dashed=True)
        for label, said in labelled
        if lines[label] >= _LEAST and not lexicon.classes_of(label.lower()) & _QUESTION
    ]


def _unmarked(text: str, labelled: Sequence[tuple[str, Span]], lexicon: Lexicon) -> list[Marked]:
    """Return what stands behind a speaker and a colon without marks, where no blanks are written.

    The label ends with a verb of saying, or it is an office or a name.
    """
    found = []
    for label, said in labelled:
        tokens = tokenize(label, [], lexicon)
        classes = tokens[0].classes if len(tokens) == 1 else 0
        says = tokens[-1].classes & SAYING or any(token.classes & ROLE for token in tokens)
        named = classes & CAPITAL and not classes & (_PLACE | _QUESTION)
        marked = find_marked(text, [said])
        if (says or named) and not marked and said.end - said.start >= _SHORTEST:
            found.append(Marked(inner(text, *said), said, ":", dashed=True))
    return found


def _below(text: str, paragraphs: Sequence[Span], lexicon: Lexicon) -> list[Marked]:
    """Return the paragraphs without marks above which a verb of saying and a colon stand."""
    found = []
    for above, said in pairwise(paragraphs):
        if text[above.end - 1] not in ":：" or find_marked(text, [said]):
            continue
        tokens = tokenize(text[max(above.start, above.end - _NEAR) : above.end - 1], [], lexicon)
        if tokens and tokens[-1].classes & SAYING:
            found.append(Marked(inner(text, *said), said, ":", dashed=True))
    return found


def _is_label(label: str) -> bool:
    """Return True for few words, none of which begins with a small letter."""
    words = label.split()
    return len(words) <= _MOST_WORDS and not any(word[:1].islower() for word in words)
