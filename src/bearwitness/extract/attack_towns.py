"""Towns that one telling names together, and the country that they share."""

from __future__ import annotations

from bearwitness.extract import whereabouts
from bearwitness.extract.context import Context
from bearwitness.model import Mention, Place


def is_town(place: Place) -> bool:
    """A town of the gazetteer or something smaller, or a point that is known."""
    return (place.geonames is not None and whereabouts.level(place) <= whereabouts.TOWN) or (
        place.precision in {"point", "facility"} and place.latitude is not None
    )


def listed(text: str, offset: int, mentions: list[Mention]) -> set[int | None]:
    """Towns that stand in one enumeration: only commas, "and", "including", "as well as" between them."""
    ordered = sorted(
        (one for one in mentions if one.place is not None and one.place.precision in LISTABLE),
        key=lambda one: one.start,
    )
    found: set[int | None] = set()
    run: list[int | None] = []
    joined = False
    for at, after in enumerate(ordered):
        before = ordered[at - 1] if at else None
        gap = text[before.end - offset : after.start - offset].strip().lower() if before is not None else "-"
        links = gap in COMMAS | ANDS and before is not None and not _nested(before, after)
        if not links:
            found |= _enumerated(run, joined)
            run, joined = [], False
        run.append(after.place.geonames if after.place is not None else None)
        joined = joined or (links and gap in ANDS)
    return found | _enumerated(run, joined)


LISTABLE = frozenset({"city", "region"})
COMMAS = frozenset({",", ";"})

ANDS = frozenset({"and", ", and", "&", "as well as", ", as well as", "or", ", or"})

LISTED = 3
"""Towns with only commas between them are a list from this many on: "Kramatorsk, Donetsk" is one place."""


def _nested(before: Mention, after: Mention) -> bool:
    return whereabouts.compatible(before.place, after.place)


def _enumerated(run: list[int | None], joined: bool) -> set[int | None]:
    return set(run) if len(run) >= LISTED or (joined and len(run) > 1) else set()


def common(towns: list[Place], context: Context) -> Place | None:
    """The country that all towns share, as a place of its own; its name where the report names it."""
    countries = {one.country for one in towns}
    if len(countries) != 1 or None in countries:
        return None
    country = next(iter(countries))
    ids = [set(one.within) for one in towns if one.within]
    shared = set.intersection(*ids) if ids else set()
    last = next((one.within[-1] for one in towns if one.within), None)
    named = [one.place for one in context.mentions if one.place is not None and one.place.precision == "country"]
    known = next((one for one in named if one.country == country), None)
    return Place(
        text=(known.name if known is not None else None) or country or "",
        name=known.name if known is not None else None,
        geonames=last if last in shared else None,
        latitude=known.latitude if known is not None else None,
        longitude=known.longitude if known is not None else None,
        country=country,
        precision="country",
        matched="context",
        decided_by="the country of the towns that were hit",
    )
