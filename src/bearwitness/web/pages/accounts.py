"""Logging in and out, one's own account, and for administrators the accounts and the audit."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from anyio import to_thread
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from bearwitness.errors import BadAccount, KeyUnusable, NotFound
from bearwitness.signing import user_keys
from bearwitness.web.access import inside
from bearwitness.web.accounts import Account, By
from bearwitness.web.doors import Door, Site, Team
from bearwitness.web.gate import cookie_header
from bearwitness.web.rendering import page
from bearwitness.web.sessions import PROGRAM, csrf_of
from bearwitness.web.visitors import scope_of, visitor_of

Asked = Request[Any, Any, Any]
T = TypeVar("T")
WRONG = "This name and password do not fit."
WAITING = 20
"""How many may wait for their password to be checked; more are asked to come again."""
MOST_BYTES = 64 << 10
"""Bytes of a form that anybody may send."""


# --- logging in and out ---


@get("/login", opt={"rule": "public"}, sync_to_thread=False, include_in_schema=False)
def login(
    request: Asked, door: NamedDependency[Door], wanted: Annotated[str, QueryParameter(name="next")] = "/"
) -> Response[Any]:
    """The page for logging in; whoever is logged in goes on at once."""
    where = inside(wanted)
    if visitor_of(request) is not None:
        return Redirect(where, status_code=303)
    if door.team is None:
        return page(request, "alone.html.j2", status=401)
    return _with_form(request, "login.html.j2", where=where, name="", fault=None)


@post("/login", opt={"rule": "public", "does": "logged in"}, include_in_schema=False, request_max_body_size=MOST_BYTES)
async def log_in(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """Log in: the answer is the same whatever does not fit."""
    team = team_of(door)
    form = await form_of(request)
    name, password, where = form.get("name", ""), form.get("password", ""), inside(form.get("next"))
    wait = await to_thread.run_sync(partial(team.accounts.limits.begin, name, address_of(request)))
    if wait:
        fault = f"There were too many wrong passwords. Try again in {_duration(wait)}."
        made = _with_form(request, "login.html.j2", status=429, where=where, name=name, fault=fault)
        made.headers["retry-after"] = str(wait)
        return made
    account = await _hashed(team, partial(team.accounts.check, name, password))
    if account is None:
        await to_thread.run_sync(partial(team.audit.note, "failed to log in", who=None, address=address_of(request)))
        return _with_form(request, "login.html.j2", status=401, where=where, name=name, fault=WRONG)
    await to_thread.run_sync(partial(team.accounts.limits.succeeded, name, address_of(request)))
    return await _entered(request, team, account, where)


@post("/logout", opt={"rule": "viewer", "does": "logged out"}, include_in_schema=False)
async def log_out(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """End the session."""
    team = team_of(door)
    who = own_name(request)
    await to_thread.run_sync(
        partial(team.sessions.end, scope_of(request)["secret"], who=who, address=address_of(request))
    )
    return moved(request, "/login", secret="", ends=True)


@get("/invitation", opt={"rule": "public"}, sync_to_thread=True, include_in_schema=False)
def invitation(request: Asked, door: NamedDependency[Door], code: FromQuery[str] = "") -> Response[Any]:
    """Where the link of an administrator leads: the person sets a password."""
    found = team_of(door).accounts.invited(code)
    return _with_form(request, "invitation.html.j2", account=found, code=code, fault=None)


@post(
    "/invitation",
    opt={"rule": "public", "does": "set a password by link"},
    include_in_schema=False,
    request_max_body_size=MOST_BYTES,
)
async def accept(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """Set a password by link, and log in with it."""
    team = team_of(door)
    form = await form_of(request)
    code = form.get("code", "")
    found = await to_thread.run_sync(partial(team.accounts.invited, code))
    try:
        password = _twice(form)
        account = await _hashed(team, partial(team.accounts.accept, code, password, address=address_of(request)))
    except BadAccount as error:
        return _with_form(request, "invitation.html.j2", status=400, account=found, code=code, fault=str(error))
    return await _entered(request, team, account, "/")


# --- one's own account ---


@get("/account", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def own(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """One's own account: password, sessions, keys to the API."""
    team = team_of(door)
    return _own_page(request, team)


@post("/account/password", opt={"rule": "viewer", "does": "set a password"}, include_in_schema=False)
async def change_password(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """Another password; all other sessions end."""
    team = team_of(door)
    form = await form_of(request)
    name = own_name(request)
    wait = await to_thread.run_sync(partial(team.accounts.limits.begin, name, address_of(request)))
    if wait:
        raise TooManyRequestsException(f"There were too many wrong passwords. Try again in {_duration(wait)}.")
    account = await _hashed(team, partial(team.accounts.check, name, form.get("old", "")))
    if account is None:
        return await to_thread.run_sync(partial(_own_page, request, team, fault="The old password does not fit."))
    await to_thread.run_sync(partial(team.accounts.limits.succeeded, name, address_of(request)))
    try:
        password = _twice(form)
        await _hashed(team, partial(team.accounts.set_password, name, password, by=by_of(request)))
    except BadAccount as error:
        return await to_thread.run_sync(partial(_own_page, request, team, fault=str(error)))
    return await _entered(request, team, account, "/account")


@post(
    "/account/sessions/{session:str}/end",
    opt={"rule": "viewer", "does": "ended a session"},
    sync_to_thread=True,
    include_in_schema=False,
)
def end_session(request: Asked, door: NamedDependency[Door], session: FromPath[str]) -> Response[Any]:
    """End one of one's own sessions, or a key to the API."""
    team = team_of(door)
    account = team.accounts.get(own_name(request))
    scope_of(request)["audited"] = True
    if not team.sessions.end_one(account, session, address=address_of(request)):
        raise NotFound("There is no such session.")
    return moved(request, "/account")


@post("/account/keys", opt={"rule": "viewer", "does": "made a key to the API"}, include_in_schema=False)
async def make_key(request: Asked, door: NamedDependency[Door]) -> Response[Any]:
    """A key with which a program of one's own asks the API; it is shown once."""
    team = team_of(door)
    label = (await form_of(request)).get("label", "")
    scope_of(request)["audited"] = True

    def made() -> Response[Any]:
        account = team.accounts.get(own_name(request))
        key = team.sessions.begin(account, address=address_of(request), kind="program", label=label)
        return _own_page(request, team, key=key)

    return await to_thread.run_sync(made)


HANDLERS = (login, log_in, log_out, invitation, accept, own, change_password, end_session, make_key)


def moment(seconds: int) -> str:
    """A time as people read it, UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def team_of(door: Door) -> Team:
    """The accounts; NotFound where there are none."""
    if door.team is None:
        raise NotFound("This casebook has no accounts.", remedy="`bearwitness account add` makes the first.")
    return door.team


async def form_of(request: Asked) -> dict[str, str]:
    """The fields of a form that are text."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


async def _hashed(team: Team, work: Callable[[], T]) -> T:
    """What takes a password's time and memory, a few at once; the rest waits in a line that has an end."""
    if team.hashing.statistics().tasks_waiting >= WAITING:
        raise TooManyRequestsException("Too many people log in at this moment. Try again.")
    return await to_thread.run_sync(work, limiter=team.hashing)


async def _entered(request: Asked, team: Team, account: Account, where: str) -> Response[Any]:
    """A new session for whoever showed a password; the one that was there ends."""
    older = scope_of(request).get("secret")
    begin = partial(team.sessions.begin, account, address=address_of(request), instead=older)
    return moved(request, where, secret=await to_thread.run_sync(begin))


def moved(request: Asked, where: str, *, secret: str | None = None, ends: bool = False) -> Response[Any]:
    """Go on elsewhere, with the cookie of a new session or without one; the audit has its line already."""
    made = Redirect(where, status_code=303)
    scope_of(request)["audited"] = True
    if secret is not None:
        made.headers["set-cookie"] = _cookie(request, secret, ends=ends)
    return made


def _cookie(request: Asked, secret: str, *, ends: bool = False) -> str:
    site: Site = scope_of(request)["site"]
    return cookie_header(site, secret, ends=ends)[1].decode("latin-1")


def _with_form(request: Asked, template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """A page with a form for somebody who has no session: a cookie is set to which the form is bound."""
    fresh = None if scope_of(request).get("csrf") else secrets.token_urlsafe(32)
    if fresh is not None:
        scope_of(request)["csrf"] = csrf_of(fresh)
    made = page(request, template, status=status, **values)
    if fresh is not None:
        made.headers["set-cookie"] = _cookie(request, fresh)
    return made


def _own_page(request: Asked, team: Team, *, fault: str | None = None, key: str | None = None) -> Response[Any]:
    account = team.accounts.get(own_name(request))
    return page(
        request,
        "account.html.j2",
        status=400 if fault else 200,
        account=account,
        sessions=team.sessions.of(account),
        signs=_key_of(account.reviewer),
        days=PROGRAM // 86400,
        fault=fault,
        key=key,
        moment=moment,
    )


def _key_of(reviewer: str) -> str | None:
    """Id of the key that signs the Decisions of a reviewer; None before the first, or where none can be used."""
    try:
        return next((one.key for one in reversed(user_keys().cards()) if one.holder == reviewer), None)
    except KeyUnusable:
        return None


def _twice(form: dict[str, str]) -> str:
    """The new password, typed twice; BadAccount if it is not the same."""
    if form.get("password", "") != form.get("again", ""):
        raise BadAccount("The two passwords are not the same.", remedy="Type it again.")
    return form.get("password", "")


def own_name(request: Asked) -> str:
    """The account of whoever asks."""
    visitor = visitor_of(request)
    return (visitor.name if visitor is not None else None) or ""


def by_of(request: Asked) -> By:
    """Who changes something, for the audit."""
    return By(who=own_name(request), address=address_of(request))


def address_of(request: Asked) -> str:
    """From where somebody asks."""
    return request.client.host if request.client is not None else "unknown"


def _duration(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
