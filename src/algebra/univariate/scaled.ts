/**
 * Doubles with an exponent of their own.
 *
 *   Scaled: m·2^e with a double m and an integer e;   ScaledComplex: (re + i·im)·2^e
 *
 * Magnitudes here leave the range of doubles (coefficients of thousands of bits, roots 10⁻⁴⁰⁰ apart), while sixteen
 * digits are plenty for corrections and bounds.
 */
import { bitLength, powerOfTwo, shifted } from "../../exact/dyadic.js";

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
// The high word of a double is the second one on every machine JavaScript engines run on; checked, not assumed.
bits[0] = 1;
const HIGH_WORD = words[1] === 0x3ff00000 ? 1 : 0;

/** ⌊log₂|x|⌋ of a finite normal x; −1023 for zeros and subnormals. */
export function exponentOf(x: number): number {
  bits[0] = x;
  return ((words[HIGH_WORD]! >>> 20) & 0x7ff) - 1023;
}

/** m·2^e. */
export interface Scaled {
  readonly m: number;
  readonly e: number;
}

/** (re + i·im)·2^e. */
export interface ScaledComplex {
  readonly re: number;
  readonly im: number;
  readonly e: number;
}

/** x·2^unit to 53 bits, mantissa rounded to nearest. */
export function scaledFrom(x: bigint, unit: number): Scaled {
  const direct = Number(x);
  if (Number.isFinite(direct)) return normalised(direct, unit);
  const drop = bitLength(x) - 64;
  // Truncated to 64 bits before rounding to 53: the relative error stays below 2⁻⁵³ + 2⁻⁶³.
  return normalised(Number(x >> BigInt(drop)), unit + drop);
}

/** m·2^e with 1 ≤ |m| < 2, or 0. */
export function normalised(m: number, e: number): Scaled {
  if (m === 0) return { m: 0, e: 0 };
  const shift = exponentOf(m);
  if (shift < -1000) return normalised(m * powerOfTwo(600), e - 600);
  return { m: m * powerOfTwo(-shift), e: e + shift };
}

/** (re + i im)·2^unit with the larger part in [1, 2). */
export function scaledComplexFrom(re: bigint, im: bigint, unit: number): ScaledComplex {
  const x = scaledFrom(re, unit);
  const y = scaledFrom(im, unit);
  if (x.m === 0) return { re: 0, im: y.m, e: y.e };
  if (y.m === 0) return { re: x.m, im: 0, e: x.e };
  const e = Math.max(x.e, y.e);
  return { re: x.m * powerOfTwo(x.e - e), im: y.m * powerOfTwo(y.e - e), e };
}

/** a / b for complex numbers, b ≠ 0, both with parts of moderate size. */
export function divideScaled(a: ScaledComplex, b: ScaledComplex): ScaledComplex {
  const norm = b.re * b.re + b.im * b.im;
  return normalisedComplex((a.re * b.re + a.im * b.im) / norm, (a.im * b.re - a.re * b.im) / norm, a.e - b.e);
}

/** The same value with the larger part in [1, 2). */
export function normalisedComplex(re: number, im: number, e: number): ScaledComplex {
  const size = Math.max(Math.abs(re), Math.abs(im));
  if (size === 0) return { re: 0, im: 0, e: 0 };
  const shift = exponentOf(size);
  const factor = powerOfTwo(-shift);
  return { re: re * factor, im: im * factor, e: e + shift };
}

/** An upper bound of |z|: the rounding of the square root and its argument is below 2⁻⁵⁰. */
export function upperModulus(z: ScaledComplex): Scaled {
  return normalised(Math.sqrt(z.re * z.re + z.im * z.im) * UPWARD, z.e);
}

/** A factor that outweighs the rounding of a few operations. */
export const UPWARD = 1 + 2 ** -48;

/** A lower bound of |z|, likewise. */
export function lowerModulus(z: ScaledComplex): Scaled {
  return normalised(Math.sqrt(z.re * z.re + z.im * z.im) / UPWARD, z.e);
}

/** a + b, rounded. */
export function addScaled(a: Scaled, b: Scaled): Scaled {
  if (a.m === 0) return b;
  if (b.m === 0) return a;
  const e = Math.max(a.e, b.e);
  return normalised(a.m * powerOfTwo(a.e - e) + b.m * powerOfTwo(b.e - e), e);
}

/** The sign of a − b for nonnegative normalised values. */
export function compareScaled(a: Scaled, b: Scaled): number {
  if (a.m === 0 || b.m === 0) return Math.sign(a.m - b.m);
  return a.e === b.e ? Math.sign(a.m - b.m) : Math.sign(a.e - b.e);
}

/** ⌈value / 2^unit⌉ for a nonnegative value. */
export function unitsAbove(value: Scaled, unit: number): bigint {
  if (value.m === 0) return 0n;
  // m·2⁵² is an integer for a normalised m.
  return -shifted(-BigInt(value.m * 2 ** 52), value.e - 52 - unit);
}
