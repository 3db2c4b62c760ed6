"""Two reports side by side: what both say, what only one says, and where they say different things of the same.

Two claims are of the same thing when they have the same subject (`subject`): a count of people with one outcome, one
group and one scope, a weapon of one class, one actor, one explanation, one damaged object. They agree when they say
the same of it; counts also agree when their intervals have a number in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bearwitness.model import Claim, Figure, Report
from bearwitness.share.words import spell, value

Relation = Literal["differ", "both", "left", "right"]
ORDER: tuple[Relation, ...] = ("differ", "both", "left", "right")
KINDS = ("casualty", "occurrence", "weapon", "responsibility", "explanation", "damage", "rescue", "interception")
"""Kinds that are compared, in the order in which they are shown; quotes and reactions are seen in the text."""
LEAST_SHARED = 40
"""Code points that a passage has at least for it to be called the same in both reports."""


@dataclass(frozen=True)
class Row:
    """One subject, and the claims of either report on it."""

    relation: Relation
    kind: str
    subject: str
    left: tuple[Claim, ...]
    right: tuple[Claim, ...]


def compared(left: Iterable[Claim], right: Iterable[Claim]) -> list[Row]:
    """Rows for every subject of either report, differences first."""
    sides = (_by_subject(left), _by_subject(right))
    found = []
    for kind, name in sorted(sides[0].keys() | sides[1].keys(), key=lambda one: (KINDS.index(one[0]), one[1])):
        one, other = (tuple(side.get((kind, name), ())) for side in sides)
        found.append(Row(_relation(one, other), kind, name, one, other))
    return sorted(found, key=lambda row: ORDER.index(row.relation))


def shared(left: Report, right: Report) -> frozenset[str]:
    """Texts of passages that both reports have word for word."""
    texts = [{_bare(one.text) for one in report.passages if one.kind != "comment"} for report in (left, right)]
    return frozenset(text for text in texts[0] & texts[1] if len(text) >= LEAST_SHARED)


def is_shared(text: str, among: frozenset[str]) -> bool:
    """Whether a passage's text is one of those that both reports have."""
    return _bare(text) in among


def subject(claim: Claim) -> str | None:
    """What a claim is about, in words that are the same for the same thing; None for what is not compared."""
    if claim.casualty is not None:
        told = claim.casualty
        where = (told.scope.place.name if told.scope.place else None) or told.scope.text or spell(told.scope.kind)
        group = "" if told.group == "people" else f" ({spell(told.group)})"
        change = "" if told.change == "total" else f", {told.change}"
        return f"{spell(told.outcome)}{group}, {where}{change}"
    if claim.occurrence is not None:
        return _placed("the attack", claim)
    if claim.weapon is not None:
        return spell(claim.weapon.weapon.weapon_class)
    if claim.responsibility is not None:
        return claim.responsibility.actor.name
    if claim.explanation is not None:
        return spell(claim.explanation.explanation)
    if claim.damage is not None:
        return claim.damage.object.lower()
    if claim.rescue is not None:
        return "rescue"
    if claim.interception is not None:
        return "shot down"
    return None


def said(claim: Claim) -> str:
    """What a claim says of its subject, in words."""
    text = _said(claim)
    return text if claim.modality in ("asserted", "reported") else f"{text} ({spell(claim.modality)})"


def _said(claim: Claim) -> str:
    if claim.casualty is not None:
        return _amount(claim.casualty.figure)
    if claim.occurrence is not None:
        return spell(claim.occurrence.kind)
    if claim.weapon is not None:
        return claim.weapon.weapon.name or claim.weapon.weapon.text
    if claim.responsibility is not None:
        return spell(claim.responsibility.stance)
    if claim.explanation is not None:
        return claim.explanation.stance
    if claim.damage is not None:
        return spell(claim.damage.degree)
    if claim.rescue is not None:
        return spell(claim.rescue.state)
    if claim.interception is not None:
        return _amount(claim.interception.figure)
    if claim.quote is not None:
        return claim.quote.text
    return claim.reaction.text if claim.reaction is not None else spell(claim.kind)


def _amount(figure: Figure) -> str:
    return value(figure.low, figure.high, figure.qualifier)


def _placed(name: str, claim: Claim) -> str:
    where = claim.place.name or claim.place.text if claim.place else None
    return f"{name}, {where}" if where else name


def _by_subject(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    found: dict[tuple[str, str], list[Claim]] = {}
    for one in claims:
        if one.kind in KINDS and one.evidence[0].passage.kind != "comment" and (name := subject(one)):
            found.setdefault((one.kind, name), []).append(one)
    return found


def _relation(left: Sequence[Claim], right: Sequence[Claim]) -> Relation:
    if not right:
        return "left"
    if not left:
        return "right"
    return "both" if any(_agree(one, other) for one in left for other in right) else "differ"


def _agree(one: Claim, other: Claim) -> bool:
    if (one.modality == "denied") != (other.modality == "denied"):
        return False
    counts = [(each.casualty or each.interception) for each in (one, other)]
    if counts[0] is not None and counts[1] is not None:
        return _overlap(counts[0].figure, counts[1].figure)
    return _said(one).lower() == _said(other).lower()


def _overlap(one: Figure, other: Figure) -> bool:
    if None in (one.low, other.low) and one != other:
        return one.low == other.low and one.high == other.high
    return (one.low or 0) <= (other.high if other.high is not None else one.low or 0) and (other.low or 0) <= (
        one.high if one.high is not None else other.low or 0
    )


def _bare(text: str) -> str:
    return " ".join(text.split()).lower()
