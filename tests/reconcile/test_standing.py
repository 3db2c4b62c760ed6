"""Which readings stand, from hand-made sayings of several origins."""

from __future__ import annotations

from hypothesis import strategies as st

from bearwitness.reconcile.moments import moment
from bearwitness.reconcile.origins import Origin
from bearwitness.reconcile.readings import Run, Said, runs
from bearwitness.reconcile.standing import fresh, leaver, overtake

MINISTRY = Origin("body ministry", "ministry", official=True)
MAYOR = Origin("person mayor", "mayor", official=True)
PAPER = Origin("source paper", "paper", official=False)
RADIO = Origin("source radio", "radio", official=False)
TIMES = ("2024-07-08", "2024-07-08T09:00Z", "2024-07-08T12:00Z", "2024-07-09", "2024-07-09T09:00Z", "2024-09-01", None)


def said(name: str, origin: Origin, number: int, at: str | None, *, open_: bool = False, **more: bool) -> Said:
    """One telling of a number; each in a report of its own."""
    return Said(
        claims=(name,),
        report=f"report {name}",
        origin=origin,
        low=number,
        high=None if open_ else number,
        qualifier="at_least" if open_ else "exact",
        modality="asserted",
        as_of=at,
        moment=moment(at),
        timed=False,
        correction=more.pop("correction", False),
        **more,
    )


@st.composite
def sayings(draw: st.DrawFn) -> list[Run]:
    """The runs of up to nine tellings by four origins."""
    listed = [
        said(
            f"c{number}",
            draw(st.sampled_from([MINISTRY, MAYOR, PAPER, RADIO])),
            draw(st.integers(0, 12)),
            draw(st.sampled_from(TIMES)),
            open_=draw(st.booleans()),
            correction=draw(st.integers(0, 5)) == 0,
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    return runs(listed)


def standing(*listed: Said) -> dict[str, str | None]:
    """The first claim of each reading with the claim that left it behind."""
    found = runs(listed)
    return {run.said.claims[0]: run.overtaken_by for run in overtake(found, fresh(found)) if run.superseded_by is None}


def test_a_reading_names_the_first_that_left_it_behind() -> None:
    found = standing(
        said("a", PAPER, 3, "2024-07-08T09:00Z"),
        said("b", MINISTRY, 7, "2024-07-08T12:00Z"),
        said("c", MAYOR, 9, "2024-07-09T09:00Z"),
    )
    assert found == {"a": "b", "b": "c", "c": None}


def test_two_voices_outvote_an_official_and_the_second_one_decides() -> None:
    found = standing(
        said("a", MINISTRY, 3, "2024-07-08"), said("b", PAPER, 7, "2024-07-09"), said("c", RADIO, 7, "2024-07-10")
    )
    assert found == {"a": "c", "b": None, "c": None}


def test_nothing_leaves_the_highest_behind() -> None:
    found = overtake(runs([said("a", MINISTRY, 9, "2024-07-08"), said("b", MAYOR, 7, "2024-07-09")]))
    assert leaver(found[0], found, fluid=False) is None
    left = leaver(found[0], found, fluid=True)
    assert left is not None
    assert left.said.claims == ("b",)
