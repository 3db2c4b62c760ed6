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
