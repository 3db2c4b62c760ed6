"""Moments as reports state them: a day, with its hour where somebody gave one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and, where known, the time of that day in UTC."""

    day: int
    hour: float | None

    def before(self, other: Moment) -> bool:
        """Whether it is surely earlier."""
        if self.day != other.day:
            return self.day < other.day
        return self.hour is not None and other.hour is not None and self.hour < other.hour

    def late(self) -> tuple[int, float]:
        """Sorts moments; a day without an hour comes after its hours."""
        return self.day, 24.0 if self.hour is None else self.hour


def moment(text: str | None) -> Moment | None:
    """The moment that an ISO 8601 date or date-time names; None if there is none. No time zone is taken for UTC."""
    if not text:
        return None
    try:
        if len(text) <= 10:
            return Moment(datetime.date.fromisoformat(text).toordinal(), None)
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is not None:
        at = at.astimezone(datetime.UTC)
    return Moment(at.toordinal(), at.hour + at.minute / 60 + at.second / 3600)
