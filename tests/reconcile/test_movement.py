"""Corrections, parts and wholes, counts that go on from another, and numbers that may fall."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.model import Attribution, Conflict, Record
from reconcile.builders import HOSPITAL, KLYMENKO, KYIV, MAYOR, RESCUERS, Told, day, records_of, report, the

COUNCIL = Attribution(speaker="city council", organisation="city council", name="city council")


def strike(name: str, published: str, *, text: str | None = None) -> tuple[Told, str]:
    made = report(name, published=published, **({"text": text} if text else {}))
    return made, made.attack(place=KYIV, when=day("2024-07-08"))


def conflicts(*told: Told) -> list[Conflict]:
    found = {one for record in records_of(*told) for one in record.conflicts}
    return sorted(found, key=lambda one: (one.kind, one.claims, one.why))


def first(*told: Told) -> Record:
    return records_of(*told)[0]


def corrected(words: str) -> tuple[Told, Told]:
    one, here = strike("a", "2024-07-09")
    one.toll("killed", "45", of=here, by=MAYOR)
    text = f"The council {words}. A missile hit the capital."
    two, here = strike("b", "2024-07-10", text=text)
    two.toll("killed", "31", of=here, by=COUNCIL, words="31")
    return one, two


@pytest.mark.parametrize("words", ["revised the toll from 45 down to 31", "counts 31 dead, not 45"])
def test_an_official_correction_that_names_the_number_settles_it_for_all(words: str) -> None:
    one, two = corrected(words)
    figure = the(first(one, two), "killed")
    assert (figure.low, figure.high, figure.headline, figure.status) == (31, 31, 31, "superseded")
    (conflict,) = conflicts(one, two)  # once, though it is a fall and a contradiction
    assert (conflict.kind, conflict.state, conflict.resolved_by) == ("toll_fell", "resolved", two.claims[-1].id)
    assert "correction" in (conflict.resolution or "")


def test_a_lower_number_that_corrects_nothing_leaves_the_other_standing() -> None:
    one, two = corrected("counts 31 dead")
    assert the(first(one, two), "killed").status == "contested"
    assert [conflict.resolved_by for conflict in conflicts(one, two)] == [None]


@pytest.mark.parametrize("outcome", ["missing", "trapped", "abducted"])
def test_people_who_are_found_are_no_contradiction(outcome: str) -> None:
    one, here = strike("a", "2024-07-08")
    one.toll(outcome, "40", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-10")
    two.toll(outcome, "12", of=here, by=RESCUERS)
    assert the(first(one, two), outcome).headline == 12
    assert conflicts(one, two) == []


def test_a_part_that_grew_later_leaves_the_old_whole_behind() -> None:
    one, here = strike("a", "2024-07-08")
    one.toll("killed", "13", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-09")
    two.toll("killed", "60", of=here, by=RESCUERS, group="civilians")
    assert not any(reading.live and reading.low == 13 for reading in the(first(one, two), "killed").readings)
    assert conflicts(one, two) == []


def test_an_open_whole_is_raised_to_what_its_parts_add_up_to() -> None:
    one, here = strike("a", "2024-07-08")
    one.toll("killed", ">=10", of=here, by=MAYOR)
    one.toll("killed", "9", of=here, by=MAYOR, group="civilians")
    one.toll("killed", "4", of=here, by=MAYOR, group="combatants")
    figure = the(first(one), "killed")
    assert (figure.low, figure.high, figure.open, figure.headline) == (13, 13, True, 13)
    assert "9 civilians" in figure.rule


def test_attackers_bound_nothing() -> None:
    one, here = strike("a", "2024-07-08")
    one.toll("killed", "3", of=here, by=MAYOR)
    one.toll("killed", "5", of=here, by=MAYOR, group="attackers")
    assert the(first(one), "killed").low == 3


def test_who_says_the_number_again_with_news_stands_against_a_later_one() -> None:
    one, here = strike("a", "2024-07-08T08:00Z")
    one.toll("killed", "3", of=here, by=RESCUERS)
    two, here = strike("b", "2024-07-08T10:00Z")
    two.toll("killed", "4", of=here, by=MAYOR)
    stale, here = strike("c", "2024-07-08T12:00Z")
    stale.toll("killed", "3", of=here, by=RESCUERS)
    assert the(first(one, two, stale), "killed").status != "contested"
    stale.toll("injured", "20", of=here, by=RESCUERS)  # now the rescuers speak anew
    assert the(first(one, two, stale), "killed").status == "contested"


def test_a_conflict_that_the_other_side_gives_up_is_listed_as_resolved() -> None:
    one, here = strike("a", "2024-07-08T08:00Z")
    one.toll("killed", "9", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-08T10:00Z")
    two.toll("killed", "5", of=here, by=RESCUERS)
    three, here = strike("c", "2024-07-08T12:00Z")
    three.toll("killed", "9", of=here, by=RESCUERS)
    (conflict,) = conflicts(one, two, three)
    assert (conflict.kind, conflict.state, conflict.resolved_by) == ("toll_fell", "resolved", three.claims[-1].id)
    assert conflict.resolution == (
        "Later State Emergency Service (2024-07-08T12:00Z) says 9, as Vitali Klitschko does."
    )
    assert the(first(one, two, three), "killed").status == "agreed"


def test_a_count_that_goes_on_in_the_paragraph_has_the_speaker_of_the_one_before() -> None:
    text = "Five people died, the mayor said. Twenty were hurt."
    one, here = strike("a", "2024-07-08", text=text)
    one.toll("killed", "5", of=here, by=MAYOR, words="Five people died")
    one.toll("injured", "20", of=here, words="Twenty were hurt")
    (reading,) = the(first(one), "injured").readings
    assert reading.origin == "Vitali Klitschko"


def test_after_two_speakers_nobody_goes_on() -> None:
    text = "Five died, the mayor said; six, the minister said. Twenty were hurt."
    one, here = strike("a", "2024-07-08", text=text)
    one.toll("killed", "5", of=here, by=MAYOR, words="Five died")
    one.toll("killed", "6", of=here, by=KLYMENKO, words="six")
    one.toll("injured", "20", of=here, words="Twenty were hurt")
    (reading,) = the(first(one), "injured").readings
    assert reading.origin == "a.example"


def test_two_outlets_that_count_more_a_day_later_leave_an_official_behind() -> None:
    one, here = strike("a", "2024-07-08")
    one.toll("injured", "16", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-09")
    two.toll("injured", "32", of=here)
    assert the(first(one, two), "injured").headline == 16
    three, here = strike("c", "2024-07-10")
    three.toll("injured", "32", of=here)
    assert the(first(one, two, three), "injured").headline == 32


def test_a_country_is_not_every_body_that_has_its_name() -> None:
    one, here = strike("a", "2024-07-08")
    one.toll("killed", "5", of=here, by=Attribution(speaker="Ukraine", organisation="Ukraine", name="Ukraine"))
    two, here = strike("b", "2024-07-08")
    service = "Security Service of Ukraine"
    two.toll("killed", "5", of=here, by=Attribution(speaker=service, organisation=service, name=service))
    assert the(first(one, two), "killed").origins == 2


@given(part=st.integers(0, 30), whole=st.integers(0, 30), open_=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_whole_is_never_shown_below_its_part_without_a_conflict(part: int, whole: int, open_: bool) -> None:
    one, city = strike("a", "2024-07-08")
    hospital = one.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL, part_of=city)
    one.toll("killed", str(part), of=hospital, by=KLYMENKO)
    two, city = strike("b", "2024-07-08")
    two.toll("killed", f">={whole}" if open_ else str(whole), of=city, by=MAYOR)
    records = records_of(one, two)
    top = next(record for record in records if record.parts)
    shown = the(top, "killed")
    assert shown.low is None or (shown.low >= min(part, shown.low) and (shown.low >= part or top.conflicts))


def test_a_bound_gives_way_to_a_count_within_it() -> None:
    one, here = strike("a", "2024-07-08T08:00Z")
    one.toll("injured", ">=150", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-08T12:00Z")
    two.toll("injured", "221", of=here)
    figure = the(first(one, two), "injured")
    assert (figure.low, figure.high, figure.headline, figure.status) == (150, 221, 221, "agreed")
    assert "only a bound" in figure.rule


def test_an_older_count_within_a_bound_is_only_older() -> None:
    one, here = strike("a", "2024-07-08T08:00Z")
    one.toll("injured", "221", of=here)
    two, here = strike("b", "2024-07-08T12:00Z")
    two.toll("injured", ">=150", of=here, by=MAYOR)
    assert the(first(one, two), "injured").headline == 150


@pytest.mark.parametrize(("published", "headline"), [("2024-07-20", 158), ("2024-09-01", 218)])
def test_an_inquiry_long_after_leaves_the_first_official_count_behind(published: str, headline: int) -> None:
    one, here = strike("a", "2024-07-08")
    one.toll("killed", "158", of=here, by=MAYOR)
    two, here = strike("b", published)
    two.toll("killed", "218", of=here)
    assert the(first(one, two), "killed").headline == headline
