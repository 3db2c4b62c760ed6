"""Where and when an attack was: choosing among mentions, comparing days and places."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence

import msgspec

from bearwitness.extract.context import Context
from bearwitness.model import Mention, Place, When

LEVELS = {"point": 0, "facility": 1, "district": 2, "city": 3, "area": 4, "region": 5, "country": 6, "unknown": 7}
TOWN = 3
"""Level up to which a place is a town or something inside one."""
TOLERANCE = 1
"""Days by which two tellings of one attack may differ (time zones, "overnight")."""
LONGEST = 3
"""Days; a longer interval says roughly when, not on which day."""


def level(place: Place | None) -> int:
    """From 0, a point, to 6, a country; 7 for unknown."""
    return LEVELS["unknown"] if place is None else LEVELS[place.precision]


def inside(inner: Place, outer: Place) -> bool:
    """The first place lies in the second, or they are the same."""
    if inner.geonames is not None and inner.geonames == outer.geonames:
        return True
    if outer.geonames is not None and outer.geonames in inner.within:
        return True
    if outer.precision == "country" and outer.country is not None and inner.country == outer.country:
        return True
    return bool(
        outer.precision == "region"
        and outer.region is not None
        and inner.region == outer.region
        and inner.precision != "country"
    )


def compatible(one: Place | None, other: Place | None) -> bool:
    """The two can be the place of one attack: unknown, equal, or one inside the other."""
    if one is None or other is None:
        return True
    if one.geonames is None or other.geonames is None:
        return (
            one.text == other.text
            or level(one) < TOWN
            or level(other) < TOWN
            or one.country == other.country
            or None in (one.country, other.country)
        )
    return inside(one, other) or inside(other, one)


def days(when: When | None) -> tuple[datetime.date, datetime.date] | None:
    """First and last day; None if either end is open or unresolved."""
    if when is None or when.start is None or when.end is None:
        return None
    try:
        return datetime.date.fromisoformat(when.start[:10]), datetime.date.fromisoformat(when.end[:10])
    except ValueError:
        return None


def day_of(text: str | None) -> datetime.date | None:
    """The day of an ISO 8601 date or date and time; None if it is none."""
    try:
        return datetime.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def is_day(when: When | None) -> bool:
    """It says on which day or two, not only in which month or year."""
    interval = days(when)
    return interval is not None and (interval[1] - interval[0]).days < LONGEST


def same_time(one: When | None, other: When | None) -> bool:
    """The two can be the time of one attack."""
    first, second = days(one), days(other)
    if first is None or second is None:
        return True
    slack = datetime.timedelta(days=TOLERANCE)
    return first[0] - slack <= second[1] and second[0] - slack <= first[1]


def best_place(mentions: Sequence[Mention]) -> Place | None:
    """The first town (resolved before not), else the first smaller place, else the first area."""
    places = [one.place for one in mentions if one.place is not None]
    towns = [one for one in places if one.precision == "city" and one.geonames is not None]
    if towns:
        return towns[0]
    small = [one for one in places if level(one) <= TOWN]
    if small:
        return small[0]
    return min(places, key=level, default=None)


def holder(context: Context, place: Place | None) -> Place | None:
    """The town that a street or a quarter without an entry lies in, where the report names that town."""
    if place is None or place.geonames is not None or not place.within or level(place) > TOWN:
        return None
    for mention in context.mentions:
        town = mention.place
        if town is not None and town.geonames == place.within[0] and town.precision == "city":
            return town
    return None


PARTS: dict[str, float] = {"title": 3.0, "lead": 2.0, "body": 1.0, "caption": 0.5, "dateline": 0.7, "embed": 0.3}
OPENING = 3
"""Sentences at the beginning of a report that count like its lead."""


def main_town(context: Context, share: Callable[[Mention], float], area: Place | None) -> Place | None:
    """The town that the report is mostly about (inside `area`, if one is given): by where and how often it is named.

    `share` says how much a mention counts, 0 to 1. None if no town is named, two are named alike, or
    a country was attacked and its towns are many.
    """
    kinds = {one.id: one.kind for one in context.report.passages}
    opening = {(one.passage, one.start): one.end for one in context.sentences[:OPENING]}
    weights: dict[int, float] = {}
    places: dict[int, Place] = {}
    for mention in context.mentions:
        place = mention.place
        if place is None or place.precision != "city" or place.geonames is None or place.matched == "demonym":
            continue
        if area is not None and not inside(place, area):
            continue
        weight = PARTS.get(kinds.get(mention.passage, "body"), 0.0) * share(mention)
        if any(name == mention.passage and start <= mention.start < end for (name, start), end in opening.items()):
            weight *= 2
        weights[place.geonames] = weights.get(place.geonames, 0.0) + weight
        places.setdefault(place.geonames, place)
    if not weights:
        return None
    ranked = sorted(weights, key=lambda number: -weights[number])
    if len(ranked) > 1 and weights[ranked[0]] == weights[ranked[1]]:
        return None
    if area is not None and area.precision == "country" and weights[ranked[0]] < sum(weights.values()) / 2:
        return None  # an attack on several towns of the country
    return places[ranked[0]] if weights[ranked[0]] > 0 else None


YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b(?:next|coming)\b", re.IGNORECASE)


def not_ahead(when: When | None, published: str | None) -> When | None:
    """A day without a year that would lie after the publication, put into the year before: what happened is past."""
    interval, told = days(when), day_of(published)
    if (
        when is None
        or interval is None
        or told is None
        or (interval[0] - told).days < LONGEST
        or YEAR.search(when.text)
    ):
        return when
    if when.start is None or when.end is None or when.anchor != "published" or not re.search(r"\d", when.text):
        return when
    try:
        start, end = (one.replace(year=one.year - 1).isoformat() for one in interval)
    except ValueError:  # 29 February
        return when
    return msgspec.structs.replace(when, start=start + when.start[10:], end=end + when.end[10:])


def best_time(mentions: Sequence[Mention]) -> When | None:
    """The first date that is a day or less, else the first that is resolved, else the first."""
    dates = [one.date for one in mentions if one.date is not None]
    for one in dates:
        if is_day(one):
            return one
    return next((one for one in dates if one.start is not None), None)


def narrows(new: Place, old: Place) -> bool:
    """The new place says more exactly where than the old one."""
    if old.geonames is None and new.geonames is not None and level(new) <= TOWN:
        return True
    return level(new) < level(old) and level(old) > TOWN


def dates_better(new: When, old: When | None) -> bool:
    """The new time says better when than the old one."""
    if old is None:
        return True
    if is_day(new) and not is_day(old):
        return True
    return new.start is not None and old.start is None
