/** The data of the step chart and its geometry, as pure functions. */

export interface Point {
  /** When the count is said to hold: ISO date or time; null where nobody says. */
  at: string | null;
  low: number | null;
  high: number | null;
  superseded: boolean;
  disputed?: boolean;
  claim?: string;
  href?: string;
  quote?: string;
  carriers?: number;
}

export interface Series {
  origin: string;
  /** How many reports carry this origin. */
  carriers: number;
  points: Point[];
}

export interface Range {
  at: string;
  low: number | null;
  /** Null: open upwards. */
  high: number | null;
  headline: number | null;
}

export interface Conflict {
  at: string | null;
  why: string;
  href?: string;
}

export interface Figures {
  title?: string;
  series: Series[];
  range: Range[];
  conflicts: Conflict[];
}

export interface Moment {
  /** Milliseconds since 1970. */
  time: number;
  dayOnly: boolean;
  /** The clock that the text gives, as written: year, month, day, hours and minutes. */
  day: string;
  clock: string;
  /** As the text gives it: "UTC", "UTC+03:00", "" for a day. */
  zone: string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads a time as it stands; no clock of the reader comes into it. */
export function moment(text: string | null | undefined): Moment | null {
  const found = FORM.exec(text ?? "");
  if (!found) return null;
  const [, year = "", month = "", day = "", hours, minutes = "00", zone = "Z"] = found;
  const shift = zone === "Z" ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  // A day alone counts as its noon, so that it lies among the hours of that day.
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), hours === undefined ? 12 : Number(hours), Number(minutes)) - shift * 60_000;
  if (Number.isNaN(time) || Number(month) < 1 || Number(month) > 12) return null;
  return {
    time,
    dayOnly: hours === undefined,
    day: `${Number(day)} ${MONTHS[Number(month) - 1] ?? ""} ${year}`,
    clock: hours === undefined ? "" : `${hours}:${minutes}`,
    zone: hours === undefined ? "" : zone === "Z" || shift === 0 ? "UTC" : `UTC${zone.slice(0, 3)}:${zone.slice(-2)}`,
  };
}

/** A moment in words. */
export function spelled(known: Moment): string {
  return [known.day, known.clock, known.zone].filter(Boolean).join(" ");
}

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null);
const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null) : []);
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** The chart's data out of what the page brings; what is not of the form is left out, null where nothing is left. */
export function readFigures(given: unknown): Figures | null {
  if (typeof given !== "object" || given === null) return null;
  const all = given as Record<string, unknown>;
  const series = list(all["series"]).flatMap((one): Series[] => {
    const points = list(one["points"]).map((point) => ({
      at: text(point["at"]) ?? null,
      low: number(point["low"]),
      high: number(point["high"]),
      superseded: point["superseded"] === true,
      disputed: point["disputed"] === true,
      ...optional("claim", text(point["claim"])),
      ...optional("href", text(point["href"])),
      ...optional("quote", text(point["quote"])),
    }));
    const origin = text(one["origin"]);
    return origin && points.length ? [{ origin, carriers: Array.isArray(one["carriers"]) ? one["carriers"].length : (number(one["carriers"]) ?? 0), points }] : [];
  });
  if (!series.length) return null;
  return {
    ...optional("title", text(all["title"])),
    series,
    range: list(all["range"]).flatMap((one): Range[] => {
      const at = text(one["at"]);
      return at ? [{ at, low: number(one["low"]), high: number(one["high"]), headline: number(one["headline"]) }] : [];
    }),
    conflicts: list(all["conflicts"]).map((one) => ({ at: text(one["at"]) ?? null, why: text(one["why"]) ?? "", ...optional("href", text(one["href"])) })),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;
}

/** The height at which a count is drawn: its lower end, else its upper; null for an unknown one. */
export function levelOf(point: { low: number | null; high: number | null }): number | null {
  return point.low ?? point.high;
}

/** A count in words: "5", "5–7", "at least 4" (by the given form), null where it is unknown. */
export function countText(point: { low: number | null; high: number | null }, atLeast: (count: number) => string): string | null {
  if (point.low === null && point.high === null) return null;
  if (point.high === null) return atLeast(point.low ?? 0);
  if (point.low === null) return `0–${point.high}`;
  return point.low === point.high ? String(point.low) : `${point.low}–${point.high}`;
}

/** Letters of the origins, in the order of their first readings: A, B, ... Z, AA. The dossier gives the same ones. */
export function letter(at: number): string {
  const one = String.fromCharCode(65 + (at % 26));
  return at < 26 ? one : String.fromCharCode(64 + Math.floor(at / 26)) + one;
}

/** Origins in the order of their first readings; those without a time last. */
export function inOrder(series: readonly Series[]): Series[] {
  const first = (one: Series): number => Math.min(...one.points.map((point) => moment(point.at)?.time ?? Infinity));
  return series.map((one, at) => ({ one, at, time: first(one) })).sort((a, b) => (a.time === b.time ? a.at - b.at : a.time - b.time)).map(({ one }) => one);
}

/**
 * Where each moment lies from left to right: a gap grows with the logarithm of its hours, so that the first day stays
 * readable beside a count given weeks later. The dossier's chart uses the same rule.
 */
export function across(times: readonly number[], left: number, right: number): Map<number, number> {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((later, at) => 0.5 + Math.log2(1 + (later - (sorted[at] ?? later)) / 3_600_000));
  const sum = gaps.reduce((a, b) => a + b, 0);
  const found = new Map<number, number>();
  let run = 0;
  sorted.forEach((time, at) => {
    if (at) run += gaps[at - 1] ?? 0;
    found.set(time, sum ? left + ((right - left) * run) / sum : (left + right) / 2);
  });
  return found;
}

/** Steps of the axis of counts: whole numbers from zero to above the highest. */
export function countSteps(top: number): number[] {
  const rough = Math.max(top, 1) / 5;
  const size = rough >= 1 ? 10 ** Math.floor(Math.log10(rough)) : 1;
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * size).find((one) => one >= rough) ?? size);
  const steps = Math.ceil((top * 1.04 + 0.01) / step);
  return Array.from({ length: steps + 1 }, (_, at) => at * step);
}

/** Marks that lie on each other are moved apart to the right, in the order given. */
export function apart(places: readonly (readonly [number, number])[], least: number, right: number): [number, number][] {
  const found: [number, number][] = [];
  for (const [x, y] of places) {
    let here = x;
    for (let tries = 0; tries < 14 && found.some((one) => Math.abs(one[0] - here) < least && Math.abs(one[1] - y) < least); tries += 1) here += least / 2;
    found.push([Math.min(here, right), y]);
  }
  return found;
}
