"""Merges, splits and moves become constraints; those that contradict each other are a disagreement."""

from __future__ import annotations

import itertools

import pytest

from bearwitness.errors import UsageError
from bearwitness.link.bounds import bounds
from bearwitness.model import Constraint, Target
from bearwitness.review import overlay
from bearwitness.review.making import on_links
from bearwitness.review.words import judged
from review.builders import attack, by, report

REPORTS = {name: report(name) for name in ("r1", "r2", "r3", "r4")}
ATTACKS = {name: attack(told) for name, told in REPORTS.items()}


def side(*names: str):
    return [judged(ATTACKS[name], REPORTS[name]) for name in names]


def decide(who, kind: str, ours, theirs, left=()):
    target = Target("incident", "i1")
    return on_links(who, kind, target, ours=side(*ours), theirs=side(*theirs), left=side(*left))  # type: ignore[arg-type]


def laid(*decisions, claims=None):
    claims = claims or {one.id: one for one in ATTACKS.values()}
    return overlay(REPORTS, claims, decisions)


def pairs(kind: str, over) -> set[frozenset[str]]:
    return {frozenset((one.one, one.other)) for one in over.constraints if one.kind == kind}


def ids(*names: str) -> frozenset[str]:
    return frozenset(ATTACKS[name].id for name in names)


def test_merge_split_and_move_say_what_linking_has_to_keep() -> None:
    assert len(pairs("together", laid(decide(by("Ana"), "merge", ["r1"], ["r2", "r3"])))) == 2
    assert pairs("apart", laid(decide(by("Ana"), "split", ["r1", "r2"], ["r3"]))) == {ids("r1", "r3"), ids("r2", "r3")}
    moved = laid(decide(by("Ana"), "move", ["r1"], ["r3"], ["r2"]))
    assert pairs("together", moved) == {ids("r1", "r3")}
    assert pairs("apart", moved) == {ids("r1", "r2")}


def test_what_two_reviewers_want_otherwise_is_left_to_the_scores_and_said() -> None:
    ana = decide(by("Ana"), "merge", ["r1"], ["r2"])
    ben = decide(by("Ben", ana), "split", ["r1"], ["r2"])
    assert ben.seen == (ana.id,)
    over = laid(ana, ben)
    assert over.constraints == ()
    assert over.clashes == (tuple(sorted((ana.id, ben.id))),)


def test_a_reviewers_own_later_decision_takes_the_place_of_the_earlier() -> None:
    merge = decide(by("Ana"), "merge", ["r1"], ["r2"])
    split = decide(by("Ana", merge), "split", ["r1"], ["r2"])
    assert split.supersedes == (merge.id,)
    assert pairs("apart", laid(merge, split)) == {ids("r1", "r2")}


def test_a_contradiction_of_three_never_reaches_linking() -> None:
    one = decide(by("Ana", minute=1), "merge", ["r1"], ["r2"])
    two = decide(by("Ben", minute=2), "merge", ["r2"], ["r3"])
    three = decide(by("Cleo", minute=3), "split", ["r1"], ["r3"])
    results = {laid(*order).constraints for order in itertools.permutations((one, two, three))}
    assert len(results) == 1
    over = laid(one, two, three)
    assert over.clashes == (tuple(sorted((one.id, two.id, three.id))),)
    assert pairs("together", over) == {ids("r1", "r2"), ids("r2", "r3")}
    bounds([], over.constraints)  # would raise Contradiction


def test_an_attack_that_is_extracted_anew_keeps_its_place() -> None:
    merge = decide(by("Ana"), "merge", ["r1"], ["r2"])
    new = attack(REPORTS["r1"], rule="newer")
    claims = {one.id: one for one in (new, ATTACKS["r2"])}
    over = laid(merge, claims=claims)
    assert {over.constraints[0].one, over.constraints[0].other} == {new.id, ATTACKS["r2"].id}
    gone = laid(merge, claims={ATTACKS["r2"].id: ATTACKS["r2"]})
    assert gone.constraints == ()
    assert [one.state for one in gone.unfound] == ["lost"]


def test_there_must_be_two_sides() -> None:
    with pytest.raises(UsageError, match="nothing to split"):
        decide(by("Ana"), "split", ["r1"], [])


def test_constraints_are_sorted_and_each_once() -> None:
    one = decide(by("Ana", minute=1), "merge", ["r1"], ["r2"])
    two = decide(by("Ben", minute=2), "merge", ["r2"], ["r1"])
    over = laid(two, one)
    assert over.constraints == (Constraint(kind="together", one=min(ids("r1", "r2")), other=max(ids("r1", "r2"))),)
