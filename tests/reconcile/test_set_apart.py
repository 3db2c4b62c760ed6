"""Counts that their own words set against others: contrasts, upper ends, bounds from both sides, two outcomes."""

from __future__ import annotations

import pytest

from bearwitness.model import Conflict
from reconcile.builders import HOSPITAL, KLYMENKO, KYIV, MAYOR, RESCUERS, Told, day, records_of, report, the

WHILE = "Rescuers counted 88 dead, while the mayor spoke of 74."
BESIDE = "Rescuers counted 88 dead. The mayor spoke of 74."


def attack(name: str, published: str = "2024-07-08", text: str = BESIDE) -> tuple[Told, str]:
    made = report(name, published=published, text=text)
    return made, made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL)


def conflicts(*told: Told) -> list[Conflict]:
    return sorted({one for record in records_of(*told) for one in record.conflicts}, key=lambda one: one.claims)


@pytest.mark.parametrize(("text", "kinds"), [(WHILE, ["figure"]), (BESIDE, [])])
def test_two_voices_of_one_report_contradict_each_other_where_it_sets_them_apart(text: str, kinds: list[str]) -> None:
    one, here = attack("a", text=text)
    one.toll("killed", "88", of=here, by=RESCUERS, words="88")
    one.toll("killed", "74", of=here, by=MAYOR, words="74")
    two, here = attack("b", "2024-07-11")
    two.toll("killed", "90", of=here, by=KLYMENKO)
    assert [made.kind for made in conflicts(one, two)] == kinds


@pytest.mark.parametrize(
    ("first", "kinds"), [("100-300", ["figure"]), ("<=300", ["figure"]), (">=300", []), ("300", [])]
)
def test_a_count_does_not_outgrow_an_estimate_that_names_its_upper_end(first: str, kinds: list[str]) -> None:
    one, here = attack("a", "2024-07-08")
    one.toll("killed", first, of=here, by=MAYOR)
    two, here = attack("b", "2024-07-09")
    two.toll("killed", "471", of=here, by=KLYMENKO)
    assert [made.kind for made in conflicts(one, two)] == kinds


def test_at_least_and_nearly_one_number_in_one_report() -> None:
    one, here = attack("a")
    ids = {one.toll("killed", ">=137", of=here, by=KLYMENKO), one.toll("killed", "<137", of=here, by=MAYOR)}
    (found,) = conflicts(one)
    assert (found.kind, set(found.claims), found.state) == ("figure", ids, "stands")
    two, here = attack("b", "2024-07-11")
    two.toll("killed", "158", of=here, by=KLYMENKO)
    assert conflicts(one, two)[0].state == "resolved"


def test_nearly_a_number_here_and_at_least_that_number_there_is_a_toll_that_grew() -> None:
    one, here = attack("a")
    one.toll("killed", "<137", of=here, by=MAYOR)
    two, here = attack("b")
    two.toll("killed", ">=137", of=here, by=KLYMENKO)
    assert conflicts(one, two) == []


@pytest.mark.parametrize(
    ("number", "published", "kinds"), [("143", "08", ["figure"]), ("3", "08", []), ("143", "09", [])]
)
def test_one_number_with_two_outcomes_on_one_day(number: str, published: str, kinds: list[str]) -> None:
    one, here = attack("a")
    one.toll("killed", number, of=here, by=KLYMENKO)
    two, here = attack("b", f"2024-07-{published}")
    two.toll("missing", number, of=here, by=MAYOR)
    assert [made.kind for made in conflicts(one, two)] == kinds


def test_one_report_that_gives_a_number_to_both_outcomes_means_both() -> None:
    one, here = attack("a")
    one.toll("killed", "143", of=here, by=KLYMENKO)
    one.toll("missing", "143", of=here, by=KLYMENKO)
    assert conflicts(one) == []


def test_a_number_in_words_stands_before_one_pieced_together_from_persons() -> None:
    one, here = attack("a")
    one.toll("killed", "1", of=here, by=MAYOR)
    two, here = attack("b", "2024-07-11")
    two.toll("killed", "2", of=here, by=KLYMENKO, rule="counted_persons")
    dead = the(records_of(one, two)[0], "killed")
    assert (dead.low, dead.high, dead.headline) == (1, 1, 1)
    assert [reading.live for reading in dead.readings] == [True, False]


def test_what_is_pieced_together_counts_where_no_other_report_gives_a_number() -> None:
    one, here = attack("a")
    one.toll("killed", "2", of=here, by=KLYMENKO, rule="counted_persons")
    assert the(records_of(one)[0], "killed").headline == 2


@pytest.mark.parametrize(("correction", "range_"), [(False, (2, 2)), (True, (0, 2))])
def test_nobody_beside_people_counted_is_nobody_else(correction: bool, range_: tuple[int, int]) -> None:
    one, here = attack("a")
    one.toll("injured", "2", of=here, by=MAYOR)
    two, here = attack("b", "2024-07-09", "A correction: nobody was hurt." if correction else "Nobody was hurt.")
    two.toll("injured", "0", of=here, by=KLYMENKO, words="obody")
    hurt = the(records_of(one, two)[0], "injured")
    assert (hurt.low, hurt.high) == range_


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [("1", "2", ["weapon"]), ("2", "2", []), ("2", "40", []), (">=1", "2", [])],
)
def test_how_many_missiles_came_down(first: str, second: str, kinds: list[str]) -> None:
    one, here = attack("a")
    one.weapon("missile", of=here, by=MAYOR, count=first)
    two, here = attack("b")
    two.weapon("rocket", of=here, by=KLYMENKO, weapon_class="rocket", count=second)
    assert [made.kind for made in conflicts(one, two)] == kinds


def test_a_report_that_tells_of_two_missiles_and_of_one_of_them_contradicts_nobody() -> None:
    one, here = attack("a")
    one.weapon("missile", of=here, by=MAYOR, count="2")
    one.weapon("missile", of=here, by=MAYOR, count="1")
    two, here = attack("b")
    two.weapon("missile", of=here, by=KLYMENKO, count="1")
    assert conflicts(one, two) == []


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [("2750000", "2700000", ["weapon"]), ("2750000", "2800000", []), (">2700000", "2750000", [])],
)
def test_how_much_of_an_explosive(first: str, second: str, kinds: list[str]) -> None:
    one, here = attack("a")
    one.weapon("ammonium nitrate", of=here, by=MAYOR, weapon_class="explosive", kilograms=first)
    two, here = attack("b")
    two.weapon("ammonium nitrate", of=here, by=KLYMENKO, weapon_class="explosive", kilograms=second)
    assert [made.kind for made in conflicts(one, two)] == kinds
