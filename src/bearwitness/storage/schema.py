"""The tables, as the queries see them. What a casebook file really holds is made by `migrations`; a test compares.

Every row carries its canonical JSON (`body`) and the digest of it; the other columns are copies of parts of the body,
there to be searched, and `verify` checks that they still agree. A row of `captures`, `reports` and `claim_sets` has
the position of its log entry as primary key. Nothing is ever updated or deleted.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

captures = Table(
    "captures",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("captures_sha256", "sha256"),
)
reports = Table(
    "reports",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("capture", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("reports_id", "id"),
)
claim_sets = Table(
    "claim_sets",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("report", Text, nullable=False),
    Column("reading", Integer, nullable=False),  # entry of the report row
    Column("extractor", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("claim_sets_report", "report"),
)
claims = Table(
    "claims",
    metadata,
    Column("claim_set", Integer, primary_key=True),  # entry of the claim set
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("claims_id", "id"),
)
mentions = Table(
    "mentions",
    metadata,
    Column("claim_set", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
entries = Table(
    "entries",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_digest", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
heads = Table(
    "heads",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
