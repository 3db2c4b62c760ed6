"""The grade of a record, by the rules in `grades.toml`, with its reasons and what would change it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib import resources

import msgspec

from bearwitness.errors import DataError
from bearwitness.model import Claim, Conflict, Graded
from bearwitness.reconcile.origins import Origins, is_comment
from bearwitness.reconcile.tally import Count
from bearwitness.vocabulary import Grade

FACTS = ("conceded", "claimed", "competing", "only_combatants", "no_harm", "accident")
TELLING = ("occurrence", "casualty", "weapon", "damage", "responsibility")
FIGHTING = ("combatants", "attackers")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of `grades.toml`."""

    grade: Grade
    reason: str
    switch: str
    facts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    origins: int = 0


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `grades.toml`."""

    rules: tuple[Rule, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order; DataError if the file is damaged or names a fact that is none."""
    try:
        text = (resources.files(__package__) / "data" / "grades.toml").read_text(encoding="utf-8")
        listed = msgspec.convert(tomllib.loads(text), Rules).rules
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file reconcile/data/grades.toml is missing or damaged: {error}.") from error
    unknown = sorted({fact for rule in listed for fact in (*rule.facts, *rule.without)} - set(FACTS))
    if unknown:
        raise DataError(f"The data file reconcile/data/grades.toml names a fact that is none: {', '.join(unknown)}.")
    return listed


def grade(claims: Sequence[Claim], own: Sequence[Count], conflicts: Sequence[Conflict], origins: Origins) -> Graded:
    """The grade of an incident from its claims, its own counts and its conflicts."""
    voices = sorted({origins.of(one).name for one in claims if _tells(one) and not is_comment(one)})
    true = facts(claims, own, conflicts, origins)
    for rule in rules():
        if set(rule.facts) <= true and not set(rule.without) & true and len(voices) >= rule.origins:
            counted = f"Independent origins: {len(voices)}" + (f" ({', '.join(voices[:6])})." if voices else ".")
            return Graded(grade=rule.grade, reasons=(rule.reason, counted, rule.switch))
    return Graded(grade="weak", reasons=("No rule fits.",))


def _tells(claim: Claim) -> bool:
    if claim.responsibility is not None and claim.responsibility.stance == "denied":
        return False
    return claim.kind in TELLING and claim.modality in ("asserted", "reported")


def facts(claims: Sequence[Claim], own: Sequence[Count], conflicts: Sequence[Conflict], origins: Origins) -> Set[str]:
    """Which of the facts that the rules name hold."""
    found: set[str] = set()
    held = [one for one in claims if one.responsibility is not None and not is_comment(one)]
    stances = {one.responsibility.stance for one in held if one.responsibility is not None}
    found.update({"conceded", "claimed"} & stances)
    by_id: Mapping[str, Claim] = {one.id: one for one in claims}
    for conflict in conflicts:
        if conflict.kind == "responsibility" and conflict.state == "stands" and not _only_denial(conflict, by_id):
            found.add("competing")
    live = [one for one in own if one.live and one.key.outcome in ("killed", "injured", "killed_or_injured")]
    harmed = [one for one in live if any(run.said.size > 0 for run in one.live)]
    groups = {one.key.group for one in harmed if not one.derived}
    if groups and groups <= set(FIGHTING):
        found.add("only_combatants")
    if live and not harmed:
        found.add("no_harm")
    if _accident(claims, origins) and not {"accused", "claimed", "conceded"} & stances:
        found.add("accident")
    return found


def _only_denial(conflict: Conflict, by_id: Mapping[str, Claim]) -> bool:
    """A denial alone does not make an account contested: whoever did it often denies it."""
    one = [by_id[name].responsibility for name in conflict.claims if name in by_id]
    return any(held is not None and held.stance == "denied" for held in one)


def _accident(claims: Sequence[Claim], origins: Origins) -> bool:
    return any(
        one.explanation is not None
        and one.explanation.explanation == "accident"
        and one.explanation.stance == "asserted"
        and origins.of(one).official
        and not is_comment(one)
        for one in claims
    )
