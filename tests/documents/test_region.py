"""Pages whose report is found by its paragraphs alone, and pages that need the extractor."""

from __future__ import annotations

from unittest.mock import patch

import trafilatura
from tests.documents.reading import from_html, text_of

SENTENCES = [
    f"Rescuers searched house number {number} of the harbour street until the evening, the mayor of the town said."
    for number in range(8)
]
PARAGRAPHS = "".join(f"<p>{one}</p>" for one in SENTENCES)
MENU = "<nav><ul>" + "".join(f"<li><a href='/{one}'>Section {one}</a></li>" for one in range(20)) + "</ul></nav>"


def _page(inner: str) -> str:
    return f"<html><head><title>Harbour</title></head><body>{MENU}{inner}</body></html>"


def _asked(markup: str) -> tuple[bool, str]:
    """Whether the extractor was asked, and the report's own text."""
    with patch.object(trafilatura, "extract", wraps=trafilatura.extract) as asked:
        report = from_html(markup)
    return asked.called, text_of(report, "lead", "body")


def test_a_page_with_one_run_of_paragraphs_needs_no_extractor() -> None:
    asked, text = _asked(_page(f"<h1>Harbour street searched</h1><div class='story'>{PARAGRAPHS}</div>"))
    assert not asked
    assert text.split("\n") == SENTENCES


def test_what_is_named_as_something_else_inside_the_report_is_left_out() -> None:
    promo = (
        "<div class='newsletter-box'><p>Our letter brings you the harbour news every morning, free of charge.</p></div>"
    )
    asked, text = _asked(_page(f"<div class='story'>{PARAGRAPHS}{promo}{PARAGRAPHS}</div>"))
    assert not asked
    assert "free of charge" not in text


def test_an_opening_paragraph_beside_the_run_belongs_to_it() -> None:
    opening = "<p>A house on the harbour street was hit in the night, and rescuers were still searching it at noon.</p>"
    asked, text = _asked(_page(f"<article>{opening}<div class='story'>{PARAGRAPHS}</div></article>"))
    assert not asked
    assert "searching it at noon" in text


def test_appended_reports_are_left_to_the_extractor() -> None:
    other = PARAGRAPHS.replace("harbour", "station")
    asked, _ = _asked(_page(f"<div><h1>One</h1>{PARAGRAPHS}<h1>Other</h1>{other}</div>"))
    assert asked


def test_a_region_whose_names_say_that_it_is_something_else_is_left_to_the_extractor() -> None:
    parts = "".join(f"<div class='gallery'><p>{one}</p></div>" for one in SENTENCES)
    asked, _ = _asked(_page(f"<div class='story'>{parts}</div>"))
    assert asked


def test_a_date_in_the_address_is_taken_where_the_page_states_none() -> None:
    link = "<link rel='canonical' href='https://news.example/2024/07/09/harbour'>"
    report = from_html(f"<html><head>{link}</head><body><h1>Harbour searched</h1>{PARAGRAPHS}</body></html>")
    assert (report.published, report.published_from) == ("2024-07-09", "day in the address")


def test_an_address_with_a_day_that_does_not_exist_dates_nothing() -> None:
    link = "<link rel='canonical' href='https://news.example/2024/02/31/harbour'>"
    report = from_html(f"<html><head>{link}</head><body><h1>Harbour searched</h1>{PARAGRAPHS}</body></html>")
    assert report.published is None


def test_a_month_alone_is_no_date_of_publication() -> None:
    report = from_html(_page(f"<h1>Harbour searched</h1><div class='date'>07/2024</div><div>{PARAGRAPHS}</div>"))
    assert report.published is None
