"""The dossier: every value leads to its words, nothing is requested, hostile text stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import msgspec
import pytest
from bs4 import BeautifulSoup, Tag
from lxml import etree, html
from share_builders import Edition, edition

from bearwitness.model import Passage, Record, Voice
from bearwitness.share import FORMATS

SCRIPT = "<script>alert(1)</script>"
OVERRIDE = "\u202eabc"


def page(given: Edition) -> str:
    return FORMATS["html"].write(*given.given)


def soup(given: Edition) -> BeautifulSoup:
    return BeautifulSoup(page(given), "lxml")


def hostile() -> Edition:
    """The edition with markup, direction overrides, control characters and bad addresses in every text field."""
    good = edition()
    bad = f"{SCRIPT}\"'><img src=x onerror=alert(1)>{OVERRIDE}\x00{{{{ 7*7 }}}}"
    lines = tuple(
        msgspec.structs.replace(line, title=bad, source=bad, url="javascript:alert(1)", copies_why=bad)
        for line in good.record.reports
    )
    voices = (Voice(who=bad, stance="asserted", reports=("alpha", bad), claims=("c1", bad)),)
    record = msgspec.structs.replace(
        good.record,
        title=bad,
        reports=lines,
        explanations=tuple(msgspec.structs.replace(one, voices=voices) for one in good.record.explanations),
        responsibility=tuple(
            msgspec.structs.replace(one, actor=bad, side=bad, voices=voices) for one in good.record.responsibility
        ),
        quotes=tuple(
            msgspec.structs.replace(
                one, speaker=bad, variants=tuple(msgspec.structs.replace(each, text=bad) for each in one.variants)
            )
            for one in good.record.quotes
        ),
        conflicts=tuple(msgspec.structs.replace(one, why=bad) for one in good.record.conflicts),
        timeline=tuple(msgspec.structs.replace(one, text=bad, at=bad) for one in good.record.timeline),
        grade=msgspec.structs.replace(good.record.grade, reasons=(bad,)),
    )
    reports = {
        name: msgspec.structs.replace(
            one,
            title=bad,
            source=bad,
            url="javascript:alert(1)",
            language='en" onload="x',
            capture=bad,
            passages=(*one.passages, Passage(id="p9", kind="comment", text=bad, author=bad, time=bad)),
        )
        for name, one in good.reports.items()
    }
    return Edition(record=record, others=good.others, reports=reports, claims=good.claims)


def test_every_link_inside_the_page_has_a_target_and_no_two_targets_share_a_name() -> None:
    tree = soup(edition())
    names = [str(one["id"]) for one in tree.select("[id]")]
    assert len(names) == len(set(names))
    wanted = {str(one["href"])[1:] for one in tree.select("a[href^='#']")}
    assert sorted(wanted - set(names)) == []


def test_each_reading_leads_to_its_words_marked_in_their_report() -> None:
    given = edition()
    tree = soup(given)
    for figure in (*given.record.figures, *given.others[0].figures):
        for reading in figure.readings:
            quotes = [given.claims[name].evidence[0].quote for name in reading.claims if name in given.claims]
            rows = [row for row in tree.select("tr.row") if row.th and reading.origin in row.th.get_text()]
            row = next(row for row in rows if all(quote in row.get_text() for quote in quotes))
            for name in reading.claims:
                if name not in given.claims:
                    assert "The words of this claim are not in this file." in row.get_text()
                    continue
                links = {str(one["href"])[1:] for one in row.select("blockquote a")}
                spots = [spot for spot in (tree.find(id=key) for key in links) if isinstance(spot, Tag)]
                marked = {spot.find_next("mark").get_text() for spot in spots if spot.find_next("mark")}
                assert given.claims[name].evidence[0].quote in marked


def test_the_marks_do_not_change_a_passage() -> None:
    given = edition()
    tree = soup(given)
    shown = [one.get_text() for one in tree.select("article.report p.passage.body")]
    told = [p.text for one in given.reports.values() for p in one.passages if p.kind == "body"]
    assert sorted(shown) == sorted(told)


def test_nothing_is_requested_and_the_policy_covers_the_style() -> None:
    text = page(edition())
    tree = BeautifulSoup(text, "lxml")
    assert tree.select("script, link, img, iframe, object, embed, form, [style], [src], [srcset]") == []
    assert "url(" not in text
    assert "@import" not in text
    policy = str(tree.select_one("meta[http-equiv='Content-Security-Policy']")["content"])  # type: ignore[index]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy


def test_hostile_text_stays_text() -> None:
    text = page(hostile())
    tree = BeautifulSoup(text, "lxml")
    assert tree.select("script, img, [onerror], [onload]") == []
    assert "49" not in tree.h1.get_text()  # type: ignore[union-attr]
    assert SCRIPT in tree.h1.get_text()  # type: ignore[union-attr]
    assert "\x00" not in text
    assert [one["href"] for one in tree.select("a[href]") if not str(one["href"]).startswith(("#", "https://"))] == []
    assert "javascript:" in tree.get_text(), "the address is shown as text, so that nothing is hidden"


def test_direction_overrides_are_isolated() -> None:
    tree = soup(hostile())
    for at in tree.find_all(string=re.compile("\u202e")):
        around = [one for one in at.parents if one.name == "bdi" or one.get("dir") == "auto" or one.name in {"p", "li"}]
        assert around, at
    for tag in tree.find_all(True):
        assert [value for value in tag.attrs.values() if "\u202e" in str(value)] == []


def test_a_copy_is_marked_where_it_is_listed_and_where_it_carries_a_value() -> None:
    tree = soup(edition())
    gamma = next(one for one in tree.select("article.report") if "gamma reports" in one.get_text())
    assert "copy" in gamma.h3.get_text()  # type: ignore[union-attr]
    row = next(row for row in tree.select("tr.row") if "gamma" in row.get_text().lower())
    assert "copy" in row.get_text()
    assert "1 of which copies another and adds no support" in tree.get_text()


def test_comment_voices_stand_apart_and_are_in_no_table() -> None:
    tree = soup(edition())
    section = tree.find("section", attrs={"aria-labelledby": "comments"})
    assert isinstance(section, Tag)
    assert "reader one" in section.get_text()
    assert "cut short by the page" in section.get_text()
    assert [one for one in tree.select("table") if "reader one" in one.get_text()] == []


def test_a_quote_shows_the_words_that_differ() -> None:
    assert [one.get_text() for one in soup(edition()).select("ins")] == ["still"]


def test_the_page_is_well_formed_with_landmarks_headings_and_captions() -> None:
    text = page(edition())
    html.document_fromstring(text, parser=etree.HTMLParser(recover=False))
    tree = BeautifulSoup(text, "lxml")
    assert len(tree.select("main")) == len(tree.select("h1")) == 1
    assert tree.html["lang"] == "en"  # type: ignore[index]
    assert [one for one in tree.select("table") if one.caption is None] == []
    assert [one for one in tree.select("svg") if not one.get("aria-label") or one.get("role") != "img"] == []
    levels = [int(one.name[1]) for one in tree.select("h1, h2, h3, h4")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_an_empty_record_is_a_whole_page() -> None:
    good = edition().record
    bare = Record(id="i0", title="Attack", kind="attack", when=None, where=None, grade=good.grade)
    text = page(Edition(record=bare, others=(), reports={}, claims={}))
    for sentence in ("The reports give no figure", "None was found", "No direct speech", "No root was computed"):
        assert sentence in text


def test_unrelated_incidents_and_their_reports_are_left_out() -> None:
    given = edition()
    stranger = msgspec.structs.replace(given.record, id="i8", title="Something else", part_of=None, reports=())
    assert "Something else" not in FORMATS["html"].write(
        given.record, (*given.others, stranger), given.reports, given.claims
    )


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_gives_the_same_bytes_again(name: str) -> None:
    one, other = edition(), edition()
    backwards = Edition(
        record=other.record,
        others=other.others,
        reports=dict(reversed(other.reports.items())),
        claims=dict(reversed(other.claims.items())),
    )
    assert FORMATS[name].write(*one.given) == FORMATS[name].write(*backwards.given)
