"""Capture files, the schema ladder, and that the tables of the queries are the tables of the file."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bearwitness.errors import CasebookBroken, CasebookError
from bearwitness.storage import Store
from bearwitness.storage.captures import CaptureFiles
from bearwitness.storage.migrations import APPLICATION, STEPS, Step, migrate, schema_of, version_of
from bearwitness.storage.schema import metadata


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_capture_lies_under_its_hash_read_only_and_alone(tmp_path: Path) -> None:
    files = CaptureFiles(tmp_path / "captures")
    data = b"\0bytes\xff"
    files.put(sha(data), data)
    files.sync()
    path = tmp_path / "captures" / sha(data)[:2] / sha(data)[2:]
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o444
    assert list(files.files()) == [f"{sha(data)[:2]}/{sha(data)[2:]}"]
    assert files.read(sha(data)) == data
    files.put(sha(data), data)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_capture_whose_file_holds_other_bytes_is_not_written_over(tmp_path: Path) -> None:
    files = CaptureFiles(tmp_path / "captures")
    path = files.path(sha(b"a"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"evil")
    with pytest.raises(CasebookBroken, match=sha(b"a")[2:]):
        files.put(sha(b"a"), b"a")
    with pytest.raises(CasebookBroken, match="does not hold the bytes"):
        files.read(sha(b"a"))
    assert path.read_bytes() == b"evil"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" * 64])
def test_only_a_hash_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        CaptureFiles(tmp_path).path(name)


def test_the_ladder_ends_at_the_tables_that_the_queries_know() -> None:
    ladder, tables = create_engine("sqlite://"), create_engine("sqlite://")
    with ladder.connect() as connection:
        migrate(connection)
        climbed = inspect(connection)
        metadata.create_all(tables)
        expected = inspect(tables)
        assert sorted(climbed.get_table_names()) == sorted(expected.get_table_names())
        for name in climbed.get_table_names():
            columns = [
                {column["name"]: (str(column["type"]), column["nullable"]) for column in one.get_columns(name)}
                for one in (climbed, expected)
            ]
            assert columns[0] == columns[1]
            assert (
                climbed.get_pk_constraint(name)["constrained_columns"]
                == (expected.get_pk_constraint(name)["constrained_columns"])
            )
            indexes = [{i["name"]: i["column_names"] for i in one.get_indexes(name)} for one in (climbed, expected)]
            assert indexes[0] == indexes[1]


def test_the_steps_of_the_ladder_count_up_from_one() -> None:
    assert [one.version for one in STEPS] == list(range(1, len(STEPS) + 1))


def test_an_older_file_climbs_and_keeps_what_it_holds(tmp_path: Path) -> None:
    steps = (
        *STEPS,
        Step(len(STEPS) + 1, ("ALTER TABLE reports ADD COLUMN checked TEXT", "CREATE TABLE more (x TEXT)")),
    )
    engine = create_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with engine.begin() as connection:
        migrate(connection)
        assert version_of(connection) == len(STEPS)
        connection.exec_driver_sql("INSERT INTO reports VALUES (1, 'r', 'c', '{}', 'd')")
        old = schema_of(connection)
    with engine.begin() as connection:
        migrate(connection, steps)
        assert version_of(connection) == len(STEPS) + 1
        migrate(connection, steps)
        assert connection.exec_driver_sql("SELECT * FROM reports").all() == [(1, "r", "c", "{}", "d", None)]
        assert schema_of(connection).keys() - old.keys() == {"table more"}


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    Store.open(tmp_path / "book", create=True).close()
    path = tmp_path / "book" / "casebook.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP TABLE heads")
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CasebookError, match="already exists"):
        Store.open(tmp_path / "book", create=True)
    assert path.read_bytes() == before


def test_the_file_says_what_it_is_and_is_durable(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "book", create=True)
    with store.reading() as reader:
        connection = reader._connection
        asked = {one: connection.exec_driver_sql(f"PRAGMA {one}").scalar_one() for one in
                 ("journal_mode", "synchronous", "application_id", "user_version")}  # fmt: skip
    store.close()
    assert asked == {
        "journal_mode": "wal", "synchronous": 2, "application_id": APPLICATION, "user_version": STEPS[-1].version
    }  # fmt: skip
    assert "verify" in (tmp_path / "book" / "README.txt").read_text()
    assert sorted(one.name for one in (tmp_path / "book").iterdir()) == ["README.txt", "captures", "casebook.sqlite"]


def test_what_a_block_adds_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "book", create=True)
    row = {"size": 1, "root": "r", "body": "{}", "digest": "d"}

    def add_and_fail() -> None:
        with store.writing() as writer:
            writer.insert("heads", [row])
            raise KeyError

    with pytest.raises(KeyError):
        add_and_fail()
    with store.reading() as reader:
        assert reader.count("heads") == 0
    with store.writing() as writer:
        writer.insert("heads", [row])
    with store.reading() as reader:
        assert reader.last_head() is not None
    store.close()


@pytest.mark.parametrize("name", ["a b", "q?x=1", "100%", "ünï#é", "semi;colon"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    Store.open(tmp_path / name, create=True).close()
    assert (tmp_path / name / "casebook.sqlite").is_file()
    assert sorted(one.name for one in tmp_path.iterdir()) == [name]
