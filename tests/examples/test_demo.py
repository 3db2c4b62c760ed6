"""The demo's records and dossier, made by the real pipeline from the example reports."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from bearwitness.model import Claim, Record, Report
from bearwitness.share import FORMATS, family
from conftest import EXAMPLES, records_of, understood_files

Demo = tuple[tuple[Record, ...], dict[str, Report], dict[str, Claim]]
AGENCY = "meridian-wire.example/a/2024-07-08-kyiv-barrage"


@pytest.fixture(scope="module")
def demo() -> Demo:
    found = understood_files([EXAMPLES])
    reports = {one.report.id: one.report for one in found}
    return records_of(found), reports, {claim.id: claim for one in found for claim in one.claims}


@pytest.fixture(scope="module")
def dossier(demo: Demo) -> BeautifulSoup:
    records, reports, claims = demo
    return BeautifulSoup(FORMATS["html"].write(records[0], records, reports, claims), "lxml")


def test_every_claim_stands_word_for_word_in_its_passage(demo: Demo) -> None:
    _, reports, claims = demo
    assert claims
    for claim in claims.values():
        for one in claim.evidence:
            assert reports[claim.report].passage(one.passage.id).text[one.start : one.end] == one.quote


def test_the_papers_that_carry_the_agency_are_its_copies_and_no_origins(demo: Demo) -> None:
    records, reports, _ = demo
    agency = next(one.id for one in reports.values() if AGENCY in (one.url or ""))
    lines = {line.id: line for one in records for line in one.reports}
    assert {name: lines[name].copies for name in ("northfield-1", "courier-1")} == {
        "northfield-1": agency,
        "courier-1": agency,
    }
    origins = {reading.origin for one in records for figure in one.figures for reading in figure.readings}
    assert not origins & {"Northfield Gazette"}


def test_a_rumour_in_a_comment_raises_no_figure(demo: Demo) -> None:
    records, reports, _ = demo
    assert any("60 people" in p.text for one in reports.values() for p in one.passages if p.kind == "comment")
    assert not [r for one in records for f in one.figures for r in f.readings if r.low == 60 or r.high == 60]


def test_the_toll_moves_and_the_denial_stands_beside_the_accusation(demo: Demo) -> None:
    records, _, _ = demo
    main = records[0]
    tree = (main, *family(main, records))
    killed = {r.low for one in tree for f in one.figures if f.outcome == "killed" for r in f.readings}
    assert {2, 7, 20, 27, 33, 44} <= killed
    stances = {s for one in tree for who in one.responsibility if who.side == "RU" for s in who.stances}
    assert {"accused", "denied"} <= stances
    assert "air_defence" in {found.explanation for one in tree for found in one.explanations}


def test_every_link_of_the_dossier_leads_to_its_place(dossier: BeautifulSoup) -> None:
    names = {str(one["id"]) for one in dossier.select("[id]")}
    assert [one["href"] for one in dossier.select("a[href^='#']") if str(one["href"])[1:] not in names] == []
    assert dossier.select("script, link, img, [style], [src]") == []


def test_every_reading_of_the_dossier_shows_its_words(dossier: BeautifulSoup) -> None:
    rows = dossier.select("tr.row")
    assert rows
    for row in rows:
        spots = [dossier.find(id=str(one["href"])[1:]) for one in row.select("blockquote a")]
        assert spots
        assert all(isinstance(one, Tag) and one.find_next("mark") for one in spots)


def test_the_headings_of_the_dossier_leave_out_no_level(dossier: BeautifulSoup) -> None:
    levels = [int(one.name[1]) for one in dossier.select("h1, h2, h3, h4")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
