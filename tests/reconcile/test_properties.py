"""Properties that hold for whatever reports come in (others stand beside the records and the linker)."""

from __future__ import annotations

from hypothesis import given, settings

from bearwitness.model import Conflict, FigureFinding, Record
from bearwitness.reconcile import changes
from bearwitness.reconcile.moments import moment
from bearwitness.reconcile.readings import Run
from bearwitness.reconcile.standing import fresh, overtake
from reconcile.builders import Told, incidents_of, records_of
from reconcile.test_records import stories
from reconcile.test_standing import sayings


def figures(record: Record) -> dict[tuple[str, str, str | None], FigureFinding]:
    return {(one.outcome, one.group, one.scope.incident): one for one in record.figures if one.scope.incident}


def firm(figure: FigureFinding) -> bool:
    """Whether every number that stands is told as it is: nothing vague, nothing about, nothing added up."""
    live = [one for one in figure.readings if one.live]
    return (
        bool(live)
        and "worked out" not in figure.rule
        and all(one.qualifier in ("exact", "at_least", "range", "up_to") for one in live)
    )


@given(made=stories())
@settings(max_examples=60, deadline=None)
def test_a_whole_is_never_below_its_part_without_a_conflict(made: list[Told]) -> None:
    records = {one.id: one for one in records_of(*made)}
    for whole in records.values():
        for name in whole.parts:
            inner, outer = figures(records[name]), figures(whole)
            for (outcome, group, scope), part in inner.items():
                wide = outer.get((outcome, group, whole.id))
                if scope != name or wide is None or not (firm(part) and firm(wide)) or wide.open:
                    continue
                if part.low is None or wide.high is None or part.low <= wide.high:
                    continue
                mine = {name for one in part.readings for name in one.claims}
                theirs = {name for one in wide.readings for name in one.claims}
                found = [one for one in whole.conflicts if set(one.claims) & mine and set(one.claims) & theirs]
                assert found or _one_breath(part, wide), (part, wide)


def _one_breath(part: FigureFinding, wide: FigureFinding) -> bool:
    """Whether only one voice in one report gives both: then its words were read wrongly, and nobody contradicts."""
    voices = [{(r.origin, c) for r in one.readings if r.live for c in r.carriers} for one in (part, wide)]
    return bool(voices[0] & voices[1])


@given(made=stories())
@settings(max_examples=60, deadline=None)
def test_a_resolved_conflict_says_by_what_and_what_stands_does_not(made: list[Told]) -> None:
    claims = {claim.id: claim for one in made for claim in one.claims}
    published = {one.report.id: moment(one.report.published) for one in made}
    found: set[Conflict] = {conflict for record in records_of(*made) for conflict in record.conflicts}
    for one in found:
        assert (one.state == "resolved") == (one.resolved_by is not None) == (one.resolution is not None)
        assert one.claims
        assert set(one.claims) <= set(claims)
        if one.resolved_by is not None:
            by = published[claims[one.resolved_by].report]
            assert by is not None
            told = [published[claims[name].report] for name in one.claims if name != one.resolved_by]
            assert not any(at is not None and by.before(at) for at in told)


@given(made=stories())
@settings(max_examples=20, deadline=None)
def test_what_the_changes_end_with_is_the_record(made: list[Told]) -> None:
    reports = {one.report.id: one.report for one in made}
    claims = {claim.id: claim for one in made for claim in one.claims}
    incidents = incidents_of(*made)
    records = {one.id: one for one in records_of(*made)}
    for record in records.values():
        moved = [one for one in changes(record.id, reports, claims, incidents) if one.kind == "conflict"]
        last = {one.claims: one.after for one in moved}
        shown = {one.claims: one for each in records.values() for one in each.conflicts}
        for one in record.conflicts:
            if one.claims in last:
                after = last[one.claims] or ""
                assert shown[one.claims].why in after
                assert (shown[one.claims].resolution or "") in after


@given(listed=sayings())
@settings(max_examples=100, deadline=None)
def test_what_leaves_a_reading_behind_is_never_left_behind_by_it(listed: list[Run]) -> None:
    found = overtake(listed, fresh(listed))
    opened = {run.said.claims[0]: run for run in found}
    for run in found:
        seen: set[str] = set()
        node: Run | None = run
        while node is not None:
            assert node.said.claims[0] not in seen
            seen.add(node.said.claims[0])
            node = opened.get(node.superseded_by or node.overtaken_by or "")
    assert not found or any(run.live for run in found)
    assert [run.said for run in found] == [run.said for run in listed]
