"""What a list of incidents or a search is narrowed down to, with one form as parameters of an address."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec

from bearwitness.errors import BadFilter
from bearwitness.vocabulary import FacilityKind, Grade, ListOrder, OccurrenceKind, WeaponClass, words

LONGEST = 400
"""Code points of a search or of the words of a place."""
HIGHEST = 1_000_000_000
MOST = 300
"""Values of one parameter."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
COUNTED = ("killed_min", "killed_max", "injured_min", "injured_max")


class Box(msgspec.Struct, frozen=True):
    """A part of the map in degrees (WGS 84); one with `west` above `east` runs across the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Every condition has to hold; of several values of one of them, one. None and () are no condition."""

    text: str | None = None
    """Words to be found in the reports of the incident: see `Incidents.search`."""
    comments: bool = False
    """Whether words of comments count too."""
    since: str | None = None
    """ISO 8601 day: incidents that may lie on it or later, by the last day that their time allows."""
    until: str | None = None
    """The same with the first day that their time allows. An incident without a time is in no stretch of it."""
    country: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    place: str | None = None
    """Words that the name of the place has or that begin its words, in any spelling of case and accents."""
    near: Box | None = None
    kind: tuple[OccurrenceKind, ...] = ()
    weapon: tuple[WeaponClass, ...] = ()
    target: tuple[FacilityKind, ...] = ()
    grade: tuple[Grade, ...] = ()
    """As decided by a reviewer, else as it follows from the rules."""
    open_conflicts: bool | None = None
    """Whether a conflict still stands."""
    killed_min: int | None = None
    """Of the headline figure: an incident without one has neither few nor many."""
    killed_max: int | None = None
    injured_min: int | None = None
    injured_max: int | None = None
    reviewed: bool | None = None
    """Whether a reviewer's Decision stands on it or on a claim of its reports."""
    published: bool | None = None
    """Whether its present state is published in any profile."""
    order: ListOrder = "listed"


def filters_of(pairs: Iterable[tuple[str, str]], *, beside: Collection[str] = ()) -> Filters:
    """The filters that parameters (name, value) of an address ask for; empty values ask for nothing, as those of a form
    that was left blank. `beside`: other parameters of the page, which are passed over. BadFilter for anything else.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in beside:
            continue
        if name not in PARAMETERS:
            raise BadFilter(f"There is no filter {shown(name)}.", remedy=f"There are {', '.join(PARAMETERS)}.")
        if value.strip():
            given.setdefault(PARAMETERS[name], []).append(value.strip())
    made: dict[str, Any] = {}
    for field, values in given.items():
        if len(values) > MOST:
            raise BadFilter(f"{NAMES[field]} is given {len(values)} times.", remedy=f"Give at most {MOST} values.")
        if field in LISTS:
            made[field] = tuple(LISTS[field](NAMES[field], each) for each in values)
        elif len(set(values)) > 1:
            raise BadFilter(f"{NAMES[field]} is given {len(values)} times.", remedy="Give it once.")
        else:
            made[field] = SINGLES[field](NAMES[field], values[0])
    return checked(Filters(**made))


def checked(filters: Filters) -> Filters:
    """The filters as they are written in an address: lists sorted, each value once. BadFilter where they exclude
    everything by themselves or hold what an address cannot.
    """
    for low, high in (("since", "until"), ("killed_min", "killed_max"), ("injured_min", "injured_max")):
        least, most = getattr(filters, low), getattr(filters, high)
        if least is not None and most is not None and least > most:
            raise BadFilter(f"{low} ({least}) is above {high} ({most}).", remedy="Exchange them.")
    return msgspec.structs.replace(
        filters, **{name: tuple(sorted(set(getattr(filters, name)))) for name in LISTS if getattr(filters, name)}
    )


def pairs_of(filters: Filters) -> tuple[tuple[str, str], ...]:
    """The parameters of an address that ask for these filters, always in the same order."""
    made: list[tuple[str, str]] = []
    for name, field in PARAMETERS.items():
        value = getattr(filters, field)
        if value is None or value == () or (field, value) in (("order", "listed"), ("comments", False)):
            continue
        each = value if isinstance(value, tuple) else (value,)
        made.extend((name, _written(one)) for one in each)
    return tuple(made)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Box):
        return ",".join(
            f"{one:.6f}".rstrip("0").rstrip(".") for one in (value.west, value.south, value.east, value.north)
        )
    return str(value)


def shown(value: str) -> str:
    """A value in an error: quoted, escaped and short."""
    return ascii(value if len(value) <= 60 else f"{value[:60]}...")


# --- one value -------------------------------------------------------------------------------------------------------


def _text(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise BadFilter(f"{name} has {len(value)} letters.", remedy=f"Write at most {LONGEST}.")
    if any("\ud800" <= one <= "\udfff" for one in value):
        raise BadFilter(f"{name} is no text.", remedy="Write it anew.")
    return value


def _day(name: str, value: str) -> str:
    try:
        if DAY.fullmatch(value):
            return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise BadFilter(f"{name}={shown(value)} is no day.", remedy="Write it as 2024-07-08.")


def _count(name: str, value: str) -> int:
    if not NUMBER.fullmatch(value) or int(value) > HIGHEST:
        raise BadFilter(f"{name}={shown(value)} is no number of people.", remedy="Write it in digits.")
    return int(value)


def _yes(name: str, value: str) -> bool:
    if value not in ("yes", "no"):
        raise BadFilter(f"{name}={shown(value)} is neither yes nor no.")
    return value == "yes"


def _box(name: str, value: str) -> Box:
    try:
        west, south, east, north = (round(float(one), 6) for one in value.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (abs(west) <= 720 and abs(east) <= 720 and -90 <= south <= north <= 90):
        raise BadFilter(f"{name}={shown(value)} is no part of the map.", remedy="Write it as west,south,east,north.")
    if east - west >= 360:
        return Box(-180.0, south, 180.0, north)
    return Box(_turned(west), south, _turned(east), north)


def _turned(degrees: float) -> float:
    """A longitude between -180 and 180, which a map that was turned around the globe may have left."""
    return degrees if -180 <= degrees <= 180 else round((degrees + 180) % 360 - 180, 6)


def _country(name: str, value: str) -> str:
    if not COUNTRY.fullmatch(value.upper()):
        raise BadFilter(f"{name}={shown(value)} is no country.", remedy="Write its two letters of ISO 3166, as UA.")
    return value.upper()


def _one_of(kind: object) -> Callable[[str, str], str]:
    listed = words(kind)

    def read(name: str, value: str) -> str:
        if value not in listed:
            raise BadFilter(f"{name}={shown(value)} is no word of that list.", remedy=f"There are {', '.join(listed)}.")
        return value

    return read


LISTS: Mapping[str, Callable[[str, str], Any]] = {
    "country": _country,
    "kind": _one_of(OccurrenceKind),
    "weapon": _one_of(WeaponClass),
    "target": _one_of(FacilityKind),
    "grade": _one_of(Grade),
}
SINGLES: Mapping[str, Callable[[str, str], Any]] = {
    "text": _text,
    "comments": _yes,
    "since": _day,
    "until": _day,
    "place": _text,
    "near": _box,
    "open_conflicts": _yes,
    **dict.fromkeys(COUNTED, _count),
    "reviewed": _yes,
    "published": _yes,
    "order": _one_of(ListOrder),
}
PARAMETERS: Mapping[str, str] = {
    {"text": "q", "open_conflicts": "conflicts"}.get(name, name): name for name in Filters.__struct_fields__
}
"""Parameters of an address, and the fields that they fill."""
NAMES: Mapping[str, str] = {field: name for name, field in PARAMETERS.items()}
