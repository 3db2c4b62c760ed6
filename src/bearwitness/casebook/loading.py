"""Rows back into values, and which of several claim sets is the current one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bearwitness.errors import CasebookBroken
from bearwitness.identity import digest
from bearwitness.model import Claim, Entry, KeyChange, Mention, Report, Row, TreeHead
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import value_in
from bearwitness.record.statements import KIND_OF
from bearwitness.storage import Reader, SetLine

T = TypeVar("T")
VERIFY = "Run `bearwitness verify` to see what is damaged, and restore the casebook from a copy."


@dataclass(frozen=True)
class Kept:
    """A report as last read, with what the newest extractor that saw it found."""

    report: Report
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    extractor: str


@dataclass(frozen=True)
class Stated(Generic[T]):
    """A decision, publication, finding or link set with its place in the log."""

    entry: int
    at: str
    """ISO 8601, UTC: when it was put in, by that machine's clock."""
    key: str | None
    """Id of the key that signed it."""
    digest: str
    value: T


def stated(reader: Reader, table: str, kind: type[T], columns: Mapping[str, str]) -> Iterator[Stated[T]]:
    """The statements of a table in the order of the log; only those with the value in the column, if one is named."""
    if len(columns) > 1:
        raise ValueError("statements are looked up by one column")
    found = reader.rows(table)
    for name, value in columns.items():
        found = reader.matching(table, name, value)
    for row in found:
        number = int(str(row.key[0]))
        line = reader.row("entries", number)
        entry = None if line is None else load(line, Entry)
        if entry is None or entry.digest != row.digest or entry.kind != KIND_OF[table]:
            raise not_stored(row)
        yield Stated(entry=number, at=entry.at, key=entry.key, digest=entry.digest, value=load(row, kind))


def key_changes(reader: Reader, key: str | None = None) -> tuple[KeyChange, ...]:
    """What the log tells of keys, or of one key, in order."""
    found = reader.rows("keys") if key is None else reader.matching("keys", "key", key)
    return tuple(load(row, KeyChange) for row in found)


def version_of(extractor: str) -> tuple[int, ...]:
    """The numbers in an extractor's version, for comparing: `bearwitness 0.10.2` is (0, 10, 2)."""
    return tuple(int(one) for one in re.findall(r"[0-9]{1,9}", extractor))


def current_of(lines: Iterable[SetLine]) -> list[SetLine]:
    """Of each report the claim set of the newest extractor; of two by the same version, the later one."""
    best: dict[str, tuple[tuple[tuple[int, ...], int], SetLine]] = {}
    for one in lines:
        rank = (version_of(one.extractor), one.entry)
        if one.report not in best or rank > best[one.report][0]:
            best[one.report] = (rank, one)
    return [one for _, one in best.values()]


def kept_of(reader: Reader, line: SetLine) -> Kept:
    """The claim set with the reading that it was made from; CasebookBroken if either is not what was stored."""
    report, claims = told_of(reader, line)
    return Kept(
        report=report,
        mentions=tuple(load(row, Mention) for row in reader.matching("mentions", "claim_set", line.entry)),
        claims=claims,
        extractor=line.extractor,
    )


def told_of(reader: Reader, line: SetLine) -> tuple[Report, tuple[Claim, ...]]:
    """As `kept_of`, without the mentions."""
    return told_of_all(reader, [line])[0]


def told_of_all(reader: Reader, lines: Sequence[SetLine]) -> list[tuple[Report, tuple[Claim, ...]]]:
    """As `told_of`, of many in a few queries."""
    claims: dict[object, list[Claim]] = {one.entry: [] for one in lines}
    for row in reader.matching_any("claims", "claim_set", [one.entry for one in lines]):
        claims[row.key[0]].append(load(row, Claim))
    rows = {row.key[0]: row for row in reader.matching_any("reports", "entry", sorted({one.reading for one in lines}))}
    found = []
    for one in lines:
        report = rows.get(one.reading)
        if report is None:
            raise CasebookBroken(f"The report {one.report!r} is gone.", remedy=VERIFY)
        found.append((load(report, Report), tuple(claims[one.entry])))
    return found


def load(row: Row, kind: type[T]) -> T:
    """The value of a row; CasebookBroken if it is not what was stored."""
    value = value_in(row.body, kind) if digest(DOMAINS[row.table], row.body) == row.digest else None
    if value is None:
        raise not_stored(row)
    return value


def not_stored(row: Row) -> CasebookBroken:
    """The error for a row that is not what it was."""
    where = ", ".join(str(one) for one in row.key)
    return CasebookBroken(f"Row {where} of {row.table} is not what was stored.", remedy=VERIFY)


def last_head(reader: Reader) -> TreeHead | None:
    """The latest head, None for an empty log; CasebookBroken if it is damaged or missing."""
    row = reader.last_head()
    if row is None:
        if reader.count("entries"):
            raise CasebookBroken("The log has entries but no head.", remedy=VERIFY)
        return None
    return load(row, TreeHead)
