"""What moved in an incident, and which report moved it: the reports are replayed in the order of their publication.

After each report the records of the incident's tree are made anew from the reports so far, and compared with those
before it. The incidents are those of all reports, so that only what is known moves, and not what belongs together. A
report without a date cannot be placed in time and comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from bearwitness.model import Change, Claim, Conflict, FigureFinding, Incident, Record, Report, Voice
from bearwitness.reconcile.moments import moment
from bearwitness.vocabulary import ChangeKind

Part = tuple[ChangeKind, str]
"""What can move: its kind, and a key that stays the same while its words may not."""


class State(NamedTuple):
    """How it stands, in words, and the claims behind it."""

    subject: str
    value: str
    claims: tuple[str, ...] = ()


def order(reports: Sequence[Report]) -> list[Report]:
    """By publication; a day without an hour after the hours of that day, reports without a date last; then by id."""

    def key(one: Report) -> tuple[bool, int, float, str]:
        at = moment(one.published)
        if at is None:
            return True, 0, 0.0, one.id
        return False, at.day, 24.0 if at.hour is None else at.hour, one.id

    return sorted(reports, key=key)


def subset(incidents: Sequence[Incident], known: Mapping[str, Report], claims: Mapping[str, Claim]) -> list[Incident]:
    """The incidents as far as these reports tell them."""
    found = []
    for one in incidents:
        told = tuple(name for name in one.occurrences if name in claims and claims[name].report in known)
        if told:
            carried = tuple(name for name in one.reports if name in known)
            found.append(msgspec.structs.replace(one, occurrences=told, reports=carried))
    here = {one.id for one in found}
    return [
        one if one.part_of is None or one.part_of in here else msgspec.structs.replace(one, part_of=None)
        for one in found
    ]


def moved(before: Sequence[Record], after: Sequence[Record], by: Report) -> list[Change]:
    """What differs between the records of a tree before and after a report, sorted."""
    old, new = _states(before), _states(after)
    made = []
    for part in sorted(old.keys() | new.keys()):
        was, now = old.get(part), new.get(part)
        if (was and was.value) == (now and now.value) or (now is None and part[0] not in ("figure", "conflict")):
            continue
        shown = now or was
        assert shown is not None
        made.append(
            Change(
                at=by.published,
                report=by.id,
                source=by.source,
                kind=part[0],
                subject=shown.subject,
                before=was.value if was is not None else None,
                after=now.value if now is not None else None,
                claims=shown.claims,
            )
        )
    return sorted(made, key=lambda one: (one.kind, one.subject, one.after or "", one.claims))


def _states(records: Sequence[Record]) -> dict[Part, State]:
    """Everything that can move."""
    found: dict[Part, State] = {}
    for record in records:
        for part, state in _of_record(record):
            found.setdefault(part, state)
    return found


def _of_record(record: Record) -> Iterator[tuple[Part, State]]:
    for figure in record.figures:
        if any(reading.live for reading in figure.readings):
            subject, key = _figure(figure)
            claims = tuple(sorted({name for one in figure.readings if one.live for name in one.claims}))
            yield ("figure", key), State(subject, _value(figure), claims)
    for conflict in record.conflicts:
        yield ("conflict", ",".join(conflict.claims)), State(conflict.kind, _told(conflict), conflict.claims)
    for responsibility in record.responsibility:
        yield from _voices("responsibility", responsibility.actor, responsibility.voices)
    for explanation in record.explanations:
        yield from _voices("explanation", explanation.explanation, explanation.voices)
    for weapon in record.weapons:
        named = weapon.name or weapon.weapon_class
        claims = tuple(sorted({name for one in weapon.voices for name in one.claims}))
        if not all(one.comment for one in weapon.voices):
            yield ("weapon", f"{weapon.weapon_class} {named}"), State(named, "named", claims)
    yield ("grade", record.id), State(record.title, record.grade.grade)
    if record.when is not None and record.when.start is not None:
        yield ("time", record.id), State(record.title, record.when.start[:10])
    if record.where is not None:
        yield ("place", record.id), State(record.title, record.where.name or record.where.text)


def _told(conflict: Conflict) -> str:
    """Why it is one, and what settled it."""
    return conflict.why if conflict.resolution is None else f"{conflict.why} Resolved: {conflict.resolution}"


def _voices(kind: ChangeKind, subject: str, voices: Sequence[Voice]) -> Iterator[tuple[Part, State]]:
    for one in voices:
        if not one.comment:
            yield (kind, f"{subject} {one.who} {one.stance}"), State(subject, f"{one.who}: {one.stance}", one.claims)


def _figure(figure: FigureFinding) -> tuple[str, str]:
    group = "" if figure.group == "people" else f" ({figure.group.replace('_', ' ')})"
    where = f", {figure.scope.text}" if figure.scope.text else ""
    key = f"{figure.outcome} {figure.group} {figure.scope.incident or f'{figure.scope.kind} {figure.scope.text}'}"
    return f"{figure.outcome.replace('_', ' ')}{group}{where}", key


def _value(figure: FigureFinding) -> str:
    """Headline and range ("7 (5 to 7)"), and whether origins contradict each other."""
    low, high = figure.low, figure.high
    if low is None:
        span = "unknown" if high is None else f"up to {high}"
    elif high is None:
        span = f"{low} or more"
    else:
        span = str(low) if low == high else f"{low} to {high}"
    head = span if figure.headline is None or span == str(figure.headline) else f"{figure.headline} ({span})"
    return f"{head}, contested" if figure.status == "contested" else head
