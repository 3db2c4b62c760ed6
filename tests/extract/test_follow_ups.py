"""Reports that go on counting without a word of what happened; never those of disasters and accidents."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report


@pytest.mark.parametrize(
    "text",
    [
        "The death toll at the fish market in Odesa has risen to nine, the mayor said on Thursday.",
        "Two more bodies were found under the rubble of the theatre in Mariupol; 12 people are known to have died.",
        "The search in the ruins of the hotel in Kharkiv is over. Seven people died and 20 were hurt, he said.",
        "The ministry put the number of people killed at the market in Sumy at 31 on Wednesday.",
    ],
)
def test_a_report_that_counts_on_tells_an_occurrence_that_others_must_name(text: str) -> None:
    found = claims(report(text))
    (told,) = of_kind(found, "occurrence")
    assert told.modality == "unknown"
    assert told.place is not None
    assert told.time is not None
    assert told.time.reason is not None, "its day is that of the attack, which it does not say"
    assert of_kind(found, "casualty")


@pytest.mark.parametrize(
    "text",
    [
        "The death toll of the earthquake in Antakya has risen to 900, officials said.",
        "Two more bodies were found under the rubble in Mariupol after the building collapsed; 12 people died.",
        "The death toll on the roads of Odesa region rose to 90 this year.",
        "The death toll from the flood in Kherson reached 45.",
        "The number of deaths at the nursing home in Sumy has risen to 12 as the virus spreads.",
        "The death toll in the nightclub in Skopje rose to 59; the blaze began on the stage.",
        "The death toll at the mine in Bihar climbed to 14, the company's engineers said.",
        "The search for survivors of the ferry at Odesa is over. Seven people died.",
        "The new toll on the bridge in Odesa rises to 20 hryvnias on Monday.",
        "Bodies were found at a house in Odesa on Monday, police said.",
        "The toll rose to nine on Thursday.",
    ],
)
def test_another_cause_or_no_place_or_no_count_makes_no_claim(text: str) -> None:
    assert claims(report(text)) == ()


def test_words_of_violence_make_it_an_attack_told_as_ever() -> None:
    (told,) = of_kind(claims(report("The death toll of the missile strike on Odesa has risen to nine.")), "occurrence")
    assert told.modality == "asserted"
