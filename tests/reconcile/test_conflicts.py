"""Conflicts: each kind found, each as a smallest set, and none invented."""

from __future__ import annotations

import pytest

from bearwitness.model import Attribution, Conflict, Incident, Place, Record, Scope, When
from bearwitness.reconcile import edition
from reconcile.builders import COUNTRY, DNIPRO, HOSPITAL, KLYMENKO, KYIV, MAYOR, Told, day, records_of, report, town

AT_HOSPITAL = Scope(text="Central Children's Hospital", kind="facility")
IN_KYIV = Scope(text="Kyiv", kind="city", place=KYIV)
MOSCOW = Attribution(
    speaker="Defence Ministry", organisation="Russian Defence Ministry", name="Russian Defence Ministry"
)


def tree(name: str, published: str = "2024-07-08") -> tuple[Told, str, str]:
    made = report(name, published=published)
    city = made.attack(place=KYIV, when=day("2024-07-08"))
    return made, city, made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL, part_of=city)


def conflicts(*told: Told) -> list[Conflict]:
    unique = {(one.kind, one.claims): one for record in records_of(*told) for one in record.conflicts}
    return [unique[key] for key in sorted(unique)]


def test_the_same_number_at_two_scopes() -> None:
    one, _, hospital = tree("a")
    narrow = one.toll("killed", "5", of=hospital, by=KLYMENKO, scope=AT_HOSPITAL)
    one.toll("injured", ">=4", of=hospital, by=KLYMENKO, scope=AT_HOSPITAL)
    two, city, _ = tree("b")
    wide = two.toll("killed", ">=5", of=city, scope=IN_KYIV)
    two.toll("injured", "11", of=city, scope=IN_KYIV)
    found = conflicts(one, two)
    assert [(conflict.kind, set(conflict.claims)) for conflict in found] == [("scope", {narrow, wide})]
    assert "Ihor Klymenko" in found[0].why
    assert "Kyiv" in found[0].why


def test_more_in_the_part_than_in_the_whole() -> None:
    one, city, hospital = tree("a")
    one.toll("killed", "9", of=hospital, by=KLYMENKO, scope=AT_HOSPITAL)
    one.toll("killed", "5", of=city, by=MAYOR, scope=IN_KYIV)
    assert [conflict.kind for conflict in conflicts(one)] == ["scope"]


def test_an_older_count_of_the_whole_is_no_conflict() -> None:
    one, city, _ = tree("a", "2024-07-08")
    one.toll("killed", "5", of=city, by=MAYOR, scope=IN_KYIV)
    two, _, hospital = tree("b", "2024-07-10")
    two.toll("killed", "9", of=hospital, by=KLYMENKO, scope=AT_HOSPITAL)
    assert not conflicts(one, two)


@pytest.mark.parametrize(
    ("first", "second"), [("5", "5"), (">=5", "7"), ("~100", "104"), ("5", "?"), ("<=9", "7"), ("10-20", "15")]
)
def test_figures_that_can_both_hold_are_no_conflict(first: str, second: str) -> None:
    one, city, _ = tree("a")
    one.toll("killed", first, of=city, by=KLYMENKO, scope=IN_KYIV)
    one.toll("killed", second, of=city, by=MAYOR, scope=IN_KYIV)
    assert not conflicts(one)


def test_figures_of_one_moment_that_cannot_both_hold() -> None:
    one, city, _ = tree("a")
    low = one.toll("killed", "5", of=city, by=KLYMENKO, scope=IN_KYIV)
    one.toll("killed", "6", of=city, by=Attribution(speaker="a doctor", role="doctor"), scope=IN_KYIV)
    high = one.toll("killed", "9", of=city, by=MAYOR, scope=IN_KYIV)
    found = conflicts(one)
    assert [(conflict.kind, set(conflict.claims)) for conflict in found] == [("figure", {low, high})]


def test_an_origins_own_growing_toll_is_no_conflict() -> None:
    one, first, _ = tree("a", "2024-07-08")
    one.toll("killed", "5", of=first, by=KLYMENKO, scope=IN_KYIV)
    two, second, _ = tree("b", "2024-07-09")
    two.toll("killed", "9", of=second, by=KLYMENKO, scope=IN_KYIV)
    assert not conflicts(one, two)


def test_a_toll_that_fell_without_a_word() -> None:
    one, first, _ = tree("a", "2024-07-08")
    one.toll("killed", "101", of=first, by=KLYMENKO, scope=IN_KYIV)
    two, second, _ = tree("b", "2024-07-12")
    two.toll("killed", "84", of=second, by=MAYOR, scope=IN_KYIV)
    assert [conflict.kind for conflict in conflicts(one, two)] == ["toll_fell"]


def test_more_children_than_people() -> None:
    one, city, _ = tree("a")
    one.toll("killed", "4", of=city, by=KLYMENKO, scope=IN_KYIV)
    one.toll("killed", "6", of=city, by=MAYOR, group="children", scope=IN_KYIV)
    assert [conflict.kind for conflict in conflicts(one)] == ["figure"]


def test_attackers_may_be_more_than_the_people_told() -> None:
    one, city, _ = tree("a")
    one.toll("killed", "1", of=city, by=KLYMENKO, scope=IN_KYIV)
    one.toll("killed", "6", of=city, by=MAYOR, group="attackers", scope=IN_KYIV)
    assert not conflicts(one)


def test_blame_and_denial_and_another_culprit() -> None:
    one, city, _ = tree("a")
    one.holds("accused", "Russia", side="RU", of=city, by=KLYMENKO)
    one.holds("denied", "Russia", side="RU", of=city, by=MOSCOW)
    one.holds("accused", "Ukraine", side="UA", of=city, by=MOSCOW)
    found = conflicts(one)
    assert [conflict.kind for conflict in found] == ["responsibility", "responsibility"]
    assert len({conflict.claims for conflict in found}) == 2


def test_blame_by_many_is_no_conflict() -> None:
    one, city, _ = tree("a")
    one.holds("accused", "Russia", side="RU", of=city, by=KLYMENKO)
    one.holds("accused", "Russian forces", side="RU", of=city, by=MAYOR)
    assert not conflicts(one)


def test_explanations_that_exclude_each_other() -> None:
    one, city, _ = tree("a")
    one.explains("deliberate", of=city, by=KLYMENKO)
    one.explains("air_defence", of=city, by=MOSCOW)
    found = conflicts(one)
    assert [conflict.kind for conflict in found] == ["responsibility"]
    assert "air-defence missile" in found[0].why


def test_who_holds_both_explanations_does_not_settle_it_for_the_others() -> None:
    one, city, _ = tree("a")
    one.explains("deliberate", of=city, by=MAYOR)
    one.explains("accident", of=city, by=MAYOR)
    assert not conflicts(one)
    one.explains("deliberate", of=city, by=KLYMENKO)
    one.explains("accident", of=city, by=MOSCOW)
    assert [conflict.kind for conflict in conflicts(one)] == ["responsibility"]


def test_two_types_of_missile_at_one_place() -> None:
    one, _, hospital = tree("a")
    one.weapon("Kh-101", of=hospital, by=KLYMENKO)
    two, _, other = tree("b")
    two.weapon("NASAMS", of=other, by=MOSCOW)
    assert [conflict.kind for conflict in conflicts(one, two)] == ["weapon"]


def test_two_types_that_one_origin_names_together_are_no_conflict() -> None:
    one, _, hospital = tree("a")
    one.weapon("Kh-101", of=hospital, by=KLYMENKO)
    one.weapon("Kalibr", of=hospital, by=KLYMENKO)
    assert not conflicts(one)


def test_two_dates_far_apart() -> None:
    one, two = (
        report("a", text="A missile hit the mill at Zelena Street."),
        report("b", text="A missile hit the mill at Zelena Street."),
    )
    for told, when in ((one, "2024-07-08"), (two, "2024-07-10")):
        told.attack(when=day(when))
    records: tuple[Record, ...] = records_of(one, two)
    if len(records) == 1:
        assert [conflict.kind for conflict in records[0].conflicts] == ["time"]


def test_quotes_that_turn_the_sense() -> None:
    one, city, _ = tree("a")
    one.quote("We did not aim at the hospital and we never will do so", of=city, by=KLYMENKO)
    two, other, _ = tree("b")
    two.quote("We did aim at the hospital and we never will do so", of=other, by=KLYMENKO)
    three, third, _ = tree("c")
    three.quote("We did not aim at that hospital and we never will do so", of=third, by=KLYMENKO)
    found = conflicts(one, two, three)
    assert [conflict.kind for conflict in found] == ["quote"]


def test_a_record_of_a_wave_shows_the_conflicts_inside_it() -> None:
    one = report("a")
    wave = one.attack(place=COUNTRY, when=day("2024-07-08"))
    city = one.attack(place=KYIV, when=day("2024-07-08"), part_of=wave)
    one.toll("killed", "5", of=city, by=KLYMENKO, scope=IN_KYIV)
    one.toll("killed", "9", of=city, by=MAYOR, scope=IN_KYIV)
    records = records_of(one)
    assert [len(record.conflicts) for record in records] == [1, 1]


def test_a_report_does_not_contradict_what_it_quotes() -> None:
    one, city, _ = tree("a")
    one.toll("killed", "3", of=city, by=MAYOR, scope=IN_KYIV)
    one.toll("killed", "1", of=city, scope=IN_KYIV)
    assert conflicts(one) == []


def dated(name: str, start: str, words: str) -> Told:
    made = report(name, published="2024-07-10")
    when = When(text=words, start=start, end=start, granularity="day", anchor="published")
    made.attack(place=KYIV, when=when, target=HOSPITAL)
    return made


def together(*told: Told) -> Record:
    """The record of reports that a person has judged to tell one attack."""
    claims = {claim.id: claim for one in told for claim in one.claims}
    incident = Incident(id="i", occurrences=tuple(sorted(claims)), reports=tuple(one.report.id for one in told))
    return edition({one.report.id: one.report for one in told}, claims, [incident])[0]


def test_a_weekday_in_one_report_alone_is_no_other_date() -> None:
    sure = [dated("a", "2024-07-08", "8 July"), dated("b", "2024-07-08", "8 July")]
    assert together(*sure, dated("c", "2024-07-10", "Wednesday")).conflicts == ()
    assert [one.kind for one in together(*sure, dated("c", "2024-07-10", "10 July")).conflicts] == ["time"]


def test_a_number_that_the_whole_had_passed_is_no_second_scope() -> None:
    told = []
    for name, hour, narrow, wide in (("a", "10", None, "9"), ("b", "12", None, "17"), ("c", "13", "9", None)):
        made, city, hospital = tree(name, f"2024-07-08T{hour}:00Z")
        if wide:
            made.toll("killed", wide, of=city, by=MAYOR, scope=IN_KYIV)
        if narrow:
            made.toll("killed", narrow, of=hospital, by=KLYMENKO, scope=AT_HOSPITAL)
        told.append(made)
    assert [one.kind for one in conflicts(told[0], told[2])] == ["scope"]
    assert conflicts(*told) == []


def test_a_suburb_and_its_city_are_no_two_places() -> None:
    suburb = town("Brovary", 711369, 50.511, 30.790)
    assert [one.kind for one in placed(KYIV, DNIPRO).conflicts] == ["place"]
    assert placed(KYIV, suburb).conflicts == ()


def placed(*places: Place) -> Record:
    told = [report(f"r{at}") for at in range(len(places))]
    for made, place in zip(told, places, strict=True):
        made.attack(place=place, when=day("2024-07-08"))
    return together(*told)
