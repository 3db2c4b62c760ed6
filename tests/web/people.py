"""A clock that is set, cheap passwords, a team: for the tests of accounts and of who may do what."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from bearwitness.web.accounts import Accounts, By
from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.doors import Alone, Site
from bearwitness.web.passwords import Passwords
from bearwitness.web.sessions import csrf_of
from bearwitness.web.team import TeamFile

PASSWORD = "correct horse battery staple"
BY = By(who="somebody", address="192.0.2.1")
ORIGIN = "http://127.0.0.1:8642"
SITE = Site.loopback(8642)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class SetClock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.at = datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC)

    def now(self) -> datetime.datetime:
        return self.at

    def go(self, seconds: float) -> None:
        self.at += datetime.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def team(tmp_path: Path, clock: SetClock) -> Iterator[TeamFile]:
    file = TeamFile(tmp_path, create=True, clock=clock)
    yield file
    file.close()


@pytest.fixture
def accounts(team: TeamFile) -> Accounts:
    """Accounts whose passwords are cheap to check."""
    return Accounts(team, passwords=Passwords(CHEAP))


def client_of(app: Litestar, secret: str | None = None) -> TestClient[Litestar]:
    """A browser on a page of ours; `secret`: of the session in its cookie."""
    client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
    client.headers["origin"] = ORIGIN
    if secret is not None:
        client.cookies.set(SITE.cookie, secret, domain="127.0.0.1", path="/")
        client.headers["x-csrf-token"] = csrf_of(secret)
    return client


def alone_with(folder: Path) -> TestClient[Litestar]:
    """A browser of the one person at this machine, let in to the casebook in a folder."""
    door = Alone()
    secret = door.exchange(door.token)
    assert secret is not None
    return client_of(create_app(Books(folder), door=door, site=SITE), secret)
