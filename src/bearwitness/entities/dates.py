"""Dates of a report as intervals with granularity and anchor.

Words get classes (`dates_lexer`), forms of the language file are found in them (`dates_grammar`), readers turn a form
into days (`dates_days`, `dates_periods`) with the day of speaking, the tense and the dates named before
(`dates_anchor`). What needs a day that is not known stays unresolved and says why; nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

from bearwitness.entities import dates_calendar as cal
from bearwitness.entities import dates_clock as clock
from bearwitness.entities import dates_counted as counted
from bearwitness.entities import dates_days as on
from bearwitness.entities import dates_periods as over
from bearwitness.entities import dates_quarters as quarters
from bearwitness.entities.dates_anchor import Focus, Setting, passage_time, speaking
from bearwitness.entities.dates_calendar import Time
from bearwitness.entities.dates_grammar import Match, grammar
from bearwitness.entities.dates_lexer import Word, lex, words
from bearwitness.languages import available
from bearwitness.model import Mention, Passage, Report, When

__all__ = ["find", "when_written"]

Reader = Callable[[Match, Setting], Time | None]
READERS: dict[str, Reader] = {
    "day": on.read_day,
    "early_hours": on.read_early_hours,
    "overnight": on.read_overnight,
    "night_of": on.read_night_of,
    "days": on.read_days,
    "holiday": on.read_holiday,
    "clock": clock.read_clock,
    "months": over.read_months,
    "month": over.read_month,
    "year": over.read_year,
    "years": over.read_years,
    "decade": over.read_decade,
    "century": over.read_century,
    "relative": over.read_relative,
    "season": over.read_season,
    "quarter": quarters.read_quarter,
    "halfyear": quarters.read_half,
    "period": quarters.read_period,
    "ago": counted.read_ago,
    "shifted": counted.read_shifted,
    "from_date": counted.read_from_date,
    "week_of": counted.read_week_of,
    "vague": counted.read_vague,
}
LONGEST_SENTENCE = 1000
"""Code points between a time of day and its day."""
EVENT_WORDS = 8
APPOSITION = 7
"""Words between the beginning of a date and an apposition to it."""
EVENT_ENDS = frozenset({",", ".", ";", ":", "?", "!", "(", ")", '"', "”", "“", "—"})
KEEP_ARTICLE = frozenset(
    {
        "ago",
        "relative",
        "quarter",
        "period",
        "shifted",
        "event",
        "from_date",
        "decade",
        "century",
        "halfyear",
        "season",
        "week_of",
        "vague",
        "night_of",
        "early_hours",
        "month",
        "year",
    }
)
DERIVED = frozenset({"ago", "shifted", "period"})


@dataclass(frozen=True)
class _Draft:
    """A date found, before times of day have their day."""

    start: int
    end: int
    first: int
    last: int
    time: Time
    read: str


def find(report: Report) -> list[Mention]:
    """The dates of a report, comments included, in reading order; none for a language that has no file."""
    code = report.language or "en"
    if code not in available():
        return []
    lexed = [(passage, lex(passage.text, code)) for passage in report.passages]
    day_first = _order(lexed, report)
    year, days = _year(lexed), _complete(lexed)
    focus = Focus()
    found: list[Mention] = []
    for passage, tokens in lexed:
        # A comment speaks of its own dates; what it says must not decide the report's.
        own = focus if passage.kind != "comment" else Focus()
        setting = Setting(speaking(report, passage), words(code), tokens, passage.text, own, day_first, year, days)
        drafts = _Passage(setting, code).drafts()
        found.extend(_mention(passage, draft) for draft in drafts)
        own.day_at = own.period_at = own.quarter_at = -1 if own.day_at < 0 else own.day_at - len(tokens)
    return found


def when_written(passage: Passage, report: Report) -> When:
    """When a passage was written as far as its own time says ("2 months ago" counts from the report's retrieval)."""
    return _when(passage.time or "", passage_time(passage, report))


def _order(lexed: list[tuple[Passage, list[Word]]], report: Report) -> bool | None:
    """Whether the report's numeric dates put the day first, if all that show an order agree."""
    del report
    shown = {
        order
        for _, tokens in lexed
        for word in tokens
        if "numeric" in word.classes and (order := on.order_of(word.classes["numeric"])) is not None
    }
    return shown.pop() if len(shown) == 1 else None


def _year(lexed: list[tuple[Passage, list[Word]]]) -> int | None:
    """The year of the complete dates of the report, if it is one."""
    years = set()
    for passage, tokens in lexed:
        if passage.kind == "comment":
            continue
        for at, word in enumerate(tokens):
            if "iso" in word.classes:
                years.add(int(word.classes["iso"][:4]))
            elif "year" in word.classes and any("month" in one.classes for one in tokens[max(0, at - 4) : at]):
                years.add(word.classes["year"])
    return years.pop() if len(years) == 1 else None


def _complete(lexed: list[tuple[Passage, list[Word]]]) -> dict[tuple[int, int], int]:
    """Month and day -> year of the report's dates that are written in full; none for days named with two years."""
    found: dict[tuple[int, int], set[int]] = {}
    for passage, tokens in lexed:
        if passage.kind == "comment":
            continue
        for at, word in enumerate(tokens):
            near = [one for one in tokens[max(0, at - 4) : at] if "comma" not in one.classes]
            if "year" in word.classes and len(near) > 1:
                pair = near[-2:]
                month = next((one.classes["month"] for one in pair if "month" in one.classes), None)
                nth = next((one.classes["nth"] for one in pair if "nth" in one.classes), None)
                if month is not None and nth is not None:
                    found.setdefault((month, nth), set()).add(word.classes["year"])
    return {day: years.pop() for day, years in found.items() if len(years) == 1}


class _Passage:
    """The dates of one passage."""

    def __init__(self, setting: Setting, code: str) -> None:
        self.setting, self.code = setting, code
        self.words = setting.words

    def drafts(self) -> list[_Draft]:
        """In order, times of day joined with their days."""
        found: list[_Draft] = []
        search = grammar(self.code).find(self.words)
        try:
            matches = next(search)
            while True:
                draft = self._read(matches)
                if draft is None:
                    matches = search.send(0)
                    continue
                found.append(draft)
                matches = search.send(draft.last - matches[0].first)
        except StopIteration:
            pass
        return self._timed(self._joined(found))

    def _read(self, matches: list[Match]) -> _Draft | None:
        """The draft of the longest form that makes sense."""
        setting = self.setting
        for match in matches:
            setting.first, setting.last = match.first, match.last
            if setting.before() in setting.known.negators and match.read in ("day", "ago"):
                continue
            if match.read == "event":
                draft = self._event(match)
                if draft is not None:
                    return draft
                continue
            time = READERS[match.read](match, setting)
            if time is None or self._glued(match):
                continue
            ahead = setting.today is not None and time.end is not None and time.end > setting.today
            derived = (match.read in DERIVED and match.one("unit") in (None, over.YEAR)) or (
                "year" in match.lows()[:2] and match.one("shift") != 0
            )
            setting.focus.saw(time, match.first, derived=derived, ahead=ahead)
            return self._draft(match, time)
        return None

    def _glued(self, match: Match) -> bool:
        """Part of a longer word or number: "13-year-old", "F-16", "9/11"."""
        first, last = self.words[match.first], self.words[match.last - 1]
        text = self.setting.text
        before = text[first.start - 1 : first.start]
        after = text[last.end : last.end + 1]
        if after == "-" and match.read in ("ago", "shifted", "relative", "clock"):
            return True
        if "year" in dict(match.roles) and len(match.roles) == 1:
            return (
                before in "-/.,_"
                and before != ""
                and text[max(0, first.start - 2) : first.start - 1].isalnum()
                and before != ","
            ) or (after == "-" and text[last.end + 1 : last.end + 2].isdigit())
        return False

    def _draft(self, match: Match, time: Time) -> _Draft:
        first = match.first
        while first < match.last - 1 and self._leading(first, match):
            first += 1
        last = match.last
        while last > first + 1 and self.words[last - 1].low in (",", "'s"):
            last -= 1
        return _Draft(self.words[first].start, self.words[last - 1].end, first, last, time, match.read)

    def _leading(self, at: int, match: Match) -> bool:
        low = self.words[at].low
        if low == "the":
            return match.read not in KEEP_ARTICLE and not any(
                name in dict(match.roles) for name in ("other", "shift", "part", "phase")
            )
        return low in ("on", "in", ",", "than", "at") or (
            low in ("from", "between") and match.read not in ("days", "months", "years", "night_of", "overnight")
        )

    def _event(self, match: Match) -> _Draft | None:
        """Such as "a day before the summit": the words of the event are the anchor, the day stays open."""
        unit = match.one("unit")
        if unit is None or unit in (over.HOUR, over.MINUTE) or match.last >= len(self.words):
            return None
        following = self.words[match.last]
        if (
            following.low not in self.setting.known.context.event_begins
            and not self.setting.text[following.start].isupper()
        ):
            return None
        end = match.last
        while end < len(self.words) and end - match.last < EVENT_WORDS and self.words[end].low not in EVENT_ENDS:
            end += 1
        if end == match.last:
            return None
        text = self.setting.text
        event = " ".join(text[following.start : self.words[end - 1].end].split())
        day = self.setting.focus.day
        if (
            unit == over.DAY
            and day is not None
            and 0 < match.first - self.setting.focus.day_at < APPOSITION
            and self.setting.before() == ","
        ):
            # "8 July, a day before the summit": the same day twice.
            return _Draft(
                self.words[match.first].start,
                self.words[match.last - 1].end,
                match.first,
                match.last,
                day.anchored("mention"),
                "event",
            )
        time = cal.unresolved("counted from an event that this report does not date", anchor=event)
        return _Draft(
            self.words[match.first].start, self.words[match.last - 1].end, match.first, match.last, time, "event"
        )

    # --- times of day -------------------------------------------------------------------------------------

    def _joined(self, drafts: list[_Draft]) -> list[_Draft]:
        """A time of day and the day beside it are one date."""
        kept: list[_Draft] = []
        for draft in drafts:
            if kept:
                before = kept[-1]
                gap = " ".join(self.setting.text[before.end : draft.start].lower().split())
                pair = (before, draft) if before.time.clock else (draft, before)
                clock, other = pair
                days = (
                    other.time.start is not None
                    and other.time.granularity in ("day", "part_of_day")
                    and other.time.start == other.time.end
                )
                if (
                    gap in self.setting.known.context.between_clock_and_day
                    and clock.time.clock
                    and clock.time.start is None
                    and days
                    and other.time.clock is None
                ):
                    time = replace(other.time, granularity="time", clock=clock.time.clock)
                    kept[-1] = _Draft(before.start, draft.end, before.first, draft.last, time, "clock")
                    continue
            kept.append(draft)
        return kept

    def _timed(self, drafts: list[_Draft]) -> list[_Draft]:
        """Times of day that stand alone get the day of their sentence, else the one last spoken of."""
        days = [
            one
            for one in drafts
            if one.time.start is not None
            and one.time.start == one.time.end
            and one.time.granularity in ("day", "part_of_day", "time")
        ]
        starts = [one.first for one in days]
        done: list[_Draft] = []
        for draft in drafts:
            time = draft.time
            if time.clock is not None and time.start is None:
                at = bisect_left(starts, draft.first)
                day = self._day_near(draft, days[at - 1] if at else None, days[at] if at < len(days) else None)
                if day is None:
                    time = Time(reason=clock.NO_DAY, anchor="mention")
                else:
                    time = replace(time, start=day.start, end=day.end, anchor="mention", reason=None)
            done.append(replace(draft, time=time))
        return done

    def _day_near(self, draft: _Draft, before: _Draft | None, after: _Draft | None) -> Time | None:
        """The nearer day of the same sentence, else the day before."""
        same = [one for one in (before, after) if one is not None and self._same_sentence(draft, one)]
        if same:
            return min(same, key=lambda one: (abs(one.first - draft.first), one.first)).time
        return before.time if before is not None else None

    def _same_sentence(self, one: _Draft, other: _Draft) -> bool:
        low, high = sorted((one, other), key=lambda draft: draft.start)
        between = self.setting.text[low.end : high.start]
        return len(between) < LONGEST_SENTENCE and ". " not in between and "\n\n" not in between


def _when(text: str, time: Time) -> When:
    if time.start is None or time.end is None:
        return When(text=text, anchor=time.anchor, reason=time.reason)
    start, end = time.start.isoformat(), time.end.isoformat()
    if time.granularity == "time" and time.clock is not None:
        start, end = start + time.clock[0], end + time.clock[1]
    return When(text=text, start=start, end=end, granularity=time.granularity, anchor=time.anchor)


def _mention(passage: Passage, draft: _Draft) -> Mention:
    quote = passage.text[draft.start : draft.end]
    return Mention(
        kind="date",
        passage=passage.id,
        start=draft.start,
        end=draft.end,
        quote=quote,
        date=_when(quote, draft.time),
    )
