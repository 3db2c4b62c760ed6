"""Places in running text: which words are places, which place they mean, and what the mention says of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places_cases import places_of, report

from bearwitness.entities import places
from bearwitness.entities.gazetteer import gazetteer
from bearwitness.entities.main_place import main_place
from bearwitness.entities.places_setting import _listed, home, kilometres, outlets
from bearwitness.entities.places_words import Listed, _target
from bearwitness.languages import load

KYIV, KRAMATORSK, SLOVIANSK, BAKHMUT = 703448, 704508, 692372, 713174


def test_the_words_stand_where_the_mention_says() -> None:
    told = report("Shelling hit Kramatorsk and the Donetsk region on Tuesday; Kyiv's mayor condemned it.")
    for one in places.find(told):
        assert told.passage(one.passage).text[one.start : one.end] == one.quote


def test_a_list_of_towns_is_resolved_in_one_country() -> None:
    found = places_of("Explosions were reported in Kyiv, Dnipro, Kryvyi Rih and Sloviansk overnight.")
    assert {name: place.country for name, place in found.items()} == dict.fromkeys(
        ("Kyiv", "Dnipro", "Kryvyi Rih", "Sloviansk"), "UA"
    )
    assert found["Kyiv"].geonames == KYIV
    assert found["Kyiv"].precision == "city"


@pytest.mark.parametrize(
    ("text", "words", "number", "matched"),
    [
        ("Drones flew over Kiev at dawn.", "Kiev", KYIV, "alternate"),
        ("The front near Artemivsk in Ukraine moved.", "Artemivsk", BAKHMUT, "alternate"),
        ("Rockets struck Kharkiv, Sumy and Kramatorks in Ukraine.", "Kramatorks", KRAMATORSK, "misspelt"),
        ("Ukrainian officials spoke.", "Ukrainian", 690791, "demonym"),
        ("Gazans fled south.", "Gazans", 281132, "demonym"),
        ("A blast shook Kramatorsk, Ukraine.", "Kramatorsk", KRAMATORSK, "exact"),
    ],
)
def test_the_mention_says_how_the_name_was_recognised(text: str, words: str, number: int, matched: str) -> None:
    place = places_of(text)[words]
    assert (place.geonames, place.matched) == (number, matched)


def test_a_name_far_from_any_town_is_not_forced_onto_one() -> None:
    assert "Qwertopol" not in places_of("Shells fell on Kharkiv and Qwertopol, said the Ukrainian army.")


@pytest.mark.parametrize(
    ("text", "words", "region"),
    [
        ("The shooting in Springfield, Ill., left one dead.", "Springfield", "IL"),
        ("A man from Paris, Texas, was held.", "Paris", "TX"),
        ("Officers in Columbus, Georgia, found the car.", "Columbus", "GA"),
        ("Police in Portland, ME said so.", "Portland", "ME"),
        ("Deputies in Jackson County, Mississippi, were called.", "Jackson County", "MS"),
    ],
)
def test_what_follows_a_comma_holds_the_place(text: str, words: str, region: str) -> None:
    place = places_of(text)[words]
    assert (place.country, place.region) == ("US", region)
    assert place.decided_by is not None


def test_the_sense_that_the_words_gave_once_holds_for_the_report() -> None:
    found = places.find(report("Two died in Athens, Ohio. The mayor of Athens said the town was in shock."))
    assert [one.place.region for one in found if one.place and one.quote == "Athens"] == ["OH", "OH"]


def test_losers_are_kept_with_the_reason() -> None:
    place = places_of("A man from Paris, Texas, was held.")["Paris"]
    assert 1 <= len(place.candidates) <= 5
    assert all(one.why_not for one in place.candidates)
    assert 2988507 in {one.geonames for one in place.candidates}


def test_the_home_of_the_source_decides_between_namesakes() -> None:
    text = "A Lexington woman was shot on Friday, police said."
    assert places_of(text, source="lex18.com")["Lexington"].region == "KY"
    assert places_of(text, source="thestate.com")["Lexington"].region == "SC"


def test_other_places_of_the_report_decide_between_namesakes() -> None:
    found = places_of("The road from Hillsboro to Beaverton and Portland was closed, Oregon police said.")
    assert found["Hillsboro"].region == "OR"
    assert found["Portland"].region == "OR"


def test_areas_that_hold_a_place_are_listed_smallest_first() -> None:
    place = places_of("A blast shook Kramatorsk, Ukraine.")["Kramatorsk"]
    assert place.within == (709716, 690791)
    assert place.region == "05"


@pytest.mark.parametrize(
    ("text", "words", "precision"),
    [
        ("Shelling continued in the Donetsk region of Ukraine.", "Donetsk region", "region"),
        ("Troops moved through eastern Ukraine.", "eastern Ukraine", "area"),
        ("They attacked a post in Paktia province, Afghanistan.", "Paktia province", "region"),
        ("Aid entered the Gaza Strip.", "Gaza Strip", "region"),
        ("It was quiet across Lexington County in South Carolina.", "Lexington County", "region"),
        ("The ministers met in Europe.", "Europe", "area"),
        ("Fighting spread across Sudan.", "Sudan", "country"),
    ],
)
def test_an_area_is_known_by_its_noun_or_its_direction(text: str, words: str, precision: str) -> None:
    assert places_of(text)[words].precision == precision


def test_the_noun_of_a_list_belongs_to_all_of_it() -> None:
    found = places_of("Alerts sounded in Kharkiv, Sumy and Chernihiv regions of Ukraine.")
    assert [place.precision for place in found.values()][:3] == ["region"] * 3


def test_a_place_in_no_gazetteer_stays_open_inside_what_holds_it() -> None:
    found = places_of("A mine went off at Landwan, Chamkani district, Paktia province, Afghanistan.")
    place = found["Landwan"]
    assert (place.geonames, place.latitude, place.country, place.matched) == (None, None, None, "unresolved")
    assert 1149361 in place.within
    assert found["Paktia province"].country == "AF"


def test_a_namesake_abroad_is_not_taken_for_a_place_that_the_words_put_elsewhere() -> None:
    place = places_of("They shot him in Sur, Farah, Afghanistan.")["Sur"]
    assert place.geonames is None
    assert place.candidates[0].country == "OM"


def test_a_street_is_a_place_inside_the_town() -> None:
    found = places_of("Two men were shot on Hawkins Street in Newark, N.J., on Sunday.")
    assert found["Hawkins Street"].matched == "unresolved"
    assert found["Hawkins Street"].within[0] == found["Newark"].geonames


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. Lincoln left early.", "Lincoln"),
        ("Jordan Smith said he saw it.", "Jordan"),
        ("Paris Hilton arrived late.", "Paris"),
        ("Officer Austin Kelly fired twice.", "Austin"),
        ("Sgt. Jackson told reporters more.", "Jackson"),
        ("The Washington Post wrote about it.", "Washington"),
        ("The White House condemned it.", "White House"),
        ("Police said so. Many left. Hospital staff wept.", "Police"),
        ("In March the war began.", "March"),
        ("He prayed to God on Sunday.", "God"),
        ("Us and them, the paper wrote.", "Us"),
        ("An Armored Car was robbed.", "Car"),
    ],
)
def test_persons_papers_and_plain_words_are_no_places(text: str, words: str) -> None:
    assert words not in places_of(text)


def test_a_given_name_can_be_a_place_where_the_words_say_so() -> None:
    found = places_of("She drove from Austin, Texas, to Charlotte, North Carolina, and on to Jordan.")
    assert {"Austin", "Charlotte"} <= set(found)
    assert found["Austin"].region == "TX"


def test_a_country_and_a_state_of_one_name_are_told_apart() -> None:
    assert places_of("Tbilisi said Georgia would reply to Russia.")["Georgia"].country == "GE"
    assert places_of("Deputies near Atlanta, Georgia, made an arrest.")["Georgia"].region == "GA"


def test_datelines_are_mentions_and_boilerplate_is_not_read() -> None:
    assert "Kyiv" in {one.quote for one in places.find(report("Kyiv", kind="dateline"))}
    assert places.find(report("Read more from Kyiv, Ukraine", kind="boilerplate")) == []


def test_a_language_without_files_has_no_places() -> None:
    told = report("Kyiv, Ukraine")
    assert places.find(type(told)(id="r", capture="", language="xx", passages=told.passages)) == []


def test_the_main_place_is_the_town_of_the_title_not_its_county_nor_the_outlet() -> None:
    told = report(
        "Deputies in Harris County said a man died in Houston, Texas, on Monday. A suspect fled to Dallas.",
        title="Man shot in Houston - KDFW Dallas News, Weather",
    )
    place = main_place(told, places.find(told))
    assert place is not None
    assert (place.name, place.region) == ("Houston", "TX")


def test_a_report_without_places_has_no_main_place() -> None:
    told = report("A man was shot, police said.")
    assert main_place(told, places.find(told)) is None


@pytest.mark.parametrize(
    ("source", "town", "country"),
    [
        ("www.timesdispatch.com", "Richmond", "US"),
        ("https://www.kyivpost.com/post/1", "Kyiv", "UA"),
        ("savannahnow.com", "Savannah", ""),
        ("example.co.uk", None, "GB"),
        ("wxyq.com", None, "US"),
        ("someblog.io", None, ""),
    ],
)
def test_an_outlet_tells_where_it_is_at_home(source: str, town: str | None, country: str) -> None:
    found, code = home(source)
    assert (town is None) == (not found)
    assert town is None or town in {one.name for one in found}
    assert code == country


def test_every_name_of_the_language_file_leads_to_a_place() -> None:
    listed = load("en", "places", Listed)
    targets = [*listed.cities.items(), *listed.peoples.items()]
    assert [name for name, target in targets if _target(target) is None] == []
    assert [code for code in (*listed.countries, *listed.demonyms) if gazetteer().area(code) is None] == []
    assert [code for code in listed.abbreviations if gazetteer().area(*code.split(".")) is None] == []


def test_every_home_of_an_outlet_is_in_the_gazetteer() -> None:
    homes = {name: value for name, value in outlets().homes.items() if "," in value}
    assert [name for name, value in homes.items() if not _listed(value)[0]] == []


def test_distances_cross_the_date_line() -> None:
    assert kilometres((0.0, 179.5), (0.0, -179.5)) == pytest.approx(111.2, abs=1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Kyiv",
                "Paris",
                "Texas",
                "of",
                "Mr.",
                "St.",
                ",",
                "\n",
                "’s",
                "İ",
                "(",
                "AAAA",
                "12th",
                "Street",
                "\ud7ff",
            ]
        )
    )
)
def test_any_mixture_of_words_gives_ordered_mentions_with_their_words(pieces: list[str]) -> None:
    told = report(" ".join(pieces))
    found = places.find(told)
    assert all(told.passages[0].text[one.start : one.end] == one.quote for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_the_same_report_gives_the_same_mentions() -> None:
    told = report("Clashes in Tripoli, Misrata and Springfield near Georgetown, said Jordan.")
    assert places.find(told) == places.find(told)
