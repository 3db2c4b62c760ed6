"""Reading what is stored, all within one moment's state of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select

from bearwitness.model import Row
from bearwitness.storage.captures import CaptureFiles
from bearwitness.storage.faults import explained
from bearwitness.storage.migrations import schema_of
from bearwitness.storage.queries import (
    TABLES,
    all_rows,
    any_row,
    beginning_rows,
    last_rows,
    later_rows,
    later_sets,
    matching_rows,
    one_row,
    rows_of_any,
    set_lines,
)

AT_A_TIME = 400
"""Values that one statement looks for."""


@dataclass(frozen=True)
class SetLine:
    """Where a claim set stands: its entry, its report's id, the entry of the reading, the extractor, its digest."""

    entry: int
    report: str
    reading: int
    extractor: str
    digest: str


class Reader:
    """One consistent state of the casebook, blind to what others add meanwhile; CasebookBroken where it is damaged."""

    def __init__(self, connection: Connection, path: Path, files: CaptureFiles, schema: Mapping[str, str]) -> None:
        """`schema`: the tables that the file ought to have, with their SQL."""
        self._connection = connection
        self._path = path
        self._schema = schema
        self.files = files

    def rows(self, table: str, *, order: str | None = None, since: int | None = None) -> Iterator[Row]:
        """All rows of a table by primary key (or by the column `order` and then the key), a few in memory at once; only
        those whose key begins with `since` or more, if it is given.
        """
        if since is not None:
            return self._stream(table, later_rows(table), since=since)
        return self._stream(table, all_rows(table, order))

    def row(self, table: str, *key: int) -> Row | None:
        """The row with this primary key."""
        names = [one.name for one in TABLES[table].primary_key.columns]
        return next(self._stream(table, one_row(table), **dict(zip(names, key, strict=True))), None)

    def holds(self, table: str, column: str, value: str | int) -> bool:
        """Whether a row's column has this value."""
        if not storable(value):
            return False
        with explained(self._path):
            return self._connection.execute(any_row(table, column), {"value": value}).first() is not None

    def matching(self, table: str, column: str, value: str | int) -> Iterator[Row]:
        """Rows whose column has this value, by primary key."""
        return self._stream(table, matching_rows(table, column), value=value) if storable(value) else iter(())

    def beginning(self, table: str, column: str, text: str, *, most: int) -> Iterator[Row]:
        """Rows whose column begins with this text, by the column, at most so many."""
        if not storable(text):
            return iter(())
        return self._stream(table, beginning_rows(table, column), low=text, high=text + "\U0010ffff", most=most)

    def matching_any(self, table: str, column: str, values: Iterable[str | int]) -> Iterator[Row]:
        """Rows whose column has one of these values; those of a few hundred values at a time by primary key."""
        for some in _portions(values):
            yield from self._stream(table, rows_of_any(table, column), values=some)

    def last_head(self) -> Row | None:
        """The latest head."""
        return next(self._stream("heads", last_rows("heads")), None)

    def _stream(self, table: str, wanted: Select[Any], **values: str | int | Sequence[str | int]) -> Iterator[Row]:
        keys, names = len(TABLES[table].primary_key.columns), [one.name for one in TABLES[table].columns][:-2]
        with explained(self._path):
            for found in self._connection.execute(wanted, values):
                yield Row(
                    table=table,
                    key=tuple(found[:keys]),
                    columns=dict(zip(names[keys:], found[keys:-2], strict=True)),
                    body=raw(found[-2]),
                    digest=found[-1],
                )

    def count(self, table: str) -> int:
        """Rows in a table."""
        with explained(self._path):
            return int(self._connection.execute(select(func.count()).select_from(TABLES[table])).scalar_one())

    def sets(self, report: str | None = None) -> Iterator[SetLine]:
        """Claim sets in the order in which they were added; of one report if it is named."""
        if report is not None:
            yield from self.sets_of([report])
            return
        with explained(self._path):
            for one in self._connection.execute(set_lines(of_reports=False)):
                yield SetLine(*one)

    def sets_of(self, reports: Iterable[str]) -> Iterator[SetLine]:
        """Claim sets of these reports; those of each in the order in which they were added."""
        for some in _portions(reports):
            with explained(self._path):
                for one in self._connection.execute(set_lines(of_reports=True), {"values": some}):
                    yield SetLine(*one)

    def later_sets(self, entry: int, most: int) -> list[SetLine]:
        """The first claim sets from this entry on, at most so many."""
        with explained(self._path):
            found = self._connection.execute(later_sets(), {"value": entry, "most": most})
            return [SetLine(*one) for one in found]

    def faults(self, *, quick: bool = False) -> Iterator[str]:
        """What SQLite itself finds wrong with its file (not if `quick`: that reads all of it), and tables that are
        missing, added or changed.
        """
        with explained(self._path):
            for (said,) in () if quick else self._connection.exec_driver_sql("PRAGMA integrity_check(1000)"):
                if said != "ok":
                    yield str(said)
            found = schema_of(self._connection)
        for name in sorted(self._schema.keys() | found.keys()):
            if name not in found:
                yield f"the {name} is missing"
            elif name not in self._schema:
                yield f"the {name} does not belong there"
            elif found[name] != self._schema[name]:
                yield f"the {name} is not defined as it should be"


def _portions(values: Iterable[str | int]) -> Iterator[list[str | int]]:
    """Those that could be in a table, as many at a time as one statement takes."""
    listed = [one for one in values if storable(one)]
    for at in range(0, len(listed), AT_A_TIME):
        yield listed[at : at + AT_A_TIME]


def storable(value: str | int) -> bool:
    """Whether a value could be in a table at all: text with half a surrogate pair has no UTF-8 form."""
    return isinstance(value, int) or not any("\ud800" <= one <= "\udfff" for one in value)


def raw(value: object) -> bytes:
    """The stored bytes of a text column, whatever damage has made of them."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape")
    return value if isinstance(value, bytes) else repr(value).encode()
