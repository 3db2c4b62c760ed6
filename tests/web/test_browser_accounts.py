"""Accounts in a real browser: what cookies, origins and policies do there, and not in a test client."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.doors import Alone, Door, Site, Team
from bearwitness.web.passwords import Passwords
from bearwitness.web.team import TeamFile
from casebook.items import fill, item
from web.people import BY, CHEAP, PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
ELSEWHERE = """<!DOCTYPE html><meta charset="utf-8"><a id="link" href="{address}/account">here</a>
<form id="form" method="post" action="{address}/account/keys"><input name="label" value="stolen"></form>
<iframe id="frame" src="{address}/login"></iframe>"""


@contextmanager
def serving(folder: Path, door_of: Any) -> Iterator[tuple[str, Door]]:
    """The casebook on a free port of this machine, as `bearwitness serve` runs it."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    door = door_of()
    app = create_app(Books(folder), door=door, site=Site.loopback(port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", door
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        made = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Team]]:
    """A team of two: a reviewer, and an administrator whose name was chosen by an attacker."""
    folder = tmp_path / "book"
    fill(folder, [item(1)])
    TeamFile(folder, create=True).close()

    def door() -> Team:
        made = Team(folder, passwords=Passwords(CHEAP))
        made.accounts.add("maria", role="reviewer", reviewer="Maria Koval", by=BY)
        made.accounts.add("sly", role="administrator", reviewer='S<img src=x onerror="document.title=1">', by=BY)
        made.audit.note("<script>document.title='run'</script>", who="<b onmouseover=alert(1)>", subject="\u202e<i>")
        for one in ("maria", "sly"):
            made.accounts.set_password(one, PASSWORD, by=BY)
        return made

    with serving(folder, door) as found:
        yield found  # type: ignore[misc]


def log_in(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/account")
    assert page.url.startswith(f"{address}/login?next=")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{address}/account")


def test_forms_of_ours_are_taken_and_those_of_others_are_not(served: tuple[str, Team], browser: Browser) -> None:
    address, door = served
    context = browser.new_context()
    page = context.new_page()
    log_in(page, address, "maria")
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.get_by_label("What it is for").fill("nightly")
    page.get_by_role("button", name="Make a key").click()
    assert page.get_by_text("Authorization: Bearer").is_visible()

    other = context.new_page()  # a site elsewhere, in the browser of somebody who is logged in
    other.route(
        "http://evil.example/",
        lambda one: one.fulfill(body=ELSEWHERE.format(address=address), content_type="text/html"),
    )
    other.goto("http://evil.example/")
    assert other.frame_locator("#frame").get_by_label("Password").count() == 0
    with other.expect_navigation():
        other.evaluate("document.getElementById('form').submit()")
    assert "was not asked for by a page" in other.content()
    keys = [one for one in door.sessions.of(door.accounts.get("maria")) if one.kind == "program"]
    assert [one.label for one in keys] == ["nightly"]

    other.goto("http://evil.example/")  # a plain link from elsewhere leads in, for whoever is logged in
    other.click("#link")
    other.get_by_role("heading", name="Your account").wait_for()
    assert other.url == f"{address}/account"

    page.goto(f"{address}/account")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{address}/login")
    page.goto(f"{address}/account")
    assert page.url.startswith(f"{address}/login")
    context.close()


def test_what_an_attacker_wrote_stays_text(served: tuple[str, Team], browser: Browser) -> None:
    address, _ = served
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda one: refused.append(one.text) if one.type == "error" else None)
    page.on("dialog", lambda one: refused.append(one.message))
    log_in(page, address, "sly")
    for path, title in (("/accounts", "Accounts"), ("/audit", "Audit"), ("/account", "Your account")):
        page.goto(address + path)
        assert page.title().startswith(title)
        assert page.locator("main img, main script, main b, main i").count() == 0
    assert not [one for one in refused if "favicon" not in one and "404" not in one]
    context.close()


def test_the_token_lets_one_person_in_and_leaves_the_address(tmp_path: Path, browser: Browser) -> None:
    fill(tmp_path / "alone", [item(1)])
    with serving(tmp_path / "alone", Alone) as (address, door):
        assert isinstance(door, Alone)
        page = browser.new_page()
        page.goto(f"{address}/?token={door.token}")
        assert page.url == f"{address}/incidents"
        assert not re.search(r"token=", page.content())
        page.goto(f"{address}/add")
        assert page.get_by_role("heading", level=1).is_visible()
        stranger = browser.new_context().new_page()
        stranger.goto(f"{address}/incidents")
        assert "Not let in" in stranger.title()
        page.close()
