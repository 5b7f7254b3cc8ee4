/**
 * Univariate polynomials with integer coefficients, Z[x].
 *
 *   f = Σ_k f_k x^k   is the array [f_0, …, f_n] with f_n ≠ 0; the zero polynomial is [].
 *
 * Over Q every polynomial is a constant times a primitive one (coprime coefficients, f_n > 0), and by Gauss's lemma
 * a primitive g divides f over Q exactly when it does over Z. All algorithms of this folder work on primitive
 * polynomials.
 *
 * Packing, f ↦ f(2^k), is injective on coefficients of absolute value below 2^{k−1}, and turns products of polynomials into
 * products of integers (Kronecker's substitution).
 *
 * Not covered: factorisation over Q.
 */

import { bitLength } from "../../exact/dyadic.js";
import { gcd, type Rational } from "../../exact/rational.js";
import { PACKED } from "../options.js";

/** Σ f_k x^k as f_0, …, f_n with f_n ≠ 0; 0 is []. */
export type IntegerPolynomial = readonly bigint[];

/** The degree; −1 for the zero polynomial. */
export const degreeOf = (f: IntegerPolynomial): number => f.length - 1;

/** f_n; 0 for the zero polynomial. */
export const leadingCoefficient = (f: IntegerPolynomial): bigint => f[f.length - 1] ?? 0n;

/** Without leading zeros. */
export function trim(coefficients: readonly bigint[]): IntegerPolynomial {
  let length = coefficients.length;
  while (length > 0 && coefficients[length - 1] === 0n) length--;
  return length === coefficients.length ? coefficients : coefficients.slice(0, length);
}

/** The primitive polynomial with positive leading coefficient that is a constant multiple of f; [] for 0. */
export function primitivePart(f: readonly bigint[]): IntegerPolynomial {
  const trimmed = trim(f);
  let content = 0n;
  for (const coefficient of trimmed) {
    content = gcd(content, coefficient);
    if (content === 1n) break;
  }
  if (leadingCoefficient(trimmed) < 0n) content = -content;
  return content === 1n || content === 0n ? trimmed : trimmed.map((coefficient) => coefficient / content);
}

/** The primitive multiple of Σ c_k x^k, coefficients bigints or rationals. */
export function primitiveFrom(coefficients: readonly (bigint | Rational)[]): IntegerPolynomial {
  let denominator = 1n;
  for (const c of coefficients)
    if (typeof c !== "bigint") denominator = (denominator / gcd(denominator, c.d)) * c.d;
  return primitivePart(
    coefficients.map((c) => (typeof c === "bigint" ? c * denominator : (c.s * c.n * denominator) / c.d)),
  );
}

/** f′. */
export const derivativeOf = (f: IntegerPolynomial): IntegerPolynomial =>
  f.slice(1).map((coefficient, k) => coefficient * BigInt(k + 1));

/** f(−x). */
export const reflect = (f: IntegerPolynomial): IntegerPolynomial =>
  f.map((coefficient, k) => (k % 2 === 0 ? coefficient : -coefficient));

/** f − g. */
export function subtract(f: IntegerPolynomial, g: IntegerPolynomial): IntegerPolynomial {
  const length = Math.max(f.length, g.length);
  return trim(Array.from({ length }, (_, k) => (f[k] ?? 0n) - (g[k] ?? 0n)));
}

/** f g: the schoolbook way for a short factor, else as one product of integers f(2^k) g(2^k). */
export function multiply(f: IntegerPolynomial, g: IntegerPolynomial): IntegerPolynomial {
  if (f.length === 0 || g.length === 0) return [];
  const length = f.length + g.length - 1;
  if (Math.min(f.length, g.length) >= PACKED) {
    const k = bitLength(norm1(f)) + bitLength(norm1(g)) + 2;
    return unpack(pack(f, k) * pack(g, k), k, length);
  }
  const product = new Array<bigint>(length).fill(0n);
  f.forEach((a, i) => {
    if (a !== 0n)
      g.forEach((b, j) => {
        product[i + j]! += a * b;
      });
  });
  return product;
}

/** Σ |f_i|. */
export const norm1 = (f: IntegerPolynomial): bigint => f.reduce((sum, c) => sum + (c < 0n ? -c : c), 0n);

/** f(2^k). */
export function pack(f: IntegerPolynomial, k: number): bigint {
  const part = (from: number, to: number): bigint => {
    if (to - from === 0) return 0n;
    if (to - from === 1) return f[from]!;
    const middle = (from + to) >> 1;
    return part(from, middle) + (part(middle, to) << BigInt(k * (middle - from)));
  };
  return part(0, f.length);
}

/** The f of this length with f(2^k) = a and −2^{k−1} ≤ f_i < 2^{k−1}, but for the last coefficient, which takes what is left. */
export function unpack(a: bigint, k: number, length: number): bigint[] {
  const f: bigint[] = [];
  const part = (value: bigint, count: number): void => {
    if (count <= 1) {
      if (count === 1) f.push(value);
      return;
    }
    const low = count >> 1;
    const below = BigInt.asIntN(k * low, value);
    part(below, low);
    part((value - below) >> BigInt(k * low), count - low);
  };
  part(a, length);
  return f;
}

/** f / g if g divides f in Z[x], otherwise null. @throws RangeError if g = 0. */
export function divideExactly(f: IntegerPolynomial, g: IntegerPolynomial): IntegerPolynomial | null {
  if (g.length === 0) throw new RangeError("divideExactly: expected a nonzero divisor, got 0");
  if (f.length === 0) return [];
  if (f.length < g.length) return null;
  const rest = f.slice();
  const lead = leadingCoefficient(g);
  const quotient = new Array<bigint>(f.length - g.length + 1);
  for (let k = quotient.length - 1; k >= 0; k--) {
    const top = rest[k + g.length - 1]!;
    const q = top / lead;
    if (q * lead !== top) return null;
    quotient[k] = q;
    if (q !== 0n) for (let j = 0; j < g.length; j++) rest[k + j]! -= q * g[j]!;
  }
  for (let j = 0; j < g.length - 1; j++) if (rest[j] !== 0n) return null;
  return quotient;
}

/**
 * d^n f(p/d) = Σ f_k p^k d^{n−k}, n = deg f: an integer with the sign of f(p/d) if d > 0.
 */
export function homogeneousValue(f: IntegerPolynomial, p: bigint, d: bigint): bigint {
  let value = 0n;
  let power = 1n;
  for (let k = f.length - 1; k >= 0; k--) {
    value = value * p + f[k]! * power;
    power *= d;
  }
  return value;
}

/** The sign of f(p/2^shift), shift ≥ 0: −1, 0 or 1. */
export function signAtDyadic(f: IntegerPolynomial, p: bigint, shift: number): number {
  const s = BigInt(shift);
  let value = 0n;
  let scale = 0n;
  for (let k = f.length - 1; k >= 0; k--) {
    value = value * p + (f[k]! << scale);
    scale += s;
  }
  return value === 0n ? 0 : value > 0n ? 1 : -1;
}
