"""Who is let in: the one person at this machine, with a start-up token, or the people of a team, with accounts."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from anyio import CapacityLimiter

from bearwitness.errors import NeedsAccounts, UsageError
from bearwitness.ports import Clock
from bearwitness.settings import TEAM
from bearwitness.web.accounts import Accounts
from bearwitness.web.audit import Audit
from bearwitness.web.passwords import Passwords
from bearwitness.web.sessions import Kind, Sessions
from bearwitness.web.team import TeamFile
from bearwitness.web.visitors import Visitor

AT_ONCE = 2
"""Passwords that are checked at the same time: each takes 64 MiB and one core."""


@dataclass(frozen=True)
class Site:
    """Under which addresses the casebook is served."""

    hosts: frozenset[str]
    """As browsers write them in `Host`."""
    origins: frozenset[str]
    """As browsers write them in `Origin`."""
    secure: bool
    """Whether people reach it over https."""
    cookie: str
    """Name of the cookie: other programs at this machine may have one too, whatever their port."""

    @classmethod
    def loopback(cls, port: int) -> Site:
        """Served to this machine only."""
        hosts = {_with_port(one, "http", port) for one in ("127.0.0.1", "[::1]", "localhost")}
        return cls(frozenset(hosts), frozenset(f"http://{one}" for one in hosts), False, f"bearwitness-{port}")

    @classmethod
    def at(cls, address: str) -> Site:
        """Served at an address like `https://casebook.example.org`; UsageError if it is none."""
        try:
            found = urlsplit(address)
            host, port = (found.hostname or "").encode("idna").decode(), found.port
        except (ValueError, UnicodeError):
            found, host, port = urlsplit(""), "", None
        if found.scheme not in ("http", "https") or not host or found.path.strip("/") or found.query or found.fragment:
            raise UsageError(f"{address[:200]!r} is no address of a site.", remedy="Write it as https://example.org.")
        named = _with_port(f"[{host}]" if ":" in host else host, found.scheme, port)
        secure = found.scheme == "https"
        cookie = "__Host-bearwitness" if secure else f"bearwitness-{port or 80}"
        return cls(frozenset({named}), frozenset({f"{found.scheme}://{named}"}), secure, cookie)


def _with_port(host: str, scheme: str, port: int | None) -> str:
    """A host as `Host` and `Origin` have it: without the port that goes without saying."""
    return host if port in (None, {"http": 80, "https": 443}[scheme]) else f"{host}:{port}"


class Door(ABC):
    """Lets people in."""

    @property
    @abstractmethod
    def team(self) -> Team | None:
        """The accounts; None where there are none."""

    @abstractmethod
    def visitor(self, secret: str, *, kind: Kind) -> Visitor | None:
        """Who has this secret, of a session or, for a program, of a key to the API; None if nobody has."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files."""


class Alone(Door):
    """One person at this machine: whoever has the token that was printed when the program started."""

    def __init__(self, *, reviewer: str | None = None) -> None:
        """`reviewer`: under which name Decisions are signed; None leaves it to the settings."""
        self.token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._visitor = Visitor(None, "administrator", reviewer)

    @property
    def team(self) -> None:
        """There are no accounts."""
        return None

    def exchange(self, token: str) -> str | None:
        """The secret of the session for the right token, else None."""
        return self._session if _same(token, self.token) else None

    def visitor(self, secret: str, *, kind: Kind) -> Visitor | None:
        """Who has this secret; a program asks with the token itself."""
        return self._visitor if _same(secret, self._session if kind == "browser" else self.token) else None

    def close(self) -> None:
        """Nothing is open."""


class Team(Door):
    """Several people, each with an account."""

    def __init__(self, folder: Path, *, clock: Clock | None = None, passwords: Passwords | None = None) -> None:
        """The accounts of the casebook in a folder; TeamFileUnusable if there are none."""
        self.file = TeamFile(folder, create=False, clock=clock)
        self.accounts = Accounts(self.file, passwords=passwords)
        self.sessions = Sessions(self.file)
        self.audit = Audit(self.file)
        self.hashing = CapacityLimiter(AT_ONCE)

    @property
    def team(self) -> Team:
        """Itself: there are accounts."""
        return self

    def visitor(self, secret: str, *, kind: Kind) -> Visitor | None:
        """Whose session or key it is."""
        found = self.sessions.person(secret, kind=kind)
        return None if found is None else Visitor(found.name, found.role, found.reviewer)

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def door_of(folder: Path, *, host: str, site: Site, reviewer: str | None = None, clock: Clock | None = None) -> Door:
    """How people come in to the casebook in a folder that is served on `host`.

    NeedsAccounts if others could reach it and it has none, or if their passwords would cross the network in clear.
    """
    if (folder / TEAM).exists():
        team = Team(folder, clock=clock)
        if len(team.accounts):
            if not is_loopback(host) and not site.secure:
                team.close()
                raise NeedsAccounts(
                    f"On {host} passwords and reports would cross the network in clear.",
                    remedy="Serve it over https: --certificate and --certificate-key, or a web server before it.",
                )
            return team
        team.close()
    if not is_loopback(host) or site.secure:
        raise NeedsAccounts(
            f"On {host} others could read the casebook, and it has no accounts.",
            remedy="Make the first: `bearwitness account add NAME --role administrator`. Or leave --host and --address "
            "out, to serve it to this machine only.",
        )
    return Alone(reviewer=reviewer)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode())
