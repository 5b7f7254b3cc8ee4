import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { simplestWithin } from "../../src/symbolic/simplest-rational.js";

describe("the simplest rational number near a double", () => {
  it("is the one that was rounded", () => {
    for (const [p, q] of [
      [1, 3],
      [-22, 7],
      [355, 113],
      [2001, 2000],
      [0, 1],
      [5, 1],
    ])
      expect(simplestWithin(p! / q!, 1e-9).toFraction()).toBe(rational(`${p}/${q}`).toFraction());
  });

  it("lies within the radius, and no smaller denominator does", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.4, noNaN: true }),
        (x, radius) => {
          const found = simplestWithin(x, radius);
          expect(found.sub(rational(x)).abs().compare(rational(radius))).toBeLessThanOrEqual(0);
          for (let q = 1n; q < found.d; q++) {
            const p = BigInt(Math.round(x * Number(q)));
            for (const n of [p - 1n, p, p + 1n])
              expect(
                rational(n).div(rational(q)).sub(rational(x)).abs().compare(rational(radius)),
              ).toBeGreaterThan(0);
          }
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  it("is the double itself within nothing", () => {
    expect(simplestWithin(0.1, 0).equals(rational(0.1))).toBe(true);
  });
});
