/** Random matrices for properties of decompositions. */
import fc from "fast-check";
import { expect } from "vitest";
import {
  addScaled,
  diagonal,
  generate,
  identity,
  type Matrix,
  matrix,
  maxAbs,
  multiply,
  transpose,
} from "../../src/numeric/linalg/dense.js";

/** ε = 2⁻⁵². */
const EPS = Number.EPSILON;
/** Of properties. */
export const options = { seed: 7, numRuns: 50 };

/** An entry, a multiple of 10⁻⁶ in [−1, 1]. */
const entry = fc.double({ min: -1, max: 1, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6);
/** A random matrix. */
export const matrixOf = (rows: number, columns: number): fc.Arbitrary<Matrix> =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((data) => matrix(rows, columns, data));
/** A random orthogonal matrix, as a product of Householder reflections. */
export const orthogonalOf = (n: number): fc.Arbitrary<Matrix> =>
  fc
    .array(
      fc.array(entry, { minLength: n, maxLength: n }).filter((v) => Math.hypot(...v) > 0.1),
      { minLength: 3, maxLength: 3 },
    )
    .map((vectors) =>
      vectors.reduce((q, v) => {
        const square = v.reduce((total, x) => total + x * x, 0);
        return multiply(
          q,
          generate(n, n, (i, j) => (i === j ? 1 : 0) - (2 * v[i]! * v[j]!) / square),
        );
      }, identity(n)),
    );
/** Q diag(values) Qᵀ. */
export const conjugate = (q: Matrix, values: readonly number[]): Matrix =>
  multiply(multiply(q, diagonal(values)), transpose(q));
/** The largest difference of entries. */
export const difference = (a: Matrix, b: Matrix): number => maxAbs(addScaled(a, b, -1));
/** QᵀQ = I to rounding. */
export const expectOrthogonal = (q: Matrix): void =>
  expect(difference(multiply(transpose(q), q), identity(q.columns))).toBeLessThan(100 * q.rows * EPS);
