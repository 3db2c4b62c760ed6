"""Who meets whom, and how alike they are: tellings under their keys, and the scores of those that met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from bearwitness.link.block import ENOUGH, Key, crowds, elders, far, keys
from bearwitness.link.compare import compare, weights
from bearwitness.link.furniture import Furniture
from bearwitness.link.state import State
from bearwitness.link.tellings import Telling


class Meetings:
    """Tellings that can be partners, compared."""

    def __init__(self, state: State, furniture: Furniture) -> None:
        """`state`: where the keys and scores lie; what `furniture` knows is left out of the tellings."""
        self._state = state
        self._furniture = furniture
        self.crowded: set[str] = set()
        """Tellings of crowds that became one, or whose elders are others now, since this was last emptied."""
        self._lost: dict[str, frozenset[str]] = {}  # what tellings lost since the last comparing
        self._first: dict[str, frozenset[str]] = {}  # elders of crowds, as long as nobody comes or goes

    def enter(self, fresh: Set[str], again: Set[str]) -> set[str]:
        """Puts tellings under their keys, or those of `again` under fewer than before where they have lost something;
        these, and all that hold a key which says something now and did not, or did, or a crowd's whose elders are
        others now.
        """
        return self._hold(fresh, again, ()) | self._lost.keys()

    def leave(self, gone: Iterable[Telling]) -> set[str]:
        """Takes tellings out from under their keys; as `enter`."""
        return self._hold(frozenset(), frozenset(), gone)

    def compare(self, touched: set[str], always: Set[str]) -> tuple[set[str], set[str]]:
        """Compares these with all that they meet, anew where one has lost what the other holds; those of `always` and
        those whose scores differ now in what counts for grouping, and everybody of `always` or with other scores now.
        """
        known = {name: self.scores(name) for name in touched}
        changed: dict[str, dict[str, float]] = {name: {} for name in sorted(touched)}

        def row(name: str) -> dict[str, float]:
            if name not in changed:
                changed[name] = dict(self.scores(name))
            return changed[name]

        for name in sorted(touched):
            mine = self._state.told[name]
            for other in self._partners_of(mine):
                if other not in changed[name]:
                    theirs, score = self._state.told[other], known[name].get(other)
                    fresh = score is None or self._reread(mine, theirs)
                    changed[name][other] = compare(mine, theirs).score if fresh or score is None else score
                    if fresh or other in touched:
                        row(other)[name] = changed[name][other]
        for name, scores in known.items():
            for other in scores.keys() - changed[name].keys() - touched:
                row(other).pop(name, None)
        self._lost.clear()
        moved, near = set(always), set(always)
        for name, scores in changed.items():
            before = self.scores(name)
            if scores == before and name not in always:
                continue
            near.update((name, *scores, *before))
            if name in touched and _counts(before) != _counts(scores):
                moved.add(name)
            self._state.scores[name] = scores
        return moved, near

    def _reread(self, one: Telling, other: Telling) -> bool:
        """Whether two tellings that were compared may have another score, for what they have lost since."""
        mine, theirs = (self._lost.get(name, frozenset()) for name in (one.id, other.id))
        if not mine and not theirs:
            return False
        if (mine and not one.people) or (theirs and not other.people):
            return True  # two that name people speak against each other, unless one names none any more
        return not (mine | _told(one)).isdisjoint(theirs) or not (theirs | _told(other)).isdisjoint(mine)

    def _hold(self, fresh: Set[str], again: Set[str], gone: Iterable[Telling]) -> set[str]:
        holders = self._state.holders
        held: dict[str, tuple[int, frozenset[str]]] = {}
        limits: dict[str, Key] = {}

        def note(key: Key) -> str:
            if key.name not in held:
                held[key.name] = holders.count(key.name), self._elders(key)
                limits[key.name] = key
            return key.name

        for one in gone:
            for key in keys(one):
                holders.drop(note(key), one.id)
        for name in sorted(fresh | again):
            before = self._state.told[name]
            told = self._furniture.without(before)
            if name in again and told == before:
                continue
            self._state.told[name] = told
            mine = set(keys(told))
            if name in again:
                self._lost[name] = _told(before) - _told(told)
                for key in sorted(set(keys(before)) - mine):
                    holders.drop(note(key), name)
                mine -= set(keys(before))
            for key in sorted(mine):
                holders.put(note(key), name, key.weight)
        self._first.clear()
        found: set[str] = set()
        for name, (count, old) in held.items():
            most = limits[name].most
            if (count <= most) != (holders.count(name) <= most) or old != self._elders(limits[name]):
                found.update(holders.members(name))
                if limits[name].kind == "crowd":
                    self.crowded.update(holders.members(name))
        return found

    def _elders(self, key: Key) -> frozenset[str]:
        """With whom everybody in a crowd is compared; empty where it is none."""
        if key.kind != "crowd":
            return frozenset()
        found = self._first.get(key.name)
        if found is None:
            held = self._state.holders.members(key.name)
            found = self._first[key.name] = elders(held) if len(held) > key.most else frozenset()
        return found

    def scores(self, name: str) -> dict[str, float]:
        """Those that a telling was compared with, and the scores; not to be changed."""
        return self._state.scores.get(name) or {}

    def _partners_of(self, mine: Telling) -> list[str]:
        told = self._state.told
        shared: dict[str, float] = {}
        distant: dict[str, bool] = {}
        for key in keys(mine):
            held = self._state.holders.members(key.name)
            if len(held) > key.most:
                if key.kind != "crowd":
                    continue
                if mine.id not in (first := self._elders(key)):
                    held = {name: held[name] for name in first}
            by_day = key.kind == "day"
            for other, theirs in held.items():
                before = shared.get(other, 0.0)
                if before >= ENOUGH:
                    continue
                if by_day:
                    if other not in distant:
                        distant[other] = far(mine, told[other])
                    if distant[other]:
                        continue
                shared[other] = before + min(key.weight, theirs)
        own = self._state.reports[mine.report]
        return [other for other, total in shared.items() if total >= ENOUGH and other not in own]

    def crowds(self, told: Sequence[Telling]) -> dict[int, tuple[str, ...]]:
        """By position the crowds of which a telling is and no elder."""
        found: dict[int, tuple[str, ...]] = {}
        for at, one in enumerate(told):
            listed = [key.name for key in crowds(one) if (first := self._elders(key)) and one.id not in first]
            if listed:
                found[at] = tuple(listed)
        return found


def _told(one: Telling) -> frozenset[str]:
    """What a source may turn out to repeat."""
    return one.names | one.people | one.details


def _counts(scores: Mapping[str, float]) -> dict[str, float]:
    """The scores that say more than never having met."""
    floor = weights().unseen
    return {name: score for name, score in scores.items() if score > floor}
