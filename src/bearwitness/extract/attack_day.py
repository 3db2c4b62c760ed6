"""On which day the report's attack was: every day that the report names is weighed by signs, and the best one wins.

A report names many days: that of the attack, of an arrest, of a hearing, of somebody's words, of its own publication.
A sign is something that the words around a day show (what verb is nearest, whether a telling of the attack stands
beside it, how long before the publication it lies). `data/attack_day.toml` says what each sign counts; the words are in
`languages/<code>/attack_day.toml`. No day is taken whose signs do not outweigh that the report does not say.
"""

from __future__ import annotations

import datetime
import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import msgspec

from bearwitness.errors import DataError
from bearwitness.extract import told, whereabouts
from bearwitness.extract.background import any_of
from bearwitness.extract.context import Context
from bearwitness.extract.event_setting import attached, of_counting, of_saying
from bearwitness.extract.events import Event
from bearwitness.extract.speech import Speech, quotations, speeches
from bearwitness.extract.syntax import trees
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieved
from bearwitness.model import Mention, Sentence, When

MOST = 60
"""Days that are weighed at most; a longer list is a chronicle and tells its attack at the beginning."""
LEFT, RIGHT = 140, 90
"""Code points before and after a date in which words speak for or against it."""
BESIDE = 22
"""Code points after a date that may still be of the phrase that it belongs to ("the June 1 fatal shooting")."""
LINK = re.compile(
    r"\b(on|since|until|by|from|before|after|at|around|about|in|of|for|the|next|said|updated|posted)\W*$", re.IGNORECASE
)
WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
NOW = re.compile(r"^(?:today|tonight|this (?:morning|afternoon|evening))", re.IGNORECASE)
PLAYER = re.compile(r"\s*\d{1,2}:\d\d\s+[A-Z]")
"""The line of a film that the page offers: its running time and its title."""
WORD = re.compile(r"[^\W\d_]{2}")
CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b", re.IGNORECASE)
"""A time of day with no day: that of the day that has just been."""
OWNED = re.compile(r"['’]s((?:\W+\w+){1,3})")
"""What is named by a period: "last week's deadly attack"."""
OPENING = 3
"""Sentences in which a report shows that it follows up an earlier attack."""
TOLD = 6
"""Sentences in which news shows how fresh it is."""
LONG = 31
"""Days before the publication from which on a time named in the opening makes the report one that looks back."""
FOLLOWED = 7
"""Days before the publication in which an attack is looked for whose aftermath is told."""
NEWS = "no date in the words; told as news, so reckoned from the publication: its day or the day before"
AFTERWARDS = "no date in the words; its aftermath is told as news, so reckoned from the publication: the week before it"
UNDATED = "no date in the words, and none that says how fresh it is: reckoned from the publication, the week before it"
NOT_AFTER = "no date in the words; not after the publication"


class Words(msgspec.Struct, frozen=True):
    """The shape of `languages/<code>/attack_day.toml`: words by what they say of a day, and of a report's news."""

    words: dict[str, tuple[str, ...]]
    long_after: tuple[str, ...]
    aftermath: tuple[str, ...]
    fresh: tuple[str, ...]
    compared: tuple[str, ...]
    clause: tuple[str, ...]


class Weights(msgspec.Struct, frozen=True):
    """The shape of `data/attack_day.toml`: log-odds."""

    base: float
    signs: dict[str, float]


@cache
def weights() -> Weights:
    """What each sign counts; DataError if the file is damaged."""
    try:
        text = (resources.files(__package__) / "data" / "attack_day.toml").read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Weights)
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file extract/data/attack_day.toml is missing or damaged: {error}.") from error


@cache
def _patterns(code: str) -> tuple[tuple[str, Sieved], ...]:
    return tuple((name, any_of(listed)) for name, listed in load(code, "attack_day", Words).words.items())


@dataclass(frozen=True)
class Candidate:
    """A day that the report names, with what is seen around it."""

    mention: Mention
    when: When
    sentence: Sentence
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Tellings:
    """Where the attack is told, and where other attacks are."""

    own: tuple[Event, ...]
    others: tuple[Event, ...]
    sentences: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", frozenset(one.sentence for one in self.own))


def choose(context: Context, own: Sequence[Event], others: Sequence[Event]) -> When | None:
    """The day of the attack with these tellings; None if no day is likelier than that the report names none."""
    found = candidates(context)
    tellings = Tellings(tuple(own), tuple(others))
    listed = weights()
    best: tuple[float, When] | None = None
    period = _named_by(context, tellings)
    for one in found:
        if period is not None and (one.last < period[0] or one.first > period[1]):
            continue
        score = listed.base + sum(listed.signs.get(sign, 0.0) for sign in signs(context, one, found, tellings))
        if score > 0 and (best is None or score > best[0]):
            best = score, one.when
    return None if best is None else best[1]


def _named_by(context: Context, tellings: Tellings) -> tuple[datetime.date, datetime.date] | None:
    """The period that the opening names the attack by ("last week's attack"): its day is in there and no other is."""
    for index in sorted(tellings.sentences):
        if index >= OPENING:
            break
        sentence = context.sentences[index]
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "date"):
            interval = whereabouts.days(one.date)
            if interval is None or whereabouts.is_day(one.date):
                continue
            following = sentence.text[one.end - sentence.start :]
            owned = OWNED.match(following)
            if owned is not None and _nearest(context, owned[1], last=False) in ("attack", "harm"):
                return interval
    return None


def reckoned(context: Context) -> When | None:
    """When an attack was that the report gives no day for, as far as its publication tells; None without one.

    News that speaks of an attack as of this day (a time of day without a day, police on the scene) comes out on its day
    or on the day after, other news of it and of what came of it (a name, a rising toll) within days; a report of a
    court, a funeral or a look back may come at any time later, and then only the end is known. The words give no date
    either way, and the reason says so.
    """
    published = whereabouts.day_of(context.report.published)
    if published is None:
        return None
    listed = load(context.language, "attack_day", Words)
    opening, more = (" ".join(one.text for one in _opening(context, most)) for most in (OPENING, TOLD))
    if (
        any_of(listed.long_after).search(any_of(listed.compared).sub(" ", opening)) is not None
        or _is_feature(context, listed)
        or _looks_back(context, published)
    ):
        return When(text="", end=published.isoformat(), anchor="published", reason=NOT_AFTER)
    if any_of(listed.aftermath).search(opening) is not None:
        days, why = FOLLOWED, AFTERWARDS
    elif CLOCK.search(more) is not None or any_of(listed.fresh).search(more) is not None:
        days, why = 1, NEWS
    else:
        days, why = FOLLOWED, UNDATED
    start = published - datetime.timedelta(days=days)
    return When(
        text="",
        start=start.isoformat(),
        end=published.isoformat(),
        granularity="period",
        anchor="published",
        reason=why,
    )


def _opening(context: Context, most: int = OPENING) -> list[Sentence]:
    """The first sentences that say something; a player's running times and rows of dots are none."""
    found = (one for one in context.sentences if PLAYER.match(one.text) is None and WORD.search(one.text) is not None)
    return list(itertools.islice(found, most))


def _is_feature(context: Context, listed: Words) -> bool:
    """The title asks a question, or begins with a clause about the attack: it is no first news of it."""
    titles = [one.text for one in context.sentences if one.kind == "title"]
    return bool(titles) and (
        any(one.rstrip().endswith("?") or "? " in one for one in titles)
        or titles[0].split(maxsplit=1)[0].lower() in listed.clause
    )


def _looks_back(context: Context, published: datetime.date) -> bool:
    """The opening names a time long before the publication."""
    for sentence in _opening(context):
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "date"):
            interval = whereabouts.days(one.date)
            if interval is not None and (published - interval[1]).days > LONG:
                return True
    return False


def candidates(context: Context) -> tuple[Candidate, ...]:
    """The days of the outlet's own passages that are not after the publication, in reading order."""
    published = whereabouts.day_of(context.report.published)
    found: list[Candidate] = []
    for sentence in context.sentences:
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "date"):
            when = whereabouts.not_ahead(one.date, context.report.published)
            interval = whereabouts.days(when)
            if when is None or interval is None or not whereabouts.is_day(when):
                continue
            if published is not None and interval[0] > published:
                continue
            found.append(Candidate(one, when, sentence, *interval))
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def signs(context: Context, one: Candidate, every: Sequence[Candidate], tellings: Tellings) -> list[str]:
    """What speaks for or against a day, sorted by kind."""
    return [
        *_telling(context, one, tellings),
        *_place_in_report(context, one),
        *_words_around(context, one),
        *_form(one),
        *_age(context, one),
        *_company(one, every),
    ]


def _telling(context: Context, one: Candidate, tellings: Tellings) -> Iterator[str]:
    """How the day is bound to a telling of the attack."""
    yield f"telling: {_bond(one, tellings)}"
    tree = context.once(trees)[one.sentence.index]
    word = attached(tree, one.mention) if tree.tokens else None
    if word is None:
        return
    if of_saying(tree, one.mention, context.once(_said).get(one.sentence.index, [])) or of_counting(tree, word):
        yield "day of a saying"
    above = [tree.tokens[at] for at in tree.ancestors(word)]
    verb = next((token for token in above if token.pos in {"VERB", "AUX"}), None)
    if verb is not None:
        yield f"verb: {_kind_of(context, verb.text.lower())}"


def _said(context: Context) -> dict[int, list[Speech]]:
    """The speeches of each sentence."""
    found: dict[int, list[Speech]] = {}
    for one in context.once(speeches):
        found.setdefault(one.sentence, []).append(one)
    return found


def _bond(one: Candidate, tellings: Tellings) -> str:
    own = [event for event in tellings.own if one.mention in event.dates]
    if own:
        return "its own, first" if own[0] is tellings.own[0] else "its own"
    for event in tellings.others:
        if one.mention in event.dates:
            return f"another attack's, {event.about}"
    if any(one.mention in event.loose_dates for event in tellings.own):
        return "beside it"
    here = one.sentence.index
    if here in tellings.sentences:
        return "in its sentence"
    if here - 1 in tellings.sentences:
        return "after it"
    return "before it" if here + 1 in tellings.sentences else "none near"


def _kind_of(context: Context, word: str) -> str:
    return next((name for name, pattern in _patterns(context.language) if pattern.pattern.fullmatch(word)), "other")


def _place_in_report(context: Context, one: Candidate) -> Iterator[str]:
    index = one.sentence.index
    yield f"sentence: {'first' if index <= 2 else 'early' if index <= 5 else 'middle' if index <= 12 else 'late'}"
    if one.sentence.kind in ("title", "caption", "embed"):
        yield f"passage: {one.sentence.kind}"
    if told.about(context, one.sentence, one.mention.start, one.mention.end) == "background":
        yield "told as background"
    if any(
        quote.passage == one.mention.passage and quote.start <= one.mention.start < quote.end
        for quote in context.once(quotations)
    ):
        yield "in a quotation"


def _words_around(context: Context, one: Candidate) -> Iterator[str]:
    """The nearest listed word on each side of the day."""
    text, offset = one.sentence.text, one.sentence.start
    start, end = one.mention.start - offset, one.mention.end - offset
    left, right = text[max(0, start - LEFT) : start], text[end : end + RIGHT]
    yield f"before: {_nearest(context, left, last=True)}"
    yield f"after: {_nearest(context, right, last=False)}"
    beside = _nearest(context, right[:BESIDE], last=False)
    if right[:1] != "," and beside in ("attack", "harm", "court", "mourn", "say"):
        yield f"beside: {beside}"
    link = LINK.search(left)
    if link is not None:
        yield f"link: {link[1].lower()}"


def _nearest(context: Context, text: str, *, last: bool) -> str:
    """What kind of listed word stands last (or first) in the text."""
    best, name = None, "nothing"
    for kind, pattern in _patterns(context.language):
        spots = [match.start() for match in pattern.finditer(text)]
        if not spots:
            continue
        at = spots[-1] if last else -spots[0]
        if best is None or at > best:
            best, name = at, kind
    return name


def _form(one: Candidate) -> Iterator[str]:
    """How the day is written."""
    when, quote = one.mention.date, one.mention.quote
    assert when is not None
    if when.granularity in ("time", "part_of_day"):
        yield f"form: {when.granularity}"
    if NOW.match(quote):
        yield "form: today"
    elif when.anchor == "absolute":
        yield "form: with its year"
    elif when.anchor == "mention":
        yield "form: counted from another"
    elif WEEKDAY.search(quote):
        yield "form: weekday"
    if (one.last - one.first).days:
        yield "form: two days"


def _age(context: Context, one: Candidate) -> Iterator[str]:
    published = whereabouts.day_of(context.report.published)
    if published is None:
        yield "age: unknown"
        return
    days = (published - one.last).days
    steps = ((0, "0"), (1, "1"), (3, "2-3"), (7, "4-7"), (31, "8-31"), (200, "32-200"), (730, "201-730"))
    yield f"age: {next((name for most, name in steps if days <= most), 'older')}"


def _company(one: Candidate, every: Sequence[Candidate]) -> Iterator[str]:
    """Other mentions of the day, and other days."""
    sentences = {other.sentence.index for other in every if other.first <= one.first <= other.last}
    if len(sentences) > 1:
        yield "named twice" if len(sentences) == 2 else "named often"
    days = {other.first for other in every}
    if len(days) == 1:
        yield "the only day"
    elif one.first == min(days):
        yield "the earliest day"
    elif one.first == max(days):
        yield "the latest day"
    clocked = {
        other.first for other in every if other.mention.date is not None and other.mention.date.granularity == "time"
    }
    if one.first in clocked:
        yield "has a time of day"
    elif clocked:
        yield "another has a time of day"
