"""What a reviewer looks at: the queue, claims with their words, the history; and what an id means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bearwitness.casebook import Casebook, Incidents
from bearwitness.errors import NotFound, UsageError
from bearwitness.model import Claim, Decision, Incident, Item, Judged, Judgement, Report, Shown, Target
from bearwitness.ports import Clock, SystemClock
from bearwitness.review import Overlay, Standing, making, standing
from bearwitness.review.queue import shown
from bearwitness.review.words import judged, says
from bearwitness.vocabulary import FoundState

SHORTEST = 3
"""Characters of an id that are enough where ids of several kinds are looked through."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A claim as a reviewer sees it."""

    claim: Claim
    """As extracted or added by hand."""
    words: Shown
    says: str
    judgement: Judgement | None
    """What standing Decisions make of it; None: nobody has judged it."""
    decisions: tuple[Decision, ...]
    """Those that stand."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A Decision with what became of it."""

    decision: Decision
    superseded_by: str | None
    words: FoundState | None
    """`changed` or `lost` where the words that it judged are read otherwise now, or not found."""


@dataclass(frozen=True, kw_only=True)
class Met:
    """Somebody else's Decision on the same thing."""

    decision: Decision
    against: bool
    """Both cannot hold: the thing is in dispute, and neither is applied."""


class Looking:
    """A casebook as a reviewer sees it, at every moment as it then stands."""

    def __init__(
        self,
        book: Casebook,
        *,
        reviewers: int = 1,
        clock: Clock | None = None,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    ) -> None:
        """`reviewers`: how many have to publish an incident; `progress` as in `Casebook.incidents`."""
        self.book = book
        self._reviewers = reviewers
        self.clock = clock or SystemClock()
        self._progress = progress
        self._incidents: Incidents | None = None

    def close(self) -> None:
        """Let go of the incidents; the casebook stays open."""
        if self._incidents is not None:
            self._incidents.close()
            self._incidents = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def incidents(self) -> Incidents:
        """What the casebook adds up to."""
        if self._incidents is None:
            self._incidents = self.book.incidents(progress=self._progress, reviewers=self._reviewers)
        return self._incidents

    # --- looking ---------------------------------------------------------------------------------------------------

    def queue(self) -> list[Item]:
        """Everything that waits for a judgement, each with its words and the reason, what matters most first."""
        return self.incidents.queue()

    def claims(self, name: str) -> list[Seen]:
        """The claim whose id is `name` or begins with it; else all claims of that incident's or report's reports, as
        they stand in them.
        """
        found = self._claims_of(name) if len(name) >= SHORTEST else {}
        if len(found) == 1:
            ((claim, over),) = found.values()
            return [self._seen(claim, self._report(claim.report), over)]
        reports = [name] if name in self.book.begun("reports", name) else []
        reports = reports or sorted(line.id for line in self.incidents.record(self.incident(name)).reports)
        over = self.book.over(reports)
        known = {one: self._report(one) for one in reports}
        ordered = sorted((one for one in over.before.values() if one.report in known), key=_place)
        return [self._seen(one, known[one.report], over) for one in ordered]

    def _seen(self, claim: Claim, report: Report, over: Overlay) -> Seen:
        return Seen(
            claim=claim,
            words=shown(claim, {report.id: report}),
            says=says(claim),
            judgement=next((one for one in over.judgements if one.claim == claim.id), None),
            decisions=tuple(making.on_same(over.standing, judged(claim, report))),
        )

    def history(self, name: str | None = None) -> list[Past]:
        """Every Decision by time, superseded ones too; or those of a reviewer or on one claim, incident or report."""
        over = self.book.over()
        state_of = {one.decision: one.state for one in over.unfound}
        return [
            Past(decision=one, superseded_by=over.standing.gone.get(one.id), words=state_of.get(one.id))
            for one in over.standing.every
            if name is None or _concerns(one, name, over)
        ]

    def known(self) -> Standing:
        """All Decisions at this moment."""
        return standing([one.value for one in self.book.stated("decisions", Decision)])

    def met(self, decision: Decision) -> list[Met]:
        """What others decided on the same thing before, and whether both can hold."""
        known = self.known()
        against = {one.id for one in making.others(decision, known)}
        return [Met(decision=known.by_id[one], against=one in against) for one in decision.seen]

    def waits(self, decision: Decision) -> bool:
        """Whether a publication waits for another reviewer."""
        release = decision.release
        return release is not None and release.profile in self.incidents.record(decision.target.id).reviewed.waiting

    # --- finding what is meant -------------------------------------------------------------------------------------

    def claim(self, name: str) -> tuple[Claim, Report]:
        """The claim whose id is `name` or begins with it, as extracted or added by hand, and its report; NotFound if
        there is none, or several.
        """
        found = self._claims_of(name)
        claim, _ = found[one_of(name, found, "claim")]
        return claim, self._report(claim.report)

    def report(self, name: str) -> Report:
        """The report whose id is `name` or begins with it."""
        return self._report(one_of(name, self.book.begun("reports", name), "report"))

    def incident(self, name: str) -> str:
        """The id of the incident whose id is `name` or begins with it, or of the main one of the report `name`;
        UsageError if there is none, or several.
        """
        found = self.incidents.find(name)
        if not found:
            raise UsageError(
                f"{self.book.folder} holds no incident or report {name!r}.",
                remedy="`bearwitness incidents` lists what is there.",
            )
        if len(found) > 1:
            raise UsageError(f"{name!r} begins the ids of {len(found)} incidents.", remedy="Write more of the id.")
        return found[0]

    def target(self, name: str) -> Target:
        """What an id names: a claim, a Decision, else a report or incident."""
        if len(name) >= SHORTEST:
            claims = list(self._claims_of(name))
            if len(claims) == 1:
                return Target("claim", claims[0])
            decisions = [one for one in self.known().by_id if one.startswith(name)]
            if len(decisions) == 1:
                return Target("decision", decisions[0])
        if name in self.book.begun("reports", name):
            return Target("report", name)
        return Target("incident", self.incident(name))

    def _claims_of(self, name: str) -> dict[str, tuple[Claim, Overlay]]:
        """Claims whose ids begin with this, those added by hand too, with what was decided on their reports; the one
        with this id alone, if there is one.
        """
        homes = self.book.begun("claims", name)
        by_hand = (one.added for one in self.known().now if one.added is not None)
        homes |= {one.id: one.report for one in by_hand if name and one.id.startswith(name)}
        wanted = {name: homes[name]} if name in homes else homes
        over = self.book.over(set(wanted.values()))
        return {one: (over.before[one], over) for one in sorted(wanted) if one in over.before}

    def _report(self, name: str) -> Report:
        return self.book.report(name).report

    def anchors(self, incident: str) -> tuple[Judged, ...]:
        """The main occurrences of an incident (all of them, where none is main), as they are now."""
        records = [one for one in self.incidents.family(incident) if one.id == incident]
        (found,) = self.incidents.incidents(records)
        over = self.book.over(frozenset(found.reports))
        reports = {name: self._report(name) for name in sorted(found.reports)}
        claims = [over.before[name] for name in _mains(found, over.before)]
        return tuple(judged(one, reports[one.report]) for one in claims if one.report in reports)


def _concerns(decision: Decision, name: str, over: Overlay) -> bool:
    marks = {decision.id, decision.target.id, decision.reviewer}
    for was in (*decision.judged, *decision.against):
        marks |= {was.claim, was.report, over.now.get(was.claim, was.claim)}
    return any(one == name or (len(name) >= SHORTEST and one.startswith(name)) for one in marks)


def _place(claim: Claim) -> tuple[str, int, int, str]:
    number = claim.evidence[0].passage.id.lstrip("p")
    return claim.report, int(number) if number.isdigit() else 0, claim.evidence[0].start, claim.id


def _mains(incident: Incident, claims: Mapping[str, Claim]) -> list[str]:
    there = [name for name in incident.occurrences if name in claims]
    return [name for name in there if claims[name].about == "main"] or there


def one_of(name: str, known: Collection[str], what: str) -> str:
    """The one of the ids that is `name` or begins with it; NotFound if there is none, or several."""
    if name in known:
        return name
    found = [one for one in known if name and one.startswith(name)]
    if len(found) != 1:
        raise NotFound(
            f"There is no {what} {name!r}." if not found else f"{name!r} begins the ids of {len(found)} {what}s.",
            remedy="`bearwitness review show INCIDENT` lists claims, `bearwitness review history` Decisions.",
        )
    return found[0]
