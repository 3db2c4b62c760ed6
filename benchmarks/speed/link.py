"""What linking one more report costs in a casebook of a few thousand and of many reports.

    python benchmarks/speed/link.py [--small 2000] [--large 200000] [--probe 400]

A made-up stream, in the order of publication: attacks fall at a steady rate on towns of unequal size (one in five on
the largest), are told by one to thirty reports (most by one or two) over some days, with the kind, toll, names and
street of their attack among words of everyday reports. Printed is processor time a report, over the `--probe` reports
before each size is reached, and the ratio.
"""

from __future__ import annotations

import argparse
import datetime
import random
import time
from collections.abc import Iterator

from bearwitness.identity import ID_DIGITS, digest
from bearwitness.languages import load
from bearwitness.languages.likeness import Common
from bearwitness.link import Linker
from bearwitness.model import (
    Casualty,
    Claim,
    Evidence,
    Figure,
    Occurrence,
    Passage,
    PassageRef,
    Place,
    Report,
    When,
)

KINDS = ("missile_strike", "drone_strike", "shelling", "shooting", "bombing", "explosion", "attack")
BANDS = load("en", "common", Common).bands
PLAIN = [word for band in BANDS for word in band.words.split()]
SHARES = [band.share for band in BANDS for _ in band.words.split()]
TOWNS = 400
A_DAY = 12
"""Attacks a day in the whole stream."""
SYLLABLES = ("ba", "ko", "ri", "mel", "ta", "no", "sur", "vi", "dan", "go", "les", "hu", "pra", "zen", "mi", "fo")


def town(number: int) -> Place:
    """A made-up town in one of eight countries."""
    return Place(
        text=word(number), name=word(number), geonames=number + 1, latitude=-60 + number * 0.31,
        longitude=number * 0.4, country=f"X{number % 8}", region=f"{number % 40:02}", precision="city",
        matched="exact", within=(900 + number % 8,),
    )  # fmt: skip


def word(number: int) -> str:
    """A made-up name."""
    found = ""
    for _ in range(4):
        found += SYLLABLES[number % len(SYLLABLES)]
        number //= len(SYLLABLES)
    return found.capitalize()


def stream(reports: int, *, seed: int = 7) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    """Reports with their claims in the order of publication."""
    chance = random.Random(seed)
    waiting: list[tuple[datetime.date, int, Report, tuple[Claim, ...]]] = []
    day, made, given = datetime.date(2004, 1, 1), 0, 0
    while given < reports:
        for _ in range(A_DAY):
            for one in attack(chance, day, made):
                waiting.append((*one[:1], made, *one[1:]))
                made += 1
        day += datetime.timedelta(days=1)
        due = sorted((one for one in waiting if one[0] < day), key=lambda one: one[:2])
        waiting = [one for one in waiting if one[0] >= day]
        for _, _, report, claims in due[: reports - given]:
            yield report, claims
        given += len(due)


def attack(
    chance: random.Random, day: datetime.date, made: int
) -> list[tuple[datetime.date, Report, tuple[Claim, ...]]]:
    """One attack as its reports tell it, with the day on which each is published."""
    where = town(min(int(chance.paretovariate(0.32)) - 1, 10**9) % TOWNS)
    kind, toll = chance.choice(KINDS), chance.randint(0, 9)
    own = [word(chance.randrange(60_000)) for _ in range(6)]
    found = []
    for at in range(min(30, int(chance.paretovariate(1.3)))):
        published = day + datetime.timedelta(days=min(60, int(chance.paretovariate(1.2)) - 1))
        words = chance.choices(PLAIN, SHARES, k=90)
        for name in chance.sample(own, 4):
            words.insert(chance.randrange(90), name)
        text = f"{own[0]} {own[1]}, {20 + toll}, was in {where.text}. {' '.join(words)}."
        found.append((published, *told(f"r{made + at}", day, published, where, kind, toll, text)))
    return found


def told(
    name: str, day: datetime.date, published: datetime.date, where: Place, kind: str, toll: int, text: str
) -> tuple[Report, tuple[Claim, ...]]:
    """One report with an occurrence and a toll."""
    report = Report(
        id=name, capture="0" * 64, source=f"s{int(name[1:]) % 97}.example", title=f"Attack in {where.text}",
        published=published.isoformat(), passages=(Passage(id="p1", kind="body", text=text),),
    )  # fmt: skip
    evidence = (Evidence(PassageRef("p1", "body"), 0, 4, text[:4]),)
    ids = ["c" + digest("speed", f"{name}/{at}".encode())[:ID_DIGITS] for at in (0, 1)]
    when = When(text="", start=day.isoformat(), end=day.isoformat(), granularity="day", anchor="absolute")
    figure = Figure(low=toll, high=toll, qualifier="exact", text=str(toll))
    occurrence = Claim(
        id=ids[0], kind="occurrence", report=name, about="main", modality="asserted", evidence=evidence, place=where,
        time=when, occurrence=Occurrence(kind=kind, text=kind),  # type: ignore[arg-type]
    )  # fmt: skip
    casualty = Claim(
        id=ids[1], kind="casualty", report=name, about="main", modality="asserted", evidence=evidence,
        occurrence_of=ids[0], casualty=Casualty(outcome="killed", figure=figure),
    )  # fmt: skip
    return report, (occurrence, casualty)


def main() -> int:
    """Prints the cost at both sizes and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=2000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--probe", type=int, default=400)
    options = parser.parse_args()
    linker = Linker()
    spent, costs = 0.0, []
    for number, (report, claims) in enumerate(stream(options.large), start=1):
        began = time.process_time()
        linker.add([report], claims)
        took = time.process_time() - began
        size = options.small if number <= options.small else options.large
        if size - options.probe < number <= size:
            spent += took
        if number == size:
            costs.append(spent / options.probe)
            spent = 0.0
            incidents = len(linker.incidents())
            print(f"{number:>8,} reports, {incidents:,} incidents: {costs[-1] * 1000:.2f} ms a report", flush=True)
    print(f"ratio {costs[-1] / costs[0]:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
