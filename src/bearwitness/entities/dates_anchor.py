"""From what a date is counted: the day of speaking, the dates that the text named before, and the tense."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from functools import cache

import msgspec

from bearwitness.entities import dates_calendar as cal
from bearwitness.entities.dates_calendar import Day, Time
from bearwitness.entities.dates_lexer import DateWords, Word
from bearwitness.languages import load
from bearwitness.model import Passage, Report

NO_PUBLISHED = "the report has no publication date"
NO_COMMENT_DAY = "the day of the comment is not known"
AGO = re.compile(
    r"(?P<count>\d+|an?|one)\s*(?P<unit>min|minute|hour|hr|h|day|d|week|w|month|mo|year|y)s?\s*(?:ago)?", re.IGNORECASE
)
REACH = 40
"""Words on each side in which the tense is looked for."""
SPAN = 60
"""Words before a date in which the period that it is compared with is looked for."""


class _Abbreviations(msgspec.Struct, frozen=True):
    never: frozenset[str]


@cache
def _short_forms() -> frozenset[str]:
    """Words whose full stop ends no sentence."""
    known: _Abbreviations = load("en", "sentences", _Abbreviations)
    return known.never


@dataclass(frozen=True)
class Speaking:
    """When the words were said or written: the day and the time of day, or why it is not known."""

    day: Day | None
    anchor: str
    why_not: str = NO_PUBLISHED
    moment: datetime.datetime | None = None


def parse_moment(value: str | None) -> tuple[Day, datetime.datetime | None] | None:
    """Day, and moment if it has a time, of an ISO 8601 date; None for anything else."""
    if not value:
        return None
    try:
        if len(value) == 10:
            return datetime.date.fromisoformat(value), None
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.date(), moment


def speaking(report: Report, passage: Passage) -> Speaking:
    """When a passage was said: a comment or embedded post at its own time, everything else at publication."""
    own = parse_moment(passage.time)
    if own is not None:
        return Speaking(own[0], "published", moment=own[1])
    if passage.kind == "comment":
        told = passage_time(passage, report)
        if told.start is not None and told.granularity in ("day", "time"):
            return Speaking(told.start, "retrieved")
        return Speaking(None, "retrieved", NO_COMMENT_DAY)
    published = parse_moment(report.published)
    if published is None:
        return Speaking(None, "published")
    return Speaking(published[0], "published", moment=published[1])


def passage_time(passage: Passage, report: Report) -> Time:
    """When a passage was written, as far as its own time says: "2 months ago" counts from retrieval."""
    own = parse_moment(passage.time)
    if own is not None:
        return cal.day(own[0])
    match = AGO.fullmatch((passage.time or "").strip())
    if match is None:
        return cal.unresolved("the passage has no time of its own")
    retrieved = parse_moment(report.retrieved)
    if retrieved is None:
        return cal.unresolved("nobody says when the page was retrieved", anchor="retrieved")
    count = 1 if not match["count"].isdigit() else int(match["count"])
    unit = match["unit"].lower()
    start = retrieved[0]
    if unit in ("d", "day"):
        return cal.day(cal.shifted(start, -count), anchor="retrieved")
    if unit in ("w", "week"):
        return cal.week(cal.shifted(start, -7 * count), anchor="retrieved")
    if unit in ("mo", "month"):
        back = cal.add_months(start, -count)
        return cal.month(back.year, back.month, anchor="retrieved")
    if unit in ("y", "year"):
        return cal.year(cal.add_months(start, -12 * count).year, anchor="retrieved")
    return cal.day(start, anchor="retrieved")


@dataclass
class Focus:
    """The dates that the text has spoken of, the latest of each kind, and where (the position of the word)."""

    day: Time | None = None
    period: Time | None = None
    quarter: Time | None = None
    """The quarter that a business report is about: one that was named, not one counted back from another."""
    year: int | None = None
    day_at: int = -1
    period_at: int = -1
    quarter_at: int = -1

    def saw(self, time: Time, at: int, *, derived: bool, ahead: bool) -> None:
        """Take note of a date at a position; `derived` if counted from another, `ahead` if it is still to come."""
        if time.start is None:
            return
        if time.granularity in ("day", "part_of_day", "time"):
            self.day, self.day_at = time, at
        if derived:
            # What is counted back from a period ("a year earlier") is not what the text goes on about.
            return
        if time.granularity in ("month", "quarter", "half", "year", "week", "season"):
            self.period, self.period_at = time, at
        if time.granularity == "quarter" and not ahead:
            self.quarter, self.quarter_at = time, at
        self.year = time.start.year


@dataclass
class Setting:
    """What a reader may look at beside the words of the form itself."""

    speaking: Speaking
    known: DateWords
    words: list[Word]
    text: str
    focus: Focus
    day_first: bool | None
    """Whether numeric dates of the report put the day first; None if nothing tells."""
    document_year: int | None
    """The one year that the report's complete dates share."""
    document_days: dict[tuple[int, int], int]
    """Month and day of the report's complete dates -> their year: "24 February" is the one named with its year."""
    first: int = 0
    last: int = 0
    """The words of the form."""
    _direction: dict[int, int] = field(default_factory=dict)

    @property
    def today(self) -> Day | None:
        """The day of speaking."""
        return self.speaking.day

    @property
    def anchor(self) -> str:
        """What relative dates are counted from."""
        return self.speaking.anchor

    def over_months(self) -> bool:
        """Whether the text before last spoke of several months or a year together, and not of a quarter."""
        for at in range(self.first - 1, max(-1, self.first - SPAN), -1):
            low = self.words[at].low
            if low in self.known.context.quarters:
                return False
            if low in self.known.context.months and "number" in self.words[at - 1].classes and at:
                return True
        return False

    def unknown(self) -> Time:
        """A date that needs the day of speaking, which is not known."""
        return cal.unresolved(self.speaking.why_not, anchor=self.anchor)

    def before(self, back: int = 1) -> str:
        """The small-letter word before the form."""
        at = self.first - back
        return self.words[at].low if at >= 0 else ""

    def after(self, ahead: int = 0) -> str:
        """The small-letter word after the form."""
        at = self.last + ahead
        return self.words[at].low if at < len(self.words) else ""

    def direction(self) -> int:
        """-1 if the sentence tells of the past, 1 if of what is to come, 0 if it does not say."""
        if self.first not in self._direction:
            left = 1 if self.before() in ("through", "by") else self._left()
            if self.before() == "by" and any(
                word.low in ("had", "has", "have") for word in self.words[max(0, self.first - 8) : self.first]
            ):
                left = -1
            if left > 0 and self.before() in ("until", "till") and self._right() < 0:
                left = -1
            self._direction[self.first] = left or self._right()
        return self._direction[self.first]

    def _left(self) -> int:
        infinitive = False
        tense = self.known.tense
        for at in range(self.first - 1, max(-1, self.first - REACH), -1):
            word = self.words[at]
            if self._breaks(at, at + 1):
                return 0
            low = word.low
            if (
                low == "to"
                and at + 1 < self.first
                and self.words[at + 1].low.isalpha()
                and self.words[at + 1].low not in ("the", "a", "an")
            ):
                infinitive = True
                continue
            cue = self._cue(at)
            if cue < 0 and any(one.low in ("be", "being", "is", "are") for one in self.words[max(0, at - 2) : at]):
                # "will be held", "is heard": a participle tells no tense.
                continue
            if infinitive and (cue > 0 or low in tense.planning):
                return self._unless_past_perfect(at)
            if cue > 0:
                return self._unless_past_perfect(at)
            if cue < 0:
                return cue
        return 0

    def _right(self) -> int:
        for at in range(self.last, min(len(self.words), self.last + REACH)):
            if self._breaks(at - 1, at):
                return 0
            cue = self._cue(at)
            if cue:
                return cue
        return 0

    def _unless_past_perfect(self, at: int) -> int:
        foregone = self.known.tense.foregone
        return -1 if any(word.low in foregone for word in self.words[max(0, at - 6) : at]) else 1

    def _cue(self, at: int) -> int:
        tense, low = self.known.tense, self.words[at].low
        if low in tense.future and not (at + 1 < len(self.words) and self.words[at + 1].low == "-"):
            # "announced the plan": a noun tells no tense.
            return 0 if low in tense.nouns and at and self.words[at - 1].low in tense.before_nouns else 1
        if low in tense.past or (low.endswith("ed") and len(low) > 4 and low not in tense.not_past):
            return -1
        return 0

    def _breaks(self, one: int, other: int) -> bool:
        """Whether a sentence ends between two neighbouring words."""
        if one < 0 or other >= len(self.words):
            return False
        left, right = self.words[one], self.words[other]
        if left.low in ("?", "!"):
            return True
        if "stop" in left.classes:
            before = self.words[one - 1] if one else left
            if (
                before.end == left.start
                and (len(before.low) > 1 or not before.low.isalpha())
                and before.low not in _short_forms()
            ):
                return True
        return "\n\n" in self.text[left.end : right.start]
