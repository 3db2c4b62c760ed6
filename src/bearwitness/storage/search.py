"""`search.sqlite`: in which reports and comments a word stands. It follows from the casebook and is no evidence.

The words are kept, not the texts: these are read from the casebook, so that what is shown is what was stored. Reports
and comments have numbers that begin with the day of publication, so that the newest are found first.
"""

from __future__ import annotations

import datetime
import re
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bearwitness.errors import BadFilter
from bearwitness.storage.derived import SEARCH, Damaged, DerivedFile, DiskTable, seal

TOKENS = "unicode61 remove_diacritics 2"
APART = "\n\ue000\n"
"""Stands between passages, as a word that nobody writes, so that no phrase runs from one into the next."""
OWN = ("title", "lead", "body", "caption")
WEIGHTS = (8.0, 2.0, 1.0, 1.0)
HOW = f"content='', tokenize='{TOKENS}', prefix='2 3'"
DOCS = "number INTEGER PRIMARY KEY, seq INTEGER, report TEXT, passage TEXT, reading INTEGER, seal INTEGER"
DEFINED = (
    f"CREATE TABLE IF NOT EXISTS docs ({DOCS})",
    "CREATE INDEX IF NOT EXISTS docs_seq ON docs (seq)",
    "CREATE INDEX IF NOT EXISTS docs_report ON docs (report)",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS own USING fts5({', '.join(OWN)}, {HOW})",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS comments USING fts5(comment, {HOW})",
)
MAX = (1 << 63) - 1
PATIENCE = 3.0
"""Seconds that one question may take."""
STEPS = 10_000
"""Instructions of SQLite between two looks at the clock."""
STANDING = "standing"
OPENERS = [chr(one) for one in range(0xFDD0, 0xFDF0)]
"""Code points that are no characters, to mark words that are found."""
LONGEST = 500_000
"""Code points of one text in which words are marked."""
HALF = re.compile("[\ud800-\udfff]")


class Indexed(msgspec.Struct, frozen=True, kw_only=True):
    """What the file stands for."""

    code: str
    """Digest of the program text that made it."""
    size: int = 0
    """Entries of the log whose reports are indexed."""
    head: tuple[int, str] = (0, "")
    """Size and root of a head of the log that holds those entries; the size is 0 for none."""
    birth: str = ""
    """A name that no other file has and that this one takes anew when it begins anew."""
    made: int = 0
    """How many reports and comments were ever put in."""
    held: int = 0
    """How many are in it."""
    sum: int = 0
    """The exclusive or of their seals."""


class Doc(msgspec.Struct, frozen=True):
    """A report (`passage` is None) or a comment under it, with its words by column."""

    report: str
    passage: str | None
    published: str | None
    reading: int
    """Entry of the report in the log."""
    columns: tuple[str, ...]


class SearchFile:
    """The file, open."""

    def __init__(self, folder: Path | None, *, frozen: bool = False, patience: float = 30.0) -> None:
        """As `DerivedFile`."""
        self.folder = folder
        self.frozen = frozen
        self.file = DerivedFile(folder, name=SEARCH, frozen=frozen, patience=patience)
        try:
            self._meta: DiskTable[Indexed] = self.file.table("meta", Indexed)
            if not frozen:
                self.file.define(DEFINED)
        except BaseException:
            self.file.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    @property
    def standing(self) -> Indexed | None:
        """What the file stands for; None for an empty one."""
        return self._meta.get(STANDING)

    @standing.setter
    def standing(self, value: Indexed) -> None:
        self._meta[STANDING] = value

    def forget(self) -> None:
        """Drop what is held in memory, because another process may have written."""
        self.file.forget()

    def reset(self, code: str) -> Indexed:
        """Begin anew."""
        names = ("docs", "own", "comments")
        self.file.define([*(f"DROP TABLE IF EXISTS {one}" for one in names), *DEFINED])
        self.standing = made = Indexed(code=code, birth=secrets.token_hex(8))
        return made

    # --- putting in ------------------------------------------------------------------------------------------------

    def reading_of(self, report: str) -> int | None:
        """The entry from which a report was put in; None if it was not."""
        rows = self.file.rows("SELECT reading FROM docs WHERE report = ? AND passage IS NULL", (report,))
        return int(rows[0][0]) if rows else None

    def put(self, docs: Iterable[Doc]) -> None:
        """Reports and comments that are not there yet."""
        for one in docs:
            standing = self._now()
            number = self._free(one)
            row = (number, standing.made + 1, one.report, one.passage, one.reading)
            self.file.write("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?)", [(*row, _seal(row))])
            table, marks = _table(one), ", ".join("?" * (len(one.columns) + 1))
            words = [(number, *map(_clean, one.columns))]
            self.file.write(f"INSERT INTO {table} (rowid, {_columns(one)}) VALUES ({marks})", words)  # noqa: S608
            self._count(1, _seal(row), made=standing.made + 1)

    def take_out(self, docs: Iterable[Doc]) -> None:
        """Reports and comments that are there, as they were put in."""
        for one in docs:
            found = self.file.rows(
                "SELECT number, seq, report, passage, reading FROM docs WHERE report = ? AND passage IS ?",
                (one.report, one.passage),
            )
            for row in found:
                table, marks = _table(one), ", ".join("?" * (len(one.columns) + 2))
                words = [("delete", row[0], *map(_clean, one.columns))]
                sql = f"INSERT INTO {table} ({table}, rowid, {_columns(one)}) VALUES ({marks})"  # noqa: S608
                self.file.write(sql, words)
                self.file.write("DELETE FROM docs WHERE number = ?", [(row[0],)])
                self._count(-1, _seal(row), made=self._now().made)

    def _free(self, doc: Doc) -> int:
        """A number that follows from the day and the names, so that it does not depend on what came first."""
        hashed = seal("doc", doc.report, doc.passage or "") & ((1 << 40) - 1)
        number = (_day(doc.published) << 40) | hashed
        while self.file.rows("SELECT 1 FROM docs WHERE number = ?", (number,)):
            number += 1
        return number

    def _now(self) -> Indexed:
        standing = self.standing
        if standing is None:
            raise Damaged(f"{SEARCH} has words and stands for nothing.")
        return standing

    def _count(self, more: int, sealed: int, *, made: int) -> None:
        now = self._now()
        self.standing = msgspec.structs.replace(now, held=now.held + more, sum=now.sum ^ sealed, made=made)

    # --- looking up ------------------------------------------------------------------------------------------------

    def docs(self, since: int) -> list[tuple[int, str, str | None]]:
        """What was put in after so many: number, report and passage."""
        found = self.file.rows(
            "SELECT number, seq, report, passage, reading, seal FROM docs WHERE seq > ? ORDER BY seq", (since,)
        )
        for row in found:
            if _seal(row[:-1]) != row[-1]:
                raise Damaged(f"Row {row[0]} of docs is not what was written.")
        return [(number, report, passage) for number, _, report, passage, _, _ in found]

    def matching(self, table: str, query: str, *, below: int = MAX, most: int = -1) -> list[int]:
        """Numbers below another of the reports (`own`) or `comments` that a query of FTS5 finds, the highest first; at
        most so many, if it is not negative.
        """
        with self._limited():
            sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608
            return [number for (number,) in self.file.rows(sql, (query, below, most))]

    def weighed(self, table: str, query: str, *, most: int) -> dict[int, float]:
        """The highest numbers, at most so many, and how well each one fits: less is better."""
        weights = ", ".join(map(str, WEIGHTS if table == "own" else ("1.0",)))
        with self._limited():
            sql = (
                f"SELECT rowid, bm25({table}, {weights}) FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608
            )
            return dict(self.file.rows(sql, (query, most)))

    def check(self) -> None:
        """Damaged if anything in the file is not what was written."""
        self.file.check()
        found = self.docs(0)
        sealed = 0
        for (one,) in self.file.rows("SELECT seal FROM docs"):
            sealed ^= one
        if (len(found), sealed) != (self._now().held, self._now().sum):
            raise Damaged(f"{SEARCH} has lost a report or comment.")
        if not self.frozen:
            for table in ("own", "comments"):
                self.file.define([f"INSERT INTO {table} ({table}) VALUES ('integrity-check')"])  # noqa: S608

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """BadFilter if what is asked takes too long."""
        end = time.monotonic() + PATIENCE
        with self.file.watched(lambda: time.monotonic() > end, every=STEPS):
            try:
                yield
            except TimeoutError as error:
                raise BadFilter(
                    f"The search takes more than {PATIENCE:g} seconds.", remedy="Write fewer or rarer words."
                ) from error


def marked(texts: Sequence[str], query: str) -> list[list[tuple[int, int]]]:
    """Of each text the stretches (code points, half-open) that a query of FTS5 finds in it, by the rules of the file.

    Beyond `LONGEST` code points a text is not looked through.
    """
    cut = [_clean(one[:LONGEST]) for one in texts]
    free = [one for one in OPENERS if not any(one in text for text in cut)]
    if len(free) < 2 or not any(cut) or not query:
        return [[] for _ in texts]
    opened, closed = free[:2]
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='{TOKENS}')")
        connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(cut, 1))
        wanted = "SELECT rowid, highlight(texts, 0, ?, ?) FROM texts WHERE texts MATCH ?"
        found = dict(connection.execute(wanted, (opened, closed, query)).fetchall())
    finally:
        connection.close()
    return [_stretches(found.get(at, ""), opened, closed) for at in range(1, len(texts) + 1)]


def _stretches(text: str, opened: str, closed: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for piece in text.split(opened):
        inside, mark, after = piece.partition(closed)
        if mark:
            found.append((at, at + len(inside)))
        at += len(inside) + len(after)
    return found


def _day(published: str | None) -> int:
    """Days since the year 1, 0 where the day is not known."""
    try:
        return datetime.date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return 0


def _table(doc: Doc) -> str:
    return "own" if doc.passage is None else "comments"


def _columns(doc: Doc) -> str:
    return ", ".join(OWN if doc.passage is None else ("comment",))


def _clean(text: str) -> str:
    """The text as SQLite takes it, with as many code points."""
    return HALF.sub("\ufffd", text).replace("\0", " ")


def _seal(row: Sequence[object]) -> int:
    return seal("docs", msgspec.msgpack.encode(row))
