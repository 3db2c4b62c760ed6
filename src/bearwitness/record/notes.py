"""What verification writes down while it goes, and the two checks that every row has to pass."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec

from bearwitness.errors import CasebookError
from bearwitness.identity import digest, read_back
from bearwitness.model import Check, Mention, Row
from bearwitness.record.ledger import DOMAINS

T = TypeVar("T")
NOUN = {
    "captures": "capture",
    "reports": "report",
    "claim_sets": "claim set",
    "claims": "claim",
    "mentions": "mention",
    "links": "link",
    "findings": "finding",
    "decisions": "decision",
    "publications": "publication",
    "media": "media",
    "keys": "key",
    "timestamps": "timestamp",
    "entries": "entry",
    "heads": "head",
    "signatures": "signature",
}
PLURAL = {one: table.replace("_", " ") for table, one in NOUN.items()} | {
    "capture file": "capture files",
    "bag file": "bag files",
    "record": "records",
}


UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Notes:
    """Faults in the order in which they were found, and how many things of each kind hold."""

    def __init__(self) -> None:
        """Nothing noted yet."""
        self._checks: list[Check] = []
        self._valid: Counter[str] = Counter()
        self._faulty: set[str] = set()

    def valid(self, what: str) -> None:
        """One more thing of this kind holds."""
        self._valid[what] += 1

    def broken(self, what: str, where: str, why: str) -> None:
        """Something does not hold."""
        self._faulty.add(what)
        self._checks.append(Check(state="broken", what=what, where=printable(where), why=printable(why)))

    def unchecked(self, what: str, where: str, why: str) -> None:
        """Something could not be judged."""
        self._faulty.add(what)
        self._checks.append(Check(state="unchecked", what=what, where=printable(where), why=printable(why)))

    def faulty(self, what: str) -> bool:
        """Whether anything of this kind is broken or unchecked so far."""
        return what in self._faulty

    def sum(self) -> tuple[dict[str, int], tuple[Check, ...]]:
        """Counts of what holds, by kind; everything else, broken things first."""
        counts = {PLURAL[kind]: count for kind, count in sorted(self._valid.items())}
        return counts, tuple(sorted(self._checks, key=lambda one: one.state != "broken"))

    def guarded(self, where: str, action: Callable[[], T]) -> T | None:
        """What the action gives; None, and a note, if the database cannot say."""
        try:
            return action()
        except CasebookError as error:
            self.broken("database", where, str(error))
            return None

    def sound(self, row: Row, kind: type[T], where: str) -> T | None:
        """The value in the row's body, if the body is what its digest says; else the fault is noted."""
        if digest(DOMAINS[row.table], row.body) != row.digest:
            self.broken(NOUN[row.table], where, "its body does not match its digest")
            return None
        value = value_in(row.body, kind)
        if value is None:
            self.broken(NOUN[row.table], where, f"its body is no {NOUN[row.table]}")
        return value

    def columns(self, row: Row, where: str, **expected: object) -> bool:
        """Whether the columns are what the body says; the fault names them."""
        held: Mapping[str, object] = dict(row.columns) | _keyed(row)
        wrong = [name for name, value in expected.items() if type(held[name]) is not type(value) or held[name] != value]
        if wrong:
            self.broken(NOUN[row.table], where, f"the column {', '.join(wrong)} does not say what the body says")
        return not wrong


def printable(text: str) -> str:
    """Text of unknown origin (ids, file names, damaged rows) as it can be printed on one line anywhere."""
    return UNPRINTABLE.sub("\ufffd", text)


def value_in(body: bytes, kind: type[T]) -> T | None:
    """The value whose canonical JSON the body is; None if it is none."""
    wanted: Any = kind
    try:
        own = wanted is not Mention  # whose JSON form is another
        found = _decoder(wanted).decode(body) if own else read_back(msgspec.json.decode(body), kind)
    except (ValueError, KeyError, TypeError, RecursionError):  # msgspec's errors are ValueErrors
        return None
    return found


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _keyed(row: Row) -> dict[str, object]:
    """Key columns that the body repeats."""
    if row.table == "signatures":
        return {"size": row.key[0], "key": row.key[1]}
    return {"entries": {"position": row.key[0]}, "heads": {"size": row.key[0]}}.get(row.table, {})
