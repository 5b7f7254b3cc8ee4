/**
 * A ⪰ 0, decided without tolerance: xᵀA x ≥ 0 for all x, A ∈ Q^{n×n} symmetric.
 *
 * Signs on the diagonal first; then a floating Cholesky factorisation whose success proves A ≻ 0 (S. M. Rump,
 * "Verification of positive definiteness", BIT 46, 2006); then, for the singular and indefinite rest, the exact
 * LDLᵀ inertia. The middle step is what keeps a large, well conditioned Σ cheap: exact pivots grow with n.
 *
 * Not covered: singular or nearly singular matrices with more than 100 rows or very long entries, which are reported as undecided.
 */

import { log2, pow } from "../elementary/elementary.js";
import { bitLength } from "../exact/dyadic.js";
import { inertia } from "../exact/inertia.js";
import { integerForm } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, rationalText, sign, toNumber } from "../exact/rational.js";
import { ProblemError } from "../files/problem-error.js";

/** Rows, and bits of the last pivot, up to which the exact factorisation stays within seconds. */
const EXACT_ROWS = 100;
const EXACT_BITS = 10_000;

/**
 * Why A is not symmetric positive semidefinite, as text that continues "got …"; `null` if it is.
 *
 * @param a n×n.
 * @example semidefiniteDefect(RationalMatrix.from([[1, 2], [2, 1]])) // "1 negative eigenvalue"
 */
export function semidefiniteDefect(a: RationalMatrix): string | null {
  const n = a.rows;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (!a.get(i, j).equals(a.get(j, i))) return `${at(a, j, i)} but ${at(a, i, j)}`;
  const kept: number[] = [];
  for (let i = 0; i < n; i++) {
    const pivot = sign(a.get(i, i));
    if (pivot < 0) return at(a, i, i);
    if (pivot > 0) kept.push(i);
    // A zero on the diagonal of a semidefinite matrix clears its row: the row can be left out.
    else for (let j = 0; j < n; j++) if (!isZero(a.get(i, j))) return `${at(a, i, i)} but ${at(a, i, j)}`;
  }
  if (kept.length === 0 || provenPositiveDefinite(a, kept)) return null;
  const block = RationalMatrix.generate(kept.length, kept.length, (i, j) => a.get(kept[i]!, kept[j]!));
  if (kept.length > EXACT_ROWS || kept.length * integerBits(block) > EXACT_BITS)
    return "one too close to singular for a decision at this size";
  const { negative } = inertia(block);
  return negative === 0 ? null : `${negative} negative eigenvalue${negative === 1 ? "" : "s"}`;
}

const at = (a: RationalMatrix, i: number, j: number): string => {
  const value = rationalText(a.get(i, j));
  return `${value.length <= 16 ? value : toNumber(a.get(i, j))} at (${i + 1}, ${j + 1})`;
};

/** Bits of the largest entry of A times its common denominator; the pivots have up to n times as many. */
function integerBits(a: RationalMatrix): number {
  let largest = 0n;
  for (const row of integerForm(a).rows)
    for (const value of row) if (value > largest || -value > largest) largest = value < 0n ? -value : value;
  return bitLength(largest);
}

/**
 * Cholesky of D A D − c I in doubles, D a diagonal of powers of two that brings the diagonal into [1/2, 2]. The
 * backward error of the factorisation and the rounding of the entries are below (n + 2) ε tr(D A D) ≤ c/4.
 */
function provenPositiveDefinite(a: RationalMatrix, kept: readonly number[]): boolean {
  const n = kept.length;
  const shift = 8 * (n + 2) * n * Number.EPSILON;
  const powers = kept.map((i) => Math.round(-log2(toNumber(a.get(i, i))) / 2));
  if (!powers.every((power) => Math.abs(power) < 200)) return false;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const exact = toNumber(a.get(kept[i]!, kept[j]!));
      let sum = exact * pow(2, powers[i]! + powers[j]!) - (i === j ? shift : 0);
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i === j && !(sum > shift)) return false;
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / l[j * n + j]!;
    }
  return true;
}

/** "2×3". */
export const shapeText = (a: RationalMatrix): string => `${a.rows}×${a.columns}`;

/** @throws ProblemError at `path`. */
export function requireSquare(a: RationalMatrix, path: readonly PropertyKey[]): void {
  if (a.rows !== a.columns) throw new ProblemError(path, "a square matrix", shapeText(a));
}

/** A ⪰ 0. @param why what the expectation ends with. @throws ProblemError at `path`. */
export function requireSemidefinite(a: RationalMatrix, path: readonly PropertyKey[], why = ""): void {
  requireSquare(a, path);
  const defect = semidefiniteDefect(a);
  if (defect !== null) throw new ProblemError(path, `a symmetric positive semidefinite matrix${why}`, defect);
}
