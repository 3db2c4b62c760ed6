"""Number phrases: every shape, every hedge, and the numbers that count nobody."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bearwitness.extract.quantities import find, vague_table
from bearwitness.model import Figure


def one(text: str) -> Figure:
    found = find(text)
    assert len(found) == 1, [each.figure.text for each in found]
    return found[0].figure


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("12 people", 12, 12, "exact"),
        ("the toll had gone up to 101", 101, 101, "exact"),
        ("1,100 people", 1100, 1100, "exact"),
        ("1 100 people", 1100, 1100, "exact"),
        ("3.478 people", 3478, 3478, "exact"),
        ("2.5 thousand people", 2500, 2500, "exact"),
        ("twenty-five people", 25, 25, "exact"),
        ("two hundred and fifty-three people", 253, 253, "exact"),
        ("a hundred people", 100, 100, "exact"),
        ("half a dozen people", 6, 6, "exact"),
        ("two dozen people", 24, 24, "exact"),
        ("a couple of people", 2, 2, "exact"),
        ("a quarter of a million people", 250000, 250000, "exact"),
        ("at least 40 people", 40, None, "at_least"),
        ("no fewer than 40 people", 40, None, "at_least"),
        ("40+ people", 40, None, "at_least"),
        ("40 or more people", 40, None, "at_least"),
        ("more than 40 people", 40, None, "more_than"),
        ("well over 40 people", 40, None, "more_than"),
        ("around 40 people", 40, 40, "about"),
        ("some 40 people", 40, 40, "about"),
        ("nearly 40 people", 40, 40, "nearly"),
        ("up to 40 people", None, 40, "up_to"),
        ("as many as 40 people", None, 40, "up_to"),
        ("fewer than 40 people", None, 39, "up_to"),
        ("between 5 and 7 people", 5, 7, "range"),
        ("five to seven people", 5, 7, "range"),
        ("5-7 people", 5, 7, "range"),
        ("two or three people", 2, 3, "range"),
        ("at least one but possibly up to 12 people", 1, 12, "range"),
        ("at least four or as many as 12 people", 4, 12, "range"),
        ("between 80 and more than 100 people", 80, 101, "range"),
        ("between 80 and about 100 people", 80, 100, "range"),
        ("“dozens” of people", 24, 99, "vague"),
        ("“a number” of people", 2, 99, "vague"),
        ('"at least five" people', 5, None, "at_least"),
        ("dozens of people", 24, 99, "vague"),
        ("tens of thousands of people", 20000, 99999, "vague"),
        ("no one", 0, 0, "none"),
        ("nobody", 0, 0, "none"),
        ("an unknown number of people", None, None, "unknown"),
    ],
)
def test_shape(text: str, low: int | None, high: int | None, qualifier: str) -> None:
    figure = one(text)
    assert (figure.low, figure.high, figure.qualifier) == (low, high, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "the 13-year-old",
        "on April 8",
        "8 May 2024",
        "at 11:40",
        "$500",
        "20%",
        "300 kilometres",
        "500 square metres",
        "within five days",
        "in 2014",
        "Anna Reed, 34, said",
        "the 9th attack",
        "Room 12",
        "2019.",
        "how many",
    ],
)
def test_a_number_that_counts_nobody(text: str) -> None:
    assert find(text) == []


def test_a_month_before_does_not_join_two_numbers() -> None:
    assert [each.figure.low for each in find("on April 8 100 people came")] == [100]


def test_another_is_on_top() -> None:
    found = find("another three people and 5 more people")
    assert [(each.figure.low, each.more) for each in found] == [(3, True), (5, True)]


def test_the_vague_words_stand_in_one_table() -> None:
    table = vague_table()
    assert table["dozens"] == (24, 99)
    assert all(low <= high for low, high in table.values())


@given(
    st.lists(
        st.sampled_from(
            [
                "one",
                "two",
                "and",
                "hundred",
                "thousand",
                "-",
                "at",
                "least",
                "7",
                "1,100",
                "no",
                "dozen",
                "of",
                "more",
                "than",
                "or",
                "to",
            ]
        )
    )
)
def test_phrases_never_overlap_and_say_their_words(words: list[str]) -> None:
    text = " ".join(words)
    found = find(text)
    for each in found:
        assert text[each.start : each.end] == each.figure.text
        assert each.start <= each.number < each.end
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for each in find(text):
        figure = each.figure
        assert figure.low is None or figure.high is None or figure.low <= figure.high


def test_a_hostile_run_of_numbers_is_read_in_no_time() -> None:
    assert find("hundred thousand million " * 20000) is not None
    assert len(find("five " * 20000)) == 20000
