"""Checking a bag from elsewhere: a folder or a ZIP file, trusted in nothing."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from fastwarc import ArchiveIterator

from bearwitness.errors import UnreadableFile
from bearwitness.identity import digest
from bearwitness.model import Capture, Claim, ClaimSet, Report, Verification
from bearwitness.record.bag import ACCOUNT, CAPTURES, CLAIMS, PROOFS, RECORD, SCRIPT, openssl_files
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import Notes, value_in
from bearwitness.record.proof import Checking, Proof, conclusion, read_proof
from bearwitness.record.verify import NOTHING, Trust
from bearwitness.record.words import Passages, claim_fault, passages_of

MOST = 8 << 30
"""Bytes that a bag may hold, unpacked."""
MOST_FILES = 100_000
MANIFESTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
REMEDY = "Name the folder that holds bagit.txt, or the ZIP file of one."


def files_of(path: Path) -> dict[str, bytes]:
    """The bag's files by name; UnreadableFile if there is no bag."""
    try:
        found = _in_folder(path) if path.is_dir() else _in_zip(path)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableFile(f"{path} cannot be read as a bag ({error}).", remedy=REMEDY) from error
    if "bagit.txt" not in found:
        raise UnreadableFile(f"{path} is no bag.", remedy=REMEDY)
    return found


def _in_folder(path: Path) -> dict[str, bytes]:
    names = [one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink()]
    if len(names) > MOST_FILES or sum(one.stat().st_size for one in names) > MOST:
        raise UnreadableFile(f"{path} holds too much for a bag.")
    return {one.relative_to(path).as_posix(): one.read_bytes() for one in names}


def _in_zip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        members = [one for one in package.infolist() if not one.is_dir()]
        if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST:
            raise UnreadableFile(f"{path} holds too much for a bag.")
        declared = sorted((one.filename for one in members if one.filename.endswith("bagit.txt")), key=len)
        base = declared[0].removesuffix("bagit.txt") if declared else ""
        return {one.filename.removeprefix(base): package.read(one) for one in members if one.filename.startswith(base)}


def verify_bag(files: Mapping[str, bytes], *, trust: Trust = NOTHING) -> Verification:
    """Whether a bag holds: its files, its proof, and that everything in it is what the proof speaks of."""
    notes = Notes()
    _manifests(files, notes)
    data = {name.removeprefix("data/"): held for name, held in files.items() if name.startswith("data/")}
    proof = read_proof(data.get(PROOFS, b""), f"data/{PROOFS}")
    checking = Checking(proof, notes, trust)
    checking.run()
    proven = _Proven(checking)
    _claims(data.get(CLAIMS, b""), proven, notes)
    _captures(data.get(CAPTURES), proven, notes)
    _records(data.get(RECORD, b""), proven, notes)
    _copies(data, proof, notes)
    return conclusion(proof, notes)


def _manifests(files: Mapping[str, bytes], notes: Notes) -> None:
    listed: dict[str, str] = {}
    for manifest in MANIFESTS:
        if manifest not in files:
            notes.broken("bag file", manifest, "it is missing")
            continue
        for line in files[manifest].decode("utf-8", "replace").splitlines():
            hashed, _, name = line.partition("  ")
            listed[name] = hashed
    for name in sorted(listed.keys() | files.keys()):
        if name == MANIFESTS[1]:
            continue
        if name not in files:
            notes.broken("bag file", name, "it is missing")
        elif name not in listed:
            notes.broken("bag file", name, "no manifest lists it")
        elif hashlib.sha256(files[name]).hexdigest() != listed[name]:
            notes.broken("bag file", name, "its bytes were changed")
        else:
            notes.valid("bag file")


class _Proven:
    """What the proof says was put into the log, as values."""

    def __init__(self, checking: Checking) -> None:
        self.captures: set[str] = set()
        self.claims: set[str] = set()
        self.passages: dict[str, Passages] = {}
        self.records: list[Any] = []
        for at, body in sorted(checking.bodies.items()):
            kind = checking.entries[at].kind
            if kind == "capture" and (capture := value_in(body, Capture)) is not None:
                self.captures.add(capture.sha256)
            elif kind == "claims" and (claim_set := value_in(body, ClaimSet)) is not None:
                self.claims.update(claim_set.claims)
            elif kind == "report" and (report := value_in(body, Report)) is not None:
                self.passages[report.id] = passages_of(report)
            elif kind == "finding" and (stated := value_in(body, dict[str, Any])) is not None:
                self.records.append(stated.get("record"))


def _claims(data: bytes, proven: _Proven, notes: Notes) -> None:
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        claim = value_in(line, Claim)
        where = f"line {number} of {CLAIMS}" if claim is None else f"claim {claim.id} of report {claim.report}"
        if claim is None or digest(DOMAINS["claims"], line) not in proven.claims:
            notes.broken("claim", where, "it is none of those that the log speaks of")
        elif claim.report not in proven.passages:
            notes.unchecked("claim", where, "its report is withheld, so its words cannot be looked up")
        elif fault := claim_fault(claim, report=claim.report, passages=proven.passages[claim.report]):
            notes.broken("claim", where, fault)
        else:
            notes.valid("claim")


def _captures(data: bytes | None, proven: _Proven, notes: Notes) -> None:
    try:
        held = set(payloads(data)) if data is not None else set()
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, zlib.error, EOFError, RuntimeError) as error:
        notes.broken("capture file", CAPTURES, f"it cannot be read ({error})")
        return
    for sha256 in sorted(proven.captures):
        if sha256 in held:
            notes.valid("capture file")
        elif data is None:
            notes.unchecked("capture file", sha256, "the bag holds no captures")
        else:
            notes.broken("capture file", sha256, f"its bytes are not in {CAPTURES}")
    for sha256 in sorted(held - proven.captures):
        notes.broken("capture file", sha256, "the proof does not speak of it")


def payloads(package: bytes) -> Iterator[str]:
    """SHA-256 of what each record of a WACZ package holds."""
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        archive = gzip.decompress(members.read("archive/data.warc.gz"))
    for record in ArchiveIterator(io.BytesIO(archive)):
        if record.headers["WARC-Type"] != "warcinfo":
            yield hashlib.sha256(record.reader.read()).hexdigest()


def _records(data: bytes, proven: _Proven, notes: Notes) -> None:
    try:
        found = msgspec.json.decode(data, type=list[dict[str, Any]])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        notes.broken("record", RECORD, "it cannot be read")
        return
    for one in found:
        where = f"the record {str(one.get('id'))[:80]}"
        if one in proven.records:
            notes.valid("record")
        elif proven.records:
            notes.broken("record", where, "it is none of those that the log speaks of")
        else:
            notes.unchecked("record", where, "the log does not speak of it")


def _copies(data: Mapping[str, bytes], proof: Proof, notes: Notes) -> None:
    """Files that repeat the proof for other programs must say what it says; the program must be ours."""
    wanted = openssl_files(proof)
    there = {name for name in data if name.startswith(("keys/", "head/", "timestamps/"))}
    for name in sorted(wanted.keys() | there):
        if wanted.get(name) != data.get(name):
            notes.broken("bag file", f"data/{name}", "it is not what the proof says")
    ours = resources.files("bearwitness.record").joinpath("data", "verify.py").read_bytes()
    if data.get(SCRIPT) != ours:
        notes.unchecked("bag file", f"data/{SCRIPT}", "it is not the program that this version packs: do not run it")
    if ACCOUNT not in data:
        notes.broken("bag file", f"data/{ACCOUNT}", "it is missing")
