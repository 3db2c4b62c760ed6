"""What the casebook's log is made of: entries, tree heads and their signatures, keys, timestamps, claim sets, and rows
as the store yields them.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bearwitness.vocabulary import CheckState, EntryKind, KeyAction


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger: something was put into the casebook. Its canonical bytes are a leaf of the tree."""

    index: int
    """Position in the log, from 0 without a gap."""
    kind: EntryKind
    subject: str
    """A capture's SHA-256; the id of the report that a reading or claim set belongs to, of a decision, publication,
    incident (link, finding) or key; the size of the head that a timestamp is of."""
    digest: str
    """Framed digest of the canonical bytes of what was put in."""
    at: str
    """ISO 8601, UTC: when it was put in, by this machine's clock."""
    key: str | None = None
    """Id of the key that signed the entry; None where nobody answers for it but the head's signer."""
    signature: str | None = None
    """Hexadecimal Ed25519 signature over the entry without this field."""


class TreeHead(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the log after `size` entries, as one hash. Kept elsewhere, it shows any later change."""

    size: int
    root: str
    """Hexadecimal RFC 6962 Merkle tree hash over the entries."""
    peaks: tuple[str, ...]
    """Roots of the complete subtrees, largest first: from these the next root follows without reading the log."""
    at: str
    """ISO 8601, UTC."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A head as somebody kept it elsewhere: written `SIZE:ROOT`."""

    size: int
    root: str


class HeadSignature(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's signature under a head. A head may have several."""

    size: int
    """Which head."""
    root: str
    key: str
    signature: str
    """Hexadecimal Ed25519 signature over the framed canonical bytes of the head."""


class KeyChange(msgspec.Struct, frozen=True, kw_only=True):
    """A signing key was made, gave way to another one, or was revoked."""

    key: str
    """Hexadecimal SHA-256 of the raw public key."""
    action: KeyAction
    public: str
    """The raw public key (32 bytes), hexadecimal."""
    holder: str | None = None
    """Who says to hold it; None where nobody said."""
    successor: str | None = None
    """Id of the key that takes its place, where it was rotated."""
    reason: str | None = None


class Timestamp(msgspec.Struct, frozen=True, kw_only=True):
    """An authority's statement that it saw a head at a time (RFC 3161): request and answer, as they were sent."""

    size: int
    """Which head."""
    root: str
    authority: str
    """Address that was asked."""
    at: str
    """ISO 8601, UTC: the time that the authority states."""
    request: str
    """Base64 of the DER."""
    response: str
    """Base64 of the DER."""
    certificates: str | None = None
    """PEM of the certificates that the answer was checked against when it came; None: it was not checked then."""


class ClaimSet(msgspec.Struct, frozen=True, kw_only=True):
    """What one version of the extractor found in one reading of a report, as digests in the order kept."""

    report: str
    reading: str
    """Digest of the report as it was read."""
    extractor: str
    claims: tuple[str, ...]
    mentions: tuple[str, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A stored row as it lies there, trusted in nothing: `body` should be canonical JSON and `digest` its digest."""

    table: str
    key: tuple[object, ...]
    """Primary key."""
    columns: Mapping[str, object]
    """The other columns."""
    body: bytes
    digest: object


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that verification says."""

    state: CheckState
    what: str
    """What kind of thing: `capture`, `report`, `claim`, `entry`, `head`, `database`, ..."""
    where: str
    """Which one."""
    why: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What holds and what does not. Things that are valid are counted, all others are named, the first fault first."""

    size: int
    """Entries in the log."""
    root: str
    """The tree's root as recomputed from the entries."""
    valid: Mapping[str, int]
    """How many of each kind of thing were checked and hold."""
    checks: tuple[Check, ...]
    """Everything broken and everything unchecked."""
    holds: bool
    """Nothing is broken."""

    @property
    def broken(self) -> tuple[Check, ...]:
        """What does not hold."""
        return tuple(one for one in self.checks if one.state == "broken")

    @property
    def unchecked(self) -> tuple[Check, ...]:
        """What could not be checked or is no part of the record, and why."""
        return tuple(one for one in self.checks if one.state == "unchecked")

    def text(self) -> str:
        """For people: a line a thing that does not hold, then the sum."""
        lines = [f"{one.state}: {one.what} {one.where}: {one.why}" for one in (*self.broken, *self.unchecked)]
        counted = ", ".join(f"{self.valid[kind]:,} {kind}" for kind in sorted(self.valid))
        if self.broken:
            lines.insert(0, f"Does not hold: {len(self.broken)} broken. The first: {self.broken[0].where}")
        else:
            lines.insert(0, "Holds.")
        lines.append(f"Valid: {counted or 'nothing'}.")
        lines.append(f"Log: {self.size:,} entries, root {self.root}")
        if self.size:
            lines.append(f"Head: {self.size}:{self.root}")
        return "\n".join(lines)
