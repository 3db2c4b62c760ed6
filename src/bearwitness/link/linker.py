"""Linking kept up to date: adding a report touches what it meets, and the result is the same as from scratch.

Main tellings fall into clusters: those that a score above the threshold, a report's own part-whole, a double mention or
a reviewer ties together. A cluster is grouped on its own (`assemble.solve`), whatever else there is. Then follow, each
from what lies near: background mentions, mentions of attacks that nobody tells as his own, and wider attacks of a day.

What is known lies in tables (`state`), so that only what is touched need be in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from bearwitness.identity import ID_DIGITS, digest
from bearwitness.link import tree
from bearwitness.link.assemble import best_group, connected, solve, stands
from bearwitness.link.compare import indistinct, weights
from bearwitness.link.furniture import Furniture
from bearwitness.link.meetings import Meetings
from bearwitness.link.state import Group, State
from bearwitness.link.tellings import Telling, tellings
from bearwitness.model import Claim, Constraint, Incident, Report, Tie


class Unforgettable(Exception):
    """Others are read as they are because of a report that is to be taken out."""


class Linker:
    """Incidents of a growing set of reports. The set alone decides: order, batches and repetition change nothing."""

    def __init__(self, constraints: Iterable[Constraint] = (), *, state: State | None = None) -> None:
        """`constraints` hold throughout; those on occurrences that are not there yet wait for them. `state`: what a
        linker with the same constraints knew, to go on from there.
        """
        self.state = state or State()
        self.constraints: tuple[Constraint, ...] = ()
        self._partners: dict[str, set[str]] = {}
        self._decided: dict[str, set[Constraint]] = {}
        self._decide(constraints)
        self._furniture = Furniture(self.state.repeated, self.state.witnesses)
        self._meetings = Meetings(self.state, self._furniture)
        self._roots = tree.Calendar("root", self.state)
        self._wholes = tree.Calendar("whole", self.state)
        self._days: set[int] = set()  # of wider attacks that the report being added has changed

    def add(self, reports: Iterable[Report], claims: Iterable[Claim]) -> set[str]:
        """Takes reports in with their claims; one that is there already is passed over. The names of the groups whose
        incidents are new, gone or changed in more than their links. Contradiction if constraints cannot all hold (it
        is of no use then).
        """
        fresh, again = self._take(reports, claims)
        touched, near, stale = self._meet(fresh | self._meetings.enter(fresh, again), fresh)
        decided = {name for one in fresh for name in self._partners.get(one, ()) if name in self.state.told}
        return self._renew(touched | decided, near | decided, stale)

    def remove(self, reports: Iterable[str]) -> set[str]:
        """Takes reports out, as if they had never been there; as `add`. Unforgettable, before anything is changed, if
        that is not known any more.
        """
        known = self.state
        names = sorted({one for one in reports if one in known.reports})
        if any(self._furniture.rests_on(one) for one in names):
            raise Unforgettable
        gone = {telling for one in names for telling in known.reports[one]}
        told = [known.told[one] for one in sorted(gone)]
        crowds = self._meetings.leave(told) - gone
        self._furniture.forget(told)
        near = {other for one in gone for other in self._meetings.scores(one)} - gone
        for other in sorted(near):
            known.scores[other] = {
                name: score for name, score in self._meetings.scores(other).items() if name not in gone
            }
        old = self._clusters_of(gone)
        left = {one for cluster in old for one in known.clusters[cluster]} - gone
        stale = {name for cluster in old for name in self._dissolve(cluster)}
        for one in sorted(gone):
            left.update(set(known.loose.get(known.loose_of.get(one) or "") or ()) - gone)
            stale |= self._loosen([one])
            if one in known.attached:
                stale.add(self._detach(one))
            del known.told[one], known.scores[one]
        for name in names:
            del known.reports[name]
        touched, met, more = self._meet(crowds, set())
        return self._renew(touched | left, near | met | left, stale | more)

    def constrain(self, constraints: Iterable[Constraint]) -> set[str]:
        """Puts these constraints in place of those that held so far; as `add`."""
        before = set(self.constraints)
        self._decide(constraints)
        moved = {name for one in before ^ set(self.constraints) for name in (one.one, one.other)}
        touched = {name for name in moved if name in self.state.told}
        return self._renew(touched, touched | {other for name in touched for other in self._meetings.scores(name)})

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents, sorted by id."""
        return tuple(sorted(self.state.incidents.values(), key=lambda one: one.id))

    def group_of(self, telling: str) -> str | None:
        """The name of the group (an incident, or mentions that are none) that a telling is of."""
        known = self.state
        return known.home.get(telling) or known.attached.get(telling) or known.loose_of.get(telling)

    def above(self, group: str) -> list[str]:
        """The names of the groups that a group is part of, nearest first."""
        known, found = self.state, list[str]()
        while (of := known.groups.get(group)) is not None and (above := of.whole or known.inside.get(group)):
            found.append(above)
            group = above
        return found

    def _decide(self, constraints: Iterable[Constraint]) -> None:
        self.constraints = tuple(sorted(set(constraints), key=_order))
        self._partners, self._decided = defaultdict(set), defaultdict(set)
        for one in self.constraints:
            self._partners[one.one].add(one.other)
            self._partners[one.other].add(one.one)
            self._decided[one.one].add(one)
            self._decided[one.other].add(one)

    def _meet(self, touched: set[str], fresh: set[str]) -> tuple[set[str], set[str], set[str]]:
        """As `Meetings.compare`, and the groups of those that need not be grouped again but whose links may be others;
        who is of a crowd that changed is always grouped again.
        """
        crowded = {one for one in self._meetings.crowded if one in self.state.told}
        self._meetings.crowded.clear()
        moved, near = self._meetings.compare(touched, fresh | (crowded & touched))
        stale = {home for one in (touched & near) - moved if (home := self.state.home.get(one)) is not None}
        return moved, near, stale

    def _renew(self, touched: set[str], near: set[str], stale: Iterable[str] = ()) -> set[str]:
        """Groups again what was touched, and what follows from it; `stale` groups are gone or have other links."""
        stale = {*stale, *self._regroup(touched)}
        stale |= self._remention(near, stale)
        stale |= self._retree(stale)
        self._days = set()
        changed = set()
        for name in sorted(stale):
            made, before = self._incident(name), self.state.incidents.get(name)
            if made == before:
                continue
            if made is None:
                del self.state.incidents[name]
            else:
                self.state.incidents[name] = made
            if made is None or before is None or replace(made, links=before.links) != before:
                changed.add(name)
        return changed

    def _take(self, reports: Iterable[Report], claims: Iterable[Claim]) -> tuple[set[str], set[str]]:
        """Ids of the tellings that are new, and of those read otherwise since a source is seen to repeat a name."""
        told: dict[str, dict[str, Claim]] = {}
        for claim in claims:
            told.setdefault(claim.report, {})[claim.id] = claim
        fresh: set[str] = set()
        again: set[str] = set()
        for report in {one.id: one for one in reports}.values():
            if report.id in self.state.reports:
                continue
            found = tellings({report.id: report}, list(told.get(report.id, {}).values()))
            self.state.reports[report.id] = tuple(one.id for one in found)
            for one in found:
                self.state.told[one.id] = one
                fresh.add(one.id)
            again.update(other for name in self._furniture.note(found) for other in self.state.reports[name])
        return fresh, again - fresh

    # --- groups ----------------------------------------------------------------------------------------------------

    def _main(self, name: str) -> bool:
        """Whether it is grouped as told: a report's own attack, or placed by a reviewer."""
        return self.state.told[name].about == "main" or any(
            one in self.state.told for one in self._partners.get(name, ())
        )

    def _ties(self, name: str) -> Iterator[str]:
        return (other for other in self._tied(name) if self._main(other))

    def _tied(self, name: str) -> Iterator[str]:
        for other, score in self._meetings.scores(name).items():
            if score > weights().join:
                yield other
        mine = self.state.told[name]
        for other in self.state.reports[mine.report]:
            theirs = self.state.told[other]
            if other != name and (name == theirs.part_of or other == mine.part_of or indistinct(mine, theirs)):
                yield other
        yield from (other for other in self._partners.get(name, ()) if other in self.state.told)

    def _regroup(self, touched: set[str]) -> set[str]:
        """Groups the clusters of these tellings again; names of the groups that are new, gone or perhaps changed."""
        state = self.state
        old = self._clusters_of(touched)
        seeds = touched | {name for one in old for name in state.clusters[one]}
        stale = {name for one in old for name in self._dissolve(one)}
        for members in connected({name for name in seeds if self._main(name)}, self._ties):
            # A tie may lead into a cluster that was not touched otherwise: it is part of this one now.
            for one in self._clusters_of(members):
                stale |= self._dissolve(one)
            stale |= self._settle(members)
        return stale

    def _clusters_of(self, names: Iterable[str]) -> set[str]:
        return {one for name in names if (one := self.state.cluster_of.get(name)) is not None}

    def _dissolve(self, cluster: str) -> set[str]:
        """Forgets a cluster and its groups; their names."""
        state = self.state
        members = state.clusters.pop(cluster)
        names = {state.home.pop(one) for one in members}
        for one in members:
            del state.cluster_of[one]
        for name in names:
            del state.groups[name]
            self._days.update(self._wholes.days(name))
            self._roots.drop(name)
            self._wholes.drop(name)
        return names

    def _settle(self, members: Sequence[str]) -> set[str]:
        """Groups of one cluster, solved and kept; their names."""
        state = self.state
        told = [state.told[name] for name in members]
        place = {name: at for at, name in enumerate(members)}
        scores = {
            (place[name], place[other]): score
            for name in members
            for other, score in self._meetings.scores(name).items()
            if name < other and other in place
        }
        decided = {one for name in members for one in self._decided.get(name, ())}
        groups, above = solve(told, scores, sorted(decided, key=_order), self._meetings.crowds(told))
        names = [_name([told[at] for at in group]) for group in groups]
        state.clusters[members[0]] = tuple(members)
        for number, group in enumerate(groups):
            root = number
            while (higher := above[root]) is not None:
                root = higher
            whole = above[number]
            state.groups[names[number]] = Group(
                tuple(members[at] for at in group),
                members[0],
                None if whole is None else names[whole],
                names[root],
                number in above,
            )
            for at in group:
                state.cluster_of[members[at]], state.home[members[at]] = members[0], names[number]
        for name in names:
            if state.groups[name].whole is None:
                self._roots.put(name, self._mains(name))
            if state.groups[name].parts:
                self._wholes.put(name, self._mains(name))
        return set(names)

    def _mains(self, name: str) -> list[Telling]:
        return [self.state.told[one] for one in self.state.groups[name].members]

    # --- background ------------------------------------------------------------------------------------------------

    def _remention(self, near: set[str], stale: set[str]) -> set[str]:
        """Places background mentions near what changed; names of incidents that changed by it."""
        state = self.state
        changed: set[str] = set()
        grouped = [one for name in stale if (group := state.groups.get(name)) is not None for one in group.members]
        minor = {name for name in near if not self._main(name) or name in state.attached or name in state.loose_of}
        minor.update(other for one in grouped for other in self._meetings.scores(one) if not self._main(other))
        minor.update(one for name in stale for one in state.mentions.get(name) or ())
        seeds = {one for name in minor if (held := state.loose_of.get(name)) is not None for one in state.loose[held]}
        for name in sorted(minor):
            changed |= self._place(name)
        return changed | self._cluster_mentions(minor | seeds)

    def _place(self, name: str) -> set[str]:
        """The incident that a mention belongs to, if any; the ones that gain or lose it."""
        state = self.state
        before, after = state.attached.get(name), None
        if not self._main(name):
            found: dict[str, list[float]] = {}
            for other, score in self._meetings.scores(name).items():
                home = state.home.get(other)
                if home is not None:
                    found.setdefault(home, []).append(score)
            after = best_group(state.told[name], found, {one: self._mains(one) for one in found})
        if before is not None and before != after:
            self._detach(name)
        if after is not None and before != after:
            state.mentions[after] = tuple(sorted({*(state.mentions.get(after) or ()), name}))
            state.attached[name] = after
        return {one for one in (before, after) if one is not None}

    def _detach(self, name: str) -> str:
        """Takes a mention out of its incident; the name of that."""
        state = self.state
        before = state.attached.pop(name)
        left = tuple(one for one in state.mentions.pop(before) if one != name)
        if left:
            state.mentions[before] = left
        return before

    def _cluster_mentions(self, seeds: set[str]) -> set[str]:
        """Mentions that belong to no incident, tied to each other; names of the incidents that they were and are."""
        changed = self._loosen(seeds)
        start = {name for name in seeds if self._is_loose(name)}
        for members in connected(start, self._loose_ties):
            changed |= self._loosen(members)
            changed.add(members[0])
            self.state.loose[members[0]] = tuple(members)
            for name in members:
                self.state.loose_of[name] = members[0]
        return changed

    def _loosen(self, names: Iterable[str]) -> set[str]:
        """Forgets the groups of mentions that these are of; their names."""
        state = self.state
        found = {held for name in names if (held := state.loose_of.get(name)) is not None}
        for one in found:
            for name in state.loose.pop(one):
                del state.loose_of[name]
        return found

    def _is_loose(self, name: str) -> bool:
        return not self._main(name) and name not in self.state.attached

    def _loose_ties(self, name: str) -> Iterator[str]:
        for other, score in self._meetings.scores(name).items():
            if score > weights().alone and self._is_loose(other):
                yield other

    # --- the tree and the incidents --------------------------------------------------------------------------------

    def _retree(self, stale: set[str]) -> set[str]:
        """Puts single attacks into wider ones of their day; names of the incidents that are changed by it."""
        inside = self.state.inside
        days = self._days.union(*(self._wholes.days(name) for name in stale))
        changed = set()
        for name in sorted(stale | self._roots.sharing(days)):
            before, after = inside.get(name), self._wider(name)
            if before == after:
                continue
            changed.add(name)
            if after is None:
                del inside[name]
            else:
                inside[name] = after
        return changed

    def _wider(self, name: str) -> str | None:
        """The narrowest wider attack that holds a group of no stated whole."""
        group = self.state.groups.get(name)
        if group is None or group.whole is not None:
            return None
        mine = self._mains(name)
        fitting = []
        for one in self._wholes.sharing(self._roots.days(name)) - {name}:
            wide = self.state.groups[one]
            higher = tree.width(mine) < tree.width(self._mains(wide.root))  # so that there can be no circle
            if wide.root != name and higher and tree.inside(mine, self._mains(one)):
                fitting.append((tree.width(self._mains(one)), one))
        return min(fitting)[1] if fitting else None

    def _incident(self, name: str) -> Incident | None:
        """The incident of a group of this name, or of mentions that belong to none; None if it is gone."""
        state = self.state
        group, loose = state.groups.get(name), state.loose.get(name)
        if group is not None:
            if all(state.told[one].unsure for one in group.members):
                return None
            members = tuple(sorted({*group.members, *(state.mentions.get(name) or ())}))
            above = group.whole or state.inside.get(name)
        elif loose is not None and any(stands(state.told[one]) for one in loose):
            members, above = loose, None
        else:
            return None
        return Incident(
            id=incident_id(name),
            occurrences=members,
            reports=tuple(sorted({state.told[one].report for one in members})),
            part_of=None if above is None else incident_id(above),
            links=self._best(members),
        )

    def _best(self, members: Sequence[str]) -> tuple[Tie, ...]:
        """The best link of each report of these tellings to another report of them."""
        report_of = {name: self.state.told[name].report for name in members}
        best: dict[str, tuple[float, str, str]] = {}
        for name in members:
            for other, score in self._meetings.scores(name).items():
                if other in report_of:
                    link = (-score, min(name, other), max(name, other))
                    best[report_of[name]] = min(link, best.get(report_of[name], link))
        return tuple(
            Tie(one=one, other=other, score=-score)
            for one, other, score in sorted({(one, other, score) for score, one, other in best.values()})
        )


def assemble(
    reports: Sequence[Report], claims: Sequence[Claim], constraints: Sequence[Constraint] = ()
) -> tuple[Incident, ...]:
    """The incidents that the occurrence claims add up to, sorted by id; any order and repetition gives the same.

    `constraints` hold whatever the scores say; Contradiction if they cannot all hold.
    """
    linker = Linker(constraints)
    linker.add(reports, claims)
    return linker.incidents()


def _order(one: Constraint) -> tuple[str, str, str]:
    return one.kind, one.one, one.other


def _name(members: Sequence[Telling]) -> str:
    """The smallest of the main occurrences (of all, if there is no main one)."""
    return min([one.id for one in members if one.about == "main"] or [one.id for one in members])


def incident_id(name: str) -> str:
    """An id that follows from the group's name."""
    return "i" + digest("incident/1", name.encode())[:ID_DIGITS]
