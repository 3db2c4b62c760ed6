"""Tolls that the same report takes back."""

from __future__ import annotations

import pytest
from telling import parser, report

from bearwitness.entities import mentions
from bearwitness.extract import extract

LOWERED = "Officials on Friday lowered the number of people killed by the blast at the Harmat market to 61."
PAST = "By Wednesday the death toll had gone up to 74."


def told(text: str) -> dict[int | None, str]:
    one = report(text)
    found = extract(one, mentions(one), parser=parser())
    return {claim.casualty.figure.high: claim.modality for claim in found if claim.casualty is not None}


@pytest.mark.parametrize("text", [f"{LOWERED} {PAST}", f"{PAST} {LOWERED}"])
def test_a_higher_toll_told_as_past_beside_a_lowered_one_is_denied(text: str) -> None:
    assert told(text) == {61: "asserted", 74: "denied"}


def test_without_a_lowered_toll_the_past_one_stands() -> None:
    assert told(f"A blast at the Harmat market killed 61 people. {PAST}")[74] == "asserted"


def test_a_toll_that_was_lower_before_is_not_taken_back() -> None:
    assert told(f"{LOWERED} On Monday the death toll had reached 40.")[40] == "asserted"
