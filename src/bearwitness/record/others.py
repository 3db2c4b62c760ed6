"""Checks of what entries speak of beside captures, reports and claims: statements, keys and timestamps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography import x509

from bearwitness.identity import digest
from bearwitness.model import Entry, KeyChange, Row, Timestamp, TreeHead
from bearwitness.record.keyring import Keyring
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import NOUN, Notes, value_in
from bearwitness.record.shelf import Shelf
from bearwitness.record.statements import COLUMNS, ONCE, SIGNED, columns_of, subject_of
from bearwitness.record.timestamp import Judgement, judge

OTHERS = (*COLUMNS, "keys", "timestamps")


class Others:
    """Checks one row at a time, in the order of the log."""

    def __init__(self, shelf: Shelf, notes: Notes, keyring: Keyring, trusted: Sequence[x509.Certificate] = ()) -> None:
        """`keyring` learns the keys that the log tells of; `trusted`: certificates of timestamp authorities."""
        self._shelf = shelf
        self._trusted = trusted
        self._notes = notes
        self._keyring = keyring
        self._seen: set[tuple[str, str]] = set()

    def alone(self, row: Row, where: str) -> bool:
        """Whether a row whose entry is broken is sound in itself."""
        if row.table == "keys":
            return self._notes.sound(row, KeyChange, where) is not None
        if row.table == "timestamps":
            return self._notes.sound(row, Timestamp, where) is not None
        return self._notes.sound(row, dict[str, Any], where) is not None

    def check(self, entry: Entry, row: Row, where: str) -> None:
        """A row that its entry speaks of by the right digest."""
        if row.table == "keys":
            self._key(entry, row, where)
        elif row.table == "timestamps":
            self._timestamp(entry, row, where)
        else:
            self._statement(entry, row, where)

    def _statement(self, entry: Entry, row: Row, where: str) -> None:
        noun = NOUN[row.table]
        value = self._notes.sound(row, dict[str, Any], where)
        if value is None or not self._notes.columns(row, where, **columns_of(row.table, value)):
            return
        subject = subject_of(value)
        again = (row.table, entry.subject) in self._seen and row.table in ONCE
        self._seen.add((row.table, entry.subject))
        if subject != entry.subject:
            self._notes.broken(noun, where, f"the log names {entry.subject}, the row is of {subject}")
        elif again:
            self._notes.broken(noun, where, f"there is another {noun} with its id before it")
        elif entry.key is None and row.table in SIGNED:
            self._notes.broken(noun, where, "nobody signed it")
        elif row.table == "media" and not self._held(str(value.get("sha256")), where):
            self._notes.broken(noun, where, "there is no row of its capture")
        else:
            self._notes.valid(noun)

    def _held(self, sha256: str, where: str) -> bool | None:
        return self._notes.guarded(where, lambda: self._shelf.holds("captures", "sha256", sha256))

    def _key(self, entry: Entry, row: Row, where: str) -> None:
        change = self._notes.sound(row, KeyChange, where)
        if change is None or not self._notes.columns(
            row, where, key=change.key, action=change.action, holder=change.holder
        ):
            return
        if change.key != entry.subject:
            self._notes.broken("key", where, f"the log names {entry.subject}, the row is of {change.key}")
        elif fault := self._keyring.fault(entry, change):
            self._notes.broken("key", where, fault)
        else:
            self._keyring.note(entry, change)
            self._notes.valid("key")

    def _timestamp(self, entry: Entry, row: Row, where: str) -> None:
        found = self._notes.sound(row, Timestamp, where)
        if found is None or not self._notes.columns(
            row, where, size=found.size, authority=found.authority, at=found.at
        ):
            return
        if str(found.size) != entry.subject:
            self._notes.broken("timestamp", where, f"the log names {entry.subject}, the row is of {found.size}")
            return
        state, why = self._judged(found, entry.index)
        if state == "broken":
            self._notes.broken("timestamp", where, why)
        elif state == "unchecked":
            self._notes.unchecked("timestamp", where, why)
        else:
            self._notes.valid("timestamp")

    def _judged(self, found: Timestamp, position: int) -> Judgement:
        row = self._notes.guarded(f"the head of {found.size} entries", lambda: self._shelf.row("heads", found.size))
        if row is None or digest(DOMAINS["heads"], row.body) != row.digest:
            return Judgement("unchecked", "its head is broken or missing")
        head = value_in(row.body, TreeHead)
        if found.size > position or head is None or head.root != found.root:
            return Judgement("broken", "it names another head than the log has")
        return judge(found, row.body, trusted=self._trusted)
