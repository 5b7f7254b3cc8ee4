/** Arbitraries of exact matrices without structure, and the block operations that records write their points with. */
import fc from "fast-check";
import { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, ZERO } from "../exact/rational.js";
import { smallRational } from "./instances.js";

/**
 * Matrices rows×columns with independent entries.
 *
 * @param entry an arbitrary of entries; small rationals by default.
 * @returns an arbitrary.
 * @example
 * import fc from "fast-check";
 * fc.sample(rationalMatrix(2, 3), { seed: 7, numRuns: 20 }).every(({ rows, columns }) => rows === 2 && columns === 3) // true
 */
export const rationalMatrix = (
  rows: number,
  columns: number,
  entry: fc.Arbitrary<Rational> = smallRational,
): fc.Arbitrary<RationalMatrix> =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => RationalMatrix.generate(rows, columns, (i, j) => values[i * columns + j]!));

/**
 * Symmetric n×n matrices with small entries.
 *
 * @returns an arbitrary of matrices with A = Aᵀ exactly.
 * @example
 * import fc from "fast-check";
 * fc.sample(rationalSymmetric(3), { seed: 7, numRuns: 20 }).every((a) => a.isSymmetric()) // true
 */
export const rationalSymmetric = (n: number): fc.Arbitrary<RationalMatrix> =>
  rationalMatrix(n, n).map((a) => a.map((_, i, j) => a.get(Math.min(i, j), Math.max(i, j))));

/**
 * Invertible matrices B = L U in Q^{n×n}, L unit lower and U upper triangular with a positive diagonal.
 *
 * @returns an arbitrary of matrices with det B > 0.
 * @example
 * import fc from "fast-check";
 * fc.sample(rationalInvertible(2), { seed: 7, numRuns: 20 }).every((b) => rank(b) === 2) // true
 */
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

/**
 * The direct sum A ⊕ B: both on the diagonal, zeros elsewhere.
 *
 * @returns (rows A + rows B) × (columns A + columns B).
 * @example directSum(RationalMatrix.identity(1), RationalMatrix.identity(2)).equals(RationalMatrix.identity(3)) // true
 */
export const directSum = (a: RationalMatrix, b: RationalMatrix): RationalMatrix =>
  RationalMatrix.generate(a.rows + b.rows, a.columns + b.columns, (i, j) =>
    i < a.rows && j < a.columns
      ? a.get(i, j)
      : i >= a.rows && j >= a.columns
        ? b.get(i - a.rows, j - a.columns)
        : ZERO,
  );

/**
 * (A | B), two matrices with the same number of rows.
 *
 * @returns rows × (columns A + columns B).
 * @example matrixText(beside(RationalMatrix.from([[1]]), RationalMatrix.from([[2]]))) // [["1", "2"]]
 */
export const beside = (a: RationalMatrix, b: RationalMatrix): RationalMatrix =>
  RationalMatrix.generate(a.rows, a.columns + b.columns, (i, j) =>
    j < a.columns ? a.get(i, j) : b.get(i, j - a.columns),
  );

/**
 * The columns of A in the given order.
 *
 * @param indices zero-based; repeated ones are columns twice.
 * @returns rows × `indices.length`.
 * @example matrixText(columnsAt(RationalMatrix.from([[1, 2]]), [1, 0])) // [["2", "1"]]
 */
export const columnsAt = (a: RationalMatrix, indices: readonly number[]): RationalMatrix =>
  RationalMatrix.generate(a.rows, indices.length, (i, j) => a.get(i, indices[j]!));

/**
 * Σ_k s_k u_k v_kᵀ over the first columns of U and V, as many as there are values: other columns are left out.
 *
 * @param u n×a, a at least the number of values.
 * @param v p×b, likewise.
 * @returns n×p.
 * @example
 * matrixText(onFirstColumns(RationalMatrix.identity(2), [rational(3)], RationalMatrix.identity(2))) // [["3", "0"], ["0", "0"]]
 */
export const onFirstColumns = (
  u: RationalMatrix,
  s: readonly Rational[],
  v: RationalMatrix,
): RationalMatrix =>
  RationalMatrix.generate(u.rows, v.rows, (i, j) =>
    s.reduce((sum, value, k) => sum.add(u.get(i, k).mul(value).mul(v.get(j, k))), ZERO),
  );

/**
 * The outer product a bᵀ.
 *
 * @returns (length of a) × (length of b), of rank one at most.
 * @example matrixText(outer([rational(2)], [rational(3), rational(5)])) // [["6", "10"]]
 */
export const outer = (a: readonly Rational[], b: readonly Rational[]): RationalMatrix =>
  RationalMatrix.generate(a.length, b.length, (i, j) => a[i]!.mul(b[j]!));

/**
 * ⟨A, B⟩ = tr(AᵀB), for matrices of one shape.
 *
 * @returns Σ a_ij b_ij, exact.
 * @throws RangeError if the numbers of rows differ.
 * @example innerProduct(RationalMatrix.from([[1, 2]]), RationalMatrix.from([[3, 4]])).toFraction() // "11"
 */
export const innerProduct = (a: RationalMatrix, b: RationalMatrix): Rational =>
  a.transpose().multiply(b).trace();

/**
 * The matrix with the given rows.
 *
 * @returns as many rows; 0×0 without any.
 * @throws RangeError if they differ in length.
 * @example fromRows([[rational(1), rational(2)]]).columns // 2
 */
export const fromRows = (rows: readonly (readonly Rational[])[]): RationalMatrix => RationalMatrix.from(rows);

/**
 * The matrix with the given columns.
 *
 * @param columns p of length m.
 * @returns m×p.
 * @throws RangeError if they differ in length.
 * @example fromColumns([[rational(1), rational(2)]]).rows // 2
 */
export const fromColumns = (columns: readonly (readonly Rational[])[]): RationalMatrix =>
  RationalMatrix.from(columns).transpose();

/**
 * The sum of rationals.
 *
 * @returns 0 for an empty list.
 * @example sumOf([rational("1/2"), rational("1/3")]).toFraction() // "5/6"
 */
export const sumOf = (values: readonly Rational[]): Rational =>
  values.reduce((sum, value) => sum.add(value), rational(0));
