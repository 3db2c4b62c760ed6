"""Counts reconciled: for each incident, scope, outcome and group the readings, the range and the headline value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bearwitness.model import Claim, FigureFinding, Reading, Report
from bearwitness.reconcile.constraints import below_a_part, propagate
from bearwitness.reconcile.origins import Origins, is_comment
from bearwitness.reconcile.readings import (
    COUNTED,
    INFERRED,
    Run,
    Said,
    agree,
    corrected_numbers,
    position,
    runs,
    said,
    weighed,
)
from bearwitness.reconcile.scopes import ScopeKey, fold_lonely, own_scope, place_scope, shown
from bearwitness.reconcile.sites import Tree
from bearwitness.reconcile.standing import fresh, overtake, spoke_before
from bearwitness.reconcile.tally import FLUID, Count, Key, order
from bearwitness.reconcile.wholes import meant_whole
from bearwitness.vocabulary import FigureStatus, Group, Policy

HARM = frozenset({"killed", "injured", "killed_or_injured"})
BOUNDS = frozenset({"at_least", "more_than"})
MODALITIES = ("asserted", "reported", "possible", "unknown", "hypothetical", "denied")
DISJOINT: tuple[Group, ...] = ("combatants", "attackers")
LOOSE = frozenset({"vague", "about", "nearly", "up_to"})
PLURAL = 2
"""The least that a plural without a number says."""
UNITS = 20
"""Vague words from here on are plurals of a unit: tens, dozens, scores, hundreds."""
FEW = 10
"""Below this they are no more than a plural: several, many, a number of."""
INSIDE: tuple[Group, ...] = ("children", "women", "men", "medical_workers", "journalists", "rescuers", "other")


def counts(
    tree: Tree, home: Mapping[str, str], claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]
) -> list[Count]:
    """The counts of a tree. `home` gives the incident of each claim."""
    told = [one for one in claims if one.casualty is not None and one.id in home and not is_comment(one)]
    scopes = _scopes(tree, home, told, reports)
    grouped: dict[Key, list[Claim]] = {}
    for claim in told:
        assert claim.casualty is not None
        extra = (claim.casualty.group_text or "").lower() if claim.casualty.group == "other" else ""
        key = Key(scopes[claim.id], claim.casualty.outcome, claim.casualty.group, extra)
        grouped.setdefault(key, []).append(claim)
    _count_civilians(grouped)
    inside = [one for one in told if one.casualty is not None and one.casualty.part_of is not None]
    found: list[Count] = []
    for key in sorted(grouped, key=order):
        listed = sorted(grouped[key], key=lambda one: one.id)
        spoken = [said(one, origins.of(one), reports.get(one.report)) for one in listed]
        worked = _worked_out(listed, _raised_by_parts(inside, spoken))
        found.append(Count(key, shown(key.scope, tree, listed), tuple(runs(weighed(worked)))))
    anew = fresh(run for one in found for run in one.runs)
    found = [replace(one, runs=tuple(overtake(one.runs, anew, fluid=one.key.outcome in FLUID))) for one in found]
    found = propagate(found, tree)
    made_up = _derived(found)
    worked_out = {one.key: one for one in made_up if not below_a_part(one, [*found, *made_up], tree)}
    for at, one in enumerate(found):
        made = worked_out.pop(one.key, None)
        if made is not None:  # what was told of it and no longer stands stays beside what is worked out
            found[at] = replace(made, runs=(*one.runs, *made.runs))
    found.extend(worked_out.values())
    return sorted(found, key=lambda one: order(one.key))


def _count_civilians(grouped: dict[Key, list[Claim]]) -> None:
    """Counts the civilians as people too where a report gives them as its toll: it tells of no fighters, and gives
    them before any other count of people, or gives more of them than of people.
    """
    fighters = {(key.scope, key.outcome) for key in grouped if key.group in DISJOINT}
    for key in [one for one in grouped if one.group == "civilians" and (one.scope, one.outcome) not in fighters]:
        people = Key(key.scope, key.outcome, "people")
        if people not in grouped:
            continue  # worked out later
        totals: dict[str, list[Claim]] = {}
        for claim in grouped[people]:
            if _change(claim) == "total" and claim.modality in COUNTED:
                totals.setdefault(claim.report, []).append(claim)
        for claim in grouped[key]:
            if _change(claim) != "total" or claim.modality not in COUNTED:
                continue
            beside = totals.get(claim.report, [])
            if all(position(claim) < position(one) for one in beside) or all(
                _size(claim) > _size(one) for one in beside
            ):
                grouped[people].append(claim)


def _size(claim: Claim) -> int:
    figure = claim.casualty.figure if claim.casualty is not None else None
    return (figure.low or figure.high or 0) if figure is not None else 0


def _scopes(
    tree: Tree, home: Mapping[str, str], told: Sequence[Claim], reports: Mapping[str, Report]
) -> dict[str, ScopeKey]:
    placed = {one.id: place_scope(one, home[one.id], tree) for one in told}
    placed |= meant_whole(told, reports, home, tree)
    values = {one.id: (one.report, one.casualty.figure.low) for one in told if one.casualty is not None}
    together: dict[tuple[str, str, str], dict[str, ScopeKey]] = {}
    for one in told:
        assert one.casualty is not None
        where = (home[one.id], one.casualty.outcome, one.casualty.group)
        together.setdefault(where, {})[one.id] = placed[one.id]
    _reconsider(placed, told, tree, reports)
    for (incident, _, _), keys in together.items():
        keys.update({name: placed[name] for name in keys})
        placed.update(fold_lonely(keys, values, tree.sites[incident], tree))
    return placed


def _reconsider(placed: dict[str, ScopeKey], told: Sequence[Claim], tree: Tree, reports: Mapping[str, Report]) -> None:
    """Corrects scopes that only follow from the attack by what the same report says in so many words.

    A number that the report gives elsewhere with its scope, or takes back there ("33 in the city, not 34"), has that
    scope; and where the report gives another number for the target in so many words, this one is not the target's but
    that of the whole around it.
    """
    stated: dict[tuple[object, ...], dict[ScopeKey, set[int | None]]] = {}
    for one in told:
        if one.casualty is not None and one.casualty.scope.why not in INFERRED and one.casualty.change == "total":
            scopes = stated.setdefault((one.report, one.casualty.outcome, one.casualty.group), {})
            numbers = scopes.setdefault(placed[one.id], set())
            numbers |= {one.casualty.figure.low, *corrected_numbers(one, reports.get(one.report))}
    for one in told:
        if one.casualty is None or one.casualty.scope.why not in INFERRED or one.casualty.figure.low is None:
            continue
        scopes = stated.get((one.report, one.casualty.outcome, one.casualty.group), {})
        same = [key for key, values in scopes.items() if one.casualty.figure.low in values]
        if len(same) == 1:
            placed[one.id] = same[0]
        elif not same and one.casualty.change == "total":
            placed[one.id] = _wider(placed[one.id], one.casualty.figure.low, scopes, tree)


def _wider(key: ScopeKey, number: int, scopes: Mapping[ScopeKey, set[int | None]], tree: Tree) -> ScopeKey:
    """The nearest whole for which the report gives no smaller number of its own."""
    while key in scopes and key.incident in tree.sites and all(one is not None and one < number for one in scopes[key]):
        above = tree.above(key.incident or "")
        if not above:
            break
        key = own_scope(tree.sites[above[0]])
    return key


def _worked_out(listed: Sequence[Claim], spoken: Sequence[Said]) -> list[Said]:
    """Increments added to the total that their report extends; parts marked, so that they are never counted."""
    ready: list[Said] = []
    pairs = list(zip(listed, spoken, strict=True))
    here = {claim.id for claim in listed}
    totals = [(claim, one) for claim, one in pairs if _change(claim) == "total" and one.counted]
    for claim, one in pairs:
        assert claim.casualty is not None
        change = _change(claim)
        whole = claim.casualty.part_of
        if change == "increment":
            ready.append(one)
            base = _base(claim, totals)
            grown = None if base is None else _grown(base, one)
            if base is not None and grown is not None:
                ready[-1] = replace(one, part_of=base.claims[0])
                ready.append(grown)
            elif totals:
                ready[-1] = replace(one, part_of=totals[0][1].claims[0])
        elif claim.casualty.group == "people" and (whole in here or (change == "part" and totals)):
            ready.append(replace(one, part_of=whole if whole in here else totals[0][1].claims[0]))
        else:
            ready.append(one)
    return ready


def _raised_by_parts(listed: Sequence[Claim], spoken: Sequence[Said]) -> list[Said]:
    """The sayings; "up to nine, at least four of them guests" is between four and nine."""
    most: dict[str, int] = {}
    for claim in listed:
        figure = claim.casualty
        if figure is not None and figure.part_of is not None and claim.modality in COUNTED:
            most[figure.part_of] = max(most.get(figure.part_of, 0), figure.figure.low or 0)
    return [
        replace(one, floor=floor) if one.low is None and one.high is not None and 0 < floor <= one.high else one
        for one, floor in ((one, max(most.get(name, 0) for name in one.claims)) for one in spoken)
    ]


def _change(claim: Claim) -> str:
    return claim.casualty.change if claim.casualty is not None else "total"


def _base(claim: Claim, totals: Sequence[tuple[Claim, Said]]) -> Said | None:
    """The total that an increment extends: the highest of its own report, if it is told before the increment.

    A headline sums up what stands below it, so that nothing below comes on top of it.
    """
    own = [(other, one) for other, one in totals if other.report == claim.report]
    if not own:
        return None
    other, one = max(own, key=lambda pair: (pair[1].size, pair[1].claims))
    above = other.evidence[0].passage.kind == "title" != claim.evidence[0].passage.kind
    return one if position(other) < position(claim) and not above else None


def _grown(base: Said, more: Said) -> Said | None:
    if base.low is None or more.low is None or not more.counted:
        return None
    high = base.high + more.high if base.high is not None and more.high is not None else None
    claims = tuple(sorted({*base.claims, *more.claims}))
    return replace(base, claims=claims, low=base.low + more.low, high=high, rises=True)


# --- what follows by addition --------------------------------------------------------------------------------


def _derived(found: Sequence[Count]) -> list[Count]:
    """People where only groups are told; injured where only the casualties and the dead are."""
    by_key = {one.key: one for one in found if one.live}
    made: list[Count] = []
    for scope, outcome in sorted({(one.key.scope, one.key.outcome) for one in found}, key=str):
        people = Key(scope, outcome, "people")
        beside = [one for one in found if (one.key.scope, one.key.outcome) == (scope, outcome)]
        if people not in by_key or all(run.said.qualifier == "vague" for run in by_key[people].live):
            whole = _sum_of_groups(people, [one for one in beside if one.live and one.key != people])
            whole = whole or _several_of_groups(people, beside)
            if whole is not None and _size_of(whole) >= _size_of(by_key.get(people)):
                made.append(whole)
                by_key[people] = whole
    for scope in sorted({one.key.scope for one in found}, key=str):
        both = by_key.get(Key(scope, "killed_or_injured", "people"))
        dead = by_key.get(Key(scope, "killed", "people"))
        if both is not None and dead is not None and Key(scope, "injured", "people") not in by_key:
            rest = _difference(Key(scope, "injured", "people"), both, dead)
            if rest is not None:
                made.append(rest)
    return made


def _sum_of_groups(people: Key, groups: Sequence[Count]) -> Count | None:
    """The sum of groups that cannot overlap: combatants, attackers, and the civilians or those told apart instead."""
    chosen = [one for one in groups if one.key.group in DISJOINT]
    civilians = [one for one in groups if one.key.group == "civilians"]
    chosen += civilians or [one for one in groups if one.key.group in INSIDE]
    if not chosen:
        return None
    tops = [max(one.live, key=lambda run: (run.said.size, run.claims)) for one in chosen]
    if len(tops) == 1:
        return Count(people, chosen[0].scope, tuple(chosen[0].live), _told(chosen))
    base = tops[0].said
    low = sum(run.said.low or 0 for run in tops)
    highs = [run.said.high for run in tops]
    high = None if any(one is None for one in highs) else sum(one or 0 for one in highs)
    claims = tuple(sorted({name for run in tops for name in run.claims}))
    spoken = replace(base, claims=claims, low=low, high=high, qualifier="exact" if low == high else "at_least")
    run = Run(said=spoken, reports=tuple(sorted({name for one in tops for name in one.reports})), claims=claims)
    return Count(people, chosen[0].scope, (run,), _told(chosen))


def _size_of(count: Count | None) -> int:
    return max((run.said.size for run in count.live), default=0) if count is not None else 0


def _several_of_groups(people: Key, groups: Sequence[Count]) -> Count | None:
    """People harmed in the plural, where only a group of them is told so and without a number."""
    if any(one.key == people and (one.live or _harmed_several(one)) for one in groups):
        return None
    chosen = next((one for one in groups if one.key.group not in ("other", *DISJOINT) and _harmed_several(one)), None)
    if chosen is None:
        return None
    return Count(people, chosen.scope, tuple(run for run in chosen.runs if _plural(run)), _told([chosen]))


def _told(chosen: Sequence[Count]) -> str:
    groups = " and ".join(one.key.words or one.key.group.replace("_", " ") for one in chosen)
    return f"No report gives the people in all; worked out from the {groups} told."


def _difference(key: Key, both: Count, dead: Count) -> Count | None:
    whole = max(both.live, key=lambda run: (run.said.size, run.claims))
    killed = max(dead.live, key=lambda run: (run.said.size, run.claims))
    if whole.said.low is None or killed.said.high is None or killed.said.low is None:
        return None
    if {whole.said.qualifier, killed.said.qualifier} & LOOSE:
        return None  # nobody can take 15 from "dozens"
    low = whole.said.low - killed.said.high
    if low < 0:
        return None
    high = None if whole.said.high is None else whole.said.high - killed.said.low
    claims = tuple(sorted({*whole.claims, *killed.claims}))
    spoken = replace(whole.said, claims=claims, low=low, high=high)
    run = Run(said=spoken, reports=tuple(sorted({*whole.reports, *killed.reports})), claims=claims)
    return Count(key, both.scope, (run,), "No report gives the injured alone; the casualties without the dead.")


# --- the finding -----------------------------------------------------------------------------------------------


def finding(count: Count, policy: Policy = "latest_official") -> FigureFinding:
    """A count as the record shows it, its headline by the policy."""
    live = count.live
    low, high, more = hull(live)
    headline, rule = _headline(live, low, policy)
    if headline is not None and low is not None and high is not None:
        headline = min(max(headline, low), high)  # "several" beside "13"
    if count.floor is not None and low is not None and low < count.floor[0]:
        low, high, headline, rule = _raised(count.floor, low, high, headline, rule, more=more)
    told = live
    if (high or 0) < PLURAL and _harmed_several(count):
        told = live or tuple(run for run in count.runs if _plural(run))
        low, high, more = (PLURAL if low is None else low), PLURAL, True
        rule = rule if live else "Told of several without a number: at least two."
    readings: tuple[Reading, ...] = tuple(run.reading() for run in count.runs)
    return FigureFinding(
        outcome=count.key.outcome,
        group=count.key.group,
        scope=count.scope,
        low=low,
        high=high,
        headline=headline,
        policy=policy,
        rule=" ".join(filter(None, (count.derived, rule))),
        status=status(count),
        origins=len({run.said.origin.key for run in told}),
        readings=readings,
        modality=min((one.modality for one in readings), key=MODALITIES.index, default="unknown"),
        open=more,
    )


def _raised(
    floor: tuple[int, str], low: int, high: int | None, headline: int | None, rule: str, *, more: bool
) -> tuple[int, int | None, int | None, str]:
    """Both ends, headline and rule, where the parts add up to more than the lowest reading that stands."""
    at_least, why = floor
    if high is not None and high < at_least:
        if not more:
            return low, high, headline, rule
        high = at_least
    return at_least, high, headline if headline is None else max(headline, at_least), f"{rule} {why}"


def _plural(run: Run) -> bool:
    """Whether it tells of several people harmed and gives no number."""
    return run.said.qualifier == "unknown" and run.said.modality in COUNTED and run.said.part_of is None


def _harmed_several(count: Count) -> bool:
    """Whether people are told to have been harmed, in the plural and without a number. How many are trapped or missing
    without a number is not known, and may be none by the time it is read.
    """
    return count.key.outcome in HARM and any(_plural(run) for run in count.runs)


def hull(live: Sequence[Run]) -> tuple[int | None, int | None, bool]:
    """Lowest and highest number that live readings tell, and whether only "at least" or a vague word reaches the high.

    "More than 20" reaches 21, unless another says 20: one telling, rounded twice. The top of a vague word's interval is
    ours, so nobody has told it: beside numbers the word only raises the high to the least that it says; alone it begins
    at the least that it can mean.
    """
    numbers = [run.said for run in live if run.said.qualifier != "vague"]
    vague = [run.said.low for run in live if run.said.qualifier == "vague" and run.said.low is not None]
    lows = [one.low for one in numbers if one.low is not None]
    tops = [one.high for one in numbers if one.high is not None]
    told = {one.high for one in numbers}
    over = [one.low + 1 for one in numbers if one.low and one.qualifier == "more_than" and one.low not in told]
    high = max([*lows, *tops, *over, *vague], default=None)
    begun = min(map(_careful, vague), default=None) if not lows else None
    low = min(lows, default=max((run.said.floor for run in live), default=0) or begun)
    return low, high, high is not None and high not in tops


def _careful(low: int) -> int:
    """The least that a vague word of which the interval begins at `low` can mean.

    One of its unit for "dozens" or "hundreds", as ACLED records them; two for "several" or "many", as for any plural.
    """
    if low >= UNITS:
        return low // 2
    return min(low, PLURAL) if low < FEW else low


def status(count: Count) -> FigureStatus:
    """Whether live origins agree, contradict each other, or one stands alone (after others were left behind)."""
    live = count.live
    for at, run in enumerate(live):
        if any(not agree(run.said, other.said) for other in live[at + 1 :]):
            return "contested"
    if len({run.said.origin.key for run in live}) > 1:
        return "agreed"
    moved = any(run.said.counted and not run.live for run in count.runs)
    return "superseded" if moved else "single_origin"


def _headline(live: Sequence[Run], low: int | None, policy: Policy) -> tuple[int | None, str]:
    if not live:
        return None, "No number is told as a fact."
    if policy == "range":
        return None, "The range of the readings that stand; no single value is chosen."
    if policy == "minimum_confirmed":
        return low, "The lowest number that stands."
    official = [run for run in live if run.said.origin.official]
    chosen = _latest(official) if official else _best_supported(live)
    closed = _within_open(chosen, live)
    if closed is not None:
        rule = f"{chosen.said.origin.name} gives only a bound; within it the latest count: {closed.said.origin.name}"
        when = f", as of {closed.said.as_of}" if closed.said.as_of else ""
        return closed.said.low, f"{rule}{when}."
    higher = _higher_bound(chosen, official)
    if higher is not None:
        both = f"{chosen.said.origin.name} gives a bound, and {higher.said.origin.name} a higher one; both can hold"
        return higher.said.low, f"The highest bound of official origins that stands: {both} (at least)."
    value = chosen.said.low if chosen.said.low is not None else chosen.said.high
    when = f", as of {chosen.said.as_of}" if chosen.said.as_of else ""
    bound = {"at_least": " (at least)", "more_than": " (more than)", "up_to": " (at most)", "about": " (about)"}
    how = bound.get(chosen.said.qualifier, "")
    if official:
        return value, f"The latest reading of an official origin: {chosen.said.origin.name}{when}{how}."
    if len({run.said.origin.key for run in live}) == 1:
        return value, f"The only origin that stands: {chosen.said.origin.name}{when}{how}."
    return value, f"No official origin; the latest of the best supported: {chosen.said.origin.name}{when}{how}."


def _within_open(chosen: Run, live: Sequence[Run]) -> Run | None:
    """The latest closed count of another report that an open one ("more than 150") allows and that is no older."""
    if chosen.said.high is not None:
        return None
    allowed = [
        run
        for run in live
        if run.said.high is not None
        and run.said.low is not None
        and run.said.low == run.said.high
        and run.said.low > chosen.said.size
        and not set(run.reports) & set(chosen.reports)
        and agree(run.said, chosen.said)
        and not spoke_before(run, chosen)
    ]
    return _latest(allowed) if allowed else None


def _higher_bound(chosen: Run, official: Sequence[Run]) -> Run | None:
    """The highest "at least" of official origins above the chosen one, where that is a mere bound too: both hold."""
    if chosen.said.high is not None or chosen.said.qualifier not in BOUNDS:
        return None
    above = [
        run
        for run in official
        if run.said.high is None and run.said.qualifier in BOUNDS and run.said.size > chosen.said.size
    ]
    return max(above, key=lambda run: (run.said.size, run.claims), default=None)


def _latest(among: Sequence[Run]) -> Run:
    """The latest; of one moment the highest, because a later count at the same hour is the more complete."""
    last = among[0]
    for run in among[1:]:
        later, earlier = spoke_before(last, run), spoke_before(run, last)
        if later or (not earlier and (run.said.size, run.claims) > (last.said.size, last.claims)):
            last = run
    return last


def _best_supported(live: Sequence[Run]) -> Run:
    support = {
        run.claims: len(
            {
                other.said.origin.key
                for other in live
                if (other.said.low, other.said.high) == (run.said.low, run.said.high)
            }
        )
        for run in live
    }
    most = max(support.values())
    return _latest([run for run in live if support[run.claims] == most])
