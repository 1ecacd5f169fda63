"""An article while it is read: its sentences, and in each the speech that was found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from stance.extraction.clauses import Sentence
from stance.extraction.cues import Cue, find_cue
from stance.extraction.dashes import find_dashed, split_at_clauses
from stance.extraction.found import Found, lists, merged
from stance.extraction.indirect import find_indirect, find_labelled, is_free_indirect
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked, find_marked
from stance.extraction.repairs import repair
from stance.extraction.speech import evidence, logistic
from stance.extraction.stretches import look_at
from stance.extraction.text import paragraphs, sentences
from stance.extraction.tokens import Words, lower_title, read_words
from stance.extraction.transcripts import find_transcript
from stance.extraction.voices import find_voice
from stance.records import Span

__all__ = ["Line", "Reading"]

_LONGEST = 240  # tokens of a sentence that are looked at together; more is no sentence
_LONGEST_HEADING = 90  # characters of a line that may be a heading
_NEAR = 3  # sentences in which somebody must have spoken
_SURE_INDIRECT, _FREE_INDIRECT = 0.8, 0.6  # confidence in indirect speech
_STOPS = frozenset(".!?:。！？：")


@dataclass
class Line:
    """A sentence with what was found in it."""

    sentence: Sentence
    paragraph: int
    quotes: list[Found] = field(default_factory=list)

    @cached_property
    def voice(self) -> Cue | None:
        """The reporting clause of a sentence without quotes."""
        return None if self.quotes else find_voice(self.sentence)

    @property
    def alone(self) -> bool:
        """Whether the sentence is hardly more than its quote."""
        return len(self.sentence.chunks) <= 2


class Reading:
    """The text of an article, cut into paragraphs and sentences, with the speech in them."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.paragraphs = paragraphs(text)
        every = repair(text, find_marked(text, self.paragraphs), self.paragraphs, lexicon)
        every = split_at_clauses(text, every, lexicon)
        unmarked = find_dashed(text, self.paragraphs, lexicon)
        unmarked += find_transcript(text, self.paragraphs, lexicon)
        self._every = _together(every, unmarked)
        self.marked = [one for one in self._every if not one.nested]
        self.lines: list[Line] = []

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences, told when somebody asks: a text without marks may need none."""
        return sentences(
            self.text,
            self.lexicon.abbreviations,
            ordinals=self.lexicon.ordinals,
            reporting=self.lexicon.reporting,
            marked=self._every,
            fences=self.paragraphs,
        )

    @cached_property
    def words(self) -> Words:
        """The words and signs; what stands between marks is one of them."""
        words = read_words(self.text, self.marked, self.lexicon)
        if self.paragraphs[1:] and not self.lexicon.capitalised_nouns:
            lower_title(words, self.paragraphs[0].end)
        return words

    def find_quotes(self) -> None:
        """Fill in the sentences with the speech in each."""
        self.lines = list(self._lines())
        self._join_paragraphs()

    def is_headline(self, line: Line) -> bool:
        """Return True for a first line without a stop that more lines follow."""
        return (
            line.paragraph == 0
            and len(self.paragraphs) > 1
            and self.text[self.paragraphs[0].end - 1] not in _STOPS
        )

    def is_heading(self, line: Line) -> bool:
        """Return True for a short line that ends without a stop."""
        start, end = self.paragraphs[line.paragraph]
        return end - start < _LONGEST_HEADING and self.text[end - 2] not in _STOPS

    def _lines(self) -> Iterator[Line]:
        """Yield the sentences with their quotes."""
        near: deque[Line] = deque(maxlen=_NEAR)
        last = 0
        for (start, end), marked in zip(self.sentences, self._by_sentence(), strict=True):
            paragraph = bisect_right(self.paragraphs, (start, len(self.text))) - 1
            first = bisect_left(self.words.starts, start, last)
            last = bisect_left(self.words.starts, end, first)
            rest = deque(marked)
            for cut in range(first, last, _LONGEST):
                sentence = Sentence(self.words, cut, min(cut + _LONGEST, last), self.lexicon)
                here = []
                while rest and rest[0].outer.start < sentence.extent().end:
                    here.append(rest.popleft())
                line = Line(sentence, paragraph)
                if here:
                    voiced = partial(_voiced, near, paragraph)
                    found = list(self._speech(sentence, here, voiced))
                    line.quotes = merged(self.text, sentence, found)
                near.append(line)
                yield line

    def add_indirect(self) -> None:
        """Add indirect speech to the sentences."""
        free: Found | None = None  # the sentences in reported speech up to here
        for index, line in enumerate(self.lines):
            speech = {found.place for found in line.quotes}
            reported = find_indirect(line.sentence, speech)
            if not index and not speech and not reported and len(self.paragraphs) > 1:
                labelled = find_labelled(line.sentence)
                reported = [] if labelled is None else [labelled]
            added = [
                Found(list(one.spans), -1, one.cue, _SURE_INDIRECT, kind="indirect")
                for one in reported
            ]
            if added or line.quotes:
                free = None
            elif index and is_free_indirect(line.sentence) and self._may_go_on(index, free):
                start, end = line.sentence.extent()
                if free is None:
                    free = Found([Span(start, end)], -1, None, _FREE_INDIRECT, kind="indirect")
                    line.quotes.append(free)
                else:
                    free.spans[-1] = Span(free.spans[-1].start, end)
                continue
            else:
                free = None
            line.quotes.extend(added)
            line.quotes.sort(key=lambda found: found.spans[0])

    def _may_go_on(self, index: int, free: Found | None) -> bool:
        """Return True where somebody is speaking already."""
        before = self.lines[index - 1]
        if free is not None:
            return before.paragraph == self.lines[index].paragraph
        return before.voice is not None or bool(before.quotes)

    def _by_sentence(self) -> list[list[Marked]]:
        """Return for each sentence the marked stretches that begin in it."""
        held: list[list[Marked]] = [[] for _ in self.sentences]
        for one in self.marked:
            index = bisect_right(self.sentences, (one.outer.start, len(self.text))) - 1
            if index >= 0 and one.span.start < one.span.end:
                held[index].append(one)
        return held

    def _speech(
        self, sentence: Sentence, marked: Sequence[Marked], voiced: Callable[[], bool]
    ) -> Iterator[Found]:
        """Yield what is speech; the items of a list share one verdict."""
        weighed: list[tuple[Marked, Found]] = []
        for one in marked:
            place = sentence.quoted(one.outer.start)
            if place is None:
                continue
            cue = find_cue(sentence, place)
            total = evidence(look_at(self.text, sentence, place, cue, one.span, voiced))
            if total > 0:
                voiced = _here
            weighed.append((one, Found([one.span], place, cue, total, one.continues)))
        for group in lists(sentence, weighed):
            mean = sum(found.confidence for _, found in group) / len(group)
            for one, found in group:
                found.confidence = logistic(mean)
                if mean >= 0 or one.continues or one.continued or one.dashed:
                    found.confidence = max(found.confidence, 0.5)
                    yield found

    def _join_paragraphs(self) -> None:
        """Join what goes on in the next paragraph behind a mark set again."""
        before: Found | None = None
        for line in self.lines:
            for found in list(line.quotes):
                if found.continues and before is not None and found is line.quotes[0]:
                    before.spans += found.spans
                    before.cue = before.cue or found.cue
                    line.quotes.remove(found)
                    found = before
                before = found


def _voiced(near: Iterable[Line], paragraph: int) -> bool:
    """Return True where somebody speaks in the sentences before."""
    return any(line.paragraph == paragraph and (line.quotes or line.voice) for line in near)


def _here() -> bool:
    """Tell that somebody speaks in the same sentence."""
    return True


def _together(marked: Sequence[Marked], unmarked: Sequence[Marked]) -> list[Marked]:
    """Merge the two kinds in text order; what begins inside another stretch is nested in it."""
    merged = []
    reach = -1
    for one in sorted([*marked, *unmarked], key=lambda one: (one.outer.start, not one.dashed)):
        inside = one.nested or one.outer.start < reach
        merged.append(one._replace(nested=inside) if inside != one.nested else one)
        if not inside:
            reach = one.outer.end
    return merged
