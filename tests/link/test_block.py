"""Crowds: where very many tell of one town on one day, everybody meets the elders only, and the incidents stay."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from bearwitness.link import Linker, assemble
from bearwitness.link import block as blocks
from bearwitness.link.block import elders
from bearwitness.model import Constraint, Facility
from link.test_linker import batched, from_scratch, grown
from reconcile.builders import KYIV, Told, clock, report


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, most in (("SMALL", 2), ("REGION", 3), ("CROWD", 4), ("ELDERS", 2)):
        monkeypatch.setattr(blocks, name, most)
    return


@given(case=batched())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_a_crowd_any_order_and_batching_gives_the_same_bytes(
    narrow: None, case: tuple[list[Told], list[list[Told]], tuple[Constraint, ...]]
) -> None:
    made, batches, decided = case
    assert grown(batches, decided) == from_scratch(made, decided)


MILL = Facility(text="Vesna mill", kind="industry", name="Vesna mill", place=KYIV)
SCHOOL = Facility(text="Orlyk school", kind="school", name="Orlyk school", place=KYIV)
FILLER = [
    "morning",
    "street",
    "people",
    "house",
    "fire",
    "water",
    "police",
    "city",
    "road",
    "office",
    "family",
    "window",
    "garden",
    "river",
]


def day_of_two_attacks(each: int) -> list[Told]:
    """One town, one day, two attacks; none tells of both."""
    chance, made = random.Random(5), []
    for number in range(2 * each):
        second = number % 2
        words = " ".join(chance.choices(FILLER, k=30))
        text = (
            f"A missile hit the Orlyk school; Taras Vovk, 51, ran the boiler room there. {words}"
            if second
            else f"The Vesna mill burned after shells fell; Lesia Hrin, 37, was at the scales. {words}"
        )
        one = report(f"r{number:03}", text=text, title="School hit" if second else "Mill burns")
        hour = "2024-07-08T18:00" if second else "2024-07-08T06:00"
        one.attack("missile_strike" if second else "shelling", when=clock(hour), target=SCHOOL if second else MILL)
        made.append(one)
    return made


def assembled(made: list[Told]) -> list[tuple[str, tuple[str, ...]]]:
    found = assemble([one.report for one in made], [claim for one in made for claim in one.claims])
    return [(one.id, one.occurrences) for one in found]


def test_a_crowd_has_the_incidents_that_it_had_before_it_was_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made = day_of_two_attacks(25)
    monkeypatch.setattr(blocks, "COMMONEST", 6)
    monkeypatch.setattr(blocks, "SMALL", 6)
    monkeypatch.setattr(blocks, "REGION", 6)
    whole = assembled(made)
    monkeypatch.setattr(blocks, "CROWD", 10)
    monkeypatch.setattr(blocks, "ELDERS", 8)
    linker = Linker()
    linker.add([one.report for one in made], [claim for one in made for claim in one.claims])
    assert sorted(len(one.reports) for one in linker.incidents()) == [25, 25]
    assert assembled(made) == whole
    met = {name: len(linker.state.scores.get(name) or ()) for one in made for name in [one.claims[0].id]}
    first = elders(met)
    assert len(first) == 8
    assert all(count == 49 for name, count in met.items() if name in first)
    assert all(count == 8 for name, count in met.items() if name not in first)
