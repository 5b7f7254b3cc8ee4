/**
 * Exact rational numbers: the one rational type of the repository.
 *
 * A `Rational` is a reduced BigInt fraction s·n/d (fraction.js). This file owns the border between text or
 * doubles and rationals; arithmetic is called on the value itself (`a.add(b)`, `a.mul(b)`, `a.compare(b)`).
 */

import Fraction from "fraction.js";
import { bitLength, nearestDouble, shifted } from "./dyadic.js";

/** s·n/d in lowest terms, d > 0, s = ±1. */
export type Rational = Fraction;

const EXACT = /^\s*[+-]?(\d+\/\d+|(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?)\s*$/;

/**
 * The exact rational with the given value.
 *
 * @param value an integer or double (taken at its exact binary value), a bigint, or text: an integer, a
 *   decimal with optional exponent, or a fraction of integers (`"3/7"`, `"0.05"`, `"1e-3"`).
 * @throws RangeError if the text is none of these, the denominator is zero or the number is not finite.
 * @returns the fraction in lowest terms, immutable.
 * @example rational("3/7").add(rational(1)).toFraction() // "10/7"
 */
export function rational(value: number | bigint | string | Rational): Rational {
  if (value instanceof Fraction) return value;
  if (typeof value === "bigint") return new Fraction(value, 1n);
  if (typeof value === "number") return fromDouble(value);
  if (!EXACT.test(value))
    throw new RangeError(`rational: expected an exact number, got ${JSON.stringify(value)}`);
  const text = value.trim();
  const [numerator, denominator] = text.split("/");
  if (denominator !== undefined) {
    if (/^0+$/.test(denominator))
      throw new RangeError(`rational: expected a nonzero denominator, got ${text}`);
    return new Fraction(BigInt(numerator!.replace(/^\+/, "")), BigInt(denominator));
  }
  const [mantissa, exponent = "0"] = text.replace(/^\+/, "").split(/[eE]/);
  const [whole, fraction = ""] = mantissa!.split(".");
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt((whole === "" || whole === "-" ? `${whole}0` : whole!) + fraction);
  return shift >= 0
    ? new Fraction(digits * 10n ** BigInt(shift), 1n)
    : new Fraction(digits, 10n ** BigInt(-shift));
}

/** The exact value of a finite double, a dyadic rational. */
function fromDouble(value: number): Rational {
  if (!Number.isFinite(value)) throw new RangeError(`rational: expected a finite number, got ${value}`);
  if (Number.isSafeInteger(value)) return new Fraction(BigInt(value), 1n);
  let mantissa = value;
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return new Fraction(BigInt(mantissa), 1n << BigInt(exponent));
}

/** n/d as a reduced fraction. @throws RangeError if d = 0. */
export function ratio(n: bigint, d: bigint): Rational {
  if (d === 0n) throw new RangeError("rational: expected a nonzero denominator, got 0");
  return n === 0n ? ZERO : new Fraction(n, d);
}

/** Greatest common divisor of |a| and |b|. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The least common multiple of positive integers; 1 of none. */
export const commonMultiple = (list: readonly bigint[]): bigint =>
  list.reduce((d, x) => (d / gcd(d, x)) * x, 1n);

/** 0. */
export const ZERO: Rational = new Fraction(0n, 1n);
/** 1. */
export const ONE: Rational = new Fraction(1n, 1n);

/** Whether the value is 0. */
export const isZero = (value: Rational): boolean => value.n === 0n;

/**
 * The sign of a rational.
 *
 * @returns −1, 0 or 1.
 * @example sign(rational("-3/7")) // -1
 */
export const sign = (value: Rational): number => (value.n === 0n ? 0 : value.s < 0n ? -1 : 1);

/**
 * The double nearest to the value, ties to even; subnormals, ±Infinity beyond the range of doubles.
 *
 * @returns the double, rounded once.
 * @example toNumber(rational("9007199254740993")) // 9007199254740992
 */
export function toNumber({ s, n, d }: Rational): number {
  if (n <= MAX_EXACT && d <= MAX_EXACT) {
    // A quotient of two doubles is rounded once.
    const quotient = Number(n) / Number(d);
    return s < 0n ? -quotient : quotient;
  }
  const unit = bitLength(n) - bitLength(d) - QUOTIENT_BITS;
  const [dividend, divisor] = unit < 0 ? [shifted(n, -unit), d] : [n, shifted(d, unit)];
  const quotient = dividend / divisor;
  // One more bit, set where the division leaves a remainder, tells on which side of a tie the value lies.
  const sticky = 2n * quotient + (quotient * divisor === dividend ? 0n : 1n);
  return nearestDouble(s * sticky, unit - 1);
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);
/** More bits than the 53 of a double and the one that decides between two. */
const QUOTIENT_BITS = 64;

/**
 * The shortest exact text of a rational, which `rational` reads back.
 *
 * @returns `"3/7"`, `"-2"`.
 * @example rationalText(rational("0.125")) // "1/8"
 */
export const rationalText = (value: Rational): string => value.toFraction();

/**
 * The square root, where it is rational.
 *
 * @returns √value ≥ 0 exactly; null if it is irrational or the value negative.
 * @example
 * rationalSquareRoot(rational("4/9"))?.toFraction() // "2/3"
 */
export function rationalSquareRoot(value: Rational): Rational | null {
  if (sign(value) < 0) return null;
  const numerator = integerSquareRoot(value.n);
  const denominator = integerSquareRoot(value.d);
  if (numerator * numerator !== value.n || denominator * denominator !== value.d) return null;
  return new Fraction(numerator, denominator);
}

/** ⌊√n⌋ by Newton's iteration on integers. */
export function integerSquareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/**
 * A number rounded to so many digits after the point, to nearest, halves away from zero, without zeros at the end.
 *
 * @example decimalText(ratio(2n, 3n), 4) // "0.6667"
 */
export function decimalText({ s, n, d }: Rational, digits: number): string {
  const scaled = (2n * n * 10n ** BigInt(digits) + d) / (2n * d);
  const text = scaled.toString().padStart(digits + 1, "0");
  const [whole, rest] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
  const fraction = rest.replace(/0+$/, "");
  return `${s < 0n && scaled > 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
