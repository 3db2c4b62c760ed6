"""Which tellings can be partners at all, so that the cost of one more does not grow with the casebook.

Three ways to meet: the same days in the same area; one named target within weeks; and rare words (names, house
numbers) that few others hold. The last finds a court report months later, and reports without a date or a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from bearwitness.languages.likeness import weight
from bearwitness.link.compare import FAR_KM, POINTS, distance_km, facility_key
from bearwitness.link.tellings import Telling

Pair = tuple[int, int]
LONGEST = 6
"""Days; a telling that may have happened over a longer time is no partner by day."""
SMALL = 40
"""Tellings of one day and country that are all compared; more are divided by region."""
WEEKS = 42
"""Days within which reports that name one target may be of one attack on it."""
COMMONEST = 24
"""Tellings that may share a rare word; a word of more is no sign of anything."""
RARE_SHARED = 3.0
"""Rare words (a name counts twice) that two tellings must share to meet by words."""
RAREST = 6.0
"""Weight from which a plain word is rare."""


def pairs(told: Sequence[Telling]) -> Iterator[Pair]:
    """Positions of tellings to compare, the smaller first, each pair once, sorted; never two of one report."""
    met = set(by_day(told)) | set(by_target(told)) | by_words(told)
    for one, other in sorted(met):
        if told[one].report != told[other].report:
            yield one, other


def by_day(told: Sequence[Telling]) -> Iterator[Pair]:
    """Those that may have happened on the same or neighbouring days in the same country and, in a crowd, region."""
    crowds: dict[tuple[int, str], list[int]] = {}
    for at, one in enumerate(told):
        if one.first is None or one.last is None or one.last - one.first >= LONGEST:
            continue
        for day in range(one.first, one.last + 2):
            crowds.setdefault((day, _country(one)), []).append(at)
    for (day, country), crowd in sorted(crowds.items()):
        lost = crowds.get((day, ""), []) if country else []
        if len(lost) * len(crowd) <= SMALL * SMALL:
            yield from ((min(one, other), max(one, other)) for one in lost for other in crowd)
        met = combinations(crowd, 2) if len(crowd) <= SMALL else _by_region(told, crowd)
        yield from ((one, other) for one, other in met if not _far(told[one], told[other]))


def _country(one: Telling) -> str:
    """The country's code, empty where the place is unknown."""
    return (one.place.country if one.place is not None else None) or ""


def _far(one: Telling, other: Telling) -> bool:
    """Whether two towns are so far apart that only words could tie the tellings together."""
    if one.place is None or other.place is None or not {one.place.precision, other.place.precision} <= set(POINTS):
        return False
    kilometres = distance_km(one.place, other.place)
    return kilometres is not None and kilometres > FAR_KM


def _by_region(told: Sequence[Telling], crowd: Iterable[int]) -> Iterator[Pair]:
    regions: dict[str, list[int]] = {}
    for at in crowd:
        place = told[at].place
        regions.setdefault((place.region if place is not None else None) or "", []).append(at)
    wide = regions.pop("", [])
    for region in sorted(regions):
        yield from combinations(regions[region], 2)
        yield from ((min(one, other), max(one, other)) for one in wide[:SMALL] for other in regions[region])
    yield from combinations(wide[: 4 * SMALL], 2)


def by_target(told: Sequence[Telling]) -> Iterator[Pair]:
    """Those that name the same target and were reported within WEEKS of each other."""
    aimed: dict[str, list[tuple[int, int]]] = {}
    for at, one in enumerate(told):
        key, day = facility_key(one), one.published if one.published is not None else one.last
        if key and day is not None:
            aimed.setdefault(key, []).append((day, at))
    for key in sorted(aimed):
        listed = sorted(aimed[key])
        for number, (day, at) in enumerate(listed):
            for later, other in listed[number + 1 : number + SMALL]:
                if later - day <= WEEKS:
                    yield min(at, other), max(at, other)


def by_words(told: Sequence[Telling]) -> set[Pair]:
    """Those that share enough words that few others hold."""
    holders: dict[tuple[str, float], list[int]] = {}
    for at, one in enumerate(told):
        for word in one.names:
            holders.setdefault((word, 2.0), []).append(at)
        for word in one.details:
            holders.setdefault((word, 1.0), []).append(at)
        for word in one.body:
            if weight(word) >= RAREST:
                holders.setdefault((word, 1.0), []).append(at)
    shared: dict[Pair, float] = {}
    for (_, counts), listed in holders.items():
        if 1 < len(listed) <= COMMONEST:
            for pair in combinations(listed, 2):
                shared[pair] = shared.get(pair, 0.0) + counts
    return {pair for pair, total in shared.items() if total >= RARE_SHARED}
