"""Readers of times of day."""

from __future__ import annotations

import datetime
import re

from bearwitness.entities.dates_anchor import Setting
from bearwitness.entities.dates_calendar import Time
from bearwitness.entities.dates_grammar import Match

NUMBERS = re.compile(r"\d+")
NO_DAY = "a time of day with no day"


def read_clock(match: Match, setting: Setting) -> Time | None:
    """A time of day; its day is found from the words around it (see `dates.find`)."""
    lows = match.lows()
    value = match.one("clock")
    if value is not None:
        kind, text = value
        if (
            kind == "colon"
            and setting.before() not in setting.known.context.before_clock
            and not match.one("zone")
            and not match.one("part")
            and setting.after() not in ("local", "hrs", "hours")
        ):
            return None
        hour, minute = _hour(kind, text)
    elif match.one("noon") is not None:
        word = setting.words[match.first]
        following = setting.words[match.last : match.last + 1]
        if (
            setting.text[word.start].isupper()
            and following
            and setting.text[following[0].start].isupper()
            and not following[0].classes
        ):
            return None
        hour, minute = match.one("noon"), 0
    elif lows[0] == "half":
        hour, minute = match.one("number"), 30
    else:
        hour, minute = match.one("number"), 0
        if hour is None or hour > 12 or lows[0] in ("a", "an"):
            return None
    part = match.one("part")
    if part in (2, 3, 4, 6) and hour < 12 and not (part == 4 and hour < 5):
        hour += 12
    if hour > 24 or minute > 59:
        return None
    return Time(granularity="time", reason=NO_DAY, clock=_stamp(hour % 24, minute, match.one("zone")))


def _hour(kind: str, text: str) -> tuple[int, int]:
    numbers = NUMBERS.findall(text)
    if kind == "military":
        return int(text[:2]), int(text[2:])
    hour, minute = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    if kind == "clock":
        afternoon = "p" in text.lower()
        if hour > 12:
            return hour, minute
        hour = hour % 12 + (12 if afternoon else 0)
    return hour, minute


def _stamp(hour: int, minute: int, zone: int | None) -> tuple[str, str]:
    offset = ""
    if zone is not None and zone != -9999:
        sign = "-" if zone < 0 else "+"
        offset = "Z" if zone == 0 else f"{sign}{abs(zone) // 60:02d}:{abs(zone) % 60:02d}"
    stamp = f"T{datetime.time(hour, minute).isoformat('minutes')}{offset}"
    return stamp, stamp
