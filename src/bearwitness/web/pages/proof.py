"""The state of the proof: the log's head, who signed it, and whether everything is as it was."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from bearwitness.web.books import Books
from bearwitness.web.checking import Checking
from bearwitness.web.rendering import page

Asked = Request[Any, Any, Any]


@get("/proof", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def state(request: Asked, books: NamedDependency[Books], checking: NamedDependency[Checking]) -> Response[str]:
    """The head as it is now, and what the last check said."""
    with books.book() as book:
        head = book.head()
        keys = book.key_changes()
    made = page(request, "proof.html.j2", head=head, keys=keys, last=checking.last, running=checking.progress)
    if checking.progress is not None:
        made.headers["refresh"] = "1"
    return made


@post(
    "/proof/check",
    opt={"rule": "reviewer", "does": "had the log checked"},
    sync_to_thread=True,
    include_in_schema=False,
)
def check(checking: NamedDependency[Checking]) -> Redirect:
    """Check everything now."""
    checking.start()
    return Redirect("/proof", status_code=303)
