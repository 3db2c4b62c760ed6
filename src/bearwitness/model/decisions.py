"""What reviewers decide: judgements that lie over what was extracted and never change it."""

from __future__ import annotations

import msgspec

from bearwitness.model.claims import Claim, Evidence, Figure, Scope
from bearwitness.vocabulary import (
    About,
    ClaimKind,
    DecisionKind,
    Grade,
    Group,
    Modality,
    Outcome,
    Profile,
    ProtectedKind,
    QueueSort,
    TargetKind,
)


class Target(msgspec.Struct, frozen=True):
    """What a Decision is about."""

    kind: TargetKind
    id: str
    """Id of a claim, incident, report or Decision as it was then; for `name` the protected words."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as it was when it was judged: enough to find it again when a later extractor names it otherwise."""

    claim: str
    report: str
    kind: ClaimKind
    evidence: Evidence
    """Its first piece of evidence."""
    text: str
    """Digest of the passage's text, for passages are numbered anew when a report is read anew."""
    says: str
    """What it asserted, in words (`review.words.says`): the same words that say something else are not the same."""
    extractor: str


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim should have said; None leaves a field as it is."""

    outcome: Outcome | None = None
    group: Group | None = None
    figure: Figure | None = None
    scope: Scope | None = None
    speaker: str | None = None
    """Who asserts it; an empty string: nobody is named, the report itself says so."""
    role: str | None = None
    organisation: str | None = None
    about: About | None = None
    modality: Modality | None = None


class Protection(msgspec.Struct, frozen=True, kw_only=True):
    """Words that leave the casebook in the `full` profile only."""

    kind: ProtectedKind
    text: str


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """For whom an incident is published, and the state that was judged fit for it."""

    profile: Profile
    state: str
    """Digest over the heads of the incident and its tree (`review.publish.state`): it is of no later state."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A reviewer's judgement. It is appended, signed beside, and can be superseded, never changed or deleted."""

    id: str
    """Follows from the content (`review.decisions.settled`)."""
    kind: DecisionKind
    target: Target
    reason: str
    reviewer: str
    at: str
    """ISO 8601, UTC."""
    supersedes: tuple[str, ...] = ()
    """Decisions that no longer stand because of this one, sorted."""
    seen: tuple[str, ...] = ()
    """Standing Decisions of others on the same thing that the reviewer was shown, sorted."""
    judged: tuple[Judged, ...] = ()
    """The claim; for merge, split and move the occurrences that are placed; for grade and publish the incident's."""
    against: tuple[Judged, ...] = ()
    """For merge, split and move: the occurrences that they are put with (or, for split, kept from)."""
    left: tuple[Judged, ...] = ()
    """For move: the occurrences that they leave behind."""
    correction: Correction | None = None
    added: Claim | None = None
    grade: Grade | None = None
    protection: Protection | None = None
    release: Release | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one claim as a reviewer is shown them."""

    claim: str
    report: str
    passage: str
    kind: str
    before: str
    quote: str
    after: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement that is asked for."""

    sort: QueueSort
    incident: str | None
    title: str | None
    why: str
    """Why it stands where it stands."""
    weight: float
    """Higher is first within its sort."""
    words: tuple[Shown, ...] = ()
    decisions: tuple[str, ...] = ()
    """Standing Decisions that it is about."""
