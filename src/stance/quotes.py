"""Quotes out of an article: what was said, who said it, and why it was taken for speech."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from stance.errors import InputError
from stance.extraction.attribution import attribute
from stance.extraction.found import Found
from stance.extraction.guessing import guess_language
from stance.extraction.lexicon import load_lexicon
from stance.extraction.reading import Line, Reading
from stance.extraction.text import context_span
from stance.records import OMISSION, Article, Quote, Span

__all__ = ["KINDS", "extract_quotes", "language_code"]

KINDS = ("direct", "headline", "indirect")
CODE = re.compile(r"([a-z]{2})(?:[-_]\w+)*", re.IGNORECASE)


def extract_quotes(
    article: str | Article,
    *,
    language: str | None = None,
    kinds: Collection[str] = ("direct", "headline"),
) -> list[Quote]:
    """Return the quotes of an article in text order.

    Parameters
    ----------
    article : str or Article
    language : str, optional
        ISO 639-1 code, also with a region as in ``"de-CH"``; else the article's own, else guessed.
        A language without a lexicon is read by its quotation marks alone.
    kinds : collection of str
        Which kinds to return: ``"direct"``, ``"headline"``, ``"indirect"``.

    Returns
    -------
    list of Quote
        `Quote.text` is what stands at `Quote.spans`, parts joined by ``" […] "``.

    Raises
    ------
    InputError
        If `article` is neither a text nor an `Article` with one, `language` is no code, or `kinds`
        holds something else than kinds.

    Examples
    --------
    >>> [quote] = extract_quotes("„Der Weg ist weit“, sagte Ministerin Lea Vogt.")
    >>> quote.text, quote.speaker, quote.cue
    ('Der Weg ist weit', 'Lea Vogt', 'sagte')
    """
    article = _article(article)
    unknown = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise InputError(f"kinds: {unknown[0]!r}. Pass a collection of some of {KINDS}.")
    # What an article says of its language comes with the data: no reason to lose the article.
    own = language_code(language) or _code(article.language)
    language = own or guess_language(article.text)
    reading = Reading(article.text, load_lexicon(language))
    if not reading.marked and "indirect" not in kinds:
        return []
    reading.find_quotes()
    if "indirect" in kinds:
        reading.add_indirect()
    attribute(reading)
    contexts: dict[Span, str] = {}
    return [
        quote
        for line in reading.lines
        for found in line.quotes
        if (quote := _quote(article, language, reading, line, found, contexts)).kind in kinds
    ]


def language_code(language: str | None) -> str | None:
    """Return the ISO 639-1 code of a language as the lexica are named; None of none.

    Raises
    ------
    InputError
        If it is something else than a code, with or without a region.

    Examples
    --------
    >>> language_code("de-CH")
    'de'
    """
    code = _code(language)
    if code is None and language:
        raise InputError(f"language {language!r}. Name it by its ISO 639-1 code, such as 'de'.")
    return code


def _code(language: Any) -> str | None:
    found = CODE.fullmatch(language) if isinstance(language, str) else None
    return None if found is None else found[1].lower()


def _article(given: Any) -> Article:
    if isinstance(given, str):
        return Article(text=given)
    if not isinstance(given, Article):
        kind = type(given).__name__
        raise InputError(f"{kind} is no article. Pass a str or an Article, one at a time.")
    if not isinstance(given.text, str):
        raise InputError(f"Article.text is {type(given.text).__name__}. Pass a str.")
    return given


def _quote(
    article: Article,
    language: str | None,
    reading: Reading,
    line: Line,
    found: Found,
    contexts: dict[Span, str],
) -> Quote:
    """Return what was found as a record."""
    text, cue = reading.text, found.cue
    mention: Span | None = None
    if cue is not None and cue.named:
        mention = Span(reading.words.starts[cue.first], reading.words.ends[cue.last - 1])
    around = context_span(text, found.spans, reading.sentences)
    if around not in contexts:  # quotes of one sentence share one string
        contexts[around] = text[slice(*around)]
    headline = found.kind == "direct" and reading.is_headline(line)
    return Quote(
        text=OMISSION.join(text[slice(*span)] for span in found.spans),
        spans=tuple(found.spans),
        context=contexts[around],
        speaker=found.speaker,
        mention=None if mention is None else text[slice(*mention)],
        mention_span=mention,
        cue=text[slice(*cue.cue)] if cue is not None else None,
        kind="headline" if headline else found.kind,
        confidence=round(found.confidence, 3),
        language=language,
        article=article.id,
        role=None if found.role is None else text[slice(*found.role)],
    )
