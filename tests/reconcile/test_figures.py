"""Many figures, one finding: supersession, agreement, parts, increments, scopes, policies."""

from __future__ import annotations

import pytest

from bearwitness.model import Attribution, FigureFinding, Scope
from reconcile.builders import (
    COUNTRY,
    HOSPITAL,
    KLYMENKO,
    KYIV,
    MAYOR,
    RESCUERS,
    Told,
    day,
    records_of,
    report,
    the,
)

AT_HOSPITAL = Scope(text="Central Children's Hospital", kind="facility")
IN_KYIV = Scope(text="Kyiv", kind="city", place=KYIV)


def strike(name: str, published: str | None = "2024-07-08", **options: object) -> tuple[Told, str]:
    made = report(name, published=published, **options)  # type: ignore[arg-type]
    return made, made.attack(when=day("2024-07-08"))


def killed(*told: Told, **options: object) -> FigureFinding:
    records = records_of(*told, **options)
    assert len(records) == 1
    return the(records[0], "killed")


def test_an_origin_takes_back_its_own_earlier_number_and_both_stay() -> None:
    one, first = strike("a", "2024-07-08T12:00:00+00:00")
    one.toll("killed", "9", of=first, by=KLYMENKO)
    two, second = strike("b", "2024-07-08T15:00:00+00:00")
    later = two.toll("killed", "17", of=second, by=KLYMENKO)
    found = killed(one, two)
    assert [(r.low, r.superseded_by, r.live) for r in found.readings] == [(9, later, False), (17, None, True)]
    assert (found.low, found.high, found.headline, found.status, found.origins) == (17, 17, 17, "superseded", 1)
    assert "Ihor Klymenko" in found.rule


def test_ten_outlets_quoting_one_minister_are_one_origin() -> None:
    spellings = ("Ihor Klymenko", "Igor Klimenko", "Klymenko")
    told = []
    for number in range(10):
        made, attack = strike(f"r{number}")
        name = spellings[number % 3]
        made.toll("killed", "17", of=attack, by=Attribution(speaker=name, role="Interior Minister", name=name))
        told.append(made)
    found = killed(*told)
    assert found.origins == 1
    assert found.status == "single_origin"
    assert len(found.readings) == 1
    assert len(found.readings[0].carriers) == 10


def test_a_role_without_a_name_is_its_only_holder() -> None:
    one, first = strike("a")
    one.toll("killed", "17", of=first, by=KLYMENKO)
    two, second = strike("b")
    two.toll("killed", "17", of=second, by=Attribution(speaker="the interior minister", role="interior minister"))
    assert killed(one, two).origins == 1


def test_two_ministers_are_two_origins() -> None:
    one, first = strike("a")
    one.toll("killed", "17", of=first, by=KLYMENKO)
    one.toll("killed", "17", of=first, by=MAYOR)
    found = killed(one)
    assert (found.origins, found.status) == (2, "agreed")


def test_what_a_report_says_itself_and_quotes_is_the_speakers() -> None:
    one, first = strike("a")
    one.toll("killed", "17", of=first)
    one.toll("killed", "17", of=first, by=KLYMENKO)
    found = killed(one)
    assert found.origins == 1
    assert found.readings[0].origin == "Ihor Klymenko"


def test_an_agency_that_a_report_credits_is_its_origin() -> None:
    one, first = strike("a", source="Reuters", text="Seventeen were killed in the capital.")
    one.toll("killed", "17", of=first)
    two, second = strike("b", text="KYIV (Reuters) - The strike on the capital took seventeen lives on Monday.")
    two.toll("killed", "17", of=second)
    found = killed(one, two)
    assert found.origins == 1
    assert found.readings[0].origin == "Reuters"


@pytest.mark.parametrize(
    ("first", "second", "status", "low", "high"),
    [
        (">=5", "7", "agreed", 5, 7),
        ("7", "7", "agreed", 7, 7),
        ("~50", "52", "agreed", 50, 52),
        ("5-9", "7", "agreed", 5, 9),
        ("5", "7", "contested", 5, 7),
        (">=9", "7", "contested", 7, 9),
        (">100", "100", "agreed", 100, 100),
        (">9", "7", "contested", 7, 10),
    ],
)
def test_agreement_and_range_of_one_moment(first: str, second: str, status: str, low: int, high: int | None) -> None:
    one, attack = strike("a")
    one.toll("killed", first, of=attack, by=KLYMENKO)
    one.toll("killed", second, of=attack, by=MAYOR)
    found = killed(one)
    assert (found.status, found.low, found.high) == (status, low, high)


@pytest.mark.parametrize(
    ("values", "low", "high", "more"),
    [
        ((">=9",), 9, 9, True),
        ((">=9", "7"), 7, 9, True),
        ((">=9", "12"), 9, 12, False),
        (("<=9",), None, 9, False),
        (("24-99v",), 12, 24, True),
        (("24-99v", "30"), 30, 30, False),
        (("24-99v", "5"), 5, 24, True),
        (("24-99v", ">=5"), 5, 24, True),
        (("24-99v", "2-99v"), 2, 24, True),
        (("200-999v",), 100, 200, True),
        (("3-9v",), 2, 3, True),
        (("3-9v", "13"), 13, 13, False),
        ((">20", ">=8"), 8, 21, True),
    ],
)
def test_the_range_ends_at_the_highest_number_told(values: tuple[str, ...], low: int, high: int, more: bool) -> None:
    one, attack = strike("a")
    for number, value in enumerate(values):
        one.toll("killed", value, of=attack, by=Attribution(speaker=f"Witness {number}"))
    found = killed(one)
    assert (found.low, found.high, found.open) == (low, high, more)


def test_a_report_that_opens_with_its_own_count_has_weighed_the_lower_ones_that_it_passes_on() -> None:
    one, attack = strike("a", text="At least nine died. A radio first spoke of six. The mayor counts eleven.")
    one.toll("killed", ">=9", of=attack, words="At least nine")
    first = one.toll("killed", "6", of=attack, by=Attribution(organisation="A radio"), words="six")
    one.toll("killed", "11", of=attack, by=MAYOR, words="eleven")
    found = killed(one)
    assert (found.low, found.high) == (9, 11)
    assert [reading.live for reading in found.readings if first in reading.claims] == [False]


def test_an_opening_with_an_upper_end_rules_out_what_is_above() -> None:
    one, attack = strike("a", text="Up to nine died, four of them guests. A radio spoke of 60 in the whole town.")
    whole = one.toll("killed", "<=9", of=attack, words="Up to nine")
    one.toll("killed", "4", of=attack, change="part", part_of=whole, words="four")
    one.toll("killed", "60", of=attack, by=Attribution(organisation="A radio"), words="60")
    found = killed(one)
    assert (found.low, found.high) == (4, 9)


@pytest.mark.parametrize(("people", "fighters", "high"), [("3", None, 8), ("9", None, 9), ("3", "2", 3)])
def test_civilians_are_the_people_where_no_fighter_is_told(people: str, fighters: str | None, high: int) -> None:
    one, attack = strike("a", text="They counted people first. Eight civilians died. Two gunmen died.")
    one.toll("killed", people, of=attack, words="people")
    one.toll("killed", "8", of=attack, group="civilians", by=MAYOR, words="Eight civilians")
    if fighters:
        one.toll("killed", fighters, of=attack, group="attackers", words="Two gunmen")
    assert killed(one).high == high


def test_a_later_higher_official_count_overtakes_and_is_no_dispute() -> None:
    one, first = strike("a", "2024-07-08")
    one.toll("killed", "27", of=first, by=MAYOR)
    two, second = strike("b", "2024-07-09")
    two.toll("killed", "33", of=second, by=KLYMENKO)
    found = killed(one, two)
    assert (found.low, found.high, found.headline) == (33, 33, 33)
    assert not records_of(one, two)[0].conflicts


def test_policies_print_their_rule() -> None:
    one, attack = strike("a")
    one.toll("killed", "5", of=attack, by=KLYMENKO)
    one.toll("killed", "7", of=attack, by=Attribution(speaker="a witness", role="witness"))
    values = {policy: killed(one, policy=policy) for policy in ("latest_official", "minimum_confirmed", "range")}
    assert {name: found.headline for name, found in values.items()} == {
        "latest_official": 5,
        "minimum_confirmed": 5,
        "range": None,
    }
    assert len({found.rule for found in values.values()}) == 3
    assert {found.policy for found in values.values()} == set(values)


def test_an_increment_is_added_to_the_total_before_it() -> None:
    one, attack = strike("a", text="The blast killed 12 people. Two more died later in hospital.")
    base = one.toll("killed", "12", of=attack, words="killed 12")
    more = one.toll("killed", "2", of=attack, change="increment", words="Two more died")
    found = killed(one)
    assert found.headline == 14
    assert {tuple(r.claims) for r in found.readings if r.live} == {tuple(sorted((base, more)))}


def test_an_increment_below_a_headline_is_in_its_toll() -> None:
    one, attack = strike("a", title="Toll at 35")
    title = one.report.passages[0]
    one.toll("killed", "35", of=attack, passage=title)
    one.toll("killed", "4", of=attack, change="increment")
    found = killed(one)
    assert (found.low, found.high, found.headline) == (35, 35, 35)


def test_one_nurse_among_the_dead_does_not_take_back_the_two_told_before() -> None:
    one, first = strike("a", "2024-07-08T12:00:00+00:00")
    one.toll("killed", "2", of=first, group="medical_workers", by=KLYMENKO)
    two, second = strike("b", "2024-07-09T12:00:00+00:00")
    two.toll("killed", "1", of=second, group="medical_workers", by=KLYMENKO, change="part", text="A nurse")
    record = records_of(one, two)[0]
    assert not record.conflicts
    two.toll("killed", "3", of=second, group="medical_workers", by=KLYMENKO)
    found = the(records_of(one, two)[0], "killed", "medical_workers")
    assert [reading.low for reading in found.readings if reading.live] == [3]


def test_an_increment_is_not_added_twice_where_the_new_total_is_told() -> None:
    one, attack = strike("a", text="The blast killed 12. Two more died, raising the toll to 14.")
    one.toll("killed", "12", of=attack, words="killed 12")
    one.toll("killed", "2", of=attack, change="increment", words="Two more died")
    one.toll("killed", "14", of=attack, words="14")
    assert killed(one).headline == 14


def test_parts_are_shown_and_never_counted() -> None:
    one, attack = strike("a")
    total = one.toll("killed", "12", of=attack)
    part = one.toll("killed", "4", of=attack, change="part", part_of=total)
    children = one.toll("killed", "3", of=attack, group="children", change="part", part_of=total)
    record = records_of(one)[0]
    people = the(record, "killed")
    assert (people.low, people.high, people.headline) == (12, 12, 12)
    assert [(r.claims, r.part_of, r.live) for r in people.readings if r.part_of] == [((part,), total, False)]
    assert the(record, "killed", "children").readings[0].claims == (children,)
    assert the(record, "killed", "children").headline == 3


def test_groups_that_cannot_overlap_add_up_where_no_total_is_told() -> None:
    one, attack = strike("a")
    one.toll("killed", "1", of=attack, group="civilians")
    one.toll("killed", "6", of=attack, group="attackers")
    found = killed(one)
    assert found.headline == 7
    assert "worked out" in found.rule


def test_casualties_without_the_dead_are_the_injured() -> None:
    one, attack = strike("a")
    one.toll("killed_or_injured", "5", of=attack)
    one.toll("killed", "2", of=attack)
    found = the(records_of(one)[0], "injured")
    assert (found.headline, found.low, found.high) == (3, 3, 3)


@pytest.mark.parametrize(
    ("value", "modality"), [("?", "unknown"), ("5", "possible"), ("5", "denied"), ("5", "hypothetical")]
)
def test_what_is_not_told_as_a_fact_gets_no_headline(value: str, modality: str) -> None:
    one, attack = strike("a")
    name = one.toll("trapped", value, of=attack, modality=modality)
    found = the(records_of(one)[0], "trapped")
    assert (found.low, found.high, found.headline) == (None, None, None)
    assert found.modality == modality
    assert found.readings[0].claims == (name,)


def test_scopes_are_never_mixed() -> None:
    one = report("a")
    wave = one.attack(place=COUNTRY, when=day("2024-07-08"))
    city = one.attack(place=KYIV, when=day("2024-07-08"), part_of=wave)
    hospital = one.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL, part_of=city)
    one.toll("killed", "2", of=hospital, by=MAYOR, scope=AT_HOSPITAL)
    one.toll("killed", "27", of=hospital, by=KLYMENKO, scope=IN_KYIV)
    one.toll("killed", "38", of=hospital, by=KLYMENKO, scope=Scope(text="Ukraine", kind="country", place=COUNTRY))
    records = {one.where.name if one.target is None and one.where else "hospital": one for one in records_of(one)}
    assert set(records) == {"Ukraine", "Kyiv", "hospital"}
    assert {name: the(record, "killed").headline for name, record in records.items()} == {
        "hospital": 2,
        "Kyiv": 27,
        "Ukraine": 38,
    }
    whole = records["Ukraine"]
    assert [one.headline for one in whole.figures if one.outcome == "killed"] == [38, 27, 2]
    assert not whole.conflicts


def test_a_lonely_scope_is_the_incidents_own() -> None:
    one = report("a")
    attack = one.attack("bombing", when=day("2024-07-08"), target=HOSPITAL)
    one.toll("killed", "4", of=attack, scope=IN_KYIV)
    assert killed(one).headline == 4


def test_an_old_number_still_carried_does_not_come_back() -> None:
    one, first = strike("a", "2024-07-08T12:00:00+00:00")
    one.toll("killed", "9", of=first, by=KLYMENKO)
    two, second = strike("b", "2024-07-08T15:00:00+00:00")
    two.toll("killed", "17", of=second, by=KLYMENKO)
    stale, third = strike("c", "2024-07-08T18:00:00+00:00")
    stale.toll("killed", "9", of=third, by=KLYMENKO)
    found = killed(one, two, stale)
    assert found.headline == 17
    assert [len(r.carriers) for r in found.readings] == [2, 1]


def test_a_correction_downwards_is_the_newest_reading() -> None:
    told = []
    for name, published, value, text in (
        ("a", "2024-07-09T17:00:00+00:00", "33", "The toll is 33."),
        ("b", "2024-07-10T09:00:00+00:00", "34", "The toll is 34."),
        ("c", "2024-07-10T15:00:00+00:00", "33", "The toll is 33, not 34, the service said, correcting itself."),
    ):
        made, attack = strike(name, published, text=text)
        made.toll("killed", value, of=attack, by=RESCUERS, words=value)
        told.append(made)
    record = records_of(*told)[0]
    found = the(record, "killed")
    assert [r.low for r in found.readings] == [33, 34, 33]
    assert found.headline == 33
    fell = [one for one in record.conflicts if one.kind == "toll_fell"]
    assert len(fell) == 1
    assert fell[0].state == "resolved"


def test_without_any_date_nothing_breaks() -> None:
    one = report("a", published=None)
    attack = one.attack(when=None, place=None)
    one.toll("killed", "5", of=attack)
    one.toll("killed", ">=4", of=attack)
    found = killed(one)
    assert found.headline == 5
    assert found.readings[-1].as_of is None


def test_a_number_that_only_seems_the_targets_is_the_wholes_where_the_report_gives_the_targets_own() -> None:
    one = report("a")
    city = one.attack(place=KYIV, when=day("2024-07-08"))
    hospital = one.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL, part_of=city)
    one.toll("killed", "2", of=hospital, by=MAYOR, scope=AT_HOSPITAL)
    guessed = Scope(text="Central Children's Hospital", kind="facility", why="the target of the attack")
    one.toll("killed", "33", of=hospital, by=KLYMENKO, scope=guessed)
    records = {record.target is not None: record for record in records_of(one)}
    assert the(records[True], "killed").headline == 2
    assert the(records[False], "killed").headline == 33


def test_a_guessed_scope_does_not_stand_against_a_stated_one() -> None:
    one, first = strike("a", "2024-07-09")
    one.toll("killed", "33", of=first, by=RESCUERS, scope=IN_KYIV)
    two, second = strike("b", "2024-07-10")
    guessed = Scope(text="Kyiv", kind="city", place=KYIV, why="the place of the attack")
    two.toll("killed", "2", of=second, by=MAYOR, scope=guessed)
    record = records_of(one, two)[0]
    assert the(record, "killed").headline == 33
    assert len(the(record, "killed").readings) == 2
    assert not record.conflicts


def test_a_number_that_the_report_places_elsewhere_in_so_many_words_has_that_place() -> None:
    one = report("a")
    wave = one.attack(place=COUNTRY, when=day("2024-07-08"))
    city = one.attack(place=KYIV, when=day("2024-07-08"), part_of=wave)
    one.toll("killed", "38", of=wave, scope=Scope(text="Ukraine", kind="country", place=COUNTRY))
    guessed = Scope(text="Kyiv", kind="city", place=KYIV, why="the place of the attack")
    one.toll("killed", "38", of=city, by=RESCUERS, scope=guessed)
    records = records_of(one)
    assert the(records[0], "killed").headline == 38
    assert not any(figure.scope.incident == records[1].id for figure in records[1].figures)


@pytest.mark.parametrize(
    ("one_name", "other_name", "origins"),
    [
        ("Health Ministry", "the Health Ministry of Lebanon", 1),
        ("police", "Peshawar police", 1),
        ("Health Ministry", "Interior Ministry", 2),
        ("Reuters", "the Reuters news agency", 1),
    ],
)
def test_one_body_under_two_names(one_name: str, other_name: str, origins: int) -> None:
    one, attack = strike("a")
    for name in (one_name, other_name):
        one.toll("killed", "17", of=attack, by=Attribution(speaker=name, organisation=name, name=name))
    assert killed(one).origins == origins


def test_words_that_name_nobody_are_the_reports_own() -> None:
    one, attack = strike("a", source="The Gazette")
    one.toll("killed", "17", of=attack, by=Attribution(speaker="first reports", name="first reports"))
    assert killed(one).readings[0].origin == "The Gazette"


def test_a_plural_without_a_number_is_at_least_two() -> None:
    one, attack = strike("a")
    one.toll("killed", "?", of=attack, modality="asserted")
    found = killed(one)
    assert (found.low, found.high, found.open, found.headline) == (2, 2, True, None)
    one.toll("killed", "1", of=attack, by=MAYOR)
    found = killed(one)
    assert (found.low, found.high, found.open, found.headline) == (1, 2, True, 1)
    one.toll("killed", "4", of=attack, by=RESCUERS)
    assert (killed(one).low, killed(one).high, killed(one).open) == (1, 4, False)


def test_what_is_worked_out_keeps_the_readings_without_a_number_beside_it() -> None:
    one, attack = strike("a")
    untold = one.toll("injured", "?", of=attack, modality="asserted")
    one.toll("injured", "3", of=attack, group="children")
    record = records_of(one)[0]
    people = [one for one in record.figures if one.outcome == "injured" and one.group == "people"]
    assert [(one.low, one.high) for one in people] == [(3, 3)]
    assert any(untold in reading.claims for reading in people[0].readings)


def test_a_headline_lies_in_the_range() -> None:
    one, attack = strike("a")
    one.toll("killed", "3-9v", of=attack, by=KLYMENKO)
    one.toll("killed", "13", of=attack, by=Attribution(speaker="a witness"))
    found = killed(one)
    assert (found.low, found.high, found.headline) == (13, 13, 13)


def test_both_bounds_of_one_voice_are_the_ends_of_one_range() -> None:
    one, attack = strike("a", text="At least nine died. It could be as many as 13.")
    one.toll("killed", ">=9", of=attack, words="At least nine")
    one.toll("killed", "<=13", of=attack, words="as many as 13")
    found = killed(one)
    assert (found.low, found.high, found.headline, found.open) == (9, 13, 9, False)
    assert len(found.readings[0].claims) == 2


def test_what_the_opening_has_weighed_takes_no_other_number_of_its_voice_along() -> None:
    one, attack = strike("a", text="At least nine died. An agency wrote of four, which could be as many as 13.")
    one.toll("killed", ">=9", of=attack, words="At least nine")
    one.toll("killed", "4", of=attack, words="four", by=Attribution(speaker="an agency"))
    one.toll("killed", "<=13", of=attack, words="as many as 13", by=Attribution(speaker="an agency"))
    found = killed(one)
    assert (found.low, found.high) == (9, 13)


def test_the_sum_of_groups_stands_before_a_vague_word_that_says_less() -> None:
    one, attack = strike("a")
    one.toll("killed", "2-99v", of=attack)
    one.toll("killed", "2", of=attack, group="children")
    one.toll("killed", "1", of=attack, group="men")
    assert (killed(one).low, killed(one).high) == (3, 3)
    two, attack = strike("b")
    two.toll("killed", "24-99v", of=attack)
    two.toll("killed", "2", of=attack, group="children")
    assert (killed(two).low, killed(two).high) == (12, 24)


def test_a_plural_of_civilians_is_a_plural_of_people() -> None:
    one, attack = strike("a")
    one.toll("killed", "?", of=attack, group="civilians", modality="asserted")
    found = killed(one)
    assert (found.low, found.high, found.headline) == (2, 2, None)


def test_nobody_takes_a_number_from_a_vague_word() -> None:
    one, attack = strike("a")
    one.toll("killed_or_injured", "24-99v", of=attack)
    one.toll("killed", "9", of=attack)
    assert not [found for found in records_of(one)[0].figures if found.outcome == "injured"]


def test_the_number_that_a_report_settles_on_is_its_number() -> None:
    text = "One or two fighters were killed. 2 fatalities coded, the lowest estimate."
    one, attack = strike("a", text=text)
    one.toll("killed", "1-2", of=attack, words="One or two fighters")
    one.toll("killed", "2", of=attack, words="2 fatalities")
    assert (killed(one).low, killed(one).high) == (2, 2)
