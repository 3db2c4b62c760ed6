"""Who looks at a page, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast, get_args

from litestar import Request

from bearwitness.vocabulary import Role

ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who was let in."""

    name: str | None
    """Who it is; None: the one user of a casebook on this machine."""
    role: Role
    reviewer: str | None = None
    """The name under which their Decisions are signed; None where the settings of this machine say."""

    def may(self, role: Role) -> bool:
        """Whether this role is theirs, or one that holds it."""
        return ROLES.index(self.role) >= ROLES.index(role)


def scope_of(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What the gate and the handlers say to each other of a request: `user`, `csrf`, `secret` (of the session), `site`;
    and back: `subject` (what was changed, for the audit), `audited` (its line is written already).
    """
    return cast("dict[str, Any]", request.scope)


def visitor_of(request: Request[Any, Any, Any]) -> Visitor | None:
    """Who asks; None where nobody was let in (the page for logging in)."""
    found = request.scope.get("user")
    return found if isinstance(found, Visitor) else None
