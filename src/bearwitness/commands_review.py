"""What `bearwitness review` does: Decisions are made at a `desk`, and what came of them is shown.

Data goes to standard output; everything else to standard error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bearwitness.commands_desk import Asked, desk_at, finish
from bearwitness.console import emit, say, show_on_screen
from bearwitness.desk import By, Desk, Said
from bearwitness.model import Decision
from bearwitness.share.review import render_claim, render_decisions, render_queue


def list_queue(*, casebook: Path | None, limit: int, json: bool) -> None:
    """What to judge next."""
    with desk_at(casebook) as desk:
        found = desk.queue()[:limit]
    if json:
        for one in found:
            emit(one)
    else:
        show_on_screen(render_queue(found))


def show(name: str, *, casebook: Path | None, json: bool) -> None:
    """A claim with its words and what was decided on it; or the claims of an incident or report."""
    with desk_at(casebook) as desk:
        found = desk.claims(name)
    for one in found:
        if json:
            emit(vars(one))
        else:
            show_on_screen(render_claim(one.claim, one.words, one.judgement, one.decisions))


def history(name: str | None, *, casebook: Path | None, json: bool) -> None:
    """Every Decision, superseded ones too, in the order of their time; or those on one claim, incident or report."""
    with desk_at(casebook) as desk:
        found = desk.history(name)
    if json:
        for one in found:
            emit(vars(one))
    else:
        gone = {one.decision.id: one.superseded_by for one in found if one.superseded_by is not None}
        lost = {one.decision.id: one.words for one in found if one.words is not None}
        show_on_screen(render_decisions([one.decision for one in found], gone, lost))


def decide(asked: Asked, decision: Callable[[Desk, By], Decision]) -> None:
    """Make a Decision and say what came of it."""
    with desk_at(asked.casebook) as desk:
        made = decision(desk, asked.by())
        finish(desk, made, json=asked.json)
        if made.release is not None and desk.waits(made):
            say("Not published yet: this casebook asks for another reviewer.")


def accept(claim: str, *, asked: Asked) -> None:
    """Accept a claim as it was extracted."""
    decide(asked, lambda desk, by: desk.accept(by, claim))


def reject(claim: str, *, asked: Asked) -> None:
    """Reject a claim."""
    decide(asked, lambda desk, by: desk.reject(by, claim))


def correct(claim: str, said: Said, *, asked: Asked) -> None:
    """Correct a claim."""
    decide(asked, lambda desk, by: desk.correct(by, claim, said))


def add(
    report: str,
    quote: str,
    said: Said,
    *,
    kind: str,
    value: dict[str, Any] | None,
    passage: str | None,
    asked: Asked,
) -> None:
    """Add a claim by hand with its words."""
    decide(asked, lambda desk, by: desk.add(by, report, quote, said, kind=kind, value=value, passage=passage))


def merge(one: str, other: str, *, asked: Asked) -> None:
    """Two incidents are one."""
    decide(asked, lambda desk, by: desk.merge(by, one, other))


def split(incident: str, reports: Sequence[str], *, asked: Asked) -> None:
    """Some reports of an incident tell another attack."""
    decide(asked, lambda desk, by: desk.split(by, incident, reports))


def move(report: str, *, source: str | None, to: str, asked: Asked) -> None:
    """A report tells another incident than the one it is in."""
    decide(asked, lambda desk, by: desk.move(by, report, source=source, to=to))


def grade(incident: str, given: str, *, asked: Asked) -> None:
    """Set an incident's grade."""
    decide(asked, lambda desk, by: desk.grade(by, incident, given))


def note(name: str, *, asked: Asked) -> None:
    """Write a note on a claim, report or incident."""
    decide(asked, lambda desk, by: desk.note(by, name))


def protect(text: str, *, place: bool, asked: Asked) -> None:
    """Keep a name or place from leaving the casebook."""
    decide(asked, lambda desk, by: desk.protect(by, text, place=place))


def publish(incident: str, *, profile: str, asked: Asked) -> None:
    """Publish an incident as it stands now, in a profile."""
    decide(asked, lambda desk, by: desk.publish(by, incident, profile=profile))


def withdraw(name: str, *, asked: Asked) -> None:
    """Take back a Decision, or the publication of an incident."""
    decide(asked, lambda desk, by: desk.withdraw(by, name))
