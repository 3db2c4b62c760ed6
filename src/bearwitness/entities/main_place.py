"""The place that a report is mostly about: what a thing without a place of its own is taken to be in."""

from __future__ import annotations

from collections.abc import Iterable

from bearwitness.entities.places_setting import kilometres
from bearwitness.model import Mention, Place, Report
from bearwitness.vocabulary import PassageKind, PlacePrecision

PARTS: dict[PassageKind, float] = {
    "title": 3.0,
    "lead": 2.5,
    "body": 1.0,
    "caption": 0.7,
    "embed": 0.5,
    "dateline": 2.0,
}
KINDS: dict[PlacePrecision, float] = {
    "city": 2.0,
    "facility": 2.0,
    "district": 1.5,
    "region": 1.2,
    "country": 0.3,
    "area": 0.2,
}
OPENING = 600
"""Characters of the first body passage that count as a lead."""
DATELINE = 60
"""A place that begins the body stands in a dateline, marked as one or not."""
COUNTY_KM = 40.0
FINER = 0.3
"""A town takes the place of the area that holds it from this share of the area's weight."""


def main_place(report: Report, mentions: Iterable[Mention]) -> Place | None:
    """The resolved place with the most weight (title, lead, how often, towns before countries); None if there is none.

    Demonyms do not count. A town is preferred to the area that holds it.
    `mentions` may be of any kind; only places are looked at.
    """
    kinds = {passage.id: passage.kind for passage in report.passages}
    opening = next((one.id for one in report.passages if one.kind == "body"), "")
    weights: dict[int, float] = {}
    places: dict[int, Place] = {}
    for mention in mentions:
        place = mention.place
        if mention.kind != "place" or place is None or place.geonames is None or place.matched == "demonym":
            continue
        weight = PARTS.get(kinds[mention.passage], 0.0) * KINDS.get(place.precision, 0.1)
        if mention.passage == opening and mention.start < OPENING:
            weight *= 2.0 if mention.start < DATELINE else 1.0 + (OPENING - mention.start) / OPENING
        weights[place.geonames] = weights.get(place.geonames, 0.0) + weight
        places.setdefault(place.geonames, place)
    best = _heaviest(weights)
    while best is not None:
        inside = {
            number: weight
            for number, weight in weights.items()
            if weight >= FINER * weights[best]
            and (best in places[number].within or _county(places[best], places[number]))
        }
        finer = _heaviest(inside)
        if finer is None:
            break
        best = finer
    return None if best is None else places[best]


def _county(area: Place, town: Place) -> bool:
    """The town lies in or by this second-level area: both are in the same first-level one and near each other."""
    if area.precision != "region" or len(area.within) < 2 or town.precision != "city" or town.within != area.within:
        return False
    if area.latitude is None or area.longitude is None or town.latitude is None or town.longitude is None:
        return False
    return kilometres((area.latitude, area.longitude), (town.latitude, town.longitude)) < COUNTY_KM


def _heaviest(weights: dict[int, float]) -> int | None:
    return max(weights, key=lambda number: (weights[number], -number)) if weights else None
