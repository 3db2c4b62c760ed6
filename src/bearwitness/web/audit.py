"""The audit: who changed what, when, from where. Logging in is in it, reading is not. Rows are only ever added."""

from __future__ import annotations

import sqlite3

import msgspec

from bearwitness.web.team import TeamFile

MOST_OF_A_FIELD = 300


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit."""

    id: int
    at: int
    """Seconds since 1970, UTC."""
    who: str | None
    """An account's name, or words for who acts without one; None where nobody is known."""
    address: str | None
    what: str
    subject: str | None
    """On what: an account, an incident, a claim, ..."""


def note(
    connection: sqlite3.Connection,
    at: int,
    what: str,
    *,
    who: str | None,
    address: str | None = None,
    subject: str | None = None,
) -> None:
    """Add a line, in the transaction of what it tells of."""
    fields = [None if one is None else _short(one) for one in (who, address, what, subject)]
    connection.execute("INSERT INTO audit (at, who, address, what, subject) VALUES (?, ?, ?, ?, ?)", (at, *fields))


class Audit:
    """The audit of a casebook's team."""

    def __init__(self, file: TeamFile) -> None:
        """Of this file."""
        self._file = file

    def note(self, what: str, *, who: str | None, address: str | None = None, subject: str | None = None) -> None:
        """Add a line for something that was done elsewhere."""
        with self._file.writing() as connection:
            note(connection, self._file.now(), what, who=who, address=address, subject=subject)

    def rows(self, *, before: int | None = None, who: str | None = None, most: int = 100) -> list[Row]:
        """The latest lines first; `before`: those older than the line with this id; `who`: of one account."""
        with self._file.reading() as connection:
            found = connection.execute(
                "SELECT id, at, who, address, what, subject FROM audit "
                "WHERE (? IS NULL OR id < ?) AND (? IS NULL OR who = ?) ORDER BY id DESC LIMIT ?",
                (before, before, who, who, most),
            ).fetchall()
        return [
            Row(id=id_, at=at, who=by, address=address, what=what, subject=subject)
            for id_, at, by, address, what, subject in found
        ]


def _short(text: str) -> str:
    """On one line, and no longer than a line of the audit may be."""
    return " ".join(text.split())[:MOST_OF_A_FIELD]
