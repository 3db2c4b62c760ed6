"""One transaction that continues the log: entries, the rows they speak of, and at its end a signed head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bearwitness.casebook.loading import VERIFY, key_changes, last_head
from bearwitness.errors import BadField, CasebookBroken, KeyUnusable
from bearwitness.identity import jsonable
from bearwitness.model import Capture, Entry, KeyChange, Timestamp
from bearwitness.ports import Clock, Signer
from bearwitness.record.ledger import Ledger, sign_head
from bearwitness.record.parcel import Sealed, seal
from bearwitness.record.statements import COLUMNS, KIND_OF, ONCE, columns_of, subject_of
from bearwitness.storage import Writer
from bearwitness.vocabulary import EntryKind


class Batch:
    """One transaction. Nothing is written before the first entry, and nothing at all if there is none."""

    def __init__(self, writer: Writer, clock: Clock, signer: Signer | None) -> None:
        """`signer` signs the head; None leaves it unsigned."""
        self.writer = writer
        self._clock = clock
        self._signer = signer
        self._introduced: set[str] = set()
        try:
            self._ledger = Ledger(last_head(writer))
        except ValueError as error:
            raise CasebookBroken(f"The last head of the log is damaged: {error}.", remedy=VERIFY) from error
        self._before = self._ledger.size

    @property
    def signer(self) -> Signer | None:
        """Who signs the head."""
        return self._signer

    @property
    def size(self) -> int:
        """Entries in the log, those of this batch included."""
        return self._ledger.size

    def finish(self) -> None:
        """Store the head and its signature, if anything was added."""
        if self._ledger.size == self._before:
            return
        head = self._ledger.head(self._clock.now())
        sealed = seal("heads", head)
        self.writer.insert(
            "heads", [{"size": head.size, "root": head.root, "body": sealed.body, "digest": sealed.digest}]
        )
        if self._signer is not None:
            signed = seal("signatures", sign_head(head, self._signer))
            row = {"size": head.size, "key": self._signer.key, "body": signed.body, "digest": signed.digest}
            self.writer.insert("signatures", [row])

    def log(self, kind: EntryKind, subject: str, subject_digest: str, *, signer: Signer | None = None) -> Entry:
        """The next entry, signed if a signer is given. Keys that the log does not know yet are put in before it."""
        for one in (self._signer, signer):
            self._introduce(one)
        return self._log(kind, subject, subject_digest, signer)

    def _log(self, kind: EntryKind, subject: str, subject_digest: str, signer: Signer | None) -> Entry:
        entry = self._ledger.append(kind, subject=subject, digest=subject_digest, at=self._clock.now(), signer=signer)
        sealed = seal("entries", entry)
        row = {"position": entry.index, "kind": kind, "subject": subject, "subject_digest": subject_digest}
        self.writer.insert("entries", [row | {"at": entry.at, "body": sealed.body, "digest": sealed.digest}])
        return entry

    def capture(self, capture: Capture, sealed: Sealed, data: bytes) -> None:
        """Keep bytes, and log where they were taken from, if that was not said before."""
        known = self.writer.matching("captures", "sha256", capture.sha256)
        if not any(row.digest == sealed.digest for row in known):
            self.writer.files.put(capture.sha256, data)
            entry = self.log("capture", capture.sha256, sealed.digest).index
            row = {"entry": entry, "sha256": capture.sha256, "body": sealed.body, "digest": sealed.digest}
            self.writer.insert("captures", [row])

    # --- keys ---

    def change(self, change: KeyChange, signer: Signer) -> Entry:
        """Log that a key was made, rotated or revoked."""
        sealed = seal("keys", change)
        entry = self._log("key", change.key, sealed.digest, signer)
        row = {"entry": entry.index, "key": change.key, "action": change.action, "holder": change.holder}
        self.writer.insert("keys", [row | {"body": sealed.body, "digest": sealed.digest}])
        return entry

    def end_key(self, change: KeyChange, by: Signer) -> None:
        """Log that a key was rotated or revoked; `by` signs. Then the signer of the batch is put in, if it is new.

        KeyUnusable if the log does not know the key or it was ended before.
        """
        told = key_changes(self.writer, change.key)
        if not told:
            raise KeyUnusable(
                f"This casebook does not know the key {change.key[:16]}.", remedy="`bearwitness key list` shows it."
            )
        if told[-1].action != "made":
            raise KeyUnusable(f"The key {change.key[:16]} was {told[-1].action} in this casebook before.")
        if by.key != change.key:
            self._introduce(by)
        self.change(change, by)
        if self._signer is not None and self._signer.key != change.key:
            self._introduce(self._signer)

    def _introduce(self, signer: Signer | None) -> None:
        if signer is None or signer.key in self._introduced:
            return
        told = key_changes(self.writer, signer.key)
        ended = next((one for one in told if one.action != "made"), None)
        if ended is not None:
            raise KeyUnusable(
                f"The key {signer.key[:16]} was {ended.action} in this casebook.",
                remedy="Sign with another key: bearwitness key make, or bearwitness key use KEY.",
            )
        self._introduced.add(signer.key)
        if not told:
            self.change(
                KeyChange(key=signer.key, action="made", public=signer.public.hex(), holder=signer.holder), signer
            )

    def stamp(self, found: Timestamp) -> int:
        """Log an authority's timestamp of a head; its entry."""
        sealed = seal("timestamps", found)
        entry = self.log("timestamp", str(found.size), sealed.digest)
        row = {"entry": entry.index, "size": found.size, "authority": found.authority, "at": found.at}
        self.writer.insert("timestamps", [row | {"body": sealed.body, "digest": sealed.digest}])
        return entry.index

    # --- statements ---

    def state(self, table: str, value: Any, *, signer: Signer | None) -> int | None:
        """Put a decision, publication, finding, link set or media item into the log; its entry, None if it is there.

        BadField if it has no id or no canonical form, or another one has its id already.
        """
        if table not in COLUMNS:
            raise ValueError(f"{table} holds no statements")
        row = jsonable(value)
        subject = subject_of(row)
        if subject is None:
            raise BadField(f"The {KIND_OF[table]} has no id.", remedy="Give it an id.")
        sealed = self._seal(table, subject, value)
        self.writer.flush()  # so that two alike in one batch are one
        for held in self.writer.matching(table, "id", subject):
            if held.digest == sealed.digest:
                return None
            if table in ONCE:
                raise BadField(
                    f"Another {KIND_OF[table]} has the id {subject!r} already.",
                    remedy="Give it an id of its own; to replace the other one, supersede it.",
                )
        entry = self.log(KIND_OF[table], subject, sealed.digest, signer=signer)
        columns: Mapping[str, str | None] = columns_of(table, row)
        self.writer.insert(table, [{"entry": entry.index, "body": sealed.body, "digest": sealed.digest, **columns}])
        return entry.index

    @staticmethod
    def _seal(table: str, subject: str, value: Any) -> Sealed:
        try:
            return seal(table, value)
        except ValueError as error:
            raise BadField(f"The {KIND_OF[table]} {subject!r} cannot be kept: {error}.") from error
