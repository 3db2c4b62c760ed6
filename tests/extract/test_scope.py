"""Over what a count runs."""

from __future__ import annotations

import pytest
from telling import claims_of

from bearwitness.model import Scope


def scope(text: str, low: int) -> Scope:
    return next(one.casualty.scope for one in claims_of(text) if one.casualty and one.casualty.figure.low == low)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A missile hit a railway station on Monday, killing 12 people.", "facility"),
        ("A suicide bomber attacked a mosque in Peshawar on Monday, killing 12 people.", "facility"),
        ("Russian missiles struck Kharkiv on Monday, killing 12 people.", "city"),
        ("Missiles hit a hospital. Across the country, 12 people were killed.", "country"),
        ("Missiles hit a school in Kharkiv. Elsewhere in the city, 12 people were killed.", "city"),
        ("Shelling of the region went on; 12 people were killed in the region.", "region"),
        ("A drone hit the tower; 12 people were killed in the building.", "building"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert scope(text, 12).kind == kind


def test_the_hospital_of_the_wounded_is_no_scope() -> None:
    text = "A bomb exploded in a market in Lahore on Monday. 12 people were taken to Mayo Hospital."
    assert "hospital" not in (scope(text, 12).text or "").lower()


def test_the_reason_is_given() -> None:
    assert scope("A missile hit a railway station on Monday, killing 12 people.", 12).why


SEVERAL = "A missile struck a hospital in Kharkiv on Monday. Missiles also hit Odesa, Sumy and Dnipro. "


@pytest.mark.parametrize(
    ("text", "low", "kind"),
    [
        # A count joined to one that has words of its own shares them; so does the next sentence that tells no attack.
        ("A missile hit a school. Across the country 12 people were killed and 30 injured.", 30, "country"),
        ("A missile hit a school. In the city 12 people were killed. The injured numbered 30.", 30, "city"),
        ("A missile hit a school. The night left 12 dead in the city, and 30 were hurt.", 30, "city"),
        # A town's toll is not the building's where several attacks are told ...
        (SEVERAL + "By noon 12 people had been killed in Kharkiv, the mayor said.", 12, "city"),
        ("A missile hit a clinic. The number of people killed in Kharkiv in the strikes rose to 12.", 12, "city"),
        # ... and is where one is.
        ("A bomb went off in a mosque in Peshawar, killing 12 people in the city's north.", 12, "facility"),
        # A site in front of the clause, known or not.
        ("Missiles hit a hospital. At Bluebell, a clinic across the river, 12 people were killed.", 12, "facility"),
        ("Missiles hit a school. The number of people killed in the strikes on Ukraine rose to 12.", 12, "country"),
    ],
)
def test_shared_and_wider_scopes(text: str, low: int, kind: str) -> None:
    assert scope(text, low).kind == kind


def test_an_unlisted_site_in_front_is_named() -> None:
    found = scope("Missiles hit a hospital. At Bluebell, a clinic across the river, 12 people were killed.", 12)
    assert found.text == "Bluebell"


def test_a_contrast_is_not_shared() -> None:
    text = "A missile hit a school. In the city 12 people were killed, while at a kindergarten five were injured."
    assert scope(text, 5).why != "the words of the count that it goes on from"


def test_a_headline_has_the_scope_of_the_text() -> None:
    claims = claims_of("Missiles hit a school. Across the country 12 people were killed.", title="Toll rises to 12")
    kinds = {one.casualty.scope.kind for one in claims if one.casualty and one.casualty.figure.low == 12}
    assert kinds == {"country"}


@pytest.mark.parametrize(
    ("text", "low", "kind"),
    [
        ("Missiles killed 28 people across Ukraine on Monday. In Kyiv alone 17 people died.", 17, "city"),
        ("The toll of the attack on Kyiv rose to 33. At the hospital itself two adults died.", 2, "facility"),
        ("Bombs in churches and hotels killed 207 people in Sri Lanka on Sunday.", 207, "country"),
    ],
)
def test_words_that_tell_a_part_from_the_whole(text: str, low: int, kind: str) -> None:
    assert scope(text, low).kind == kind


def test_another_clinic_is_not_the_one_told_before() -> None:
    text = (
        "A missile hit a children's hospital in Kyiv; two people died there. "
        "Nine people were killed at another clinic in Kyiv, the Lastivka, Anna Roe said."
    )
    assert scope(text, 9).text == "Lastivka"


def test_a_count_across_several_attacks_is_not_that_of_the_one_told() -> None:
    (claim,) = [
        one
        for one in claims_of(
            "Gunmen attacked a police post near Sumy. This was one of three related attacks in the area. "
            "At least eight people were killed across the attacks."
        )
        if one.casualty is not None and one.casualty.outcome == "killed"
    ]
    assert claim.casualty is not None
    assert (claim.casualty.scope.text, claim.casualty.scope.kind) == ("across the attacks", "unspecified")


def test_a_count_in_both_attacks_is_the_reports_own_where_it_tells_of_both() -> None:
    claims = claims_of("Gunmen attacked two police posts near Sumy. Eight people were killed in both attacks.")
    assert {one.casualty.scope.text for one in claims if one.casualty} != {"in both attacks"}
