"""Which Decisions stand: superseded ones stay readable, and nobody's Decision overwrites somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from bearwitness.errors import UsageError
from bearwitness.identity import short_id
from bearwitness.model import Decision
from bearwitness.vocabulary import DecisionKind

ON_CLAIMS: frozenset[DecisionKind] = frozenset({"accept", "reject", "correct", "add"})
ON_LINKS: frozenset[DecisionKind] = frozenset({"merge", "split", "move"})


@dataclass(frozen=True)
class Standing:
    """Decisions by time, and which of them no longer stand."""

    every: tuple[Decision, ...]
    """All of them, by time and id."""
    gone: Mapping[str, str]
    """Superseded Decision -> the Decision that did it."""

    @cached_property
    def now(self) -> tuple[Decision, ...]:
        """Those that stand."""
        return tuple(one for one in self.every if one.id not in self.gone and one.kind != "withdraw")

    @cached_property
    def by_id(self) -> Mapping[str, Decision]:
        """Every Decision by id."""
        return {one.id: one for one in self.every}


def settled(decision: Decision) -> Decision:
    """The Decision with the id that follows from its content."""
    bare = msgspec.structs.replace(decision, id="")
    return msgspec.structs.replace(bare, id=short_id("d", "decision/1", bare))


def standing(decisions: Iterable[Decision]) -> Standing:
    """The same for the same set of Decisions in any order. What was superseded once does not come back."""
    every = sorted({one.id: one for one in decisions}.values(), key=lambda one: (one.at, one.id))
    gone: dict[str, str] = {}
    for one in every:
        for name in one.supersedes:
            gone.setdefault(name, one.id)
    return Standing(tuple(every), gone)


def latest_of_each(decisions: Iterable[Decision]) -> list[Decision]:
    """Of Decisions on one thing the latest of each reviewer, by time: two can meet when two claims have become one."""
    latest: dict[str, Decision] = {}
    for one in sorted(decisions, key=lambda one: (one.at, one.id)):
        latest[one.reviewer] = one
    return sorted(latest.values(), key=lambda one: (one.at, one.id))


def agree(one: Decision, other: Decision) -> bool:
    """Whether two Decisions on one thing can both hold: the same verdict, or corrections of different fields."""
    if one.kind == "correct" and other.kind == "correct" and one.correction and other.correction:
        mine = msgspec.structs.asdict(one.correction)
        theirs = msgspec.structs.asdict(other.correction)
        return all(value == theirs[name] for name, value in mine.items() if None not in (value, theirs[name]))
    if {one.kind, other.kind} == {"add", "accept"}:
        return True
    if one.kind == other.kind == "grade":
        return one.grade == other.grade
    return one.kind == other.kind


def of_one_mind(decisions: Sequence[Decision]) -> bool:
    """Whether the latest Decisions of all reviewers on one thing can hold together."""
    return all(agree(one, other) for at, one in enumerate(decisions) for other in decisions[:at])


def may_supersede(decision: Decision, others: Standing) -> None:
    """UsageError if the Decision names one that it cannot supersede: one of somebody else, unless a publication is
    withdrawn or a disagreement is settled by somebody who has no part in it.
    """
    targets = []
    for name in decision.supersedes:
        found = others.by_id.get(name)
        if found is None:
            raise UsageError(f"There is no Decision {name}.", remedy="`bearwitness review history` lists them.")
        if name in others.gone:
            raise UsageError(f"Decision {name} was superseded by {others.gone[name]}.")
        targets.append(found)
    foreign = [one for one in targets if one.reviewer != decision.reviewer]
    if not foreign or (decision.kind == "withdraw" and all(one.kind == "publish" for one in foreign)):
        return
    settles = len({one.reviewer for one in foreign}) > 1 and len(foreign) == len(targets)
    if not settles or of_one_mind(foreign):
        raise UsageError(
            f"Decision {foreign[0].id} is {foreign[0].reviewer}'s: only its reviewer can supersede it.",
            remedy="Decide for yourself: a disagreement is shown as one, and somebody else can settle it by "
            "superseding both sides.",
        )
