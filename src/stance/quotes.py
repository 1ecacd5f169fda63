"""Quotes out of an article: find the marks, decide what is speech, say who spoke."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from stance.clauses import Sentence
from stance.cues import Cue, find_cue, find_topic, find_voice, points_back
from stance.lexicon import Lexicon, guess_language, load_lexicon
from stance.marks import Marked, find_marked
from stance.phrases import DEFINITE, DETERMINER
from stance.records import OMISSION, Article, Quote, Span
from stance.repairs import repair
from stance.speakers import People
from stance.speech import evidence, logistic
from stance.text import context, paragraphs, sentences
from stance.tokens import tokenize

__all__ = ["extract_quotes"]

_LONGEST_HEADING = 90


@dataclass(slots=True)
class _Found:
    """A stretch of speech on its way to a quote."""

    spans: list[Span]
    place: int
    cue: Cue | None
    confidence: float
    continues: bool = False
    speaker: str | None = None


@dataclass(slots=True)
class _Line:
    """A sentence with what was found in it."""

    sentence: Sentence
    paragraph: int
    quotes: list[_Found] = field(default_factory=list)
    voice: Cue | None = None


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
        every = repair(text, find_marked(text, self.paragraphs), self.paragraphs, lexicon)
        self.marked = [one for one in every if not one.nested]
        self.sentences = sentences(
            text,
            lexicon.abbreviations,
            ordinals=lexicon.ordinals,
            reporting=lexicon.reporting,
            marked=every,
        )
        self.lines: list[_Line] = []

    def quotes(self, kinds: Collection[str]) -> list[Quote]:
        """Return the quotes of the wanted kinds."""
        if not self.marked:
            return []
        self._read()
        self._join_paragraphs()
        self._attribute()
        return [
            quote
            for line, index in zip(self.lines, range(len(self.lines)), strict=True)
            for found in line.quotes
            if (quote := self._quote(found, line, index)).kind in kinds
        ]

    def _read(self) -> None:
        """Cut the text into sentences and find the quotes in each."""
        self.tokens = tokens = tokenize(self.text, self.marked, self.lexicon)
        starts = [token.start for token in tokens]
        held = iter(self._by_sentence())
        for (start, end), marked in zip(self.sentences, held, strict=True):
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            sentence = Sentence(tokens, first, last, self.lexicon)
            paragraph = bisect_right(self.paragraphs, (start, len(self.text))) - 1
            line = _Line(sentence, paragraph)
            voiced = self._voiced(paragraph)
            line.quotes = self._merged(sentence, list(self._speech(sentence, marked, voiced)))
            if not line.quotes:
                line.voice = find_voice(sentence)
            self.lines.append(line)

    def _join_paragraphs(self) -> None:
        """Join what goes on in the next paragraph behind a mark set again."""
        before: _Found | None = None
        for line in self.lines:
            for found in list(line.quotes):
                if found.continues and before is not None:
                    before.spans += found.spans
                    before.cue = before.cue or found.cue
                    line.quotes.remove(found)
                    found = before
                before = found

    def _by_sentence(self) -> list[list[Marked]]:
        """Return for each sentence the marked stretches that begin in it."""
        held: list[list[Marked]] = [[] for _ in self.sentences]
        for one in self.marked:
            index = bisect_right(self.sentences, (one.outer.start, len(self.text))) - 1
            if index >= 0 and one.span.start < one.span.end:
                held[index].append(one)
        return held

    def _voiced(self, paragraph: int) -> bool:
        """Return whether somebody spoke in the last sentences of the paragraph."""
        return any(
            line.paragraph == paragraph
            and (line.quotes or (line.voice is not None and line.voice.named))
            for line in self.lines[-3:]
        )

    def _speech(
        self, sentence: Sentence, marked: Sequence[Marked], voiced: bool
    ) -> Iterator[_Found]:
        """Yield what is speech; the items of a list share one verdict."""
        weighed: list[tuple[Marked, _Found]] = []
        for one in marked:
            place = sentence.quoted(one.outer.start)
            if place is None:
                continue
            cue = find_cue(sentence, place)
            total = evidence(self.text, sentence, place, cue, one.span, voiced=voiced)
            voiced = voiced or total > 0
            weighed.append((one, _Found([one.span], place, cue, total, one.continues)))
        for group in _lists(sentence, weighed):
            mean = sum(found.confidence for _, found in group) / len(group)
            for one, found in group:
                found.confidence = logistic(mean)
                if mean >= 0 or one.continues or one.continued:
                    yield found

    def _merged(self, sentence: Sentence, found: Sequence[_Found]) -> list[_Found]:
        merged: list[_Found] = []
        for one in found:
            if merged and self._continues(sentence, merged[-1], one):
                before = merged[-1]
                before.spans += one.spans
                before.place = one.place
                before.cue = before.cue or one.cue
                before.confidence = max(before.confidence, one.confidence)
            else:
                merged.append(one)
        return merged

    def _continues(self, sentence: Sentence, before: _Found, one: _Found) -> bool:
        """Return True for the second part of a split quote, or of a list of fragments."""
        between = sentence.chunks[before.place + 1 : one.place]
        kinds = [piece.kind for piece in between if piece.kind not in (",", "–", "—", "-")]
        if not kinds or kinds == ["conjunction"]:
            return True
        return (
            between[-1].kind == ","
            and self.text[before.spans[-1].end - 1] not in ".!?"
            and any(kind in ("saying", "source", "after_comma") for kind in kinds)
            and "quoted" not in kinds
            and before.cue is not None
            and before.cue.rule in ("verb after", "source after", "as clause")
        )

    # who speaks

    def _attribute(self) -> None:
        """Name the speakers, sentence by sentence: each may refer to the ones before."""
        people = People(self.tokens, self.lexicon)
        spoke: tuple[int, str | None] = (-1, None)  # the paragraph where somebody last spoke
        for index, line in enumerate(self.lines):
            if not line.quotes:
                name = self._voice(people, line)
                if name:
                    spoke = (line.paragraph, name)
                    people.remember(name)
                continue
            for found in line.quotes:
                found.speaker = self._speaker(people, index, found, spoke)
                if found.speaker:
                    spoke = (line.paragraph, found.speaker)
                    people.remember(found.speaker)

    def _voice(self, people: People, line: _Line) -> str | None:
        """Return who speaks in a sentence without a quote, or whom it is about."""
        if line.voice is not None and line.voice.named:
            return self._resolve(people, line, line.voice, sure=False)
        if line.sentence.reported_mood():
            return None  # whom reported speech is about does not speak
        topic = find_topic(line.sentence)
        return people.topic(topic.first, topic.last) if topic is not None else None

    def _resolve(
        self, people: People, line: _Line, cue: Cue, *, sure: bool = True
    ) -> str | None:
        """Name the subject of a reporting clause; a pronoun may mean whom the sentence is about."""
        local = None
        topic = find_topic(line.sentence)
        if topic is not None and topic.last <= cue.first:
            local = people.topic(topic.first, topic.last)
        if sure:
            return people.resolve(cue.first, cue.last, local)
        return people.voice(cue.first, cue.last, local)

    def _speaker(
        self, people: People, index: int, found: _Found, spoke: tuple[int, str | None]
    ) -> str | None:
        line = self.lines[index]
        cue = found.cue
        if cue is not None and cue.named:
            return self._resolve(people, line, cue)
        first = found is line.quotes[0]
        if not first and line.quotes[0].speaker:
            return line.quotes[0].speaker
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        alone = len(line.sentence.chunks) <= 2
        if alone and following is not None and following.paragraph == line.paragraph:
            voice = following.voice or find_voice(following.sentence)
            if (
                voice is not None
                and voice.named
                and (points_back(following.sentence) or spoke[0] != line.paragraph)
            ):
                return people.resolve(voice.first, voice.last)
        own = find_topic(line.sentence)
        about = people.topic(own.first, own.last) if own is not None else None
        if alone and self._is_heading(line) and following is not None:
            anticipated = self._headline_speaker(people, index)
            if anticipated is not None:
                return anticipated
        if spoke[0] == line.paragraph and (line.sentence.reported_mood() or not about):
            return spoke[1]
        if about:
            return about
        if spoke[0] >= 0 and spoke[0] == line.paragraph - 1:
            return spoke[1]
        if line.paragraph == 0 and self._is_headline(line) and following is not None:
            return self._headline_speaker(people, index)
        return None

    def _is_headline(self, line: _Line) -> bool:
        end = self.paragraphs[line.paragraph].end
        return line.paragraph == 0 and len(self.paragraphs) > 1 and self.text[end - 1] not in ".!?:"

    def _is_heading(self, line: _Line) -> bool:
        """Return True for a line between paragraphs that ends without a stop."""
        start, end = self.paragraphs[line.paragraph]
        return end - start < _LONGEST_HEADING and self.text[end - 2] not in ".!?"

    def _headline_speaker(self, people: People, index: int) -> str | None:
        """Return whom the first sentence after the headline lets speak."""
        following = self.lines[index + 1]
        voice = following.voice or find_voice(following.sentence)
        if voice is not None and voice.named:
            return people.resolve(voice.first, voice.last)
        topic = find_topic(following.sentence)
        return people.topic(topic.first, topic.last) if topic is not None else None

    def _quote(self, found: _Found, line: _Line, index: int) -> Quote:
        text = self.text
        cue = found.cue
        mention: Span | None = None
        if cue is not None and cue.named:
            mention = Span(self.tokens[cue.first].start, self.tokens[cue.last - 1].end)
        del index
        return Quote(
            text=OMISSION.join(text[slice(*span)] for span in found.spans),
            spans=tuple(found.spans),
            context=context(text, found.spans, known=self.sentences),
            speaker=found.speaker,
            mention=None if mention is None else text[slice(*mention)],
            mention_span=mention,
            cue=text[slice(*cue.cue)] if cue is not None else None,
            kind="headline" if self._is_headline(line) else "direct",
            confidence=round(found.confidence, 3),
            language=self.language,
            article=self.article.id,
        )


def _lists(
    sentence: Sentence, weighed: Sequence[tuple[Marked, _Found]]
) -> list[list[tuple[Marked, _Found]]]:
    """Group the stretches that only commas, conjunctions and articles part."""
    groups: list[list[tuple[Marked, _Found]]] = []
    end = -1
    for item in weighed:
        place = item[1].place
        between = sentence.chunks[end + 1 : place]
        if groups and len(between) < 4 and all(
            piece.kind in (",", "conjunction")
            or sentence.tokens[piece.first].classes & (DEFINITE | DETERMINER)
            for piece in between
        ):
            groups[-1].append(item)
        else:
            groups.append([item])
        end = place
    return groups
