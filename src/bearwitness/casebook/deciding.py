"""What reviewers decided, as far as linking and reconciling look at it: judged claims, constraints, what stands."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from bearwitness.casebook.loading import current_of, stated, told_of_all
from bearwitness.model import Claim, Constraint, Decision, Record, Report
from bearwitness.review import Overlay, overlay, stamped, standing
from bearwitness.review.decisions import ON_LINKS
from bearwitness.storage import Reader


@dataclass(frozen=True)
class Decided:
    """The Decisions of a casebook over the reports that they speak of."""

    over: Overlay
    """`claims` and `before` hold the claims of these reports only."""
    keys: Mapping[str, str]
    """Decision -> id of the key that signed it."""
    claims: Mapping[str, tuple[Claim, ...]]
    """Claims as judged, by report, where they are not as extracted."""
    marks: dict[str, str]
    """A digest of them."""
    constraints: tuple[Constraint, ...]

    def of(self, report: Report, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """The claims of a report as judged, given those that were extracted."""
        return self.claims.get(report.id, claims)

    @property
    def about(self) -> frozenset[str]:
        """Occurrence claims of which the Decisions speak, as they are now."""
        known = self.over.now
        spoken = (was.claim for one in self.over.standing.now for was in (*one.judged, *one.against, *one.left))
        return frozenset(known.get(name, name) for name in spoken)

    @property
    def reports(self) -> frozenset[str]:
        """Reports of which they speak."""
        named = {one.target.id for one in self.over.standing.now if one.target.kind == "report"}
        return frozenset(named | {was.report for one in self.over.standing.now for was in one.judged})

    def stamp(self, records: Sequence[Record], where: Mapping[str, str], reviewers: int) -> tuple[Record, ...]:
        """The records of a tree with what was decided on them; `where`: occurrence claim -> incident."""
        if not self.over.standing.now:
            return tuple(records)
        return stamped(records, self.over, where=where, keys=self.keys, reviewers=reviewers)[0]


def decided(reader: Reader, constraints: Iterable[Constraint]) -> Decided:
    """What reviewers decided; `constraints` hold beside theirs."""
    listed = list(stated(reader, "decisions", Decision, {}))
    known = standing(one.value for one in listed)
    wanted = {was.report for one in known.now for was in (*one.judged, *one.against, *one.left)}
    reports, claims = load(reader, sorted(wanted))
    over = overlay(reports, claims, (one.value for one in listed))
    told: dict[str, list[Claim]] = {name: [] for name in sorted(wanted)}
    for claim in (over.claims[name] for name in sorted(over.claims)):
        told.setdefault(claim.report, []).append(claim)
    was: dict[str, list[Claim]] = {name: [] for name in told}
    for claim in claims.values():
        was[claim.report].append(claim)
    judged = {name: tuple(held) for name, held in told.items() if held != was[name] and name in reports}
    return Decided(
        over=over,
        keys={one.value.id: one.key or "" for one in listed},
        claims=judged,
        marks={name: hashlib.sha256(msgspec.json.encode(held)).hexdigest() for name, held in judged.items()},
        constraints=tuple(sorted({*over.constraints, *constraints}, key=lambda one: (one.kind, one.one, one.other))),
    )


def over_reports(reader: Reader, names: Collection[str]) -> Overlay:
    """What reviewers decided on the claims of these reports: those claims, and every Decision under `standing`. What
    was decided on links is left out, for that is of other reports too.
    """
    known = standing(one.value for one in stated(reader, "decisions", Decision, {}))
    reports, claims = load(reader, sorted(names))
    here = [one for one in known.now if one.kind not in ON_LINKS and any(was.report in names for was in one.judged)]
    return replace(overlay(reports, claims, here), standing=known)


def load(reader: Reader, names: Sequence[str]) -> tuple[dict[str, Report], dict[str, Claim]]:
    """Reports that are there and their claims as extracted, by id, both sorted by it."""
    told = told_of_all(reader, sorted(current_of(reader.sets_of(names)), key=lambda one: one.report))
    claims = {one.id: one for _, listed in told for one in listed}
    return {one.id: one for one, _ in told}, {name: claims[name] for name in sorted(claims)}
