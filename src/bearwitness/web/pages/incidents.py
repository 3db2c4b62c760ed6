"""The list of incidents, and one incident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from bearwitness.model import Change, Claim
from bearwitness.share.changes import change_line
from bearwitness.share.dossier import dossier
from bearwitness.share.view import shown
from bearwitness.web import links
from bearwitness.web.books import Books, Tree
from bearwitness.web.headers import HEADERS
from bearwitness.web.rendering import page

A_PAGE = 50
"""Incidents on one page of the list."""
Asked = Request[Any, Any, Any]


@get("/", opt={"rule": "viewer"}, sync_to_thread=False, include_in_schema=False)
def front() -> Redirect:
    """The list is the front page."""
    return Redirect("/incidents")


@get("/incidents", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def listed(request: Asked, books: NamedDependency[Books], number: FromQuery[int] = 1) -> Response[str]:
    """The list of incidents."""
    number = max(1, number)
    with books.incidents() as found:
        rows, count = found.page({}, most=A_PAGE, skip=(number - 1) * A_PAGE)
    return page(request, "incidents.html.j2", rows=rows, count=count, number=number, pages=-(-count // A_PAGE))


@get("/incidents/{name:str}", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def one(request: Asked, books: NamedDependency[Books], name: FromPath[str]) -> Response[str] | Redirect:
    """One incident: what is known, from whom, and where sources contradict each other. An id may be cut short."""
    with books.incidents() as found:
        meant = found.find(name)
    if len(meant) == 1 and meant[0] != name:
        return Redirect(links.incident(meant[0]))
    tree = books.tree(name)
    apparatus = links.Linked(tree.reports, tree.claims)
    values = shown(tree.record, tree.others, apparatus)
    return page(request, "incident.html.j2", **values, neighbours=_pairs(tree))


@get("/incidents/{name:str}/changes", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def changed(
    request: Asked, books: NamedDependency[Books], name: FromPath[str], since: FromQuery[str | None] = None
) -> Response[str]:
    """What each report moved in an incident."""
    with books.incidents() as found:
        record = found.record(name)
        changes = found.changes(name, since=since or None)
        told = found.material([record])[1]
    return page(
        request,
        "changes.html.j2",
        record=record,
        since=since or "",
        moved=[
            (first, [(change_line(each), _words(each, told)) for each in group]) for first, group in _by_report(changes)
        ],
    )


@get("/incidents/{name:str}/dossier", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def printable(books: NamedDependency[Books], name: FromPath[str]) -> Response[str]:
    """The whole incident on one page that can be printed, kept and handed on; it brings its own policy."""
    tree = books.tree(name)
    text = dossier(tree.record, tree.others, tree.reports, tree.claims)
    return Response(text, media_type=MediaType.HTML, headers=HEADERS | {"content-security-policy": DOSSIER_POLICY})


DOSSIER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The dossier's own policy, in its head, is stricter: it names the digest of its one style sheet; both are obeyed."""


def _by_report(changes: Iterable[Change]) -> Iterator[tuple[Change, list[Change]]]:
    for _, group in groupby(changes, key=lambda one: one.report):
        listed = list(group)
        yield listed[0], listed


def _words(change: Change, claims: Mapping[str, Claim]) -> str | None:
    """Where the words stand that moved it."""
    found = next((claims[name] for name in change.claims if name in claims), None)
    return None if found is None else links.report(found.report, claim=found.id)


def _pairs(tree: Tree) -> list[tuple[str, str]]:
    """Two reports each that are worth a look side by side: the first, with each of the others."""
    names = list(tree.reports)
    return [(names[0], other) for other in names[1:]]
