"""For administrators: the accounts of the team, and the audit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from anyio import to_thread
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from bearwitness.errors import BadAccount
from bearwitness.web.accounts import INVITED, Account
from bearwitness.web.doors import Door, Site, Team
from bearwitness.web.pages.accounts import by_of, form_of, moment, moved, team_of
from bearwitness.web.rendering import page
from bearwitness.web.visitors import ROLES, scope_of

Asked = Request[Any, Any, Any]
A_PAGE = 100
"""Lines of the audit on one page."""


@get("/accounts", opt={"rule": "administrator"}, sync_to_thread=True, include_in_schema=False)
def listed(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """All accounts."""
    return _list_page(request, team_of(door))


@post("/accounts", opt={"rule": "administrator", "does": "made an account"}, include_in_schema=False)
async def add(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """A new account, and the link with which its person sets a password."""
    form = await form_of(request)
    name, role, reviewer = (form.get(one, "") for one in ("name", "role", "reviewer"))

    def change(team: Team) -> str:
        made = team.accounts.add(name, role=role, reviewer=reviewer or None, by=by_of(request))
        return team.accounts.invite(made.name, by=by_of(request))

    return await to_thread.run_sync(partial(_changed, request, door, name, change))


@post("/accounts/{name:str}/role", opt={"rule": "administrator", "does": "changed a role"}, include_in_schema=False)
async def change_role(request: Asked, door: NamedDependency[Door], name: FromPath[str]) -> Response[Any]:
    """Another role."""
    role = (await form_of(request)).get("role", "")

    def change(team: Team) -> None:
        team.accounts.set_role(name, role, by=by_of(request))

    return await to_thread.run_sync(partial(_changed, request, door, name, change))


@post(
    "/accounts/{name:str}/disable",
    opt={"rule": "administrator", "does": "disabled account"},
    sync_to_thread=True,
    include_in_schema=False,
)
def disable(request: Asked, door: NamedDependency[Door], name: FromPath[str]) -> Response[Any]:
    """Log in no more."""
    return _changed(request, door, name, lambda team: _nothing(team.accounts.disable(name, by=by_of(request))))


@post(
    "/accounts/{name:str}/enable",
    opt={"rule": "administrator", "does": "enabled account"},
    sync_to_thread=True,
    include_in_schema=False,
)
def enable(request: Asked, door: NamedDependency[Door], name: FromPath[str]) -> Response[Any]:
    """Log in again."""
    return _changed(
        request, door, name, lambda team: _nothing(team.accounts.disable(name, disabled=False, by=by_of(request)))
    )


@post(
    "/accounts/{name:str}/reset",
    opt={"rule": "administrator", "does": "made a link to set a password"},
    sync_to_thread=True,
    include_in_schema=False,
)
def reset(request: Asked, door: NamedDependency[Door], name: FromPath[str]) -> Response[Any]:
    """End password and sessions, and make a link."""
    return _changed(request, door, name, lambda team: team.accounts.invite(name, by=by_of(request)))


@get("/audit", opt={"rule": "administrator"}, sync_to_thread=True, include_in_schema=False)
def audit(
    request: Asked, door: NamedDependency[Door], before: FromQuery[int | None] = None, who: FromQuery[str] = ""
) -> Response[Any]:
    """Who changed what, the latest first."""
    before = None if before is None else max(0, min(before, 2**62))
    rows = team_of(door).audit.rows(before=before, who=who or None, most=A_PAGE + 1)
    older = rows[A_PAGE - 1].id if len(rows) > A_PAGE else None
    return page(request, "audit.html.j2", rows=rows[:A_PAGE], older=older, who=who, moment=moment)


HANDLERS = (listed, add, change_role, disable, enable, reset, audit)


def _list_page(
    request: Asked, team: Team, *, fault: str | None = None, link: str | None = None, name: str = ""
) -> Response[Any]:
    return page(
        request,
        "accounts.html.j2",
        status=400 if fault else 200,
        accounts=team.accounts.all(),
        roles=ROLES,
        hours=INVITED // 3600,
        fault=fault,
        link=link,
        name=name,
        moment=moment,
    )


def _changed(request: Asked, door: Door, name: str, change: Callable[[Team], str | None]) -> Response[Any]:
    """The list after a change, with the link that it made if it made one, or what is wrong with it."""
    team = team_of(door)
    scope_of(request)["audited"] = True
    try:
        secret = change(team)
    except BadAccount as error:
        return _list_page(request, team, fault=str(error))
    if secret is None:
        return moved(request, "/accounts")
    site: Site = scope_of(request)["site"]
    origin = request.headers.get("origin") or f"{'https' if site.secure else 'http'}://{request.headers['host']}"
    return _list_page(request, team, link=f"{origin}/invitation?code={secret}", name=name)


def _nothing(_: Account) -> None:
    return None
