"""Speech or not: something said, or a title, a name, a distance kept by the newsroom.

Each sign that speaks for or against has a name and a weight that somebody can read and dispute;
the logistic of their sum is the confidence that a quote carries.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from stance.clauses import Sentence
from stance.cues import Cue
from stance.lexicon import CLASS
from stance.phrases import ANY_PRONOUN, AUXILIARY, DEFINITE, DETERMINER, PREPOSITION
from stance.records import Span
from stance.tokens import CAPITAL, LETTERS, NUMBER, QUOTED, SIGN, Token, tokenize

__all__ = ["evidence", "logistic"]

WEIGHTS = {
    # the reporting clause, by the rule that found it
    "verb after": 3.0,
    "colon": 3.0,
    "as clause": 2.5,
    "source after": 2.0,
    "source before": 1.5,
    "label": 1.5,
    "verb before": 1.2,
    "unknown verb after": 1.0,
    "verb further on": 0.8,
    "named": -1.5,
    # where no clause or a weak one was found
    "reported mood": 1.0,
    "somebody spoke before": 0.4,
    "short and nobody spoke before": -0.4,
    # the words themselves
    "one word": -0.6,
    "four words": 1.0,
    "seven words": 2.0,
    "twelve words": 3.0,
    "ends like a sentence": 1.5,
    "small letter": 1.5,
    "small letter, one word": 0.8,
    "words of a clause": 1.0,
    "no letters": -3.0,
    "capitals like a name": -2.5,
    "capitals like a name, said": -1.5,
    "headline": 1.0,
    "headline in single marks": 2.5,
    # what stands beside the marks
    "compound": -4.0,
    "abbreviation in brackets": -2.5,
    "in brackets": -1.5,
    "value of an attribute": -3.0,
    "so called": -4.0,
    "noun of names": -3.0,
    "noun of names, long": -1.0,
    "noun of names, small letter": -1.0,
    "noun of speech": 0.5,
    "noun and its name": -1.5,
    "called so": 1.8,
    "article and capital": -1.0,
    "article and small letter": -0.5,
    "heads the subject": -1.5,
    "place of a title": -1.5,
    "is itself the source": -3.0,
    "inside the subject": -2.0,
    "as, without a clause": -0.8,
    "whole sentence": 1.0,
}
"""What each sign adds; the sum is the log odds of speech."""

_PRIOR, _PRIOR_WHERE_NAMES_ARE_MARKED = -0.3, -1.0
_WEAK = frozenset({"label", "source before", "verb further on", "named"})
_SHORT = 40
_SINGLE = frozenset("‘'‚‹›")
_ENDS = frozenset(".!?…,")

_EXPRESSING, _NAMING, _AS_LINK = CLASS["expressing"], CLASS["naming"], CLASS["as_link"]
_SAYING = CLASS["saying"] | CLASS["separable"]
_ARTICLE = DEFINITE | DETERMINER
_SMALL = (
    _ARTICLE
    | PREPOSITION
    | CLASS["conjunction"]
    | CLASS["genitive"]
    | CLASS["name_particle"]
    | CLASS["link"]
)
_CLAUSE = ANY_PRONOUN | AUXILIARY | CLASS["adverb"] | CLASS["subordinator"] | CLASS["reflexive"]
_TELLING = CLASS["so_called"] | CLASS["names"] | CLASS["slogan"] | CLASS["mention"] | _EXPRESSING
_NO_NOUN = _SMALL | _CLAUSE | _AS_LINK | _SAYING


@dataclass(slots=True)
class _Case:
    """A stretch between marks with what the signs look at."""

    text: str
    sentence: Sentence
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


def logistic(total: float) -> float:
    """Return log odds as a probability."""
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def evidence(
    text: str, sentence: Sentence, place: int, cue: Cue | None, span: Span, *, voiced: bool
) -> float:
    """Return the log odds that the quote that is the chunk at a place is speech.

    `voiced` tells that somebody spoke before in the same paragraph.
    """
    index = _index(sentence, place, span)
    case = _Case(
        text=text,
        sentence=sentence,
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
    prior = _PRIOR_WHERE_NAMES_ARE_MARKED if sentence.lexicon.marks_names else _PRIOR
    signs = (*_clause_signs(case, voiced), *_word_signs(case), *_neighbour_signs(case, place))
    return prior + sum(WEIGHTS[sign] for sign in signs)


def _index(sentence: Sentence, place: int, span: Span) -> int:
    """Return which token the marks are; they may stand inside a noun phrase."""
    piece = sentence.chunks[place]
    for index in range(piece.first, piece.last):
        if sentence.tokens[index].end >= span.end:
            return index
    return piece.first


def _clause_signs(case: _Case, voiced: bool) -> Iterator[str]:
    """Yield what the reporting clause says, or the sentence where there is none."""
    if case.rule:
        yield case.rule
    if not case.weak:
        return
    if case.sentence.reported_mood():
        yield "reported mood"
    if voiced:
        yield "somebody spoke before"
    elif case.span.end - case.span.start < _SHORT:
        yield "short and nobody spoke before"


def _word_signs(case: _Case) -> Iterator[str]:
    """Yield what the quoted words say themselves."""
    count = len(case.words)
    # in English a comma or full stop moves inside the marks whatever they hold
    moved = not case.nouns_have_capitals and case.said[-1:] in ",."
    ends = case.said[-1:] in _ENDS
    early = case.weak or case.rule == "verb before"
    if ends and not (moved and early and count < 6):
        yield "ends like a sentence"
    clausal = _clausal(case.words)
    if clausal:
        yield "words of a clause"
    if case.low:
        yield "small letter" if count > 1 else "small letter, one word"
    named = not case.low and not clausal and count > 1 and (moved or not ends)
    named = named and _name_shaped(case.words)
    if not (named and case.nouns_have_capitals):
        yield from _length(count)
    if not (case.low or clausal):
        yield from _name_signs(case, named)


def _name_signs(case: _Case, named: bool) -> Iterator[str]:
    """Yield what capitals say: a name, or a headline where they say nothing."""
    single = case.text[case.span.start - 1 : case.span.start] in _SINGLE
    if not any(token.classes & LETTERS for token in case.words):
        yield "no letters"
    elif single and _title_case(case.sentence):
        yield "headline in single marks"
    elif not named or _called(case):
        return
    elif _title_case(case.sentence):
        yield "headline"
    elif not case.weak and _indefinite(case):
        return  # a name has the definite article or none
    elif case.weak or not (case.nouns_have_capitals or case.rule in ("verb after", "colon")):
        yield "capitals like a name"
    else:
        yield "capitals like a name, said"


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
        token.classes & _CLAUSE and not token.classes & _ARTICLE for token in words[1:]
    ) or bool(words and words[0].classes & (ANY_PRONOUN | AUXILIARY) & ~_ARTICLE)


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
    capitals = sum(bool(token.classes & CAPITAL) for token in words)
    return len(words) > 1 and capitals > 0.8 * len(words)


def _neighbour_signs(case: _Case, place: int) -> Iterator[str]:
    """Yield what stands right before and after the marks."""
    before = case.before
    if before is None and case.after is None:
        yield "whole sentence"
    yield from _signs_behind(case)
    if case.sentence.at(place - 1) in ("(", "["):
        yield "in brackets"
    if _is_source(case, place):
        yield "is itself the source"
    if before is None:
        return
    if before.word == "=":
        yield "value of an attribute"
    if not before.classes & SIGN:
        yield from _signs_before(case, before)


def _signs_before(case: _Case, before: Token) -> Iterator[str]:
    """Yield what the word before the marks says."""
    if _title_place(case, before) and not _title_case(case.sentence):
        yield "place of a title"
    if before.classes & _TELLING:
        yield from _noun_signs(case, before)
    elif _noun_and_name(case, before):
        yield "noun and its name"
    elif _calls_so(case, before):
        yield "called so"
    elif before.classes & _ARTICLE and len(case.words) < 4:
        yield from _article_signs(case)
    elif before.classes & _AS_LINK and not case.rule:
        yield "as, without a clause"
    if _within_subject(case, before):
        yield "inside the subject"


def _noun_signs(case: _Case, before: Token) -> Iterator[str]:
    """Yield what a noun says that the lexicon knows: the film „…“, the words „…“."""
    if before.classes & CLASS["so_called"]:
        yield "so called"
    elif before.classes & CLASS["names"]:
        if case.low and not (case.rule and _calls_so(case, before)):
            yield "noun of names, small letter"
        elif case.low:
            yield "called so"
        else:
            yield "noun of names" if len(case.words) < 8 else "noun of names, long"
    elif before.classes & _EXPRESSING:
        yield "noun of speech"


def _article_signs(case: _Case) -> Iterator[str]:
    """Yield what an article right before the marks says."""
    if case.low:
        yield "article and small letter"
        return
    if case.weak or not _indefinite(case):
        yield "article and capital"
    if _heads_subject(case):
        yield "heads the subject"


def _noun_and_name(case: _Case, before: Token) -> bool:
    """Return True for a noun and what may be its name: Restaurant „…“."""
    noun = before.classes & CAPITAL and not before.classes & _NO_NOUN
    return bool(noun) and case.nouns_have_capitals and not case.low and len(case.words) < 8


def _signs_behind(case: _Case) -> Iterator[str]:
    """Yield what follows: „Bild“-Zeitung, „…“ (ABC)."""
    end = case.sentence.tokens[case.index].end
    if case.text[end : end + 1] in ("-", "‑") and case.text[end + 1 : end + 2].isalpha():
        yield "compound"
    if case.after is not None and case.after.classes & CLASS["names"] and len(case.words) < 8:
        yield "noun of names"
    if case.after is not None and case.after.word in ("(", "["):
        beyond = case.index + 2
        word = case.sentence.tokens[beyond].word if beyond < case.sentence.last else ""
        if len(case.words) < 12 and len(word) > 1 and word.isupper():
            yield "abbreviation in brackets"


def _is_source(case: _Case, place: int) -> bool:
    """Return True where the marks hold who speaks: laut „…“, wie „…“ berichtet, „…“ meldet."""
    cue = case.cue
    if cue is not None and cue.first <= case.index < cue.last:
        return True
    if len(case.words) > 5 or case.low or _clausal(case.words):
        return False
    kind = case.sentence.at(place - 1)
    if kind == "source" or (kind == "as" and case.sentence.says(place + 1)):
        return True
    if cue is None or cue.named or cue.rule not in ("verb after", "verb before"):
        return False
    return _name_shaped(case.words) and kind != ":"


def _called(case: _Case) -> bool:
    """Return True where the cue is a verb of naming."""
    cue = case.cue
    if cue is None or cue.rule == "named":
        return False
    return any(
        token.start == cue.cue.start and token.classes & _NAMING
        for token in case.sentence.tokens[case.sentence.first : case.sentence.last]
    )


def _indefinite(case: _Case) -> bool:
    """Return True after an indefinite article, with or without an adjective."""
    tokens = case.sentence.tokens
    for place in range(case.index - 1, max(case.index - 3, case.sentence.first - 1), -1):
        classes = tokens[place].classes
        if classes & DETERMINER and not classes & DEFINITE:
            return True
        if classes & (SIGN | CAPITAL | _NO_NOUN):
            return False
    return False


def _calls_so(case: _Case, before: Token) -> bool:
    """Return True for: nannte es einen „…“, described as “…”, called them “…”."""
    if case.cue is None or case.rule == "named":
        return False
    if before.start == case.cue.cue.start:
        return case.low or (_called(case) and not case.nouns_have_capitals)
    predicate = case.low or before.classes & (_AS_LINK | _SMALL)
    return bool(predicate) and _called(case)


def _heads_subject(case: _Case) -> bool:
    """Return True where the marks are the noun of a subject: der „…“ soll."""
    first = case.sentence.first
    if case.index - 1 != first and not case.sentence.tokens[case.index - 2].classes & SIGN:
        return False
    return case.after is not None and bool(case.after.classes & (AUXILIARY | _SAYING))


def _within_subject(case: _Case, before: Token) -> bool:
    """Return True for: ein Sprecher der „…“ sagte."""
    tokens, place = case.sentence.tokens, case.index - 2
    if not before.classes & _ARTICLE or place < case.sentence.first or case.after is None:
        return False
    if tokens[place].classes & PREPOSITION and place > case.sentence.first:
        place -= 1
    behind = case.after.classes & (AUXILIARY | _SAYING)
    return bool(behind and tokens[place].classes & CAPITAL) and len(case.words) < 6


def _title_place(case: _Case, before: Token) -> bool:
    """Return True where titles and nicknames stand: on “…”, her “…”, Marcia “Cia” Price."""
    if case.nouns_have_capitals or not _title_like(case.said):
        return False
    if before.classes & (PREPOSITION | CLASS["genitive"]) or before.word.endswith(("'s", "’s")):
        return True
    after = case.after
    return bool(after is not None and before.classes & CAPITAL and after.classes & CAPITAL)


def _title_like(said: str) -> bool:
    """Return True where every longer word has a capital."""
    return said[:1].isupper() and all(word[:1].isupper() or len(word) < 5 for word in said.split())
