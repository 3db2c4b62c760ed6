"""The facilities of `data/facilities.toml`: their names, their points and the towns that they are in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import msgspec

from bearwitness.entities.gazetteer import Found, fold, gazetteer
from bearwitness.entities.places_setting import kilometres
from bearwitness.entities.places_spot import Word
from bearwitness.errors import DataError
from bearwitness.model import Place
from bearwitness.vocabulary import FacilityKind

NAME_CHARACTERS = 80


class Listed(msgspec.Struct, frozen=True):
    """One facility of `data/facilities.toml`."""

    kind: FacilityKind
    name: str
    town: str
    aliases: tuple[str, ...] = ()
    at: tuple[float, float] | None = None


@cache
def listed() -> tuple[dict[str, str], dict[str, Listed], dict[str, int]]:
    """Folded name -> id, id -> facility, first word -> words of the longest name."""
    text = (resources.files(__package__) / "data" / "facilities.toml").read_text(encoding="utf-8")
    try:
        rows = msgspec.convert(tomllib.loads(text)["facilities"], dict[str, Listed])
    except (msgspec.ValidationError, KeyError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"facilities.toml does not fit: {error}.") from error
    names: dict[str, str] = {}
    for number, row in sorted(rows.items()):
        for name in (row.name, *row.aliases):
            names[fold(name)] = number
    longest: dict[str, int] = {}
    for name in names:
        parts = name.split(" ")
        longest[parts[0]] = max(longest.get(parts[0], 0), len(parts))
    return names, rows, longest


@cache
def own_place(number: str) -> tuple[Place, Found | None]:
    """The listed facility as a place, and the town that it is in."""
    row = listed()[1][number]
    name, country = (part.strip() for part in row.town.rsplit(",", 1))
    towns = [one for one in gazetteer().named(fold(name)) if one.country == country and one.kind == "city"]
    if row.at is not None:
        at = row.at
        towns.sort(key=lambda one: kilometres(at, (one.latitude or 0.0, one.longitude or 0.0)))
    town = towns[0] if towns else None
    region = gazetteer().area(country, town.region) if town and town.region else None
    nation = gazetteer().area(country)
    latitude, longitude = row.at or ((town.latitude, town.longitude) if town else (None, None))
    return (
        Place(
            text=row.name,
            name=row.name,
            latitude=latitude,
            longitude=longitude,
            country=country,
            region=town.region if town else None,
            precision="facility" if row.at else "city",
            matched="listed",
            decided_by="the list of facilities",
            within=tuple(one.id for one in (town, region, nation) if one is not None),
        ),
        town,
    )


def named_in(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """Intervals of a text that name a listed facility, with its id; the longest name counts."""
    names, _, longest = listed()
    at = 0
    while at < len(words):
        word = words[at]
        most = longest.get(fold(word.text).split(" ")[0], 0)
        best: tuple[int, int, str] | None = None
        if most:
            tail = text[word.start : word.start + NAME_CHARACTERS]
            ends = [match.end() for match in re.finditer(r"\w(?:[\w.'’-]*\w)?", tail)][: most + 2]
            for size, end in enumerate(ends, start=1):
                number = names.get(fold(tail[:end]))
                if number is not None:
                    best = (size, end, number)
        if best is not None:
            _, end, number = best
            yield word.start, word.start + end, number
            while at < len(words) and words[at].start < word.start + end:
                at += 1
        else:
            at += 1
