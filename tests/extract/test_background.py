"""The report's own event against earlier ones, and attacks against other causes."""

from __future__ import annotations

import pytest
from telling import claims_of, figures_of, parser, report

from bearwitness.entities import mentions
from bearwitness.extract import background, prepare

NEWS = "A missile hit the market on Monday, killing nine people."


def about(text: str, low: int) -> str:
    return next(one.about for one in claims_of(text) if one.casualty and one.casualty.figure.low == low)


@pytest.mark.parametrize(
    "earlier",
    [
        "Last month a similar attack killed 60 people.",
        "In 2014, a bomb there killed 60 people.",
        "It comes a year after 60 people were killed by a bomb.",
        "On March 3 a rocket killed 60 people in the same town.",
        "More than 60 people have been killed since the war began.",
        "The group claimed it as revenge for a raid that killed 60 people.",
    ],
)
def test_an_earlier_event_is_background(earlier: str) -> None:
    text = f"{NEWS} {earlier}"
    assert about(text, 9) == "main"
    assert about(text, 60) == "background"


@pytest.mark.parametrize(
    "text",
    [
        "The missile strike, the worst since February 2022, left nine people dead.",
        "In the deadliest bombing since 2015, nine people were killed on Monday.",
        "No attack since 2010 has been bloodier: nine people were killed on Monday.",
    ],
)
def test_a_comparison_with_the_past_is_no_background(text: str) -> None:
    assert about(text, 9) == "main"


def test_what_follows_a_background_sentence_is_background() -> None:
    text = f"{NEWS}\n\nIn October 2002 militants attacked a theatre. Two days later 60 people were dead."
    assert about(text, 60) == "background"


@pytest.mark.parametrize(
    "text",
    [
        "A lightning strike left nine people dead.",
        "A bus plunged off a bridge, killing nine.",
        "An earthquake killed nine people in the hills.",
        "Nine patients died while resident doctors were on strike.",
        "A cyberattack hit nine hospitals.",
    ],
)
def test_other_causes_are_no_attack(text: str) -> None:
    one = report(text)
    context = prepare(one, mentions(one), parser=parser())
    assert context is None or claims_of(text) == () or not background.read(context).attack


def test_debris_of_intercepted_drones_is_an_attack() -> None:
    assert about("Debris of intercepted drones hit two homes; nine people were injured.", 9) == "main"


def test_a_bulletin_of_losses_is_background() -> None:
    text = (
        "Enemy losses over the past day: 1,100 soldiers were killed. The General Staff counts 42 artillery systems "
        "and three tanks among the losses."
    )
    assert {one.about for one in claims_of(text)} <= {"background"}


def test_what_crashed_after_it_was_fired_on_is_no_accident() -> None:
    shot = "Rebels opened fire on an army helicopter near the town. The helicopter crashed, killing five soldiers."
    other = "Rebels opened fire on an army helicopter near the town. The bus crashed, killing five passengers."
    assert "killed 5" in figures_of(shot)
    assert "killed 5" not in figures_of(other)
