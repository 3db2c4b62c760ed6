"""What a report says: claims, each with its words, its speaker and its kind's own object."""

from __future__ import annotations

import msgspec

from bearwitness.model.mentions import Actor, Facility, Place, Weapon, When
from bearwitness.vocabulary import (
    About,
    Change,
    ClaimKind,
    DamageDegree,
    ExplanationKind,
    ExplanationStance,
    Group,
    Modality,
    OccurrenceKind,
    Outcome,
    PassageKind,
    Qualifier,
    RescueState,
    ScopeKind,
    Stance,
)


class PassageRef(msgspec.Struct, frozen=True):
    """Which passage, and of what kind."""

    id: str
    kind: PassageKind


class Evidence(msgspec.Struct, frozen=True):
    """The words: `passage.text[start:end] == quote`, in code points."""

    passage: PassageRef
    start: int
    end: int
    quote: str


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Who is said to assert it. A claim of the outlet itself has none."""

    speaker: str | None = None
    role: str | None = None
    organisation: str | None = None
    channel: str | None = None
    verb: str | None = None
    chain: tuple[str, ...] = ()
    """Who passed it on, nearest to the report first, when it is second hand."""
    name: str | None = None
    """Canonical name of the speaker or body: several spellings of one person are one origin."""
    evidence: Evidence | None = None
    """The words that name the speaker."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A count: `low` and `high` included; None is open or unknown. `text` is the number as written."""

    low: int | None
    high: int | None
    qualifier: Qualifier
    text: str


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Over what a count runs."""

    text: str | None = None
    kind: ScopeKind = "unspecified"
    place: Place | None = None
    why: str | None = None
    """Which rule set the scope."""


class Casualty(msgspec.Struct, frozen=True, kw_only=True):
    """A count of people with one outcome."""

    outcome: Outcome
    figure: Figure
    group: Group = "people"
    group_text: str | None = None
    part_of: str | None = None
    """Id of the claim whose total this one is a part of."""
    change: Change = "total"
    scope: Scope = Scope()
    as_of: str | None = None
    """ISO 8601: the moment for which the count is given, where the words say so."""


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """One attack as this report tells it. Its time and place are the claim's."""

    kind: OccurrenceKind
    text: str
    target: Facility | None = None
    part_of: str | None = None
    """Id of the wider occurrence (a strike in a barrage, the second of two strikes on one place)."""
    count: Figure | None = None
    turn: int | None = None
    """Which of two strikes on one place, soon after each other, it is: 1 or 2."""


class WeaponClaim(msgspec.Struct, frozen=True, kw_only=True):
    """With what."""

    weapon: Weapon
    count: Figure | None = None
    kilograms: Figure | None = None
    """How much of it, where the words weigh it; `text` has the unit as written."""


class Responsibility(msgspec.Struct, frozen=True, kw_only=True):
    """Who is said to have done it, or says that they did (not)."""

    actor: Actor
    stance: Stance


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """How or why it is said to have come about."""

    explanation: ExplanationKind
    stance: ExplanationStance
    text: str


class Damage(msgspec.Struct, frozen=True, kw_only=True):
    """What was damaged and how far."""

    object: str
    degree: DamageDegree
    facility: Facility | None = None


class Interception(msgspec.Struct, frozen=True, kw_only=True):
    """How many were shot down, of what."""

    figure: Figure
    weapon: Weapon | None = None
    launched: Figure | None = None


class Rescue(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the search and rescue."""

    state: RescueState
    text: str
    workers: Figure | None = None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Words set in quotation marks; a quote of several paragraphs has one piece of evidence a paragraph."""

    text: str
    partial: bool = False
    """A few words inside somebody else's sentence."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """A condemnation, appeal, vow or condolence."""

    text: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing asserted, one attribution, at least one piece of evidence.

    While a report is being extracted `id` is any key unique within the report and `occurrence`, `part_of` refer to
    such keys; `identity.settle` turns them into content-derived ids.
    """

    id: str
    kind: ClaimKind
    report: str
    about: About
    modality: Modality
    evidence: tuple[Evidence, ...]
    attribution: Attribution | None = None
    time: When | None = None
    place: Place | None = None
    occurrence_of: str | None = None
    """Id of the occurrence claim (same report) that this claim is about."""
    casualty: Casualty | None = None
    occurrence: Occurrence | None = None
    weapon: WeaponClaim | None = None
    responsibility: Responsibility | None = None
    explanation: Explanation | None = None
    damage: Damage | None = None
    interception: Interception | None = None
    rescue: Rescue | None = None
    quote: Quote | None = None
    reaction: Reaction | None = None
    rule: str = ""
    """Name of the construction that found it."""
    extractor: str = ""
    """Version of the extractor."""
