"""assign (being written)."""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract.context import Context
from bearwitness.model import Claim


def assign(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, each with the occurrence it is about (`occurrence_of`), and time and place where inherited."""
    return list(claims)
