"""Tellings of several attacks at once: sums of attacks that the report tells one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from bearwitness.extract.attack_ways import MOST, may_be_one, sites_of, way_of
from bearwitness.extract.context import Context
from bearwitness.extract.events import Event
from bearwitness.extract.syntax import trees

APART = frozenset({"separate", "unrelated", "different", "distinct", "unconnected"})


def without_sums(context: Context, told: Sequence[Event]) -> list[Event]:
    """The tellings without those that only count attacks which the report tells apart ("Friday's attacks in Norway").

    Two of the others must tell different ways, each with a place of its own. A sum within one town stays: it is an
    attack with parts, unless the words say that they have nothing to do with each other.
    """
    sums = [one for one in told if one.plural and one.noun and (_nationwide(one) or _unrelated(context, one))]
    others = [one for one in told if one not in sums][:MOST]
    apart = any(
        one.about == other.about == "main" and _tells_another(context, one, other)
        for one, other in combinations(others, 2)
    )
    return [one for one in told if one not in sums] if apart else list(told)


def _nationwide(event: Event) -> bool:
    if way_of(event) is not None or not event.places:
        return False
    place = event.places[0].place
    return place is not None and place.precision in ("region", "country", "area")


def _unrelated(context: Context, event: Event) -> bool:
    tree = context.once(trees)[event.sentence]
    first = tree.phrase(event.head)[0]
    return any(one.text.lower() in APART for one in tree.tokens[first : event.head])


def _tells_another(context: Context, one: Event, other: Event) -> bool:
    way = way_of(one)
    if way is None or may_be_one([way], other):
        return False
    mine, theirs = sites_of(context, one), sites_of(context, other)
    return bool(mine) and bool(theirs) and not mine & theirs
