"""The questions that are asked of the tables, each put into words once. In every table body and digest come last."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from bearwitness.storage.schema import claim_sets, metadata

TABLES: dict[str, Table] = dict(metadata.tables)
AT_ONCE = {"captures": 8, "reports": 8, "claim_sets": 8, "findings": 8, "links": 8}
"""How many rows are held at once of tables whose rows may be megabytes long."""
OF_OTHERS = 256


@cache
def all_rows(table: str, order: str | None) -> Select[Any]:
    """Every row, by the column `order` if one is named, then by primary key."""
    source = TABLES[table]
    return _in_portions(source, select(source).order_by(*([source.c[order]] if order else []), *_keys(source)))


@cache
def later_rows(table: str) -> Select[Any]:
    """Rows whose primary key begins with the parameter `since` or more, by primary key."""
    source = TABLES[table]
    wanted = select(source).where(_keys(source)[0] >= bindparam("since")).order_by(*_keys(source))
    return _in_portions(source, wanted)


@cache
def one_row(table: str) -> Select[Any]:
    """The row whose primary key has the values of parameters with the names of its columns."""
    source = TABLES[table]
    return select(source).where(*(one == bindparam(one.name) for one in _keys(source)))


@cache
def any_row(table: str, column: str) -> Select[Any]:
    """A row whose column has the parameter `value`."""
    found = TABLES[table].c[column]
    return select(found).where(found == bindparam("value")).limit(1)


@cache
def matching_rows(table: str, column: str) -> Select[Any]:
    """Rows whose column has the parameter `value`, by primary key."""
    source = TABLES[table]
    wanted = select(source).where(source.c[column] == bindparam("value")).order_by(*_keys(source))
    return _in_portions(source, wanted)


@cache
def beginning_rows(table: str, column: str) -> Select[Any]:
    """Rows whose column lies from the parameter `low` up to (without) `high`, by the column; at most `most`."""
    source = TABLES[table]
    found = source.c[column]
    wanted = select(source).where(found >= bindparam("low"), found < bindparam("high"))
    return _in_portions(source, wanted.order_by(found, *_keys(source)).limit(bindparam("most")))


@cache
def rows_of_any(table: str, column: str) -> Select[Any]:
    """Rows whose column has one of the values in the parameter `values`, by primary key."""
    source = TABLES[table]
    wanted = select(source).where(source.c[column].in_(bindparam("values", expanding=True))).order_by(*_keys(source))
    return _in_portions(source, wanted)


@cache
def last_rows(table: str) -> Select[Any]:
    """The row with the highest primary key."""
    source = TABLES[table]
    return select(source).order_by(*(one.desc() for one in _keys(source))).limit(1)


@cache
def set_lines(*, of_reports: bool) -> Select[Any]:
    """What claim sets are and where they stand, by entry; of the reports with the ids in the parameter `values`."""
    c = claim_sets.c
    wanted = select(c.entry, c.report, c.reading, c.extractor, c.digest).order_by(c.entry)
    if of_reports:
        wanted = wanted.where(c.report.in_(bindparam("values", expanding=True)))
    return wanted.execution_options(yield_per=OF_OTHERS)


@cache
def later_sets() -> Select[Any]:
    """As `set_lines`, of those whose entry is at least the parameter `value`; at most `most` of them."""
    c = claim_sets.c
    wanted = select(c.entry, c.report, c.reading, c.extractor, c.digest).where(c.entry >= bindparam("value"))
    return wanted.order_by(c.entry).limit(bindparam("most"))


def _keys(source: Table) -> list[Any]:
    return list(source.primary_key.columns)


def _in_portions(source: Table, wanted: Select[Any]) -> Select[Any]:
    return wanted.execution_options(yield_per=AT_ONCE.get(source.name, OF_OTHERS))
