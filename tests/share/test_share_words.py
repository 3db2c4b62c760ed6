"""Values in words, passages in runs, wordings compared, and what a terminal shows."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from share_builders import edition, reading

from bearwitness.model import Evidence, Passage, PassageRef
from bearwitness.share import words
from bearwitness.share.differences import differences
from bearwitness.share.passages import cut
from bearwitness.share.summaries import summary
from bearwitness.share.terminal import render, render_claims, render_list, render_reports


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "expected"),
    [
        (5, 5, "exact", "5"),
        (4, None, "at_least", "at least 4"),
        (30, None, "more_than", "more than 30"),
        (24, 99, "vague", "24–99"),
        (None, 40, "up_to", "up to 40"),
        (50, 50, "about", "about 50"),
        (0, 0, "none", "none"),
        (None, None, "unknown", "unknown"),
    ],
)
def test_a_count_in_words(low: Any, high: Any, qualifier: str, expected: str) -> None:
    assert words.value(low, high, qualifier) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2024-07-08T14:27:00+03:00", "8 Jul 2024, 14:27 +03:00"),
        ("2024-07-08T12:00Z", "8 Jul 2024, 12:00 UTC"),
        ("2024-07-08T12:00", "8 Jul 2024, 12:00 zone unknown"),
        ("2024-07-08", "8 Jul 2024"),
        (None, "moment unknown"),
        ("soon", "soon"),
    ],
)
def test_a_moment_keeps_the_zone_it_was_told_in(told: str | None, expected: str) -> None:
    assert words.moment_words(told) == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example", "https://",
        "https://x.example/\u202e", "java\nscript:x", " https://x.example", "https://[", "vbscript:x", "", None,
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert words.link(address) is None


def test_a_web_address_becomes_a_link_as_it_is() -> None:
    assert words.link("https://dispatch.example/a?b=c&d=ї") == "https://dispatch.example/a?b=c&d=ї"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_runs_put_together_are_the_passage_and_each_claim_is_marked_as_a_whole(
    text: str, spans: list[tuple[int, int]]
) -> None:
    passage = Passage(id="p1", kind="body", text=text)
    evidence = [
        (Evidence(PassageRef("p1", "body"), min(a, b), max(a, b), text[min(a, b) : max(a, b)]), f"w{at}")
        for at, (a, b) in enumerate(spans)
        if min(a, b) < max(a, b) <= len(text)
    ]
    runs = cut(passage, evidence)
    assert "".join(run.text for run in runs) == words.clean(text)
    for one, key in evidence:
        assert "".join(run.text for run in runs if key in run.marks) == words.clean(one.quote)
        assert sum(key in run.anchors for run in runs) == 1


def test_words_that_are_not_in_the_passage_are_not_marked() -> None:
    runs = cut(
        Passage(id="p1", kind="body", text="Two died."), [(Evidence(PassageRef("p1", "body"), 0, 3, "Six"), "w1")]
    )
    assert all(run.marks == () for run in runs)


@settings(max_examples=100, deadline=None)
@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_differences_hold_both_wordings(one: str, other: str) -> None:
    pieces = differences(one, other)
    assert " ".join(p.text for p in pieces if p.kind != "new" and p.text).split() == one.split()
    assert " ".join(p.text for p in pieces if p.kind != "gone" and p.text).split() == other.split()


def shown(*renderables: Any) -> str:
    out = io.StringIO()
    console = Console(file=out, width=100, color_system=None)
    for one in renderables:
        console.print(one)
    return out.getvalue()


def test_the_terminal_shows_the_record_within_100_columns() -> None:
    text = shown(render(*edition().given))
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 100
    for part in (
        "2–7",
        "the rescue service",
        "superseded",
        "scope:",
        "(comment, not counted)",
        "copy of [1]",
        "contested",
    ):
        assert part in text


def test_the_terminal_takes_no_orders_from_a_report() -> None:
    good = edition()
    bad = "[bold red]x[/] [link=https://x.example]y \x1b[31m\u202ez"
    record = msgspec.structs.replace(good.record, title=bad, id=bad)
    report = msgspec.structs.replace(
        good.reports["alpha"], title=bad, id=bad, source=bad, passages=(Passage(id="p1", kind="body", text=bad),)
    )
    text = shown(
        render(record, good.others, good.reports, good.claims),
        render_list((summary(record),)),
        render_reports(report),
        render_claims(report, good.claims.values()),
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold red]x[/]" in text


def test_the_list_puts_parts_under_the_wider_incident() -> None:
    given = edition()
    text = shown(render_list([summary(one) for one in (given.record, *given.others)]))
    assert text.index("i1") < text.index("i2")
    assert "└ Missile" in text


def test_moments_inside_a_sentence_are_put_the_way_people_read_them() -> None:
    told = "The latest reading, as of 2024-08-15T12:00:00+02:00; before that 2024-07-08. Id 2024-07-08-a stays."
    assert words.sentence(told) == (
        "The latest reading, as of 15 Aug 2024, 12:00 +02:00; before that 8 Jul 2024. Id 2024-07-08-a stays."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "stands"),
        ({"live": False, "superseded_by": "c1"}, "superseded"),
        ({"live": False}, "overtaken"),
        ({"live": False, "part_of": "c1"}, "part of another"),
        ({"live": False, "modality": "possible"}, "not counted"),
    ],
)
def test_a_reading_says_whether_it_still_counts(fields: dict[str, Any], expected: str) -> None:
    assert words.state(reading(5, "2024-07-08", "one", "c1", "a", **fields)) == expected
