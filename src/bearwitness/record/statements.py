"""What people and programs state about a casebook's content: decisions, publications, findings, links, media.

The record does not know what they are made of. Of their JSON form it needs an id, and it copies the fields that a table
has columns for, so that they can be searched; canonical bytes, digest, entry and signature cover all the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from bearwitness.vocabulary import EntryKind

KIND_OF: Final[Mapping[str, EntryKind]] = {
    "links": "link",
    "findings": "finding",
    "decisions": "decision",
    "publications": "publication",
    "media": "media",
}
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "links": ("id",),
    "findings": ("id",),
    "decisions": ("id", "kind", "target", "reviewer", "supersedes"),
    "publications": ("id", "kind", "target", "profile", "reviewer"),
    "media": ("id", "sha256"),
}
"""Which fields are repeated beside the body."""
ONCE = frozenset({"decisions", "publications"})
"""Tables in which an id is taken for good. An incident's findings and links are stated anew when they change."""
SIGNED = frozenset({"decisions", "publications"})
"""Tables whose entries must be signed."""


def subject_of(row: Any) -> str | None:
    """The id in the JSON form of a statement; None if it has none."""
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str) and found else None


def columns_of(table: str, row: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns of a statement's row: text as it is, nothing as NULL, anything else as canonical JSON."""
    return {name: _text(row.get(name)) for name in COLUMNS[table]}


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else rfc8785.dumps(value).decode()
