"""Decisions from the pages: what is shown, what is signed, and what somebody else decided meanwhile."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from bearwitness.casebook import Casebook
from bearwitness.model import Decision
from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.doors import Alone
from web.people import SITE, client_of

Client = Any


@pytest.fixture
def book(demo_casebook: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_casebook, tmp_path / "casebook"))


@pytest.fixture
def reviewer(book: Path) -> Iterator[Client]:
    door = Alone(reviewer="Ana Review")
    with client_of(create_app(Books(book), door=door, site=SITE), door.exchange(door.token)) as client:
        yield client


def decisions(book: Path) -> list[Decision]:
    with Casebook.open(book, create=False) as opened:
        return [one.value for one in opened.stated("decisions", Decision)]


def soup(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "lxml")


def values(form: Any, **more: str) -> dict[str, str]:
    """What a browser sends for a form of the page."""
    found = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input[name]")
        if one.get("type") != "checkbox"
    }
    return found | {str(one["name"]): "" for one in form.select("select[name]")} | more


def send(client: Client, form: Any, **more: str) -> Any:
    return client.post(str(form["action"]), data=values(form, **more), follow_redirects=False)


def test_the_queue_shows_the_words_and_a_judgement_is_signed(reviewer: Client, book: Path) -> None:
    page = soup(reviewer, "/review")
    item = page.select_one("li.item")
    assert item is not None
    assert item.select_one("mark.found") is not None
    form = item.select_one('form[action="/review/judge"]')
    answer = send(reviewer, form, judgement="accept", reason="as the police list has it")
    assert answer.status_code == 303, answer.text
    (made,) = decisions(book)
    assert (made.kind, made.reviewer, made.reason) == ("accept", "Ana Review", "as the police list has it")
    after = soup(reviewer, str(answer.headers["location"]))
    assert "Decided and signed." in after.get_text()
    with Casebook.open(book, create=False) as opened:
        assert opened.verify().holds


def test_a_correction_changes_the_record_and_undoing_it_brings_the_value_back(reviewer: Client, book: Path) -> None:
    with Casebook.open(book, create=False) as opened:
        claim = next(
            one
            for one in opened.claims()
            if one.casualty and one.casualty.outcome == "killed" and one.about == "main" and one.casualty.figure.low
        )
    page = soup(reviewer, f"/review/claim?id={claim.id}")
    form = page.select_one('form[action="/review/correct"]')
    answer = send(reviewer, form, low="612", high="612", reason="a slip of the pen")
    assert answer.status_code == 303, answer.text
    page = soup(reviewer, f"/review/claim?id={claim.id}")
    assert "612" in page.get_text()
    undo = page.select_one('form[action="/review/undo"]')
    assert send(reviewer, undo, reason="it was right").status_code == 303
    kinds = [one.kind for one in decisions(book)]
    assert kinds == ["correct", "withdraw"]
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        _, claims = found.material_of([claim.report])
    assert claims[claim.id].casualty == claim.casualty


def test_what_somebody_else_decided_meanwhile_is_shown_first(reviewer: Client, book: Path) -> None:
    form = soup(reviewer, "/review").select_one('form[action="/review/judge"]')
    door = Alone(reviewer="Ben Other")
    with client_of(create_app(Books(book), door=door, site=SITE), door.exchange(door.token)) as other:
        theirs = soup(other, "/review").select_one('form[action="/review/judge"]')
        assert send(other, theirs, judgement="reject", reason="an echo").status_code == 303
    answer = send(reviewer, form, judgement="accept", reason="seen")
    assert answer.status_code == 409
    assert "Ben Other" in answer.text
    assert "an echo" in answer.text
    assert len(decisions(book)) == 1


def test_incidents_are_merged_graded_noted_and_published(reviewer: Client, book: Path) -> None:
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        one, other = [each for each in found.records() if each.part_of][:2]
    page = soup(reviewer, f"/review/incident?id={one.id}")

    def form(action: str) -> Any:
        return page.select_one(f'form[action="/review/{action}"]')

    assert send(reviewer, form("grade"), grade="fair", reason="two origins").status_code == 303
    assert send(reviewer, form("note"), reason="ask the city").status_code == 303
    assert send(reviewer, form("protect"), words="Olena K.", kind="name", reason="a witness").status_code == 303
    assert send(reviewer, form("publish"), profile="public", reason="checked").status_code == 303
    page = soup(reviewer, f"/review/incident?id={one.id}")
    assert "This state is published: public" in page.get_text()
    merged = send(reviewer, form("merge"), other=other.id, reason="one strike")
    assert merged.status_code == 303
    # The incident that was decided on may be no more: the way back leads to the one that it became.
    assert "Decided and signed." in soup(reviewer, merged.headers["location"]).get_text()
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        assert len([each for each in found.records() if each.title in {one.title, other.title}]) == 1
    assert [each.kind for each in decisions(book)] == ["grade", "note", "protect", "publish", "merge"]


def test_a_report_is_moved_and_reports_are_split_off(reviewer: Client, book: Path) -> None:
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        one = max(found.records(), key=lambda each: len(each.reports))
    page = soup(reviewer, f"/review/incident?id={one.id}")
    split = page.select_one('form[action="/review/split"]')
    answer = send(reviewer, split, report=one.reports[0].id, reason="another street")
    assert answer.status_code == 303, answer.text
    assert decisions(book)[-1].kind == "split"


def test_a_missed_count_is_added_with_its_words(reviewer: Client, book: Path) -> None:
    with Casebook.open(book, create=False) as opened:
        report = next(iter(opened.reports()))
    words = next(one for one in report.passages if one.kind == "body").text.split(".")[0]
    told = {"report": report.id, "words": words, "outcome": "missing", "low": "3", "high": "3", "reason": "overlooked"}
    token = soup(reviewer, "/review").select_one('input[name="csrf"]')["value"]  # type: ignore[index]
    answer = reviewer.post("/review/add", data=told | {"csrf": token}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert decisions(book)[-1].added is not None
    wrong = reviewer.post("/review/add", data=told | {"csrf": token, "words": "nobody wrote this"})
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("judge", {"claim": "none", "judgement": "accept", "reason": "x"}),
        ("judge", {"claim": "", "judgement": "maybe", "reason": "x"}),
        ("correct", {"claim": "x", "low": "many", "reason": "x"}),
        ("grade", {"incident": "none", "grade": "fair", "reason": "x"}),
        ("undo", {"decision": "none", "reason": "x"}),
        ("note", {"about": "none", "reason": "x" * 5000}),
    ],
)
def test_what_makes_no_sense_is_named_and_nothing_is_decided(
    reviewer: Client, book: Path, where: str, data: dict[str, str]
) -> None:
    answer = reviewer.post(f"/review/{where}", data=data, follow_redirects=False)
    assert answer.status_code in {400, 404}, answer.text
    assert "could not be done" in answer.text
    assert decisions(book) == []


def test_nobody_is_sent_elsewhere_after_a_decision(reviewer: Client) -> None:
    form = soup(reviewer, "/review").select_one('form[action="/review/judge"]')
    answer = send(reviewer, form, judgement="accept", reason="seen", back="https://elsewhere.example/x")
    assert answer.status_code == 303
    assert not urlsplit(str(answer.headers["location"])).netloc
    assert re.fullmatch(r"[0-9a-z]+", parse_qs(urlsplit(str(answer.headers["location"])).query)["decided"][0])
