"""The features of a link, the words they compare, and the data files they are weighed with."""

from __future__ import annotations

import math

import pytest

from bearwitness.languages.likeness import (
    containment,
    cosine,
    jaccard,
    mass,
    names,
    shared_weight,
    shingles,
    weight,
    words,
)
from bearwitness.languages.likeness import people as found_people
from bearwitness.link.compare import (
    FEATURES,
    compare,
    distance_km,
    hours,
    kind,
    named,
    people,
    place,
    time,
    weekday,
    weights,
    within,
)
from bearwitness.link.furniture import bare_of_furniture
from bearwitness.link.tellings import Telling, tellings
from bearwitness.model import Place, When
from bearwitness.vocabulary import OccurrenceKind
from bearwitness.vocabulary import words as listed_words
from reconcile.builders import COUNTRY, DNIPRO, HOSPITAL, KYIV, ODESA, Told, clock, day, report


def telling(**more: object) -> Telling:
    published = str(more.pop("published", "2024-07-08"))
    words = {"text": str(more.pop("text"))} if "text" in more else {}
    made: Told = report(f"r{len(more)}{published}{sorted(words.values())}", published=published, **words)
    made.attack(str(more.pop("kind", "bombing")), **more)  # type: ignore[arg-type]
    return tellings({made.id: made.report}, made.claims)[0]


def date(text: str) -> When:
    """A date that the report states in full."""
    return When(text=text, start=text, end=text, granularity="day", anchor="absolute")


def test_every_feature_is_documented_and_has_a_weight() -> None:
    assert {one.__name__ for one in FEATURES} == set(weights().features)
    assert all(one.__doc__ for one in FEATURES)
    assert all(counts.same >= 0 and counts.different >= 0 for counts in weights().features.values())
    assert weights().unseen < weights().join


def test_families_hold_known_kinds() -> None:
    assert {one for family in weights().families.values() for one in family} <= set(listed_words(OccurrenceKind))


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (day("2024-07-08"), day("2024-07-08"), 1),
        (day("2024-07-08"), day("2024-07-09"), 1),
        (date("2024-07-08"), date("2024-07-12"), -1),
    ],
)
def test_days_apart(one: object, other: object, sign: int) -> None:
    assert math.copysign(1, time(telling(when=one), telling(when=other))[0]) == sign


def test_a_weekday_may_be_counted_from_a_wrong_publication_date() -> None:
    counted, stated = telling(when=day("2024-07-08")), telling(when=date("2024-07-12"))
    assert time(counted, stated)[0] == 0
    assert weekday(counted, stated)[0] < 0
    assert weekday(telling(when=date("2024-07-08")), stated)[0] == 0
    assert weights().features["weekday"].different < weights().features["time"].different


def test_victims_and_suspects_are_the_strongest_sign() -> None:
    first = telling(text="Ida K. Brant, 43, was shot on Alder Road. Sgt. Karl Moor said so.")
    later = telling(text="A court heard how Ida Brant died.", published="2025-02-01")
    other = telling(text="Jonas Reuter, 19, and Pia Sand, 22, were shot.", published="2025-02-02")
    assert people(first, later)[0] > 0
    assert people(first, other)[0] < 0
    assert people(later, other)[0] == 0
    strengths = {name: counts.same for name, counts in weights().features.items() if name != "lead"}
    assert max(strengths, key=lambda name: strengths[name]) == "people"


def test_a_place_that_differs_is_bridged_by_texts_that_name_both() -> None:
    here = telling(place=KYIV, text="Shots were fired in Kyiv, as people in Dnipro heard at once.")
    there = telling(place=DNIPRO, text="From Dnipro comes word of shots in Kyiv.", published="2024-07-09")
    assert named(here, there)[0] > 0
    assert named(here, telling(place=DNIPRO, text="Nothing else."))[0] > 0
    assert named(telling(place=KYIV), telling(place=DNIPRO))[0] == 0


def test_nothing_is_reported_before_it_happens() -> None:
    told = telling(when=None, published="2024-07-01")
    assert time(told, telling(when=day("2024-07-08")))[0] < -1


def test_hours_speak_only_where_both_are_given() -> None:
    dawn = telling(when=clock("2024-07-08T05:00"))
    assert hours(dawn, telling(when=clock("2024-07-08T22:00")))[0] == -1
    assert hours(dawn, telling(when=clock("2024-07-08T05:30")))[0] == 1
    assert hours(dawn, telling(when=day("2024-07-08")))[0] == 0


def test_places() -> None:
    kyiv = telling(place=KYIV)
    assert place(kyiv, telling(place=KYIV))[0] == 1
    assert 0 < place(kyiv, telling(place=COUNTRY))[0] < 1
    assert place(kyiv, telling(place=ODESA))[0] == -1
    assert place(kyiv, telling(place=None))[0] < 0
    assert within(KYIV, COUNTRY)
    assert not within(COUNTRY, KYIV)
    assert not within(KYIV, DNIPRO)


def test_distance() -> None:
    assert distance_km(KYIV, DNIPRO) == pytest.approx(391, abs=5)
    assert distance_km(KYIV, Place(text="nowhere")) is None


def test_kinds() -> None:
    assert kind(telling(kind="missile_strike"), telling(kind="missile_strike"))[0] == 1
    assert kind(telling(kind="missile_strike"), telling(kind="attack"))[0] > 0
    assert kind(telling(kind="missile_strike"), telling(kind="stabbing"))[0] == -1


def test_the_score_is_the_sum_of_its_reasons_in_either_order() -> None:
    one = telling(when=day("2024-07-08"), target=HOSPITAL)
    other = telling(when=day("2024-07-08"), published="2024-07-09")
    link = compare(one, other)
    assert link == compare(other, one)
    assert link.score == pytest.approx(weights().bias + sum(feature.score for feature in link.features), abs=0.01)


# --- words ---------------------------------------------------------------------------------------------------------


def test_words_are_folded() -> None:
    assert words("The 16-year-old’s house; O'Neil — 3 dead") == ["the", "16-year-old's", "house", "o'neil", "3", "dead"]


def test_names_are_neighbouring_capitalised_words() -> None:
    assert names("Police say Orest J. Kulyk of Zoria Lane fled. He ran.")[-2:] == ["orest kulyk", "zoria lane"]
    assert "orest kulyk" in names("the man, Orest J. Kulyk, fled")
    assert names("nobody is named here. Nobody.") == []


def test_persons_are_named_with_their_age() -> None:
    assert found_people("Ida K. Brant, 43, and 9-year-old Jonas Reuter Jr. died; Sgt. Karl Moor was there.") == [
        "ida brant",
        "jonas reuter",
    ]
    assert found_people("Seventeen-year-old Pia Sand") == ["pia sand"]
    assert found_people("In Boston, 12 were hurt. Chief Karl Moor said 43 shots. Karl Moor, 3 miles away") == []
    assert found_people("Ab " * 50_000) == found_people("A" * 100_000) == []


def test_rare_words_weigh_more() -> None:
    assert weight("the") < weight("hospital") < weight("zorblax")


def test_runs_of_words() -> None:
    whole = shingles(["one", "two", "three", "four", "five", "six", "seven"])
    part = shingles(["two", "three", "four", "five", "six"])
    assert containment(part, whole) == 1
    assert jaccard(part, whole) == pytest.approx(1 / 3)
    assert jaccard(frozenset(), frozenset()) == 0
    assert shingles(["short"]) == {"short"}


def test_cosine_of_equal_texts_is_one_and_short_texts_are_damped() -> None:
    listed = frozenset(words("the children's ward of a mill by the river burned"))
    masses = (mass(listed), mass(listed))
    assert cosine(listed, listed, masses) == pytest.approx(1)
    assert cosine(listed, listed, masses, short=15_000) < 0.8
    assert cosine(listed, frozenset(), (mass(listed), 0)) == 0
    assert shared_weight(["mill", "the"], ["the", "river"]) == weight("the")


def test_hostile_text_is_read_in_linear_time() -> None:
    assert len(names("A" * 100_000)) <= 1
    assert names("Ab " * 50_000)
    assert words("'" * 100_000) == []
    assert names("Ab" + " " * 100_000) == []


def test_what_a_source_repeats_ties_nothing_together() -> None:
    told = []
    for number, published in enumerate(("2024-01-08", "2024-03-08", "2024-07-08")):
        made = report(
            f"r{number}", source="Dnipro Daily", published=published, text="ring Olena Marchuk on 044-555-0142."
        )
        made.attack("bombing", when=None)
        told.append(made)
    found = bare_of_furniture(
        tellings({one.id: one.report for one in told}, [claim for one in told for claim in one.claims])
    )
    assert not any(one.names or one.details for one in found)
    alone = tellings({told[0].id: told[0].report}, told[0].claims)
    assert alone[0].names == {"olena marchuk"}
    assert alone[0].details == {"044-555-0142"}


def test_an_age_that_a_source_comes_upon_again_stays_a_detail() -> None:
    told = []
    for number, published in enumerate(("2024-01-08", "2024-03-08", "2024-07-08")):
        made = report(f"r{number}", source="Dnipro Daily", published=published, text="A man of 34 died on route 1140.")
        made.attack("bombing", when=None)
        told.append(made)
    found = bare_of_furniture(
        tellings({one.id: one.report for one in told}, [claim for one in told for claim in one.claims])
    )
    assert [one.details for one in found] == [frozenset({"34"})] * 3


def part_of_day(text: str) -> When:
    return When(text=text, start="2024-07-08", end="2024-07-08", granularity="part_of_day", anchor="published")


def test_a_morning_is_not_an_evening_and_a_night_says_nothing() -> None:
    morning = telling(when=part_of_day("Monday morning"))
    assert hours(morning, telling(when=part_of_day("Monday evening")))[0] < 0
    assert hours(morning, telling(when=part_of_day("this morning")))[0] == 0
    assert hours(morning, telling(when=part_of_day("Monday night")))[0] == 0
    assert hours(morning, telling(when=clock("2024-07-08T09:00")))[0] == 0
