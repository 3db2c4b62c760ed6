"""The incidents as filters look at them: one line each, held in memory as columns, so that a list of a hundred thousand
reports is narrowed down and counted in a few milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, reduce

import msgspec
import numpy as np
import numpy.typing as npt

from bearwitness.model import Box, Count, Facets, Filters, Point, Points, Record
from bearwitness.share.geojson import RADIUS
from bearwitness.share.summaries import widest
from bearwitness.vocabulary import FacilityKind, Grade, ListOrder, OccurrenceKind, WeaponClass, words

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
WEAPONS = words(WeaponClass)
WORD = re.compile(r"\w+")
HIGHEST = np.iinfo(np.int64).max
NOTHING = -1
"""Stands in a column for a value that is not known."""


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What filters look at, of one incident as decided."""

    rank: str
    title: str
    kind: OccurrenceKind
    grade: Grade
    first: str | None
    """First day that its time allows."""
    last: str | None
    country: str | None
    place: str
    """Names of the place, folded, each word after a space."""
    latitude: float | None
    """None also where the place is a whole country: a point would say more than is known."""
    longitude: float | None
    precision_m: int | None
    killed: int | None
    injured: int | None
    open_conflicts: int
    weapons: tuple[str, ...]
    """Classes."""
    target: FacilityKind | None
    reviewed: bool
    published: bool
    reports: tuple[str, ...]


def line_of(record: Record, rank: str) -> Line:
    """The line of a record; `rank`: the text by which it is listed."""
    when, where, target = record.when, record.where, record.target
    radius = None if where is None or where.latitude is None else RADIUS[where.precision]
    killed, injured = widest(record, "killed"), widest(record, "injured")
    names = [one for one in (where.name, where.text) if one] if where is not None else []
    return Line(
        rank=rank,
        title=record.title,
        kind=record.kind,
        grade=record.grade.grade,
        first=when.start[:10] if when is not None and when.start else None,
        last=(when.end or when.start)[:10] if when is not None and when.start else None,
        country=where.country if where is not None else None,
        place="".join(f" {word}" for word in folded(" ".join(names))),
        latitude=where.latitude if where is not None and radius is not None else None,
        longitude=where.longitude if where is not None and radius is not None else None,
        precision_m=radius,
        killed=killed.headline if killed is not None else None,
        injured=injured.headline if injured is not None else None,
        open_conflicts=sum(one.state == "stands" for one in record.conflicts),
        weapons=tuple(sorted({one.weapon_class for one in record.weapons})),
        target=target.kind if target is not None else None,
        reviewed=record.reviewed.decisions > 0,
        published=record.reviewed.published,
        reports=tuple(one.id for one in record.reports),
    )


def folded(text: str) -> list[str]:
    """The words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


class Listing:
    """All lines, in the order of the list."""

    def __init__(self, lines: Mapping[str, Line]) -> None:
        """`lines`: by id."""
        self.ids = sorted(lines, key=lambda name: (lines[name].rank, name))
        self.lines = every = [lines[name] for name in self.ids]
        self._kind = Coded(words(OccurrenceKind), (one.kind for one in every))
        self._grade = Coded(words(Grade), (one.grade for one in every))
        self._target = Coded(words(FacilityKind), (one.target for one in every))
        countries = sorted({one.country for one in every if one.country is not None})
        self._country = Coded(countries, (one.country for one in every))
        bits = {name: 1 << at for at, name in enumerate(WEAPONS)}
        self._weapons = _numbers(sum(bits.get(name, 0) for name in one.weapons) for one in every)
        self._first = _numbers(_day(one.first) for one in every)
        self._last = _numbers(_day(one.last) for one in every)
        self._killed = _numbers(NOTHING if one.killed is None else one.killed for one in every)
        self._injured = _numbers(NOTHING if one.injured is None else one.injured for one in every)
        self._reports = _numbers(len(one.reports) for one in every)
        self._conflicts = np.array([one.open_conflicts > 0 for one in every], dtype=np.bool_)
        self._reviewed = np.array([one.reviewed for one in every], dtype=np.bool_)
        self._published = np.array([one.published for one in every], dtype=np.bool_)
        nowhere = float("nan")
        self._latitude = np.array([nowhere if one.latitude is None else one.latitude for one in every])
        self._longitude = np.array([nowhere if one.longitude is None else one.longitude for one in every])
        self._orders: dict[ListOrder, Numbers] = {}

    @cached_property
    def of_report(self) -> Mapping[str, Sequence[int]]:
        """Lines of the incidents that each report tells."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.lines):
            for name in one.reports:
                found.setdefault(name, []).append(at)
        return found

    @cached_property
    def _places(self) -> tuple[list[str], Numbers]:
        """Different names of places, and which of them each line has."""
        known: dict[str, int] = {}
        codes = _numbers(known.setdefault(one.place, len(known)) for one in self.lines)
        return list(known), codes

    def chosen(self, filters: Filters, told: Mask | None = None) -> Numbers:
        """Numbers of the lines that the filters let through, in their order. `told`: the lines of incidents that have
        the words of the filters, None if there are no such words.
        """
        order = self._order(filters.order)
        return order[_all(len(self.lines), self._masks(filters, told).values())[order]]

    def facets(self, filters: Filters, told: Mask | None = None) -> Facets:
        """How many lines there are a value; as `chosen`."""
        masks = self._masks(filters, told)

        def but(name: str) -> Mask:
            return _all(len(self.lines), (mask for key, mask in masks.items() if key != name))

        here = but("weapon")
        weapons = {
            name: int(np.count_nonzero(here & (self._weapons & (1 << at) != 0))) for at, name in enumerate(WEAPONS)
        }
        years = np.bincount(np.maximum(self._first[but("time")] // 10_000, 0), minlength=1)
        return Facets(
            count=int(np.count_nonzero(but(""))),
            kind=_frequent(self._kind.counts(but("kind"))),
            grade=tuple(Count(name, count) for name, count in self._grade.counts(but("grade")).items() if count),
            country=_frequent(self._country.counts(but("country"))),
            weapon=_frequent(weapons),
            target=_frequent(self._target.counts(but("target"))),
            year=tuple(Count(f"{year:04}", int(years[year])) for year in np.flatnonzero(years) if year),
            open_conflicts=int(np.count_nonzero(but("open_conflicts") & self._conflicts)),
            reviewed=int(np.count_nonzero(but("reviewed") & self._reviewed)),
            published=int(np.count_nonzero(but("published") & self._published)),
        )

    def points(self, filters: Filters, told: Mask | None = None, *, most: int) -> Points:
        """The lines that have a place; as `chosen`."""
        found = self.chosen(filters, told)
        placed = found[~np.isnan(self._latitude[found])]
        return Points(
            points=tuple(point for at in placed[:most] if (point := self._point(int(at))) is not None),
            count=len(placed),
            without=len(found) - len(placed),
        )

    def _point(self, at: int) -> Point | None:
        one = self.lines[at]
        if one.latitude is None or one.longitude is None or one.precision_m is None:
            return None
        return Point(
            id=self.ids[at],
            title=one.title,
            kind=one.kind,
            day=one.first,
            latitude=one.latitude,
            longitude=one.longitude,
            precision_m=one.precision_m,
            killed=one.killed,
            injured=one.injured,
            grade=one.grade,
            open_conflicts=one.open_conflicts,
        )

    def _order(self, name: ListOrder) -> Numbers:
        if name not in self._orders:
            key = {"newest": self._first, "killed": self._killed, "reports": self._reports}.get(name)
            self._orders[name] = np.arange(len(self.lines)) if key is None else np.argsort(-key, kind="stable")
        return self._orders[name]

    def _masks(self, filters: Filters, told: Mask | None) -> dict[str, Mask]:
        """One mask a condition."""
        made: dict[str, Mask] = {} if told is None else {"text": told}
        for name, column in (("kind", self._kind), ("grade", self._grade), ("target", self._target)):
            if values := getattr(filters, name):
                made[name] = column.mask(values)
        if filters.country:
            made["country"] = self._country.mask(filters.country)
        if filters.weapon:
            made["weapon"] = self._weapons & sum(1 << WEAPONS.index(one) for one in set(filters.weapon)) != 0
        if filters.since is not None or filters.until is not None:
            made["time"] = self._between(filters.since, filters.until)
        if filters.place is not None:
            made["place"] = self._called(filters.place)
        if filters.near is not None:
            made["near"] = self._within(filters.near)
        for name, flags in (
            ("open_conflicts", self._conflicts),
            ("reviewed", self._reviewed),
            ("published", self._published),
        ):
            if (wanted := getattr(filters, name)) is not None:
                made[name] = flags if wanted else ~flags
        for name, counts in (("killed", self._killed), ("injured", self._injured)):
            least, most = getattr(filters, f"{name}_min"), getattr(filters, f"{name}_max")
            if least is not None or most is not None:
                made[name] = (counts >= max(0, least or 0)) & (counts <= (HIGHEST if most is None else most))
        return made

    def _between(self, since: str | None, until: str | None) -> Mask:
        begun, ended = _day(since or "0000-00-00"), _day(until or "9999-99-99")
        found: Mask = (self._first != NOTHING) & (self._last >= begun) & (self._first <= ended)
        return found

    def _called(self, text: str) -> Mask:
        asked = [f" {word}" for word in folded(text)]
        names, codes = self._places
        fits = np.array([bool(asked) and all(word in name for word in asked) for name in names], dtype=np.bool_)
        found: Mask = fits[codes] if len(names) else np.zeros(len(self.lines), dtype=np.bool_)
        return found

    def _within(self, box: Box) -> Mask:
        east, west = self._longitude <= box.east, self._longitude >= box.west
        across: Mask = west & east if box.west <= box.east else west | east
        return across & (self._latitude >= box.south) & (self._latitude <= box.north)


class Coded:
    """A column of which each value is one of a few words, or none."""

    def __init__(self, names: Sequence[str], values: Iterable[str | None]) -> None:
        """`names`: every word that can occur."""
        self._names = names
        self._code = {name: at for at, name in enumerate(names)}
        self._codes = _numbers(NOTHING if one is None else self._code[one] for one in values)

    def mask(self, wanted: Iterable[str]) -> Mask:
        """Where the value is one of these."""
        found: Mask = np.isin(self._codes, [self._code[one] for one in wanted if one in self._code])
        return found

    def counts(self, mask: Mask) -> dict[str, int]:
        """How often each word stands where the mask is true."""
        counted = np.bincount(self._codes[mask] + 1, minlength=len(self._names) + 1)[1:]
        return dict(zip(self._names, counted.tolist(), strict=True))


def _frequent(counts: Mapping[str, int]) -> tuple[Count, ...]:
    found = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Count(name, count) for name, count in found if count)


def _all(length: int, masks: Iterable[Mask]) -> Mask:
    both: Callable[[Mask, Mask], Mask] = np.logical_and
    return reduce(both, masks, np.ones(length, dtype=np.bool_))


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def _day(value: str | None) -> int:
    """A day as a number that sorts as it does: 20240708."""
    return NOTHING if value is None else int(value.replace("-", ""))
