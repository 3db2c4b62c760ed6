"""Scores the place of the attack in the records: the town of a gva report, the point of an airwars assessment.

    bearwitness record gva.dev.input.jsonl --json > record.jsonl
    python benchmarks/accuracy/attack_place.py gva.dev.jsonl record.jsonl [--show 20] [--json]

The main incident's `where` counts. A report without one is wrong ("of all") or left out ("of given").

gva: right when the name of the place, or of what the gold adds in brackets, is the coded one in the coded state, or
when a place no wider than a town lies within 15 km of the coded point.

airwars: right when the assessors' point lies within the radius of the precision that the record states (`RADIUS`):
a record that says less precisely where it was may be further off. Nothing wider than a town can be right, except where
the assessors themselves name nothing smaller than the governorate.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from pathlib import Path
from typing import Any

from bearwitness.entities.gazetteer import fold, gazetteer
from bearwitness.entities.places_setting import kilometres

Line = dict[str, Any]
NEAR_KM = 15.0
RADIUS = {"point": 1.0, "facility": 1.0, "district": 3.0, "city": 6.0}
"""Kilometres from the point within which the precision says that the attack was."""
GOVERNORATES = frozenset({"gaza", "north gaza", "deir al balah", "khan younis", "rafah", "the gaza strip", ""})
WIDE_KM = 15.0
SAMPLES = 1000


def lines(path: Path) -> list[Line]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def where_of(row: Line) -> Line | None:
    """The place of a report's main incident."""
    incidents = row.get("incidents") or []
    place: Line | None = incidents[0].get("where") if incidents else None
    return place


def away(gold: Line, place: Line) -> float:
    """Kilometres between the coded point and the place's own; infinite where either has none."""
    point = gold.get("coordinates") or (gold.get("latitude"), gold.get("longitude"))
    if not point or None in point or place.get("latitude") is None:
        return math.inf
    return kilometres((point[0], point[1]), (place["latitude"], place["longitude"]))


def town_right(gold: Line, place: Line) -> bool:
    """The place is the coded city."""
    names = {fold(part) for part in re.split(r"[()]", gold["city"]) if part.strip()}
    if "county" in names:
        names = {f"{min(names - {'county'}, default='')} county"}
    states = gazetteer().named(fold(gold["state"])) if gold["state"] else ()
    codes = {one.region for one in states if one.kind == "region" and one.country == "US"}
    if fold(place.get("name") or "") in names and place.get("region") in codes:
        return True
    if not gold.get("coordinates"):  # a part of the coded city: its point is the gazetteer's
        towns = [one for name in names for one in gazetteer().named(name) if one.kind == "city" and one.region in codes]
        gold = {"coordinates": (towns[0].latitude, towns[0].longitude)} if towns else gold
    return place["precision"] in RADIUS and away(gold, place) <= NEAR_KM


def within_precision(gold: Line, place: Line) -> bool:
    """The coded point lies as near as the record's precision says."""
    if place["precision"] in RADIUS:
        return away(gold, place) <= RADIUS[place["precision"]]
    parts = [fold(part).strip() for part in gold["place"].split(",")]
    wide = all(part in GOVERNORATES or not part.isascii() for part in parts)
    return wide and away(gold, place) <= WIDE_KM


def interval(values: list[bool]) -> tuple[float, float]:
    """95 % bootstrap interval of a share."""
    chance = random.Random(7)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(SAMPLES))
    return means[int(0.025 * SAMPLES)], means[int(0.975 * SAMPLES)]


def scored(rows: list[Line], records: dict[str, Line]) -> tuple[dict[str, list[bool]], list[str]]:
    """Right or wrong by metric, and what is wrong."""
    found: dict[str, list[bool]] = {}
    errors = []
    for row in rows:
        gold = row["gold"]
        if row["id"] not in records or not (gold.get("city") or gold.get("latitude") is not None):
            continue
        place = where_of(records[row["id"]])
        right = place is not None and (town_right if "city" in gold else within_precision)(gold, place)
        found.setdefault("of all", []).append(right)
        if place is not None:
            found.setdefault("of given", []).append(right)
        if gold.get("strict"):
            found.setdefault("strict, of all", []).append(right)
        if not right:
            wanted = f"{gold['city']}, {gold['state']}" if "city" in gold else gold["place"]
            got = place and (
                place["text"],
                place["name"],
                place["region"],
                place["precision"],
                round(away(gold, place), 1),
            )
            errors.append(f"{row['id']} {row.get('source')} gold {wanted} got {got} | {row.get('title')}")
    return found, errors


def main() -> int:
    """Print the shares with their intervals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("records", type=Path, help="what `bearwitness record --json` printed")
    parser.add_argument("--part", choices=("even", "odd"), help="only every second report, for tuning on one half")
    parser.add_argument("--show", type=int, default=0, help="so many of the wrong ones")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    records = {row["report"]: row for row in lines(options.records)}
    rows = [row for row in lines(options.gold) if row["id"] in records]
    if options.part:
        rows = rows[options.part == "odd" :: 2]
    found, errors = scored(rows, records)
    shares = {name: (sum(some) / len(some), *interval(some), len(some)) for name, some in found.items()}
    if options.json:
        print(json.dumps(shares))
        return 0
    for name, (share, low, high, count) in shares.items():
        print(f"place right, {name}: {share:.3f} [{low:.3f}, {high:.3f}] of {count} reports")
    for error in errors[: options.show]:
        print(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
