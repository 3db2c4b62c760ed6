"""Readers of quarters, halves and reporting periods."""

from __future__ import annotations

from bearwitness.entities import dates_calendar as cal
from bearwitness.entities.dates_anchor import Setting
from bearwitness.entities.dates_calendar import Day, Time
from bearwitness.entities.dates_grammar import Match
from bearwitness.entities.dates_periods import YEAR, read_month


def read_quarter(match: Match, setting: Setting) -> Time | None:
    """A quarter by its number, or the quarter that the report is about."""
    number = match.one("ordinal") or match.one("quartername")
    year, shift = match.one("year"), match.one("shift")
    if number is not None and number > 4:
        return None
    today, topic = setting.today, setting.focus.quarter
    anchor = setting.anchor
    back = _a_year_back(match)
    if number is None:
        subject = _topic(setting)
        if subject is None or subject.start is None:
            return setting.unknown()
        step = 1 if "next" in match.lows() else -1 if {"previous", "following"} & set(match.lows()) else 0
        if step and match.one("unit") != YEAR and today is not None:
            return cal.quarter(today.year, (today.month - 1) // 3 + 1 + step, anchor=anchor)
        if shift == 0 and "current" in match.lows() and today is not None:
            return cal.quarter(today.year, (today.month - 1) // 3 + 1, anchor=anchor)
        quarter = (subject.start.month - 1) // 3 + 1
        target = year if year is not None else subject.start.year - back
        if match.one("unit") == YEAR and shift is not None and today is not None:
            target = today.year + shift
        return cal.quarter(target, quarter, anchor=anchor if topic is None else "mention")
    if year is not None:
        return cal.quarter(year, number)
    if today is None:
        return setting.unknown()
    if match.one("unit") == YEAR and shift is not None:
        return cal.quarter(today.year + shift, number, anchor=anchor)
    return cal.quarter(_year_of_quarter(number, today, setting.direction(), 4) - back, number, anchor=anchor)


def _a_year_back(match: Match) -> int:
    lows = match.lows()
    return int("year" in lows and ("ago" in lows or "earlier" in lows or "before" in lows))


def _topic(setting: Setting) -> Time | None:
    """The quarter that was named, else the last one that was complete when the report was written."""
    if setting.focus.quarter is not None:
        return setting.focus.quarter
    if setting.today is None:
        return None
    return cal.quarter(setting.today.year, (setting.today.month - 1) // 3, anchor=setting.anchor)


def _year_of_quarter(number: int, today: Day, direction: int, parts: int) -> int:
    """The year whose quarter (or half) is nearest; against the tense it must be much nearer."""
    now = (today.month - 1) * parts / 12
    options = []
    for year in (today.year - 1, today.year, today.year + 1):
        middle = (year - today.year) * parts + number - 0.5
        against = (direction < 0 and middle - 0.5 > now) or (direction > 0 and middle + 0.5 <= now)
        options.append((abs(middle - now) * (3 if against else 1), year))
    return min(options)[1]


def read_half(match: Match, setting: Setting) -> Time | None:
    """A half of a year (or of a month)."""
    number, year, month = match.one("ordinal"), match.one("year"), match.one("month")
    if number not in (1, 2):
        return None
    if month is not None:
        return read_month(match, setting)
    if year is not None:
        return cal.half(year, number)
    if match.one("unit") != YEAR:
        return None
    today, shift = setting.today, match.one("shift")
    if today is None:
        return setting.unknown()
    if shift is not None:
        return cal.half(today.year + shift, number, anchor=setting.anchor)
    return cal.half(_year_of_quarter(number, today, setting.direction(), 2), number, anchor=setting.anchor)


def read_period(match: Match, setting: Setting) -> Time | None:
    """Such as "the year-earlier period": a quarter unless the text speaks of years only."""
    subject = _topic(setting)
    today = setting.today
    if subject is None or subject.start is None or today is None:
        return setting.unknown()
    back = _a_year_back(match)
    target = match.one("year") or subject.start.year - back
    if match.one("unit") == YEAR and match.one("shift") is not None:
        target = today.year + match.one("shift")
    if setting.over_months() and "quarter" not in match.lows():
        return cal.year(target, anchor=setting.anchor)
    if (
        setting.focus.quarter is None
        and setting.focus.period is not None
        and setting.focus.period.granularity == "year"
    ):
        return cal.year(target, anchor=setting.anchor)
    return cal.quarter(target, (subject.start.month - 1) // 3 + 1, anchor="mention")
