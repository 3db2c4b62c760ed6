"""Spans that name a place, date, weapon, actor or facility, and what each resolves to."""

from __future__ import annotations

import msgspec

from bearwitness.vocabulary import (
    ActorKind,
    FacilityKind,
    Granularity,
    MentionKind,
    PlaceMatch,
    PlacePrecision,
    WeaponClass,
)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A place that a name could also have meant, and why it lost."""

    geonames: int | None
    name: str
    country: str | None
    why_not: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place as named and as resolved. Unresolved: `geonames`, coordinates and country are None."""

    text: str
    name: str | None = None
    """The gazetteer's name."""
    geonames: int | None = None
    latitude: float | None = None
    """Degrees, WGS 84."""
    longitude: float | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    region: str | None = None
    """First-level area: the gazetteer's code (`12` of `UA.12`)."""
    precision: PlacePrecision = "unknown"
    matched: PlaceMatch = "unresolved"
    decided_by: str | None = None
    """The context that decided between candidates, in words."""
    candidates: tuple[Candidate, ...] = ()
    within: tuple[int, ...] = ()
    """GeoNames ids of the areas that contain it, smallest first (region, country)."""


class When(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time: first and last day (ISO 8601, both included) or, for `granularity` time, ISO date-times."""

    text: str
    start: str | None = None
    end: str | None = None
    granularity: Granularity = "unresolved"
    anchor: str | None = None
    """What it was counted from: `absolute`, `published`, `retrieved`, `mention` (another date), `incident` (the day
    that other reports of the incident give), or an event's words.
    """
    reason: str | None = None
    """Why it is unresolved; with a start, from what it was reckoned because no words give it: never an exact day."""


class Weapon(msgspec.Struct, frozen=True, kw_only=True):
    """A weapon as named, its class and (where the words name one) its type."""

    text: str
    weapon_class: WeaponClass
    name: str | None = None
    """The type's canonical name (`Kh-101`)."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A person, body, force, group or state."""

    text: str
    name: str
    """Canonical: one spelling a person or body, so that several spellings are one origin."""
    kind: ActorKind
    role: str | None = None
    organisation: str | None = None
    country: str | None = None
    side: str | None = None
    """The state or group it belongs to or speaks for (ISO code or canonical name)."""


class Facility(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital, school, market, station ...; listed ones have an id and coordinates."""

    text: str
    kind: FacilityKind
    name: str | None = None
    """The proper name; None for "a school"."""
    listed: str | None = None
    """Id in the shipped list."""
    place: Place | None = None
    """The town that it is in, or the facility's own point."""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A span naming something; `resolved` is None when nothing is known but the words."""

    kind: MentionKind
    passage: str
    start: int
    end: int
    quote: str
    place: Place | None = None
    date: When | None = None
    weapon: Weapon | None = None
    actor: Actor | None = None
    facility: Facility | None = None

    @property
    def resolved(self) -> Place | When | Weapon | Actor | Facility | None:
        """The value of its kind."""
        return self.place or self.date or self.weapon or self.actor or self.facility
