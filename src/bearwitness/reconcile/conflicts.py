"""Smallest sets of claims that cannot all hold, each with a sentence that says why.

A toll that grows is no conflict, and an open figure ("at least five") contradicts nothing above it. What a later
word of the same origin takes back stays listed and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bearwitness.model import Conflict
from bearwitness.reconcile.readings import Run, agree, bounds
from bearwitness.reconcile.scopes import ONE_SITE, nested
from bearwitness.reconcile.sites import Tree
from bearwitness.reconcile.standing import spoke_before
from bearwitness.reconcile.tally import FLUID, Count
from bearwitness.reconcile.timeline import number_words
from bearwitness.vocabulary import ConflictKind

TELLING = 3
"""The smallest number that two scopes do not share by chance."""
FIRM = frozenset({"exact", "at_least"})
"""Qualifiers of numbers that somebody counted."""
HOURS = 6
"""Two numbers told further apart may be equal by chance."""
Found = tuple[Conflict, frozenset[str]]
"""A conflict and the incidents that it is about."""


def figure_conflicts(counts: Sequence[Count], tree: Tree) -> list[Found]:
    """Every conflict between counts of a tree, sorted."""
    found: list[Found] = []
    for count in counts:
        if not count.derived:
            found.extend(_within(count))
    told = [one for one in counts if not one.derived]
    for one in told:
        for other in told:
            if one.key.outcome == other.key.outcome:
                found.extend(_part_and_whole(one, other, tree))
    return sorted(dict.fromkeys(found), key=lambda pair: (pair[0].kind, pair[0].claims, pair[0].why))


def _about(*counts: Count) -> frozenset[str]:
    return frozenset(one.key.scope.incident for one in counts if one.key.scope.incident is not None)


def _what(count: Count) -> str:
    group = "" if count.key.group == "people" else f" {count.key.words or count.key.group.replace('_', ' ')}"
    where = f" ({count.scope.text})" if count.scope.text else ""
    return f"{group} {count.key.outcome.replace('_', ' ')}{where}".strip()


def _who(run: Run) -> str:
    when = f" ({run.said.as_of})" if run.said.as_of else ""
    return f"{run.said.origin.name}{when}"


def _conflict(kind: ConflictKind, why: str, *about: Run, resolved_by: str | None = None) -> Conflict:
    """A conflict of those claims that were the first to give each number."""
    claims = tuple(sorted({name for run in about for name in run.said.claims}))
    return Conflict(kind=kind, claims=claims, why=why, resolved_by=resolved_by)


# --- one figure ------------------------------------------------------------------------------------------------


def _within(count: Count) -> Iterator[Found]:
    """Readings of one figure: origins that stand against each other, and tolls that fell."""
    fluid = count.key.outcome in FLUID
    clash = _clash(list(count.live), fluid=fluid)
    if clash is not None:
        low, high = clash
        why = (
            f"{_who(high)} says {number_words(high.said)} and {_who(low)} says {number_words(low.said)} "
            f"{_what(count)}; both cannot be right."
        )
        kind: ConflictKind = "figure"
        if _fell(high, low):
            kind, why = (
                "toll_fell",
                f"{_fall(count, high, low)}: a toll of the dead and injured does not fall by itself.",
            )
        yield _conflict(kind, why, low, high), _about(count)
    if not fluid:
        yield from _own_falls(count)
        yield from _taken_back(count)
    yield from _come_round(count)


def _fall(count: Count, high: Run, low: Run) -> str:
    return (
        f"{_who(high)} says {number_words(high.said)} {_what(count)}, and later {_who(low)} says "
        f"{number_words(low.said)}"
    )


def _taken_back(count: Count) -> Iterator[Found]:
    """Numbers that another origin corrected downwards; of several with one number the one told first."""
    by_claim = {name: run for run in count.runs for name in run.claims}
    seen: set[tuple[object, ...]] = set()
    for run in count.runs:
        after = by_claim.get(run.corrected or "")
        if not run.overtaken or after is None:
            continue
        key = (run.said.low, run.said.high, after.claims)
        if key not in seen:
            seen.add(key)
            why = f"{_fall(count, run, after)}. The words say that it is a correction: resolved."
            yield _conflict("toll_fell", why, run, after, resolved_by=run.corrected), _about(count)


def _come_round(count: Count) -> Iterator[Found]:
    """Origins that contradicted each other until one took over the other's number."""
    by_claim = {name: run for run in count.runs for name in run.claims}
    for run in count.runs:
        after = by_claim.get(run.superseded_by or "")
        if after is None or not run.said.counted:
            continue
        for other in count.runs:
            if (
                other.said.origin.key != run.said.origin.key
                and other.said.counted
                and (other.said.low, other.said.high) == (after.said.low, after.said.high)
                and not agree(run.said, other.said)
                and _fell(other, run)
                and _fell(run, after)
                and bounds(run.said)[1] < bounds(other.said)[0]
            ):
                why = (
                    f"{_who(other)} says {number_words(other.said)} and {_who(run)} says {number_words(run.said)} "
                    f"{_what(count)}. Later {_who(after)} gives the same number: resolved."
                )
                yield _conflict("figure", why, run, other, resolved_by=after.said.claims[0]), _about(count)
                return


def _clash(live: Sequence[Run], *, fluid: bool) -> tuple[Run, Run] | None:
    """The lowest and the highest of the readings that stand, if they contradict each other and no time explains it."""
    best: tuple[float, tuple[str, ...], Run, Run] | None = None
    for one in live:
        for other in live:
            if one.said.origin.key == other.said.origin.key or agree(one.said, other.said):
                continue
            if bounds(one.said)[1] >= bounds(other.said)[0] or _one_breath(one, other):
                continue
            if spoke_before(one, other) or (fluid and spoke_before(other, one)):
                continue
            gap = bounds(one.said)[1] - bounds(other.said)[0]
            key = (gap, (*one.claims, *other.claims))
            if best is None or key < best[:2]:
                best = (*key, one, other)
    return None if best is None else (best[2], best[3])


def _one_breath(one: Run, other: Run) -> bool:
    """Whether a report would contradict in its own voice what it quotes: then its words were read wrongly."""
    own = ("source ", "report ")
    return one.said.report == other.said.report and (
        one.said.origin.key.startswith(own) or other.said.origin.key.startswith(own)
    )


def _fell(high: Run, low: Run) -> bool:
    """Whether the first was surely told before the second."""
    a, b = high.said.moment, low.said.moment
    return a is not None and b is not None and a.before(b)


def _own_falls(count: Count) -> Iterator[Found]:
    """An origin whose later number is below its own earlier one."""
    by_claim = {name: run for run in count.runs for name in run.claims}
    for run in count.runs:
        after = by_claim.get(run.superseded_by or "")
        if after is None or agree(run.said, after.said) or bounds(after.said)[1] >= bounds(run.said)[0]:
            continue
        if not (_fell(run, after) or run.corrected):
            continue
        if any(each.said.report == after.said.report and each.said.size >= run.said.size for each in count.live):
            continue  # the report gives the higher number too: the lower one is a part of it
        end = (
            "The words say that it is a correction: resolved."
            if run.corrected
            else "Nothing says that it is a correction."
        )
        why = (
            f"{run.said.origin.name} says {number_words(run.said)} {_what(count)}"
            f"{f' ({run.said.as_of})' if run.said.as_of else ''} and then {number_words(after.said)}"
            f"{f' ({after.said.as_of})' if after.said.as_of else ''}. {end}"
        )
        yield _conflict("toll_fell", why, run, after, resolved_by=run.corrected), _about(count)


# --- two scopes ------------------------------------------------------------------------------------------------


def _part_and_whole(part: Count, whole: Count, tree: Tree) -> Iterator[Found]:
    inside = part.key.group == whole.key.group and nested(part.key.scope, whole.key.scope, tree)
    group = part.key.scope == whole.key.scope and whole.key.group == "people" != part.key.group
    if inside and not _one_place(part, tree):
        same = _same_number(part, whole)
        if same is not None:
            yield same
    if inside or (group and part.key.group != "attackers"):
        larger = _larger_part(part, whole, group=group)
        if larger is not None:
            yield larger


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
            why = (
                f"{_who(narrow)} says {number_words(narrow.said)} {_what(part)}, and {_who(wide)} says "
                f"{number_words(wide.said)} {_what(whole)}: the same number at two scopes. Either nobody "
                f"else was {whole.key.outcome.replace('_', ' ')} in the wider one, or it is one figure that the two "
                "place differently."
            )
            return _conflict("scope", why, narrow, wide), _about(part, whole)
    return None


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


def _larger_part(part: Count, whole: Count, *, group: bool) -> Found | None:
    """A part above its whole, where the whole is not simply the older count."""
    for small in part.live:
        for large in whole.live:
            if bounds(small.said)[0] <= bounds(large.said)[1] or not (
                group or (small.said.stated and large.said.stated)
            ):
                continue
            if small.said.origin.key == large.said.origin.key and small.said.report == large.said.report:
                continue  # one voice in one breath does not contradict itself: the words were read wrongly
            a, b = large.said.moment, small.said.moment
            if a is not None and b is not None and a.before(b):
                continue
            why = (
                f"{_who(small)} says {number_words(small.said)} {_what(part)}, which is more than the "
                f"{number_words(large.said)} {_what(whole)} of {_who(large)}, though the one is a part of the other."
            )
            return _conflict("figure" if group else "scope", why, small, large), _about(part, whole)
    return None
