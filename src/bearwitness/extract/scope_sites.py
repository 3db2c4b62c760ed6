"""Counts where one attack hit several buildings: which of them the words beside a count mean."""

from __future__ import annotations

import re
from collections.abc import Collection

from bearwitness.extract.attack import Attack
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.model import Facility, Scope

IN_THE = re.compile(r"\b(?:in|aboard) the (?P<word>[a-z]+)\b(?! of)")
NO_SITE = frozenset(
    {"city", "capital", "town", "country", "region", "area", "morning", "afternoon", "evening", "night"}
)


def is_site(context: Context, facility: Facility) -> bool:
    """The attack hit several buildings, and this is one of them."""
    return any(
        one.site and one.target is not None and one.target.kind == facility.kind for one in context.once(attacks_of)
    )


def site_named(
    context: Context, passage: str, first: int, text: str, attacks: Collection[str], *, why: str
) -> Scope | None:
    """Reads "20 dead in the metro" where an attack hit several buildings: one of them, whatever it is called."""
    if not any(one.site for one in context.once(attacks_of)):
        return None
    found = IN_THE.search(text)
    if found is None or found["word"] in NO_SITE or found["word"] in attacks:
        return None
    if among_sites(context, passage, first + found.start()):
        return None
    return Scope(text=found["word"], kind="facility", why=why)


def among_sites(context: Context, passage: str, at: int) -> bool:
    """Reads "killed in the attacks on the airport and the station": one of the sites that the telling lists."""
    return any(
        one.site and event.passage == passage and event.start <= at < event.end
        for one in context.once(attacks_of)
        for event in one.events
    )


def has_sites(context: Context, attack: Attack) -> bool:
    """The attack as a whole, of which the report tells several buildings."""
    return any(one.site and one.part_of is attack for one in context.once(attacks_of))
