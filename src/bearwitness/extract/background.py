"""Whether a sentence tells the report's own event, an earlier one, or no attack at all.

Three readings of the words, each explained by lists in `languages/<code>/background.toml`: cause (an attack, a plain
cause of another kind such as a crash or a flood, or nothing said); time (a date well before the report's own, "last
month", "since the war began"; but "the worst since 2022" compares and does not move the story); and continuity (what
follows a background sentence in its paragraph is background until the words come back).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import msgspec

from bearwitness.extract.context import Context
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieved
from bearwitness.model import Mention, Sentence, When
from bearwitness.vocabulary import About

OLD_DAYS = 3
"""A date this many days before the report's own event is another event's."""
LATE = 200
"""Days that a count, a verdict or a finding may come after the event that its first words date."""
CARRIED = 4
"""Sentences that a background sentence can pull after it."""
NEAR = 3
"""Sentences before and after in which the cause of a figure is looked for."""
BREAK = re.compile(r"[,;:–—](?!\d)|\b(?:after|while|when|and|but|although|though|whereas|where|as)\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
CRASHED = re.compile(r"The (?:\w+ )?(?P<thing>\w+) (?:then |later |soon )?crashed\b")
LINKING = re.compile(r"\b(?:since|in|of|for|ever|than)\b")
RELATIVE = re.compile(r"\b(?:later|after|earlier|before|previous|next|same)\b", re.IGNORECASE)
SAID_THEN = re.compile(r"\b(?:told|said|wrote|reported)\b[^.;:]{0,40} at the time\b(?! of)", re.IGNORECASE)
"""Words that somebody said about an earlier event, then; "at the time" alone is mostly the time of the attack."""
DAY_GRAINS = frozenset({"time", "part_of_day", "day", "weekend"})


class Causes(msgspec.Struct, frozen=True):
    """Words that tell what did the harm."""

    attack: tuple[str, ...]
    other: tuple[str, ...]
    not_other: tuple[str, ...]
    overruled_by_attack: bool


class Earlier(msgspec.Struct, frozen=True):
    """Words that tell of another time."""

    cues: tuple[str, ...]
    opening: tuple[str, ...]
    back: tuple[str, ...]
    comparison: tuple[str, ...]
    retrospect: tuple[str, ...]
    bulletin: tuple[str, ...]
    bulletin_things: tuple[str, ...]


class Words(msgspec.Struct, frozen=True):
    """The shape of `background.toml`."""

    causes: Causes
    earlier: Earlier


@dataclass(frozen=True)
class _Lexicon:
    attack: Sieved
    other: Sieved
    not_other: Sieved
    cues: Sieved
    opening: Sieved
    back: Sieved
    comparison: Sieved
    retrospect: Sieved
    bulletin: Sieved
    bulletin_things: Sieved


@cache
def any_of(words: tuple[str, ...]) -> Sieved:
    """One expression for all words, longest first."""
    ordered = sorted(words, key=lambda one: (-len(one), one))
    pieces = [re.escape(one.rstrip("*")) + (r"\w*" if one.endswith("*") else "") for one in ordered]
    return Sieved(re.compile(r"\b(?:" + "|".join(pieces) + r")(?!\w)", re.IGNORECASE))


@cache
def _lexicon(code: str) -> _Lexicon:
    listed = load(code, "background", Words)
    causes, earlier = listed.causes, listed.earlier
    return _Lexicon(
        attack=any_of(causes.attack),
        other=any_of(causes.other),
        not_other=any_of(causes.not_other),
        cues=any_of(earlier.cues),
        opening=any_of(earlier.opening),
        back=any_of(earlier.back),
        comparison=any_of(earlier.comparison),
        retrospect=any_of(earlier.retrospect),
        bulletin=any_of(earlier.bulletin),
        bulletin_things=any_of(earlier.bulletin_things),
    )


def other_cause(text: str, code: str) -> bool:
    """The words name a plain cause of another kind."""
    words = _lexicon(code)
    return words.other.search(words.not_other.sub(" ", text)) is not None


@dataclass(frozen=True)
class _View:
    """What the words of one sentence say."""

    attack: bool
    other: bool
    old: tuple[int, ...] = ()
    """Where words of another time begin (offsets into the passage), in order."""
    back: bool = False


@dataclass(frozen=True)
class Told:
    """What a report is about, sentence by sentence."""

    attack: bool
    """The report tells an attack at all."""
    _views: tuple[_View, ...]
    _background: tuple[bool, ...]

    def about(self, sentence: Sentence, start: int) -> About:
        """Main or background, of what is told at the offset."""
        if self._background[sentence.index]:
            return "background"
        for old in self._views[sentence.index].old:
            if _reaches(sentence, old, start):
                return "background"
        return "main"

    def attack_at(self, sentence: Sentence) -> bool:
        """What is told in the sentence came about by an attack: by its own words, else by those around it."""
        own = self._verdict(sentence.index)
        if own is not None:
            return own
        for distance in range(1, NEAR + 1):
            for index in (sentence.index - distance, sentence.index + distance):
                if 0 <= index < len(self._views):
                    found = self._verdict(index)
                    if found is not None:
                        return found
        return self.attack

    def _verdict(self, index: int) -> bool | None:
        view = self._views[index]
        if view.attack:
            return True
        return False if view.other else None


def _reaches(sentence: Sentence, cue: int, start: int) -> bool:
    """The words of another time govern what is told at `start`: they stand before it, or after it in its own clause."""
    if cue <= start:
        between = sentence.text[cue - sentence.start : start - sentence.start]
        return not re.search(r"[,;]\s+(?:but|while|whereas)\b", between)
    between = sentence.text[start - sentence.start : cue - sentence.start]
    return BREAK.search(between) is None


def read(context: Context) -> Told:
    """The report's own event against everything else that it tells. Cheap; use `context.once(read)`."""
    words = _lexicon(context.language)
    reference = _reference(context)
    views = _crashes(context, tuple(_view(context, one, words, reference) for one in context.sentences))
    background = _continued(context, views, words)
    told = sum(one.attack for one in views)
    others = sum(one.other for one in views)
    title = next((view for view, one in zip(views, context.sentences, strict=True) if one.kind == "title"), None)
    attack = (
        told > 0
        and not (told == 1 and others >= 3)
        and not (title is not None and title.other and not title.attack and told < others)
    )
    if _bulletin(context, words) or _retrospect(context, words, reference):
        background = tuple(True for _ in background)
    return Told(attack, views, background)


def _crashes(context: Context, views: tuple[_View, ...]) -> tuple[_View, ...]:
    """The views; what crashed after it was attacked is no accident: "Rebels shot at a truck. The truck crashed ..."."""
    found = list(views)
    for at, (one, before) in enumerate(zip(context.sentences[1:], context.sentences, strict=False), start=1):
        crash = CRASHED.match(one.text) if views[at].other and views[at - 1].attack else None
        if crash is not None and re.search(rf"\b{re.escape(crash['thing'])}\b", before.text) is not None:
            found[at] = replace(views[at], attack=True, other=False)
    return tuple(found)


def _bulletin(context: Context, words: _Lexicon) -> bool:
    """A daily bulletin of losses: no event of its own is told."""
    text = " ".join(one.text for one in context.sentences[:6])
    return len(words.bulletin.findall(text)) >= 2 and len(set(words.bulletin_things.findall(text.lower()))) >= 2


def _retrospect(context: Context, words: _Lexicon, reference: _Reference) -> bool:
    """A ceremony, a verdict or statistics about what happened in another year."""
    if reference.year is None:
        return False
    opening = " ".join(one.text for one in context.sentences[:3])
    years = [int(year) for year in YEAR.findall(opening)]
    old = any(year < reference.year - 1 for year in years) or re.search(r"\b\d+ years ago\b", opening) is not None
    return old and words.retrospect.search(opening) is not None and not any(year == reference.year for year in years)


def _view(context: Context, sentence: Sentence, words: _Lexicon, reference: _Reference) -> _View:
    text = sentence.text
    plain = words.not_other.sub(" ", text)
    others = words.other.search(plain) is not None
    without = words.other.sub(" ", text) if others else text
    attack = words.attack.search(without) is not None
    old = {
        match.start() + sentence.start
        for match in words.cues.finditer(text)
        if not _compared(text, match.start(), words)
    }
    old |= set(_old_dates(context, sentence, words, reference))
    if "at the time" in text.lower() and SAID_THEN.search(text) is not None:
        old.add(sentence.start)
    return _View(
        attack=attack,
        other=others and not attack,
        old=tuple(sorted(old)),
        back=words.back.search(text) is not None,
    )


def _compared(text: str, at: int, words: _Lexicon) -> bool:
    """The words before the date compare: "the deadliest attack since 2022"."""
    before, linked = text[max(0, at - 60) : at], text[max(0, at - 24) : at + 6]
    if words.comparison.search(before) is not None and LINKING.search(linked) is not None:
        return True
    since = before.rstrip().lower().endswith("since")  # "no attack since 2010 has been bloodier"
    return since and words.comparison.search(text[at : at + 40]) is not None


@dataclass(frozen=True)
class _Reference:
    """The day (or stretch) of the report's own event, as far as it is known."""

    start: datetime.date | None
    end: datetime.date | None
    year: int | None


def _day(text: str | None) -> datetime.date | None:
    try:
        if text is not None and re.fullmatch(r"\d{4}-\d\d", text):
            text += "-28"
        return None if text is None else datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _reference(context: Context) -> _Reference:
    """From the publication date and the first dates of the text."""
    published = _day(context.report.published)
    first = _first_date(context, published)
    if published is None:
        if first is None:
            return _Reference(None, None, None)
        return _Reference(first[0], first[1], first[0].year)
    if first is not None and (published - first[1]).days <= LATE:
        return _Reference(first[0], published, published.year)
    return _Reference(published - datetime.timedelta(days=OLD_DAYS), published, published.year)


def _first_date(context: Context, published: datetime.date | None) -> tuple[datetime.date, datetime.date] | None:
    """The first date of the text that is fine enough and not after publication."""
    for sentence in context.sentences[:6]:
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "date"):
            span = _interval(one.date)
            if span is None or (span[1] - span[0]).days > 8:
                continue
            if published is not None and span[0] > published + datetime.timedelta(days=1):
                continue
            return span
    return None


def _interval(when: When | None) -> tuple[datetime.date, datetime.date] | None:
    if when is None:
        return None
    start, end = _day(when.start), _day(when.end or when.start)
    return None if start is None or end is None else (start, end)


def _old_dates(context: Context, sentence: Sentence, words: _Lexicon, reference: _Reference) -> list[int]:
    """Where dates well before the reference stand."""
    found: list[int] = []
    mentions = context.mentions_in(sentence.passage, sentence.start, sentence.end, "date")
    for one in mentions:
        if _is_old(one, reference) and not _compared(sentence.text, one.start - sentence.start, words):
            found.append(one.start)
    if not mentions and reference.year is not None:
        for match in YEAR.finditer(sentence.text):
            if int(match[0]) < reference.year and not _compared(sentence.text, match.start(), words):
                found.append(sentence.start + match.start())
    return found


def _is_old(mention: Mention, reference: _Reference) -> bool:
    span = _interval(mention.date)
    if span is None or reference.start is None:
        return False
    if span[0].year < reference.start.year and (span[1] - span[0]).days > 300 and span[1] < reference.start:
        return True
    return span[1] < reference.start - datetime.timedelta(days=OLD_DAYS)


def _continued(context: Context, views: Sequence[_View], words: _Lexicon) -> tuple[bool, ...]:
    """Sentences that go on with a background sentence before them in the same paragraph."""
    result: list[bool] = []
    carried = 0
    before: Sentence | None = None
    for sentence, view in zip(context.sentences, views, strict=True):
        apart = before is None or before.passage != sentence.passage or _paragraph(context, before, sentence)
        if apart or view.back:
            carried = 0
        opened = words.opening.match(sentence.text) is not None
        leading = any(old - sentence.start < max(30, len(sentence.text) // 3) for old in view.old)
        dated_now = not view.old and _dated(context, sentence)
        if dated_now:
            carried = 0
        result.append(carried > 0)
        if leading or opened:
            carried = CARRIED
        elif carried:
            carried -= 1
        before = sentence
    return tuple(result)


def _dated(context: Context, sentence: Sentence) -> bool:
    """The sentence has a date of its own that was not found old."""
    return any(
        one.date is not None
        and one.date.anchor in ("absolute", "published")
        and one.date.granularity in DAY_GRAINS
        and _interval(one.date) is not None
        and not RELATIVE.search(one.quote)
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "date")
    )  # fmt: skip


def _paragraph(context: Context, before: Sentence, after: Sentence) -> bool:
    """A line break stands between the two."""
    return "\n" in context.passages[after.passage].text[before.end : after.start]
