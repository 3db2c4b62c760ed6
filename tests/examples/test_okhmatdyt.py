"""The demo's reports are what their README says: well-formed, invented addresses only, a real copy, a real thread."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

FOLDER = Path(__file__).parents[2] / "examples" / "okhmatdyt"
LINES = FOLDER / "reports.jsonl"
PAGES = sorted(FOLDER.glob("*.html"))
FIELDS = {"id", "url", "source", "title", "byline", "published", "retrieved", "language", "text", "html"}


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LINES.read_text(encoding="utf-8").splitlines()]


def test_there_are_fourteen_reports_and_each_is_explained() -> None:
    names = [row["id"] for row in rows()] + [page.name for page in PAGES]
    assert len(names) == len(set(names)) == 14
    explained = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in explained] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_line_has_only_known_fields_and_a_dated_text(row: dict[str, Any]) -> None:
    assert set(row) <= FIELDS
    published = datetime.datetime.fromisoformat(row["published"])
    retrieved = datetime.datetime.fromisoformat(row["retrieved"])
    assert published.tzinfo is not None
    assert published < retrieved
    assert len(row["text"]) > 80


def test_every_address_is_reserved_and_leads_nowhere() -> None:
    everything = LINES.read_text(encoding="utf-8") + "".join(page.read_text(encoding="utf-8") for page in PAGES)
    hosts = set(re.findall(r"https?://([^/\"\s]+)", everything))
    assert sorted(host for host in hosts if host != "schema.org" and not host.endswith(".example")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_states_when_it_was_published_and_by_whom(page: Path) -> None:
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    stated = soup.find("meta", property="article:published_time")
    assert stated is not None
    assert datetime.datetime.fromisoformat(str(stated["content"])).tzinfo is not None
    assert soup.find("meta", property="og:site_name") is not None
    assert soup.find("link", rel="canonical") is not None


def test_the_gazette_carries_the_agency_word_for_word_and_the_courier_shortens_it() -> None:
    soup = BeautifulSoup((FOLDER / "meridian-1.html").read_text(encoding="utf-8"), "lxml")
    agency = [one.get_text() for one in soup.select(".story-body p")]
    copies = {row["id"]: row for row in rows()}
    assert copies["northfield-1"]["text"].split("\n\n") == agency
    shortened = copies["courier-1"]["text"].split("\n\n")
    assert shortened[1:] == agency[1 : len(shortened)]
    assert len(shortened) < len(agency)
    assert copies["courier-1"]["title"] != copies["northfield-1"]["title"]


def test_the_thread_has_replies_a_guest_and_a_truncated_comment() -> None:
    soup = BeautifulSoup((FOLDER / "dispatch-2.html").read_text(encoding="utf-8"), "lxml")
    comments = soup.select(".wpd-comment")
    assert len(comments) == 7
    assert len(soup.select(".wpd-reply-to")) == 4
    assert len(soup.select(".wpdiscuz-readmore")) == 1
