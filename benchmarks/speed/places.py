"""Words a second that the place finder reads on one core, beside a bare scan for the same names.

python benchmarks/speed/places.py REPORTS.jsonl [--sample N] [--rounds N]

All figures are processor time, the best of the rounds. On a machine shared with others processor time still varies with
what its neighbours do to the caches; the ratio to the bare scan, measured in turn with the rest, varies less.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import ahocorasick_rs

from bearwitness.entities import facilities, gazetteer_build, places
from bearwitness.entities.gazetteer import folder
from bearwitness.entities.places_scan import scan
from bearwitness.entities.places_words import words
from bearwitness.model import Passage, Report


def main() -> int:
    """Print the speed of the first reading, then of scanning, of finding places and of finding facilities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.reports.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = rows[:: max(1, len(rows) // options.sample)]
    texts = [str(row["text"]) for row in rows]
    reports = [
        Report(
            id=row["id"],
            capture="",
            source=row.get("source"),
            passages=(Passage(id="p1", kind="body", text=row["text"]),),
        )
        for row in rows
    ]
    count = sum(len(text.split()) for text in texts)
    known = words("en")
    start = time.process_time()
    found = [places.find(report) for report in reports]
    print(f"places, first time: {count / (time.process_time() - start):,.0f} words a second ({count} words)")
    bare = _bare()
    steps: dict[str, Callable[[], object]] = {
        "names scanned": lambda: [bare(text.lower()) for text in texts],
        "spots": lambda: [list(scan(0, text, known)) for text in texts],
        "places": lambda: [places.find(report) for report in reports],
        "facilities": lambda: [facilities.find(report, some) for report, some in zip(reports, found, strict=True)],
    }
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(options.rounds):
        for name, step in steps.items():
            start = time.process_time()
            step()
            best[name] = min(best[name], time.process_time() - start)
    for name, seconds in best.items():
        print(
            f"{name}: {count / seconds:,.0f} words a second, "
            f"{seconds / best['names scanned']:.1f} times the scan for names"
        )
    return 0


def _bare() -> Callable[[str], object]:
    """Aho-Corasick over every name of the gazetteer: the least that finding names can cost."""
    address = f"file:{folder() / f'places-{gazetteer_build.version()}.sqlite'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        names = [row[0] for row in connection.execute("SELECT DISTINCT key FROM name ORDER BY key")]
    machine = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return machine.find_matches_as_indexes


if __name__ == "__main__":
    sys.exit(main())
