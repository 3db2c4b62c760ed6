"""The log: what is put into a casebook becomes entries, and entries become a tree with a head.

An entry names what was put in by the digest of its canonical bytes. The entry's own canonical bytes, framed, are a leaf
of an RFC 6962 tree; so one root stands for everything that the casebook holds and for the order in which it came.
"""

from __future__ import annotations

import datetime

from bearwitness.identity import canonical, framed
from bearwitness.model import Entry, TreeHead
from bearwitness.record.merkle import Tree, leaf_hash
from bearwitness.vocabulary import EntryKind

DOMAINS = {
    "captures": "capture/1",
    "reports": "report/1",
    "claim_sets": "claims/1",
    "claims": "claim/1",
    "mentions": "mention/1",
    "entries": "entry/1",
    "heads": "head/1",
}
"""Under which domain the rows of each table are digested."""


class Ledger:
    """A log that is being continued. It holds no entries, only what the next head needs."""

    def __init__(self, head: TreeHead | None = None) -> None:
        """`head`: the latest head of the log that goes on; ValueError if it contradicts itself."""
        peaks = () if head is None else tuple(bytes.fromhex(one) for one in head.peaks)
        self._tree = Tree(size=0 if head is None else head.size, peaks=peaks)
        if head is not None and self._tree.root().hex() != head.root:
            raise ValueError("the head's root does not follow from its subtrees")

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self._tree.size

    def append(self, kind: EntryKind, *, subject: str, digest: str, at: datetime.datetime) -> Entry:
        """The next entry."""
        entry = Entry(index=self.size, kind=kind, subject=subject, digest=digest, at=stamp(at))
        self._tree.append(leaf(canonical(entry)))
        return entry

    def head(self, at: datetime.datetime) -> TreeHead:
        """The state of the log now."""
        return head_of(self._tree, stamp(at))


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
