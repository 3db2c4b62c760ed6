"""Words a second that the place finder reads on one core.

python benchmarks/speed/places.py REPORTS.jsonl [--sample N]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from bearwitness.entities import facilities, places
from bearwitness.entities.places_scan import scan
from bearwitness.entities.places_words import words
from bearwitness.model import Passage, Report


def main() -> int:
    """Print processor time (not wall time: the machine may be shared) for scanning, places and facilities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--sample", type=int, default=400)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.reports.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = rows[:: max(1, len(rows) // options.sample)]
    reports = [
        Report(
            id=row["id"],
            capture="",
            source=row.get("source"),
            passages=(Passage(id="p1", kind="body", text=row["text"]),),
        )
        for row in rows
    ]
    count = sum(len(row["text"].split()) for row in rows)
    known = words("en")
    for name in ("cold", "warm"):
        start = time.process_time()
        for row in rows:
            for _ in scan(0, row["text"], known):
                pass
        scanned = time.process_time()
        found = [places.find(report) for report in reports]
        placed = time.process_time()
        for report, some in zip(reports, found, strict=True):
            facilities.find(report, some)
        end = time.process_time()
        for what, seconds in (("scan", scanned - start), ("places", placed - scanned), ("facilities", end - placed)):
            print(f"{name} {what}: {count / seconds:,.0f} words a second of processor time ({count} words)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
