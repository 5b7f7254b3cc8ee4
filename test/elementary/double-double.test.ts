import fc from "fast-check";
import { expect, test } from "vitest";
import {
  DD_UNIT,
  dd,
  product,
  quotient,
  squareRoot,
  sum,
  twoProduct,
  twoSum,
} from "../../src/elementary/double-double.js";
import { rational } from "../../src/exact/rational.js";

const moderate = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -200, max: 200 }))
  .map(([m, e]) => m * 2 ** e)
  .filter((x) => x === 0 || Math.abs(x) > 2 ** -300);

const value = () => rational(dd.hi).add(rational(dd.lo));

/** A normalised pair: lo is far below hi. */
const pair = fc
  .tuple(moderate, fc.double({ min: -1, max: 1, noNaN: true }))
  .map(
    ([hi, share]) => [hi, Math.abs(share * hi * 2 ** -53) > 2 ** -400 ? share * hi * 2 ** -53 : 0] as const,
  );

test("sums and products of two doubles are exact in two doubles", () => {
  fc.assert(
    fc.property(moderate, moderate, (a, b) => {
      twoSum(a, b);
      expect(value().equals(rational(a).add(rational(b)))).toBe(true);
      expect(dd.hi).toBe(a + b);
      twoProduct(a, b);
      expect(value().equals(rational(a).mul(rational(b)))).toBe(true);
      expect(dd.hi).toBe(a * b);
    }),
    { numRuns: 1000 },
  );
});

test("sums and products of pairs stay within the unit of double-double arithmetic", () => {
  fc.assert(
    fc.property(pair, pair, ([a, al], [b, bl]) => {
      const x = rational(a).add(rational(al));
      const y = rational(b).add(rational(bl));
      for (const [operation, exact] of [
        [sum, x.add(y)],
        [product, x.mul(y)],
      ] as const) {
        operation(a, al, b, bl);
        expect(
          value()
            .sub(exact)
            .abs()
            .compare(exact.abs().mul(rational(DD_UNIT))),
        ).toBeLessThanOrEqual(0);
        expect(Math.abs(dd.lo)).toBeLessThanOrEqual(Math.abs(dd.hi) * 2 ** -52);
      }
    }),
    { numRuns: 1000 },
  );
});

test("quotients and roots of pairs stay within the unit of double-double arithmetic", () => {
  fc.assert(
    fc.property(pair, pair, ([a, al], [b, bl]) => {
      const x = rational(a).add(rational(al));
      const y = rational(b).add(rational(bl));
      const within = (error: ReturnType<typeof value>, scale: ReturnType<typeof value>) =>
        error.abs().compare(scale.abs().mul(rational(DD_UNIT))) <= 0;
      if (b !== 0) {
        quotient(a, al, b, bl);
        // |q − x/y| ≤ δ|x/y| ⇔ |q y − x| ≤ δ|x|.
        expect(within(value().mul(y).sub(x), x)).toBe(true);
      }
      if (a > 0) {
        squareRoot(a, al);
        // |r − √x| ≤ δ√x ⇐ |r² − x| ≤ δx, because |r² − x| = |r − √x|(r + √x) ≥ |r − √x| √x.
        expect(within(value().mul(value()).sub(x), x.mul(2))).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
