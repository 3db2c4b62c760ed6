"""Whether two tellings can be of one attack by how it was done: a bomb in one place and shots in another are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bearwitness.extract.context import Context
from bearwitness.extract.events import Event
from bearwitness.model import Mention
from bearwitness.vocabulary import OccurrenceKind

WAYS: tuple[frozenset[OccurrenceKind], ...] = (
    frozenset({"shooting", "stabbing", "raid", "assault", "abduction"}),
    frozenset({"bombing", "suicide_bombing", "mine", "grenade", "explosion"}),
    frozenset({"missile_strike", "drone_strike", "air_strike", "shelling"}),
)
"""Kinds by how they are done; those of one set are easily taken for each other."""


def _way(event: Event) -> frozenset[OccurrenceKind] | None:
    """The set of the telling's kind; None for one that says nothing ("attack")."""
    return next((one for one in WAYS if event.kind in one), None)


def may_be_one(one: Event, other: Event) -> bool:
    """Whether the kinds allow it."""
    first, second = _way(one), _way(other)
    return first is None or second is None or first is second


def told_apart(context: Context, before: Sequence[Event], event: Event) -> bool:
    """Reads "the bombing in Oslo and the shooting on Utoya": two ways, and two places in their own words.

    One attack may be done in two ways ("blew himself up and opened fire"): without a place of its own each, it is one.
    """
    others = [one for one in before if not may_be_one(one, event)]
    if not others or len(others) < len([one for one in before if _way(one) is not None]):
        return False
    mine = _sites(context, event)
    theirs = {name for one in others for name in _sites(context, one)}
    return bool(mine) and bool(theirs) and not mine & theirs


def _sites(context: Context, event: Event) -> frozenset[str]:
    """Names of towns and buildings in the words of the telling itself, folded."""
    rows = context.mentions_in(event.passage, event.start, event.end, "place", "facility")
    return frozenset(
        one.quote.lower() for one in rows if one.place is None or one.place.precision not in ("country", "region")
    )


def without_others(event: Event, told: Sequence[Event]) -> Event:
    """The telling without places and buildings that stand in the words of one done in another way."""
    beside = [
        one for one in told if one.sentence == event.sentence and one.head != event.head and not may_be_one(one, event)
    ]
    if not beside:
        return event

    def own(rows: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(
            one
            for one in rows
            if event.start <= one.start < event.end or not any(other.start <= one.start < other.end for other in beside)
        )

    return replace(event, places=own(event.places), facilities=own(event.facilities))
