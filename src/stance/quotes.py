"""Quotes out of an article: find the marks, decide what is speech, say who spoke."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple

from stance.cues import Cue, Sentence, find_cue
from stance.lexicon import Lexicon, guess_language, load_lexicon
from stance.marks import Marked, find_marked
from stance.records import OMISSION, Article, Quote, Span
from stance.speakers import People
from stance.speech import confidence
from stance.text import context, paragraphs, sentences
from stance.tokens import Token, tokenize

__all__ = ["extract_quotes"]


class _Found(NamedTuple):
    """A stretch of speech on its way to a quote."""

    spans: tuple[Span, ...]
    sentence: int
    place: int
    paragraph: int
    cue: Cue | None
    confidence: float


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
        ISO 639-1 code; else the article's own, else guessed.
    kinds : collection of str
        Which kinds to return: ``"direct"``, ``"headline"``, ``"indirect"``.

    Examples
    --------
    >>> [quote] = extract_quotes("„Der Weg ist weit“, sagte Ministerin Lea Vogt.")
    >>> quote.text, quote.speaker, quote.cue
    ('Der Weg ist weit', 'Lea Vogt', 'sagte')
    """
    if isinstance(article, str):
        article = Article(text=article)
    language = language or article.language or guess_language(article.text)
    lexicon = load_lexicon(language)
    return _Reading(article, language, lexicon).quotes(kinds)


class _Reading:
    """One article while it is read."""

    def __init__(self, article: Article, language: str | None, lexicon: Lexicon) -> None:
        self.article = article
        self.text = text = article.text
        self.language = language
        self.lexicon = lexicon
        self.paragraphs = paragraphs(text)
        marked = find_marked(text, self.paragraphs)
        self.marked = [one for one in marked if not one.nested and one.closed and one.opened]
        self.sentences = sentences(
            text,
            lexicon.abbreviations,
            ordinals=lexicon.ordinals,
            reporting=lexicon.reporting,
            marked=marked,
        )
        self.tokens: list[Token] = []
        self.starts: list[int] = []
        self.parsed: dict[int, Sentence] = {}

    def quotes(self, kinds: Collection[str]) -> list[Quote]:
        if not self.marked:
            return []
        self.tokens = tokenize(self.text, self.marked, self.lexicon)
        self.starts = [token.start for token in self.tokens]
        found = self._merged(self._candidates())
        people = People(self.tokens, self.lexicon)
        quotes = []
        last: tuple[int, str | None] = (-1, None)
        for one in found:
            quote = self._quote(one, people, last)
            if one.cue is not None or quote.speaker:
                last = (one.paragraph, quote.speaker)
            if quote.kind in kinds:
                quotes.append(quote)
        return quotes

    def _sentence(self, index: int) -> Sentence:
        if index not in self.parsed:
            start, end = self.sentences[index]
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            self.parsed[index] = Sentence(self.tokens, first, last, self.lexicon)
        return self.parsed[index]

    def _candidates(self) -> list[_Found]:
        found = []
        for one in self.marked:
            if one.span.start >= one.span.end:
                continue
            index = max(bisect_right(self.sentences, (one.outer.start, len(self.text))) - 1, 0)
            sentence = self._sentence(index)
            place = sentence.quoted(one.outer.start)
            if place is None:
                continue
            cue = find_cue(sentence, place)
            sure = confidence(self.text, sentence, place, cue, self.lexicon, one.span)
            if sure < 0.5:
                continue
            paragraph = bisect_right(self.paragraphs, (one.outer.start, len(self.text))) - 1
            found.append(_Found((one.span,), index, place, paragraph, cue, sure))
        return found

    def _merged(self, found: Sequence[_Found]) -> list[_Found]:
        merged: list[_Found] = []
        for one in found:
            if merged and self._continues(merged[-1], one):
                before = merged.pop()
                one = before._replace(
                    spans=before.spans + one.spans,
                    place=one.place,
                    cue=before.cue or one.cue,
                    confidence=max(before.confidence, one.confidence),
                )
            merged.append(one)
        return merged

    def _continues(self, before: _Found, one: _Found) -> bool:
        """Return True for the second part of a split quote, or of a list of fragments."""
        if before.sentence != one.sentence:
            return False
        sentence = self._sentence(one.sentence)
        between = sentence.chunks[before.place + 1 : one.place]
        kinds = [piece.kind for piece in between if piece.kind not in (",", "–", "—", "-")]
        if len(kinds) <= 1 and all(kind == "conjunction" for kind in kinds):
            return True
        ended = self.text[before.spans[-1].end - 1] in ".!?"
        return (
            between[-1].kind == ","
            and not ended
            and any(kind in ("saying", "source", "after_comma") for kind in kinds)
            and "quoted" not in kinds
            and before.cue is not None
            and before.cue.rule in ("verb after", "source after", "as clause")
        )

    def _quote(self, one: _Found, people: People, last: tuple[int, str | None]) -> Quote:
        text = self.text
        cue = one.cue
        speaker = mention = None
        mention_span: Span | None = None
        if cue is not None and cue.first < cue.last:
            mention_span = Span(self.tokens[cue.first].start, self.tokens[cue.last - 1].end)
            mention = text[slice(*mention_span)]
            before = people.person(last[1]) if last[0] == one.paragraph else None
            speaker = people.resolve(cue.first, cue.last, before)
        elif last[0] == one.paragraph:
            speaker = last[1]
        start = self.sentences[one.sentence].start
        headline = one.paragraph == 0 and text[self.paragraphs[0].end - 1] not in ".!?:" and (
            len(self.paragraphs) > 1
        )
        del start
        return Quote(
            text=OMISSION.join(text[slice(*span)] for span in one.spans),
            spans=one.spans,
            context=context(text, one.spans, known=self.sentences),
            speaker=speaker,
            mention=mention,
            mention_span=mention_span,
            cue=text[slice(*cue.cue)] if cue is not None else None,
            kind="headline" if headline else "direct",
            confidence=round(one.confidence, 3),
            language=self.language,
            article=self.article.id,
        )
