"""What the stages need from outside, as protocols: the clock and the parser. Tests give their own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Protocol

from bearwitness.model import Sentence


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime.datetime:
        """The present moment, with a time zone."""


class Parser(Protocol):
    """Parses sentences."""

    def parse(self, sentences: Sequence[Sentence]) -> Iterable[Sentence]:
        """The same sentences in the same order, with tokens."""


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime.datetime:
        """The present moment in UTC."""
        return datetime.datetime.now(datetime.UTC)
