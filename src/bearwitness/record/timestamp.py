"""RFC 3161 timestamps of heads: the request, reading the answer, and checking it offline at any later time.

What is stamped is the digest of the head: SHA-256 over its framed canonical bytes, the very number that the head's row
holds. So `openssl ts -verify -digest DIGEST` checks the same thing.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import warnings
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bearwitness.errors import InputError
from bearwitness.identity import canonical, framed
from bearwitness.model import Timestamp, TreeHead
from bearwitness.ports import Authority
from bearwitness.record.ledger import DOMAINS, stamp
from bearwitness.vocabulary import CheckState

MOST = 1 << 20
"""Bytes of an answer that are read at all; real ones have a few thousand."""
REMEDY = "Ask another authority."


class Judgement(NamedTuple):
    """What is to be said of a timestamp."""

    state: CheckState
    why: str = ""


def stamped(head: bytes) -> bytes:
    """The bytes whose SHA-256 an authority stamps, given the canonical bytes of a head."""
    return framed(DOMAINS["heads"], head)


def ask(
    head: TreeHead, authority: Authority, *, certificates: str | None = None, known: Iterable[str] = ()
) -> Timestamp:
    """An authority's timestamp of a head, checked against the PEM certificates if any are given, else kept with the
    first of `known` with which it holds.

    InputError if the answer is none, is of something else, or does not hold.
    """
    body = canonical(head)
    request = (
        TimestampRequestBuilder()
        .data(stamped(body))
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    data = authority.answer(request.as_bytes())
    where = f"The answer of {authority.address}"
    answer = decoded(data)
    if answer is None:
        raise InputError(f"{where} is no timestamp.", remedy="Check the address: it must be an RFC 3161 authority's.")
    if PKIStatus(answer.status) != PKIStatus.GRANTED:
        said = " ".join(answer.status_string) or PKIStatus(answer.status).name.lower()
        raise InputError(f"{where} grants no timestamp: {said[:200]}.", remedy=REMEDY)
    if answer.tst_info.nonce != request.nonce:
        raise InputError(f"{where} was made for another request.", remedy=REMEDY)
    found = Timestamp(
        size=head.size,
        root=head.root,
        authority=authority.address,
        at=stamp(_aware(answer.tst_info.gen_time)),
        request=base64.b64encode(request.as_bytes()).decode(),
        response=base64.b64encode(data).decode(),
        certificates=certificates,
    )
    judged = judge(found, body, trusted=())
    if judged.state == "broken":
        raise InputError(f"{where} does not hold: {judged.why}.", remedy="Name its certificate with --certificate.")
    if judged.state == "valid":
        return found
    for pem in known:
        better = msgspec.structs.replace(found, certificates=pem)
        if judge(better, body, trusted=()).state == "valid":
            return better
    return found


def judge(found: Timestamp, head: bytes, *, trusted: Sequence[x509.Certificate]) -> Judgement:
    """Whether an authority saw the head with these canonical bytes at the time that the timestamp says.

    `trusted`: certificates that the one who checks relies on. With none, those kept with the timestamp are used. Never
    raises for what is stored.
    """
    answer = decoded(_bytes(found.response))
    if answer is None:
        return Judgement("broken", "its answer is no timestamp")
    try:
        kept = certificates_in(found.certificates or "")
        at = stamp(_aware(answer.tst_info.gen_time))
    except ValueError as error:
        return Judgement("broken", f"it cannot be read ({error})")
    if at != found.at:
        return Judgement("broken", f"the authority states another time, {at}")
    if trusted:
        if _fault(answer, head, trusted) is None:
            return Judgement("valid")
        if kept and _fault(answer, head, kept) is None:
            return Judgement("unchecked", "its authority is none of those that you rely on")
    fault = _fault(answer, head, kept)
    if fault is None:
        return Judgement("valid")
    if kept or fault == OTHER_HEAD:
        return Judgement("broken", fault)
    return Judgement("unchecked", "its authority is none of those that you rely on" if trusted else fault)


OTHER_HEAD = "it is of another head"


def _fault(answer: TimeStampResponse, head: bytes, certificates: Sequence[x509.Certificate]) -> str | None:
    """Why the answer does not hold for this head, checked against these certificates; None if it does."""
    digest = hashlib.sha256(stamped(head)).digest()
    try:
        if answer.tst_info.message_imprint.message != digest:
            return OTHER_HEAD
        if not certificates:
            return "no certificate of its authority was given"
        own = [one for one in certificates if one.issuer == one.subject]
        between = [one for one in certificates if one.issuer != one.subject]
        VerifierBuilder(roots=own or between, intermediates=between if own else []).build().verify(answer, digest)
    except (VerificationError, ValueError, TypeError, AttributeError) as error:
        return f"its signature does not hold ({str(error)[:200]})"
    return None


def decoded(data: bytes | None) -> TimeStampResponse | None:
    """The answer in these DER bytes; None if there is none."""
    if not data or len(data) > MOST:
        return None
    try:
        answer = decode_timestamp_response(data)
        if PKIStatus(answer.status) == PKIStatus.GRANTED:
            _ = answer.tst_info, answer.signed_data  # they are read late, and may turn out to be none
    except ValueError:
        return None
    return answer


def certificates_in(pem: str) -> list[x509.Certificate]:
    """The certificates of a PEM text; ValueError if it holds something else."""
    if not pem.strip():
        return []
    with warnings.catch_warnings():  # some old roots break rules that came after them
        warnings.simplefilter("ignore")
        return x509.load_pem_x509_certificates(pem.encode())


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _aware(at: datetime.datetime) -> datetime.datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=datetime.UTC)
