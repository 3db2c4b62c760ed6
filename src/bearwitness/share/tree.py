"""Which of many records, reports and claims belong to one record: its tree and what that rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from bearwitness.model import Claim, Record, Report

T = TypeVar("T")
Writer = Callable[[Record, Sequence[Record], Mapping[str, Report], Mapping[str, Claim]], T]


def family(record: Record, others: Iterable[Record]) -> tuple[Record, ...]:
    """The other records of the record's tree, the widest first, each followed by its parts; unrelated ones left out."""
    known = {one.id: one for one in others if one.id != record.id} | {record.id: record}
    parts: dict[str, list[str]] = {}
    for name in sorted(known):
        above = known[name].part_of
        if above is not None and above in known:
            parts.setdefault(above, []).append(name)
    root = record.id
    climbed = {root}
    while (above := known[root].part_of) is not None and above in known and above not in climbed:
        root = above
        climbed.add(root)
    found: list[str] = []
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting.extend(reversed(parts.get(name, [])))
    return tuple(known[name] for name in found if name != record.id)


def scoped(write: Writer[T]) -> Writer[T]:
    """A writer that is handed only the record's tree and the reports and claims that this tree rests on."""

    def only_its_own(
        record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]
    ) -> T:
        related = family(record, others)
        names = {line.id for one in (record, *related) for line in one.reports}
        return write(
            record,
            related,
            {name: reports[name] for name in sorted(reports) if name in names},
            {name: claims[name] for name in sorted(claims) if claims[name].report in names},
        )

    return only_its_own
