"""Puts the web application together: routes, the casebook they look into, what every answer says of itself."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.di import Provide
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

from bearwitness.errors import BearwitnessError, CasebookBusy, NotFound, NotInstalled, UsageError
from bearwitness.web import access, api
from bearwitness.web.books import Books
from bearwitness.web.checking import Checking
from bearwitness.web.doors import Door, Site
from bearwitness.web.gate import API, Gate
from bearwitness.web.jobs import Jobs
from bearwitness.web.pages import (
    accounts,
    adding,
    deciding,
    incidents,
    media,
    proof,
    reports,
    review,
    search,
    styles,
    team,
)
from bearwitness.web.rendering import page

log = logging.getLogger(__name__)
STATUS = ((NotFound, 404), (UsageError, 400), (CasebookBusy, 503), (NotInstalled, 501), (BearwitnessError, 500))


def create_app(books: Books, *, door: Door, site: Site) -> Litestar:
    """The application over one casebook; `door` says who is let in, `site` where it is served. NoRule if there is a
    page for which nobody said who may see it.
    """
    know_types()
    jobs, checking = Jobs(books.folder), Checking(books.folder, books.clock)
    static = Path(str(resources.files("bearwitness.web") / "static"))
    # In one router: a handler in a thread breaks when it is registered again because another shares its path.
    pages = Router(
        "/",
        route_handlers=[
            incidents.front,
            incidents.listed,
            incidents.one,
            incidents.changed,
            incidents.printable,
            incidents.printed,
            reports.one,
            reports.two,
            search.search,
            media.small,
            adding.form,
            adding.begin,
            adding.followed,
            proof.state,
            proof.check,
            styles.record,
            styles.icon,
            *review.HANDLERS,
            *deciding.HANDLERS,
            *accounts.HANDLERS,
            *team.HANDLERS,
            Router("/api", route_handlers=api.HANDLERS),
        ],
    )
    app = Litestar(
        route_handlers=[
            pages,
            create_static_files_router(path="/static", directories=[static], opt={"rule": "public"}),
        ],
        dependencies={
            "books": Provide(lambda: books, sync_to_thread=False),
            "door": Provide(lambda: door, sync_to_thread=False),
            "jobs": Provide(lambda: jobs, sync_to_thread=False),
            "checking": Provide(lambda: checking, sync_to_thread=False),
        },
        guards=[access.guard],
        exception_handlers={BearwitnessError: failed, HTTPException: refused, Exception: broken},
        on_shutdown=[books.close, door.close],
        openapi_config=api.description(),
    )
    app.state.folder = books.folder
    access.check_rules(app)
    app.asgi_handler = Gate(app.asgi_handler, door=door, site=site)
    return app


def know_types() -> None:
    """Has msgspec look at every type of ours while there is but one thread. It looks at a type's fields when it first
    meets it, and the process crashes where two threads meet one at the same time.
    """
    for name in sorted(one for one in sys.modules if one.partition(".")[0] == "bearwitness"):
        for kind in list(vars(sys.modules[name]).values()):
            if isinstance(kind, type) and (issubclass(kind, msgspec.Struct) or dataclasses.is_dataclass(kind)):
                with contextlib.suppress(TypeError, NameError):  # it is none that is ever read back
                    msgspec.json.Decoder(kind)


def failed(request: Request[Any, Any, Any], error: BearwitnessError) -> Response[Any]:
    """An error of ours: what it is and what helps."""
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    folder = str(request.app.state.folder)  # where it lies is nobody's business but theirs who serve it
    what, remedy = (one and one.replace(folder, "this casebook") for one in (error.what, error.remedy))
    return _said(request, (what or "")[:1].upper() + (what or "")[1:], remedy, status)


def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """A request that makes no sense, or that is not allowed; somebody unknown is sent to where one logs in."""
    if error.status_code == 401 and request.method in access.SAFE and not request.url.path.startswith(API):
        return Redirect(access.to_login(request.url.path, request.url.query or ""), status_code=303)
    return _said(request, f"{error.status_code}: {error.detail}", None, error.status_code)


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """What nobody foresaw: told in the log, not to whoever asked."""
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return _said(request, "Something went wrong inside.", "The program's log says what.", 500)


def _said(request: Request[Any, Any, Any], what: str, remedy: str | None, status: int) -> Response[Any]:
    if request.url.path.startswith(API):
        return Response({"error": what, "remedy": remedy}, status_code=status, media_type=MediaType.JSON)
    return page(request, "error.html.j2", status=status, what=what, remedy=remedy)
