/** Incidents on the map: what the page's GeoJSON holds, circles of precision, and what stands at which scale. */

import type { Feature, FeatureCollection, Polygon, Position } from "geojson";

export interface Incident {
  id: string;
  title: string;
  kind: string;
  when: string;
  killed: string;
  injured: string;
  /** Metres within which the true place is taken to lie; null where no circle says anything. */
  precision: number | null;
  href: string;
  grade: string;
  conflicts: number;
  at: [number, number];
}

const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");

/** Incidents with a place; a feature without a point or an id is left out. */
export function readIncidents(given: unknown): Incident[] {
  const features = (given as FeatureCollection | null)?.features;
  if (!Array.isArray(features)) return [];
  return features.flatMap((one: Feature): Incident[] => {
    if (one?.geometry?.type !== "Point") return [];
    const [x, y] = one.geometry.coordinates as [number?, number?];
    const p = one.properties ?? {};
    const id = text(p["id"] ?? one.id);
    if (!id || typeof x !== "number" || typeof y !== "number" || Math.abs(x) > 180 || Math.abs(y) > 90) return [];
    const precision: unknown = p["precision_m"];
    return [
      {
        id,
        title: text(p["title"]) || id,
        kind: text(p["kind"]).replaceAll("_", " "),
        when: text(p["when"]) || text(p["day"]),
        killed: text(p["killed"]),
        injured: text(p["injured"]),
        precision: typeof precision === "number" && precision > 0 ? precision : null,
        href: text(p["href"]) || `/incidents/${encodeURIComponent(id)}`,
        grade: text(p["grade"]),
        conflicts: typeof p["open_conflicts"] === "number" ? p["open_conflicts"] : 0,
        at: [x, y],
      },
    ];
  });
}

const EARTH = 6_371_008.8;

/** A circle on the globe as a polygon: the points at a distance in metres from a place. */
export function circle([longitude, latitude]: readonly [number, number], metres: number, corners = 64): Polygon {
  const rad = Math.PI / 180;
  const reach = metres / EARTH;
  const lat = latitude * rad;
  const ring: Position[] = [];
  for (let at = 0; at <= corners; at += 1) {
    const bearing = (at % corners) * ((2 * Math.PI) / corners);
    const y = Math.asin(Math.sin(lat) * Math.cos(reach) + Math.cos(lat) * Math.sin(reach) * Math.cos(bearing));
    const x = longitude * rad + Math.atan2(Math.sin(bearing) * Math.sin(reach) * Math.cos(lat), Math.cos(reach) - Math.sin(lat) * Math.sin(y));
    ring.push([x / rad, y / rad]);
  }
  return { type: "Polygon", coordinates: [ring] };
}

/** A distance as people say it: 50 m, 500 m, 5 km, 150 km. */
export function distance(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${Math.round(metres / 100) / 10} km`;
}

/** West, south, east, north of places with their precision; null without any. */
export function bounds(incidents: readonly Incident[]): [number, number, number, number] | null {
  if (!incidents.length) return null;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const one of incidents) {
    // One place is shown with its circle; among many a wide circle must not push the others together.
    const dy = incidents.length === 1 ? (one.precision ?? 20_000) / 111_000 : 0;
    const dx = dy / Math.max(0.2, Math.cos((one.at[1] * Math.PI) / 180));
    west = Math.min(west, one.at[0] - dx);
    east = Math.max(east, one.at[0] + dx);
    south = Math.min(south, one.at[1] - dy);
    north = Math.max(north, one.at[1] + dy);
  }
  return [west, south, east, north];
}
