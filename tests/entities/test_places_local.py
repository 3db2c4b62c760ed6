"""Places as local outlets name them: quarters, streets, the outlet's own town, towns that bear a country's name."""

from __future__ import annotations

import pytest
from places_cases import places_of

from bearwitness.entities.places_setting import masthead
from bearwitness.entities.places_spelling import skeleton

CHICAGO, WICHITA = 4887398, 4281730


def test_a_quarter_is_not_the_far_town_of_its_name() -> None:
    place = places_of("Two men were shot in Gresham, Chicago police said.", source="abc7chicago.com")["Gresham"]
    assert place.geonames is None
    assert place.within[0] == CHICAGO
    assert place.candidates[0].country == "US"
    assert "far from" in place.candidates[0].why_not


def test_the_same_name_is_the_town_where_the_words_or_the_source_say_so() -> None:
    told = "Two men were shot in Gresham, Oregon, on Friday."
    assert places_of(told, source="abc7chicago.com")["Gresham"].region == "OR"
    assert places_of("Two men were shot in Gresham.", source="oregonlive.com")["Gresham"].region == "OR"


def test_a_small_foreign_place_with_no_other_of_its_country_stays_open() -> None:
    found = places_of("Mima and Bani Adnan were hurt near Khan Younis, in the Gaza Strip, and Rafah.")
    assert all(one.country in (None, "PS") for one in found.values())


def test_a_street_told_at_home_lies_in_the_sources_town() -> None:
    place = places_of("Police were called to Imlay Avenue late on Friday.", source="kansas.com")["Imlay Avenue"]
    assert (place.geonames, place.matched, place.precision) == (WICHITA, "context", "city")
    assert "at home in Wichita" in (place.decided_by or "")


def test_a_person_in_an_unknown_town_does_not_move_to_the_sources_town() -> None:
    found = places_of("They looked at Tina for a moment.", source="kansas.com")
    assert all(one.geonames != WICHITA for one in found.values())


def test_a_numbered_block_is_of_a_street() -> None:
    place = places_of("It happened in the 1300 block of North Erie in Wichita, Kansas.")["North Erie"]
    assert (place.geonames, place.precision) == (None, "district")
    assert place.within[0] == WICHITA


def test_a_country_yields_to_the_town_of_its_name_at_home() -> None:
    assert places_of("Trinidad police asked for help.", source="kktv.com")["Trinidad"].region == "CO"
    found = places_of("Trinidadian officials in Trinidad asked for help.", source="kktv.com")
    assert found["Trinidad"].country == "TT"


def test_the_outlets_own_town_behind_a_headline_is_no_place_of_the_report() -> None:
    title = "Man shot at a garage - KXYZ News 12 Shreveport, Louisiana"
    assert "Shreveport" not in places_of("A man was shot in Baton Rouge.", title=title)
    assert title[masthead(title) :].startswith(" - KXYZ")
    assert masthead("Man shot - police") > len("Man shot - police")


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Seven died in Az-Zawaida in the Gaza Strip.", "Az-Zawaida", "Az Zuwāydah"),
        ("A house in al-Mughraqa, in the Gaza Strip, was hit.", "al-Mughraqa", "Al Mughrāqah"),
        ("A strike hit Al-Nuseirat in the Gaza Strip.", "Al-Nuseirat", "An Nuşayrāt"),
        ("Families in the Gaza strip fled.", "Gaza strip", "Gaza Strip"),
    ],
)
def test_arabic_names_are_found_however_they_are_spelled(text: str, words: str, name: str) -> None:
    assert places_of(text)[words].name == name


def test_two_spellings_have_the_same_consonants_and_short_names_have_none_to_compare() -> None:
    assert skeleton("az zawaida") == skeleton("az zuwaydah") == skeleton("zuwaida")
    assert skeleton("khan yunis") == skeleton("khan younis")
    assert skeleton("ad dawr") == "" == skeleton("al")


def test_a_listed_quarter_has_its_own_point_and_its_towns_area() -> None:
    place = places_of("A blast in Tal al-Hawa, Gaza City, killed one.")["Tal al-Hawa"]
    assert place.precision == "district"
    assert place.latitude == pytest.approx(31.504)
    assert (place.country, place.region) == ("PS", "GZ")


@pytest.mark.parametrize(
    ("text", "quarter", "town"),
    [
        ("A shell hit a house in Podil, in Kyiv.", "Podil", "Kyiv"),
        ("Windows broke across Saltivka, in Kharkiv.", "Saltivka", "Kharkiv"),
    ],
)
def test_a_listed_quarter_stands_for_the_settlement_entered_at_its_spot(text: str, quarter: str, town: str) -> None:
    found = places_of(text)
    assert found[quarter].precision == "district"
    assert found[town].precision == "city"


@pytest.mark.parametrize(
    "text",
    ["Guards were shot in Dashti Baran district of Kunduz.", "A mine went off in Dashti Baran district, Kunduz."],
)
def test_a_district_of_two_words_is_one_place(text: str) -> None:
    found = places_of(text)
    assert "Dashti Baran district" in found
    assert "Dashti" not in found


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("A missile hit Kramatosk in Ukraine.", "Kramatosk", "Kramatorsk"),
        ("Strikes on Kharkivv, in Ukraine, killed two.", "Kharkivv", "Kharkiv"),
    ],
)
def test_a_misspelt_town_is_found_after_a_word_of_attack(text: str, words: str, name: str) -> None:
    place = places_of(text)[words]
    assert (place.name, place.matched) == (name, "misspelt")


@pytest.mark.parametrize("words", ["Zolota Balka village", "Velyka Vilshanka"])
def test_a_village_that_no_list_has_stays_named(words: str) -> None:
    told = "A shop in Zolota Balka village and a kindergarten in the village of Velyka Vilshanka in Ukraine were hit."
    assert places_of(told)[words].matched == "unresolved"


def test_a_city_comes_before_the_area_that_is_named_for_it() -> None:
    assert places_of("Shelling hit a hospital in Mykolaiv.")["Mykolaiv"].precision == "city"
    assert places_of("Shelling hit the Mykolaiv region.")["Mykolaiv region"].precision == "region"


def test_a_side_of_a_city_is_still_in_the_city_and_a_side_of_a_country_only_an_area() -> None:
    found = places_of("Blasts were heard in western Kharkiv and in eastern Ukraine.")
    assert (found["western Kharkiv"].precision, found["eastern Ukraine"].precision) == ("city", "area")
