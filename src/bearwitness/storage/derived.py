"""SQLite files for what follows from the casebook and can be made again at any time: they are no evidence.

Every value carries a seal over its name and bytes, so that a row that is damaged is found when it is read. Nothing is
mended here: whoever meets `Damaged` clears the file and fills it anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec

from bearwitness.errors import BearwitnessError, CasebookBusy

T = TypeVar("T")
DERIVED = "derived.sqlite"
SEARCH = "search.sqlite"
LOCKS = {DERIVED: "derived.lock", SEARCH: "search.lock"}
OURS = frozenset(name + end for name in LOCKS for end in ("", "-wal", "-shm", "-journal")) | frozenset(LOCKS.values())
CACHE_KB = 65_536
"""What SQLite may hold of the file in memory."""
LOG_PAGES = 16_384
"""Pages that wait in the write-ahead log before they are brought to their places: those that are written again and
again meanwhile go there once.
"""


class Damaged(BearwitnessError):
    """The derived file is not what was written."""


class DerivedFile:
    """The file, open. Tables and indexes of it gather what is written until the transaction ends."""

    def __init__(
        self, folder: Path | None, *, name: str = DERIVED, frozen: bool = False, patience: float = 30.0
    ) -> None:
        """`folder`: of the casebook; None keeps everything in memory. `frozen`: only read. OSError or Damaged if the
        file cannot be opened.
        """
        self._name = name
        self._parts: list[DiskTable[Any] | DiskIndex] = []
        self._lock = _shared_lock(folder / LOCKS[name]) if folder is not None and not frozen else None
        try:
            self._connection = _connect(folder, name, frozen=frozen, patience=patience)
        except BaseException:
            self._let_go()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def table(self, name: str, kind: Any) -> DiskTable[Any]:
        """The table of this name, whose values are of a kind that msgspec knows."""
        found: DiskTable[Any] = DiskTable(self, name, kind)
        self._parts.append(found)
        return found

    def index(self, name: str) -> DiskIndex:
        """The index of this name."""
        found = DiskIndex(self, name)
        self._parts.append(found)
        return found

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[Any]:
        """All rows that a statement gives; Damaged if the file cannot say."""
        with damage_named(self._name):
            return self._connection.execute(sql, tuple(values)).fetchall()

    def stream(self, sql: str, values: Iterable[Any] = ()) -> Iterator[Any]:
        """Rows one by one."""
        with damage_named(self._name):
            yield from self._connection.execute(sql, tuple(values))

    def write(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """One statement for many rows."""
        with damage_named(self._name):
            self._connection.executemany(sql, rows)

    def define(self, statements: Iterable[str]) -> None:
        """Make tables of other shapes that are not there yet."""
        with damage_named(self._name):
            for one in statements:
                self._connection.execute(one)

    @contextmanager
    def watched(self, late: Callable[[], bool], *, every: int) -> Iterator[None]:
        """TimeoutError once `late` says so, asked every so many instructions of SQLite."""
        self._connection.set_progress_handler(lambda: int(late()), every)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, 0)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One moment's state of the file."""
        with damage_named(self._name):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._rollback()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer: all that the block changes is kept when it ends, or nothing. CasebookBusy if another process
        does not finish in time.
        """
        with damage_named(self._name):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            for part in self._parts:
                part.flush()
            with damage_named(self._name):
                self._connection.execute("COMMIT")
        except BaseException:
            self._rollback()
            self.forget()
            raise

    def empty(self, more: Iterable[str]) -> None:
        """Leave every table without rows, and as it is defined today; `more` are statements that define others."""
        names = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.define(f"DROP TABLE {name}" for name in sorted(names) if not name.startswith("sqlite_"))
        self.define(more)
        for part in self._parts:
            part.define()
        self.forget()

    def forget(self) -> None:
        """Drop what is held in memory, because the file may say otherwise by now."""
        for part in self._parts:
            part.forget()

    def check(self) -> None:
        """Damaged if a row of a table or index is not what was written."""
        for part in self._parts:
            part.check()

    @property
    def held(self) -> int:
        """Values held in memory."""
        return sum(part.held for part in self._parts)

    def _rollback(self) -> None:
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


class DiskTable(Generic[T]):
    """Values by name. What was read or written stays in memory until `forget`; the values must not be changed."""

    def __init__(self, file: DerivedFile, name: str, kind: Any) -> None:
        """Use `DerivedFile.table`."""
        self._file = file
        self._name = name
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(kind)
        self._known: dict[str, tuple[T] | None] = {}
        self._changed: set[str] = set()
        self.define()

    def define(self) -> None:
        """Makes the table if it is not there."""
        columns = "name TEXT NOT NULL PRIMARY KEY, body BLOB, seal INTEGER"
        self._file.define([f"CREATE TABLE IF NOT EXISTS {self._name} ({columns})"])

    def get(self, key: str, /) -> T | None:
        """The value, None if there is none; Damaged if it is not what was written."""
        found = self._look_up(key)
        return None if found is None else found[0]

    def pop(self, key: str, /) -> T:
        """Takes a value out; KeyError if there is none."""
        found = self[key]
        del self[key]
        return found

    def items(self) -> Iterator[tuple[str, T]]:
        """All values that are written, by name."""
        for name, body, sealed in self._file.stream(f"SELECT name, body, seal FROM {self._name} ORDER BY name"):  # noqa: S608
            yield name, self._decoded(name, body, sealed)

    def __getitem__(self, key: str, /) -> T:
        found = self._look_up(key)
        if found is None:
            raise KeyError(key)
        return found[0]

    def __setitem__(self, key: str, value: T, /) -> None:
        self._known[key] = (value,)
        self._changed.add(key)

    def __delitem__(self, key: str, /) -> None:
        if self._look_up(key) is None:
            raise KeyError(key)
        self._known[key] = None
        self._changed.add(key)

    def __contains__(self, key: object, /) -> bool:
        return isinstance(key, str) and self._look_up(key) is not None

    @property
    def held(self) -> int:
        """Values held in memory."""
        return len(self._known)

    def flush(self) -> None:
        """Write what was changed."""
        gone, put = [], []
        for name in sorted(self._changed):
            found = self._known[name]
            if found is None:
                gone.append((name,))
            else:
                body = msgspec.msgpack.encode(found[0])
                put.append((name, body, seal(self._name, name, body)))
        self._changed.clear()
        if gone:
            self._file.write(f"DELETE FROM {self._name} WHERE name = ?", gone)  # noqa: S608
        if put:
            self._file.write(f"INSERT OR REPLACE INTO {self._name} VALUES (?, ?, ?)", put)  # noqa: S608

    def forget(self) -> None:
        """Drop what is held in memory, written or not."""
        self._known.clear()
        self._changed.clear()

    def check(self) -> None:
        """Reads every row."""
        for _ in self.items():
            pass

    def _look_up(self, key: str) -> tuple[T] | None:
        if key in self._known:
            return self._known[key]
        rows = self._file.rows(f"SELECT body, seal FROM {self._name} WHERE name = ?", (key,))  # noqa: S608
        found = (self._decoded(key, *rows[0]),) if rows else None
        self._known[key] = found
        return found

    def _decoded(self, key: object, body: object, sealed: object) -> T:
        return decoded(self._name, self._decoder, key, body, sealed)


class DiskIndex:
    """Members by key with their weights: one row a key, so that a member more costs one row in one tree."""

    def __init__(self, file: DerivedFile, name: str) -> None:
        """Use `DerivedFile.index`."""
        self._file = file
        self._name = name
        self._decoder = msgspec.msgpack.Decoder(dict[str, float])
        self._known: dict[str, dict[str, float]] = {}
        self._changed: set[str] = set()
        self._held = 0
        self.define()

    def define(self) -> None:
        """Makes the table if it is not there."""
        columns = "name TEXT NOT NULL PRIMARY KEY, body BLOB, seal INTEGER"
        self._file.define([f"CREATE TABLE IF NOT EXISTS {self._name} ({columns}) WITHOUT ROWID"])

    def count(self, key: str) -> int:
        """Members of the key."""
        return len(self.members(key))

    def members(self, key: str) -> dict[str, float]:
        """Members of the key with their weights, not to be changed; Damaged if they are not what was written."""
        found = self._known.get(key)
        if found is None:
            rows = self._file.rows(f"SELECT body, seal FROM {self._name} WHERE name = ?", (key,))  # noqa: S608
            found = self._decoded(key, *rows[0]) if rows else {}
            self._known[key] = found
            self._held += len(found) + 1
        return found

    def put(self, key: str, member: str, weight: float) -> None:
        """Adds a member that is not there."""
        self.members(key)[member] = weight
        self._changed.add(key)
        self._held += 1

    def drop(self, key: str, member: str) -> None:
        """Takes out a member that is there; KeyError if the key has none."""
        del self.members(key)[member]
        self._changed.add(key)

    @property
    def held(self) -> int:
        """Values held in memory."""
        return self._held

    def flush(self) -> None:
        """Write what was changed."""
        gone, put = [], []
        for key in sorted(self._changed):
            if found := self._known[key]:
                body = msgspec.msgpack.encode({name: _short(weight) for name, weight in found.items()})
                put.append((key, body, seal(self._name, key, body)))
            else:
                gone.append((key,))
        self._changed.clear()
        if gone:
            self._file.write(f"DELETE FROM {self._name} WHERE name = ?", gone)  # noqa: S608
        if put:
            self._file.write(f"INSERT OR REPLACE INTO {self._name} VALUES (?, ?, ?)", put)  # noqa: S608

    def forget(self) -> None:
        """Drop what is held in memory, written or not."""
        self._known.clear()
        self._changed.clear()
        self._held = 0

    def check(self) -> None:
        """Reads every row."""
        for row in self._file.stream(f"SELECT name, body, seal FROM {self._name}"):  # noqa: S608
            self._decoded(*row)

    def _decoded(self, key: object, body: object, sealed: object) -> dict[str, float]:
        return decoded(self._name, self._decoder, key, body, sealed)


def _short(weight: float) -> float:
    """A whole number takes one byte."""
    return int(weight) if weight.is_integer() else weight


def decoded(table: str, decoder: msgspec.msgpack.Decoder[T], key: object, body: object, sealed: object) -> T:
    """The value of a row; Damaged if it is not what was written."""
    if not isinstance(key, str) or not isinstance(body, bytes) or seal(table, key, body) != sealed:
        raise Damaged(f"Row {key!r} of {table} is not what was written.")
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        raise Damaged(f"Row {key!r} of {table} is not what was written.") from error


def seal(*parts: str | bytes) -> int:
    """A number that follows from names and bytes."""
    listed = [one.encode("utf-8", "surrogateescape") if isinstance(one, str) else one for one in parts]
    hashed = hashlib.blake2b(b"".join(b"%d\0%b" % (len(one), one) for one in listed), digest_size=8)
    return int.from_bytes(hashed.digest(), "big", signed=True)


def clear(folder: Path, *, name: str = DERIVED, patience: float) -> None:
    """Remove the file once nobody has it open; OSError if it is not let go within so many seconds."""
    lock = os.open(folder / LOCKS[name], os.O_RDWR | os.O_CREAT, 0o644)
    end = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        for suffix in ("", "-journal", "-shm", "-wal"):
            (folder / (name + suffix)).unlink(missing_ok=True)
    finally:
        os.close(lock)


@contextmanager
def damage_named(name: str = DERIVED) -> Iterator[None]:
    """What SQLite finds wrong with the file becomes Damaged, that it is locked becomes CasebookBusy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CasebookBusy(
                f"Another process is bringing the casebook's {name} up to date.",
                remedy="Try again when it is done.",
            ) from error
        if code == sqlite3.SQLITE_INTERRUPT:
            raise TimeoutError from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise OSError(f"{name} cannot be written: {error}") from error
        raise Damaged(f"{name} cannot be read: {error}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError, MemoryError) as error:
        raise Damaged(f"{name} cannot be read: {error}") from error


def _shared_lock(path: Path) -> int:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _connect(folder: Path | None, name: str, *, frozen: bool, patience: float) -> sqlite3.Connection:
    place = ":memory:" if folder is None else f"file:{quote(str((folder / name).absolute()))}"
    mode = "" if folder is None else "?mode=ro&immutable=1" if frozen else "?mode=rwc"
    with damage_named(name):
        connection = sqlite3.connect(
            place + mode, uri=folder is not None, isolation_level=None, timeout=patience, check_same_thread=False
        )
        settings = ["trusted_schema = OFF", "cell_size_check = ON", f"cache_size = -{CACHE_KB}", "synchronous = NORMAL"]
        if not frozen:
            settings.extend(("journal_mode = WAL", f"wal_autocheckpoint = {LOG_PAGES}"))
        for one in settings:
            connection.execute(f"PRAGMA {one}")
    return connection
