/**
 * Values of an integer polynomial at dyadic complex points, with rigorous error bounds.
 *
 *   f(z) = Σ_k f_k z^k,   z = (x + iy)·2^u exactly;   result (X + iY)·2^E with |f(z) − result| ≤ error·2^E
 *
 * In BigInt: the division of f by (T − z)(T − z̄) = T² − sT + t, s = 2 Re z, t = |z|²,
 *
 *   b_k = f_k + s b_{k+1} − t b_{k+2},   f(z) = f_0 + z b_1 − t b_2
 *
 * (Knuth, TAOCP 2, §4.6.4), two real products a step instead of four. b_k is kept in units 2^{E_k} with E_k − precision
 * about log₂ Σ_j |f_j||z|^{j−k}(j−k+1), which bounds |b_k|. Rounding at step k, at most three units (coefficient and two
 * products; s and t are exact), acts as a perturbation of f_k, so
 *
 *   |error| ≤ Σ_k 4·2^{E_k} |z|^k   whatever the E_k;  with these, about 4·n²·2^{−precision} Σ_k |f_k||z|^k.
 *
 * In doubles: Horner's rule for f and z f′ at once, with one common exponent, so nothing over- or underflows.
 * Its bound is 16(n + 2)·2⁻⁵³ Σ |f_k||z|^k (k|f_k| for z f′): each step multiplies the error factor by at most
 * (1 + 2⁻⁵³)^7, coefficient and point rounding included.
 */

import { powerOfTwo, shifted } from "../../exact/dyadic.js";
import { derivativeOf, type IntegerPolynomial } from "./integer-polynomial.js";
import {
  addScaled,
  exponentOf,
  normalised,
  type Scaled,
  type ScaledComplex,
  scaledComplexFrom,
  scaledFrom,
  UPWARD,
} from "./scaled.js";

/** A polynomial with the doubles nearest to its coefficients, mantissa·2^exponent. */
export class EvaluablePolynomial {
  readonly degree: number;
  readonly mantissas: Float64Array;
  readonly exponents: Int32Array;
  #derivative: EvaluablePolynomial | null = null;

  /** @param coefficients not the zero polynomial. */
  constructor(readonly coefficients: IntegerPolynomial) {
    this.degree = coefficients.length - 1;
    const parts = coefficients.map((c) => scaledFrom(c, 0));
    this.mantissas = Float64Array.from(parts, ({ m }) => m);
    this.exponents = Int32Array.from(parts, ({ e }) => e);
  }

  /** f′, made once. */
  get derivative(): EvaluablePolynomial {
    this.#derivative ??= new EvaluablePolynomial(derivativeOf(this.coefficients));
    return this.#derivative;
  }
}

/** (re + i im)·2^unit, off by at most error·2^unit in modulus. */
export interface BigValue {
  readonly re: bigint;
  readonly im: bigint;
  readonly unit: number;
  readonly error: number;
}

/**
 * f(z) at z = (x + iy)·2^u to about `precision` bits of Σ|f_k||z|^k.
 *
 * @param modulus an upper bound of |z|.
 */
export function evaluateBig(
  f: EvaluablePolynomial,
  x: bigint,
  y: bigint,
  u: number,
  modulus: Scaled,
  precision: number,
): BigValue {
  const units = unitSchedule(f, modulus, precision);
  const { coefficients, degree } = f;
  const error = errorInUnits(units, modulus);
  const unit = units[0]!;
  if (y === 0n) {
    let b = 0n;
    for (let k = degree; k >= 0; k--) {
      const product = k === degree ? 0n : shifted(x * b, u + units[k + 1]! - units[k]!);
      b = shifted(coefficients[k]!, -units[k]!) + product;
    }
    return { re: b, im: 0n, unit, error };
  }
  const s = 2n * x;
  const t = x * x + y * y;
  let b1 = 0n;
  let b2 = 0n;
  for (let k = degree; k >= 1; k--) {
    let b = shifted(coefficients[k]!, -units[k]!);
    if (k < degree) b += shifted(s * b1, u + units[k + 1]! - units[k]!);
    if (k + 1 < degree) b -= shifted(t * b2, 2 * u + units[k + 2]! - units[k]!);
    b2 = b1;
    b1 = b;
  }
  let re = shifted(coefficients[0]!, -unit);
  let im = 0n;
  if (degree >= 1) {
    re += shifted(x * b1, u + units[1]! - unit);
    im = shifted(y * b1, u + units[1]! - unit);
  }
  if (degree >= 2) re -= shifted(t * b2, 2 * u + units[2]! - unit);
  return { re, im, unit, error };
}

/** E_k = ⌈log₂ bound of |b_k|⌉ − precision; estimates, nothing depends on their accuracy. */
function unitSchedule(f: EvaluablePolynomial, modulus: Scaled, precision: number): Int32Array {
  const { mantissas, exponents, degree } = f;
  const units = new Int32Array(degree + 1);
  const r = modulus.m;
  const step = modulus.e;
  let plain = 0;
  let weighted = 0;
  let e = 0;
  for (let k = degree; k >= 0; k--) {
    const m = Math.abs(mantissas[k]!);
    e += step;
    if (weighted === 0) e = exponents[k]!;
    else if (m !== 0 && exponents[k]! - e > 500) {
      const factor = powerOfTwo(e - exponents[k]!);
      plain *= factor;
      weighted *= factor;
      e = exponents[k]!;
    }
    // A zero coefficient has no exponent.
    plain = r * plain + (m === 0 ? 0 : m * powerOfTwo(exponents[k]! - e));
    weighted = r * weighted + plain;
    const shift = exponentOf(weighted);
    if (shift > 300 || (shift < -300 && weighted !== 0)) {
      plain *= powerOfTwo(-shift);
      weighted *= powerOfTwo(-shift);
      e += shift;
    }
    units[k] = e + exponentOf(weighted) + 1 - precision;
  }
  return units;
}

/** Σ_k 4·2^{E_k − E_0} |z|^k, rounded up. */
function errorInUnits(units: Int32Array, modulus: Scaled): number {
  let sum = 4;
  for (let k = units.length - 2; k >= 0; k--)
    sum = sum * modulus.m * powerOfTwo(modulus.e + units[k + 1]! - units[k]!) + 4;
  // n roundings of relative size 2⁻⁵², and terms that underflow, are far below this factor for n < 2²⁰.
  return sum * (1 + 2 ** -20);
}

/** f(z), z f′(z), Σ|f_k||z|^k and Σ k|f_k||z|^k, all with the factor 2^e. */
export interface DoubleValues {
  readonly re: number;
  readonly im: number;
  readonly slopeRe: number;
  readonly slopeIm: number;
  readonly size: number;
  readonly slopeSize: number;
  readonly e: number;
}

/** Values at z = (x + iy)·2^shift in doubles; errors at most `doubleError(n)` times the two sizes. */
export function evaluateDouble(f: EvaluablePolynomial, x: number, y: number, shift: number): DoubleValues {
  const { mantissas, exponents, degree } = f;
  const r = Math.sqrt(x * x + y * y);
  let [re, im, slopeRe, slopeIm, size, slopeSize, e] = [0, 0, 0, 0, 0, 0, 0];
  for (let k = degree; k >= 0; k--) {
    const m = mantissas[k]!;
    e += shift;
    let rescale = 0;
    if (slopeSize === 0) e = exponents[k]!;
    else if (m !== 0 && exponents[k]! - e > 400) rescale = exponents[k]! - e;
    else if (slopeSize > 2 ** 400 || slopeSize < 2 ** -400) rescale = exponentOf(slopeSize);
    if (rescale !== 0) {
      const factor = powerOfTwo(-rescale);
      re *= factor;
      im *= factor;
      slopeRe *= factor;
      slopeIm *= factor;
      size *= factor;
      slopeSize *= factor;
      e += rescale;
    }
    const a = m === 0 ? 0 : m * powerOfTwo(exponents[k]! - e);
    const nextRe = re * x - im * y + a;
    im = re * y + im * x;
    re = nextRe;
    const nextSlope = slopeRe * x - slopeIm * y + k * a;
    slopeIm = slopeRe * y + slopeIm * x;
    slopeRe = nextSlope;
    const magnitude = Math.abs(a);
    size = size * r + magnitude;
    slopeSize = slopeSize * r + k * magnitude;
  }
  return { re, im, slopeRe, slopeIm, size, slopeSize, e };
}

/** The relative error bound of `evaluateDouble` (see the head of this file). */
export const doubleError = (degree: number): number => 16 * (degree + 2) * 2 ** -53;

/** f(z) or f′(z) as a number with a bound on its error. */
export interface EnclosedValue {
  readonly value: ScaledComplex;
  readonly error: Scaled;
}

/** The value of `evaluateBig` as scaled doubles; the conversion's error is added. */
export function enclosed({ re, im, unit, error }: BigValue): EnclosedValue {
  const value = scaledComplexFrom(re, im, unit);
  const conversion = normalised((Math.abs(value.re) + Math.abs(value.im)) * 2 ** -50, value.e);
  const total = addScaled(normalised(error, unit), conversion);
  return { value, error: normalised(total.m * UPWARD, total.e) };
}

/** An upper bound of Σ |f_k| r^k. */
export function boundAt({ mantissas, exponents, degree }: EvaluablePolynomial, r: Scaled): Scaled {
  let sum: Scaled = { m: 0, e: 0 };
  for (let k = degree; k >= 0; k--) {
    const product = normalised(sum.m * r.m, sum.e + r.e);
    sum = addScaled(product, normalised(Math.abs(mantissas[k]!), exponents[k]!));
  }
  // Each step rounds by less than 2⁻⁵¹, and n < 2²⁰.
  return normalised(sum.m * (1 + 2 ** -30), sum.e);
}
