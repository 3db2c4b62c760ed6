"""Filters and addresses: what is written is read back, and what cannot be understood is said to be so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bearwitness.errors import BadFilter
from bearwitness.model import Box, Filters, filters_of, pairs_of
from bearwitness.model.filters import LISTS, PARAMETERS
from bearwitness.vocabulary import FacilityKind, Grade, ListOrder, OccurrenceKind, WeaponClass, words

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(str.strip).filter(bool)
DAYS = st.dates().map(lambda one: one.isoformat())
COUNTS = st.integers(0, 1_000_000_000)


def some(kind: object) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(words(kind)), max_size=4).map(lambda one: tuple(sorted(one)))


def degrees(least: int, most: int) -> st.SearchStrategy[float]:
    return st.integers(least * 1_000_000, most * 1_000_000).map(lambda one: one / 1_000_000)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    since, until = sorted([draw(DAYS), draw(DAYS)])
    killed, injured = sorted([draw(COUNTS), draw(COUNTS)]), sorted([draw(COUNTS), draw(COUNTS)])
    south, north = sorted([draw(degrees(-90, 90)), draw(degrees(-90, 90))])
    box = Box(draw(degrees(-180, 180)), south, draw(degrees(-180, 180)), north)
    if box.east - box.west >= 360:
        box = Box(-180.0, south, 180.0, north)
    made: dict[str, Any] = {
        "text": draw(TEXT),
        "comments": draw(st.booleans()),
        "since": since,
        "until": until,
        "country": draw(st.sets(st.sampled_from(["UA", "SD", "PS"])).map(lambda one: tuple(sorted(one)))),
        "place": draw(TEXT),
        "near": box,
        "kind": draw(some(OccurrenceKind)),
        "weapon": draw(some(WeaponClass)),
        "target": draw(some(FacilityKind)),
        "grade": draw(some(Grade)),
        "open_conflicts": draw(st.booleans()),
        "killed_min": killed[0],
        "killed_max": killed[1],
        "injured_min": injured[0],
        "injured_max": injured[1],
        "reviewed": draw(st.booleans()),
        "published": draw(st.booleans()),
        "order": draw(st.sampled_from(words(ListOrder))),
    }
    left = draw(st.sets(st.sampled_from(sorted(made))))
    return Filters(**{name: value for name, value in made.items() if name not in left})


@given(made=filters())
def test_an_address_says_what_the_filters_say(made: Filters) -> None:
    assert filters_of(pairs_of(made)) == made
    assert pairs_of(filters_of(reversed(pairs_of(made)))) == pairs_of(made)


def test_every_field_has_a_parameter_and_the_defaults_have_none() -> None:
    assert set(PARAMETERS.values()) == set(Filters.__struct_fields__)
    assert pairs_of(Filters()) == ()
    assert filters_of([]) == filters_of([("q", ""), ("kind", " "), ("since", "")]) == Filters()


ANYTHING = st.text(max_size=30) | st.sampled_from(["2024-07-08", "yes", "1,2,3,4", "UA", "5", "drone", "nan,1,2,3"])


@given(pairs=st.lists(st.tuples(st.sampled_from([*PARAMETERS, "page", "Q", ""]) | st.text(max_size=5), ANYTHING)))
def test_whatever_stands_in_an_address_is_read_or_named(pairs: list[tuple[str, str]]) -> None:
    made: Filters | None = None
    said = ""
    try:
        made = filters_of(pairs, beside=("page",))
    except BadFilter as error:
        said = str(error)
    assert made is None or filters_of(pairs_of(made)) == made
    assert said.isprintable()
    assert len(said) < 1000


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("colour", "red")], "colour"),
        ([("since", "8 July")], "2024-07-08"),
        ([("since", "2024-02-30")], "2024-02-30"),
        ([("since", "20240708")], "20240708"),
        ([("since", "2024-07-08"), ("until", "2024-07-01")], "Exchange"),
        ([("killed_min", "-1")], "killed_min"),
        ([("killed_min", "٣")], "digits"),
        ([("killed_min", "3"), ("killed_max", "2")], "Exchange"),
        ([("near", "1,2,3")], "west,south,east,north"),
        ([("near", "1,50,3,40")], "west,south,east,north"),
        ([("near", "inf,0,1,2")], "west,south,east,north"),
        ([("kind", "earthquake")], "missile_strike"),
        ([("country", "Ukraine")], "UA"),
        ([("conflicts", "maybe")], "yes"),
        ([("order", "best")], "newest"),
        ([("order", "newest"), ("order", "killed")], "once"),
        ([("q", "a" * 401)], "400"),
        ([("q", "\ud800")], "no text"),
        ([("kind", "shelling")] * 301, "300"),
    ],
)
def test_what_cannot_be_understood_is_named_with_a_remedy(pairs: list[tuple[str, str]], named: str) -> None:
    with pytest.raises(BadFilter, match=named):
        filters_of(pairs)


def test_a_map_that_was_turned_around_the_globe() -> None:
    assert filters_of([("near", "170,-10,190,10")]).near == Box(170.0, -10.0, -170.0, 10.0)
    assert filters_of([("near", "-400,-10,400,10")]).near == Box(-180.0, -10.0, 180.0, 10.0)


def test_values_are_taken_once_and_in_any_order() -> None:
    one = filters_of([("kind", "shelling"), ("kind", "mine"), ("kind", "shelling"), ("country", "ua")])
    assert one.kind == ("mine", "shelling")
    assert one.country == ("UA",)
    assert set(LISTS) == {"country", "kind", "weapon", "target", "grade"}
