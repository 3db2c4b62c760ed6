"""Names that follow from content: canonical bytes, framed digests, ids, and the JSON form of the core types.

Canonical bytes are RFC 8785 (JSON Canonicalization Scheme) over the JSON form. A digest is SHA-256 over
`domain NUL length NUL bytes`, so no two different things can ever be hashed as the same bytes (docs/adr/0002).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
import rfc8785

from bearwitness.model import Claim, Mention
from bearwitness.vocabulary import ClaimKind, words

T = TypeVar("T")
OWN_OBJECTS = frozenset(words(ClaimKind))
ID_DIGITS = 16
EXACT = 2**53 - 1
"""Integers up to this size are the same in every reader of JSON; RFC 8785 takes no others."""
PLAIN = (1e-4, 1e15)
"""Between these Python writes a number's digits as RFC 8785 does, but for the ".0" of a whole one."""
_sorted = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def jsonable(value: Any) -> Any:
    """The JSON form (dicts, lists, strings, numbers, None) of a core value or a container of them.

    A claim holds only its own kind's object; a mention has `resolved` instead of one field a kind.
    """
    if isinstance(value, Claim):
        row = msgspec.to_builtins(value)
        return {key: one for key, one in row.items() if key not in OWN_OBJECTS or key == value.kind}
    if isinstance(value, Mention):
        return {
            "kind": value.kind,
            "passage": value.passage,
            "start": value.start,
            "end": value.end,
            "quote": value.quote,
            "resolved": None if value.resolved is None else msgspec.to_builtins(value.resolved),
        }
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return msgspec.to_builtins(value)


def read_back(row: Any, kind: type[T]) -> T:
    """The core value whose JSON form `row` is; msgspec.ValidationError (names the field) if it is none."""
    if kind is Mention and isinstance(row, dict) and "resolved" in row:
        row = {key: one for key, one in row.items() if key != "resolved"} | {row["kind"]: row["resolved"]}
    return msgspec.convert(row, kind)


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of the JSON form."""
    return canonical_json(jsonable(value))


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value.

    Python's own encoder gives them, several times faster, where keys are ASCII and numbers need no exponent.
    """
    try:
        return _sorted.encode(_plain(value)).encode()
    except (_NotPlain, UnicodeEncodeError):
        return rfc8785.dumps(value)


class _NotPlain(Exception):
    """The value needs the full rules of RFC 8785."""


def _plain(value: Any) -> Any:
    """The value with whole numbers as integers; _NotPlain where the two encoders could differ."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        if not all(type(key) is str and key.isascii() for key in value):
            raise _NotPlain
        return {key: _plain(one) for key, one in value.items()}
    if kind is list or kind is tuple:
        return [_plain(one) for one in value]
    if kind is int and -EXACT <= value <= EXACT:
        return value
    if kind is float and (value == 0 or PLAIN[0] <= abs(value) <= PLAIN[1]):
        return int(value) if value.is_integer() else value
    raise _NotPlain


def digest(domain: str, data: bytes) -> str:
    """Hexadecimal SHA-256 of `data`, framed with its domain (`claim/1`) and length."""
    return hashlib.sha256(framed(domain, data)).hexdigest()


def framed(domain: str, data: bytes) -> bytes:
    """`data` behind its domain and length: the bytes that digests and the leaves of the log are taken over."""
    return b"bearwitness/%b\0%d\0%b" % (domain.encode(), len(data), data)


def short_id(prefix: str, domain: str, value: Any) -> str:
    """An id of `prefix` and 16 hexadecimal digits (64 bits) that follows from the canonical bytes of `value`."""
    return prefix + digest(domain, canonical(value))[:ID_DIGITS]


def settle(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Claims with content-derived ids in place of the extractor's keys, references rewritten; sorted by where their
    words stand. Claims that come out identical are one claim. A reference to a missing key becomes None.
    """
    by_key = {claim.id: claim for claim in claims}
    settled: dict[str, Claim] = {}

    def final(key: str | None, path: tuple[str, ...]) -> str | None:
        if key is None or key not in by_key or key in path:
            return None
        if key not in settled:
            settled[key] = _settled(by_key[key], lambda other: final(other, (*path, key)))
        return settled[key].id

    for claim in claims:
        final(claim.id, ())
    unique = {claim.id: claim for claim in settled.values()}
    return tuple(sorted(unique.values(), key=_where))


def _settled(claim: Claim, final: Any) -> Claim:
    changes: dict[str, Any] = {"id": "", "occurrence_of": final(claim.occurrence_of)}
    if claim.casualty is not None and claim.casualty.part_of is not None:
        changes["casualty"] = msgspec.structs.replace(claim.casualty, part_of=final(claim.casualty.part_of))
    if claim.occurrence is not None and claim.occurrence.part_of is not None:
        changes["occurrence"] = msgspec.structs.replace(claim.occurrence, part_of=final(claim.occurrence.part_of))
    bare = msgspec.structs.replace(claim, **changes)
    return msgspec.structs.replace(bare, id=short_id("c", "claim/1", bare))


def _where(claim: Claim) -> tuple[int, int, int, str, str]:
    first = claim.evidence[0]
    number = first.passage.id.lstrip("p")
    return (int(number) if number.isdigit() else 0, first.start, first.end, claim.kind, claim.id)


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Hexadecimal root of the RFC 6962 Merkle tree over `leaves` in the given order; SHA-256 of nothing for none."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    if not hashes:
        return hashlib.sha256(b"").hexdigest()
    return _root(hashes).hex()


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 6962 hash of a leaf."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def _root(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(_root(hashes[:split]), _root(hashes[split:]))
