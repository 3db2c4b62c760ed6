"""Labels and claims -> scores: how much of what people labelled was found, and how much of what was found holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from bearwitness.model import Claim
from bearwitness.review.gold import Label, Labels, value_of
from bearwitness.vocabulary import ClaimKind

VAGUE = frozenset({"vague", "unknown"})
BUILT = frozenset({"facility", "building"})
"""Scopes that are taken for each other: whether a block of flats is a facility is a matter of words."""
INJURED = frozenset({"injured", "hospitalised"})
NAME = re.compile(r"[^\W\d_]{3,}")


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and shares for one kind of claim; a share is None where nothing was counted."""

    kind: ClaimKind
    labelled: int
    found: int
    """Labelled claims that were found."""
    missed: int
    invented: int
    """Claims that a label says are none, or that no label covers where all are labelled."""
    unjudged: int
    """Claims that no label covers, where not all are labelled: they count for nothing."""
    background_leaked: int
    """Of the invented, those that are labelled as background."""
    precision: float | None
    recall: float | None
    f1: float | None
    scope: float | None
    """Of those found and labelled with a scope, the share with the right level."""
    speaker: float | None
    """Of those found and labelled with a speaker, the share with the right one."""


class Error(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was scored as wrong."""

    report: str
    error: str
    """`missed`, `invented`, `background`, `scope` or `speaker`."""
    kind: ClaimKind
    told: str
    words: str


def score(rows: Iterable[tuple[str, Labels, Sequence[Claim]]]) -> tuple[tuple[Score, ...], tuple[Error, ...]]:
    """Scores by kind (casualty first) and errors, over (report, labels, claims extracted from it).

    Only main claims count, comments aside, and a claim that a report makes twice counts once.
    """
    counts: dict[ClaimKind, Counter[str]] = {}
    errors: list[Error] = []
    for name, labels, claims in rows:
        kinds = {one.kind for one in labels.claims} | set(labels.complete)
        for kind in sorted(kinds):
            tally = counts.setdefault(kind, Counter())
            listed = [one for one in labels.claims if one.kind == kind]
            found = [one for one in claims if one.kind == kind and one.evidence[0].passage.kind != "comment"]
            _report(name, kind, listed, found, tally, errors, complete=kind in labels.complete)
    order = sorted(counts, key=lambda kind: (kind != "casualty", kind))
    return tuple(_score(kind, counts[kind]) for kind in order), tuple(errors)


def _report(
    name: str,
    kind: ClaimKind,
    labels: Sequence[Label],
    claims: Sequence[Claim],
    tally: Counter[str],
    errors: list[Error],
    *,
    complete: bool,
) -> None:
    wanted = _once(one for one in labels if one.holds and one.about == "main")
    others = [one for one in labels if not one.holds or one.about != "main"]
    tally["labelled"] += len(wanted)
    open_ones = list(wanted)
    seen: set[tuple[object, ...]] = set()
    for claim in claims:
        if claim.about != "main" or claim.modality in ("denied", "hypothetical") or (key := _key(claim)) in seen:
            continue
        seen.add(key)
        match = _best(claim, open_ones)
        if match is not None:
            open_ones.remove(match)
            tally["found"] += 1
            _details(name, match, claim, tally, errors)
        elif not any(fits(one, claim) for one in wanted):
            _unmatched(name, kind, claim, others, tally, errors, complete=complete)
    for one in open_ones:
        tally["missed"] += 1
        errors.append(Error(report=name, error="missed", kind=kind, told=_told(one), words=one.quote or ""))


def _unmatched(
    name: str,
    kind: ClaimKind,
    claim: Claim,
    others: Sequence[Label],
    tally: Counter[str],
    errors: list[Error],
    *,
    complete: bool,
) -> None:
    background = any(one.holds and one.about != "main" and fits(one, claim) for one in others)
    if complete or background or any(not one.holds and fits(one, claim) for one in others):
        tally["invented"] += 1
        tally["background"] += background
        errors.append(
            Error(
                report=name,
                error="background" if background else "invented",
                kind=kind,
                told=_claimed(claim),
                words=claim.evidence[0].quote,
            )
        )
    else:
        tally["unjudged"] += 1


def _details(name: str, label: Label, claim: Claim, tally: Counter[str], errors: list[Error]) -> None:
    if label.scope is not None and claim.casualty is not None:
        kind = claim.casualty.scope.kind
        right = kind == label.scope or {kind, label.scope} <= BUILT
        tally["scopes"] += 1
        tally["scopes right"] += right
        if not right:
            told = f"{kind}, not {label.scope}"
            errors.append(Error(report=name, error="scope", kind=claim.kind, told=told, words=claim.evidence[0].quote))
    if label.speaker is not None:
        held = claim.attribution
        said = (
            () if held is None else (held.speaker, held.name, held.organisation, held.role, held.channel, *held.chain)
        )
        got, meant = _names(" ".join(one or "" for one in said)), _names(label.speaker)
        right = bool(got & meant) if meant else not got
        tally["speakers"] += 1
        tally["speakers right"] += right
        if not right:
            told = f"{' '.join(sorted(got)) or 'the report'}, not {label.speaker or 'the report'}"
            errors.append(
                Error(report=name, error="speaker", kind=claim.kind, told=told, words=claim.evidence[0].quote)
            )


def fits(label: Label, claim: Claim) -> bool:
    """Whether a claim says what the label says, in words that meet the label's."""
    if label.kind != claim.kind or not _meets(label.quote, claim):
        return False
    if claim.casualty is None:
        return label.value is None or label.value == value_of(claim)
    told, figure = claim.casualty, claim.casualty.figure
    if label.outcome is not None and told.outcome != label.outcome and not {told.outcome, label.outcome} <= INJURED:
        return False
    if label.group is not None and label.quote is not None and told.group != label.group:
        return False
    if label.qualifier in VAGUE or figure.qualifier in VAGUE:
        return label.qualifier in VAGUE and figure.qualifier in VAGUE
    return (label.low, label.high) == (figure.low, figure.high)


def _meets(quote: str | None, claim: Claim) -> bool:
    if quote is None:
        return True
    words = " ".join(quote.split())
    said = [" ".join(one.quote.split()) for one in claim.evidence]
    return any(words in one or one in words for one in said)


def _best(claim: Claim, labels: Sequence[Label]) -> Label | None:
    fitting = [one for one in labels if fits(one, claim)]
    return min(fitting, key=lambda one: (one.quote != claim.evidence[0].quote, _told(one)), default=None)


def _once(labels: Iterable[Label]) -> list[Label]:
    """Labels that say different things: a figure that a report repeats is one."""
    found: dict[tuple[object, ...], Label] = {}
    for one in labels:
        found.setdefault((one.outcome, one.low, one.high, one.qualifier in VAGUE, one.value, _of(one)), one)
    return list(found.values())


def _of(label: Label) -> str | None:
    """What else tells two labels apart: for kinds without a value the words."""
    return label.quote if label.outcome is None and label.value is None else None


def _key(claim: Claim) -> tuple[object, ...]:
    if claim.casualty is None:
        value = value_of(claim)
        return (value,) if value is not None else (claim.evidence[0].quote,)
    figure = claim.casualty.figure
    return claim.casualty.outcome, figure.low, figure.high, figure.qualifier in VAGUE


def _names(text: str) -> set[str]:
    return {one.lower() for one in NAME.findall(text)}


def _told(label: Label) -> str:
    if label.outcome is None:
        return label.value or label.kind
    return f"{label.outcome} {label.low}..{label.high} {label.qualifier or ''}".strip()


def _claimed(claim: Claim) -> str:
    if claim.casualty is None:
        return value_of(claim) or claim.kind
    figure = claim.casualty.figure
    return f"{claim.casualty.outcome} {figure.low}..{figure.high} {figure.qualifier}"


def _score(kind: ClaimKind, tally: Counter[str]) -> Score:
    found, invented, missed = tally["found"], tally["invented"], tally["missed"]
    precision = _share(found, found + invented)
    recall = _share(found, found + missed)
    both = 2 * found + invented + missed
    return Score(
        kind=kind,
        labelled=tally["labelled"],
        found=found,
        missed=missed,
        invented=invented,
        unjudged=tally["unjudged"],
        background_leaked=tally["background"],
        precision=precision,
        recall=recall,
        f1=2 * found / both if both else None,
        scope=_share(tally["scopes right"], tally["scopes"]),
        speaker=_share(tally["speakers right"], tally["speakers"]),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
