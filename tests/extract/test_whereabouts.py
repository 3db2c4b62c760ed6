"""Where the attack was: not where somebody is from, not what it was near, but the town round a street."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

from bearwitness.model import Place


def town(text: str) -> Place | None:
    """The place of the main attack."""
    found = of_kind(claims(report(text)), "occurrence")
    return next((one.place for one in found if one.about == "main"), None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A Dayton man was shot dead in Cincinnati on Friday, police said.", "Cincinnati"),
        ("A gunman opened fire in Athens, Georgia, near Atlanta, on Friday.", "Athens"),
        ("The shooting in Cincinnati killed two men. Both victims of the shooting are from Dayton.", "Cincinnati"),
        ("A shooting at 11 p.m. Friday in Dayton, Ohio, killed one.", "Dayton"),
    ],
)
def test_the_town_is_that_of_the_attack(text: str, name: str) -> None:
    place = town(text)
    assert place is not None
    assert place.name == name


def test_a_listed_building_places_an_attack_that_the_words_place_only_in_an_area() -> None:
    place = town("Two people were killed in a strike on the European Gaza Hospital in the southern Gaza Strip.")
    assert place is not None
    assert (place.name, place.precision) == ("European Gaza Hospital", "facility")


def test_a_street_lies_in_the_town_that_the_report_names() -> None:
    place = town("A man was shot on Imlay Avenue, Dayton police said. Later that day Columbus sent help.")
    assert place is not None
    assert place.name == "Dayton"
