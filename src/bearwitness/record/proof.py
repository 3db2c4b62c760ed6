"""A proof: entries of a log, the way from each to one head, and who answers for it. It stands without the casebook.

Everything in it that is hashed or signed is there as text, byte for byte: a reader has only to hash and compare.
"""

from __future__ import annotations

import msgspec

from bearwitness.errors import UnreadableFile
from bearwitness.identity import digest
from bearwitness.model import Entry, HeadSignature, KeyChange, Timestamp, TreeHead, Verification
from bearwitness.record.keyring import Keyring
from bearwitness.record.ledger import DOMAINS, leaf
from bearwitness.record.merkle import is_consistent, is_included
from bearwitness.record.notes import Notes, value_in
from bearwitness.record.statements import SIGNED
from bearwitness.record.subjects import TABLE_OF
from bearwitness.record.timestamp import judge
from bearwitness.record.verify import NOTHING, Trust

FORMAT = "bearwitness proof/1"


class ProvenEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry and the audit path from it to the head's root."""

    entry: str
    """Canonical JSON."""
    path: tuple[str, ...]
    """Hexadecimal, as in RFC 6962, section 2.1.1."""
    body: str | None = None
    """Canonical JSON of what was put in; None: it is not shown."""


class ProvenTimestamp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An authority's timestamp of an earlier head, that head, and the proof that the log only went on from it."""

    timestamp: Timestamp
    head: str
    """Canonical JSON."""
    path: tuple[str, ...]
    """Hexadecimal, as in RFC 6962, section 2.1.2; empty if it is the head itself."""


class Earlier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A head from before, and the proof that the log only went on from it."""

    size: int
    root: str
    path: tuple[str, ...]


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries under one head."""

    format: str = FORMAT
    head: str
    """Canonical JSON."""
    signatures: tuple[HeadSignature, ...] = ()
    entries: tuple[ProvenEntry, ...] = ()
    """By position. The entries of the keys that signed are among them."""
    timestamps: tuple[ProvenTimestamp, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def read_proof(data: bytes, where: str) -> Proof:
    """The proof in a JSON text; UnreadableFile if there is none."""
    try:
        proof = msgspec.json.decode(data, type=Proof)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableFile(f"{where} is no proof ({error}).", remedy="`bearwitness prove` writes them.") from error
    if proof.format != FORMAT:
        raise UnreadableFile(f"{where} is no {FORMAT} ({proof.format[:40]!r}).")
    return proof


def verify_proof(proof: Proof, *, trust: Trust = NOTHING) -> Verification:
    """Whether a proof holds. What it says is in the log is in the log; it never says what else is there."""
    notes = Notes()
    Checking(proof, notes, trust).run()
    return conclusion(proof, notes)


def conclusion(proof: Proof, notes: Notes) -> Verification:
    """What was noted, with the proof's head."""
    head = value_in(proof.head.encode(), TreeHead)
    valid, checks = notes.sum()
    return Verification(
        size=0 if head is None else head.size,
        root="" if head is None else head.root,
        valid=valid,
        checks=checks,
        holds=all(one.state != "broken" for one in checks),
    )


class Checking:
    """One check of a proof. `bodies` and `entries` then hold what was proven."""

    def __init__(self, proof: Proof, notes: Notes, trust: Trust) -> None:
        """Faults go to `notes`."""
        self._proof = proof
        self._notes = notes
        self._trust = trust
        self._keyring = Keyring()
        self.entries: dict[int, Entry] = {}
        self.bodies: dict[int, bytes] = {}

    def run(self) -> None:
        """All checks."""
        head = value_in(self._proof.head.encode(), TreeHead)
        if head is None:
            self._notes.broken("head", "the head", "it is none")
            return
        self._head = head
        for one in self._proof.entries:
            self._entry(one)
        self._signatures()
        for stamped in self._proof.timestamps:
            self._timestamp(stamped)
        for earlier in self._proof.earlier:
            self._earlier(earlier)
        self._kept_heads()

    def _entry(self, one: ProvenEntry) -> None:
        body = one.entry.encode()
        entry = value_in(body, Entry)
        if entry is None:
            self._notes.broken("entry", "an entry", "it is none")
            return
        where = f"entry {entry.index} ({entry.kind} {entry.subject[:80]})"
        path = _raw(one.path)
        if path is None or not is_included(
            leaf=leaf(body),
            index=entry.index,
            size=self._head.size,
            path=path,
            expected=_root(self._head.root),
        ):
            self._notes.broken("entry", where, "it does not lead to the head's root")
            return
        self.entries[entry.index] = entry
        if one.body is not None and not self._body(entry, one.body.encode(), where):
            return
        if fault := self._unsigned(entry):
            self._notes.broken("entry", where, fault)
        else:
            self._notes.valid("entry")

    def _body(self, entry: Entry, body: bytes, where: str) -> bool:
        table = TABLE_OF[entry.kind]
        if digest(DOMAINS[table], body) != entry.digest:
            self._notes.broken(entry.kind if entry.kind != "claims" else "claim set", where, OTHER_THING)
            return False
        self.bodies[entry.index] = body
        if entry.kind == "key":
            change = value_in(body, KeyChange)
            fault = "it is no change of keys" if change is None else self._keyring.fault(entry, change)
            if change is None or fault is not None:
                self._notes.broken("key", where, str(fault))
                return False
            self._keyring.note(entry, change)
            self._notes.valid("key")
        return True

    def _unsigned(self, entry: Entry) -> str | None:
        """What is wrong with the entry's signature; None if nothing is."""
        if entry.kind == "key":
            return None
        if entry.key is None and entry.signature is None:
            return "nobody signed it" if TABLE_OF[entry.kind] in SIGNED else None
        return self._keyring.entry_fault(entry)

    def _signatures(self) -> None:
        signers = set()
        for one in self._proof.signatures:
            where = f"the signature of the key {one.key[:16]} under the head of {one.size} entries"
            if (one.size, one.root) != (self._head.size, self._head.root):
                fault: str | None = "it is of another head"
            else:
                fault = self._keyring.head_fault(self._proof.head.encode(), one)
            if fault is None:
                self._notes.valid("signature")
                signers.add(one.key)
            else:
                self._notes.broken("signature", where, fault)
        where = f"the head of {self._head.size} entries"
        if self._trust.keys and not signers & set(self._trust.keys):
            self._notes.broken("signature", where, "no key that you rely on signed it")
        elif not signers:
            self._notes.unchecked("signature", where, "nobody signed it")

    def _timestamp(self, one: ProvenTimestamp) -> None:
        where = f"the timestamp of {one.timestamp.authority[:200]} at {one.timestamp.at[:40]}"
        head = value_in(one.head.encode(), TreeHead)
        if head is None or (head.size, head.root) != (one.timestamp.size, one.timestamp.root):
            self._notes.broken("timestamp", where, "its head is another one")
        elif not self._continues(head.size, head.root, one.path):
            self._notes.broken("timestamp", where, "the log did not go on from the head that it is of")
        else:
            state, why = judge(one.timestamp, one.head.encode(), trusted=self._trust.certificates)
            if state == "broken":
                self._notes.broken("timestamp", where, why)
            elif state == "unchecked":
                self._notes.unchecked("timestamp", where, why)
            else:
                self._notes.valid("timestamp")

    def _earlier(self, one: Earlier) -> None:
        if self._continues(one.size, one.root, one.path):
            self._notes.valid("head")
        else:
            self._notes.broken("head", f"the earlier head of {one.size} entries", "the log did not go on from it")

    def _kept_heads(self) -> None:
        """Heads that the one who checks has kept: the proof has to speak of each."""
        told = {(one.size, one.root) for one in self._proof.earlier} | {(self._head.size, self._head.root)}
        sizes = {size for size, _ in told}
        for kept in self._trust.heads:
            where = f"the trusted head of {kept.size} entries"
            if (kept.size, kept.root) in told:
                self._notes.valid("head")
            elif kept.size in sizes:
                self._notes.broken("head", where, "the log was another one when that head was taken")
            else:
                self._notes.unchecked("head", where, "the proof does not speak of it: ask for one with --from")

    def _continues(self, size: int, root: str, path: tuple[str, ...]) -> bool:
        steps = _raw(path)
        return steps is not None and is_consistent(
            old=size, old_root=_root(root), size=self._head.size, root=_root(self._head.root), path=steps
        )


OTHER_THING = "what is shown is not what was put into the log"


def _raw(path: tuple[str, ...]) -> list[bytes] | None:
    """The hashes of a path; None if one is none."""
    try:
        found = [bytes.fromhex(one) for one in path]
    except ValueError:
        return None
    return found if all(len(one) == 32 for one in found) else None


def _root(text: str) -> bytes:
    """The bytes of a root; nothing, which no hash is, if it is none."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
