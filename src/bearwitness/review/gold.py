"""Labelled reports: how Decisions are written out as labels, and what a labelled report is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from bearwitness.identity import jsonable
from bearwitness.model import Claim, Report
from bearwitness.review.overlay import Overlay
from bearwitness.vocabulary import About, ClaimKind, Group, Modality, Outcome, Qualifier, ScopeKind


class Label(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One claim as a person labelled it. What is None is not scored."""

    kind: ClaimKind
    holds: bool = True
    """False: a person says that there is no such claim in the report."""
    quote: str | None = None
    """Words that are part of the claim's, or hold them. None: the claim may stand anywhere."""
    about: About = "main"
    modality: Modality | None = None
    outcome: Outcome | None = None
    low: int | None = None
    high: int | None = None
    qualifier: Qualifier | None = None
    group: Group | None = None
    scope: ScopeKind | None = None
    speaker: str | None = None
    """A name of the speaker or body; an empty text: the report itself speaks."""
    value: str | None = None
    """What other kinds than casualty assert: kind of attack, class of weapon, actor and stance, ..."""


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of one report."""

    claims: tuple[Label, ...]
    complete: tuple[ClaimKind, ...] = ()
    """Kinds of which every claim in the report is labelled: any other that is found is an invention."""


def labels_of(over: Overlay, claims: Mapping[str, Claim], reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    """A labelled report a row, sorted by id, from what reviewers decided; what they disagree on is left out.

    `claims`: as judged. A kind is complete where every claim of it that was extracted from the report was judged.
    """
    by_report: dict[str, list[Label]] = {}
    judged: set[str] = set()
    for one in over.judgements:
        if one.state == "disagreement":
            continue
        judged.add(one.claim)
        was, found = label_of(over.before[one.claim]), claims.get(one.claim)
        told = [] if found is None else [label_of(found)]
        if not told or told != [was]:  # what was rejected or corrected does not hold as it was extracted
            told.append(msgspec.structs.replace(was, holds=False))
        by_report.setdefault(one.report, []).extend(told)
    kinds: dict[str, dict[ClaimKind, bool]] = {}
    for claim in over.before.values():
        if claim.report in by_report:
            held = kinds.setdefault(claim.report, {})
            held[claim.kind] = held.get(claim.kind, True) and claim.id in judged
    return [
        {
            "report": jsonable(reports[name]),
            "gold": msgspec.to_builtins(
                Labels(
                    claims=tuple(sorted(labels, key=lambda one: msgspec.json.encode(one, order="sorted"))),
                    complete=tuple(sorted(kind for kind, whole in kinds[name].items() if whole)),
                )
            ),
        }
        for name, labels in sorted(by_report.items())
        if name in reports
    ]


def label_of(claim: Claim) -> Label:
    """What a claim asserts, as a label."""
    held = claim.attribution
    speaker = "" if held is None else held.speaker or held.organisation or held.role or held.channel or ""
    common: dict[str, Any] = {
        "kind": claim.kind,
        "quote": claim.evidence[0].quote,
        "about": claim.about,
        "modality": claim.modality,
        "speaker": speaker,
    }
    if claim.casualty is None:
        return Label(**common, value=value_of(claim))
    told = claim.casualty
    return Label(
        **common,
        outcome=told.outcome,
        low=told.figure.low,
        high=told.figure.high,
        qualifier=told.figure.qualifier,
        group=told.group,
        scope=told.scope.kind,
    )


def value_of(claim: Claim) -> str | None:
    """What a claim of another kind than casualty asserts, in a few words; None where only its words count."""
    if claim.occurrence is not None:
        return claim.occurrence.kind
    if claim.weapon is not None:
        return claim.weapon.weapon.weapon_class
    if claim.responsibility is not None:
        return f"{claim.responsibility.actor.name} {claim.responsibility.stance}"
    if claim.explanation is not None:
        return f"{claim.explanation.explanation} {claim.explanation.stance}"
    if claim.damage is not None:
        return claim.damage.degree
    if claim.rescue is not None:
        return claim.rescue.state
    return None
