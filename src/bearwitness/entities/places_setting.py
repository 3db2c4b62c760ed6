"""Where a report plays: the countries, areas and points that its safest mentions and its source speak for."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

import msgspec

from bearwitness.entities.gazetteer import Found, fold, gazetteer
from bearwitness.model import Report

HOST = re.compile(r"^(?:https?://)?(?:www\d?\.)?([^/:?#\s]+)", re.IGNORECASE)
CALL_SIGN = re.compile(r"[kw][a-z]{2,3}(?:-?(?:tv|am|fm|dt|radio|news))?\d{0,2}$")
"""Broadcasters whose call sign begins with K or W are in the United States (ITU Radio Regulations, appendix 42)."""
MOST_HOMES = 12
TAIL = re.compile(r" [-|–—:] ")
"""What cuts a title from the name of the outlet."""
OUTLET = re.compile(r"\.(?:com|net|org|tv)\b|\b(?:News|Weather|Sports|TV|Radio|Herald|Tribune|Times|Gazette)\b")


class Outlets(msgspec.Struct, frozen=True):
    """The shape of `data/places_outlets.toml`."""

    words: tuple[str, ...]
    """Words of mastheads, cut off a host name to leave the place."""
    suffixes: dict[str, str]
    """Country-code domains that are not the country's ISO code."""
    generic: tuple[str, ...]
    """Country-code domains that say nothing."""
    homes: dict[str, str]
    """Host or name of an outlet, in small letters -> `city, REGION, COUNTRY` or a country's code."""


@cache
def outlets() -> Outlets:
    """The table of outlets."""
    text = (resources.files(__package__) / "data" / "places_outlets.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Outlets)


@dataclass
class Setting:
    """Weights of countries and areas (`US`, `US.TX`), points of safe mentions, and where the source is at home."""

    countries: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    points: dict[int, tuple[float, float]] = field(default_factory=dict)
    homes: tuple[Found, ...] = ()
    home_country: str = ""
    votes: Counter[str] = field(default_factory=Counter)
    """For each area, how many names of the report could be in it."""
    voters: int = 0
    """How many names could be in any."""

    def add(self, place: Found, weight: float = 1.0) -> None:
        """Count a resolved place."""
        if not place.country:
            return
        self.countries[place.country] += weight  # type: ignore[assignment]
        if place.region:
            self.regions[f"{place.country}.{place.region}"] += weight  # type: ignore[assignment]
        if place.kind in ("city", "county") and place.latitude is not None and place.longitude is not None:
            self.points[place.id] = (place.latitude, place.longitude)


def source_of(report: Report) -> tuple[tuple[Found, ...], str]:
    """Candidates for the town of a report's source, and its country; both may be empty."""
    found: tuple[Found, ...] = ()
    country = ""
    for text in (report.source, report.url):
        if text:
            places, code = home(text.strip().lower())
            found, country = found or places, country or code
    return found, country


@lru_cache(maxsize=4096)
def home(source: str) -> tuple[tuple[Found, ...], str]:
    """The same for the name or the address of one outlet, in small letters."""
    known = outlets()
    host = HOST.match(source)
    site = host[1] if host and "." in host[1] else ""
    for name in (source, site, *_parents(site)):
        if name in known.homes:
            return _listed(known.homes[name])
    country = _country(site)
    places = _in_host(site) if site else _in_words(source)
    if not country and site and CALL_SIGN.fullmatch(site.split(".")[0]):
        country = "US"
    if places and not country and all(one.country == places[0].country for one in places):
        country = places[0].country
    return places, country


def _parents(site: str) -> Iterable[str]:
    parts = site.split(".")
    return (".".join(parts[at:]) for at in range(1, len(parts) - 1))


def _listed(text: str) -> tuple[tuple[Found, ...], str]:
    parts = [part.strip() for part in text.split(",")]
    country = parts[-1]
    if len(parts) == 1:
        return (), country
    places = [one for one in gazetteer().named(fold(parts[0])) if one.country == country and one.kind == "city"]
    if len(parts) == 3:
        places = [one for one in places if one.region == parts[1]]
    return tuple(places[:1]), country


def _country(site: str) -> str:
    known = outlets()
    last = site.rsplit(".", 1)[-1] if site else ""
    if len(last) != 2 or last in known.generic:
        return ""
    return known.suffixes.get(last, last.upper())


def _in_host(site: str) -> tuple[Found, ...]:
    labels = [
        label for label in site.split(".")[:-1] if label not in ("co", "com", "org", "net", "gov", "edu", "news", "m")
    ]
    for label in sorted(labels, key=len, reverse=True):
        found = _in_label(label)
        if found:
            return found
    return ()


def _in_label(label: str) -> tuple[Found, ...]:
    words = sorted(outlets().words, key=len, reverse=True)
    pieces = re.split(r"[-_]", label)
    left = [_stripped(piece, words) for piece in pieces]
    whole = "".join(left)
    for name in (" ".join(one for one in left if one), whole, *whole.split("and")):
        if len(name) > 3:
            found = _towns(name)
            if found:
                return found
    return ()


def _stripped(piece: str, words: Sequence[str]) -> str:
    """A part of a host name without the words of mastheads at its ends."""
    before = ""
    while piece and piece != before:
        before = piece
        for word in words:
            piece = piece.removesuffix(word).removeprefix(word)
    return piece


def _in_words(source: str) -> tuple[Found, ...]:
    parts = fold(source).split(" ")
    words = set(outlets().words)
    for size in (3, 2, 1):
        for at in range(len(parts) - size + 1):
            if not words.issuperset(parts[at : at + size]):
                found = _towns(" ".join(parts[at : at + size]))
                if found and (size > 1 or len(parts[at]) > 3):
                    return found
    return ()


@lru_cache(maxsize=4096)
def _towns(name: str) -> tuple[Found, ...]:
    known = gazetteer()
    found = [one for one in known.named(name) if one.how == 0 and one.kind in ("city", "county", "region")]
    if not found and " " not in name:
        for cut in range(3, len(name) - 2):
            found = [
                one for one in known.named(f"{name[:cut]} {name[cut:]}") if one.how == 0 and one.population > 10_000
            ]
            if found:
                break
    return tuple(found[:MOST_HOMES])


def masthead(title: str) -> int:
    """Where the outlet's own name begins in a title ("... - WXYZ News, Bern"); beyond its end if it holds none."""
    for cut in TAIL.finditer(title):
        if OUTLET.search(title, cut.start()):
            return cut.start()
    return len(title) + 1


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance in km, good to a few parts in a hundred (enough to compare candidates)."""
    turn = abs(one[1] - other[1])
    east = min(turn, 360.0 - turn) * math.cos(math.radians((one[0] + other[0]) / 2))
    return 111.2 * math.hypot(one[0] - other[0], east)
