import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { determinant, inverse, rank } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { isZero, rational } from "../../src/exact/rational.js";
import { commute, distinctEigenvalueCount, isInvertible, rankModular } from "../../src/exact/spectrum.js";

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

describe("rankModular", () => {
  test("agrees with exact elimination", () => {
    const factors = fc.tuple(integerMatrix(5), fc.integer({ min: 0, max: 5 }), integerMatrix(5));
    fc.assert(
      fc.property(factors, ([left, r, right]) => {
        const middle = RationalMatrix.generate(5, 5, (i, j) => rational(i === j && i < r ? "1/3" : 0));
        const product = left.multiply(middle).multiply(right);
        expect(rankModular(product)).toBe(rank(product));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test("works for any shape", () => {
    expect(
      rankModular(
        RationalMatrix.from([
          [0, 0, 1],
          [0, 0, 2],
        ]),
      ),
    ).toBe(1);
    expect(rankModular(RationalMatrix.zero(0, 3))).toBe(0);
  });
});

describe("isInvertible", () => {
  test("is exact: 10^-40 is not zero, and a square matrix of lower rank has no inverse", () => {
    const tiny = rational(1).div(rational(10).pow(40)!);
    expect(isInvertible(RationalMatrix.diagonal([rational(1), tiny]))).toBe(true);
    expect(
      isInvertible(
        RationalMatrix.from([
          [1, 2],
          [2, 4],
        ]),
      ),
    ).toBe(false);
    expect(
      isInvertible(
        RationalMatrix.from([
          [1, 2, 0],
          [0, 1, 0],
        ]),
      ),
    ).toBe(false);
  });
});

describe("commute", () => {
  test("a matrix commutes with its polynomials", () => {
    fc.assert(
      fc.property(integerMatrix(4), (a) => {
        expect(commute(a, a.multiply(a).scale(rational("1/7")).add(RationalMatrix.identity(4)))).toBe(true);
      }),
      { seed: 7, numRuns: 30 },
    );
  });

  test("is exact: a difference of 1e-30 is seen", () => {
    const a = RationalMatrix.from([
      [1, 0],
      [0, 2],
    ]);
    expect(
      commute(
        a,
        RationalMatrix.from([
          [5, 0],
          [0, -1],
        ]),
      ),
    ).toBe(true);
    expect(
      commute(
        a,
        RationalMatrix.from([
          [5, "1e-30"],
          [0, -1],
        ]),
      ),
    ).toBe(false);
    expect(() => commute(a, RationalMatrix.identity(3))).toThrow("expected square matrices of one size");
  });
});
