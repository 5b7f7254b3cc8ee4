import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { characteristicCoefficients, INTEGERS } from "../../src/exact/characteristic.js";
import { kernel } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";

const entries = (n: number) =>
  fc.array(fc.array(fc.bigInt({ min: -9n, max: 9n }), { minLength: n, maxLength: n }), {
    minLength: n,
    maxLength: n,
  });

describe("the characteristic polynomial of an integer matrix", () => {
  it("of a companion matrix is the polynomial that it was made from", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -99n, max: 99n }), { minLength: 1, maxLength: 6 }), (c) => {
        const n = c.length;
        const companion = c.map((_, i) => c.map((__, j) => (j === n - 1 ? -c[i]! : i === j + 1 ? 1n : 0n)));
        expect(characteristicCoefficients(companion, INTEGERS)).toEqual([...c, 1n]);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("of a triangular matrix has its diagonal as roots, and that of a singular one the root 0", () => {
    fc.assert(
      fc.property(entries(4), (a) => {
        const upper = a.map((row, i) => row.map((x, j) => (j < i ? 0n : x)));
        const f = characteristicCoefficients(upper, INTEGERS)!;
        for (const [i, row] of upper.entries())
          expect(f.reduceRight((value, c) => value * row[i]! + c, 0n)).toBe(0n);
        const singular = kernel(RationalMatrix.from(a)).columns > 0;
        expect(characteristicCoefficients(a, INTEGERS)![0] === 0n).toBe(singular);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("is given up where a product is too large", () => {
    expect(characteristicCoefficients([[1n]], INTEGERS, () => true)).toBeNull();
  });
});
