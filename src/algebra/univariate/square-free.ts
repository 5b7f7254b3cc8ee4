/**
 * Greatest common divisors in Q[x] and square-free decomposition.
 *
 *   f = c · Π_i f_i^i,   f_i primitive, square-free, pairwise coprime
 *
 * gcd: modulo primes p that divide neither leading coefficient the degree of the gcd can only be too large, never too
 * small. A constant gcd for one prime therefore proves coprimality. Otherwise images of least degree are joined by
 * Chinese remainders, scaled by gcd(lc f, lc g), until the primitive part of the symmetric lift divides both f and g:
 * a common divisor whose degree is an upper bound is the gcd. So the result is proved, whatever the primes.
 *
 * Decomposition: Yun's algorithm (von zur Gathen, Gerhard, *Modern Computer Algebra*, 3rd ed., §14.6 and §6.7).
 */

import { PrimeField, primesDownwards } from "../../exact/prime-field.js";
import { gcd } from "../../exact/rational.js";
import { gcd as gcdModulo, modulo } from "../polynomial-modulo.js";
import {
  degreeOf,
  derivativeOf,
  divideExactly,
  type IntegerPolynomial,
  leadingCoefficient,
  primitivePart,
  subtract,
} from "./integer-polynomial.js";

/**
 * The primitive gcd of two polynomials over Q; that of f and 0 is the primitive part of f, that of 0 and 0 is [].
 *
 * @throws Error never in practice: if the primes ran out before the gcd was found.
 * @example greatestCommonDivisor([-1n, 0n, 1n], [1n, 2n, 1n]) // [1n, 1n], from (x−1)(x+1) and (x+1)²
 */
export function greatestCommonDivisor(left: readonly bigint[], right: readonly bigint[]): IntegerPolynomial {
  const a = primitivePart(left);
  const b = primitivePart(right);
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  if (a.length === 1 || b.length === 1) return [1n];
  const scale = gcd(leadingCoefficient(a), leadingCoefficient(b));
  let lift: Lift | null = null;
  let candidate: IntegerPolynomial = [];
  for (const p of primesDownwards()) {
    const field = new PrimeField(p);
    const [f, g] = [modulo(a, field), modulo(b, field)];
    if (f.length < a.length || g.length < b.length) continue;
    const image = gcdModulo(f, g, field);
    if (image.length === 1) return [1n];
    if (lift !== null && image.length > lift.residues.length) continue;
    if (lift === null || image.length < lift.residues.length) {
      lift = { residues: new Array<bigint>(image.length).fill(0n), modulus: 1n };
      candidate = [];
    }
    extend(lift, image, field.residue(scale), field);
    const next = symmetric(lift);
    // Dividing is worth while once another prime has changed nothing.
    const stable = next.length === candidate.length && next.every((c, k) => c === candidate[k]);
    candidate = next;
    if (!stable) continue;
    const divisor = primitivePart(candidate);
    if (divideExactly(a, divisor) !== null && divideExactly(b, divisor) !== null) return divisor;
  }
  throw new Error("greatestCommonDivisor: unreachable");
}

/** Residues of scale·gcd modulo a product of primes. */
interface Lift {
  residues: bigint[];
  modulus: bigint;
}

/** Chinese remainder step with the monic image mod p, scaled. */
function extend(lift: Lift, image: Float64Array, scale: number, field: PrimeField): void {
  const prime = BigInt(field.p);
  const inverse = BigInt(field.invert(field.residue(lift.modulus)));
  const factor = BigInt(scale);
  lift.residues = lift.residues.map((r, k) => {
    const target = BigInt(image[k]!) * factor;
    const step = (((target - r) % prime) * inverse) % prime;
    return r + lift.modulus * (step < 0n ? step + prime : step);
  });
  lift.modulus *= prime;
}

/** Representatives in (−M/2, M/2]. */
const symmetric = ({ residues, modulus }: Lift): bigint[] =>
  residues.map((r) => (2n * r > modulus ? r - modulus : r));

/** A factor f_i of the square-free decomposition with its exponent i. */
export interface SquareFreeFactor {
  /** Primitive, square-free, of positive degree. */
  readonly polynomial: IntegerPolynomial;
  readonly multiplicity: number;
}

/**
 * The factors f_i of positive degree, by rising multiplicity.
 *
 * @param f nonzero; constants have no factors.
 * @throws RangeError for the zero polynomial.
 */
export function squareFreeDecomposition(f: readonly bigint[]): SquareFreeFactor[] {
  const primitive = primitivePart(f);
  if (primitive.length === 0)
    throw new RangeError("squareFreeDecomposition: expected a nonzero polynomial, got 0");
  if (primitive.length === 1) return [];
  const slope = derivativeOf(primitive);
  const common = greatestCommonDivisor(primitive, slope);
  if (common.length === 1) return [{ polynomial: primitive, multiplicity: 1 }];
  const factors: SquareFreeFactor[] = [];
  let rest = divideExactly(primitive, common)!;
  let difference = subtract(divideExactly(slope, common)!, derivativeOf(rest));
  for (let multiplicity = 1; degreeOf(rest) > 0; multiplicity++) {
    const factor = greatestCommonDivisor(rest, difference);
    if (degreeOf(factor) > 0) factors.push({ polynomial: factor, multiplicity });
    rest = divideExactly(rest, factor)!;
    difference = subtract(divideExactly(difference, factor)!, derivativeOf(rest));
  }
  return factors;
}

/**
 * Π_i f_i, the square-free part. @throws RangeError for the zero polynomial.
 */
export function squareFreePart(f: readonly bigint[]): IntegerPolynomial {
  const primitive = primitivePart(f);
  if (primitive.length === 0) throw new RangeError("squareFreePart: expected a nonzero polynomial, got 0");
  return divideExactly(primitive, greatestCommonDivisor(primitive, derivativeOf(primitive)))!;
}
