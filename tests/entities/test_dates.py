"""Dates: what is found, which interval it is, what it was counted from, and what stays open."""

from __future__ import annotations

import pytest

from bearwitness.entities import dates
from bearwitness.model import Mention, Passage, Report, When

MONDAY = "2024-07-08"


def report(text: str, published: str | None = MONDAY, **more: str) -> Report:
    body = Passage(id="p1", kind="body", text=text)
    return Report(id="r", capture="", published=published, language="en", passages=(body,), **more)


def found(text: str, published: str | None = MONDAY) -> dict[str, When]:
    return {one.quote: when(one) for one in dates.find(report(text, published))}


def when(mention: Mention) -> When:
    assert mention.date is not None
    return mention.date


DAYS = [
    # text, quote, first day, last day, granularity
    ("The shelling of 24 February 2022 began at dawn.", "24 February 2022", "2022-02-24", "2022-02-24", "day"),
    ("A mine went off on March 3, 2021, near the mill.", "March 3, 2021", "2021-03-03", "2021-03-03", "day"),
    ("The 3rd of March 2021 was quiet.", "3rd of March 2021", "2021-03-03", "2021-03-03", "day"),
    ("It is filed under 2023-11-05 in the log.", "2023-11-05", "2023-11-05", "2023-11-05", "day"),
    ("The letter is dated 17/03/2024.", "17/03/2024", "2024-03-17", "2024-03-17", "day"),
    ("The letter is dated 03.04.2024.", "03.04.2024", "2024-04-03", "2024-04-03", "day"),
    ("A drone hit the depot on Monday.", "Monday", "2024-07-08", "2024-07-08", "day"),
    ("A drone hit the depot on Friday.", "Friday", "2024-07-05", "2024-07-05", "day"),
    ("The council will meet on Friday.", "Friday", "2024-07-12", "2024-07-12", "day"),
    ("Talks are due to resume Tuesday.", "Tuesday", "2024-07-09", "2024-07-09", "day"),
    ("The truce holds until Thursday.", "Thursday", "2024-07-11", "2024-07-11", "day"),
    ("They had been due to leave Thursday.", "Thursday", "2024-07-04", "2024-07-04", "day"),
    ("He came last Monday.", "last Monday", "2024-07-01", "2024-07-01", "day"),
    ("He comes next Monday.", "next Monday", "2024-07-15", "2024-07-15", "day"),
    ("Friday's raid was the third.", "Friday", "2024-07-05", "2024-07-05", "day"),
    ("Sirens sounded yesterday.", "yesterday", "2024-07-07", "2024-07-07", "day"),
    ("The road was mined three days ago.", "three days ago", "2024-07-05", "2024-07-05", "day"),
    ("The market burned on June 28.", "June 28", "2024-06-28", "2024-06-28", "day"),
    ("The market burned on December 28.", "December 28", "2023-12-28", "2023-12-28", "day"),
    ("The vote will be held on December 28.", "December 28", "2024-12-28", "2024-12-28", "day"),
    ("The board will sell the mill under an August deal.", "August", "2024-08-01", "2024-08-31", "month"),
    ("The board will sell the mill under a May deal.", "May", "2024-05-01", "2024-05-31", "month"),
    ("The blast came Monday morning.", "Monday morning", "2024-07-08", "2024-07-08", "part_of_day"),
    ("Two homes burned late Sunday.", "late Sunday", "2024-07-07", "2024-07-07", "part_of_day"),
    ("Rockets fell last night.", "last night", "2024-07-07", "2024-07-07", "part_of_day"),
    ("Drones came overnight.", "overnight", "2024-07-07", "2024-07-08", "part_of_day"),
    ("Drones came overnight into Saturday.", "overnight into Saturday", "2024-07-05", "2024-07-06", "part_of_day"),
    ("It was the night of 7 to 8 July.", "the night of 7 to 8 July", "2024-07-07", "2024-07-08", "part_of_day"),
    (
        "He was shot in the early hours of Saturday.",
        "early hours of Saturday",
        "2024-07-06",
        "2024-07-06",
        "part_of_day",
    ),
    ("The truce ran from 1 to 3 May.", "from 1 to 3 May", "2024-05-01", "2024-05-03", "period"),
    ("Police were told earlier this week.", "earlier this week", "2024-07-08", "2024-07-14", "week"),
    ("A school was hit last week.", "last week", "2024-07-01", "2024-07-07", "week"),
    ("A school was hit last month.", "last month", "2024-06-01", "2024-06-30", "month"),
    ("A school was hit last year.", "last year", "2023-01-01", "2023-12-31", "year"),
    ("It was written in early 2023.", "early 2023", "2023-01-01", "2023-12-31", "year"),
    ("It has gone on since February 2022.", "February 2022", "2022-02-01", "2022-02-28", "month"),
    ("It happened in May near the river.", "May", "2024-05-01", "2024-05-31", "month"),
    ("It happened in December.", "December", "2023-12-01", "2023-12-31", "month"),
    ("The bridge fell two months ago.", "two months ago", "2024-05-01", "2024-05-31", "month"),
    ("The war of the 1990s ended.", "the 1990s", "1990-01-01", "1999-12-31", "period"),
    ("The first half of 2023 was calm.", "first half of 2023", "2023-01-01", "2023-06-30", "half"),
    ("The third quarter of 2023 was calm.", "third quarter of 2023", "2023-07-01", "2023-09-30", "quarter"),
    ("Shelling grew over the weekend.", "the weekend", "2024-07-06", "2024-07-07", "weekend"),
    ("The camp closed last summer.", "last summer", "2023-06-01", "2023-08-31", "season"),
    ("He was buried on Christmas Day.", "Christmas Day", "2023-12-25", "2023-12-25", "day"),
]


@pytest.mark.parametrize(("text", "quote", "first", "last", "granularity"), DAYS)
def test_the_interval_of_a_date(text: str, quote: str, first: str, last: str, granularity: str) -> None:
    hits = [(name, one) for name, one in found(text).items() if quote in name]
    assert len(hits) == 1, found(text)
    assert (hits[0][1].start, hits[0][1].end, hits[0][1].granularity) == (first, last, granularity)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The shots came at 10:30 a.m. on Monday.", "2024-07-08T10:30"),
        ("The shots came Saturday at about 9:05 p.m.", "2024-07-06T21:05"),
        ("On Monday two cars burned. The second one was hit at 0930 GMT.", "2024-07-08T09:30Z"),
        ("The shots came at 2 p.m. EST Friday.", "2024-07-05T14:00-05:00"),
        ("The shots came at noon Saturday.", "2024-07-06T12:00"),
    ],
)
def test_a_time_of_day_joins_its_day(text: str, start: str) -> None:
    times = [one for one in found(text).values() if one.granularity == "time"]
    assert [one.start for one in times] == [start]


@pytest.mark.parametrize(
    "text",
    [
        "The siege lasted for three days.",
        "A 13-year-old boy was hurt.",
        "You may go, or march with us.",
        "He is 45 years old.",
        "At the end of the day it makes no difference.",
        "The shell killed 2000 people.",
        "She lives at 1998 Harbour Street.",
        "They train every Monday.",
        "A second shell fell.",
        "The sun rose over the sat phone.",
        "Version 10.2.1 was installed.",
        "They march in the square.",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert found(text) == {}


def test_without_a_publication_date_nothing_is_guessed() -> None:
    one = found("A drone hit the depot on Monday.", None)["Monday"]
    assert (one.start, one.end, one.granularity) == (None, None, "unresolved")
    assert one.reason is not None
    assert "publication date" in one.reason
    assert found("It was shelled on 24 February 2022.", None)["24 February 2022"].start == "2022-02-24"


def test_a_day_without_year_takes_the_year_of_the_reports_complete_dates() -> None:
    one = found("The first strike was on October 9, 2023. The second was on October 11.", None)["October 11"]
    assert (one.start, one.anchor) == ("2023-10-11", "mention")


def test_a_day_named_with_its_year_elsewhere_is_that_day() -> None:
    text = "The invasion of 24 February 2022 goes on. Since Feb. 24 the bridge has been closed."
    assert found(text)["Feb. 24"].start == "2022-02-24"


def test_anchors_are_named() -> None:
    assert found("A drone hit it on Friday.")["Friday"].anchor == "published"
    assert found("A drone hit it on 5 July 2024.")["5 July 2024"].anchor == "absolute"
    text = "A bomb went off on 5 July 2024. The next day a second one was found."
    one = found(text)["The next day"]
    assert (one.start, one.anchor) == ("2024-07-06", "mention")


def test_an_event_as_anchor_stays_open_and_keeps_its_words() -> None:
    one = found("The strike came a day before the summit in Riga.")["a day before"]
    assert one.start is None
    assert one.anchor == "the summit in Riga"
    assert one.reason is not None


def test_an_event_beside_a_date_is_that_date() -> None:
    one = found("It happened on 5 July, a day before the summit.")["a day before"]
    assert (one.start, one.anchor) == ("2024-07-05", "mention")


def test_the_order_of_day_and_month_needs_evidence() -> None:
    ambiguous = found("It is dated 03/04/2019.", None)["03/04/2019"]
    assert ambiguous.start is None
    assert ambiguous.reason is not None
    shown = found("It is dated 03/04/2019, the reply 25/04/2019.", None)
    assert shown["03/04/2019"].start == "2019-04-03"
    american = found("It is dated 03/04/2019, the reply 04/25/2019.", None)
    assert american["03/04/2019"].start == "2019-03-04"


def test_a_comment_counts_from_its_own_time() -> None:
    page = Report(
        id="r",
        capture="",
        published=MONDAY,
        retrieved="2024-09-10",
        language="en",
        passages=(
            Passage(id="p1", kind="comment", text="My cousin left yesterday.", time="2024-07-20T10:00:00Z"),
            Passage(id="p2", kind="comment", text="My cousin left yesterday.", time="2 months ago"),
            Passage(id="p3", kind="comment", text="My cousin left yesterday.", time="3 days ago"),
        ),
    )
    mentions = {one.passage: when(one) for one in dates.find(page)}
    assert mentions["p1"].start == "2024-07-19"
    assert mentions["p2"].start is None
    assert mentions["p2"].reason is not None
    assert (mentions["p3"].start, mentions["p3"].anchor) == ("2024-09-06", "retrieved")


def test_the_age_of_a_comment_counts_from_retrieval() -> None:
    page = report("x", retrieved="2024-09-10")
    one = dates.when_written(Passage(id="p2", kind="comment", text="x", time="2 months ago"), page)
    assert (one.start, one.end, one.granularity, one.anchor) == ("2024-07-01", "2024-07-31", "month", "retrieved")
    none = dates.when_written(Passage(id="p2", kind="comment", text="x", time="2 months ago"), report("x"))
    assert none.start is None


def test_a_comment_does_not_decide_what_the_report_speaks_of() -> None:
    page = Report(
        id="r",
        capture="",
        published=None,
        language="en",
        passages=(
            Passage(id="p1", kind="comment", text="In my town it was 5 May 2015."),
            Passage(id="p2", kind="body", text="The mill was hit on May 9."),
        ),
    )
    assert [when(one).start for one in dates.find(page)] == ["2015-05-05", None]


def test_vague_words_are_open_with_a_reason() -> None:
    one = found("Shelling has recently grown.")["recently"]
    assert one.start is None
    assert one.reason == "names no calendar interval"


def test_a_language_without_files_has_no_dates() -> None:
    body = Passage(id="p1", kind="body", text="am 8. Juli 2024")
    assert dates.find(Report(id="r", capture="", published=MONDAY, language="xx", passages=(body,))) == []
