"""Who meets whom, and how alike they are: tellings under their keys, and the scores of those that met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from bearwitness.link.block import ENOUGH, Key, elders, far, keys
from bearwitness.link.compare import compare
from bearwitness.link.furniture import Furniture
from bearwitness.link.state import State
from bearwitness.link.tellings import Telling


class Meetings:
    """Tellings that can be partners, compared."""

    def __init__(self, state: State, furniture: Furniture) -> None:
        """`state`: where the keys and scores lie; what `furniture` knows is left out of the tellings."""
        self._state = state
        self._furniture = furniture

    def enter(self, fresh: Set[str], again: Set[str]) -> set[str]:
        """Puts tellings under their keys, or those of `again` under other ones than before; all that hold a key which
        says something now and did not, or did, or a crowd's whose elders are others now.
        """
        return self._hold(fresh, again, ())

    def leave(self, gone: Iterable[Telling]) -> set[str]:
        """Takes tellings out from under their keys; as `enter`."""
        return self._hold(frozenset(), frozenset(), gone)

    def compare(self, touched: set[str], again: set[str]) -> tuple[set[str], set[str]]:
        """Compares these with all that they meet, anew where one is of `again`; the tellings whose scores may differ,
        and those whom they met or meet.
        """
        known = {name: self.scores(name) for name in touched}
        changed: dict[str, dict[str, float]] = {name: {} for name in sorted(touched)}

        def row(name: str) -> dict[str, float]:
            if name not in changed:
                changed[name] = dict(self.scores(name))
            return changed[name]

        for name, scores in known.items():
            for other in scores:
                if other not in touched:
                    row(other).pop(name, None)
        for name in sorted(touched):
            mine = self._state.told[name]
            for other in self._partners_of(mine):
                if other not in changed[name]:
                    kept = None if {name, other} & again else known[name].get(other)
                    score = compare(mine, self._state.told[other]).score if kept is None else kept
                    changed[name][other] = score
                    row(other)[name] = score
        for name, scores in changed.items():
            self._state.scores[name] = scores
        return touched, {*changed, *(other for scores in known.values() for other in scores)}

    def _hold(self, fresh: Set[str], again: Set[str], gone: Iterable[Telling]) -> set[str]:
        holders = self._state.holders
        before: dict[str, tuple[int, frozenset[str]]] = {}
        limits: dict[str, Key] = {}

        def note(key: Key) -> str:
            if key.name not in before:
                count = holders.count(key.name)
                before[key.name] = count, self._elders(key)
                limits[key.name] = key
            return key.name

        for one in gone:
            for key in keys(one):
                holders.drop(note(key), one.id)
        for name in sorted(fresh | again):
            told = self._state.told[name]
            if name in again:
                for key in keys(told):
                    holders.drop(note(key), name)
            told = self._state.told[name] = self._furniture.without(told)
            for key in keys(told):
                holders.put(note(key), name, key.weight)
        found: set[str] = set()
        for held, (count, old) in before.items():
            most = limits[held].most
            if (count <= most) != (holders.count(held) <= most) or old != self._elders(limits[held]):
                found.update(holders.members(held))
        return found

    def _elders(self, key: Key) -> frozenset[str]:
        """With whom everybody in a crowd is compared; empty where it is none."""
        if key.kind != "crowd" or self._state.holders.count(key.name) <= key.most:
            return frozenset()
        return elders(self._state.holders.members(key.name))

    def scores(self, name: str) -> dict[str, float]:
        """Those that a telling was compared with, and the scores; not to be changed."""
        return self._state.scores.get(name) or {}

    def _partners_of(self, mine: Telling) -> list[str]:
        shared: dict[str, float] = {}
        for key in keys(mine):
            crowded = self._state.holders.count(key.name) > key.most
            if crowded and key.kind != "crowd":
                continue
            held = self._state.holders.members(key.name)
            if crowded and mine.id not in (first := elders(held)):
                held = {name: held[name] for name in first}
            for other, theirs in held.items():
                if key.kind != "day" or not far(mine, self._state.told[other]):
                    shared[other] = shared.get(other, 0.0) + min(key.weight, theirs)
        own = self._state.reports[mine.report]
        return [other for other, total in shared.items() if total >= ENOUGH and other not in own]

    def crowds(self, told: Sequence[Telling]) -> dict[int, tuple[str, ...]]:
        """By position the crowds of which a telling is and no elder."""
        found: dict[int, tuple[str, ...]] = {}
        for at, one in enumerate(told):
            mine = [key for key in keys(one) if key.kind == "crowd"]
            listed = [key.name for key in mine if (first := self._elders(key)) and one.id not in first]
            if listed:
                found[at] = tuple(listed)
        return found
