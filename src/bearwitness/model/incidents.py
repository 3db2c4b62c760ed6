"""What many reports add up to: incidents, links, findings, conflicts, and the record that is shared."""

from __future__ import annotations

from typing import Literal

import msgspec

from bearwitness.model.mentions import Facility, Place, When
from bearwitness.vocabulary import (
    ChangeKind,
    ConflictKind,
    ConflictState,
    ExplanationKind,
    ExplanationStance,
    FigureStatus,
    Grade,
    Group,
    JudgementState,
    OccurrenceKind,
    Outcome,
    Policy,
    Profile,
    ScopeKind,
    Stance,
)


class Feature(msgspec.Struct, frozen=True):
    """One reason for or against a link: which values met and what it weighed."""

    name: str
    score: float
    why: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement on two occurrences (claim ids, in sorted order)."""

    one: str
    other: str
    judgement: str
    """`same`, `part` (other is part of one, or one of other) or `different`."""
    score: float
    features: tuple[Feature, ...]


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """What a link between two occurrences (claim ids, in sorted order) scores; the link itself is told by `why`."""

    one: str
    other: str
    score: float


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Occurrences judged to be the same attack."""

    id: str
    occurrences: tuple[str, ...]
    """Ids of occurrence claims, sorted."""
    reports: tuple[str, ...]
    """Ids of reports, sorted."""
    part_of: str | None = None
    links: tuple[Tie, ...] = ()
    """The best link of each report to another report of the incident, sorted."""


class Constraint(msgspec.Struct, frozen=True, kw_only=True):
    """A reviewer's judgement that linking has to keep: one occurrence claim and another, together or apart.

    A merge of two incidents is `together` for one occurrence of each; a split is `apart` for every pair across it;
    moving an occurrence is `apart` from those it leaves and `together` with one that it joins.
    """

    kind: Literal["together", "apart"]
    one: str
    other: str


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why two reports (or incidents) are of one attack, of part and whole, or of two."""

    one: str
    other: str
    judgement: Literal["same", "part", "different"]
    because: tuple[str, ...]
    """What decided, in words."""
    shared: tuple[str, ...] = ()
    """What brought them together to be compared; empty: they never met."""
    link: Link | None = None
    """The closest pair of their occurrences, compared; its judgement is that of the score alone."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One origin's value for a figure."""

    low: int | None
    high: int | None
    qualifier: str
    as_of: str | None
    """ISO 8601: the moment the value was said to hold, else when its earliest carrier was published."""
    origin: str
    carriers: tuple[str, ...]
    """Ids of reports."""
    claims: tuple[str, ...]
    modality: str = "asserted"
    superseded_by: str | None = None
    """Claim id of the reading that replaced it."""
    part_of: str | None = None
    """Claim id of the total that it is only a part of; it is shown and never counted."""
    live: bool = True
    """Whether it counts now: neither superseded, nor overtaken by a later count, nor a part, nor merely possible."""


class FigureScope(msgspec.Struct, frozen=True, kw_only=True):
    """Over what a figure runs: an incident of the tree and the words."""

    incident: str | None
    text: str | None
    kind: ScopeKind = "unspecified"


class FigureFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A reconciled count with every reading behind it."""

    outcome: Outcome
    group: Group
    scope: FigureScope
    low: int | None
    high: int | None
    """The highest number that a standing reading tells; "at least 9" and "dozens" tell 9 and 24."""
    headline: int | None
    policy: Policy
    rule: str
    """The rule applied, in words."""
    status: FigureStatus
    origins: int
    readings: tuple[Reading, ...]
    modality: str = "asserted"
    open: bool = False
    """Whether the high end stands on "at least" or a vague word alone, so that more may have been harmed."""


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds something, where, in which claims. `comment` voices are never counted as reports."""

    who: str
    stance: str
    reports: tuple[str, ...]
    claims: tuple[str, ...]
    comment: bool = False


class WeaponFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A weapon and who names it."""

    text: str
    weapon_class: str
    name: str | None
    voices: tuple[Voice, ...]


class ResponsibilityFinding(msgspec.Struct, frozen=True, kw_only=True):
    """An actor and who accuses, claims, denies or concedes."""

    actor: str
    side: str | None
    stances: tuple[Stance, ...]
    voices: tuple[Voice, ...]


class ExplanationFinding(msgspec.Struct, frozen=True, kw_only=True):
    """An explanation and who asserts, reports or denies it."""

    explanation: ExplanationKind
    stances: tuple[ExplanationStance, ...]
    voices: tuple[Voice, ...]


class DamageFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Something damaged, how far, who says so."""

    object: str
    degree: str
    voices: tuple[Voice, ...]


class RescueFinding(msgspec.Struct, frozen=True, kw_only=True):
    """State of the rescue as of a moment."""

    state: str
    as_of: str | None
    text: str
    voices: tuple[Voice, ...]


class QuoteVariant(msgspec.Struct, frozen=True, kw_only=True):
    """One report's wording of a quote; `differs` lists what it has where the first wording has something else."""

    report: str
    claim: str
    text: str
    differs: tuple[tuple[str, str], ...] = ()
    """Pairs (words of the first wording, words here); an empty string is nothing."""


class QuoteFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A quote with its wordings."""

    speaker: str | None
    text: str
    variants: tuple[QuoteVariant, ...]


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One step of what was known when."""

    at: str | None
    text: str
    reports: tuple[str, ...]
    claims: tuple[str, ...]


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A smallest set of claims that cannot all hold, and why."""

    kind: ConflictKind
    claims: tuple[str, ...]
    why: str
    state: ConflictState = "stands"
    resolved_by: str | None = None
    """Id of the later claim that settles it; the conflict stays listed."""
    resolution: str | None = None
    """What settled it, in words."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that one report moved in a record, in words."""

    at: str | None
    """When the report was published; None where nobody says."""
    report: str
    source: str | None
    kind: ChangeKind
    subject: str
    before: str | None
    """None: it was not there before."""
    after: str | None
    """None: it no longer stands."""
    claims: tuple[str, ...]


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A grade on the Airwars scale and the rules that gave it."""

    grade: Grade
    reasons: tuple[str, ...]


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """A report as the record lists it."""

    id: str
    source: str | None
    title: str | None
    url: str | None
    published: str | None
    capture: str
    copies: str | None = None
    """The report that this one copies."""
    copies_why: str | None = None
    when: When | None = None
    """When this report puts the attack: its own day, else the incident's (anchor `incident`, with the reason)."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Merkle root over what the record was made from; the same for the same set of reports in any order."""

    algorithm: str
    root: str
    leaves: int


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What reviewers made of a claim: the value as extracted stays beside what they put in its place."""

    claim: str
    state: JudgementState
    report: str
    quote: str
    """The words that were judged."""
    before: str | None
    """What the claim said as extracted, in words; None: a reviewer added it."""
    after: str | None
    """What it says as judged; None: nothing, it was rejected."""
    decisions: tuple[str, ...]
    """Ids of the standing Decisions, in the order of their time."""
    reviewers: tuple[str, ...]
    reasons: tuple[str, ...]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What people decided."""

    decisions: int = 0
    """Standing Decisions on the incident, its reports and its claims."""
    published: bool = False
    """Whether the state that the record shows was published, for anybody."""
    profiles: tuple[Profile, ...] = ()
    """For whom."""
    waiting: tuple[Profile, ...] = ()
    """Profiles for which one more reviewer has to publish it."""
    claims: tuple[Judgement, ...] = ()
    """Claims that somebody judged, by report and place in it."""
    grade: str | None = None
    """The grade that the written rules give, where a reviewer set another."""
    notes: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()
    """What reviewers are not of one mind about, in words, beside the claims."""


class WithheldKind(msgspec.Struct, frozen=True):
    """Things of one kind that a profile did not let through."""

    what: str
    count: int
    why: str


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """What a profile withheld from a record: kinds, counts and reasons, never the values."""

    profile: Profile
    kinds: tuple[WithheldKind, ...]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The shareable view of an incident."""

    id: str
    title: str
    kind: OccurrenceKind
    when: When | None
    where: Place | None
    target: Facility | None = None
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    figures: tuple[FigureFinding, ...] = ()
    weapons: tuple[WeaponFinding, ...] = ()
    responsibility: tuple[ResponsibilityFinding, ...] = ()
    explanations: tuple[ExplanationFinding, ...] = ()
    damage: tuple[DamageFinding, ...] = ()
    rescue: tuple[RescueFinding, ...] = ()
    quotes: tuple[QuoteFinding, ...] = ()
    timeline: tuple[Moment, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    grade: Graded
    reviewed: Review = Review()
    withheld: Withheld | None = None
    """What the profile in which it left the casebook withheld; None: nothing, it is the full record."""
    head: Head | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of incidents shows of one."""

    id: str
    title: str
    kind: OccurrenceKind
    when: When | None
    where: Place | None
    part_of: str | None
    killed: FigureFinding | None
    """The figure that stands for the incident, without its readings; None where no report gives any."""
    injured: FigureFinding | None
    grade: Grade
    reports: int
    conflicts: int
    head: Head | None
