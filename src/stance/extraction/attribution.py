"""Who speaks: the subject of the reporting clause, or who spoke before, or who is named next."""

from __future__ import annotations

from functools import partial

from stance.extraction.cues import Cue
from stance.extraction.found import Found
from stance.extraction.reading import Line, Reading
from stance.extraction.speakers import People
from stance.extraction.surroundings import on_banner
from stance.extraction.turns import Turn, Turns
from stance.extraction.voices import find_owner, find_topic, find_voice, points_back
from stance.records import Span

__all__ = ["attribute"]


def attribute(reading: Reading) -> None:
    """Name the speakers, sentence by sentence: each may refer to the ones before."""
    end = 1 + max((index for index, line in enumerate(reading.lines) if line.quotes), default=-1)
    if not (end and reading.lexicon.language):
        return  # without the words of its language nobody can tell who speaks
    people = People(reading.words, reading.lexicon)
    turns = Turns()
    waiting: list[Found] = []  # spoken by a pronoun before anybody was named
    for index, line in enumerate(reading.lines):
        if index >= end and not waiting:
            break
        if not line.quotes:
            turns.add(line.paragraph, tell=partial(_voice, people, line))
        for found in line.quotes:
            found.speaker = _speaker(reading, people, index, found, turns.last)
            if found.speaker:
                turns.add(line.paragraph, found.speaker)
            elif found.cue is not None and found.cue.named:
                waiting.append(found)
        if waiting and (name := turns.last.named().name):
            _name_later(people, waiting, name)
    turns.end()
    _add_roles(reading, people)


def _add_roles(reading: Reading, people: People) -> None:
    """Say of each speaker how the article introduces them, wherever it does."""
    roles: dict[str | None, Span | None] = {None: None}
    for line in reading.lines:
        for found in line.quotes:
            name = found.speaker
            if name not in roles:
                person = people.person(name) if name else None
                roles[name] = person.introduced if person is not None else None
            found.role = roles[name]


def _name_later(people: People, waiting: list[Found], name: str) -> None:
    """Name the pronouns of a text that begins with them once somebody is named."""
    for found in waiting:
        if found.cue is not None and people.may_be(found.cue.first, found.cue.last, name):
            found.speaker = name
    waiting.clear()


def _voice(people: People, line: Line, before: Turn) -> str | None:
    """Return who speaks in a sentence without a quote, or whom it is about."""
    if line.voice is not None and line.voice.named:
        return _resolve(people, line, line.voice, before, sure=False)
    if line.sentence.reported_mood():
        return None  # whom reported speech is about does not speak
    return _topic(people, line, before)


def _topic(people: People, line: Line, before: Turn) -> str | None:
    """Return the person whom a sentence is about."""
    topic = find_topic(line.sentence)
    return people.topic(topic.first, topic.last, before) if topic is not None else None


def _body(people: People, line: Line) -> str | None:
    """Return the body that a sentence with a quote is about."""
    topic = find_topic(line.sentence)
    return people.body(topic.first, topic.last) if topic is not None else None


def _resolve(
    people: People, line: Line, cue: Cue, before: Turn, *, sure: bool = True
) -> str | None:
    """Name the subject of a reporting clause; a pronoun may mean whom the sentence is about."""

    def about() -> str | None:
        topic = find_topic(line.sentence)
        if topic is None or topic.last > cue.first:
            return None
        return people.topic(topic.first, topic.last, before)

    resolve = people.resolve if sure else people.voice
    return resolve(cue.first, cue.last, before, about)


def _speaker(
    reading: Reading, people: People, index: int, found: Found, before: Turn
) -> str | None:
    """Return the speaker of a quote, the nearest evidence first."""
    line = reading.lines[index]
    if found.cue is not None and found.cue.named:
        named = _resolve(people, line, found.cue, before)
        if reading.is_headline(line) and people.is_office(found.cue.first, found.cue.last, named):
            return _anticipated(reading, people, index, before.named()) or named
        return named
    if found is not line.quotes[0] and line.quotes[0].speaker:
        return line.quotes[0].speaker
    last = before.named()
    if found.cue is None and _on_its_own(line, found):
        return None
    return (
        _named_next(reading, people, index, last)
        or _spoke_before(people, line, last)
        or _topic(people, line, last)
        or _body(people, line)
        or _dropped(reading, people, line, found)
        or (last.name if _goes_on(reading, last.paragraph, line.paragraph) else None)
        or (_anticipated(reading, people, index, last) if reading.is_headline(line) else None)
    )


def _dropped(reading: Reading, people: People, line: Line, found: Found) -> str | None:
    """Return the only one a paragraph has named before a verb that drops its subject."""
    if found.cue is None or not reading.lexicon.drops_subjects:
        return None
    start = reading.paragraphs[line.paragraph].start
    return people.only_one(start, line.sentence.extent().start)


def _goes_on(reading: Reading, before: int, paragraph: int) -> bool:
    """Return True where a paragraph follows another, or answers the question between them."""
    if before < 0 or before < paragraph - 2:
        return False
    between = reading.paragraphs[before + 1 : paragraph]
    return all(reading.text[one.end - 1] == "?" for one in between)


def _on_its_own(line: Line, found: Found) -> bool:
    """Return True for words on a banner that nobody is named for before them."""
    if found.place < 0:
        return False
    place = line.sentence.chunks[found.place].first
    if not on_banner(line.sentence, place):
        return False
    topic = find_topic(line.sentence)
    return topic is None or topic.first > place


def _spoke_before(people: People, line: Line, last: Turn) -> str | None:
    """Return who spoke before in the paragraph, unless the sentence turns to somebody else."""
    if last.paragraph != line.paragraph:
        return None
    about = None if line.sentence.reported_mood() else _topic(people, line, last)
    return about or last.name


def _named_next(reading: Reading, people: People, index: int, last: Turn) -> str | None:
    """Return whom the next sentence names for a quote that stands alone: „…“ Das sagte X."""
    line = reading.lines[index]
    following = reading.lines[index + 1] if index + 1 < len(reading.lines) else None
    if following is None:
        return None
    if not line.alone:
        back = following.paragraph == line.paragraph and points_back(following.sentence)
        voice = following.voice if back else None  # Er wolle „…“. Das sagte X
        return people.resolve(voice.first, voice.last, last) if voice and voice.named else None
    if following.paragraph == line.paragraph or points_back(following.sentence):
        owner = find_owner(following.sentence)
        if owner is not None:
            return people.resolve(owner.first, owner.last, last)
        voice = following.voice or find_voice(following.sentence)
        back = points_back(following.sentence) or last.paragraph != line.paragraph
        if voice is not None and voice.named and back:
            return people.resolve(voice.first, voice.last, last)
        opens = last.paragraph != line.paragraph and voice is None
        return _topic(people, following, last) if opens and not following.quotes else None
    return _anticipated(reading, people, index, last) if reading.is_heading(line) else None


def _anticipated(reading: Reading, people: People, index: int, last: Turn) -> str | None:
    """Return whom the sentence after a heading lets speak, or whom it is about."""
    if index + 1 >= len(reading.lines):
        return None
    following = reading.lines[index + 1]
    voice = following.voice or find_voice(following.sentence)
    if voice is not None and voice.named:
        return people.resolve(voice.first, voice.last, last)
    return _topic(people, following, last)
