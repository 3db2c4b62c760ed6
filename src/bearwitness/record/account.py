"""The account of the chain of custody that a bag carries: what is in it, how it came here, how to check it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bearwitness.identity import digest
from bearwitness.model import Capture, Entry, KeyChange, MediaItem, Report, TreeHead
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import value_in
from bearwitness.record.proof import Proof

if TYPE_CHECKING:
    from bearwitness.record.bag import Contents

HEADING = "CHAIN OF CUSTODY"


def account(contents: Contents) -> str:
    """The account, for people who know nothing of Bearwitness."""
    proof = contents.proof
    head = value_in(proof.head.encode(), TreeHead)
    assert head is not None  # the casebook's own, just loaded
    parts = [
        [HEADING, "=" * len(HEADING), "", f"{contents.records[0].title} ({contents.records[0].id})"],
        _what(contents),
        _came(proof),
        _log(contents, head),
        _signed(proof),
        _stamped(proof, head),
        _decided(proof),
        _withheld(contents),
        _checking(proof),
        _shown(),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _what(contents: Contents) -> list[str]:
    captures = sorted({one.sha256 for one, _ in contents.captures})
    lines = [
        "What is in this bag",
        "-------------------",
        f"data/record.json     what was understood: {_many(len(contents.records), 'record')}",
        f"data/claims.jsonl    {_many(len(contents.claims), 'claim')}, each with the exact words that it stands on",
    ]
    if contents.captures:
        lines.append(
            f"data/captures.wacz   the exact bytes of {_many(len(captures), 'page')}, for any web archive player"
        )
    if contents.changed_claims or contents.changed_reports:
        lines.append("data/*-as-published  claims and reports of which something was withheld")
    return [
        *lines,
        "data/proofs.json     the log's entries about all this, and the way from each to the signed head",
        "data/keys/ head/ timestamps/   keys, signatures and timestamps as files for openssl",
        "data/verify.py       a program of 100 lines that checks everything; it needs Python 3.9 or newer, no more",
    ]


def _came(proof: Proof) -> list[str]:
    lines = ["How the reports came here", "-------------------------"]
    for entry, body in _entries(proof):
        capture = value_in(body, Capture) if entry.kind == "capture" and body else None
        report = value_in(body, Report) if entry.kind == "report" and body else None
        item = value_in(body, MediaItem) if entry.kind == "media" and body else None
        if capture is not None:
            when = f"retrieved {capture.retrieved}" if capture.retrieved else "nobody said when it was retrieved"
            lines.append(f"{_time(entry.at)}  bytes taken from {capture.address} ({when})")
            lines.append(f"    SHA-256 {capture.sha256}, {capture.size:,} bytes; entry {entry.index} of the log")
        elif report is not None:
            source = f", {report.source}" if report.source else ""
            lines.append(f"{_time(entry.at)}  read as report {report.id}{source}; entry {entry.index}")
        elif entry.kind in ("capture", "report"):
            lines.append(f"{_time(entry.at)}  a {entry.kind} that is withheld; entry {entry.index}")
        elif item is not None:
            lines.append(f"{_time(entry.at)}  {item.facts.form} added to the {item.target.kind} {item.target.id}")
            lines.append(f"    SHA-256 {item.sha256}; entry {entry.index}")
        elif entry.kind == "claims":
            lines.append(f"{_time(entry.at)}  claims extracted from {entry.subject}; entry {entry.index}")
    return [*lines, "Times are those of the machine that added them, in UTC."]


def _log(contents: Contents, head: TreeHead) -> list[str]:
    said = (
        "The log also says that the records in this bag were what the casebook made of them at that time."
        if contents.logged
        else "The log does not speak of the records themselves: the casebook could not be written when this was made."
    )
    return [
        "The log",
        "-------",
        f"Each of these is an entry of a log of {_many(head.size, 'entry')}. The log is a Merkle tree (RFC 6962):",
        "one number, its root, stands for all entries and their order, and data/proofs.json leads from each to it.",
        f"Head: {head.size}:{head.root}",
        f"made {_time(head.at)}.",
        said,
    ]


def _signed(proof: Proof) -> list[str]:
    holders: dict[str, str | None] = {}
    for entry, body in _entries(proof):
        change = value_in(body, KeyChange) if entry.kind == "key" and body else None
        if change is not None:
            holders.setdefault(change.key, change.holder)
    lines = ["Who signed", "----------"]
    for one in proof.signatures:
        holder = holders.get(one.key) or "nobody said who holds it"
        lines += [f"The head is signed with the Ed25519 key {one.key}", f"({holder})."]
    if not proof.signatures:
        return [*lines, "Nobody signed the head. Whoever could write the casebook could have made all of this."]
    return [
        *lines,
        "A name beside a key is only what its holder wrote. Ask the holder for its number by another way.",
    ]


def _stamped(proof: Proof, head: TreeHead) -> list[str]:
    lines = ["Timestamps", "----------"]
    for one in proof.timestamps:
        stamp = one.timestamp
        lines.append(f"{stamp.authority} states that it saw the head of {stamp.size} entries at {_time(stamp.at)}.")
        lines.append(f"Entries 0 to {stamp.size - 1} are not younger than that.")
    if not proof.timestamps:
        lines.append("There are none: that the entries are as old as they say rests on the word of who signed.")
    return lines if head.size else []


def _decided(proof: Proof) -> list[str]:
    count = Counter(entry.kind for entry, _ in _entries(proof))
    if not count["decision"] and not count["publication"]:
        return []
    return [
        "What people decided",
        "-------------------",
        f"{_many(count['decision'], 'decision')} and {_many(count['publication'], 'publication')} are among these,",
        "each signed with the reviewer's key.",
    ]


def _withheld(contents: Contents) -> list[str]:
    if contents.profile is None:
        return []
    return [
        "What is withheld",
        "----------------",
        f"This bag was made with the profile {contents.profile!r}, which protects people.",
        f"{_many(contents.withheld, 'entry')} of the log about this do not go along, not even as digests:",
        "with these somebody could confirm a guess at what is withheld. The casebook's keeper can prove them to those",
        "who may see the originals.",
    ]


def _checking(proof: Proof) -> list[str]:
    lines = [
        "How to check it",
        "---------------",
        "All of it:            python3 data/verify.py          (from the folder that holds bagit.txt)",
        "Only that the files are whole:   bagit.py --validate .   (or: sha256sum -c manifest-sha256.txt)",
    ]
    for one in proof.signatures:
        lines.append("A signature under the head, with openssl 1.1.1 or newer:")
        lines.append(f"    openssl pkeyutl -verify -pubin -inkey data/keys/{one.key}.pem -rawin \\")
        lines.append(f"        -in data/head/signed -sigfile data/head/{one.key}.sig")
    for number, stamped in enumerate(proof.timestamps, start=1):
        lines.append(f"A timestamp ({stamped.timestamp.authority}):")
        lines.append(f"    openssl ts -verify -digest {digest(DOMAINS['heads'], stamped.head.encode())} \\")
        lines.append(f"        -in data/timestamps/{number}.tsr -CAfile data/timestamps/{number}.pem")
    return [
        *lines,
        "With Bearwitness:     bearwitness verify THIS-BAG",
        "",
        "Manifests show accidents; whoever changes a file on purpose can write a new manifest. What shows that too is",
        "the signed head. This account and verify.py are under no signature: if you do not trust where the bag came",
        "from, take verify.py from the project and ask the key's holder for the head.",
    ]


def _shown() -> list[str]:
    return [
        "What this shows, and what it does not",
        "-------------------------------------",
        "It shows that captures, reports, claims and records are what was put into the log, in that order, and that",
        "nothing was changed since the head was signed (and stamped, where there is a timestamp).",
        "It does not show that a page was genuine, that it was really taken from that address or at that time, that a",
        "report is true, that a claim is rightly understood, or that no report was left out.",
    ]


def _entries(proof: Proof) -> Iterator[tuple[Entry, bytes]]:
    for one in proof.entries:
        entry = value_in(one.entry.encode(), Entry)
        if entry is not None:
            yield entry, (one.body or "").encode()


def _time(at: str) -> str:
    moment = datetime.datetime.fromisoformat(at)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _many(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
