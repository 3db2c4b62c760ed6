"""Which incident is part of which: what reports say themselves, then what lies in a wider attack of the same day.

Where one report puts a hospital into the barrage and another puts it into the city, the narrower whole holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bearwitness.link.compare import gap_days, kind, same_place, within
from bearwitness.link.tellings import LEVELS, Telling

WIDE = ("region", "country", "area")


def parents(told: Sequence[Telling], groups: Sequence[Sequence[int]]) -> list[int | None]:
    """For each group the group that it is part of, or None; never in a circle."""
    home = {told[at].id: number for number, group in enumerate(groups) for at in group}
    above: list[int | None] = [None] * len(groups)
    votes = _votes(told, groups, home)
    order = sorted(votes, key=lambda pair: (_width(told, groups[pair[1]]), -votes[pair], pair))
    for part, whole in order:
        if above[part] is None and not _below(above, whole, part):
            above[part] = whole
    wholes = sorted({one for one in above if one is not None})
    for part in range(len(groups)):
        if above[part] is None:
            fitting = [whole for whole in wholes if whole != part and _inside(told, groups[part], groups[whole])]
            fitting = [whole for whole in fitting if not _below(above, whole, part)]
            if fitting:
                above[part] = min(fitting, key=lambda whole: (_width(told, groups[whole]), whole))
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


def _width(told: Sequence[Telling], group: Sequence[int]) -> int:
    """The widest level that the group's main tellings have."""
    levels = [told[at].level for at in group if told[at].about == "main"] or [told[at].level for at in group]
    return max((LEVELS.index(level) if level in LEVELS else len(LEVELS) for level in levels), default=len(LEVELS))


def _inside(told: Sequence[Telling], part: Sequence[int], whole: Sequence[int]) -> bool:
    """Whether every dated telling of the part fits in days, kind and place into one of the whole, and is narrower."""
    if _width(told, part) >= _width(told, whole):
        return False
    return all(any(_fits(told[at], told[wide]) for wide in whole) for at in part)


def _fits(inner: Telling, outer: Telling) -> bool:
    gap = gap_days(inner, outer)
    if gap is None or gap > 0 or not inner.dated or not outer.dated or kind(inner, outer)[0] < 0:
        return False
    if inner.place is None or outer.place is None:
        return False
    return within(inner.place, outer.place) or (same_place(inner.place, outer.place) and outer.level not in WIDE)
