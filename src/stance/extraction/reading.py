"""An article while it is read: its sentences, and in each the speech that was found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stance.extraction.classes import ANY_PRONOUN, DEFINITE, DETERMINER
from stance.extraction.clauses import DASHES, Sentence
from stance.extraction.cues import Cue, find_cue, find_voice
from stance.extraction.dashes import find_dashed, split_at_clauses
from stance.extraction.indirect import find_indirect, find_labelled, is_free_indirect
from stance.extraction.lexicon import Lexicon
from stance.extraction.marks import Marked, find_marked
from stance.extraction.phrases import Chunk
from stance.extraction.repairs import repair
from stance.extraction.speech import evidence, logistic
from stance.extraction.text import paragraphs, sentences
from stance.extraction.tokens import lower_title, tokenize
from stance.extraction.transcripts import find_transcript
from stance.records import Span

__all__ = ["Found", "Line", "Reading"]

_LONGEST = 240  # tokens of a sentence that are looked at together; more is no sentence
_LONGEST_HEADING = 90  # characters of a line that may be a heading
_NEAR = 3  # sentences in which somebody must have spoken
_SURE_INDIRECT, _FREE_INDIRECT = 0.8, 0.6  # confidence in indirect speech
_STOPS = frozenset(".!?:")
_PARTING = frozenset(",–—")


@dataclass(slots=True)
class Found:
    """A stretch of speech on its way to a quote."""

    spans: list[Span]
    place: int
    cue: Cue | None
    confidence: float
    continues: bool = False
    kind: str = "direct"
    speaker: str | None = None
    role: Span | None = None


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
        every = _together(every, unmarked)
        self.marked = [one for one in every if not one.nested]
        self.sentences = sentences(
            text,
            lexicon.abbreviations,
            ordinals=lexicon.ordinals,
            reporting=lexicon.reporting,
            marked=every,
        )
        self.tokens = tokenize(text, self.marked, lexicon)
        if self.paragraphs[1:] and not lexicon.capitalised_nouns:
            lower_title(self.tokens, self.paragraphs[0].end)
        self.lines: list[Line] = []

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
        starts = [token.start for token in self.tokens]
        near: list[Line] = []
        for (start, end), marked in zip(self.sentences, self._by_sentence(), strict=True):
            paragraph = bisect_right(self.paragraphs, (start, len(self.text))) - 1
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            rest = deque(marked)
            for cut in range(first, last, _LONGEST):
                sentence = Sentence(self.tokens, cut, min(cut + _LONGEST, last), self.lexicon)
                here = []
                while rest and rest[0].outer.start < sentence.extent().end:
                    here.append(rest.popleft())
                voiced = bool(here) and any(
                    line.paragraph == paragraph and (line.quotes or line.voice) for line in near
                )
                line = Line(sentence, paragraph)
                found = list(self._speech(sentence, here, voiced))
                line.quotes = self._merged(sentence, found)
                near = [*near[1 - _NEAR :], line]
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
        self, sentence: Sentence, marked: Sequence[Marked], voiced: bool
    ) -> Iterator[Found]:
        """Yield what is speech; the items of a list share one verdict."""
        weighed: list[tuple[Marked, Found]] = []
        for one in marked:
            place = sentence.quoted(one.outer.start)
            if place is None:
                continue
            cue = find_cue(sentence, place)
            total = evidence(self.text, sentence, place, cue, one.span, voiced=voiced)
            voiced = voiced or total > 0
            weighed.append((one, Found([one.span], place, cue, total, one.continues)))
        for group in _lists(sentence, weighed):
            mean = sum(found.confidence for _, found in group) / len(group)
            for one, found in group:
                found.confidence = logistic(mean)
                if mean >= 0 or one.continues or one.continued or one.dashed:
                    found.confidence = max(found.confidence, 0.5)
                    yield found

    def _merged(self, sentence: Sentence, found: Sequence[Found]) -> list[Found]:
        """Join the parts of split quotes."""
        merged: list[Found] = []
        for one in found:
            if merged and self._goes_on(sentence, merged[-1], one):
                before = merged[-1]
                before.spans += one.spans
                before.place = one.place
                before.cue = _clearer(sentence, before.cue, one.cue)
                before.confidence = max(before.confidence, one.confidence)
            else:
                merged.append(one)
        return merged

    def _goes_on(self, sentence: Sentence, before: Found, one: Found) -> bool:
        """Return True for the second part of a split quote, or of a list of fragments."""
        if _another_speaks(sentence, before, one):
            return False
        if one.continues:
            return True
        between = sentence.chunks[before.place + 1 : one.place]
        kinds = [piece.kind for piece in between if piece.kind not in (",", "–", "—", "-")]
        if not kinds or kinds == ["conjunction"]:
            return True
        return (
            (between[-1].kind == "," or between[-1].kind in DASHES)
            and self.text[before.spans[-1].end - 1] not in ".!?"
            and any(kind in ("saying", "source", "after_comma") for kind in kinds)
            and "quoted" not in kinds
            and before.cue is not None
            and before.cue.rule in ("verb after", "source after", "as clause")
        )

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


def _together(marked: Sequence[Marked], unmarked: Sequence[Marked]) -> list[Marked]:
    """Merge the two kinds in text order; what begins inside another stretch is nested in it."""
    merged = []
    reach = -1
    for one in sorted([*marked, *unmarked], key=lambda one: (one.outer.start, not one.dashed)):
        inside = one.nested or one.outer.start < reach
        merged.append(one._replace(nested=inside))
        if not inside:
            reach = one.outer.end
    return merged


def _clearer(sentence: Sentence, one: Cue | None, other: Cue | None) -> Cue | None:
    """Return the clause that names somebody: he spoke of „A“ and „B“, so Ott."""
    if one is None or other is None or not other.named:
        return one or other
    vague = not one.named or sentence.tokens[one.first].classes & ANY_PRONOUN
    return other if vague and not sentence.tokens[other.first].classes & ANY_PRONOUN else one


def _another_speaks(sentence: Sentence, before: Found, one: Found) -> bool:
    """Return True where each part has a clause and a subject of its own: – A – mówi X. – B – …."""
    if before.cue is None or one.cue is None or not (before.cue.named and one.cue.named):
        return False
    if one.cue.rule != "verb after" or one.cue.cue == before.cue.cue:
        return False
    names = sentence.tokens[one.cue.first].classes | sentence.tokens[before.cue.first].classes
    return not names & ANY_PRONOUN


def _relative(between: Sequence[Chunk], found: Found) -> bool:
    """Return True where a relative clause begins: „X“, die „eine neue Zeit“ …."""
    opens = len(between) == 2 and between[0].kind == ","
    return opens and between[1].kind == "subordinator" and found.cue is not None


def _splits(
    between: Sequence[Chunk], before: tuple[Marked, Found], item: tuple[Marked, Found]
) -> bool:
    """Return True where only the clause of the first part stands before the next: „A“, so X, „b“."""
    if not between or before[1].cue is None or item[1].cue is None:
        return False
    commas = [piece.kind in _PARTING for piece in (between[0], between[-1])]
    return (
        all(commas)
        and before[1].cue.rule in ("verb after", "source after", "as clause")
        and before[1].cue.cue == item[1].cue.cue
    )


def _lists(
    sentence: Sentence, weighed: Sequence[tuple[Marked, Found]]
) -> list[list[tuple[Marked, Found]]]:
    """Group the stretches that only commas, conjunctions and articles part."""
    groups: list[list[tuple[Marked, Found]]] = []
    end = -1
    for item in weighed:
        between = sentence.chunks[end + 1 : item[1].place]
        if groups and (
            _splits(between, groups[-1][-1], item)
            or len(between) < 4
            and not _relative(between, item[1])
            and all(
                piece.kind in (",", "conjunction")
                or sentence.tokens[piece.first].classes & (DEFINITE | DETERMINER)
                for piece in between
            )
        ):
            groups[-1].append(item)
        else:
            groups.append([item])
        end = item[1].place
    return groups
