"""A shelf in memory, to be damaged byte by byte without touching a disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bearwitness.model import Row, Verification
from bearwitness.record.verify import verify
from bearwitness.storage import Store
from casebook.items import TABLES


@dataclass(frozen=True)
class Files:
    """Names of capture files and the hashes of what is in them."""

    hashes: dict[str, str]

    def files(self) -> Iterator[str]:
        yield from sorted(self.hashes)

    def hash_of(self, name: str) -> str:
        return self.hashes[name]

    def unfinished(self, name: str) -> bool:
        return False


@dataclass(frozen=True)
class Memory:
    """All rows of a casebook."""

    tables: dict[str, list[Row]]
    files: Files

    def rows(self, table: str, *, since: int | None = None) -> Iterator[Row]:
        found = sorted(self.tables[table], key=lambda row: (int(str(row.key[0])), *row.key[1:]))
        yield from (row for row in found if since is None or int(str(row.key[0])) >= since)

    def row(self, table: str, *key: int) -> Row | None:
        return next((row for row in self.tables[table] if row.key == key), None)

    def holds(self, table: str, column: str, value: str | int) -> bool:
        return any(row.columns[column] == value for row in self.tables[table])

    def count(self, table: str) -> int:
        return len(self.tables[table])

    def faults(self, *, quick: bool = False) -> Iterator[str]:
        yield from ()

    def verified(self) -> Verification:
        return verify(self, progress=lambda _done, _total: None)

    def with_row(self, table: str, at: int, **changes: object) -> Memory:
        """The same with one row changed."""
        rows = list(self.tables[table])
        rows[at] = msgspec.structs.replace(rows[at], **changes)
        return Memory(self.tables | {table: rows}, self.files)


def in_memory(folder: Path) -> Memory:
    """What the casebook in the folder holds."""
    store = Store.open(folder, create=False)
    with store.reading() as reader:
        tables = {table: list(reader.rows(table)) for table in TABLES}
        files = {name: reader.files.hash_of(name) for name in reader.files.files()}
    store.close()
    return Memory(tables, Files(files))
