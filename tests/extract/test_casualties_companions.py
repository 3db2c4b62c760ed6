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
        ("The air strike killed Omar Shah, his wife and their children.", "killed 4+"),
        ("His brother Ali Shah and his parents were killed in the air strike.", "killed 3+"),
        ("Omar Shah, her husband, and Ann Reed were killed in the air strike.", "killed 2"),
        ("The air strike killed Omar Shah and wounded his children.", "killed 1"),
        ("The driver Omar Shah and the cook Ann Reed from the clinic were killed in the air strike.", "killed 2"),
        ("One man was killed in the shooting, and another man died in hospital.", "killed 2"),
        ("One man was killed in the shooting. Another man was treated in hospital.", "killed 1"),
        (
            "At least 21 relatives from three generations of the Dale (Dahl) family were killed in the air strike.",
            "killed 21+",
        ),
        ("Seven members of the Dale family along with nine other guests were killed in the air strike.", "killed 16"),
        ("At least two people, a village elder and his guard, were killed in the bombing.", "killed 2+"),
        ("Three people, two guards and a nurse, were killed in the bombing.", "killed 3"),
        ("Two guards, a nurse, and three children, were killed in the bombing.", "killed 6"),
        ("Assailants shot and killed Omar Dale, a Border Police (BP) Officer, in Maymana, Faryab, Asia.", "killed 1"),
        ("Three bombers attacked a court. In addition to the assailants, seven people were killed.", "killed 10"),
        (
            "At least 18 guests, mostly women and children, all from one town, were killed in the air strike.",
            "killed 18+",
        ),
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


@pytest.mark.parametrize(
    ("text", "injured"),
    [
        (
            "Sixteen people died in the air strike, including two girls and six women, and nine others were hurt.",
            9,
        ),
        (
            "The air strike led to ten guests being killed, including seven boys, and at least one being injured.",
            1,
        ),
        (
            "Four people were killed in the air strike, and 52 others, including two guards and 17 guests, were hurt.",
            52,
        ),
    ],
)
def test_what_is_told_after_the_parts_of_the_dead_is_another_count(text: str, injured: int) -> None:
    told = [one for one in claims_of(text) if one.casualty is not None and one.casualty.outcome == "injured"]
    totals = [one.casualty.figure.low for one in told if one.casualty and one.casualty.change == "total"]
    assert totals == [injured]


def test_a_family_whose_children_are_not_counted_is_no_total_beside_a_higher_one() -> None:
    text = "Omar Shah, his wife and his children were killed in the air strike. In all 15 relatives were killed there."
    killed = {
        one.casualty.figure.low: one.casualty.change
        for one in claims_of(text)
        if one.casualty is not None and one.casualty.outcome == "killed"
    }
    assert killed[15] == "total"
    assert killed[4] == "part"


def test_possibly_inside_a_range_does_not_make_the_harm_possible() -> None:
    text = "At least one but possibly up to 12 guests were killed and dozens injured in the air strike."
    assert {one.modality for one in claims_of(text) if one.casualty is not None} == {"asserted"}
