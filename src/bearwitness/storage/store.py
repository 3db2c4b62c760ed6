"""Opens a casebook's database and hands out readers and the one writer. SQLite today; the SQL is plain."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from bearwitness.errors import CasebookBroken, CasebookError, NotFound
from bearwitness.settings import SETTINGS, TEAM
from bearwitness.storage import derived
from bearwitness.storage.captures import CaptureFiles
from bearwitness.storage.faults import cannot_write, code_of, explained, writable
from bearwitness.storage.migrations import APPLICATION, STEPS, migrate, schema_of, version_of
from bearwitness.storage.queries import TABLES
from bearwitness.storage.reader import Reader
from bearwitness.storage.secret import SECRET

DATABASE = "casebook.sqlite"
CAPTURES = "captures"
README = "README.txt"
README_TEXT = """This folder is a casebook of Bearwitness. Keep it whole.

casebook.sqlite  reports, claims and the log that says what was added when (an SQLite database)
captures/        the exact bytes that the reports were read from, named by their SHA-256
derived.sqlite   incidents as computed from these; it may be deleted and is made again
team.sqlite      accounts of the people who work in it, if there are any; no evidence: leave it out of copies for others
search.sqlite    which words stand where, for searching; it may be deleted and is made again

Nothing in it is ever changed or removed; things are only added. To check that it is as it was:

    bearwitness verify --casebook FOLDER

Files ending in -wal and -shm beside the database belong to it: copy them with it.
"""
OURS = frozenset(
    {
        DATABASE,
        f"{DATABASE}-wal",
        f"{DATABASE}-shm",
        f"{DATABASE}-journal",
        CAPTURES,
        README,
        SETTINGS,
        SECRET,
        *derived.OURS,
    }
    | {TEAM, f"{TEAM}-wal", f"{TEAM}-shm", f"{TEAM}-journal"}
)
FIRST_TRY = 0.25
"""Seconds to wait for another writer before saying so."""


class Writer(Reader):
    """A reader that may also add, inside one transaction: all of it is kept, or nothing.

    New rows are gathered and go to the database together; what is read before `flush` does not hold them yet.
    """

    def __init__(self, connection: Connection, path: Path, files: CaptureFiles, schema: Mapping[str, str]) -> None:
        """As a reader."""
        super().__init__(connection, path, files, schema)
        self._gathered: dict[str, list[dict[str, Any]]] = {}

    def insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        """New rows."""
        self._gathered.setdefault(table, []).extend(rows)

    def flush(self) -> None:
        """Bring the new rows to the database."""
        with explained(self._path):
            for table, rows in self._gathered.items():
                if rows:
                    self._connection.execute(insert(TABLES[table]), rows)
        self._gathered.clear()


class Store:
    """The database file and the capture files of one casebook folder."""

    def __init__(
        self, folder: Path, engine: Engine, *, patience: float, on_wait: Callable[[str], None], frozen: bool
    ) -> None:
        """Use `Store.open`."""
        self.folder = folder
        self.path = folder / DATABASE
        self.files = CaptureFiles(folder / CAPTURES)
        self.frozen = frozen
        self._engine = engine
        self._patience = patience
        self._on_wait = on_wait
        self._cleared = False

    @classmethod
    def open(
        cls, folder: Path, *, create: bool, patience: float = 30.0, on_wait: Callable[[str], None] = lambda _: None
    ) -> Store:
        """Open the casebook in `folder`, or make one if `create`. `patience`: seconds to wait for another writer;
        `on_wait` is told when that begins. NotFound if there is none; CasebookError if it cannot be used.
        """
        path = folder / DATABASE
        if not _is_there(path):
            if not create:
                raise NotFound(f"There is no casebook in {folder}.", remedy="`bearwitness add PLACE` makes one.")
            _make_folder(folder)
        frozen = _is_there(path) and not writable(folder)
        if frozen and _unfinished(path):
            raise CasebookError(
                f"{folder} was not closed properly and cannot be put in order where nothing may be written.",
                remedy="Copy it to where you may write, and open the copy.",
            )
        engine = create_engine(
            "sqlite://",
            creator=lambda: _connect(path, frozen=frozen),
            poolclass=QueuePool,
            pool_reset_on_return="rollback",
        )
        store = cls(folder, engine, patience=patience, on_wait=on_wait, frozen=frozen)
        try:
            store._prepare(create=create)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the database."""
        with suppress(DBAPIError):
            self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with explained(self.path):
            connection = self._engine.connect()
        try:
            yield connection
        finally:
            with suppress(DBAPIError):
                connection.close()

    def _prepare(self, *, create: bool) -> None:
        """Check that the file is a casebook of a version that is known, and bring it up to date."""
        with explained(self.path), self._connected() as connection:
            version = version_of(connection)
            application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
            if version == 0 and application == 0 and not schema_of(connection):
                if not create:
                    raise NotFound(
                        f"{self.folder} holds only the beginning of a casebook.",
                        remedy="`bearwitness add PLACE` makes one.",
                    )
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            elif application != APPLICATION:
                raise CasebookBroken(
                    f"{self.path} is an SQLite file but no casebook, or its header is damaged.",
                    remedy="Name another folder, or restore the file from a copy.",
                )
            elif version > STEPS[-1].version:
                raise CasebookError(
                    f"{self.folder} was made by a newer Bearwitness (schema {version}, not {STEPS[-1].version}).",
                    remedy="Install the newer version.",
                )
        if version < STEPS[-1].version and self.frozen:
            raise CasebookError(
                f"{self.folder} was made by an older Bearwitness and cannot be brought up to date where nothing may be "
                "written.",
                remedy="Copy it to where you may write, and open the copy.",
            )
        if version < STEPS[-1].version:
            self._climb()

    def _climb(self) -> None:
        with self._locked() as connection, explained(self.path):
            migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One consistent state, for as long as the block lasts."""
        with self._connected() as connection:
            with explained(self.path):
                connection.exec_driver_sql("BEGIN")
            try:
                yield Reader(connection, self.path, self.files, expected_schema())
            finally:
                with suppress(DBAPIError):
                    connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The one writer; CasebookBusy if another process does not finish in time. What the block adds is kept when it
        ends, nothing of it if it raises.
        """
        with self._locked() as connection:
            if not self._cleared:  # once is enough: from now on this process sees its own
                self.files.clear_leftovers()
                self._cleared = True
            writer = Writer(connection, self.path, self.files, expected_schema())
            yield writer
            writer.flush()
            self.files.sync()

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        with self._connected() as connection:
            with explained(self.path):
                self._lock(connection)
            try:
                yield connection
                with explained(self.path):
                    connection.commit()
            except BaseException:
                with suppress(DBAPIError):
                    connection.rollback()
                raise

    def _lock(self, connection: Connection) -> None:
        """Take the write lock, and say so if that takes long."""
        try:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(min(FIRST_TRY, self._patience) * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError as error:
            if code_of(error) != sqlite3.SQLITE_BUSY or self._patience <= FIRST_TRY:
                raise
            self._on_wait(f"Another process is writing to {self.folder}; waiting up to {self._patience:g} s.")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise CasebookError(
            f"{path} cannot be looked at ({error.strerror}).", remedy="Give yourself the right to read there."
        ) from error


def _make_folder(folder: Path) -> None:
    """A folder with nothing in it but what belongs to a casebook; CasebookError if it holds other things."""
    try:
        if folder.exists():
            other = sorted(one.name for one in folder.iterdir() if one.name not in OURS)
            if other:
                raise CasebookError(
                    f"{folder} is no casebook and has other things in it ({other[0]}).",
                    remedy="Name a new or empty folder.",
                )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CAPTURES).mkdir(exist_ok=True)
        (folder / README).write_text(README_TEXT, encoding="utf-8")
    except OSError as error:
        raise cannot_write(folder, error) from error


def _unfinished(path: Path) -> bool:
    """Whether changes wait in the write-ahead log."""
    log = path.with_name(f"{path.name}-wal")
    return log.is_file() and log.stat().st_size > 0


def _connect(path: Path, *, frozen: bool) -> sqlite3.Connection:
    """A connection whose transactions begin and end only where it is said, and that survives damaged text."""
    mode = "mode=ro&immutable=1" if frozen else "mode=rwc"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    for setting in ("synchronous = FULL", "cell_size_check = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")
    return connection


@cache
def expected_schema() -> Mapping[str, str]:
    """The tables and indexes that a casebook of the current version has."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate(connection)
        found = schema_of(connection)
    engine.dispose()
    return found
