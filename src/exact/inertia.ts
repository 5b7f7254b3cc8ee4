/**
 * Inertia of a symmetric rational matrix: A ∈ Q^{n×n}, A = Aᵀ ↦ (n₋, n₀, n₊), exactly.
 *
 * By Sylvester's law the inertia of A is that of D in any congruence TᵀAT = D ⊕ 0, T invertible. The congruence
 * is found without fractions: A is scaled to integers by a positive factor, and after k pivots every remaining
 * entry is a bordered (k+1)-minor (Bareiss), so the k-th pivot of LDLᵀ is the quotient Δ_k / Δ_{k−1} of
 * consecutive leading minors and only their signs are needed.
 *
 * A 2×2 pivot (zero diagonal, a_ij ≠ 0) is taken as two 1×1 pivots after the unimodular congruence
 * "row i += row j, column i += column j", which makes the diagonal entry 2 a_ij.
 *
 * Not covered: Hermitian matrices; the transformation T itself is not returned.
 */
import { integerForm } from "./linear-algebra.js";
import type { RationalMatrix } from "./matrix.js";

/** Numbers of negative, zero and positive eigenvalues; they add up to n. */
export interface Inertia {
  readonly negative: number;
  readonly zero: number;
  readonly positive: number;
}

/**
 * (n₋, n₀, n₊) of a symmetric rational matrix, exact; any size, O(n³) integer operations.
 *
 * @param a n×n, symmetric.
 * @throws RangeError if `a` is not symmetric (or not square).
 * @returns the numbers of negative, zero and positive eigenvalues.
 * @example inertia(RationalMatrix.from([[0, 1], [1, 0]])) // { negative: 1, zero: 0, positive: 1 }
 */
export function inertia(a: RationalMatrix): Inertia {
  if (!a.isSymmetric()) throw new RangeError("inertia: expected a symmetric matrix");
  return integerInertia(integerForm(a).rows);
}

/** The same of a symmetric matrix of integers, which is overwritten. */
export function integerInertia(rows: bigint[][]): Inertia {
  const n = rows.length;
  let negative = 0;
  let positive = 0;
  let previous = 1n;
  for (let k = 0; k < n; k++) {
    if (!bringPivot(rows, k, n)) return { negative, zero: n - k, positive };
    const pivotRow = rows[k]!;
    const pivot = pivotRow[k]!;
    if (pivot > 0n === previous > 0n) positive++;
    else negative++;
    for (let i = k + 1; i < n; i++) {
      const row = rows[i]!;
      const left = row[k]!;
      // The division is exact: the quotient is a minor of the integer matrix. Symmetry halves the work.
      for (let j = i; j < n; j++) row[j] = (pivot * row[j]! - left * pivotRow[j]!) / previous;
      for (let j = k + 1; j < i; j++) row[j] = rows[j]![i]!;
    }
    previous = pivot;
  }
  return { negative, zero: 0, positive };
}

/** Congruence on the indices ≥ k that makes rows[k][k] ≠ 0; false if the remaining block vanishes. */
function bringPivot(rows: bigint[][], k: number, n: number): boolean {
  for (let i = k; i < n; i++)
    if (rows[i]![i] !== 0n) {
      swap(rows, k, i, n);
      return true;
    }
  for (let i = k; i < n; i++)
    for (let j = i + 1; j < n; j++)
      if (rows[i]![j] !== 0n) {
        for (let l = k; l < n; l++) rows[i]![l]! += rows[j]![l]!;
        for (let l = k; l < n; l++) rows[l]![i]! += rows[l]![j]!;
        swap(rows, k, i, n);
        return true;
      }
  return false;
}

function swap(rows: bigint[][], i: number, j: number, n: number): void {
  if (i === j) return;
  [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  for (let l = 0; l < n; l++) {
    const row = rows[l]!;
    [row[i], row[j]] = [row[j]!, row[i]!];
  }
}
