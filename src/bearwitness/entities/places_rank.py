"""Chooses which of the places of a name is meant, and says what decided.

Each ground is a line of `grounds_of`: containment in the words ("Paris, Texas"), the noun that follows ("Kunduz
province"), the other places of the report, the source's home, and size. What is chosen first (states, countries, names
with one place) helps to choose the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bearwitness.entities.gazetteer import AreaKind, Found
from bearwitness.entities.places_judge import weights
from bearwitness.entities.places_setting import Setting, kilometres
from bearwitness.entities.places_spot import Spot
from bearwitness.entities.places_words import Words

MOST = 8
MOST_AT_FIRST = 5
"""Candidates of a name that are weighed in full, at the end and while the setting is still being found."""
NEAREST = 8
FAR = 4.0
"""Degrees of latitude beyond which no distance counts (the widest band is 400 km)."""
PART_KM = 40.0
OWN_KM = 25.0
"""A first-level area whose middle is so near its city is the city's own (Kyiv, Moscow)."""
CHILDREN = 20
SURE = 4.0
"""A lead of so much makes a choice count in full for the others."""
Point = tuple[float, float]
Sign = tuple[str, float, str]
"""Name, value and words of a ground; its weight is the value times the name's."""


class Ground(NamedTuple):
    """A reason for a candidate: its weight and its words."""

    weight: float
    why: str


class Scored(NamedTuple):
    """A candidate with its grounds; `total` includes what every candidate has."""

    total: float
    place: Found
    grounds: Sequence[Ground]


class Choice(NamedTuple):
    """The place chosen for a spot, what decided, the losers with their reasons, and by how much it won."""

    place: Found
    decided: str
    losers: tuple[tuple[Found, str], ...]
    margin: float


def contained(place: Found, area: Found) -> bool:
    """The place lies in the area, by the gazetteer's codes."""
    if place.id == area.id:
        return False
    if area.kind == "country":
        return place.country == area.country
    if area.kind == "region":
        return place.country == area.country and place.region == area.region and place.kind != "region"
    if area.kind == "county" and place.country == area.country and place.region == area.region:
        return place.kind == "city" and _apart(place, area) < 80
    if area.kind == "city" and place.kind == "city" and place.country == area.country:
        return place.population < area.population and _apart(place, area) < 40
    return False


def near(one: Found, other: Found) -> bool:
    """At most `PART_KM` apart: one can be a part of the other."""
    return within_km(one, other, PART_KM)


def within_km(one: Found, other: Found, most: float) -> bool:
    """At most so many kilometres apart; never for a place without a point."""
    return _apart(one, other) <= most


def _apart(one: Found, other: Found) -> float:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    return kilometres((one.latitude, one.longitude), (other.latitude, other.longitude))


class Frame:
    """A setting made ready: shares instead of weights, the few points that are looked at."""

    def __init__(self, setting: Setting) -> None:
        """The setting must not change while the frame is used."""
        most = max(setting.countries.values(), default=1.0)
        self.countries = {code: weight / most for code, weight in setting.countries.items() if weight}
        most = max(setting.regions.values(), default=1.0)
        self.regions = {code: weight / most for code, weight in setting.regions.items() if weight}
        self.points = list(setting.points.items())[:NEAREST]
        self.homes = [
            (one.latitude, one.longitude)
            for one in setting.homes
            if one.latitude is not None and one.longitude is not None
        ]
        self.home_country = setting.home_country
        self.votes = setting.votes
        self.voters = setting.voters
        self.of_country = {code: _country(code, share) for code, share in self.countries.items()}
        self._areas: dict[tuple[str, str, bool], list[Sign]] = {}

    def of_area(self, place: Found) -> list[Sign]:
        """What speaks for the place's first-level area, or for the place if it is that area."""
        case = (place.country, place.region, place.kind == "region")
        found = self._areas.get(case)
        if found is None:
            found = self._areas[case] = _area(f"{place.country}.{place.region}", self, itself=case[2])
        return found


class Chooser:
    """Chooses in one setting; the setting must not change while it is used."""

    def __init__(self, setting: Setting, known: Words, *, explain: bool) -> None:
        """Works out once what each country and area of the setting weighs; reasons are given with `explain`."""
        self._explain = explain
        self._frame = Frame(setting)
        self._known = known
        self._table = weights().places
        table = self._table
        self._countries = {
            code: table["country"] + table["share of the country"] * share
            for code, share in self._frame.countries.items()
        }
        if setting.home_country:
            home = setting.home_country
            self._countries[home] = self._countries.get(home, 0.0) + table["source's country"]
        self._areas = {
            code: table["area"] + table["share of the area"] * share for code, share in self._frame.regions.items()
        }
        shared = table["could share an area, number"]
        for code, count in setting.votes.items():
            if count > 1:
                self._areas[code] = self._areas.get(code, 0.0) + shared * math.log2(count)
        self._chosen: dict[tuple[object, ...], Choice] = {}

    def choose(self, spot: Spot) -> None:
        """Set the spot's place, what decided and the losers; nothing for a spot without candidates."""
        if not spot.found:
            return
        parent = spot.parent.chosen if spot.parent is not None else None
        case = (spot.key, spot.form, spot.head, parent and parent.id, spot.child and spot.child.key)
        if case not in self._chosen:
            self._chosen[case] = self._decide(spot)
        spot.chosen, spot.decided, spot.losers, spot.margin = self._chosen[case]

    def _decide(self, spot: Spot) -> Choice:
        if len(spot.found) == 1:
            why = "the only place of that name"
            if spot.form == "misspelt":
                why = f"a slip or two away from {spot.found[0].name}, in a country of the report"
            return Choice(spot.found[0], why, (), SURE)
        scored = sorted(
            [self._scored(one, spot) for one in self._short_list(spot)],
            key=lambda one: (-one.total, -one.place.population, one.place.id),
        )
        best = scored[0]
        margin = best.total - scored[1].total
        if not self._explain:
            return Choice(best.place, "", (), margin)
        losers = tuple([(one.place, _why_not(one, best)) for one in scored[1:6]])
        return Choice(best.place, _decided(best, scored), losers, margin)

    def _short_list(self, spot: Spot) -> Sequence[Found]:
        """The candidates that size, country and area leave in the running, and all that the words point to."""
        most = MOST if self._explain else MOST_AT_FIRST
        if len(spot.found) <= most:
            return spot.found
        areas, countries = self._areas, self._countries
        ranked = sorted(
            spot.found,
            key=lambda one: (
                -(
                    _weighed(one.kind, one.how, one.population)
                    + countries.get(one.country, 0.0)
                    + areas.get(f"{one.country}.{one.region}", 0.0)
                )
            ),
        )
        listed = ranked[:most]
        area = spot.parent.chosen if spot.parent is not None else None
        if area is not None:
            listed += [one for one in ranked[most:] if contained(one, area)]
        if spot.head:
            listed += [one for one in ranked[most:] if one.kind != "city"]
        return listed

    def _scored(self, place: Found, spot: Spot) -> Scored:
        table = self._table
        total = _size(place)
        grounds: list[Ground] = []
        if not self._explain:
            for sign, value, _ in grounds_of(place, spot, self._frame, self._known):
                total += table.get(sign, 0.0) * value
            return Scored(total, place, grounds)
        for sign, value, why in grounds_of(place, spot, self._frame, self._known):
            weight = table.get(sign, 0.0) * value
            total += weight
            grounds.append(Ground(weight, why))
        return Scored(total, place, grounds)


def _size(place: Found) -> float:
    """What a place weighs by itself: its kind, its name's, and the logarithm of its population."""
    return _weighed(place.kind, place.how, place.population)


@lru_cache(maxsize=16_384)
def _weighed(kind: AreaKind, how: int, population: int) -> float:
    table = weights().places
    return sum(table.get(sign, 0.0) * value for sign, value in size_of(kind, how, population))


def size_of(kind: AreaKind, how: int, population: int) -> list[tuple[str, float]]:
    """Signs and their values that a place has in any report."""
    found = [(f"kind {kind}", 1.0), (f"name {how}", 1.0)]
    if kind in ("city", "region", "county"):
        found.append((f"population of a {kind}", math.log10(population + 100)))
    return found


def grounds_of(place: Found, spot: Spot, frame: Frame, known: Words) -> list[Sign]:
    """Signs of the context that speak for a place: name, value and words."""
    found: list[Sign] = []
    if spot.parent is not None and spot.parent.chosen is not None and contained(place, spot.parent.chosen):
        found.append(("inside what follows", 1.0, f"the words place it in {spot.parent.chosen.name}"))
    if spot.child is not None and any(contained(one, place) for one in spot.child.found[:CHILDREN]):
        found.append(("holds what stands before", 1.0, f"it holds {spot.child.key.title()}, named before it"))
    if spot.listed and place == spot.found[0]:
        found.append(("the usual one", 1.0, "it is what the name usually means"))
    if spot.head:
        found.append((f"{known.heads[spot.head]} noun on {place.kind}", 1.0, f"the word {spot.head} follows"))
    elif place.kind in ("region", "county"):
        found += _without_noun(place, spot)
    country = place.country
    found += frame.of_country.get(country, ())
    if place.region:
        found += frame.of_area(place)
    if place.latitude is not None and place.longitude is not None and place.kind in ("city", "county"):
        found += _near(place.id, (place.latitude, place.longitude), frame)
    if frame.home_country and country == frame.home_country and place.kind != "country":
        found.append(("source's country", 1.0, f"the source is at home in {country}"))
    return found


def _country(code: str, share: float) -> tuple[Sign, Sign]:
    why = f"the report is about {code}"
    return ("country", 1.0, why), ("share of the country", share, why)


def _without_noun(place: Found, spot: Spot) -> list[Sign]:
    """An area that is named without its noun ("Clarke" for the county) and may be the town of that name."""
    towns = [
        one for one in spot.found if one.kind == "city" and one.country == place.country and one.region == place.region
    ]
    if place.kind == "region":
        own = any(_apart(one, place) < OWN_KM for one in towns)
        if own:
            return [("city that is an area of its own", 1.0, "it is the city's own area")]
        return [("area named for its town", 1.0, "it is the area of the town")] if towns and place.how else []
    found = [("county beside its town", 1.0, "it is the area of the town")] if towns else []
    if towns and place.how == 0:  # one name without a type for both, as for most districts outside the United States
        found.append(("area named for its town", 1.0, "it is the area of the town"))
    if place.how == 2:
        found.append(("county without its noun", 1.0, "the word for an area is missing"))
    return found


def _area(area: str, frame: Frame, *, itself: bool) -> list[Sign]:
    """What the setting says for an area, or for a place in it."""
    found: list[Sign] = []
    if area in frame.regions:
        what = "area itself" if itself else "area"
        why = "other places of the report lie in the same area"
        found += [(what, 1.0, why), (f"share of the {what}", frame.regions[area], why)]
    others = frame.votes[area] - 1
    if others > 0:
        why = "other names of the report fit the same area"
        share = others / max(1, frame.voters - 1)
        found += [("could share an area", share, why), ("could share an area, number", math.log2(1 + others), why)]
    return found


def _near(number: int, point: Point, frame: Frame) -> list[Sign]:
    found: list[Sign] = []
    latitude = point[0]
    distances = [
        kilometres(point, other) for one, other in frame.points if -FAR < other[0] - latitude < FAR and one != number
    ]
    if distances:
        close = _band(min(distances))
        if close:
            found.append((f"other place within {close}", 1.0, "it is near other places of the report"))
    if frame.homes:
        near_homes = [kilometres(point, home) for home in frame.homes if -FAR < home[0] - latitude < FAR]
        close = _band(min(near_homes)) if near_homes else ""
        if close:
            sure = "home" if len(frame.homes) == 1 else "possible home"
            found.append((f"{sure} within {close}", 1.0, "it is near the source's home"))
    return found


def _band(distance: float) -> str:
    for limit in (30, 80, 200, 400):
        if distance < limit:
            return f"{limit} km"
    return ""


def _decided(best: Scored, scored: Sequence[Scored]) -> str:
    if len(scored) == 1:
        return "the only place of that name"
    runner = scored[1]
    theirs = {one.why: one.weight for one in runner.grounds}
    gains = [Ground(one.weight - theirs.get(one.why, 0.0), one.why) for one in best.grounds]
    size = Ground(_size(best.place) - _size(runner.place), _bigger(best.place))
    chosen = max((*gains, size), key=lambda one: (one.weight, one.why))
    return chosen.why


def _bigger(place: Found) -> str:
    if place.kind == "country":
        return "a country comes before towns of the same name"
    return "it is the largest of that name" if place.kind == "city" else "an area comes before towns of the same name"


def _why_not(one: Scored, best: Scored) -> str:
    mine = {ground.why: ground.weight for ground in one.grounds}
    lacks = [Ground(ground.weight - mine.get(ground.why, 0.0), ground.why) for ground in best.grounds]
    size = _size(best.place) - _size(one.place)
    most = max(lacks, key=lambda ground: (ground.weight, ground.why), default=Ground(0.0, ""))
    if most.weight > size and most.weight > 0:
        return f"not so for it: {most.why}"
    return "it is smaller" if one.place.kind == best.place.kind else f"it is a {one.place.kind}"
