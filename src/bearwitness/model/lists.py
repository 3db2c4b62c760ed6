"""What lists of incidents and searches show."""

from __future__ import annotations

import msgspec

from bearwitness.model.incidents import Summary
from bearwitness.vocabulary import Grade, OccurrenceKind, PassageKind


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the incidents that filters let through, in order, and how many there are in all."""

    summaries: tuple[Summary, ...]
    count: int


class Count(msgspec.Struct, frozen=True):
    """A value and how many incidents have it."""

    value: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """How many incidents each value of a filter would let through, the other filters being as they are.

    Values that no incident has are left out; the most frequent come first, years and grades in their order.
    """

    count: int
    """Incidents that all filters let through."""
    kind: tuple[Count, ...]
    grade: tuple[Count, ...]
    country: tuple[Count, ...]
    weapon: tuple[Count, ...]
    target: tuple[Count, ...]
    year: tuple[Count, ...]
    """Of the first day that the incident's time allows; it takes the place of `since` and `until`."""
    open_conflicts: int
    reviewed: int
    published: int


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """An incident on the map."""

    id: str
    title: str
    kind: OccurrenceKind
    day: str | None
    """The first day that its time allows."""
    latitude: float
    longitude: float
    precision_m: int | None
    """Metres within which the true place is taken to lie; None where no circle says anything useful."""
    killed: int | None
    injured: int | None
    grade: Grade
    open_conflicts: int


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents on the map, in the order of the list: the first ones, where there are more than were asked for."""

    points: tuple[Point, ...]
    count: int
    """Incidents with a resolved place."""
    without: int
    """Incidents that the filters let through and that have none."""


class Run(msgspec.Struct, frozen=True):
    """Words of a passage; `hit`: they are what was searched for. Offsets count code points of the passage."""

    text: str
    hit: bool
    start: int
    end: int


class Telling(msgspec.Struct, frozen=True):
    """An incident that a report tells."""

    id: str
    title: str


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A report in which a search was found, with the passage that shows most of it."""

    report: str
    title: str | None
    title_runs: tuple[Run, ...]
    """The title with what was searched for; offsets into `title`."""
    source: str | None
    published: str | None
    incidents: tuple[Telling, ...]
    """Those that the filters let through first, then in the order of the list."""
    passage: str | None
    """Id; None where only a title that no passage holds was found."""
    kind: PassageKind
    """`comment`: somebody else's words under the report, found only if they are asked for."""
    runs: tuple[Run, ...]
    """A stretch of the passage, cut at words."""
    begins: bool
    """Whether the stretch begins the passage."""
    ends: bool


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """Some of what a search found, best first; reports in their own words, then comments."""

    hits: tuple[Hit, ...]
    count: int
    """Reports that are found in their own words."""
    comments: int
    """Comments that are found; 0 if they were not asked for."""
    ranked: int
    """So many of them are in order of how well they fit; those beyond follow by day, newest first."""
    more: bool = False
    """Without filters the newest 10,000 reports and comments are counted; whether there are more than that."""
