"""What waits for a judgement, a claim or an incident to be decided on, and who decided what."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from bearwitness.model import Claim, Filters, Item, When
from bearwitness.share.comparison import said, subject
from bearwitness.vocabulary import Grade, Group, Modality, Outcome, Profile, Qualifier, ScopeKind, words
from bearwitness.web.books import Books
from bearwitness.web.pages.deciding import desk_of
from bearwitness.web.pages.incidents import page_number
from bearwitness.web.rendering import page

Asked = Request[Any, Any, Any]
A_PAGE = 20
"""Items of the queue on one page."""
A_HISTORY = 100
"""Decisions on one page of the history."""
NEAR = 30
"""Incidents that are offered to be merged with one."""
CHOICES: dict[str, Any] = {
    "outcomes": words(Outcome),
    "groups": words(Group),
    "qualifiers": words(Qualifier),
    "scope_kinds": words(ScopeKind),
    "modalities": words(Modality),
}


@get("/review", opt={"rule": "reviewer"}, sync_to_thread=True, include_in_schema=False)
def queue(
    request: Asked,
    books: NamedDependency[Books],
    incident: FromQuery[str | None] = None,
    number: FromQuery[str | None] = None,
) -> Response[str]:
    """What matters most first, each with its words and the reason; of one incident, if it is named."""
    at = page_number(number)
    with desk_of(books) as desk:
        waiting = [one for one in desk.queue() if incident is None or one.incident == incident]
        part = waiting[(at - 1) * A_PAGE : at * A_PAGE]
        standing = {
            word.claim: [each.id for each in seen.decisions]
            for one in part
            for word in one.words
            for seen in desk.claims(word.claim)
        }
        says = {word.claim: in_words(desk.claims(word.claim)[0].claim) for one in part for word in one.words}
    return page(
        request,
        "review.html.j2",
        items=part,
        count=len(waiting),
        first=(at - 1) * A_PAGE + 1,
        number=at,
        pages=-(-len(waiting) // A_PAGE),
        incident=incident,
        standing=standing,
        says=says,
        key_of=key_of,
        decided=request.query_params.get("decided"),
        **CHOICES,
    )


@get("/review/claim", opt={"rule": "reviewer"}, sync_to_thread=True, include_in_schema=False)
def claim(
    request: Asked, books: NamedDependency[Books], name: Annotated[str, QueryParameter(name="id")]
) -> Response[str]:
    """One claim, its words, and every Decision on it."""
    with desk_of(books) as desk:
        seen = desk.claims(name)[0]
        past = desk.history(seen.claim.id)
    decided = request.query_params.get("decided")
    return page(request, "claim.html.j2", seen=seen, says=in_words(seen.claim), past=past, decided=decided, **CHOICES)


@get("/review/incident", opt={"rule": "reviewer"}, sync_to_thread=True, include_in_schema=False)
def incident(
    request: Asked, books: NamedDependency[Books], name: Annotated[str, QueryParameter(name="id")]
) -> Response[str]:
    """An incident to be decided on: what belongs to it, its grade, its publication."""
    with desk_of(books) as desk:
        found = desk.incident(name)
        past = desk.history(found)
        tree = books.tree(found)
        near = [
            one for one in desk.incidents.page(_about_then(tree.record.when), most=NEAR).summaries if one.id != found
        ]
    return page(
        request,
        "decide.html.j2",
        record=tree.record,
        reports=tree.reports,
        near=near,
        past=past,
        grades=get_args(Grade),
        profiles=get_args(Profile),
        decided=request.query_params.get("decided"),
    )


@get("/review/history", opt={"rule": "reviewer"}, sync_to_thread=True, include_in_schema=False)
def history(request: Asked, books: NamedDependency[Books], number: FromQuery[str | None] = None) -> Response[str]:
    """Who decided what, the latest first."""
    at = page_number(number)
    with desk_of(books) as desk:
        past = list(reversed(desk.history()))
    return page(
        request,
        "history.html.j2",
        past=past[(at - 1) * A_HISTORY : at * A_HISTORY],
        number=at,
        pages=-(-len(past) // A_HISTORY),
        decided=request.query_params.get("decided"),
    )


def in_words(claim: Claim) -> str:
    """What a claim says of what: `killed, Kyiv: at least 4`."""
    about = subject(claim)
    told = said(claim) if about is None else f"{about}: {said(claim)}"
    return told if claim.about == "main" else f"{told} (background)"


def key_of(item: Item) -> str:
    """What the same question is known by from one look at the queue to the next."""
    return "-".join((item.sort, item.incident or "", *(word.claim for word in item.words[:1]), *item.decisions[:1]))


def _about_then(when: When | None) -> Filters:
    """Incidents of about the same days, those told by most reports first."""
    if when is None or when.start is None:
        return Filters()
    return Filters(since=when.start[:10], until=(when.end or when.start)[:10])


HANDLERS = (queue, claim, incident, history)
