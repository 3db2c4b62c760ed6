"""What verification needs of the place where things lie, and how it takes rows from it in step with the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bearwitness.model import Row


class Files(Protocol):
    """The capture files as verification sees them."""

    def files(self) -> Iterator[str]:
        """Names of all files, relative (`ab/cdef...`)."""

    def hash_of(self, name: str) -> str:
        """SHA-256 of a file's bytes; OSError if it cannot be read."""

    def unfinished(self, name: str) -> bool:
        """Whether a file of this name is one that is, or was, being written."""


class Shelf(Protocol):
    """What verification reads, all of it one moment's state."""

    @property
    def files(self) -> Files:
        """The capture files."""

    def rows(self, table: str, *, since: int | None = None) -> Iterator[Row]:
        """Rows by primary key, from `since` on if it is given; CasebookError where they cannot be read."""

    def row(self, table: str, *key: int) -> Row | None:
        """The row with this key."""

    def holds(self, table: str, column: str, value: str | int) -> bool:
        """Whether a row's column has this value."""

    def count(self, table: str) -> int:
        """Rows in a table."""

    def faults(self, *, quick: bool = False) -> Iterator[str]:
        """What is wrong with the container itself; only what is seen without reading all of it, if `quick`."""


class Pile:
    """The rows of one table in the order of the first number of their key, taken from the front."""

    def __init__(self, rows: Iterator[Row]) -> None:
        """`rows`: sorted by key."""
        self._rows = rows
        self._next = next(rows, None)

    def before(self, number: int | None) -> Iterator[Row]:
        """Take the rows that come before `number`; all that are left for None."""
        while self._next is not None and (number is None or first_number(self._next) < number):
            yield self._pop(self._next)

    def at(self, number: int) -> Iterator[Row]:
        """Take the rows of `number`."""
        while self._next is not None and first_number(self._next) == number:
            yield self._pop(self._next)

    def _pop(self, row: Row) -> Row:
        self._next = next(self._rows, None)
        return row


def first_number(row: Row) -> int:
    """The first number of the row's key; -1 where damage has left none."""
    first = row.key[0]
    return first if type(first) is int else -1


def key_of(row: Row) -> str:
    """The row's key as text."""
    return f"({', '.join(str(one) for one in row.key)})"
