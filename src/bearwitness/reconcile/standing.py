"""Which readings still stand beside those of other origins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from bearwitness.reconcile.moments import Moment
from bearwitness.reconcile.readings import Run, agree

LONG = 30
"""Days after which the first counting is over."""
FIRM = ("exact", "at_least")
"""Qualifiers of numbers that somebody counted."""


def fresh(found: Iterable[Run]) -> frozenset[tuple[str, str]]:
    """Reports and origins where the report is the first to tell some value of the origin: there the origin speaks anew,
    and what it says again beside it is no stale number.
    """
    return frozenset((run.said.report, run.said.origin.key) for run in found)


def overtake(found: Sequence[Run], anew: Set[tuple[str, str]] = frozenset(), *, fluid: bool = False) -> list[Run]:
    """Marks what others have left behind: a higher count told later by an origin at least as official, a correction
    told later by an official, and stale numbers.

    `anew` is what `fresh` found. Of a `fluid` outcome (missing, trapped) any later count leaves an earlier one behind.
    """
    found = _firm_first([replace(run, last=_last(run, anew)) for run in found])
    live = [run for run in found if run.live]
    tops = {one.claims: _withdrawn(one, found) for one in live}
    marked = []
    for run in found:
        taken = next((one for one in live if _taken_back(run, one, tops[one.claims])), None) if run.live else None
        if taken is not None:
            marked.append(replace(run, overtaken_by=taken.said.claims[0], corrected=taken.said.claims[0]))
        else:
            by = leaver(run, live, fluid=fluid) if run.live else None
            marked.append(run if by is None else replace(run, overtaken_by=by.said.claims[0]))
    return marked


def leaver(run: Run, others: Sequence[Run], *, fluid: bool) -> Run | None:
    """The earliest of the other readings by which this one is left behind; None if none does."""
    return min(leavers(run, others, fluid=fluid), key=earliest, default=None)


def leavers(run: Run, others: Sequence[Run], *, fluid: bool) -> list[Run]:
    """The other readings by which this one is left behind."""
    found = [one for one in others if _left_behind(run, one, fluid=fluid)]
    outvoting = _outvoted(run, others)
    return found if outvoting is None else [*found, outvoting]


def earliest(run: Run) -> tuple[object, ...]:
    """Sorts readings by when they were first told; those without a time last."""
    at = run.said.moment
    return at is None, at.late() if at is not None else (0, 0.0), run.said.size, run.claims


def _last(run: Run, anew: Set[tuple[str, str]]) -> Moment | None:
    """The last moment at which the origin itself is known to have given the value."""
    last = run.said.moment
    for report, at in run.told:
        if (report, run.said.origin.key) in anew and last is not None and at is not None and last.before(at):
            last = at
    return last


def spoke_before(run: Run, other: Run) -> bool:
    """Whether the last word of the first origin on its value surely came before that of the second on its own."""
    return run.last is not None and other.last is not None and run.last.before(other.last)


def _firm_first(found: Sequence[Run]) -> list[Run]:
    """Marks what a firm number leaves behind whenever it was told: a count pieced together from persons told one by
    one, beside a number that another report gives in words (two descriptions of one person are easily taken for two);
    and "nobody", where somebody counts people and no words say that it is a correction (nobody else, most likely).
    """
    told = [one for one in found if one.live and not one.said.pieced and one.said.qualifier in FIRM]
    marked = []
    for run in found:
        others: list[Run] = []
        if run.live and run.said.pieced:
            others = [one for one in told if not set(one.reports) <= set(run.reports)]
        elif run.live and run.said.high == 0 and not run.said.correction:
            others = [one for one in told if one.said.size > 0]
        by = min(others, key=earliest, default=None)
        marked.append(run if by is None else replace(run, overtaken_by=by.said.claims[0]))
    return marked


def _withdrawn(run: Run, found: Iterable[Run]) -> int:
    """The highest number that a correction takes back: one that its own report tells as past, or that its origin gave
    before; 0 where it corrects nothing.
    """
    if not run.said.corrects:
        return 0
    first = run.said.claims[0]
    return max((one.said.size for one in found if withdrawn_by(one, run) or one.corrected == first), default=0)


def withdrawn_by(run: Run, other: Run) -> bool:
    """Whether a report that tells a lower count as a correction tells this one as past and no longer true."""
    return (
        run.said.modality == "denied"
        and run.said.part_of is None
        and other.said.counted
        and bool(other.said.corrects)
        and other.said.size < run.said.size
        and other.said.report in run.reports
    )


def _taken_back(run: Run, other: Run, top: int) -> bool:
    """Whether an official correction told later lowers the number, whoever told it: it names the number, or takes back
    one to which this was a step.
    """
    if run is other or not other.said.origin.official or agree(run.said, other.said):
        return False
    if run.said.size not in other.said.corrects and run.said.size > top:
        return False
    return other.said.size < run.said.size and spoke_before(run, other)


def _outvoted(run: Run, live: Sequence[Run]) -> Run | None:
    """The first reading by which two other origins give one higher number, both a day or more after an official last
    gave this one.
    """
    if not run.said.origin.official or run.last is None:
        return None
    voices: dict[int, dict[str, Run]] = {}
    for other in sorted(live, key=earliest):
        later = other.last is not None and other.last.day > run.last.day
        if later and other.said.size > run.said.size:
            same = voices.setdefault(other.said.size, {})
            same.setdefault(other.said.origin.key, other)
            if len(same) > 1:
                return other
    return None


def _counted_long_after(run: Run, other: Run) -> bool:
    """Whether somebody gave a firm higher number when the counting had long been over: an inquiry, a court."""
    if run.last is None or other.last is None or other.said.qualifier not in FIRM:
        return False
    return other.last.day - run.last.day >= LONG and other.said.size > run.said.size


def _left_behind(run: Run, other: Run, *, fluid: bool) -> bool:
    if run is other:
        return False
    if other.said.stated and not run.said.stated and 2 * run.said.size < other.said.size:
        return True  # its scope is a guess, and the number says that the guess is wrong
    higher = other.said.size > run.said.size
    if _counted_long_after(run, other):
        return True
    if other.said.origin.official and not run.said.origin.official and higher:
        # Whoever still tells an old number after an official has told a higher one only carries it; who then names
        # an upper end disputes it.
        return spoke_before(run, other) or (spoke_before(other, run) and not run.said.capped)
    if other.said.origin.official or not run.said.origin.official:
        return (higher or fluid) and spoke_before(run, other)
    return False
