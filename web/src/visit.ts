/** What changed between the state of an incident that a reader has seen and the one on the page. */

export interface Value {
  what: string;
  value: string;
  href?: string | undefined;
}

export interface State {
  id: string;
  values: Value[];
}

export interface Seen {
  when: string;
  values: Record<string, string>;
}

export interface Change {
  kind: "new" | "changed" | "gone";
  what: string;
  before?: string | undefined;
  now?: string | undefined;
  href?: string | undefined;
}

/** The page's state, or null where it is not of that form. */
export function readState(given: unknown): State | null {
  if (typeof given !== "object" || given === null) return null;
  const { id, values } = given as Record<string, unknown>;
  if (typeof id !== "string" || !Array.isArray(values)) return null;
  const found = values.filter((one): one is Value => typeof one === "object" && one !== null && typeof (one as Value).what === "string" && typeof (one as Value).value === "string");
  return { id, values: found };
}

/** Changes in the order of the page, then what is gone. */
export function changes(seen: Seen, state: State): Change[] {
  const here = new Set(state.values.map((one) => one.what));
  const moved = state.values.flatMap(({ what, value, href }): Change[] => {
    const before = Object.hasOwn(seen.values, what) ? seen.values[what] : undefined;
    if (before === undefined) return [{ kind: "new", what, now: value, href }];
    return before === value ? [] : [{ kind: "changed", what, before, now: value, href }];
  });
  const gone = Object.entries(seen.values).filter(([what]) => !here.has(what));
  return [...moved, ...gone.map(([what, before]): Change => ({ kind: "gone", what, before }))];
}
