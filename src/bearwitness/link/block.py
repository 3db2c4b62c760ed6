"""Which tellings can be partners at all, so that the cost of one more does not grow with the casebook.

Every telling has keys that follow from itself alone; a key that many hold says nothing and is passed over. Two tellings
meet when the keys that they share weigh enough: the same days in one area, one named target or one town within weeks,
the name of a victim, or several rare words. The last find a court report months later, and reports without a date.

A town on one day is the narrowest area. Where so many report from it that it is a crowd, everybody there meets only its
elders: a few that follow from the ids alone. How they compare with the elders then speaks for all (`assemble`).
"""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bearwitness.languages.likeness import weight
from bearwitness.languages.names import fold_name
from bearwitness.link.compare import FAR_KM, POINTS, distance_km, facility_key
from bearwitness.link.tellings import Telling

LONGEST = 6
"""Days; a telling that may have happened over a longer time is no partner by day."""
SMALL = 40
"""Tellings of one day and country that are all compared; more are divided by region."""
REGION = 120
"""Tellings of one day and region that are all compared; more are divided by town."""
CROWD = 150
"""Tellings of one day and town that are all compared; more are compared with its elders only."""
ELDERS = 30
"""How many they are."""
WEEKS = 42
"""Days within which reports that name one target may be of one attack on it."""
FORTNIGHTS = 21
"""Days within which two reports on one town meet when they also share a rare word."""
COMMONEST = 24
"""Tellings that may share a rare word; a word of more is no sign of anything."""
ENOUGH = 3.0
"""What the keys that two tellings share must weigh: a day, a person, or several words."""
RAREST = 6.0
"""Weight from which a plain word is rare."""


class Key(NamedTuple):
    """Something by which tellings may meet. `most`: held by more, it says nothing (0: however many)."""

    kind: str
    value: str
    weight: float
    most: int

    @property
    def name(self) -> str:
        """By which it is known."""
        return f"{self.kind} {self.value}"


def keys(one: Telling) -> tuple[Key, ...]:
    """Everything by which a telling may meet others, each key once, sorted."""
    found = {*_days(one), *_words(one)}
    day = one.published if one.published is not None else one.last
    target = facility_key(one)
    if day is not None and target:
        found |= {Key("target", f"{at} {target}", ENOUGH, SMALL) for at in (day // WEEKS, day // WEEKS + 1)}
    if day is not None and (town := _town(one)):
        both = (day // FORTNIGHTS, day // FORTNIGHTS + 1)
        found |= {Key("town", f"{at} {town}", ENOUGH - 1.0, SMALL) for at in both}
    return tuple(sorted(found))


def _town(one: Telling) -> str:
    """What stands for the town, empty where the place is wider than one."""
    if one.place is None or one.place.precision not in POINTS:
        return ""
    return str(one.place.geonames or fold_name(one.place.name or one.place.text))


def elders(members: Iterable[str]) -> frozenset[str]:
    """Those of a crowd with whom everybody in it is compared: which they are follows from the ids alone."""
    return frozenset(heapq.nsmallest(ELDERS, members, key=lambda name: (zlib.crc32(name.encode()), name)))


def _days(one: Telling) -> Iterator[Key]:
    """The days on which it may have happened and the one after, by country and (in a crowd) region."""
    if one.first is None or one.last is None or one.last - one.first >= LONGEST:
        return
    country = (one.place.country if one.place is not None else None) or ""
    region = (one.place.region if one.place is not None else None) or ""
    town = _town(one)
    for day in range(one.first, one.last + 2):
        yield Key("day", f"{day}", ENOUGH, SMALL)
        if country:
            yield Key("day", f"{day} {country}", ENOUGH, SMALL)
            yield Key("day", f"{day} {country} {region}", ENOUGH, REGION)
        if town or country:
            yield Key("crowd", f"{day} {town or f'{country} {region} as a whole'}", ENOUGH, CROWD)


def _words(one: Telling) -> Iterator[Key]:
    yield from (Key("word", word, ENOUGH, COMMONEST) for word in one.people)
    yield from (Key("word", word, 2.0, COMMONEST) for word in one.names - one.people)
    yield from (Key("word", word, 1.0, COMMONEST) for word in one.details)
    yield from (Key("word", word, 1.0, COMMONEST) for word in one.body if weight(word) >= RAREST)


def far(one: Telling, other: Telling) -> bool:
    """Whether two towns are so far apart that only words could tie the tellings together."""
    if one.place is None or other.place is None or not {one.place.precision, other.place.precision} <= set(POINTS):
        return False
    kilometres = distance_km(one.place, other.place)
    return kilometres is not None and kilometres > FAR_KM
