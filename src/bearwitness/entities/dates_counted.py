"""Readers of what is counted from now or from another date: ago, earlier, later, before, after."""

from __future__ import annotations

from dataclasses import replace

from bearwitness.entities import dates_calendar as cal
from bearwitness.entities.dates_anchor import Setting
from bearwitness.entities.dates_calendar import Day, Time
from bearwitness.entities.dates_days import read_day, read_holiday
from bearwitness.entities.dates_grammar import Match
from bearwitness.entities.dates_periods import (
    CENTURY,
    DAY,
    DECADE,
    FORTNIGHT,
    HOUR,
    MINUTE,
    MONTH,
    NO_FOCUS,
    QUARTER,
    WEEK,
    WEEKEND,
    YEAR,
    other_unit,
    read_shifted_day,
)

VAGUE = "names no calendar interval"
NEAR_FOCUS = 120
"""Words: a period named this near before is the one that "a year earlier" is counted from."""


def count_of(match: Match) -> float | None:
    """The number of units; None for "10 or 15"."""
    lows = match.lows()
    numbers = [value for role, value in ((role, word.classes[role]) for role, word in match.roles) if role == "number"]
    if "half" in lows:
        return (numbers[0] if numbers and "and" in lows else 0) + 0.5
    if "couple" in lows:
        return 2
    if len(numbers) == 2:
        tens, ones = numbers
        spoken = all(word.low.isalpha() for role, word in match.roles if role == "number")
        return tens + ones if spoken and tens % 10 == 0 and ones < 10 and "hyphen" in dict(match.roles) else None
    if numbers:
        return float(numbers[0])
    return 1 if lows[0] in ("the", "a", "an") or match.one("unit") is not None else None


def read_ago(match: Match, setting: Setting) -> Time | None:
    """Such as "three days ago": counted from the day of speaking."""
    count, unit = count_of(match), match.one("unit")
    if count is None:
        return cal.unresolved(VAGUE, anchor=setting.anchor)
    if setting.today is None:
        return setting.unknown()
    if "now" in match.lows():
        count = -count
    if count == 1 and unit == YEAR:
        near = _near_period(setting)
        if near is not None:
            return near
    time = _counted_back(unit, count, setting.today, setting.anchor)
    weekday = match.one("weekday")
    if time is not None and weekday is not None and time.start is not None:
        monday = cal.week(time.start).start
        return None if monday is None else cal.day(cal.shifted(monday, weekday), anchor=setting.anchor)
    return time


def _near_period(setting: Setting) -> Time | None:
    """Such as "a year earlier" beside a quarter or month is that quarter or month one year back."""
    period = setting.focus.period
    if period is None or period.start is None or setting.first - setting.focus.period_at > NEAR_FOCUS:
        return None
    topic = setting.focus.quarter
    if topic is not None and setting.today is not None and setting.over_months():
        # "In the first nine months ... a year earlier": no quarter is meant.
        return cal.year((topic.start or setting.today).year - 1, anchor="mention")
    if topic is not None and topic.start is not None and period.granularity in ("quarter", "year"):
        return cal.quarter(topic.start.year - 1, (topic.start.month - 1) // 3 + 1, anchor="mention")
    return None


def _counted_back(unit: int, count: float, today: Day, anchor: str) -> Time | None:
    whole = int(count)
    if unit in (HOUR, MINUTE):
        hours = count if unit == HOUR else count / 60
        if hours <= 3:
            return cal.day(today, anchor=anchor)
        return cal.days(
            cal.shifted(today, -(int(hours) // 24 + 1)),
            cal.shifted(today, -int(hours) // 24 + 1 if hours > 24 else 0),
            anchor=anchor,
        )
    if unit == DAY:
        return cal.day(cal.shifted(today, -whole), anchor=anchor)
    if unit in (WEEK, FORTNIGHT):
        return cal.week(cal.shifted(today, -int(7 * count) * (2 if unit == FORTNIGHT else 1)), anchor=anchor)
    if unit == WEEKEND:
        return cal.weekend(cal.shifted(today, -7 * whole), anchor=anchor)
    if unit == MONTH or (unit == YEAR and count != whole):
        back = cal.add_months(today, -int(count * (12 if unit == YEAR else 1)))
        return cal.month(back.year, back.month, anchor=anchor)
    if unit == QUARTER:
        return cal.quarter(today.year, (today.month - 1) // 3 + 1 - whole, anchor=anchor)
    if unit in (YEAR, DECADE, CENTURY):
        year = today.year - whole * {YEAR: 1, DECADE: 10, CENTURY: 100}[unit]
        return cal.year(year, anchor=anchor) if year > 0 else None
    return None


def read_shifted(match: Match, setting: Setting) -> Time | None:
    """Such as "two days later", "the next day", "that year": counted from the date last spoken of."""
    lows, unit = match.lows(), match.one("unit")
    part = match.one("part")
    other = match.one("other")
    if part is not None and unit is None:
        return _shifted_part(match, setting)
    sooner = match.one("sooner") or (
        match.one("phase") if match.one("number") is not None or "hyphen" in lows else None
    )
    if other is None and "that" in lows:
        other = 0
    if other is None and "next" in lows:
        other = 1
    if other is not None:
        if any(low in setting.known.context.plural_units for low in lows):
            return None
        return other_unit(unit, other, setting)
    if match.one("phase") is not None and match.one("number") is None and "hyphen" not in lows:
        # "earlier in the day", "later in the week"; but "at the end of the day" is a saying
        if unit == DAY and not set(lows) & {"earlier", "later", "early", "late", "that"}:
            return None
        return other_unit(unit, 0, setting)
    sign = -1 if (sooner or 0) < 0 or "before" in lows or "earlier" in lows or "previously" in lows else 1
    if match.one("number") is None and "half" not in lows and "couple" not in lows and "hyphen" not in lows:
        return other_unit(unit, sign, setting)
    count = count_of(match)
    if count is None:
        return cal.unresolved(VAGUE, anchor="mention")
    return _from_focus(unit, sign * count, setting)


def _shifted_part(match: Match, setting: Setting) -> Time | None:
    shift = match.one("shift")
    other = match.one("other")
    if other is None and (shift is None or shift != 1 or "the" not in match.lows()):
        return None
    time = read_shifted_day(other if other is not None else 1, setting)
    return None if time is None else replace(time, granularity="part_of_day" if time.start else time.granularity)


def _from_focus(unit: int, count: float, setting: Setting) -> Time | None:
    if unit == YEAR and count == -1:
        near = _near_period(setting)
        if near is not None:
            return near
        if setting.today is not None and setting.focus.period is None and setting.focus.day is None:
            return cal.year(setting.today.year - 1, anchor=setting.anchor)
    if unit in (HOUR, MINUTE):
        return None
    focus = setting.focus
    source = focus.day if focus.day is not None and focus.day_at >= focus.period_at else focus.period or focus.day
    if source is None or source.start is None:
        return cal.unresolved(NO_FOCUS, anchor="mention")
    return _counted_back(unit, -count, source.start, "mention")


def read_from_date(match: Match, setting: Setting) -> Time | None:
    """Such as "two days before Christmas", "the day after July 8"."""
    keep = ("weekday", "month", "nth", "year", "deictic", "shift", "other", "iso", "numeric")
    day_roles = tuple(row for row in match.roles if row[0] in keep or row[0] == "holiday")
    inner = replace(match, roles=day_roles)
    base = read_holiday(inner, setting) if match.one("holiday") is not None else read_day(inner, setting)
    if base is None or base.start is None:
        return base
    counted = tuple(row for row in match.roles if row[0] in ("number", "half", "=and", "unit", "=the", "hyphen"))
    count = count_of(replace(match, roles=counted))
    if count is None or (
        not match.all("number") and any(low in setting.known.context.plural_units for low in match.lows())
    ):
        return None
    lows = match.lows()
    sign = 1 if "after" in lows or "following" in lows else -1
    return _counted_back(match.one("unit"), -sign * count, base.start, base.anchor or "absolute")


def read_week_of(match: Match, setting: Setting) -> Time | None:
    """Such as "the week of March 6"."""
    base = read_day(replace(match, roles=tuple(row for row in match.roles if row[0] != "unit")), setting)
    if base is None or base.start is None:
        return base
    unit = match.one("unit")
    if unit == WEEKEND:
        return cal.weekend(base.start, anchor=base.anchor or "absolute")
    if unit != WEEK:
        return None
    return cal.week(base.start, anchor=base.anchor or "absolute")


def read_vague(match: Match, setting: Setting) -> Time | None:
    """Words that point to the past, the present or the future and to no interval."""
    following = setting.words[setting.last : setting.last + 1]
    if following and following[0].classes.keys() & {"unit", "number", "many"} and "present" not in dict(match.roles):
        return None
    return cal.unresolved(VAGUE, anchor=setting.anchor)
