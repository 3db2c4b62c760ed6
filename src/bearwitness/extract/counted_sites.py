"""Buildings that a report counts the dead of one by one: each is a part of the attack, where that hit several.

Reads "explosions struck three churches ... more than 30 bodies lay in St Anne's church", "nine people were killed at
another clinic, the Adonis", "40 were killed in the Red mosque and seven in the Blue mosque". A single building with a
toll is no part: it is what was hit.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bearwitness.extract import occurrences, scope, whereabouts
from bearwitness.extract.attack import Attack, told_at
from bearwitness.extract.attack_sites import NO_SITES
from bearwitness.extract.context import Context
from bearwitness.extract.told import sentence_at
from bearwitness.model import Claim, Facility


def with_parts(context: Context, claims: Sequence[Claim], attacks: Sequence[Attack]) -> list[Claim]:
    """The claims, with an occurrence for each such building and its counts made that occurrence's."""
    by_key = {one.key: one for one in attacks}
    counted = {
        one.id: (whole, site)
        for one in claims
        if (whole := _whole(one, by_key)) is not None and (site := _building(context, one, whole, attacks)) is not None
    }
    parts: dict[tuple[str, str], Attack] = {}
    found: list[Claim] = []
    for one in claims:
        if one.id not in counted or not _several(context, one, counted):
            found.append(one)
            continue
        whole, site = counted[one.id]
        part = parts.get((whole.key, site.text))
        if part is None:
            part = _part(context, one, whole, site, len(attacks) + len(parts))
            parts[whole.key, site.text] = part
        found.append(msgspec.structs.replace(one, occurrence_of=part.key))
    return [*found, *(occurrences.claim_of(context, one) for one in parts.values())]


def _whole(claim: Claim, attacks: dict[str, Attack]) -> Attack | None:
    """The attack on a town or more that a count of killed at a building is told of."""
    told = claim.casualty
    if told is None or told.outcome != "killed" or told.scope.kind != "facility" or told.scope.why != scope.OWN:
        return None
    if claim.about != "main" or claim.modality not in ("asserted", "reported") or told.group != "people":
        return None
    attack = attacks.get(claim.occurrence_of or "")
    while attack is not None and attack.part_of is not None and attack.target is not None:
        attack = attack.part_of
    return attack if attack is not None and attack.turn is None and attack.about == "main" else None


def _building(context: Context, claim: Claim, whole: Attack, attacks: Sequence[Attack]) -> Facility | None:
    """The building of the count; None where it is what an attack is already told to have hit."""
    assert claim.casualty is not None
    name = claim.casualty.scope.text
    if name is None or not name[:1].isupper() or not whereabouts.compatible(whole.place, claim.casualty.scope.place):
        return None
    said = set(name.lower().split())
    aims = [one.target for one in attacks if one.target is not None]
    if any(said <= set(f"{one.text} {one.name or ''}".lower().split()) for one in aims):
        return None
    words = claim.evidence[0]
    sentence = sentence_at(context, words.passage.id, words.start)
    rows = () if sentence is None else context.mentions_in(sentence.passage, sentence.start, sentence.end, "facility")
    known = [one.facility for one in rows if one.facility is not None]
    own = next((one for one in known if name in (one.name, one.text)), None)
    if own is not None or not known:
        return own
    return msgspec.structs.replace(known[0], text=name, name=name, listed=None, place=claim.casualty.scope.place)


def _several(context: Context, claim: Claim, counted: dict[str, tuple[Attack, Facility]]) -> bool:
    """The attack hit several buildings: by its words, by those of the count, or by the counts of others."""
    whole, _ = counted[claim.id]
    others = {one.text for other, one in counted.values() if other is whole}
    aim = whole.target
    plural = aim is not None and aim.listed is None and aim.kind not in NO_SITES and aim.text.lower().endswith("s")
    return len(others) > 1 or plural or scope.tells_another(context, claim.evidence[0])


def _part(context: Context, claim: Claim, whole: Attack, site: Facility, number: int) -> Attack:
    words = claim.evidence[0]
    event = told_at(context, whole.events[0], words.passage.id, words.start, words.end) or whole.events[0]
    place = site.place if site.listed is not None and site.place is not None else whole.place
    return Attack(f"occurrence{number}c", "main", [event], place, whole.time, site, whole, set(whole.ways), site=True)
