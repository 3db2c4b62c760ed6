"""Merges, splits and moves as constraints on linking. Those that cannot all hold are a disagreement and ask nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bearwitness.model import Constraint, Decision, Judged

Find = Callable[[Judged], str | None]
"""The current occurrence claim that a judged one has become; None if it is not found."""


@dataclass(frozen=True)
class Bonds:
    """What linking has to keep, and what it is not told because reviewers contradict each other."""

    constraints: tuple[Constraint, ...]
    clashes: tuple[tuple[str, ...], ...]
    """Groups of Decision ids that cannot all hold, each sorted."""


def bonds(decisions: Sequence[Decision], find: Find) -> Bonds:
    """Constraints of the Decisions (by time) that can hold together.

    Two that contradict each other directly are both left out: a disagreement, not an overwrite. One that contradicts
    only several others taken together is left out with the note that it clashes with them.
    """
    told = {one.id: constraints_of(one, find) for one in decisions}
    clashing: dict[str, set[str]] = {}
    for at, one in enumerate(decisions):
        for other in decisions[:at]:
            if not holds((*told[one.id], *told[other.id])):
                clashing.setdefault(one.id, set()).add(other.id)
                clashing.setdefault(other.id, set()).add(one.id)
    groups = {tuple(sorted({name, *others})) for name, others in clashing.items()}
    kept: list[Constraint] = []
    used: list[str] = []
    for one in decisions:
        if one.id in clashing:
            continue
        if holds((*kept, *told[one.id])):
            kept.extend(told[one.id])
            used.append(one.id)
        else:
            groups.add(tuple(sorted((one.id, *_against(told[one.id], {name: told[name] for name in used})))))
    ordered = sorted(set(kept), key=lambda each: (each.kind, each.one, each.other))
    return Bonds(tuple(ordered), tuple(sorted(groups)))


def constraints_of(decision: Decision, find: Find) -> tuple[Constraint, ...]:
    """What one merge, split or move asks; occurrences that are not found any more ask nothing."""
    ours, theirs, left = (
        sorted({name for one in listed if (name := find(one)) is not None})
        for listed in (decision.judged, decision.against, decision.left)
    )
    if decision.kind == "split":
        return _apart(ours, theirs)
    if not ours or not theirs:
        return ()
    if decision.kind == "merge":
        return _together([*ours, *theirs])
    return (*_apart(ours, [one for one in left if one not in ours]), *_together([*ours, theirs[0]]))


def _together(names: Iterable[str]) -> tuple[Constraint, ...]:
    every = sorted(set(names))
    return tuple(Constraint(kind="together", one=every[0], other=name) for name in every[1:])


def _apart(ours: Iterable[str], theirs: Sequence[str]) -> tuple[Constraint, ...]:
    pairs = sorted({(min(a, b), max(a, b)) for a in ours for b in theirs if a != b})
    return tuple(Constraint(kind="apart", one=a, other=b) for a, b in pairs)


def holds(constraints: Sequence[Constraint]) -> bool:
    """Whether no two occurrences are to be together and apart."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for one in constraints:
        if one.kind == "together":
            a, b = sorted((find(one.one), find(one.other)))
            root[b] = a
    return all(find(one.one) != find(one.other) for one in constraints if one.kind == "apart")


def _against(mine: Sequence[Constraint], others: dict[str, tuple[Constraint, ...]]) -> list[str]:
    """A smallest set of the others that `mine` cannot hold with: each that can be spared is."""
    needed = dict(others)
    for name in sorted(others):
        rest = [each for other, listed in needed.items() if other != name for each in listed]
        if not holds((*mine, *rest)):
            del needed[name]
    return sorted(needed)
