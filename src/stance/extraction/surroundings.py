"""Signs of speech right beside the marks: the word before them, the sign behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.extraction.bearers import heads_subject, is_source, located, within_subject
from stance.extraction.classes import (
    ANY_PRONOUN,
    ANY_SAYING,
    ARTICLE,
    AS_LINK,
    AUXILIARY,
    CLASS,
    EXPRESSING,
    FUNCTION,
    GIVEN,
    NAMES,
    NAMING,
    PREPOSITION,
    TIME,
)
from stance.extraction.clauses import DASHES, Sentence
from stance.extraction.nouns import POSSESSIVE
from stance.extraction.stretches import (
    NO_NOUN,
    SMALL,
    Case,
    called,
    clausal,
    cue_before,
    indefinite,
    title_case,
    title_like,
    title_place,
)
from stance.extraction.tokens import CAPITAL, SIGN, Token

__all__ = ["neighbour_signs", "on_banner"]

_FEW = 4  # words
_YEAR = 4  # digits
_NEAR, _NEAR_VERB = 3, 6  # tokens
_DEMONSTRATIVE = CLASS["demonstrative"]
_SLOGAN, _MENTION, _PLACE = CLASS["slogan"], CLASS["mention"], CLASS["place"]
_STOPS = frozenset(".!?…。")
_SO_CALLED, _CALLING = CLASS["so_called"], CLASS["calling"]
_VERBAL, _NAMED = CLASS["verbal"], CLASS["named"]
_PHRASE = CLASS["phrase"]
_TELLING = _SO_CALLED | NAMES | _SLOGAN | _MENTION | EXPRESSING


def neighbour_signs(case: Case) -> Iterator[str]:
    """Yield what stands right before and after the marks."""
    before = case.before
    if before is None and _ends_there(case):
        yield "whole sentence"
        if _said_next(case):
            yield "next sentence says who"
    yield from _signs_behind(case)
    if case.weak and case.sentence.at(case.place - 1) in ("(", "["):
        yield "in brackets"
    if is_source(case):
        yield "is itself the source"
    if before is None:
        return
    if not case.rule and before.word != "," and on_banner(case.sentence, case.index):
        yield "on a banner"
    titled = title_like(case.said) or (case.sentence.lexicon.plain_titles and not case.low)
    if before.word == "," and titled and _names_before(case):
        yield "noun of names"
    yield from _mark_signs(case, before)
    if not before.classes & SIGN:
        yield from _signs_before(case, before)


def _mark_signs(case: Case, before: Token) -> Iterator[str]:
    """Yield what a sign before the marks says."""
    if before.word == "=":
        yield "value of an attribute"
    if before.word in DASHES and _between_dashes(case):
        yield "subheading"


def _ends_there(case: Case) -> bool:
    """Return True where nothing but a stop follows: «…»."""
    after = case.after
    return after is None or (after.word in _STOPS and case.index + 2 == case.sentence.last)


def _between_dashes(case: Case) -> bool:
    """Return True for a line of its own: – ‘Who cares?’ –."""
    first, after = case.sentence.first, case.after
    return case.index == first + 1 and after is not None and after.word in DASHES


def _said_next(case: Case) -> bool:
    """Return True where the next sentence points back and says who: Lo ha detto X."""
    last = case.sentence.last
    following = case.sentence.tokens[last : last + _NEAR_VERB]
    if case.sentence.lexicon.phrases and len(following) > 1 and following[0].classes & _PHRASE:
        return bool(following[1].classes & _DEMONSTRATIVE)  # С таким заявлением выступил X
    back = bool(following) and bool(following[0].classes & _DEMONSTRATIVE)
    return back and any(token.classes & ANY_SAYING for token in following)


def _tokens_before(case: Case) -> Sequence[Token]:
    """Return the few tokens before the marks."""
    return case.sentence.tokens[max(case.index - _NEAR, case.sentence.first) : case.index]


def on_banner(sentence: Sentence, index: int) -> bool:
    """Return True where the words before the marks, which are a token, say what they stand on."""
    near = sentence.tokens[max(index - _NEAR, sentence.first) : index]
    return any(token.classes & _SLOGAN for token in near)


def _names_before(case: Case) -> bool:
    """Return True for a title between commas: her memoir, “…,” sold well."""
    tokens = _tokens_before(case)
    between = case.said[-1:] in ",." or (case.after is not None and case.after.word == ",")
    return between and len(tokens) > 1 and bool(tokens[-2].classes & (NAMES | _SLOGAN | _MENTION))


def _signs_before(case: Case, before: Token) -> Iterator[str]:
    """Yield what the word before the marks says."""
    yield from _title_signs(case, before)
    if before.classes & _TELLING:
        yield from _noun_signs(case, before)
    elif _noun_and_name(case, before) and not (called(case, _CALLING) or _laid_to(case)):
        yield "noun and its name"
    elif _calls_so(case, before):
        yield "called so"
    elif before.classes & ARTICLE and len(case.words) < 4 and not _stands_for_noun(case, before):
        if not (case.sentence.reported_mood() and case.voiced()):
            yield from _article_signs(case)
    elif before.classes & AS_LINK:
        yield "as, with a clause" if case.rule else "as, without a clause"
    if located(case, before) or (_led_to(case, before) and not case.voiced()):
        yield "place"
    if within_subject(case, before):
        yield "inside the subject"


def _title_signs(case: Case, before: Token) -> Iterator[str]:
    """Yield what the capitals of a title say."""
    if title_place(case, before) and not title_case(case.sentence):
        yield "place of a title"
    if _plain_title(case):
        yield "capital within a sentence"


def _plain_title(case: Case) -> bool:
    """Return True for a capital where reported words have none: presentó «La noche …» en Vigo."""
    lexicon = case.sentence.lexicon
    return lexicon.plain_titles and not case.low and case.weak and case.rule != "label"


def _noun_signs(case: Case, before: Token) -> Iterator[str]:
    """Yield what a noun says that the lexicon knows: the film „…“, the words „…“."""
    if before.classes & _SO_CALLED:
        said = cue_before(case)  # il dit « … »
        if not said or _surname(case):
            yield "so called"
    elif before.classes & NAMES:
        if case.low and not (case.rule and _calls_so(case, before)):
            yield "noun of names, small letter"
        elif case.low:
            yield "called so"
        else:
            spoken = not case.sentence.lexicon.spaced and case.rule and clausal(case.words)
            short = len(case.words) < 8 and not spoken  # 承认公司“低估了风险”
            yield "noun of names" if short else "noun of names, long"
    elif before.classes & EXPRESSING:
        word = before.classes & _MENTION and len(case.words) == 1 and not case.rule
        yield "word mentioned" if word else "noun of speech"
    elif before.classes & _MENTION and not case.rule:
        yield "word mentioned"


def _surname(case: Case) -> bool:
    """Return True between commas behind a name: X, dit « le Boucher », est …."""
    tokens, place = case.sentence.tokens, case.index - 2
    closed = case.after is not None and case.after.word == ","
    return closed and place >= case.sentence.first and tokens[place].word == ","


def _stands_for_noun(case: Case, before: Token) -> bool:
    """Return True for a word that is a pronoun as well: назвал это «временным»."""
    pronoun = before.classes & ANY_PRONOUN
    return bool(pronoun) and bool(case.rule) and case.sentence.lexicon.declines


def _article_signs(case: Case) -> Iterator[str]:
    """Yield what an article right before the marks says."""
    if case.low:
        yield "article and small letter"
        return
    if case.rule in ("", "named") or not indefinite(case):
        yield "article and capital"
    if heads_subject(case):
        yield "heads the subject"


def _noun_and_name(case: Case, before: Token) -> bool:
    """Return True for a noun and what may be its name: Restaurant „…“."""
    noun = before.classes & CAPITAL and not before.classes & (NO_NOUN | GIVEN | _PLACE)
    return bool(noun) and case.nouns_have_capitals and not case.low and len(case.words) < 8


def _signs_behind(case: Case) -> Iterator[str]:
    """Yield what follows: „Bild“-Zeitung, „…“ (ABC)."""
    end = case.sentence.ends[case.index]
    if case.text[end : end + 1] in ("-", "‑") and case.text[end + 1 : end + 2].isalpha():
        yield "compound"
    if case.after is not None and case.after.classes & NAMES and len(case.words) < 8:
        yield "noun of names"
    if case.after is not None and case.after.classes & AS_LINK and _known_as(case):
        yield "so called"
    if _spoken_of(case) or (case.after is not None and case.after.classes & _MENTION):
        yield "word mentioned"
    if case.after is not None and case.after.classes & _MENTION and len(case.words) == 1:
        yield "noun of names"  # “…” ifadesi
    if not case.rule and _before_noun(case):
        yield "before its noun"
    if case.after is not None and case.after.word in ("(", "["):
        beyond = case.index + 2
        word = case.sentence.tokens[beyond].word if beyond < case.sentence.last else ""
        if len(case.words) < 12 and len(word) > 1 and word.isupper():
            yield "abbreviation in brackets"
        if len(word) == _YEAR and word.isdigit() and case.weak:
            yield "year in brackets"


def _known_as(case: Case) -> bool:
    """Return True where a participle behind the link tells a name: “…” olarak bilinen."""
    second = case.index + 2
    return second < case.sentence.last and bool(case.sentence.tokens[second].classes & _NAMED)


def _before_noun(case: Case) -> bool:
    """Return True for a term that nobody is named for: the “law and order” issue."""
    before, after = case.before, case.after
    if before is None or after is None or case.nouns_have_capitals:
        return False
    if len(case.words) > _FEW or not case.said[-1:].isalnum():
        return False
    led = before.classes & ARTICLE or before.word.endswith(POSSESSIVE)
    led = led or (len(case.words) > 1 and title_like(case.said))
    plain = after.word.islower() and not after.classes & (FUNCTION | ANY_SAYING | TIME | _VERBAL)
    return bool(led and plain)


def _spoken_of(case: Case) -> bool:
    """Return True for: “…” is the likelier term; her nickname was “…”."""
    if case.before is not None and case.before.classes & AUXILIARY and not case.rule:
        nouns = _tokens_before(case)
        return any(token.classes & (_MENTION | EXPRESSING) == _MENTION for token in nouns)
    if case.after is None or not case.after.classes & AUXILIARY:
        return False
    first = case.index + 2
    near = case.sentence.tokens[first : min(first + _NEAR, case.sentence.last)]
    return any(token.classes & _MENTION for token in near)


def _calls_so(case: Case, before: Token) -> bool:
    """Return True for: nannte es einen „…“, described as “…”, called them “…”."""
    if case.cue is None or case.rule == "named" or case.cue.first <= case.index < case.cue.last:
        return False
    if cue_before(case):
        capital = NAMING if not case.nouns_have_capitals else CLASS["demanding"]
        return case.low or called(case, capital)
    predicate = case.low or before.classes & (AS_LINK | SMALL) or called(case, _CALLING)
    if located(case, before):
        return False
    if _laid_to(case):
        return True
    verbs = NAMING | (CLASS["demanding"] if before.classes & AS_LINK else 0)  # lobte X als „…“
    return bool(predicate) and called(case, verbs) and not within_subject(case, before)


def _laid_to(case: Case) -> bool:
    """Return True for: warf ihm „…“ vor."""
    if case.cue is None or case.after is None or not called(case, NAMING | CLASS["demanding"]):
        return False
    verb = case.text[slice(*case.cue.cue)].lower()
    return case.after.word in case.sentence.lexicon.particles.get(verb, ())


def _led_to(case: Case, before: Token) -> bool:
    """Return True where a preposition leads to a few words and nobody speaks: в «лагерь»."""
    few = len(case.words) < _FEW and not clausal(case.words) and not case.rule
    return few and case.sentence.lexicon.declines and bool(before.classes & PREPOSITION)
