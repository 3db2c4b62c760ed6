"""Accused, claimed, denied, conceded."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report


def stances(text: str) -> set[tuple[str, str]]:
    return {
        (
            one.responsibility.actor.side or one.responsibility.actor.country or one.responsibility.actor.name,
            one.responsibility.stance,
        )
        for one in of_kind(claims(report(text)), "responsibility")
        if one.responsibility is not None
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Russian missile struck a school in Sumy, killing three people.", ("RU", "accused")),
        ("The town was shelled by Russian troops on Tuesday; two people died.", ("RU", "accused")),
        (
            "A shell hit the market, killing six. A rebel spokesman repeated that they had not shelled it.",
            ("rebels", "denied"),
        ),
        (
            "A shell hit the market, killing six. The rebel command denied that its guns had fired.",
            ("rebels", "denied"),
        ),
        ("A missile hit the market and killed six. Ukraine accused Russian troops of the attack.", ("RU", "accused")),
        ("A rocket hit the market and killed six people. Officials blamed Israel.", ("IL", "accused")),
        (
            "A bomb killed 12 people in Kabul. The Islamic State group claimed responsibility for the attack.",
            ("Islamic State", "claimed"),
        ),
        (
            "A bomb killed 12 people in Kabul. Responsibility was claimed by the Islamic State group.",
            ("Islamic State", "claimed"),
        ),
        ("A missile killed 12 people in Kramatorsk. Russia denied any involvement in the attack.", ("RU", "denied")),
    ],
)
def test_stances(text: str, expected: tuple[str, str]) -> None:
    assert expected in stances(text)


def test_a_denial_is_no_accusation() -> None:
    text = "A missile killed 12 people in Kramatorsk. Russia denied any involvement in the attack."
    assert ("RU", "accused") not in stances(text)


def test_nobody_claimed_it() -> None:
    text = "A bomb killed 12 people in Kabul. No group has claimed responsibility for the attack."
    assert not {one for one in stances(text) if one[1] == "claimed"}


def test_unnamed_gunmen_accuse_nobody() -> None:
    assert stances("Gunmen opened fire on a bus in Karachi, killing six people.") == set()


def test_a_spokesman_claims_for_his_side_in_a_direct_quote() -> None:
    text = (
        "A drone hit a ship, killing two. “We carried out this operation,” said Saleh Ali, a Houthi military spokesman."
    )
    assert stances(text) == {("Houthis", "claimed")}


def test_after_a_semicolon_nobody_speaks_for_what_stood_before() -> None:
    text = "Pakistan's army killed 12 people in a raid; India accused Pakistan of shelling a village, killing three."
    found = [one for one in of_kind(claims(report(text)), "responsibility") if one.rule == "responsibility.grammar"]
    assert [one.attribution for one in found] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "The Taliban regularly attack police posts. On Monday a roadside bomb killed four people there.",
        "Gunmen killed 60 people in what is one of Russia's deadliest attacks for decades.",
        "A blast hit the port, killing two, days after soldiers whom Hezbollah is alleged to have killed were buried.",
    ],
)
def test_what_accuses_nobody(text: str) -> None:
    assert {one for one in stances(text) if one[1] == "accused"} == set()
