"""The API: what the pages show, as JSON, for programs. It only reads; who may read is as for the pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Operation, SecurityScheme
from litestar.params import FromPath, FromQuery, QueryParameter

from bearwitness import __version__
from bearwitness.casebook.leaving import prepared
from bearwitness.errors import BadFilter
from bearwitness.identity import jsonable
from bearwitness.model import Claim, Facets, Hits, filters_of
from bearwitness.share.geojson import geojson as geojson_of
from bearwitness.share.media import exhibit_row
from bearwitness.share.profiles import Leaving
from bearwitness.vocabulary import Profile
from bearwitness.web import shapes
from bearwitness.web.books import Books
from bearwitness.web.checking import Checking
from bearwitness.web.gate import API

Asked = Request[Any, Any, Any]
MOST = 200
"""Incidents of one page."""
MOST_POINTS = 5000
BESIDE = ("number", "size")
Number = Annotated[int, QueryParameter(ge=1, le=1_000_000, description="Which page, from 1.")]
Size = Annotated[int, QueryParameter(ge=1, le=MOST, description="Incidents on a page.")]
FAULTS = {
    status: ResponseSpec(data_container=shapes.Fault, description=told, generate_examples=False)
    for status, told in (
        (400, "The request makes no sense; the answer says which part of it."),
        (401, "Nobody is logged in, and there is no key or an invalid one."),
        (403, "The role does not hold what was asked for."),
        (404, "There is no such thing."),
        (405, "The API only reads."),
        (503, "Another process keeps the casebook busy; try again."),
    )
}


def read(
    path: str, *, name: str, operation_class: type[Operation] = Operation, media_type: str = "application/json"
) -> get:
    """A route of the API; `name`: of what it does, in the description."""
    return get(
        path,
        opt={"rule": "viewer"},
        sync_to_thread=True,
        responses=FAULTS,
        operation_id=name,
        operation_class=operation_class,
        media_type=media_type,
    )


@read("/incidents", operation_class=shapes.Filtered, name="incidents")
def incidents(
    request: Asked, books: NamedDependency[Books], number: Number = 1, size: Size = 50
) -> shapes.IncidentPage:
    """The incidents that the filters let through, in the order of the list."""
    filters = filters_of(request.query_params.multi_items(), beside=BESIDE)
    with books.incidents() as found:
        page = found.page(filters, most=size, skip=(number - 1) * size)
    return shapes.IncidentPage(count=page.count, number=number, size=size, incidents=page.summaries)


@read("/facets", operation_class=shapes.Filtered, name="facets")
def facets(request: Asked, books: NamedDependency[Books]) -> Facets:
    """How many incidents there are of each kind, grade, country, weapon, target and year under these filters."""
    with books.incidents() as found:
        return found.facets(filters_of(request.query_params.multi_items()))


@read("/search", operation_class=shapes.Searched, name="search")
def search(request: Asked, books: NamedDependency[Books], number: Number = 1, size: Size = 50) -> Hits:
    """Reports that have the words, best first, with the words where they stand; of incidents that the filters let
    through, if there are any.
    """
    filters = filters_of(request.query_params.multi_items(), beside=BESIDE)
    if not filters.text:
        raise BadFilter("There is nothing to search for.", remedy="Write words in q.")
    only = msgspec.structs.replace(filters, text=None)
    with books.incidents() as found:
        return found.search(filters.text, only, most=size, skip=(number - 1) * size)


@read("/map.geojson", operation_class=shapes.Filtered, name="map", media_type="application/geo+json")
def map_points(request: Asked, books: NamedDependency[Books]) -> shapes.MapCollection:
    """The incidents that the filters let through and that have a place, as points (RFC 7946)."""
    with books.incidents() as found:
        told = found.points(filters_of(request.query_params.multi_items()), most=MOST_POINTS)
    features = [
        shapes.MapFeature(
            id=one.id, geometry=shapes.PointGeometry(coordinates=(one.longitude, one.latitude)), properties=one
        )
        for one in told.points
    ]
    return shapes.MapCollection(count=told.count, without=told.without, features=tuple(features))


@read("/incidents/{name:str}", name="incident")
def incident(
    books: NamedDependency[Books], name: FromPath[str], profile: FromQuery[Profile] = "full"
) -> Response[shapes.ShownRecord]:
    """One record, as `bearwitness show --json` prints it, or as a profile lets it out."""
    if profile != "full":
        return _plain(jsonable(let_out(books, name, profile).record))
    with books.incidents() as found:
        record = found.record(name)
        shown = [exhibit_row(one) for one in found.exhibits([name])]
    return _plain(jsonable(record) | ({"media": shown} if shown else {}))


@read("/incidents/{name:str}/claims", name="claims")
def claims(
    books: NamedDependency[Books], name: FromPath[str], profile: FromQuery[Profile] = "full"
) -> Response[shapes.Claims]:
    """The claims on which an incident and its tree rest, with their words."""
    if profile == "full":
        told: Iterable[Claim] = books.tree(name).claims.values()
    else:
        told = let_out(books, name, profile).claims.values()
    return _plain({"profile": profile, "claims": [jsonable(one) for one in told]})


@read("/incidents/{name:str}/changes", name="changes")
def changes(
    books: NamedDependency[Books], name: FromPath[str], since: FromQuery[datetime.date | None] = None
) -> shapes.Changes:
    """What moved in an incident, in the order of publication, and which report moved it."""
    with books.incidents() as found:
        told = found.changes(name, since=None if since is None else since.isoformat())
    return shapes.Changes(changes=told)


@read("/incidents/{name:str}/geojson", name="geojson", media_type="application/geo+json")
def geojson(
    books: NamedDependency[Books], name: FromPath[str], profile: FromQuery[Profile] = "full"
) -> Response[shapes.Collection]:
    """An incident with its target, the wider incident and the parts, as the GeoJSON share format has them."""
    one = let_out(books, name, profile)
    text = geojson_of(one.record, one.others, one.reports, one.claims)
    return Response(text.encode(), media_type="application/geo+json")  # type: ignore[arg-type]


@read("/report", name="report")
def report(
    books: NamedDependency[Books], name: Annotated[str, QueryParameter(name="id", description="Id of the report.")]
) -> Response[shapes.ReportWithClaims]:
    """One report as it was read, with its claims and the incidents that it tells."""
    with books.incidents() as found:
        reports, told = found.material_of([name])
        homes = found.homes(name)
    row = {"report": reports[name], "claims": list(told.values()), "incidents": homes}
    return _plain(jsonable(row))


@read("/proof", name="proof")
def proof(books: NamedDependency[Books], checking: NamedDependency[Checking]) -> shapes.Proof:
    """The log's head, and what the last check of everything said; the pages start a check."""
    with books.book() as book:
        head = book.head()
    last = checking.last
    checked = None
    if last is not None:
        found = last.found
        checked = shapes.Checked(
            at=last.at,
            size=None if found is None else found.size,
            holds=None if found is None else found.holds,
            fault=last.fault,
            broken=() if found is None else found.broken,
        )
    return shapes.Proof(head=head, checked=checked, running=checking.progress is not None)


HANDLERS = [incidents, facets, search, map_points, incident, claims, changes, geojson, report, proof]


def let_out(books: Books, name: str, profile: Profile) -> Leaving:
    """An incident with its tree as a profile lets it out."""
    tree = books.tree(name)
    with books.incidents() as found:
        standing = found.over().standing.now
    with books.book() as book:
        return prepared(book, tree.record, tree.others, tree.reports, tree.claims, profile=profile, standing=standing)


def description() -> OpenAPIConfig:
    """How the API describes itself (OpenAPI 3.1), at `/api/schema/openapi.json`."""
    return OpenAPIConfig(
        title="Bearwitness",
        version=__version__,
        description="A casebook's incidents, with every value's sources and words. The API only reads.",
        components=Components(
            security_schemes={
                "key": SecurityScheme(
                    type="http", scheme="bearer", description="A key of one's account, or the start-up token."
                )
            }
        ),
        security=[{"key": []}],
        openapi_router=Router(f"{API}schema", route_handlers=[], opt={"rule": "viewer"}, include_in_schema=False),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


def _plain(row: Any) -> Response[Any]:
    return Response(msgspec.json.encode(row), media_type="application/json")
