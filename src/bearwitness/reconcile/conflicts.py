"""Smallest sets of claims that cannot all hold, each with a sentence that says why.

A toll that grows is no conflict, and an open figure ("at least five") contradicts nothing above it. What a later
word of the same origin takes back stays listed and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bearwitness.model import Conflict
from bearwitness.reconcile.figures import Count
from bearwitness.reconcile.readings import Run, agree, bounds
from bearwitness.reconcile.scopes import ONE_SITE, WIDTH, ScopeKey
from bearwitness.reconcile.sites import Tree
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


def _conflict(kind: ConflictKind, why: str, *about: Run) -> Conflict:
    return Conflict(kind=kind, claims=tuple(sorted({run.claims[0] for run in about})), why=why)


# --- one figure ------------------------------------------------------------------------------------------------


def _within(count: Count) -> Iterator[Found]:
    """Readings of one figure: origins that stand against each other, and tolls that fell."""
    live = list(count.live)
    clash = _clash(live)
    if clash is not None:
        low, high = clash
        why = (
            f"{_who(high)} says {number_words(high.said)} and {_who(low)} says {number_words(low.said)} "
            f"{_what(count)}; both cannot be right."
        )
        kind: ConflictKind = "figure"
        if _fell(high, low):
            kind = "toll_fell"
            why = (
                f"{_who(high)} says {number_words(high.said)} {_what(count)}, and later {_who(low)} says "
                f"{number_words(low.said)}: a toll of the dead and injured does not fall by itself."
            )
        yield _conflict(kind, why, low, high), _about(count)
    yield from _own_falls(count)


def _clash(live: Sequence[Run]) -> tuple[Run, Run] | None:
    """The lowest and the highest of the readings that stand, if they contradict each other and no time explains it."""
    best: tuple[float, tuple[str, ...], Run, Run] | None = None
    for one in live:
        for other in live:
            if one.said.origin.key == other.said.origin.key or agree(one.said, other.said):
                continue
            if bounds(one.said)[1] >= bounds(other.said)[0]:
                continue
            if (
                one.said.moment is not None
                and other.said.moment is not None
                and one.said.moment.before(other.said.moment)
            ):
                continue
            gap = bounds(one.said)[1] - bounds(other.said)[0]
            key = (gap, (*one.claims, *other.claims))
            if best is None or key < best[:2]:
                best = (*key, one, other)
    return None if best is None else (best[2], best[3])


def _fell(high: Run, low: Run) -> bool:
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
        yield _conflict("toll_fell", why, run, after), _about(count)


# --- two scopes ------------------------------------------------------------------------------------------------


def nested(inner: ScopeKey, outer: ScopeKey, tree: Tree) -> bool:
    """Whether the first scope lies inside the second."""
    if inner == outer:
        return False
    if inner.incident is not None and outer.incident is not None:
        return outer.incident in tree.above(inner.incident)
    if outer.incident is None and inner.incident is None:
        return False
    if outer.incident is None and outer.country and outer.country not in _countries(inner, tree):
        return False
    return WIDTH.get(inner.kind, 9) < WIDTH.get(outer.kind, -1)


def _countries(key: ScopeKey, tree: Tree) -> set[str]:
    site = tree.sites.get(key.incident or "")
    place = site.where if site is not None else None
    return {place.country} if place is not None and place.country else {key.country}


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
    both = {run.said.report for run in part.runs} & {run.said.report for run in whole.runs}
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
            if any(report in narrow.reports and report in wide.reports for report in both):
                continue
            why = (
                f"{_who(narrow)} says {number_words(narrow.said)} {_what(part)}, and {_who(wide)} says "
                f"{number_words(wide.said)} {_what(whole)}: the same number at two scopes. Either nobody "
                f"else was {whole.key.outcome.replace('_', ' ')} in the wider one, or it is one figure that the two "
                "place differently."
            )
            return _conflict("scope", why, narrow, wide), _about(part, whole)
    return None


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
