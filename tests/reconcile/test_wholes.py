"""Counts whose words mean more than the one target go to the wider incident."""

from __future__ import annotations

import pytest

from bearwitness.model import Record, Scope
from reconcile.builders import COUNTRY, DNIPRO, HOSPITAL, KLYMENKO, KYIV, MAYOR, Told, day, records_of, report

TARGET = Scope(text="Central Children's Hospital", kind="facility", why="the target of the attack")
WORDS = Scope(text="Central Children's Hospital", kind="facility", why="the count's own words")


def tree() -> Told:
    """A wave over a country, a part in one town, and the hospital in it."""
    made = report("a", text="Ten people were killed across Ukraine, nine of them in Kyiv.")
    wave = made.attack(place=COUNTRY, when=day("2024-07-08"))
    city = made.attack(place=KYIV, when=day("2024-07-08"), part_of=wave)
    hospital = made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL, part_of=city)
    made.attack(place=DNIPRO, when=day("2024-07-08"), part_of=wave)
    for outcome, of, value in (("killed", wave, "10"), ("killed", city, "9"), ("killed", hospital, "2")):
        made.toll(outcome, value, of=of, by=MAYOR)
    return made


def follow_up(text: str, *told: tuple[str, str, str], scope: Scope = TARGET) -> list[Record]:
    """The records after a second report, which is on the hospital and gives (outcome, number, words)."""
    made = report("b", published="2024-07-09", text=text)
    here = made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL)
    for outcome, value, words in told:
        made.toll(outcome, value, of=here, by=KLYMENKO, scope=scope, words=words)
    return list(records_of(tree(), made))


def numbers(records: list[Record], kind: str) -> dict[str, int | None]:
    """Headlines of the figures of the record at one level."""
    where = next(one for one in records if kind == ("hospital" if one.target else one.where and one.where.precision))
    return {one.outcome: one.headline for one in where.figures if one.scope.incident == where.id}


@pytest.mark.parametrize("words", ["the dead in Kyiv", "27 people were killed in Kyiv", "the toll in Kyiv"])
def test_a_harm_in_the_town_is_the_towns(words: str) -> None:
    records = follow_up(f"The hospital was hit. Prosecutors put {words} at 27.", ("killed", "27", words))
    assert numbers(records, "city")["killed"] == 27
    assert numbers(records, "hospital")["killed"] == 2


def test_those_killed_in_strikes_are_the_whole_waves() -> None:
    text = "The hospital was hit. A day of mourning was held for the 38 people killed in Monday's strikes."
    records = follow_up(text, ("killed", "38", "38 people killed"))
    assert numbers(records, "country")["killed"] == 38
    assert numbers(records, "hospital")["killed"] == 2


def test_what_goes_on_counting_has_the_same_scope() -> None:
    text = "The hospital was hit. Prosecutors put the dead in Kyiv at 27 and the injured at 82."
    records = follow_up(text, ("killed", "27", "the dead in Kyiv at 27"), ("injured", "82", "the injured at 82"))
    assert numbers(records, "city") == {"killed": 27, "injured": 82}


@pytest.mark.parametrize(
    ("words", "scope"),
    [("5 people were killed", TARGET), ("5 people were killed", WORDS), ("5 died at a hospital in Kyiv", TARGET)],
)
def test_a_count_of_the_target_stays_the_targets(words: str, scope: Scope) -> None:
    records = follow_up(f"The hospital was hit. {words}.", ("killed", "5", words), scope=scope)
    assert numbers(records, "hospital")["killed"] == 5
    assert numbers(records, "city")["killed"] == 9
