"""Totals that no sentence states: persons counted one by one, groups told apart, patients as wounded.

No word is invented: a derived total carries the words of each of its parts as evidence, and its rule says how it came
about (`counted_persons`, `counted_further`, `counted_groups`, `shot_less_killed`, `hospitalised_are_injured`,
`no_casualties`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bearwitness.extract.casualties_counts import Found, Single, add
from bearwitness.extract.casualties_individuals import Cast
from bearwitness.extract.casualties_least import least
from bearwitness.extract.casualties_units import Unit
from bearwitness.model import Figure
from bearwitness.vocabulary import Outcome

SETTLED: tuple[Outcome, ...] = ("killed", "injured")
NEXT = 1
"""Sentences after one person's death in which "another man" is one more; later it may be beside somebody else."""


def without_dead(found: Sequence[Found], derived: Sequence[Found]) -> list[Found]:
    """The counts; "six were shot" in a report that tells of dead and of wounded becomes both together."""
    taken = any(one.rule == "shot_less_killed" for one in derived)
    plain = [one.size for one in found if one.outcome == "injured" and not one.open_end and one.change == "total"]
    killed = any(one.outcome == "killed" and one.figure.low for one in [*found, *derived])
    return [
        replace(one, outcome="killed_or_injured")
        if _shot(one) and one.size > 1 and (taken or (killed and plain and max(plain) < one.size))
        else one
        for one in found
    ]


def _shot(one: Found) -> bool:
    return one.open_end and one.outcome == "injured" and one.change == "total"


def members_of(persons: Sequence[Found], found: Sequence[Found], derived: Sequence[Found]) -> list[Found]:
    """The persons, each a part of the largest total of their outcome; patients are among the wounded."""
    rows: list[Found] = []
    for one in persons:
        outcome = "injured" if one.outcome == "hospitalised" else one.outcome
        totals = [
            two for two in [*found, *derived] if two.outcome == outcome and two.change == "total" and two.size > 1
        ]
        whole = max(totals, key=lambda two: (two.size, two.key), default=None)
        rows.append(one if whole is None else replace(one, part_of=whole.key))
    return rows


def of_persons(cast: Cast) -> list[Found]:
    """One count of one for each person told with harm, by the worst that is told of them."""
    rows: list[Found] = []
    for person in least(cast.persons, cast.known):
        if person.outcome is None:
            continue
        first = _best([single for single, outcome in person.told if outcome == person.outcome])
        line, match = first.line, first.match
        written = line.text(line.units[first.unit])
        rows.append(
            Found(
                key=f"person.{person.number}",
                line=line,
                rule=match.rule,
                outcome=person.outcome,
                figure=Figure(low=1, high=1, qualifier="exact", text=written),
                start=line.start(line.units[match.first]),
                end=line.end(line.units[match.last - 1]),
                group=person.group,
                words=person.name or person.words or written,
                change="part",
                who=(first.unit,),
                harm=match.harm,
                open_end=first.open_end,
                more=person.further and _another(first.line.units[first.unit]),
            )
        )
    return rows


def _best(told: Sequence[Single]) -> Single:
    """The telling to show: with a name or a noun rather than a pronoun, in the body rather than the headline."""
    return min(
        told,
        key=lambda one: (
            one.line.symbol(one.unit) == "THEY",
            one.line.sentence.kind == "title",
            one.line.sentence.index,
            one.unit,
        ),
    )


def complete(stated: Sequence[Found], persons: Sequence[Found]) -> list[Found]:
    """The totals of people killed and injured that follow from what is told and are not stated."""
    nobody = next(
        (one for one in stated if one.outcome == "killed_or_injured" and one.figure.qualifier == "none"), None
    )
    somebody = any(one.outcome in SETTLED and one.figure.qualifier != "none" for one in [*stated, *persons])
    if nobody is not None and not somebody:
        return [
            replace(nobody, key=f"total.{outcome}", outcome=outcome, rule="no_casualties", derived=True)
            for outcome in SETTLED
        ]
    killed = _total("killed", stated, persons)
    injured = _shot_less_killed(stated, persons) or _total("injured", stated, persons)
    return [one for one in (killed, injured) if one is not None]


def _stated(stated: Sequence[Found], outcome: Outcome) -> list[Found]:
    """Stated totals; where there are none, parts of nothing ("eight of the soldiers were killed")."""
    totals = [one for one in stated if one.outcome == outcome and one.change == "total"]
    return totals or [one for one in stated if one.outcome == outcome and one.change == "part" and one.part_of is None]


def _total(outcome: Outcome, stated: Sequence[Found], persons: Sequence[Found]) -> Found | None:
    """Persons where nothing is stated; attackers and others together where they are told apart."""
    totals = _stated(stated, outcome)
    own = [one for one in persons if one.outcome == outcome or (outcome == "injured" and one.outcome == "hospitalised")]
    if outcome == "injured" and not totals:
        patients = _stated(stated, "hospitalised")
        most = max(patients, key=lambda one: (one.size, -one.sentence), default=None)
        if most is not None and len(own) <= most.size:
            rule = "hospitalised_are_injured"
            return replace(most, key="total.injured", outcome="injured", rule=rule, group="people", derived=True)
    if not totals or (own and all(one.figure.qualifier == "none" for one in totals)):
        return _counted(outcome, own)
    return _further(outcome, totals, own) or _grouped(outcome, totals, own)


def _further(outcome: Outcome, totals: Sequence[Found], own: Sequence[Found]) -> Found | None:
    """One stated and the others told as further ones: "One man was killed. Another man died in hospital."."""
    others = [one for one in own if one.more and 0 <= one.sentence - totals[0].sentence <= NEXT]
    if (
        not others
        or totals[0].line.sentence.kind == "title"
        or any(one.change != "total" or (one.figure.low, one.figure.high) != (1, 1) for one in totals)
    ):
        return None
    members = [totals[0], *others]
    figure = add([one.figure for one in members])
    return None if figure is None else _joined(outcome, members, figure, "counted_further")


def _another(unit: Unit) -> bool:
    """Whether a telling says that it is one more person; "the victim" or "the second man" may be the same."""
    return unit.more and not unit.definite


def with_further(found: Sequence[Found], derived: Sequence[Found]) -> list[Found]:
    """The counts; the one person to whom further ones were added is a part of them."""
    whole = {one.outcome: one.key for one in derived if one.rule == "counted_further"}
    return [
        replace(one, change="part", part_of=whole[one.outcome])
        if one.outcome in whole and one.change == "total" and one.figure.low == 1
        else one
        for one in found
    ]


def _counted(outcome: Outcome, own: Sequence[Found]) -> Found | None:
    if not own:
        return None
    text = " + ".join(one.figure.text for one in own)
    figure = Figure(low=len(own), high=len(own), qualifier="exact", text=text)
    return _joined(outcome, own, figure, "counted_persons")


def _joined(outcome: Outcome, members: Sequence[Found], figure: Figure, rule: str) -> Found:
    """The total of the members, with the words of each; the rule of the only one if there is one."""
    first = members[0]
    return replace(
        first,
        key=f"total.{outcome}",
        rule=rule if len(members) > 1 else first.rule,
        outcome=outcome,
        figure=figure,
        group="people",
        words=first.words if len(members) == 1 else None,
        change="total",
        part_of=None,
        derived=True,
        also=tuple((one.line, one.start, one.end) for one in members[1:]),
    )


def _grouped(outcome: Outcome, totals: Sequence[Found], own: Sequence[Found]) -> Found | None:
    """Groups that cannot share a member, told in counts of their own: their sum. None where people are counted."""
    if any(one.derived for one in totals):
        return None
    if all(one.change == "part" for one in totals):
        most = max(totals, key=lambda one: (one.size, -one.sentence))
        return _joined(outcome, [most], most.figure, most.rule)
    people = [one for one in totals if one.group == "people"]
    classes = _classes([one for one in totals if one.group != "people"], own)
    if people:
        same = len({(one.figure.low, one.figure.high) for one in people}) == 1
        beside = set(classes) == {"attackers"} and same and not people[0].more
        near = beside and (people[0].sentence == classes["attackers"].sentence or bool(own))
        members = [people[0], classes["attackers"]] if near else []
    else:
        members = [classes[kind] for kind in sorted(classes)]
    figure = add([one.figure for one in members]) if members else None
    return None if figure is None else _joined(outcome, members, figure, "counted_groups")


def _classes(counted: Sequence[Found], own: Sequence[Found]) -> dict[str, Found]:
    """The largest count of each class; attackers told as persons where they are not counted."""
    found: dict[str, Found] = {}
    for one in counted:
        kind = _class(one)
        if kind not in found or one.size > found[kind].size:
            found[kind] = one
    for one in own:
        if _class(one) == "attackers":
            found.setdefault("attackers", one)
    return found


def _class(one: Found) -> str:
    """Groups that cannot share a member; children, women and the like may be civilians."""
    return one.group if one.group in ("attackers", "combatants", "other") else "civilians"


def _shot_less_killed(stated: Sequence[Found], persons: Sequence[Found]) -> Found | None:
    """Two were wounded where three people were shot, one of them fatally."""
    shot = [one for one in stated if _shot(one)]
    if not shot or any(one.outcome == "injured" and not one.open_end and one.change == "total" for one in stated):
        return None
    most = max(shot, key=lambda one: (one.size, -one.sentence))
    dead = [one for one in stated if one.outcome == "killed" and one.change != "increment" and one.figure.low]
    lone = [one for one in persons if one.outcome == "killed"]
    killed = max([one.size for one in dead] + [len(lone)])
    if not killed or most.figure.qualifier != "exact" or killed > most.size:
        return None
    left = most.size - killed
    return replace(
        most,
        key="total.injured",
        rule="shot_less_killed",
        figure=Figure(low=left, high=left, qualifier="exact" if left else "none", text=most.figure.text),
        derived=True,
        group="people",
        also=tuple((one.line, one.start, one.end) for one in (dead[:1] or lone[:1])),
    )
