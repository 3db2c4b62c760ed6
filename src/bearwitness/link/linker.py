"""Linking kept up to date: adding a report touches what it meets, and the result is the same as from scratch.

Main tellings fall into clusters: those that a score above the threshold, a report's own part-whole, a double mention or
a reviewer ties together. A cluster is grouped on its own (`assemble.solve`), whatever else there is. Then follow, each
from what lies near: background mentions, mentions of attacks that nobody tells as his own, and wider attacks of a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bearwitness.identity import ID_DIGITS, digest
from bearwitness.link import tree
from bearwitness.link.assemble import best_group, connected, solve, stands
from bearwitness.link.block import ENOUGH, Key, far, keys
from bearwitness.link.compare import compare, indistinct, weights
from bearwitness.link.tellings import Furniture, Telling, tellings
from bearwitness.model import Claim, Constraint, Incident, Link, Report

Name = tuple[str, str]


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


class Linker:
    """Incidents of a growing set of reports. The set alone decides: order, batches and repetition change nothing."""

    def __init__(self, constraints: Iterable[Constraint] = ()) -> None:
        """`constraints` hold throughout; those on occurrences that are not there yet wait for them."""
        self.constraints = tuple(sorted(set(constraints), key=lambda one: (one.kind, one.one, one.other)))
        self._partners: dict[str, set[str]] = defaultdict(set)
        for one in self.constraints:
            self._partners[one.one].add(one.other)
            self._partners[one.other].add(one.one)
        self._reports: dict[str, list[str]] = {}
        self._raw: dict[str, Telling] = {}
        self._furniture = Furniture()
        self._told: dict[str, Telling] = {}
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._holders: dict[Name, dict[str, float]] = {}
        self._links: dict[str, dict[str, Link]] = {}
        self._clusters: dict[str, list[str]] = {}
        self._cluster_of: dict[str, str] = {}
        self._groups: dict[str, Group] = {}
        self._home: dict[str, str] = {}
        self._mentions: dict[str, set[str]] = defaultdict(set)
        self._attached: dict[str, str] = {}
        self._loose: dict[str, list[str]] = {}
        self._loose_of: dict[str, str] = {}
        self._inside: dict[str, str] = {}
        self._roots = tree.Calendar()
        self._wholes = tree.Calendar()
        self._days: set[int] = set()  # of wider attacks that the report being added has changed
        self._incidents: dict[str, Incident] = {}

    def add(self, reports: Iterable[Report], claims: Iterable[Claim]) -> None:
        """Takes reports in with their claims; one that is there already is passed over. Contradiction if constraints
        cannot all hold (the linker is of no use then).
        """
        fresh = self._take(reports, claims)
        touched, near = self._relink(fresh)
        decided = {name for one in fresh for name in self._partners.get(one, ()) if name in self._told}
        self._days = set()
        stale = self._regroup(touched | decided)
        stale |= self._remention(near | decided, stale)
        stale |= self._retree(stale)
        for name in sorted(stale):
            made = self._incident(name)
            if made is None:
                self._incidents.pop(name, None)
            else:
                self._incidents[name] = made

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents, sorted by id."""
        return tuple(sorted(self._incidents.values(), key=lambda one: one.id))

    # --- tellings and links ----------------------------------------------------------------------------------------

    def _take(self, reports: Iterable[Report], claims: Iterable[Claim]) -> set[str]:
        """Ids of the tellings that are new, or are read otherwise since a source is seen to repeat a name."""
        told: dict[str, dict[str, Claim]] = {}
        for claim in claims:
            told.setdefault(claim.report, {})[claim.id] = claim
        fresh: set[str] = set()
        for report in {one.id: one for one in reports}.values():
            if report.id in self._reports:
                continue
            found = tellings({report.id: report}, list(told.get(report.id, {}).values()))
            self._reports[report.id] = [one.id for one in found]
            self._raw.update((one.id, one) for one in found)
            fresh.update(one.id for one in found)
            for name in self._furniture.note(found):
                fresh.update(self._reports[name])
        return fresh

    def _relink(self, fresh: set[str]) -> tuple[set[str], set[str]]:
        """Compares what can be partners now; the tellings whose links may differ, and those whom they met or meet."""
        before: dict[Name, int] = {}
        limits: dict[Name, int] = {}
        for name in fresh:
            for key in self._keys.get(name, ()):
                before.setdefault(key[:2], len(self._holders[key[:2]]))
                limits[key[:2]] = key.most
                del self._holders[key[:2]][name]
            self._told[name] = self._furniture.without(self._raw[name])
            self._keys[name] = keys(self._told[name])
            for key in self._keys[name]:
                before.setdefault(key[:2], len(self._holders.get(key[:2], ())))
                limits[key[:2]] = key.most
                self._holders.setdefault(key[:2], {})[name] = key.weight
        touched = set(fresh)
        for held, count in before.items():
            most = limits[held]
            if most and (count <= most) != (len(self._holders[held]) <= most):
                touched.update(self._holders[held])
        known = {name: self._links.get(name, {}) for name in touched}
        near = set(touched)
        for name, links in known.items():
            near.update(links)
            for other in links:
                if other not in touched:
                    del self._links[other][name]
        for name in touched:
            self._links[name] = {}
        for name in sorted(touched):
            for other in self._partners_of(name):
                if other in self._links[name]:
                    continue
                link = known[name].get(other) if name not in fresh and other not in fresh else None
                link = link or compare(self._told[name], self._told[other])
                self._links[name][other] = self._links[other][name] = link
                near.add(other)
        return touched, near

    def _partners_of(self, name: str) -> list[str]:
        mine, shared = self._told[name], dict[str, float]()
        for key in self._keys[name]:
            held = self._holders[key[:2]]
            if key.most and len(held) > key.most:
                continue
            for other, theirs in held.items():
                if key.kind != "day" or not far(mine, self._told[other]):
                    shared[other] = shared.get(other, 0.0) + min(key.weight, theirs)
        return [other for other, total in shared.items() if total >= ENOUGH and self._told[other].report != mine.report]

    # --- groups ----------------------------------------------------------------------------------------------------

    def _main(self, name: str) -> bool:
        """Whether it is grouped as told: a report's own attack, or placed by a reviewer."""
        return self._told[name].about == "main" or any(one in self._told for one in self._partners.get(name, ()))

    def _ties(self, name: str) -> Iterator[str]:
        return (other for other in self._tied(name) if self._main(other))

    def _tied(self, name: str) -> Iterator[str]:
        for other, link in self._links[name].items():
            if link.score > weights().join:
                yield other
        mine = self._told[name]
        for other in self._reports[mine.report]:
            theirs = self._told[other]
            if other != name and (name == theirs.part_of or other == mine.part_of or indistinct(mine, theirs)):
                yield other
        yield from (other for other in self._partners.get(name, ()) if other in self._told)

    def _regroup(self, touched: set[str]) -> set[str]:
        """Groups the clusters of these tellings again; names of the groups that are new, gone or perhaps changed."""
        old = {self._cluster_of[name] for name in touched if name in self._cluster_of}
        seeds = touched | {name for one in old for name in self._clusters[one]}
        stale = {name for one in old for name in self._dissolve(one)}
        for members in connected({name for name in seeds if self._main(name)}, self._ties):
            # A tie may lead into a cluster that was not touched otherwise: it is part of this one now.
            for one in {self._cluster_of[name] for name in members if name in self._cluster_of}:
                stale |= self._dissolve(one)
            stale |= self._settle(members)
        return stale

    def _dissolve(self, cluster: str) -> set[str]:
        """Forgets a cluster and its groups; their names."""
        members = self._clusters.pop(cluster)
        names = {self._home.pop(one) for one in members}
        for one in members:
            del self._cluster_of[one]
        for name in names:
            del self._groups[name]
            self._days |= self._wholes.days(name)
            self._roots.drop(name)
            self._wholes.drop(name)
        return names

    def _settle(self, members: Sequence[str]) -> set[str]:
        """Groups of one cluster, solved and kept; their names."""
        told = [self._told[name] for name in members]
        place = {name: at for at, name in enumerate(members)}
        links = {
            (place[name], place[other]): link
            for name in members
            for other, link in self._links[name].items()
            if name < other and other in place
        }
        groups, above = solve(told, links, self.constraints)
        names = [_name([told[at] for at in group]) for group in groups]
        self._clusters[members[0]] = list(members)
        for number, group in enumerate(groups):
            root = number
            while (higher := above[root]) is not None:
                root = higher
            whole = above[number]
            made = Group(
                tuple(members[at] for at in group),
                members[0],
                None if whole is None else names[whole],
                names[root],
                number in above,
            )
            self._groups[names[number]] = made
            for at in group:
                self._cluster_of[members[at]], self._home[members[at]] = members[0], names[number]
        for name in names:
            if self._groups[name].whole is None:
                self._roots.put(name, self._mains(name))
            if self._groups[name].parts:
                self._wholes.put(name, self._mains(name))
        return set(names)

    def _mains(self, name: str) -> list[Telling]:
        return [self._told[one] for one in self._groups[name].members]

    # --- background ------------------------------------------------------------------------------------------------

    def _remention(self, near: set[str], stale: set[str]) -> set[str]:
        """Places background mentions near what changed; names of incidents that changed by it."""
        changed: set[str] = set()
        grouped = [one for name in stale if name in self._groups for one in self._groups[name].members]
        minor = {name for name in near if not self._main(name) or name in self._attached or name in self._loose_of}
        minor.update(other for one in grouped for other in self._links[one] if not self._main(other))
        minor.update(one for name in stale for one in self._mentions.get(name, ()))
        seeds = {one for name in minor if name in self._loose_of for one in self._loose[self._loose_of[name]]}
        for name in sorted(minor):
            changed |= self._place(name)
        return changed | self._cluster_mentions(minor | seeds)

    def _place(self, name: str) -> set[str]:
        """The incident that a mention belongs to, if any; the ones that gain or lose it."""
        before, after = self._attached.get(name), None
        if not self._main(name):
            found: dict[str, list[float]] = {}
            for other, link in self._links[name].items():
                if other in self._home:
                    found.setdefault(self._home[other], []).append(link.score)
            after = best_group(self._told[name], found, {one: self._mains(one) for one in found})
        if before is not None and before != after:
            self._mentions[before].discard(name)
        if after is not None:
            self._mentions[after].add(name)
            self._attached[name] = after
        else:
            self._attached.pop(name, None)
        return {one for one in (before, after) if one is not None}

    def _cluster_mentions(self, seeds: set[str]) -> set[str]:
        """Mentions that belong to no incident, tied to each other; names of the incidents that they were and are."""
        changed = set()
        for one in {self._loose_of[name] for name in seeds if name in self._loose_of}:
            changed.add(one)
            for name in self._loose.pop(one):
                del self._loose_of[name]
        start = {name for name in seeds if self._is_loose(name)}
        for members in connected(start, self._loose_ties):
            for one in sorted({self._loose_of[name] for name in members if name in self._loose_of}):
                changed.add(one)
                for name in self._loose.pop(one):
                    del self._loose_of[name]
            changed.add(members[0])
            self._loose[members[0]] = list(members)
            self._loose_of.update((name, members[0]) for name in members)
        return changed

    def _is_loose(self, name: str) -> bool:
        return not self._main(name) and name not in self._attached

    def _loose_ties(self, name: str) -> Iterator[str]:
        for other, link in self._links[name].items():
            if link.score > weights().alone and self._is_loose(other):
                yield other

    # --- the tree and the incidents --------------------------------------------------------------------------------

    def _retree(self, stale: set[str]) -> set[str]:
        """Puts single attacks into wider ones of their day; names of the incidents that are changed by it."""
        days = self._days.union(*(self._wholes.days(name) for name in stale))
        roots = stale | self._roots.sharing(days)
        changed = set()
        for name in sorted(roots):
            before = self._inside.pop(name, None)
            after = self._wider(name)
            if after is not None:
                self._inside[name] = after
            if before != after:
                changed.add(name)
        return changed

    def _wider(self, name: str) -> str | None:
        """The narrowest wider attack that holds a group of no stated whole."""
        group = self._groups.get(name)
        if group is None or group.whole is not None:
            return None
        mine = self._mains(name)
        fitting = []
        for one in self._wholes.sharing(self._roots.days(name)) - {name}:
            wide = self._groups[one]
            higher = tree.width(mine) < tree.width(self._mains(wide.root))  # so that there can be no circle
            if wide.root != name and higher and tree.inside(mine, self._mains(one)):
                fitting.append((tree.width(self._mains(one)), one))
        return min(fitting)[1] if fitting else None

    def _incident(self, name: str) -> Incident | None:
        """The incident of a group of this name, or of mentions that belong to none; None if it is gone."""
        if name in self._groups:
            members = sorted({*self._groups[name].members, *self._mentions.get(name, ())})
            above = self._groups[name].whole or self._inside.get(name)
        elif name in self._loose and any(stands(self._told[one]) for one in self._loose[name]):
            members, above = self._loose[name], None
        else:
            return None
        here = set(members)
        links = [link for one in members for other, link in self._links[one].items() if one < other and other in here]
        return Incident(
            id=incident_id(name),
            occurrences=tuple(members),
            reports=tuple(sorted({self._told[one].report for one in members})),
            part_of=None if above is None else incident_id(above),
            links=tuple(sorted(links, key=lambda link: (link.one, link.other))),
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


def _name(members: Sequence[Telling]) -> str:
    """The smallest of the main occurrences (of all, if there is no main one)."""
    return min([one.id for one in members if one.about == "main"] or [one.id for one in members])


def incident_id(name: str) -> str:
    """An id that follows from the group's name."""
    return "i" + digest("incident/1", name.encode())[:ID_DIGITS]
