/** Small exact data for property tests. */
import fc from "fast-check";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { type Rational, rational } from "../../../src/exact/rational.js";

const ratio = (numerator: number, denominator: number): Rational =>
  rational(numerator).div(rational(denominator));

/** In (0, 1]. */
export const probability: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }))
  .map(([a, b]) => ratio(a, a + b));

/** In (0, 1]^d with sum 1. */
export const distribution = (d: number): fc.Arbitrary<Rational[]> =>
  fc.array(fc.integer({ min: 1, max: 12 }), { minLength: d, maxLength: d }).map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => ratio(weight, total));
  });

export const entry: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 6 }))
  .map(([a, b]) => ratio(a, b));

export const rationalMatrix = (rows: number, columns: number): fc.Arbitrary<RationalMatrix> =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((entries) => RationalMatrix.generate(rows, columns, (i, j) => entries[i * columns + j]!));

/** B Bᵀ with B: n×rank, positive semidefinite of at most that rank. */
export const semidefinite = (n: number, rank: number): fc.Arbitrary<RationalMatrix> =>
  rationalMatrix(n, rank).map((b) => b.multiply(b.transpose()));
