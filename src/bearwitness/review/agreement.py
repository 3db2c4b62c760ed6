"""How far reviewers agree with each other and with the extractor: Cohen's kappa and Krippendorff's alpha.

Cohen, A coefficient of agreement for nominal scales (1960). Krippendorff, Computing Krippendorff's Alpha-Reliability
(2011). Both are None where they are not defined: no unit that two judged, or only one value in all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from bearwitness.model import Claim, Correction, Decision
from bearwitness.review.decisions import ON_CLAIMS, latest_of_each
from bearwitness.review.overlay import Overlay, corrected
from bearwitness.review.words import amount

Units = Sequence[Sequence[Hashable]]
"""For each unit the values that its raters gave; who gave none is left out."""
EXTRACTOR = "extractor"
NOTHING = "no claim"


def _speaker(claim: Claim) -> Hashable:
    held = claim.attribution
    if held is None:
        return "the report"
    return (held.name or held.speaker or held.organisation or held.role or held.channel or "the report").casefold()


FIELDS: Mapping[str, Callable[[Claim], Hashable]] = {
    "verdict": lambda _: "claim",
    "value": lambda one: None if one.casualty is None else amount(one.casualty.figure),
    "outcome": lambda one: None if one.casualty is None else one.casualty.outcome,
    "group": lambda one: None if one.casualty is None else one.casualty.group,
    "scope": lambda one: None if one.casualty is None else one.casualty.scope.kind,
    "about": lambda one: one.about,
    "speaker": _speaker,
}
"""What is compared. A claim that a rater rejects, or does not have, has the value `no claim` in every field."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How far two or more raters agree on one field of the claims of one group."""

    between: tuple[str, ...]
    by: str
    """`all`, `kind` or `construction`."""
    of: str
    """Which kind or construction; `all` for all."""
    field: str
    units: int
    """Claims that at least two of the raters judged."""
    agree: float | None
    """Share of the pairs of judgements that are the same."""
    kappa: float | None
    """Cohen's, for two raters."""
    alpha: float | None
    """Krippendorff's: interval for `number`, nominal for everything else."""


def cohen(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two raters over units that both judged."""
    total = len(pairs)
    if not total:
        return None
    same = sum(one == other for one, other in pairs)
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(ours[value] * theirs[value] for value in ours)
    if by_chance == total * total:
        return None
    return (same * total - by_chance) / (total * total - by_chance)


def nominal(one: Hashable, other: Hashable) -> float:
    """Distance of two names."""
    return float(one != other)


def interval(one: Hashable, other: Hashable) -> float:
    """Distance of two numbers."""
    assert isinstance(one, int | float)
    assert isinstance(other, int | float)
    return float(one - other) ** 2


def krippendorff(units: Units, distance: Callable[[Hashable, Hashable], float] = nominal) -> float | None:
    """Krippendorff's alpha of any number of raters, with values missing anywhere."""
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    total = sum(sum(one.values()) for one in pairable)
    if total < 2:
        return None
    values = sum(pairable, Counter[Hashable]())
    observed = sum(_spread(one, distance) / (sum(one.values()) - 1) for one in pairable)
    expected = _spread(values, distance) / (total - 1)
    return None if expected == 0 else 1 - observed / expected


def _spread(values: Counter[Hashable], distance: Callable[[Hashable, Hashable], float]) -> float:
    """Sum of the distances of all ordered pairs."""
    listed = sorted(values.items(), key=lambda pair: repr(pair[0]))
    return sum(2 * many * more * distance(one, other) for (one, many), (other, more) in combinations(listed, 2))


# --- readings of claims ---


def readings(over: Overlay) -> dict[str, dict[str, Claim | None]]:
    """For each judged claim how each rater reads it; None: it is no claim. The extractor is a rater; of a claim added
    by hand it has none, unless it found it too.
    """
    found: dict[str, dict[str, Claim | None]] = {}
    grouped: dict[str, list[Decision]] = {}
    for one in over.standing.now:
        if one.kind in ON_CLAIMS and one.judged:
            name = over.now.get(one.judged[0].claim)
            if name is not None:
                grouped.setdefault(name, []).append(one)
    for name, decisions in sorted(grouped.items()):
        claim = over.before[name]
        by_hand = claim.rule == "reviewer"
        found[name] = {EXTRACTOR: None if by_hand else claim}
        for one in latest_of_each(decisions):
            if one.kind == "reject":
                found[name][one.reviewer] = None
            else:
                found[name][one.reviewer] = corrected(claim, one.correction or Correction())
    return found


def agreements(over: Overlay) -> tuple[Agreement, ...]:
    """Agreement of reviewers with each other (each pair, and all together) and of each with the extractor, over all
    claims, by kind and by construction.
    """
    told = readings(over)
    names = sorted({who for one in told.values() for who in one} - {EXTRACTOR})
    sets: list[tuple[str, ...]] = list(combinations(names, 2))
    if len(names) > 2:
        sets.append(tuple(names))
    sets.extend((one, EXTRACTOR) for one in names)
    groups = _groups(over, told)
    return tuple(
        row
        for between in sets
        for (by, of), claims in groups.items()
        for row in _rows(between, by, of, [told[name] for name in claims])
    )


def _groups(over: Overlay, told: Mapping[str, object]) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {("all", "all"): sorted(told)}
    for name in sorted(told):
        claim = over.before[name]
        groups.setdefault(("kind", claim.kind), []).append(name)
        groups.setdefault(("construction", claim.rule or "none"), []).append(name)
    return dict(sorted(groups.items()))


def _rows(
    between: tuple[str, ...], by: str, of: str, told: Iterable[Mapping[str, Claim | None]]
) -> Iterable[Agreement]:
    shared = [[one[who] for who in between if who in one] for one in told]
    shared = [one for one in shared if len(one) > 1]
    if not shared:
        return
    for field, read in FIELDS.items():
        units = [[NOTHING if one is None else read(one) for one in unit] for unit in shared]
        units = [unit for unit in units if None not in unit]
        yield _row(between, by, of, field, units, nominal)
    numbers = [[number for one in unit if (number := _number(one)) is not None] for unit in shared]
    yield _row(between, by, of, "number", [unit for unit in numbers if len(unit) > 1], interval)


def _row(
    between: tuple[str, ...],
    by: str,
    of: str,
    field: str,
    units: Units,
    distance: Callable[[Hashable, Hashable], float],
) -> Agreement:
    pairs = [pair for unit in units for pair in combinations(unit, 2)]
    two = [(unit[0], unit[1]) for unit in units if len(unit) == 2]
    return Agreement(
        between=between,
        by=by,
        of=of,
        field=field,
        units=len(units),
        agree=sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        kappa=cohen(two) if len(between) == 2 else None,
        alpha=krippendorff(units, distance),
    )


def _number(claim: Claim | None) -> int | None:
    if claim is None or claim.casualty is None:
        return None
    figure = claim.casualty.figure
    return figure.low if figure.low is not None else figure.high
