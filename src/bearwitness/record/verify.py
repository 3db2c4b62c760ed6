"""Whether what is stored is what the log says was put in: a pure check over what a shelf yields, flat in memory.

Everything is compared with something else: a capture's bytes with the hash it is named by, a row's columns with its
body, its body with its digest, its digest with the log's entry, the entries with the stored heads, the words of a claim
with the passage they are said to stand in. Each fault is named at the thing that is damaged; what hangs on a damaged
thing and so cannot be judged is called unchecked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cryptography import x509

from bearwitness.errors import CasebookError
from bearwitness.model import Entry, HeadSignature, KeyChange, Mark, Row, TreeHead, Verification
from bearwitness.record.keyring import Keyring
from bearwitness.record.ledger import Ledger, head_of, leaf
from bearwitness.record.merkle import Tree
from bearwitness.record.notes import Notes
from bearwitness.record.others import Others
from bearwitness.record.shelf import Pile, Shelf, first_number
from bearwitness.record.subjects import MEMBERS, SUBJECTS, Subjects

WIDEST_GAP = 1000
"""More missing entries than this in one place are named as a whole."""


@dataclass(frozen=True)
class Trust:
    """What the one who checks brings along, from outside the casebook."""

    heads: Sequence[Mark | TreeHead] = ()
    """States that the log must have gone through."""
    keys: Sequence[str] = ()
    """Ids of keys; one of them must have signed the last head. None named: any key that the log knows will do."""
    certificates: Sequence[x509.Certificate] = ()
    """Of timestamp authorities. None named: those kept with each timestamp."""
    since: Mark | TreeHead | None = None
    """Up to this head all was verified before: only what came later is read."""


NOTHING = Trust()


def verify(shelf: Shelf, *, progress: Callable[[int, int | None], None], trust: Trust = NOTHING) -> Verification:
    """Check everything, or what came after a head; never raises for what is stored."""
    return _Verifying(shelf, trust).run(progress)


class _Verifying:
    """One run. The log is read once, front to back, and the tables beside it."""

    def __init__(self, shelf: Shelf, trust: Trust) -> None:
        self._shelf = shelf
        self._trust = trust
        self._since: int | None = None
        self._notes = Notes()
        self._tree = Tree()
        self._keyring = Keyring()
        self._signed = 0  # size of the last head with a valid signature
        self._signers: set[str] = set()  # who signed that head
        self._unsure: str | None = None  # the first entry that is broken or missing: later roots cannot be judged

    def run(self, progress: Callable[[int, int | None], None]) -> Verification:
        """All checks in order."""
        if self._trust.since is not None:
            self._go_on_from(self._trust.since)
        self._container()
        total = self._notes.guarded("the table entries", lambda: self._shelf.count("entries"))
        total = None if total is None else total - (self._since or 0)
        piles = {table: Pile(self._readable(table)) for table in (*SUBJECTS, *MEMBERS)}
        self._heads = Pile(self._readable("heads"))
        self._signatures = Pile(self._readable("signatures"))
        others = Others(self._shelf, self._notes, self._keyring, self._trust.certificates)
        self._subjects = Subjects(self._shelf, self._notes, piles, others)
        for done, row in enumerate(self._readable("entries"), start=1):
            self._entry(row)
            progress(done, total)
        self._subjects.rest()
        self._end_of_log()
        if self._since is None:
            self._files_left()
        valid, checks = self._notes.sum()
        return Verification(
            size=self._tree.size,
            root=self._tree.root().hex(),
            valid=valid,
            checks=checks,
            holds=all(one.state != "broken" for one in checks),
        )

    def _go_on_from(self, since: Mark | TreeHead) -> None:
        """Take up the log at a head up to which it was verified before; if it has no such head, all of it is read."""
        where = f"the head of {since.size} entries that was kept"
        row = self._notes.guarded(where, lambda: self._shelf.row("heads", since.size))
        head = None if row is None else self._notes.sound(row, TreeHead, where)
        tree = None if head is None or head.root != since.root else _grown_to(head)
        if tree is None:
            self._notes.broken("head", where, "the log has no such state any more")
            return
        self._tree = tree
        self._since = self._signed = since.size
        self._notes.unchecked("entry", f"the first {since.size} entries", "they were verified before, it is said")
        for row in self._readable("keys", since=0):
            if first_number(row) < since.size:
                self._known_key(row)

    def _known_key(self, row: Row) -> None:
        """Take in what an older entry said of a key."""
        where = f"key of entry {row.key[0]}"
        line = self._notes.guarded(where, lambda: self._shelf.row("entries", first_number(row)))
        entry = None if line is None else self._notes.sound(line, Entry, where)
        change = self._notes.sound(row, KeyChange, where)
        if entry is None or change is None:
            return
        if fault := self._keyring.fault(entry, change):
            self._notes.broken("key", where, fault)
        else:
            self._keyring.note(entry, change)

    def _container(self) -> None:
        try:
            for fault in self._shelf.faults(quick=self._since is not None):
                self._notes.broken("database", "the file", fault)
        except CasebookError as error:
            self._notes.broken("database", "the file", str(error))

    def _readable(self, table: str, *, since: int | None = None) -> Iterator[Row]:
        """The rows of a table as far as they can be read, those that were verified before left out."""
        if since is None and self._since is not None:
            since = self._since + (table in ("heads", "signatures"))
        try:
            yield from self._shelf.rows(table, since=since)
        except CasebookError as error:
            self._notes.broken("database", f"the table {table}", f"its rows cannot all be read: {error}")

    # --- the log ---

    def _entry(self, row: Row) -> None:
        position = first_number(row)
        where = f"entry {row.key[0]} of the log"
        if position < self._tree.size:
            self._notes.broken("entry", where, "its position is taken or is none")
            return
        self._gap(position)
        entry = self._notes.sound(row, Entry, where)
        if entry is None:
            self._unsure = self._unsure or f"entry {position} is broken"
        elif entry.index != position:
            self._notes.broken("entry", where, f"it was entry {entry.index} when it was put in")
            self._unsure = self._unsure or f"entry {position} is not where it was"
            entry = None
        elif self._notes.columns(
            row, where, kind=entry.kind, subject=entry.subject, subject_digest=entry.digest, at=entry.at
        ) and self._signed_well(entry, where):
            self._notes.valid("entry")
        self._subjects.check(position, entry)
        self._grow(row.body)

    def _signed_well(self, entry: Entry, where: str) -> bool:
        """Whether the entry is unsigned, or signed by a key that could sign it; a change of keys is judged as such."""
        if entry.kind == "key" or (entry.key is None and entry.signature is None):
            return True
        fault = self._keyring.entry_fault(entry)
        if fault is None:
            return True
        if self._strange(entry.key):
            self._notes.unchecked("entry", where, "its signature: the log's word of its key is broken")
        else:
            self._notes.broken("entry", where, fault)
        return False

    def _strange(self, key: str | None) -> bool:
        """Whether a key may be unknown only because the part of the log that tells of it is broken."""
        return key not in self._keyring.known and (self._unsure is not None or self._notes.faulty("key"))

    def _gap(self, position: int) -> None:
        """Name the entries that are missing before `position`."""
        missing = self._tree.size
        if missing == position:
            return
        self._unsure = self._unsure or f"entry {missing} is missing"
        if position - missing > WIDEST_GAP:
            self._notes.broken("entry", f"entries {missing} to {position - 1} of the log", "they are missing")
            self._tree = Tree(size=position, peaks=[b"\0" * 32] * position.bit_count())
            return
        for number in range(missing, position):
            self._notes.broken("entry", f"entry {number} of the log", "it is missing")
            self._grow(b"")

    def _grow(self, body: bytes) -> None:
        self._tree.append(leaf(body))
        size = self._tree.size
        for row in self._heads.before(size):
            self._stray_head(row)
        head: tuple[TreeHead, bytes] | None = None
        for row in self._heads.at(size):
            head = self._head(row)
        for row in self._signatures.before(size):
            self._stray_signature(row)
        for row in self._signatures.at(size):
            self._signature(row, head)
        for trusted in self._trust.heads:
            if trusted.size == size:
                self._trusted_head(trusted)

    # --- heads ---

    def _head(self, row: Row) -> tuple[TreeHead, bytes] | None:
        """Check a head; itself and its bytes if it is one at all, so that signatures under it can be judged."""
        where = f"the head of {row.key[0]} entries"
        head = self._notes.sound(row, TreeHead, where)
        if head is None or not self._notes.columns(row, where, size=head.size, root=head.root):
            return None
        if self._unsure is not None:
            self._notes.unchecked("head", where, f"it cannot be recomputed: {self._unsure}")
        elif head != head_of(self._tree, head.at):
            root = self._tree.root().hex()
            self._notes.broken(
                "head", where, f"its root is {head.root}, or a subtree's is other; the entries give {root}"
            )
        else:
            self._notes.valid("head")
        return head, row.body

    def _signature(self, row: Row, head: tuple[TreeHead, bytes] | None) -> None:
        """Check a signature under a head and its bytes; None where there is no sound one."""
        where = f"the signature of the key {str(row.key[1])[:16]} under the head of {row.key[0]} entries"
        signed = self._notes.sound(row, HeadSignature, where)
        if signed is None or not self._notes.columns(row, where, size=signed.size, key=signed.key):
            return
        if head is None:
            self._notes.unchecked("signature", where, "its head is broken or missing")
        elif signed.root != head[0].root:
            self._notes.broken("signature", where, "it names another root than its head")
        elif fault := self._keyring.head_fault(head[1], signed):
            if self._strange(signed.key):
                self._notes.unchecked("signature", where, "the log's word of its key is broken")
            else:
                self._notes.broken("signature", where, fault)
        else:
            self._notes.valid("signature")
            if signed.size > self._signed:
                self._signers.clear()
            self._signed = signed.size
            self._signers.add(signed.key)

    def _stray_signature(self, row: Row) -> None:
        where = f"the signature of the key {str(row.key[1])[:16]} under the head of {row.key[0]} entries"
        self._notes.broken("signature", where, "the log has no such state")

    def _trusted_head(self, head: Mark | TreeHead) -> None:
        if self._tree.root().hex() == head.root:
            self._notes.valid("head")
        else:
            where = f"the trusted head of {head.size} entries"
            self._notes.broken("head", where, "the log was another one when that head was taken")

    def _stray_head(self, row: Row) -> None:
        self._notes.broken("head", f"the head of {row.key[0]} entries", "the log has no such state")

    def _end_of_log(self) -> None:
        for row in self._heads.before(None):
            self._stray_head(row)
        for row in self._signatures.before(None):
            self._stray_signature(row)
        size = self._tree.size
        if self._signed < size and not self._notes.faulty("signature"):
            since = f"the entries from {self._signed} on" if self._signed else "the log"
            self._notes.unchecked("signature", f"the head of {size} entries", f"nobody signed for {since}")
        if size and self._notes.guarded("the table heads", lambda: self._shelf.row("heads", size)) is None:
            why = "it is missing, or the log was lengthened or shortened"
            self._notes.broken("head", f"the head of {size} entries", why)
        for head in self._trust.heads:
            if head.size > size:
                where = f"the trusted head of {head.size} entries"
                self._notes.broken("head", where, f"the log has only {size} entries: it was shortened")
            elif head.size <= (self._since or 0) and head.root != getattr(self._trust.since, "root", None):
                self._notes.unchecked("head", f"the trusted head of {head.size} entries", "it lies before --since")
        if self._trust.keys and not (self._signed == size and self._signers & set(self._trust.keys)):
            if self._since == size:
                self._notes.unchecked("signature", f"the head of {size} entries", "it lies before --since")
            else:
                self._notes.broken("signature", f"the head of {size} entries", "no key that you rely on signed it")

    # --- files ---

    def _files_left(self) -> None:
        """Capture files that no row speaks of. An add that was interrupted leaves them, and they harm nothing."""
        for name in self._shelf.files.files():
            sha256 = name.replace("/", "", 1)
            where = f"captures/{name}"
            if self._spoken_of(sha256, where):
                continue
            try:
                intact = self._shelf.files.hash_of(name) == sha256
            except OSError as error:
                self._notes.unchecked(
                    "capture file", where, f"no row speaks of it; it cannot be read ({error.strerror})"
                )
                continue
            left = "an add that was interrupted left it; it is no part of the record"
            strange = "it does not belong to the casebook"
            interrupted = intact or self._shelf.files.unfinished(name)
            self._notes.unchecked("capture file", where, left if interrupted else strange)

    def _spoken_of(self, sha256: str, where: str) -> bool | None:
        return self._notes.guarded(where, lambda: self._shelf.holds("captures", "sha256", sha256))


def _grown_to(head: TreeHead) -> Tree | None:
    """The tree at a head; None if the head contradicts itself."""
    try:
        return Ledger(head).tree
    except ValueError:
        return None
