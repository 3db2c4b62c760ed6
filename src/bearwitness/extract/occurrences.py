"""Occurrence claims: one for each attack that a report tells, with all the words that tell it."""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract import quantities
from bearwitness.extract.attack import Attack
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.events import GENERAL, Event, last_of
from bearwitness.extract.syntax import trees
from bearwitness.model import Claim, Figure, Occurrence
from bearwitness.vocabulary import Modality, OccurrenceKind

__all__ = ["Attack", "attacks_of", "find"]


def find(context: Context) -> list[Claim]:
    """Occurrence claims, the main one first; none for a report that tells no attack."""
    attacks = context.once(attacks_of)
    return [claim_of(context, one) for one in attacks]


def _family_kind(attack: Attack, attacks: Sequence[Attack]) -> OccurrenceKind:
    """The attack's own kind; where its words say only "attack", that of the wider attack or its parts."""
    own = _kind(attack)
    if own not in GENERAL:
        return own
    family = [
        one
        for one in attacks
        if one.part_of is attack
        or one is attack.part_of
        or (attack.part_of is not None and one.part_of is attack.part_of)
    ]
    return next((kind for one in family if (kind := _kind(one)) not in GENERAL), own)


def _kind(attack: Attack) -> OccurrenceKind:
    """The kind told most often with a weapon, the first told breaking ties; a general one if nothing more is said."""
    counts: dict[OccurrenceKind, int] = {}
    for event in attack.events:
        if event.kind not in GENERAL:
            counts[event.kind] = counts.get(event.kind, 0) + 1
    if counts:
        return max(counts, key=lambda kind: counts[kind])
    for general in ("raid", "explosion"):
        if any(event.kind == general for event in attack.events):
            return "explosion" if general == "explosion" else "raid"
    return "attack"


def _count(context: Context, event: Event) -> Figure | None:
    """How many: "more than 10 explosions", "two missiles struck"."""
    tree = context.once(trees)[event.sentence]
    subject = last_of(tree, event.head) if event.noun else tree.child(event.head, "nsubj")
    if subject is None or tree.tokens[subject].tag not in {"NNS", "NNPS"}:
        return None
    if not event.noun and not context.mentions_in(
        tree.sentence.passage, tree.tokens[tree.phrase(subject)[0]].start, tree.tokens[subject].end, "weapon"
    ):
        return None
    first = tree.phrase(subject)[0]
    start = tree.tokens[max(0, first - 3)].start
    text = context.passages[event.passage].text[start : tree.tokens[subject].end]
    found = [one for one in quantities.find(text, context.language) if start + one.end <= tree.tokens[subject].start]
    return found[-1].figure if found else None


def claim_of(context: Context, attack: Attack) -> Claim:
    """The claim that the report tells this attack."""
    seen: set[tuple[str, int, int]] = set()
    evidence = []
    for event in sorted(attack.events, key=lambda one: one.weight == 0):
        where = (event.passage, event.start, event.end)
        if where not in seen:
            seen.add(where)
            evidence.append(context.evidence(*where))
    first = attack.events[0]
    said = first.modality
    modality: Modality = said if said in {"asserted", "reported", "possible", "unknown"} else "asserted"
    return Claim(
        id=attack.key,
        kind="occurrence",
        report=context.report.id,
        about=attack.about,
        modality=modality,
        evidence=tuple(evidence),
        time=attack.time,
        place=attack.place,
        occurrence=Occurrence(
            kind=_family_kind(attack, context.once(attacks_of)),
            text=evidence[0].quote,
            target=attack.target,
            part_of=attack.part_of.key if attack.part_of is not None else None,
            turn=attack.turn,
            count=next((one for event in attack.events if (one := _count(context, event)) is not None), None),
        ),
        rule="occurrence.part" if attack.part_of is not None else "occurrence.told",
    )
