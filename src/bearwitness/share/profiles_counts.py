"""The strictest form of a record, as the WHO's SSA publishes: country, time, kinds and counts."""

from __future__ import annotations

import msgspec

from bearwitness.model import (
    FigureScope,
    Graded,
    Place,
    Record,
    Review,
    WeaponFinding,
    When,
)

WHOLE = frozenset({"people"})
COUNTED = frozenset({"killed", "injured", "killed_or_injured", "missing", "abducted"})


def counts_only(record: Record) -> Record:
    """The record without places below the country, names, sources, words and groups of people."""
    kind = record.kind.replace("_", " ")
    target = record.target.kind.replace("_", " ") if record.target is not None else None
    country = record.where.country if record.where is not None else None
    title = " ".join(
        part
        for part in (kind.capitalize(), f"on a {target}" if target else "", f"({country})" if country else "")
        if part
    )
    return Record(
        id=record.id,
        title=title,
        kind=record.kind,
        when=None if record.when is None else _time(record.when),
        where=None if country is None else Place(text=country, country=country, precision="country", matched="context"),
        target=None
        if record.target is None
        else msgspec.structs.replace(record.target, text=target or "", name=None, listed=None, place=None),
        part_of=record.part_of,
        parts=record.parts,
        figures=tuple(
            msgspec.structs.replace(
                one,
                scope=FigureScope(incident=one.scope.incident, text=None, kind="unspecified"),
                readings=(),
                rule="The reconciled count; readings and origins are withheld.",
            )
            for one in record.figures
            if one.group in WHOLE and one.outcome in COUNTED and one.scope.incident == record.id
        ),
        weapons=tuple(
            WeaponFinding(text=one, weapon_class=one, name=None, voices=())
            for one in sorted({each.weapon_class for each in record.weapons})
        ),
        grade=Graded(grade=record.grade.grade, reasons=()),
        reviewed=Review(
            decisions=record.reviewed.decisions,
            published=record.reviewed.published,
            profiles=record.reviewed.profiles,
        ),
        head=record.head,
    )


def _time(when: When) -> When:
    return When(text=when.start or "unknown", start=when.start, end=when.end, granularity=when.granularity)
