"""Counts that their own words set apart: two voices of one report, a bound from both sides, one number twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bearwitness.reconcile.history import Clash
from bearwitness.reconcile.readings import Run, bounds
from bearwitness.reconcile.standing import earliest
from bearwitness.reconcile.tally import Count
from bearwitness.reconcile.timeline import number_words
from bearwitness.reconcile.wording import Found, about, between, conflict, fell, what, who

FROM_BELOW = frozenset({"at_least", "more_than"})
FROM_ABOVE = frozenset({"nearly", "up_to"})
TOO_MANY = 20
"""The smallest number that two outcomes do not share by chance."""
MISTAKEN = (("killed", "injured"), ("killed", "missing"), ("injured", "missing"))
"""Outcomes of which one is told for the other."""


def set_apart(count: Count) -> Iterator[Found]:
    """The conflicts of one figure that the words of a report themselves tell."""
    yield from _two_voices(count)
    yield from _from_both_sides(count)


def _two_voices(count: Count) -> Iterator[Found]:
    """Counts of two voices that one report sets against each other ("while the governor spoke of 20"); at most one of
    them its own, and none told as what was said before.
    """
    counted = [run for run in count.runs if run.said.counted and not (run.said.former or run.said.correction)]
    for later in counted:
        before = [run for run in counted if run.said.report == later.said.report and run.said.place < later.said.place]
        if not later.said.against or not before:
            continue
        one = max(before, key=lambda run: (run.said.place, run.claims))
        low, high = sorted((one, later), key=lambda run: (bounds(run.said), run.claims))
        own = low.said.own and high.said.own
        if bounds(low.said)[1] < bounds(high.said)[0] and low.said.origin.key != high.said.origin.key and not own:
            why = (
                f"{who(high)} says {number_words(high.said)} and {who(low)} says {number_words(low.said)} "
                f"{what(count)}; one report sets the two against each other."
            )
            yield between("figure", why, Clash(low, high, _passed(high, low, counted))), about(count)


def _from_both_sides(count: Count) -> Iterator[Found]:
    """One number that a report gives as a bound from below and again as a bound from above."""
    counted = [run for run in count.runs if run.said.counted]
    for above in counted:
        for below in counted:
            same = above.said.size == below.said.size and set(above.reports) & set(below.reports)
            if same and above.said.qualifier in FROM_ABOVE and below.said.qualifier in FROM_BELOW:
                why = (
                    f"One report says {number_words(below.said)} and {number_words(above.said)} {what(count)}: "
                    "no fewer, and not quite so many."
                )
                yield between("figure", why, Clash(below, above, _passed(above, below, counted))), about(count)


def _passed(one: Run, other: Run, counted: Sequence[Run]) -> Run | None:
    """The first count that is told after two others and is above the first of them, the higher one."""
    later = [run for run in counted if run.said.size > one.said.size and fell(one, run) and fell(other, run)]
    return min(later, key=earliest, default=None)


# --- two outcomes ----------------------------------------------------------------------------------------------


def two_outcomes(one: Count, other: Count) -> Iterator[Found]:
    """One firm number told of one day by two reports with two outcomes: one may have been taken for the other."""
    for first in one.runs:
        for second in other.runs:
            if (
                first.said.low == second.said.low
                and (first.said.low or 0) >= TOO_MANY
                and _exact_of_one_day(first, second)
                and not set(first.reports) & set(second.reports)
            ):
                why = (
                    f"{who(first)} says {number_words(first.said)} {what(one)}, and {who(second)} says "
                    f"{number_words(second.said)} {what(other)}: the same number with two outcomes. Either it is "
                    "chance, or the one was taken for the other."
                )
                yield conflict("figure", why, first, second), about(one, other)
                return


def _exact_of_one_day(one: Run, other: Run) -> bool:
    a, b = one.said, other.said
    if not (a.counted and b.counted and a.qualifier == b.qualifier == "exact") or a.moment is None or b.moment is None:
        return False
    return a.moment.day == b.moment.day
