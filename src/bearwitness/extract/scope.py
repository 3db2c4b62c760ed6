"""Over what a count runs: a facility, a building, a district, a city, a region, a country.

The words of the count's own clause come first ("in the city", "at the market", "across the country"); else the attack
told in its sentence, by its target or its place; else the report's main attack. A hospital where people were treated is
no scope, and a town around the building that was hit does not widen a toll told of that building.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from bearwitness.extract import occurrences
from bearwitness.extract.casualties_units import Line
from bearwitness.extract.context import Context
from bearwitness.extract.whereabouts import inside
from bearwitness.languages import load
from bearwitness.model import Facility, Mention, Place, Scope
from bearwitness.vocabulary import ScopeKind

LEVELS: dict[str, ScopeKind] = {
    "point": "facility",
    "facility": "facility",
    "district": "district",
    "city": "city",
    "area": "region",
    "region": "region",
    "country": "country",
}
CLAUSE = re.compile(r"[;:.]|,? \b(?:while|whereas|but|after|when|as)\b|, and\b|, (?:which|who|where)\b")
REACH = 120
"""Code points after the count in which its place is looked for."""


class Phrases(msgspec.Struct, frozen=True):
    """Phrases of each level."""

    country: tuple[str, ...]
    region: tuple[str, ...]
    city: tuple[str, ...]
    district: tuple[str, ...]
    building: tuple[str, ...]
    facility: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True):
    """Words of one use."""

    words: tuple[str, ...]


class Open(msgspec.Struct, frozen=True):
    """Kinds of facility."""

    kinds: tuple[str, ...]


class Words(msgspec.Struct, frozen=True):
    """The shape of `scope.toml`."""

    phrases: Phrases
    whole: Listed
    inside: Listed
    treatment: Listed
    open: Open


@cache
def _phrases(code: str) -> tuple[re.Pattern[str], dict[str, ScopeKind]]:
    listed = load(code, "scope", Words).phrases
    levels: dict[str, ScopeKind] = {}
    for level in Phrases.__struct_fields__:
        for phrase in getattr(listed, level):
            levels.setdefault(phrase, level)  # type: ignore[arg-type]
    ordered = sorted(levels, key=lambda one: (-len(one), one))
    return re.compile(r"\b(?:" + "|".join(re.escape(one) for one in ordered) + r")\b", re.IGNORECASE), levels


def of(context: Context, line: Line, start: int, end: int) -> Scope:
    """The scope of the count told at `start..end` of the line's passage."""
    words = load(context.language, "scope", Words)
    main = main_scope(context, line.sentence.index)
    own = _by_words(context, line, start, end, words, main)
    return own if own is not None else main


def _clause(line: Line, start: int, end: int) -> tuple[int, int]:
    """The count and what follows it in its clause."""
    text, offset = line.sentence.text, line.sentence.start
    after = text[end - offset : end - offset + REACH]
    cut = CLAUSE.search(after)
    return start, end + (cut.start() if cut else len(after))


def _by_words(  # noqa: PLR0917
    context: Context, line: Line, start: int, end: int, words: Words, main: Scope
) -> Scope | None:
    first, last = _clause(line, start, end)
    sentence = line.sentence
    text = sentence.text[first - sentence.start : last - sentence.start]
    pattern, levels = _phrases(context.language)
    before = sentence.text[max(0, first - sentence.start - 40) : first - sentence.start]
    found = pattern.search(text) or _leading(pattern, before)
    if found is not None:
        level = levels[found[0].lower()]
        place = _place_of_level(context, level)
        if level != "facility":
            return Scope(text=found[0], kind=level, place=place, why="the count's own words")
    treated = any(word in text.lower().split() for word in words.treatment.words)
    for one in context.mentions_in(sentence.passage, first, last, "facility", "place"):
        scope = _by_mention(context, line, one, words, main, treated)
        if scope is not None:
            return scope
    leading = [
        one
        for one in context.mentions_in(sentence.passage, sentence.start, first, "place", "facility")
        if first - one.end <= 3
    ]
    for one in leading:
        scope = _by_mention(context, line, one, words, main, treated)
        if scope is not None:
            return scope
    return None


def _leading(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    """The phrase that ends right before the count: "across the country, 36 people were killed"."""
    for match in pattern.finditer(before):
        if before[match.end() :].strip(" ,") == "":
            return match
    return None


def _by_mention(  # noqa: PLR0917
    context: Context, line: Line, one: Mention, words: Words, main: Scope, treated: bool
) -> Scope | None:
    """The scope that a place or facility beside the count gives; None if it gives none."""
    sentence = line.sentence
    before = sentence.text[max(0, one.start - sentence.start - 24) : one.start - sentence.start].lower().split()
    word = next(
        (w for w in reversed(before) if w not in ("the", "a", "an", "city", "of", "town", "region", "village")), ""
    )
    if one.facility is not None:
        if word not in words.inside.words or one.facility.kind in words.open.kinds:
            return None
        if one.facility.kind in ("hospital", "clinic") and (treated or not _is_target(context, one.facility)):
            return None
        return _of_facility(one.facility, "the count's own words")
    place = one.place
    if place is None or place.precision not in LEVELS or one.place is None:
        return None
    if word not in words.inside.words and word not in words.whole.words:
        return None
    level = LEVELS[place.precision]
    if (
        word not in words.whole.words
        and main.kind in ("facility", "building")
        and main.place is not None
        and (inside(main.place, place) or inside(place, main.place))
    ):
        return None  # "the bombing of a mosque in the city": the town around the building
    if main.kind in ("facility", "building") and main.place is None and word not in words.whole.words:
        return None
    return Scope(text=one.quote, kind=level, place=place, why="the count's own words")


def _is_target(context: Context, facility: Facility) -> bool:
    return any(
        attack.target is not None and attack.about == "main" and attack.target.kind == facility.kind
        for attack in context.once(occurrences.attacks_of)
    )


def _of_facility(facility: Facility, why: str) -> Scope:
    kind: ScopeKind = "building" if facility.kind == "residential_building" else "facility"
    return Scope(text=facility.name or facility.text, kind=kind, place=facility.place, why=why)


def main_scope(context: Context, sentence: int) -> Scope:
    """The scope of the attack told in the sentence, else of the report's main attack."""
    attacks = context.once(occurrences.attacks_of)
    mains = [one for one in attacks if one.about == "main"]
    told = [one for one in mains if any(event.sentence == sentence for event in one.events)]
    for attack in _ordered(told) + mains[:1]:
        scope = _of_attack(context, attack)
        if scope is not None:
            return scope
    return Scope(why="no words say it")


def _ordered(told: Sequence[occurrences.Attack]) -> list[occurrences.Attack]:
    """Of several attacks of one sentence, the one that holds the others first."""
    return sorted(told, key=lambda one: (one.part_of is not None, one.key))


def _of_attack(context: Context, attack: occurrences.Attack) -> Scope | None:
    words = load(context.language, "scope", Words)
    target = attack.target or _named_target(context, attack)
    if target is not None and target.kind not in words.open.kinds:
        scope = _of_facility(target, "the target of the attack")
        return msgspec.structs.replace(scope, place=scope.place or attack.place)
    if attack.place is not None and attack.place.precision in LEVELS:
        return Scope(
            text=attack.place.text,
            kind=LEVELS[attack.place.precision],
            place=attack.place,
            why="the place of the attack",
        )
    return None


def _named_target(context: Context, attack: occurrences.Attack) -> Facility | None:
    """A facility named beside the telling where the attack itself was given none."""
    words = load(context.language, "scope", Words)
    for event in attack.events[:2]:
        sentence = context.sentences[event.sentence]
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "facility"):
            if one.facility is not None and one.facility.kind not in (*words.open.kinds, "hospital", "clinic"):
                return one.facility
    return None


def _place_of_level(context: Context, level: ScopeKind) -> Place | None:
    """The main attack's place where it is of this level."""
    for attack in context.once(occurrences.attacks_of):
        if attack.about == "main" and attack.place is not None and LEVELS.get(attack.place.precision) == level:
            return attack.place
    return None
