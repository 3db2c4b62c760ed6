import { readFileSync, statSync } from "node:fs";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { type Basemap, style, unpacked } from "../src/basemap";
import { bounds, circle, distance, type Incident, readIncidents } from "../src/places";

const path = "../src/bearwitness/web/static/basemap.json";
const base = JSON.parse(readFileSync(path, "utf8")) as Basemap;
const colours = { sea: "#123456", land: "#223344", water: "#333", border: "#444", region: "#555", text: "#666", halo: "#777" };

/** Whether a point lies inside a ring. */
function inside([x, y]: readonly [number, number], ring: number[][]): boolean {
  let odd = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [ax = 0, ay = 0] = ring[at] ?? [];
    const [bx = 0, by = 0] = ring[before] ?? [];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

const onLand = (place: readonly [number, number]): boolean => base.land.some((rings) => inside(place, unpacked(rings[0] ?? [], base.scale)));
const near = (packed: number[][], [west, south, east, north]: readonly [number, number, number, number]): number =>
  packed.flatMap((line) => unpacked(line, base.scale)).filter(([x = 0, y = 0]) => x > west && x < east && y > south && y < north).length;

describe("the shipped map", () => {
  it("is small", () => {
    expect(statSync(path).size).toBeLessThan(1_500_000);
  });

  it("has land where there is land and sea where there is sea", () => {
    for (const place of [[30.52, 50.45], [34.1, 44.95], [36.3, 33.51], [44.4, 33.3], [28.05, -26.2]] as const) expect(onLand(place)).toBe(true);
    for (const place of [[34, 43.2], [-30, 40], [5, 38.5], [70, -30]] as const) expect(onLand(place)).toBe(false);
  });

  it("draws no border between Crimea and the rest of Ukraine, and none along the front of 2015", () => {
    for (const packed of [base.borders, base.disputed]) {
      expect(near(packed, [33.7, 45.75, 34.9, 46.15])).toBe(0);
      expect(near(packed, [37.6, 47.2, 38.1, 48.6])).toBe(0);
    }
    // The border that stands is there.
    expect(near(base.borders, [38.1, 47, 40.3, 50])).toBeGreaterThan(10);
  });

  it("dashes what is disputed: Kashmir's line of control, Western Sahara", () => {
    for (const box of [[73.7, 32.7, 77, 35.2], [-13, 27.5, -8.6, 27.8]] as const) {
      expect(near(base.disputed, box)).toBeGreaterThan(1);
    }
  });

  it("names the countries of ISO 3166-1 and the towns as the gazetteer does", () => {
    const countries = base.countries.map(([name]) => name);
    for (const name of ["Ukraine", "Taiwan", "Palestinian Territory", "Western Sahara"]) expect(countries).toContain(name);
    expect(countries).not.toContain("Kosovo");
    const towns = base.towns.map(([name]) => name);
    for (const name of ["Kyiv", "Kharkiv", "Odesa", "Damascus"]) expect(towns).toContain(name);
    for (const name of ["Kiev", "Kharkov"]) expect(towns).not.toContain(name);
  });

  it("is a valid style that fetches nothing", () => {
    const made = style(base, colours);
    expect(validateStyleMin(made)).toEqual([]);
    expect(JSON.stringify(made)).not.toMatch(/https?:|"glyphs"|"sprite"|"url"/);
  });
});

const feature = (properties: object, coordinates: unknown = [30.5, 50.4]): object => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });

describe("incidents", () => {
  it("are read with unknown figures left unknown", () => {
    const [one] = readIncidents({ type: "FeatureCollection", features: [feature({ id: "i1", title: "A strike", killed: 0, injured: null, precision_m: null })] });
    expect(one).toMatchObject({ id: "i1", killed: "0", injured: "", precision: null, conflicts: 0, at: [30.5, 50.4] });
  });

  it("without a place, an id or a possible point are left out", () => {
    const features = [feature({ title: "no id" }), { type: "Feature", geometry: null, properties: { id: "i2" } }, feature({ id: "i3" }, [500, 2]), feature({ id: "i4" }, ["30", "50"])];
    expect(readIncidents({ type: "FeatureCollection", features })).toEqual([]);
    expect(readIncidents(null)).toEqual([]);
    expect(readIncidents({ features: "no" })).toEqual([]);
  });

  it("have a circle whose edge lies at the stated distance", () => {
    const rad = Math.PI / 180;
    for (const [x = 0, y = 0] of circle([36.2, 50], 15_000).coordinates[0] ?? []) {
      const away = 6_371_008.8 * Math.acos(Math.min(1, Math.sin(50 * rad) * Math.sin(y * rad) + Math.cos(50 * rad) * Math.cos(y * rad) * Math.cos((x - 36.2) * rad)));
      expect(away).toBeGreaterThan(14_990);
      expect(away).toBeLessThan(15_010);
    }
  });

  it("fit into the view: one with its circle, many by their points", () => {
    const at = (x: number, y: number, precision: number | null): Incident => ({ id: `${x}`, title: "", kind: "", when: "", killed: "", injured: "", precision, href: "", grade: "", conflicts: 0, at: [x, y] });
    expect(bounds([])).toBeNull();
    const [west, south, east, north] = bounds([at(30, 50, 111_000)]) ?? [];
    expect([south, north]).toEqual([49, 51]);
    expect((east ?? 0) - (west ?? 0)).toBeGreaterThan(2);
    expect(bounds([at(30, 50, 150_000), at(31, 49, null)])).toEqual([30, 49, 31, 50]);
  });

  it("say distances as people do", () => {
    expect([50, 500, 5000, 15_000, 1500].map(distance)).toEqual(["50 m", "500 m", "5 km", "15 km", "1.5 km"]);
  });
});
