"""A reviewer at a casebook: finding what is meant, signing Decisions and putting them into the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bearwitness.casebook import Casebook
from bearwitness.commands import chosen, edition_of, emit, errors, show_on_screen
from bearwitness.errors import NotFound
from bearwitness.model import Claim, Decision, Incident, Judged, Record, Report, Target
from bearwitness.pipeline import Edition
from bearwitness.ports import Clock, Signer, SystemClock
from bearwitness.review import Standing, making, standing
from bearwitness.review.making import Reviewer
from bearwitness.review.words import judged
from bearwitness.settings import default_casebook, default_passphrase, default_reviewer
from bearwitness.share.review import render_decisions
from bearwitness.signing import open_key, user_keys


@dataclass(frozen=True)
class By:
    """Who decides where, and why: the options that every Decision takes."""

    casebook: Path | None = None
    reviewer: str | None = None
    reason: str | None = None
    supersedes: tuple[str, ...] = ()
    json: bool = False


class Desk:
    """A casebook as a reviewer sees it. What is decided here is at once part of what the next Decision is made on."""

    def __init__(self, casebook: Path | None, *, reviewer: str | None = None, clock: Clock | None = None) -> None:
        """`reviewer`: who decides; None takes the user's settings."""
        self.folder = casebook or default_casebook()
        self.name = " ".join((reviewer or default_reviewer() or "").split())
        self._clock = clock or SystemClock()
        self._whole: Edition | None = None

    @property
    def whole(self) -> Edition:
        """The casebook as it stands."""
        if self._whole is None:
            self._whole = edition_of(self.folder)
        return self._whole

    def known(self) -> Standing:
        """All Decisions at this moment: somebody else may have decided since the casebook was reconciled."""
        with Casebook.open(self.folder, create=False) as book:
            return standing([one.value for one in book.stated("decisions", Decision)])

    def who(self, by: By) -> Reviewer:
        """The reviewer with a reason, at this moment."""
        known = self.known()
        return Reviewer(
            name=self.name,
            at=self._clock.now(),
            reason=by.reason or "",
            known=known,
            supersedes=tuple(_one(one, known.by_id, "Decision") for one in by.supersedes),
        )

    def keep(self, decision: Decision, *, again: bool = True) -> None:
        """Sign a Decision and put it into the log. `again`: what is asked next is reconciled with it."""
        with Casebook.open(self.folder, create=False, clock=self._clock) as book:
            book.state("decisions", [decision], signer=signer_of(decision.reviewer))
        if again:
            self._whole = None

    # --- finding what is meant ---

    def claim(self, name: str) -> Claim:
        """The claim whose id is `name` or begins with it, as extracted; NotFound if none or several."""
        return self.whole.over.before[_one(name, self.whole.over.before, "claim")]

    def report(self, name: str) -> Report:
        """The report with this id."""
        return self.whole.reports[_one(name, self.whole.reports, "report")]

    def record(self, name: str) -> Record:
        """The record that is meant."""
        return chosen(self.whole.records, name, self.folder)

    def target(self, name: str) -> Target:
        """What an id names: a claim, a Decision, else an incident or report."""
        for kind, known in (("claim", self.whole.over.before), ("decision", self.whole.over.standing.by_id)):
            found = [one for one in known if len(name) > 2 and one.startswith(name)]
            if len(found) == 1:
                return Target(kind, found[0])  # type: ignore[arg-type]
        if name in self.whole.reports:
            return Target("report", name)
        return Target("incident", self.record(name).id)

    def anchors(self, incident: str) -> tuple[Judged, ...]:
        """The main occurrences of an incident (all of them, where none is main), as they are now."""
        found = next((one for one in self.whole.incidents if one.id == incident), None)
        return () if found is None else self.judged(_mains(found, self.whole.over.before))

    def judged(self, names: Sequence[str]) -> tuple[Judged, ...]:
        """Claims as they are now."""
        claims = [self.whole.over.before[name] for name in names if name in self.whole.over.before]
        return tuple(judged(one, self.whole.reports[one.report]) for one in claims)

    def decided(self, claim: Claim) -> list[Decision]:
        """Standing Decisions on a claim."""
        return making.on_same(self.whole.over.standing, judged(claim, self.whole.reports[claim.report]))


def _mains(incident: Incident, claims: Mapping[str, Claim]) -> list[str]:
    mains = [name for name in incident.occurrences if name in claims and claims[name].about == "main"]
    return mains or list(incident.occurrences)


def _one(name: str, known: Mapping[str, Any], what: str) -> str:
    if name in known:
        return name
    found = [one for one in known if name and one.startswith(name)]
    if len(found) != 1:
        raise NotFound(
            f"There is no {what} {name!r}." if not found else f"{name!r} begins the ids of {len(found)} {what}s.",
            remedy="`bearwitness review show INCIDENT` lists claims, `bearwitness review history` Decisions.",
        )
    return found[0]


def signer_of(name: str) -> Signer:
    """The newest key of this user that is held by the reviewer; it is made when the reviewer decides first."""
    keys = user_keys()
    mine = [one for one in keys.cards() if one.holder == name]
    if mine:
        return open_key(keys, mine[-1].key)
    made = keys.make(holder=name, passphrase=default_passphrase())
    errors.print(
        f"Made a signing key for {name}: {made.key[:16]}, in {keys.folder}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return made


def finish(desk: Desk, decision: Decision, *, json: bool, again: bool = True) -> None:
    """Keep a Decision and say so, what others decided on the same thing, and whether both can hold."""
    known = desk.known()
    clashing = making.others(decision, known)
    desk.keep(decision, again=again)
    if json:
        emit({"decision": decision, "disagrees_with": [one.id for one in clashing]})
    else:
        show_on_screen(render_decisions([decision], {}))
    for one in (known.by_id[name] for name in decision.seen):
        against = " Both stand as a disagreement, and neither is applied." if one in clashing else ""
        errors.print(
            f"{one.reviewer} decided {one.id}: {one.kind} ({one.reason}).{against}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
