"""Incidents kept up to date are those made from scratch, whatever the order, the batches and the repetition."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bearwitness.identity import canonical
from bearwitness.link import Linker, assemble
from bearwitness.link import block as blocks
from bearwitness.link.linker import Unforgettable
from bearwitness.model import Claim, Constraint
from link.test_assemble import bombing, stories
from reconcile.builders import COUNTRY, DNIPRO, KYIV, ODESA, Told, day, report


def from_scratch(made: list[Told], decided: tuple[Constraint, ...] = ()) -> bytes:
    found = assemble([one.report for one in made], [claim for one in made for claim in one.claims], decided)
    return canonical(list(found))


def grown(batches: list[list[Told]], decided: tuple[Constraint, ...] = ()) -> bytes:
    linker = Linker(decided)
    for batch in batches:
        linker.add([one.report for one in batch], [claim for one in batch for claim in one.claims])
    return canonical(list(linker.incidents()))


@st.composite
def batched(draw: st.DrawFn) -> tuple[list[Told], list[list[Told]], tuple[Constraint, ...]]:
    made = draw(stories())
    order = draw(st.permutations(made))
    batches: list[list[Told]] = []
    while order:
        size = draw(st.integers(1, 3))
        batches.append(list(order[:size]))
        order = order[size:]
    batches.append(draw(st.lists(st.sampled_from(made), max_size=2)))
    mains: list[Claim] = [one.claims[0] for one in made if one.claims]
    pairs = [(a.id, b.id) for a in mains for b in mains if a.id < b.id]
    decided = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True)) if pairs else []
    kind = draw(st.sampled_from(["together", "apart"]))
    return made, batches, tuple(Constraint(kind=kind, one=a, other=b) for a, b in decided)  # type: ignore[arg-type]


@given(case=batched())
@settings(max_examples=120, deadline=None)
def test_any_order_and_batching_gives_the_same_bytes(
    case: tuple[list[Told], list[list[Told]], tuple[Constraint, ...]],
) -> None:
    made, batches, decided = case
    assert grown(batches, decided) == from_scratch(made, decided)


@given(case=batched())
@settings(max_examples=80, deadline=None)
def test_decisions_that_come_later_or_are_withdrawn_give_the_same_bytes(
    case: tuple[list[Told], list[list[Told]], tuple[Constraint, ...]],
) -> None:
    made, batches, decided = case
    linker = Linker(decided[:1])
    for batch in batches:
        linker.add([one.report for one in batch], [claim for one in batch for claim in one.claims])
    linker.constrain(decided[1:])
    assert canonical(list(linker.incidents())) == from_scratch(made, decided[1:])
    linker.constrain(decided)
    assert canonical(list(linker.incidents())) == from_scratch(made, decided)
    linker.constrain(())
    assert canonical(list(linker.incidents())) == from_scratch(made)


@given(case=batched(), data=st.data())
@settings(max_examples=80, deadline=None)
def test_reports_taken_out_are_as_if_they_had_never_been_there(
    case: tuple[list[Told], list[list[Told]], tuple[Constraint, ...]], data: st.DataObject
) -> None:
    made, batches, decided = case
    linker = Linker(decided)
    for batch in batches:
        linker.add([one.report for one in batch], [claim for one in batch for claim in one.claims])
    gone = data.draw(st.lists(st.sampled_from(made), unique_by=lambda one: one.id, max_size=3))
    linker.remove(one.id for one in gone)
    left = [one for one in made if one not in gone]
    assert canonical(list(linker.incidents())) == from_scratch(left, decided)
    linker.add([one.report for one in gone], [claim for one in gone for claim in one.claims])
    assert canonical(list(linker.incidents())) == from_scratch(made, decided)


def test_a_report_that_shows_what_a_source_repeats_cannot_be_taken_out() -> None:
    made = []
    for number, published in enumerate(("2024-01-08", "2024-03-08", "2024-07-08", "2024-07-09")):
        one = report(f"r{number}", source="Daily", published=published, text="Ring Olena Marchuk, 44, on 044-555-0142.")
        one.attack("bombing", when=None)
        made.append(one)
    linker = Linker()
    linker.add([one.report for one in made], [claim for one in made for claim in one.claims])
    with pytest.raises(Unforgettable):
        linker.remove(["r0"])
    linker.remove(["r3"])
    assert canonical(list(linker.incidents())) == from_scratch(made[:3])


@given(order=st.permutations(range(6)))
@example(order=[0, 1, 2, 3, 4, 5])
@settings(max_examples=20, deadline=None)
def test_a_word_that_becomes_common_ties_nothing_any_more(order: list[int]) -> None:
    """The limit on a key is crossed while reports come in: what met by it has to part again."""
    made = [
        bombing(f"r{n}", text="Zorblax quarry, Umbral lane and Fennimore shed burned.", when=f"2024-0{n + 1}-08")
        for n in range(6)
    ]
    most = blocks.COMMONEST
    try:
        blocks.COMMONEST = 4
        assert grown([[made[at]] for at in order]) == from_scratch(made)
    finally:
        blocks.COMMONEST = most


@given(order=st.permutations(range(4)))
@settings(max_examples=15, deadline=None)
def test_what_a_source_is_seen_to_repeat_is_taken_back(order: list[int]) -> None:
    made = []
    for number, published in enumerate(("2024-01-08", "2024-01-09", "2024-03-08", "2024-07-08")):
        one = report(f"r{number}", source="Daily", published=published, text="Ring Olena Marchuk, 44, on 044-555-0142.")
        one.attack("bombing", when=None)
        made.append(one)
    assert grown([[made[at]] for at in order]) == from_scratch(made)


@given(order=st.permutations(range(7)))
@settings(max_examples=40, deadline=None)
def test_who_shared_what_a_source_repeats_is_compared_again(order: list[int]) -> None:
    both = "Olena Marchuk, 44, and Petro Lys, 31, died when a bomb went off at the mill in Kyiv."
    told = [
        ("Daily", "2024-01-08", both),
        ("Wire", "2024-01-08", both),
        ("Post", "2024-01-09", "Olena Marchuk, 44, died when a bomb went off in Kyiv."),
        ("Star", "2024-01-09", "Ihor Bondar, 52, died when a bomb went off in Kyiv."),
        ("Daily", "2024-03-08", "A bomb went off in Kyiv. Olena Marchuk, 44, reports."),
        ("Daily", "2024-07-08", "A bomb went off in Kyiv. Olena Marchuk, 44, reports."),
        ("Daily", "2024-01-09", "A bomb went off in Kyiv. Olena Marchuk, 44, reports."),
    ]
    made = []
    for number, (source, published, text) in enumerate(told):
        one = report(f"r{number}", source=source, published=published, text=text)
        one.attack("bombing", when=day(published), place=KYIV)
        made.append(one)
    linker = Linker()
    for at in order:
        linker.add([made[at].report], made[at].claims)
    fresh = Linker()
    fresh.add([one.report for one in made], [claim for one in made for claim in one.claims])
    assert canonical(list(linker.incidents())) == canonical(list(fresh.incidents()))
    scores = {name: linker.state.scores[name] for name in linker.state.told}
    assert scores == {name: fresh.state.scores[name] for name in fresh.state.told}
    assert None in list(linker.state.repeated.values()), "the Daily repeats a name"


def test_a_link_that_scores_otherwise_leaves_the_record_as_it_is() -> None:
    first = bombing("a", text="Olena Marchuk, 44, died at the mill.", when="2024-01-08")
    second = bombing("b", text="Olena Marchuk, 44, died at the mill.", when="2024-01-08")
    linker = Linker()
    linker.add([first.report, second.report], [*first.claims, *second.claims])
    before = linker.incidents()
    assert [len(one.reports) for one in before] == [2]
    source = second.report.source
    late = [
        report(f"late{n}", source=source, published=published, text="Olena Marchuk, 44, reports.")
        for n, published in enumerate(("2024-03-08", "2024-07-08"))
    ]
    for one in late:
        one.attack("shelling", when=day(one.report.published or ""), place=ODESA)
    changed = linker.add([one.report for one in late], [claim for one in late for claim in one.claims])
    after = {one.id: one for one in linker.incidents()}[before[0].id]
    assert after.links != before[0].links, "its source is seen to repeat the name that tied it"
    assert after.occurrences == before[0].occurrences
    assert not changed & set(after.occurrences)


def test_a_wider_attack_that_comes_later_holds_the_parts_of_its_day() -> None:
    first = bombing("a", text="A bomb went off in the capital.")
    wide = report("b", text="Several cities were bombed.")
    wave = wide.attack("bombing", when=day("2024-07-08"), place=COUNTRY)
    wide.attack("bombing", when=day("2024-07-08"), part_of=wave)
    linker = Linker()
    linker.add([first.report], first.claims)
    assert [one.part_of for one in linker.incidents()] == [None]
    linker.add([wide.report], wide.claims)
    whole = next(one.id for one in linker.incidents() if wave in one.occurrences)
    assert [one.part_of for one in linker.incidents() if first.claims[0].id in one.occurrences] == [whole]
    assert canonical(list(linker.incidents())) == from_scratch([first, wide])


def test_adding_touches_only_what_it_meets() -> None:
    linker = Linker()
    places = (KYIV, DNIPRO, ODESA)
    old = [
        bombing(f"r{n}", title=f"{n}", text=f"Shed {n}.", when=f"2023-{n // 3 + 1:02}-08", place=places[n % 3])
        for n in range(24)
    ]
    linker.add([one.report for one in old], [claim for one in old for claim in one.claims])
    before = {one.id: one for one in linker.incidents()}
    assert len(before) == 24
    late = bombing("late", title="Mill", text="A mill is gone.", when="2024-07-08")
    linker.add([late.report], late.claims)
    after = {one.id: one for one in linker.incidents()}
    assert len(after) == len(before) + 1
    assert all(after[name] is one for name, one in before.items()), "untouched incidents are not even made again"
