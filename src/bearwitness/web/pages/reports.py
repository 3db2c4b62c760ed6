"""One report as it was read, with its claims marked; two reports side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from bearwitness.model import Claim, Record, Report
from bearwitness.share.comparison import compared, is_shared, said, shared
from bearwitness.share.words import plain, spell
from bearwitness.web import links
from bearwitness.web.books import Books
from bearwitness.web.rendering import page

Asked = Request[Any, Any, Any]


@get("/report", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def one(
    request: Asked,
    books: NamedDependency[Books],
    name: Annotated[str, QueryParameter(name="id")],
    claim: FromQuery[str | None] = None,
) -> Response[str]:
    """One report; `claim` names the claim whose words are to be shown."""
    report, claims = loaded(books, name)
    apparatus = links.Linked({report.id: report}, claims)
    with books.incidents() as found:
        homes = found.homes(name)
    told = [books.tree(each).record for each in homes]
    lines = [line for record in told for line in record.reports]
    own = [line for line in lines if line.id == name]
    return page(
        request,
        "report.html.j2",
        report=report,
        view=apparatus.reports[0],
        claims=claims,
        told=in_order(report, claims.values()),
        names={key: each for each, key in apparatus.keys.items()},
        chosen=apparatus.keys.get(claim or ""),
        incidents=_main_first(told),
        copies=next((line for line in own if line.copies), None),
        copied_by=list({line.id: line for line in lines if line.copies == name}.values()),
        says=said,
        said_by=said_by,
    )


@get("/compare", opt={"rule": "viewer"}, sync_to_thread=True, include_in_schema=False)
def two(request: Asked, books: NamedDependency[Books], left: FromQuery[str], right: FromQuery[str]) -> Response[str]:
    """Two reports side by side: what both say, what only one says, where they differ."""
    sides = [loaded(books, left), loaded(books, right)]
    views = [links.Linked({report.id: report}, claims) for report, claims in sides]
    rows = compared(sides[0][1].values(), sides[1][1].values())
    same = shared(sides[0][0], sides[1][0])
    matches = {each.id: at for at, row in enumerate(rows, start=1) for each in (*row.left, *row.right)}
    relations = {each.id: row.relation for row in rows for each in (*row.left, *row.right)}
    return page(
        request,
        "compare.html.j2",
        sides=[
            {
                "report": report,
                "claims": claims,
                "view": view.reports[0],
                "names": {key: each for each, key in view.keys.items()},
            }
            for (report, claims), view in zip(sides, views, strict=True)
        ],
        rows=rows,
        matches=matches,
        relations=relations,
        both=lambda text: is_shared(text, same),
        says=said,
    )


def loaded(books: Books, name: str) -> tuple[Report, dict[str, Claim]]:
    """A report with its claims as judged; NotFound if there is none."""
    with books.incidents() as found:
        reports, claims = found.material_of([name])
    return reports[name], claims


def in_order(report: Report, claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order in which their words stand."""
    places = {each.id: at for at, each in enumerate(report.passages)}
    return sorted(
        claims, key=lambda one: (places.get(one.evidence[0].passage.id, len(places)), one.evidence[0].start, one.id)
    )


def said_by(claim: Claim) -> str:
    """Who is said to assert a claim, on one line."""
    told = claim.attribution
    if told is None:
        return "the report itself"
    named = [each for each in (told.speaker, told.role, told.organisation, told.channel) if each]
    chain = f", passed on by {', '.join(told.chain)}" if told.chain else ""
    return plain(", ".join(dict.fromkeys(named)) + chain) or spell("unknown")


def _main_first(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda one: (one.part_of is not None, -len(one.reports), one.id))
