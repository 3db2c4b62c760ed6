"""Full-text search over the reports, with the words shown where they stand."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from bearwitness.model import Hits, filters_of
from bearwitness.web.books import Books
from bearwitness.web.pages.incidents import page_number
from bearwitness.web.rendering import page

A_PAGE = 20
"""Hits on one page."""


@get("/search", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def search(request: Request[Any, Any, Any], books: NamedDependency[Books]) -> Response[str]:
    """Reports that have the words, best first."""
    filters = filters_of(request.query_params.multi_items(), beside=("number",))
    number = page_number(request.query_params.get("number"))
    found: Hits | None = None
    if filters.text:
        with books.incidents() as incidents:
            found = incidents.search(
                filters.text, msgspec.structs.replace(filters, text=None), most=A_PAGE, skip=(number - 1) * A_PAGE
            )
    count = found.count + found.comments if found else 0
    return page(
        request,
        "search.html.j2",
        filters=filters,
        found=found,
        number=number,
        pages=-(-count // A_PAGE),
        first=(number - 1) * A_PAGE + 1,
    )
