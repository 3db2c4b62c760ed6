"""Days, weeks, months, quarters and years as intervals, and counting among them."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, replace

from bearwitness.vocabulary import Granularity

Day = datetime.date
ONE = datetime.timedelta(1)
FIRST_SEASON_MONTH = (3, 6, 9, 12)


@dataclass(frozen=True)
class Time:
    """A stretch of time from the first to the last day, both included; unresolved without them."""

    start: Day | None = None
    end: Day | None = None
    granularity: Granularity = "unresolved"
    anchor: str | None = None
    reason: str | None = None
    clock: tuple[str, str] | None = None
    """For granularity `time`: first and last time of day (`T10:30`, with the zone where it is known)."""

    def anchored(self, anchor: str) -> Time:
        """The same, counted from something else."""
        return replace(self, anchor=anchor)


def unresolved(reason: str, *, anchor: str | None = None) -> Time:
    """A time that the words do not fix, and why."""
    return Time(reason=reason, anchor=anchor)


def day(one: Day, granularity: Granularity = "day", *, anchor: str = "absolute") -> Time:
    """One day."""
    return Time(one, one, granularity, anchor)


def days(first: Day, last: Day, granularity: Granularity = "period", *, anchor: str = "absolute") -> Time | None:
    """From one day to another; None if the last is before the first."""
    return Time(first, last, granularity, anchor) if first <= last else None


def date(year: int, month: int, number: int) -> Day | None:
    """The day, None if the calendar has none."""
    try:
        return datetime.date(year, month, number)
    except ValueError:
        return None


def month(year: int, number: int, *, anchor: str = "absolute") -> Time:
    """A month; numbers outside 1 to 12 count into the neighbouring years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    last = calendar.monthrange(year, number)[1]
    return Time(datetime.date(year, number, 1), datetime.date(year, number, last), "month", anchor)


def months(year: int, first: int, count: int, granularity: Granularity, *, anchor: str = "absolute") -> Time:
    """`count` months from the first one on."""
    begin, end = month(year, first), month(year, first + count - 1)
    return Time(begin.start, end.end, granularity, anchor)


def quarter(year: int, number: int, *, anchor: str = "absolute") -> Time:
    """A quarter; numbers outside 1 to 4 count into the neighbouring years."""
    return months(year, 3 * number - 2, 3, "quarter", anchor=anchor)


def half(year: int, number: int, *, anchor: str = "absolute") -> Time:
    """A half of a year."""
    return months(year, 6 * number - 5, 6, "half", anchor=anchor)


def season(year: int, number: int, *, anchor: str = "absolute") -> Time:
    """A northern season of three months (0 spring); winter begins in December of the year."""
    return months(year, FIRST_SEASON_MONTH[number], 3, "season", anchor=anchor)


def year(number: int, *, anchor: str = "absolute") -> Time:
    """A year."""
    return months(number, 1, 12, "year", anchor=anchor)


def week(one: Day, *, anchor: str = "absolute") -> Time:
    """The week from Monday to Sunday that holds the day."""
    monday = one - one.weekday() * ONE
    return Time(monday, monday + 6 * ONE, "week", anchor)


def weekend(one: Day, *, anchor: str = "absolute") -> Time:
    """Saturday and Sunday of the week that holds the day."""
    saturday = one + (5 - one.weekday()) * ONE
    return Time(saturday, saturday + ONE, "weekend", anchor)


def add_months(one: Day, count: int) -> Day:
    """The same day some months later, the last day of the month where it has none; clipped to the calendar."""
    at = min(max(one.year * 12 + one.month - 1 + count, 12), 9999 * 12 + 11)
    first = datetime.date(at // 12, at % 12 + 1, 1)
    return first.replace(day=min(one.day, calendar.monthrange(first.year, first.month)[1]))


def shifted(one: Day, count: int) -> Day:
    """Some days later, clipped to the calendar."""
    return datetime.date.fromordinal(min(max(one.toordinal() + count, 1), Day.max.toordinal()))


def nth_weekday(year_number: int, month_number: int, weekday: int, nth: int) -> Day:
    """The nth (from 1, or -1 the last) weekday of a month."""
    found = [
        datetime.date(year_number, month_number, number)
        for number in range(1, calendar.monthrange(year_number, month_number)[1] + 1)
        if datetime.date(year_number, month_number, number).weekday() == weekday
    ]
    return found[nth - 1 if nth > 0 else nth]


def easter(year_number: int) -> Day:
    """Western Easter Sunday (the anonymous Gregorian algorithm)."""
    a, b, c = year_number % 19, year_number // 100, year_number % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    remainder = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * remainder) // 451
    month_number, number = divmod(h + remainder - 7 * m + 114, 31)
    return datetime.date(year_number, month_number, number + 1)


def holiday(rule: int, year_number: int) -> Day | None:
    """The day of a holiday rule of the language file: month and day as one number, or a movable feast below zero."""
    if rule > 0:
        return date(year_number, rule // 100, rule % 100)
    sunday = easter(year_number)
    movable = {
        -1: nth_weekday(year_number, 9, 0, 1),
        -2: nth_weekday(year_number, 5, 0, -1),
        -3: nth_weekday(year_number, 11, 3, 4),
        -4: nth_weekday(year_number, 1, 0, 3),
        -5: nth_weekday(year_number, 2, 0, 3),
        -6: nth_weekday(year_number, 10, 0, 2),
        -7: nth_weekday(year_number, 11, 0, 1) + ONE,
        -8: nth_weekday(year_number, 5, 6, 2),
        -9: nth_weekday(year_number, 6, 6, 3),
        -10: sunday,
        -11: sunday - 2 * ONE,
        -12: sunday + ONE,
        -13: sunday - 7 * ONE,
    }
    return movable.get(rule)
