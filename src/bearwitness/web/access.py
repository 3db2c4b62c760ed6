"""Who may do what. Every route says it in `opt={"rule": ...}`; one that does not keeps the application from starting.

A rule is a role (whoever has it, or one that holds it), or `public`. What changes something also says what it
`does`, in the words of the audit.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import urlencode

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from bearwitness.errors import NoRule
from bearwitness.vocabulary import Role
from bearwitness.web.visitors import Visitor

PUBLIC = "public"
RULES = frozenset({PUBLIC, *get_args(Role)})
SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
FIELD, HEADER = "csrf", "x-csrf-token"
"""Where a request that changes something says that it comes from a page of ours."""


def routes(app: Litestar) -> Iterator[tuple[str, str, BaseRouteHandler]]:
    """Every method and path that can be asked for, and who answers; what Litestar says to OPTIONS is never reached."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            yield "ANY", route.path, route.route_handler
            continue
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods):
                if method != "OPTIONS":
                    yield method, route.path, handler


def check_rules(app: Litestar) -> None:
    """NoRule if anything can be asked for of which nobody said who may."""
    for method, path, handler in routes(app):
        if not isinstance(handler, HTTPRouteHandler) or handler.opt.get("rule") not in RULES:
            raise NoRule(f"{method} {path} says in no rule who may ask for it.", remedy='Give it opt={"rule": ...}.')


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuses whoever may not: 401 for somebody unknown, 403 for somebody whose role does not hold the rule, or for a
    change that was not asked for by a page of ours.
    """
    rule: Any = handler.opt.get("rule")
    visitor = connection.scope.get("user")
    if rule != PUBLIC:
        if not isinstance(visitor, Visitor):
            raise NotAuthorizedException("Log in first.")
        if rule not in RULES or not visitor.may(rule):
            raise PermissionDeniedException(f"Your role is {visitor.role}; this is for: {rule}.")
    if isinstance(connection, Request) and connection.method not in SAFE:
        await _from_our_page(connection)


async def _from_our_page(request: Request[Any, Any, Any]) -> None:
    expected = request.scope.get("csrf")
    given: Any = request.headers.get(HEADER)
    if given is None and request.content_type[0] in (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART):
        given = (await request.form()).get(FIELD)
    fits = isinstance(expected, str) and isinstance(given, str) and _same(given, expected)
    if not fits:
        raise PermissionDeniedException("This form is of another session. Go back, load the page again and send it.")


def _same(one: str, other: str) -> bool:
    return bool(other) and hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode())


def inside(address: str | None) -> str:
    """The address if it is one of this application, else the front page: nobody is led elsewhere after logging in."""
    given = address or ""
    plain = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable() and "\\" not in given
    return given if plain else "/"


def to_login(path: str, query: str) -> str:
    """The page for logging in, which leads on to where somebody wanted to go."""
    wanted = f"{path}?{query}" if query else path
    return f"/login?{urlencode({'next': wanted})}" if inside(wanted) != "/" else "/login"
