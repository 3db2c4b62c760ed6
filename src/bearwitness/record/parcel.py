"""What is about to be put into a casebook: checked, and in the canonical bytes in which it will lie there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bearwitness.errors import BadField
from bearwitness.identity import canonical, digest, jsonable
from bearwitness.model import Capture, Claim, ClaimSet, Mention, Report
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.words import claim_fault, mention_fault, passages_of

LONGEST_ID = 1000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON takes for the same number."""


@dataclass(frozen=True)
class Sealed:
    """Canonical JSON and the framed digest of it."""

    body: str
    digest: str


@dataclass(frozen=True)
class Parcel:
    """One report with all that belongs to it, ready to be stored."""

    where: str
    """Address and report, for messages."""
    capture: Capture
    data: bytes
    report: Report
    claims: tuple[Claim, ...]
    mentions: tuple[Mention, ...]
    claim_set: ClaimSet
    sealed_capture: Sealed
    sealed_report: Sealed
    sealed_claims: tuple[Sealed, ...]
    sealed_mentions: tuple[Sealed, ...]


def seal(table: str, value: Any) -> Sealed:
    """The value as a row of `table` holds it; ValueError if it has no canonical form."""
    body = canonical(value)
    return Sealed(body.decode(), digest(DOMAINS[table], body))


def seal_set(parcel: Parcel, *, reading: str) -> Sealed:
    """The claim set, made from the reading with this digest."""
    return seal(
        "claim_sets",
        ClaimSet(
            report=parcel.report.id,
            reading=reading,
            extractor=parcel.claim_set.extractor,
            claims=parcel.claim_set.claims,
            mentions=parcel.claim_set.mentions,
        ),
    )


def pack(
    capture: Capture,
    data: bytes,
    report: Report,
    mentions: Sequence[Mention],
    claims: Sequence[Claim],
    *,
    extractor: str,
) -> Parcel:
    """The parcel of a report. BadField names the report and what is wrong: bytes that are not the capture's, an id
    that is none, words that do not stand where a claim says, text that has no UTF-8 form.
    """
    where = f"{shown(capture.address)}: report {shown(report.id)}"
    _check_capture(where, capture, data, report)
    _check_id(where, report.id)
    try:
        sealed_capture = seal("captures", capture)
        sealed_report = seal("reports", report)
        sealed_claims = tuple(seal("claims", one) for one in claims)
        sealed_mentions = tuple(seal("mentions", one) for one in mentions)
        _check_words(where, report, mentions, claims)
        claim_set = ClaimSet(
            report=report.id,
            reading=sealed_report.digest,
            extractor=_extractor(where, claims, extractor),
            claims=tuple(one.digest for one in sealed_claims),
            mentions=tuple(one.digest for one in sealed_mentions),
        )
        seal("claim_sets", claim_set)
    except ValueError as error:
        named = {"capture": capture, "report": report, "claims": list(claims), "mentions": list(mentions)}
        path, why = next(_unstorable(jsonable(named), ""), ("a field", str(error)))
        raise BadField(f"{where}: {path} {why}.", remedy="Mend it at the source and add it again.") from error
    return Parcel(
        where=where,
        capture=capture,
        data=data,
        report=report,
        claims=tuple(claims),
        mentions=tuple(mentions),
        claim_set=claim_set,
        sealed_capture=sealed_capture,
        sealed_report=sealed_report,
        sealed_claims=sealed_claims,
        sealed_mentions=sealed_mentions,
    )


def _check_capture(where: str, capture: Capture, data: bytes, report: Report) -> None:
    hashed = hashlib.sha256(data).hexdigest()
    if capture.sha256 != hashed or capture.size != len(data):
        raise BadField(
            f"{where}: the capture says {capture.size} bytes with SHA-256 {shown(capture.sha256)}, but its bytes are "
            f"{len(data)} with {hashed}."
        )
    if report.capture != capture.sha256:
        raise BadField(f"{where}: it says that it was read from another capture ({shown(report.capture)}).")


def _check_id(where: str, name: str) -> None:
    if not name.strip() or len(name) > LONGEST_ID or CONTROL.search(name):
        raise BadField(
            f"{where}: this is no id.",
            remedy=f"Give 1 to {LONGEST_ID:,} characters, none of them a control character.",
        )


def _check_words(where: str, report: Report, mentions: Sequence[Mention], claims: Sequence[Claim]) -> None:
    passages = passages_of(report)
    if len(passages) != len(report.passages):
        raise BadField(f"{where}: two of its passages have the same id.")
    if len({one.id for one in claims}) != len(claims):
        raise BadField(f"{where}: two of its claims have the same id.")
    for claim in claims:
        if fault := claim_fault(claim, report=report.id, passages=passages):
            raise BadField(f"{where}: the {claim.kind} claim {shown(claim.id)} cannot be kept: {fault}.")
    for mention in mentions:
        if fault := mention_fault(mention, passages=passages):
            raise BadField(f"{where}: the mention of a {mention.kind} cannot be kept: {fault}.")


def _extractor(where: str, claims: Sequence[Claim], default: str) -> str:
    named = sorted({one.extractor for one in claims if one.extractor})
    if len(named) > 1:
        raise BadField(f"{where}: its claims come from more than one version of the extractor ({', '.join(named)}).")
    return named[0] if named else default


def _unstorable(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Places in a JSON form that canonical JSON cannot hold, each with the reason."""
    if isinstance(value, str) and SURROGATE.search(value):
        yield path, "holds half a surrogate pair, which is no character"
    elif isinstance(value, int | float) and not isinstance(value, bool) and not -LARGEST <= value <= LARGEST:
        yield path, "is a number too large to be kept exactly, or none"
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _unstorable(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from _unstorable(one, f"{path}[{at}]")


def shown(text: str) -> str:
    """Text of others in a message: short, on one line, printable."""
    return SURROGATE.sub("\ufffd", CONTROL.sub("\ufffd", text if len(text) <= 80 else f"{text[:79]}…"))
