"""Who spoke up to a place of a text, found out from its end and only as far as somebody asks.

Most quotes have their speaker beside them. What the sentences between them say of who speaks
matters to pronouns, to offices, and to quotes that stand alone, and of these mostly the last one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

__all__ = ["REMEMBERED", "Turn", "Turns"]

REMEMBERED = 12
"""How many of the last people are looked through."""

_DEEPEST = 16  # turns that ask the one before in a chain


class Turn:
    """A sentence or quote that may tell who speaks, linked to the one before it.

    Iterating gives the names of the last ones who spoke up to here, the last first.
    """

    __slots__ = ("_before", "_name", "_tell", "_turns", "paragraph")

    def __init__(
        self,
        turns: Turns,
        before: Turn | None = None,
        paragraph: int = -1,
        name: str | None = None,
        tell: Callable[[Turn], str | None] | None = None,
    ) -> None:
        self.paragraph = paragraph
        self._turns = turns
        self._before = before
        self._name = name
        self._tell = tell

    @property
    def name(self) -> str | None:
        """Who speaks; what tells it sees the turns before, and is asked once."""
        if self._tell is not None:
            self._turns.ask(self)
        return self._name

    def answer(self) -> None:
        """Find out who speaks, unless that is known."""
        if self._tell is not None and self._before is not None:
            tell, self._tell = self._tell, None
            self._name = tell(self._before)

    def named(self) -> Turn:
        """Return the last turn with a name up to here, or the nameless one that opens the text."""
        turn = self
        while turn._before is not None and not turn.name:
            turn = turn._before
        if turn is not self:
            self._before = turn  # the way back stays short
        return turn

    def __iter__(self) -> Iterator[str]:
        return islice(self._names(), REMEMBERED)

    def _names(self) -> Iterator[str]:
        turn = self.named()
        while turn._before is not None and turn.name:
            yield turn.name
            turn = turn._before.named()


class Turns:
    """The turns of a text in order.

    Examples
    --------
    >>> turns = Turns()
    >>> turns.add(0, name="Ida Ott")
    >>> turns.add(1, tell=lambda before: None)
    >>> turns.add(1, tell=lambda before: f"not {before.named().name}")
    >>> list(turns.last)
    ['not Ida Ott', 'Ida Ott']
    """

    def __init__(self) -> None:
        self.last = Turn(self)
        self._untold: deque[Turn] = deque()
        self._asking = 0

    def add(
        self,
        paragraph: int,
        name: str | None = None,
        tell: Callable[[Turn], str | None] | None = None,
    ) -> None:
        """Add a turn of somebody known, or one that tells who speaks when it is asked."""
        self.last = Turn(self, self.last, paragraph, name, tell)
        if tell is not None:
            self._untold.append(self.last)

    def end(self) -> None:
        """Let go of the turns: they hold what holds them and would wait for a collector."""
        self._untold.clear()
        del self.last

    def ask(self, turn: Turn) -> None:
        """Let a turn answer; where too many have asked on, from the first on, so that none asks."""
        while self._asking == _DEEPEST and self._untold:
            earlier = self._untold.popleft()
            earlier.answer()
            if earlier is turn:
                return
        self._asking += 1
        turn.answer()
        self._asking -= 1
