"""Who looks at a page, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from litestar import Request

Role = Literal["viewer", "reviewer", "publisher", "administrator"]
ROLES: tuple[Role, ...] = ("viewer", "reviewer", "publisher", "administrator")
"""Each may do what those before it may."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who was let in."""

    name: str | None
    """Who it is; None: the one user of a casebook on this machine."""
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this role is theirs, or one that holds it."""
        return ROLES.index(self.role) >= ROLES.index(role)


def visitor_of(request: Request[Any, Any, Any]) -> Visitor | None:
    """Who asks; None where nobody was let in (the page for logging in)."""
    found = request.scope.get("user")
    return found if isinstance(found, Visitor) else None
