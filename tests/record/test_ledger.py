"""Entries, heads and the forms in which things are digested."""

from __future__ import annotations

import datetime
import hashlib

import msgspec
import pytest

from bearwitness.identity import canonical, digest, framed, merkle_root
from bearwitness.model import Evidence, Passage, PassageRef, Report, TreeHead
from bearwitness.record.ledger import DOMAINS, Ledger, leaf, stamp
from bearwitness.record.notes import NOUN, PLURAL
from bearwitness.record.words import claim_fault, mention_fault, passages_of

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def test_a_digest_frames_domain_and_length() -> None:
    assert digest("claim/1", b"ab") == hashlib.sha256(b"bearwitness/claim/1\x002\x00ab").hexdigest()
    assert len({digest(one, b"x") for one in DOMAINS.values()}) == len(DOMAINS)
    assert framed("claim/1", b"1\x00a") != framed("claim/1", b"1") + b"\x00a"


def test_the_canonical_bytes_of_a_report_change_only_on_purpose() -> None:
    """Pinned: whether a report is the one that a casebook holds is told by these bytes. (What is stored is verified by
    its own bytes, so an older casebook still holds; `updated` came in after the first version.)"""
    report = Report(id="r1", capture="0" * 64, passages=(Passage(id="p1", kind="body", text="Ünï\n\u2028€𝄞\\"),))
    expected = (
        '{"byline":null,"capture":"' + "0" * 64 + '","id":"r1","language":null,"passages":[{"author":null,"id":"p1",'
        '"kind":"body","parent":null,"text":"Ünï\\n\u2028€𝄞\\\\","time":null,"truncated":false}],"published":null,'
        '"published_from":null,"retrieved":null,"source":null,"title":null,"updated":null,"updated_from":null,"url":null}'
    )
    assert canonical(report).decode() == expected


def test_the_root_is_that_of_the_framed_entries() -> None:
    ledger = Ledger()
    entries = [ledger.append("report", subject=f"r{at}", digest=f"{at:064x}", at=NOON) for at in range(5)]
    assert [one.index for one in entries] == list(range(5))
    head = ledger.head(NOON)
    assert head.size == 5
    assert head.root == merkle_root([framed("entry/1", canonical(one)) for one in entries])
    assert head.at == "2026-03-01T12:00:00.000000Z"
    assert leaf(canonical(entries[0])) != leaf(canonical(entries[1]))


def test_a_log_goes_on_from_its_head() -> None:
    whole, parts = Ledger(), Ledger()
    for at in range(9):
        whole.append("capture", subject=str(at), digest="0" * 64, at=NOON)
        parts.append("capture", subject=str(at), digest="0" * 64, at=NOON)
        parts = Ledger(msgspec.json.decode(canonical(parts.head(NOON)), type=TreeHead))
    assert parts.head(NOON) == whole.head(NOON)


@pytest.mark.parametrize("change", [{"root": "0" * 64}, {"size": 3}, {"peaks": ("zz",)}, {"peaks": ()}])
def test_a_head_that_contradicts_itself_is_refused(change: dict[str, object]) -> None:
    ledger = Ledger()
    ledger.append("capture", subject="a", digest="0" * 64, at=NOON)
    head = ledger.head(NOON)
    held = {"size": head.size, "root": head.root, "peaks": head.peaks, "at": head.at}
    with pytest.raises(ValueError, match=r"subtrees|hexadecimal"):
        Ledger(TreeHead(**(held | change)))  # type: ignore[arg-type]


def test_times_are_written_in_utc_and_need_a_zone() -> None:
    east = datetime.timezone(datetime.timedelta(hours=3))
    assert stamp(datetime.datetime(2026, 3, 1, 15, tzinfo=east)) == "2026-03-01T12:00:00.000000Z"
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime.datetime(2026, 3, 1, 15))  # noqa: DTZ001


def test_each_table_has_a_domain_and_a_name() -> None:
    assert DOMAINS.keys() == NOUN.keys()
    assert set(NOUN.values()) <= PLURAL.keys()


def test_words_are_looked_for_in_the_passage_and_kind_that_are_named() -> None:
    from casebook.items import item

    _, _, report, (mention,), (claim, _) = item(1)
    passages = passages_of(report)
    assert claim_fault(claim, report=report.id, passages=passages) is None
    assert mention_fault(mention, passages=passages) is None
    assert claim_fault(claim, report=report.id, passages={}) == "the report has no passage p1"
    found = claim.evidence[0]
    title = Evidence(PassageRef("p1", "title"), found.start, found.end, found.quote)
    from msgspec.structs import replace

    assert claim_fault(replace(claim, evidence=(title,)), report=report.id, passages=passages) == (
        "its passage p1 is a body, not a title"
    )
