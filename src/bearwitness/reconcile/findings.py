"""Who holds what: weapons, responsibility, explanations, damage and rescue, each with its voices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from bearwitness.languages.likeness import words
from bearwitness.languages.names import fold_name
from bearwitness.model import (
    Actor,
    Claim,
    DamageFinding,
    ExplanationFinding,
    Report,
    RescueFinding,
    ResponsibilityFinding,
    Voice,
    WeaponFinding,
)
from bearwitness.reconcile.origins import Origins, is_comment
from bearwitness.vocabulary import DamageDegree, ExplanationKind, ExplanationStance, Stance
from bearwitness.vocabulary import words as listed_words

K = TypeVar("K", bound=Hashable)
SMALL = frozenset({"the", "a", "an", "of", "in", "at", "s", "its", "his", "her", "their", "several", "some"})


def voices(claims: Sequence[Claim], stance: Callable[[Claim], str], origins: Origins) -> tuple[Voice, ...]:
    """One voice an origin and stance; comments stand apart and after the others."""
    grouped: dict[tuple[bool, str, str], list[Claim]] = {}
    names: dict[str, str] = {}
    for claim in claims:
        origin = origins.of(claim)
        names[origin.key] = origin.name
        grouped.setdefault((origin.comment, origin.key, stance(claim)), []).append(claim)
    found = [
        Voice(
            who=names[key],
            stance=said,
            reports=tuple(sorted({one.report for one in group})),
            claims=tuple(sorted(one.id for one in group)),
            comment=comment,
        )
        for (comment, key, said), group in grouped.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.comment, -len(one.reports), one.who, one.stance, one.claims)))


def _grouped(claims: Sequence[Claim], key: Callable[[Claim], K | None]) -> dict[K, list[Claim]]:
    found: dict[K, list[Claim]] = {}
    for claim in sorted(claims, key=lambda one: one.id):
        name = key(claim)
        if name is not None:
            found.setdefault(name, []).append(claim)
    return found


def _most_used(texts: Sequence[str]) -> str:
    times = Counter(texts)
    return min(times, key=lambda text: (-times[text], text))


def _weight(found: Sequence[Voice]) -> int:
    return -len([one for one in found if not one.comment])


def weapons(claims: Sequence[Claim], origins: Origins) -> tuple[WeaponFinding, ...]:
    """Named types one by one, then the classes told without a type; the most voices first."""

    def key(claim: Claim) -> tuple[str, str] | None:
        if claim.weapon is None:
            return None
        one = claim.weapon.weapon
        return one.weapon_class, one.name or ""

    found = []
    for (kind, name), group in _grouped(claims, key).items():
        said = voices(group, lambda one: one.modality, origins)
        text = _most_used([one.weapon.weapon.text for one in group if one.weapon is not None])
        found.append(WeaponFinding(text=text, weapon_class=kind, name=name or None, voices=said))
    return tuple(
        sorted(found, key=lambda one: (one.name is None, _weight(one.voices), one.weapon_class, one.name or ""))
    )


def side_of(actor: Actor) -> str:
    """What an actor counts as: the state or group it belongs to or speaks for, else its own name."""
    return actor.side or actor.country or fold_name(actor.name) or actor.name


def responsibility(claims: Sequence[Claim], origins: Origins) -> tuple[ResponsibilityFinding, ...]:
    """One finding a side, with who accuses it, and whether it claims, denies or concedes."""
    grouped = _grouped(
        claims, lambda one: side_of(one.responsibility.actor) if one.responsibility is not None else None
    )
    found = []
    for _, group in sorted(grouped.items()):
        held = [one.responsibility for one in group if one.responsibility is not None]
        stances = {one.stance for one in held}
        found.append(
            ResponsibilityFinding(
                actor=_most_used([one.actor.name for one in held]),
                side=held[0].actor.side,
                stances=tuple(one for one in listed_words(Stance) if one in stances),
                voices=voices(group, lambda one: one.responsibility.stance if one.responsibility else "", origins),
            )
        )
    return tuple(sorted(found, key=lambda one: (_weight(one.voices), one.actor)))


def explanations(claims: Sequence[Claim], origins: Origins) -> tuple[ExplanationFinding, ...]:
    """The matrix: each explanation with who asserts, reports or denies it."""

    def key(claim: Claim) -> ExplanationKind | None:
        return claim.explanation.explanation if claim.explanation is not None else None

    grouped: dict[ExplanationKind, list[Claim]] = _grouped(claims, key)
    found = []
    for kind in sorted(grouped):
        group = grouped[kind]
        stances = {one.explanation.stance for one in group if one.explanation is not None}
        found.append(
            ExplanationFinding(
                explanation=kind,
                stances=tuple(one for one in listed_words(ExplanationStance) if one in stances),
                voices=voices(group, lambda one: one.explanation.stance if one.explanation else "", origins),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (all(v.comment for v in one.voices), _weight(one.voices), one.explanation))
    )


def damage(claims: Sequence[Claim], origins: Origins) -> tuple[DamageFinding, ...]:
    """What was damaged, the worst degree told first."""

    def key(claim: Claim) -> tuple[frozenset[str], str] | None:
        if claim.damage is None or is_comment(claim):
            return None
        return frozenset(words(claim.damage.object)) - SMALL, claim.damage.degree

    degrees = listed_words(DamageDegree)
    found = []
    for (_, degree), group in _grouped(claims, key).items():
        text = _most_used([one.damage.object for one in group if one.damage is not None])
        found.append(DamageFinding(object=text, degree=degree, voices=voices(group, lambda one: one.modality, origins)))
    return tuple(sorted(found, key=lambda one: (degrees.index(one.degree), _weight(one.voices), one.object)))


def rescue(claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]) -> tuple[RescueFinding, ...]:
    """The state of the rescue, in order of time."""

    def key(claim: Claim) -> tuple[str, str] | None:
        if claim.rescue is None or is_comment(claim):
            return None
        return _as_of(claim, reports) or "", claim.rescue.state

    found = []
    for (at, state), group in sorted(_grouped(claims, key).items()):
        text = _most_used([one.rescue.text for one in group if one.rescue is not None])
        said = voices(group, lambda one: one.modality, origins)
        found.append(RescueFinding(state=state, as_of=at or None, text=text, voices=said))
    return tuple(found)


def _as_of(claim: Claim, reports: Mapping[str, Report]) -> str | None:
    if claim.report not in reports:
        return None
    return reports[claim.report].published
