"""Occurrences to incidents: what is tied together is put into groups by its pair scores. The set alone decides."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from bearwitness.link.bounds import Bounds, bounds
from bearwitness.link.compare import indistinct, same_place, weights
from bearwitness.link.tellings import Telling
from bearwitness.link.tree import parents
from bearwitness.model import Constraint

Scores = Mapping[tuple[int, int], float]


def solve(
    told: Sequence[Telling],
    scores: Scores,
    constraints: Sequence[Constraint],
    crowds: Mapping[int, tuple[str, ...]],
) -> tuple[list[list[int]], list[int | None]]:
    """Main tellings (and those that a reviewer placed) in groups of positions, and the group that each is said to be
    part of. The tellings are sorted by id. `crowds`: by position those in which a telling meets the elders only.
    """
    held = bounds(told, constraints)
    groups = _by_turn(told, _by_level(told, _groups(told, scores, held, crowds), held), held)
    return groups, parents(told, groups)


def connected(seeds: Iterable[str], near: Callable[[str], Iterable[str]]) -> list[list[str]]:
    """Everything that can be reached from the seeds, in sorted components."""
    found: list[list[str]] = []
    seen: set[str] = set()
    for seed in sorted(seeds):
        if seed in seen:
            continue
        seen.add(seed)
        component, queue = [seed], [seed]
        while queue:
            for other in near(queue.pop()):
                if other not in seen:
                    seen.add(other)
                    component.append(other)
                    queue.append(other)
        found.append(sorted(component))
    return found


def _groups(
    told: Sequence[Telling], scores: Scores, held: Bounds, crowds: Mapping[int, tuple[str, ...]]
) -> list[list[int]]:
    """Main tellings (and those that a reviewer placed) in groups of positions; every part of the set that is tied
    together is grouped on its own.
    """
    pinned = held.pinned
    mains = [at for at, one in enumerate(told) if one.about == "main" or at in pinned]
    inside = set(mains)
    floor = weights().unseen
    edges = {pair: score for pair, score in scores.items() if pair[0] in inside and pair[1] in inside and score > floor}
    doubles = [*held.classes, *_doubles(told, mains)]
    tied = [(group[0], other) for group in doubles for other in group[1:]]
    tied.extend(pair for pair, score in edges.items() if score > weights().join)
    found: list[list[int]] = []
    for component in _components(mains, tied):
        found.extend(_agglomerate(told, component, edges, doubles, held, crowds))
    return sorted(sorted(group) for group in found)


def _doubles(told: Sequence[Telling], mains: Sequence[int]) -> list[list[int]]:
    """Main occurrences of one report that it does not tell apart: they are one attack, mentioned twice.

    Every two of a group must be indistinct: a mention without a day does not tie Monday's attack to Tuesday's.
    """
    by_report: dict[str, list[int]] = {}
    for at in mains:
        by_report.setdefault(told[at].report, []).append(at)
    groups: list[list[int]] = []
    for listed in by_report.values():
        made: list[list[int]] = []
        for at in sorted(listed, key=lambda at: (not told[at].dated, told[at].place is None, told[at].id)):
            fitting = next((group for group in made if all(indistinct(told[at], told[one]) for one in group)), None)
            if fitting is None:
                made.append([at])
            else:
                fitting.append(at)
        groups.extend(sorted(group) for group in made if len(group) > 1)
    return sorted(groups)


def _components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    root = {node: node for node in nodes}

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for one, other in edges:
        a, b = sorted((find(one), find(other)))
        root[b] = a
    grouped: dict[int, list[int]] = {}
    for node in sorted(root):
        grouped.setdefault(find(node), []).append(node)
    return [grouped[key] for key in sorted(grouped)]


def _agglomerate(
    told: Sequence[Telling],
    nodes: Sequence[int],
    edges: Mapping[tuple[int, int], float],
    doubles: Sequence[Sequence[int]],
    held: Bounds,
    crowds: Mapping[int, tuple[str, ...]],
) -> list[list[int]]:
    """Joins the two groups with the highest mean score until none is above the threshold.

    A pair that no block brought together counts as `unseen`; a pair of one crowd that was only not compared because
    there are so many does not count. Two groups that hold different occurrences of one report are never joined.
    """
    known = weights()
    groups = {node: [node] for node in nodes}
    means = _Means({node: Counter(crowds[node]) for node in nodes if node in crowds}, known.unseen)
    inside = set(nodes)
    total: dict[int, dict[int, tuple[float, int]]] = {node: {} for node in nodes}
    for (one, other), score in edges.items():
        if one in inside and other in inside:
            total[one][other] = total[other][one] = (score, 1)
    owner = {node: node for node in nodes}
    for number, double in enumerate(doubles):
        if double[0] in inside:
            for member in double[1:]:
                one, other = sorted((owner[double[0]], owner[member]))
                decided = number < len(held.classes)
                if one != other and (decided or not held.forbid(groups[one], groups[other])):
                    _merge(groups, total, one, other)
                    means.merge(one, other)
                    owner.update((at, one) for at in groups[one])
    queue = [
        (-mean, one, other)
        for one, row in total.items()
        for other, found in row.items()
        if one < other and (mean := means.of(found, groups, one, other)) is not None and mean > known.join
    ]
    heapq.heapify(queue)
    while queue:
        negative, one, other = heapq.heappop(queue)
        if one not in groups or other not in groups:
            continue
        mean = means.of(total[one].get(other), groups, one, other)
        if mean is None or -negative != mean or _apart(told, groups[one], groups[other]):
            continue
        if held.forbid(groups[one], groups[other]):
            continue
        _merge(groups, total, one, other)
        means.merge(one, other)
        for near, found in total[one].items():
            fresh = means.of(found, groups, one, near)
            if fresh is not None and fresh > known.join:
                heapq.heappush(queue, (-fresh, one, near) if one < near else (-fresh, near, one))
    return [groups[key] for key in sorted(groups)]


class _Means:
    """Mean scores between groups."""

    def __init__(self, crowds: dict[int, Counter[str]], unseen: float) -> None:
        """`crowds`: how many of a group are in a crowd and no elders of it."""
        self._crowds = crowds
        self._unseen = unseen

    def of(
        self, found: tuple[float, int] | None, groups: Mapping[int, list[int]], one: int, other: int
    ) -> float | None:
        """The mean of two groups, given the sum and number of the scores between them; None if there is none."""
        if found is None:
            return None
        every = len(groups[one]) * len(groups[other])
        if self._crowds and one in self._crowds and other in self._crowds:
            mine, theirs = self._crowds[one], self._crowds[other]
            every = max(found[1], every - max(count * theirs[name] for name, count in mine.items()))
        return round((found[0] + self._unseen * (every - found[1])) / every, 9)

    def merge(self, one: int, other: int) -> None:
        """The second group is of the first now."""
        if other in self._crowds:
            self._crowds.setdefault(one, Counter()).update(self._crowds.pop(other))


def _merge(groups: dict[int, list[int]], total: dict[int, dict[int, tuple[float, int]]], one: int, other: int) -> None:
    """Puts the second group into the first; scores are rounded so that the order of adding cannot show."""
    groups[one] = sorted(groups[one] + groups.pop(other))
    row = total.pop(other)
    row.pop(one, None)
    total[one].pop(other, None)
    for near, (score, count) in row.items():
        before = total[one].get(near, (0.0, 0))
        total[one][near] = total[near][one] = (round(before[0] + score, 6), before[1] + count)
        total[near].pop(other, None)


def _apart(told: Sequence[Telling], one: Iterable[int], other: Iterable[int]) -> bool:
    """Whether the groups hold two occurrences that one report tells apart."""
    by_report: dict[str, list[int]] = {}
    for at in one:
        by_report.setdefault(told[at].report, []).append(at)
    return any(not indistinct(told[at], told[mine]) for at in other for mine in by_report.get(told[at].report, ()))


def _by_level(told: Sequence[Telling], groups: list[list[int]], held: Bounds) -> list[list[int]]:
    """Puts tellings of a town with the town's incident where a report tells the town and the target in it apart.

    "A missile hit Kyiv" may mean the hospital that was hit. Where some report makes the hospital a part of a wider
    strike on Kyiv, a telling that names no target is the wider strike's.
    """
    place_of = {told[at].id: at for group in groups for at in group}
    home = {at: number for number, group in enumerate(groups) for at in group}
    pinned = held.pinned
    sorted_out = [list(group) for group in groups]
    for number, group in enumerate(groups):
        wholes = {
            home[place_of[told[at].part_of or ""]]
            for at in group
            if told[at].level == "facility" and told[at].part_of in place_of
        }
        wide = sorted(one for one in wholes - {number} if all(told[at].level == "city" for at in groups[one]))
        if len(wide) != 1:
            continue
        for at in group:
            if (
                at not in pinned
                and _bare(told[at])
                and _same_town(told, at, groups[wide[0]])
                and not _apart(told, [at], sorted_out[wide[0]])
            ):
                sorted_out[number].remove(at)
                sorted_out[wide[0]].append(at)
    return sorted(sorted(group) for group in sorted_out if group)


def _by_turn(told: Sequence[Telling], groups: list[list[int]], held: Bounds) -> list[list[int]]:
    """Puts tellings with the first of two strikes on one place whose toll is that strike's and not that of both.

    Who reports before the second strike is known tells of "the strike", and means what others call the first.
    """
    place_of = {told[at].id: at for group in groups for at in group}
    home = {at: number for number, group in enumerate(groups) for at in group}
    pinned = held.pinned
    sorted_out = [list(group) for group in groups]
    for number, group in enumerate(groups):
        if not group or any(told[at].turn != 1 for at in group):
            continue
        wholes = {home[place_of[told[at].part_of or ""]] for at in group if told[at].part_of in place_of}
        tolls = {told[at].killed for at in group} - {None}
        for whole in sorted(wholes - {number}):
            of_both = {told[at].killed for at in groups[whole] if told[at].wide}
            for at in groups[whole]:
                one = told[at]
                if (
                    at not in pinned
                    and one.sole
                    and not one.wide
                    and one.killed in tolls - of_both
                    and not _apart(told, [at], sorted_out[number])
                ):
                    sorted_out[whole].remove(at)
                    sorted_out[number].append(at)
    return sorted(sorted(group) for group in sorted_out if group)


def _bare(one: Telling) -> bool:
    """Whether a telling names a town and no target in it."""
    return one.level == "city" and one.target is None and one.part_of is None and not one.wide


def _same_town(told: Sequence[Telling], at: int, group: Sequence[int]) -> bool:
    mine = told[at].place
    others = [told[one].place for one in group]
    return mine is not None and any(other is not None and same_place(mine, other) for other in others)


def best_group(
    mention: Telling, scores: Mapping[str, Sequence[float]], groups: Mapping[str, Sequence[Telling]]
) -> str | None:
    """The group that a background mention belongs to by the mean of its scores with it, if there is one."""
    best = min(((-round(math.fsum(found) / len(found), 9), name) for name, found in scores.items()), default=None)
    if best is None or -best[0] <= weights().background:
        return None
    members = [mention, *groups[best[1]]]
    return None if _apart(members, [0], range(1, len(members))) else best[1]


def stands(one: Telling) -> bool:
    """Whether a background mention says enough to be an incident that no report tells as its own."""
    return (
        one.dated
        and one.first is not None
        and one.last is not None
        and one.last - one.first < 8
        and one.place is not None
    )
