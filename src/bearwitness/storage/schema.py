"""The tables, as the queries see them. What a casebook file really holds is made by `migrations`; a test compares.

Every row carries its canonical JSON (`body`) and the digest of it; the other columns are copies of parts of the body,
there to be searched, and `verify` checks that they still agree. A row of a table that has the column `entry` is about
that entry of the log. The columns of `decisions` and `publications` repeat the fields of those names, text as it is and
anything else as canonical JSON, so that the tables need not know what a decision is made of. Nothing is ever updated or
deleted.
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
links = Table(
    "links",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),  # of the incident
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("links_id", "id"),
)
findings = Table(
    "findings",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),  # of the incident
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("findings_id", "id"),
)
decisions = Table(
    "decisions",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("kind", Text),
    Column("target", Text),
    Column("reviewer", Text),
    Column("supersedes", Text),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("decisions_id", "id"),
    Index("decisions_target", "target"),
)
publications = Table(
    "publications",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("kind", Text),
    Column("target", Text),
    Column("profile", Text),
    Column("reviewer", Text),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("publications_id", "id"),
    Index("publications_target", "target"),
)
media = Table(
    "media",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("sha256", Text, nullable=False),  # of the capture
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("media_id", "id"),
    Index("media_sha256", "sha256"),
)
keys = Table(
    "keys",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("holder", Text),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("keys_key", "key"),
)
timestamps = Table(
    "timestamps",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),  # of the head
    Column("authority", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("timestamps_size", "size"),
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
signatures = Table(
    "signatures",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),  # of the head
    Column("key", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
