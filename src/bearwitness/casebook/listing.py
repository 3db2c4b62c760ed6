"""The incidents as filters look at them: one line each, held in memory as columns, so that a list of a hundred thousand
reports is narrowed down and counted in a few milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from itertools import accumulate

import msgspec
import numpy as np
import numpy.typing as npt

from bearwitness.languages.names import LETTERS
from bearwitness.model import Box, Count, Facets, Filters, Point, Points, Record, Telling
from bearwitness.share.geojson import RADIUS
from bearwitness.share.summaries import widest
from bearwitness.vocabulary import FacilityKind, Grade, ListOrder, OccurrenceKind, WeaponClass, words

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
BITS = {name: 1 << at for at, name in enumerate(words(WeaponClass))}
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
    placed = radius is not None and where is not None and None not in (where.latitude, where.longitude)
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
        latitude=where.latitude if where is not None and placed else None,
        longitude=where.longitude if where is not None and placed else None,
        precision_m=radius if placed else None,
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
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    return WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


KIND, GRADE, TARGET, COUNTRY, WEAPONS, FIRST, LAST = range(7)
KILLED, INJURED, REPORTS, CONFLICTS, REVIEWED, PUBLISHED, PLACE = range(7, 14)


class Listing:
    """All lines of one moment. Each has a number; nothing of it ever changes."""

    def __init__(self) -> None:
        """Without any lines yet."""
        self._number: dict[str, int] = {}
        self._held: list[tuple[str, Line] | None] = []
        self._free: list[int] = []
        self._ranks: list[tuple[str, str, int]] = []
        self._table: Numbers = np.zeros((0, PLACE + 1), dtype=np.int64)
        self._where: npt.NDArray[np.float64] = np.zeros((0, 2))
        self._here: Mask = np.zeros(0, dtype=np.bool_)
        self._coded = {
            KIND: Words(words(OccurrenceKind)),
            GRADE: Words(words(Grade)),
            TARGET: Words(words(FacilityKind)),
            COUNTRY: Words(()),
            PLACE: Words(()),
        }
        self._orders: dict[ListOrder, Numbers] = {}
        self._of_report: dict[str, frozenset[int]] = {}
        self.remembered: dict[object, Mask] = {}
        """What searches found in it, so that list, counts and map of one view search once."""

    def __len__(self) -> int:
        return len(self._number)

    def moved(self, changed: Mapping[str, Line | None]) -> Listing:
        """The listing with these lines, which are new or changed; None for those that are gone."""
        made = self._copied()
        freed = {made._number.pop(name) for name in changed if name in made._number}
        for at in sorted(freed):
            made._take_out(at)
        lines = [(name, line) for name, line in sorted(changed.items()) if line is not None]
        made._grow(len(lines))
        new = [made._free.pop() for _ in lines]
        made._ranks = [one for one in self._ranks if one[2] not in freed]
        for at, (name, line) in zip(new, lines, strict=True):
            made._number[name], made._held[at] = at, (name, line)
            made._ranks.append((line.rank, name, at))
            for report in line.reports:
                made._of_report[report] = made._of_report.get(report, frozenset()) | {at}
        made._ranks.sort()
        if new:
            made._table[new] = [made._row(line) for _, line in lines]
            made._where[new] = [(line.latitude, line.longitude) for _, line in lines]
            made._here[new] = True
        return made

    def _copied(self) -> Listing:
        made = Listing()
        made._number, made._held, made._free = dict(self._number), list(self._held), list(self._free)
        made._table, made._where, made._here = self._table.copy("K"), self._where.copy("K"), self._here.copy()
        made._coded = {column: one.copied() for column, one in self._coded.items()}
        made._of_report = dict(self._of_report)
        return made

    def _take_out(self, at: int) -> None:
        for report in self._at(at)[1].reports:
            left = self._of_report.pop(report) - {at}
            if left:
                self._of_report[report] = left
        self._held[at] = None
        self._here[at] = False
        self._free.append(at)

    def _grow(self, more: int) -> None:
        """Room for so many new lines."""
        short = more - len(self._free)
        if short > 0:
            before = len(self._held)
            added = max(short, before // 4)
            self._held.extend([None] * added)
            self._free = [*range(before + added - 1, before - 1, -1), *self._free]
            columns = np.full((before + added, PLACE + 1), NOTHING, dtype=np.int64, order="F")
            columns[:before] = self._table
            where = np.full((before + added, 2), np.nan, order="F")
            where[:before] = self._where
            self._table, self._where = columns, where
            self._here = np.concatenate([self._here, np.zeros(added, dtype=np.bool_)])

    def _row(self, one: Line) -> tuple[int, ...]:
        coded = self._coded
        return (
            coded[KIND].code(one.kind),
            coded[GRADE].code(one.grade),
            coded[TARGET].code(one.target),
            coded[COUNTRY].code(one.country),
            sum(BITS.get(name, 0) for name in one.weapons),
            _day(one.first),
            _day(one.last),
            NOTHING if one.killed is None else one.killed,
            NOTHING if one.injured is None else one.injured,
            len(one.reports),
            one.open_conflicts > 0,
            one.reviewed,
            one.published,
            coded[PLACE].code(one.place),
        )

    def name(self, at: int) -> str:
        """The id of the incident with this number."""
        return self._at(at)[0]

    def reports(self, at: int) -> tuple[str, ...]:
        """Reports that tell it."""
        return self._at(at)[1].reports

    def tellings(self, report: str, first: Collection[int] | None) -> tuple[Telling, ...]:
        """The incidents that a report tells: these first, if they are given, then in the order of the list."""
        found = [(first is not None and at not in first, *self._at(at)) for at in self._of_report.get(report, ())]
        found.sort(key=lambda one: (one[0], one[2].rank, one[1]))
        return tuple(Telling(name, line.title) for _, name, line in found)

    def told_by(self, reports: Iterable[str]) -> Mask:
        """Which incidents any of these reports tells."""
        found = np.zeros(len(self._here), dtype=np.bool_)
        found[[at for name in reports for at in self._of_report.get(name, ())]] = True
        return found

    def _at(self, at: int) -> tuple[str, Line]:
        held = self._held[at]
        if held is None:
            raise IndexError(at)
        return held

    def chosen(self, filters: Filters, told: Mask | None = None) -> Numbers:
        """Numbers of the lines that the filters let through, in their order. `told`: the lines of incidents that have
        the words of the filters, None if there are no such words.
        """
        order = self._order(filters.order)
        return order[self._all(self._masks(filters, told).values())[order]]

    def facets(self, filters: Filters, told: Mask | None = None) -> Facets:
        """How many lines there are a value; as `chosen`."""
        masks = self._masks(filters, told)

        def but(name: str) -> Mask:
            return self._all(mask for key, mask in masks.items() if key != name)

        def flagged(name: str, column: int) -> int:
            return int(np.count_nonzero(but(name) & (self._table[:, column] > 0)))

        weapons = self._table[:, WEAPONS][but("weapon")]
        years = np.bincount(np.maximum(self._table[:, FIRST][but("time")] // 10_000, 0), minlength=1)
        return Facets(
            count=int(np.count_nonzero(but(""))),
            kind=_frequent(self._counts(KIND, but("kind"))),
            grade=tuple(Count(name, count) for name, count in self._counts(GRADE, but("grade")) if count),
            country=_frequent(self._counts(COUNTRY, but("country"))),
            weapon=_frequent((name, int(np.count_nonzero(weapons & bit))) for name, bit in BITS.items()),
            target=_frequent(self._counts(TARGET, but("target"))),
            year=tuple(Count(f"{year:04}", int(years[year])) for year in np.flatnonzero(years) if year),
            open_conflicts=flagged("open_conflicts", CONFLICTS),
            reviewed=flagged("reviewed", REVIEWED),
            published=flagged("published", PUBLISHED),
        )

    def points(self, filters: Filters, told: Mask | None = None, *, most: int) -> Points:
        """The lines that have a place; as `chosen`."""
        found = self.chosen(filters, told)
        placed = found[~np.isnan(self._where[found, 0])]
        return Points(
            points=tuple(_point(*self._at(at)) for at in placed[:most].tolist()),
            count=len(placed),
            without=len(found) - len(placed),
        )

    def _order(self, name: ListOrder) -> Numbers:
        if name not in self._orders:
            listed = np.fromiter((at for _, _, at in self._ranks), dtype=np.int64, count=len(self._ranks))
            column = {"newest": FIRST, "killed": KILLED, "reports": REPORTS}.get(name)
            by = None if column is None else np.argsort(-self._table[listed, column], kind="stable")
            self._orders[name] = listed if by is None else listed[by]
        return self._orders[name]

    def _all(self, masks: Iterable[Mask]) -> Mask:
        both: Callable[[Mask, Mask], Mask] = np.logical_and
        return reduce(both, masks, self._here)

    def _counts(self, column: int, mask: Mask) -> list[tuple[str, int]]:
        """How often each word stands in the column where the mask is true."""
        names = self._coded[column].names
        counted = np.bincount(self._table[:, column][mask] + 1, minlength=len(names) + 1)[1:]
        return list(zip(names, counted.tolist(), strict=True))

    def _masks(self, filters: Filters, told: Mask | None) -> dict[str, Mask]:
        """One mask a condition."""
        made: dict[str, Mask] = {} if told is None else {"text": told}
        for name, column in (("kind", KIND), ("grade", GRADE), ("target", TARGET), ("country", COUNTRY)):
            if values := getattr(filters, name):
                known = self._coded[column].codes
                made[name] = np.isin(self._table[:, column], [known[one] for one in values if one in known])
        if filters.weapon:
            made["weapon"] = self._table[:, WEAPONS] & sum(BITS.get(one, 0) for one in set(filters.weapon)) != 0
        if filters.since is not None or filters.until is not None:
            made["time"] = self._between(filters.since, filters.until)
        if filters.place is not None:
            made["place"] = self._called(filters.place)
        if filters.near is not None:
            made["near"] = self._within(filters.near)
        for name, column in (("open_conflicts", CONFLICTS), ("reviewed", REVIEWED), ("published", PUBLISHED)):
            if (wanted := getattr(filters, name)) is not None:
                made[name] = (self._table[:, column] > 0) == wanted
        for name, column in (("killed", KILLED), ("injured", INJURED)):
            least, most = getattr(filters, f"{name}_min"), getattr(filters, f"{name}_max")
            if least is not None or most is not None:
                values = self._table[:, column]
                made[name] = (values >= max(0, least or 0)) & (values <= (HIGHEST if most is None else most))
        return made

    def _between(self, since: str | None, until: str | None) -> Mask:
        begun, ended = _day(since or "0000-00-00"), _day(until or "9999-99-99")
        first, last = self._table[:, FIRST], self._table[:, LAST]
        found: Mask = (first != NOTHING) & (last >= begun) & (first <= ended)
        return found

    def _called(self, text: str) -> Mask:
        asked = folded(text)
        fits = set.intersection(*(self._coded[PLACE].having(f" {word}") for word in asked)) if asked else set()
        found: Mask = np.isin(self._table[:, PLACE], sorted(fits))
        return found

    def _within(self, box: Box) -> Mask:
        latitude, longitude = self._where[:, 0], self._where[:, 1]
        east, west = longitude <= box.east, longitude >= box.west
        across: Mask = west & east if box.west <= box.east else west | east
        return across & (latitude >= box.south) & (latitude <= box.north)


class Words:
    """The words that a column can have, each with its number."""

    def __init__(self, names: Iterable[str]) -> None:
        """The words known at first."""
        self.names = list(names)
        self.codes = {name: at for at, name in enumerate(self.names)}
        self._joined: tuple[str, list[int]] = ("", [])

    def copied(self) -> Words:
        """The same words, to which others may be added."""
        made = Words(())
        made.names, made.codes, made._joined = list(self.names), dict(self.codes), self._joined
        return made

    def code(self, name: str | None) -> int:
        """The number of a word, which may be new."""
        if name is None:
            return NOTHING
        if name not in self.codes:
            self.codes[name] = len(self.names)
            self.names.append(name)
        return self.codes[name]

    def having(self, part: str) -> set[int]:
        """Numbers of the words that have this part."""
        joined, begins = self._joined
        if len(begins) != len(self.names):
            joined = "\n".join(self.names)
            begins = [0, *accumulate(len(one) + 1 for one in self.names[:-1])]
            self._joined = joined, begins
        found: set[int] = set()
        at = joined.find(part)
        while at >= 0:
            code = bisect_right(begins, at) - 1
            found.add(code)
            at = joined.find(part, begins[code + 1]) if code + 1 < len(begins) else -1
        return found


def _point(name: str, one: Line) -> Point:
    assert one.latitude is not None
    assert one.longitude is not None
    assert one.precision_m is not None
    return Point(
        id=name,
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


def _frequent(counts: Iterable[tuple[str, int]]) -> tuple[Count, ...]:
    found = sorted(counts, key=lambda one: (-one[1], one[0]))
    return tuple(Count(name, count) for name, count in found if count)


def _day(value: str | None) -> int:
    """A day as a number that sorts as it does: 20240708."""
    return NOTHING if value is None else int(value.replace("-", ""))
