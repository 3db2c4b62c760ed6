"""Decisions and what is like them: kept, signed, found again, verified; keys that rotate; casebooks from before."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bearwitness.casebook import Casebook
from bearwitness.errors import BadField, KeyUnusable
from bearwitness.record.keys import KeySigner
from bearwitness.storage.migrations import APPLICATION, STEPS
from casebook.items import SIGNER, Still, database, dump, fill, item

OTHER = KeySigner.from_seed(b"\7" * 32, holder="B. Reader")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be stated: the record knows nothing of it but the names of some fields."""

    id: str
    kind: str = "accept"
    target: Any = "c1"
    reason: str = "Seen the page."
    weight: float | None = 0.5
    supersedes: str | None = None


def opened(folder: Path, signer: KeySigner | None = SIGNER) -> Casebook:
    return Casebook.open(folder, create=True, clock=Still(), signer=signer)


def test_decisions_are_kept_in_order_with_their_key_and_found_by_target(tmp_path: Path) -> None:
    fill(tmp_path / "book", [item(1)])
    verdicts = [Verdict(id="d1"), Verdict(id="d2", target="c2"), Verdict(id="d3", supersedes="d1")]
    with opened(tmp_path / "book") as book:
        assert book.state("decisions", verdicts[:2]) == (4, 5)
        assert book.state("decisions", verdicts[2:], signer=OTHER) == (7,)  # entry 6 is the other's key
        found = list(book.stated("decisions", Verdict))
        assert [one.value for one in found] == verdicts
        assert [one.entry for one in found] == [4, 5, 7]
        assert [one.key for one in found] == [SIGNER.key, SIGNER.key, OTHER.key]
        assert [one.value.id for one in book.stated("decisions", Verdict, target="c1")] == ["d1", "d3"]
        checked = book.verify()
    assert checked.checks == ()
    assert (checked.valid["decisions"], checked.valid["keys"], checked.valid["signatures"]) == (3, 2, 3)


def test_columns_repeat_what_can_be_searched(tmp_path: Path) -> None:
    with opened(tmp_path / "book") as book:
        book.state("decisions", [Verdict(id="d1", target={"claim": "c1", "at": 1.0})])
        assert book.verify().checks == ()
    row = database(tmp_path / "book").execute("SELECT id, kind, target, reviewer, supersedes FROM decisions").fetchone()
    assert row == (b"d1", b"accept", b'{"at":1,"claim":"c1"}', None, None)


def test_the_same_decision_again_changes_nothing_and_another_with_its_id_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "book") as book:
        assert book.state("decisions", [Verdict(id="d1"), Verdict(id="d1")]) == (1, None)
        before = dump(tmp_path / "book")
        assert book.state("decisions", [Verdict(id="d1")]) == (None,)
        with pytest.raises(BadField, match="supersede"):
            book.state("decisions", [Verdict(id="d2"), Verdict(id="d1", kind="reject")])
        assert dump(tmp_path / "book") == before
        assert book.verify().checks == ()


def test_findings_and_links_may_change_and_need_no_signature(tmp_path: Path) -> None:
    with opened(tmp_path / "book", signer=None) as book:
        assert book.state("findings", [{"id": "i1", "killed": 5}, {"id": "i1", "killed": 7}]) == (0, 1)
        assert book.state("findings", [{"id": "i1", "killed": 5}]) == (None,)
        assert book.state("links", [{"id": "i1", "links": []}]) == (2,)
        with pytest.raises(KeyUnusable, match="signature"):
            book.state("decisions", [Verdict(id="d1")])
        found = book.verify()
    assert found.holds
    assert [(one.what, one.why) for one in found.unchecked] == [("signature", "nobody signed for the log")]


@pytest.mark.parametrize("value", [{"kind": "accept"}, {"id": ""}, {"id": 5}, ["id"], {"id": "d", "x": float("nan")}])
def test_what_has_no_id_or_no_canonical_form_is_refused(tmp_path: Path, value: Any) -> None:
    with opened(tmp_path / "book") as book:
        with pytest.raises(BadField):
            book.state("decisions", [value])
        assert book.head() is None


def test_a_decision_is_never_unsigned_moved_doubled_or_put_into_anothers_mouth(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    with opened(folder) as book:
        book.state("decisions", [Verdict(id="d1"), Verdict(id="d2")])
        book.state("decisions", [Verdict(id="d3")], signer=OTHER)
    meddling = {
        "UPDATE decisions SET body = replace(body, 'accept', 'reject') WHERE entry = 1": "decision",
        "UPDATE decisions SET target = 'c9' WHERE entry = 1": "decision",
        "DELETE FROM decisions WHERE entry = 2": "decision",
        "UPDATE decisions SET entry = 9 WHERE entry = 2": "decision",
        f"UPDATE entries SET body = replace(body, '{SIGNER.key}', '{OTHER.key}') WHERE position = 1": "entry",
        "DELETE FROM keys WHERE entry = 0": "key",
        "UPDATE keys SET holder = 'C. Forger' WHERE entry = 0": "key",
        "DELETE FROM signatures": None,
    }
    data = (folder / "casebook.sqlite").read_bytes()
    for statement, what in meddling.items():
        connection = database(folder)
        connection.execute(statement)
        connection.close()
        with opened(folder) as book:
            found = book.verify()
        if what is None:
            assert [one.what for one in found.unchecked] == ["signature"]
        else:
            assert what in {one.what for one in found.broken}, (statement, found.text())
        (folder / "casebook.sqlite").write_bytes(data)


def test_a_rewritten_log_needs_the_keys_of_those_who_signed(tmp_path: Path) -> None:
    """A forger who rebuilds everything can sign only with keys of his own."""
    honest, forged = tmp_path / "honest", tmp_path / "forged"
    with opened(honest) as book:
        book.state("decisions", [Verdict(id="d1")])
    with opened(forged, signer=OTHER) as book:
        book.state("decisions", [Verdict(id="d1", kind="reject")])
    rows = sqlite3.connect(honest / "casebook.sqlite").execute("SELECT * FROM signatures").fetchall()
    connection = database(forged)
    connection.execute("DELETE FROM signatures")
    connection.executemany("INSERT INTO signatures VALUES (?, ?, ?, ?)", rows)
    connection.close()
    with opened(forged) as book:
        assert "signature" in {one.what for one in book.verify().broken}


def test_a_casebook_from_before_keys_and_decisions_opens_holds_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    with opened(folder, signer=None) as book:
        list(book.add_many([item(1), item(2)]))
    connection = database(folder)
    for table in ("links", "findings", "decisions", "publications", "media", "keys", "timestamps", "signatures"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with opened(folder) as book:
        assert book.verify().holds
        assert [one.id for one in book.reports()] == ["r001", "r002"]
        book.add(*item(3))
        book.state("decisions", [Verdict(id="d1")])
        found = book.verify()
    assert found.checks == ()
    assert found.valid["reports"] == 3
    versions = [database(folder).execute(f"PRAGMA {one}").fetchone() for one in ("user_version", "application_id")]
    assert versions == [(STEPS[-1].version,), (APPLICATION,)]
