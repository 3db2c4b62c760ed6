/** The shipped map of the world (static/basemap.json, made by tools/basemap.py) as GeoJSON and as a style. */

import type { Feature, FeatureCollection, Position } from "geojson";
import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

type Packed = number[];

export interface Basemap {
  scale: number;
  land: Packed[][];
  lakes: Packed[][];
  rivers: Packed[];
  borders: Packed[];
  disputed: Packed[];
  regions: Packed[];
  /** Name, longitude, latitude, zoom from which it shows. */
  countries: [string, number, number, number][];
  /** Name, longitude, latitude, zoom from which it shows, 1 for a capital. */
  towns: [string, number, number, number, number][];
}

/** Whole numbers, the first point and then differences, as positions in degrees. */
export function unpacked(line: Packed, scale: number): Position[] {
  const found: Position[] = [];
  let [x, y] = [0, 0];
  for (let at = 0; at + 1 < line.length; at += 2) {
    x += line[at] ?? 0;
    y += line[at + 1] ?? 0;
    found.push([x / scale, y / scale]);
  }
  return found;
}

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

// A feature for each polygon and line: a tile passes over those that lie elsewhere without looking at their points.
function areas(packed: Packed[][], scale: number): FeatureCollection {
  return collection(packed.map((rings) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: rings.map((ring) => unpacked(ring, scale)) } })));
}

function lines(packed: Packed[], scale: number): FeatureCollection {
  return collection(packed.map((line) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: unpacked(line, scale) } })));
}

function names(rows: readonly (readonly [string, number, number, number, number?])[]): FeatureCollection {
  return collection(rows.map(([name, x, y, zoom, capital = 0], order) => ({ type: "Feature", properties: { name, zoom, capital, order }, geometry: { type: "Point", coordinates: [x, y] } })));
}

export interface Colours {
  sea: string;
  land: string;
  water: string;
  border: string;
  region: string;
  text: string;
  halo: string;
}

/** The style: nothing in it is fetched; letters are drawn by the browser's own fonts. */
export function style(map: Basemap, colours: Colours): StyleSpecification {
  const line = (id: string, colour: string, width: number, more: Record<string, unknown> = {}, minzoom = 0): LayerSpecification =>
    ({ id, type: "line", source: id, minzoom, layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 2, width * 0.6, 8, width * 1.6], ...more } }) as LayerSpecification;
  const label = (id: string, size: unknown, more: Record<string, unknown>, minzoom: number, maxzoom: number): LayerSpecification =>
    ({
      id,
      type: "symbol",
      source: id,
      minzoom,
      maxzoom,
      filter: ["<=", ["get", "zoom"], ["zoom"]],
      layout: { "text-field": ["get", "name"], "text-font": ["system-ui", "Noto Sans", "DejaVu Sans", "sans-serif"], "text-size": size, "symbol-sort-key": ["get", "order"], "text-max-width": 8, "text-padding": 6, ...more },
      paint: { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.4 },
    }) as unknown as LayerSpecification;
  // Beyond zoom 8 the lines have no more to show, and a large buffer only makes tiles heavy.
  const source = (data: FeatureCollection): GeoJSONSourceSpecification => ({ type: "geojson", data, maxzoom: 8, buffer: 8 });
  return {
    version: 8,
    sources: {
      land: source(areas(map.land, map.scale)),
      lakes: source(areas(map.lakes, map.scale)),
      rivers: source(lines(map.rivers, map.scale)),
      regions: source(lines(map.regions, map.scale)),
      borders: source(lines(map.borders, map.scale)),
      disputed: source(lines(map.disputed, map.scale)),
      countries: source(names(map.countries)),
      towns: source(names(map.towns)),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colours.land } },
      line("regions", colours.region, 0.8, {}, 3.5),
      line("rivers", colours.water, 0.9, {}, 3),
      { id: "lakes", type: "fill", source: "lakes", paint: { "fill-color": colours.sea, "fill-outline-color": colours.water } },
      line("borders", colours.border, 1),
      line("disputed", colours.border, 1, { "line-dasharray": [3, 2.5] }),
      label("towns", ["interpolate", ["linear"], ["zoom"], 3, 10.5, 8, 13], { "text-variable-anchor": ["top", "bottom", "right", "left"], "text-radial-offset": 0.7 }, 3, 24),
      label("countries", ["interpolate", ["linear"], ["zoom"], 1.5, 10.5, 6, 15], { "text-letter-spacing": 0.08, "text-transform": "uppercase" }, 0, 6.5),
    ],
  };
}
