"""The log: what is put into a casebook becomes entries, and entries become a tree with a head.

An entry names what was put in by the digest of its canonical bytes. The entry's own canonical bytes, framed, are a leaf
of an RFC 6962 tree; so one root stands for everything that the casebook holds and for the order in which it came.
"""

from __future__ import annotations

import datetime

import msgspec

from bearwitness.identity import canonical, framed
from bearwitness.model import Entry, HeadSignature, TreeHead
from bearwitness.ports import Signer
from bearwitness.record.merkle import Tree, leaf_hash
from bearwitness.vocabulary import EntryKind

DOMAINS = {
    "captures": "capture/1",
    "reports": "report/1",
    "claim_sets": "claims/1",
    "claims": "claim/1",
    "mentions": "mention/1",
    "links": "link/1",
    "findings": "finding/1",
    "decisions": "decision/1",
    "publications": "publication/1",
    "media": "media/1",
    "keys": "key/1",
    "timestamps": "timestamp/1",
    "entries": "entry/1",
    "heads": "head/1",
    "signatures": "signature/1",
}
"""Under which domain the rows of each table are digested."""
SIGNED_ENTRY = "signed entry/1"
SIGNED_HEAD = "signed head/1"
"""Under which domains entries and heads are signed: a signature of one is none of the other, nor of anything else."""


class Ledger:
    """A log that is being continued. It holds no entries, only what the next head needs."""

    def __init__(self, head: TreeHead | None = None) -> None:
        """`head`: the latest head of the log that goes on; ValueError if it contradicts itself."""
        peaks = () if head is None else tuple(bytes.fromhex(one) for one in head.peaks)
        self._tree = Tree(size=0 if head is None else head.size, peaks=peaks)
        if head is not None and self._tree.root().hex() != head.root:
            raise ValueError("the head's root does not follow from its subtrees")

    @property
    def tree(self) -> Tree:
        """The tree that is being grown."""
        return self._tree

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self._tree.size

    def append(
        self, kind: EntryKind, *, subject: str, digest: str, at: datetime.datetime, signer: Signer | None = None
    ) -> Entry:
        """The next entry, signed if a signer is given."""
        key = None if signer is None else signer.key
        entry = Entry(index=self.size, kind=kind, subject=subject, digest=digest, at=stamp(at), key=key)
        if signer is not None:
            entry = msgspec.structs.replace(entry, signature=signer.sign(entry_message(entry)).hex())
        self._tree.append(leaf(canonical(entry)))
        return entry

    def head(self, at: datetime.datetime) -> TreeHead:
        """The state of the log now."""
        return head_of(self._tree, stamp(at))


def entry_message(entry: Entry) -> bytes:
    """What is signed of an entry: all of it but the signature, its place in the log and its time included."""
    return framed(SIGNED_ENTRY, canonical(msgspec.structs.replace(entry, signature=None)))


def head_message(body: bytes) -> bytes:
    """What is signed of a head, given its canonical bytes."""
    return framed(SIGNED_HEAD, body)


def sign_head(head: TreeHead, signer: Signer) -> HeadSignature:
    """The signer's signature under a head."""
    signature = signer.sign(head_message(canonical(head)))
    return HeadSignature(size=head.size, root=head.root, key=signer.key, signature=signature.hex())


def leaf(body: bytes) -> bytes:
    """Leaf hash of an entry's canonical bytes."""
    return leaf_hash(framed(DOMAINS["entries"], body))


def head_of(tree: Tree, at: str) -> TreeHead:
    """The head of a tree."""
    return TreeHead(size=tree.size, root=tree.root().hex(), peaks=tuple(one.hex() for one in tree.peaks), at=at)


def stamp(at: datetime.datetime) -> str:
    """ISO 8601 in UTC with microseconds; ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be put into the log")
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
