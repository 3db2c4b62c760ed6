"""How a Decision is made: from what a reviewer points at and says, checked against what is there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bearwitness.errors import UsageError
from bearwitness.identity import settle
from bearwitness.model import (
    Claim,
    Correction,
    Decision,
    Evidence,
    Judged,
    Passage,
    PassageRef,
    Protection,
    Release,
    Report,
    Target,
)
from bearwitness.review.decisions import ON_CLAIMS, ON_LINKS, Standing, agree, may_supersede, settled
from bearwitness.review.links import constraints_of, holds
from bearwitness.review.words import judged
from bearwitness.vocabulary import OUTLET_PASSAGES, DecisionKind, Grade, Profile, ProtectedKind

BY_HAND = "by hand"
"""The extractor's name in claims that reviewers add."""
LONGEST_REASON = 4000
LONGEST_NAME = 200


@dataclass(frozen=True)
class Reviewer:
    """Who decides, when, why, and what of others they were shown."""

    name: str
    at: datetime.datetime
    reason: str
    known: Standing
    """All Decisions so far."""
    supersedes: tuple[str, ...] = ()
    """Decisions that this one is to replace, beside the reviewer's own on the same thing."""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise UsageError(
                "A Decision needs its reviewer's name.", remedy="Give --as NAME or set $BEARWITNESS_REVIEWER."
            )
        if not self.reason.strip() or len(self.reason) > LONGEST_REASON:
            raise UsageError(
                "A Decision needs a reason.", remedy=f"Give --reason with 1 to {LONGEST_REASON} characters."
            )


def moment(at: datetime.datetime) -> str:
    """ISO 8601 in UTC with microseconds."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def on_claim(
    who: Reviewer, kind: DecisionKind, claim: Claim, report: Report, *, correction: Correction | None = None
) -> Decision:
    """Accept, reject or correct a claim. A reviewer's own earlier Decision on it is superseded; a correction keeps what
    the reviewer's earlier correction said of other fields. UsageError if the claim has no such field.
    """
    was = judged(claim, report)
    earlier = on_same(who.known, was)
    if kind == "correct":
        _check_correction(claim, correction)
        for one in earlier:
            if one.reviewer == who.name and one.kind == "correct" and one.correction is not None:
                correction = _joined(one.correction, correction)
    return _made(who, kind, Target("claim", claim.id), earlier, judged=(was,), correction=correction)


def _check_correction(claim: Claim, correction: Correction | None) -> None:
    given = {} if correction is None else msgspec.structs.asdict(correction)
    if not any(value is not None for value in given.values()):
        raise UsageError("The correction says nothing.", remedy="Give a value, scope, speaker or about.")
    if claim.casualty is None:
        wrong = [name for name in ("outcome", "group", "figure", "scope") if given[name] is not None]
        if wrong:
            raise UsageError(
                f"A claim of kind {claim.kind} has no {wrong[0]}.",
                remedy="Reject it and add the right one by hand.",
            )


def _joined(old: Correction, new: Correction | None) -> Correction:
    fields = {} if new is None else {name: one for name, one in msgspec.structs.asdict(new).items() if one is not None}
    return msgspec.structs.replace(old, **fields)


def add(
    who: Reviewer,
    report: Report,
    *,
    words: str,
    kind: str,
    value: Mapping[str, Any],
    passage: str | None = None,
    about: str = "main",
    modality: str = "asserted",
    attribution: Mapping[str, Any] | None = None,
) -> Decision:
    """A claim by hand. Its words must stand in the report, once, or once in the passage named. `value` is the kind's
    own object in JSON form. UsageError says what is wrong with either.
    """
    evidence = located(report, words, passage)
    row = {
        "id": "by hand",
        "kind": kind,
        "report": report.id,
        "about": about,
        "modality": modality,
        "evidence": [msgspec.to_builtins(evidence)],
        "attribution": None if not attribution else dict(attribution),
        "rule": "reviewer",
        "extractor": BY_HAND,
        kind: dict(value),
    }
    try:
        claim = msgspec.convert(row, Claim)
    except msgspec.ValidationError as error:
        raise UsageError(
            f"This is no claim of kind {kind}: {error}.", remedy="See the claim's shape in DESIGN."
        ) from error
    (claim,) = settle([claim])
    was = judged(claim, report)
    return _made(who, "add", Target("report", report.id), on_same(who.known, was), judged=(was,), added=claim)


def located(report: Report, words: str, passage: str | None) -> Evidence:
    """Where the words stand; UsageError if nowhere, or in several places."""
    places: list[tuple[Passage, int]] = []
    for one in report.passages:
        if (passage is None and one.kind in OUTLET_PASSAGES) or one.id == passage:
            at = one.text.find(words) if words else -1
            while at >= 0:
                places.append((one, at))
                at = one.text.find(words, at + 1)
    if len(places) != 1:
        raise UsageError(
            f"The words {words[:60]!r} stand {f'{len(places)} times' if places else 'nowhere'} in "
            f"{f'report {report.id}' if passage is None else f'passage {passage} of report {report.id}'}.",
            remedy="Give them exactly as they stand, long enough to be found once, or name the passage.",
        )
    found, start = places[0]
    return Evidence(PassageRef(found.id, found.kind), start, start + len(words), words)


def on_links(
    who: Reviewer,
    kind: DecisionKind,
    target: Target,
    *,
    ours: Sequence[Judged],
    theirs: Sequence[Judged],
    left: Sequence[Judged] = (),
) -> Decision:
    """Merge, split or move occurrences. A reviewer's own Decisions that cannot hold with it are superseded."""
    if not ours or not theirs:
        raise UsageError(
            f"There is nothing to {kind} there.", remedy="Name two sides that each have an attack of their own."
        )

    def name(was: Judged) -> str:
        return was.claim

    new = _made(who, kind, target, (), judged=tuple(ours), against=tuple(theirs), left=tuple(left))
    mine = constraints_of(new, name)
    clashing = [
        one
        for one in who.known.now
        if one.kind in ON_LINKS and one.id not in who.supersedes and not holds((*mine, *constraints_of(one, name)))
    ]
    return _made(who, kind, target, clashing, judged=tuple(ours), against=tuple(theirs), left=tuple(left))


def grade(who: Reviewer, incident: str, anchors: Sequence[Judged], given: Grade) -> Decision:
    """Set an incident's grade."""
    earlier = _on_incident(who.known, "grade", incident, anchors)
    return _made(who, "grade", Target("incident", incident), earlier, judged=tuple(anchors), grade=given)


def note(who: Reviewer, target: Target, anchors: Sequence[Judged]) -> Decision:
    """Write something down. The reason is the note; it supersedes nothing."""
    return _made(who, "note", target, (), judged=tuple(anchors))


def protect(who: Reviewer, text: str, kind: ProtectedKind) -> Decision:
    """Keep words from leaving the casebook."""
    plain = " ".join(text.split())
    if len(plain) < 2:
        raise UsageError("What is protected needs two characters or more.")
    earlier = [
        one
        for one in who.known.now
        if one.protection is not None and one.protection == Protection(kind=kind, text=plain)
    ]
    return _made(who, "protect", Target("name", plain), earlier, protection=Protection(kind=kind, text=plain))


def publish(who: Reviewer, incident: str, anchors: Sequence[Judged], profile: Profile, state: str) -> Decision:
    """Publish a state of an incident; the reviewer's earlier publication for the same profile is superseded."""
    if profile == "full":
        raise UsageError(
            "A full record is a working copy and cannot be published.", remedy="Choose partner, public or ssa."
        )
    earlier = [
        one
        for one in _on_incident(who.known, "publish", incident, anchors)
        if one.release is not None and one.release.profile == profile
    ]
    release = Release(profile=profile, state=state)
    return _made(who, "publish", Target("incident", incident), earlier, judged=tuple(anchors), release=release)


def withdraw(who: Reviewer, target: Target, anchors: Sequence[Judged] = ()) -> Decision:
    """Take back a Decision of one's own, or all publications of an incident, whoever gave them."""
    if target.kind == "decision":
        named = replace(who, supersedes=tuple(sorted({*who.supersedes, target.id})))
        return _made(named, "withdraw", target, ())
    given = _on_incident(who.known, "publish", target.id, anchors)
    if not given:
        raise UsageError(f"Incident {target.id} is not published.")
    named = replace(who, supersedes=tuple(sorted({*who.supersedes, *(one.id for one in given)})))
    return _made(named, "withdraw", target, (), judged=tuple(anchors))


def on_same(known: Standing, was: Judged) -> list[Decision]:
    """Standing Decisions on the same claim, also as an earlier or later extraction named it."""
    return [one for one in known.now if one.kind in ON_CLAIMS and one.judged and _same_claim(one.judged[0], was)]


def _same_claim(one: Judged, other: Judged) -> bool:
    if one.claim == other.claim:
        return True
    same_words = (one.evidence.start, one.evidence.end, one.text) == (
        other.evidence.start,
        other.evidence.end,
        other.text,
    )
    return (one.report, one.kind, one.says) == (other.report, other.kind, other.says) and same_words


def _on_incident(known: Standing, kind: DecisionKind, incident: str, anchors: Sequence[Judged]) -> list[Decision]:
    """Standing Decisions of a kind on an incident, also from when it had another id."""
    names = {was.claim for was in anchors}
    return [
        one
        for one in known.now
        if one.kind == kind
        and one.target.kind == "incident"
        and (one.target.id == incident or names & {was.claim for was in one.judged})
    ]


def others(decision: Decision, known: Standing) -> tuple[Decision, ...]:
    """Decisions of others that the reviewer was shown and that cannot hold together with this one."""
    listed = [known.by_id[name] for name in decision.seen if name in known.by_id]
    return tuple(one for one in listed if one.id not in decision.supersedes and not agree(one, decision))


def _made(who: Reviewer, kind: DecisionKind, target: Target, earlier: Iterable[Decision], **fields: Any) -> Decision:
    listed = list(earlier)
    own = {one.id for one in listed if one.reviewer == who.name}
    decision = settled(
        Decision(
            id="",
            kind=kind,
            target=target,
            reason=who.reason.strip(),
            reviewer=who.name,
            at=moment(who.at),
            supersedes=tuple(sorted(own | set(who.supersedes))),
            seen=tuple(sorted(one.id for one in listed if one.reviewer != who.name)),
            **fields,
        )
    )
    may_supersede(decision, who.known)
    return decision
