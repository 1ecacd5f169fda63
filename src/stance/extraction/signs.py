"""The signs by which speech is told from titles, names, and distance kept by the newsroom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stance.extraction.classes import (
    ADVERB,
    ANY_PRONOUN,
    ANY_SAYING,
    ARTICLE,
    AS_LINK,
    AUXILIARY,
    CLASS,
    CONJUNCTION,
    DEFINITE,
    DETERMINER,
    EXPRESSING,
    GENITIVE,
    GIVEN,
    NAME_PARTICLE,
    NAMES,
    NAMING,
    PREPOSITION,
    REFLEXIVE,
    ROLE,
    SUBORDINATOR,
)
from stance.extraction.clauses import Sentence
from stance.extraction.cues import Cue
from stance.extraction.nouns import POSSESSIVE
from stance.extraction.tokens import CAPITAL, LETTERS, NUMBER, QUOTED, SIGN, Token, tokenize
from stance.records import Span

__all__ = ["Case", "look_at", "signs"]

_WEAK = frozenset({"label", "source before", "verb further on", "named"})
_BODY = NAMES | CLASS["body"] | CLASS["document"]
_SHORT = 40  # characters
_LONGEST_PLACE = 5  # words
_SINGLE = frozenset("‘'‚‹›")
_ENDS = frozenset(".!?…,")
_SO_CALLED = CLASS["so_called"]
_INSIDE = CLASS["inside"] | CLASS["company"]
_LINK, _CALLING = CLASS["link"], CLASS["calling"]
_SMALL = ARTICLE | PREPOSITION | CONJUNCTION | GENITIVE | NAME_PARTICLE | _LINK
_CLAUSE = ANY_PRONOUN | AUXILIARY | ADVERB | SUBORDINATOR | REFLEXIVE
_TELLING = _SO_CALLED | NAMES | CLASS["slogan"] | CLASS["mention"] | EXPRESSING
_NO_NOUN = _SMALL | _CLAUSE | AS_LINK | ANY_SAYING


@dataclass(slots=True)
class Case:
    """A stretch between marks with what the signs look at."""

    text: str
    sentence: Sentence
    place: int
    cue: Cue | None
    span: Span
    index: int  # which token the marks are
    words: list[Token]
    before: Token | None
    after: Token | None

    @property
    def said(self) -> str:
        """The quoted words."""
        return self.text[slice(*self.span)]

    @property
    def low(self) -> bool:
        """Whether a small letter begins it; iPod and the like do not count."""
        return self.said[:1].islower() and not self.said[1:2].isupper()

    @property
    def rule(self) -> str:
        """The rule that found the reporting clause; empty where none did."""
        return self.cue.rule if self.cue is not None else ""

    @property
    def weak(self) -> bool:
        """Whether there is no clause or one that says little."""
        return not self.rule or self.rule in _WEAK

    @property
    def nouns_have_capitals(self) -> bool:
        """Whether a capital tells a noun and not a name."""
        return self.sentence.lexicon.capitalised_nouns


def look_at(text: str, sentence: Sentence, place: int, cue: Cue | None, span: Span) -> Case:
    """Return the case of the quote that is the chunk at a place."""
    index = _index(sentence, place, span)
    return Case(
        text=text,
        sentence=sentence,
        place=place,
        cue=cue,
        span=span,
        index=index,
        words=[
            token
            for token in tokenize(text[slice(*span)], [], sentence.lexicon)
            if not token.classes & SIGN
        ],
        before=sentence.tokens[index - 1] if index > sentence.first else None,
        after=sentence.tokens[index + 1] if index + 1 < sentence.last else None,
    )


def signs(case: Case, *, voiced: bool) -> Iterator[str]:
    """Yield the signs that a case shows; `voiced` tells that somebody spoke just before."""
    yield from _clause_signs(case, voiced)
    yield from _word_signs(case)
    yield from _neighbour_signs(case, voiced)


def _index(sentence: Sentence, place: int, span: Span) -> int:
    """Return which token the marks are; they may stand inside a noun phrase."""
    piece = sentence.chunks[place]
    for index in range(piece.first, piece.last):
        if sentence.tokens[index].end >= span.end:
            return index
    return piece.first


def _clause_signs(case: Case, voiced: bool) -> Iterator[str]:
    """Yield what the reporting clause says, or the sentence where there is none."""
    if case.rule and not _as_reported(case):
        yield case.rule
    if not case.weak:
        return
    if case.sentence.reported_mood():
        yield "reported mood"
    if voiced:
        yield "somebody spoke before"
    elif case.span.end - case.span.start < _SHORT:
        yield "short and nobody spoke before"


def _word_signs(case: Case) -> Iterator[str]:
    """Yield what the quoted words say themselves."""
    count = len(case.words)
    # in English a comma or full stop moves inside the marks whatever they hold
    moved = not case.nouns_have_capitals and case.said[-1:] in ",."
    ends = case.said[-1:] in _ENDS and not _abbreviated(case.said)
    titled = case.before is not None and _title_place(case, case.before)
    early = case.weak or case.rule == "verb before" or titled
    if ends and not (moved and early and count < 6):
        yield "ends like a sentence"
    clausal = _clausal(case.words)
    if clausal:
        yield "words of a clause"
    if case.low:
        yield "small letter" if count > 1 else "small letter, one word"
    named = not case.low and not clausal and count > 1 and (moved or not ends)
    named = named and _name_shaped(case.words)
    if case.rule != "named" and not (named and case.nouns_have_capitals):
        yield from _length(count)
    if not (case.low or clausal):
        yield from _name_signs(case, named)
        if case.rule in ("", "named") and not ends and count > 1 and case.words[0].classes & _BODY:
            yield "name of a body"


def _name_signs(case: Case, named: bool) -> Iterator[str]:
    """Yield what capitals say: a name, or a headline where they say nothing."""
    single = case.text[case.span.start - 1 : case.span.start] in _SINGLE
    if not any(token.classes & LETTERS for token in case.words):
        yield "no letters"
    elif single and _title_case(case.sentence):
        yield "headline in single marks"
    elif not named or _called(case) or _labelled(case):
        return
    elif _title_case(case.sentence):
        yield "headline"
    elif not case.weak and _indefinite(case):
        return  # a name has the definite article or none
    elif case.weak or not (case.nouns_have_capitals or case.rule in ("verb after", "colon")):
        yield "capitals like a name"
    else:
        yield "capitals like a name, said"


def _abbreviated(said: str) -> bool:
    """Return True where the last full stop is that of initials: e.V."""
    return said[-1:] == "." and said[-3:-2] in (".", " ") and said[-2:-1].isalpha()


def _labelled(case: Case) -> bool:
    """Return True right behind a colon that follows who speaks: Kanzler Ott: „Kein Krieg“."""
    cue = case.cue
    return (
        case.rule == "label"
        and cue is not None
        and case.sentence.at(case.place - 1) == ":"
        and any(
            token.classes & (ROLE | GIVEN) for token in case.sentence.tokens[cue.first : cue.last]
        )
    )


def _length(count: int) -> Iterator[str]:
    if count >= 12:
        yield "twelve words"
    elif count >= 7:
        yield "seven words"
    elif count >= 4:
        yield "four words"
    elif count == 1:
        yield "one word"


def _clausal(words: list[Token]) -> bool:
    """Return True where a word stands that titles and names seldom have."""
    return any(
        token.classes & _CLAUSE and not token.classes & ARTICLE for token in words[1:]
    ) or bool(words and words[0].classes & (ANY_PRONOUN | AUXILIARY) & ~ARTICLE)


def _name_shaped(words: list[Token]) -> bool:
    """Return True where only little words have no capital."""
    return all(token.classes & (CAPITAL | NUMBER | _SMALL) for token in words)


def _title_case(sentence: Sentence) -> bool:
    """Return True where nearly all words around the quotes have capitals."""
    if sentence.lexicon.capitalised_nouns:
        return False
    words = [
        token
        for token in sentence.tokens[sentence.first : min(sentence.last, sentence.first + 30)]
        if not token.classes & (SIGN | QUOTED | _SMALL)
    ]
    capitals = sum(token.word[:1].isupper() for token in words)
    return len(words) > 1 and capitals > 0.8 * len(words)


def _neighbour_signs(case: Case, voiced: bool) -> Iterator[str]:
    """Yield what stands right before and after the marks."""
    before = case.before
    if before is None and case.after is None:
        yield "whole sentence"
    yield from _signs_behind(case)
    if case.sentence.at(case.place - 1) in ("(", "["):
        yield "in brackets"
    if _is_source(case):
        yield "is itself the source"
    if before is None:
        return
    if before.word == "=":
        yield "value of an attribute"
    if not before.classes & SIGN:
        yield from _signs_before(case, before, voiced)


def _signs_before(case: Case, before: Token, voiced: bool) -> Iterator[str]:
    """Yield what the word before the marks says."""
    if _title_place(case, before) and not _title_case(case.sentence):
        yield "place of a title"
    if before.classes & _TELLING:
        yield from _noun_signs(case, before)
    elif _noun_and_name(case, before) and not _called(case, _CALLING):
        yield "noun and its name"
    elif _calls_so(case, before):
        yield "called so"
    elif before.classes & ARTICLE and len(case.words) < 4:
        if not (voiced and case.sentence.reported_mood()):
            yield from _article_signs(case)
    elif before.classes & AS_LINK:
        yield "as, with a clause" if case.rule else "as, without a clause"
    if _located(case, before):
        yield "place"
    if _within_subject(case, before):
        yield "inside the subject"


def _noun_signs(case: Case, before: Token) -> Iterator[str]:
    """Yield what a noun says that the lexicon knows: the film „…“, the words „…“."""
    if before.classes & _SO_CALLED:
        yield "so called"
    elif before.classes & NAMES:
        if case.low and not (case.rule and _calls_so(case, before)):
            yield "noun of names, small letter"
        elif case.low:
            yield "called so"
        else:
            yield "noun of names" if len(case.words) < 8 else "noun of names, long"
    elif before.classes & EXPRESSING:
        yield "noun of speech"


def _article_signs(case: Case) -> Iterator[str]:
    """Yield what an article right before the marks says."""
    if case.low:
        yield "article and small letter"
        return
    if case.weak or not _indefinite(case):
        yield "article and capital"
    if _heads_subject(case):
        yield "heads the subject"


def _noun_and_name(case: Case, before: Token) -> bool:
    """Return True for a noun and what may be its name: Restaurant „…“."""
    noun = before.classes & CAPITAL and not before.classes & _NO_NOUN
    return bool(noun) and case.nouns_have_capitals and not case.low and len(case.words) < 8


def _signs_behind(case: Case) -> Iterator[str]:
    """Yield what follows: „Bild“-Zeitung, „…“ (ABC)."""
    end = case.sentence.tokens[case.index].end
    if case.text[end : end + 1] in ("-", "‑") and case.text[end + 1 : end + 2].isalpha():
        yield "compound"
    if case.after is not None and case.after.classes & NAMES and len(case.words) < 8:
        yield "noun of names"
    if case.after is not None and case.after.word in ("(", "["):
        beyond = case.index + 2
        word = case.sentence.tokens[beyond].word if beyond < case.sentence.last else ""
        if len(case.words) < 12 and len(word) > 1 and word.isupper():
            yield "abbreviation in brackets"


def _is_source(case: Case) -> bool:
    """Return True where the marks hold who speaks: laut „…“, wie „…“ berichtet, „…“ meldet."""
    cue = case.cue
    if cue is not None and cue.first <= case.index < cue.last:
        return True
    kind = case.sentence.at(case.place - 1)
    if len(case.words) > 5 or _clausal(case.words):
        return False
    if kind == "source" or _as_reported(case):
        return True
    if case.low:
        return False
    if cue is None or cue.named or cue.rule not in ("verb after", "verb before"):
        return False
    return _name_shaped(case.words) and kind != ":"


def _as_reported(case: Case) -> bool:
    """Return True for: wie „…“ berichtet."""
    sentence = case.sentence
    return sentence.at(case.place - 1) == "as" and sentence.says(case.place + 1)


def _called(case: Case, verbs: int = NAMING) -> bool:
    """Return True where the cue is a verb of naming."""
    cue = case.cue
    if cue is None or cue.rule == "named":
        return False
    return any(
        token.start == cue.cue.start and token.classes & verbs
        for token in case.sentence.tokens[case.sentence.first : case.sentence.last]
    )


def _indefinite(case: Case) -> bool:
    """Return True after an indefinite article, with or without an adjective."""
    tokens = case.sentence.tokens
    for place in range(case.index - 1, max(case.index - 3, case.sentence.first - 1), -1):
        classes = tokens[place].classes
        if classes & DETERMINER and not classes & DEFINITE:
            return True
        if classes & (SIGN | CAPITAL | _NO_NOUN):
            return False
    return False


def _calls_so(case: Case, before: Token) -> bool:
    """Return True for: nannte es einen „…“, described as “…”, called them “…”."""
    if case.cue is None or case.rule == "named":
        return False
    if before.start == case.cue.cue.start:
        return case.low or (_called(case) and not case.nouns_have_capitals)
    predicate = case.low or before.classes & (AS_LINK | _SMALL) or _called(case, _CALLING)
    if _located(case, before):
        return False
    return bool(predicate) and _called(case) and not _within_subject(case, before)


def _located(case: Case, before: Token) -> bool:
    """Return True where something is said or shown: im „Anzeiger“, in der „Halle Nord“."""
    if case.low or len(case.words) > _LONGEST_PLACE or not case.nouns_have_capitals:
        return False
    if before.classes & DEFINITE and case.index - 2 >= case.sentence.first:
        before = case.sentence.tokens[case.index - 2]
    return bool(before.classes & _INSIDE)


def _heads_subject(case: Case) -> bool:
    """Return True where the marks are the noun of a subject: der „…“ soll."""
    first = case.sentence.first
    if case.index - 1 != first and not case.sentence.tokens[case.index - 2].classes & SIGN:
        return False
    return case.after is not None and bool(case.after.classes & (AUXILIARY | ANY_SAYING))


def _within_subject(case: Case, before: Token) -> bool:
    """Return True for: ein Sprecher der „…“ sagte."""
    tokens, place = case.sentence.tokens, case.index - 2
    if place < case.sentence.first or case.after is None:
        return False
    if case.nouns_have_capitals and before.classes & _LINK and tokens[place].classes & ROLE:
        return not case.low  # der Leiter von „Ostwind“, Kurt Ott
    if not before.classes & ARTICLE:
        return False
    if tokens[place].classes & PREPOSITION and place > case.sentence.first:
        place -= 1
    behind = case.after.classes & (AUXILIARY | ANY_SAYING)
    return bool(behind and tokens[place].classes & CAPITAL) and len(case.words) < 6


def _title_place(case: Case, before: Token) -> bool:
    """Return True where titles and nicknames stand: on “…”, her “…”, Marcia “Cia” Price."""
    if case.nouns_have_capitals or not _title_like(case.said):
        return False
    if before.classes & (PREPOSITION | GENITIVE) or before.word.endswith(POSSESSIVE):
        return True
    after = case.after
    return bool(after is not None and before.classes & CAPITAL and after.classes & CAPITAL)


def _title_like(said: str) -> bool:
    """Return True where every longer word has a capital."""
    return said[:1].isupper() and all(word[:1].isupper() or len(word) < 5 for word in said.split())
