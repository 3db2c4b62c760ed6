"""Whatever is damaged, `verify` says so and names it: every byte of rows and captures, and bytes of the file itself."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bearwitness.casebook import Casebook
from bearwitness.errors import CasebookError, NotFound
from bearwitness.identity import canonical, digest
from bearwitness.model import Verification
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.notes import NOUN
from bearwitness.storage.migrations import STEPS
from casebook.items import KEYS, SIGNER, TABLES, Still, database, dump, fill, item
from casebook.shelf import Memory, in_memory

CONTENT = {"captures", "reports", "claims", "mentions", "decisions"}
"""Here every byte is flipped; of the others, of which there are many alike, every second one."""
# A capture row that is not found by its hash any more leaves its report without one: both are named.
ALSO = {("captures", "sha256"): {"report", "media"}}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Memory:
    folder = tmp_path_factory.mktemp("small") / "book"
    fill(folder, [item(1)])
    with Casebook.open(folder, create=False, clock=Still(), signer=SIGNER) as book:
        value = {"id": "x1", "kind": "accept", "target": {"claim": "c1"}, "reviewer": "B."}
        told = {table: [value] for table in ("decisions", "publications", "findings", "links")}
        book._state_all({**told, "media": [{"id": "m1", "sha256": item(1)[0].sha256}]})
    return in_memory(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports in two batches, one of them extracted twice."""
    fill(tmp_path / "book", [item(1), item(2)])
    fill(tmp_path / "book", [item(3), item(1, version="bearwitness 0.2.0")])
    return tmp_path / "book"


def verified(folder: Path) -> Verification:
    with Casebook.open(folder, create=False) as book:
        return book.verify()


def flipped(value: object, at: int, bit: int) -> Any:
    """A stored value with one bit of one byte changed, as the store would give it out."""
    if isinstance(value, int):
        return value ^ (1 << bit)
    data = bytearray(value if isinstance(value, bytes) else str(value).encode())
    data[at] ^= 1 << bit
    return bytes(data) if isinstance(value, bytes) else bytes(data).decode("utf-8", "surrogateescape")


def length(value: object) -> int:
    return 1 if isinstance(value, int) else len(value if isinstance(value, bytes) else str(value).encode())


def test_the_undamaged_shelf_holds(small: Memory) -> None:
    found = small.verified()
    assert found.holds
    assert not found.checks


@pytest.mark.parametrize("table", TABLES)
def test_every_byte_of_every_column_of_every_row_is_watched(small: Memory, table: str) -> None:
    random_bit = random.Random(table)
    for number, row in enumerate(small.tables[table]):
        fields: dict[str, Any] = {"body": row.body, "digest": row.digest, **row.columns}
        for name, value in fields.items():
            for at in range(length(value)) if table in CONTENT else range(number % 2, length(value), 2):
                damaged = flipped(value, at, random_bit.randrange(8))
                change = {name: damaged} if name in ("body", "digest") else {"columns": {**row.columns, name: damaged}}
                found = small.with_row(table, number, **change).verified()
                named = {one.what for one in found.broken}
                assert named - ALSO.get((table, name), set()) == {NOUN[table]}, (name, at, found.text())


@pytest.mark.parametrize("table", TABLES)
def test_a_row_with_another_key_is_named(small: Memory, table: str) -> None:
    for number, row in enumerate(small.tables[table]):
        for at in range(len(row.key)):
            for other in (row.key[at] + 1, -1, 10**15) if isinstance(row.key[at], int) else ("", "0" * 64):
                key = (*row.key[:at], other, *row.key[at + 1 :])
                found = small.with_row(table, number, key=key).verified()
                assert NOUN[table] in {one.what for one in found.broken}, (key, found.text())


def test_every_byte_of_a_capture_is_watched(folder: Path) -> None:
    sha256 = item(2)[0].sha256
    path = folder / "captures" / sha256[:2] / sha256[2:]
    data = path.read_bytes()
    path.chmod(0o644)
    with Casebook.open(folder, create=False) as book:
        for at in range(len(data)):  # every byte
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            (broken,) = book.verify().broken
            assert broken.what == "capture file"
            assert sha256[2:] in broken.where
        for other in (b"", data[:-1], data + b"\n"):
            path.write_bytes(other)
            assert not book.verify().holds
        path.write_bytes(data)
        assert book.verify().holds


def test_a_hundred_flips_in_the_rows_of_the_database_are_named(folder: Path) -> None:
    chosen = random.Random(7)
    connection = database(folder)
    spots = []
    for table in TABLES:
        where = " AND ".join(f"{one} = ?" for one in KEYS[table])
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [one[0] for one in cursor.description]
        for row in cursor.fetchall():
            held = dict(zip(names, row, strict=True))
            key = [one.decode() if isinstance(one, bytes) else one for one in (held[name] for name in KEYS[table])]
            spots += [(table, name, where, key, held[name]) for name in names if name not in KEYS[table]]
    for table, name, where, key, value in chosen.sample(spots, 110):
        wrong = flipped(value, chosen.randrange(length(value)), chosen.randrange(8))
        as_text = "CAST(? AS TEXT)" if isinstance(wrong, bytes) else "?"
        connection.execute(f"UPDATE {table} SET {name} = {as_text} WHERE {where}", (wrong, *key))
        found = verified(folder)
        assert NOUN[table] in {one.what for one in found.broken}, (table, name, key, found.text())
        assert found.text().startswith("Does not hold")
        as_text = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
        connection.execute(f"UPDATE {table} SET {name} = {as_text} WHERE {where}", (value, *key))
    connection.close()
    assert verified(folder).holds


Sql = tuple[str, ...]
DOUBLED_ENTRY = """INSERT INTO entries
    SELECT 11, kind, subject, subject_digest, at, body, digest FROM entries WHERE position = 2"""
DOUBLED_CLAIM = """INSERT INTO claims
    SELECT claim_set, 2, id, kind, body, digest FROM claims WHERE claim_set = 3 AND position = 1"""
MEDDLING: dict[str, tuple[Sql, str, str]] = {
    "a capture row is deleted": (("DELETE FROM captures WHERE entry = 1",), "capture", "row is missing"),
    "a report row is deleted": (("DELETE FROM reports WHERE entry = 2",), "report", "row is missing"),
    "a claim set is deleted": (("DELETE FROM claim_sets WHERE entry = 3",), "claim set", "row is missing"),
    "a claim is deleted": (("DELETE FROM claims WHERE claim_set = 3 AND position = 0",), "claim", "it is missing"),
    "the last claim is deleted": (("DELETE FROM claims WHERE (claim_set, position) = (3, 1)",), "claim", "is missing"),
    "a mention is deleted": (("DELETE FROM mentions WHERE claim_set = 6",), "mention", "it is missing"),
    "an entry is deleted": (("DELETE FROM entries WHERE position = 5",), "entry", "it is missing"),
    "the first entry is deleted": (("DELETE FROM entries WHERE position = 0",), "entry", "it is missing"),
    "the last entry is deleted": (("DELETE FROM entries WHERE position = 10",), "claim set", "no entry"),
    "the log is cut short": (("DELETE FROM entries WHERE position >= 7",), "head", "no such state"),
    "the log is emptied": (("DELETE FROM entries",), "report", "no entry"),
    "a head is deleted": (("DELETE FROM heads WHERE size = 11",), "head", "it is missing"),
    "all heads are deleted": (("DELETE FROM heads",), "head", "it is missing"),
    "log and head are cut, rows stay": (
        ("DELETE FROM entries WHERE position >= 7", "DELETE FROM heads WHERE size > 7"),
        "report",
        "no entry",
    ),
    "an entry is doubled at the end": (
        (DOUBLED_ENTRY,),
        "entry",
        "it was entry 2",
    ),
    "a report is doubled": (
        ("INSERT INTO reports SELECT 11, id, capture, body, digest FROM reports WHERE entry = 2",),
        "report",
        "no entry",
    ),
    "a claim is added": (
        (DOUBLED_CLAIM,),
        "claim",
        "does not list it",
    ),
    "two reports change places": (
        ("UPDATE reports SET entry = -1 WHERE entry = 2", "UPDATE reports SET entry = 2 WHERE entry = 5",
         "UPDATE reports SET entry = 5 WHERE entry = -1"),
        "report",
        "not what the log says",
    ),
    "two claims change places": (
        ("UPDATE claims SET position = 9 WHERE claim_set = 3 AND position = 0",
         "UPDATE claims SET position = 0 WHERE claim_set = 3 AND position = 1",
         "UPDATE claims SET position = 1 WHERE claim_set = 3 AND position = 9"),
        "claim",
        "not the one that its claim set lists",
    ),
    "a claim moves to another report": (
        ("UPDATE claims SET claim_set = 6, position = 7 WHERE claim_set = 3 AND position = 1",),
        "claim",
        "does not list it",
    ),
    "two entries change places": (
        ("UPDATE entries SET position = -1 WHERE position = 2", "UPDATE entries SET position = 2 WHERE position = 5",
         "UPDATE entries SET position = 5 WHERE position = -1"),
        "entry",
        "it was entry",
    ),
    "body and digest are exchanged for those of another report": (
        ("UPDATE reports SET (body, digest) = (SELECT body, digest FROM reports WHERE entry = 5) WHERE entry = 2",),
        "report",
        "not what the log says",
    ),
    "a claim set points elsewhere": (("UPDATE claim_sets SET reading = 5 WHERE entry = 3",), "claim set", "reading"),
    "a number becomes text": (("UPDATE entries SET subject = CAST(1 AS BLOB) WHERE position = 4",), "entry", "subject"),
    "a table is added": (("CREATE TABLE notes (x TEXT)",), "database", "does not belong"),
    "an index is dropped": (("DROP INDEX claims_id",), "database", "missing"),
    "a table is dropped": (("DROP TABLE mentions",), "database", "mentions"),
    "a column is added": (("ALTER TABLE claims ADD COLUMN verdict TEXT",), "database", "not defined"),
}  # fmt: skip


@pytest.mark.parametrize("name", MEDDLING)
def test_meddling_with_rows_is_named(folder: Path, name: str) -> None:
    statements, what, why = MEDDLING[name]
    connection = database(folder)
    for one in statements:
        connection.execute(one)
    connection.close()
    found = verified(folder)
    assert not found.holds
    assert any(one.what == what and why in one.why for one in found.broken), found.text()


def test_what_hangs_on_a_broken_entry_is_unchecked_and_not_called_broken(folder: Path) -> None:
    connection = database(folder)
    connection.execute("UPDATE entries SET body = replace(body, 'claims', 'klaims') WHERE position = 6")
    connection.close()
    found = verified(folder)
    assert [one.where for one in found.broken] == ["entry 6 of the log"]
    assert {one.what for one in found.unchecked} == {"claim set", "head"}


def test_strange_files_are_mentioned_and_harm_nothing(folder: Path) -> None:
    (folder / "captures" / "ab").mkdir(exist_ok=True)
    (folder / "captures" / "ab" / "notes.txt").write_text("mine")
    found = verified(folder)
    assert found.holds
    assert [(one.what, one.where) for one in found.unchecked] == [("capture file", "captures/ab/notes.txt")]


def test_what_verification_says_can_always_be_printed(folder: Path) -> None:
    (folder / "captures" / os.fsdecode(b"\xff\n\x1b[2J")).write_text("strange")
    connection = database(folder)
    connection.execute("UPDATE entries SET subject_digest = CAST(X'FF00' AS TEXT) WHERE position = 2")
    connection.execute("INSERT INTO mentions VALUES ('x', 1, 'place', CAST(X'FFFE' AS TEXT), 'd')")
    connection.close()
    found = verified(folder)
    assert not found.holds
    assert all(line.isprintable() for line in found.text().splitlines())
    assert canonical(found)


STRANGE = [
    "null",
    "5",
    "[]",
    '{"a":1}',
    '"\\ud800"',
    "[" * 50_000,
    '{"kind":[],"resolved":null}',
    '{"kind":"place","passage":"p1","start":0,"end":1,"quote":"x","resolved":{}}',
    '{"index":-5,"kind":"report","subject":"\\ud800","digest":"x","at":"y"}',
    '{"size":1e400,"root":"","peaks":[],"at":""}',
]


@pytest.mark.parametrize("table", TABLES)
def test_a_forged_body_with_a_fitting_digest_is_named_and_never_a_crash(small: Memory, table: str) -> None:
    for number in range(len(small.tables[table])):
        for body in (one.encode() for one in STRANGE):
            found = small.with_row(table, number, body=body, digest=digest(DOMAINS[table], body)).verified()
            assert NOUN[table] in {one.what for one in found.broken}, found.text()


def test_a_deleted_folder_of_captures_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "captures")
    assert Counter(one.what for one in verified(folder).broken) == {"capture file": 3}


def raw_flip_outcome(folder: Path, data: bytes, at: int, bit: int, before: list[Any]) -> str:
    """What becomes of the casebook when one bit of its database file is flipped."""
    path = folder / "casebook.sqlite"
    for name in ("-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    path.write_bytes(data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :])
    try:
        found = verified(folder)
    except CasebookError:
        return "refused"
    if not found.holds:
        return "named"
    return "unchanged" if dump(folder) == before else "unseen"


def test_a_flipped_bit_anywhere_in_the_file_is_reported_or_changes_nothing(folder: Path) -> None:
    chosen = random.Random(11)
    path = folder / "casebook.sqlite"
    data, before = path.read_bytes(), dump(folder)
    spots = [*range(0, 100, 2), *chosen.sample(range(100, len(data)), 130)]  # the header, and some of the rest
    outcomes = Counter(raw_flip_outcome(folder, data, at, chosen.randrange(8), before) for at in spots)
    assert outcomes["unseen"] == 0, outcomes
    assert outcomes["named"] > 25, outcomes
    path.write_bytes(data)
    assert verified(folder).holds


@pytest.mark.parametrize(
    ("spoil", "match"),
    [
        (lambda path: path.write_bytes(b""), "beginning of a casebook"),
        (lambda path: path.write_bytes(b"not a database at all" * 100), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "damaged"),
        (lambda path: _pragma(path, f"user_version = {STEPS[-1].version + 1}"), "newer Bearwitness"),
        (lambda path: _pragma(path, "user_version = 0"), "not the casebook that it says"),
        (lambda path: _pragma(path, "application_id = 5"), "no casebook"),
    ],
    ids=["empty", "other", "cut", "newer", "no version", "another program's"],
)
def test_a_file_that_is_no_casebook_any_more_is_refused(
    folder: Path, spoil: Callable[[Path], object], match: str
) -> None:
    spoil(folder / "casebook.sqlite")
    try:
        found = verified(folder).text()
    except (CasebookError, NotFound) as error:
        found = str(error)
    assert match in found


def _pragma(path: Path, setting: str) -> None:
    connection = database(path.parent)
    connection.execute(f"PRAGMA {setting}")
    connection.close()
