"""Facilities: listed ones with their point, named and described ones in their town, and the phrases that are none."""

from __future__ import annotations

from typing import get_args

import pytest
from places_cases import facilities_of, facility_mentions, report

from bearwitness.entities import facilities, mentions
from bearwitness.entities.facilities_list import listed, own_place
from bearwitness.entities.places_setting import kilometres
from bearwitness.languages import load
from bearwitness.vocabulary import FacilityKind


@pytest.mark.parametrize(
    ("text", "words", "number"),
    [
        ("A missile hit Okhmatdyt in Kyiv.", "Okhmatdyt", "okhmatdyt"),
        ("Rescuers worked at the Okhmatdyt children's hospital.", "Okhmatdyt children's hospital", "okhmatdyt"),
        ("Doctors at Shifa Hospital had no power.", "Shifa Hospital", "al-shifa-hospital"),
        ("Jabaliya camp was bombed.", "Jabaliya camp", "jabalia-camp"),
        ("Gunmen entered Crocus City Hall near Moscow.", "Crocus City Hall", "crocus-city-hall"),
    ],
)
def test_a_listed_facility_is_known_by_any_of_its_names(text: str, words: str, number: str) -> None:
    facility = facilities_of(text)[words]
    assert facility.listed == number
    assert facility.place is not None
    assert (facility.place.matched, facility.place.precision) == ("listed", "facility")


@pytest.mark.parametrize(
    ("text", "words", "kind", "named", "town"),
    [
        ("Al-Salam market in Idlib, Syria, was full.", "Al-Salam market", "market", True, "Idlib"),
        ("They bombed St. Mary's Church in Owo, Nigeria.", "St. Mary's Church", "place_of_worship", True, "Owo"),
        ("The Serena Hotel in Kabul was attacked.", "Serena Hotel", "hotel", True, "Kabul"),
        ("Shells hit School No. 20 in Toretsk, Ukraine.", "School No. 20", "school", True, "Toretsk"),
        ("A shell hit a school in Toretsk, Ukraine.", "school", "school", False, "Toretsk"),
        ("A bomb exploded outside a mosque in Kunduz.", "mosque", "place_of_worship", False, "Kunduz"),
        ("Two apartment blocks burned in Dnipro.", "apartment blocks", "residential_building", False, "Dnipro"),
        ("Gunmen attacked a police checkpoint in Kabul.", "police checkpoint", "police", False, "Kabul"),
        (
            "They shelled the nuclear power plant in Enerhodar.",
            "nuclear power plant",
            "power_plant",
            False,
            "Enerhodar",
        ),
    ],
)
def test_a_facility_has_its_kind_and_its_town(text: str, words: str, kind: str, named: bool, town: str) -> None:
    facility = facilities_of(text)[words]
    assert facility.kind == kind
    assert (facility.name is not None) == named
    assert facility.listed is None
    assert facility.place is not None
    assert facility.place.text == town


def test_a_demonym_does_not_place_a_facility() -> None:
    found = facilities_of("Three died in Kyiv. A Russian missile hit a hospital.")
    assert found["hospital"].place is not None
    assert found["hospital"].place.text == "Kyiv"
    assert found["hospital"].place.matched == "context"


def test_without_any_place_a_facility_stays_without() -> None:
    assert facilities_of("A shell hit a school.")["school"].place is None


@pytest.mark.parametrize(
    "text",
    [
        "The school board met.",
        "The White House condemned it.",
        "Hospital officials spoke.",
        "The stock market fell.",
        "He lives in the West Bank.",
        "The child goes to school.",
        "The prison sentence was short.",
    ],
)
def test_phrases_with_a_head_noun_that_are_no_facility(text: str) -> None:
    assert facility_mentions(text) == []


def test_the_place_inside_the_name_is_a_mention_of_its_own() -> None:
    found = mentions(report("A missile hit Kramatorsk railway station in Ukraine."))
    words = {(one.kind, one.quote) for one in found}
    assert ("place", "Kramatorsk") in words
    assert ("facility", "Kramatorsk railway station") in words


def test_the_saint_of_a_church_is_no_place() -> None:
    found = mentions(report("Shelling damaged St. Mary's Church in Gaza City."))
    assert [one.quote for one in found if one.kind == "place"] == ["Gaza City"]


def test_all_mentions_are_sorted_and_hold_their_words() -> None:
    told = report(
        "Two schools in Kharkiv and the Okhmatdyt hospital in Kyiv were hit on 8 July 2024.", title="Kyiv hit"
    )
    found = mentions(told)
    order = [(one.passage, one.start, one.end) for one in found]
    assert order == sorted(order)
    assert all(told.passage(one.passage).text[one.start : one.end] == one.quote for one in found)


def test_every_listed_facility_lies_by_its_town() -> None:
    for number, row in listed()[1].items():
        place, town = own_place(number)
        assert place.country == row.town.rsplit(",", 1)[1].strip(), number
        if row.at is not None:
            assert town is not None, f"{number}: no town {row.town} in the gazetteer"
            apart = kilometres(row.at, (town.latitude or 0.0, town.longitude or 0.0))
            assert apart < 60, f"{number} is {apart:.0f} km from {row.town}"


def test_the_language_file_names_only_kinds_of_the_vocabulary() -> None:
    assert set(load("en", "facilities", facilities.Shape).kinds) <= set(get_args(FacilityKind))
