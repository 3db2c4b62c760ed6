"""`bearwitness account`, as a person calls it."""

from __future__ import annotations

import getpass
import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bearwitness import commands_accounts
from bearwitness.cli import app
from bearwitness.settings import TEAM
from bearwitness.web.accounts import Accounts
from bearwitness.web.team import TeamFile
from casebook.items import fill, item
from web.people import PASSWORD


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "book"))
    fill(tmp_path / "book", [item(1)])
    return tmp_path / "book"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["account", *words])


def typed(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    waiting = list(passwords)
    monkeypatch.setattr(commands_accounts, "somebody_there", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: waiting.pop(0))


def test_an_account_is_made_with_a_link_that_works_once(book: Path) -> None:
    done = run("add", "maria", "--role", "reviewer", "--invite", "--address", "https://casebook.example.org/")
    assert done.exit_code == 0, done.output
    found = re.fullmatch(r"https://casebook\.example\.org/invitation\?code=([\w-]{43})\n", done.stdout)
    assert found
    team = TeamFile(book, create=False)
    assert Accounts(team).accept(found[1], PASSWORD).name == "maria"
    team.close()
    (listed,) = [json.loads(one) for one in run("list", "--json").stdout.splitlines()]
    assert (listed["name"], listed["role"], listed["reviewer"], listed["ready"]) == ("maria", "reviewer", "maria", True)
    assert "hash" not in listed


def test_a_password_is_typed_twice_and_never_an_argument(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--invite" in run("add", "maria").stderr  # nobody is there to type
    typed(monkeypatch, PASSWORD, "something else entirely")
    assert "not the same" in run("add", "maria").stderr
    typed(monkeypatch, "short", "short")
    assert "too short" in run("add", "maria").stderr
    assert run("list").stdout == ""
    typed(monkeypatch, PASSWORD, PASSWORD)
    done = run("add", "maria", "--reviewer", "Maria Koval")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert "signs as Maria Koval, can log in" in run("list").stdout
    assert run("add", "other", "--password", "x").exit_code == 2


def test_roles_disabling_and_the_audit(book: Path) -> None:
    for name in ("boss", "maria"):
        assert run("add", name, "--role", "administrator", "--invite").exit_code == 0
    assert run("role", "maria", "viewer").exit_code == 0
    assert run("role", "boss", "viewer").exit_code == 2
    assert run("disable", "maria").exit_code == 0
    assert "disabled" in run("list").stdout
    assert run("reset", "maria", "--invite").exit_code == 2
    assert run("enable", "maria").exit_code == 0
    assert run("reset", "maria", "--invite").exit_code == 0
    rows = [json.loads(one) for one in run("audit", "--json").stdout.splitlines()]
    assert [one["what"] for one in rows][:3] == ["made a link to set a password", "enabled account", "disabled account"]
    assert all(one["who"].startswith("command line") for one in rows)
    assert "role administrator to viewer: maria" in run("audit").stdout


def test_what_cannot_be_is_named(book: Path, tmp_path: Path) -> None:
    assert "account add" in run("list").stderr
    for words in (
        ("add", "no name", "--invite"),
        ("add", "maria", "--role", "root", "--invite"),
        ("add", "maria", "--invite", "--address", "javascript:alert(1)"),
    ):
        done = run(*words)
        assert (done.exit_code, "Traceback" in done.output) == (2, False), words
    done = run("add", "maria", "--invite", "--casebook", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert not (tmp_path / "nowhere").exists()


def test_accounts_are_in_no_bag_and_no_fault_of_the_casebook(book: Path, tmp_path: Path) -> None:
    run("add", "maria", "--invite")
    assert (book / TEAM).is_file()
    runner = CliRunner()
    report = tmp_path / "report.txt"
    report.write_text("Shelling in Lisove\n\nTwo people were killed on 3 March 2026, the mayor said.\n")
    assert runner.invoke(app, ["add", str(report)]).exit_code == 0
    assert runner.invoke(app, ["verify"]).exit_code == 0
    listed = runner.invoke(app, ["incidents", "--json"]).stdout.splitlines()
    name = json.loads(listed[0])["id"]
    done = runner.invoke(app, ["export", name, "--format", "bag", "-o", str(tmp_path / "bag")])
    assert done.exit_code == 0, done.output
    files = [one for one in (tmp_path / "bag").rglob("*") if one.is_file()]
    assert files
    assert not [one for one in files if "team" in one.name or b"maria" in one.read_bytes()]
