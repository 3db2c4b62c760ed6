"""The list of incidents, and one incident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from markupsafe import Markup

from bearwitness.errors import BadFilter
from bearwitness.model import Change, Claim, Record, Summary, filters_of, pairs_of
from bearwitness.share.changes import change_line
from bearwitness.share.dossier import dossier
from bearwitness.share.geojson import RADIUS
from bearwitness.share.media import warnings_of
from bearwitness.share.pdf import pdf
from bearwitness.share.summaries import summary
from bearwitness.share.view import FigureView, shown
from bearwitness.share.words import figure_name, headline, plain, scope, spell, when
from bearwitness.web import links
from bearwitness.web.books import Books, Tree
from bearwitness.web.charting import figures_over_time
from bearwitness.web.headers import HEADERS
from bearwitness.web.rendering import page, part
from bearwitness.web.visitors import visitor_of

A_PAGE = 50
"""Incidents on one page of the list."""
BESIDE = ("number", "view")
"""Parameters of the list that are no filters."""
Asked = Request[Any, Any, Any]


@get("/", opt={"rule": "viewer"}, sync_to_thread=False, include_in_schema=False)
def front() -> Redirect:
    """The list is the front page."""
    return Redirect("/incidents")


@get("/incidents", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def listed(request: Asked, books: NamedDependency[Books]) -> Response[str]:
    """The incidents that the filters of the address let through, as a list beside the map, or as a timeline."""
    asked = request.query_params
    filters = filters_of(asked.multi_items(), beside=BESIDE)
    view = asked.get("view", "list")
    number = page_number(asked.get("number"))
    shown_as = msgspec.structs.replace(filters, order="newest") if view == "timeline" else filters
    with books.incidents() as found:
        rows = found.page(shown_as, most=A_PAGE, skip=(number - 1) * A_PAGE)
        facets = found.facets(filters)
    query = urlencode(pairs_of(filters))
    return page(
        request,
        "timeline.html.j2" if view == "timeline" else "incidents.html.j2",
        rows=rows.summaries,
        months=by_month(rows.summaries),
        count=rows.count,
        number=number,
        pages=-(-rows.count // A_PAGE),
        filters=filters,
        facets=facets,
        query=query,
        narrowed=bool(pairs_of(filters)),
        view=view,
    )


@get("/incidents/{name:str}", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def one(request: Asked, books: NamedDependency[Books], name: FromPath[str]) -> Response[str] | Redirect:
    """One incident: what is known, from whom, and where sources contradict each other. An id may be cut short."""
    with books.incidents() as found:
        meant = found.find(name)
    if len(meant) == 1 and meant[0] != name:
        return Redirect(links.incident(meant[0]))
    visitor = visitor_of(request)
    reviewing = visitor is not None and visitor.may("reviewer")
    title, article = books.kept((name, reviewing), lambda: made(books, name, reviewing=reviewing))
    return page(request, "incident.html.j2", title=title, article=article)


def made(books: Books, name: str, *, reviewing: bool) -> tuple[str, Markup]:
    """The title of an incident and all that its page says of it."""
    tree = books.tree(name)
    values = shown(tree.record, tree.others, links.Linked(tree.reports, tree.claims))
    conflicts = [each.value for each in values["found"].conflicts]

    def over_time(view: FigureView, name: str) -> dict[str, Any]:
        return figures_over_time(view.figure, tree.claims, conflicts, values["disputes"], title=name)

    with books.incidents() as found:
        exhibits = found.exhibits([name])
    article = part(
        "article.html.j2",
        **values,
        reviewing=reviewing,
        neighbours=_pairs(tree),
        over_time=over_time,
        visit=visit_state(tree.record),
        on_map=on_map((tree.record, *tree.others)),
        exhibits=exhibits,
        warnings_of=warnings_of,
    )
    return tree.record.title, article


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


@get("/incidents/{name:str}/dossier.pdf", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def printed(books: NamedDependency[Books], name: FromPath[str]) -> Response[bytes]:
    """The same as a PDF."""
    tree = books.tree(name)
    data = pdf(tree.record, tree.others, tree.reports, tree.claims)
    named = f'inline; filename="{quote(name, safe="")}.pdf"'
    return Response(data, media_type="application/pdf", headers=HEADERS | {"content-disposition": named})


DOSSIER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The dossier's own policy, in its head, is stricter: it names the digest of its one style sheet; both are obeyed."""


def page_number(text: str | None) -> int:
    """Which page of a list an address asks for; BadFilter if it is no number."""
    if text is None or not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text)):
        raise BadFilter(f"There is no page {plain(text[:40])!r}.", remedy="Pages are numbered from 1.")
    return int(text)


def by_month(rows: Iterable[Summary]) -> list[tuple[str | None, list[Summary]]]:
    """Incidents by the month in which they began (`2024-07`; None: not known), in the order given."""
    return [
        (month, list(group))
        for month, group in groupby(rows, key=lambda one: one.when.start[:7] if one.when and one.when.start else None)
    ]


def on_map(records: Iterable[Record]) -> dict[str, Any]:
    """Incidents with a known place, as the map reads them (GeoJSON, with the reach of the place in metres)."""
    features = []
    for one in records:
        where = one.where
        if where is None or where.latitude is None or where.longitude is None:
            continue
        told = summary(one)
        properties = {
            "id": one.id,
            "title": plain(one.title),
            "kind": spell(one.kind),
            "when": when(one.when),
            "killed": headline(told.killed) if told.killed else "",
            "injured": headline(told.injured) if told.injured else "",
            "precision_m": RADIUS.get(where.precision),
            "grade": one.grade.grade,
            "open_conflicts": sum(each.state == "stands" for each in one.conflicts),
            "href": links.incident(one.id),
        }
        geometry = {"type": "Point", "coordinates": [where.longitude, where.latitude]}
        features.append({"type": "Feature", "id": one.id, "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def visit_state(record: Record) -> dict[str, Any]:
    """What the page remembers of an incident, to say at the next visit what has changed since."""
    figures = [
        {"what": f"{figure_name(one)}, {scope(one.scope)}", "value": headline(one), "href": "#figures"}
        for one in record.figures
    ]
    return {
        "id": record.id,
        "values": [
            *figures,
            {"what": "Grade", "value": record.grade.grade, "href": "#main"},
            {"what": "Contradictions", "value": str(len(record.conflicts)), "href": "#conflicts"},
            {"what": "Reports", "value": str(len(record.reports)), "href": "#told"},
        ],
    }


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
