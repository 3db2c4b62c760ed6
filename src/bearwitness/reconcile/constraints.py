"""What the parts of a count say of the whole: a whole is never below its parts, and what they left behind is old.

A part is the same count of an incident inside this one, or of a group inside the people at the same scope. Attackers
are no part: many totals leave them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bearwitness.reconcile.readings import Run, bounds
from bearwitness.reconcile.scopes import nested
from bearwitness.reconcile.sites import Tree
from bearwitness.reconcile.standing import earliest
from bearwitness.reconcile.tally import FLUID, Count

APART = ("combatants", "civilians")
"""Groups that share nobody."""


def propagate(found: Sequence[Count], tree: Tree) -> list[Count]:
    """The counts with the wholes that a later count of a part has left behind marked, and the floors that follow."""
    listed = list(found)
    for _ in range(len(tree.sites) + 1):  # from the leaves up, one level a round
        done = [_bounded(one, listed, tree) for one in listed]
        if done == listed:
            break
        listed = done
    return listed


def parts_of(whole: Count, found: Sequence[Count], tree: Tree) -> list[Count]:
    """Counts of a part of what this one counts, as reports tell them."""
    return [one for one in _parts_of(whole, found, tree) if not one.derived]


def _parts_of(whole: Count, found: Sequence[Count], tree: Tree) -> list[Count]:
    return [
        one
        for one in found
        if one.key.outcome == whole.key.outcome
        and (
            (one.key.group == whole.key.group and nested(one.key.scope, whole.key.scope, tree))
            or (one.key.scope == whole.key.scope and whole.key.group == "people" and _inside(one))
        )
    ]


def below_a_part(whole: Count, found: Sequence[Count], tree: Tree) -> bool:
    """Whether a part of the count is more than all of it, so that it was worked out from what does not fit."""
    most = max((bounds(run.said)[1] for run in whole.live), default=float("inf"))
    return any(bounds(run.said)[0] > most for one in _parts_of(whole, found, tree) for run in one.live)


def _inside(one: Count) -> bool:
    return one.key.group not in ("people", "attackers")


def _bounded(whole: Count, found: Sequence[Count], tree: Tree) -> Count:
    if whole.derived or whole.key.outcome in FLUID:
        return whole
    parts = parts_of(whole, found, tree)
    told = sorted((run for part in parts for run in part.live), key=earliest)
    runs = tuple(_left(run, told) for run in whole.runs)
    floor = _floor(whole, parts, tree)
    return whole if runs == whole.runs and floor == whole.floor else replace(whole, runs=runs, floor=floor)


def _left(run: Run, told: Sequence[Run]) -> Run:
    """The reading of a whole, marked with the first part that outgrew it, if any did."""
    by = next((one for one in told if _outgrown(run, one)), None)
    return run if by is None else replace(run, overtaken_by=by.said.claims[0])


def _outgrown(whole: Run, part: Run) -> bool:
    """Whether a later count of the part alone, by an origin at least as official, is above the whole."""
    if not whole.live or not part.said.stated or (whole.said.origin.official and not part.said.origin.official):
        return False
    a, b = whole.said.moment, part.said.moment
    return a is not None and b is not None and a.before(b) and bounds(part.said)[0] > whole.said.size


def _floor(whole: Count, parts: Sequence[Count], tree: Tree) -> tuple[int, str] | None:
    """The highest number that the parts add up to; None where it adds nothing to what the readings say."""
    sums = [_sum([one for one in parts if one.key.scope == whole.key.scope and one.key.group in APART])]
    inside = [one for one in parts if one.key.scope.incident in tree.children.get(whole.key.scope.incident or "", ())]
    sums.append(_sum([one for one in inside if any(run.said.stated for run in one.live)]))
    at_least, names = max(sums)
    lows = [run.said.low for run in whole.live if run.said.low is not None]
    if not lows or at_least <= min(lows):
        return None
    return at_least, f"Not below {at_least}, which its parts add up to ({names})."


def _sum(counts: Sequence[Count]) -> tuple[int, str]:
    """The sum of the lowest numbers that stand of counts that share nobody, and their names."""
    total, names = 0, []
    for one in counts:
        lows = [run.said.low for run in one.live if run.said.low is not None]
        if lows:
            total += min(lows)
            group = one.key.group if one.key.group != "people" else ""
            names.append(" ".join(filter(None, (str(min(lows)), group.replace("_", " "), one.scope.text))))
    return total, ", ".join(sorted(names))
