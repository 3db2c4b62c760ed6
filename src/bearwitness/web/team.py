"""`team.sqlite` in the casebook's folder: the accounts of the people who work in it, their sessions, and the audit.

It is no evidence: the log says nothing of it, and it is never part of an export or a bag. It is open to nobody but the
user who serves the casebook. Times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from bearwitness.errors import CasebookBusy, CasebookError, TeamFileUnusable
from bearwitness.ports import Clock, SystemClock
from bearwitness.settings import TEAM
from bearwitness.storage.faults import cannot_write
from bearwitness.vocabulary import Role, words

VERSION = 1
APPLICATION = 0x42577465
"""Marks the file as ours ("BWte")."""
MODE = 0o600
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
SCHEMA = f"""
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  reviewer TEXT NOT NULL,
  likeness TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ({", ".join(f"'{one}'" for one in words(Role))})),
  hash TEXT,
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  made INTEGER NOT NULL
);
CREATE TABLE sessions (
  digest BLOB PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL CHECK (kind IN ('browser', 'program')),
  label TEXT NOT NULL,
  made INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  address TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (account);
CREATE TABLE invitations (
  account INTEGER PRIMARY KEY REFERENCES accounts (id),
  digest BLOB NOT NULL UNIQUE,
  ends INTEGER NOT NULL
);
CREATE TABLE tries (
  key TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT,
  address TEXT,
  what TEXT NOT NULL,
  subject TEXT
);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never shortened'); END;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""


class TeamFile:
    """The file, open; used from several threads at once. Close it when done."""

    def __init__(self, folder: Path, *, create: bool, clock: Clock | None = None, patience: float = PATIENCE) -> None:
        """`create`: make it where there is none. TeamFileUnusable if it is missing, open to others or not ours."""
        self.path = folder / TEAM
        self._clock = clock or SystemClock()
        self._patience = patience
        self._idle: deque[sqlite3.Connection] = deque()
        if create:
            self._make()
        elif not self.path.exists():
            raise TeamFileUnusable(f"{folder} has no accounts.", remedy="`bearwitness account add` makes the first.")
        self._check()

    def close(self) -> None:
        """Let go of the file."""
        while self._idle:
            with suppress(sqlite3.Error):
                self._idle.pop().close()

    def now(self) -> int:
        """The present second."""
        return int(self._clock.now().timestamp())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which to ask."""
        with self._connection() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of what the block writes is kept, or nothing if it raises. CasebookBusy if others are
        not done in time.
        """
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._explained():
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(self.path.absolute()))}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=self._patience,
            check_same_thread=False,
        )
        for one in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {one}")
        return connection

    def _make(self) -> None:
        """An empty file for the owner alone, before anything is written to it; nothing where there is one."""
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, MODE))
        except FileExistsError:
            return
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def _check(self) -> None:
        found = self.path.stat()
        if os.name == "posix" and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise TeamFileUnusable(f"{self.path} is open to other users.", remedy=f"Close it: chmod 600 {self.path}")
        with self.reading() as connection:
            known = _is_known(connection)
        if known is None:
            with self.writing() as connection:
                if _is_known(connection) is None:  # unless another process was quicker
                    for one in _statements(SCHEMA):
                        connection.execute(one)
                known = True
        if not known:
            raise TeamFileUnusable(
                f"{self.path} is no file of accounts that this version knows.",
                remedy="Restore it from a copy, or use the version of Bearwitness that made it.",
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What SQLite finds wrong, as an error with a remedy; what breaks a rule of the tables stays as it is."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.OperationalError as error:
            code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise CasebookBusy(f"Another process is writing to {self.path}.", remedy="Try again.") from error
            raise CasebookError(
                f"{self.path} cannot be read or written: {error}.", remedy="Check its rights and the disk."
            ) from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise TeamFileUnusable(f"{self.path} is damaged: {error}.", remedy="Restore it from a copy.") from error


def _is_known(connection: sqlite3.Connection) -> bool | None:
    """Whether it is a file of ours of this version; None while it is empty."""
    if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        return None
    marks = [connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("application_id", "user_version")]
    return marks == [APPLICATION, VERSION]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, so that they run inside the transaction that is open."""
    waiting = ""
    for part in script.split(";"):
        waiting += part + ";"
        if sqlite3.complete_statement(waiting):
            if waiting.strip(" \n;"):
                yield waiting.strip()
            waiting = ""
