"""Claims and standing Decisions -> claims as judged. What was extracted is never changed; this view is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import msgspec

from bearwitness.model import Attribution, Claim, Constraint, Correction, Decision, Judged, Judgement, Report
from bearwitness.review.decisions import ON_CLAIMS, ON_LINKS, Standing, latest_of_each, of_one_mind, standing
from bearwitness.review.links import bonds
from bearwitness.review.words import Found, find, says, text_digest
from bearwitness.vocabulary import FoundState, JudgementState

STATE_OF: Mapping[str, JudgementState] = {
    "accept": "accepted",
    "reject": "rejected",
    "correct": "corrected",
    "add": "added",
}


@dataclass(frozen=True)
class Unfound:
    """A standing Decision whose words are gone, or now say something else, so that it no longer applies as it was."""

    decision: str
    state: FoundState
    """`changed` or `lost`."""
    was: Judged
    now: str | None
    """What the same words are taken to say now; None: nothing is found there."""


@dataclass(frozen=True)
class Overlay:
    """What reviewers made of what was extracted."""

    claims: Mapping[str, Claim]
    """Claims that count, by id: rejected ones left out, corrected ones with the new value under the same id."""
    before: Mapping[str, Claim]
    """Claims as extracted or added by hand, before anybody judged them."""
    judgements: tuple[Judgement, ...]
    """By report and id of the claim."""
    constraints: tuple[Constraint, ...]
    clashes: tuple[tuple[str, ...], ...]
    """Groups of merges, splits and moves that cannot all hold."""
    unfound: tuple[Unfound, ...]
    standing: Standing
    now: Mapping[str, str]
    """Claim as a Decision named it -> the claim that it is now."""


class Finder:
    """Looks up judged claims among the current ones, report by report."""

    def __init__(self, reports: Mapping[str, Report], claims: Iterable[Claim], wanted: Iterable[str]) -> None:
        """`wanted`: the reports in which anything was judged."""
        self._reports = reports
        self._claims: dict[str, list[Claim]] = {name: [] for name in wanted}
        for one in claims:
            if one.report in self._claims:
                self._claims[one.report].append(one)

    def find(self, was: Judged) -> Found:
        """What became of a judged claim."""
        return find(was, self._reports.get(was.report), self._claims.get(was.report, ()))

    def add(self, claim: Claim) -> None:
        """A claim that a reviewer added can be judged like any other."""
        self._claims.setdefault(claim.report, []).append(claim)

    def place(self, claim: Claim, was: Judged) -> Claim | None:
        """A claim added by hand with its words where they stand in the current reading; None if they do not."""
        report = self._reports.get(claim.report)
        passages = () if report is None else report.passages
        here = [one for one in passages if one.kind == was.evidence.passage.kind]
        same = [one for one in here if text_digest(one) == was.text]
        if any(one.id == was.evidence.passage.id for one in same):
            return claim
        evidence = []
        for one in claim.evidence:
            holding = [each for each in (same or here) if each.text.count(one.quote) == 1]
            if len(holding) != 1:
                return None
            start = holding[0].text.index(one.quote)
            moved = msgspec.structs.replace(one.passage, id=holding[0].id)
            evidence.append(msgspec.structs.replace(one, passage=moved, start=start, end=start + len(one.quote)))
        return msgspec.structs.replace(claim, evidence=tuple(evidence))


def overlay(reports: Mapping[str, Report], claims: Mapping[str, Claim], decisions: Iterable[Decision]) -> Overlay:
    """The claims as judged. The same for the same sets in any order; without Decisions the claims as they are."""
    known = standing(decisions)
    here = [one for one in known.now if one.kind in ON_CLAIMS or one.kind in ON_LINKS]
    wanted = {was.report for one in here for was in (*one.judged, *one.against, *one.left)}
    finder = Finder(reports, claims.values(), wanted)
    view = dict(claims)
    unfound: list[Unfound] = []
    on: dict[str, list[Decision]] = {}
    now: dict[str, str] = {}
    by_hand: set[str] = set()
    for one in sorted(here, key=lambda each: each.kind != "add"):  # what was added first: it can be judged too
        if one.kind not in ON_CLAIMS or not one.judged:
            continue
        was = one.judged[0]
        found = finder.find(was)
        if one.kind == "add" and one.added is not None and found.state not in ("same", "found"):
            placed = finder.place(one.added, was)
            found = Found("lost", None) if placed is None else Found("same", placed)
            if placed is not None:
                finder.add(placed)
                view[placed.id] = placed
                by_hand.add(placed.id)
        if found.claim is None or (found.state == "changed" and one.kind != "correct"):
            unfound.append(Unfound(one.id, found.state, was, None if found.claim is None else says(found.claim)))
            continue
        now[was.claim] = found.claim.id
        on.setdefault(found.claim.id, []).append(one)
    before = {**claims, **view}
    judgements = [_judge(view, name, on[name], name in by_hand) for name in sorted(on)]
    _unhook(view, {one.claim for one in judgements if one.claim not in view})

    def occurrence(was: Judged) -> str | None:
        found = finder.find(was).claim
        return None if found is None or found.id not in view else found.id

    links = [one for one in here if one.kind in ON_LINKS]
    tied = bonds(links, occurrence)
    for one in links:
        for was in (*one.judged, *one.against):
            if finder.find(was).claim is None:
                unfound.append(Unfound(one.id, "lost", was, None))
    return Overlay(
        claims=view,
        before=before,
        judgements=tuple(sorted(judgements, key=lambda one: (one.report, one.claim))),
        constraints=tied.constraints,
        clashes=tied.clashes,
        unfound=tuple(sorted(unfound, key=lambda one: (one.decision, one.was.claim))),
        standing=known,
        now=now,
    )


def _judge(view: dict[str, Claim], name: str, decisions: Sequence[Decision], by_hand: bool) -> Judgement:
    """Apply what reviewers decided on one claim; where they are not of one mind, nothing of it."""
    listed = latest_of_each(decisions)
    was = view[name]
    state: JudgementState = "disagreement"
    after: Claim | None = was
    if of_one_mind(listed):
        kinds = {one.kind for one in listed}
        state = next(STATE_OF[kind] for kind in ("correct", "reject", "add", "accept") if kind in kinds)
        if state == "rejected":
            after = None
        elif state == "corrected":
            for one in listed:
                after = corrected(after or was, one.correction or Correction())
    elif by_hand:
        after = None  # a claim that only one reviewer sees and another does not is not in the record
    if after is None:
        del view[name]
    else:
        view[name] = after
    return Judgement(
        claim=name,
        state=state,
        report=was.report,
        quote=was.evidence[0].quote,
        before=None if by_hand else described(was),
        after=None if after is None else described(after),
        decisions=tuple(one.id for one in listed),
        reviewers=tuple(one.reviewer for one in listed),
        reasons=tuple(one.reason for one in listed),
    )


def described(claim: Claim) -> str:
    """What a claim says with its scope and speaker, for people to compare."""
    parts = [says(claim)]
    if claim.casualty is not None and claim.casualty.scope.text:
        parts.append(f"in {claim.casualty.scope.text}")
    held = claim.attribution
    if held is not None and (who := held.speaker or held.organisation or held.role or held.channel):
        parts.append(f"according to {who}")
    return ", ".join(parts)


def corrected(claim: Claim, correction: Correction) -> Claim:
    """The claim with the corrected fields; id, words and everything else stay."""
    changes: dict[str, object] = {}
    if claim.casualty is not None:
        fields = {
            name: value
            for name in ("outcome", "group", "figure", "scope")
            if (value := getattr(correction, name)) is not None
        }
        changes["casualty"] = msgspec.structs.replace(claim.casualty, **fields)
    if (correction.speaker, correction.role, correction.organisation) != (None, None, None):
        changes["attribution"] = _attributed(claim.attribution, correction)
    for name in ("about", "modality"):
        if getattr(correction, name) is not None:
            changes[name] = getattr(correction, name)
    return msgspec.structs.replace(claim, **changes)


def _attributed(was: Attribution | None, correction: Correction) -> Attribution | None:
    held = was or Attribution()
    speaker, role, organisation = (
        getattr(held, name) if (value := getattr(correction, name)) is None else value or None
        for name in ("speaker", "role", "organisation")
    )
    if speaker is role is organisation is None:
        return None
    if correction.speaker is None:
        return msgspec.structs.replace(held, speaker=speaker, role=role, organisation=organisation)
    # The words that named the speaker, the role and the chain behind were those of another one.
    return Attribution(
        speaker=speaker,
        role=correction.role or None,
        organisation=correction.organisation or None,
        verb=held.verb,
        name=speaker,
    )


def _unhook(view: dict[str, Claim], gone: Set[str]) -> None:
    """Point no claim to one that was rejected: it then belongs to the first attack of its report, or to no total."""
    if not gone:
        return
    for name, claim in view.items():
        changes: dict[str, object] = {}
        if claim.occurrence_of in gone:
            changes["occurrence_of"] = None
        if claim.casualty is not None and claim.casualty.part_of in gone:
            changes["casualty"] = msgspec.structs.replace(claim.casualty, part_of=None)
        if claim.occurrence is not None and claim.occurrence.part_of in gone:
            changes["occurrence"] = msgspec.structs.replace(claim.occurrence, part_of=None)
        if changes:
            view[name] = msgspec.structs.replace(claim, **changes)
