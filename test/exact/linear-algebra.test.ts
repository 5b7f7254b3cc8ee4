import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commute, determinant, inverse, kernel, rank, solve } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { isZero, rational, ZERO } from "../../src/exact/rational.js";

const entry = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 7 }))
  .map(([n, d]) => `${n}/${d}`);
const matrix = (rows: number, columns: number) =>
  fc
    .array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })
    .map(RationalMatrix.from);
const invertible = (n: number) => matrix(n, n).filter((a) => !isZero(determinant(a)));
const options = { seed: 7, numRuns: 60 };

describe("exact linear algebra", () => {
  test("A times its inverse is the identity", () => {
    fc.assert(
      fc.property(invertible(4), (a) => {
        expect(a.multiply(inverse(a)).equals(RationalMatrix.identity(4))).toBe(true);
      }),
      options,
    );
  });

  test("the solution satisfies AX = B", () => {
    fc.assert(
      fc.property(invertible(4), matrix(4, 2), (a, b) => {
        expect(a.multiply(solve(a, b)).equals(b)).toBe(true);
      }),
      options,
    );
  });

  test("the determinant is multiplicative and counts row swaps", () => {
    fc.assert(
      fc.property(matrix(3, 3), matrix(3, 3), (a, b) => {
        expect(determinant(a.multiply(b)).equals(determinant(a).mul(determinant(b)))).toBe(true);
      }),
      options,
    );
    expect(
      determinant(
        RationalMatrix.from([
          [0, 1],
          [1, 0],
        ]),
      ).equals(rational(-1)),
    ).toBe(true);
    expect(
      determinant(
        RationalMatrix.from([
          [0, 2, 0],
          [0, 0, 3],
          [5, 0, 0],
        ]),
      ).equals(rational(30)),
    ).toBe(true);
  });

  test("the Hilbert matrix of size 4 has determinant 1/6048000", () => {
    const hilbert = RationalMatrix.generate(4, 4, (i, j) => rational(`1/${i + j + 1}`));
    expect(determinant(hilbert).equals(rational("1/6048000"))).toBe(true);
  });

  test("the rank of a product of full-rank factors is the inner size", () => {
    const factors = fc
      .tuple(matrix(5, 2), matrix(2, 4))
      .filter(([left, right]) => rank(left) === 2 && rank(right) === 2);
    fc.assert(
      fc.property(factors, ([left, right]) => {
        expect(rank(left.multiply(right))).toBe(2);
      }),
      options,
    );
    expect(rank(RationalMatrix.zero(2, 3))).toBe(0);
    expect(
      rank(
        RationalMatrix.from([
          [0, 0, 1],
          [0, 0, 2],
        ]),
      ),
    ).toBe(1);
  });

  test("the kernel is annihilated, independent, and as large as the rank leaves it", () => {
    // A product of thin factors has a kernel; a generic factor has none.
    fc.assert(
      fc.property(matrix(4, 2), matrix(2, 5), (left, right) => {
        const a = left.multiply(right);
        const k = kernel(a);
        expect(k.columns).toBe(5 - rank(a));
        expect(a.multiply(k).equals(RationalMatrix.zero(4, k.columns))).toBe(true);
        expect(rank(k)).toBe(k.columns);
      }),
      options,
    );
    expect(kernel(RationalMatrix.identity(3)).columns).toBe(0);
    expect(kernel(RationalMatrix.zero(1, 3)).equals(RationalMatrix.identity(3))).toBe(true);
  });

  test("a singular or misshapen system is refused", () => {
    const singular = RationalMatrix.from([
      [1, 2],
      [2, 4],
    ]);
    expect(determinant(singular).equals(ZERO)).toBe(true);
    expect(() => inverse(singular)).toThrow("got a singular one");
    expect(() => solve(RationalMatrix.identity(2), RationalMatrix.zero(3, 1))).toThrow("expected 2 rows");
    expect(() => determinant(RationalMatrix.zero(2, 3))).toThrow("expected a square matrix, got 2×3");
  });
});

describe("commute", () => {
  test("a matrix commutes with its polynomials", () => {
    fc.assert(
      fc.property(matrix(4, 4), (a) => {
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
