"""People harmed in the plural without a number: a claim with an unknown number, never a figure."""

from __future__ import annotations

import pytest
from telling import claims_of


def untold(text: str) -> set[str]:
    """Outcome and group of the main claims that are told as a fact and have no number."""
    return {
        f"{one.casualty.outcome} {one.casualty.group}"
        for one in claims_of(text)
        if one.casualty is not None and one.modality in ("asserted", "reported")
        if one.casualty.figure.qualifier == "unknown"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two farmers were killed and others were wounded in the air strike.", {"injured people"}),
        ("The air strike hit a house, killing two people and injuring some civilians.", {"injured civilians"}),
        ("The radio reported that women were injured in the shelling.", {"injured women"}),
        ("Civilians were killed and wounded in an air strike on the port.", {"killed civilians", "injured civilians"}),
        ("A number of people were killed and injured in the bombing.", {"killed people", "injured people"}),
        ("The bombing led to “deaths” and “injuries”.", {"killed people", "injured people"}),
        ("At least six were killed and an unknown number were wounded in the bombing.", {"injured people"}),
        ("Gunmen shot and killed Omar Karim in the attack.", set()),
        ("The bombing left no deaths or injuries.", set()),
        ("The bombing left three dead and five wounded.", set()),
        ("The number of deaths and injuries in the bombing was not given.", set()),
        ("Police searched the house after the bombing that wounded ten people.", set()),
        ("The wounded of the bombing were taken home by police.", set()),
    ],
)
def test_a_plural_without_a_number_is_a_claim_of_an_unknown_number(text: str, expected: set[str]) -> None:
    assert untold(text) == expected


def test_a_number_of_and_several_stay_figures() -> None:
    figures = {
        (one.casualty.outcome, one.casualty.figure.low, one.casualty.figure.high)
        for one in claims_of("The shelling killed a number of people and wounded several others.")
        if one.casualty is not None
    }
    assert figures == {("killed", 2, 99), ("injured", 3, 9)}
