"""What a linker knows, in tables that may lie in memory or on a disk.

A value of a table is never changed in place: it is put in again, so that a table on a disk sees what is to be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bearwitness.link.tellings import Telling
from bearwitness.model import Incident

T = TypeVar("T")


class Table(Protocol[T]):
    """Values by name; a `dict` is one."""

    def get(self, key: str, /) -> T | None:
        """The value, None if there is none."""

    def pop(self, key: str, /) -> T:
        """Takes a value out; KeyError if there is none."""

    def values(self) -> Iterable[T]:
        """All values."""

    def __getitem__(self, key: str, /) -> T: ...

    def __setitem__(self, key: str, value: T, /) -> None: ...

    def __delitem__(self, key: str, /) -> None: ...

    def __contains__(self, key: object, /) -> bool: ...


class Index(Protocol):
    """Members by key, each with a weight. How many a key has is known without looking at them."""

    def count(self, key: str) -> int:
        """Members of the key."""

    def members(self, key: str) -> Mapping[str, float]:
        """Members of the key with their weights."""

    def put(self, key: str, member: str, weight: float) -> None:
        """Adds a member that is not there."""

    def drop(self, key: str, member: str) -> None:
        """Takes out a member that is there; KeyError if it is not."""


class MemoryIndex:
    """An index in memory."""

    def __init__(self) -> None:
        """Empty."""
        self._members: dict[str, dict[str, float]] = {}

    def count(self, key: str) -> int:
        """Members of the key."""
        return len(self._members.get(key, ()))

    def members(self, key: str) -> Mapping[str, float]:
        """Members of the key with their weights."""
        return self._members.get(key, {})

    def put(self, key: str, member: str, weight: float) -> None:
        """Adds a member."""
        self._members.setdefault(key, {})[member] = weight

    def drop(self, key: str, member: str) -> None:
        """Takes a member out."""
        held = self._members[key]
        del held[member]
        if not held:
            del self._members[key]


@dataclass(frozen=True)
class Group:
    """Main occurrences of one attack, the cluster that they are of, and what the reports say they are part of."""

    members: tuple[str, ...]
    cluster: str
    whole: str | None
    root: str
    """The widest whole of its cluster that it is in; itself, if none."""
    parts: bool
    """Whether a report says that something is part of it."""


@dataclass(frozen=True)
class State:
    """Everything that a linker knows. Tellings are named by their occurrence's id, groups by one of their tellings."""

    reports: Table[tuple[str, ...]] = field(default_factory=dict)
    """Tellings of a report."""
    told: Table[Telling] = field(default_factory=dict)
    """Tellings without what their sources repeat."""
    repeated: Table[dict[str, int] | None] = field(default_factory=dict)
    """By source and name: the reports that hold it with their days; None where the source is seen to repeat it."""
    witnesses: Index = field(default_factory=MemoryIndex)
    """By report what is known to be repeated on the strength of it."""
    scores: Table[dict[str, float]] = field(default_factory=dict)
    """By telling: those it was compared with, and the score."""
    clusters: Table[tuple[str, ...]] = field(default_factory=dict)
    cluster_of: Table[str] = field(default_factory=dict)
    groups: Table[Group] = field(default_factory=dict)
    home: Table[str] = field(default_factory=dict)
    """The group of a telling that is grouped as told."""
    mentions: Table[tuple[str, ...]] = field(default_factory=dict)
    """Background mentions that belong to a group, sorted."""
    attached: Table[str] = field(default_factory=dict)
    """The group of such a mention."""
    loose: Table[tuple[str, ...]] = field(default_factory=dict)
    """Mentions that belong to no group, tied to each other."""
    loose_of: Table[str] = field(default_factory=dict)
    inside: Table[str] = field(default_factory=dict)
    """The wider attack of its days that holds a group."""
    days: Table[tuple[int, ...]] = field(default_factory=dict)
    """Days of a group, under `root` or `whole` and its name."""
    incidents: Table[Incident] = field(default_factory=dict)
    """By group name."""
    holders: Index = field(default_factory=MemoryIndex)
    """Tellings by what they may meet others by."""
    calendar: Index = field(default_factory=MemoryIndex)
    """Groups by day, under `root` or `whole`."""
