import { describe, expect, it } from "vitest";
import { changes, readState } from "../src/visit";

const seen = { when: "2025-03-03T10:00Z", values: { "Killed, clinic": "4", Grade: "weak", Weapon: "drone" } };

describe("what changed since the last visit", () => {
  it("is new, changed or gone, in the order of the page", () => {
    const state = { id: "i1", values: [{ what: "Reports", value: "6" }, { what: "Killed, clinic", value: "6", href: "#figures" }, { what: "Grade", value: "weak" }] };
    expect(changes(seen, state)).toEqual([
      { kind: "new", what: "Reports", now: "6", href: undefined },
      { kind: "changed", what: "Killed, clinic", before: "4", now: "6", href: "#figures" },
      { kind: "gone", what: "Weapon", before: "drone" },
    ]);
  });

  it("does not take a word of the language for a kept value", () => {
    expect(changes({ when: "", values: {} }, { id: "i1", values: [{ what: "constructor", value: "1" }] })).toMatchObject([{ kind: "new" }]);
  });

  it("needs a state of its form", () => {
    for (const given of [null, "x", { id: 1, values: [] }, { id: "i" }]) expect(readState(given)).toBeNull();
    expect(readState({ id: "i", values: [{ what: "a", value: "1" }, { what: 3 }, null] })?.values).toHaveLength(1);
  });
});
