"""How much memory `extract` holds as reports go by: it should hold no more after a hundred thousand than after a few.

    python benchmarks/speed/memory.py [REPORTS.jsonl] [--reports 100000] [--every 5000]

Reports go one after another through what `bearwitness extract` does, in this one process. Without a file they are made
up: short reports, one in ten about an attack, whose names, numbers and a few words are new in every report, as in a
stream of news; so nothing that is kept for each new word can hide. The reports of a file are read again and again, each
time with letters of one word in twenty turned, for the same reason. Prints the resident memory (MiB) at intervals, and
the slope over the second half of the run, by which time every store that is bounded is full: MiB for 100,000 reports.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from bearwitness.model import Passage, Report
from bearwitness.pipeline import claims_of

SHARE = 10
"""One made-up report in so many is about an attack."""
TURNED = 20
"""One word in so many of a report from a file is made new."""
SYLLABLES = ("ba", "ko", "ri", "mel", "ta", "no", "sur", "vi", "dan", "go", "les", "hu", "pra", "zen", "mi", "fo")
PLAIN = (
    "The committee heard {name} speak about school meals in {town}.",
    "Prices of {thing} rose by {number} per cent, {name} said on {day}.",
    "{name}, {number}, has run the bakery in {town} since {year}.",
    "The {thing} was shown at the town hall, where {number} visitors came.",
    "“We had hoped for a better harvest,” said {name}, who grows {thing} near {town}.",
    "A bus from {town} will leave every {number} minutes from {day}.",
)
ATTACK = (
    "A missile hit a {thing} market in {town} on {day}, killing {few} people, Governor {name} said.",
    "At least {number} others were wounded, among them {name}, {number}, a teacher from {town}.",
    "“We heard two explosions,” said {name}, who was asleep in a house on {town} street.",
    "Rescuers were still searching for survivors under the rubble, the emergency service said.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def word(chance: random.Random) -> str:
    """A made-up word."""
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))


def made_up(*, seed: int = 11) -> Iterator[Report]:
    """Reports without end."""
    chance = random.Random(seed)
    for number in count():
        lines = (*ATTACK, *chance.sample(PLAIN, 2)) if number % SHARE == 0 else chance.sample(PLAIN, 5)
        texts = [
            line.format(
                name=f"{word(chance).capitalize()} {word(chance).capitalize()}",
                town=word(chance).capitalize(),
                thing=word(chance),
                day=chance.choice(DAYS),
                few=chance.choice(("two", "three", "nine", "a dozen")),
                number=chance.randint(11, 99),
                year=chance.randint(1950, 2020),
            )
            for line in lines
        ]
        yield report(f"r{number}", "\n".join(texts))


def turned(path: Path, *, seed: int = 11) -> Iterator[Report]:
    """The reports of a file again and again, each time with some words that nobody has read before."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    chance = random.Random(seed)
    for number in count():
        words = str(rows[number % len(rows)].get("text") or "").split(" ")
        for at in range(chance.randrange(TURNED), len(words), TURNED):
            words[at] = "".join(chance.sample(words[at], len(words[at])))
        yield report(f"r{number}", " ".join(words))


def report(name: str, text: str) -> Report:
    """A report with one body passage a paragraph."""
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    return Report(
        id=name,
        capture="0" * 64,
        published="2024-07-09",
        language="en",
        passages=tuple(Passage(id=f"p{at}", kind="body", text=part) for at, part in enumerate(parts)),
    )


def resident() -> float:
    """Resident memory of this process, MiB; Linux only."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmRSS")


def slope(points: list[tuple[int, float]]) -> float:
    """MiB for 100,000 reports: the straight line nearest to the points."""
    middle = sum(one for one, _ in points) / len(points)
    level = sum(one for _, one in points) / len(points)
    spread = sum((one - middle) ** 2 for one, _ in points)
    return 100_000 * sum((one - middle) * (other - level) for one, other in points) / spread if spread else 0.0


def main() -> int:
    """Print memory at intervals and the slope."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("path", type=Path, nargs="?", metavar="REPORTS.jsonl")
    options.add_argument("--reports", type=int, default=100_000)
    options.add_argument("--every", type=int, default=5_000)
    given = options.parse_args()
    stream = made_up() if given.path is None else turned(given.path)
    points: list[tuple[int, float]] = []
    claims, begun = 0, time.monotonic()
    for number, one in enumerate(islice(stream, given.reports), start=1):
        claims += len(claims_of(one))
        if number % given.every == 0 or number == given.reports:
            points.append((number, resident()))
            seconds = time.monotonic() - begun
            print(f"{number:>8,} reports, {claims:,} claims, {seconds:,.0f} s: {points[-1][1]:,.0f} MiB", flush=True)
    late = [one for one in points if one[0] >= given.reports / 2]
    print(f"slope over the second half: {slope(late):+.1f} MiB for 100,000 reports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
