"""Tellings that only count attacks which the report tells one by one, and what the hospital that was hit is called."""

from __future__ import annotations

from said import claims, of_kind, report

from bearwitness.model import Claim


def mains(text: str, *, title: str | None = None) -> list[Claim]:
    return [one for one in of_kind(claims(report(text, title=title)), "occurrence") if one.about == "main"]


def test_a_sum_over_a_country_is_no_attack_beside_those_that_it_counts() -> None:
    found = mains(
        "The toll of Monday's attacks in Kenya has risen to 40: 30 people were shot at a school in Garissa and ten "
        "died in the bombing in Mombasa."
    )
    assert sorted(one.occurrence.kind for one in found if one.occurrence) == ["bombing", "shooting"]
    assert {one.place.name for one in found if one.place} == {"Garissa", "Mombasa"}


def test_attacks_in_one_way_stay_one() -> None:
    found = mains("Monday's attacks in Kenya killed ten people. The bombing in Mombasa was the first since May.")
    assert len(found) == 1


def test_unrelated_attacks_are_told_one_by_one() -> None:
    found = mains(
        "Twelve people were killed in two separate attacks in Kenya on Tuesday. Four officers were shot dead at a "
        "police post in Garissa, and eight people died when a roadside bomb hit a bus near Mombasa."
    )
    assert len(found) == 2


def test_the_hospital_has_the_one_name_that_the_report_gives() -> None:
    found = mains(
        "A girl who was in the Okhmatdyt when it was hit on Monday has died. "
        "The strike on the hospital killed two people."
    )
    targets = [one.occurrence.target for one in found if one.occurrence]
    assert [one.listed for one in targets if one] == ["okhmatdyt"]


def test_a_hospital_to_which_the_wounded_were_taken_is_no_target() -> None:
    (one,) = mains("A woman wounded in Monday's missile strike on Sumy has died in hospital.")
    assert one.occurrence is not None
    assert one.occurrence.target is None


def test_an_agency_writes_from_the_capital_on_an_attack_in_the_country() -> None:
    (one,) = mains("NAIROBI (Wire) - Bombs in churches killed 20 people in Kenya on Sunday.")
    assert one.place is not None
    assert one.place.name == "Kenya"


TWO_SITES = "Bombs went off at the Meridian hotel and the Saray mosque in Sumy on Tuesday. "


def test_several_buildings_that_one_attack_hit_are_parts_of_it() -> None:
    found = mains(TWO_SITES)
    whole = next(one for one in found if one.occurrence and one.occurrence.part_of is None)
    parts = [one.occurrence for one in found if one.occurrence and one.occurrence.part_of is not None]
    assert {one.part_of for one in parts} == {whole.id}
    assert sorted(one.target.kind for one in parts if one.target) == ["hotel", "place_of_worship"]
    assert whole.occurrence is not None
    assert whole.occurrence.target is None


def test_each_building_has_its_own_toll_and_the_attack_the_sum() -> None:
    found = claims(report(TWO_SITES + "Nine people were killed. Six people died at the mosque, the governor said."))
    targets = {one.id: one.occurrence.target for one in of_kind(found, "occurrence") if one.occurrence}
    counts = {one.casualty.figure.low: targets[one.occurrence_of or ""] for one in found if one.casualty}
    assert counts[9] is None
    six = counts[6]
    assert six is not None
    assert six.kind == "place_of_worship"


def test_buildings_without_number_or_only_beside_the_attack_are_no_parts() -> None:
    for text in (
        "Explosions struck churches and hotels in Kenya on Sunday, killing 20 people.",
        "A missile hit a school in Sumy on Monday. Windows broke in a clinic and a theatre.",
        "A gunman shot two men at a bar in Toledo; they were taken to a hospital and a clinic.",
    ):
        assert len(mains(text)) == 1


def test_a_building_of_several_with_a_toll_of_its_own_is_a_part() -> None:
    found = claims(
        report(
            "A gunman opened fire in two mosques in Sumy on Friday, killing 20 people. Twelve people were killed at "
            "the Saray mosque and eight people in the Green mosque, police said."
        )
    )
    named = {one.occurrence.target.name for one in found if one.occurrence and one.occurrence.target}
    assert "Saray mosque" in named


def test_the_one_building_that_was_hit_is_no_part_of_it() -> None:
    found = mains("A shooting in Toledo on Friday left two dead. Both were killed at the Riverside Grill, police said.")
    assert len(found) == 1


def test_the_other_attack_of_a_day_told_in_passing() -> None:
    found = mains(
        "A gunman opened fire at a church in Toledo on Tuesday evening, killing two. It was the second shooting in "
        "Toledo that day; one person was killed outside a diner in the morning."
    )
    assert sorted(one.occurrence.target.kind for one in found if one.occurrence and one.occurrence.target) == [
        "place_of_worship",
        "restaurant",
    ]
    assert {(one.time.start or "")[:10] for one in found if one.time} == {"2024-03-12"}


def test_the_day_of_a_recount_is_not_the_attacks() -> None:
    (one,) = mains("Police on Tuesday reduced the number of those killed in the bombing in Sumy from 31 to 28.")
    assert one.time is None or one.time.reason is not None
    (one,) = mains("Police on Tuesday corrected the number of those killed in Monday's bombing in Sumy.")
    assert one.time is not None
    assert one.time.start == "2024-03-11"
