"""Direct quotes: marks of every style, several paragraphs, partial quotes, and what is no quote."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said import claims, of_kind, report

from bearwitness.extract import marks

ATTACK = "A missile struck the town of Lozova on Tuesday, killing two people.\n\n"


def quotes_of(text: str) -> list[tuple[str, str | None, bool]]:
    """Words, speaker and whether partial of each quote after a report of an attack."""
    found = of_kind(claims(report(ATTACK + text)), "quote")
    return [
        (one.quote.text, one.attribution.speaker if one.attribution else None, one.quote.partial)
        for one in found
        if one.quote is not None
    ]


@pytest.mark.parametrize(
    ("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("``", "''")]
)
def test_every_style_of_marks(opening: str, closing: str) -> None:
    text = f"{opening}We heard two blasts and ran to the cellar,{closing} said Maria Bondar."
    assert quotes_of(text) == [("We heard two blasts and ran to the cellar,", "Maria Bondar", False)]


@pytest.mark.parametrize(
    "text",
    [
        "Maria Bondar said: “We ran to the cellar at once.”",
        "“We ran to the cellar at once,” Maria Bondar told reporters.",
        "“We ran to the cellar at once.” Maria Bondar said.",
        "Maria Bondar confirmed the scene. “We ran to the cellar at once.”",
        "Maria Bondar was quoted as saying: “We ran to the cellar at once.”",
    ],
)
def test_the_speaker_stands_before_after_or_beside(text: str) -> None:
    assert [one[1] for one in quotes_of(text)] == ["Maria Bondar"]


def test_a_quote_over_two_paragraphs_is_one_claim_with_two_pieces() -> None:
    text = (
        "Maria Bondar spoke to reporters.\n\n“The roof fell in at noon.\n\n"
        "“Nobody could get out by the stairs,” she said."
    )
    found = of_kind(claims(report(ATTACK + text)), "quote")
    assert [[piece.quote for piece in one.evidence] for one in found] == [
        ["The roof fell in at noon.", "Nobody could get out by the stairs,"]
    ]


def test_the_second_paragraph_need_not_open_again() -> None:
    text = "Maria Bondar vowed to rebuild.\n\n“The roof fell in at noon.\n\nNobody could get out by the stairs.”"
    found = of_kind(claims(report(ATTACK + text)), "quote")
    assert [len(one.evidence) for one in found] == [2]
    assert found[0].attribution is not None
    assert found[0].attribution.speaker == "Maria Bondar"


def test_an_interrupted_quote_is_one_claim() -> None:
    text = "“The roof fell in,” said Maria Bondar, “and then there was only dust.”"
    found = of_kind(claims(report(ATTACK + text)), "quote")
    assert [[piece.quote for piece in one.evidence] for one in found] == [
        ["The roof fell in,", "and then there was only dust."]
    ]


def test_a_few_words_in_somebody_elses_sentence_are_partial() -> None:
    ((text, speaker, partial),) = quotes_of("Maria Bondar described the strike as “a crime against sleeping people”.")
    assert (text, speaker, partial) == ("a crime against sleeping people", "Maria Bondar", True)


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “safe zone” was empty.",
        "The film “The Long Winter Road” was to be shown that night.",
        "Soldiers call the weapon “Lancet”.",
        "The drivers' union met at the '90s-era hall.",
    ],
)
def test_scare_quotes_and_titles_are_no_quotes(text: str) -> None:
    assert quotes_of(text) == []


def test_comments_make_no_quotes() -> None:
    one = report(ATTACK.strip(), more=(("comment", "“We will never forget this day,” my uncle said.", "ann"),))
    assert of_kind(claims(one), "quote") == []


def test_without_the_filter_a_report_on_anything_has_its_quotes() -> None:
    one = report("“The harvest was better than we had feared,” said Maria Bondar, who grows apples.")
    assert claims(one) == ()
    assert [claim.kind for claim in claims(one, every_report=True)] == ["quote"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab ,.“”\"‘’'«»\n", max_size=200))
def test_quoted_stretches_lie_in_order_and_never_overlap(text: str) -> None:
    found = marks.quoted("p1", text)
    edges = [(one.outer_start, one.start, one.end, one.outer_end) for one in found]
    assert all(0 <= a <= b <= c <= d <= len(text) for a, b, c, d in edges)
    assert all(before[3] <= after[0] for before, after in pairwise(edges))
