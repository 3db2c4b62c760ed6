"""A reviewer at a casebook, on the command line: whose key signs, and what is said of a Decision that was made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bearwitness.casebook import Casebook
from bearwitness.console import emit, progress, say, show_on_screen
from bearwitness.desk import By, Desk
from bearwitness.errors import UsageError
from bearwitness.model import Decision
from bearwitness.settings import casebook_settings, default_casebook, default_reviewer
from bearwitness.share.review import render_decisions
from bearwitness.signing import signer_of


@dataclass(frozen=True)
class Asked:
    """Who decides where, and why: the options that every Decision takes."""

    casebook: Path | None = None
    reviewer: str | None = None
    reason: str | None = None
    supersedes: tuple[str, ...] = ()
    json: bool = False

    def by(self) -> By:
        """The reviewer; UsageError if nobody says who that is."""
        name = reviewer_of(self.reviewer)
        return By(
            name=name, reason=self.reason or "", signer=lambda: signer_of(name), supersedes=tuple(self.supersedes)
        )


def reviewer_of(given: str | None) -> str:
    """The name given, else the one of the environment or the user's settings."""
    name = " ".join((given or default_reviewer() or "").split())
    if not name:
        raise UsageError("A Decision needs its reviewer's name.", remedy="Give --as NAME or set $BEARWITNESS_REVIEWER.")
    return name


@contextmanager
def desk_at(casebook: Path | None) -> Iterator[Desk]:
    """The casebook in the folder (or the one meant by default), open for a reviewer."""
    folder = casebook or default_casebook()
    needed = casebook_settings(folder).publication.reviewers
    with (
        Casebook.open(folder, create=False) as book,
        progress("Linking and reconciling") as tick,
        Desk(book, reviewers=needed, progress=tick) as desk,
    ):
        yield desk


def finish(desk: Desk, decision: Decision, *, json: bool) -> None:
    """Say what was decided, what others decided on the same thing, and whether both can hold."""
    met = desk.met(decision)
    if json:
        emit({"decision": decision, "disagrees_with": [one.decision.id for one in met if one.against]})
    else:
        show_on_screen(render_decisions([decision], {}))
    for one in met:
        against = " Both stand as a disagreement, and neither is applied." if one.against else ""
        say(f"{one.decision.reviewer} decided {one.decision.id}: {one.decision.kind} ({one.decision.reason}).{against}")
