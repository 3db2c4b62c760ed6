"""How often something may be tried: logging in (kept in the file, so that a restart forgives nothing) and changing."""

from __future__ import annotations

import hashlib
import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bearwitness.web.team import TeamFile

FORGOTTEN = 24 * 3600
"""Seconds after which failures no longer count."""


@dataclass(frozen=True)
class Allowance:
    """How many failures are free, and how the wait grows after them."""

    free: int
    longest: int
    """Seconds."""

    def wait(self, failures: int) -> int:
        """Seconds to wait after so many failures: 2, 4, 8, ... from the first that is not free."""
        over = failures - self.free
        return 0 if over < 0 else min(self.longest, 2 ** min(over + 1, 30))


BY_NAME = Allowance(free=5, longest=300)
"""Guessing at one account. The longest wait is short enough that nobody can shut another out for long."""
BY_ADDRESS = Allowance(free=20, longest=3600)
"""Guessing from one place, at whatever accounts; an office may share one address."""


class LoginLimits:
    """Failed logins by account and by address. Each try counts as failed until it is known that it was not, so that
    many at once are no way around it.
    """

    def __init__(self, file: TeamFile) -> None:
        """Kept in this file."""
        self._file = file

    def begin(self, name: str, address: str) -> int:
        """Count a try. Seconds to wait if there were too many, and then it must not be made; else 0."""
        now = self._file.now()
        with self._file.writing() as connection:
            connection.execute("DELETE FROM tries WHERE last < ?", (now - FORGOTTEN,))
            keys = _keys(name, address)
            for key, allowance in keys:
                found = connection.execute("SELECT failures, last FROM tries WHERE key = ?", (key,)).fetchone()
                wait = 0 if found is None else found[1] + allowance.wait(found[0]) - now
                if wait > 0:
                    return int(wait)
            for key, _ in keys:
                connection.execute(
                    "INSERT INTO tries (key, failures, last) VALUES (?, 1, ?) "
                    "ON CONFLICT (key) DO UPDATE SET failures = failures + 1, last = excluded.last",
                    (key, now),
                )
        return 0

    def succeeded(self, name: str, address: str) -> None:
        """It was the right password: the account starts anew, and the address gets this try back."""
        (by_name, _), (by_address, _) = _keys(name, address)
        with self._file.writing() as connection:
            connection.execute("DELETE FROM tries WHERE key = ?", (by_name,))
            connection.execute("UPDATE tries SET failures = MAX(0, failures - 1) WHERE key = ?", (by_address,))

    def forgive(self, name: str) -> None:
        """An administrator vouches for the account."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM tries WHERE key = ?", (_keys(name, "")[0][0],))


def _keys(name: str, address: str) -> list[tuple[str, Allowance]]:
    """The names of what is counted. Only a digest of what was typed as a name is kept: it may be a password."""
    digest = hashlib.sha256(name.casefold().strip().encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return [(f"name {digest}", BY_NAME), (f"from {place_of(address)}", BY_ADDRESS)]


def place_of(address: str) -> str:
    """The address, or for IPv6 the network that one customer has, out of which addresses can be taken at will."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


class Bucket:
    """How many changes somebody may make: so many at once, and so many a second after that. In memory."""

    MOST = 10_000
    """Whom it remembers at once; the one that has been quiet longest is forgotten first."""

    def __init__(self, *, burst: int, rate: float, seconds: Callable[[], float]) -> None:
        """`seconds`: a clock that never goes back."""
        self._burst, self._rate, self._seconds = burst, rate, seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> float:
        """0 if one more may be made now, else the seconds to wait."""
        now = self._seconds()
        left, last = self._left.pop(who, (float(self._burst), now))
        left = min(float(self._burst), left + (now - last) * self._rate)
        allowed = left >= 1
        self._left[who] = (left - 1 if allowed else left, now)
        while len(self._left) > self.MOST:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._rate
