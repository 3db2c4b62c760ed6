"""Adding reports and checking the log from the pages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from bearwitness.casebook import Casebook
from web.people import alone_with

TOLD = (
    "Missile kills four in Zaporizhzhia\n\nZAPORIZHZHIA, 3 March 2023. A missile hit a block of flats in Zaporizhzhia "
    "on Thursday, killing four people and injuring eight, the regional governor said.\n"
)


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    folder = tmp_path / "casebook"
    Casebook.open(folder, create=True).close()
    with alone_with(folder) as client:
        client.folder = folder  # type: ignore[attr-defined]
        yield client


def ended(client: Any, address: str) -> BeautifulSoup:
    for _ in range(600):
        answer = client.get(address)
        assert answer.status_code == 200
        if "refresh" not in answer.headers:
            return BeautifulSoup(answer.text, "lxml")
        time.sleep(0.2)
    raise AssertionError(address)


def sent(client: Any, **values: Any) -> str:
    answer = client.post("/add/begin", follow_redirects=False, **values)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_pasted_text_becomes_a_report_and_an_incident(empty: Any) -> None:
    page = ended(empty, sent(empty, data={"pasted": TOLD, "published": "2023-03-03"}, files={"unused": ("", b"")}))
    assert "1 report added" in page.get_text()
    link = page.select_one('a[href^="/incidents/"]')
    assert link is not None
    assert "4" in BeautifulSoup(empty.get(str(link["href"])).text, "lxml").get_text()
    again = ended(empty, sent(empty, data={"pasted": TOLD, "published": "2023-03-03"}, files={"unused": ("", b"")}))
    assert "1 was there already" in again.get_text()


def test_files_with_hostile_names_stay_in_their_folder(empty: Any) -> None:
    files = [
        ("files", ("../../outside.txt", TOLD.encode())),
        ("files", ("..\\..\\outside.txt", TOLD.replace("four", "five").encode())),
        ("files", ("broken.pdf", b"%PDF-1.7 nothing")),
    ]
    page = ended(empty, sent(empty, data={"pasted": ""}, files=files))
    assert "2 reports added" in page.get_text()
    assert "1 could not be read" in page.get_text()
    assert "broken.pdf" in page.select_one("li.error").get_text()  # type: ignore[union-attr]
    assert not list(Path(empty.folder).parent.parent.rglob("outside.txt"))


def test_nothing_to_add_is_said(empty: Any) -> None:
    answer = empty.post("/add/begin", data={"pasted": " "}, files={"unused": ("", b"")})
    assert (answer.status_code, "There was nothing to add" in answer.text) == (400, True)


def test_an_address_of_this_machine_is_refused(empty: Any) -> None:
    page = ended(empty, sent(empty, data={"pasted": "http://127.0.0.1:9/x"}, files={"unused": ("", b"")}))
    assert "1 could not be read" in page.get_text()


def test_the_log_is_checked_and_damage_is_named(empty: Any) -> None:
    ended(empty, sent(empty, data={"pasted": TOLD}, files={"unused": ("", b"")}))
    assert "Not checked" in empty.get("/proof").text
    empty.post("/proof/check")
    assert "Everything holds." in ended(empty, "/proof").get_text()
    capture = next(one for one in Path(empty.folder, "captures").rglob("*") if one.is_file())
    capture.chmod(0o600)
    capture.write_bytes(b"something else")
    empty.post("/proof/check")
    page = ended(empty, "/proof").get_text()
    assert "Something does not hold." in page
    assert capture.name[:16] in page
