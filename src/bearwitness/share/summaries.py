"""Record -> what a list of incidents shows of it."""

from __future__ import annotations

import msgspec

from bearwitness.model import FigureFinding, Record, Summary
from bearwitness.share.words import figure_order
from bearwitness.vocabulary import Outcome


def summary(record: Record) -> Summary:
    """The summary of a record."""
    return Summary(
        id=record.id,
        title=record.title,
        kind=record.kind,
        when=record.when,
        where=record.where,
        part_of=record.part_of,
        killed=widest(record, "killed"),
        injured=widest(record, "injured"),
        grade=record.grade.grade,
        reports=len(record.reports),
        conflicts=len(record.conflicts),
        head=record.head,
    )


def widest(record: Record, outcome: Outcome) -> FigureFinding | None:
    """People as a whole, of the incident itself, else (for no part of another) of the widest scope; no readings."""
    found = [one for one in record.figures if one.outcome == outcome and one.group == "people"]
    own = [one for one in found if one.scope.incident == record.id]
    placed = own or ([] if record.part_of else found)
    return msgspec.structs.replace(max(placed, key=figure_order), readings=()) if placed else None
