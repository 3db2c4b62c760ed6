"""casualties (being written)."""

from __future__ import annotations

from bearwitness.extract.context import Context
from bearwitness.model import Claim


def find(context: Context) -> list[Claim]:
    """Claims of this kind, with keys for ids, attribution None where not yet known."""
    return []
