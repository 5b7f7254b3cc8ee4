import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rank } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import {
  beside,
  columnsAt,
  directSum,
  innerProduct,
  onFirstColumns,
  outer,
  rationalInvertible,
  rationalSymmetric,
} from "../../src/theorems/matrices.js";

const size = fc.integer({ min: 1, max: 5 });

describe("arbitraries of matrices", () => {
  it("generates invertible matrices only", () => {
    fc.assert(
      fc.property(size.chain(rationalInvertible), (a) => rank(a) === a.rows),
      { seed: 7 },
    );
  });

  it("generates symmetric matrices only", () => {
    fc.assert(
      fc.property(size.chain(rationalSymmetric), (a) => a.isSymmetric()),
      { seed: 7 },
    );
  });
});

describe("block operations", () => {
  const a = RationalMatrix.from([
    [1, 2],
    [3, 4],
  ]);

  it("puts matrices beside and below each other", () => {
    const b = RationalMatrix.from([[5]]);
    expect(
      directSum(a, b).equals(
        RationalMatrix.from([
          [1, 2, 0],
          [3, 4, 0],
          [0, 0, 5],
        ]),
      ),
    ).toBe(true);
    expect(
      beside(a, a).equals(
        RationalMatrix.from([
          [1, 2, 1, 2],
          [3, 4, 3, 4],
        ]),
      ),
    ).toBe(true);
    expect(columnsAt(a, [1]).equals(RationalMatrix.from([[2], [4]]))).toBe(true);
  });

  it("sums over the first columns of two matrices", () => {
    const v = RationalMatrix.from([
      [1, 0, 2],
      [0, 3, 1],
    ]);
    const product = columnsAt(a, [0, 1])
      .multiply(RationalMatrix.diagonal([5, 7].map((x) => rational(x))))
      .multiply(columnsAt(v, [0, 1]).transpose());
    expect(onFirstColumns(a, [rational(5), rational(7)], v).equals(product)).toBe(true);
    expect(
      onFirstColumns(a, [rational(5)], v).equals(
        RationalMatrix.from([
          [5, 0],
          [15, 0],
        ]),
      ),
    ).toBe(true);
  });

  it("multiplies vectors outside and inside", () => {
    const [x, y] = [[rational(1), rational(2)], [rational(3)]];
    expect(outer(x, y).equals(RationalMatrix.from([[3], [6]]))).toBe(true);
    expect(innerProduct(a, a).equals(30)).toBe(true);
  });
});
