"""Damage with object and degree."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report


@pytest.mark.parametrize(
    ("text", "thing", "degree"),
    [
        ("The missile strike destroyed the maternity ward.", "maternity ward", "destroyed"),
        ("Shelling damaged a school and killed one person.", "school", "damaged"),
        ("The blast brought death to the street, and the roof collapsed.", "roof", "collapsed"),
        ("A house was destroyed in the drone attack.", "house", "destroyed"),
        ("The missile attack left a partly collapsed wing.", "partly collapsed wing", "collapsed"),
    ],
)
def test_object_and_degree(text: str, thing: str, degree: str) -> None:
    found = of_kind(claims(report(text)), "damage")
    assert (thing, degree) in {(one.damage.object, one.damage.degree) for one in found if one.damage}


def test_joined_objects_are_each_damaged() -> None:
    found = of_kind(claims(report("The missile attack damaged a clinic, a shop and two buses.")), "damage")
    assert {one.damage.object for one in found if one.damage} >= {"clinic", "shop"}


def test_equipment_losses_are_no_damage() -> None:
    text = "Shelling killed two people in Kherson. The army destroyed 42 artillery systems and three tanks."
    assert of_kind(claims(report(text)), "damage") == []


def test_set_on_fire_left_in_ruins_and_dozens_of_things() -> None:
    text = (
        "A drone strike set a power plant on fire in Odesa, killing two people. "
        "The shelling left the hospital in ruins. Dozens of apartments burned down after the strike."
    )
    found = {(one.damage.object, one.damage.degree) for one in of_kind(claims(report(text)), "damage") if one.damage}
    assert {("power plant", "burned"), ("hospital", "destroyed"), ("apartments", "burned")} <= found
