"""What an incident is, as far as its occurrences agree: kind, days, place, target, and its seat in the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from bearwitness.identity import canonical
from bearwitness.languages.names import fold_name
from bearwitness.model import Claim, Facility, Incident, Place, When
from bearwitness.vocabulary import OccurrenceKind

NARROW = ("point", "facility", "district", "city", "area", "region", "country", "unknown")
NTH = {1: "first", 2: "second"}
"""What the strikes of one place are called."""
VAGUE_KINDS = ("attack", "explosion")


@dataclass(frozen=True)
class Site:
    """An incident with what its occurrence claims say of it."""

    incident: Incident
    kind: OccurrenceKind
    when: When | None
    where: Place | None
    target: Facility | None
    level: str
    """`facility`, `district`, `city`, `region`, `country` or `unknown`."""
    occurrences: tuple[Claim, ...]
    turn: int | None = None
    """Which of two strikes on one place it is, 1 or 2; None for an attack as a whole."""


def site(incident: Incident, claims: Mapping[str, Claim]) -> Site:
    """The site of an incident; main occurrences count before background mentions."""
    known = [claims[name] for name in incident.occurrences if name in claims]
    told = tuple([one for one in known if one.about == "main"] or known)
    where, target = _where(told), _target(told)
    return Site(
        incident=incident,
        kind=_kind(told),
        when=_when(told),
        where=where,
        target=target,
        level=_level(where, target, told),
        occurrences=told,
        turn=_turn(told),
    )


def _turn(told: Sequence[Claim]) -> int | None:
    found = {one.occurrence.turn for one in told if one.occurrence is not None} - {None}
    return found.pop() if len(found) == 1 else None


def _kind(told: Sequence[Claim]) -> OccurrenceKind:
    kinds: Counter[OccurrenceKind] = Counter(one.occurrence.kind for one in told if one.occurrence is not None)
    if not kinds:
        return "attack"
    return min(kinds, key=lambda kind: (kind in VAGUE_KINDS, -kinds[kind], kind))


def _when(told: Sequence[Claim]) -> When | None:
    """The time that most reports give; of equals the narrowest, the earliest. What is reckoned from publications counts
    only where no report gives a day: then the earliest, because news comes out after the attack.
    """
    dated = [one.time for one in told if is_dated(one.time)]
    if not dated:
        known = [one.time for one in told if one.time is not None]
        return min(known, key=lambda one: (one.start is None, one.end or "9999", canonical(one)), default=None)
    days = Counter((one.start or "")[:10] for one in dated)
    return min(
        dated,
        key=lambda one: (-days[(one.start or "")[:10]], one.granularity == "unresolved", _length(one), canonical(one)),
    )


def is_dated(when: When | None) -> TypeGuard[When]:
    """Words of the report give a day or a stretch of days."""
    return when is not None and when.start is not None and when.reason is None


def day_in(site: Site, report: str) -> When | None:
    """When one report puts the attack; a report that gives no day gets the one that other reports give, marked so."""
    own = [one.time for one in site.occurrences if one.report == report and one.time is not None]
    known = next((one for one in own if is_dated(one)), None)
    if known is not None or not is_dated(site.when):
        return known or next(iter(own), None)
    said = next(iter(own), None)
    why = "this report gives no day" if said is None or not said.text else f"this report says only “{said.text}”"
    if said is not None and said.anchor not in (None, "absolute", "published", "retrieved", "mention"):
        why = f"this report says only “{said.text} {said.anchor}”"
    return When(
        text=said.text if said is not None else "",
        start=site.when.start,
        end=site.when.end,
        granularity=site.when.granularity,
        anchor="incident",
        reason=f"{why}; the day is the incident's, from other reports",
    )


def _length(when: When) -> int:
    return 0 if (when.start or "")[:10] == (when.end or when.start or "")[:10] else 1


def _where(told: Sequence[Claim]) -> Place | None:
    """The place that most reports give; of equals the narrowest."""
    places = [one.place for one in told if one.place is not None]
    if not places:
        return None
    times = Counter(_place_key(one) for one in places)
    return min(
        places,
        key=lambda one: (one.geonames is None, -times[_place_key(one)], NARROW.index(one.precision), canonical(one)),
    )


def _place_key(place: Place) -> str:
    return str(place.geonames) if place.geonames is not None else fold_name(place.name or place.text)


def _target(told: Sequence[Claim]) -> Facility | None:
    targets = [
        one.occurrence.target for one in told if one.occurrence is not None and one.occurrence.target is not None
    ]
    if not targets:
        return None
    times = Counter(_target_key(one) for one in targets)
    return min(
        targets, key=lambda one: (one.listed is None, one.name is None, -times[_target_key(one)], canonical(one))
    )


def _target_key(target: Facility) -> str:
    return target.listed or fold_name(target.name or "") or target.kind


def _level(where: Place | None, target: Facility | None, told: Sequence[Claim]) -> str:
    aimed = sum(one.occurrence is not None and one.occurrence.target is not None for one in told)
    if target is not None and 2 * aimed >= len(told):
        return "facility"
    if where is None:
        return "unknown"
    return "facility" if where.precision in ("point", "facility") else where.precision


class Tree:
    """The incidents of one tree, by id, and how they hang together."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self.sites = {one.incident.id: one for one in sorted(sites, key=lambda one: one.incident.id)}
        self.children: dict[str, list[str]] = {}
        for one in self.sites.values():
            if one.incident.part_of in self.sites:
                self.children.setdefault(one.incident.part_of or "", []).append(one.incident.id)

    def above(self, name: str) -> list[str]:
        """The wholes that an incident is part of, nearest first."""
        found: list[str] = []
        node = self.sites[name].incident.part_of
        while node is not None and node in self.sites and node not in found:
            found.append(node)
            node = self.sites[node].incident.part_of
        return found

    def below(self, name: str) -> list[str]:
        """All parts of an incident, and theirs, sorted by depth and id."""
        found: list[str] = []
        level = list(self.children.get(name, ()))
        while level:
            found.extend(level)
            level = [child for one in level for child in self.children.get(one, ()) if child not in found]
        return found


def trees(sites: Sequence[Site]) -> list[Tree]:
    """Incidents that hang together, as trees; sorted by the id of the root."""
    by_id = {one.incident.id: one for one in sites}
    grouped: dict[str, list[Site]] = {}
    for one in sites:
        root, seen = one.incident, {one.incident.id}
        while root.part_of in by_id and root.part_of not in seen:
            root = by_id[root.part_of or ""].incident
            seen.add(root.id)
        grouped.setdefault(root.id, []).append(one)
    return [Tree(grouped[name]) for name in sorted(grouped)]
