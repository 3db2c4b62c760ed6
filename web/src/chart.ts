/**
 * The figures over time as a step chart: `[data-island="chart"]` with `data-from`, the id of a JSON element of the form
 * {"title", "series": [{"origin", "carriers", "points": [{"at", "low", "high", "superseded", "disputed", "claim", "href",
 * "quote"}]}], "range": [{"at", "low", "high", "headline"}], "conflicts": [{"at", "why", "href"}]}.
 *
 * Each origin is a line with a letter, a colour and a dash; a table beside it holds every number. `data-instead` names an
 * element that the chart takes the place of, such as the server's drawing of the same. With fewer than two dated counts
 * nothing is drawn and the place stays hidden.
 */

import { drawn, element, followable, parsed, ready } from "./dom";
import { across, apart, countSteps, countText, inOrder, letter, levelOf, moment, readFigures, spelled, type Conflict, type Figures, type Moment, type Point, type Series } from "./figures";
import { say } from "./words";

const TOP = 34;
const BOTTOM = 46;
const LEFT = 46;
const RIGHT = 92;
const STYLES = 6;
const MARK = 18;
const LABEL = 66;

interface Dated {
  series: Series;
  order: number;
  point: Point;
  known: Moment;
  level: number;
}

let charts = 0;

ready(() => document.querySelectorAll<HTMLElement>("[data-island=chart]").forEach(start));

function start(place: HTMLElement): void {
  const figures = readFigures(parsed(place.dataset["from"] ?? ""));
  if (!figures) return;
  const ordered = inOrder(figures.series);
  const all = ordered.flatMap((series, order) => series.points.map((point) => ({ series, order, point, known: moment(point.at), level: levelOf(point) })));
  const dated = all.filter((one): one is Dated => one.known !== null && one.level !== null).sort((a, b) => a.known.time - b.known.time || a.order - b.order);
  if (new Set(dated.map((one) => one.known.time)).size < 2) return;
  charts += 1;
  const tip = element("div", { class: "tip", hidden: true });
  const holder = element("div", { class: "drawing" });
  const undated = all.filter((one) => one.known === null && one.level !== null).length;
  place.replaceChildren(holder, tip, legend(ordered, place), element("p", { class: "small" }, [say("chart.range"), undated ? say("chart.undated", { count: undated }) : ""].join(" ")));
  place.hidden = false;
  const instead = document.getElementById(place.dataset["instead"] ?? "");
  if (instead) instead.hidden = true;
  const name = `chart-${charts}`;
  const draw = (): void => {
    const focused = holder.contains(document.activeElement) ? (document.activeElement as SVGElement).dataset["at"] : undefined;
    holder.replaceChildren(drawing(figures, ordered, dated, Math.max(300, holder.clientWidth || 720), name, tip));
    if (focused !== undefined) holder.querySelector<SVGElement>(`[data-at="${focused}"]`)?.focus();
  };
  draw();
  let width = holder.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(holder.clientWidth - width) < 2) return;
    width = holder.clientWidth;
    draw();
  }).observe(holder);
  // Paper has another width; the drawing scales by its view box.
}

function legend(ordered: Series[], place: HTMLElement): HTMLElement {
  const items = ordered.map((series, at) => {
    const button = element(
      "button",
      { type: "button", "aria-pressed": "false", class: `origin s${at % STYLES}` },
      drawn("svg", { viewBox: "0 0 34 12", width: 34, height: 12, "aria-hidden": "true" }, drawn("path", { class: `step s${at % STYLES}`, d: "M1 6H33" })),
      element("span", { class: "letter" }, letter(at)),
      element("bdi", {}, series.origin),
      series.carriers ? element("span", { class: "small" }, ` ${say("chart.carried", { count: series.carriers })}`) : null,
    );
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      for (const other of place.querySelectorAll(".origins button")) other.setAttribute("aria-pressed", String(on && other === button));
      place.dataset["only"] = on ? String(at) : "";
      for (const one of place.querySelectorAll<SVGElement>("[data-origin]")) one.classList.toggle("faded", on && one.dataset["origin"] !== String(at));
    });
    return element("li", {}, button);
  });
  return element("ul", { class: "origins", "aria-label": say("chart.legend") }, ...items);
}

function drawing(figures: Figures, ordered: Series[], dated: Dated[], width: number, name: string, tip: HTMLElement): SVGSVGElement {
  const height = dated.length <= 3 ? 220 : 320;
  const right = width - RIGHT;
  const bottom = height - BOTTOM;
  const ranges = figures.range.flatMap((one) => {
    const known = moment(one.at);
    return known ? [{ ...one, time: known.time }] : [];
  }).sort((a, b) => a.time - b.time);
  const conflicts = figures.conflicts.flatMap((one) => {
    const known = moment(one.at);
    return known ? [{ ...one, known }] : [];
  });
  const xs = across([...dated.map((one) => one.known.time), ...ranges.map((one) => one.time), ...conflicts.map((one) => one.known.time)], LEFT + 16, right - 18);
  const x = (time: number): number => Math.round((xs.get(time) ?? LEFT) * 10) / 10;
  const top = Math.max(...dated.map((one) => Math.max(one.point.low ?? 0, one.point.high ?? 0)), ...ranges.map((one) => Math.max(one.low ?? 0, one.high ?? 0, one.headline ?? 0)));
  const steps = countSteps(top);
  const ceiling = steps[steps.length - 1] ?? 1;
  const y = (count: number): number => Math.round((bottom - ((bottom - TOP) * count) / ceiling) * 10) / 10;
  const words = (point: { low: number | null; high: number | null }): string => countText(point, (count) => say("chart.at_least", { count })) ?? say("chart.unknown");
  const [first, last] = [dated[0], dated[dated.length - 1]];
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": figures.title ?? say("chart.title"), "aria-describedby": `${name}-desc` });
  svg.append(
    // No title element: a browser would show it over every reading's own text.
    drawn("desc", { id: `${name}-desc` }, say("chart.desc", { readings: dated.length, origins: new Set(dated.map((one) => one.order)).size, first: first ? words(first.point) : "", last: last ? words(last.point) : "" })),
    ...band(ranges, x, y, right),
    ...steps.flatMap((count) => [drawn("line", { class: "grid", x1: LEFT, x2: right, y1: y(count), y2: y(count) }), drawn("text", { class: "y", x: LEFT - 8, y: y(count) + 4, "aria-hidden": "true" }, String(count))]),
    ...timeLabels(dated, x, bottom),
    ...ordered.flatMap((_, order) => originLine(dated.filter((one) => one.order === order), order, x, y, right)),
    ...headline(ranges, x, y, right),
  );
  const targets = [...conflicts.map((one) => flag(one, x, bottom)), ...marks(dated, x, y, right, words)];
  svg.append(...targets.map((one) => one.group));
  roving(svg, targets, tip);
  return svg;
}

type Step = { time: number; low: number | null; high: number | null; headline: number | null };

/** The hull of what stands, as steps; open ranges reach the upper edge. */
function band(ranges: Step[], x: (time: number) => number, y: (count: number) => number, right: number): SVGElement[] {
  return ranges.flatMap((one, at) => {
    if (one.low === null && one.high === null) return [];
    const from = x(one.time);
    const to = ranges[at + 1] ? x(ranges[at + 1]?.time ?? 0) : right;
    const upper = one.high === null ? TOP : y(one.high);
    return [drawn("rect", { class: "band", x: from, y: upper, width: Math.max(to - from, 0), height: Math.max(y(one.low ?? 0) - upper, 1) })];
  });
}

function headline(ranges: Step[], x: (time: number) => number, y: (count: number) => number, right: number): SVGElement[] {
  let path = "";
  let level: number | null = null;
  for (const one of ranges) {
    if (one.headline === null) continue;
    path += path ? `H${x(one.time)}V${y(one.headline)}` : `M${x(one.time)} ${y(one.headline)}`;
    level = one.headline;
  }
  if (level === null) return [];
  return [
    drawn("path", { class: "headline", d: `${path}H${right + 6}` }),
    drawn("text", { class: "end", x: right + 12, y: y(level) + 5 }, String(level)),
    drawn("text", { class: "endnote", x: right + 12, y: y(level) + 19 }, say("chart.headline")),
  ];
}

function timeLabels(dated: Dated[], x: (time: number) => number, bottom: number): SVGElement[] {
  let before = -LABEL;
  let day = "";
  return dated.flatMap(({ known }) => {
    const at = x(known.time);
    if (at - before < LABEL) return [];
    before = at;
    const today = known.day.replace(/ \d{4}$/, "");
    const lines = [drawn("line", { class: "grid", x1: at, x2: at, y1: bottom, y2: bottom + 5 })];
    const texts = [known.clock, today === day ? "" : today].filter(Boolean);
    day = today;
    return [...lines, ...texts.map((one, row) => drawn("text", { class: "x", x: at, y: bottom + 19 + row * 15, "aria-hidden": "true" }, one))];
  });
}

function originLine(own: Dated[], order: number, x: (time: number) => number, y: (count: number) => number, right: number): SVGElement[] {
  let path = "";
  for (const one of own) path += path ? `H${x(one.known.time)}V${y(one.level)}` : `M${x(one.known.time)} ${y(one.level)}`;
  const last = own[own.length - 1];
  // A count that stands runs on to the right edge.
  if (last && !last.point.superseded) path += `H${right}`;
  return path.includes("H") ? [drawn("path", { class: `step s${order % STYLES}`, "data-origin": order, d: path })] : [];
}

interface Target {
  group: SVGElement;
  time: number;
  lines: string[];
}

function marks(dated: Dated[], x: (time: number) => number, y: (count: number) => number, right: number, words: (point: Point) => string): Target[] {
  const places = apart(dated.map((one) => [x(one.known.time), y(one.level)]), MARK, right);
  return dated.map((one, at) => {
    const [cx, cy] = places[at] ?? [0, 0];
    const { point, series } = one;
    const lines = [`${words(point)}, ${spelled(one.known)}${point.superseded ? ` (${say("chart.superseded")})` : ""}`, series.origin, ...(point.quote ? [`“${point.quote}”`] : [])];
    const ranged = point.low !== null && point.high !== null && point.low !== point.high;
    const group = target(point.href, lines, `mark s${one.order % STYLES}${point.superseded ? "" : " live"}`, [
      ranged ? drawn("line", { x1: cx, x2: cx, y1: y(point.low ?? 0), y2: y(point.high ?? 0) }) : null,
      point.low !== null && point.high === null ? drawn("path", { fill: "none", d: `M${cx - 4} ${cy - 11}L${cx} ${cy - 15}L${cx + 4} ${cy - 11}` }) : null,
      point.disputed ? drawn("circle", { class: "ring", cx, cy, r: 12 }) : null,
      drawn("circle", { cx, cy, r: 8.5 }),
      drawn("text", { x: cx, y: cy + 3.8 }, letter(one.order)),
    ]);
    group.dataset["origin"] = String(one.order);
    return { group, time: one.known.time, lines };
  });
}

function flag(one: Conflict & { known: Moment }, x: (time: number) => number, bottom: number): Target {
  const at = x(one.known.time);
  const lines = [say("chart.conflict", { why: one.why }), spelled(one.known)];
  const group = target(one.href, lines, "flag", [
    drawn("line", { x1: at, x2: at, y1: 22, y2: bottom }),
    drawn("rect", { x: at - 9, y: 3, width: 18, height: 18, rx: 3 }),
    drawn("text", { x: at, y: 17 }, "≠"),
  ]);
  return { group, time: one.known.time, lines };
}

/** A thing of the drawing that can be reached: a link where it leads somewhere, else an image with its text. */
function target(href: string | undefined, lines: string[], style: string, children: (SVGElement | null)[]): SVGElement {
  const address = followable(href);
  const about = { class: style, tabindex: -1, "aria-label": lines.join(". ") };
  return address ? drawn("a", { ...about, href: address }, ...children) : drawn("g", { ...about, role: "img" }, ...children);
}

/** One stop for the Tab key; arrows, Home and End go through the readings in the order of time. */
function roving(svg: SVGSVGElement, targets: Target[], tip: HTMLElement): void {
  const sorted = targets.map((one, order) => ({ ...one, order })).sort((a, b) => a.time - b.time || a.order - b.order);
  sorted.forEach(({ group, lines }, at) => {
    group.dataset["at"] = String(at);
    group.setAttribute("tabindex", at === 0 ? "0" : "-1");
    const show = (): void => tell(group, lines, tip);
    const hide = (): void => void (tip.hidden = true);
    group.addEventListener("mouseenter", show);
    group.addEventListener("mouseleave", () => {
      if (document.activeElement !== group) hide();
    });
    group.addEventListener("focus", show);
    group.addEventListener("blur", hide);
    group.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: sorted.length - 1 }[event.key];
      if (event.key === "Escape") hide();
      const next = to === undefined ? undefined : sorted[to]?.group;
      if (to !== undefined) event.preventDefault();
      if (!next) return;
      for (const one of sorted) one.group.setAttribute("tabindex", one.group === next ? "0" : "-1");
      next.focus();
    });
  });
  svg.addEventListener("mouseleave", () => {
    if (!svg.contains(document.activeElement)) tip.hidden = true;
  });
}

function tell(group: SVGElement, lines: string[], tip: HTMLElement): void {
  const place = tip.parentElement;
  if (!place) return;
  tip.replaceChildren(...lines.map((line, at) => element("p", { dir: "auto" }, at === 0 ? element("strong", {}, line) : line)));
  tip.hidden = false;
  const [outer, inner] = [place.getBoundingClientRect(), group.getBoundingClientRect()];
  const left = Math.max(0, Math.min(inner.left - outer.left + inner.width / 2 - tip.offsetWidth / 2, outer.width - tip.offsetWidth));
  const above = inner.top - outer.top - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > -outer.top ? above : inner.bottom - outer.top + 8}px`;
}
