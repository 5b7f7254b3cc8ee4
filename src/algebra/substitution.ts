/**
 * Exact verification of a rational univariate representation: with q square-free and ξ_i = g_i(t)/q′(t),
 *
 *   f(ξ) = 0 for all roots t of q   ⇔   q | H = Σ_a c_a g^a (q′)^{deg f − |a|},
 *
 * which `residue-division.ts` decides, and t = Σ c_i ξ_i for all of them ⇔ Σ c_i g_i = T q′ − (deg q) q, as the difference has lower
 * degree than q if all g_i have; of longer g_i the whole of it is asked.
 *
 * `packedDivides` decides divisibility in another way, for H that are given by values: by Gauss's lemma H / q, q primitive, has integer
 * coefficients if it is a polynomial. All is evaluated at T = 2^k: if q(2^k) does not divide H(2^k), q does not divide H. If it does,
 * S with S(2^k) = H(2^k)/q(2^k) is read off in signed digits, and S q = H where both have coefficients below 2^{k−1}; by Mignotte's
 * bound ‖S‖ ≤ 2^{deg H} ‖H‖ this is so for large k.
 */

import { bitLength } from "../exact/dyadic.js";
import { MOST_PACKED_BITS, PER_BIT } from "./options.js";
import { dividesAll } from "./residue-division.js";
import type { IntegerEquation } from "./system.js";
import {
  derivativeOf,
  type IntegerPolynomial,
  norm1,
  pack,
  primitivePart,
  unpack,
} from "./univariate/integer-polynomial.js";
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

/**
 * Whether a polynomial divides each of several H ∈ Z[T], which are given by their values at powers of two; undefined where it would take too
 * much work.
 *
 * @param modulus primitive.
 * @param valuesAt all H(2^k).
 * @param height ‖H‖₁ < 2^height.
 * @param length deg H < length.
 * @param products how many products of integers the values take.
 * @throws BudgetExceeded
 */
export function packedDivides(
  modulus: IntegerPolynomial,
  valuesAt: (k: number) => readonly bigint[],
  height: number,
  length: number,
  products: number,
  work: Work,
): boolean | undefined {
  const modulusBits = bitLength(norm1(modulus));
  const least = height + modulusBits + 64;
  for (const k of [least, least + length]) {
    const size = k * length;
    if (size > MOST_PACKED_BITS) return undefined;
    const cost = PER_BIT * size * (products + 8);
    if (cost > work.left / 2) return undefined;
    work.spend(cost);
    const divisor = pack(modulus, k);
    let isDecided = true;
    for (const value of valuesAt(k)) {
      const verdict = dividesAt(value, divisor, modulusBits, modulus.length, k, height, length);
      if (verdict === false) return false;
      isDecided &&= verdict === true;
    }
    if (isDecided) return true;
  }
  return undefined;
}

/** Whether the polynomial with this value at 2^k divides the H with that one; undefined where k is too small to say. */
function dividesAt(
  value: bigint,
  divisor: bigint,
  divisorBits: number,
  divisorLength: number,
  k: number,
  height: number,
  length: number,
): boolean | undefined {
  if (value === 0n && height < k - 1) return true;
  const quotient = value / divisor;
  if (quotient * divisor !== value) return false;
  const count = Math.max(length - divisorLength + 1, 1);
  const digits = unpack(quotient, k, count);
  const largest = digits.reduce((most, c) => Math.max(most, bitLength(c)), 0);
  return largest + divisorBits < k - 1 && height < k - 1 ? true : undefined;
}
