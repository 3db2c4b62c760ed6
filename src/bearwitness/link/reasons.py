"""Why two sets of occurrences are of one attack, of part and whole, or of two: told from what the linker did."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from bearwitness.errors import NotFound
from bearwitness.link.block import ENOUGH, Key, far, keys
from bearwitness.link.compare import NTH, compare, indistinct, weights
from bearwitness.link.linker import Linker, incident_id
from bearwitness.link.state import Index, State
from bearwitness.link.tellings import Telling
from bearwitness.model import Claim, Constraint, Incident, Link, Report, Why

Judgement = Literal["same", "part", "different"]
SHOWN = 8
"""Shared keys that are told."""


def why(
    one: str,
    other: str,
    reports: Sequence[Report],
    claims: Sequence[Claim],
    constraints: Sequence[Constraint] = (),
) -> Why:
    """Why the reports, incidents or occurrence claims with these ids are of one attack or not; NotFound if one is not
    there or tells no attack.
    """
    linker = Linker(constraints)
    linker.add(reports, claims)
    begun = [each for each in linker.incidents() if each.id.startswith((one, other))]
    return explain(one, other, linker, begun)


def explain(one: str, other: str, linker: Linker, begun: Sequence[Incident]) -> Why:
    """As `why`, of what a linker knows; `begun` are its incidents whose ids begin with one of the two names."""
    first, second = _occurrences(one, linker.state, begun), _occurrences(other, linker.state, begun)
    told = {name: linker.state.told[name] for name in {*first, *second}}
    met = [(a, b, *_met(told[a], told[b], linker.state.holders)) for a in first for b in second if a != b]
    link = max(
        (compare(told[a], told[b]) for a, b, enough, _ in met if enough or not any(one[2] for one in met)),
        key=lambda each: (each.score, each.one, each.other),
        default=None,
    )
    shared = sorted({said for _, _, enough, listed in met if enough for said in listed})
    judgement, because = _judged(_homes(first, linker), _homes(second, linker))
    because.extend(_in_tree(first, second, linker))
    because.extend(_decided(first, second, linker.constraints))
    if judgement != "same" and link is not None:
        because.append(_kept_apart(link, bool(shared), told))
    return Why(
        one=one, other=other, judgement=judgement, because=tuple(because), shared=tuple(shared[:SHOWN]), link=link
    )


def _occurrences(name: str, state: State, incidents: Sequence[Incident]) -> list[str]:
    """Ids of the occurrences of an incident, of a report (its main ones, if it has any), or the one named."""
    if name in state.told:
        return [name]
    found = [state.told[one] for one in state.reports.get(name) or ()]
    begun = [one for one in incidents if len(name) > 1 and one.id.startswith(name)]
    if len(begun) == 1 and not found:
        return list(begun[0].occurrences)
    if not found:
        raise NotFound(f"{name!r} is no incident, and no report that tells of an attack.", remedy="Check the id.")
    return [one.id for one in found if one.about == "main"] or [one.id for one in found]


def _homes(names: Iterable[str], linker: Linker) -> dict[str, list[str]]:
    """The incidents of these occurrences, each with those that it is part of, nearest first."""
    found: dict[str, list[str]] = {}
    for name in names:
        group = linker.group_of(name)
        incident = None if group is None else linker.state.incidents.get(group)
        if group is not None and incident is not None:
            found[incident.id] = [incident_id(one) for one in linker.above(group)]
    return found


def _met(one: Telling, other: Telling, holders: Index) -> tuple[bool, list[str]]:
    """Whether the two share enough to be compared, and what, in words."""
    both = {(key.kind, key.value): key for key in keys(one)}
    shared = [both[key.kind, key.value] for key in keys(other) if (key.kind, key.value) in both]
    near = [key for key in shared if key.kind != "day" or not far(one, other)]
    live = [key for key in near if key.kind == "crowd" or holders.count(key.name) <= key.most]
    enough = sum(key.weight for key in live) >= ENOUGH and one.report != other.report
    return enough, [_said(key) for key in live]


def _said(key: Key) -> str:
    first, _, rest = key.value.partition(" ")
    if key.kind == "crowd":
        return f"about {datetime.date.fromordinal(int(first)).isoformat()} in one town"
    if key.kind == "day":
        date = datetime.date.fromordinal(int(first)).isoformat()
        return f"about {date}" + (f" in {rest.strip()}" if rest.strip() else "")
    if key.kind == "word":
        return f'the words "{key.value}"' if rest else f'the word "{key.value}"'
    return f"the same {key.kind} ({rest}) within weeks" if key.kind == "target" else "the same town within weeks"


def _judged(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> tuple[Judgement, list[str]]:
    common = sorted(one.keys() & other.keys())
    if common:
        return "same", [f"Both tell of incident {', '.join(common)}."]
    for inner, outer, turned in ((one, other, False), (other, one, True)):
        for name in sorted(inner):
            above = next((whole for whole in inner[name] if whole in outer), None)
            if above is not None:
                return "part", [f"The {'second' if turned else 'first'} is part of the other ({name} of {above})."]
    if not one or not other:
        return "different", ["One of them is only mentioned, too vaguely to be any incident."]
    return "different", [f"They tell of incidents {', '.join(sorted(one))} and {', '.join(sorted(other))}."]


def _in_tree(first: Iterable[str], second: Iterable[str], linker: Linker) -> list[str]:
    """Why the one incident is part of the other, or what both are parts of, in words."""
    groups = [
        sorted({one for name in names if (one := linker.group_of(name)) is not None}) for names in (first, second)
    ]
    found = []
    for inner, outer in (groups, groups[::-1]):
        for part in inner:
            above = linker.above(part)
            if above and any(one in outer for one in above):
                found.append(_why_part(part, above[0], linker.state))
    for one in groups[0]:
        for other in groups[1]:
            shared = [whole for whole in linker.above(one) if whole in linker.above(other)]
            if one != other and shared:
                found.append(_why_siblings(one, other, shared[0], linker.state))
    return list(dict.fromkeys(found))


def _why_part(part: str, whole: str, state: State) -> str:
    members = state.groups[part].members
    if state.groups[part].whole != whole:
        return "No report says so; its days, kind and place lie within those of the other."
    inside = state.groups[whole].members
    said = sorted({state.told[one].report for one in members if state.told[one].part_of in inside})
    turn = _turn(part, state)
    what = f"as the {NTH[turn]} of two strikes on one place" if turn is not None else "as part of a wider attack"
    return f"Told {what} in {', '.join(said[:SHOWN])}."


def _why_siblings(one: str, other: str, whole: str, state: State) -> str:
    turns = {_turn(one, state), _turn(other, state)}
    what = ", the first and the second strike on one place" if turns == {1, 2} else ""
    return f"Both are parts of incident {incident_id(whole)}{what}."


def _turn(group: str, state: State) -> int | None:
    """Which of two strikes on one place a group is, if it is one."""
    found = {state.told[one].turn for one in state.groups[group].members} - {None}
    return found.pop() if len(found) == 1 else None


def _decided(one: Iterable[str], other: Iterable[str], constraints: Sequence[Constraint]) -> list[str]:
    """What reviewers decided on a pair of them."""
    first, second = set(one), set(other)
    found = {
        each.kind
        for each in constraints
        if (each.one in first and each.other in second) or (each.one in second and each.other in first)
    }
    return [f"A reviewer decided that they are {kind}." for kind in sorted(found)]


def _kept_apart(link: Link, met: bool, told: Mapping[str, Telling]) -> str:
    a, b = told[link.one], told[link.other]
    if a.report == b.report:
        return "One report tells both" + (", in the same way." if indistinct(a, b) else ", and tells them apart.")
    if not met:
        return "They share no day and area, no target, no name and too few rare words, so they were not compared."
    if link.score > weights().join:
        return "The two alone look the same, but other occurrences of their incidents do not fit."
    return f"The closest two score {link.score:.1f}; above {weights().join:.0f} they would be taken for one."
