"""Condemnations, condolences, appeals: who reacts, and that telling the attack is none."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The United Nations condemned the missile strike that killed 12 people in Sumy.", "United Nations"),
        ("France expressed its condolences after the suicide bombing killed 15 people in Kabul.", "France"),
        ("A bombing killed nine people on Monday. The mayor, Ana Duarte, called for calm.", "Ana Duarte"),
    ],
)
def test_who_reacts(text: str, who: str) -> None:
    (one,) = of_kind(claims(report(text)), "reaction")
    assert one.attribution is not None
    assert who in (one.attribution.speaker or "")


def test_telling_the_attack_is_no_reaction() -> None:
    text = "Police said a bombing killed nine people on Monday. Nobody called for help in time."
    assert of_kind(claims(report(text)), "reaction") == []
