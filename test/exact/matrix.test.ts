import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational, rationalText } from "../../src/exact/rational.js";
import { rationalMatrix } from "../support/random-landscape.js";

const options = { seed: 7, numRuns: 50 };
const size = fc.integer({ min: 1, max: 3 });

describe("RationalMatrix", () => {
  it("is a ring with transposition", () => {
    const triple = fc
      .tuple(size, size, size)
      .chain(([a, b, c]) => fc.tuple(rationalMatrix(a, b), rationalMatrix(b, c), rationalMatrix(b, c)));
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        expect(a.multiply(b.add(c)).equals(a.multiply(b).add(a.multiply(c)))).toBe(true);
        expect(a.multiply(b).transpose().equals(b.transpose().multiply(a.transpose()))).toBe(true);
        expect(b.subtract(b).isZero()).toBe(true);
        expect(b.add(b).equals(b.scale(rational(2)))).toBe(true);
        expect(RationalMatrix.identity(a.rows).multiply(a).equals(a)).toBe(true);
      }),
      options,
    );
  });

  it("has a cyclic trace, and ‖A‖² = tr(AᵀA)", () => {
    const pair = fc.tuple(size, size).chain(([r, c]) => fc.tuple(rationalMatrix(r, c), rationalMatrix(c, r)));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(a.multiply(b).trace().equals(b.multiply(a).trace())).toBe(true);
        expect(a.norm2().equals(a.transpose().multiply(a).trace())).toBe(true);
      }),
      options,
    );
  });

  it("knows diagonals and symmetry", () => {
    const d = RationalMatrix.diagonal(["1/2", "-3"].map(rational));
    expect(d.diagonalEntries().map(rationalText)).toEqual(["1/2", "-3"]);
    expect(d.isDiagonal() && d.isSymmetric()).toBe(true);
    expect(
      RationalMatrix.from([
        [0, 1],
        [2, 0],
      ]).isSymmetric(),
    ).toBe(false);
    expect(RationalMatrix.from([[1, 0, 0]]).isSymmetric()).toBe(false);
    expect(RationalMatrix.from([[1, 0, 0]]).isDiagonal()).toBe(true);
    expect(Array.from(d.toNumbers())).toEqual([0.5, 0, 0, -3]);
    expect(d.toRows()[1]!.map(rationalText)).toEqual(["0", "-3"]);
    expect(RationalMatrix.zero(2, 3).isZero()).toBe(true);
  });

  it("refuses ragged rows and shapes that do not fit", () => {
    expect(() => RationalMatrix.from([[1], [1, 2]])).toThrow("matrix: expected rows of equal length");
    expect(() => RationalMatrix.from([["x"]])).toThrow(/expected an exact number/);
    const a = RationalMatrix.zero(2, 3);
    expect(() => a.multiply(a)).toThrow("matrix product: expected 3 rows on the right, got 2");
    expect(() => a.add(a.transpose())).toThrow("matrix: expected shape 2×3, got 3×2");
  });
});
