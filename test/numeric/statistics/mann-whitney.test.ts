import { describe, expect, it } from "vitest";
import { mannWhitney } from "../../../src/numeric/statistics/mann-whitney.js";

/** p by listing every choice of which ranks belong to the first sample. */
function byEnumeration(n: number, k: number, atLeast: number): number {
  let [hits, all] = [0, 0];
  for (let set = 0; set < 2 ** (n + k); set++) {
    const mine = Array.from({ length: n + k }, (_, rank) => (set >> rank) & 1);
    if (mine.reduce((sum, bit) => sum + bit, 0) !== n) continue;
    all++;
    let above = 0;
    let others = 0;
    for (const bit of mine) {
      if (bit === 1) above += others;
      else others++;
    }
    if (above >= atLeast) hits++;
  }
  return hits / all;
}

describe("mannWhitney", () => {
  it("counts the pairs, and the orders that have so many", () => {
    for (const [a, b] of [
      [
        [3, 4],
        [1, 2],
      ],
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 5, 7, 2],
        [3, 4, 6],
      ],
      [[9], [1, 2, 3, 4]],
      [
        [1, 3, 5, 7, 9],
        [0, 2, 4, 6, 8],
      ],
    ] as const) {
      const { above, pairs, p } = mannWhitney(a, b);
      expect(pairs).toBe(a.length * b.length);
      expect(above).toBe(a.flatMap((x) => b.filter((y) => x > y)).length);
      expect(p).toBeCloseTo(byEnumeration(a.length, b.length, above), 14);
    }
  });

  it("gives 1/252 to five above five", () => {
    expect(mannWhitney([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]).p).toBeCloseTo(1 / 252, 15);
  });

  it("refuses an empty sample", () => {
    expect(() => mannWhitney([], [1])).toThrow("expected two samples, got sizes 0 and 1");
  });
});
