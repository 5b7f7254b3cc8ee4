/**
 * Exact verification of a rational univariate representation: with q square-free and ξ_i = g_i(t)/q′(t),
 *
 *   f(ξ) = 0 for all roots t of q   ⇔   q | H = Σ_a c_a g^a (q′)^{deg f − |a|},
 *
 * which `residue-division.ts` decides, and t = Σ c_i ξ_i for all of them ⇔ Σ c_i g_i = T q′ − (deg q) q, as the difference has lower
 * degree than q if all g_i have; of longer g_i the whole of it is asked.
 */

import { dividesAll } from "./residue-division.js";
import type { IntegerEquation } from "./system.js";
import { derivativeOf, type IntegerPolynomial, primitivePart } from "./univariate/integer-polynomial.js";
import type { Work } from "./work.js";

/** u = Σ form_i x_i, q and the g_i of ξ_i = g_i(t)/q′(t). */
export interface Representation {
  readonly form: readonly number[];
  /** q */
  readonly polynomial: IntegerPolynomial;
  /** g_i */
  readonly numerators: readonly IntegerPolynomial[];
}

/**
 * Whether all roots of q, which is square-free, give solutions, and t = Σ c_i ξ_i; undefined where it would take too much work.
 */
export function verifyPoints(
  equations: readonly IntegerEquation[],
  { form, polynomial, numerators }: Representation,
  work: Work,
): boolean | undefined {
  const points = polynomial.length - 1;
  const slope = derivativeOf(polynomial);
  // Both sides to their ends: a numerator of degree ≥ deg q must not hide behind the lower coefficients.
  const length = Math.max(polynomial.length, ...numerators.map((g) => g.length));
  for (let j = 0; j < length; j++) {
    const left = form.reduce((sum, c, i) => sum + BigInt(c) * (numerators[i]![j] ?? 0n), 0n);
    const right = (slope[j - 1] ?? 0n) - BigInt(points) * (polynomial[j] ?? 0n);
    if (left !== right) return false;
  }
  if (points === 0) return true;
  const modulus = primitivePart(polynomial);
  return dividesAll(equations, { modulus, denominator: slope, numerators }, work);
}
