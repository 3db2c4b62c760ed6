"""Names and details that a source repeats whatever it reports: its staff, its telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bearwitness.link.state import Index, MemoryIndex, Table
from bearwitness.link.tellings import Telling

FURNITURE = 120
"""Days over which a source repeats a name that has nothing to do with one attack."""


class Furniture:
    """What each source is seen to repeat.

    A name is furniture if reports of one source hold it that are more than FURNITURE days apart, with a third between.
    """

    def __init__(self, repeated: Table[dict[str, int] | None], witnesses: Index) -> None:
        """What is known so far (`State.repeated` and `State.witnesses`)."""
        self._repeated = repeated
        self._witnesses = witnesses

    def note(self, told: Iterable[Telling]) -> set[str]:
        """Takes tellings in; the reports that hold a name which is now seen to be furniture."""
        found: set[str] = set()
        for one in told:
            if one.source is None or one.published is None:
                continue
            for word in _repeatable(one):
                key = f"{one.source}\n{word}"
                days = self._repeated.get(key)
                if days is None and key in self._repeated:
                    continue
                days = {**(days or {}), one.report: one.published}
                ordered = sorted(days, key=lambda name: (days[name], name))
                if len(days) >= 3 and days[ordered[-1]] - days[ordered[0]] > FURNITURE:
                    self._repeated[key] = None
                    for name in (*ordered[:2], ordered[-1]):
                        self._witnesses.put(name, key, 0.0)
                    found.update(days)
                else:
                    self._repeated[key] = days
        return found

    def rests_on(self, report: str) -> bool:
        """Whether something is only known to be furniture because of this report."""
        return self._witnesses.count(report) > 0

    def forget(self, told: Iterable[Telling]) -> None:
        """Takes tellings out on which nothing rests."""
        for one in told:
            for word in _repeatable(one):
                days = self._repeated.get(f"{one.source}\n{word}")
                if one.source is None or days is None or one.report not in days:
                    continue
                left = {name: day for name, day in days.items() if name != one.report}
                if left:
                    self._repeated[f"{one.source}\n{word}"] = left
                else:
                    del self._repeated[f"{one.source}\n{word}"]

    def without(self, one: Telling) -> Telling:
        """The telling without its source's furniture; what was left out before stays out."""
        if one.source is None:
            return one

        def kept(listed: frozenset[str]) -> frozenset[str]:
            return frozenset(word for word in listed if not self._known(f"{one.source}\n{word}"))

        return replace(one, names=kept(one.names), people=kept(one.people), details=kept(one.details))

    def _known(self, key: str) -> bool:
        return key in self._repeated and self._repeated.get(key) is None


def _repeatable(one: Telling) -> list[str]:
    """What may be furniture, sorted: not an age or a day, which every source comes upon again by chance."""
    return sorted(one.names | one.people | {word for word in one.details if not (word.isdigit() and len(word) < 3)})


def bare_of_furniture(told: Sequence[Telling]) -> tuple[Telling, ...]:
    """The tellings of a whole set without what their sources repeat."""
    furniture = Furniture({}, MemoryIndex())
    furniture.note(told)
    return tuple(furniture.without(one) for one in told)
