import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  distinctEigenvalueCount,
  distinctPencilEigenvalueCount,
} from "../../src/algebra/eigenvalue-count.js";
import { determinant, inverse } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { isZero, rational } from "../../src/exact/rational.js";

const integerMatrix = (n: number) =>
  fc
    .array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    })
    .map(RationalMatrix.from);
const invertible = (n: number) => integerMatrix(n).filter((a) => !isZero(determinant(a)));

describe("distinctEigenvalueCount", () => {
  test("counts the distinct values of a matrix similar to a diagonal one", () => {
    const values = fc.array(fc.constantFrom("1/3", "-2", "0", "7/5"), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(invertible(5), values, (t, diagonal) => {
        const a = t.multiply(RationalMatrix.diagonal(diagonal.map(rational))).multiply(inverse(t));
        expect(distinctEigenvalueCount(a)).toBe(new Set(diagonal).size);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  test("does not depend on Jordan blocks and counts complex eigenvalues", () => {
    expect(
      distinctEigenvalueCount(
        RationalMatrix.from([
          [2, 1, 0],
          [0, 2, 1],
          [0, 0, 2],
        ]),
      ),
    ).toBe(1);
    expect(
      distinctEigenvalueCount(
        RationalMatrix.from([
          [0, -1],
          [1, 0],
        ]),
      ),
    ).toBe(2);
    expect(
      distinctEigenvalueCount(
        RationalMatrix.from([
          [1, 1],
          [-1, 3],
        ]),
      ),
    ).toBe(1);
  });

  test("separates eigenvalues that agree in double precision", () => {
    const a = RationalMatrix.from([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const bump = RationalMatrix.from([
      [0, 0, 0],
      [0, "1e-14", 0],
      [0, 0, "1e-40"],
    ]);
    expect(distinctEigenvalueCount(a)).toBe(1);
    expect(distinctEigenvalueCount(a.add(bump))).toBe(3);
  });

  test("holds for I + 1 1ᵀ, zero, empty and 1×1 matrices", () => {
    const n = 6;
    expect(distinctEigenvalueCount(RationalMatrix.generate(n, n, (i, j) => rational(i === j ? 2 : 1)))).toBe(
      2,
    );
    expect(distinctEigenvalueCount(RationalMatrix.zero(4, 4))).toBe(1);
    expect(distinctEigenvalueCount(RationalMatrix.zero(0, 0))).toBe(0);
    expect(distinctEigenvalueCount(RationalMatrix.from([["3/7"]]))).toBe(1);
  });

  test("gives the same at any seed, also at size 50", () => {
    // The path has the 50 distinct eigenvalues 2 − 2cos(kπ/51).
    const n = 50;
    const path = RationalMatrix.generate(n, n, (i, j) =>
      rational(i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0),
    );
    expect(distinctEigenvalueCount(path)).toBe(50);
    // The cycle has 2 − 2cos(2kπ/50), equal for k and 50 − k: 26 distinct values.
    const cycle = path.map((value, i, j) => (Math.abs(i - j) === n - 1 ? rational(-1) : value));
    for (const seed of [1, 2]) expect(distinctEigenvalueCount(cycle, seed)).toBe(26);
  });

  test("refuses a matrix that is not square", () => {
    expect(() => distinctEigenvalueCount(RationalMatrix.zero(2, 3))).toThrow("got 2×3");
  });
});

describe("distinctPencilEigenvalueCount", () => {
  test("counts those of B⁻¹A", () => {
    fc.assert(
      fc.property(integerMatrix(4), invertible(4), (a, b) => {
        expect(distinctPencilEigenvalueCount(a, b)).toBe(distinctEigenvalueCount(inverse(b).multiply(a)));
      }),
      { seed: 7, numRuns: 30 },
    );
  });

  test("refuses matrices of other shapes", () => {
    expect(() => distinctPencilEigenvalueCount(RationalMatrix.zero(2, 2), RationalMatrix.zero(3, 3))).toThrow(
      "two square matrices of one size",
    );
  });
});
