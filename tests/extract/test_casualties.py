"""What casualty claims say beside their figure: words, parts, groups, persons, totals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import claims_of, figures_of, report

from bearwitness.model import Casualty, Claim


def told(text: str, outcome: str = "killed", **given: str) -> list[Casualty]:
    return [one.casualty for one in claims_of(text, **given) if one.casualty and one.casualty.outcome == outcome]


def by_figure(text: str, low: int, outcome: str = "killed") -> Claim:
    found = [
        one
        for one in claims_of(text)
        if one.casualty and one.casualty.outcome == outcome and one.casualty.figure.low == low
    ]
    return found[0]


def test_a_part_names_its_whole() -> None:
    text = "The bombing killed 17 people, including two children."
    whole, part = by_figure(text, 17), by_figure(text, 2)
    assert part.casualty is not None
    assert part.casualty.part_of == whole.id
    assert part.casualty.change == "part"
    assert part.casualty.group == "children"


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("six villagers", "civilians"),
        ("six children", "children"),
        ("six women", "women"),
        ("six men", "men"),
        ("six paramedics", "medical_workers"),
        ("six journalists", "journalists"),
        ("six soldiers", "combatants"),
        ("six firefighters", "rescuers"),
        ("six police officers", "other"),
        ("six people", "people"),
        ("six gunmen", "attackers"),
    ],
)
def test_groups_keep_their_words(words: str, group: str) -> None:
    found = told(f"The shelling killed {words}.")
    assert found[0].group == group
    assert found[0].group_text == words.split(maxsplit=1)[1]


def test_attackers_and_victims_are_told_apart_and_summed() -> None:
    found = {
        (one.group, one.figure.low) for one in told("Three police officers and five attackers were killed in a raid.")
    }
    assert found == {("people", 8), ("other", 3), ("attackers", 5)}


def test_one_person_told_twice_is_one() -> None:
    text = (
        "A 19-year-old man was shot on Friday. The victim, identified as Ian Wood, died at the hospital. Wood was 19."
    )
    assert figures_of(text) == {"killed 1"}


def test_two_persons_of_different_age_are_two_and_each_word_is_shown() -> None:
    text = "A 19-year-old man was shot to death on Friday. A 40-year-old woman was also shot to death."
    total = next(one for one in claims_of(text) if one.rule == "counted_persons")
    assert total.casualty is not None
    assert total.casualty.figure.low == 2
    assert len(total.evidence) == 2


def test_three_more_is_an_increment_only_beside_a_toll() -> None:
    text = "The toll of the strike rose to 12 after three more bodies were found in the rubble."
    assert {(one.figure.low, one.change) for one in told(text)} == {(12, "total"), (3, "increment")}


def test_the_wounded_who_died_come_on_top_of_a_toll_and_are_no_wounded() -> None:
    text = "Four people who were wounded in the bombing of the market have died. The death toll now stands at 35."
    assert {(one.outcome, one.figure.low, one.change) for one in told(text)} == {
        ("killed", 35, "total"),
        ("killed", 4, "increment"),
    }


def test_the_shot_who_died_are_the_toll() -> None:
    text = "Three people who were shot in the market on Monday died. Two others were wounded in the shooting."
    assert ("killed", 3, "total") in {(one.outcome, one.figure.low, one.change) for one in told(text)}


def test_the_number_of_any_people_who_died_is_a_toll() -> None:
    text = "The number of foreign prisoners who died in the shelling of the camp has grown to 53."
    assert {(one.outcome, one.figure.low) for one in told(text) if one.figure.low} == {("killed", 53)}


def test_a_supposition_is_no_fact() -> None:
    modalities = {one.modality for one in claims_of("The missile could have killed forty people.")}
    assert modalities <= {"possible", "hypothetical"}


def test_a_report_about_something_else_makes_no_claims() -> None:
    assert claims_of("A bus plunged into a gorge, killing twelve people. Nine were injured.") == ()


SENTENCES = [
    "The missile hit the school, killing 12 people and wounding 30.",
    "Two of them were children.",
    "A man, 34, was shot; he died.",
    "The toll rose to 14, the mayor said.",
    "No one else was hurt — 5,000 people fled.",
    "Smith’s “friend” was found dead…",
]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
def test_every_claim_shows_its_words_and_has_a_key_of_its_own(sentences: list[str]) -> None:
    text = " ".join(sentences)
    found = claims_of(text)
    passages = {one.id: one.text for one in report(text).passages}
    for one in found:
        assert one.evidence
        assert one.rule
        for words in one.evidence:
            assert passages[words.passage.id][words.start : words.end] == words.quote
    keys = [one.id for one in found]
    assert len(set(keys)) == len(keys)
    for one in found:
        assert one.casualty is not None
        assert one.casualty.part_of is None or one.casualty.part_of in keys


@pytest.mark.parametrize(
    "title", ["Missile strike on market leaves 12 deaths", "Bomb blast: 12 dead, 30 injuries", "12 fatalities"]
)
def test_a_headline_may_end_with_a_toll_noun(title: str) -> None:
    claims = claims_of("A missile struck the market in Kherson on Monday.", title=title)
    assert any(one.casualty is not None and one.casualty.figure.low == 12 for one in claims)
