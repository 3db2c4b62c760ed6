"""Smallest sets of claims that cannot all hold, each with a sentence that says why.

A toll that grows is no conflict, and an open figure ("at least five") contradicts nothing above it. What a later
reading settles stays listed, with the sentence that says what settled it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bearwitness.reconcile.apart import MISTAKEN, set_apart, two_outcomes
from bearwitness.reconcile.history import by_claim, clashes, last_of_each, stands
from bearwitness.reconcile.readings import Run, agree, bounds
from bearwitness.reconcile.scopes import ONE_SITE, nested
from bearwitness.reconcile.sites import Tree
from bearwitness.reconcile.standing import earliest, withdrawn_by
from bearwitness.reconcile.tally import FLUID, Count
from bearwitness.reconcile.timeline import number_words
from bearwitness.reconcile.wording import CORRECTED, Found, about, between, conflict, fell, what, who
from bearwitness.vocabulary import ConflictKind

TELLING = 3
"""The smallest number that two scopes do not share by chance."""
FIRM = frozenset({"exact", "at_least"})
"""Qualifiers of numbers that somebody counted."""
HOURS = 6
"""Two numbers told further apart may be equal by chance."""


def figure_conflicts(counts: Sequence[Count], tree: Tree) -> list[Found]:
    """Every conflict between counts of a tree, sorted."""
    found: list[Found] = []
    told = [one for one in counts if not one.derived]
    opened = by_claim(told)
    for count in told:
        found.extend(_within(count, opened))
    for one in told:
        for other in told:
            if one.key.outcome == other.key.outcome:
                found.extend(_part_and_whole(one, other, tree, opened))
            elif (one.key.outcome, other.key.outcome) in MISTAKEN and one.key.scope == other.key.scope:
                found.extend(two_outcomes(one, other))
    return sorted(dict.fromkeys(found), key=lambda pair: (pair[0].kind, pair[0].claims, pair[0].why))


# --- one figure ------------------------------------------------------------------------------------------------


def _within(count: Count, opened: Mapping[str, Run]) -> Iterator[Found]:
    """Readings of one figure: tolls that fell, and origins that stand or stood against each other."""
    listed: set[tuple[str, ...]] = set()
    if count.key.outcome not in FLUID:
        for made, around in (*_own_falls(count, opened), *_withdrawn(count), *_taken_back(count, opened)):
            listed.add(made.claims)
            yield made, around
    for clash in clashes(count, opened):
        low, high = clash.low, clash.high
        why = (
            f"{who(high)} says {number_words(high.said)} and {who(low)} says {number_words(low.said)} "
            f"{what(count)}; both cannot be right."
        )
        kind: ConflictKind = "figure"
        if fell(high, low):
            kind, why = (
                "toll_fell",
                f"{_fall(count, high, low)}: a toll of the dead and injured does not fall by itself.",
            )
        made = between(kind, why, clash)
        if made.claims not in listed:
            listed.add(made.claims)
            yield made, about(count)
    yield from ((made, around) for made, around in set_apart(count) if made.claims not in listed)


def _fall(count: Count, high: Run, low: Run) -> str:
    return (
        f"{who(high)} says {number_words(high.said)} {what(count)}, and later {who(low)} says {number_words(low.said)}"
    )


def _withdrawn(count: Count) -> Iterator[Found]:
    """Numbers that the report which tells them as past says to have been lowered."""
    for run in count.runs:
        by = min((one for one in count.runs if withdrawn_by(run, one)), key=earliest, default=None)
        if by is not None:
            why = f"{_fall(count, run, by)}."
            text = f"The report that tells {number_words(run.said)} as past takes it back."
            yield conflict("toll_fell", why, run, by, resolved_by=by.said.claims[0], resolution=text), about(count)


def _taken_back(count: Count, opened: Mapping[str, Run]) -> Iterator[Found]:
    """Numbers that another origin corrected downwards; of several with one number the one told first."""
    seen: set[tuple[object, ...]] = set()
    for run in count.runs:
        after = opened.get(run.corrected or "")
        if not run.overtaken or after is None:
            continue
        key = (run.said.low, run.said.high, after.claims)
        if key not in seen:
            seen.add(key)
            why = f"{_fall(count, run, after)}."
            made = conflict("toll_fell", why, run, after, resolved_by=run.corrected, resolution=CORRECTED)
            yield made, about(count)


def _own_falls(count: Count, opened: Mapping[str, Run]) -> Iterator[Found]:
    """An origin whose later number is below its own earlier one."""
    for run in count.runs:
        after = opened.get(run.superseded_by or "")
        if after is None or agree(run.said, after.said) or bounds(after.said)[1] >= bounds(run.said)[0]:
            continue
        if not (fell(run, after) or run.corrected):
            continue
        if any(each.said.report == after.said.report and each.said.size >= run.said.size for each in count.live):
            continue  # the report gives the higher number too: the lower one is a part of it
        why = (
            f"{run.said.origin.name} says {number_words(run.said)} {what(count)}"
            f"{f' ({run.said.as_of})' if run.said.as_of else ''} and then {number_words(after.said)}"
            f"{f' ({after.said.as_of})' if after.said.as_of else ''}."
        )
        again = _regained(run, after, count.runs)
        if run.corrected:
            made = conflict("toll_fell", why, run, after, resolved_by=run.corrected, resolution=CORRECTED)
        elif again is not None:
            text = f"Later {who(again)} says {number_words(again.said)}, no less than the first number."
            made = conflict("toll_fell", why, run, after, resolved_by=again.said.claims[0], resolution=text)
        else:
            made = conflict("toll_fell", f"{why} Nothing says that it is a correction.", run, after)
        yield made, about(count)


def _regained(run: Run, after: Run, found: Sequence[Run]) -> Run | None:
    """The first later reading, by an origin at least as official, that is no less than the number before the fall."""
    later = [
        one
        for one in found
        if one.said.counted
        and one.said.size >= run.said.size
        and fell(after, one)
        and (one.said.origin.official or not after.said.origin.official)
    ]
    return min(later, key=earliest, default=None)


# --- two scopes ------------------------------------------------------------------------------------------------


def _part_and_whole(part: Count, whole: Count, tree: Tree, opened: Mapping[str, Run]) -> Iterator[Found]:
    inner = nested(part.key.scope, whole.key.scope, tree)
    inside = inner and part.key.group == whole.key.group
    group = (inner or part.key.scope == whole.key.scope) and whole.key.group == "people" != part.key.group
    if inside and not _one_place(part, tree):
        same = _same_number(part, whole)
        if same is not None:
            yield same
    if inside or (group and part.key.group != "attackers"):
        yield from _larger_parts(part, whole, opened, group=group and not inner)


def _one_place(part: Count, tree: Tree) -> bool:
    """Whether the attack struck one place alone, so that the town's toll is its own."""
    site = tree.sites.get(part.key.scope.incident or "")
    return site is not None and len(tree.sites) == 1 and site.kind in ONE_SITE


def _same_number(part: Count, whole: Count) -> Found | None:
    """One number told at two scopes within hours, by two reports: it may be one figure, placed differently."""
    in_part, in_whole = _numbers_by_report(part), _numbers_by_report(whole)
    for narrow in part.runs:
        for wide in whole.runs:
            if not (narrow.said.stated or wide.said.stated):
                continue
            if (
                not _comparable(narrow, wide)
                or narrow.said.low != wide.said.low
                or set(narrow.reports) & set(wide.reports)
            ):
                continue
            if _others(in_whole, narrow) or _others(in_part, wide):
                continue  # a report that gives the other scope a number of its own does not take one for the other
            if _outgrown(wide, narrow, whole) or _outgrown(narrow, wide, part):
                continue  # by then the other scope had another number
            why = (
                f"{who(narrow)} says {number_words(narrow.said)} {what(part)}, and {who(wide)} says "
                f"{number_words(wide.said)} {what(whole)}: the same number at two scopes. Either nobody "
                f"else was {whole.key.outcome.replace('_', ' ')} in the wider one, or it is one figure that the two "
                "place differently."
            )
            later = _told_apart(part, whole, narrow, wide)
            if later is None:
                return conflict("scope", why, narrow, wide), about(part, whole)
            text = f"Later {who(later)} tells the two apart: {number_words(later.said)} {what(whole)}."
            made = conflict("scope", why, narrow, wide, resolved_by=later.said.claims[0], resolution=text)
            return made, about(part, whole)
    return None


def _outgrown(run: Run, at: Run, count: Count) -> bool:
    """Whether a higher count of the same figure had followed a reading before another one was told."""
    return any(one.said.size > run.said.size and fell(run, one) and fell(one, at) for one in count.runs)


def _told_apart(part: Count, whole: Count, narrow: Run, wide: Run) -> Run | None:
    """The first later reading of the whole by a report that gives the part a number of its own."""
    inside = _numbers_by_report(part)
    later = [
        one
        for one in whole.runs
        if one.said.counted
        and fell(narrow, one)
        and fell(wide, one)
        and inside.get(one.said.report)
        and one.said.low not in inside[one.said.report]
    ]
    return min(later, key=earliest, default=None)


def _numbers_by_report(count: Count) -> dict[str, set[int | None]]:
    found: dict[str, set[int | None]] = {}
    for run in count.runs:
        if run.said.counted:
            for report in run.reports:
                found.setdefault(report, set()).add(run.said.low)
    return found


def _others(numbers: Mapping[str, set[int | None]], run: Run) -> bool:
    return bool(numbers.get(run.said.report, set()) - {run.said.low})


def _comparable(narrow: Run, wide: Run) -> bool:
    """Firm numbers told at about the same hour: a toll that grows passes every number once."""
    if not narrow.said.counted or not wide.said.counted or (narrow.said.low or 0) < TELLING:
        return False
    if not {narrow.said.qualifier, wide.said.qualifier} <= FIRM:
        return False
    a, b = narrow.said.moment, wide.said.moment
    if a is None or b is None:
        return True
    if a.hour is None or b.hour is None:
        return a.day == b.day
    return abs((a.day - b.day) * 24 + a.hour - b.hour) <= HOURS


def _larger_parts(part: Count, whole: Count, opened: Mapping[str, Run], *, group: bool) -> Iterator[Found]:
    """Parts above their whole, where the whole is not simply the older count of somebody no more official."""

    def below(large: Run, small: Run) -> bool:
        if bounds(small.said)[0] <= bounds(large.said)[1]:
            return False
        if not (group or (small.said.stated and large.said.stated)):
            return False
        if small.said.origin.key == large.said.origin.key and small.said.report == large.said.report:
            return False  # one voice in one breath does not contradict itself: the words were read wrongly
        return not fell(large, small) or (large.said.origin.official and not small.said.origin.official)

    for clash in last_of_each(stands(whole, opened), stands(part, opened), below, grows=False):
        large, small = clash.low, clash.high
        why = (
            f"{who(small)} says {number_words(small.said)} {what(part)}, which is more than the "
            f"{number_words(large.said)} {what(whole)} of {who(large)}, though the one is a part of the other."
        )
        kind: ConflictKind = "figure" if group else "scope"
        if clash.settled is None:
            yield conflict(kind, why, small, large), about(part, whole)
            continue
        by = clash.settled
        text = f"Later {who(by)} says {number_words(by.said)}."
        made = conflict(kind, why, small, large, resolved_by=by.said.claims[0], resolution=text)
        yield made, about(part, whole)
