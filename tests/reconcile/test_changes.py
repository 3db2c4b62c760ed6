"""What moved, and which report moved it."""

from __future__ import annotations

from bearwitness.model import Change
from bearwitness.reconcile import changes
from reconcile.builders import KYIV, MAYOR, RESCUERS, Told, day, incidents_of, report


def strike(name: str, published: str | None) -> tuple[Told, str]:
    made = report(name, published=published)
    return made, made.attack(place=KYIV, when=day("2024-07-08"))


def moves(*told: Told, since: str | None = None) -> tuple[Change, ...]:
    reports = {one.report.id: one.report for one in told}
    claims = {claim.id: claim for one in told for claim in one.claims}
    incidents = incidents_of(*told)
    return changes(incidents[0].id, reports, claims, incidents, since=since)


def three() -> tuple[Told, Told, Told]:
    one, here = strike("a", "2024-07-08T10:00Z")
    one.toll("killed", "5", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-08T12:00Z")
    two.toll("killed", "5", of=here, by=MAYOR)
    three, here = strike("c", "2024-07-09T09:00Z")
    three.toll("killed", "9", of=here, by=MAYOR)
    three.holds("accused", "Russia", of=here, side="RU", by=RESCUERS)
    return one, two, three


def told(found: tuple[Change, ...], kind: str) -> list[tuple[str, str | None, str | None]]:
    return [(one.report, one.before, one.after) for one in found if one.kind == kind]


def test_each_step_of_a_toll_names_the_report_that_moved_it() -> None:
    found = moves(*three())
    assert told(found, "figure") == [("a", None, "5"), ("c", "5", "9")]
    assert told(found, "responsibility") == [("c", None, "State Emergency Service: accused")]


def test_the_order_of_the_reports_does_not_matter() -> None:
    one, two, last = three()
    assert moves(last, one, two) == moves(one, two, last)


def test_since_leaves_out_what_came_before_and_what_has_no_date() -> None:
    one, two, last = three()
    undated, here = strike("d", None)
    undated.toll("injured", "3", of=here, by=MAYOR)
    assert [each[0] for each in told(moves(one, two, last, undated), "figure")] == ["a", "c", "d"]
    assert told(moves(one, two, last, undated, since="2024-07-09"), "figure") == [("c", "5", "9")]


def test_a_conflict_appears_with_the_report_that_brings_it() -> None:
    one, here = strike("a", "2024-07-08T10:00Z")
    one.toll("killed", "9", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-08T12:00Z")
    two.toll("killed", "5", of=here, by=RESCUERS)
    assert [each[0] for each in told(moves(one, two), "conflict")] == ["b"]


def test_nothing_is_known_of_an_incident_that_is_not_there() -> None:
    one, _, _ = three()
    assert changes("nobody", {one.report.id: one.report}, {}, incidents_of(one)) == ()
