"""Readers of weeks, months, seasons, years and decades, and of what is last, this and next."""

from __future__ import annotations

from dataclasses import replace

from bearwitness.entities import dates_calendar as cal
from bearwitness.entities.dates_anchor import Setting
from bearwitness.entities.dates_calendar import Day, Time
from bearwitness.entities.dates_days import NO_YEAR
from bearwitness.entities.dates_grammar import Match
from bearwitness.entities.dates_lexer import Word

DAY, WEEK, FORTNIGHT, MONTH, QUARTER, YEAR, DECADE, CENTURY, WEEKEND, HOUR, MINUTE = range(1, 12)
NO_FOCUS = "counted from a date that the text does not give"
AGAINST = 5
"""How many times nearer a month or quarter must be to win against the tense."""


def _single(match: Match, name: str) -> Word | None:
    return next((word for role, word in match.roles if role == name), None)


# --- months and years ----------------------------------------------------------------------------------------


def read_month(match: Match, setting: Setting) -> Time | None:
    """A month with or without a year."""
    month, year, shift = match.one("month"), match.one("year"), match.one("shift")
    if year is not None:
        return cal.month(year, month)
    unit = match.one("unit")
    today = setting.today
    if match.one("other") is not None:
        return _other_month(month, match.one("other"), setting)
    if today is None:
        known = setting.focus.year or setting.document_year
        if known is None or shift is not None:
            return cal.unresolved(NO_YEAR, anchor="published")
        return cal.month(known, month, anchor="mention")
    if unit == YEAR and shift is not None:
        return cal.month(today.year + shift, month, anchor=setting.anchor)
    if shift == -1:
        return cal.month(today.year - (month >= today.month), month, anchor=setting.anchor)
    if shift == 1:
        return cal.month(today.year + (month <= today.month), month, anchor=setting.anchor)
    if shift == 0:
        return cal.month(today.year, month, anchor=setting.anchor)
    # "Under a June agreement": the verb is not about the month.
    named_by = setting.before() in ("a", "an") and len(match.roles) == 1
    direction = 0 if named_by else setting.direction()
    return cal.month(_year_of_month(month, today, direction), month, anchor=setting.anchor)


def _year_of_month(month: int, today: Day, direction: int) -> int:
    """The year whose month is nearest; against the tense it must be much nearer."""
    options = []
    for year in (today.year - 1, today.year, today.year + 1):
        distance = 12 * (year - today.year) + month - today.month
        against = (direction < 0 and distance > 0) or (direction > 0 and distance < 0)
        options.append((abs(distance) * (AGAINST if against else 1) + (0.5 if distance > 0 else 0), year))
    return min(options)[1]


def _other_month(month: int, other: int, setting: Setting) -> Time | None:
    start = setting.focus.period or setting.focus.day
    if start is None or start.start is None:
        return cal.unresolved(NO_FOCUS, anchor="mention")
    year = start.start.year
    if other > 0 and month <= start.start.month:
        year += 1
    if other < 0 and month >= start.start.month:
        year -= 1
    return cal.month(year, month, anchor="mention")


def read_months(match: Match, setting: Setting) -> Time | None:
    """From one month to another."""
    first, last = match.all("month")
    last_time = read_month(
        replace(match, roles=(*tuple(row for row in match.roles if row[0] != "month"), _role(match, "month", 1))),
        setting,
    )
    if last_time is None or last_time.start is None or last_time.end is None:
        return last_time
    begin = cal.month(last_time.start.year - (first > last), first)
    return cal.days(begin.start or last_time.start, last_time.end, anchor=last_time.anchor or "absolute")


def _role(match: Match, name: str, number: int) -> tuple[str, Word]:
    return [row for row in match.roles if row[0] == name][number]


def read_year(match: Match, setting: Setting) -> Time | None:
    """A year that stands where a year can stand."""
    word = _single(match, "year")
    if word is None:
        return None
    value = match.one("year")
    bare = len(match.roles) == 1
    if bare and word.low.isdigit():
        if setting.after() in setting.known.context.counted:
            return None
        before = setting.before()
        if before in setting.known.context.not_year_before:
            return None
        if not 1900 <= value < 2050 and before not in setting.known.context.year_before:
            return None
        if _address(setting, word):
            return None
    elif (
        bare
        and word.low[0] in "'’"
        and setting.before() not in ("in", "since", "of", "until", "by", "from", "the", "and")
    ):
        return None
    return cal.year(value)


def _address(setting: Setting, word: Word) -> bool:
    """Such as "1998 Main Street": a number before capitalised words that end in a street."""
    following = setting.words[setting.last : setting.last + 4]
    if not following or following[0].start - word.end > 1 or not setting.text[following[0].start].isupper():
        return False
    return any(one.low in setting.known.context.streets for one in following) and setting.before() in (
        "at",
        "the",
        "of",
        "in",
        "near",
        "to",
    )


def read_years(match: Match, setting: Setting) -> Time | None:
    """From one year to another; "2022-23" too."""
    del setting
    if match.one("yearspan") is not None:
        text = match.one("yearspan")
        first, second = int(text[:4]), text[5:]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        years = [first, last + 100 if last < first else last]
    else:
        years = match.all("year")
    begin, end = cal.year(years[0]), cal.year(years[1])
    return cal.days(begin.start, end.end) if begin.start and end.end else None


def read_decade(match: Match, setting: Setting) -> Time | None:
    """Such as "the 1990s"."""
    del setting
    begin, end = cal.year(match.one("decade")), cal.year(match.one("decade") + 9)
    return cal.days(begin.start, end.end) if begin.start and end.end else None


def read_century(match: Match, setting: Setting) -> Time | None:
    """Such as "the 20th century", counted from its year 1."""
    del setting
    number = match.one("ordinal")
    if match.one("unit") != CENTURY or not 0 < number < 25:
        return None
    begin, end = cal.year(100 * number - 99), cal.year(100 * number)
    return cal.days(begin.start, end.end) if begin.start and end.end else None


# --- last, this, next ----------------------------------------------------------------------------------------


def read_relative(match: Match, setting: Setting) -> Time | None:
    """Such as "last week", "this year", "earlier this month", "the weekend", "year-end"."""
    lows = match.lows()
    if any(low in setting.known.context.plural_units for low in lows) or "past" in lows:
        return None
    unit, shift = match.one("unit"), match.one("shift")
    if "weekend" in lows:
        unit = WEEKEND
    if match.one("other") is not None:
        return other_unit(unit, match.one("other"), setting)
    if unit in (DAY, HOUR, MINUTE, None):
        return None
    if "the" in lows and shift is not None and shift < 0 and match.one("phase") is None:
        return None
    if setting.today is None:
        return setting.unknown()
    if "end" in lows and unit == YEAR and len(match.roles) <= 3 and lows[0] == "year":
        return cal.day(Day(setting.today.year, 12, 31), anchor=setting.anchor)
    return _unit(unit, shift, setting)


def _unit(unit: int, shift: int | None, setting: Setting) -> Time | None:
    today = setting.today
    if today is None:
        return setting.unknown()
    anchor = setting.anchor
    count = shift or 0
    if unit == WEEKEND:
        return _weekend(shift, setting, today)
    if unit in (WEEK, FORTNIGHT):
        return cal.week(cal.shifted(today, 7 * count), anchor=anchor)
    if unit == MONTH:
        return cal.month(today.year, today.month + count, anchor=anchor)
    if unit == QUARTER:
        return cal.quarter(today.year, (today.month - 1) // 3 + 1 + count, anchor=anchor)
    if unit == YEAR:
        return cal.year(today.year + count, anchor=anchor)
    if unit in (DECADE, CENTURY):
        size = 10 if unit == DECADE else 100
        first = (today.year // size + count) * size + (unit == CENTURY)
        begin, end = cal.year(max(first, 1)), cal.year(first + size - 1)
        return cal.days(begin.start, end.end, anchor=anchor) if begin.start and end.end else None
    return None


def _weekend(shift: int | None, setting: Setting, today: Day) -> Time:
    this = cal.weekend(today, anchor=setting.anchor)
    before = cal.weekend(cal.shifted(today, -7), anchor=setting.anchor)
    after = cal.weekend(cal.shifted(today, 7), anchor=setting.anchor)
    inside = today.weekday() >= 5
    if shift == -1:
        return before
    if shift == 1:
        return after if inside or today.weekday() > 2 else this
    ahead = setting.direction() > 0
    if ahead or inside or (shift == 0 and setting.direction() == 0 and today.weekday() > 2):
        return this
    return before


def other_unit(unit: int, other: int, setting: Setting) -> Time | None:
    """Such as "the following year", "the previous week", "that month": counted from the date last spoken of."""
    focus = setting.focus
    if unit in (DAY, None):
        return read_shifted_day(other, setting)
    source = (
        focus.period if unit in (MONTH, QUARTER, YEAR) and focus.period_at > focus.day_at else focus.day or focus.period
    )
    if source is None or source.start is None:
        return cal.unresolved(NO_FOCUS, anchor="mention")
    return _around(unit, source.start, other)


def _around(unit: int, start: Day, count: int, anchor: str = "mention") -> Time | None:
    """The unit that holds the day, counted on."""
    if unit == WEEK:
        return cal.week(cal.shifted(start, 7 * count), anchor=anchor)
    if unit == WEEKEND:
        return cal.weekend(cal.shifted(start, 7 * count), anchor=anchor)
    if unit == MONTH:
        return cal.month(start.year, start.month + count, anchor=anchor)
    if unit == QUARTER:
        return cal.quarter(start.year, (start.month - 1) // 3 + 1 + count, anchor=anchor)
    if unit == YEAR:
        return cal.year(start.year + count, anchor=anchor)
    return None


def read_shifted_day(count: int, setting: Setting) -> Time | None:
    """A day counted from the one last spoken of."""
    source = setting.focus.day
    if source is None or source.start is None:
        return cal.unresolved(NO_FOCUS, anchor="mention")
    return cal.day(cal.shifted(source.start, count), anchor="mention")


def read_season(match: Match, setting: Setting) -> Time | None:
    """A season; northern, for nothing in the words says otherwise."""
    number, year, shift = match.one("season"), match.one("year"), match.one("shift")
    word = _single(match, "season")
    if word is not None and word.low == "fall" and len(match.roles) < 2:
        return None
    if year is not None:
        return cal.season(year, number)
    if match.one("other") is not None:
        return (
            cal.unresolved(NO_FOCUS, anchor="mention")
            if setting.focus.year is None
            else cal.season(setting.focus.year, number, anchor="mention")
        )
    today = setting.today
    if today is None:
        return setting.unknown()
    if match.one("unit") == YEAR and shift is not None:
        return cal.season(today.year + shift, number, anchor=setting.anchor)
    this = cal.season(today.year, number, anchor=setting.anchor)
    if shift == -1 or "past" in match.lows():
        return (
            this
            if this.end is not None and this.end < today
            else cal.season(today.year - 1, number, anchor=setting.anchor)
        )
    if shift == 1:
        return (
            this
            if this.start is not None and this.start > today
            else cal.season(today.year + 1, number, anchor=setting.anchor)
        )
    if shift is None and this.start is not None and this.start > today and setting.direction() < 0:
        return cal.season(today.year - 1, number, anchor=setting.anchor)
    return this
