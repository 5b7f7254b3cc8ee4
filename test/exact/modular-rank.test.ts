import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rank } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { isInvertible, rankModular } from "../../src/exact/modular-rank.js";
import { rational } from "../../src/exact/rational.js";

const integerMatrix = (n: number) =>
  fc
    .array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    })
    .map(RationalMatrix.from);

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
