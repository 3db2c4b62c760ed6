"""What one voice says twice in one report is one claim with all its words."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bearwitness.model import Claim

MERGED = frozenset({"weapon", "responsibility", "explanation", "damage", "rescue", "interception"})


def _key(claim: Claim) -> tuple[str, ...] | None:
    """What makes two claims the same but for their words; None for a kind that is never merged."""
    if claim.kind not in MERGED:
        return None
    by = claim.attribution
    voice = (by.name or by.speaker or "") if by is not None else ""
    chain = "|".join(by.chain) if by is not None else ""
    shared = (claim.kind, claim.about, claim.modality, claim.occurrence_of or "", voice, chain)
    if claim.weapon is not None:
        weapon = claim.weapon.weapon
        return (*shared, weapon.weapon_class, (weapon.name or weapon.text).lower(), str(claim.weapon.count))
    if claim.responsibility is not None:
        return (*shared, claim.responsibility.actor.name.lower(), claim.responsibility.stance)
    if claim.explanation is not None:
        return (*shared, claim.explanation.explanation, claim.explanation.stance, claim.evidence[0].passage.kind)
    if claim.damage is not None:
        return (*shared, claim.damage.object.lower(), claim.damage.degree)
    if claim.rescue is not None:
        return (*shared, claim.rescue.state, str(claim.rescue.workers))
    return (*shared, str(claim.interception))


def merge(claims: Sequence[Claim]) -> list[Claim]:
    """The claims with repetitions by one voice joined: the first keeps its place and takes in the others' words."""
    kept: list[Claim] = []
    at: dict[tuple[str, ...], int] = {}
    for claim in claims:
        key = _key(claim)
        if key is None or key not in at:
            if key is not None:
                at[key] = len(kept)
            kept.append(claim)
            continue
        first = kept[at[key]]
        more = tuple(one for one in claim.evidence if one not in first.evidence)
        kept[at[key]] = msgspec.structs.replace(first, evidence=(*first.evidence, *more))
    return kept
