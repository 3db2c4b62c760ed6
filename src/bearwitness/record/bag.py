"""The bag: one incident with its evidence for somebody who does not have Bearwitness (BagIt 1.0, RFC 8493).

In it lie the captures (WACZ), the record, the claims, the proofs of all that the log says of them, the keys, a small
program that checks everything with Python's standard library, and an account of the chain of custody in plain words.
The same content gives the same bytes.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import msgspec

from bearwitness import __version__
from bearwitness.errors import CasebookError
from bearwitness.identity import canonical
from bearwitness.model import Capture, Claim, Entry, KeyChange, Record, Report, TreeHead
from bearwitness.record.account import account
from bearwitness.record.keys import public_pem
from bearwitness.record.ledger import head_message
from bearwitness.record.notes import value_in
from bearwitness.record.proof import Proof
from bearwitness.record.wacz import wacz

EPOCH = (1980, 1, 1, 0, 0, 0)
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SCRIPT, ACCOUNT, PROOFS, RECORD, CLAIMS, CAPTURES = (
    "verify.py",
    "README.txt",
    "proofs.json",
    "record.json",
    "claims.jsonl",
    "captures.wacz",
)
REDACTED_CLAIMS, REDACTED_REPORTS = "claims-as-published.jsonl", "reports-as-published.jsonl"


@dataclass(frozen=True)
class Redaction:
    """What a publication profile lets through, in place of what the casebook holds.

    Whatever is let through as it is keeps its proof; claims do if the whole claim set is. What is changed goes along as
    changed. Of the original of anything changed or left out nothing goes along, not even a digest: with the rest of the
    words known, a digest confirms a guess.
    """

    profile: str
    reports: Mapping[str, Report]
    """By id, as let through; a report that is not here is left out."""
    claims: Mapping[str, Claim]
    """By id, as let through."""
    captures: frozenset[str]
    """SHA-256 of the captures whose bytes may go along."""
    harmless: Callable[[bytes], bool]
    """Whether bytes hold nothing that is protected. Every member of the bag is asked about."""


@dataclass(frozen=True)
class Contents:
    """What goes into a bag."""

    records: Sequence[Record]
    """The incident and its parts, as they leave."""
    claims: Sequence[str]
    """Canonical JSON of the claims that leave as they are."""
    captures: Sequence[tuple[Capture, bytes]]
    proof: Proof
    logged: bool
    """Whether the log says that these were the records."""
    changed_claims: Sequence[Claim] = ()
    changed_reports: Sequence[Report] = ()
    profile: str | None = None
    withheld: int = 0
    """Entries about these records that do not go along."""


def pack(contents: Contents, *, harmless: Callable[[bytes], bool] = lambda _: True) -> dict[str, bytes]:
    """The bag's files by name. CasebookError if one of them holds something that `harmless` says no to."""
    first = contents.records[0]
    data = {
        SCRIPT: resources.files("bearwitness.record").joinpath("data", "verify.py").read_bytes(),
        ACCOUNT: account(contents).encode(),
        PROOFS: msgspec.json.encode(contents.proof),
        RECORD: b"[%b]\n" % b",\n".join(canonical(one) for one in contents.records),
        CLAIMS: "".join(f"{one}\n" for one in contents.claims).encode(),
    }
    for name, changed in ((REDACTED_CLAIMS, contents.changed_claims), (REDACTED_REPORTS, contents.changed_reports)):
        if changed:
            data[name] = b"".join(canonical(one) + b"\n" for one in changed)
    data |= openssl_files(contents.proof)
    for name, held in sorted(data.items()):
        if name != SCRIPT and not harmless(held):
            raise CasebookError(
                f"The bag of {first.id} was not made: {name} would have held something that is protected.",
                remedy="Please tell the project: what a profile lets through must not hold it.",
            )
    if contents.captures:
        data[CAPTURES] = wacz(contents.captures, title=first.title)
    return _bagged({f"data/{name}": held for name, held in data.items()}, contents)


def openssl_files(proof: Proof) -> dict[str, bytes]:
    """Keys, signatures and timestamps once more, as files that `openssl` takes."""
    found: dict[str, bytes] = {}
    for one in proof.entries:
        entry = value_in(one.entry.encode(), Entry)
        if entry is not None and entry.kind == "key" and one.body is not None:
            change = value_in(one.body.encode(), KeyChange)
            if change is not None:
                with contextlib.suppress(ValueError):  # no key of this curve: the proof is refused for it
                    found[f"keys/{change.key}.pem"] = public_pem(bytes.fromhex(change.public)).encode()
    if proof.signatures:
        found["head/signed"] = head_message(proof.head.encode())
    for signed in proof.signatures:
        found[f"head/{signed.key}.sig"] = _raw(bytes.fromhex, signed.signature)
    for number, stamped in enumerate(proof.timestamps, start=1):
        found[f"timestamps/{number}.tsq"] = _raw(base64.b64decode, stamped.timestamp.request)
        found[f"timestamps/{number}.tsr"] = _raw(base64.b64decode, stamped.timestamp.response)
        if stamped.timestamp.certificates:
            found[f"timestamps/{number}.pem"] = stamped.timestamp.certificates.encode()
    return found


def _raw(decode: Callable[[str], bytes], text: str) -> bytes:
    """The bytes of a text; none if it stands for none."""
    try:
        return decode(text)
    except ValueError:
        return b""


def _bagged(payload: dict[str, bytes], contents: Contents) -> dict[str, bytes]:
    """The payload with BagIt's own files."""
    head = value_in(contents.proof.head.encode(), TreeHead)
    info = {
        "Bag-Software-Agent": f"bearwitness {__version__}",
        "Bagging-Date": "" if head is None else head.at[:10],
        "External-Identifier": contents.records[0].id,
        "External-Description": " ".join(contents.records[0].title.split()),
        "Payload-Oxum": f"{sum(len(one) for one in payload.values())}.{len(payload)}",
    }
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in sorted(info.items()) if value).encode(),
        "manifest-sha256.txt": manifest(payload),
    }
    return payload | tags | {"tagmanifest-sha256.txt": manifest(tags)}


def manifest(files: Mapping[str, bytes]) -> bytes:
    """A BagIt manifest over files."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """The bag as one ZIP file, under a folder of this name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{folder}/{name}", EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".wacz") else zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return out.getvalue()
