"""Families and companions told with somebody: who is added to the count, and who is only mentioned."""

from __future__ import annotations

import pytest
from telling import claims_of, figures_of


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("The air strike killed Omar Shah, his wife and three children.", "killed 5"),
        ("Omar Shah was killed alongside his four sons in an air strike on the house.", "killed 5"),
        ("Omar Shah was killed along with his wife Ann Shah and three children in an air strike.", "killed 5"),
        ("The air strike killed five guards along with two children.", "killed 7"),
        ("Omar Shah was killed with his son looking on in the air strike.", "killed 1"),
        ("Omar Shah was killed with a rifle in the attack.", "killed 1"),
        ("At least one civilian, a young man, was killed in the air strike.", "killed 1+"),
        ("Two guards for a border commander were killed in the attack.", "killed 2"),
        ("Gunmen seized six guards on a bus. All of the guards were found dead.", "killed 6"),
        ("A military general was killed in the attack on the base.", "killed 1"),
        ("Three bombers attacked a court. In addition to the assailants, seven people were killed.", "killed 10"),
        (
            "At least 25 guests of two families, including a cook and ten children, were killed in the air strike.",
            "killed 25+",
        ),
    ],
)
def test_who_is_counted(text: str, killed: str) -> None:
    people = {one for one in figures_of(text) if one.startswith("killed ") and one.split()[1].rstrip("+").isdecimal()}
    assert killed in people
    assert max(int(one.split()[1].rstrip("+")) for one in people) == int(killed.split()[1].rstrip("+"))


def test_a_family_told_after_a_higher_total_is_a_part_of_it() -> None:
    text = (
        "Seventeen people were killed in the air strike on the house. "
        "Omar Shah was killed along with his wife and three children."
    )
    totals = {
        one.casualty.figure.low
        for one in claims_of(text)
        if one.casualty and one.casualty.outcome == "killed" and one.casualty.change == "total"
    }
    assert totals == {17}
