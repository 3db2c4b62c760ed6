"""What goes into a bag: everything that the log says of some records, as far as a profile lets it through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from bearwitness.casebook.loading import current_of, load
from bearwitness.casebook.proving import prove
from bearwitness.errors import CasebookBroken, CasebookError
from bearwitness.identity import canonical, short_id
from bearwitness.model import Capture, Claim, Entry, Incident, Record, Report
from bearwitness.record.bag import Contents, Redaction
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import value_in
from bearwitness.record.parcel import seal
from bearwitness.storage import Reader, SetLine

ALWAYS = frozenset({"key", "timestamp"})
WITH_CARE = frozenset({"finding", "publication"})
"""Kinds that go along in a profile, the latter if they hold nothing protected. Decisions and links never do: their
reasons are written freely, for colleagues."""
FULL = "full"
Told = Mapping[str, Sequence[dict[str, Any]]]
"""Statements by table."""


def statements(
    records: Sequence[Record], incidents: Iterable[Incident], *, made_by: str, redaction: Redaction | None
) -> Told:
    """What is put into the log when records leave: themselves, the links they stand on, and that they left.

    CasebookError if one holds something that the redaction calls protected.
    """
    profile = FULL if redaction is None else redaction.profile
    findings = [{"id": one.id, "made_by": made_by, "profile": profile, "record": one} for one in records]
    for one in records:
        if redaction is not None and not redaction.harmless(canonical(one)):
            raise CasebookError(
                f"The bag of {one.id} was not made: its record would have held something that is protected.",
                remedy="Please tell the project: what a profile lets through must not hold it.",
            )
    names = {one.id for one in records}
    left = {
        "kind": "bag",
        "target": records[0].id,
        "profile": profile,
        "findings": [seal("findings", one).digest for one in findings],
    }
    return {
        "links": [
            {"id": one.id, "made_by": made_by, "links": list(one.links)}
            for one in incidents
            if one.links and (redaction is not None or one.id in names)  # in a profile incidents have other ids
        ],
        "findings": findings,
        "publications": [{"id": short_id("b", DOMAINS["publications"], left), **left}],
    }


def collect(
    reader: Reader, records: Sequence[Record], *, stated: Told, redaction: Redaction | None, media: Iterable[str] = ()
) -> Contents:
    """The contents of a bag of these records; `stated`: what was put into the log for it, nothing if it could not be.

    CasebookBroken if something that belongs there is damaged or gone.
    """
    names = {line.id for record in records for line in record.reports}
    lines = [one for one in current_of(reader.sets()) if one.report in names]
    sieve = _Sieve(redaction)
    claims, changed = _claims(reader, lines, sieve)
    positions, captures = _sources(reader, lines, sieve)
    positions |= _stated(reader, stated)
    if redaction is None:
        ids = names | {record.id for record in records} | {claim.id for claim in claims.values()}
        positions |= set(_decided(reader, ids))
        _exhibits(reader, media, positions, captures)
    proof = prove(reader, positions, shows=sieve.shows)
    # Of what is withheld not even the digest goes along: whoever knows the rest of it could confirm a guess with it.
    kept = tuple(one for one in proof.entries if one.body is not None and sieve.harmless(one.entry.encode()))
    return Contents(
        records=records,
        claims=tuple(claims),
        captures=tuple(captures),
        proof=msgspec.structs.replace(proof, entries=kept),
        logged=bool(stated),
        changed_claims=tuple(changed),
        changed_reports=tuple(sieve.changed_reports(reader, lines)),
        profile=None if redaction is None else redaction.profile,
        withheld=len(proof.entries) - len(kept),
    )


class _Sieve:
    """A profile's redaction, or none."""

    def __init__(self, redaction: Redaction | None) -> None:
        self._redaction = redaction
        self._whole_sets: set[int] = set()

    def harmless(self, data: bytes) -> bool:
        return self._redaction is None or self._redaction.harmless(data)

    def shows(self, entry: Entry, body: bytes) -> bool:
        """Whether what an entry speaks of may go along."""
        if self._redaction is None or entry.kind in ALWAYS:
            return True
        if not self._redaction.harmless(body):
            return False
        if entry.kind == "claims":
            return entry.index in self._whole_sets
        if entry.kind == "capture":
            return entry.subject in self._redaction.captures
        if entry.kind == "report":
            through = self._redaction.reports.get(entry.subject)
            return through is not None and canonical(through) == body
        return entry.kind in WITH_CARE

    def whole(self, line: SetLine, claims: Iterable[bool], mentions: Iterable[bytes]) -> bool:
        """Whether a claim set goes along: it lists the digests of all its claims and mentions, so only if each of them
        holds nothing protected.
        """
        if self._redaction is None or (all(claims) and all(self.harmless(one) for one in mentions)):
            self._whole_sets.add(line.entry)
        return line.entry in self._whole_sets

    def bytes_of(self, capture: Capture) -> bool:
        """Whether a capture's bytes may go along."""
        return self._redaction is None or (
            capture.sha256 in self._redaction.captures and self._redaction.harmless(canonical(capture))
        )

    def claim(self, claim: Claim, body: str) -> tuple[bool, Claim | None]:
        """Whether a claim goes along as it is, and else as what (None: not at all)."""
        if self._redaction is None:
            return True, None
        through = self._redaction.claims.get(claim.id)
        if through is not None and canonical(through).decode() == body and self.harmless(body.encode()):
            return True, None
        return False, through

    def changed_reports(self, reader: Reader, lines: Sequence[SetLine]) -> Iterator[Report]:
        """Reports that go along otherwise than they are stored."""
        if self._redaction is not None:
            for line in sorted(lines, key=lambda one: one.report):
                through, row = self._redaction.reports.get(line.report), reader.row("reports", line.reading)
                if through is not None and (row is None or canonical(through) != row.body):
                    yield through


def _claims(reader: Reader, lines: Sequence[SetLine], sieve: _Sieve) -> tuple[dict[str, Claim], list[Claim]]:
    """Claims that go along as they are and proven, by their canonical text; those that go along changed or unproven."""
    kept: dict[str, Claim] = {}
    changed: list[Claim] = []
    for line in sorted(lines, key=lambda one: one.report):
        found = [(load(row, Claim), row.body) for row in reader.matching("claims", "claim_set", line.entry)]
        through = [sieve.claim(claim, body.decode()) for claim, body in found]
        mentions = (row.body for row in reader.matching("mentions", "claim_set", line.entry))
        if sieve.whole(line, (as_it_is for as_it_is, _ in through), mentions):
            kept |= {body.decode(): claim for claim, body in found}
        else:
            for (claim, _), (as_it_is, other) in zip(found, through, strict=True):
                changed.extend(one for one in (claim if as_it_is else other,) if one is not None)
    return kept, changed


def _sources(reader: Reader, lines: Sequence[SetLine], sieve: _Sieve) -> tuple[set[int], list[tuple[Capture, bytes]]]:
    """Entries of captures, reports and claim sets; the captures with their bytes, as far as these may go along."""
    positions: set[int] = set()
    captures: list[tuple[Capture, bytes]] = []
    seen: set[str] = set()
    for line in sorted(lines, key=lambda one: one.entry):
        row = reader.row("reports", line.reading)
        if row is None:
            raise CasebookBroken(f"The report {line.report!r} is gone.", remedy="Run `bearwitness verify`.")
        positions |= {line.entry, line.reading}
        sha256 = load(row, Report).capture
        if sha256 in seen:
            continue
        seen.add(sha256)
        for found in list(reader.matching("captures", "sha256", sha256)):
            capture = load(found, Capture)
            positions.add(int(str(found.key[0])))
            if sieve.bytes_of(capture):
                captures.append((capture, reader.files.read(sha256)))
    return positions, captures


def _exhibits(reader: Reader, media: Iterable[str], positions: set[int], captures: list[tuple[Capture, bytes]]) -> None:
    """Add the entries of images and videos, and their captures with the bytes."""
    known = {capture for capture, _ in captures}
    for name in sorted(set(media)):
        for row in list(reader.matching("media", "id", name)):
            positions.add(int(str(row.key[0])))
            for found in list(reader.matching("captures", "sha256", str(row.columns["sha256"]))):
                positions.add(int(str(found.key[0])))
                capture = load(found, Capture)
                if capture not in known:
                    known.add(capture)
                    captures.append((capture, reader.files.read(capture.sha256)))


def _stated(reader: Reader, stated: Told) -> set[int]:
    """Entries of the statements."""
    return {
        int(str(row.key[0]))
        for table, values in stated.items()
        for value in values
        for row in reader.matching(table, "id", str(value["id"]))
        if row.digest == seal(table, value).digest
    }


def _decided(reader: Reader, names: set[str]) -> Iterator[int]:
    """Entries of decisions that name one of these things, or a decision that does."""
    told: dict[int, tuple[str, set[str]]] = {}
    for row in reader.rows("decisions"):
        texts = set(_texts(value_in(row.body, dict[str, Any])))
        told[int(str(row.key[0]))] = (str(row.columns["id"]), texts)
    known, chosen = set(names), set[int]()
    while more := {at for at, (_, texts) in told.items() if at not in chosen and texts & known}:
        chosen |= more
        known |= {told[at][0] for at in more}
    yield from sorted(chosen)


def _texts(value: object) -> Iterator[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
