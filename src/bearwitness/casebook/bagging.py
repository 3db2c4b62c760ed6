"""What goes into a bag: everything that the log says of some records, as far as a profile lets it through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bearwitness.casebook.loading import current_of, load
from bearwitness.casebook.proving import prove
from bearwitness.errors import CasebookBroken
from bearwitness.identity import canonical
from bearwitness.model import Capture, Claim, Entry, Record, Report
from bearwitness.record.bag import Contents, Redaction
from bearwitness.record.notes import value_in
from bearwitness.record.parcel import seal
from bearwitness.storage import Reader, SetLine

ALWAYS = frozenset({"key", "timestamp"})
WITH_CARE = frozenset({"claims", "finding"})
"""Kinds of which, in a profile, what holds nothing protected goes along. Of decisions, publications and links nothing
does: their reasons are written freely, for colleagues."""


def finding(record: Record, *, profile: str | None, made_by: str) -> dict[str, Any]:
    """A record as it is put into the log: what was stated, in which profile, by which program."""
    return {"id": record.id, "made_by": made_by, "profile": profile or "full", "record": record}


def collect(
    reader: Reader, records: Sequence[Record], *, stated: Sequence[dict[str, Any]], redaction: Redaction | None
) -> Contents:
    """The contents of a bag of these records; `stated` are their findings if the log has them. CasebookBroken if
    something that belongs there is damaged or gone.
    """
    names = {line.id for record in records for line in record.reports}
    lines = [one for one in current_of(reader.sets()) if one.report in names]
    sieve = _Sieve(redaction)
    claims, changed = _claims(reader, lines, sieve)
    positions, captures = _sources(reader, lines, sieve)
    ids = names | {record.id for record in records} | {claim.id for claim in claims.values()}
    positions |= _stated(reader, stated) | set(_decided(reader, ids))
    proof = prove(reader, positions, shows=sieve.shows)
    kept = tuple(one for one in proof.entries if sieve.harmless(one.entry.encode()))
    proof = msgspec.structs.replace(proof, entries=kept)
    return Contents(
        records=records,
        claims=tuple(claims),
        captures=tuple(captures),
        proof=proof,
        logged=bool(stated),
        changed_claims=tuple(changed),
        changed_reports=tuple(sieve.changed_reports(reader, lines)),
        profile=None if redaction is None else redaction.profile,
        withheld=sum(one.body is None for one in kept),
    )


class _Sieve:
    """A profile's redaction, or none."""

    def __init__(self, redaction: Redaction | None) -> None:
        self._redaction = redaction

    def harmless(self, data: bytes) -> bool:
        return self._redaction is None or self._redaction.harmless(data)

    def shows(self, entry: Entry, body: bytes) -> bool:
        """Whether what an entry speaks of may go along."""
        if self._redaction is None:
            return True
        if not self._redaction.harmless(body):
            return False
        if entry.kind == "capture":
            return entry.subject in self._redaction.captures
        if entry.kind == "report":
            through = self._redaction.reports.get(entry.subject)
            return through is not None and canonical(through) == body
        return entry.kind in ALWAYS | WITH_CARE

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
    """Claims that go along as they are, by their canonical text, and those that go along changed."""
    kept: dict[str, Claim] = {}
    changed: list[Claim] = []
    for line in sorted(lines, key=lambda one: one.report):
        for row in reader.matching("claims", "claim_set", line.entry):
            claim, body = load(row, Claim), row.body.decode()
            whole, through = sieve.claim(claim, body)
            if whole:
                kept[body] = claim
            elif through is not None:
                changed.append(through)
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


def _stated(reader: Reader, stated: Sequence[dict[str, Any]]) -> set[int]:
    """Entries of the findings."""
    wanted = {(str(one["id"]), seal("findings", one).digest) for one in stated}
    return {
        int(str(row.key[0]))
        for name, digest in wanted
        for row in reader.matching("findings", "id", name)
        if row.digest == digest
    }


def _decided(reader: Reader, names: set[str]) -> Iterator[int]:
    """Entries of decisions and publications that name one of these things, or a decision that does."""
    told = {
        int(str(row.key[0])): set(_texts(value_in(row.body, dict[str, Any])))
        for table in ("decisions", "publications")
        for row in reader.rows(table)
    }
    own = {
        int(str(row.key[0])): str(row.columns["id"])
        for table in ("decisions", "publications")
        for row in reader.rows(table)
    }
    known = set(names)
    chosen: set[int] = set()
    while more := {at for at, texts in told.items() if at not in chosen and texts & known}:
        chosen |= more
        known |= {own[at] for at in more}
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
