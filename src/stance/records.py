"""What flows through the library: frozen records without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["OMISSION", "Article", "Prediction", "Quote", "Span", "Verdict"]

OMISSION = " […] "
"""What joins the parts of a split quote in `Quote.text`."""
_OMITTED = OMISSION.strip()


class Span(NamedTuple):
    """A stretch of text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    r"""A news text and what is known about it.

    Parameters
    ----------
    text : str
        The whole text; a line break ends a paragraph. All offsets index this string.
    id : str
        A name of the caller's choice, handed through to every quote.
    title : str or None
        The headline where it is kept apart from the text.
    language : str or None
        ISO 639-1 code such as ``"de"``; None lets the library guess.
    date, source : str or None
        Handed through.
    meta : mapping
        Anything else, handed through, no part of equality.
    """

    text: str
    id: str = ""
    title: str | None = None
    language: str | None = None
    date: str | None = None
    source: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a flat, JSON-ready dictionary with `meta` spread out."""
        own = ("id", "title", "text", "language", "date", "source")
        return {**self.meta, **{key: getattr(self, key) for key in own}}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody said or wrote, as a text reports them.

    Parameters
    ----------
    text : str
        The quoted words without marks; parts of a split quote joined by ``" […] "``.
    spans : tuple of Span
        Where the parts stand in the article's text, marks outside; empty for a quote without one.
    context : str
        The sentence that holds the quote with the sentence before it in the same paragraph.
    speaker : str or None
        The name the mention resolves to; None where the text names nobody.
    mention : str or None
        The words in the text that point to the speaker.
    mention_span : Span or None
        Where the mention stands in the article's text.
    cue : str or None
        The word or sign that introduces the quote (``"sagte"``, ``"laut"``, ``":"``).
    kind : str
        ``"direct"``, ``"headline"`` or ``"indirect"``.
    confidence : float
        How surely this is speech, between 0 and 1.
    language : str or None
        ISO 639-1 code.
    article : str
        The `Article.id`.
    role : str or None
        How the article introduces the speaker (``"the Ukrainian foreign minister"``), as it has
        the words; None where it does not say.
    """

    text: str
    spans: tuple[Span, ...] = ()
    context: str = ""
    speaker: str | None = None
    mention: str | None = None
    mention_span: Span | None = None
    cue: str | None = None
    kind: str = "direct"
    confidence: float = 1.0
    language: str | None = None
    article: str = ""
    role: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The contiguous stretches of a split quote; a whole quote is one."""
        text = self.text
        if _OMITTED not in text:  # nearly always
            return (text,) if text.strip() else ()
        return tuple(part for part in text.split(_OMITTED) if part.strip())

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a flat, JSON-ready dictionary."""
        return {
            "article": self.article,
            "text": self.text,
            "spans": [list(span) for span in self.spans],
            "context": self.context,
            "speaker": self.speaker,
            "mention": self.mention,
            "mention_span": None if self.mention_span is None else list(self.mention_span),
            "cue": self.cue,
            "kind": self.kind,
            "confidence": self.confidence,
            "language": self.language,
            "role": self.role,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The stance toward one target.

    Parameters
    ----------
    label : str or None
        The likeliest label; None where the model abstained.
    probability : float
        The calibrated probability of the likeliest label.
    probabilities : mapping of str to float
        One for each label of the codebook, sum 1.
    """

    label: str | None
    probability: float
    probabilities: Mapping[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Prediction:
    """A quote with its stance toward each target and its frames.

    Parameters
    ----------
    quote : Quote
    stance : mapping of str to Verdict
        One for each target of the codebook.
    frames : tuple of str
        The frames whose probability reaches the model's threshold.
    frame_probabilities : mapping of str to float
        One for each frame of the codebook; they are independent of each other.
    model : str
        Version and content hash of the model, for the record; ``1.0.0.toward+…`` from
        `Model.toward`, both where a prediction is of both.
    """

    quote: Quote
    stance: Mapping[str, Verdict] = field(hash=False)
    frames: tuple[str, ...]
    frame_probabilities: Mapping[str, float] = field(hash=False)
    model: str

    def as_dict(self) -> dict[str, Any]:
        """Return quote, labels and probabilities as one flat, JSON-ready dictionary."""
        row = self.quote.as_dict()
        for target, verdict in self.stance.items():
            row[target] = verdict.label
            row[f"{target}_probability"] = verdict.probability
            for label, probability in verdict.probabilities.items():
                row[f"{target}_{label}"] = probability
        row["frames"] = list(self.frames)
        for frame, probability in self.frame_probabilities.items():
            row[f"frame_{frame}"] = probability
        row["model"] = self.model
        return row
