"""What reviewers decided on which occurrences belong together: it holds whatever is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bearwitness.errors import Contradiction
from bearwitness.link.tellings import Telling
from bearwitness.model import Constraint


@dataclass(frozen=True)
class Bounds:
    """Constraints by positions of tellings; those on occurrences that are not there (any more) are left out."""

    classes: tuple[tuple[int, ...], ...]
    """Positions that must be together, sorted; each position in at most one."""
    apart: frozenset[tuple[int, int]]
    """Pairs that must not be together, both ways round."""

    @property
    def pinned(self) -> frozenset[int]:
        """Every position that a reviewer placed."""
        return frozenset(at for one in self.classes for at in one) | {at for pair in self.apart for at in pair}

    def forbid(self, one: Iterable[int], other: Iterable[int]) -> bool:
        """Whether a reviewer keeps a member of the one from a member of the other."""
        listed = list(other) if self.apart else []
        return any((a, b) in self.apart for a in one for b in listed)


def bounds(told: Sequence[Telling], constraints: Iterable[Constraint]) -> Bounds:
    """The constraints by position; Contradiction if two occurrences are to be together and apart."""
    place = {one.id: at for at, one in enumerate(told)}
    listed = [one for one in constraints if one.one in place and one.other in place]
    root: dict[int, int] = {}

    def find(node: int) -> int:
        while root.setdefault(node, node) != node:
            node = root[node]
        return node

    for one in listed:
        if one.kind == "together":
            a, b = sorted((find(place[one.one]), find(place[one.other])))
            root[b] = a
    apart: set[tuple[int, int]] = set()
    for one in listed:
        if one.kind == "apart":
            a, b = place[one.one], place[one.other]
            if find(a) == find(b):
                raise Contradiction(
                    f"{one.one} and {one.other} are to be together and apart.", remedy="Withdraw one of the decisions."
                )
            apart |= {(a, b), (b, a)}
    classes: dict[int, list[int]] = {}
    for node in sorted(root):
        classes.setdefault(find(node), []).append(node)
    return Bounds(tuple(tuple(one) for _, one in sorted(classes.items()) if len(one) > 1), frozenset(apart))


def merge(one: Sequence[str], other: Sequence[str]) -> tuple[Constraint, ...]:
    """Two groups of occurrences are one incident."""
    every = sorted({*one, *other})
    return tuple(Constraint(kind="together", one=every[0], other=name) for name in every[1:])


def split(one: Sequence[str], other: Sequence[str]) -> tuple[Constraint, ...]:
    """No occurrence of the one is of the incident of the other."""
    pairs = sorted({(min(a, b), max(a, b)) for a in one for b in other})
    return tuple(Constraint(kind="apart", one=a, other=b) for a, b in pairs)


def move(moved: Sequence[str], *, source: Sequence[str], target: Sequence[str]) -> tuple[Constraint, ...]:
    """Occurrences leave those they were with and join others."""
    return (*split(moved, [one for one in source if one not in set(moved)]), *merge(moved, target[:1]))
