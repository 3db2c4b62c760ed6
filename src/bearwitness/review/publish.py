"""What reviewers decided on whole incidents: grade, notes, and for whom which state of a record is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from bearwitness.identity import ID_DIGITS, canonical, digest
from bearwitness.model import Decision, Graded, Judgement, Record, Review
from bearwitness.review.decisions import latest_of_each, of_one_mind
from bearwitness.review.overlay import Overlay
from bearwitness.vocabulary import DecisionKind, Profile

IMPLIED: Mapping[Profile, tuple[Profile, ...]] = {
    "full": ("full",),
    "partner": ("partner",),
    "public": ("public", "ssa"),
    "ssa": ("ssa",),
}
"""What a publication allows beside its own profile: what goes to the same readers and holds less."""


ON_INCIDENTS: frozenset[DecisionKind] = frozenset({"grade", "note", "publish"})
"""Kinds of Decision that may be about an incident as it is."""


@dataclass(frozen=True)
class Unplaced:
    """A Decision on an incident that is no longer there."""

    decision: str
    incident: str


def trees(records: Sequence[Record]) -> dict[str, tuple[Record, ...]]:
    """For each incident the other records of its tree."""
    known = {one.id: one for one in records}
    grouped: dict[str, list[Record]] = {}
    for one in records:
        root, climbed = one, {one.id}
        while root.part_of in known and root.part_of not in climbed:
            root = known[root.part_of or ""]
            climbed.add(root.id)
        grouped.setdefault(root.id, []).append(one)
    return {one.id: tuple(each for each in group if each.id != one.id) for group in grouped.values() for one in group}


def state(record: Record, tree: Iterable[Record]) -> str:
    """What a publication was given for: the heads of the record and its tree. A new report, a changed claim, a merge or
    a move gives another state.
    """
    roots = sorted((one.id, one.head.root if one.head is not None else "") for one in (record, *tree))
    return digest("state/1", canonical([list(one) for one in roots]))[: 2 * ID_DIGITS]


def home(decision: Decision, over: Overlay, where: Mapping[str, str], known: Iterable[str]) -> str | None:
    """The incident that a Decision is about now: the one of its id, else the one that holds most of the occurrences
    that it had then (the smaller id of two); None if none holds any.
    """
    counts: dict[str, int] = {}
    for was in decision.judged:
        incident = where.get(over.now.get(was.claim, was.claim))
        if incident is not None:
            counts[incident] = counts.get(incident, 0) + 1
    if decision.target.id in counts or (not counts and decision.target.id in set(known)):
        return decision.target.id
    return min(counts, key=lambda name: (-counts[name], name), default=None)


def stamped(
    records: Sequence[Record],
    over: Overlay,
    *,
    where: Mapping[str, str],
    keys: Mapping[str, str],
    reviewers: int,
) -> tuple[tuple[Record, ...], tuple[Unplaced, ...]]:
    """The records with what reviewers decided on them, and the Decisions whose incident is gone.

    `where`: occurrence claim -> incident; `keys`: Decision -> id of the key that signed it; `reviewers`: how many have
    to publish an incident before it is published.
    """
    about: dict[str, list[Decision]] = {}
    unplaced: list[Unplaced] = []
    known = {one.id for one in records}
    for one in over.standing.now:
        if one.target.kind == "incident" and one.kind in ON_INCIDENTS:
            found = home(one, over, where, known)
            if found is None:
                unplaced.append(Unplaced(one.id, one.target.id))
            else:
                about.setdefault(found, []).append(one)
    by_report: dict[str, list[Judgement]] = {}
    for each in over.judgements:
        by_report.setdefault(each.report, []).append(each)
    clashing = _clashes(over, where)
    notes = _notes(over)
    tree = trees(records)
    made = [
        _stamp(
            record,
            about.get(record.id, ()),
            [one for line in record.reports for one in by_report.get(line.id, ())],
            clashing.get(record.id, ()),
            [one for line in record.reports for one in notes.get(line.id, ())],
            state=state(record, tree[record.id]),
            keys=keys,
            reviewers=reviewers,
        )
        for record in records
    ]
    return tuple(made), tuple(unplaced)


def _notes(over: Overlay) -> dict[str, list[Decision]]:
    """Notes on reports and on claims, by report."""
    found: dict[str, list[Decision]] = {}
    for one in over.standing.now:
        if one.kind == "note" and one.target.kind == "report":
            found.setdefault(one.target.id, []).append(one)
        elif one.kind == "note" and one.target.kind == "claim":
            for was in one.judged:
                found.setdefault(was.report, []).append(one)
    return found


def _clashes(over: Overlay, where: Mapping[str, str]) -> dict[str, list[str]]:
    """For each incident, in words, the merges, splits and moves around it that cannot all hold."""
    found: dict[str, list[str]] = {}
    for group in over.clashes:
        decisions = [over.standing.by_id[name] for name in group]
        told = " / ".join(f"{one.kind} by {one.reviewer} ({one.reason})" for one in decisions)
        incidents = {
            where.get(over.now.get(was.claim, was.claim)) for one in decisions for was in (*one.judged, *one.against)
        }
        for incident in sorted(one for one in incidents if one is not None):
            found.setdefault(incident, []).append(f"What belongs together: {told}")
    return found


def _stamp(
    record: Record,
    about: Sequence[Decision],
    claims: Sequence[Judgement],
    clashes: Sequence[str],
    notes: Sequence[Decision],
    *,
    state: str,
    keys: Mapping[str, str],
    reviewers: int,
) -> Record:
    if not about and not claims and not clashes and not notes:
        return record
    graded, disputes = _grade(record.grade, latest_of_each(one for one in about if one.kind == "grade"))
    given, waiting = released([one for one in about if one.kind == "publish"], state, keys=keys, reviewers=reviewers)
    said = sorted([*notes, *(one for one in about if one.kind == "note")], key=lambda one: (one.at, one.id))
    deciding = {one.id for one in (*about, *notes)} | {name for one in claims for name in one.decisions}
    return msgspec.structs.replace(
        record,
        grade=graded,
        reviewed=Review(
            decisions=len(deciding),
            published=bool(given),
            profiles=given,
            waiting=waiting,
            claims=tuple(claims),
            grade=None if graded is record.grade else record.grade.grade,
            notes=tuple(f"{one.reviewer}: {one.reason}" for one in said),
            disagreements=(*disputes, *clashes),
        ),
    )


def _grade(by_rule: Graded, decisions: Sequence[Decision]) -> tuple[Graded, tuple[str, ...]]:
    if not decisions:
        return by_rule, ()
    if not of_one_mind(decisions):
        told = " / ".join(f"{one.grade} by {one.reviewer} ({one.reason})" for one in decisions)
        return by_rule, (f"The grade: {told}",)
    first = decisions[0]
    assert first.grade is not None
    set_by = tuple(f"Set by {one.reviewer}: {one.reason}" for one in decisions)
    return Graded(grade=first.grade, reasons=(*set_by, f"By the written rules: {by_rule.grade}.", *by_rule.reasons)), ()


def released(
    decisions: Iterable[Decision], state: str, *, keys: Mapping[str, str], reviewers: int
) -> tuple[tuple[Profile, ...], tuple[Profile, ...]]:
    """Profiles in which this state is published, and those for which another reviewer has to publish it.

    Two reviewers are two names and two keys: one person with two names does not make two.
    """
    names: dict[Profile, set[str]] = {}
    signed: dict[Profile, set[str]] = {}
    for one in decisions:
        if one.release is not None and one.release.state == state:
            for profile in IMPLIED[one.release.profile]:
                names.setdefault(profile, set()).add(one.reviewer)
                signed.setdefault(profile, set()).add(keys.get(one.id, f"unsigned {one.reviewer}"))
    enough = {one for one in names if min(len(names[one]), len(signed[one])) >= reviewers}
    return tuple(sorted(enough)), tuple(sorted(set(names) - enough))
