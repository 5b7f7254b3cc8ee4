/** Arbitraries of exact matrices without structure, and the block operations that records write their points with. */
import fc from "fast-check";
import { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, ZERO } from "../exact/rational.js";
import { smallRational } from "./instances.js";

/** rows×columns with independent entries. */
export const rationalMatrix = (
  rows: number,
  columns: number,
  entry: fc.Arbitrary<Rational> = smallRational,
): fc.Arbitrary<RationalMatrix> =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => RationalMatrix.generate(rows, columns, (i, j) => values[i * columns + j]!));

/** Symmetric n×n with small entries. */
export const rationalSymmetric = (n: number): fc.Arbitrary<RationalMatrix> =>
  rationalMatrix(n, n).map((a) => a.map((_, i, j) => a.get(Math.min(i, j), Math.max(i, j))));

/** An invertible matrix B = L U in Q^{n×n}, L unit lower and U upper triangular with a positive diagonal. */
export const rationalInvertible = (n: number): fc.Arbitrary<RationalMatrix> =>
  fc
    .tuple(
      fc.array(fc.integer({ min: -1, max: 1 }), { minLength: n * n, maxLength: n * n }),
      fc.array(fc.constantFrom("1/2", "1", "3/2", "2"), { minLength: n, maxLength: n }),
    )
    .map(([entries, diagonal]) => {
      const at = (i: number, j: number) => rational(`${entries[i * n + j]!}/2`);
      const lower = RationalMatrix.generate(n, n, (i, j) =>
        i === j ? rational(1) : i > j ? at(i, j) : ZERO,
      );
      const upper = RationalMatrix.generate(n, n, (i, j) =>
        i === j ? rational(diagonal[i]!) : i < j ? at(i, j) : ZERO,
      );
      return lower.multiply(upper);
    });

/** A ⊕ B. */
export const directSum = (a: RationalMatrix, b: RationalMatrix): RationalMatrix =>
  RationalMatrix.generate(a.rows + b.rows, a.columns + b.columns, (i, j) =>
    i < a.rows && j < a.columns
      ? a.get(i, j)
      : i >= a.rows && j >= a.columns
        ? b.get(i - a.rows, j - a.columns)
        : ZERO,
  );

/** (A | B). */
export const beside = (a: RationalMatrix, b: RationalMatrix): RationalMatrix =>
  RationalMatrix.generate(a.rows, a.columns + b.columns, (i, j) =>
    j < a.columns ? a.get(i, j) : b.get(i, j - a.columns),
  );

/** The columns of A in the given order. */
export const columnsAt = (a: RationalMatrix, indices: readonly number[]): RationalMatrix =>
  RationalMatrix.generate(a.rows, indices.length, (i, j) => a.get(i, indices[j]!));

/** Σ_k s_k u_k v_kᵀ on the first columns of U and V: U diag(s) Vᵀ, and what else they have is left alone. */
export const onFirstColumns = (
  u: RationalMatrix,
  s: readonly Rational[],
  v: RationalMatrix,
): RationalMatrix =>
  RationalMatrix.generate(u.rows, v.rows, (i, j) =>
    s.reduce((sum, value, k) => sum.add(u.get(i, k).mul(value).mul(v.get(j, k))), ZERO),
  );

/** a bᵀ. */
export const outer = (a: readonly Rational[], b: readonly Rational[]): RationalMatrix =>
  RationalMatrix.generate(a.length, b.length, (i, j) => a[i]!.mul(b[j]!));

/** ⟨A, B⟩ = tr(AᵀB). */
export const innerProduct = (a: RationalMatrix, b: RationalMatrix): Rational =>
  a.transpose().multiply(b).trace();

/** The matrix with the given rows. */
export const fromRows = (rows: readonly (readonly Rational[])[]): RationalMatrix => RationalMatrix.from(rows);

/** m×p with the given p columns of length m. */
export const fromColumns = (columns: readonly (readonly Rational[])[]): RationalMatrix =>
  RationalMatrix.from(columns).transpose();

/** Σ of rationals. */
export const sumOf = (values: readonly Rational[]): Rational =>
  values.reduce((sum, value) => sum.add(value), rational(0));
