"""Incident -> Findings, conflicts, grade: the record.

Data flows through the modules in this order: sites (what each incident is) -> copies -> origins (who a claim goes back
to) -> scopes -> readings (what each origin said when) -> standing -> figures -> history (which stood together) ->
conflicts and disputes -> findings, quotes, timeline, grade -> records. `changes` replays the reports one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bearwitness.model import Change, Claim, Incident, Record, Report
from bearwitness.reconcile.changes import moved, order, subset
from bearwitness.reconcile.moments import moment
from bearwitness.reconcile.readings import position
from bearwitness.reconcile.records import copied, record, support, tell
from bearwitness.reconcile.sites import Tree, site, trees
from bearwitness.vocabulary import Policy

__all__ = ["changes", "copied", "edition", "one_tree"]


def edition(
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    incidents: Sequence[Incident],
    *,
    policy: Policy = "latest_official",
) -> tuple[Record, ...]:
    """One record an incident: those that are no part of another first, then those that most reports tell, that have
    figures, and that are told first; then by date and id.
    """
    home = homes(claims, incidents)
    own: dict[str, list[Claim]] = {}
    for name in sorted(home):
        own.setdefault(home[name], []).append(claims[name])
    found: list[tuple[str, Record]] = []
    for tree in trees([site(one, claims) for one in incidents]):
        found.extend(_records(tree, reports, own, home, policy))
    return tuple(made for _, made in sorted(found, key=lambda pair: pair[0]))


def one_tree(
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    incidents: Sequence[Incident],
    elsewhere: Sequence[Incident],
    *,
    policy: Policy = "latest_official",
) -> tuple[tuple[str, Record], ...]:
    """The records of the incidents of one tree, the same as in the edition of everything, each with a text by which
    records are listed. `reports` are those of the tree with all their `claims`; `elsewhere` are the incidents of other
    trees that these reports tell too.
    """
    home = homes(claims, [*incidents, *elsewhere])
    own: dict[str, list[Claim]] = {}
    for name in sorted(home):
        own.setdefault(home[name], []).append(claims[name])
    found: list[tuple[str, Record]] = []
    for tree in trees([site(one, claims) for one in incidents]):
        found.extend(_records(tree, reports, own, home, policy))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def _records(
    tree: Tree,
    reports: Mapping[str, Report],
    own: Mapping[str, Sequence[Claim]],
    home: Mapping[str, str],
    policy: Policy,
) -> Iterator[tuple[str, Record]]:
    here = [one for name in tree.sites for one in own.get(name, ())]
    told = tell(tree, reports, here, home)
    for one in tree.sites.values():
        made = record(told, one, policy=policy)
        yield _rank(made, own.get(made.id, ())), made


def changes(
    name: str,
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    incidents: Sequence[Incident],
    *,
    since: str | None = None,
    policy: Policy = "latest_official",
) -> tuple[Change, ...]:
    """What each report moved in the tree of the incident `name`, in the order of publication.

    `since` is an ISO 8601 date or date-time; what was published before it, or at an unknown time, is then left out.
    """
    tree = next((one for one in trees([site(one, claims) for one in incidents]) if name in one.sites), None)
    if tree is None:
        return ()
    within = [one.incident for one in tree.sites.values()]
    told = {report for one in within for report in one.reports} & set(reports)
    own = {one.id: one for one in claims.values() if one.report in told}
    at_home = homes(own, incidents)
    start = moment(since)
    known: dict[str, Report] = {}
    before: tuple[Record, ...] = ()
    found: list[Change] = []
    for report in order([reports[one] for one in told]):
        known[report.id] = report
        so_far = {one.id: one for one in own.values() if one.report in known and at_home.get(one.id) in tree.sites}
        after = edition(known, so_far, subset(within, known, so_far), policy=policy)
        at = moment(report.published)
        if start is None or (at is not None and not at.before(start)):
            found.extend(moved(before, after, report))
        before = after
    return tuple(found)


def homes(claims: Mapping[str, Claim], incidents: Sequence[Incident]) -> dict[str, str]:
    """The incident of each claim: that of its occurrence; without one, of the first main occurrence of its report."""
    by_occurrence = {name: one.id for one in incidents for name in one.occurrences}
    first: dict[str, tuple[tuple[int, int, str], str]] = {}
    for name, incident in by_occurrence.items():
        claim = claims.get(name)
        if claim is not None and claim.about == "main":
            where = (*position(claim), claim.id)
            if claim.report not in first or where < first[claim.report][0]:
                first[claim.report] = (where, incident)
    found: dict[str, str] = {}
    for claim in claims.values():
        if claim.id in by_occurrence:
            found[claim.id] = by_occurrence[claim.id]
        elif claim.occurrence_of in by_occurrence:
            found[claim.id] = by_occurrence[claim.occurrence_of or ""]
        elif (
            claim.occurrence_of is None
            and claim.about == "main"
            and claim.kind != "occurrence"
            and claim.report in first
        ):
            found[claim.id] = first[claim.report][1]
    return found


def _rank(made: Record, own: Sequence[Claim]) -> str:
    """A text that sorts as records are listed."""
    mains, carried = support(made, own)
    told = [position(one) for one in own if one.kind == "occurrence" and one.about == "main"]
    harmed = any(one.headline is not None and one.scope.incident == made.id for one in made.figures)
    start = made.when.start if made.when is not None else None
    passage, offset = min(told, default=(0, 0))
    most = 10**9
    return (
        f"{made.part_of is not None:d}{not told:d} {most - carried:010d} {not harmed:d} {passage:09d} {offset:09d} "
        f"{most - mains:010d} {start or '9999'} {made.id}"
    )
