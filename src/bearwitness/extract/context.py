"""What every extraction rule is handed: the report, its sentences (parsed once), its mentions, and its language."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from bearwitness.model import Evidence, Mention, Passage, PassageRef, Report, Sentence
from bearwitness.vocabulary import MentionKind

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """A report under extraction. Rules read it and never change it."""

    report: Report
    sentences: tuple[Sentence, ...]
    """Of the outlet's own passages, in reading order; those without a trigger have no tokens."""
    mentions: tuple[Mention, ...]
    language: str = "en"
    passages: dict[str, Passage] = field(init=False)
    _done: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "passages", {one.id: one for one in self.report.passages})

    @cached_property
    def _by_passage(self) -> dict[str, tuple[list[int], list[Mention]]]:
        grouped: dict[str, list[Mention]] = {}
        for one in sorted(self.mentions, key=lambda one: (one.start, one.end)):
            grouped.setdefault(one.passage, []).append(one)
        return {name: ([one.start for one in rows], rows) for name, rows in grouped.items()}

    def once(self, compute: Callable[[Context], T]) -> T:
        """What `compute` makes of this report: worked out at the first call, then remembered."""
        name = f"{compute.__module__}.{compute.__qualname__}"
        if name not in self._done:
            self._done[name] = compute(self)
        return cast("T", self._done[name])

    def mentions_in(self, passage: str, start: int, end: int, *kinds: MentionKind) -> Sequence[Mention]:
        """Mentions that begin in the interval of the passage, in order; of these kinds if any are named."""
        starts, rows = self._by_passage.get(passage, ([], []))
        first = bisect_right(starts, start - 1)
        last = bisect_right(starts, end - 1)
        return [one for one in rows[first:last] if not kinds or one.kind in kinds]

    def evidence(self, passage: str, start: int, end: int) -> Evidence:
        """The words at the interval as evidence."""
        found = self.passages[passage]
        return Evidence(PassageRef(found.id, found.kind), start, end, found.text[start:end])

    def neighbours(self, sentence: Sentence) -> tuple[Sentence | None, Sentence | None]:
        """The sentences before and after it in the same passage kind's reading order, None at the ends."""
        before = self.sentences[sentence.index - 1] if sentence.index > 0 else None
        after = self.sentences[sentence.index + 1] if sentence.index + 1 < len(self.sentences) else None
        return before, after
