/**
 * Polynomials of one variable over Z, by ascending degree, packed into integers: f ↦ f(2^k) is injective on coefficients of
 * absolute value below 2^{k−1}, and turns products of polynomials into products of integers (Kronecker's substitution).
 */
import { gcd } from "../exact/rational.js";

export type IntegerCoefficients = readonly bigint[];

/** Number of bits of |a|. */
export const bitLength = (a: bigint): number => {
  const digits = (a < 0n ? -a : a).toString(16);
  return digits === "0" ? 0 : 4 * (digits.length - 1) + (32 - Math.clz32(Number.parseInt(digits[0]!, 16)));
};

/** Σ |f_i|. */
export const norm1 = (f: IntegerCoefficients): bigint => f.reduce((sum, c) => sum + (c < 0n ? -c : c), 0n);

/** f(2^k). */
export function pack(f: IntegerCoefficients, k: number): bigint {
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

/** f g. */
export function multiplyIntegers(f: IntegerCoefficients, g: IntegerCoefficients): IntegerCoefficients {
  if (f.length === 0 || g.length === 0) return [];
  const k = bitLength(norm1(f)) + bitLength(norm1(g)) + 2;
  return unpack(pack(f, k) * pack(g, k), k, f.length + g.length - 1);
}

/** The multiple of f ≠ 0 by a rational number whose coefficients have no common factor and whose last one is positive. */
export function primitivePart(f: IntegerCoefficients): IntegerCoefficients {
  const content = f.reduce(gcd, 0n) * (f.at(-1)! < 0n ? -1n : 1n);
  return f.map((c) => c / content);
}
