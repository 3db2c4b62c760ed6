"""Weapons and interceptions."""

from __future__ import annotations

from said import claims, of_kind, report


def test_weapon_and_how_many() -> None:
    found = of_kind(claims(report("Two Iskander missiles struck the station, killing three people.")), "weapon")
    assert [one.weapon.weapon.weapon_class for one in found if one.weapon] == ["missile"]
    assert found[0].weapon is not None
    assert found[0].weapon.count is not None
    assert found[0].weapon.count.low == 2


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
