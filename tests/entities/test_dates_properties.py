"""Dates: what must hold for every text."""

from __future__ import annotations

import datetime
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.entities import dates
from bearwitness.entities.dates_grammar import grammar
from bearwitness.entities.dates_lexer import words
from bearwitness.model import Passage, Report

DAY = st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2040, 12, 31))
VOCABULARY = sorted({word for rows in words("en").classes.values() for word in rows})
MARKS = [
    ",",
    ".",
    "-",
    "–",
    "/",
    "'s",
    "the",
    "of",
    "to",
    "in",
    "on",
    "8",
    "12",
    "31",
    "1998",
    "2024",
    "10:30",
    "a.m.",
    "3rd",
    "\n\n",
]


def found(text: str, published: str | None) -> list[tuple[str, str | None, str | None]]:
    body = Passage(id="p1", kind="body", text=text)
    mentions = dates.find(Report(id="r", capture="", published=published, language="en", passages=(body,)))
    for one in mentions:
        assert text[one.start : one.end] == one.quote
        assert one.date is not None
        assert (one.date.start is None) == (one.date.end is None) == (one.date.granularity == "unresolved")
        if one.date.start is None:
            assert one.date.reason
        else:
            assert one.date.start <= (one.date.end or "")
    starts = [(one.start, one.end) for one in mentions]
    assert starts == sorted(starts)
    assert all(before[1] <= after[0] for before, after in pairwise(starts))
    return [(one.quote, one.date.start, one.date.end) for one in mentions if one.date is not None]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY + MARKS), max_size=40), DAY | st.none())
def test_any_run_of_date_words_keeps_the_invariants(pieces: list[str], day: datetime.date | None) -> None:
    found(" ".join(pieces), day.isoformat() if day else None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), DAY | st.none())
def test_any_text_keeps_the_invariants(text: str, day: datetime.date | None) -> None:
    found(text, day.isoformat() if day else None)


@settings(max_examples=100, deadline=None)
@given(DAY, DAY, st.sampled_from(["%d %B %Y", "%B %d, %Y", "%A, %B %d, %Y", "%A %d %B %Y", "%Y-%m-%d", "%d %b %Y"]))
def test_a_complete_date_is_read_back_whatever_the_publication(
    day: datetime.date, published: datetime.date, form: str
) -> None:
    text = f"The bridge was hit on {day.strftime(form)} by a shell."
    assert [row[1:] for row in found(text, published.isoformat())] == [(day.isoformat(), day.isoformat())]


@settings(max_examples=100, deadline=None)
@given(DAY, st.integers(min_value=0, max_value=6))
def test_a_weekday_of_the_past_is_the_last_one(published: datetime.date, back: int) -> None:
    day = published - datetime.timedelta(back)
    assert found(f"A shell fell on {day:%A}.", published.isoformat())[0][1] == day.isoformat()


@settings(max_examples=100, deadline=None)
@given(DAY, st.integers(min_value=1, max_value=6))
def test_a_weekday_to_come_is_the_next_one(published: datetime.date, ahead: int) -> None:
    day = published + datetime.timedelta(ahead)
    assert found(f"They will meet on {day:%A}.", published.isoformat())[0][1] == day.isoformat()


@pytest.mark.parametrize(
    "piece", ["the ", "of the ", "1998 ", "may ", "- ", "10:30 ", "nineteen ", "last ", "\n", "’s", "a"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        found((piece * size)[: 4 * size], "2024-07-08")
        return time.process_time() - started

    seconds(2_000)
    assert seconds(20_000) < 12 * max(seconds(4_000), 0.05)


def test_every_form_of_the_language_file_compiles_and_is_read() -> None:
    readers = {form.read for form in words("en").forms}
    assert readers - set(dates.READERS) == {"event"}
    assert set(dates.READERS) <= readers
    assert grammar("en") is grammar("en")
