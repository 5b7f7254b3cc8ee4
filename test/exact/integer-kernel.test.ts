import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IntegerRows, integerKernel } from "../../src/exact/integer-kernel.js";
import { rank } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";

function rowsOf(matrix: readonly (readonly bigint[])[]): IntegerRows {
  const rows = new IntegerRows();
  for (const row of matrix) {
    row.forEach((value, k) => {
      // In two parts, which add up.
      rows.add(k, value - 1n);
      rows.add(k, 1n);
    });
    rows.end();
  }
  return rows;
}

const isKernel = (matrix: readonly (readonly bigint[])[], basis: readonly ReadonlyMap<number, number>[]) => {
  for (const v of basis)
    for (const row of matrix) {
      let sum = 0n;
      for (const [k, value] of v) sum += row[k]! * BigInt(value);
      expect(sum).toBe(0n);
    }
};

/** Of the given rank at most: products of an m×r and an r×n matrix. */
function randomMatrix(random: Random, m: number, n: number, r: number, size: number): bigint[][] {
  const entry = () => BigInt(random.integer(-size, size));
  const a = Array.from({ length: m }, () => Array.from({ length: r }, entry));
  const b = Array.from({ length: r }, () => Array.from({ length: n }, entry));
  return a.map((row) =>
    Array.from({ length: n }, (_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0n)),
  );
}

describe("the kernel of an integer matrix", () => {
  test("has as many vectors as columns beyond the rank, independent, all solutions", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 7 }),
        fc.constantFrom(1, 9, 1000),
        (seed, m, n, r, size) => {
          const matrix = randomMatrix(new Random(seed), m, n, r, size);
          const basis = integerKernel(rowsOf(matrix), n, 1e6);
          // Six columns of large numbers may need integers beyond 2⁵³.
          if (basis === null) {
            expect(size).toBe(1000);
            return;
          }
          isKernel(matrix, basis);
          const exact = RationalMatrix.generate(m, n, (i, j) => rational(matrix[i]![j]!));
          expect(basis).toHaveLength(n - rank(exact));
          const vectors = RationalMatrix.generate(basis.length, n, (i, j) => rational(basis[i]!.get(j) ?? 0));
          if (basis.length > 0) expect(rank(vectors)).toBe(basis.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is found where one prime is too short for its fractions, and where a prime divides a pivot", () => {
    const long = [[99999989n, -1234567n]];
    expect(integerKernel(rowsOf(long), 2, 100)).toEqual([
      new Map([
        [0, 1234567],
        [1, 99999989],
      ]),
    ]);
    const unlucky = [
      [67108859n, 1n, 0n],
      [0n, 1n, 1n],
    ];
    const basis = integerKernel(rowsOf(unlucky), 3, 100)!;
    expect(basis).toHaveLength(1);
    isKernel(unlucky, basis);
  });

  test("is given up beyond the budget and beyond safe integers", () => {
    const matrix = randomMatrix(new Random(1), 6, 7, 6, 9);
    expect(integerKernel(rowsOf(matrix), 7, 3)).toBeNull();
    expect(integerKernel(rowsOf([[2n ** 60n + 1n, 2n ** 59n - 1n]]), 2, 100)).toBeNull();
  });

  test("of no equation is everything", () => {
    expect(integerKernel(new IntegerRows(), 2, 0)).toEqual([new Map([[0, 1]]), new Map([[1, 1]])]);
  });
});
