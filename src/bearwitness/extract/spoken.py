"""A speech: somebody says something, with which words, and what; and the quoted stretches of a report."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.extract import marks
from bearwitness.extract.context import Context
from bearwitness.extract.marks import Quoted
from bearwitness.extract.speakers import Speaker
from bearwitness.vocabulary import OUTLET_PASSAGES


@dataclass(frozen=True)
class Speech:
    """Somebody says something: who, with which words it is said that they do, and what (intervals of the passage)."""

    sentence: int
    passage: str
    speaker: Speaker
    verb: str
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    shape: str
    """`initial`, `final`, `phrase`, `label`, `telling`, `citing`, `passed_on`."""
    channel: str | None = None
    chain: tuple[str, ...] = ()
    presupposes: bool = False

    @property
    def size(self) -> int:
        """Length of the content in code points."""
        return sum(end - start for start, end in self.content)

    def covers(self, start: int, end: int) -> bool:
        """The interval begins in the content, or has its greater part there."""
        if any(first <= start < last for first, last in self.content):
            return True
        inside = sum(max(0, min(end, last) - max(start, first)) for first, last in self.content)
        return inside * 2 > end - start


def quotations(context: Context) -> tuple[Quoted, ...]:
    """The quoted stretches of the outlet's own passages, in reading order."""
    found: list[Quoted] = []
    pending = False
    for passage in context.report.passages:
        if passage.kind not in OUTLET_PASSAGES:
            continue
        mine = marks.quoted(passage.id, passage.text, pending=pending)
        pending = bool(mine) and not mine[-1].closed
        found.extend(mine)
    return tuple(found)
