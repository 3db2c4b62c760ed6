"""Which keys the log knows, and whether one may sign at a given place of it. Fed in the order of the log."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.model import Entry, HeadSignature, KeyChange
from bearwitness.record.keys import is_signed, key_id
from bearwitness.record.ledger import entry_message, head_message


@dataclass
class Known:
    """A key as the log has told of it so far."""

    public: bytes
    holder: str | None
    made: int
    """Entry."""
    ended: int | None = None
    """Entry that rotated or revoked it."""
    action: str = "made"


class Keyring:
    """The keys of one log."""

    def __init__(self) -> None:
        """None yet."""
        self.known: dict[str, Known] = {}

    def fault(self, entry: Entry, change: KeyChange) -> str | None:
        """What is wrong with a change of keys at this place of the log; None if nothing is."""
        if entry.key is None or entry.signature is None:
            return "it is not signed"
        if _raw(change.public, 32) is None or key_id(bytes.fromhex(change.public)) != change.key:
            return "its id does not follow from its public key"
        if change.action == "made":
            if change.key in self.known:
                return "the log knows this key already"
            if entry.key != change.key:
                return "it is not signed by the key itself"
            held = is_signed(
                public=bytes.fromhex(change.public),
                message=entry_message(entry),
                signature=_raw(entry.signature, 64) or b"",
            )
            return None if held else "the signature is not the key's"
        known = self.known.get(change.key)
        if known is None or known.public.hex() != change.public:
            return "the log does not know this key"
        if known.ended is not None:
            return f"the key had been {known.action} by entry {known.ended}"
        if change.action == "rotated" and entry.key != change.key:
            return "it is not signed by the key that it ends"
        return self.entry_fault(entry)

    def note(self, entry: Entry, change: KeyChange) -> None:
        """Take in a change that has no fault."""
        if change.action == "made":
            self.known[change.key] = Known(bytes.fromhex(change.public), change.holder, entry.index)
        else:
            self.known[change.key].ended = entry.index
            self.known[change.key].action = change.action

    def entry_fault(self, entry: Entry) -> str | None:
        """What is wrong with the signature of a signed entry; None if nothing is."""
        key = entry.key or ""
        known = self.known.get(key)
        if known is None:
            return f"it is signed by the key {key[:16]}, which the log does not know"
        if known.ended is not None and entry.index > known.ended:
            return f"it is signed by the key {key[:16]}, which had been {known.action} by entry {known.ended}"
        signature = _raw(entry.signature or "", 64)
        if signature is None or not is_signed(public=known.public, message=entry_message(entry), signature=signature):
            return f"its signature is not that of the key {key[:16]}"
        return None

    def head_fault(self, body: bytes, signed: HeadSignature) -> str | None:
        """What is wrong with a signature under the head with this body; None if nothing is.

        The head right after a key was ended may still be signed with it: somebody has to sign that entry.
        """
        known = self.known.get(signed.key)
        if known is None:
            return f"the log does not know the key {signed.key[:16]} at that point"
        if known.ended is not None and signed.size > known.ended + 1:
            return f"the key {signed.key[:16]} had been {known.action} by entry {known.ended}"
        signature = _raw(signed.signature, 64)
        if signature is None or not is_signed(public=known.public, message=head_message(body), signature=signature):
            return f"it is not that of the key {signed.key[:16]} under this head"
        return None

    def holder(self, key: str) -> str | None:
        """Who says to hold a key."""
        known = self.known.get(key)
        return None if known is None else known.holder


def _raw(text: str, length: int) -> bytes | None:
    """The bytes of a hexadecimal text of that many bytes; None if it is none."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    return data if len(data) == length and data.hex() == text else None
