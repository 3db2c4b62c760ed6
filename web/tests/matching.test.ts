import { describe, expect, it } from "vitest";
import { differences, level, type Mark, rising } from "../src/matching";

const mark = (keys: string, differs = false): Mark => ({ keys: keys.split(" ").filter(Boolean), differs });

describe("differences", () => {
  it("are what is told differently and what one side alone tells, in reading order", () => {
    const left = [mark("a", true), mark("b"), mark("")];
    const right = [mark("b"), mark("c"), mark("a", true)];
    expect(differences(left, right)).toEqual([{ left: 0, right: 2 }, { right: 1 }, { left: 2 }]);
  });

  it("count a difference that only one side marks", () => {
    expect(differences([mark("a")], [mark("a", true)])).toEqual([{ left: 0, right: 0 }]);
  });

  it("do not count the same partner twice", () => {
    expect(differences([mark("a", true), mark("a", true)], [mark("a", true)])).toHaveLength(1);
  });

  it("are none between equal reports", () => {
    expect(differences([mark("a"), mark("b")], [mark("b"), mark("a")])).toEqual([]);
    expect(differences([], [])).toEqual([]);
  });
});

describe("keeping level", () => {
  it("leaves out the pair that would run backwards", () => {
    expect(rising([[0, 0], [100, 900], [200, 200], [300, 350]])).toEqual([[0, 0], [200, 200], [300, 350]]);
  });

  it("never falls, whatever the pairs", () => {
    const pairs = Array.from({ length: 60 }, (_, at) => [(at * 7919) % 613, (at * 104_729) % 599] as [number, number]);
    const run = rising(pairs);
    let before = -Infinity;
    for (let y = -50; y < 700; y += 3) {
      const here = level(run, y);
      expect(here).toBeGreaterThanOrEqual(before);
      before = here;
    }
  });

  it("goes in proportion between pairs and by the same distance beyond them", () => {
    const pairs: [number, number][] = [[100, 200], [200, 400]];
    expect(level(pairs, 150)).toBe(300);
    expect(level(pairs, 50)).toBe(150);
    expect(level(pairs, 260)).toBe(460);
    expect(level([], 33)).toBe(33);
  });
});
