"""The step chart's geometry."""

from __future__ import annotations

import msgspec
import pytest
from share_builders import reading

from bearwitness.model import FigureFinding, FigureScope, Reading
from bearwitness.share.chart import RIGHT, WIDTH, Chart, chart, letters


def finding(*readings: Reading, low: int | None, high: int | None, headline: int | None) -> FigureFinding:
    return FigureFinding(
        outcome="killed",
        group="people",
        scope=FigureScope(incident=None, text="Kyiv", kind="city"),
        low=low,
        high=high,
        headline=headline,
        policy="latest_official",
        rule="",
        status="agreed",
        origins=len({one.origin for one in readings}),
        readings=readings,
    )


MOVING = finding(
    reading(7, "2024-07-08T11:00:00+03:00", "minister", "c1", "a", superseded_by="c2"),
    reading(17, "2024-07-08T15:00:00+03:00", "minister", "c2", "b", superseded_by="c4"),
    reading(22, "2024-07-08T16:00:00+03:00", "service", "c3", "c", superseded_by="c4"),
    reading(33, "2024-07-10T16:00:00+03:00", "service", "c4", "d"),
    reading(34, "2024-07-10", "city", "c5", "e"),
    low=33,
    high=34,
    headline=33,
)


def drawn(figure: FigureFinding) -> Chart:
    found = chart(figure, {"c5": [1]})
    assert found is not None
    return found


def test_origins_are_lettered_in_the_order_of_their_first_readings() -> None:
    assert letters(MOVING) == {"minister": "A", "service": "B", "city": "C"}


def test_time_runs_right_and_counts_run_up() -> None:
    marks = drawn(MOVING).marks
    assert [mark.letter for mark in marks] == ["A", "A", "B", "C", "B"]
    assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
    by_letter = {mark.letter: mark for mark in marks}
    assert by_letter["C"].y < by_letter["B"].y < by_letter["A"].y
    assert all(0 < mark.x <= WIDTH - RIGHT and 0 < mark.y < drawn(MOVING).height for mark in marks)


def test_superseded_counts_are_hollow_and_disputed_ones_ringed() -> None:
    marks = drawn(MOVING).marks
    assert [mark.live for mark in marks] == [False, False, False, True, True]
    assert [mark.letter for mark in marks if mark.disputed] == ["C"]


def test_a_replaced_origin_ends_where_it_was_replaced() -> None:
    found = drawn(MOVING)
    replaced_at = next(mark.x for mark in found.marks if mark.letter == "B" and mark.live)
    assert found.steps[0].path.endswith(f"H{replaced_at}")


def test_the_range_is_shaded_only_where_there_is_one() -> None:
    assert drawn(MOVING).band is not None
    assert drawn(msgspec.structs.replace(MOVING, low=33)).band is not None
    assert drawn(msgspec.structs.replace(MOVING, high=33)).band is None
    open_up = drawn(msgspec.structs.replace(MOVING, open=True)).band
    assert open_up is not None
    assert open_up[3]


@pytest.mark.parametrize(
    "readings",
    [
        (),
        (reading(5, "2024-07-08", "one", "c1", "a"),),
        (reading(5, "2024-07-08", "one", "c1", "a"), reading(6, None, "two", "c2", "b")),
        (reading(5, "2024-07-08", "one", "c1", "a"), reading(None, "2024-07-09", "two", "c2", "b")),
        (reading(5, "not a date", "one", "c1", "a"), reading(6, "2024-07-09", "two", "c2", "b")),
    ],
)
def test_there_is_no_chart_of_a_single_dated_count(readings: tuple[Reading, ...]) -> None:
    assert chart(finding(*readings, low=5, high=5, headline=5), {}) is None


def test_a_zero_and_a_huge_count_can_be_drawn() -> None:
    zero = finding(
        reading(0, "2024-07-08", "a", "c1", "r"), reading(0, "2024-07-09", "b", "c2", "r"), low=0, high=0, headline=0
    )
    huge = msgspec.structs.replace(zero, readings=(*zero.readings, reading(10**12, "2024-07-10", "c", "c3", "r")))
    assert drawn(zero).marks
    assert len(drawn(huge).counts) < 12
