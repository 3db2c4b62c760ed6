"""Follow-ups, denials and reports of two attacks: what a report's own words say of each attack."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

from bearwitness.model import Claim


def told(text: str, *, title: str | None = None, published: str = "2024-07-09") -> list[Claim]:
    return of_kind(claims(report(text, title=title, published=published)), "occurrence")


def test_a_bomb_in_one_town_and_shots_in_another_are_two_attacks() -> None:
    found = told("Forty people died in the bombing in Odesa and the shooting in Kharkiv on Monday, police said.")
    assert {one.occurrence.kind for one in found if one.occurrence} == {"bombing", "shooting"}
    assert {one.place.name for one in found if one.place} == {"Odesa", "Kharkiv"}


def test_a_bomb_and_shots_in_one_place_are_one_attack() -> None:
    found = told("A bomber blew himself up at a hotel in Quetta and gunmen opened fire on the guests, killing nine.")
    assert len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Two blasts shook the arrivals hall of a railway station in Kharkiv on Monday.",
        "Rescuers ended their search at a school in Sumy, which a missile cut in two; nine people have died.",
        "The army denied that its troops had shelled the prison in Sumy, where 40 captives died.",
    ],
)
def test_an_attack_is_told_by_what_it_did(text: str) -> None:
    assert [one.about for one in told(text)] == ["main"]


@pytest.mark.parametrize(
    "text",
    ["The company cut missile production by half on Monday.", "The ministry denied that it would bomb the bridge."],
)
def test_a_weapon_that_does_nothing_tells_no_attack(text: str) -> None:
    assert told(text) == []


def test_the_town_before_a_station_is_where_it_stands() -> None:
    (found,) = told(
        "The toll of the missile strike on Kramatorsk's railway station has risen to 50, said Pavlo Kyrylenko, "
        "who heads the Donetsk region administration."
    )
    assert found.place is not None
    assert found.place.name == "Kramatorsk"


def test_where_a_missile_was_launched_is_not_where_it_hit() -> None:
    found = told("A missile hit a market in Sumy on Monday. The missile was launched from near Kursk, officials said.")
    assert [one.place.name for one in found if one.place] == ["Sumy"]


def test_a_state_that_is_accused_is_not_where_it_was() -> None:
    (found,) = told("Officials in Sumy accused Russia of bombing a hospital on Monday, killing nine people.")
    assert found.place is not None
    assert found.place.name == "Sumy"


def test_last_week_is_not_the_day_of_a_list() -> None:
    (found,) = told(
        "More people may have died in last week's attack on a concert hall in Kharkiv, in which 90 were killed. "
        "A list of names was published on Monday.",
        published="2024-07-10",
    )
    assert found.time is not None
    assert (found.time.start, found.time.end) == ("2024-07-01", "2024-07-07")


def test_a_date_without_a_year_is_never_ahead_of_the_report() -> None:
    (found,) = told("On 8 April a missile hit the station in Kramatorsk, killing 60 people.", published="2024-02-21")
    assert found.time is not None
    assert found.time.start == "2023-04-08"


def test_missiles_across_a_country_are_more_than_the_strike_on_one_town() -> None:
    found = told("Missiles struck cities across Ukraine on Monday. A missile hit a hospital in Kyiv, killing nine.")
    wide = next(one for one in found if one.place is not None and one.place.precision == "country")
    parts = [one.place.name for one in found if one.occurrence and one.occurrence.part_of == wide.id and one.place]
    assert parts == ["Kyiv"]
