"""Harm that is told without a number: every rule with its own sentences, and what it must leave to others."""

from __future__ import annotations

import time

import pytest
from telling import claims_of

from bearwitness.extract.casualties_uncounted import Rule, Subject, find
from bearwitness.languages import load

RULES = load("en", "uncounted", Subject).rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_matches_its_sentence_and_not_the_other(rule: Rule) -> None:
    assert rule.name in {one.rule for one in find(rule.yes)}
    assert find(rule.no) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Doctors and children may be trapped under the rubble.",
            {("children", "possible"), ("medical_workers", "possible")},
        ),
        ("Residents were reportedly trapped in the basement.", {("people", "reported")}),
        ("There are people under the rubble of the school.", {("people", "asserted")}),
        ("Eight people were trapped in the basement.", set()),
        ("At least 20 residents are trapped under the rubble.", set()),
        ("No people are trapped under the rubble.", set()),
        ("Residents who had been trapped were freed.", {("people", "asserted")}),
    ],
)
def test_who_is_trapped_and_how_sure_it_is(text: str, told: set[tuple[str, str]]) -> None:
    assert {(one.group, one.modality) for one in find(text) if one.outcome == "trapped"} == told


def test_a_claim_without_a_number_has_no_number() -> None:
    claims = claims_of("A missile hit a clinic in Sumy. How many people were killed or wounded was still unknown.")
    (claim,) = [one for one in claims if one.casualty is not None]
    assert claim.casualty is not None
    assert claim.casualty.outcome == "killed_or_injured"
    assert (claim.casualty.figure.low, claim.casualty.figure.high, claim.casualty.figure.qualifier) == (
        None,
        None,
        "unknown",
    )
    assert claim.modality == "unknown"


def test_time_is_linear_in_hostile_text() -> None:
    began = time.process_time()
    find("people and " * 50_000 + "trapped")
    find("how many " * 50_000)
    assert time.process_time() - began < 5  # bounded work, not speed: without the bound it takes hours


@pytest.mark.parametrize(
    "text",
    [
        "A drone struck the convoy near Sumy and killed guards. Unknown fatalities coded as 10.",
        "A drone struck the convoy near Sumy and killed guards. Unspecified deaths recorded as 3.",
        "A drone struck the convoy near Sumy. It was unclear if there were fatalities. Fatalities coded as 0.",
    ],
)
def test_a_number_set_down_for_an_unknown_toll_is_nobodys_count(text: str) -> None:
    told = [one for one in claims_of(text) if one.casualty is not None and one.rule == "tally_unknown"]
    assert [(one.modality, one.casualty.figure.low) for one in told if one.casualty] == [("unknown", None)]
    assert not [one for one in claims_of(text) if one.casualty and one.casualty.figure.low in (0, 3, 10)]


def test_a_plain_recorded_toll_stands() -> None:
    claims = claims_of(
        "A drone struck the convoy near Sumy and killed guards. Fatalities coded as 9 by the latest count."
    )
    assert ("tally_coded", "asserted", 9) in {
        (one.rule, one.modality, one.casualty.figure.low) for one in claims if one.casualty
    }


def test_unclear_whether_there_were_any_is_no_plural() -> None:
    claims = claims_of("A drone struck the convoy near Sumy. It was unclear whether there were deaths or injuries.")
    assert {one.modality for one in claims if one.casualty} == {"unknown"}
