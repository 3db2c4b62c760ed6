"""When the readings of a figure stood, and which of them contradicted each other while they did.

A reading stands from its first telling until its own origin gives another value or somebody leaves it behind. Two that
contradicted each other while both stood are a conflict that stays readable, with the reading that settled it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bearwitness.reconcile.readings import Run, agree, bounds
from bearwitness.reconcile.standing import earliest, leavers, spoke_before
from bearwitness.reconcile.tally import FLUID, Count

Key = tuple[int, float]
"""Day and hour, to sort by."""
ALWAYS: Key = (0, 0.0)
NEVER: Key = (2**31, 0.0)


@dataclass(frozen=True, slots=True)
class Stand:
    """A reading and those that ended it, the earliest first; none while it stands."""

    run: Run
    ended: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two readings that contradicted each other while both stood, and what settled it; None while both stand."""

    low: Run
    high: Run
    settled: Run | None


@dataclass(frozen=True, slots=True)
class _Pair:
    low: Run
    high: Run
    start: Key
    end: Key
    by: Run | None

    @property
    def gap(self) -> float:
        return bounds(self.high.said)[0] - bounds(self.low.said)[1]


def by_claim(counts: Iterable[Count]) -> dict[str, Run]:
    """The reading that each claim opens."""
    found: dict[str, Run] = {}
    for count in counts:
        for run in count.runs:
            for name in run.said.claims[:1]:
                found.setdefault(name, run)
    return found


def stands(count: Count, opened: Mapping[str, Run]) -> list[Stand]:
    """Every counted reading of a figure with what ended it; those that ended at an unknown time are left out."""
    counted = [run for run in count.runs if run.said.counted and not run.said.outweighed]
    found = []
    for run in counted:
        if run.live:
            found.append(Stand(run, ()))
            continue
        enders = [opened.get(name) for name in (run.superseded_by, run.overtaken_by) if name is not None]
        enders.extend(leavers(run, counted, fluid=count.key.outcome in FLUID))
        known = [one for one in enders if one is not None and one is not run and one.said.moment is not None]
        weighty = [one for one in known if not one.said.outweighed] or known
        if weighty:
            found.append(Stand(run, tuple(sorted(weighty, key=earliest))))
    return found


def clashes(count: Count, opened: Mapping[str, Run]) -> list[Clash]:
    """The contradictions between origins on one figure, one for each stretch of time in which there was any.

    Of each stretch the widest of those that were there at its end.
    """
    fluid = count.key.outcome in FLUID
    listed = stands(count, opened)
    return last_of_each(listed, listed, _contradict, fluid=fluid)


def last_of_each(
    ones: Sequence[Stand],
    others: Sequence[Stand],
    against: Callable[[Run, Run], bool],
    *,
    fluid: bool = False,
    grows: bool = True,
) -> list[Clash]:
    """The pairs that stood together and contradict each other, as `against` says, one a stretch of time.

    Of a `fluid` outcome (missing, trapped) any later number is news. Where a count `grows`, a later and higher number
    contradicts nothing that stands.
    """
    pairs = [
        pair
        for one in ones
        for other in others
        if against(one.run, other.run) and (pair := _together(one, other, fluid=fluid, grows=grows)) is not None
    ]
    stretches: list[list[_Pair]] = []
    for pair in sorted(pairs, key=lambda each: (each.start, each.low.claims, each.high.claims)):
        if stretches and pair.start <= max(one.end for one in stretches[-1]):
            stretches[-1].append(pair)
        else:
            stretches.append([pair])
    found = []
    for stretch in stretches:
        end = max(one.end for one in stretch)
        last = [one for one in stretch if one.end == end]
        widest = min(last, key=lambda one: (-one.gap, one.low.claims, one.high.claims))
        found.append(Clash(widest.low, widest.high, widest.by))
    return found


def _contradict(low: Run, high: Run) -> bool:
    """Whether the first is below what the second allows, by another origin."""
    if low.said.origin.key == high.said.origin.key or agree(low.said, high.said):
        return False
    if bounds(low.said)[1] >= bounds(high.said)[0] or _one_breath(low, high):
        return False
    return low.said.qualifier != "vague"  # the top of its interval is ours: nobody has told it


def _one_breath(one: Run, other: Run) -> bool:
    """Whether a report would contradict in its own voice what it quotes: then its words were read wrongly."""
    own = ("source ", "report ")
    return one.said.report == other.said.report and (
        one.said.origin.key.startswith(own) or other.said.origin.key.startswith(own)
    )


def _together(low: Stand, high: Stand, *, fluid: bool, grows: bool) -> _Pair | None:
    """The time in which both stood; None where it is not sure that there was any.

    Neither of the two settles what they contradict each other on, however often it is told.
    """
    starts = [one.run.said.moment for one in (low, high)]
    listed = [one for stand in (low, high) for one in stand.ended]
    if not listed:
        grew = grows and not low.run.said.capped and spoke_before(low.run, high.run)
        if grew or (fluid and spoke_before(high.run, low.run)):
            return None
        return _Pair(low.run, high.run, max((at.late() if at else ALWAYS) for at in starts), NEVER, None)
    before, after = starts
    if before is None or after is None or (before.before(after) and not low.run.said.capped):
        return None  # it grew, although the old number was still being told
    if after.before(before) and (fluid or high.run in low.ended):
        return None  # an old number that was still being carried
    enders = [one for one in listed if one not in (low.run, high.run)]
    if low.run.said.capped and not enders:
        return _Pair(low.run, high.run, max(before.late(), after.late()), NEVER, None)
    first = min(enders or listed, key=earliest)
    end = first.said.moment
    if end is None or (first not in (low.run, high.run) and not (before.before(end) and after.before(end))):
        return None
    if low.run.said.report == high.run.said.report and any(
        one.run.said.former or one.run.said.correction for one in (low, high)
    ):
        return None  # one report tells what was said before beside what is said now
    if len({*low.run.reports, *high.run.reports}) == 1:
        return None  # nobody else tells either: two things counted in one report, more likely than a contradiction
    return _Pair(low.run, high.run, max(before.late(), after.late()), end.late(), first)
