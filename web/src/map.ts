/**
 * Incidents on a map: `[data-island="map"]` with `data-source`, the address of a GeoJSON of incidents (properties id, title,
 * kind, when, killed, injured, precision_m, href, grade, open_conflicts), or `data-from`, the id of a JSON element. The
 * place stays hidden until the map is drawn; the list beside it holds the same incidents.
 *
 * Incidents are links over the map, so the Tab key reaches each and Enter opens it; those near each other are a button
 * that shows them apart. The circle is the distance within which the place is known. `data-basemap` and `data-worker` may
 * name other addresses; `data-single` is set for the page of one incident (scrolling the page does not move the map).
 */

import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as Drawn, GeoJSONFeature, Marker } from "maplibre-gl";
import maplibre from "maplibre-gl/dist/maplibre-gl-csp.js";
import "maplibre-gl/dist/maplibre-gl.css";
import { type Basemap, type Colours, style } from "./basemap";
import { builtFolder, element, followable, parsed, ready } from "./dom";
import { bounds, circle, distance, type Incident, readIncidents } from "./places";
import { say } from "./words";

ready(() => {
  for (const place of document.querySelectorAll<HTMLElement>("[data-island=map]")) {
    start(place).catch((error: unknown) => {
      place.replaceChildren(element("p", { class: "notice" }, say("map.failed", { why: error instanceof Error ? error.message : String(error) })));
      place.hidden = false;
      place.classList.add("failed");
    });
  }
});

async function json(address: string): Promise<unknown> {
  const answer = await fetch(address, { credentials: "same-origin", headers: { accept: "application/json, application/geo+json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function start(place: HTMLElement): Promise<void> {
  const folder = builtFolder();
  const given = place.dataset["from"] ? parsed(place.dataset["from"]) : await json(place.dataset["source"] ?? "");
  const incidents = readIncidents(given);
  if (!incidents.length) return;
  const base = (await json(place.dataset["basemap"] ?? new URL("../basemap.json", new URL(folder, location.href)).pathname)) as Basemap;
  maplibre.setWorkerUrl(place.dataset["worker"] ?? `${folder}map-worker.js`);
  place.hidden = false;
  place.replaceChildren();
  const map = new maplibre.Map({
    container: place,
    style: style(base, colours(place)),
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    maxZoom: 11,
    minZoom: 0.5,
    cooperativeGestures: place.dataset["single"] !== undefined,
    locale: { "Map.Title": say("map.label"), "NavigationControl.ZoomIn": say("map.zoom_in"), "NavigationControl.ZoomOut": say("map.zoom_out") },
    ...view(incidents),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new Whole(() => map.fitBounds(box(incidents), { padding: 48, maxZoom: 8 })), "top-right");
  map.addControl(new maplibre.AttributionControl({ compact: true, customAttribution: say("map.source") }), "bottom-right");
  const shown = new Markers(map, incidents, place);
  const redraw = (): void => {
    map.setStyle(style(base, colours(place)), { diff: false });
    map.once("style.load", () => shown.add());
  };
  map.once("load", () => {
    shown.add();
    place.dataset["drawn"] = "";
    // A folded line of credits: open, it would cover a narrow map.
    place.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show");
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  document.addEventListener("bearwitness:theme", redraw);
  linkList(place, shown);
}

function box(incidents: Incident[]): [number, number, number, number] {
  return bounds(incidents) ?? [-180, -60, 180, 75];
}

function view(incidents: Incident[]): object {
  return { bounds: box(incidents), fitBoundsOptions: { padding: 48, maxZoom: 8 } };
}

function colours(place: HTMLElement): Colours {
  const known = getComputedStyle(place);
  const value = (name: string): string => known.getPropertyValue(name).trim();
  return { sea: value("--sea"), land: value("--landmass"), water: value("--map-water"), border: value("--map-border"), region: value("--map-region"), text: value("--map-text"), halo: value("--landmass") };
}

/** A button that brings all incidents back into view. */
class Whole {
  private readonly box: HTMLElement;

  constructor(act: () => void) {
    const button = element("button", { type: "button", title: say("map.all"), "aria-label": say("map.all") }, element("span", { "aria-hidden": "true" }, "⤢"));
    button.addEventListener("click", act);
    this.box = element("div", { class: "maplibregl-ctrl maplibregl-ctrl-group" }, button);
  }

  onAdd(): HTMLElement {
    return this.box;
  }

  onRemove(): void {
    this.box.remove();
  }
}

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

/** Incidents as links, and groups of them as buttons, for what is in view. */
class Markers {
  private readonly byId: Map<string, Incident>;
  private readonly standing = new Map<string, Marker>();
  private readonly tip = element("div", { class: "tip", hidden: true });

  constructor(
    private readonly map: Drawn,
    private readonly incidents: Incident[],
    private readonly place: HTMLElement,
  ) {
    this.byId = new Map(incidents.map((one) => [one.id, one]));
    place.append(this.tip);
    for (const name of ["moveend", "idle"] as const) map.on(name, () => this.refresh());
    map.on("move", () => (this.tip.hidden = true));
    map.on("sourcedata", (event) => {
      if (event.sourceId === "incidents" && event.isSourceLoaded) this.refresh();
    });
  }

  add(): void {
    const ink = getComputedStyle(this.place).getPropertyValue("--ink").trim();
    this.map.addSource("circles", { type: "geojson", data: EMPTY });
    this.map.addLayer({ id: "circles", type: "fill", source: "circles", paint: { "fill-color": ink, "fill-opacity": 0.07 } }, "towns");
    this.map.addLayer({ id: "circles-edge", type: "line", source: "circles", paint: { "line-color": ink, "line-opacity": 0.55, "line-width": 1, "line-dasharray": [2, 2] } }, "towns");
    this.map.addSource("incidents", {
      type: "geojson",
      cluster: true,
      clusterRadius: 34,
      clusterMaxZoom: 10,
      data: { type: "FeatureCollection", features: this.incidents.map((one) => ({ type: "Feature", properties: { id: one.id }, geometry: { type: "Point", coordinates: one.at } })) },
    });
    // Nothing is drawn of it: the links over the map are. A layer makes MapLibre load the source.
    this.map.addLayer({ id: "incidents", type: "circle", source: "incidents", paint: { "circle-radius": 0, "circle-opacity": 0 } });
    this.refresh();
  }

  /** Sets an incident off, or none; false where it is not in view on its own. */
  set(id: string | null): boolean {
    for (const old of this.place.querySelectorAll(".point.chosen")) old.classList.remove("chosen");
    const marker = id === null ? undefined : this.standing.get(`i${id}`);
    marker?.getElement().classList.add("chosen");
    return marker !== undefined;
  }

  private refresh(): void {
    if (!this.map.getSource("incidents")) return;
    const wanted = new Map<string, GeoJSONFeature>();
    for (const one of this.map.querySourceFeatures("incidents")) wanted.set(one.properties["cluster"] ? `c${String(one.properties["cluster_id"])}` : `i${String(one.properties["id"])}`, one);
    for (const [key, marker] of this.standing) {
      if (wanted.has(key) || marker.getElement().contains(document.activeElement)) continue;
      marker.remove();
      this.standing.delete(key);
    }
    const view = this.map.getBounds();
    for (const [key, feature] of wanted) {
      if (this.standing.has(key) || feature.geometry.type !== "Point") continue;
      const at = feature.geometry.coordinates as [number, number];
      if (!view.contains(at)) continue;
      const incident = this.byId.get(String(feature.properties["id"]));
      const made = incident ? this.point(incident) : this.group(feature, at);
      this.standing.set(key, new maplibre.Marker({ element: made }).setLngLat(incident?.at ?? at).addTo(this.map));
      // MapLibre names its markers "Map marker" and makes them buttons: ours have names and roles of their own.
      made.removeAttribute("role");
      made.setAttribute("aria-label", made.dataset["label"] ?? "");
    }
    this.circles();
  }

  /** Circles of what stands alone: a circle is worth drawing where it is wider than its dot. */
  private circles(): void {
    const alone = [...this.standing.keys()].flatMap((key) => this.byId.get(key.slice(1)) ?? []);
    const features = alone.flatMap((one) => (one.precision === null ? [] : [{ type: "Feature" as const, properties: {}, geometry: circle(one.at, one.precision) }]));
    this.map.getSource<GeoJSONSource>("circles")?.setData({ type: "FeatureCollection", features });
  }

  private point(one: Incident): HTMLElement {
    const lines = told(one);
    const address = followable(one.href);
    const made = address ? element("a", { href: address }) : element("span", { tabindex: 0 });
    made.className = `point${one.precision !== null && one.precision > 20_000 ? " vague" : ""}${one.conflicts ? " open" : ""}`;
    made.dataset["label"] = [one.title, ...lines].join(", ");
    made.dataset["incident"] = one.id;
    const show = (): void => this.tell(made, one.title, lines);
    for (const name of ["mouseenter", "focus"]) made.addEventListener(name, show);
    for (const name of ["mouseleave", "blur"]) made.addEventListener(name, () => (this.tip.hidden = true));
    made.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.tip.hidden = true;
    });
    return made;
  }

  private group(feature: GeoJSONFeature, at: [number, number]): HTMLElement {
    const count = Number(feature.properties["point_count"]);
    const made = element("button", { type: "button", class: `group${count > 99 ? " large" : ""}` }, String(count));
    made.dataset["label"] = say("map.cluster", { count });
    made.addEventListener("click", () => void this.open(Number(feature.properties["cluster_id"]), at, made));
    return made;
  }

  private async open(id: number, at: [number, number], button: HTMLElement): Promise<void> {
    const source = this.map.getSource<GeoJSONSource>("incidents");
    if (!source) return;
    const zoom = await source.getClusterExpansionZoom(id);
    const held = document.activeElement === button;
    this.map.easeTo({ center: at, zoom: Math.min(zoom + 0.2, this.map.getMaxZoom()) });
    if (held) {
      // The button goes; the focus goes on to the map, so that the next Tab reaches what came of it.
      this.map.getCanvas().focus();
      this.map.once("idle", () => this.refresh());
    }
    // Incidents at the very same place never come apart: their titles are told instead.
    if (zoom > this.map.getMaxZoom() - 1 && this.map.getZoom() > this.map.getMaxZoom() - 1.2) {
      const leaves = await source.getClusterLeaves(id, 20, 0);
      this.tell(button, button.dataset["label"] ?? "", leaves.flatMap((leaf) => this.byId.get(String(leaf.properties?.["id"]))?.title ?? []));
    }
  }

  private tell(over: HTMLElement, title: string, lines: string[]): void {
    this.tip.replaceChildren(element("p", { dir: "auto" }, element("strong", {}, title)), ...lines.map((line) => element("p", { dir: "auto" }, line)));
    this.tip.hidden = false;
    const [outer, inner] = [this.place.getBoundingClientRect(), over.getBoundingClientRect()];
    const left = inner.left - outer.left + inner.width / 2 - this.tip.offsetWidth / 2;
    const above = inner.top - outer.top - this.tip.offsetHeight - 8;
    this.tip.style.left = `${Math.max(6, Math.min(left, outer.width - this.tip.offsetWidth - 6))}px`;
    this.tip.style.top = `${above > 6 ? above : inner.bottom - outer.top + 8}px`;
  }
}

/** What stands under an incident's title. */
function told(one: Incident): string[] {
  return [
    [one.kind, one.when].filter(Boolean).join(", "),
    [one.killed && say("map.killed", { count: one.killed }), one.injured && say("map.injured", { count: one.injured })].filter(Boolean).join(", "),
    [one.grade && say("map.grade", { grade: one.grade }), one.conflicts ? say("map.conflicts", { count: one.conflicts }) : ""].filter(Boolean).join(", "),
    one.precision === null ? "" : say("map.near", { distance: distance(one.precision) }),
  ].filter(Boolean);
}

/** A line of the list under the pointer or with the focus sets its incident off on the map. */
function linkList(place: HTMLElement, shown: Markers): void {
  const list = document.querySelector(place.dataset["list"] ?? ".with-map .list, table.list");
  const id = (target: EventTarget | null): string | null => (target instanceof Element ? (target.closest<HTMLElement>("[data-incident]")?.dataset["incident"] ?? null) : null);
  for (const name of ["mouseover", "focusin"]) list?.addEventListener(name, (event) => shown.set(id(event.target)));
  list?.addEventListener("mouseleave", () => shown.set(null));
}
