"""Report -> Mentions: places, dates, weapons, actors and facilities, resolved or left unresolved with the reason."""

from __future__ import annotations

from bearwitness.entities import actors, dates, facilities, places, weapons
from bearwitness.model import Mention, Report

__all__ = ["mentions"]


def mentions(report: Report) -> tuple[Mention, ...]:
    """What the report names, in reading order: by passage, then start, then end, then kind."""
    order = {passage.id: at for at, passage in enumerate(report.passages)}
    named = places.find(report)
    sites = facilities.find(report, named)
    found = [
        *facilities.without_names(named, sites),
        *sites,
        *dates.find(report),
        *weapons.find(report),
        *actors.find(report),
    ]
    return tuple(sorted(found, key=lambda one: (order[one.passage], one.start, one.end, one.kind)))
