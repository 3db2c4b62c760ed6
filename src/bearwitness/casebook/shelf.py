"""The tables of `derived.sqlite`: what the linker knows, the records, and what of them is listed and searched."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from bearwitness.link.state import Index, State
from bearwitness.model import Constraint, Record, Summary
from bearwitness.storage.derived import Damaged, DerivedFile, DiskTable, seal

COLUMNS = ("root", "rank", "first", "last", "country", "kind", "grade", "title", "killed", "injured", "reports", "body")
DEFINED = (
    "CREATE TABLE IF NOT EXISTS dirty (id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS records (id TEXT NOT NULL PRIMARY KEY, body BLOB, seal INTEGER)",
    f"CREATE TABLE IF NOT EXISTS summaries (id TEXT NOT NULL PRIMARY KEY, {', '.join(COLUMNS)}, seal INTEGER)",
    "CREATE INDEX IF NOT EXISTS summaries_root ON summaries (root)",
    "CREATE INDEX IF NOT EXISTS summaries_rank ON summaries (rank)",
    "CREATE INDEX IF NOT EXISTS summaries_first ON summaries (first)",
)
STANDING = "standing"


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
    listed: int = 0
    """How many incidents are listed."""
    sum: int = 0
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

    def put(self, root: str, made: Iterable[tuple[str, Record, Summary]]) -> None:
        """Records of one tree, each with the text by which it is listed and its summary, in place of older ones."""
        rows = list(made)
        self.remove(one.id for _, one, _ in rows)
        bodies, lines, seals = [], [], 0
        for rank, record, summary in rows:
            body = zlib.compress(msgspec.json.encode(record), 1)
            bodies.append((record.id, body, seal("records", record.id, body)))
            line = (record.id, *_line(root, rank, summary).values())
            seals ^= _seal(line)
            lines.append((*line, _seal(line)))
        self.file.write("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", bodies)
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        self.file.write(f"INSERT INTO summaries VALUES ({marks})", lines)  # noqa: S608
        self._count(len(lines), seals)

    def remove(self, names: Iterable[str]) -> None:
        """Forget records."""
        for name in sorted(names):
            rows = self.file.rows("SELECT seal FROM summaries WHERE id = ?", (name,))
            if rows:
                self.file.write("DELETE FROM summaries WHERE id = ?", [(name,)])
                self.file.write("DELETE FROM records WHERE id = ?", [(name,)])
                self._count(-1, rows[0][0])

    def _count(self, more: int, seals: int) -> None:
        before = self.standing
        if before is None:
            raise Damaged("The file has records and stands for nothing.")
        self.standing = msgspec.structs.replace(before, listed=before.listed + more, sum=before.sum ^ seals)

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

    def page(self, where: Mapping[str, Any], *, most: int, skip: int) -> tuple[list[Summary], int]:
        """Summaries for which every condition (SQL with one `?`) holds, in the order of the list, and how many."""
        said = f" WHERE {' AND '.join(where)}" if where else ""
        count = self.file.rows(f"SELECT count(*) FROM summaries{said}", where.values())[0][0]  # noqa: S608
        rows = self.file.rows(
            f"SELECT id, {', '.join(COLUMNS)}, seal FROM summaries{said} ORDER BY rank LIMIT ? OFFSET ?",  # noqa: S608
            (*where.values(), most, skip),
        )
        return [_summary(row) for row in rows], int(count)

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


def _line(root: str, rank: str, one: Summary) -> dict[str, Any]:
    """The columns of a summary, as COLUMNS names them."""
    when, where = one.when, one.where
    killed, injured = one.killed, one.injured
    return {
        "root": root,
        "rank": rank,
        "first": when.start if when is not None else None,
        "last": (when.end or when.start) if when is not None else None,
        "country": where.country if where is not None else None,
        "kind": one.kind,
        "grade": one.grade,
        "title": one.title,
        "killed": killed.headline if killed is not None else None,
        "injured": injured.headline if injured is not None else None,
        "reports": one.reports,
        "body": msgspec.json.encode(one),
    }


def _summary(row: tuple[Any, ...]) -> Summary:
    if _seal(row[:-1]) != row[-1]:
        raise Damaged(f"The summary of {row[0]!r} is not what was written.")
    return msgspec.json.decode(row[-2], type=Summary)


def _seal(line: tuple[Any, ...]) -> int:
    return seal("summaries", msgspec.msgpack.encode(line))
