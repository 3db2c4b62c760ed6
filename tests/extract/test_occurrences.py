"""One claim an attack: kinds, times, places, parts, background, and what is no attack."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

from bearwitness.model import Claim


def mains(text: str, *, title: str | None = None) -> list[Claim]:
    return [one for one in of_kind(claims(report(text, title=title)), "occurrence") if one.about == "main"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A cruise missile hit a warehouse in Odesa, killing one guard.", "missile_strike"),
        ("Three drones struck a power station near Kharkiv.", "drone_strike"),
        ("Warplanes carried out an airstrike on the village, wounding six people.", "air_strike"),
        ("Shelling of the town of Nikopol wounded four people.", "shelling"),
        ("A suicide bomber blew himself up outside a mosque in Quetta.", "suicide_bombing"),
        ("A roadside bomb exploded beside a convoy, killing two soldiers.", "bombing"),
        ("Gunmen opened fire on worshippers, killing five.", "shooting"),
        ("A man was shot dead outside a bar in Toledo.", "shooting"),
        ("An attacker with a knife stabbed three passengers on a train.", "stabbing"),
        ("A huge explosion tore through the port, killing dozens.", "explosion"),
        ("A truck hit a mine on the road to the village, killing the driver.", "mine"),
    ],
)
def test_the_kind_of_attack(text: str, kind: str) -> None:
    found = mains(text)
    assert [one.occurrence.kind for one in found if one.occurrence] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "A bus went off the road near Manila, killing 17 people and injuring 16.",
        "Resident doctors called off their strike at the hospital on Tuesday.",
        "A lightning strike killed eight people in the fields.",
        "He suffered a heart attack after the match and died.",
        "Shares crashed as investors fled; the index was hit by heavy selling.",
        "During a drill on Thursday the navy shot down a ballistic missile that struck near its target.",
        "A ransomware attack hit 15 hospitals.",
        "The striker shot over the bar and the visitors attacked again.",
        "A leopard attack in the village left one man injured.",
        "Police arrested five suspects who had planned to attack a mosque.",
    ],
)
def test_what_is_no_attack_makes_no_claim(text: str) -> None:
    assert mains(text) == []


def test_all_mentions_of_one_attack_are_one_claim() -> None:
    found = mains(
        "A missile struck a school in Sumy on Tuesday, killing three people. The attack also injured nine. "
        "The strike came before dawn."
    )
    assert len(found) == 1
    assert len(found[0].evidence) >= 3


def test_the_day_and_the_town_are_the_attacks_not_the_speakers() -> None:
    (one,) = mains("A missile struck a school in Sumy on Monday, an official in Kyiv said on Tuesday.")
    assert one.time is not None
    assert one.time.start == "2024-03-11"
    assert one.place is not None
    assert one.place.text == "Sumy"


def test_where_the_report_was_written_is_not_where_the_attack_was() -> None:
    (one,) = mains("LONDON (AP) — A missile struck a school in Sumy on Tuesday, killing three people.")
    assert one.place is not None
    assert one.place.text == "Sumy"


def test_a_date_to_compare_with_is_not_the_attacks() -> None:
    (one,) = mains(
        "The missile strike on Kyiv, the worst since the invasion began in February 2022, killed five people."
    )
    assert one.time is None or one.time.start is None


def test_without_a_date_the_time_is_reckoned_and_says_why() -> None:
    (one,) = mains("A missile struck a school in Sumy, killing three people.")
    assert one.time is not None
    assert (one.time.text, one.time.start, one.time.end) == ("", "2024-03-06", "2024-03-13")
    assert (one.time.granularity, one.time.anchor) == ("period", "published")
    assert one.time.reason


def test_a_barrage_is_one_wider_attack_with_a_part_for_each_town() -> None:
    found = mains("On Tuesday Russian missiles struck Kharkiv, Odesa and Sumy, killing nine people in the country.")
    parts = [one for one in found if one.occurrence is not None and one.occurrence.part_of]
    wider = [one for one in found if one.occurrence is not None and not one.occurrence.part_of]
    assert len(wider) == 1
    assert {one.place.text for one in parts if one.place} == {"Kharkiv", "Odesa", "Sumy"}
    assert {one.occurrence.part_of for one in parts if one.occurrence} == {wider[0].id}


def test_a_town_and_its_region_are_no_barrage() -> None:
    assert len(mains("A missile struck a station in Kramatorsk, Donetsk region, on Tuesday, killing two people.")) == 1


def test_another_attack_elsewhere_is_its_own() -> None:
    text = (
        "A car bomb killed four people in Mosul on Tuesday. In a separate attack on Monday, gunmen shot dead two "
        "policemen in Kirkuk."
    )
    found = of_kind(claims(report(text)), "occurrence")
    assert len(found) == 2
    assert {one.place.text for one in found if one.place} == {"Mosul", "Kirkuk"}


def test_an_old_attack_is_background() -> None:
    found = of_kind(
        claims(
            report(
                "Gunmen attacked a theatre in Paris on Tuesday, killing six people. In November 2015, gunmen attacked "
                "the Bataclan concert hall in Paris."
            )
        ),
        "occurrence",
    )
    assert [one.about for one in found] == ["main", "background"]


def test_how_many_explosions_there_were() -> None:
    (one,) = mains("More than ten explosions rocked Kharkiv on Tuesday, killing two people.")
    assert one.occurrence is not None
    assert one.occurrence.count is not None
    assert (one.occurrence.count.low, one.occurrence.count.qualifier) == (10, "more_than")


def test_it_happened_dates_the_attack() -> None:
    (one,) = mains("Four people were shot outside a club in Newark. It happened at about 5 a.m. on Sunday.")
    assert one.time is not None
    assert (one.time.start or "")[:10] == "2024-03-10"


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Three car bombs exploded in Baghdad on Thursday, killing 30 people.", 3),
        ("Four air strikes killed 12 people in Idlib on Sunday.", 4),
        ("More than 10 explosions were heard in Kyiv on Monday. A missile strike killed four people.", 10),
        ("Five missiles hit the city on Tuesday, killing nine people.", 5),
    ],
)
def test_how_many_blows_an_attack_had(text: str, low: int) -> None:
    first = of_kind(claims(report(text)), "occurrence")[0]
    assert first.occurrence is not None
    assert first.occurrence.count is not None
    assert first.occurrence.count.low == low
