"""Puts the web application together: routes, the casebook they look into, what every answer says of itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.static_files import create_static_files_router

from bearwitness.errors import BearwitnessError, CasebookBusy, NotFound, UsageError
from bearwitness.web.books import Books
from bearwitness.web.headers import HEADERS
from bearwitness.web.pages import incidents, reports
from bearwitness.web.rendering import page
from bearwitness.web.visitors import Visitor

log = logging.getLogger(__name__)
STATUS = ((NotFound, 404), (UsageError, 400), (CasebookBusy, 503), (BearwitnessError, 500))


def create_app(books: Books, *, let_in: Callable[[Request[Any, Any, Any]], Visitor | None]) -> Litestar:
    """The application over one casebook; `let_in` says who asks."""

    def known(request: Request[Any, Any, Any]) -> None:
        request.scope["user"] = let_in(request)

    static = Path(str(resources.files("bearwitness.web") / "static"))
    return Litestar(
        route_handlers=[
            incidents.front,
            incidents.listed,
            incidents.one,
            incidents.changed,
            incidents.printable,
            reports.one,
            reports.two,
            create_static_files_router(path="/static", directories=[static], opt={"rule": "public"}),
        ],
        dependencies={"books": Provide(lambda: books, sync_to_thread=False)},
        exception_handlers={BearwitnessError: failed, HTTPException: refused, Exception: broken},
        before_request=known,
        after_request=headed,
        on_shutdown=[books.close],
        openapi_config=None,
    )


def headed(response: Response[Any]) -> Response[Any]:
    """The answer with what it has to say of itself; what a page says for itself stays."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def failed(request: Request[Any, Any, Any], error: BearwitnessError) -> Response[str]:
    """An error of ours: what it is and what helps."""
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    return _said(request, error.what, error.remedy, status)


def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """A request that makes no sense, or that is not allowed."""
    return _said(request, f"{error.status_code}: {error.detail}", None, error.status_code)


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """What nobody foresaw: told in the log, not to whoever asked."""
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return _said(request, "Something went wrong inside.", "The program's log says what.", 500)


def _said(request: Request[Any, Any, Any], what: str, remedy: str | None, status: int) -> Response[str]:
    made = page(request, "error.html.j2", status=status, what=what, remedy=remedy)
    return headed(made)
