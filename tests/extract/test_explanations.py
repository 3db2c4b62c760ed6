"""How an attack is said to have come about, by whom, and comment voices apart."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

ATTACK = "A missile hit a hospital in Kyiv on Tuesday, killing five people. "


def told(text: str) -> set[tuple[str, str]]:
    found = of_kind(claims(report(ATTACK + text)), "explanation")
    return {(one.explanation.explanation, one.explanation.stance) for one in found if one.explanation}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor called it a deliberate attack on civilians.", ("deliberate", "asserted")),
        ("The ministry said the missile had missed its target.", ("off_target", "asserted")),
        ("Moscow said the building was hit by a Ukrainian air-defence missile.", ("air_defence", "asserted")),
        ("Investigators said the rocket fell short.", ("misfire", "asserted")),
        ("The envoy spoke of a staged incident.", ("staged", "asserted")),
        ("The army said it had struck a military command centre.", ("military_target", "asserted")),
        ("Officials said it was probably an accident.", ("accident", "asserted")),
        ("The cause of the blast was not known.", ("unknown_cause", "asserted")),
        ("The army denied that the attack was deliberate.", ("deliberate", "denied")),
    ],
)
def test_kinds_and_stances(text: str, expected: tuple[str, str]) -> None:
    assert expected in told(text)


def test_who_holds_it() -> None:
    found = of_kind(claims(report(ATTACK + "Mayor Olha Danko called it a deliberate attack.")), "explanation")
    assert [one.attribution.speaker for one in found if one.attribution] == ["Olha Danko"]


def test_a_commenter_is_a_voice_of_their_own() -> None:
    one = report(
        ATTACK.strip(),
        more=(("comment", "It was a false flag, and 900 people were killed elsewhere.", "stan"),),
    )
    found = [claim for claim in claims(one) if claim.evidence[0].passage.kind == "comment"]
    assert [(claim.kind, claim.attribution.speaker) for claim in found if claim.attribution] == [
        ("explanation", "stan")
    ]
