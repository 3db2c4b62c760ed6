"""Conflicts that later words settle stay listed, with the sentence that says what settled them."""

from __future__ import annotations

from bearwitness.model import Attribution, Conflict, Incident
from bearwitness.reconcile import changes, edition
from reconcile.builders import (
    COUNTRY,
    DNIPRO,
    HOSPITAL,
    KLYMENKO,
    KYIV,
    MAYOR,
    RESCUERS,
    Told,
    day,
    incidents_of,
    records_of,
    report,
    the,
)

POLICE = Attribution(speaker="the police", organisation="police", name="police")
ARMY = Attribution(speaker="the army of Northland", organisation="Northland army", name="Northland army")


def strike(name: str, published: str, text: str = "A missile hit the capital in the morning.") -> tuple[Told, str]:
    made = report(name, published=published, text=text)
    return made, made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL)


def only(*told: Told) -> Conflict:
    (found,) = {(one.kind, one.claims): one for record in records_of(*told) for one in record.conflicts}.values()
    return found


def joined(*told: Told) -> tuple[Conflict, ...]:
    """The conflicts of reports that a person has judged to tell one attack."""
    claims = {claim.id: claim for one in told for claim in one.claims}
    attacks = tuple(sorted(name for name, claim in claims.items() if claim.occurrence is not None))
    incident = Incident(id="i", occurrences=attacks, reports=tuple(one.report.id for one in told))
    return edition({one.report.id: one.report for one in told}, claims, [incident])[0].conflicts


def two_counts() -> tuple[Told, Told, Told]:
    one, here = strike("a", "2024-07-08T09:00Z")
    one.toll("injured", "117", of=here, by=RESCUERS)
    two, here = strike("b", "2024-07-08T09:00Z")
    two.toll("injured", "82", of=here, by=MAYOR)
    three, here = strike("c", "2024-07-10T09:00Z")
    three.toll("injured", "121", of=here, by=KLYMENKO)
    return one, two, three


def test_a_later_count_above_both_resolves_it() -> None:
    one, two, three = two_counts()
    assert (only(one, two).state, only(one, two).resolution) == ("stands", None)
    found = only(one, two, three)
    assert (found.kind, found.state, found.resolved_by) == ("figure", "resolved", three.claims[-1].id)
    assert set(found.claims) == {one.claims[-1].id, two.claims[-1].id}
    assert found.resolution == "Later Ihor Klymenko (2024-07-10T09:00Z) says 121, which leaves both numbers behind."


def test_the_report_that_resolves_it_is_among_the_changes() -> None:
    told = two_counts()
    reports = {one.report.id: one.report for one in told}
    claims = {claim.id: claim for one in told for claim in one.claims}
    (incident,) = incidents_of(*told)
    moved = [one for one in changes(incident.id, reports, claims, [incident]) if one.kind == "conflict"]
    assert [(one.report, "Resolved: Later Ihor Klymenko" in (one.after or "")) for one in moved] == [
        ("b", False),
        ("c", True),
    ]


def test_a_number_that_grew_was_never_a_conflict() -> None:
    told = [strike(name, f"2024-07-08T{hour}:00Z") for name, hour in (("x", "10"), ("y", "11"), ("z", "12"))]
    for (made, here), value, by in zip(told, ("5", "9", "12"), (RESCUERS, MAYOR, KLYMENKO), strict=True):
        made.toll("killed", value, of=here, by=by)
    assert not [each for record in records_of(*[made for made, _ in told]) for each in record.conflicts]


def test_an_old_number_that_is_still_carried_after_the_official_one_was_never_a_conflict() -> None:
    one, here = strike("a", "2024-07-08T09:00Z")
    one.toll("killed", "9", of=here, by=KLYMENKO)
    two, here = strike("b", "2024-07-08T11:00Z")
    two.toll("killed", "5", of=here)
    three, here = strike("c", "2024-07-09T09:00Z")
    three.toll("killed", "14", of=here, by=KLYMENKO)
    assert not [each for record in records_of(one, two, three) for each in record.conflicts]


def test_a_toll_that_fell_and_is_reached_again() -> None:
    told = []
    for name, at, value in (("a", "08", "20"), ("b", "09", "12"), ("c", "10", "23")):
        made, here = strike(name, f"2024-07-{at}")
        made.toll("killed", value, of=here, by=RESCUERS)
        told.append(made)
    assert only(*told[:2]).state == "stands"
    found = only(*told)
    assert (found.kind, found.resolved_by) == ("toll_fell", told[2].claims[-1].id)
    assert "no less than the first number" in (found.resolution or "")


def test_who_denied_it_accepts_it_later() -> None:
    one, here = strike("a", "2024-07-08")
    one.holds("accused", "Northland", side="NL", of=here, by=KLYMENKO)
    one.holds("denied", "Northland", side="NL", of=here, by=ARMY)
    assert only(one).state == "stands"
    two, here = strike("b", "2024-07-11")
    two.holds("conceded", "Northland", side="NL", of=here, by=ARMY)
    found = only(one, two)
    assert (found.state, found.resolved_by) == ("resolved", two.claims[-1].id)
    assert "accepts it" in (found.resolution or "")


def test_an_explanation_is_given_up_for_the_other() -> None:
    one, here = strike("a", "2024-07-08")
    one.explains("deliberate", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-09")
    two.explains("accident", of=here, by=KLYMENKO)
    three, here = strike("c", "2024-07-10")
    three.explains("accident", of=here, by=MAYOR)
    assert only(one, two).state == "stands"
    assert (only(one, two, three).state, only(one, two, three).resolved_by) == ("resolved", three.claims[-1].id)


def test_who_named_one_weapon_names_the_other_later() -> None:
    one, here = strike("a", "2024-07-08")
    one.weapon("Kh-101", of=here, by=KLYMENKO)
    two, here = strike("b", "2024-07-09")
    two.weapon("Kalibr", of=here, by=MAYOR)
    assert only(one, two).state == "stands"
    three, here = strike("c", "2024-07-10")
    three.weapon("Kalibr", of=here, by=KLYMENKO)
    assert (only(one, two, three).state, only(one, two, three).resolved_by) == ("resolved", three.claims[-1].id)
    three.weapon("Kh-101", of=here, by=KLYMENKO)  # there were both: nothing contradicts
    assert not [each for record in records_of(one, two, three) for each in record.conflicts]


def test_one_source_corrects_its_date() -> None:
    told = []
    for name, source, on, published in (("a", "x", "8", "08"), ("b", "y", "10", "10"), ("c", "y", "8", "11")):
        made = report(name, source=source, published=f"2024-07-{published}")
        made.attack(place=KYIV, when=day(f"2024-07-{on.zfill(2)}"), target=HOSPITAL)
        told.append(made)
    (stands,) = joined(*told[:2])
    assert (stands.kind, stands.state) == ("time", "stands")
    (settled,) = joined(*told)
    assert (settled.state, settled.resolved_by) == ("resolved", told[2].claims[0].id)


def test_a_place_is_given_up_and_towns_of_one_area_were_never_a_conflict() -> None:
    listed = (("a", "08"), ("b", "09"), ("c", "10"))
    one, two, three = (report(name, source=f"{name}.example", published=f"2024-07-{at}") for name, at in listed)
    last = report("d", source="b.example", published="2024-07-10")
    one.attack(place=KYIV, when=day("2024-07-08"))
    two.attack(place=DNIPRO, when=day("2024-07-08"))
    three.attack(place=COUNTRY, when=day("2024-07-08"))
    assert [(each.kind, each.state) for each in joined(one, two)] == [("place", "stands")]
    assert joined(one, two, three) == ()
    last.attack(place=KYIV, when=day("2024-07-08"))
    assert [(each.kind, each.state) for each in joined(one, two, last)] == [("place", "resolved")]


def test_a_source_that_lost_a_not_gives_it_back() -> None:
    one, here = strike("a", "2024-07-08")
    one.quote("We did not aim at the hospital and we never will do so", of=here, by=KLYMENKO)
    two, there = strike("b", "2024-07-09")
    two.quote("We did aim at the hospital and we never will do so", of=there, by=KLYMENKO)
    assert only(one, two).state == "stands"
    three = report("c", source="b.example", published="2024-07-10")
    here = three.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL)
    three.quote("We did not aim at the hospital and we never will do so", of=here, by=KLYMENKO)
    assert (only(one, two, three).state, only(one, two, three).resolved_by) == ("resolved", three.claims[-1].id)


def test_a_report_that_tells_two_scopes_apart_settles_that_they_had_one_number() -> None:
    told = []
    for name, at, narrow, wide in (("a", "09", "5", None), ("b", "10", None, "5"), ("c", "20", "5", "12")):
        made = report(name, published=f"2024-07-08T{at}:00Z")
        city = made.attack(place=KYIV, when=day("2024-07-08"))
        inner = made.attack(place=KYIV, when=day("2024-07-08"), target=HOSPITAL, part_of=city)
        if narrow:
            made.toll("killed", narrow, of=inner, by=KLYMENKO)
        if wide:
            made.toll("killed", wide, of=city, by=MAYOR)
        told.append(made)
    assert (only(*told[:2]).kind, only(*told[:2]).state) == ("scope", "stands")
    found = only(*told)
    assert (found.kind, found.resolved_by) == ("scope", told[2].claims[-1].id)
    assert "tells the two apart" in (found.resolution or "")


LOWERED = "The police lowered the number of dead to 84. By Wednesday the toll had gone up to 101, the ministry said."


def lowered_toll() -> tuple[Told, ...]:
    """Two counts on the way up, the last of which only the report that takes it back tells."""
    one, here = strike("a", "2024-07-08")
    one.toll("killed", "88", of=here, by=MAYOR)
    two, here = strike("b", "2024-07-12", LOWERED)
    two.toll("killed", "84", of=here, by=POLICE, words="84")
    two.toll("killed", "101", of=here, by=KLYMENKO, words="101", as_of="2024-07-10", modality="denied")
    return one, two


def test_a_toll_that_only_its_withdrawal_tells_is_a_settled_fall() -> None:
    one, two = lowered_toll()
    (record,) = records_of(one, two)
    falls = {one.claims: one for one in record.conflicts}
    withdrawn = falls[tuple(sorted(claim.id for claim in two.claims[1:]))]
    assert (withdrawn.kind, withdrawn.state, withdrawn.resolved_by) == ("toll_fell", "resolved", two.claims[1].id)
    assert "Ihor Klymenko (2024-07-10) says 101 killed" in withdrawn.why


def test_a_withdrawn_toll_does_not_widen_the_range_and_takes_the_steps_to_it_back() -> None:
    one, two = lowered_toll()
    dead = the(records_of(one, two)[0], "killed")
    assert (dead.low, dead.high, dead.headline) == (84, 84, 84)
    assert [reading.live for reading in dead.readings if reading.low == 88] == [False]


def test_a_denied_toll_beside_a_count_that_corrects_nothing_is_no_fall() -> None:
    one, here = strike("a", "2024-07-12", "84 people died. The ministry denied that 101 had died.")
    one.toll("killed", "84", of=here, by=POLICE, words="84")
    one.toll("killed", "101", of=here, by=KLYMENKO, words="101", modality="denied")
    assert records_of(one)[0].conflicts == ()
