"""Which incident is part of which: what reports say themselves, then what lies in a wider attack of the same day.

Where one report puts a hospital into the barrage and another puts it into the city, the narrower whole holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bearwitness.link.block import LONGEST
from bearwitness.link.compare import gap_days, kind, same_place, within
from bearwitness.link.state import State
from bearwitness.link.tellings import LEVELS, Telling

WIDE = ("region", "country", "area")


def parents(told: Sequence[Telling], groups: Sequence[Sequence[int]]) -> list[int | None]:
    """For each group the group that reports say it is part of, or None; never in a circle."""
    home = {told[at].id: number for number, group in enumerate(groups) for at in group}
    above: list[int | None] = [None] * len(groups)
    votes = _votes(told, groups, home)
    order = sorted(votes, key=lambda pair: (width([told[at] for at in groups[pair[1]]]), -votes[pair], pair))
    for part, whole in order:
        if above[part] is None and not _below(above, whole, part):
            above[part] = whole
    return above


def _votes(told: Sequence[Telling], groups: Sequence[Sequence[int]], home: dict[str, int]) -> Counter[tuple[int, int]]:
    """How many reports say that the one is part of the other."""
    said: dict[tuple[int, int], set[str]] = {}
    for number, group in enumerate(groups):
        for at in group:
            whole = home.get(told[at].part_of or "")
            if whole is not None and whole != number:
                said.setdefault((number, whole), set()).add(told[at].report)
    return Counter({pair: len(listed) for pair, listed in said.items()})


def _below(above: Sequence[int | None], start: int, wanted: int) -> bool:
    """Whether `wanted` is `start` or above it."""
    node: int | None = start
    while node is not None:
        if node == wanted:
            return True
        node = above[node]
    return False


def width(members: Sequence[Telling]) -> int:
    """The widest level that main tellings have."""
    levels = [one.level for one in members if one.about == "main"] or [one.level for one in members]
    return max((LEVELS.index(level) if level in LEVELS else len(LEVELS) for level in levels), default=len(LEVELS))


def inside(part: Sequence[Telling], whole: Sequence[Telling]) -> bool:
    """Whether every telling of the part fits in days, kind and place into one of the whole, and is narrower."""
    return width(part) < width(whole) and all(any(_fits(one, wide) for wide in whole) for one in part)


def _fits(inner: Telling, outer: Telling) -> bool:
    gap = gap_days(inner, outer)
    if gap is None or gap > 0 or not _brief(inner) or not _brief(outer) or kind(inner, outer)[0] < 0:
        return False
    if inner.place is None or outer.place is None:
        return False
    return within(inner.place, outer.place) or (same_place(inner.place, outer.place) and outer.level not in WIDE)


def _brief(one: Telling) -> bool:
    """Whether a report gives its days, and few."""
    return one.dated and one.first is not None and one.last is not None and one.last - one.first < LONGEST


class Calendar:
    """Names of groups by the days on which their tellings put them, one kind of group apart from the other."""

    def __init__(self, kind: str, state: State) -> None:
        """`kind` is what the entries stand under."""
        self._kind = kind
        self._days = state.days
        self._names = state.calendar

    def put(self, name: str, members: Iterable[Telling]) -> None:
        """Enters a group, in place of what is there under its name."""
        self.drop(name)
        days: set[int] = set()
        for one in members:
            if _brief(one) and one.first is not None and one.last is not None:
                days.update(range(one.first, one.last + 1))
        if days:
            self._days[f"{self._kind} {name}"] = tuple(sorted(days))
        for day in sorted(days):
            self._names.put(f"{self._kind} {day}", name, 0.0)

    def drop(self, name: str) -> None:
        """Takes a group out, if it is there."""
        days = self.days(name)
        for day in days:
            self._names.drop(f"{self._kind} {day}", name)
        if days:
            del self._days[f"{self._kind} {name}"]

    def days(self, name: str) -> tuple[int, ...]:
        """The days of a group."""
        return self._days.get(f"{self._kind} {name}") or ()

    def sharing(self, days: Iterable[int]) -> set[str]:
        """Names of the groups of any of these days."""
        return {name for day in days for name in self._names.members(f"{self._kind} {day}")}
