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
        *_without_sites(actors.find(report), sites),
    ]
    return tuple(sorted(found, key=lambda one: (order[one.passage], one.start, one.end, one.kind)))


def _without_sites(named: list[Mention], sites: list[Mention]) -> list[Mention]:
    """The actors; a listed site is none ("Crocus City Hall" is a concert hall and no mayor's office)."""
    listed = {(one.passage, one.start, one.end) for one in sites if one.facility is not None and one.facility.listed}
    return [one for one in named if (one.passage, one.start, one.end) not in listed]
