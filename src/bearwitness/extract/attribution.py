"""attribution (being written)."""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract.context import Context
from bearwitness.model import Claim


def attribute(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with who is said to assert each."""
    return list(claims)
