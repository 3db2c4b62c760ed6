"""Who speaks for a state: one side's voice is one origin, and bodies that count for themselves are their own."""

from __future__ import annotations

import pytest

from bearwitness.model import Attribution, Record
from bearwitness.reconcile.states import state_voice
from reconcile.builders import HOSPITAL, KYIV, Told, day, records_of, report, the


def said_by(name: str) -> Attribution:
    return Attribution(speaker=name, organisation=name, name=name)


def strike(name: str) -> tuple[Told, str]:
    made = report(name)
    return made, made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL)


def who_explains(*names: str) -> list[str]:
    made, here = strike("a")
    for name in names:
        made.explains("air_defence", of=here, by=said_by(name))
    (found,) = records_of(made)[0].explanations
    return [one.who for one in found.voices]


def counting(*names: str) -> Record:
    told = []
    for at, name in enumerate(names):
        made, here = strike(f"r{at}")
        made.toll("killed", "5", of=here, by=said_by(name))
        told.append(made)
    return records_of(*told)[0]


@pytest.mark.parametrize(
    ("text", "code", "body"),
    [
        ("Moscow", "RU", False), ("Russian Federation", "RU", False), ("the Kremlin", "RU", False),
        ("Kremlin spokesman", "RU", True), ("Russia's Defence Ministry", "RU", True),
        ("Ministry of Foreign Affairs of Norway", "NO", True), ("Israeli military", "IL", True),
        ("Ukrainian officials", "UA", True), ("the Pentagon", "US", True), ("the army", None, True),
    ],
)  # fmt: skip
def test_what_speaks_for_a_state(text: str, code: str | None, body: bool) -> None:
    voice = state_voice(text)
    assert voice is not None
    assert (voice.code, voice.body) == (code, body)


@pytest.mark.parametrize(
    "text",
    [
        "Health Ministry of Lebanon",
        "State Emergency Service of Ukraine",
        "Security Service of Ukraine",
        "police of Peshawar",
    ],
)
def test_who_counts_or_examines_for_itself_does_not(text: str) -> None:
    assert state_voice(text) is None


def test_a_state_holds_an_account_once() -> None:
    assert who_explains("Moscow", "Russia", "Ministry of Defence of Russia") == ["Ministry of Defence of Russia"]
    assert who_explains("Moscow", "Russian foreign ministry", "Ministry of Defence of Russia") == ["Russia"]
    assert who_explains("Moscow", "Kyiv") == ["Russia", "Ukraine"]


def test_bodies_that_count_are_origins_of_their_own() -> None:
    assert the(counting("Ministry of Defence of Russia", "Russian foreign ministry"), "killed").origins == 2
    assert the(counting("State Emergency Service of Ukraine", "Health Ministry of Ukraine"), "killed").origins == 2


def test_a_capital_that_counts_is_the_body_that_speaks_for_it() -> None:
    figure = the(counting("Moscow", "Ministry of Defence of Russia"), "killed")
    assert (figure.origins, {one.origin for one in figure.readings}) == (1, {"Ministry of Defence of Russia"})
    assert the(counting("Moscow", "Russia"), "killed").origins == 1
