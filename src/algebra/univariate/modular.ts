/**
 * Univariate polynomials over F_p for primes 2²⁵ < p < 2²⁶: products of residues are exact doubles.
 *
 * A polynomial mod p is a Float64Array of residues 0 ≤ r < p, lowest power first, without leading zeros.
 * The primes are taken in descending order from 2²⁶, so that every computation is reproducible.
 */
import type { IntegerPolynomial } from "./integer-polynomial.js";

const HIGH = 2 ** 26;
const LOW = 2 ** 25;

export type ModularPolynomial = Float64Array;

/** The primes below 2²⁶ in descending order. @throws RangeError after the last one above 2²⁵ (there are 1.9 million). */
export function* primes(): Generator<number> {
  for (let candidate = HIGH - 1; candidate > LOW; candidate -= 2) if (isPrime(candidate)) yield candidate;
  throw new RangeError("primes: expected fewer than 1.9 million primes to be needed");
}

function isPrime(n: number): boolean {
  for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return false;
  return true;
}

/** a b mod p. The quotient is off by at most one, which is put right. */
export function multiplyModulo(a: number, b: number, p: number, inverse: number): number {
  const product = a * b;
  const rest = product - Math.floor(product * inverse) * p;
  return rest < 0 ? rest + p : rest >= p ? rest - p : rest;
}

/** a⁻¹ mod p by the extended Euclidean algorithm, a ≢ 0. */
export function invertModulo(a: number, p: number): number {
  let [r, s] = [p, a];
  let [u, v] = [0, 1];
  while (s !== 0) {
    const q = Math.floor(r / s);
    [r, s] = [s, r - q * s];
    [u, v] = [v, u - q * v];
  }
  return u < 0 ? u + p : u;
}

/** x mod p in [0, p). */
export function residue(x: bigint, p: number): number {
  const rest = Number(x % BigInt(p));
  return rest < 0 ? rest + p : rest;
}

/** f mod p. */
export function reduceModulo(f: IntegerPolynomial, p: number): ModularPolynomial {
  const modulus = BigInt(p);
  const residues = Float64Array.from(f, (coefficient) => {
    const rest = Number(coefficient % modulus);
    return rest < 0 ? rest + p : rest;
  });
  return residues.subarray(0, lengthWithin(residues, residues.length));
}

function lengthWithin(f: Float64Array, from: number): number {
  let length = from;
  while (length > 0 && f[length - 1] === 0) length--;
  return length;
}

/** The monic greatest common divisor over F_p by Euclid's algorithm; empty if both are zero. */
export function gcdModulo(f: ModularPolynomial, g: ModularPolynomial, p: number): ModularPolynomial {
  const reciprocal = 1 / p;
  let a = Float64Array.from(f);
  let b = Float64Array.from(g);
  let lengthA = a.length;
  let lengthB = b.length;
  while (lengthB > 0) {
    const inverse = invertModulo(b[lengthB - 1]!, p);
    while (lengthA >= lengthB) {
      const factor = p - multiplyModulo(a[lengthA - 1]!, inverse, p, reciprocal);
      const shift = lengthA - lengthB;
      for (let d = 0; d < lengthB - 1; d++) {
        // a + factor·b < 2⁵² + 2²⁶ is exact.
        const sum = a[d + shift]! + factor * b[d]!;
        const rest = sum - Math.floor(sum * reciprocal) * p;
        a[d + shift] = rest < 0 ? rest + p : rest >= p ? rest - p : rest;
      }
      lengthA = lengthWithin(a, lengthA - 1);
    }
    [a, b] = [b, a];
    [lengthA, lengthB] = [lengthB, lengthA];
  }
  if (lengthA === 0) return new Float64Array(0);
  const inverse = invertModulo(a[lengthA - 1]!, p);
  return a.slice(0, lengthA).map((x) => multiplyModulo(x, inverse, p, reciprocal));
}

/** f(x) mod p. */
export function evaluateModulo(f: ModularPolynomial, x: number, p: number): number {
  const reciprocal = 1 / p;
  let value = 0;
  for (let k = f.length - 1; k >= 0; k--) {
    value = multiplyModulo(value, x, p, reciprocal) + f[k]!;
    if (value >= p) value -= p;
  }
  return value;
}
