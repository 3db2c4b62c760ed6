"""The words that a Decision judged: how they are kept, and how they are found again after a later extraction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bearwitness.identity import digest
from bearwitness.model import Claim, Evidence, Figure, Judged, Passage, Report
from bearwitness.vocabulary import FoundState


@dataclass(frozen=True)
class Found:
    """What became of the claim that a Decision judged."""

    state: FoundState
    """`same` (the claim itself), `found` (other id, same words, same content), `changed` (same words, which are now
    taken to say something else), `lost`.
    """
    claim: Claim | None


def says(claim: Claim) -> str:
    """What a claim asserts, in words that are the same for the same content: kind, value, place in time and modality.

    Scope, speaker and spans are left out: a newer extractor that reads these better still says the same thing.
    """
    return " ".join(("background" if claim.about == "background" else "main", claim.modality, *_content(claim)))


def _content(claim: Claim) -> tuple[str, ...]:
    if claim.casualty is not None:
        told = claim.casualty
        return (told.outcome, amount(told.figure), told.group, told.change)
    if claim.occurrence is not None:
        return (claim.occurrence.kind,)
    if claim.weapon is not None:
        return (claim.weapon.weapon.weapon_class, claim.weapon.weapon.name or claim.weapon.weapon.text.lower())
    if claim.responsibility is not None:
        return (claim.responsibility.actor.name, claim.responsibility.stance)
    if claim.explanation is not None:
        return (claim.explanation.explanation, claim.explanation.stance)
    if claim.damage is not None:
        return (claim.damage.object.lower(), claim.damage.degree)
    if claim.interception is not None:
        return ("intercepted", amount(claim.interception.figure))
    if claim.rescue is not None:
        return ("rescue", claim.rescue.state)
    if claim.quote is not None:
        return (claim.quote.text,)
    return (claim.kind,)


def amount(figure: Figure) -> str:
    """A count with its bounds: `5`, `4 or more`, `up to 9`, `24 to 99`, `unknown`."""
    low, high = figure.low, figure.high
    if low is None:
        return "unknown" if high is None else f"up to {high}"
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"


def text_digest(passage: Passage) -> str:
    """What a passage's text is known by."""
    return digest("passage/1", passage.text.encode("utf-8", "surrogatepass"))


def judged(claim: Claim, report: Report) -> Judged:
    """The claim as it stands now; KeyError if the report lacks its passage."""
    first = claim.evidence[0]
    return Judged(
        claim=claim.id,
        report=report.id,
        kind=claim.kind,
        evidence=first,
        text=text_digest(report.passage(first.passage.id)),
        says=says(claim),
        extractor=claim.extractor,
    )


def find(was: Judged, report: Report | None, claims: Sequence[Claim]) -> Found:
    """The claim of `claims` (the report's current ones) that the judged claim has become."""
    for one in claims:
        if one.id == was.claim:
            return Found("same", one)
    if report is None:
        return Found("lost", None)
    places = {one.id: one for one in report.passages if one.kind == was.evidence.passage.kind}
    same_text = {name for name, one in places.items() if text_digest(one) == was.text}
    if same_text:
        touching = [one for one in claims if one.kind == was.kind and _touches(one, was.evidence, same_text)]
    else:  # the passage was read otherwise: its words must still be in it, once
        holding = {name for name, one in places.items() if one.text.count(was.evidence.quote) == 1}
        touching = [
            one
            for one in claims
            if one.kind == was.kind
            and any(each.passage.id in holding and was.evidence.quote in each.quote for each in one.evidence)
        ]
    alike = _nearest([one for one in touching if says(one) == was.says], was.evidence)
    if alike is not None:
        return Found("found", alike)
    other = _nearest(touching, was.evidence)
    return Found("lost" if other is None else "changed", other)


def _touches(claim: Claim, words: Evidence, passages: Iterable[str]) -> bool:
    first = claim.evidence[0]
    return first.passage.id in passages and first.start < words.end and words.start < first.end


def _nearest(claims: Sequence[Claim], words: Evidence) -> Claim | None:
    """The claim whose words begin and end nearest to these; the smaller id of two that are equally near."""
    return min(claims, key=lambda one: (_distance(one.evidence[0], words), one.id), default=None)


def _distance(one: Evidence, other: Evidence) -> int:
    return abs(one.start - other.start) + abs(one.end - other.end)
