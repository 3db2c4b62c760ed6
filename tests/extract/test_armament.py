"""Weapons and interceptions."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report


def test_weapon_and_how_many() -> None:
    found = of_kind(claims(report("Two Iskander missiles struck the station, killing three people.")), "weapon")
    assert [one.weapon.weapon.weapon_class for one in found if one.weapon] == ["missile"]
    assert found[0].weapon is not None
    assert found[0].weapon.count is not None
    assert found[0].weapon.count.low == 2


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("A Tochka-U missile struck the station, killing three people.", [1]),
        ("The station was struck by a rocket, and three people died.", [1]),
        ("A missile strike on the station killed three people.", [None]),
        ("Missiles struck the station, killing three people.", [None]),
        ("About 30 dead, 100 wounded as missile hits the station of Harmat.", [None]),
    ],
)
def test_a_single_weapon_that_came_down_is_one(text: str, counts: list[int | None]) -> None:
    found = of_kind(claims(report(text)), "weapon")
    assert [one.weapon.count.low if one.weapon.count else None for one in found if one.weapon] == counts


@pytest.mark.parametrize(
    ("words", "weight"),
    [
        ("2,750 tonnes of", (2_750_000, 2_750_000, "2,750 tonnes")),
        ("more than 2,700 tons of the fertilizer", (2_700_000, None, "more than 2,700 tons")),
        ("a store of", None),
    ],
)
def test_how_much_of_an_explosive(words: str, weight: tuple[int, int | None, str] | None) -> None:
    text = (
        f"An explosion in the port killed nine people. A warehouse with {words} ammonium nitrate was where it occurred."
    )
    (one,) = [one.weapon for one in of_kind(claims(report(text)), "weapon") if one.weapon]
    assert (one.kilograms and (one.kilograms.low, one.kilograms.high, one.kilograms.text)) == weight


def test_who_identified_it() -> None:
    text = "A missile hit the town on Tuesday, killing two. Prosecutor Anna Koval identified it as an Iskander missile."
    named = [
        one
        for one in of_kind(claims(report(text)), "weapon")
        if one.weapon and "Iskander" in (one.weapon.weapon.name or "")
    ]
    assert [one.attribution.speaker for one in named if one.attribution] == ["Anna Koval"]


def test_arms_in_aid_are_not_used() -> None:
    text = "Shelling killed two people in Kherson.\n\nThe allies will supply Patriot missiles and drones next year."
    assert of_kind(claims(report(text)), "weapon") == []


def test_shot_down_of_launched() -> None:
    text = "Russia attacked Ukraine with drones overnight. Air defences shot down 30 of 38 drones."
    (one,) = of_kind(claims(report(text)), "interception")
    assert one.interception is not None
    assert one.interception.figure.low == 30
    assert one.interception.launched is not None
    assert one.interception.launched.low == 38


@pytest.mark.parametrize(
    ("text", "down", "sent"),
    [
        ("Russia fired 45 missiles, of which 33 were intercepted, killing four people in Lviv.", 33, 45),
        (
            "Russia launched 90 drones, 70 of which were destroyed, the air force said. The drones killed two people.",
            70,
            90,
        ),
        ("A drone strike killed two people. The air force said it had destroyed 17 of the 22 drones.", 17, 22),
        ("All 14 drones were downed. One person died when a drone hit a house in Kharkiv.", 14, None),
    ],
)
def test_how_many_were_shot_down_of_how_many(text: str, down: int, sent: int | None) -> None:
    found = [one.interception for one in of_kind(claims(report(text)), "interception") if one.interception]
    assert [(one.figure.low, one.launched.low if one.launched else None) for one in found] == [(down, sent)]


def test_what_was_launched_is_not_what_was_shot_down() -> None:
    text = "Of the 20 rockets launched at the town, most were shot down. One man was killed in the rocket attack."
    assert of_kind(claims(report(text)), "interception") == []
