import { describe, expect, it } from "vitest";
import { across, apart, countSteps, countText, inOrder, letter, moment, readFigures, spelled } from "../src/figures";

describe("a moment", () => {
  it("is read on the clock that the text gives", () => {
    const known = moment("2025-03-03T09:10+02:00");
    expect(known?.time).toBe(Date.UTC(2025, 2, 3, 7, 10));
    expect(known && spelled(known)).toBe("3 Mar 2025 09:10 UTC+02:00");
  });

  it("reads Z, seconds and no zone as UTC, and a negative offset of half an hour", () => {
    expect(moment("2025-03-03T09:10Z")?.time).toBe(moment("2025-03-03T09:10:00")?.time);
    expect(moment("2025-03-03T09:10-03:30")?.time).toBe(Date.UTC(2025, 2, 3, 12, 40));
  });

  it("takes a day alone as its noon and says only the day", () => {
    const known = moment("2025-03-10");
    expect(known?.dayOnly).toBe(true);
    expect(known && spelled(known)).toBe("10 Mar 2025");
    expect(known?.time).toBe(Date.UTC(2025, 2, 10, 12));
  });

  it.each(["", "Monday", "2025-13-01", "03/03/2025", null, undefined])("is nothing for %s", (text) => {
    expect(moment(text)).toBeNull();
  });
});

describe("counts in words", () => {
  const atLeast = (count: number): string => `at least ${count}`;
  it.each([
    [{ low: 5, high: 5 }, "5"],
    [{ low: 5, high: 7 }, "5–7"],
    [{ low: 3, high: null }, "at least 3"],
    [{ low: null, high: 9 }, "0–9"],
    [{ low: 0, high: 0 }, "0"],
    [{ low: null, high: null }, null],
  ])("%o", (point, words) => {
    expect(countText(point, atLeast)).toBe(words);
  });
});

describe("the page's data", () => {
  it("is nothing where no origin has a reading", () => {
    for (const given of [null, 7, {}, { series: "no" }, { series: [{ origin: "A", points: [] }] }]) expect(readFigures(given)).toBeNull();
  });

  it("keeps an unknown count unknown, and takes no number for one that is none", () => {
    const found = readFigures({ series: [{ origin: "A", carriers: ["r1", "r2"], points: [{ at: "2025-03-03", low: null, high: null }, { at: 5, low: "7", high: -1 }] }] });
    expect(found?.series[0]?.carriers).toBe(2);
    expect(found?.series[0]?.points).toEqual([
      { at: "2025-03-03", low: null, high: null, superseded: false, disputed: false },
      { at: null, low: null, high: null, superseded: false, disputed: false },
    ]);
  });
});

describe("origins", () => {
  it("stand in the order of their first readings, those without a time last", () => {
    const point = (at: string | null) => ({ at, low: 1, high: 1, superseded: false });
    const series = [
      { origin: "no time", carriers: 1, points: [point(null)] },
      { origin: "late", carriers: 1, points: [point("2025-03-05")] },
      { origin: "early", carriers: 1, points: [point("2025-03-09"), point("2025-03-03")] },
    ];
    expect(inOrder(series).map((one) => one.origin)).toEqual(["early", "late", "no time"]);
  });

  it("have the letters of the dossier", () => {
    expect([0, 1, 25, 26, 27, 52].map(letter)).toEqual(["A", "B", "Z", "AA", "AB", "BA"]);
  });
});

describe("the axes", () => {
  const hour = 3_600_000;

  it("shorten long silences, keep the order and fill the width", () => {
    const xs = across([0, hour, 2 * hour, 700 * hour], 10, 110);
    const places = [0, hour, 2 * hour, 700 * hour].map((time) => xs.get(time) ?? NaN);
    expect(places[0]).toBe(10);
    expect(places[3]).toBeCloseTo(110);
    expect((places[1] ?? 0) - 10).toBeCloseTo((places[2] ?? 0) - (places[1] ?? 0));
    expect((places[3] ?? 0) - (places[2] ?? 0)).toBeLessThan(8 * ((places[1] ?? 0) - 10));
  });

  it("puts a single moment into the middle", () => {
    expect(across([5], 0, 100).get(5)).toBe(50);
  });

  it.each([0, 1, 7, 44, 196, 1200])("has whole steps from zero to above %d", (top) => {
    const steps = countSteps(top);
    expect(steps[0]).toBe(0);
    expect(steps.every(Number.isInteger)).toBe(true);
    expect(steps[steps.length - 1]).toBeGreaterThan(top);
    expect(steps.length).toBeLessThanOrEqual(8);
  });

  it("moves marks apart that lie on each other, and none beyond the edge", () => {
    const places = apart([[10, 5], [10, 5], [10, 5], [99, 5], [99, 5]], 16, 100);
    for (const [at, one] of places.slice(0, 3).entries()) for (const other of places.slice(0, at)) expect(Math.abs(one[0] - other[0])).toBeGreaterThanOrEqual(16);
    expect(Math.max(...places.map(([x]) => x))).toBeLessThanOrEqual(100);
  });
});
