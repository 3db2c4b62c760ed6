"""The tables of `derived.sqlite`: what the linker knows, the records, what of them is listed and searched, and what
they ask of reviewers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from bearwitness.casebook.keeping import Kept
from bearwitness.casebook.listing import Line, Listing, line_of
from bearwitness.link.state import Index, State
from bearwitness.model import Constraint, Item, Record, Summary
from bearwitness.review.queue import place
from bearwitness.share.summaries import summary
from bearwitness.storage.derived import Damaged, DerivedFile, DiskTable, seal

COLUMNS = ("root", "rank", "body")
DEFINED = (
    "CREATE TABLE IF NOT EXISTS dirty (id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS records (id TEXT NOT NULL PRIMARY KEY, body BLOB, seal INTEGER)",
    f"CREATE TABLE IF NOT EXISTS summaries (id TEXT NOT NULL PRIMARY KEY, {', '.join(COLUMNS)}, seal INTEGER)",
    "CREATE TABLE IF NOT EXISTS asked (root, at, sort, weight, tie, body, seal, PRIMARY KEY (root, at)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS asked_order ON asked (sort, weight DESC, tie)",
    "CREATE TABLE IF NOT EXISTS moves (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE)",
    "CREATE INDEX IF NOT EXISTS summaries_root ON summaries (root)",
    "CREATE INDEX IF NOT EXISTS summaries_rank ON summaries (rank)",
)
STANDING = "standing"
LISTINGS: Kept[Listing] = Kept()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the file stands for."""

    code: str
    """Digest of the program text that made it."""
    size: int = 0
    """Entries of the log whose claim sets are linked."""
    head: tuple[int, str] = (0, "")
    """Size and root of a head of the log that holds those entries; the size is 0 for none."""
    constraints: tuple[Constraint, ...] = ()
    """Under which it is linked."""
    marks: dict[str, str] = {}
    """Digests of claims that are linked as reviewers judged them, by report."""
    decided: str = ""
    """Digest of the Decisions that the list follows (`stamping.mark_of`)."""
    birth: str = ""
    """A name that no other file has and that this one takes anew when it begins anew."""
    listed: int = 0
    """How many incidents are listed."""
    sum: int = 0
    """The exclusive or of their seals."""
    asked: int = 0
    """How many questions to reviewers are kept."""
    asked_sum: int = 0
    """The exclusive or of their seals."""


class Shelf:
    """The file with its tables."""

    def __init__(self, folder: Path | None, *, frozen: bool = False, patience: float = 30.0) -> None:
        """As `DerivedFile`."""
        self.folder = folder
        self.frozen = frozen
        self.file = file = DerivedFile(folder, frozen=frozen, patience=patience)
        try:
            self.state = _state(file)
            self.entries: DiskTable[int] = file.table("entries", int)
            """The log entry of the claim set of a report that is linked."""
            self.seats: DiskTable[tuple[str, str | None]] = file.table("seats", tuple[str, str | None])
            """Of an incident the name of its group and the incident that it is part of."""
            self.parts = file.index("parts")
            """Incidents by what they are part of."""
            self.lines: DiskTable[Line] = file.table("lines", Line)
            """What filters look at, by incident, as decided."""
            self.stamps: DiskTable[tuple[str, ...]] = file.table("stamps", tuple[str, ...])
            """Of incidents that Decisions may concern a mark of those that their lines follow."""
            self._meta: DiskTable[Standing] = file.table("meta", Standing)
            if not frozen:
                file.define(DEFINED)
            self._version = self._data_version()
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    # --- one moment's state ----------------------------------------------------------------------------------------

    def reading(self) -> AbstractContextManager[None]:
        """As `DerivedFile.reading`."""
        return self.file.reading()

    def writing(self) -> AbstractContextManager[None]:
        """As `DerivedFile.writing`."""
        return self.file.writing()

    def look_again(self) -> None:
        """Forget what is held in memory, if another process has written since."""
        version = self._data_version()
        if version != self._version:
            self.file.forget()
            self._version = version

    def _data_version(self) -> int:
        return int(self.file.rows("PRAGMA data_version")[0][0])

    @property
    def standing(self) -> Standing | None:
        """What the file stands for; None for an empty one."""
        return self._meta.get(STANDING)

    @standing.setter
    def standing(self, value: Standing) -> None:
        self._meta[STANDING] = value

    def reset(self) -> None:
        """Empty every table."""
        self.file.empty(DEFINED)

    # --- what is to be reconciled ----------------------------------------------------------------------------------

    def soil(self, names: Iterable[str]) -> None:
        """These incidents are new, gone or changed, and their records are not made yet."""
        self.file.write("INSERT OR IGNORE INTO dirty VALUES (?)", ((one,) for one in sorted(names)))

    def clean(self, names: Iterable[str]) -> None:
        """The records of these incidents are made."""
        self.file.write("DELETE FROM dirty WHERE id = ?", ((one,) for one in sorted(names)))

    def dirty(self, most: int) -> list[str]:
        """Incidents whose records are to be made, at most so many."""
        return [name for (name,) in self.file.rows("SELECT id FROM dirty ORDER BY id LIMIT ?", (most,))]

    def dirty_count(self) -> int:
        """How many they are."""
        return int(self.file.rows("SELECT count(*) FROM dirty")[0][0])

    # --- records ---------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether an incident with this id is listed."""
        return bool(self.file.rows("SELECT 1 FROM summaries WHERE id = ?", (name,)))

    def body(self, name: str) -> bytes:
        """The JSON of a record; KeyError if there is none, Damaged if it is not what was written."""
        rows = self.file.rows("SELECT body, seal FROM records WHERE id = ?", (name,))
        if not rows:
            raise KeyError(name)
        body, sealed = rows[0]
        if not isinstance(body, bytes) or seal("records", name, body) != sealed:
            raise Damaged(f"The record {name} is not what was written.")
        return zlib.decompress(body)

    def record(self, name: str) -> Record:
        """The record of an incident."""
        return msgspec.json.decode(self.body(name), type=Record)

    def root(self, name: str) -> str | None:
        """The root of the tree that an incident was in when its record was made; None if it has none."""
        rows = self.file.rows("SELECT root FROM summaries WHERE id = ?", (name,))
        return str(rows[0][0]) if rows else None

    def tree(self, root: str) -> list[str]:
        """Incidents whose records were made with this root, sorted."""
        return [one for (one,) in self.file.rows("SELECT id FROM summaries WHERE root = ? ORDER BY id", (root,))]

    def put(self, root: str, made: Iterable[tuple[str, Record]]) -> None:
        """Records of one tree, each with the text by which it is listed, in place of older ones."""
        rows = list(made)
        self.remove(one.id for _, one in rows)
        bodies = [(one.id, zlib.compress(msgspec.json.encode(one), 1)) for _, one in rows]
        sealed = ((name, body, seal("records", name, body)) for name, body in bodies)
        self.file.write("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", sealed)
        for rank, record in rows:
            self._list(root, rank, record)

    def stamp(self, record: Record, mark: tuple[str, ...] | None) -> None:
        """List an incident as decided; its record stays as it is. `mark`: of the Decisions; None: there are none."""
        (root, rank, sealed), *_ = self.file.rows("SELECT root, rank, seal FROM summaries WHERE id = ?", (record.id,))
        self._count(-1, sealed)
        self._list(root, rank, record)
        if mark is not None:
            self.stamps[record.id] = mark
        elif record.id in self.stamps:
            del self.stamps[record.id]

    def _list(self, root: str, rank: str, record: Record) -> None:
        line = (record.id, root, rank, msgspec.json.encode(summary(record)))
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        self.file.write(f"INSERT OR REPLACE INTO summaries VALUES ({marks})", [(*line, _seal(line))])  # noqa: S608
        self.lines[record.id] = line_of(record, rank)
        self._move(record.id)
        self._count(1, _seal(line))

    def remove(self, names: Iterable[str]) -> None:
        """Forget records."""
        for name in sorted(names):
            rows = self.file.rows("SELECT seal FROM summaries WHERE id = ?", (name,))
            if rows:
                self.file.write("DELETE FROM summaries WHERE id = ?", [(name,)])
                self.file.write("DELETE FROM records WHERE id = ?", [(name,)])
                for table in (self.lines, self.stamps):
                    if name in table:
                        del table[name]
                self._move(name)
                self._count(-1, rows[0][0])

    def _move(self, name: str) -> None:
        """Tells other readers that a line is new, changed or gone."""
        self.file.write("INSERT OR REPLACE INTO moves (id) VALUES (?)", [(name,)])

    def _count(self, more: int, seals: int) -> None:
        before = self._stands()
        self.standing = msgspec.structs.replace(before, listed=before.listed + more, sum=before.sum ^ seals)

    def _stands(self) -> Standing:
        before = self.standing
        if before is None:
            raise Damaged("The file has records and stands for nothing.")
        return before

    # --- what reviewers are asked ----------------------------------------------------------------------------------

    def ask(self, root: str, items: Iterable[Item]) -> None:
        """What the tree with this root asks of reviewers, in place of what it asked before."""
        self.unask([root])
        rows, seals = [], 0
        for at, item in enumerate(items):
            sort, weight, incident, why = place(item)
            line = (root, at, sort, -weight, f"{incident} {why}", msgspec.json.encode(item))
            rows.append((*line, _seal(line)))
            seals ^= rows[-1][-1]
        self.file.write("INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._count_asked(len(rows), seals)

    def unask(self, names: Iterable[str]) -> None:
        """Forget what trees with these roots asked."""
        for name in sorted(names):
            gone = self.file.rows("SELECT seal FROM asked WHERE root = ?", (name,))
            if gone:
                self.file.write("DELETE FROM asked WHERE root = ?", [(name,)])
                self._count_asked(-len(gone), reduce(xor, (one for (one,) in gone)))

    def _count_asked(self, more: int, seals: int) -> None:
        before = self._stands()
        self.standing = msgspec.structs.replace(before, asked=before.asked + more, asked_sum=before.asked_sum ^ seals)

    def questions(self) -> Iterator[Item]:
        """All that is asked, in order; Damaged at the end if any was lost."""
        count, seals = 0, 0
        for row in self.file.stream("SELECT * FROM asked ORDER BY sort, weight DESC, tie"):
            if _seal(row[:-1]) != row[-1]:
                raise Damaged(f"What {row[0]!r} asks is not what was written.")
            yield msgspec.json.decode(row[-2], type=Item)
            count += 1
            seals ^= row[-1]
        standing = self.standing
        if standing is None or (count, seals) != (standing.asked, standing.asked_sum):
            raise Damaged("What is asked of reviewers is not what was written.")

    # --- lists -----------------------------------------------------------------------------------------------------

    def summaries(self) -> Iterator[Summary]:
        """All summaries in the order in which they are listed; Damaged at the end if any was lost."""
        count, seals = 0, 0
        for row in self.file.stream(f"SELECT id, {', '.join(COLUMNS)}, seal FROM summaries ORDER BY rank"):  # noqa: S608
            yield _summary(row)
            count += 1
            seals ^= row[-1]
        standing = self.standing
        if standing is None or (count, seals) != (standing.listed, standing.sum):
            raise Damaged("The list of incidents is not what was written.")

    def summary(self, name: str) -> Summary:
        """The summary of an incident; KeyError if there is none."""
        wanted = f"SELECT id, {', '.join(COLUMNS)}, seal FROM summaries WHERE id = ?"  # noqa: S608
        for row in self.file.rows(wanted, (name,)):
            return _summary(row)
        raise KeyError(name)

    def listing(self) -> Listing:
        """Every line; Damaged if any was lost."""
        standing = self.standing
        if standing is None:
            raise Damaged("The list of incidents stands for nothing.")
        reached = int(self.file.rows("SELECT coalesce(max(number), 0) FROM moves")[0][0])
        found = LISTINGS.at(standing.birth, reached, self._listing)
        if len(found) != standing.listed:
            raise Damaged("The list of incidents is not what was written.")
        return found

    def _listing(self, since: int, before: Listing | None) -> Listing:
        if before is None:
            return Listing().moved(dict(self.lines.items()))
        moved = self.file.rows("SELECT id FROM moves WHERE number > ? ORDER BY number", (since,))
        return before.moved({name: self.lines.get(name) for (name,) in moved})

    def none_lost(self) -> None:
        """Damaged if fewer incidents are listed than were."""
        standing = self.standing
        if standing is None or self.file.rows("SELECT count(*) FROM summaries") != [(standing.listed,)]:
            raise Damaged("The list of incidents is not what was written.")

    def beginning(self, name: str) -> list[str]:
        """Ids of listed incidents that begin with this, at most a hundred."""
        rows = self.file.rows(
            "SELECT id FROM summaries WHERE id >= ? AND id < ? ORDER BY id LIMIT 100", (name, name + "\U0010ffff")
        )
        return [one for (one,) in rows]

    def ranked(self, names: Iterable[str]) -> list[str]:
        """Incidents in the order of the list."""
        found = [(*self.file.rows("SELECT rank FROM summaries WHERE id = ?", (name,))[0], name) for name in names]
        return [name for _, name in sorted(found)]

    def check(self) -> int:
        """Reads every row; how many incidents are listed. Damaged if anything is not what was written."""
        for (said,) in self.file.rows("PRAGMA quick_check(1)"):
            if said != "ok":
                raise Damaged(str(said))
        listed = [self.record(one.id) for one in self.summaries()]
        for _ in self.questions():
            pass
        self.file.check()
        return len(listed)


def _state(file: DerivedFile) -> State:
    """The linker's tables, in the file."""
    hints = get_type_hints(State)
    made: dict[str, Any] = {
        name: file.index(name) if hints[name] is Index else file.table(name, get_args(hints[name])[0])
        for name in (one.name for one in fields(State))
    }
    return State(**made)


def _summary(row: tuple[Any, ...]) -> Summary:
    if _seal(row[:-1]) != row[-1]:
        raise Damaged(f"The summary of {row[0]!r} is not what was written.")
    return msgspec.json.decode(row[-2], type=Summary)


def _seal(line: tuple[Any, ...]) -> int:
    return seal("summaries", msgspec.msgpack.encode(line))
