"""Readers of days: dates, weekdays, yesterday, parts of the day, nights, ranges of days, holidays, clock times."""

from __future__ import annotations

import re
from dataclasses import replace

from bearwitness.entities import dates_calendar as cal
from bearwitness.entities.dates_anchor import Setting
from bearwitness.entities.dates_calendar import ONE, Day, Time
from bearwitness.entities.dates_grammar import Match

NUMBERS = re.compile(r"\d+")
NO_YEAR = "no year is given and the report has no publication date"
EITHER_ORDER = "day and month could stand in either order"
AGAINST = 4
"""How many times nearer a day must be to win against the tense."""
NEAR = 8
"""Days: of two readings of a numeric date the one this near to publication wins over one that is farther."""


def read_day(match: Match, setting: Setting) -> Time | None:
    """Every form that ends in one day, with or without a part of the day."""
    time = _one_day(match, setting)
    if time is None or time.start is None:
        return time
    if match.one("part") is not None or "hours" in match.lows() or match.one("noon") is not None:
        return replace(time, granularity="part_of_day") if time.granularity == "day" else time
    phase = [word.low for role, word in match.roles if role == "phase"]
    if phase and phase[0] in ("early", "late", "mid") and time.granularity == "day":
        return replace(time, granularity="part_of_day")
    return time


def _one_day(match: Match, setting: Setting) -> Time | None:
    if match.one("iso") is not None:
        return _iso(match.one("iso"))
    if match.one("numeric") is not None:
        return _numeric(match.one("numeric"), match.one("weekday"), setting)
    month, nth, year = match.one("month"), match.one("nth"), match.one("year")
    if month is not None and nth is not None:
        if year is not None:
            return _exact(cal.date(year, month, nth))
        return _without_year(month, nth, match, setting)
    if nth is not None and match.one("weekday") is not None:
        return _weekday_and_number(match.one("weekday"), nth, setting)
    if match.one("weekday") is not None:
        return _weekday(match, setting)
    if match.one("deictic") is not None:
        return _counted(setting, match.one("deictic"))
    if match.one("shift") is not None and match.one("part") is not None:
        return _shift_part(match, setting)
    return None


def _exact(day: Day | None) -> Time | None:
    return None if day is None else cal.day(day)


def _counted(setting: Setting, count: int) -> Time:
    if setting.today is None:
        return setting.unknown()
    return cal.day(cal.shifted(setting.today, count), anchor=setting.anchor)


def _iso(text: str) -> Time | None:
    day = cal.date(*(int(one) for one in NUMBERS.findall(text)[:3]))
    if day is None:
        return None
    if len(text) > 10:
        clock = "T" + text[11:]
        return Time(day, day, "time", "absolute", clock=(clock, clock))
    return cal.day(day)


def order_of(text: str, weekday: int | None = None) -> bool | None:
    """Whether a numeric date itself shows that the day stands first; None if it could be either (or is none)."""
    first, second, last = (int(one) for one in NUMBERS.findall(text))
    year = _full_year(last, text)
    readings = {True: cal.date(year, second, first), False: cal.date(year, first, second)}
    possible = [day_first for day_first, day in readings.items() if day is not None]
    if weekday is not None:
        fitting = [one for one in possible if (found := readings[one]) is not None and found.weekday() == weekday]
        possible = fitting or possible
    if len(possible) == 1 or (first == second and possible):
        return possible[0]
    return True if "." in text and possible else None


def _full_year(number: int, text: str) -> int:
    if len(NUMBERS.findall(text)[-1]) == 4:
        return number
    return number + (2000 if number < 50 else 1900)


def _numeric(text: str, weekday: int | None, setting: Setting) -> Time | None:
    first, second, last = (int(one) for one in NUMBERS.findall(text))
    year = _full_year(last, text)
    day_first = order_of(text, weekday)
    if day_first is None:
        day_first = setting.day_first
    one, other = cal.date(year, second, first), cal.date(year, first, second)
    if one is None and other is None:
        return None
    if day_first is None and one is not None and other is not None:
        day_first = _told_elsewhere(one, other, setting)
    if day_first is None:
        return cal.unresolved(EITHER_ORDER, anchor="absolute")
    return _exact(one if day_first else other)


def _told_elsewhere(one: Day, other: Day, setting: Setting) -> bool | None:
    """Whether the first of two readings is the right one: the report names it in words, or only it lies in the past."""
    named = [setting.document_days.get((day.month, day.day)) == day.year for day in (one, other)]
    if named[0] != named[1]:
        return named[0]
    if setting.today is None:
        return None
    distance = [(day - setting.today).days for day in (one, other)]
    past = [days <= 1 for days in distance]
    if past[0] != past[1]:
        return past[0]
    near = [abs(days) < NEAR for days in distance]
    return near[0] if near[0] != near[1] else None


def _without_year(month: int, nth: int, match: Match, setting: Setting) -> Time | None:
    weekday = match.one("weekday")
    today = setting.today
    if cal.date(2000, month, nth) is None:
        return None
    if today is None:
        year = setting.focus.year or setting.document_year
        day = cal.date(year, month, nth) if year is not None else None
        if day is None or (weekday is not None and day.weekday() != weekday):
            return cal.unresolved(NO_YEAR, anchor="published")
        return cal.day(day, anchor="mention")
    if match.one("unit") == 6 and match.one("shift") is not None:
        return _anchored(cal.date(today.year + match.one("shift"), month, nth), setting)
    named = cal.date(setting.document_days.get((month, nth), 0), month, nth) if setting.document_days else None
    if named is not None and match.one("shift") is None and (weekday is None or named.weekday() == weekday):
        return cal.day(named, anchor="mention")
    near = [day for year in range(today.year - 2, today.year + 3) if (day := cal.date(year, month, nth)) is not None]
    fitting = [day for day in near if weekday is not None and day.weekday() == weekday]
    shift = match.one("shift")
    if shift == -1:
        fitting = [day for day in near if day < today]
        return _anchored(max(fitting, default=None), setting)
    if shift == 1:
        return _anchored(min((day for day in near if day > today), default=None), setting)
    return _anchored(_nearest(fitting or near, today, setting.direction()), setting)


def _anchored(day: Day | None, setting: Setting) -> Time | None:
    return None if day is None else cal.day(day, anchor=setting.anchor)


def _nearest(days: list[Day], today: Day, direction: int) -> Day | None:
    """The nearest day, where those against the tense count as farther: verbs can lie, a year seldom does."""

    def cost(day: Day) -> tuple[int, Day]:
        distance = (day - today).days
        against = (direction < 0 and distance > 1) or (direction > 0 and distance < 0)
        return abs(distance) * (AGAINST if against else 1), day

    return min(days, key=cost, default=None)


def _weekday_and_number(weekday: int, nth: int, setting: Setting) -> Time | None:
    """Such as "Monday the 8th": the nearest such day."""
    if setting.today is None:
        return setting.unknown()
    today = setting.today
    near = [
        day
        for months in range(-3, 4)
        if (first := cal.add_months(today.replace(day=1), months))
        and (day := cal.date(first.year, first.month, nth)) is not None
        and day.weekday() == weekday
    ]
    return _anchored(_nearest(near, today, setting.direction()), setting)


def _weekday(match: Match, setting: Setting) -> Time | None:
    weekday = match.one("weekday")
    other = match.one("other")
    if other is not None:
        return _other_weekday(weekday, other, setting)
    if setting.today is None:
        return setting.unknown()
    today, shift = setting.today, match.one("shift")
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if match.one("unit") == 2:
        monday = today - today.weekday() * ONE + 7 * (shift or 0) * ONE
        return cal.day(monday + weekday * ONE, anchor=setting.anchor)
    if shift == -1:
        return _counted(setting, -(back or 7))
    if shift == 1:
        return _counted(setting, ahead or 7)
    if back == 0:
        return _counted(setting, 0)
    if (
        setting.after() == "'s" and setting.before() not in ("for", "until")
    ) or setting.before() in setting.known.context.owners:
        # "Wednesday's ruling", "the Tuesday deadline": named by its day, it has been.
        return _counted(setting, -back)
    if setting.direction() > 0:
        return _counted(setting, ahead)
    return _counted(setting, -back)


def _other_weekday(weekday: int, other: int, setting: Setting) -> Time | None:
    """Such as "the previous Friday", "the following Monday", "that Tuesday": counted from the day last spoken of."""
    focus = setting.focus.day
    start = focus.start if focus is not None else setting.today
    if start is None:
        return setting.unknown()
    anchor = "mention" if focus is not None else setting.anchor
    if other > 0:
        return cal.day(start + ((weekday - start.weekday()) % 7 or 7) * ONE, anchor=anchor)
    if other < 0:
        return cal.day(start - ((start.weekday() - weekday) % 7 or 7) * ONE, anchor=anchor)
    back = (start.weekday() - weekday) % 7
    return cal.day(start - back * ONE if back < 4 else start + (7 - back) * ONE, anchor=anchor)


def _shift_part(match: Match, setting: Setting) -> Time | None:
    """Such as "last night", "this morning"; "the next morning" is read from the focus elsewhere."""
    shift = match.one("shift")
    if shift == 1 or match.lows()[0] in ("past", "coming", "current"):
        return None
    return _counted(setting, shift)


# --- nights and ranges ---------------------------------------------------------------------------------------


def read_early_hours(match: Match, setting: Setting) -> Time | None:
    """Such as "in the early hours" with no day: that of the sentence, else the day of speaking."""
    del match
    if setting.today is None:
        return setting.unknown()
    return cal.day(setting.today, "part_of_day", anchor=setting.anchor)


def read_overnight(match: Match, setting: Setting) -> Time | None:
    """The night between two days."""
    lows = match.lows()
    if setting.today is None and not match.one("month") and not match.one("iso"):
        return setting.unknown()
    weekdays = match.all("weekday")
    if len(weekdays) == 2:
        first = _weekday(_only(match, "weekday", 0), setting)
        if first is None or first.start is None:
            return first
        last = first.start + ((weekdays[1] - weekdays[0]) % 7) * ONE
        return cal.days(first.start, last, "part_of_day", anchor=first.anchor or "published")
    if len(match.roles) == 1 or "last" in lows:
        today = setting.today
        return None if today is None else cal.days(today - ONE, today, "part_of_day", anchor=setting.anchor)
    one = _one_day(match, setting)
    if one is None or one.start is None:
        return one
    if "into" in lows or "to" in lows or "deictic" in dict(match.roles):
        return cal.days(one.start - ONE, one.start, "part_of_day", anchor=one.anchor or "absolute")
    return cal.days(one.start, one.start + ONE, "part_of_day", anchor=one.anchor or "absolute")


def _only(match: Match, name: str, keep: int) -> Match:
    """The form with one of several words of a class."""
    roles, seen = [], -1
    for role, word in match.roles:
        if role == name:
            seen += 1
            if seen != keep:
                continue
        roles.append((role, word))
    return replace(match, roles=tuple(roles))


def read_night_of(match: Match, setting: Setting) -> Time | None:
    """Such as "the night of 7 to 8 July"."""
    if match.one("month") is None:
        return read_overnight(match, setting)
    time = read_days(match, setting)
    return None if time is None else replace(time, granularity="part_of_day" if time.start else time.granularity)


def read_days(match: Match, setting: Setting) -> Time | None:
    """From one day to another."""
    whole = [*match.all("iso"), *match.all("numeric")]
    years, months, numbers = match.all("year"), match.all("month"), match.all("nth")
    if len(whole) == 2:
        ends = [_iso(one) if one in match.all("iso") else _numeric(one, None, setting) for one in whole]
        first, last = ends
        if first is None or last is None or first.start is None or last.start is None:
            return first or last
        return cal.days(first.start, last.start)
    if len(numbers) == 2 and months:
        return _numbered_days(match, setting, years, months, numbers)
    if len(match.all("weekday")) == 2:
        return _weekdays(match, setting)
    return None


def _numbered_days(
    match: Match, setting: Setting, years: list[int], months: list[int], numbers: list[int]
) -> Time | None:
    start_month, end_month = months[0], months[-1]
    if years:
        first, last = cal.date(years[0], start_month, numbers[0]), cal.date(years[-1], end_month, numbers[1])
        if first is not None and last is not None and first > last and len(years) == 1:
            first = cal.date(years[0] - 1, start_month, numbers[0])
        return None if first is None or last is None else cal.days(first, last)
    anchored = _without_year(end_month, numbers[1], replace(match, roles=()), setting)
    if anchored is None or anchored.start is None:
        return anchored
    year = anchored.start.year - (start_month > end_month)
    begin = cal.date(year, start_month, numbers[0])
    return None if begin is None else cal.days(begin, anchored.start, anchor=anchored.anchor or "published")


def _weekdays(match: Match, setting: Setting) -> Time | None:
    if setting.today is None:
        return setting.unknown()
    last = _weekday(_only(match, "weekday", 1), setting)
    if last is None or last.start is None:
        return last
    one, other = match.all("weekday")
    return cal.days(last.start - ((other - one) % 7) * ONE, last.start, anchor=setting.anchor)


def read_holiday(match: Match, setting: Setting) -> Time | None:
    """A named day, or the weekend of one."""
    rule, year = match.one("holiday"), match.one("year")
    lows = match.lows()
    if year is None:
        if setting.today is None:
            return cal.unresolved(NO_YEAR, anchor="published")
        shift = match.one("shift")
        if match.one("unit") == 6 and shift is not None:
            year = setting.today.year + shift
        else:
            today = setting.today
            near = [day for y in (-1, 0, 1) if (day := cal.holiday(rule, today.year + y)) is not None]
            if shift in (-1, 1):
                near = [day for day in near if (day < today if shift < 0 else day > today)]
            found = _nearest(near, today, -1 if shift == -1 else 1 if shift == 1 else setting.direction())
            year = found.year if found is not None else None
    day = cal.holiday(rule, year) if year is not None else None
    if day is None:
        return None
    anchor = "absolute" if match.one("year") is not None else setting.anchor
    if "weekend" in lows:
        return cal.weekend(day, anchor=anchor)
    if "week" in lows:
        return cal.week(day, anchor=anchor)
    return cal.day(day, "part_of_day" if match.one("part") is not None else "day", anchor=anchor)
