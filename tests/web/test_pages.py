"""The pages that people read, over the example casebook."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from bearwitness.casebook import Casebook
from bearwitness.model import Record

Client = Any


def soup(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return BeautifulSoup(answer.text, "lxml")


def widest(folder: Path) -> Record:
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        return next(iter(found.records()))


def test_the_list_names_every_incident_and_leads_to_it(client: Client, demo_casebook: Path) -> None:
    with Casebook.open(demo_casebook, create=False) as book, book.incidents() as found:
        records = list(found.records())
    page = soup(client, "/incidents")
    links = {one["href"]: one.get_text() for one in page.select("table a")}
    assert links == {f"/incidents/{one.id}": one.title for one in records}


def test_every_link_of_an_incident_leads_somewhere(client: Client, demo_casebook: Path) -> None:
    page = soup(client, f"/incidents/{widest(demo_casebook).id}")
    inside = {one["id"] for one in page.select("[id]")}
    for address in sorted({str(one["href"]) for one in page.select("a[href]")}):
        if address.startswith("#"):
            assert address[1:] in inside, address
        elif re.match(r"/(compare|incidents)\b", address):
            assert client.get(address).status_code == 200, address


def test_every_value_is_one_click_from_its_words(client: Client, demo_casebook: Path) -> None:
    record = widest(demo_casebook)
    with Casebook.open(demo_casebook, create=False) as book:
        claims = {one.id: one for one in book.claims()}
    shown = 0
    links = {str(one["href"]) for one in soup(client, f"/incidents/{record.id}").select('a[href*="claim="]')}
    for link in sorted(links):
        parts = urlsplit(link)
        claim = claims[parse_qs(parts.query)["claim"][0]]
        page = soup(client, link)
        anchor = page.find(id=parts.fragment)
        assert anchor is not None, parts.fragment
        marked = "".join(one.get_text() for one in page.select("mark.found"))
        assert all(one.quote in marked for one in claim.evidence)
        shown += 1
    assert shown > 20


def test_a_report_shows_every_passage_and_keeps_comments_apart(client: Client, demo_casebook: Path) -> None:
    with Casebook.open(demo_casebook, create=False) as book:
        reports = list(book.reports())
    for report in reports:
        page = soup(client, f"/report?id={report.id}")
        own = [one for one in report.passages if one.kind != "comment"]
        words = page.select_one("section.words")
        assert words is not None
        assert [one["data-passage"] for one in words.select("p.passage")] == [one.id for one in own]
        for one in own:
            shown = page.select_one(f'[data-passage="{one.id}"]')
            assert shown is not None
            assert one.text.strip() in shown.get_text()
        assert len(page.select("ul.thread > li")) == len(report.passages) - len(own)


def test_two_reports_side_by_side_say_where_they_differ(client: Client) -> None:
    page = soup(client, "/compare?left=posts-klitschko-1427&right=posts-klymenko-1500")
    rows = {row["class"][0]: row.get_text(" ") for row in page.select("table.compared tbody tr")}
    assert len(page.select("section.side")) == 2
    assert rows.keys() & {"differ", "both", "left", "right"}


def test_an_id_may_be_cut_short(client: Client, demo_casebook: Path) -> None:
    name = widest(demo_casebook).id
    answer = client.get(f"/incidents/{name[:12]}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/incidents/{name}")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/incidents/none", 404),
        ("/report?id=none", 404),
        ("/report", 400),
        ("/nothing", 404),
        ("/incidents?number=x", 400),
    ],
)
def test_what_is_not_there_is_named(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "could not be done" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_dossier_comes_as_a_pdf_too(client: Client, demo_casebook: Path) -> None:
    name = widest(demo_casebook).id
    answer = client.get(f"/incidents/{name}/dossier.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f"/incidents/{name}/dossier.pdf" in client.get(f"/incidents/{name}").text


def test_every_answer_forbids_what_is_not_ours(client: Client, demo_casebook: Path) -> None:
    name = widest(demo_casebook).id
    for address in ("/incidents", f"/incidents/{name}", f"/incidents/{name}/dossier", "/record.css"):
        answer = client.get(address)
        assert "default-src 'none'" in answer.headers["content-security-policy"], address
        assert "script-src 'self' 'unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    page = client.get(f"/incidents/{name}").text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"\sstyle=|\son\w+=", html.unescape(page).split("<main", 1)[0])
    assert not re.search(r"""(src|href)=["'](https?:)?//(?!)""", page.split("<main", 1)[0])


def test_the_sign_in_the_tab_is_there_for_every_page(client: Client) -> None:
    for address in ("/favicon.ico", "/static/icon.svg"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "image/svg+xml")
