"""Decisions from the pages: what a form sends becomes one signed Decision, or is said to be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, cast

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from bearwitness.desk import By, Desk, Said
from bearwitness.errors import UsageError
from bearwitness.model import Decision
from bearwitness.settings import casebook_settings, default_reviewer
from bearwitness.signing import signer_of
from bearwitness.web.access import inside
from bearwitness.web.books import Books
from bearwitness.web.rendering import page
from bearwitness.web.visitors import scope_of, visitor_of

Asked = Request[Any, Any, Any]
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
SAID = ("qualifier", "outcome", "group", "scope", "scope_kind", "role", "organisation", "about", "modality")
COUNTS = ("low", "high")
MOST = 4000
"""Code points of one field."""


@contextmanager
def desk_of(books: Books) -> Iterator[Desk]:
    """The casebook with a reviewer at it."""
    needed = casebook_settings(books.folder).publication.reviewers
    with books.book() as book, Desk(book, reviewers=needed) as desk:
        yield desk


def reviewer_of(request: Asked) -> str:
    """The name under which whoever asks decides; UsageError if nobody said."""
    visitor = visitor_of(request)
    name = (visitor and (visitor.reviewer or visitor.name)) or default_reviewer()
    if not name:
        raise UsageError(
            "Nobody said who decides.",
            remedy="Start `bearwitness serve --reviewer NAME`, or set reviewer in settings.toml.",
        )
    return " ".join(name.split())


def by_whom(request: Asked, data: Mapping[str, Any]) -> By:
    """Who decides, and why."""
    name = reviewer_of(request)
    return By(name=name, reason=text_of(data, "reason"), signer=lambda: signer_of(name))


def text_of(data: Mapping[str, Any], name: str) -> str:
    """A field of a form; UsageError if it is longer than any form of ours asks for."""
    text = str(data.get(name) or "").strip()
    if len(text) > MOST:
        raise UsageError(f"The field {name} holds {len(text):,} characters.", remedy=f"Write at most {MOST:,}.")
    return text


def said_of(data: Mapping[str, Any]) -> Said:
    """What a form says a claim should say; empty fields are not said. `outlet` says that the report itself speaks."""
    told: dict[str, Any] = {name: text for name in SAID if (text := text_of(data, name))}
    for name in COUNTS:
        text = text_of(data, name)
        if text:
            if not (text.isascii() and text.isdigit() and len(text) < 10):
                raise UsageError(f"{text[:40]!r} is no count.", remedy="Write digits only.")
            told[name] = int(text)
    speaker = text_of(data, "speaker")
    if speaker or data.get("outlet"):
        told["speaker"] = speaker
    return cast("Said", told)


def done(request: Asked, data: Mapping[str, Any], decision: Decision) -> Redirect:
    """Back to where the form stood; the audit learns what was decided on."""
    scope_of(request)["subject"] = f"{decision.kind} {decision.target.kind} {decision.target.id}"
    back = inside(text_of(data, "back") or "/review")
    path, _, place = back.partition("#")
    mark = f"{'&' if '?' in path else '?'}decided={decision.id}"
    return Redirect(f"{path}{mark}{f'#{place}' if place else ''}", status_code=303)


def on_claim(
    request: Asked, books: Books, data: Mapping[str, Any], decide: Callable[[Desk, By, str], Decision]
) -> Redirect | Response[str]:
    """A Decision on a claim; whoever was not shown what another decided meanwhile is shown it first."""
    name, shown = text_of(data, "claim"), set(text_of(data, "shown").split())
    with desk_of(books) as desk:
        seen = desk.claims(name)[0]
        meanwhile = [one for one in seen.decisions if one.id not in shown]
        if not meanwhile:
            return done(request, data, decide(desk, by_whom(request, data), name))
    return page(
        request, "meanwhile.html.j2", status=409, seen=seen, meanwhile=meanwhile, reason=text_of(data, "reason")
    )


@post("/review/judge", opt={"rule": "reviewer", "does": "judged a claim"}, sync_to_thread=True, include_in_schema=False)
def judge(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect | Response[str]:
    """Accept or reject a claim."""
    how = text_of(data, "judgement")
    if how not in ("accept", "reject"):
        raise UsageError(f"{how[:40]!r} is no judgement.", remedy="Accept or reject.")
    return on_claim(request, books, data, lambda desk, by, name: getattr(desk, how)(by, name))


@post(
    "/review/correct",
    opt={"rule": "reviewer", "does": "corrected a claim"},
    sync_to_thread=True,
    include_in_schema=False,
)
def correct(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect | Response[str]:
    """A claim should have said something else."""
    said = said_of(data)
    return on_claim(request, books, data, lambda desk, by, name: desk.correct(by, name, said))


@post("/review/add", opt={"rule": "reviewer", "does": "added a claim"}, sync_to_thread=True, include_in_schema=False)
def add(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """A count that was missed, with its words."""
    with desk_of(books) as desk:
        decision = desk.add(
            by_whom(request, data),
            text_of(data, "report"),
            str(data.get("words") or ""),
            said_of(data),
            passage=text_of(data, "passage") or None,
        )
    return done(request, data, decision)


@post(
    "/review/merge", opt={"rule": "reviewer", "does": "merged incidents"}, sync_to_thread=True, include_in_schema=False
)
def merge(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Two incidents are one."""
    with desk_of(books) as desk:
        decision = desk.merge(by_whom(request, data), text_of(data, "incident"), text_of(data, "other"))
    return done(request, data, decision)


@post(
    "/review/split", opt={"rule": "reviewer", "does": "split an incident"}, sync_to_thread=True, include_in_schema=False
)
def split(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Some reports of an incident tell another attack."""
    reports = data.get("report") or []
    with desk_of(books) as desk:
        decision = desk.split(
            by_whom(request, data),
            text_of(data, "incident"),
            [str(one) for one in (reports if isinstance(reports, list) else [reports])],
        )
    return done(request, data, decision)


@post("/review/move", opt={"rule": "reviewer", "does": "moved a report"}, sync_to_thread=True, include_in_schema=False)
def move(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """A report tells another incident."""
    with desk_of(books) as desk:
        decision = desk.move(
            by_whom(request, data),
            text_of(data, "report"),
            to=text_of(data, "incident"),
            source=text_of(data, "source") or None,
        )
    return done(request, data, decision)


@post(
    "/review/grade",
    opt={"rule": "reviewer", "does": "graded an incident"},
    sync_to_thread=True,
    include_in_schema=False,
)
def grade(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Set the grade of an incident."""
    with desk_of(books) as desk:
        decision = desk.grade(by_whom(request, data), text_of(data, "incident"), text_of(data, "grade"))
    return done(request, data, decision)


@post("/review/note", opt={"rule": "reviewer", "does": "wrote a note"}, sync_to_thread=True, include_in_schema=False)
def note(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """A note on a claim, report, incident or Decision."""
    with desk_of(books) as desk:
        decision = desk.note(by_whom(request, data), text_of(data, "about"))
    return done(request, data, decision)


@post(
    "/review/protect", opt={"rule": "reviewer", "does": "protected words"}, sync_to_thread=True, include_in_schema=False
)
def protect(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Keep a name or a place out of every profile but `full`."""
    with desk_of(books) as desk:
        decision = desk.protect(by_whom(request, data), text_of(data, "words"), place=text_of(data, "kind") == "place")
    return done(request, data, decision)


@post(
    "/review/undo",
    opt={"rule": "reviewer", "does": "took back a Decision"},
    sync_to_thread=True,
    include_in_schema=False,
)
def undo(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Take back a Decision of one's own by one that supersedes it; the first stays readable."""
    with desk_of(books) as desk:
        name = text_of(data, "decision")
        target = desk.target(name)
        if target.kind != "decision":
            raise UsageError(f"{name[:80]!r} is no Decision.", remedy="The history lists Decisions.")
        if desk.known().by_id[target.id].kind == "publish":
            raise UsageError("That was published.", remedy="A publisher withdraws it on the incident's review page.")
        decision = desk.withdraw(by_whom(request, data), target.id)
    return done(request, data, decision)


@post(
    "/review/publish",
    opt={"rule": "publisher", "does": "published an incident"},
    sync_to_thread=True,
    include_in_schema=False,
)
def publish(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Publish an incident as it stands now, in one profile."""
    with desk_of(books) as desk:
        decision = desk.publish(
            by_whom(request, data), text_of(data, "incident"), profile=text_of(data, "profile") or "public"
        )
    return done(request, data, decision)


@post(
    "/review/withdraw",
    opt={"rule": "publisher", "does": "withdrew a publication"},
    sync_to_thread=True,
    include_in_schema=False,
)
def withdraw(request: Asked, books: NamedDependency[Books], data: Form) -> Redirect:
    """Take back the publication of an incident."""
    with desk_of(books) as desk:
        decision = desk.withdraw(by_whom(request, data), text_of(data, "incident"))
    return done(request, data, decision)


HANDLERS = (judge, correct, add, merge, split, move, grade, note, protect, undo, publish, withdraw)
