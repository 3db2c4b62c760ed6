"""Which day the report's main attack gets, and what a report that names none is given instead."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

from bearwitness.extract import attack_day
from bearwitness.model import When

TUESDAY = "2024-03-12"
OPENED_FIRE = "Gunmen opened fire outside a bakery in Toledo on Sunday, killing two people."
WOUNDED = "Police are investigating a shooting that wounded three people near the river in Toledo."


def time_of(text: str, *, title: str | None = None, published: str | None = "2024-03-13") -> When | None:
    found = of_kind(claims(report(text, title=title, published=published)), "occurrence")
    return next(one for one in found if one.about == "main").time


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # the telling's own day against the day of an arrest
        (f"{OPENED_FIRE}\n\nA suspect was arrested on Tuesday and is due in court on Friday.", "2024-03-10"),
        # the day stands in the next sentence, after a time of day with a full stop
        (f"{WOUNDED}\n\nIt happened around 9:40 p.m. Monday outside a bakery.", "2024-03-11"),
        # the day of the call to the police is that of the attack
        (f"{WOUNDED}\n\nOfficers were called to Elm Street at about 2 a.m. Saturday.", "2024-03-09"),
        # a day modifies the attack; the other is of the charge
        (
            "A man was charged on Tuesday over the March 2 shooting of two brothers in Toledo, police said.",
            "2024-03-02",
        ),
    ],
)
def test_the_day_of_the_attack_among_other_days(text: str, day: str) -> None:
    when = time_of(text)
    assert when is not None
    assert (when.start or "")[:10] == day
    assert when.reason is None


def test_the_day_on_which_somebody_spoke_is_not_taken() -> None:
    when = time_of("A missile hit a bakery in Kharkiv, killing four people, the mayor said on Wednesday.")
    assert when is not None
    assert when.text != "Wednesday"


def test_news_without_a_day_is_reckoned_from_the_publication_and_says_so() -> None:
    when = time_of("A missile has hit a bakery in Kharkiv, killing four people.")
    assert when is not None
    assert (when.start, when.end, when.granularity) == (TUESDAY, "2024-03-13", "period")
    assert (when.text, when.anchor, when.reason) == ("", "published", attack_day.NEWS)


def test_what_came_of_an_attack_is_reckoned_more_widely() -> None:
    when = time_of("Two of the people wounded by the missile strike on the bakery in Kharkiv remain in hospital.")
    assert when is not None
    assert (when.start, when.end, when.reason) == ("2024-03-06", "2024-03-13", attack_day.AFTERWARDS)


def test_a_trial_without_a_day_gives_no_beginning() -> None:
    when = time_of("A man pleaded guilty to the shooting of two brothers outside a bakery in Toledo.")
    assert when is not None
    assert (when.start, when.end, when.reason) == (None, "2024-03-13", attack_day.NOT_AFTER)


def test_without_a_publication_date_nothing_is_reckoned() -> None:
    assert time_of("A missile has hit a bakery in Kharkiv, killing four people.", published=None) is None


def test_every_sign_with_a_weight_can_be_seen() -> None:
    kinds = {sign.split(":")[0] for sign in attack_day.weights().signs}
    assert {"telling", "before", "after", "age", "sentence"} <= kinds


def test_news_that_does_not_say_how_fresh_it_is_is_reckoned_more_widely() -> None:
    when = time_of("Gunmen shot two brothers outside a bakery in Toledo.")
    assert when is not None
    assert (when.start, when.end, when.reason) == ("2024-03-06", "2024-03-13", attack_day.UNDATED)


def test_a_title_that_asks_a_question_gives_no_beginning() -> None:
    when = time_of(
        "Gunmen shot two brothers outside a bakery in Toledo.", title="Why were two brothers shot in Toledo?"
    )
    assert when is not None
    assert (when.start, when.end) == (None, "2024-03-13")


def test_a_period_that_names_the_attack_rules_out_other_days() -> None:
    lead = "Twelve people were killed in last week's attack on a bakery in Toledo."
    told = claims(report(f"{lead}\n\nA list of the dead was made public on Tuesday.", published="2024-03-13"))
    when = of_kind(told, "occurrence")[0].time
    assert when is not None
    assert (when.start, when.end) == ("2024-03-04", "2024-03-10")
