"""The ladder of schema versions: each step is plain SQL, run once, in one transaction with the version number.

The version is SQLite's `user_version`, in the file's header, so that the schema and its number can never disagree
(docs/adr/0006). A step that has been released is never changed; a new one is added below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

APPLICATION = 0x42454152
"""`BEAR`: marks the file as a casebook."""


@dataclass(frozen=True)
class Step:
    """From version `version - 1` to `version`."""

    version: int
    statements: tuple[str, ...]


STEPS = (
    Step(
        1,
        (
            """CREATE TABLE captures (
    entry INTEGER NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE reports (
    entry INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    capture TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE claim_sets (
    entry INTEGER NOT NULL PRIMARY KEY,
    report TEXT NOT NULL,
    reading INTEGER NOT NULL,
    extractor TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE claims (
    claim_set INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (claim_set, position)
)""",
            """CREATE TABLE mentions (
    claim_set INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (claim_set, position)
)""",
            """CREATE TABLE entries (
    position INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_digest TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE heads (
    size INTEGER NOT NULL PRIMARY KEY,
    root TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            "CREATE INDEX captures_sha256 ON captures (sha256)",
            "CREATE INDEX reports_id ON reports (id)",
            "CREATE INDEX claim_sets_report ON claim_sets (report)",
            "CREATE INDEX claims_id ON claims (id)",
        ),
    ),
    Step(
        2,
        (
            """CREATE TABLE links (
    entry INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE findings (
    entry INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE decisions (
    entry INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT,
    target TEXT,
    reviewer TEXT,
    supersedes TEXT,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE publications (
    entry INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT,
    target TEXT,
    profile TEXT,
    reviewer TEXT,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE keys (
    entry INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    action TEXT NOT NULL,
    holder TEXT,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE timestamps (
    entry INTEGER NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    authority TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            """CREATE TABLE signatures (
    size INTEGER NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (size, key)
)""",
            "CREATE INDEX links_id ON links (id)",
            "CREATE INDEX findings_id ON findings (id)",
            "CREATE INDEX decisions_id ON decisions (id)",
            "CREATE INDEX decisions_target ON decisions (target)",
            "CREATE INDEX publications_id ON publications (id)",
            "CREATE INDEX publications_target ON publications (target)",
            "CREATE INDEX keys_key ON keys (key)",
            "CREATE INDEX timestamps_size ON timestamps (size)",
        ),
    ),
    Step(
        3,
        (
            """CREATE TABLE media (
    entry INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
)""",
            "CREATE INDEX media_id ON media (id)",
            "CREATE INDEX media_sha256 ON media (sha256)",
        ),
    ),
)


def version_of(connection: Connection) -> int:
    """The schema's version; 0 for an empty file."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Climb from the file's version to the last step, inside the caller's transaction."""
    reached = version_of(connection)
    for step in steps:
        if step.version > reached:
            for statement in step.statements:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA user_version = {step.version:d}")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION:d}")


def schema_of(connection: Connection) -> dict[str, str]:
    """Each table and index of the file with the table that it is of and the SQL that made it."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    return {f"{kind} {name}": f"{table}: {sql}" for kind, name, table, sql in rows}
