"""Lists of names, tolls told at length, and who is counted in."""

from __future__ import annotations

import pytest
from telling import claims_of, shown

BLAST = "An explosion tore through the Al-Brenna hospital in Harmat on Friday."


def told(text: str) -> set[str]:
    return {
        f"{one.casualty.group} {one.casualty.outcome} {shown(one.casualty.figure)}"
        for one in claims_of(text)
        if one.casualty is not None
    }


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("The ministry published a list with 50 names of prisoners killed in it.", "people killed 50"),
        (
            "On the list of the dead that the Ministry of Civil Aid has made public there are 120 people.",
            "people killed 120",
        ),
        (
            "An assessment puts the dead of the explosion at the Al-Brenna hospital at between 80 and 140.",
            "people killed 80..140",
        ),
        ("It killed 12 American service members.", "combatants killed 12"),
        ("Fifty-nine people died, the gunman included, and 527 were injured.", "people injured 527"),
    ],
)
def test_it_is_read(text: str, figure: str) -> None:
    assert figure in told(f"{BLAST} {text}")


def test_whoever_is_counted_in_is_not_the_subject_of_what_follows() -> None:
    found = told(f"{BLAST} Fifty-nine people died, the gunman included, and 527 were injured.")
    assert not {one for one in found if one.startswith("attackers injured")}
