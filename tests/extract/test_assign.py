"""Which attack a claim is about."""

from __future__ import annotations

from said import claims, of_kind, report


def test_the_nations_toll_is_the_wider_attacks_and_the_towns_its_parts() -> None:
    found = claims(
        report(
            "On Tuesday Russian missiles struck Kharkiv, Odesa and Sumy, killing 19 people across Ukraine. "
            "At least six people were killed in Odesa."
        )
    )
    places = {one.id: one for one in of_kind(found, "occurrence")}
    by_figure = {
        one.casualty.figure.low: places[one.occurrence_of]
        for one in of_kind(found, "casualty")
        if one.casualty is not None and one.occurrence_of is not None
    }
    assert by_figure[19].occurrence is not None
    assert by_figure[19].occurrence.part_of is None
    assert by_figure[6].place is not None
    assert by_figure[6].place.text == "Odesa"


def test_claims_about_an_old_attack_go_to_it_and_are_background() -> None:
    found = claims(
        report(
            "Gunmen attacked a theatre in Paris on Tuesday, killing six people. In November 2015, gunmen attacked the "
            "Bataclan concert hall in Paris, killing 90 people."
        )
    )
    (old,) = [one for one in of_kind(found, "occurrence") if one.about == "background"]
    (toll,) = [one for one in of_kind(found, "casualty") if one.casualty and one.casualty.figure.low == 90]
    assert toll.occurrence_of == old.id
    assert toll.about == "background"


def test_time_and_place_are_inherited() -> None:
    found = claims(report("A missile struck a school in Sumy on Tuesday. Three people were killed."))
    (toll,) = of_kind(found, "casualty")
    assert toll.time is not None
    assert toll.time.start == "2024-03-12"
    assert toll.place is not None
