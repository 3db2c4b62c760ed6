"""The list in memory against a plain reading of what each filter says."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bearwitness.casebook.listing import Line, Listing, folded, line_of
from bearwitness.model import Box, Filters, Record
from reconcile.builders import COUNTRY, DNIPRO, KYIV, Told, records_of, report

DAYS = ("2023-01-05", "2024-07-08", "2024-07-09", "2025-02-01")
PLACES = {"": None, " kyiv kyiv": (50.45, 30.52), " rafah": (31.3, 34.2), " suva": (-18.1, 178.4), " ukraine": None}


@st.composite
def lines(draw: st.DrawFn) -> Line:
    when = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2))) if draw(st.booleans()) else None
    place = draw(st.sampled_from(sorted(PLACES)))
    point = PLACES[place]
    return Line(
        rank=draw(st.sampled_from(["0a", "0b", "1a"])),
        title=draw(st.sampled_from(["Strike", "Raid"])),
        kind=draw(st.sampled_from(["shelling", "raid", "drone_strike"])),
        grade=draw(st.sampled_from(["confirmed", "fair", "weak"])),
        first=when[0] if when else None,
        last=when[1] if when else None,
        country=draw(st.sampled_from([None, "UA", "SD", "FJ"])),
        place=place,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        precision_m=15_000 if point else None,
        killed=draw(st.sampled_from([None, 0, 3, 12])),
        injured=draw(st.sampled_from([None, 0, 40])),
        open_conflicts=draw(st.sampled_from([0, 0, 2])),
        weapons=draw(st.sampled_from([(), ("drone",), ("bomb", "drone")])),
        target=draw(st.sampled_from([None, "hospital", "school"])),
        reviewed=draw(st.booleans()),
        published=draw(st.booleans()),
        reports=tuple(sorted(draw(st.sets(st.sampled_from(["r1", "r2", "r3"]), min_size=1)))),
    )


MANY = st.dictionaries(st.sampled_from([f"i{at}" for at in range(12)]), lines(), max_size=12)
CONDITIONS: Mapping[str, st.SearchStrategy[Any]] = {
    "since": st.sampled_from(DAYS),
    "until": st.sampled_from(DAYS),
    "country": st.sampled_from([("UA",), ("FJ", "SD"), ("XX",)]),
    "place": st.sampled_from(["KYIV", "ky", "raf", "iv", "kyiv rafah", "?"]),
    "near": st.sampled_from([Box(20.0, 40.0, 40.0, 60.0), Box(170.0, -30.0, -170.0, 0.0), Box(0.0, 0.0, 1.0, 1.0)]),
    "kind": st.sampled_from([("shelling",), ("raid", "shelling")]),
    "weapon": st.sampled_from([("drone",), ("bomb",), ("mine", "bomb")]),
    "target": st.sampled_from([("hospital",), ("hospital", "school")]),
    "grade": st.sampled_from([("fair",), ("confirmed", "weak")]),
    "open_conflicts": st.booleans(),
    "killed_min": st.sampled_from([0, 1, 5]),
    "killed_max": st.sampled_from([0, 5]),
    "injured_min": st.sampled_from([0, 1]),
    "injured_max": st.sampled_from([0, 50]),
    "reviewed": st.booleans(),
    "published": st.booleans(),
    "order": st.sampled_from(["listed", "newest", "killed", "reports"]),
}
FILTERS = st.fixed_dictionaries({}, optional=dict(CONDITIONS)).map(lambda said: Filters(**said))


def inside(one: Line, box: Box) -> bool:
    if one.latitude is None or one.longitude is None:
        return False
    between = box.west <= one.longitude <= box.east
    if box.west > box.east:
        between = one.longitude >= box.west or one.longitude <= box.east
    return between and box.south <= one.latitude <= box.north


def lets(filters: Filters, one: Line) -> bool:
    """What the documentation says, word for word."""
    f = filters
    told: list[tuple[bool, bool]] = [
        (f.since is not None, one.last is not None and one.last >= (f.since or "")),
        (f.until is not None, one.first is not None and one.first <= (f.until or "")),
        (bool(f.country), one.country in f.country),
        (f.place is not None, bool(folded(f.place or "")) and all(f" {w}" in one.place for w in folded(f.place or ""))),
        (f.near is not None, f.near is not None and inside(one, f.near)),
        (bool(f.kind), one.kind in f.kind),
        (bool(f.weapon), bool(set(one.weapons) & set(f.weapon))),
        (bool(f.target), one.target in f.target),
        (bool(f.grade), one.grade in f.grade),
        (f.open_conflicts is not None, (one.open_conflicts > 0) == f.open_conflicts),
        (f.killed_min is not None, one.killed is not None and one.killed >= (f.killed_min or 0)),
        (f.killed_max is not None, one.killed is not None and one.killed <= (f.killed_max or 0)),
        (f.injured_min is not None, one.injured is not None and one.injured >= (f.injured_min or 0)),
        (f.injured_max is not None, one.injured is not None and one.injured <= (f.injured_max or 0)),
        (f.reviewed is not None, one.reviewed == f.reviewed),
        (f.published is not None, one.published == f.published),
    ]
    return all(holds for asked, holds in told if asked)


ORDERS: Mapping[str, Callable[[tuple[str, Line]], Any]] = {
    "listed": lambda one: (one[1].rank, one[0]),
    "newest": lambda one: (-int((one[1].first or "0").replace("-", "")), one[1].rank, one[0]),
    "killed": lambda one: (-(-1 if one[1].killed is None else one[1].killed), one[1].rank, one[0]),
    "reports": lambda one: (-len(one[1].reports), one[1].rank, one[0]),
}


@given(held=MANY, filters=FILTERS)
def test_a_filter_lets_through_what_it_says_in_the_order_that_it_says(held: dict[str, Line], filters: Filters) -> None:
    listing = Listing().moved(held)
    expected = sorted(((name, one) for name, one in held.items() if lets(filters, one)), key=ORDERS[filters.order])
    assert [listing.name(at) for at in listing.chosen(filters)] == [name for name, _ in expected]
    points = listing.points(filters, most=2)
    placed = [name for name, one in expected if one.latitude is not None]
    assert [one.id for one in points.points] == placed[:2]
    assert (points.count, points.without) == (len(placed), len(expected) - len(placed))


@given(held=MANY, filters=FILTERS)
def test_counts_are_those_of_the_filter_with_another_value(held: dict[str, Line], filters: Filters) -> None:
    listing = Listing().moved(held)
    facets = listing.facets(filters)
    assert facets.count == sum(lets(filters, one) for one in held.values())
    without: Mapping[str, tuple[Filters, Callable[[Line], tuple[str, ...]]]] = {
        "kind": (replace(filters, kind=()), lambda one: (one.kind,)),
        "grade": (replace(filters, grade=()), lambda one: (one.grade,)),
        "country": (replace(filters, country=()), lambda one: (one.country,) if one.country else ()),
        "weapon": (replace(filters, weapon=()), lambda one: one.weapons),
        "target": (replace(filters, target=()), lambda one: (one.target,) if one.target else ()),
        "year": (replace(filters, since=None, until=None), lambda one: (one.first[:4],) if one.first else ()),
    }
    for name, (bare, value) in without.items():
        counted = Counter(each for one in held.values() if lets(bare, one) for each in value(one))
        assert {one.value: one.count for one in getattr(facets, name)} == counted, name
    for name, flag in (("open_conflicts", lambda one: one.open_conflicts > 0), ("reviewed", lambda one: one.reviewed)):
        bare = replace(filters, **{name: None})
        assert getattr(facets, name) == sum(lets(bare, one) and flag(one) for one in held.values())


@given(steps=st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | lines()), max_size=5), filters=FILTERS)
def test_changes_one_by_one_come_to_the_same_as_all_at_once(
    steps: list[dict[str, Line | None]], filters: Filters
) -> None:
    listing, last = Listing(), {}
    for step in steps:
        before, count = listing, len(listing)
        listing = before.moved(step)
        assert len(before) == before.facets(Filters()).count == count, "it is another listing, and the old one stays"
        last.update(step)
    fresh = Listing().moved({name: one for name, one in last.items() if one is not None})
    assert len(listing) == len(fresh)
    assert [listing.name(at) for at in listing.chosen(filters)] == [fresh.name(at) for at in fresh.chosen(filters)]
    assert listing.facets(filters) == fresh.facets(filters)
    for name in ("r1", "r2", "r9"):
        assert listing.tellings(name, None) == fresh.tellings(name, None)


def record_at(told: Told, place: str) -> Record:
    return next(one for one in records_of(told) if one.where is not None and one.where.name == place)


def test_only_a_place_narrower_than_a_country_is_a_point() -> None:
    told = report("r1", published="2024-07-09", title="Rocket", text="Two died.")
    whole = told.attack(place=COUNTRY)
    told.attack(place=DNIPRO, part_of=whole)
    here, there = record_at(told, "Ukraine"), record_at(told, "Dnipro")
    assert line_of(here, "a").latitude is None
    assert line_of(there, "b").latitude == DNIPRO.latitude
    assert line_of(there, "b").precision_m == 15_000


@pytest.mark.parametrize("name", ["Zaporizhzhia", "Kraków", "Ñuñoa", "Şırnak"])
def test_places_are_found_in_any_case_and_without_accents(name: str) -> None:
    place = replace(KYIV, name=name, text=name)
    told = report("r1", published="2024-07-09", title="Rocket", text="Two died.")
    told.attack(place=place)
    listing = Listing().moved({"i": line_of(record_at(told, name), "a")})
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    for asked in (name, name.upper(), bare, bare.lower()[:4]):
        assert len(listing.chosen(Filters(place=asked))) == 1, asked
    assert len(listing.chosen(Filters(place=bare[1:]))) == 0
