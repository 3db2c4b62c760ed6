"""State of the rescue and the workers at it."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

ATTACK = "A missile hit a block of flats in Dnipro on Tuesday, killing five people. "


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Rescue operations are ongoing.", "ongoing"),
        ("Rescuers are searching the rubble for survivors.", "ongoing"),
        ("The search and rescue operation has been completed.", "finished"),
        ("The search was suspended at nightfall.", "suspended"),
        ("Rescuers were hampered by further shelling.", "hampered"),
    ],
)
def test_states(text: str, state: str) -> None:
    found = of_kind(claims(report(ATTACK + text)), "rescue")
    assert [one.rescue.state for one in found if one.rescue] == [state]


def test_how_many_are_at_it() -> None:
    found = of_kind(claims(report(ATTACK + "Some 120 rescuers are searching the rubble.")), "rescue")
    assert [one.rescue.workers.low for one in found if one.rescue and one.rescue.workers] == [120]


def test_the_hunt_for_a_gunman_is_no_rescue() -> None:
    assert (
        of_kind(claims(report("Gunmen killed two people in Tulsa. Police are searching for the gunman.")), "rescue")
        == []
    )


def test_rescuers_who_must_stop_and_a_toll_that_is_no_workforce() -> None:
    text = (
        "A missile strike killed 20; 150 rescuers went on searching. Rescuers had to stop work because of new shelling."
    )
    found = [one.rescue for one in of_kind(claims(report(text)), "rescue") if one.rescue]
    assert [(one.state, one.workers.low if one.workers else None) for one in found] == [
        ("ongoing", 150),
        ("suspended", None),
    ]
