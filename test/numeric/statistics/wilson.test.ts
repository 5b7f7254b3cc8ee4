import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson } from "../../../src/numeric/statistics/wilson.js";

const draws = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe("Wilson's interval", () => {
  it("ends where the observed share is 1.96 standard errors away from the true one", () => {
    fc.assert(
      fc.property(draws, ([k, n]) => {
        const { low, high } = wilson(k, n);
        for (const p of [low, high]) {
          // An end at 0 or 1 is the share itself.
          if ((k === 0 && p === 0) || (k === n && p === 1)) continue;
          expect(Math.abs(k / n - p) / Math.sqrt((p * (1 - p)) / n)).toBeCloseTo(1.959964, 5);
        }
      }),
      { seed: 7 },
    );
  });

  it("contains the observed share, inside [0, 1], and is mirrored by the complement", () => {
    fc.assert(
      fc.property(draws, ([k, n]) => {
        const { low, high } = wilson(k, n);
        const mirror = wilson(n - k, n);
        expect(0 <= low && low <= k / n && k / n <= high && high <= 1).toBe(true);
        expect(mirror.low).toBeCloseTo(1 - high, 12);
        expect(mirror.high).toBeCloseTo(1 - low, 12);
      }),
      { seed: 7 },
    );
  });

  it.each([
    [1, 0],
    [-1, 3],
    [4, 3],
    [0.5, 3],
  ])("refuses %d of %d", (k, n) => {
    expect(() => wilson(k, n)).toThrow("share: expected integers");
  });
});
