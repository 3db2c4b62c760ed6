"""Sessions: who is behind a request. A session's secret is in the person's browser only; here is its digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Literal

import msgspec

from bearwitness.web.accounts import FIELDS, Account, account_of, digest
from bearwitness.web.audit import note
from bearwitness.web.team import TeamFile

IDLE = 2 * 3600
"""Seconds without a request after which a session ends."""
LONGEST = 12 * 3600
"""Seconds after which it ends anyway."""
PROGRAM = 90 * 24 * 3600
"""Seconds after which a program's key to the API ends."""
TOUCH = 60
"""Seconds after which it is noted again that a session is used."""
MOST_OF_A_LABEL = 60
Kind = Literal["browser", "program"]


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the person whose it is sees it."""

    id: str
    """The beginning of its digest."""
    kind: Kind
    label: str
    made: int
    seen: int
    address: str


class Sessions:
    """The sessions in a team's file."""

    def __init__(self, file: TeamFile) -> None:
        """In this file."""
        self._file = file

    def begin(
        self, account: Account, *, address: str, kind: Kind = "browser", label: str = "", instead: str | None = None
    ) -> str:
        """The secret of a new session; the session with the secret `instead` ends."""
        secret = secrets.token_urlsafe(32)
        now = self._file.now()
        with self._file.writing() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE CASE kind WHEN 'browser' THEN seen <= ? OR made <= ? ELSE made <= ? END",
                (now - IDLE, now - LONGEST, now - PROGRAM),
            )
            if instead is not None:
                connection.execute("DELETE FROM sessions WHERE digest = ?", (digest(instead),))
            connection.execute(
                "INSERT INTO sessions (digest, account, kind, label, made, seen, address) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (digest(secret), account.id, kind, " ".join(label.split())[:MOST_OF_A_LABEL], now, now, address),
            )
            what = "logged in" if kind == "browser" else "made a key to the API"
            note(connection, now, what, who=account.name, address=address)
        return secret

    def person(self, secret: str, *, kind: Kind = "browser") -> Account | None:
        """Whose session it is; None if it ended or never was."""
        now = self._file.now()
        idle, longest = (IDLE, LONGEST) if kind == "browser" else (PROGRAM, PROGRAM)
        key = digest(secret)
        with self._file.reading() as connection:
            row = connection.execute(
                f"SELECT sessions.seen, {FIELDS} "  # noqa: S608
                "FROM sessions JOIN accounts ON accounts.id = sessions.account "
                "WHERE digest = ? AND kind = ? AND NOT disabled AND hash IS NOT NULL "
                "AND sessions.seen > ? AND sessions.made > ?",
                (key, kind, now - idle, now - longest),
            ).fetchone()
        if row is None:
            return None
        if row[0] <= now - TOUCH:
            with self._file.writing() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, key))
        return account_of(row[1:])

    def end(self, secret: str, *, who: str, address: str) -> None:
        """Log out."""
        with self._file.writing() as connection:
            if connection.execute("DELETE FROM sessions WHERE digest = ?", (digest(secret),)).rowcount:
                note(connection, self._file.now(), "logged out", who=who, address=address)

    def end_one(self, account: Account, name: str, *, address: str) -> bool:
        """End the session whose digest begins with `name`, if it is this account's; whether there was one."""
        with self._file.writing() as connection:
            gone = connection.execute(
                "DELETE FROM sessions WHERE account = ? AND lower(substr(hex(digest), 1, 16)) = ?",
                (account.id, name),
            ).rowcount
            if gone:
                note(connection, self._file.now(), "ended a session", who=account.name, address=address, subject=name)
        return bool(gone)

    def of(self, account: Account) -> list[Open]:
        """The sessions of an account that have not ended, the latest first."""
        now = self._file.now()
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT lower(substr(hex(digest), 1, 16)), kind, label, made, seen, address FROM sessions "
                "WHERE account = ? AND CASE kind WHEN 'browser' THEN seen > ? AND made > ? ELSE made > ? END "
                "ORDER BY made DESC, digest",
                (account.id, now - IDLE, now - LONGEST, now - PROGRAM),
            ).fetchall()
        return [
            Open(id=name, kind=kind, label=label, made=made, seen=seen, address=address)
            for name, kind, label, made, seen, address in rows
        ]


def csrf_of(secret: str) -> str:
    """What a form of the session with this secret carries, so that no other site can send one in its name."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"bearwitness form", hashlib.sha256).hexdigest()
