"""Occurrences to incidents: what is one, what is two, what is part of what; and that order never matters."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.errors import Contradiction
from bearwitness.identity import canonical
from bearwitness.link import assemble, merge, move, split, why
from bearwitness.model import Constraint, Facility, Incident, Why
from reconcile.builders import COUNTRY, DNIPRO, HOSPITAL, KYIV, ODESA, Told, clock, day, incidents_of, report

MARKET = Facility(text="Zhytnii market", kind="market", name="Zhytnii market", place=KYIV)
MORNING = "Rescuers dig through the rubble of a block on Olena Teliha Street, where Marta Hnatiuk, 61, was found alive."


def of(told: Told, found: tuple[Incident, ...]) -> list[Incident]:
    return [one for one in found if told.id in one.reports]


def bombing(name: str, *, text: str, when: str = "2024-07-08", published: str = "2024-07-08", **more: object) -> Told:
    made = report(name, text=text, published=published, title=str(more.pop("title", "Blast in the capital")))
    made.attack("bombing", when=day(when), **more)  # type: ignore[arg-type]
    return made


def test_two_reports_of_one_attack_are_one_incident() -> None:
    one = bombing("a", text="A bomb went off in the market of the capital at noon, the police said; stalls burned.")
    other = bombing("b", text="Stalls burned in the capital's market after a bomb went off at noon, witnesses said.")
    found = incidents_of(one, other)
    assert len(found) == 1
    assert found[0].reports == ("a", "b")
    link = why("a", "b", [one.report, other.report], [*one.claims, *other.claims]).link
    assert link is not None
    assert link.judgement == "same"
    assert {one.name for one in link.features} >= {"time", "place", "kind"}
    assert all(feature.why for feature in link.features)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"when": "2024-07-15", "published": "2024-07-15"}, "a week later"),
        ({"place": ODESA}, "another city"),
    ],
)
def test_another_day_or_another_city_is_another_incident(changes: dict[str, object], reason: str) -> None:
    one = bombing("a", text="A bomb went off in the market at noon and stalls burned.")
    other = bombing("b", text="A bomb exploded near a bus stop; two buses were wrecked.", **changes)  # type: ignore[arg-type]
    assert len(incidents_of(one, other)) == 2, reason


def test_a_second_strike_on_the_same_place_hours_later_is_kept_apart() -> None:
    one = report("a", title="Dawn strike on the station", text="A missile tore the roof off platform two at dawn.")
    other = report(
        "b", title="Second hit after dark", text="Crews still at work were showered with glass late on Monday."
    )
    one.attack(when=clock("2024-07-08T05:10", "2024-07-08T05:20"))
    other.attack(when=clock("2024-07-08T23:10", "2024-07-08T23:20"))
    assert len(incidents_of(one, other)) == 2


def test_two_attacks_that_a_report_tells_apart_are_never_one() -> None:
    one = report("a", text=MORNING)
    one.attack(when=day("2024-07-08"), target=HOSPITAL)
    one.attack(when=day("2024-07-08"), target=MARKET)
    other = report("b", text=MORNING)
    other.attack(when=day("2024-07-08"))
    found = incidents_of(one, other)
    assert len(found) == 2
    assert sorted(len(incident.reports) for incident in found) == [1, 2]


def test_an_attack_that_a_report_mentions_twice_is_one() -> None:
    one = report("a", text=MORNING)
    one.attack(when=day("2024-07-08"))
    one.attack("attack", when=None, place=None)
    assert len(incidents_of(one)) == 1


def test_names_and_house_numbers_find_a_court_report_months_later() -> None:
    first = report("a", published="2024-07-08", text=MORNING + " Police seek Orest Kulyk, 34, of 1482 Zoria Lane.")
    first.attack("shooting", when=None)
    later = report("b", published="2025-02-20", title="Man sentenced", text="A judge sentenced Orest Kulyk for the "
        "shooting in which Marta Hnatiuk was hurt at Olena Teliha Street, near 1482 Zoria Lane.")  # fmt: skip
    later.attack("shooting", when=None)
    assert len(incidents_of(first, later)) == 1


def test_one_named_target_brings_reports_of_different_days_together() -> None:
    first = report("a", published="2024-07-08", title="Hall attacked", text="Gunmen fired into the crowd at the hall.")
    later = report(
        "b", published="2024-07-14", title="Toll of hall attack", text="The crowd at the hall was fired into."
    )
    for told in (first, later):
        told.attack("shooting", when=None, target=MARKET)
    assert len(incidents_of(first, later)) == 1
    found = why("a", "b", [first.report, later.report], [*first.claims, *later.claims])
    assert found.link is not None
    assert "target" in {feature.name for feature in found.link.features}


def test_a_background_mention_joins_the_earlier_incident() -> None:
    earlier = bombing(
        "a", text="A bomb went off in the market at noon and stalls burned.", published="2024-05-02", when="2024-05-02"
    )
    now = bombing("b", text="A bomb went off on a bridge on Monday. The market was bombed on 2 May.")
    mention = now.attack("bombing", when=day("2024-05-02"), about="background", words="The market was bombed on 2 May")
    found = incidents_of(earlier, now)
    assert len(found) == 2
    assert next(one for one in found if mention in one.occurrences).id == of(earlier, found)[0].id


def test_an_anniversary_is_told_of_the_attack_that_it_recalls() -> None:
    then = bombing("a", text="A bomb went off in the market at noon and stalls burned.")
    later = report("b", published="2025-07-08", title="A year on", text="Candles were lit where the bomb went off.")
    recalled = later.attack("bombing", when=day("2024-07-08"), about="background")
    found = incidents_of(then, later)
    assert len(found) == 1
    assert recalled in found[0].occurrences
    assert found[0].reports == ("a", "b")


def test_a_report_on_several_attacks_is_split_among_them() -> None:
    kyiv = bombing("a", text="A bomb went off in the market at noon and stalls burned.")
    odesa = bombing("b", title="Port hit", text="A car blew up beside the quay, the harbour master said.", place=ODESA)
    roundup = report("c", title="A day of bombs", text="Bombs went off in two cities: at the market, beside the quay.")
    first = roundup.attack("bombing", when=day("2024-07-08"))
    second = roundup.attack("bombing", when=day("2024-07-08"), place=ODESA)
    found = incidents_of(kyiv, odesa, roundup)
    assert sorted(one.reports for one in found) == [("a", "c"), ("b", "c")]
    assert not any({first, second} <= set(one.occurrences) for one in found)


def test_a_vague_background_mention_makes_no_incident() -> None:
    now = bombing("b", text="A bomb went off on a bridge on Monday, years after the war began.")
    now.attack("attack", when=None, place=None, about="background")
    assert len(incidents_of(now)) == 1


def barrage() -> tuple[Told, Told]:
    one = report("a", text="A missile hit the children's hospital, part of a barrage on several cities.")
    wave = one.attack(when=day("2024-07-08"), place=COUNTRY)
    one.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=wave)
    one.attack(when=day("2024-07-08"), place=DNIPRO, part_of=wave)
    other = report("b", text="Kyiv and Dnipro came under missile attack on Monday; a children's hospital was hit.")
    wave = other.attack(when=day("2024-07-08"), place=COUNTRY)
    city = other.attack(when=day("2024-07-08"), part_of=wave)
    other.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=city)
    return one, other


def test_a_barrage_is_a_tree_and_the_narrower_whole_holds_the_part() -> None:
    found = {one.id: one for one in incidents_of(*barrage())}
    roots = [one for one in found.values() if one.part_of is None]
    assert len(roots) == 1
    assert roots[0].reports == ("a", "b")
    depth = {
        name: 0 if one.part_of is None else 1 + (found[one.part_of].part_of is not None) for name, one in found.items()
    }
    assert sorted(depth.values()) == [0, 1, 1, 2]
    deepest = next(one for one in found.values() if depth[one.id] == 2)
    assert deepest.reports == ("a", "b")


def test_a_report_on_the_town_joins_the_town_where_a_report_tells_town_and_target_apart() -> None:
    told = barrage()
    text = "Kyiv and Dnipro came under missile attack on Monday; a children's hospital was hit. The toll in Kyiv grew."
    third = report("c", text=text)
    bare = third.attack(when=day("2024-07-08"))
    found = {one.id: one for one in incidents_of(*told, third)}
    town = next(one for one in found.values() if bare in one.occurrences)
    assert any(one.part_of == town.id for one in found.values())
    fourth = report("d", text="A missile hit the children's hospital in Kyiv on Monday.")
    fourth.attack(when=day("2024-07-08"), target=HOSPITAL)
    assert len(incidents_of(third, fourth)) == 1, "nobody tells the two apart"


# --- any set of reports, in any order ------------------------------------------------------------------------

TEXTS = (
    MORNING,
    "A bomb went off in the market of the capital at noon.",
    "The market of the capital burned after a bomb at noon, said Marta Hnatiuk.",
    "Two buses were wrecked near the station.",
)


@st.composite
def stories(draw: st.DrawFn) -> list[Told]:
    made = []
    for number in range(draw(st.integers(1, 7))):
        one = report(
            f"r{number}",
            text=draw(st.sampled_from(TEXTS)),
            published=draw(st.sampled_from([None, "2024-07-08", "2024-07-09", "2024-07-20"])),
        )
        whole = None
        for _ in range(draw(st.integers(0, 3))):
            above = draw(st.sampled_from([None, whole]))
            when = draw(st.sampled_from([None, day("2024-07-08"), day("2024-07-09"), clock("2024-07-08T05:10")]))
            name = one.attack(
                draw(st.sampled_from(["bombing", "missile_strike", "attack"])),
                place=draw(st.sampled_from([None, KYIV, DNIPRO, COUNTRY])),
                when=when,
                target=draw(st.sampled_from([None, HOSPITAL])),
                part_of=above,
                turn=None if above is None else draw(st.sampled_from([None, 1, 2])),
                about=draw(st.sampled_from(["main", "main", "background"])),
            )
            whole = whole or name
        made.append(one)
    return made


@given(made=stories(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_order_and_repetition_change_nothing(made: list[Told], data: st.DataObject) -> None:
    reports = [one.report for one in made]
    claims = [claim for one in made for claim in one.claims]
    expected = canonical(list(assemble(reports, claims)))
    shuffled = data.draw(st.permutations(claims + claims[: len(claims) // 2]))
    again = data.draw(st.permutations(reports + reports[:1]))
    assert canonical(list(assemble(again, shuffled))) == expected


@given(made=stories(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_reviewers_decided_always_holds_in_any_order(made: list[Told], data: st.DataObject) -> None:
    reports = [one.report for one in made]
    claims = [claim for one in made for claim in one.claims]
    names = [claim.id for claim in claims] + ["c-of-a-claim-that-is-gone"]
    pair = st.tuples(st.sampled_from(["together", "apart"]), st.sampled_from(names), st.sampled_from(names))
    decided = [
        Constraint(kind=kind, one=one, other=other)  # type: ignore[arg-type]
        for kind, one, other in data.draw(st.lists(pair, max_size=6))
        if one != other
    ]
    try:
        found = assemble(reports, claims, decided)
    except Contradiction:
        with pytest.raises(Contradiction):
            assemble(reports, claims, decided[::-1])
        return
    home = {name: one.id for one in found for name in one.occurrences}
    for one in decided:
        if one.one in names[:-1] and one.other in names[:-1]:
            assert (home[one.one] == home[one.other]) is (one.kind == "together")
    again = assemble(reports[::-1], data.draw(st.permutations(claims)), data.draw(st.permutations(decided * 2)))
    assert canonical(list(again)) == canonical(list(found))


def reasons_of(found: Why) -> str:
    return " ".join(found.because)


@given(made=stories(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_why_says_what_the_incidents_say_and_gives_reasons_for_part_and_whole(
    made: list[Told], data: st.DataObject
) -> None:
    reports = [one.report for one in made]
    claims = [claim for one in made for claim in one.claims]
    if not claims:
        return
    decided = []
    if len(claims) > 1 and data.draw(st.booleans()):
        one, other = data.draw(st.permutations([claim.id for claim in claims]))[:2]
        decided = [Constraint(kind=data.draw(st.sampled_from(["together", "apart"])), one=one, other=other)]
    known = {one.id: one for one in assemble(reports, claims, decided)}
    home = {name: one.id for one in known.values() for name in one.occurrences}
    first, second = data.draw(st.sampled_from(claims)).id, data.draw(st.sampled_from(claims)).id
    found = why(first, second, reports, claims, decided)
    a, b = home.get(first), home.get(second)
    wholes = {name: wholes_of(name, known) for name in (a, b) if name is not None}
    same = a is not None and a == b
    part = not same and (a in wholes.get(b or "", []) or b in wholes.get(a or "", []))
    if a is not None and b is not None:
        assert found.judgement == ("same" if same else "part" if part else "different")
    assert ("as part of a wider" in reasons_of(found) or "strikes on one place" in reasons_of(found)
            or "No report says so" in reasons_of(found)) or not part  # fmt: skip
    turned = why(second, first, reports, claims, decided)
    assert (turned.judgement, turned.link) == (found.judgement, found.link)


def wholes_of(name: str, known: dict[str, Incident]) -> list[str]:
    found: list[str] = []
    while (above := known[name].part_of) is not None:
        found.append(above)
        name = above
    return found


def double_tap() -> tuple[Told, Told, dict[str, str]]:
    """Two reports of two shells on one market, the second of which tells only what the second did."""
    both = report("a", text="Two shells hit the market ten minutes apart; the second killed four medics.")
    ids = {"whole": both.attack("shelling", when=day("2024-07-08"))}
    ids["first"] = both.attack("shelling", when=day("2024-07-08"), part_of=ids["whole"], turn=1)
    ids["second"] = both.attack("shelling", when=day("2024-07-08"), part_of=ids["whole"], turn=2)
    both.toll("killed", "6", of=ids["first"])
    both.toll("killed", "4", of=ids["second"])
    both.toll("killed", "10", of=ids["whole"])
    later = report("b", text="A medic hurt by the second shell on the market has died.", published="2024-07-09")
    ids["whole b"] = later.attack("shelling", when=day("2024-07-08"))
    ids["second b"] = later.attack("shelling", when=day("2024-07-08"), part_of=ids["whole b"], turn=2)
    return both, later, ids


def test_two_strikes_on_one_place_are_parts_of_one_attack_and_never_each_other() -> None:
    both, later, ids = double_tap()
    found = {one.id: one for one in incidents_of(both, later)}
    home = {name: one.id for one in found.values() for name in one.occurrences}
    assert home[ids["second"]] == home[ids["second b"]] != home[ids["first"]]
    assert home[ids["whole"]] == home[ids["whole b"]]
    assert found[home[ids["first"]]].part_of == found[home[ids["second"]]].part_of == home[ids["whole"]]
    told = ([both.report, later.report], [*both.claims, *later.claims])
    assert "Told as the second of two strikes on one place in a, b." in why(ids["second"], ids["whole"], *told).because
    siblings = why(ids["first"], ids["second b"], *told)
    assert siblings.judgement == "different"
    assert any("the first and the second strike on one place" in one for one in siblings.because)


def test_who_reports_before_the_second_strike_tells_of_the_first() -> None:
    both, later, ids = double_tap()
    early = report("0", text="A shell hit the market this morning and killed six people.", published="2024-07-08")
    ids["early"] = early.attack("shelling", when=day("2024-07-08"))
    early.toll("killed", "6", of=ids["early"])
    home = {name: one.id for one in incidents_of(both, later, early) for name in one.occurrences}
    assert home[ids["early"]] == home[ids["first"]]


def test_reviewers_decide_on_parts_and_double_taps_too() -> None:
    both, later, ids = double_tap()
    told = [both.report, later.report], [*both.claims, *later.claims]
    found = assemble(*told, split([ids["second"]], [ids["second b"]]))
    assert not any({ids["second"], ids["second b"]} <= set(one.occurrences) for one in found)
    found = assemble(*told, merge([ids["first"]], [ids["second"]]))
    assert any({ids["first"], ids["second"]} <= set(one.occurrences) for one in found)
    found = assemble(*told, merge([ids["whole"]], [ids["second"]]))
    assert any({ids["whole"], ids["second"]} <= set(one.occurrences) for one in found)
    assert all(one.part_of != one.id for one in found)


def test_a_report_that_only_counts_on_joins_and_is_no_incident_alone() -> None:
    told = report("a", text="A bomb went off in the fish market of the capital and killed six people.")
    told.attack("bombing", when=day("2024-07-08"))
    later = report("b", text="The death toll at the fish market of the capital rose to eight.", published="2024-07-09")
    name = later.attack("attack", when=day("2024-07-08"), modality="unknown")
    assert incidents_of(later) == ()
    (found,) = incidents_of(told, later)
    assert name in found.occurrences


def test_merge_split_and_move() -> None:
    noon = "A bomb went off in the market of the capital at noon and stalls burned."
    told = [bombing("a", text=noon), bombing("b", text=noon), bombing("c", text="A bomb went off.", place=ODESA)]
    reports, claims = [one.report for one in told], [claim for one in told for claim in one.claims]
    a, b, c = (claim.id for claim in claims)

    def groups(*decided: Constraint) -> list[tuple[str, ...]]:
        return sorted(one.reports for one in assemble(reports, claims, decided))

    assert groups() == [("a", "b"), ("c",)]
    assert groups(*merge([a, b], [c])) == [("a", "b", "c")]
    assert groups(*split([a], [b])) == [("a",), ("b",), ("c",)]
    assert groups(*move([b], source=[a, b], target=[c])) == [("a",), ("b", "c")]
    with pytest.raises(Contradiction):
        groups(*merge([a], [b]), *merge([b], [c]), *split([a], [c]))


@given(made=stories())
@settings(max_examples=40, deadline=None)
def test_every_main_occurrence_is_in_exactly_one_incident_and_the_tree_has_no_circle(made: list[Told]) -> None:
    found = incidents_of(*made)
    mains = {claim.id for one in made for claim in one.claims if claim.about == "main"}
    held = [name for one in found for name in one.occurrences]
    assert len(held) == len(set(held))
    assert mains <= set(held)
    by_id = {one.id: one for one in found}
    for one in found:
        seen, node = {one.id}, one.part_of
        while node is not None:
            assert node not in seen
            seen.add(node)
            node = by_id[node].part_of
    for one in found:
        for made_one in made:
            told = [claim for claim in made_one.claims if claim.id in one.occurrences and claim.about == "main"]
            targets = {claim.occurrence.target for claim in told if claim.occurrence and claim.occurrence.target}
            days = {(claim.time.start or "")[:10] for claim in told if claim.time is not None}
            assert len(targets) <= 1
            assert len(days) <= 1


def test_a_thousand_reports_take_seconds() -> None:
    """Not a benchmark: guards against comparing every report with every other."""
    generator = random.Random(7)
    made = []
    for number in range(1000):
        when = f"2023-{generator.randint(1, 12):02}-{generator.randint(1, 28):02}"
        words = " ".join(generator.choice(TEXTS).split()[: generator.randint(5, 12)])
        made.append(bombing(f"r{number}", text=f"{words} number {number}", when=when, published=when))
    assert len(incidents_of(*made)) > 100
