"""What was hit: "the hospital", of which only one is named, and several buildings that one attack hit ("the airport and
the metro"), each of which is a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from bearwitness.extract.attack import Attack
from bearwitness.extract.attack_towns import is_town
from bearwitness.extract.context import Context
from bearwitness.extract.event_setting import treats
from bearwitness.extract.events import Event
from bearwitness.extract.syntax import trees
from bearwitness.extract.told import sentence_at
from bearwitness.model import Facility, Mention, Place

AND = re.compile(
    r"(?: of [A-Z][\w-]+)?,? (?:and|as well as)(?: (?:[\w-]+ ){0,3}(?:hours?|minutes?) later,?)?"
    r"(?: (?:at|in|on|near|outside))?(?: (?:the|an?|another|its|nearby))?(?: [\w-]+){0,3} ?",
)
"""What may stand between two buildings that one attack hit."""
AND_IN = re.compile(r" and (?:at|in|on) the [a-z]")
"""Another place follows that is no building."""
NO_SITES = frozenset({"vehicle", "residential_building"})


def several(context: Context, attack: Attack) -> tuple[Facility, ...]:
    """The buildings that one telling of the attack names side by side, in reading order; () where it hit one."""
    for event in attack.events:
        text, rows = context.passages[event.passage].text, sorted(event.facilities, key=lambda one: one.start)
        known = [one for one in rows if one.facility is not None and one.facility.kind not in NO_SITES]
        for one, other in pairwise(known):
            if AND.fullmatch(text, one.end, other.start) and _own(event, one) and _are_two(one, other):
                return tuple(row.facility for row in (one, other) if row.facility is not None)
        if event.plural and known and _own(event, known[0]) and AND_IN.match(text, known[0].end):
            return (known[0].facility,) if known[0].facility is not None else ()
    return ()


def _own(event: Event, mention: Mention) -> bool:
    """The building stands in the telling's own words, so that it is what was hit."""
    return event.start <= mention.start < event.end


def _are_two(one: Mention, other: Mention) -> bool:
    """Two sites that can be told apart: by name or by kind, none of them a number of places ("churches and hotels")."""
    a, b = one.facility, other.facility
    if a is None or b is None or (a.listed is not None and a.listed == b.listed):
        return False
    if any(site.name is None and site.text.lower().endswith("s") for site in (a, b)):
        return False
    return a.kind != b.kind or (a.name is not None and b.name is not None and a.name != b.name)


def parts(attack: Attack, sites: Sequence[Facility], number: int) -> list[Attack]:
    """A part of the attack for each of the sites; `number` is that of the attacks told so far."""
    return [
        Attack(
            f"occurrence{number}b{at}", "main", attack.events[:1], _place(one, attack), attack.time, one, attack,
            set(attack.ways), site=True,
        )
        for at, one in enumerate(sites)
    ]  # fmt: skip


def _place(site: Facility, attack: Attack) -> Place | None:
    return attack.place if site.place is None or site.listed is None else site.place


def settle(context: Context, attack: Attack) -> tuple[Facility, ...]:
    """Gives the attack its one target by name, and the place of that; the buildings, if it hit several."""
    sites = several(context, attack) if attack.about == "main" else ()
    if sites:
        attack.target = None
        attack.place = None if attack.place is not None and attack.place.precision == "facility" else attack.place
        return sites
    attack.target = named(context, attack.target)
    wide = attack.place is None or not is_town(attack.place)
    if attack.about == "main" and attack.target is not None and attack.target.listed is not None and wide:
        attack.place = attack.target.place or attack.place
    return ()


def named(context: Context, target: Facility | None) -> Facility | None:
    """The target, with the name that the report gives to the only listed building of its kind ("the hospital")."""
    if target is None or target.name is not None or target.listed is not None:
        return target
    listed = {
        one.facility.listed: one.facility
        for one in context.mentions
        if one.facility is not None
        and one.facility.listed is not None
        and one.facility.kind == target.kind
        and not _brought_to(context, one)
    }
    if len(listed) != 1 or target.text.lower().endswith("s"):
        return target
    (only,) = listed.values()
    return msgspec.structs.replace(only, text=target.text)


def _brought_to(context: Context, mention: Mention) -> bool:
    sentence = sentence_at(context, mention.passage, mention.start)
    if sentence is None:
        return False
    tree = context.once(trees)[sentence.index]
    return bool(tree.tokens) and treats(tree, mention)
