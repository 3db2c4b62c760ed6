/** Which marks of two reports belong together, and how the two sides are kept level. */

export interface Mark {
  /** Keys that a mark shares with the other side. */
  keys: string[];
  differs: boolean;
}

export interface Difference {
  /** Indexes of marks: of both sides, or of one alone. */
  left?: number;
  right?: number;
}

/** Differences in reading order: what is told differently, and what one side alone tells. */
export function differences(left: readonly Mark[], right: readonly Mark[]): Difference[] {
  const found: (Difference & { order: number })[] = [];
  const taken = new Set<number>();
  left.forEach((mark, at) => {
    const other = right.findIndex((one, index) => !taken.has(index) && one.keys.some((key) => mark.keys.includes(key)));
    const partner = other < 0 ? right.findIndex((one) => one.keys.some((key) => mark.keys.includes(key))) : other;
    if (partner < 0) found.push({ left: at, order: (at + 0.5) / left.length });
    else if ((mark.differs || right[partner]?.differs) && !taken.has(partner)) found.push({ left: at, right: partner, order: (at + 0.5) / left.length });
    if (partner >= 0) taken.add(partner);
  });
  const keys = new Set(left.flatMap((one) => one.keys));
  right.forEach((mark, at) => {
    if (!mark.keys.some((key) => keys.has(key))) found.push({ right: at, order: (at + 0.5) / right.length });
  });
  return found.sort((a, b) => a.order - b.order).map(({ order: _, ...rest }) => rest);
}

/** Pairs of heights that rise on both sides: a pair that would run backwards is left out. */
export function rising(pairs: readonly (readonly [number, number])[]): [number, number][] {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  // The longest rising run, so that one passage told earlier does not throw all others out.
  const best: number[] = [];
  const before: number[] = [];
  sorted.forEach((pair, at) => {
    best[at] = 1;
    before[at] = -1;
    for (let one = 0; one < at; one += 1) {
      const other = sorted[one];
      if (other && other[0] < pair[0] && other[1] < pair[1] && (best[one] ?? 0) + 1 > (best[at] ?? 0)) {
        best[at] = (best[one] ?? 0) + 1;
        before[at] = one;
      }
    }
  });
  const run: [number, number][] = [];
  for (let at = best.indexOf(Math.max(...best)); at >= 0; at = before[at] ?? -1) {
    const pair = sorted[at];
    if (pair) run.unshift([pair[0], pair[1]]);
  }
  return run;
}

/** Where the other side stands level with `y`: between two pairs in proportion, beyond them by the same distance. */
export function level(pairs: readonly (readonly [number, number])[], y: number): number {
  const first = pairs[0];
  const last = pairs[pairs.length - 1];
  if (!first || !last) return y;
  if (y <= first[0]) return first[1] - (first[0] - y);
  if (y >= last[0]) return last[1] + (y - last[0]);
  for (let at = 1; at < pairs.length; at += 1) {
    const [a, b] = [pairs[at - 1], pairs[at]];
    if (a && b && y <= b[0]) return a[1] + ((b[1] - a[1]) * (y - a[0])) / (b[0] - a[0]);
  }
  return last[1];
}
