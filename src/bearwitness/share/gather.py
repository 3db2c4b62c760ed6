"""What a record and its parts say, put together: one finding a thing, with everybody's voices and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from bearwitness.model import (
    Conflict,
    DamageFinding,
    ExplanationFinding,
    Moment,
    QuoteFinding,
    Record,
    RescueFinding,
    ResponsibilityFinding,
    Voice,
    WeaponFinding,
)
from bearwitness.share import words

T = TypeVar("T")
V = TypeVar("V", WeaponFinding, ResponsibilityFinding, ExplanationFinding, DamageFinding, RescueFinding)


@dataclass(frozen=True)
class Told(Generic[T]):
    """A finding and the titles of the incidents that it is told of; none where it is told of the record itself."""

    value: T
    of: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """The findings of a record and its parts; the conflicts are those of the whole tree, as the figures are."""

    weapons: tuple[Told[WeaponFinding], ...]
    responsibility: tuple[Told[ResponsibilityFinding], ...]
    explanations: tuple[Told[ExplanationFinding], ...]
    damage: tuple[Told[DamageFinding], ...]
    rescue: tuple[Told[RescueFinding], ...]
    quotes: tuple[Told[QuoteFinding], ...]
    timeline: tuple[Told[Moment], ...]
    conflicts: tuple[Told[Conflict], ...]


def gather(record: Record, others: Sequence[Record]) -> Gathered:
    """`others` are the records of the record's tree."""
    here = (record, *parts(record, others))
    tree = (record, *others)

    def voiced(pick: Callable[[Record], Iterable[V]], key: Callable[[V], Hashable]) -> tuple[Told[V], ...]:
        return tuple(Told(_merged(values), of) for values, of in _grouped(record, here, pick, key))

    def same(records: Sequence[Record], pick: Callable[[Record], Iterable[T]]) -> tuple[Told[T], ...]:
        return tuple(Told(values[0], of) for values, of in _grouped(record, records, pick, repr))

    return Gathered(
        weapons=voiced(lambda one: one.weapons, lambda one: (one.weapon_class, (one.name or one.text).lower())),
        responsibility=voiced(lambda one: one.responsibility, lambda one: (one.actor, one.side)),
        explanations=voiced(lambda one: one.explanations, lambda one: one.explanation),
        damage=voiced(lambda one: one.damage, lambda one: (one.object.lower(), one.degree)),
        rescue=voiced(lambda one: one.rescue, lambda one: (one.state, one.as_of, one.text)),
        quotes=same(here, lambda one: one.quotes),
        timeline=tuple(sorted(same(here, lambda one: one.timeline), key=lambda one: _when(one.value))),
        conflicts=tuple(sorted(same(tree, lambda one: one.conflicts), key=lambda one: one.value.state != "stands")),
    )


def parts(record: Record, others: Iterable[Record]) -> tuple[Record, ...]:
    """Those of the others that lie inside the record, at any depth, in their order."""
    listed = tuple(others)
    inside = {record.id}
    grown = True
    while grown:
        more = {one.id for one in listed if one.part_of in inside} - inside
        grown = bool(more)
        inside |= more
    return tuple(one for one in listed if one.id in inside and one.id != record.id)


def relation(record: Record, other: Record, others: Sequence[Record]) -> str:
    """What another record of the tree is to the record: `part`, `wider`, or `beside` (both are parts of something)."""
    if other in parts(record, others):
        return "part"
    return "wider" if record in parts(other, (record, *others)) else "beside"


def _grouped(
    record: Record, records: Sequence[Record], pick: Callable[[Record], Iterable[T]], key: Callable[[T], Hashable]
) -> list[tuple[list[T], tuple[str, ...]]]:
    """Values of one key with the titles of their incidents, in the order in which they are first met."""
    found: dict[Hashable, tuple[list[T], list[Record]]] = {}
    for one in records:
        for value in pick(one):
            values, owners = found.setdefault(key(value), ([], []))
            values.append(value)
            owners.append(one)
    return [
        (values, () if record in owners else tuple(dict.fromkeys(one.title for one in owners)))
        for values, owners in found.values()
    ]


def _merged(values: Sequence[V]) -> V:
    """The first value with the voices (and stances) of all."""
    if len(values) == 1:
        return values[0]
    voices: dict[tuple[str, str, bool], Voice] = {}
    for one in values:
        listed: tuple[Voice, ...] = one.voices
        for voice in listed:
            name = (voice.who, voice.stance, voice.comment)
            voices[name] = _union(voices.get(name, voice), voice)
    changes: dict[str, object] = {"voices": tuple(voices.values())}
    first = values[0]
    if isinstance(first, ResponsibilityFinding | ExplanationFinding):
        stances = (stance for one in values for stance in getattr(one, "stances", ()))
        changes["stances"] = tuple(dict.fromkeys(stances))
    return msgspec.structs.replace(first, **changes)


def _union(one: Voice, other: Voice) -> Voice:
    """One voice heard twice: all its reports and claims."""
    return msgspec.structs.replace(
        one,
        reports=tuple(dict.fromkeys((*one.reports, *other.reports))),
        claims=tuple(dict.fromkeys((*one.claims, *other.claims))),
    )


def _when(step: Moment) -> tuple[bool, float, str]:
    known = words.moment(step.at)
    return (known is None, known.at.timestamp() if known else 0.0, step.text)
