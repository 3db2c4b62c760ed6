"""Several attacks in one report: tellings that only count them, and the other attack of a day told in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

import msgspec

from bearwitness.extract import whereabouts
from bearwitness.extract.attack import Attack, told_at
from bearwitness.extract.attack_ways import MOST, may_be_one, sites_of, way_of
from bearwitness.extract.context import Context
from bearwitness.extract.double_taps import Words
from bearwitness.extract.event_words import lexicon
from bearwitness.extract.events import Event
from bearwitness.extract.syntax import trees
from bearwitness.languages import load
from bearwitness.model import When

APART = frozenset({"separate", "unrelated", "different", "distinct", "unconnected"})


def without_sums(context: Context, told: Sequence[Event]) -> list[Event]:
    """The tellings without those that only count attacks which the report tells apart ("Friday's attacks in Norway").

    Two of the others must tell different ways, each with a place of its own. A sum within one town stays: it is an
    attack with parts, unless the words say that they have nothing to do with each other.
    """
    sums = [one for one in told if one.plural and one.noun and (_nationwide(one) or _unrelated(context, one))]
    others = [one for one in told if one not in sums][:MOST]
    apart = any(
        one.about == other.about == "main" and _tells_another(context, one, other)
        for one, other in combinations(others, 2)
    )
    return [one for one in told if one not in sums] if apart else list(told)


def _nationwide(event: Event) -> bool:
    if way_of(event) is not None or not event.places:
        return False
    place = event.places[0].place
    return place is not None and place.precision in ("region", "country", "area")


def _unrelated(context: Context, event: Event) -> bool:
    tree = context.once(trees)[event.sentence]
    first = tree.phrase(event.head)[0]
    return any(one.text.lower() in APART for one in tree.tokens[first : event.head])


def _tells_another(context: Context, one: Event, other: Event) -> bool:
    way = way_of(one)
    if way is None or may_be_one([way], other):
        return False
    mine, theirs = sites_of(context, one), sites_of(context, other)
    return bool(mine) and bool(theirs) and not mine & theirs


@cache
def _twin(code: str) -> re.Pattern[str]:
    words = load(code, "series", Words).twin
    nouns, days = "|".join(words.nouns), "|".join(words.same_day)
    named = rf"\b(?:It|This|That) was the (?:second|third) (?:[\w-]+ ){{0,2}}(?:{nouns})\b"
    return re.compile(rf"{named}[^;:.]{{0,60}}\b(?:{days})\b[^;:.]{{0,20}}[;:—–-] ?(?P<other>.+)")


def other_of_the_day(context: Context, attacks: Sequence[Attack]) -> list[Attack]:
    """The attack told in passing beside the main one ("It was the second shooting in the town that day; one person was
    killed outside a diner in the morning"): its clause must tell harm at a building of another kind.
    """
    main = next((one for one in attacks if one.about == "main" and one.part_of is None), None)
    words = lexicon(context.language)
    for sentence in context.sentences if main is not None else ():
        found = _twin(context.language).search(sentence.text) if sentence.tokens else None
        if main is None or found is None or not words.victims & set(found["other"].lower().split()):
            continue
        start = sentence.start + found.start("other")
        rows = context.mentions_in(sentence.passage, start, sentence.end, "facility")
        site = next((one.facility for one in rows if one.facility is not None), None)
        event = told_at(context, main.events[0], sentence.passage, start, sentence.end)
        if site is None or event is None or any(one.target and one.target.kind == site.kind for one in attacks):
            continue
        kept = replace(event, facilities=tuple(rows))
        return [Attack(f"occurrence{len(attacks)}o", "main", [kept], main.place, _day(main, found["other"]), site)]
    return []


def _day(main: Attack, clause: str) -> When | None:
    """The day of the main attack, at the part of it that the clause names."""
    if not whereabouts.is_day(main.time) or main.time is None or main.time.start is None or main.time.end is None:
        return None
    part = PART.search(clause)
    return msgspec.structs.replace(
        main.time,
        text=part[0] if part is not None else main.time.text,
        start=main.time.start[:10],
        end=main.time.end[:10],
        granularity="part_of_day" if part is not None else "day",
    )


PART = re.compile(r"\bin the (?:morning|afternoon|evening)\b")
