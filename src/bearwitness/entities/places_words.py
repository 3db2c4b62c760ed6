"""How a language names places, ready for look-up: the typed `places.toml` and the names that it adds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec

from bearwitness.entities.gazetteer import Found, fold, gazetteer
from bearwitness.entities.places_spelling import ARABIC, ARTICLES
from bearwitness.entities.places_spot import Form
from bearwitness.languages import available, load


class Streets(msgspec.Struct, frozen=True):
    """Nouns that make a proper name a street's."""

    names: tuple[str, ...]
    abbreviated: tuple[str, ...]
    numbered: tuple[str, ...]
    before: tuple[str, ...]


class Nature(msgspec.Struct, frozen=True):
    """Nouns of landforms and waters, after and before their name."""

    after: tuple[str, ...]
    before: tuple[str, ...]


class Around(msgspec.Struct, frozen=True):
    """Words round a capitalised name that tell what it is."""

    prepositions: tuple[str, ...]
    strong: tuple[str, ...]
    directions: tuple[str, ...]
    towards: tuple[str, ...]
    titles: tuple[str, ...]
    said: tuple[str, ...]
    whose: tuple[str, ...]
    bodies: tuple[str, ...]
    civic: tuple[str, ...]
    civic_after: tuple[str, ...]
    own_after: tuple[str, ...]
    small_before: tuple[str, ...]
    own_before: tuple[str, ...]
    suffixes: tuple[str, ...]
    where: tuple[str, ...]
    struck: tuple[str, ...]
    houses: tuple[str, ...]
    months: tuple[str, ...]
    articles: tuple[str, ...]
    never: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True):
    """The shape of `languages/<code>/places.toml`."""

    common: tuple[str, ...]
    countries: dict[str, tuple[str, ...]]
    demonyms: dict[str, tuple[str, ...]]
    peoples: dict[str, str]
    cities: dict[str, str]
    abbreviations: dict[str, tuple[str, ...]]
    heads: dict[str, tuple[str, ...]]
    plural_heads: dict[str, tuple[str, ...]]
    streets: Streets
    nature: Nature
    context: Around


SIZES = ((1_000_000, "million"), (100_000, "large"), (15_000, "town"), (2_000, "small"), (1, "tiny"), (0, "none"))


MOST_SEEN = 100_000
LARGE = 50_000


@dataclass(frozen=True)
class Named:
    """What a folded name may mean, and the signs that follow from the gazetteer alone."""

    demonym: bool
    found: tuple[Found, ...]
    listed: bool
    """The language's file has the name: its first place is the usual one."""
    country: bool
    signs: tuple[str, ...]
    regions: frozenset[str]
    countries: frozenset[str]
    known: Found | None
    """The city that everybody would think of: large, and ten times as large as any other of the name."""


class Read(NamedTuple):
    """What words as written name: the folded name, its form, the places, and whether the language's file lists it."""

    key: str
    form: Form
    found: tuple[Found, ...]
    listed: bool


@dataclass(frozen=True)
class Words:
    """A language's words as sets, and the names that it adds, by folded key."""

    common: frozenset[str]
    heads: dict[str, str]
    """Word -> precision of the area that it makes; singular and plural."""
    plural_heads: frozenset[str]
    streets: frozenset[str]
    streets_short: frozenset[str]
    numbered: frozenset[str]
    street_before: frozenset[str]
    nature: frozenset[str]
    nature_before: frozenset[str]
    prepositions: frozenset[str]
    strong: frozenset[str]
    directions: frozenset[str]
    towards: frozenset[str]
    titles: frozenset[str]
    said: frozenset[str]
    whose: frozenset[str]
    bodies: frozenset[str]
    civic: frozenset[str]
    civic_after: frozenset[str]
    own_after: frozenset[str]
    small_before: frozenset[str]
    own_before: frozenset[str]
    suffixes: frozenset[str]
    where: frozenset[str]
    struck: frozenset[str]
    houses: frozenset[str]
    months: frozenset[str]
    articles: frozenset[str]
    never: frozenset[str]
    names: dict[str, tuple[Found, ...]]
    initials: frozenset[str]
    """Keys of names that count only in capitals (US, CAR)."""
    demonyms: dict[str, tuple[Found, ...]]
    abbreviations: dict[str, tuple[Found, ...]]
    """By the spelling in the text, with its full stops."""
    longest: dict[str, int]
    lengths: dict[str, int]
    """The same by the word as written, for words met so far."""
    seen: dict[str, Named]
    """Names looked up so far."""
    read: dict[str, Read | None]
    """Words as written, read so far."""
    shown: dict[tuple[object, ...], tuple[str, ...]]
    """Signs of a word or name and of what stands round it, worked out so far."""

    def reading(self, written: str) -> Read | None:
        """What words as written may name; None if nothing."""
        if written in self.read:
            return self.read[written]
        if len(self.read) >= MOST_SEEN:
            self.read.clear()
        found = self.read[written] = self._read(written)
        return found

    def _read(self, written: str) -> Read | None:
        key = fold(written)
        if key in self.initials and not written.isupper():
            return None
        named = self.named(key)
        form: Form = "demonym" if named.demonym else "name"
        found = named.found
        if not found and key.startswith(ARTICLES):
            key = key.partition(" ")[2]
            found = tuple(one for one in self.named(key).found if one.country in ARABIC and one.kind != "country")
        return Read(key, form, found, form == "name" and self.named(key).listed) if found else None

    def named(self, key: str) -> Named:
        """What a folded name may mean."""
        known = self.seen.get(key)
        if known is None:
            if len(self.seen) >= MOST_SEEN:
                self.seen.clear()
            known = self.seen[key] = self._look_up(key)
        return known

    def _look_up(self, key: str) -> Named:
        if key in self.demonyms:
            return _facts(self.demonyms[key], demonym=True, listed=False)
        listed = self.names.get(key, ())
        numbers = {one.id for one in listed}
        found = (*listed, *(one for one in gazetteer().named(key) if one.id not in numbers))
        return _facts(found, demonym=False, listed=bool(listed) or (bool(found) and found[0].kind == "area"))


def _facts(found: tuple[Found, ...], *, demonym: bool, listed: bool) -> Named:
    kinds = {one.kind for one in found if one.how != 2}
    main = any(one.how == 0 for one in found)
    most = max((one.population for one in found if one.kind == "city"), default=0)
    shown = ["size " + next(name for least, name in SIZES if most >= least)]
    shown += [f"is {kind}" for kind in ("country", "region", "area") if kind in kinds]
    if not main:
        shown.append("other name only")
    if kinds <= {"county"}:
        shown.append("county only" if main else "bare county only")
    return Named(
        demonym=demonym,
        found=found,
        listed=listed,
        country="country" in kinds,
        signs=tuple(shown),
        regions=areas_of(found),
        countries=frozenset(one.country for one in found),
        known=_known(found),
    )


def areas_of(found: Iterable[Found]) -> frozenset[str]:
    """The first-level areas of places, as `US.TX`."""
    return frozenset([f"{one.country}.{one.region}" for one in found if one.region])


def _known(found: tuple[Found, ...]) -> Found | None:
    cities = sorted((one for one in found if one.kind == "city"), key=lambda one: -one.population)
    if not cities or cities[0].population < LARGE or cities[0].how == 2:
        return None
    others = [one.population for one in cities if one.country != cities[0].country]
    return cities[0] if not others or others[0] * 10 <= cities[0].population else None


@cache
def speaks(code: str) -> bool:
    """There are files for this language."""
    return code in available()


@cache
def words(code: str) -> Words:
    """The words of a language; DataError if its file is missing or does not fit."""
    listed = load(code, "places", Listed)
    round_it = listed.context
    names, demonyms, abbreviations = _names(listed)
    longest: dict[str, int] = {}
    for key in (*names, *demonyms):
        parts = key.split(" ")
        longest[parts[0]] = max(longest.get(parts[0], 0), len(parts))
    return Words(
        common=frozenset(listed.common),
        heads={
            word: kind for table in (listed.heads, listed.plural_heads) for kind, some in table.items() for word in some
        },
        plural_heads=frozenset(word for some in listed.plural_heads.values() for word in some),
        streets=frozenset(listed.streets.names),
        streets_short=frozenset(listed.streets.abbreviated),
        numbered=frozenset(listed.streets.numbered),
        street_before=frozenset(listed.streets.before),
        nature=frozenset(listed.nature.after),
        nature_before=frozenset(listed.nature.before),
        prepositions=frozenset(round_it.prepositions),
        strong=frozenset(round_it.strong),
        directions=frozenset(round_it.directions),
        towards=frozenset(round_it.towards),
        titles=frozenset(round_it.titles),
        said=frozenset(round_it.said),
        whose=frozenset(round_it.whose),
        bodies=frozenset(round_it.bodies),
        civic=frozenset(round_it.civic),
        civic_after=frozenset(round_it.civic_after),
        own_after=frozenset(round_it.own_after),
        small_before=frozenset(round_it.small_before),
        own_before=frozenset(round_it.own_before),
        suffixes=frozenset(round_it.suffixes),
        where=frozenset(round_it.where),
        struck=frozenset(round_it.struck),
        houses=frozenset(round_it.houses),
        months=frozenset(round_it.months),
        articles=frozenset(round_it.articles),
        never=frozenset(round_it.never),
        names=names,
        initials=frozenset(
            fold(name) for called in listed.countries.values() for name in called if name.isupper() and len(name) < 6
        ),
        demonyms=demonyms,
        abbreviations=abbreviations,
        longest=longest,
        lengths={},
        seen={},
        read={},
        shown={},
    )


def _names(
    listed: Listed,
) -> tuple[dict[str, tuple[Found, ...]], dict[str, tuple[Found, ...]], dict[str, tuple[Found, ...]]]:
    known = gazetteer()
    names: dict[str, tuple[Found, ...]] = {}
    demonyms: dict[str, tuple[Found, ...]] = {}
    abbreviations: dict[str, tuple[Found, ...]] = {}
    for country, called in sorted(listed.countries.items()):
        for name in called:
            _add(names, fold(name), known.area(country))
    for country, called in sorted(listed.demonyms.items()):
        for name in called:
            _add(demonyms, fold(name), known.area(country))
    for name, target in sorted(listed.peoples.items()):
        _add(demonyms, fold(name), _target(target))
    for name, target in sorted(listed.cities.items()):
        _add(names, fold(name), _target(target))
    for code, called in sorted(listed.abbreviations.items()):
        country, region = code.split(".")
        for name in called:
            for spelling in dict.fromkeys((name.replace(" ", ""), name.replace(" ", "").upper())):
                _add(abbreviations, spelling, known.area(country, region))
    return names, demonyms, abbreviations


def _add(into: dict[str, tuple[Found, ...]], key: str, place: Found | None) -> None:
    if place is not None:
        into[key] = (*into.get(key, ()), place)


def _target(target: str) -> Found | None:
    """`UA.11`, `area:Kashmir` or `city:London GB` as a place."""
    known = gazetteer()
    if target.startswith("area:"):
        found = [one for one in known.named(fold(target[5:])) if one.kind == "area"]
        return found[0] if found else None
    if target.startswith("city:"):
        name, country = target[5:].rsplit(" ", 1)
        cities = [one for one in known.named(fold(name)) if one.kind == "city" and one.country == country]
        return cities[0] if cities else None
    country, region = target.split(".")
    return known.area(country, region)


class Persons(msgspec.Struct, frozen=True):
    """The shape of `data/places_persons.toml`."""

    given: str
    surnames: str


@cache
def persons() -> tuple[frozenset[str], frozenset[str]]:
    """Given names and surnames, in lower case."""
    text = (resources.files(__package__) / "data" / "places_persons.toml").read_text(encoding="utf-8")
    read = msgspec.convert(tomllib.loads(text), Persons)
    return frozenset(read.given.split()), frozenset(read.surnames.split())


def persons_name(word: str) -> bool:
    """The word, in any case, is a given name or a surname."""
    given, surnames = persons()
    return word.lower() in given or word.lower() in surnames
