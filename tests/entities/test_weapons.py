"""Weapons: classes, canonical names, noun phrases, and words of another sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.entities import weapons
from bearwitness.model import Passage, Report, Weapon

Row = tuple[str, str, str | None]


def found(text: str) -> list[Row]:
    body = Passage(id="p1", kind="body", text=text)
    rows: list[Row] = []
    for one in weapons.find(Report(id="r", capture="", language="en", passages=(body,))):
        assert text[one.start : one.end] == one.quote
        assert isinstance(one.weapon, Weapon)
        rows.append((one.quote, one.weapon.weapon_class, one.weapon.name))
    return rows


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("A Russian Kh-101 cruise missile hit the ward.", ("Kh-101 cruise missile", "missile", "Kh-101")),
        ("Two X-101 missiles were shot down.", ("X-101 missiles", "missile", "Kh-101")),
        ("Iranian-made Shahed drones flew in.", ("Shahed drones", "drone", "Shahed")),
        ("A Geran-2 drone fell on the roof.", ("Geran-2 drone", "drone", "Shahed-136")),
        ("A barrage of rockets fell.", ("rockets", "rocket", "rocket")),
        (
            "A short-range ballistic missile struck it.",
            ("short-range ballistic missile", "missile", "ballistic missile"),
        ),
        ("They fired an anti-tank guided missile.", ("anti-tank guided missile", "missile", "anti-tank missile")),
        ("FAB-500 glide bombs hit the plant.", ("FAB-500 glide bombs", "bomb", "FAB-500")),
        ("Helicopters dropped barrel bombs.", ("barrel bombs", "bomb", "barrel bomb")),
        ("82mm mortar shells landed in the yard.", ("82mm mortar shells", "artillery", "mortar")),
        ("A tank shell pierced the wall.", ("tank shell", "artillery", "tank")),
        ("An IED went off by the road.", ("IED", "explosive", "improvised explosive device")),
        ("The explosives-laden truck blew up.", ("explosives-laden truck", "explosive", "vehicle bomb")),
        ("He wore a suicide vest.", ("suicide vest", "explosive", "suicide vest")),
        ("A land mine killed two farmers.", ("land mine", "mine", "landmine")),
        ("An anti-personnel mine lay there.", ("anti-personnel mine", "mine", "anti-personnel mine")),
        ("He had an AK-47 rifle.", ("AK-47 rifle", "small_arms", "AK-47")),
        ("A .40-caliber handgun was found.", (".40-caliber handgun", "small_arms", "handgun")),
        ("The gunmen carried 7.62mm rifles.", ("7.62mm rifles", "small_arms", "rifle")),
        ("She was stabbed with a kitchen knife.", ("kitchen knife", "blade", "knife")),
        ("They threw Molotov cocktails.", ("Molotov cocktails", "incendiary", "Molotov cocktail")),
        ("White phosphorus shells burned the roofs.", ("White phosphorus shells", "incendiary", "white phosphorus")),
        ("Doctors spoke of sarin.", ("sarin", "chemical", "sarin")),
        ("HIMARS rockets hit the bridge.", ("HIMARS rockets", "rocket", "HIMARS")),
        ("A hand grenade was thrown.", ("hand grenade", "grenade", "hand grenade")),
        ("An explosives‑laden car stood there.", ("explosives‑laden car", "explosive", "vehicle bomb")),
    ],
)
def test_a_weapon_with_its_class_and_name(text: str, row: Row) -> None:
    assert found(text) == [row]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor answered with a missile of criticism.",
        "Gun control divides the county.",
        "The bomb squad came and left.",
        "A coal mine fell in and nine miners died.",
        "This seat is mine.",
        "The money went through a shell company.",
        "He was cut on the scalp.",
        "The Lancet printed the study.",
        "The family lives in the Iskander quarter.",
        "Mr. Glock spoke at length.",
        "The speech droned on for an hour.",
        "It was a bombshell.",
        "Troops shelled the town.",
        "Bomb threats closed the school.",
        "He begun to lose his temper.",
    ],
)
def test_words_of_another_sense(text: str) -> None:
    assert found(text) == []


def test_case_of_acronyms_and_names_counts() -> None:
    assert found("The tow truck carried a patriot.") == []
    assert found("A SCALP missile hit it.") == [("SCALP missile", "missile", "Storm Shadow")]


def test_two_weapons_are_two_mentions() -> None:
    assert [row[2] for row in found("Kalibr cruise missiles and Shahed drones were used.")] == ["Kalibr", "Shahed"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_keeps_offsets(text: str) -> None:
    found(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["İ", "Kh-101", "ẞ", " ", "missile", "the", "shell", "-", "GUN", "ŉ"]), max_size=30))
def test_letters_that_change_length_in_small_letters_keep_offsets(pieces: list[str]) -> None:
    found(" ".join(pieces))
